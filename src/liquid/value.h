/*-------------------------------------------------------------------------
 *
 * value.h
 *	  Liquid's values while a template is rendered.
 *
 * A value is 16 bytes, passed by copy.  What comes from the context or from
 * the template's text is borrowed and stays valid throughout the render
 * (stable); what a filter or a loop makes does not, and crm_liquid_keep()
 * copies it before it is remembered.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_VALUE_H
#define CRM_LIQUID_VALUE_H

#include "common/json_cursor.h"
#include "lib/stringinfo.h"

typedef enum LiquidType
{
	LIQUID_NIL,
	LIQUID_BOOL,
	LIQUID_INT,
	LIQUID_NUMERIC,				/* a decimal, or an integer beyond 64 bits */
	LIQUID_STRING,
	LIQUID_JSON_ARRAY,			/* borrowed from the context */
	LIQUID_JSON_OBJECT,
	LIQUID_ARRAY,				/* made during the render */
	LIQUID_RANGE,
	LIQUID_LOOP,				/* forloop, tablerowloop */
	LIQUID_EMPTY,				/* the words empty and blank in a condition */
	LIQUID_BLANK
} LiquidType;

typedef struct LiquidArray LiquidArray;
typedef struct LiquidRange LiquidRange;
typedef struct LiquidLoop LiquidLoop;

typedef struct LiquidValue
{
	uint8		type;			/* LiquidType */
	bool		stable;			/* lives as long as the render */
	uint32		len;			/* STRING: bytes; JSON_*: items or pairs */
	union
	{
		bool		boolean;
		int64		integer;
		Numeric		numeric;
		const char *text;		/* STRING, not terminated; JSON_*: container */
		LiquidArray *array;
		LiquidRange *range;
		const LiquidLoop *loop;
	}			u;
} LiquidValue;

struct LiquidArray
{
	int			n;
	LiquidValue items[FLEXIBLE_ARRAY_MEMBER];
};

/* Both ends are in it; none if last < first.  Its size fits an int64. */
struct LiquidRange
{
	int64		first;
	int64		last;
};

/* The state of one loop, which forloop and tablerowloop show. */
struct LiquidLoop
{
	const LiquidLoop *parent;	/* the for loop around it, if any */
	const char *name;			/* variable-collection; NULL for tablerow */
	int			name_len;
	int64		index;			/* from 0 */
	int64		length;
	int64		columns;		/* tablerow */
	bool		is_table;
	bool		is_partial;		/* of render ... for: nobody's parent */
};

/* A walk over anything that can be looped over. */
typedef struct LiquidWalk
{
	LiquidValue source;
	CrmJsonWalk json;
	int64		index;
	int64		count;
	union						/* the item, when it is a pair of an object */
	{
		LiquidArray array;
		char		space[sizeof(LiquidArray) + 2 * sizeof(LiquidValue)];
	}			pair;
} LiquidWalk;

static inline LiquidValue
liquid_nil(void)
{
	LiquidValue v = {LIQUID_NIL, true, 0, {0}};

	return v;
}

static inline LiquidValue
liquid_bool(bool b)
{
	LiquidValue v = {LIQUID_BOOL, true, 0, {0}};

	v.u.boolean = b;
	return v;
}

static inline LiquidValue
liquid_int(int64 i)
{
	LiquidValue v = {LIQUID_INT, true, 0, {0}};

	v.u.integer = i;
	return v;
}

static inline LiquidValue
liquid_text(const char *text, int len, bool stable)
{
	LiquidValue v = {LIQUID_STRING, stable, 0, {0}};

	v.len = len;
	v.u.text = text;
	return v;
}

static inline LiquidValue
liquid_numeric(Numeric numeric, bool stable)
{
	LiquidValue v = {LIQUID_NUMERIC, stable, 0, {0}};

	v.u.numeric = numeric;
	return v;
}

static inline LiquidValue
liquid_from_json(const CrmJson *json)
{
	LiquidValue v = {LIQUID_NIL, true, 0, {0}};

	v.len = json->len;
	v.u.text = json->data;
	if (likely(json->type == CRM_JSON_STRING))
		v.type = LIQUID_STRING;
	else if (json->type == CRM_JSON_NUMBER)
		v.type = LIQUID_NUMERIC;
	else if (json->type == CRM_JSON_OBJECT)
		v.type = LIQUID_JSON_OBJECT;
	else if (json->type == CRM_JSON_ARRAY)
		v.type = LIQUID_JSON_ARRAY;
	else if (json->type == CRM_JSON_BOOL)
	{
		v.type = LIQUID_BOOL;
		v.u.boolean = json->boolean;
	}
	return v;
}

/* For JSON_ARRAY and JSON_OBJECT: back to what the cursor takes. */
static inline void
liquid_to_json(const LiquidValue *v, CrmJson *json)
{
	json->type = v->type == LIQUID_JSON_OBJECT ? CRM_JSON_OBJECT
		: CRM_JSON_ARRAY;
	json->boolean = false;
	json->len = v->len;
	json->data = v->u.text;
}

static inline LiquidValue
liquid_array(LiquidArray *array)
{
	LiquidValue v = {LIQUID_ARRAY, false, 0, {0}};

	v.u.array = array;
	return v;
}

/* Everything but nil and false counts as true. */
static inline bool
liquid_truthy(const LiquidValue *v)
{
	return v->type != LIQUID_NIL &&
		(v->type != LIQUID_BOOL || v->u.boolean);
}

static inline bool
liquid_is_list(const LiquidValue *v)
{
	return v->type == LIQUID_JSON_ARRAY || v->type == LIQUID_ARRAY;
}

extern LiquidArray *crm_liquid_new_array(int64 n);
extern LiquidValue crm_liquid_keep(const LiquidValue *v, MemoryContext memory);

extern void crm_liquid_walk(LiquidWalk *walk, const LiquidValue *source);
extern bool crm_liquid_next(LiquidWalk *walk, LiquidValue *item);
extern LiquidValue crm_liquid_item(const LiquidWalk *walk, int64 index);
extern LiquidArray *crm_liquid_to_array(const LiquidValue *v);

extern bool crm_liquid_equal(const LiquidValue *a, const LiquidValue *b);
extern bool crm_liquid_is_empty(const LiquidValue *v);
extern bool crm_liquid_is_blank(const LiquidValue *v);
extern bool crm_liquid_contains(const LiquidValue *v,
								const LiquidValue *item);

extern void crm_liquid_append(StringInfo out, const LiquidValue *v);
extern void crm_liquid_append_json(StringInfo out, const LiquidValue *v,
								   int indent);
extern LiquidValue crm_liquid_to_text(const LiquidValue *v);
extern const char *crm_liquid_type_name(const LiquidValue *v);
extern const char *crm_liquid_search(const char *text, Size len,
									 const char *what, Size what_len);

extern LiquidValue crm_liquid_to_number(const LiquidValue *v);
extern bool crm_liquid_to_integer(const LiquidValue *v, int64 *result);
extern Numeric crm_liquid_as_numeric(const LiquidValue *number);
extern int	crm_liquid_compare_numbers(const LiquidValue *a,
									   const LiquidValue *b);
extern bool crm_liquid_parse_number(const char *text, int len,
									LiquidValue *number);
extern bool crm_liquid_is_integral(const LiquidValue *number);
extern LiquidValue crm_liquid_truncated(const LiquidValue *number);

static inline bool
liquid_is_number(const LiquidValue *v)
{
	return v->type == LIQUID_INT || v->type == LIQUID_NUMERIC;
}

#endif							/* CRM_LIQUID_VALUE_H */

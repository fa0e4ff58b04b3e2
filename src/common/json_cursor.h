/*-------------------------------------------------------------------------
 *
 * json_cursor.h
 *	  Reading JSONB in its own binary form, without JsonbValue trees.
 *
 * A CrmJson is a borrowed reference to one value inside a detoasted Jsonb: it
 * owns nothing, and lives as long as that Jsonb.  Nothing here allocates or
 * throws.  Walks keep a running offset, so a step costs the same wherever it
 * is in the container.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_JSON_CURSOR_H
#define CRM_JSON_CURSOR_H

#include "utils/jsonb.h"
#include "utils/numeric.h"

typedef enum CrmJsonType
{
	CRM_JSON_NULL,
	CRM_JSON_BOOL,
	CRM_JSON_NUMBER,
	CRM_JSON_STRING,
	CRM_JSON_ARRAY,
	CRM_JSON_OBJECT
} CrmJsonType;

typedef struct CrmJson
{
	CrmJsonType type;
	bool		boolean;		/* BOOL */
	uint32		len;			/* STRING: bytes; ARRAY, OBJECT: items, pairs */
	const char *data;			/* STRING: bytes, not terminated; NUMBER: the
								 * Numeric; ARRAY, OBJECT: JsonbContainer */
} CrmJson;

/* One walk over an array's items or an object's pairs. */
typedef struct CrmJsonWalk
{
	const JEntry *entries;
	const char *base;
	uint32		index;			/* next item or pair */
	uint32		count;
	uint32		key_start;		/* offset of the next key (objects) */
	uint32		value_start;	/* offset of the next item or value */
} CrmJsonWalk;

extern void crm_json_root(const Jsonb *jsonb, CrmJson *value);
extern void crm_json_walk(CrmJsonWalk *walk, const CrmJson *container);
extern bool crm_json_next_item(CrmJsonWalk *walk, CrmJson *item);
extern bool crm_json_next_pair(CrmJsonWalk *walk, const char **key,
							   uint32 *key_len, CrmJson *value);
extern bool crm_json_get(const CrmJson *object, const char *key,
						 uint32 key_len, CrmJson *value);
extern bool crm_json_item(const CrmJson *array, uint32 index, CrmJson *item);
extern uint32 crm_json_container_size(const CrmJson *container);
extern int	crm_json_compare_keys(const char *a, uint32 a_len,
								  const char *b, uint32 b_len);

/* Are these bytes the same?  For short ones, which keys are, faster than a call. */
static inline bool
crm_same_bytes(const char *a, const char *b, uint32 len)
{
	if (len >= 8)
	{
		uint64		x;
		uint64		y;
		uint32		i;

		for (i = 0; i + 8 <= len; i += 8)
		{
			memcpy(&x, a + i, 8);
			memcpy(&y, b + i, 8);
			if (x != y)
				return false;
		}
		memcpy(&x, a + len - 8, 8);
		memcpy(&y, b + len - 8, 8);
		return x == y;
	}
	if (len >= 4)
	{
		uint32		x[2];
		uint32		y[2];

		memcpy(&x[0], a, 4);
		memcpy(&y[0], b, 4);
		memcpy(&x[1], a + len - 4, 4);
		memcpy(&y[1], b + len - 4, 4);
		return x[0] == y[0] && x[1] == y[1];
	}
	return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] &&
						a[len - 1] == b[len - 1]);
}

static inline Numeric
crm_json_numeric(const CrmJson *number)
{
	Assert(number->type == CRM_JSON_NUMBER);
	return (Numeric) number->data;
}

#endif							/* CRM_JSON_CURSOR_H */

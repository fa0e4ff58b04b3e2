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
extern bool crm_json_get(const CrmJson *object, const char *key,
						 uint32 key_len, CrmJson *value);
extern bool crm_json_item(const CrmJson *array, uint32 index, CrmJson *item);
extern uint32 crm_json_container_size(const CrmJson *container);

/* The steps of a walk are here, so that the evaluators' loops have no calls. */

static inline uint32
crm_json_entry_end(JEntry entry, uint32 start)
{
	return JBE_HAS_OFF(entry) ? JBE_OFFLENFLD(entry)
		: start + JBE_OFFLENFLD(entry);
}

/* Describes the child whose bytes are base[start, end). */
static inline void
crm_json_fill(CrmJson *value, JEntry entry, const char *base, uint32 start,
			  uint32 end)
{
	value->boolean = false;
	switch (entry & JENTRY_TYPEMASK)
	{
		case JENTRY_ISSTRING:
			value->type = CRM_JSON_STRING;
			value->data = base + start;
			value->len = end - start;
			break;
		case JENTRY_ISNUMERIC:
			value->type = CRM_JSON_NUMBER;
			value->data = base + INTALIGN(start);
			value->len = 0;
			break;
		case JENTRY_ISBOOL_TRUE:
		case JENTRY_ISBOOL_FALSE:
			value->type = CRM_JSON_BOOL;
			value->boolean = JBE_ISBOOL_TRUE(entry);
			value->data = NULL;
			value->len = 0;
			break;
		case JENTRY_ISCONTAINER:
			{
				const JsonbContainer *container;

				container = (const JsonbContainer *) (base + INTALIGN(start));
				value->type = JsonContainerIsObject(container)
					? CRM_JSON_OBJECT : CRM_JSON_ARRAY;
				value->data = (const char *) container;
				value->len = JsonContainerSize(container);
				break;
			}
		default:
			value->type = CRM_JSON_NULL;
			value->data = NULL;
			value->len = 0;
			break;
	}
}

static inline bool
crm_json_next_item(CrmJsonWalk *walk, CrmJson *item)
{
	JEntry		entry;
	uint32		end;

	if (walk->index >= walk->count)
	{
		memset(item, 0, sizeof(*item));
		return false;
	}
	entry = walk->entries[walk->index++];
	end = crm_json_entry_end(entry, walk->value_start);
	crm_json_fill(item, entry, walk->base, walk->value_start, end);
	walk->value_start = end;
	return true;
}

/* The pairs come in JSONB's order: by key length, then bytes. */
static inline bool
crm_json_next_pair(CrmJsonWalk *walk, const char **key, uint32 *key_len,
				   CrmJson *value)
{
	JEntry		entry;
	uint32		end;

	if (walk->index >= walk->count)
	{
		*key = NULL;
		*key_len = 0;
		memset(value, 0, sizeof(*value));
		return false;
	}
	end = crm_json_entry_end(walk->entries[walk->index], walk->key_start);
	*key = walk->base + walk->key_start;
	*key_len = end - walk->key_start;
	walk->key_start = end;

	entry = walk->entries[walk->count + walk->index];
	end = crm_json_entry_end(entry, walk->value_start);
	crm_json_fill(value, entry, walk->base, walk->value_start, end);
	walk->value_start = end;
	walk->index++;
	return true;
}

/* JSONB's order of keys: by length, then bytes. */
static inline int
crm_json_compare_keys(const char *a, uint32 a_len, const char *b, uint32 b_len)
{
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	if (a_len == 0)
		return 0;
	/* Most names of a length differ in their first byte. */
	if (*a != *b)
		return (unsigned char) *a < (unsigned char) *b ? -1 : 1;
	return memcmp(a, b, a_len);
}

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

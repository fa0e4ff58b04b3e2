/*-------------------------------------------------------------------------
 *
 * json_cursor.c
 *	  Reading JSONB in its own binary form, without JsonbValue trees.
 *
 * The layout is the one described in utils/jsonb.h: a header, one JEntry a
 * child (for objects all keys, then all values), then the children's bytes.
 * A JEntry holds the child's length, or, every JB_OFFSET_STRIDE children, its
 * end offset; the start of a child is the end of the one before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/json_cursor.h"

/* The document itself; a scalar document is unwrapped. */
void
crm_json_root(const Jsonb *jsonb, CrmJson *value)
{
	const JsonbContainer *root = &jsonb->root;

	if (JsonContainerIsScalar(root))
	{
		JEntry		entry = root->children[0];

		crm_json_fill(value, entry, (const char *) &root->children[1], 0,
					  crm_json_entry_end(entry, 0));
		return;
	}
	value->type = JsonContainerIsObject(root) ? CRM_JSON_OBJECT
		: CRM_JSON_ARRAY;
	value->boolean = false;
	value->data = (const char *) root;
	value->len = JsonContainerSize(root);
}

/* Starts a walk over an array or object; over anything else it is empty. */
void
crm_json_walk(CrmJsonWalk *walk, const CrmJson *container)
{
	const JsonbContainer *c = (const JsonbContainer *) container->data;

	memset(walk, 0, sizeof(*walk));
	if (container->type == CRM_JSON_ARRAY)
	{
		walk->count = container->len;
		walk->entries = c->children;
		walk->base = (const char *) &c->children[walk->count];
	}
	else if (container->type == CRM_JSON_OBJECT)
	{
		walk->count = container->len;
		walk->entries = c->children;
		walk->base = (const char *) &c->children[2 * walk->count];
		walk->value_start = walk->count ? getJsonbOffset(c, walk->count) : 0;
	}
}

/* The bytes of an array or object, header and all. */
uint32
crm_json_container_size(const CrmJson *container)
{
	const JsonbContainer *c = (const JsonbContainer *) container->data;
	uint32		n = JsonContainerSize(c);
	uint32		end = 0;
	uint32		i;

	if (container->type == CRM_JSON_OBJECT)
		n *= 2;
	for (i = 0; i < n; i++)
		end = crm_json_entry_end(c->children[i], end);
	return offsetof(JsonbContainer, children) + n * sizeof(JEntry) + end;
}

/* Where a child's bytes begin. */
static inline uint32
child_start(const JsonbContainer *c, uint32 index)
{
	uint32		start = 0;

	while (index > 0)
	{
		JEntry		entry = c->children[--index];

		start += JBE_OFFLENFLD(entry);
		if (JBE_HAS_OFF(entry))
			break;
	}
	return start;
}

/*
 * Objects up to this size are scanned rather than searched.  So few children
 * hold no offset but that of the first, which is its length: a sum tells where
 * one begins.
 */
#define SCANNED_PAIRS 12
StaticAssertDecl(2 * SCANNED_PAIRS <= JB_OFFSET_STRIDE,
				 "children of scanned objects hold lengths only");

/*
 * The value of a key in a small object.  Keys come by length, so most are
 * passed without looking at their bytes.
 */
static inline bool
scan_pairs(const JsonbContainer *c, uint32 count, const char *key,
		   uint32 key_len, CrmJson *value)
{
	const char *base = (const char *) &c->children[2 * count];
	uint32		start = 0;
	uint32		i;
	uint32		j;

	for (i = 0; i < count; i++)
	{
		uint32		len = JBE_OFFLENFLD(c->children[i]);

		if (len >= key_len)
		{
			if (len > key_len)
				return false;
			if (crm_same_bytes(base + start, key, key_len))
				break;
		}
		start += len;
	}
	if (i == count)
		return false;
	for (j = i; j < count + i; j++)
		start += JBE_OFFLENFLD(c->children[j]);
	crm_json_fill(value, c->children[j], base, start,
				  start + JBE_OFFLENFLD(c->children[j]));
	return true;
}

/* The place of a key in any object; its size if there is none. */
static uint32
search_keys(const JsonbContainer *c, uint32 count, const char *key,
			uint32 key_len)
{
	const char *base = (const char *) &c->children[2 * count];
	uint32		low = 0;
	uint32		high = count;

	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;
		uint32		start = child_start(c, middle);
		uint32		end = crm_json_entry_end(c->children[middle], start);
		int			order;

		order = crm_json_compare_keys(base + start, end - start, key, key_len);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return count;
}

/* The value of a key; false if absent or not an object. */
bool
crm_json_get(const CrmJson *object, const char *key, uint32 key_len,
			 CrmJson *value)
{
	const JsonbContainer *c = (const JsonbContainer *) object->data;
	uint32		count = object->len;
	uint32		index;
	uint32		start;

	if (object->type != CRM_JSON_OBJECT)
		return false;
	if (count <= SCANNED_PAIRS)
		return scan_pairs(c, count, key, key_len, value);
	index = search_keys(c, count, key, key_len);
	if (index == count)
		return false;
	index += count;
	start = child_start(c, index);
	crm_json_fill(value, c->children[index],
				  (const char *) &c->children[2 * count], start,
				  crm_json_entry_end(c->children[index], start));
	return true;
}

/* The item of an array by position; false if absent or not an array. */
bool
crm_json_item(const CrmJson *array, uint32 index, CrmJson *item)
{
	const JsonbContainer *c = (const JsonbContainer *) array->data;
	uint32		start;

	if (array->type != CRM_JSON_ARRAY || index >= array->len)
		return false;
	start = child_start(c, index);
	crm_json_fill(item, c->children[index],
				  (const char *) &c->children[array->len], start,
				  crm_json_entry_end(c->children[index], start));
	return true;
}

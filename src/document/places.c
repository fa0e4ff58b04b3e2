/*-------------------------------------------------------------------------
 *
 * places.c
 *	  Finds places in a schema as it is written, without compiling it.
 *
 * For the comparison of versions, which looks at one keyword beside another.
 * What a reference means to the evaluator is resolve.c's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "document/places.h"
#include "document/uri.h"
#include "document/value.h"

typedef bool (*Wanted) (const CrmJson *object, const CrmJson *name);

/* The first object that is wanted, in the value or, if "below", inside it. */
static bool
find_object(const CrmJson *value, Wanted wanted, const CrmJson *name,
			bool below, CrmJson *found)
{
	CrmJsonWalk walk;
	CrmJson		child;
	const char *key;
	uint32		key_len;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (value->type < CRM_JSON_ARRAY)
		return false;
	if (value->type == CRM_JSON_OBJECT && !below && wanted(value, name))
	{
		*found = *value;
		return true;
	}
	crm_json_walk(&walk, value);
	while (value->type == CRM_JSON_OBJECT ?
		   crm_json_next_pair(&walk, &key, &key_len, &child) :
		   crm_json_next_item(&walk, &child))
		if (find_object(&child, wanted, name, false, found))
			return true;
	return false;
}

static bool
has_member(const CrmJson *object, const CrmJson *name)
{
	CrmJson		value;

	return crm_json_get(object, name->data, name->len, &value);
}

static bool
is_anchored(const CrmJson *object, const CrmJson *name)
{
	CrmJson		anchor;

	return (crm_json_get(object, "$anchor", 7, &anchor) ||
			crm_json_get(object, "$dynamicAnchor", 14, &anchor)) &&
		crm_json_equal(&anchor, name);
}

/* Whether a name stands anywhere in a schema, below its root if so asked. */
bool
crm_schema_mentions(const CrmJson *schema, const char *name, bool below)
{
	CrmJson		member = {CRM_JSON_STRING, false, (uint32) strlen(name), name};
	CrmJson		found;

	return find_object(schema, has_member, &member, below, &found);
}

/*
 * Follows the schema's "$ref": "#/..." or "#anchor" to where it leads; false:
 * it has none, or one that leads elsewhere.
 */
bool
crm_schema_follow(const CrmJson *root, CrmJson *schema)
{
	CrmJson		ref;
	CrmJson		value = *root;
	const char *rest;
	char	   *token;
	int			len;

	if (!crm_json_get(schema, "$ref", 4, &ref) ||
		ref.type != CRM_JSON_STRING || ref.len < 2 || ref.data[0] != '#')
		return false;
	if (ref.data[1] != '/')
	{
		CrmJson		name = {CRM_JSON_STRING, false, ref.len - 1, ref.data + 1};

		return find_object(root, is_anchored, &name, false, schema);
	}
	rest = crm_percent_decode(ref.data + 1, (int) ref.len - 1);
	while ((token = crm_pointer_token(&rest, &len)) != NULL)
		if (!crm_json_get(&value, token, (uint32) len, &value) &&
			!crm_json_item(&value, (uint32) atoi(token), &value))
			return false;
	*schema = value;
	return true;
}

/*-------------------------------------------------------------------------
 *
 * keywords.c
 *	  The keywords of each draft: where schemas are nested, and which names
 *	  are known at all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "document/compile.h"

typedef struct Keyword
{
	const char *name;
	CrmShape	shape;
	CrmDraft	first;
	CrmDraft	last;
} Keyword;

#define SINCE_4 CRM_DRAFT_4, CRM_DRAFT_2020
#define SINCE_6 CRM_DRAFT_6, CRM_DRAFT_2020
#define SINCE_7 CRM_DRAFT_7, CRM_DRAFT_2020
#define SINCE_2019 CRM_DRAFT_2019, CRM_DRAFT_2020
#define SINCE_2020 CRM_DRAFT_2020, CRM_DRAFT_2020
#define UNTIL_2019 CRM_DRAFT_4, CRM_DRAFT_2019

static const Keyword keywords[] = {
	{"$anchor", CRM_SHAPE_OTHER, SINCE_2019},
	{"$comment", CRM_SHAPE_OTHER, SINCE_7},
	{"$defs", CRM_SHAPE_MAP, SINCE_2019},
	{"$dynamicAnchor", CRM_SHAPE_OTHER, SINCE_2020},
	{"$dynamicRef", CRM_SHAPE_OTHER, SINCE_2020},
	{"$id", CRM_SHAPE_OTHER, SINCE_6},
	{"$recursiveAnchor", CRM_SHAPE_OTHER, CRM_DRAFT_2019, CRM_DRAFT_2019},
	{"$recursiveRef", CRM_SHAPE_OTHER, CRM_DRAFT_2019, CRM_DRAFT_2019},
	{"$ref", CRM_SHAPE_OTHER, SINCE_4},
	{"$schema", CRM_SHAPE_OTHER, SINCE_4},
	{"$vocabulary", CRM_SHAPE_OTHER, SINCE_2019},
	{"additionalItems", CRM_SHAPE_SCHEMA, UNTIL_2019},
	{"additionalProperties", CRM_SHAPE_SCHEMA, SINCE_4},
	{"allOf", CRM_SHAPE_LIST, SINCE_4},
	{"anyOf", CRM_SHAPE_LIST, SINCE_4},
	{"const", CRM_SHAPE_OTHER, SINCE_6},
	{"contains", CRM_SHAPE_SCHEMA, SINCE_6},
	{"contentEncoding", CRM_SHAPE_OTHER, SINCE_7},
	{"contentMediaType", CRM_SHAPE_OTHER, SINCE_7},
	{"contentSchema", CRM_SHAPE_SCHEMA, SINCE_2019},
	{"default", CRM_SHAPE_OTHER, SINCE_4},
	{"definitions", CRM_SHAPE_MAP, SINCE_4},
	{"dependencies", CRM_SHAPE_MAP, SINCE_4},
	{"dependentRequired", CRM_SHAPE_OTHER, SINCE_2019},
	{"dependentSchemas", CRM_SHAPE_MAP, SINCE_2019},
	{"deprecated", CRM_SHAPE_OTHER, SINCE_2019},
	{"description", CRM_SHAPE_OTHER, SINCE_4},
	{"else", CRM_SHAPE_SCHEMA, SINCE_7},
	{"enum", CRM_SHAPE_OTHER, SINCE_4},
	{"examples", CRM_SHAPE_OTHER, SINCE_6},
	{"exclusiveMaximum", CRM_SHAPE_OTHER, SINCE_4},
	{"exclusiveMinimum", CRM_SHAPE_OTHER, SINCE_4},
	{"format", CRM_SHAPE_OTHER, SINCE_4},
	{"id", CRM_SHAPE_OTHER, CRM_DRAFT_4, CRM_DRAFT_4},
	{"if", CRM_SHAPE_SCHEMA, SINCE_7},
	{"items", CRM_SHAPE_SCHEMA_OR_LIST, UNTIL_2019},
	{"items", CRM_SHAPE_SCHEMA, SINCE_2020},
	{"maxContains", CRM_SHAPE_OTHER, SINCE_2019},
	{"maxItems", CRM_SHAPE_OTHER, SINCE_4},
	{"maxLength", CRM_SHAPE_OTHER, SINCE_4},
	{"maxProperties", CRM_SHAPE_OTHER, SINCE_4},
	{"maximum", CRM_SHAPE_OTHER, SINCE_4},
	{"minContains", CRM_SHAPE_OTHER, SINCE_2019},
	{"minItems", CRM_SHAPE_OTHER, SINCE_4},
	{"minLength", CRM_SHAPE_OTHER, SINCE_4},
	{"minProperties", CRM_SHAPE_OTHER, SINCE_4},
	{"minimum", CRM_SHAPE_OTHER, SINCE_4},
	{"multipleOf", CRM_SHAPE_OTHER, SINCE_4},
	{"not", CRM_SHAPE_SCHEMA, SINCE_4},
	{"oneOf", CRM_SHAPE_LIST, SINCE_4},
	{"pattern", CRM_SHAPE_OTHER, SINCE_4},
	{"patternProperties", CRM_SHAPE_MAP, SINCE_4},
	{"prefixItems", CRM_SHAPE_LIST, SINCE_2020},
	{"properties", CRM_SHAPE_MAP, SINCE_4},
	{"propertyNames", CRM_SHAPE_SCHEMA, SINCE_6},
	{"readOnly", CRM_SHAPE_OTHER, SINCE_7},
	{"required", CRM_SHAPE_OTHER, SINCE_4},
	{"then", CRM_SHAPE_SCHEMA, SINCE_7},
	{"title", CRM_SHAPE_OTHER, SINCE_4},
	{"type", CRM_SHAPE_OTHER, SINCE_4},
	{"unevaluatedItems", CRM_SHAPE_SCHEMA, SINCE_2019},
	{"unevaluatedProperties", CRM_SHAPE_SCHEMA, SINCE_2019},
	{"uniqueItems", CRM_SHAPE_OTHER, SINCE_4},
	{"writeOnly", CRM_SHAPE_OTHER, SINCE_7},
};

/* False: the draft does not know the keyword. */
bool
crm_keyword_shape(const char *name, uint32 len, CrmDraft draft,
				  CrmShape *shape)
{
	int			i;

	for (i = 0; i < lengthof(keywords); i++)
		if (draft >= keywords[i].first && draft <= keywords[i].last &&
			strlen(keywords[i].name) == len &&
			memcmp(keywords[i].name, name, len) == 0)
		{
			*shape = keywords[i].shape;
			return true;
		}
	return false;
}

/* By any draft. */
bool
crm_keyword_is_known(const char *name, uint32 len)
{
	CrmShape	shape;

	for (int draft = CRM_DRAFT_4; draft <= CRM_DRAFT_2020; draft++)
		if (crm_keyword_shape(name, len, draft, &shape))
			return true;
	return false;
}

/* What a misspelt keyword was most likely meant to be, or NULL. */
const char *
crm_keyword_nearest(const char *name, uint32 len, CrmDraft draft)
{
	const char *known[lengthof(keywords)];
	int			n = 0;
	int			i;

	for (i = 0; i < lengthof(keywords); i++)
		if (draft >= keywords[i].first && draft <= keywords[i].last)
			known[n++] = keywords[i].name;
	return crm_nearest_name(name, (int) len, known, n);
}

/*-------------------------------------------------------------------------
 *
 * json_build.c
 *	  Building JSONB member by member.
 *
 * Where a key may be NULL, the value is an item of the array (or the root)
 * that is being built.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/numeric.h"

#include "prompt/json_build.h"

static void
push_string(CrmJsonBuild *build, JsonbIteratorToken token, const char *text,
			int len)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = len;
	pushJsonbValue(build, token, &value);
}

void
crm_build_key(CrmJsonBuild *build, const char *key)
{
	push_string(build, WJB_KEY, key, strlen(key));
}

void
crm_build_item(CrmJsonBuild *build, const char *text)
{
	push_string(build, WJB_ELEM, text, strlen(text));
}

void
crm_build_bytes(CrmJsonBuild *build, const char *key, const char *text,
				int len)
{
	crm_build_key(build, key);
	push_string(build, WJB_VALUE, text, len);
}

/* Nothing for a null text. */
void
crm_build_text(CrmJsonBuild *build, const char *key, const char *text)
{
	if (text != NULL)
		crm_build_bytes(build, key, text, strlen(text));
}

void
crm_build_int(CrmJsonBuild *build, const char *key, int64 number)
{
	JsonbValue	value;

	crm_build_key(build, key);
	value.type = jbvNumeric;
	value.val.numeric = int64_to_numeric(number);
	pushJsonbValue(build, WJB_VALUE, &value);
}

void
crm_build_bool(CrmJsonBuild *build, const char *key, bool boolean)
{
	JsonbValue	value;

	crm_build_key(build, key);
	value.type = jbvBool;
	value.val.boolean = boolean;
	pushJsonbValue(build, WJB_VALUE, &value);
}

void
crm_build_jsonb(CrmJsonBuild *build, const char *key, Jsonb *jsonb)
{
	JsonbValue	value;

	if (key != NULL)
		crm_build_key(build, key);
	JsonbToJsonbValue(jsonb, &value);
	pushJsonbValue(build, key ? WJB_VALUE : WJB_ELEM, &value);
}

void
crm_build_begin_object(CrmJsonBuild *build, const char *key)
{
	if (key != NULL)
		crm_build_key(build, key);
	pushJsonbValue(build, WJB_BEGIN_OBJECT, NULL);
}

void
crm_build_end_object(CrmJsonBuild *build)
{
	pushJsonbValue(build, WJB_END_OBJECT, NULL);
}

void
crm_build_begin_array(CrmJsonBuild *build, const char *key)
{
	if (key != NULL)
		crm_build_key(build, key);
	pushJsonbValue(build, WJB_BEGIN_ARRAY, NULL);
}

void
crm_build_end_array(CrmJsonBuild *build)
{
	pushJsonbValue(build, WJB_END_ARRAY, NULL);
}

/* Ends the outermost object. */
Jsonb *
crm_build_finish_object(CrmJsonBuild *build)
{
	return JsonbValueToJsonb(pushJsonbValue(build, WJB_END_OBJECT, NULL));
}

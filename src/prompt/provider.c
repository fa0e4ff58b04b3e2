/*-------------------------------------------------------------------------
 *
 * provider.c
 *	  A rendered prompt in the shape of a provider's request body.
 *
 * What comes out is sent as it is, with the model's name added where the
 * template has no model_hint.  OpenAI's chat completions take the schema of
 * the answer as response_format, Anthropic's messages take it as the input of
 * a tool that the model must use.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/error.h"
#include "prompt/json_build.h"
#include "prompt/render.h"

#define ANTHROPIC_MAX_TOKENS 1024	/* the API wants one */

static bool
is_word(const CrmJson *string, const char *word)
{
	return string->type == CRM_JSON_STRING && string->len == strlen(word) &&
		memcmp(string->data, word, string->len) == 0;
}

static bool
is_one_of(const char *name, int len, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (strlen(list[i]) == len && memcmp(list[i], name, len) == 0)
			return true;
	return false;
}

/* Is the type, or one of the types, "object"? */
static bool
has_object_type(const CrmJson *schema)
{
	CrmJson		type;
	CrmJson		item;
	CrmJsonWalk walk;

	if (!crm_json_get(schema, "type", 4, &type))
		return false;
	if (type.type != CRM_JSON_ARRAY)
		return is_word(&type, "object");
	crm_json_walk(&walk, &type);
	while (crm_json_next_item(&walk, &item))
		if (is_word(&item, "object"))
			return true;
	return false;
}

/* Is the object closed, and are all its members required? */
static bool
is_closed_object(const CrmJson *schema)
{
	CrmJson		properties;
	CrmJson		required;
	CrmJson		value;
	CrmJson		ignored;
	CrmJsonWalk walk;

	if (!crm_json_get(schema, "additionalProperties", 20, &value) ||
		value.type != CRM_JSON_BOOL || value.boolean ||
		!crm_json_get(schema, "properties", 10, &properties) ||
		properties.type != CRM_JSON_OBJECT ||
		!crm_json_get(schema, "required", 8, &required) ||
		required.type != CRM_JSON_ARRAY || required.len != properties.len)
		return false;
	/* a schema that compiled names none of them twice */
	crm_json_walk(&walk, &required);
	while (crm_json_next_item(&walk, &value))
		if (value.type != CRM_JSON_STRING ||
			!crm_json_get(&properties, value.data, value.len, &ignored))
			return false;
	return true;
}

/*
 * Does OpenAI's strict mode take this schema?  Every object must be closed and
 * require all its members, and only some keywords and formats are known there.
 */
static bool
is_strict(const CrmJson *schema)
{
	static const char *const known[] = {
		"$schema", "$id", "$comment", "$ref", "$defs", "definitions", "title",
		"description", "type", "enum", "const", "anyOf", "properties",
		"required", "additionalProperties", "items", "minItems", "maxItems",
		"pattern", "format", "multipleOf", "minimum", "maximum",
		"exclusiveMinimum", "exclusiveMaximum"
	};
	static const char *const formats[] = {
		"date-time", "time", "date", "duration", "email", "hostname", "ipv4",
		"ipv6", "uuid"
	};
	static const char *const maps[] = {"properties", "$defs", "definitions"};
	CrmJson		value;
	CrmJson		member;
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;

	check_stack_depth();
	if (schema->type != CRM_JSON_OBJECT ||
		(has_object_type(schema) && !is_closed_object(schema)))
		return false;
	crm_json_walk(&walk, schema);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
		if (!is_one_of(key, key_len, known, lengthof(known)))
			return false;
	if (crm_json_get(schema, "format", 6, &value) &&
		!is_one_of(value.data, value.len, formats, lengthof(formats)))
		return false;
	if (crm_json_get(schema, "items", 5, &value) && !is_strict(&value))
		return false;
	if (crm_json_get(schema, "anyOf", 5, &value))
	{
		crm_json_walk(&walk, &value);
		while (crm_json_next_item(&walk, &member))
			if (!is_strict(&member))
				return false;
	}
	for (int i = 0; i < lengthof(maps); i++)
	{
		if (!crm_json_get(schema, maps[i], strlen(maps[i]), &value))
			continue;
		crm_json_walk(&walk, &value);
		while (crm_json_next_pair(&walk, &key, &key_len, &member))
			if (!is_strict(&member))
				return false;
	}
	return true;
}

static Jsonb *
openai_request(const CrmPrompt *prompt)
{
	const CrmTemplate *template = prompt->template;
	CrmJsonBuild build = NULL;
	ListCell   *cell;

	if (prompt->messages == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the template gives an empty prompt"),
				 errdetail("Provider \"openai\" wants at least one message; the template is \"%s\" version %d.",
						   template->purpose, template->version),
				 errhint("Let the template say something for every lead.")));
	crm_build_begin_object(&build, NULL);
	crm_build_text(&build, "model", template->model_hint);
	crm_build_begin_array(&build, "messages");
	foreach(cell, prompt->messages)
	{
		CrmMessage *message = lfirst(cell);

		crm_build_begin_object(&build, NULL);
		crm_build_text(&build, "role", message->role);
		crm_build_bytes(&build, "content", message->text, message->len);
		crm_build_end_object(&build);
	}
	crm_build_end_array(&build);
	if (template->max_tokens > 0)
		crm_build_int(&build, "max_completion_tokens", template->max_tokens);
	if (template->output_schema != NULL)
	{
		CrmJson		schema;

		crm_json_root(template->output_schema, &schema);
		crm_build_begin_object(&build, "response_format");
		crm_build_text(&build, "type", "json_schema");
		crm_build_begin_object(&build, "json_schema");
		crm_build_text(&build, "name", template->purpose);
		crm_build_bool(&build, "strict", is_strict(&schema));
		crm_build_jsonb(&build, "schema", template->output_schema);
		crm_build_end_object(&build);
		crm_build_end_object(&build);
	}
	return crm_build_finish_object(&build);
}

static void
build_text_block(CrmJsonBuild *build, const char *text, int len, bool cached)
{
	if (len == 0)
		return;
	crm_build_begin_object(build, NULL);
	crm_build_text(build, "type", "text");
	crm_build_bytes(build, "text", text, len);
	if (cached)
	{
		crm_build_begin_object(build, "cache_control");
		crm_build_text(build, "type", "ephemeral");
		crm_build_end_object(build);
	}
	crm_build_end_object(build);
}

/* A turn as one block, or two where the cache break divides it. */
static void
build_blocks(CrmJsonBuild *build, const CrmMessage *message)
{
	int			cut = message->cache_break;

	if (cut <= 0 || cut > message->len)
	{
		build_text_block(build, message->text, message->len, false);
		return;
	}
	build_text_block(build, message->text, cut, true);
	/* neither block keeps the space at the cut */
	while (cut < message->len &&
		   (message->text[cut] == '\n' || message->text[cut] == ' '))
		cut++;
	build_text_block(build, message->text + cut, message->len - cut, false);
}

static bool
has_role(const CrmPrompt *prompt, const char *role)
{
	ListCell   *cell;

	foreach(cell, prompt->messages)
	{
		if (strcmp(((CrmMessage *) lfirst(cell))->role, role) == 0)
			return true;
	}
	return false;
}

static Jsonb *
anthropic_request(const CrmPrompt *prompt)
{
	const CrmTemplate *template = prompt->template;
	CrmJsonBuild build = NULL;
	ListCell   *cell;

	if (!has_role(prompt, "user"))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the template has no turn of the user's"),
				 errdetail("Provider \"anthropic\" wants at least one; the template is \"%s\" version %d.",
						   template->purpose, template->version),
				 errhint("Add {%% role user %%} to the template.")));
	crm_build_begin_object(&build, NULL);
	crm_build_text(&build, "model", template->model_hint);
	crm_build_int(&build, "max_tokens",
				  template->max_tokens > 0 ? template->max_tokens
				  : ANTHROPIC_MAX_TOKENS);
	if (has_role(prompt, "system"))
	{
		crm_build_begin_array(&build, "system");
		foreach(cell, prompt->messages)
		{
			CrmMessage *message = lfirst(cell);

			if (strcmp(message->role, "system") == 0)
				build_blocks(&build, message);
		}
		crm_build_end_array(&build);
	}
	crm_build_begin_array(&build, "messages");
	foreach(cell, prompt->messages)
	{
		CrmMessage *message = lfirst(cell);

		if (strcmp(message->role, "system") == 0)
			continue;
		crm_build_begin_object(&build, NULL);
		crm_build_text(&build, "role", message->role);
		crm_build_begin_array(&build, "content");
		build_blocks(&build, message);
		crm_build_end_array(&build);
		crm_build_end_object(&build);
	}
	crm_build_end_array(&build);
	if (template->output_schema != NULL)
	{
		crm_build_begin_array(&build, "tools");
		crm_build_begin_object(&build, NULL);
		crm_build_text(&build, "name", template->purpose);
		crm_build_text(&build, "description", "Gives the answer.");
		crm_build_jsonb(&build, "input_schema", template->output_schema);
		crm_build_end_object(&build);
		crm_build_end_array(&build);
		crm_build_begin_object(&build, "tool_choice");
		crm_build_text(&build, "type", "tool");
		crm_build_text(&build, "name", template->purpose);
		crm_build_end_object(&build);
	}
	return crm_build_finish_object(&build);
}

/* Throws for a provider whose shape is not known. */
Jsonb *
crm_provider_request(const CrmPrompt *prompt, const char *provider)
{
	if (strcmp(provider, "openai") == 0)
		return openai_request(prompt);
	if (strcmp(provider, "anthropic") == 0)
		return anthropic_request(prompt);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown provider"),
			 errdetail("The provider is \"%s\".",
					   crm_shorten(provider, strlen(provider), 60)),
			 errhint("Known are openai and anthropic.")));
	return NULL;				/* keep the compiler quiet */
}

/*-------------------------------------------------------------------------
 *
 * clean.c
 *	  Making values that others wrote fit to stand in a prompt.
 *
 * Four things happen to every text, in this order:
 *
 * - characters that a reader does not see but a model reads (controls,
 *	 zero-width and bidirectional marks, tag characters, variation selectors)
 *	 go;
 * - line breaks become " / ", so that a value is one line and cannot pretend
 *	 to be the next event, note or turn;
 * - "<", in any width, becomes "&lt;" unless a number follows, so that no fence
 *	 can be opened or closed from inside, nor by two values side by side, and no
 *	 model's special token begins;
 * - personal identifiers are masked (redaction.c).
 *
 * Fences themselves are drawn by the template ({{ fence.open }}) or, where it
 * does not, here around each value that is free text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "prompt/clean.h"

/*
 * The number in the fence's name: hard to guess for who wrote a note earlier,
 * the same for the same call.  Decimal, since models read three digits as one
 * token.
 */
char *
crm_fence_nonce(int64 tenant, int64 lead, int64 as_of)
{
	int64		parts[3] = {tenant, lead, as_of};
	uint64		hash = hash_bytes_extended((unsigned char *) parts,
										   sizeof(parts), UINT64CONST(0x63726d));

	return psprintf("%09u", (unsigned int) (hash % 1000000000));
}

/* Decodes one character; gives its length, 1 for a byte that is none. */
static inline int
decode(const unsigned char *p, int left, uint32 *c)
{
	if (*p >= 0xf0 && left >= 4)
	{
		*c = ((p[0] & 0x07) << 18) | ((p[1] & 0x3f) << 12) |
			((p[2] & 0x3f) << 6) | (p[3] & 0x3f);
		return 4;
	}
	if (*p >= 0xe0 && left >= 3)
	{
		*c = ((p[0] & 0x0f) << 12) | ((p[1] & 0x3f) << 6) | (p[2] & 0x3f);
		return 3;
	}
	if (*p >= 0xc0 && left >= 2)
	{
		*c = ((p[0] & 0x1f) << 6) | (p[1] & 0x3f);
		return 2;
	}
	*c = *p;
	return 1;
}

/* A non-ASCII character that nobody sees. */
static inline bool
is_invisible(uint32 c)
{
	return (c >= 0x80 && c <= 0x9f) ||	/* C1 controls */
		c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 ||
		c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180f) ||
		(c >= 0x200b && c <= 0x200f) || /* zero width, marks */
		(c >= 0x202a && c <= 0x202e) || /* bidirectional overrides */
		(c >= 0x2060 && c <= 0x206f) || /* joiners, isolates */
		c == 0x3164 || c == 0xffa0 || c == 0xfeff ||
		(c >= 0xfe00 && c <= 0xfe0f) || /* variation selectors */
		(c >= 0xfff0 && c <= 0xfffb) ||
		(c >= 0x1bca0 && c <= 0x1bca3) || (c >= 0x1d173 && c <= 0x1d17a) ||
		(c >= 0xe0000 && c <= 0xe0fff); /* tags, more selectors */
}

/* A line break as people see it. */
static inline bool
is_break(uint32 c)
{
	return c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 ||
		c == 0x2028 || c == 0x2029;
}

/*
 * Could "<" (its full-width and small forms too) begin a tag here?  Not before
 * a number: "< 5 years", "<=10", "<$500".
 */
static inline bool
opens_tag(uint32 c, const unsigned char *next, const unsigned char *end)
{
	if (c == 0xff1c || c == 0xfe64)
		return true;
	if (c != '<')
		return false;
	while (next < end && *next == ' ')
		next++;
	return next == end || !(*next == '=' || *next == '$' ||
							(*next >= '0' && *next <= '9'));
}

/* Might this byte need attention at all? */
static inline bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '<';
}

/*
 * Appends the text without what is invisible, on one line, with "<" made
 * harmless.
 */
void
crm_clean_text(StringInfo out, const char *text, int len)
{
	const unsigned char *p = (const unsigned char *) text;
	const unsigned char *end = p + len;
	int			start = out->len;
	bool		broke = false;
	bool		utf8 = GetDatabaseEncoding() == PG_UTF8;

	while (p < end)
	{
		const unsigned char *run = p;
		uint32		c;
		int			n;

		while (p < end && is_plain(*p))
			p++;
		if (p > run)
		{
			if (broke)
			{
				while (run < p && *run == ' ')
					run++;
				if (run == p)
					continue;
				if (out->len > start)
					appendBinaryStringInfo(out, " / ", 3);
				broke = false;
			}
			appendBinaryStringInfo(out, (const char *) run, p - run);
			continue;
		}
		n = 1;
		c = *p;
		if (utf8)
			n = decode(p, end - p, &c);
		if (is_break(c))
		{
			broke = true;
			while (out->len > start && out->data[out->len - 1] == ' ')
				out->len--;
		}
		else if (c == '\t')
			appendStringInfoChar(out, ' ');
		else if (c < 0x20 || c == 0x7f || (n > 1 && is_invisible(c)))
			;
		else
		{
			if (broke && out->len > start)
				appendBinaryStringInfo(out, " / ", 3);
			broke = false;
			if (opens_tag(c, p + n, end))
				appendBinaryStringInfo(out, "&lt;", 4);
			else
				appendBinaryStringInfo(out, (const char *) p, n);
		}
		p += n;
	}
	while (out->len > start && out->data[out->len - 1] == ' ')
		out->len--;
	out->data[out->len] = '\0';
}

/*
 * Can the text say something?  One word of letters, digits and what stands in
 * names, codes and addresses cannot, if it is short; in scripts that need no
 * spaces (they take three bytes a character) a sentence is one word, too.
 */
static bool
is_free_text(const char *text, int len)
{
	int			i;

	if (len > 40)
		return true;
	for (i = 0; i < len; i++)
	{
		unsigned char c = text[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && !(c >= 0x80 && c < 0xe0) &&
			(c >= 0x80 || strchr(".-_@+'", c) == NULL))
			return true;
	}
	return false;
}

/* The text as it stands in prompts; palloc'd, its length in *len. */
char *
crm_clean_string(CrmCleaner *cleaner, const char *text, int *len, bool untrusted)
{
	StringInfoData cleaned;
	StringInfoData out;
	bool		fence;

	initStringInfo(&cleaned);
	crm_clean_text(&cleaned, text, *len);
	fence = untrusted && cleaner->fence_open != NULL &&
		is_free_text(cleaned.data, cleaned.len);
	if (cleaner->redactor == NULL && !fence)
	{
		*len = cleaned.len;
		return cleaned.data;
	}
	initStringInfo(&out);
	enlargeStringInfo(&out, cleaned.len + 64);
	if (fence)
		appendStringInfoString(&out, cleaner->fence_open);
	if (cleaner->redactor != NULL)
		crm_redact_append(cleaner->redactor, &out, cleaned.data, cleaned.len);
	else
		appendBinaryStringInfo(&out, cleaned.data, cleaned.len);
	if (fence)
		appendStringInfoString(&out, cleaner->fence_close);
	pfree(cleaned.data);
	*len = out.len;
	return out.data;
}

static void
set_string(JsonbValue *value, char *text, int len)
{
	value->type = jbvString;
	value->val.string.val = text;
	value->val.string.len = len;
}

/* A value that its key says is an identifier: masked whatever it looks like. */
static bool
mask_by_key(CrmCleaner *cleaner, const char *key, uint32 key_len,
			const CrmJson *json, JsonbValue *value)
{
	CrmSecret	secret;
	StringInfoData out;
	const char *text = json->data;
	int			len = json->len;

	if (cleaner->redactor == NULL ||
		!crm_redact_key(key, key_len, &secret))
		return false;
	if (json->type == CRM_JSON_NUMBER)
	{
		text = DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(crm_json_numeric(json))));
		len = strlen(text);
	}
	else if (json->type != CRM_JSON_STRING || len == 0)
		return false;
	initStringInfo(&out);
	if (!crm_redact_value(cleaner->redactor, secret, &out, text, len))
		return false;
	set_string(value, out.data, out.len);
	return true;
}

static void push_json(CrmCleaner *cleaner, JsonbParseState **state,
					  JsonbIteratorToken token, const CrmJson *json,
					  bool untrusted, JsonbValue **result);

static void
push_members(CrmCleaner *cleaner, JsonbParseState **state,
			 const CrmJson *json, bool untrusted)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;
	CrmJson		member;

	crm_json_walk(&walk, json);
	while (crm_json_next_pair(&walk, &key, &key_len, &member))
	{
		JsonbValue	value;
		StringInfoData cleaned;

		initStringInfo(&cleaned);
		crm_clean_text(&cleaned, key, key_len);
		set_string(&value, cleaned.data, cleaned.len);
		pushJsonbValue(state, WJB_KEY, &value);
		if (mask_by_key(cleaner, key, key_len, &member, &value))
			pushJsonbValue(state, WJB_VALUE, &value);
		else
			push_json(cleaner, state, WJB_VALUE, &member, untrusted, NULL);
	}
}

/* Pushes a value as a member or item (token), or as the root. */
static void
push_json(CrmCleaner *cleaner, JsonbParseState **state,
		  JsonbIteratorToken token, const CrmJson *json, bool untrusted,
		  JsonbValue **result)
{
	JsonbValue	value;
	CrmJsonWalk walk;
	CrmJson		item;
	JsonbValue *whole;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	switch (json->type)
	{
		case CRM_JSON_OBJECT:
			pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
			push_members(cleaner, state, json, untrusted);
			whole = pushJsonbValue(state, WJB_END_OBJECT, NULL);
			if (result)
				*result = whole;
			return;
		case CRM_JSON_ARRAY:
			pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
			crm_json_walk(&walk, json);
			while (crm_json_next_item(&walk, &item))
				push_json(cleaner, state, WJB_ELEM, &item, untrusted, NULL);
			whole = pushJsonbValue(state, WJB_END_ARRAY, NULL);
			if (result)
				*result = whole;
			return;
		case CRM_JSON_STRING:
			{
				int			len = json->len;
				char	   *text = crm_clean_string(cleaner, json->data, &len,
													untrusted);

				set_string(&value, text, len);
				break;
			}
		case CRM_JSON_NUMBER:
			value.type = jbvNumeric;
			value.val.numeric = crm_json_numeric(json);
			break;
		case CRM_JSON_BOOL:
			value.type = jbvBool;
			value.val.boolean = json->boolean;
			break;
		case CRM_JSON_NULL:
			value.type = jbvNull;
			break;
	}
	pushJsonbValue(state, token, &value);
}

/*
 * A copy of an object or array with every text in it, keys included, cleaned
 * and masked.  "untrusted" values are fenced if the cleaner says so.
 */
Jsonb *
crm_clean_jsonb(CrmCleaner *cleaner, Jsonb *jsonb, bool untrusted)
{
	JsonbParseState *state = NULL;
	JsonbValue *result = NULL;
	CrmJson		root;

	crm_json_root(jsonb, &root);
	Assert(root.type == CRM_JSON_OBJECT || root.type == CRM_JSON_ARRAY);
	push_json(cleaner, &state, WJB_ELEM, &root, untrusted, &result);
	return JsonbValueToJsonb(result);
}

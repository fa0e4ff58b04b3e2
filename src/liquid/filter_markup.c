/*-------------------------------------------------------------------------
 *
 * filter_markup.c
 *	  Filters that write or read other notations: HTML, XML, URLs, base64.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/base64.h"
#include "mb/pg_wchar.h"

#include "common/compat.h"
#include "common/error.h"
#include "common/hex.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

static const char *
entity(char c)
{
	switch (c)
	{
		case '&':
			return "&amp;";
		case '<':
			return "&lt;";
		case '>':
			return "&gt;";
		case '"':
			return "&quot;";
		case '\'':
			return "&#39;";
		default:
			return NULL;
	}
}

/* Is this & the start of an entity: &name; or &#digits; ? */
static bool
is_entity(const char *at, const char *end)
{
	const char *start;

	at++;
	if (at < end && *at == '#')
	{
		start = ++at;
		while (at < end && liquid_is_digit(*at))
			at++;
	}
	else
	{
		start = at;
		while (at < end && ((*at >= 'a' && *at <= 'z') ||
							(*at >= 'A' && *at <= 'Z')))
			at++;
	}
	return at > start && at < end && *at == ';';
}

typedef enum EscapeMode
{
	ESCAPE_ALL,
	ESCAPE_ONCE,				/* entities stay */
	ESCAPE_XML					/* what XML 1.0 cannot hold is left out */
} EscapeMode;

static void
escape(LiquidValue *value, EscapeMode mode)
{
	LiquidValue text = crm_liquid_to_text(value);
	const char *at = text.u.text;
	const char *end = at + text.len;
	const char *plain = at;
	StringInfoData out;

	initStringInfo(&out);
	for (; at < end; at++)
	{
		const char *replacement = entity(*at);

		if (mode == ESCAPE_XML && (unsigned char) *at < 0x20 &&
			*at != '\t' && *at != '\n' && *at != '\r')
			replacement = "";
		if (replacement == NULL ||
			(mode == ESCAPE_ONCE && *at == '&' && is_entity(at, end)))
			continue;
		appendBinaryStringInfo(&out, plain, at - plain);
		appendStringInfoString(&out, replacement);
		plain = at + 1;
	}
	appendBinaryStringInfo(&out, plain, end - plain);
	*value = liquid_text(out.data, out.len, false);
}

void
crm_liquid_filter_escape(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	escape(value, ESCAPE_ALL);
}

void
crm_liquid_filter_escape_once(LiquidRender *r, LiquidValue *value,
							  const LiquidArgs *args)
{
	escape(value, ESCAPE_ONCE);
}

void
crm_liquid_filter_xml(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	escape(value, ESCAPE_XML);
}

/*
 * Where an element that is dropped with what is in it ends; NULL if this is
 * none or it has no end.  "missing" remembers which ends are not to be found,
 * so that the rest is not searched again and again.
 */
static const char *
dropped_until(const char *at, const char *end, bool *missing)
{
	static const char *const pairs[][2] = {
		{"<script", "</script>"},
		{"<!--", "-->"},
		{"<style", "</style>"},
	};
	int			i;

	for (i = 0; i < lengthof(pairs); i++)
	{
		Size		len = strlen(pairs[i][0]);
		const char *found;

		if (missing[i] || end - at < len || memcmp(at, pairs[i][0], len) != 0)
			continue;
		found = crm_liquid_search(at + len, end - at - len, pairs[i][1],
								  strlen(pairs[i][1]));
		if (found)
			return found + strlen(pairs[i][1]);
		missing[i] = true;
	}
	return NULL;
}

void
crm_liquid_filter_strip_html(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	const char *at = text.u.text;
	const char *end = at + text.len;
	const char *open;
	bool		missing[3] = {false, false, false};
	StringInfoData out;

	initStringInfo(&out);
	while ((open = memchr(at, '<', end - at)) != NULL)
	{
		const char *close = dropped_until(open, end, missing);

		if (close == NULL)
		{
			close = memchr(open, '>', end - open);
			if (close == NULL)
				break;
			close++;
		}
		appendBinaryStringInfo(&out, at, open - at);
		at = close;
	}
	appendBinaryStringInfo(&out, at, end - at);
	*value = liquid_text(out.data, out.len, false);
}

void
crm_liquid_filter_url_encode(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	StringInfoData out;
	uint32		i;

	if (value->type == LIQUID_NIL)
		return;
	initStringInfo(&out);
	for (i = 0; i < text.len; i++)
	{
		unsigned char c = text.u.text[i];

		if (liquid_is_word(c) || c == '.' || c == '-' || c == '~')
			appendStringInfoChar(&out, c);
		else if (c == ' ')
			appendStringInfoChar(&out, '+');
		else
			appendStringInfo(&out, "%%%02X", c);
	}
	*value = liquid_text(out.data, out.len, false);
}

/* What was decoded must be text in the database's encoding. */
static LiquidValue
checked_text(LiquidRender *r, const char *text, int len)
{
	if (memchr(text, '\0', len) != NULL ||
		!pg_verifymbstr(text, len, true))
		crm_liquid_fail(r, *r->where, ERRCODE_CHARACTER_NOT_IN_REPERTOIRE,
						"decoded bytes are not text in the database's encoding",
						NULL);
	return liquid_text(text, len, false);
}

void
crm_liquid_filter_url_decode(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	const char *at = text.u.text;
	const char *end = at + text.len;
	char	   *out = palloc(text.len + 1);
	int			len = 0;

	if (value->type == LIQUID_NIL)
		return;
	while (at < end)
	{
		if (*at == '%' && end - at >= 3 && crm_hex_value(at[1]) >= 0 &&
			crm_hex_value(at[2]) >= 0)
		{
			out[len++] = (char) (crm_hex_value(at[1]) * 16 + crm_hex_value(at[2]));
			at += 3;
		}
		else
		{
			out[len++] = *at == '+' ? ' ' : *at;
			at++;
		}
	}
	*value = checked_text(r, out, len);
}

static void
encode(LiquidValue *value, bool url_safe)
{
	LiquidValue text = crm_liquid_to_text(value);
	int			size = pg_b64_enc_len(text.len);
	char	   *out = palloc(size + 1);
	int			len = pg_b64_encode((const CrmBase64Byte *) text.u.text,
									text.len, out, size);
	int			i;

	if (len < 0)
		elog(ERROR, "could not encode base64");
	for (i = 0; url_safe && i < len; i++)
		out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
	*value = liquid_text(out, len, false);
}

static void
decode(LiquidRender *r, LiquidValue *value, bool url_safe)
{
	LiquidValue text = crm_liquid_to_text(value);
	char	   *in = palloc(text.len + 4);
	int			in_len = text.len;
	int			size;
	char	   *out;
	int			len;
	int			i;

	memcpy(in, text.u.text, text.len);
	for (i = 0; url_safe && i < in_len; i++)
		in[i] = in[i] == '-' ? '+' : in[i] == '_' ? '/' : in[i];
	while (url_safe && in_len % 4 != 0)
		in[in_len++] = '=';
	size = pg_b64_dec_len(in_len) + 1;
	out = palloc(size);
	len = in_len % 4 == 0 ? pg_b64_decode(in, in_len, (CrmBase64Byte *) out,
										  size) : -1;
	if (len < 0)
		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("\"%s\" is not base64",
								 crm_shorten(text.u.text, text.len, 40)),
						NULL);
	*value = checked_text(r, out, len);
}

void
crm_liquid_filter_base64_encode(LiquidRender *r, LiquidValue *value,
								const LiquidArgs *args)
{
	encode(value, false);
}

void
crm_liquid_filter_base64_decode(LiquidRender *r, LiquidValue *value,
								const LiquidArgs *args)
{
	decode(r, value, false);
}

void
crm_liquid_filter_base64_url_safe_encode(LiquidRender *r, LiquidValue *value,
										 const LiquidArgs *args)
{
	encode(value, true);
}

void
crm_liquid_filter_base64_url_safe_decode(LiquidRender *r, LiquidValue *value,
										 const LiquidArgs *args)
{
	decode(r, value, true);
}

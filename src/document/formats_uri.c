/*-------------------------------------------------------------------------
 *
 * formats_uri.c
 *	  URIs (RFC 3986), IRIs (RFC 3987), URI Templates (RFC 6570), and JSON
 *	  Pointers (RFC 6901).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/utf8.h"
#include "document/formats.h"
#include "document/pattern_tree.h"

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_unreserved(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' ||
		c == '~';
}

static bool
is_sub_delim(char c)
{
	return c != '\0' && strchr("!$&'()*+,;=", c) != NULL;
}

/* ucschar of RFC 3987. */
static bool
is_ucschar(uint32 c)
{
	return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) ||
		(c >= 0xFDF0 && c <= 0xFFEF) ||
		(c >= 0x10000 && c <= 0xEFFFD && (c & 0xFFFF) <= 0xFFFD &&
		 !(c >= 0xE0000 && c < 0xE1000));
}

static bool
is_private(uint32 c)
{
	return (c >= 0xE000 && c <= 0xF8FF) ||
		(c >= 0xF0000 && c <= 0x10FFFD && (c & 0xFFFF) <= 0xFFFD);
}

/*
 * Whether all of it is unreserved, escaped, a sub-delimiter, or among "also";
 * beyond ASCII only in IRIs, private characters only where "query".
 */
static bool
has_only(const char *text, const char *end, const char *also,
		 bool international, bool query)
{
	while (text < end)
	{
		if (IS_HIGHBIT_SET(*text))
		{
			uint32		c = crm_utf8_next(&text, end);

			if (!international || !(is_ucschar(c) || (query && is_private(c))))
				return false;
		}
		else if (*text == '%')
		{
			if (end - text < 3 || !is_hex(text[1]) || !is_hex(text[2]))
				return false;
			text += 3;
		}
		else if (is_unreserved(*text) || is_sub_delim(*text) ||
				 strchr(also, *text))
			text++;
		else
			return false;
	}
	return true;
}

/* "[" IPv6 or IPvFuture "]" */
static bool
is_ip_literal(const char *text, const char *end)
{
	const char *dot;

	if (end - text < 3 || end[-1] != ']')
		return false;
	text++;
	end--;
	if (*text != 'v' && *text != 'V')
		return crm_format_ipv6(text, (int) (end - text));
	for (dot = text + 1; dot < end && is_hex(*dot); dot++)
		 /* version */ ;
	if (dot == text + 1 || dot >= end - 1 || *dot != '.')
		return false;
	for (dot++; dot < end; dot++)
		if (!is_unreserved(*dot) && !is_sub_delim(*dot) && *dot != ':')
			return false;
	return true;
}

static const char *
find(const char *text, const char *end, char c)
{
	const char *at = memchr(text, c, end - text);

	return at ? at : end;
}

static bool
is_authority(const char *text, const char *end, bool international)
{
	const char *at = find(text, end, '@');
	const char *port;

	if (at < end)
	{
		if (!has_only(text, at, ":", international, false))
			return false;
		text = at + 1;
	}
	port = text < end && *text == '[' ? find(text, end, ']') : text;
	port = find(port, end, ':');
	for (const char *p = port + 1; p < end; p++)
		if (!is_digit(*p))
			return false;
	if (text < port && *text == '[')
		return is_ip_literal(text, port);
	return has_only(text, port, "", international, false);
}

static const char *
after_scheme(const char *text, const char *end)
{
	const char *at = text;

	if (at == end || !is_alpha(*at))
		return text;
	while (at < end && (is_alpha(*at) || is_digit(*at) || *at == '+' ||
						*at == '-' || *at == '.'))
		at++;
	return at < end && *at == ':' ? at + 1 : text;
}

static bool
is_uri(const char *text, int len, bool international, bool reference)
{
	const char *end;
	const char *start;
	const char *fragment;
	const char *query;

	text = crm_to_utf8(text, &len);
	end = text + len;
	start = after_scheme(text, end);
	if (start == text && !reference)
		return false;
	fragment = find(start, end, '#');
	query = find(start, fragment, '?');
	if (fragment < end &&
		!has_only(fragment + 1, end, ":@/?", international, false))
		return false;
	if (query < fragment &&
		!has_only(query + 1, fragment, ":@/?", international, true))
		return false;

	if (query - start >= 2 && start[0] == '/' && start[1] == '/')
	{
		const char *path = find(start + 2, query, '/');

		return is_authority(start + 2, path, international) &&
			has_only(path, query, ":@/", international, false);
	}
	/* Without a scheme, a colon in the first segment would make one. */
	if (start == text && find(start, find(start, query, '/'), ':') <
		find(start, query, '/'))
		return false;
	return has_only(start, query, ":@/", international, false);
}

bool
crm_format_uri(const char *text, int len)
{
	return is_uri(text, len, false, false);
}

bool
crm_format_uri_reference(const char *text, int len)
{
	return is_uri(text, len, false, true);
}

bool
crm_format_iri(const char *text, int len)
{
	return is_uri(text, len, true, false);
}

bool
crm_format_iri_reference(const char *text, int len)
{
	return is_uri(text, len, true, true);
}

/* A variable's name, with its prefix length or star. */
static bool
is_varspec(const char *text, const char *end)
{
	bool		dot = true;
	const char *start = text;

	while (text < end && *text != ':' && *text != '*')
	{
		if (*text == '.')
		{
			if (dot)
				return false;
			dot = true;
			text++;
			continue;
		}
		dot = false;
		if (*text == '%' && end - text >= 3 && is_hex(text[1]) &&
			is_hex(text[2]))
			text += 3;
		else if (is_alpha(*text) || is_digit(*text) || *text == '_')
			text++;
		else
			return false;
	}
	if (text == start || dot)
		return false;
	if (text < end && *text == '*')
		return text + 1 == end;
	if (text < end)
	{
		start = ++text;
		while (text < end && is_digit(*text))
			text++;
		return text == end && text > start && text - start <= 4 &&
			*start != '0';
	}
	return true;
}

/* What stands between braces. */
static bool
is_expression(const char *text, const char *end)
{
	if (text < end && strchr("+#./;?&=,!@|", *text))
		text++;
	for (;;)
	{
		const char *comma = find(text, end, ',');

		if (!is_varspec(text, comma))
			return false;
		if (comma == end)
			return true;
		text = comma + 1;
	}
}

bool
crm_format_uri_template(const char *text, int len)
{
	const char *end;

	text = crm_to_utf8(text, &len);
	end = text + len;
	while (text < end)
	{
		if (*text == '{')
		{
			const char *close = find(text, end, '}');

			if (close == end || !is_expression(text + 1, close))
				return false;
			text = close + 1;
		}
		else if (IS_HIGHBIT_SET(*text))
		{
			uint32		c = crm_utf8_next(&text, end);

			if (!is_ucschar(c) && !is_private(c))
				return false;
		}
		else if (*text == '%')
		{
			if (end - text < 3 || !is_hex(text[1]) || !is_hex(text[2]))
				return false;
			text += 3;
		}
		else if (*text <= ' ' || *text == 0x7F || strchr("\"<>\\^`|}", *text))
			return false;
		else
			text++;
	}
	return true;
}

bool
crm_format_json_pointer(const char *text, int len)
{
	if (len > 0 && text[0] != '/')
		return false;
	for (int i = 0; i < len; i++)
		if (text[i] == '~' &&
			(i + 1 == len || (text[i + 1] != '0' && text[i + 1] != '1')))
			return false;
	return true;
}

bool
crm_format_relative_json_pointer(const char *text, int len)
{
	int			n = 0;

	while (n < len && is_digit(text[n]))
		n++;
	if (n == 0 || (n > 1 && text[0] == '0'))
		return false;
	if (n < len && text[n] == '#')
		return n + 1 == len;
	return crm_format_json_pointer(text + n, len - n);
}

/*-------------------------------------------------------------------------
 *
 * uri.c
 *	  Resolving URI references (RFC 3986, section 5) and JSON Pointers.
 *
 * What is here takes references as they come: whether one is well formed is
 * formats_uri.c's question.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hex.h"
#include "document/uri.h"

typedef struct Span
{
	const char *start;
	int			len;			/* -1: absent */
} Span;

typedef struct Uri
{
	Span		scheme;
	Span		authority;
	Span		path;
	Span		query;
	Span		fragment;
} Uri;

static bool
is_scheme(const char *text, int len)
{
	int			i;

	for (i = 0; i < len; i++)
	{
		char		c = text[i];
		bool		letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' ||
									c == '-' || c == '.')))
			return false;
	}
	return len > 0;
}

/* The expression of RFC 3986, appendix B. */
static void
split(const char *text, Uri *uri)
{
	int			n;

	memset(uri, 0, sizeof(*uri));
	uri->scheme.len = uri->authority.len = -1;
	uri->query.len = uri->fragment.len = -1;

	n = (int) strcspn(text, ":/?#");
	if (text[n] == ':' && is_scheme(text, n))
	{
		uri->scheme.start = text;
		uri->scheme.len = n;
		text += n + 1;
	}
	if (text[0] == '/' && text[1] == '/')
	{
		text += 2;
		uri->authority.start = text;
		uri->authority.len = (int) strcspn(text, "/?#");
		text += uri->authority.len;
	}
	uri->path.start = text;
	uri->path.len = (int) strcspn(text, "?#");
	text += uri->path.len;
	if (*text == '?')
	{
		uri->query.start = ++text;
		uri->query.len = (int) strcspn(text, "#");
		text += uri->query.len;
	}
	if (*text == '#')
	{
		uri->fragment.start = ++text;
		uri->fragment.len = (int) strlen(text);
	}
}

/* Section 5.2.4, on out->data + start. */
static void
append_without_dots(StringInfo out, const char *in)
{
	int			start = out->len;

	while (*in)
	{
		if (strncmp(in, "../", 3) == 0)
			in += 3;
		else if (strncmp(in, "./", 2) == 0 || strncmp(in, "/./", 3) == 0)
			in += 2;
		else if (strcmp(in, "/.") == 0)
			in = "/";
		else if (strncmp(in, "/../", 4) == 0 || strcmp(in, "/..") == 0)
		{
			in = in[3] ? in + 3 : "/";
			while (out->len > start && out->data[--out->len] != '/')
				 /* drop the last segment */ ;
			out->data[out->len] = '\0';
		}
		else if (strcmp(in, ".") == 0 || strcmp(in, "..") == 0)
			break;
		else
		{
			int			n = (*in == '/') + (int) strcspn(in + (*in == '/'), "/");

			appendBinaryStringInfo(out, in, n);
			in += n;
		}
	}
}

static void
append_span(StringInfo out, const char *before, Span span, const char *after)
{
	if (span.len < 0)
		return;
	appendStringInfoString(out, before);
	appendBinaryStringInfo(out, span.start, span.len);
	appendStringInfoString(out, after);
}

/* Section 5.2.3: the reference's path beside the base's. */
static char *
merge_paths(const Uri *base, const Uri *reference)
{
	StringInfoData path;
	int			keep = base->path.len;

	initStringInfo(&path);
	if (base->authority.len >= 0 && base->path.len == 0)
		appendStringInfoChar(&path, '/');
	while (keep > 0 && base->path.start[keep - 1] != '/')
		keep--;
	appendBinaryStringInfo(&path, base->path.start, keep);
	appendBinaryStringInfo(&path, reference->path.start, reference->path.len);
	return path.data;
}

/*
 * The reference seen from the base: palloc'd.  A base of "" leaves one without
 * a scheme as it is.
 */
char *
crm_uri_resolve(const char *base, const char *reference)
{
	Uri			b;
	Uri			r;
	StringInfoData out;
	Span		authority;
	Span		query;

	split(base, &b);
	split(reference, &r);
	if (*base == '\0' && r.scheme.len < 0)
		return pstrdup(reference);

	initStringInfo(&out);
	authority = r.authority;
	query = r.query;
	if (r.scheme.len >= 0 || r.authority.len >= 0)
	{
		if (r.scheme.len < 0)
			r.scheme = b.scheme;
		append_span(&out, "", r.scheme, ":");
		append_span(&out, "//", authority, "");
		append_without_dots(&out, pnstrdup(r.path.start, r.path.len));
	}
	else
	{
		append_span(&out, "", b.scheme, ":");
		append_span(&out, "//", b.authority, "");
		if (r.path.len == 0)
		{
			append_span(&out, "", b.path, "");
			if (query.len < 0)
				query = b.query;
		}
		else if (r.path.start[0] == '/')
			append_without_dots(&out, pnstrdup(r.path.start, r.path.len));
		else
			append_without_dots(&out, merge_paths(&b, &r));
	}
	append_span(&out, "?", query, "");
	append_span(&out, "#", r.fragment, "");
	return out.data;
}

/* The URI before '#'; *fragment is what follows it, "" if nothing does. */
char *
crm_uri_split_fragment(const char *uri, const char **fragment)
{
	const char *hash = strchr(uri, '#');

	*fragment = hash ? hash + 1 : "";
	return hash ? pnstrdup(uri, hash - uri) : pstrdup(uri);
}

char *
crm_percent_decode(const char *text, int len)
{
	char	   *out = palloc(len + 1);
	int			n = 0;
	int			i;

	for (i = 0; i < len; i++)
	{
		if (text[i] == '%' && i + 2 < len &&
			crm_hex_value(text[i + 1]) >= 0 && crm_hex_value(text[i + 2]) >= 0)
		{
			out[n++] = (char) (crm_hex_value(text[i + 1]) * 16 +
							   crm_hex_value(text[i + 2]));
			i += 2;
		}
		else
			out[n++] = text[i];
	}
	out[n] = '\0';
	return out;
}

/* Adds one reference token, escaped (RFC 6901). */
void
crm_pointer_append(StringInfo pointer, const char *token, int len)
{
	int			i;

	appendStringInfoChar(pointer, '/');
	for (i = 0; i < len; i++)
	{
		if (token[i] == '~')
			appendStringInfoString(pointer, "~0");
		else if (token[i] == '/')
			appendStringInfoString(pointer, "~1");
		else
			appendStringInfoChar(pointer, token[i]);
	}
}

/* A new pointer, one token longer. */
char *
crm_pointer_child(const char *pointer, const char *token, int len)
{
	StringInfoData child;

	initStringInfo(&child);
	appendStringInfoString(&child, pointer);
	crm_pointer_append(&child, token, len);
	return child.data;
}

/*
 * The first token of a pointer, unescaped and palloc'd, and moves past it;
 * NULL at the end or where "*rest" does not begin with a slash.
 */
char *
crm_pointer_token(const char **rest, int *len)
{
	const char *in = *rest;
	char	   *token;
	int			n = 0;

	if (*in != '/')
		return NULL;
	in++;
	token = palloc(strcspn(in, "/") + 1);
	while (*in && *in != '/')
	{
		if (in[0] == '~' && (in[1] == '0' || in[1] == '1'))
		{
			token[n++] = in[1] == '0' ? '~' : '/';
			in += 2;
		}
		else
			token[n++] = *in++;
	}
	token[n] = '\0';
	*len = n;
	*rest = in;
	return token;
}

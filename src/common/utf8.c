/*-------------------------------------------------------------------------
 *
 * utf8.c
 *	  Text as code points: for what is defined on Unicode, in a database of
 *	  any encoding.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "common/utf8.h"

static bool
is_ascii(const char *text, int len)
{
	for (int i = 0; i < len; i++)
		if (IS_HIGHBIT_SET(text[i]))
			return false;
	return true;
}

/*
 * The text in UTF-8, whatever the database's encoding: the same pointer where
 * it can be, else a palloc'd copy, and *len its length.  Throws where a
 * character has no counterpart.
 */
const char *
crm_to_utf8(const char *text, int *len)
{
	char	   *converted;

	if (GetDatabaseEncoding() == PG_UTF8 || is_ascii(text, *len))
		return text;
	converted = pg_server_to_any(text, *len, PG_UTF8);
	if (converted != text)
		*len = (int) strlen(converted);
	return converted;
}

/* The next code point; a byte that begins none stands for itself. */
uint32
crm_utf8_next(const char **text, const char *end)
{
	const unsigned char *s = (const unsigned char *) *text;
	int			n = pg_utf_mblen(s);
	uint32		c;

	if (n > end - *text || n < 1 || !pg_utf8_islegal(s, n))
	{
		(*text)++;
		return *s;
	}
	c = utf8_to_unicode(s);
	*text += n;
	return c;
}

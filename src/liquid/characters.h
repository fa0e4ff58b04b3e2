/*-------------------------------------------------------------------------
 *
 * characters.h
 *	  Counting characters quickly: UTF-8 by its bytes, others by the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_CHARACTERS_H
#define CRM_LIQUID_CHARACTERS_H

#include "mb/pg_wchar.h"

/* How many characters a text has. */
static inline int
liquid_count_characters(const char *text, int len)
{
	int			n = 0;
	int			i;

	if (GetDatabaseEncoding() != PG_UTF8)
		return pg_mbstrlen_with_len(text, len);
	/* All bytes but those that continue a character; compilers do it by 16. */
	for (i = 0; i < len; i++)
		n += ((signed char) text[i]) > -65;
	return n;
}

/* Are all of these bytes ASCII?  Eight at a time. */
static inline bool
liquid_is_ascii(const char *text, int len)
{
	uint64		bits = 0;
	int			i = 0;

	for (; i + 8 <= len; i += 8)
	{
		uint64		eight;

		memcpy(&eight, text + i, 8);
		bits |= eight;
	}
	for (; i < len; i++)
		bits |= (unsigned char) text[i] & 0x80;
	return (bits & UINT64CONST(0x8080808080808080)) == 0;
}

/* The byte where a character begins; the length where there are fewer. */
static inline int
liquid_character_offset(const char *text, int len, int64 characters)
{
	int			i = 0;

	if (characters >= len)
		return len;
	if (characters <= 0)
		return 0;
	if (liquid_is_ascii(text, (int) characters))
		return (int) characters;
	if (GetDatabaseEncoding() != PG_UTF8)
	{
		while (characters-- > 0 && i < len)
			i += pg_mblen(text + i);
		return Min(i, len);
	}
	for (; i < len; i++)
		if (((signed char) text[i]) > -65 && characters-- <= 0)
			break;
	return i;
}

#endif							/* CRM_LIQUID_CHARACTERS_H */

/*-------------------------------------------------------------------------
 *
 * tokens.c
 *	  How many tokens a language model will see in a text: an estimate.
 *
 * Byte-pair tokenizers first cut a text into pieces (a word with the space
 * before it, up to three digits, a run of punctuation, a line break) and then
 * split rare pieces further.  The cut can be done exactly in one pass; what a
 * piece splits into on average depends mostly on its length and script, and
 * those averages, in hundredths of a token, are the tables below.  They were
 * fitted to the o200k vocabulary over English notes, e-mails and JSON by
 * bench/tokens, which also measures the error, and then raised a little, since
 * a budget that is kept too well costs less than one that is broken.
 *
 * Nothing here allocates or throws; invalid UTF-8 counts a token a byte.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "common/error.h"
#include "prompt/tokens.h"

/* What kind of byte starts a piece. */
typedef enum ByteClass
{
	B_OTHER,					/* punctuation and symbols */
	B_LOWER,
	B_UPPER,
	B_DIGIT,
	B_SPACE,					/* space and tab */
	B_BREAK,					/* line feed, carriage return */
	B_HIGH,						/* a byte of a non-ASCII character */
	B_CONTROL
} ByteClass;

#define MAX_WORD 24

/* Hundredths of a token for a word of so many letters. */
static const uint16 lower_cost[MAX_WORD + 1] = {
	0, 100, 100, 101, 101, 103, 106, 109, 113, 117, 122, 130, 140, 152, 165,
	180, 200, 220, 240, 260, 280, 300, 320, 340, 360
};
static const uint16 title_cost[MAX_WORD + 1] = {
	0, 100, 101, 104, 108, 114, 122, 130, 138, 146, 155, 165, 176, 188, 200,
	215, 230, 245, 260, 280, 300, 320, 340, 360, 380
};
static const uint16 upper_cost[MAX_WORD + 1] = {
	0, 100, 105, 125, 160, 200, 235, 270, 305, 340, 375, 410, 445, 480, 515,
	550, 585, 620, 655, 690, 725, 760, 795, 830, 865
};

static inline ByteClass
classify(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return B_LOWER;
	if (c >= 'A' && c <= 'Z')
		return B_UPPER;
	if (c >= '0' && c <= '9')
		return B_DIGIT;
	if (c == ' ' || c == '\t')
		return B_SPACE;
	if (c == '\n' || c == '\r')
		return B_BREAK;
	if (c >= 0x80)
		return B_HIGH;
	if (c < 0x20 || c == 0x7f)
		return B_CONTROL;
	return B_OTHER;
}

/* Bytes of the character that starts at p; 0 if it is not valid there. */
static inline int
char_bytes(const unsigned char *p, const unsigned char *end)
{
	int			n = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : *p >= 0xc2 ? 2 : 0;
	int			i;

	if (n == 0 || end - p < n)
		return 0;
	for (i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* Hundredths of a token for one non-ASCII character, by script. */
static inline int
high_cost(const unsigned char *p, int bytes)
{
	uint32		c;

	if (bytes == 0)
		return 100;
	if (bytes == 2)
	{
		c = ((p[0] & 0x1f) << 6) | (p[1] & 0x3f);
		if (c < 0x250)
			return 65;			/* Latin with accents: splits its word */
		if (c < 0x600)
			return 45;			/* Greek, Cyrillic, Armenian, Hebrew */
		return 45;				/* Arabic, Syriac, ... */
	}
	if (bytes == 3)
	{
		c = ((p[0] & 0x0f) << 12) | ((p[1] & 0x3f) << 6) | (p[2] & 0x3f);
		if (c < 0x1100)
			return 60;			/* Indic scripts, Thai, Georgian */
		if (c >= 0x2000 && c < 0x2070)
			return 100;			/* dashes and quotation marks */
		if (c >= 0x2070 && c < 0x2e80)
			return 140;			/* symbols */
		if (c >= 0xac00 && c < 0xd7b0)
			return 75;			/* Hangul */
		return 90;				/* Han, Kana, the rest */
	}
	return 220;					/* emoji and what is rarer */
}

/* The cost of one word of ASCII letters, and where it ends. */
static inline int
word_cost(const unsigned char **at, const unsigned char *end)
{
	const unsigned char *p = *at;
	const unsigned char *start = p;
	const uint16 *cost;
	int			len;

	if (classify(*p) == B_UPPER)
	{
		while (p < end && classify(*p) == B_UPPER)
			p++;
		if (p - start == 1 && p < end && classify(*p) == B_LOWER)
		{
			while (p < end && classify(*p) == B_LOWER)
				p++;
			cost = title_cost;
		}
		else
		{
			/* "USAuto": the last capital belongs to the next word */
			if (p < end && classify(*p) == B_LOWER)
				p--;
			cost = upper_cost;
		}
	}
	else
	{
		while (p < end && classify(*p) == B_LOWER)
			p++;
		cost = lower_cost;
	}
	*at = p;
	len = (int) (p - start);
	if (len <= MAX_WORD)
		return cost[len];
	return cost[MAX_WORD] + (len - MAX_WORD) * 28;
}

/* The cost of the piece at *at in hundredths of a token; *at moves past it. */
static inline int
piece_cost(const unsigned char **at, const unsigned char *end)
{
	const unsigned char *p = *at;
	const unsigned char *start = p;
	int			cost;

	switch (classify(*p))
	{
		case B_LOWER:
		case B_UPPER:
			return word_cost(at, end);
		case B_DIGIT:
			while (p < end && p - start < 3 && classify(*p) == B_DIGIT)
				p++;
			*at = p;
			return 100;
		case B_SPACE:
			while (p < end && classify(*p) == B_SPACE)
				p++;
			*at = p;
			/* the last space belongs to the word after it, if there is one */
			if (p < end && classify(*p) != B_DIGIT && classify(*p) != B_BREAK)
				return p - start > 1 ? 100 : 0;
			return 100;
		case B_BREAK:
			while (p < end && (classify(*p) == B_BREAK))
				p++;
			*at = p;
			return 100;
		case B_HIGH:
			{
				int			bytes = char_bytes(p, end);

				*at = p + Max(bytes, 1);
				return high_cost(p, bytes);
			}
		case B_OTHER:
			while (p < end && classify(*p) == B_OTHER)
				p++;
			/* runs of brackets, quotes and commas have tokens of their own */
			cost = 100 + (int) (p - start - 1) * 35;
			while (p < end && classify(*p) == B_BREAK)
				p++;
			*at = p;
			return cost;
		case B_CONTROL:
			break;
	}
	*at = p + 1;
	return 100;
}

/*
 * The estimate for a text; 0 for an empty one.  Linear, about a gigabyte in a
 * few seconds.
 */
int
crm_count_tokens(const char *text, int len)
{
	const unsigned char *p = (const unsigned char *) text;
	const unsigned char *end = p + len;
	int64		total = 0;

	while (p < end)
		total += piece_cost(&p, end);
	return (int) ((total + 50) / 100);
}

/*
 * How many bytes of a text fit in so many tokens, cut between pieces (so
 * never inside a word or a character) and without the space before the cut.
 */
int
crm_truncate_tokens(const char *text, int len, int max_tokens)
{
	const unsigned char *start = (const unsigned char *) text;
	const unsigned char *p = start;
	const unsigned char *end = p + len;
	int64		left = (int64) max_tokens * 100;

	while (p < end)
	{
		const unsigned char *piece = p;

		left -= piece_cost(&p, end);
		if (left < 0)
		{
			while (piece > start && (classify(piece[-1]) == B_SPACE ||
									 classify(piece[-1]) == B_BREAK))
				piece--;
			return (int) (piece - start);
		}
	}
	return len;
}

/* crm.count_tokens(text, encoding) */
PG_FUNCTION_INFO_V1(crm_prompt_count_tokens);
Datum
crm_prompt_count_tokens(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	char	   *encoding = text_to_cstring(PG_GETARG_TEXT_PP(1));

	if (strcmp(encoding, "cl100k_base") == 0 ||
		strcmp(encoding, "o200k_base") == 0)
		crm_not_supported("exact token counting");
	if (strcmp(encoding, "estimate") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown token encoding"),
				 errdetail("The encoding is \"%s\".",
						   crm_shorten(encoding, strlen(encoding), 60)),
				 errhint("This version knows \"estimate\".")));
	PG_RETURN_INT32(crm_count_tokens(VARDATA_ANY(value),
									 VARSIZE_ANY_EXHDR(value)));
}

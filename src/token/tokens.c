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
 * fitted to the o200k vocabulary over English notes, e-mails and JSON, and the
 * sum is raised a little, since a budget that is kept too well costs less than
 * one that is broken.  bench/tokens measures the error.
 *
 * Nothing here allocates or throws; invalid UTF-8 counts a token a byte.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "token/tokens.h"

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

/*
 * Hundredths of a token for a word of so many letters: in small letters, with a
 * capital first, in capitals.
 */
static const uint16 lower_cost[MAX_WORD + 1] = {
	0, 100, 100, 100, 102, 104, 105, 106, 108, 114, 120, 126, 138, 152, 166,
	182, 200, 220, 240, 260, 280, 300, 320, 340, 360
};
static const uint16 title_cost[MAX_WORD + 1] = {
	0, 100, 100, 101, 105, 108, 118, 124, 130, 138, 146, 156, 168, 180, 195,
	210, 226, 244, 262, 280, 300, 320, 340, 360, 380
};
static const uint16 upper_cost[MAX_WORD + 1] = {
	0, 104, 107, 138, 155, 190, 225, 260, 285, 315, 345, 380, 415, 450, 485,
	520, 555, 590, 625, 660, 695, 730, 765, 800, 835
};

/* A run of so many punctuation bytes. */
#define MAX_PUNCTUATION 6
static const uint16 punctuation_cost[MAX_PUNCTUATION + 1] = {
	0, 100, 105, 128, 175, 205, 250
};

/* Hundredths that the sum is raised to. */
#define SAFETY 103

/* What else costs something of its own. */
#define UNSPACED_WORD_COST 12	/* a word right after something else */
#define JOINED_COST 18			/* one punctuation byte that joins a word */
#define SPACE_COST 100			/* a space that no word takes */

/* So many of one kind in a row are one token, and a change of kind ends it. */
#define SPACES_A_TOKEN 100
#define TABS_A_TOKEN 12

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

/*
 * Hundredths of a token for a non-ASCII character, from this code point on.
 * Scripts that the vocabulary's makers had much text of share tokens among
 * characters; of rare ones each byte or two is a token.
 */
static const struct
{
	uint32		from;
	int			cost;
}			high_costs[] =

{
	{0, 65},					/* Latin with accents: splits its word */
	{0x180, 120},				/* rarer Latin, phonetic letters */
	{0x370, 45},				/* Greek, Cyrillic */
	{0x530, 80},				/* Armenian */
	{0x590, 45},				/* Hebrew, Arabic */
	{0x700, 220},				/* Syriac, Thaana, NKo */
	{0x900, 60},				/* Indic scripts, Thai */
	{0xe80, 200},				/* Lao, Tibetan */
	{0x1000, 60},				/* Burmese, Georgian */
	{0x1100, 240},				/* Ethiopic, Cherokee, ... */
	{0x1780, 100},				/* Khmer */
	{0x1800, 240},				/* Mongolian, ... */
	{0x1e00, 65},				/* Latin with accents, as of Vietnamese */
	{0x1f00, 200},				/* ancient Greek */
	{0x2000, 100},				/* dashes and quotation marks */
	{0x2070, 140},				/* symbols */
	{0x2e80, 90},				/* Kana */
	{0x3400, 300},				/* rare Han */
	{0x4e00, 90},				/* Han */
	{0xa000, 290},				/* Yi, ... */
	{0xac00, 75},				/* Hangul */
	{0xd7b0, 150},				/* presentation and full-width forms */
	{0x10000, 400},				/* dead scripts, mathematical letters */
	{0x1f000, 220},				/* emoji */
	{0x20000, 400}				/* rarest Han */
};

static int
high_cost(const unsigned char *p, int bytes)
{
	uint32		c;
	int			low = 0;
	int			high = lengthof(high_costs) - 1;

	if (bytes == 0)
		return 100;
	if (bytes == 2)
		c = (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	else if (bytes == 3)
		c = (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	else
		c = (p[0] & 0x07) << 18 | (p[1] & 0x3f) << 12 |
			(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	while (low < high)
	{
		int			middle = (low + high + 1) / 2;

		if (high_costs[middle].from <= c)
			low = middle;
		else
			high = middle - 1;
	}
	return high_costs[low].cost;
}

/* The cost of one word of ASCII letters, and where it ends. */
static inline int64
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
	/* no word of any language: letters at random */
	return cost[MAX_WORD] + (int64) (len - MAX_WORD) * 55;
}

/* What a long run of spaces and tabs, or of line breaks, costs beyond one token. */
static pg_noinline int64
run_cost(const unsigned char *start, const unsigned char *end)
{
	int64		cost = 0;

	while (start < end)
	{
		const unsigned char *p = start;

		while (p < end && *p == *start)
			p++;
		cost += ((p - start - 1) / (*start == ' ' ? SPACES_A_TOKEN : TABS_A_TOKEN) +
				 (p < end)) * SPACE_COST;
		start = p;
	}
	return cost;
}

/* Punctuation, with the line breaks that follow it. */
static inline int64
punctuation(const unsigned char **at, const unsigned char *end,
			bool after_space)
{
	const unsigned char *p = *at;
	const unsigned char *start = p;
	const unsigned char *breaks;
	int			len;

	while (p < end && classify(*p) == B_OTHER)
		p++;
	len = (int) (p - start);
	*at = p;
	if (len == 1 && !after_space && p < end &&
		(classify(*p) == B_LOWER || classify(*p) == B_UPPER))
		return JOINED_COST;
	breaks = p;
	while (p < end && classify(*p) == B_BREAK)
		p++;
	*at = p;
	if (p - breaks > 8)
		return (int64) Max(len, 2) * 100 + run_cost(breaks, p);
	if (len <= MAX_PUNCTUATION)
		return punctuation_cost[len];
	return punctuation_cost[MAX_PUNCTUATION] + (int64) (len - MAX_PUNCTUATION) * 50;
}

/*
 * The cost of the piece at *at in hundredths of a token; *at moves past it.
 * "before" is the class of the byte before, and becomes that of this piece.
 */
static inline int64
piece_cost(const unsigned char **at, const unsigned char *end,
		   ByteClass *before)
{
	const unsigned char *p = *at;
	const unsigned char *start = p;
	ByteClass	class = classify(*p);
	ByteClass	was = *before;

	*before = class;
	switch (class)
	{
		case B_LOWER:
		case B_UPPER:
			return word_cost(at, end) +
				(was == B_SPACE ? 0 : UNSPACED_WORD_COST);
		case B_DIGIT:
			while (p < end && p - start < 3 && classify(*p) == B_DIGIT)
				p++;
			*at = p;
			return 100;
		case B_SPACE:
			while (p < end && classify(*p) == B_SPACE)
				p++;
			*at = p;
			if (p - start > 3)
				return SPACE_COST + run_cost(start, p);
			/* the last space belongs to the word after it, if there is one */
			if (p < end && classify(*p) != B_DIGIT && classify(*p) != B_BREAK)
				return p - start > 1 ? SPACE_COST : 0;
			return SPACE_COST;
		case B_BREAK:
			while (p < end && classify(*p) == B_BREAK)
				p++;
			*at = p;
			return p - start > 8 ? 100 + run_cost(start, p) : 100;
		case B_HIGH:
			{
				int			bytes = char_bytes(p, end);

				*at = p + Max(bytes, 1);
				return high_cost(p, bytes);
			}
		case B_OTHER:
			return punctuation(at, end, was == B_SPACE);
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
	ByteClass	before = B_SPACE;

	while (p < end)
		total += piece_cost(&p, end, &before);
	/* rather a little too many */
	return (int) ((total * SAFETY + 5000) / 10000);
}

/* Where the pieces end that fit in so many tokens, and the spaces behind. */
static int
fitting_pieces(const char *text, int len, int max_tokens)
{
	const unsigned char *start = (const unsigned char *) text;
	const unsigned char *p = start;
	const unsigned char *end = p + len;
	int64		left = (int64) max_tokens * 10000 / SAFETY;
	ByteClass	before = B_SPACE;

	while (p < end)
	{
		const unsigned char *piece = p;

		left -= piece_cost(&p, end, &before);
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

/*
 * How many bytes of a text fit in so many tokens, cut between pieces (so
 * never inside a word or a character) and without the space before the cut.
 */
int
crm_truncate_tokens(const char *text, int len, int max_tokens)
{
	int			cut = fitting_pieces(text, len, max_tokens);
	int			allowed = max_tokens;

	/* what joined a word that is gone now may cost more by itself */
	while (cut > 0 && crm_count_tokens(text, cut) > max_tokens)
		cut = fitting_pieces(text, cut, --allowed);
	return cut;
}

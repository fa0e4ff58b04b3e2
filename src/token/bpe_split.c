/*-------------------------------------------------------------------------
 *
 * bpe_split.c
 *	  Where one piece of a text ends and the next begins, by the encodings'
 *	  own regular expressions.
 *
 * Each expression is a list of alternatives of which the first that matches
 * wins, backtracking inside if it has to.  The functions below say for every
 * position how that ends, in one pass over the piece and a look ahead; each
 * quotes the alternatives that it stands for.  They are those of OpenAI's
 * tiktoken, whose \s is Unicode's White_Space.
 *
 * Knows nothing of vocabularies.  What is not valid UTF-8 is read as symbols.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/utf8.h"
#include "document/pattern_tree.h"
#include "token/bpe.h"

/* What the expressions ask of a character; none of these: a symbol. */
#define UPPER	0x01			/* Lu, Lt */
#define LOWER	0x02			/* Ll */
#define UNCASED	0x04			/* Lm, Lo */
#define MARK	0x08			/* M */
#define NUMBER	0x10			/* N */
#define SPACE	0x20			/* \s */
#define BREAK	0x40			/* carriage return and line feed, also SPACE */

#define LETTER	(UPPER | LOWER | UNCASED)
/* o200k's two sets: of what begins a word, and of what goes on with it */
#define BEGINS	(UPPER | UNCASED | MARK)
#define GOES_ON	(LOWER | UNCASED | MARK)

#define BLOCK 256				/* code points */
#define BLOCKS ((CRM_LAST_CODE_POINT + 1) / BLOCK)

/* Classes of all code points: a block of them may be there many times. */
static uint8 ascii_class[128];
static uint8 **block_of = NULL;

/* A character, its class and where the next one is. */
typedef struct Character
{
	const uint8 *next;
	int			class;
} Character;

/* ----------------------------------------------------------------
 * classes
 * ----------------------------------------------------------------
 */

static void
add_class(uint8 *classes, const char *property, uint8 class)
{
	CrmCharSet *set = crm_set_make();

	if (!crm_set_add_property(set, property, NULL))
		elog(ERROR, "unknown Unicode property \"%s\"", property);
	for (int i = 0; i < set->n; i++)
		for (uint32 c = set->ranges[i].low; c <= set->ranges[i].high; c++)
			classes[c] |= class;
}

/* Folds one class a code point into blocks, once a backend: some 100 kB. */
static void
make_classes(void)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext,
												  "crm character classes",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	uint8	   *classes = palloc0(CRM_LAST_CODE_POINT + 1);
	uint8	  **blocks;

	add_class(classes, "Lu", UPPER);
	add_class(classes, "Lt", UPPER);
	add_class(classes, "Ll", LOWER);
	add_class(classes, "Lm", UNCASED);
	add_class(classes, "Lo", UNCASED);
	add_class(classes, "M", MARK);
	add_class(classes, "N", NUMBER);
	add_class(classes, "White_Space", SPACE);
	classes['\r'] |= BREAK;
	classes['\n'] |= BREAK;
	memcpy(ascii_class, classes, sizeof(ascii_class));

	MemoryContextSwitchTo(TopMemoryContext);
	blocks = palloc(BLOCKS * sizeof(uint8 *));
	for (int i = 0; i < BLOCKS; i++)
	{
		uint8	   *block = classes + i * BLOCK;

		/* neighbours are equal more often than not */
		if (i > 0 && memcmp(blocks[i - 1], block, BLOCK) == 0)
			blocks[i] = blocks[i - 1];
		else
			blocks[i] = memcpy(palloc(BLOCK), block, BLOCK);
	}
	block_of = blocks;
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

static Character
wide_character(const uint8 *p, const uint8 *end)
{
	const char *next = (const char *) p;
	uint32		c = crm_utf8_next(&next, (const char *) end);
	Character	character = {(const uint8 *) next, 0};

	if (character.next - p > 1)
		character.class = block_of[c / BLOCK][c % BLOCK];
	return character;
}

/* The character at p, which is before the end. */
static inline Character
character_at(const uint8 *p, const uint8 *end)
{
	Character	character = {p + 1, 0};

	if (*p >= 0x80)
		return wide_character(p, end);
	character.class = ascii_class[*p];
	return character;
}

/* The end of a run of characters of these classes. */
static inline const uint8 *
skip(const uint8 *p, const uint8 *end, int classes)
{
	while (p < end)
	{
		Character	c = character_at(p, end);

		if (!(c.class & classes))
			break;
		p = c.next;
	}
	return p;
}

/* ----------------------------------------------------------------
 * what both expressions have
 * ----------------------------------------------------------------
 */

/*
 * The end of '(?i:[sdmt]|ll|ve|re); p if it is not there.  Without regard to
 * case an s is also U+017F, the long one.
 */
static inline const uint8 *
contraction(const uint8 *p, const uint8 *end)
{
	int			left = end - p;
	int			first;
	int			second;

	if (left < 2 || *p != '\'')
		return p;
	if (left >= 3 && p[1] == 0xC5 && p[2] == 0xBF)
		return p + 3;
	first = p[1] | 0x20;
	if (p[1] < 0x80 &&
		(first == 's' || first == 'd' || first == 'm' || first == 't'))
		return p + 2;
	if (left < 3 || p[1] >= 0x80 || p[2] >= 0x80)
		return p;
	second = p[2] | 0x20;
	if ((first == 'l' && second == 'l') ||
		((first == 'v' || first == 'r') && second == 'e'))
		return p + 3;
	return p;
}

/* \p{N}{1,3}; p is at a number */
static inline const uint8 *
number(const uint8 *p, const uint8 *end)
{
	for (int i = 0; i < 3 && p < end; i++)
	{
		Character	c = character_at(p, end);

		if (!(c.class & NUMBER))
			break;
		p = c.next;
	}
	return p;
}

/*
 * The end of " ?[^\s\p{L}\p{N}]+" and the line breaks that follow, or slashes
 * among them; p if it is not there.
 */
static inline const uint8 *
symbols(const uint8 *p, const uint8 *end, bool slashes)
{
	const uint8 *start = *p == ' ' ? p + 1 : p;
	const uint8 *at = start;

	while (at < end)
	{
		Character	c = character_at(at, end);

		if (c.class & (SPACE | LETTER | NUMBER))
			break;
		at = c.next;
	}
	if (at == start)
		return p;
	while (at < end &&
		   (*at == '\r' || *at == '\n' || (slashes && *at == '/')))
		at++;
	return at;
}

/* Spaces from p on: where they end, and what is to know on the way. */
typedef struct Spaces
{
	const uint8 *end;
	const uint8 *last;			/* the last of them */
	const uint8 *after_break;	/* behind the last line break; NULL: none */
} Spaces;

static inline Spaces
spaces(const uint8 *p, const uint8 *end)
{
	Spaces		run = {p, p, NULL};

	while (run.end < end)
	{
		Character	c = character_at(run.end, end);

		if (!(c.class & SPACE))
			break;
		run.last = run.end;
		run.end = c.next;
		if (c.class & BREAK)
			run.after_break = c.next;
	}
	return run;
}

/*
 * "\s+(?!\S)" and then "\s" or "\s+", where the run holds no line break: all
 * of it at the end of the text, else all but the last, or the only one.
 */
static inline const uint8 *
plain_spaces(const uint8 *p, const uint8 *end, const Spaces *run)
{
	if (run->end == end || run->last == p)
		return run->end;
	return run->last;
}

/* ----------------------------------------------------------------
 * cl100k_base
 *
 * '(?i:[sdmt]|ll|ve|re) | [^\r\n\p{L}\p{N}]?+\p{L}++ | \p{N}{1,3}+ |
 * " ?[^\s\p{L}\p{N}]++[\r\n]*+" | \s++$ | \s*[\r\n] | \s+(?!\S) | \s
 * ----------------------------------------------------------------
 */
static const uint8 *
split_cl100k(const uint8 *p, const uint8 *end)
{
	Character	first = character_at(p, end);
	const uint8 *at;
	Spaces		run;

	if (first.class & LETTER)
		return skip(first.next, end, LETTER);
	if (first.class & NUMBER)
		return number(p, end);
	at = contraction(p, end);
	if (at > p)
		return at;
	if (!(first.class & BREAK))
	{
		at = skip(first.next, end, LETTER);
		if (at > first.next)
			return at;
	}
	at = symbols(p, end, false);
	if (at > p)
		return at;
	run = spaces(p, end);
	if (run.end < end && run.after_break != NULL)
		return run.after_break;
	return plain_spaces(p, end, &run);
}

/* ----------------------------------------------------------------
 * o200k_base
 *
 * prefix?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+contraction? |
 * prefix?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*contraction? |
 * \p{N}{1,3} | " ?[^\s\p{L}\p{N}]+[\r\n/]*" | \s*[\r\n]+ | \s+(?!\S) | \s+
 *
 * where prefix is [^\r\n\p{L}\p{N}].
 * ----------------------------------------------------------------
 */

/* A word that begins at a place: how far either alternative gets. */
typedef struct Word
{
	const uint8 *first;			/* by the first one; NULL: not at all */
	const uint8 *second;		/* by the second one */
} Word;

/*
 * The first alternative takes what may begin a word as far as it goes, then
 * what goes on with it.  Where nothing goes on, it gives back up to the last
 * character that is in both sets, and ends behind it; without such a one it
 * fails, and the second alternative takes the capitals alone.
 */
static inline Word
word_at(const uint8 *p, const uint8 *end)
{
	Word		word = {NULL, NULL};
	const uint8 *at = p;

	while (at < end)
	{
		Character	c = character_at(at, end);

		if (!(c.class & BEGINS))
		{
			if (c.class & LOWER)
				word.first = skip(c.next, end, GOES_ON);
			break;
		}
		at = c.next;
		if (c.class & GOES_ON)
			word.first = at;
	}
	if (at > p)
		word.second = at;
	return word;
}

static const uint8 *
split_o200k(const uint8 *p, const uint8 *end)
{
	Character	first = character_at(p, end);
	Word		word;
	const uint8 *at;
	Spaces		run;

	if (first.class & LETTER)
	{
		word = word_at(p, end);
		at = word.first ? word.first : word.second;
		Assert(at != NULL);		/* a letter is a word */
		return contraction(at, end);
	}
	if (first.class & NUMBER)
		return number(p, end);
	if (!(first.class & BREAK))
	{
		/* either alternative, with a prefix before without */
		word = word_at(first.next, end);
		if (word.first)
			return contraction(word.first, end);
		if (first.class & MARK)
		{
			word = word_at(p, end);
			Assert(word.first != NULL); /* and so is a mark */
			return contraction(word.first, end);
		}
		if (word.second)
			return contraction(word.second, end);
	}
	at = symbols(p, end, true);
	if (at > p)
		return at;
	run = spaces(p, end);
	if (run.after_break != NULL)
		return run.after_break;
	return plain_spaces(p, end, &run);
}

/* Makes the tables that a splitter reads if it is the first one. */
BpeSplitter
crm_bpe_splitter(CrmEncoding encoding)
{
	if (block_of == NULL)
		make_classes();
	return encoding == CRM_ENCODING_CL100K ? split_cl100k : split_o200k;
}

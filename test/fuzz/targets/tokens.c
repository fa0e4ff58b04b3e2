/*-------------------------------------------------------------------------
 *
 * tokens.c
 *	  Fuzz target: exact token counting, by vocabularies that the input names.
 *
 * An input is a byte of options, the vocabulary's tokens of more than a byte
 * with a byte 1 between them, a zero byte, and a text, or a word that is
 * repeated.  Whatever the vocabulary, pieces must be those that a plain
 * backtracking match of the encoding's expression gives, and the count that of
 * merging the plainest way.  By one option the vocabulary's file is damaged.
 * The text is estimated, too, and cut to half of its tokens.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "port/pg_crc32c.h"
#include "utils/memutils.h"

#include "document/pattern_tree.h"
#include "token/bpe.h"

#include "../fuzz.h"

const int	fuzz_max_len = 700;

#define MAX_LONG 2500			/* bytes of a word that is repeated */
#define MAX_EXTRA 200			/* tokens of more than a byte */

#define CL100K	0x01			/* else o200k */
#define WORD	0x02			/* the text is a word, repeated */
#define TIMES(options) (((options) >> 2 & 0x0F) * 7 + 1)
#define DAMAGED 0x40			/* the file, by one byte */
#define CUT		0x80			/* the file */

/* ----------------------------------------------------------------
 * the vocabulary
 * ----------------------------------------------------------------
 */
typedef struct Token
{
	const char *text;
	int			len;
} Token;

static Token token[MAX_EXTRA];
static int	tokens;

/* The rank of bytes, looked for one by one; -1: no token. */
static int
plain_rank(const char *text, int len)
{
	if (len == 1)
		return 0;
	for (int i = 0; i < tokens; i++)
		if (token[i].len == len && memcmp(token[i].text, text, len) == 0)
			return 256 + i;
	return -1;
}

static void
read_tokens(const char *list, int len)
{
	const char *end = list + len;

	tokens = 0;
	while (list < end && tokens < MAX_EXTRA)
	{
		const char *stop = memchr(list, 1, end - list);
		int			n = (int) ((stop ? stop : end) - list);

		if (n > 1 && n <= BPE_MAX_TOKEN && plain_rank(list, n) < 0)
		{
			token[tokens].text = list;
			token[tokens++].len = n;
		}
		list += n + 1;
	}
}

static void
put_number(char *at, uint32 n)
{
	for (int i = 0; i < 4; i++)
		at[i] = n >> (8 * i);
}

/* The vocabulary's file. */
static void
make_file(StringInfo file)
{
	char		header[64] = "crmvocab";
	pg_crc32c	crc;

	initStringInfo(file);
	for (int i = 0; i < 256; i++)
		appendStringInfoChar(file, 1);
	for (int i = 0; i < tokens; i++)
		appendStringInfoChar(file, token[i].len);
	for (int i = 0; i < 256; i++)
		appendStringInfoChar(file, i);
	for (int i = 0; i < tokens; i++)
		appendBinaryStringInfo(file, token[i].text, token[i].len);
	put_number(header + 8, 1);
	put_number(header + 12, 256 + tokens);
	put_number(header + 16, file->len - 256 - tokens);
	INIT_CRC32C(crc);
	COMP_CRC32C(crc, file->data, file->len);
	FIN_CRC32C(crc);
	put_number(header + 20, crc);
	strcpy(header + 24, "fuzz");
	enlargeStringInfo(file, 64);
	memmove(file->data + 64, file->data, file->len);
	memcpy(file->data, header, 64);
	file->len += 64;
}

static BpeVocabulary *
read_vocabulary(StringInfo file)
{
	return crm_bpe_read("fuzz", "fuzz",
						(const uint8 *) fuzz_guarded(1, file->data, file->len),
						file->len);
}

/* One byte wrong, with the checksum made right for it, or the end missing. */
static void
damage(StringInfo file, uint8 options, const char *by, int len)
{
	pg_crc32c	crc;

	if (len > 3)
	{
		int			at = ((uint8) by[0] << 8 | (uint8) by[1]) % file->len;

		if (options & CUT)
			file->len = at;
		else
			file->data[at] ^= by[2];
		if (file->len > 64 && by[3] & 1)
		{
			INIT_CRC32C(crc);
			COMP_CRC32C(crc, file->data + 64, file->len - 64);
			FIN_CRC32C(crc);
			put_number(file->data + 20, crc);
		}
	}
	read_vocabulary(file);
}

/* ----------------------------------------------------------------
 * merging the plainest way
 * ----------------------------------------------------------------
 */
static int
plain_count(const char *text, int len)
{
	int		   *start;
	int		   *rank;			/* of the token here and the one behind it */
	int			n = len;

	if (plain_rank(text, len) >= 0)
		return 1;
	start = palloc((len + 1) * sizeof(int));
	rank = palloc((len + 1) * sizeof(int));
	for (int i = 0; i <= len; i++)
	{
		start[i] = i;
		rank[i] = i + 2 <= len ? plain_rank(text +i, 2) : -1;
	}
	for (;;)
	{
		int			best = -1;

		for (int i = 0; i + 1 < n; i++)
			if (rank[i] >= 0 && (best < 0 || rank[i] < rank[best]))
				best = i;
		if (best < 0)
			break;
		memmove(start + best + 1, start + best + 2,
				(n - best - 1) * sizeof(int));
		memmove(rank + best + 1, rank + best + 2,
				(n - best - 1) * sizeof(int));
		n--;
		for (int i = Max(best - 1, 0); i <= best; i++)
			rank[i] = i + 1 < n
				? plain_rank(text +start[i], start[i + 2] - start[i]) : -1;
	}
	pfree(start);
	pfree(rank);
	return n;
}

/* ----------------------------------------------------------------
 * matching the plainest way
 * ----------------------------------------------------------------
 */
enum
{
	LU_LT = 1, LL = 2, LM_LO = 4, M = 8, N = 16, S = 32, CR_LF = 64,
	L = LU_LT | LL | LM_LO, FRONT = LU_LT | LM_LO | M, BACK = LL | LM_LO | M
};

typedef enum ElementKind
{
	STOP, SET, NOT, BLANK, BREAK_OR_SLASH, SHORT, NO_TEXT_AHEAD, AT_END
} ElementKind;

/* Of a sequence: a character of some classes, or of none, so many times. */
typedef struct Element
{
	ElementKind kind;
	int			classes;
	int			min;
	int			max;
} Element;

#define MANY 1000000
#define PREFIX {NOT, CR_LF | L | N, 0, 1}

static const Element cl100k[][6] = {
	{{SHORT, 0, 1, 1}},
	{PREFIX, {SET, L, 1, MANY}},
	{{SET, N, 1, 3}},
	{{BLANK, 0, 0, 1}, {NOT, S | L | N, 1, MANY}, {SET, CR_LF, 0, MANY}},
	{{SET, S, 1, MANY}, {AT_END, 0, 1, 1}},
	{{SET, S, 0, MANY}, {SET, CR_LF, 1, 1}},
	{{SET, S, 1, MANY}, {NO_TEXT_AHEAD, 0, 1, 1}},
	{{SET, S, 1, 1}}
};

static const Element o200k[][6] = {
	{PREFIX, {SET, FRONT, 0, MANY}, {SET, BACK, 1, MANY}, {SHORT, 0, 0, 1}},
	{PREFIX, {SET, FRONT, 1, MANY}, {SET, BACK, 0, MANY}, {SHORT, 0, 0, 1}},
	{{SET, N, 1, 3}},
	{{BLANK, 0, 0, 1}, {NOT, S | L | N, 1, MANY}, {BREAK_OR_SLASH, 0, 0, MANY}},
	{{SET, S, 0, MANY}, {SET, CR_LF, 1, MANY}},
	{{SET, S, 1, MANY}, {NO_TEXT_AHEAD, 0, 1, 1}},
	{{SET, S, 1, MANY}}
};

static uint8 *class_of;			/* all code points */

/* The text as characters. */
static pg_wchar *character;
static int	characters;

static bool
is_one(const Element *e, pg_wchar c)
{
	switch (e->kind)
	{
		case SET:
			return (class_of[c] & e->classes) != 0;
		case NOT:
			return (class_of[c] & e->classes) == 0;
		case BLANK:
			return c == ' ';
		case BREAK_OR_SLASH:
			return c == '\r' || c == '\n' || c == '/';
		default:
			return false;
	}
}

static bool
folds_to(int at, char c)
{
	return at < characters && (character[at] == c || character[at] == c - 32 ||
							   (c == 's' && character[at] == 0x17F));
}

/* How long 's, 't, 're, 've, 'm, 'll or 'd is here; 0: it is none. */
static int
contraction_at(int at)
{
	static const char *const all[] = {"s", "t", "re", "ve", "m", "ll", "d"};

	if (at >= characters || character[at] != '\'')
		return 0;
	for (int i = 0; i < lengthof(all); i++)
		if (folds_to(at + 1, all[i][0]) &&
			(all[i][1] == '\0' || folds_to(at + 2, all[i][1])))
			return 1 + (int) strlen(all[i]);
	return 0;
}

/* Where a match of the elements from here on ends; -1: there is none. */
static int
match(const Element *e, int at)
{
	int			n = 0;

	switch (e->kind)
	{
		case STOP:
			return at;
		case SHORT:
			n = contraction_at(at);
			return n > 0 || e->min == 0 ? match(e + 1, at + n) : -1;
		case NO_TEXT_AHEAD:
			if (at < characters && !(class_of[character[at]] & S))
				return -1;
			return match(e + 1, at);
		case AT_END:
			return at == characters ? match(e + 1, at) : -1;
		default:
			break;
	}
	while (n < e->max && at + n < characters && is_one(e, character[at + n]))
		n++;
	for (; n >= e->min; n--)
	{
		int			end = match(e + 1, at + n);

		if (end >= 0)
			return end;
	}
	return -1;
}

static int
plain_piece(bool is_cl100k, int at)
{
	const Element (*list)[6] = is_cl100k ? cl100k : o200k;
	int			n = is_cl100k ? lengthof(cl100k) : lengthof(o200k);

	for (int i = 0; i < n; i++)
	{
		int			end = match(list[i], at);

		if (end >= 0)
			return end;
	}
	fuzz_fail("the expression matches nothing");
}

/* ---------------------------------------------------------------- */

static void
add_class(const char *property, uint8 class)
{
	CrmCharSet *set = crm_set_make();

	crm_set_add_property(set, property, NULL);
	for (int i = 0; i < set->n; i++)
		for (uint32 c = set->ranges[i].low; c <= set->ranges[i].high; c++)
			class_of[c] |= class;
}

void
fuzz_start(void)
{
	class_of = MemoryContextAllocZero(TopMemoryContext,
									  CRM_LAST_CODE_POINT + 1);
	add_class("Lu", LU_LT);
	add_class("Lt", LU_LT);
	add_class("Ll", LL);
	add_class("Lm", LM_LO);
	add_class("Lo", LM_LO);
	add_class("M", M);
	add_class("N", N);
	add_class("White_Space", S);
	class_of['\r'] |= CR_LF;
	class_of['\n'] |= CR_LF;
}

/* Any bytes; the pieces and the count of valid text must be right. */
static void
check_text(const BpeVocabulary *v, bool is_cl100k, const char *text, int len)
{
	BpeSplitter split = crm_bpe_splitter(is_cl100k ? CRM_ENCODING_CL100K
										 : CRM_ENCODING_O200K);
	const char *copy = fuzz_guarded(0, text, len);
	const uint8 *p = (const uint8 *) copy;
	const uint8 *end = p + len;
	int			counted = crm_bpe_count_pieces(v, split, p, end);
	int			expected = 0;
	int			at = 0;

	if (!fuzz_is_text(text, len))
		return;
	character = palloc((len + 1) * sizeof(pg_wchar));
	characters = pg_mb2wchar_with_len(text, character, len);
	while (p < end)
	{
		const uint8 *next = split(p, end);
		int			stop = plain_piece(is_cl100k, at);
		const uint8 *here = p;

		for (; at < stop; at++)
			here += pg_utf_mblen(here);
		if (here != next)
			fuzz_fail("a piece has %d bytes, not %d", (int) (next - p),
					  (int) (here - p));
		expected += plain_count((const char *) p, (int) (next - p));
		p = next;
	}
	if (counted != expected)
		fuzz_fail("%d tokens, not %d", counted, expected);
}

/* Any bytes: the estimate, and a cut to half of it, between characters. */
static void
check_estimate(const char *text, int len)
{
	const char *copy = fuzz_guarded(2, text, len);
	int			half = crm_count_tokens(copy, len) / 2;
	int			cut = crm_truncate_tokens(copy, len, half);

	if (cut < 0 || cut > len || crm_count_tokens(copy, cut) > half)
		fuzz_fail("cut to %d tokens, it has %d", half,
				  crm_count_tokens(copy, cut));
	if (fuzz_is_text(text, len) && !fuzz_is_text(text, cut))
		fuzz_fail("cut inside of a character");
}

/* A word many times over is one piece, as long as several windows. */
static void
check_word(const BpeVocabulary *v, const char *word, int len, int times)
{
	StringInfoData text;
	const char *copy;
	int			counted;

	initStringInfo(&text);
	for (int i = 0; i < times && text.len + len <= MAX_LONG; i++)
		appendBinaryStringInfo(&text, word, len);
	if (text.len < 2 || plain_rank(text.data, text.len) >= 0)
		return;
	copy = fuzz_guarded(0, text.data, text.len);
	counted = crm_bpe_merge(v, (const uint8 *) copy, text.len,
							(const uint8 *) copy + text.len);
	if (counted != plain_count(copy, text.len))
		fuzz_fail("%d tokens in a word, not %d", counted,
				  plain_count(copy, text.len));
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data + 1, data + size};
	uint8		options = size > 0 ? data[0] : 0;
	const char *list;
	const char *text;
	int			len;
	StringInfoData file;

	if (size < 2)
		return;
	fuzz_part(&parts, &list, &len);
	read_tokens(list, len);
	text = parts.next ? parts.next : data + size;

	len = (int) (data + size - text);
	make_file(&file);
	check_estimate(text, len);
	if (options & (DAMAGED | CUT))
		damage(&file, options, text, len);
	else if (options & WORD)
		check_word(read_vocabulary(&file), text, len, TIMES(options));
	else
		check_text(read_vocabulary(&file), options & CL100K, text, len);
}

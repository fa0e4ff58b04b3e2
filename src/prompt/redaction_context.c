/*-------------------------------------------------------------------------
 *
 * redaction_context.c
 *	  The words around a number, as far as they say what the number is.
 *
 * "routing 021000021" and "policy 021000021" look alike but for one word.  A
 * few words before (or after) a number are looked up in a table; the search
 * stops at the end of a sentence and after a fixed distance.  The words before
 * are read in the text's order, once, however many numbers stand near; those
 * between numbers that are far apart are not read at all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bswap.h"

#include "prompt/redaction_context.h"

#define MAX_WORDS_BEFORE 7
#define MAX_WORDS_AFTER 5
#define MAX_BYTES 56

typedef struct HintWord
{
	const char *word;
	CrmHint		hint;
} HintWord;

static const HintWord hint_words[] = {
	{"a", HINT_LINK},
	{"aba", HINT_BANK},
	{"acc", HINT_BANK},
	{"account", HINT_BANK},
	{"accounts", HINT_BANK},
	{"acct", HINT_BANK},
	{"ach", HINT_BANK},
	{"agency", HINT_NOT_LICENSE},
	{"agent", HINT_NOT_LICENSE},
	{"amex", HINT_CARD},
	{"and", HINT_LINK},
	{"appointment", HINT_NOT_DOB},
	{"appt", HINT_NOT_DOB},
	{"are", HINT_LINK},
	{"as", HINT_LINK},
	{"bday", HINT_DOB},
	{"billing", HINT_REFERENCE},
	{"binder", HINT_REFERENCE},
	{"birth", HINT_DOB},
	{"birthdate", HINT_DOB},
	{"birthdates", HINT_DOB},
	{"birthday", HINT_DOB},
	{"birthdays", HINT_DOB},
	{"born", HINT_DOB},
	{"bought", HINT_NOT_DOB},
	{"business", HINT_NOT_LICENSE},
	{"call", HINT_NOT_DOB},
	{"callback", HINT_NOT_DOB},
	{"called", HINT_NOT_DOB},
	{"card", HINT_CARD},
	{"cards", HINT_CARD},
	{"carrier", HINT_REFERENCE},
	{"cc", HINT_CARD},
	{"certificate", HINT_REFERENCE},
	{"checking", HINT_BANK_WEAK},
	{"claim", HINT_REFERENCE},
	{"claims", HINT_REFERENCE},
	{"closes", HINT_NOT_DOB},
	{"closing", HINT_NOT_DOB},
	{"confirmation", HINT_REFERENCE},
	{"contractor", HINT_NOT_LICENSE},
	{"contractors", HINT_NOT_LICENSE},
	{"credit", HINT_CARD},
	{"customer", HINT_REFERENCE},
	{"date", HINT_LINK},
	{"dates", HINT_LINK},
	{"debit", HINT_CARD},
	{"dl", HINT_LICENSE},
	{"dln", HINT_LICENSE},
	{"dob", HINT_DOB},
	{"dobs", HINT_DOB},
	{"driver", HINT_LINK},
	{"drivers", HINT_LINK},
	{"due", HINT_NOT_DOB},
	{"eff", HINT_NOT_DOB},
	{"effective", HINT_NOT_DOB},
	{"ending", HINT_LAST},
	{"ends", HINT_LAST},
	{"executive", HINT_REFERENCE},
	{"exp", HINT_NOT_DOB},
	{"expiration", HINT_NOT_DOB},
	{"expired", HINT_NOT_DOB},
	{"expires", HINT_NOT_DOB},
	{"expiring", HINT_NOT_DOB},
	{"file", HINT_REFERENCE},
	{"for", HINT_LINK},
	{"her", HINT_LINK},
	{"hire", HINT_NOT_DOB},
	{"hired", HINT_NOT_DOB},
	{"his", HINT_LINK},
	{"iban", HINT_BANK},
	{"inception", HINT_NOT_DOB},
	{"invoice", HINT_REFERENCE},
	{"is", HINT_LINK},
	{"issued", HINT_NOT_DOB},
	{"itin", HINT_SSN},
	{"last", HINT_LAST},
	{"lic", HINT_LICENSE},
	{"licence", HINT_LICENSE},
	{"licences", HINT_LICENSE},
	{"license", HINT_LICENSE},
	{"licenses", HINT_LICENSE},
	{"liquor", HINT_NOT_LICENSE},
	{"loan", HINT_REFERENCE},
	{"loans", HINT_REFERENCE},
	{"loss", HINT_NOT_DOB},
	{"manager", HINT_REFERENCE},
	{"mastercard", HINT_CARD},
	{"mc", HINT_CARD},
	{"meeting", HINT_NOT_DOB},
	{"member", HINT_REFERENCE},
	{"moved", HINT_NOT_DOB},
	{"my", HINT_LINK},
	{"naic", HINT_REFERENCE},
	{"no", HINT_LINK},
	{"npn", HINT_NOT_LICENSE},
	{"num", HINT_LINK},
	{"number", HINT_LINK},
	{"numbers", HINT_LINK},
	{"of", HINT_LINK},
	{"oln", HINT_LICENSE},
	{"on", HINT_LINK},
	{"order", HINT_REFERENCE},
	{"parcel", HINT_REFERENCE},
	{"part", HINT_REFERENCE},
	{"plate", HINT_NOT_LICENSE},
	{"plates", HINT_NOT_LICENSE},
	{"pol", HINT_REFERENCE},
	{"policies", HINT_REFERENCE},
	{"policy", HINT_REFERENCE},
	{"producer", HINT_NOT_LICENSE},
	{"professional", HINT_NOT_LICENSE},
	{"purchased", HINT_NOT_DOB},
	{"quote", HINT_REFERENCE},
	{"quotes", HINT_REFERENCE},
	{"ref", HINT_REFERENCE},
	{"reference", HINT_REFERENCE},
	{"renewal", HINT_NOT_DOB},
	{"renews", HINT_NOT_DOB},
	{"routing", HINT_BANK},
	{"rtn", HINT_BANK},
	{"s", HINT_LINK},
	{"savings", HINT_BANK_WEAK},
	{"serial", HINT_REFERENCE},
	{"since", HINT_NOT_DOB},
	{"soc", HINT_SSN},
	{"social", HINT_SSN},
	{"socials", HINT_SSN},
	{"sold", HINT_NOT_DOB},
	{"ss", HINT_SSN},
	{"ssn", HINT_SSN},
	{"ssns", HINT_SSN},
	{"starting", HINT_NOT_DOB},
	{"starts", HINT_NOT_DOB},
	{"submission", HINT_REFERENCE},
	{"suspended", HINT_NOT_LICENSE},
	{"tag", HINT_NOT_LICENSE},
	{"taxpayer", HINT_SSN},
	{"term", HINT_NOT_DOB},
	{"the", HINT_LINK},
	{"their", HINT_LINK},
	{"ticket", HINT_REFERENCE},
	{"tin", HINT_SSN},
	{"tracking", HINT_REFERENCE},
	{"unit", HINT_REFERENCE},
	{"until", HINT_NOT_DOB},
	{"vehicle", HINT_REFERENCE},
	{"vin", HINT_VIN},
	{"visa", HINT_CARD},
	{"was", HINT_LINK},
	{"x", HINT_NOT_DOB},
	{"xdate", HINT_NOT_DOB},
	{"years", HINT_NOT_LICENSE},
	{"your", HINT_LINK}
};

#define L CRM_TEXT_LETTER
#define D CRM_TEXT_DIGIT
#define I CRM_TEXT_INSIDE
#define S CRM_TEXT_SENTENCE
#define C CRM_TEXT_CLAUSE
#define N CRM_TEXT_BREAK

const uint8 crm_text_class[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, N, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, S, 0, 0, 0, 0, 0, I, 0, 0, 0, 0, 0, 0, I, 0,
	D, D, D, D, D, D, D, D, D, D, 0, C, 0, 0, 0, S,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0
};

#undef L
#undef D
#undef I
#undef S
#undef C
#undef N

/*
 * The words by their last eight letters and their length, which tell all of
 * them apart.  Filled at first use, and constant from then on.
 */
#define HASH_BITS 10
#define HASH_SLOTS (1 << HASH_BITS)

typedef struct HashSlot
{
	uint64		letters;		/* 0: free */
	uint8		len;
	uint8		hint;
} HashSlot;

static HashSlot hash_slots[HASH_SLOTS];
static bool tables_ready = false;

static inline uint32
hash_slot(uint64 letters)
{
	return (letters * UINT64CONST(0x9e3779b97f4a7c15)) >> (64 - HASH_BITS);
}

/*
 * The last eight of a word's letters, in lower case, the last one lowest;
 * nothing before "text" is read.
 */
static inline uint64
last_letters(const char *text, const char *end, int len)
{
	uint64		letters = 0;
	int			i;

	if (end - text >=8)
	{
		memcpy(&letters, end - 8, 8);
		letters = pg_ntoh64(letters);
		if (len < 8)
			letters &= (UINT64CONST(1) << 8 * len) - 1;
	}
	else
		for (i = len; i > 0; i--)
			letters = letters << 8 | (unsigned char) end[-i];
	return letters | CRM_EVERY_BYTE(0x20);
}

static void
fill_tables(void)
{
	int			i;

	StaticAssertStmt(lengthof(hint_words) < HASH_SLOTS / 2, "room for hints");
	for (i = 0; i < lengthof(hint_words); i++)
	{
		const char *word = hint_words[i].word;
		int			len = strlen(word);
		uint64		letters = last_letters(word, word + len, len);
		uint32		slot = hash_slot(letters);

		while (hash_slots[slot].letters != 0)
		{
			Assert(hash_slots[slot].letters != letters ||
				   hash_slots[slot].len != len);
			slot = (slot + 1) & (HASH_SLOTS - 1);
		}
		hash_slots[slot].letters = letters;
		hash_slots[slot].len = len;
		hash_slots[slot].hint = hint_words[i].hint;
	}
	tables_ready = true;
}

/* What a word of letters alone says. */
static inline CrmHint
find_hint(const char *text, const char *end, int len)
{
	uint64		letters = last_letters(text, end, len);
	uint32		slot;

	for (slot = hash_slot(letters); hash_slots[slot].letters != 0;
		 slot = (slot + 1) & (HASH_SLOTS - 1))
		if (hash_slots[slot].letters == letters && hash_slots[slot].len == len)
			return hash_slots[slot].hint;
	return HINT_NONE;
}

/* The same for a word with dots or apostrophes, which do not count. */
static pg_noinline CrmHint
find_dotted_hint(const char *start, const char *end)
{
	char		letters[16];
	int			n = 0;

	for (; start < end; start++)
		if (crm_text_class[(unsigned char) *start] == CRM_TEXT_LETTER)
		{
			if (n == sizeof(letters))
				return HINT_NONE;
			letters[n++] = *start;
		}
	return find_hint(letters, letters + n, n);
}

/* The end of the word at "p", "end" at most; what bytes are in it. */
static inline const char *
word_end(const char *p, const char *end, uint8 *classes)
{
	uint8		class;

	*classes = 0;
	while (p < end &&
		   (class = crm_text_class[(unsigned char) *p]) & CRM_TEXT_WORD)
	{
		*classes |= class;
		p++;
	}
	return p;
}

/* The end of what is no word at "p", "end" at most; what bytes are in it. */
static inline const char *
gap_end(const char *text, const char *p, const char *end, uint8 *classes)
{
	uint8		class;

	while (p < end &&
		   !((class = crm_text_class[(unsigned char) *p]) & CRM_TEXT_WORD))
	{
		/* a blank line */
		if (class == CRM_TEXT_BREAK && p > text &&p[-1] == '\n')
			*classes |= CRM_TEXT_SENTENCE;
		*classes |= class;
		p++;
	}
	return p;
}

static inline CrmHint
word_hint(const char *text, const char *start, const char *end, uint8 classes)
{
	if (classes & CRM_TEXT_DIGIT)
		return HINT_NUMBER;
	if (classes & CRM_TEXT_INSIDE)
		return find_dotted_hint(start, end);
	return find_hint(text, end, end - start);
}

/* A full stop that ends a sentence, not one of "no." or "D.O.B." */
static inline bool
ends_sentence(const char *start, const char *end, uint8 classes)
{
	return (classes & CRM_TEXT_INSIDE) && end - start > 5 && end[-1] == '.' &&
		memchr(start, '.', end - start - 1) == NULL;
}

void
crm_words_start(CrmWords *words, const char *text, const char *end)
{
	if (!tables_ready)
		fill_tables();
	words->text = words->head = text;

	words->end = end;
	words->gap = 0;
	words->hints = 0;
	words->count = 0;
}

/*
 * Reads the words before "at", which stands within one, but for those too far
 * away; leaves words->head where the one with "at" begins.
 */
static inline void
read_words(CrmWords *words, const char *at)
{
	const char *text = words->text;
	const char *p = words->head;
	uint8		gap = words->gap;
	uint64		hints = words->hints;
	unsigned int count = words->count;

	if (at - p > MAX_BYTES)
	{
		p = at - MAX_BYTES;
		gap = 0;
		count = 0;
		/* a word that the window cuts says nothing */
		while (crm_text_class[(unsigned char) p[-1]] & CRM_TEXT_WORD && p < at)
			p++;
	}
	for (;;)
	{
		const char *start = p = gap_end(text, p, at, &gap);
		uint8		classes;

		p = word_end(p, at, &classes);
		if (p == at)
		{
			words->head = start;
			break;
		}
		if (gap & CRM_TEXT_SENTENCE)
			count = 0;
		gap = 0;
		hints = hints << 8 | word_hint(text, start, p, classes);
		words->start[count++ % lengthof(words->start)] = start;
		if (ends_sentence(start, p, classes))
			count = 0;
	}
	words->gap = gap;
	words->hints = hints;
	words->count = count;
}

/* The words before "at", which is not before an earlier one. */
CrmHintsBefore
crm_hints_before(CrmWords *words, const char *at)
{
	CrmHintsBefore hints = {0};
	unsigned int n;
	int			most = MAX_WORDS_BEFORE;
	int			shift = 0;

	Assert(at >= words->head);
	read_words(words, at);
	if (words->head < at)
	{
		/* the number is the end of a word: no.12345 */
		uint8		classes;

		(void) word_end(words->head, at, &classes);
		if (ends_sentence(words->head, at, classes))
			return hints;
		hints.words = word_hint(words->text, words->head, at, classes);
		shift = 8;
		most--;
	}
	if (words->gap & CRM_TEXT_SENTENCE)
		return hints;
	/* of so many, those that begin within reach */
	n = Min(words->count, most);
	while (n > 0 && at - MAX_BYTES >
		   words->start[(words->count - n) % lengthof(words->start)])
		n--;
	if (n > 0)
		hints.words |= (words->hints & (~UINT64CONST(0) >> (64 - 8 * n)))
			<< shift;
	return hints;
}

/* The words before "at", which may be before an earlier one. */
CrmHintsBefore
crm_hints_before_again(const CrmWords *words, const char *at)
{
	CrmWords	own;

	crm_words_start(&own, words->text, words->end);
	return crm_hints_before(&own, at);
}

/* The words after a number, as far as they matter. */
CrmHintsAfter
crm_hints_after(const CrmWords *words, const char *at)
{
	CrmHintsAfter hints = {HINT_NONE, HINT_NONE};
	const char *limit = words->end - at > MAX_BYTES ? at + MAX_BYTES
		: words->end;
	const char *p = at;
	int			n;

	/* the sentence may end right after the number */
	if (at < limit && *at == '.' && (at + 1 == limit || at[1] == ' '))
		return hints;
	for (n = 0; n < MAX_WORDS_AFTER; n++)
	{
		uint8		gap = 0;
		uint8		classes;
		const char *start = gap_end(words->text, p, limit, &gap);
		CrmHint		hint;

		p = word_end(start, limit, &classes);
		if (gap != 0 || p == start || (p == limit && limit < words->end))
			break;
		hint = word_hint(words->text, start, p, classes);
		if (n == 0)
			hints.next = hint;
		if (hint != HINT_LINK)
		{
			hints.said = hint;
			break;
		}
		if (ends_sentence(start, p, classes))
			break;
	}
	return hints;
}

/*-------------------------------------------------------------------------
 *
 * redaction_context.c
 *	  The words around a number, as far as they say what the number is.
 *
 * "routing 021000021" and "policy 021000021" look alike but for one word.  A
 * few words before (or after) a number are looked up in a table; the search
 * stops at the end of a sentence and after a fixed distance, so that the cost
 * a number does not depend on the text's length.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "prompt/redaction_context.h"

#define MAX_WORDS_BEFORE 7
#define MAX_WORDS_AFTER 5
#define MAX_BYTES 72

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

/* What a byte is to a word. */
enum
{
	C_BREAKS,					/* ends a word */
	C_LETTER,
	C_DIGIT,
	C_INSIDE					/* dots and apostrophes: D.O.B., driver's */
};

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

static uint8 byte_class[256];
static HashSlot hash_slots[HASH_SLOTS];
static bool tables_ready = false;

static inline uint32
hash_slot(uint64 letters)
{
	return (letters * UINT64CONST(0x9e3779b97f4a7c15)) >> (64 - HASH_BITS);
}

static void
fill_tables(void)
{
	int			c;
	int			i;

	StaticAssertStmt(lengthof(hint_words) < HASH_SLOTS / 2, "room for hints");
	for (c = 'a'; c <= 'z'; c++)
		byte_class[c] = byte_class[c - 'a' + 'A'] = C_LETTER;
	for (c = '0'; c <= '9'; c++)
		byte_class[c] = C_DIGIT;
	byte_class['.'] = byte_class['\''] = C_INSIDE;
	for (i = 0; i < lengthof(hint_words); i++)
	{
		uint64		letters = 0;
		uint32		slot;
		const char *p;

		for (p = hint_words[i].word; *p; p++)
			letters = letters << 8 | (unsigned char) *p;
		slot = hash_slot(letters);
		while (hash_slots[slot].letters != 0)
		{
			Assert(hash_slots[slot].letters != letters ||
				   hash_slots[slot].len != p - hint_words[i].word);
			slot = (slot + 1) & (HASH_SLOTS - 1);
		}
		hash_slots[slot].letters = letters;
		hash_slots[slot].len = p - hint_words[i].word;
		hash_slots[slot].hint = hint_words[i].hint;
	}
	tables_ready = true;
}

static inline bool
is_word(char c)
{
	return byte_class[(unsigned char) c] != C_BREAKS;
}

/* What the word says: its letters, in lower case and without dots. */
static CrmHint
word_hint(const char *word, int len)
{
	uint64		letters = 0;
	uint32		slot;
	int			n = 0;
	int			i;

	for (i = 0; i < len; i++)
	{
		uint8		class = byte_class[(unsigned char) word[i]];

		if (class == C_DIGIT)
			return HINT_NUMBER;
		if (class != C_LETTER)
			continue;
		letters = letters << 8 | (unsigned char) (word[i] | 0x20);
		n++;
	}
	for (slot = hash_slot(letters); hash_slots[slot].letters != 0;
		 slot = (slot + 1) & (HASH_SLOTS - 1))
		if (hash_slots[slot].letters == letters && hash_slots[slot].len == n)
			return hash_slots[slot].hint;
	return HINT_NONE;
}

static inline void
note_word(CrmHints *hints, int distance, const char *word, int len)
{
	CrmHint		hint = word_hint(word, len);

	if (hints->distance[hint] == 0)
		hints->distance[hint] = distance;
	if (hint == HINT_LINK && hints->linked == distance - 1)
		hints->linked = distance;
}

/* A full stop that ends a sentence, not one of "no." or "D.O.B." */
static inline bool
ends_sentence(const char *word, int len)
{
	return len > 5 && word[len - 1] == '.' &&
		memchr(word, '.', len - 1) == NULL;
}

/* The words before a number. */
void
crm_hints_before(const char *text, const char *at, CrmHints *hints)
{
	const char *p = at;
	const char *limit = at - text > MAX_BYTES ? at - MAX_BYTES : text;
	int			distance = 0;

	if (!tables_ready)
		fill_tables();
	memset(hints, 0, sizeof(*hints));
	while (distance < MAX_WORDS_BEFORE)
	{
		const char *word_end;

		while (p > limit && !is_word(p[-1]))
		{
			if (p[-1] == '!' || p[-1] == '?' ||
				(p[-1] == '\n' && p - 1 > limit && p[-2] == '\n'))
				return;
			p--;
		}
		word_end = p;
		while (p > limit && is_word(p[-1]))
			p--;
		if (p == word_end)
			return;
		/* a word that the window cuts says nothing */
		if (p == limit && p > text && is_word(p[-1]))
			return;
		if (ends_sentence(p, word_end - p))
			return;
		note_word(hints, ++distance, p, word_end - p);
	}
}

/* The words after a number. */
void
crm_hints_after(const char *at, const char *end, CrmHints *hints)
{
	const char *p = at;
	const char *limit = end - at > MAX_BYTES ? at + MAX_BYTES : end;
	int			distance = 0;

	if (!tables_ready)
		fill_tables();
	memset(hints, 0, sizeof(*hints));
	/* the sentence may end right after the number */
	if (p < limit && *p == '.' && (p + 1 == limit || p[1] == ' '))
		return;
	while (distance < MAX_WORDS_AFTER)
	{
		const char *start;

		while (p < limit && !is_word(*p))
		{
			if (*p == '!' || *p == '?' || *p == '\n' || *p == ';')
				return;
			p++;
		}
		start = p;
		while (p < limit && is_word(*p))
			p++;
		if (p == start || (p == limit && p < end))
			return;
		note_word(hints, ++distance, start, p - start);
		if (ends_sentence(start, p - start))
			return;
	}
}

/*-------------------------------------------------------------------------
 *
 * redaction_context.c
 *	  The words around a number, as far as they say what the number is.
 *
 * "routing 021000021" and "policy 021000021" look alike but for one word.  A
 * few words before (or after) a number are looked up in a table; the search
 * stops at the end of a sentence and after a fixed distance.  Words that no
 * number stands near are not read at all.
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
	{"ac", HINT_BANK_WEAK},
	{"acc", HINT_BANK},
	{"accident", HINT_NOT_DOB},
	{"account", HINT_BANK},
	{"accounts", HINT_BANK},
	{"acct", HINT_BANK},
	{"ach", HINT_BANK},
	{"agency", HINT_NOT_LICENSE},
	{"agent", HINT_NOT_LICENSE},
	{"agente", HINT_NOT_LICENSE},
	{"ahorros", HINT_BANK_WEAK},
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
	{"cheques", HINT_BANK_WEAK},
	{"cita", HINT_NOT_DOB},
	{"claim", HINT_REFERENCE},
	{"claims", HINT_REFERENCE},
	{"closes", HINT_NOT_DOB},
	{"closing", HINT_NOT_DOB},
	{"compr", HINT_NOT_DOB},
	{"compro", HINT_NOT_DOB},
	{"conducir", HINT_LINK},
	{"confirmation", HINT_REFERENCE},
	{"contractor", HINT_NOT_LICENSE},
	{"contractors", HINT_NOT_LICENSE},
	{"contrato", HINT_REFERENCE},
	{"cotizaci", HINT_REFERENCE},
	{"cotizacion", HINT_REFERENCE},
	{"credit", HINT_CARD},
	{"cual", HINT_LINK},
	{"cuenta", HINT_BANK},
	{"cuentas", HINT_BANK},
	{"cumple", HINT_DOB},
	{"cumplea", HINT_DOB},
	{"cumpleanos", HINT_DOB},
	{"customer", HINT_REFERENCE},
	{"date", HINT_LINK},
	{"dates", HINT_LINK},
	{"de", HINT_LINK},
	{"debit", HINT_CARD},
	{"del", HINT_LINK},
	{"desde", HINT_NOT_DOB},
	{"dinner", HINT_NOT_DOB},
	{"dl", HINT_LICENSE},
	{"dln", HINT_LICENSE},
	{"dob", HINT_DOB},
	{"dobs", HINT_DOB},
	{"dog", HINT_NOT_LICENSE},
	{"driver", HINT_LINK},
	{"drivers", HINT_LINK},
	{"due", HINT_NOT_DOB},
	{"e", HINT_LINK},
	{"efectiva", HINT_NOT_DOB},
	{"eff", HINT_NOT_DOB},
	{"effective", HINT_NOT_DOB},
	{"el", HINT_LINK},
	{"emitida", HINT_NOT_DOB},
	{"en", HINT_LINK},
	{"ending", HINT_LAST},
	{"ends", HINT_LAST},
	{"es", HINT_LINK},
	{"estate", HINT_NOT_LICENSE},
	{"executive", HINT_REFERENCE},
	{"exp", HINT_NOT_DOB},
	{"expiration", HINT_NOT_DOB},
	{"expired", HINT_NOT_DOB},
	{"expires", HINT_NOT_DOB},
	{"expiring", HINT_NOT_DOB},
	{"factura", HINT_REFERENCE},
	{"fecha", HINT_LINK},
	{"file", HINT_REFERENCE},
	{"fishing", HINT_NOT_LICENSE},
	{"for", HINT_LINK},
	{"gave", HINT_LINK},
	{"he", HINT_LINK},
	{"her", HINT_LINK},
	{"hers", HINT_LINK},
	{"hire", HINT_NOT_DOB},
	{"hired", HINT_NOT_DOB},
	{"his", HINT_LINK},
	{"hunting", HINT_NOT_LICENSE},
	{"husband", HINT_LINK},
	{"husbands", HINT_LINK},
	{"iban", HINT_BANK},
	{"inception", HINT_NOT_DOB},
	{"invoice", HINT_REFERENCE},
	{"is", HINT_LINK},
	{"issued", HINT_NOT_DOB},
	{"itin", HINT_SSN},
	{"la", HINT_LINK},
	{"las", HINT_LINK},
	{"last", HINT_LAST},
	{"lic", HINT_LICENSE},
	{"licence", HINT_LICENSE},
	{"licences", HINT_LICENSE},
	{"licencia", HINT_LICENSE},
	{"licencias", HINT_LICENSE},
	{"license", HINT_LICENSE},
	{"licenses", HINT_LICENSE},
	{"liquor", HINT_NOT_LICENSE},
	{"liza", HINT_REFERENCE},
	{"loan", HINT_REFERENCE},
	{"loans", HINT_REFERENCE},
	{"los", HINT_LINK},
	{"loss", HINT_NOT_DOB},
	{"lst", HINT_LAST},
	{"ltimos", HINT_LAST},
	{"manager", HINT_REFERENCE},
	{"manejar", HINT_LINK},
	{"marriage", HINT_NOT_LICENSE},
	{"mastercard", HINT_CARD},
	{"mc", HINT_CARD},
	{"meeting", HINT_NOT_DOB},
	{"member", HINT_REFERENCE},
	{"mero", HINT_LINK},
	{"mi", HINT_LINK},
	{"moved", HINT_NOT_DOB},
	{"my", HINT_LINK},
	{"n", HINT_LINK},
	{"nac", HINT_DOB},
	{"naci", HINT_DOB},
	{"nacida", HINT_DOB},
	{"nacido", HINT_DOB},
	{"nacimiento", HINT_DOB},
	{"nacio", HINT_DOB},
	{"naic", HINT_REFERENCE},
	{"negocio", HINT_NOT_LICENSE},
	{"no", HINT_LINK},
	{"nombre", HINT_LINK},
	{"npn", HINT_NOT_LICENSE},
	{"num", HINT_LINK},
	{"number", HINT_LINK},
	{"numbers", HINT_LINK},
	{"numero", HINT_LINK},
	{"of", HINT_LINK},
	{"oln", HINT_LICENSE},
	{"on", HINT_LINK},
	{"order", HINT_REFERENCE},
	{"ordered", HINT_NOT_DOB},
	{"parcel", HINT_REFERENCE},
	{"part", HINT_REFERENCE},
	{"party", HINT_NOT_DOB},
	{"placa", HINT_NOT_LICENSE},
	{"placas", HINT_NOT_LICENSE},
	{"planned", HINT_NOT_DOB},
	{"plate", HINT_NOT_LICENSE},
	{"plates", HINT_NOT_LICENSE},
	{"pol", HINT_REFERENCE},
	{"policies", HINT_REFERENCE},
	{"policy", HINT_REFERENCE},
	{"poliza", HINT_REFERENCE},
	{"prestamo", HINT_REFERENCE},
	{"producer", HINT_NOT_LICENSE},
	{"professional", HINT_NOT_LICENSE},
	{"purchased", HINT_NOT_DOB},
	{"quote", HINT_REFERENCE},
	{"quotes", HINT_REFERENCE},
	{"reclamo", HINT_REFERENCE},
	{"ref", HINT_REFERENCE},
	{"reference", HINT_REFERENCE},
	{"renewal", HINT_NOT_DOB},
	{"renews", HINT_NOT_DOB},
	{"renovaci", HINT_NOT_DOB},
	{"renovacion", HINT_NOT_DOB},
	{"routing", HINT_BANK},
	{"rt", HINT_BANK_WEAK},
	{"rtn", HINT_BANK},
	{"ruta", HINT_BANK},
	{"s", HINT_LINK},
	{"savings", HINT_BANK_WEAK},
	{"serial", HINT_REFERENCE},
	{"she", HINT_LINK},
	{"since", HINT_NOT_DOB},
	{"soc", HINT_SSN},
	{"social", HINT_SSN},
	{"socials", HINT_SSN},
	{"sold", HINT_NOT_DOB},
	{"spouse", HINT_LINK},
	{"spouses", HINT_LINK},
	{"ss", HINT_SSN},
	{"ssn", HINT_SSN},
	{"ssns", HINT_SSN},
	{"stamo", HINT_REFERENCE},
	{"starting", HINT_NOT_DOB},
	{"starts", HINT_NOT_DOB},
	{"su", HINT_LINK},
	{"submission", HINT_REFERENCE},
	{"sus", HINT_LINK},
	{"suspended", HINT_NOT_LICENSE},
	{"tag", HINT_NOT_LICENSE},
	{"tarjeta", HINT_CARD},
	{"taxpayer", HINT_SSN},
	{"term", HINT_NOT_DOB},
	{"termina", HINT_LAST},
	{"the", HINT_LINK},
	{"their", HINT_LINK},
	{"ticket", HINT_REFERENCE},
	{"tin", HINT_SSN},
	{"tracking", HINT_REFERENCE},
	{"ultimos", HINT_LAST},
	{"unit", HINT_REFERENCE},
	{"until", HINT_NOT_DOB},
	{"vehicle", HINT_REFERENCE},
	{"vence", HINT_NOT_DOB},
	{"vencimiento", HINT_NOT_DOB},
	{"vigencia", HINT_NOT_DOB},
	{"vin", HINT_VIN},
	{"visa", HINT_CARD},
	{"was", HINT_LINK},
	{"when", HINT_LINK},
	{"wife", HINT_LINK},
	{"wifes", HINT_LINK},
	{"x", HINT_NOT_DOB},
	{"xdate", HINT_NOT_DOB},
	{"y", HINT_LINK},
	{"years", HINT_NOT_LICENSE},
	{"your", HINT_LINK}
};

/*
 * The words by their last eight letters and their length, which tell all of
 * them apart and fit into one integer.  The table is filled at first use, and
 * constant from then on: with a factor that puts every word into a slot of its
 * own, so that looking one up takes no branch.
 */
#define HASH_BITS 12

typedef struct HashWord
{
	uint64		key;
	uint64		hint;
} HashWord;

static HashWord hash_words[lengthof(hint_words) + 1];	/* 0: not a hint */
static uint8 hash_slots[1 << HASH_BITS];	/* a number in hash_words */
static uint64 hash_factor = 0;

static inline uint32
hash_slot(uint64 key, uint64 factor)
{
	return (key * factor) >> (64 - HASH_BITS);
}

/* What of a word's last eight bytes is in its key, and what comes to it. */
typedef struct KeyForm
{
	uint64		mask;
	uint64		len;
} KeyForm;

#define MAX_KEY_LEN 15
#define LETTERS(n) (~UINT64CONST(0) >> (64 - 8 * (n)) & CRM_EVERY_BYTE(0x1f))
#define LENGTH(n) ((uint64) ((n) - 8) << 61)

static const KeyForm key_forms[MAX_KEY_LEN + 1] = {
	{0, 0}, {LETTERS(1), 0}, {LETTERS(2), 0}, {LETTERS(3), 0},
	{LETTERS(4), 0}, {LETTERS(5), 0}, {LETTERS(6), 0}, {LETTERS(7), 0},
	{LETTERS(8), LENGTH(8)}, {LETTERS(8), LENGTH(9)},
	{LETTERS(8), LENGTH(10)}, {LETTERS(8), LENGTH(11)},
	{LETTERS(8), LENGTH(12)}, {LETTERS(8), LENGTH(13)},
	{LETTERS(8), LENGTH(14)}, {LETTERS(8), LENGTH(15)}
};

#undef LETTERS
#undef LENGTH

/*
 * The key of a word: of its last eight letters, the last one lowest, the five
 * bits that tell one from another whatever its case; in bits that this leaves
 * of the highest byte, by how much the word is longer than eight.  Nothing
 * before "text" is read.
 */
static inline uint64
word_key(const char *text, const char *end, int len)
{
	const KeyForm *form = &key_forms[Min(len, MAX_KEY_LEN)];
	uint64		letters = 0;

	if (likely(end - text >= 8))
	{
		memcpy(&letters, end - 8, 8);
		letters = pg_ntoh64(letters);
	}
	else
		for (int i = -len; i < 0; i++)
			letters = letters << 8 | (unsigned char) end[i];
	return (letters & form->mask) | form->len;
}

/* Puts every word into its slot; false if two of them have the same. */
static bool
fill_slots(uint64 factor)
{
	int			i;

	memset(hash_slots, 0, sizeof(hash_slots));
	for (i = 1; i < lengthof(hash_words); i++)
	{
		uint8	   *slot = &hash_slots[hash_slot(hash_words[i].key, factor)];

		if (*slot != 0)
			return false;
		*slot = i;
	}
	return true;
}

static pg_noinline void
fill_tables(void)
{
	/* the search ends with this one at once, until a word is added */
	uint64		factor = UINT64CONST(0xd497cf70d5f77595);
	int			i;

	StaticAssertStmt(lengthof(hash_words) <= 256, "a slot is a byte");
	for (i = 0; i < lengthof(hint_words); i++)
	{
		const char *word = hint_words[i].word;
		int			len = strlen(word);

		Assert(len < MAX_KEY_LEN);
		hash_words[i + 1].key = word_key(word, word + len, len);
		hash_words[i + 1].hint = hint_words[i].hint;
	}
	/* one in some dozens does */
	while (!fill_slots(factor))
		factor = factor * UINT64CONST(6364136223846793005) + 2;
	hash_factor = factor;
}

/* What a word of letters alone says. */
static inline uint64
find_hint(const char *text, const char *end, int len)
{
	uint64		key = word_key(text, end, len);
	const HashWord *word = &hash_words[hash_slots[hash_slot(key, hash_factor)]];

	/* one in three is a hint, which no processor foresees: so, no branch */
	return word->hint & -(uint64) (word->key == key);
}

/* The same for a word with dots or apostrophes, which do not count. */
static pg_noinline uint64
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
	return n == 0 ? HINT_NONE : find_hint(letters, letters + n, n);
}

/* A full stop that ends a sentence, not one of "no." or "D.O.B." */
static pg_noinline bool
ends_sentence(const char *start, const char *end)
{
	return end - start > 5 && end[-1] == '.' &&
		memchr(start, '.', end - start - 1) == NULL;
}

/*
 * The words of 64 bytes, by the bits of their first bytes and of those after
 * their last.  The last of the bytes belongs to none.
 */
typedef struct Words
{
	const char *base;
	uint64		starts;
	uint64		ends;
	uint64		numbers;		/* those of "ends" whose word has a digit */
	uint64		dotted;			/* ... dots or apostrophes */
} Words;

static inline Words
find_words(const char *base, const CrmTextBits *bits)
{
	uint64		inside = bits->letters | bits->digits | bits->inside;
	Words		words;

	words.base = base;
	words.starts = inside & ~(inside << 1);
	words.ends = ~inside & inside << 1;
	/* the carry of a bit added to a run of ones comes out at its end */
	words.numbers = (inside + bits->digits) & words.ends;
	words.dotted = (inside + bits->inside) & words.ends;
	return words;
}

/* What the word between two bits says. */
static inline uint64
word_hint(const CrmText *text, const Words *words, int first, int end)
{
	uint64		number = -(words->numbers >> end & 1);
	uint64		hint;

	if (unlikely(words->dotted >> end & 1))
		hint = find_dotted_hint(words->base + first, words->base + end);
	else
		hint = find_hint(text->start, words->base + end, end - first);
	/* all bits of HINT_NUMBER are set */
	return hint | (HINT_NUMBER & number);
}

/* Of the bits before "at", those after the last end of a sentence. */
static pg_noinline uint64
same_sentence(const CrmText *text, const char *base, uint64 stops)
{
	while (stops != 0)
	{
		int			bit = pg_leftmost_one_pos64(stops);
		const char *p = base + bit;

		/* a blank line is one, a line or a clause is not */
		if (*p == '!' || *p == '?' ||
			(*p == '\n' && p > text->start && p[-1] == '\n'))
			return ~UINT64CONST(1) << bit;
		stops ^= UINT64CONST(1) << bit;
	}
	return ~UINT64CONST(0);
}

/* The words before a number, the nearest one first. */
CrmHintsBefore
crm_hints_before(CrmText *text, const char *at)
{
	const char *base = at - 63;
	CrmHintsBefore hints = {0};
	CrmTextBits bits = crm_text_before(text, at);
	Words		words;
	int			shift;

	if (unlikely(hash_factor == 0))
		fill_tables();
	/* "at" is the last of these 64, and the number's */
	bits.letters >>= 1;
	bits.digits >>= 1;
	bits.inside >>= 1;
	words = find_words(base, &bits);
	/* a word that the window cuts says nothing */
	words.starts &= ~UINT64CONST(0) << (63 - MAX_BYTES);
	if (unlikely(bits.stops > 1))
		words.starts &= same_sentence(text, base, bits.stops >> 1);
	for (shift = 0; shift < 8 * MAX_WORDS_BEFORE && words.starts != 0; shift += 8)
	{
		int			first = pg_leftmost_one_pos64(words.starts);
		int			end = pg_leftmost_one_pos64(words.ends);

		if (unlikely(words.dotted >> end & 1) &&
			ends_sentence(base + first, base + end))
			break;
		hints.words |= word_hint(text, &words, first, end) << shift;
		words.starts ^= UINT64CONST(1) << first;
		words.ends ^= UINT64CONST(1) << end;
	}
	return hints;
}

/* The words after a number, as far as they matter. */
CrmHintsAfter
crm_hints_after(CrmText *text, const char *at)
{
	CrmHintsAfter hints = {HINT_NONE, HINT_NONE};
	CrmTextBits bits;
	Words		words;
	int			n;

	/* the sentence may end right after the number */
	if (at < text->end && *at == '.' && (at + 1 == text->end || at[1] == ' '))
		return hints;
	if (unlikely(hash_factor == 0))
		fill_tables();
	bits = crm_text_from(text, at);
	words = find_words(at, &bits);
	/* those before anything that may end a sentence */
	if (bits.stops != 0)
		words.starts &= bits.stops ^ (bits.stops - 1);
	for (n = 0; n < MAX_WORDS_AFTER && words.starts != 0; n++)
	{
		int			first = pg_rightmost_one_pos64(words.starts);
		int			end = words.ends == 0 ? 64 : pg_rightmost_one_pos64(words.ends);
		CrmHint		hint;

		/* a word that the window cuts says nothing */
		if (end >= MAX_BYTES && text->end - at > MAX_BYTES)
			break;
		hint = word_hint(text, &words, first, end);
		if (n == 0)
			hints.next = hint;
		/* "(checking account)" */
		if (hint != HINT_LINK && hint != HINT_BANK_WEAK)
		{
			hints.said = hint;
			break;
		}
		if (unlikely(words.dotted >> end & 1) &&
			ends_sentence(at + first, at + end))
			break;
		words.starts &= words.starts - 1;
		words.ends &= words.ends - 1;
	}
	return hints;
}

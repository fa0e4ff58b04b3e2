/*-------------------------------------------------------------------------
 *
 * redaction.c
 *	  Masking of personal identifiers in text: the pass over it, the numbered
 *	  placeholders, and crm.redact.
 *
 * One pass: everything that can be masked contains a digit or an "@", so the
 * scan runs from one such byte to the next and asks redaction_match.c what, if
 * anything, is there.  The same value gets the same placeholder, [SSN_1], in
 * all texts that go through one CrmRedactor, so that a model can still tell
 * two drivers apart.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "common/error.h"
#include "prompt/redaction.h"

/* A value that was masked, and its number among those of its kind. */
typedef struct SeenSecret
{
	const CrmSecretKey *key;
	uint32		hash;
	int			number;
	char		status;
} SeenSecret;

#define SH_PREFIX seen
#define SH_ELEMENT_TYPE SeenSecret
#define SH_KEY_TYPE const CrmSecretKey *
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_secret(key)
#define SH_EQUAL(table, a, b) (memcmp(a, b, sizeof(CrmSecretKey)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, element) (element)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE

static inline uint32
hash_secret(const CrmSecretKey *key)
{
	uint64		hash = key->secret;
	int			i;

	for (i = 0; i < lengthof(key->words); i++)
		hash = (hash ^ key->words[i]) * UINT64CONST(0x9e3779b97f4a7c15);
	return hash >> 32;
}

#include "lib/simplehash.h"

/* Values that are searched one by one: no more stand in most notes. */
#define FEW_SECRETS 4

struct CrmRedactor
{
	CrmRedactOptions options;
	MemoryContext context;
	int			count[CRM_SECRETS];
	int			nfew;
	int			few_numbers[FEW_SECRETS];
	CrmSecretKey few[FEW_SECRETS];
	seen_hash  *numbers;		/* of the others; NULL: there are none */
	CrmSecretKey *keys;			/* room for the next keys ... */
	int			room;			/* ... so many */
};

static const char *const secret_names[CRM_SECRETS] = {
	"ssn", "card", "license", "bank", "dob", "email", "phone", "vin"
};

static const char *const secret_labels[CRM_SECRETS] = {
	"SSN", "CARD", "LICENSE", "BANK", "DOB", "EMAIL", "PHONE", "VIN"
};

/*
 * Keys of documents whose values are masked whatever they look like.  A key
 * matches when it is one of these, or ends in "_" and one of these.
 */
static const struct
{
	const char *key;
	CrmSecret	secret;
}			secret_keys[] =

{
	{"ssn", CRM_SECRET_SSN},
	{"ssn_last4", CRM_SECRET_SSN},
	{"social_security_number", CRM_SECRET_SSN},
	{"tax_id", CRM_SECRET_SSN},
	{"itin", CRM_SECRET_SSN},
	{"card_number", CRM_SECRET_CARD},
	{"license_number", CRM_SECRET_LICENSE},
	{"license_number_last4", CRM_SECRET_LICENSE},
	{"licence_number", CRM_SECRET_LICENSE},
	{"license_no", CRM_SECRET_LICENSE},
	{"dl_number", CRM_SECRET_LICENSE},
	{"drivers_license", CRM_SECRET_LICENSE},
	{"driver_license", CRM_SECRET_LICENSE},
	{"account_number", CRM_SECRET_BANK},
	{"routing_number", CRM_SECRET_BANK},
	{"bank_account", CRM_SECRET_BANK},
	{"iban", CRM_SECRET_BANK},
	{"date_of_birth", CRM_SECRET_DOB},
	{"birth_date", CRM_SECRET_DOB},
	{"birthdate", CRM_SECRET_DOB},
	{"dob", CRM_SECRET_DOB},
	{"email", CRM_SECRET_EMAIL},
	{"phone", CRM_SECRET_PHONE},
	{"mobile", CRM_SECRET_PHONE},
	{"fax", CRM_SECRET_PHONE},
	{"vin", CRM_SECRET_VIN}
};

/* What is masked unless told otherwise. */
void
crm_redact_defaults(CrmRedactOptions *options)
{
	int			i;

	for (i = 0; i < CRM_SECRETS; i++)
		options->mask[i] = i <= CRM_SECRET_DOB;
}

/* Reads {"phone": true, "dob": false} over what is set already. */
void
crm_redact_read_options(CrmRedactOptions *options, const CrmJson *json)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		len;
	CrmJson		value;

	if (json->type != CRM_JSON_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("redaction options must be an object"),
				 errhint("Write, for example, {\"phone\": true, \"dob\": false}.")));
	crm_json_walk(&walk, json);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		int			i;

		for (i = 0; i < CRM_SECRETS; i++)
			if (strlen(secret_names[i]) == len &&
				memcmp(secret_names[i], key, len) == 0)
				break;
		if (i == CRM_SECRETS)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown redaction option"),
					 errdetail("The option is \"%s\".",
							   crm_shorten(key, len, 60)),
					 errhint("Known are ssn, card, license, bank, dob, email, phone and vin.")));
		if (value.type != CRM_JSON_BOOL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a redaction option must be true or false"),
					 errdetail("The option is \"%s\".", secret_names[i])));
		options->mask[i] = value.boolean;
	}
}

static void
start_redactor(CrmRedactor *redactor, const CrmRedactOptions *options)
{
	redactor->options = *options;
	redactor->context = CurrentMemoryContext;
	memset(redactor->count, 0, sizeof(redactor->count));
	redactor->nfew = 0;
	redactor->numbers = NULL;
	redactor->room = 0;
}

/* Lives in CurrentMemoryContext. */
CrmRedactor *
crm_redactor_create(const CrmRedactOptions *options)
{
	CrmRedactor *redactor = palloc(sizeof(CrmRedactor));

	start_redactor(redactor, options);
	return redactor;
}

/* A copy of the key that lasts as long as the redactor. */
static const CrmSecretKey *
keep_key(CrmRedactor *redactor, const CrmSecretKey *key)
{
	if (redactor->room == 0)
	{
		redactor->room = 32;
		redactor->keys = MemoryContextAlloc(redactor->context,
											redactor->room * sizeof(CrmSecretKey));
	}
	redactor->room--;
	*redactor->keys = *key;
	return redactor->keys++;
}

/* The number of this value among those of its kind, from 1. */
static int
placeholder_number(CrmRedactor *redactor, const CrmSecretMatch *match)
{
	SeenSecret *seen;
	bool		found;
	int			i;

	for (i = 0; i < redactor->nfew; i++)
		if (memcmp(&redactor->few[i], &match->key, sizeof(CrmSecretKey)) == 0)
			return redactor->few_numbers[i];
	if (i < FEW_SECRETS)
	{
		redactor->few[i] = match->key;
		redactor->few_numbers[i] = ++redactor->count[match->key.secret];
		redactor->nfew++;
		return redactor->few_numbers[i];
	}
	if (redactor->numbers == NULL)
		redactor->numbers = seen_create(redactor->context, 16, NULL);
	seen = seen_insert(redactor->numbers, &match->key, &found);
	if (!found)
	{
		seen->key = keep_key(redactor, &match->key);
		seen->number = ++redactor->count[match->key.secret];
	}
	return seen->number;
}

/* Appends [SSN_1]. */
static void
append_placeholder(CrmRedactor *redactor, StringInfo out,
				   const CrmSecretMatch *match)
{
	const char *label = secret_labels[match->key.secret];
	int			len = strlen(label);
	char		mask[32];

	mask[0] = '[';
	memcpy(mask + 1, label, len);
	mask[++len] = '_';
	len += 1 + pg_ltoa(placeholder_number(redactor, match), mask + len + 1);
	mask[len++] = ']';
	appendBinaryStringInfo(out, mask, len);
}

/* The highest bit of each byte that is a digit. */
static inline uint64
digits_of(uint64 word)
{
	uint64		x = word ^ CRM_EVERY_BYTE('0');

	/* of a digit only the lowest bits are left, and they are below 10 */
	return ~(((x & CRM_EVERY_BYTE(0x7f)) + CRM_EVERY_BYTE(0x80 - 10)) | x) &
		CRM_EVERY_BYTE(0x80);
}

/* The highest bit of each byte that is a "@". */
static inline uint64
at_signs_of(uint64 word)
{
	uint64		x = word ^ CRM_EVERY_BYTE('@');

	return ~(((x & CRM_EVERY_BYTE(0x7f)) + CRM_EVERY_BYTE(0x7f)) | x) &
		CRM_EVERY_BYTE(0x80);
}

/*
 * The next digit (or "@", if that is asked for), or the end: eight bytes at a
 * time, since most of a text is neither.
 */
static const char *
skip_to_trigger(const char *p, const char *end, bool at_sign)
{
	for (; end - p >= 8; p += 8)
	{
		uint64		word;
		uint64		found;

		memcpy(&word, p, 8);
		found = digits_of(word);
		if (unlikely(at_sign))
			found |= at_signs_of(word);
		/* the first byte highest */
		if (found != 0)
			return p + 7 - pg_leftmost_one_pos64(pg_ntoh64(found)) / 8;
	}
	while (p < end && !(*p >= '0' && *p <= '9') && !(*p == '@' && at_sign))
		p++;
	return p;
}

/* The same; where numbers stand close together, from the bits that are there. */
static inline const char *
next_trigger(CrmText *text, const char *p, bool at_sign)
{
	size_t		offset = p - text->start;
	const CrmTextBits *bits = crm_text_known(text, offset / 64);

	if (bits != NULL && !at_sign)
	{
		uint64		digits = bits->digits >> offset % 64;

		if (digits != 0)
			return p + pg_rightmost_one_pos64(digits);
		p += 64 - offset % 64;
		if (p >= text->end)
			return text->end;
	}
	return skip_to_trigger(p, text->end, at_sign);
}

/* A text on its way through. */
typedef struct Scan
{
	const CrmRedactOptions *options;
	CrmText		text;
	const char *at;				/* looked at so far */
	const char *done;			/* end of the last secret */
	CrmSecretMatch match;		/* the last secret */
	bool		found;			/* there is one */
} Scan;

static void
start_scan(Scan *scan, const CrmRedactOptions *options, const char *start,
		   int len)
{
	crm_text_start(&scan->text, start, start + len);
	scan->options = options;
	scan->at = scan->done = start;
	scan->found = false;
}

/* Where to go on after a number that is no secret: 1,250.00 is one. */
static inline const char *
number_end(CrmText *text, const char *p)
{
	const char *end = text->end;

	if (*p == '@')
		return p + 1;
	for (;;)
	{
		p += crm_bits_run(crm_text_from(text, p).digits);
		if (end - p < 2 || !crm_is_digit(p[1]) || (*p != ',' && *p != '.'))
			return p;
		p++;
	}
}

/* Finds the next secret, which goes to scan->match; false if there is none. */
static bool
next_secret(Scan *scan)
{
	const char *p = scan->at;
	CrmSecretMatch match;

	for (;;)
	{
		p = next_trigger(&scan->text, p, scan->options->mask[CRM_SECRET_EMAIL]);
		if (p >= scan->text.end)
			return false;
		if (crm_match_secret(&scan->text, p, scan->done, scan->options,
							 scan->found ? &scan->match : NULL, &match))
			break;
		p = number_end(&scan->text, p);
	}
	scan->match = match;
	scan->found = true;
	scan->at = scan->done = match.end;
	return true;
}

/* Appends the text, with its secrets replaced from the first one on. */
static void
append_masked(CrmRedactor *redactor, Scan *scan, StringInfo out)
{
	const char *copied = scan->text.start;

	do
	{
		appendBinaryStringInfo(out, copied, scan->match.start - copied);
		append_placeholder(redactor, out, &scan->match);
		copied = scan->match.end;
	} while (next_secret(scan));
	appendBinaryStringInfo(out, copied, scan->text.end - copied);
}

/*
 * Appends the text with its secrets replaced; true if there were any.
 */
bool
crm_redact_append(CrmRedactor *redactor, StringInfo out,
				  const char *text, int len)
{
	Scan		scan;

	start_scan(&scan, &redactor->options, text, len);
	if (next_secret(&scan))
		append_masked(redactor, &scan, out);
	else
		appendBinaryStringInfo(out, text, len);
	return scan.found;
}

/*
 * Appends a placeholder for a value that is known by its column or key to be
 * of this kind; false, and nothing appended, if that kind is not masked.
 */
bool
crm_redact_value(CrmRedactor *redactor, CrmSecret secret, StringInfo out,
				 const char *text, int len)
{
	CrmSecretMatch match;

	if (!redactor->options.mask[secret])
		return false;
	match.start = text;
	match.end = text + len;
	crm_secret_key(&match, secret);
	append_placeholder(redactor, out, &match);
	return true;
}

/* Is this the key of a document's member that holds an identifier? */
bool
crm_redact_key(const char *key, int len, CrmSecret *secret)
{
	int			i;

	for (i = 0; i < lengthof(secret_keys); i++)
	{
		int			n = strlen(secret_keys[i].key);

		if (n > len ||
			(key[len - 1] | 0x20) != (secret_keys[i].key[n - 1] | 0x20) ||
			pg_strncasecmp(key + len - n, secret_keys[i].key, n) != 0)
			continue;
		if (n == len || key[len - n - 1] == '_')
		{
			*secret = secret_keys[i].secret;
			return true;
		}
	}
	return false;
}

/* crm.redact(text, options) */
PG_FUNCTION_INFO_V1(crm_redact);
Datum
crm_redact(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	CrmRedactOptions options;
	CrmJson		json;
	Scan		scan;
	CrmRedactor redactor;
	StringInfoData out;

	crm_json_root(PG_GETARG_JSONB_P(1), &json);
	crm_redact_defaults(&options);
	crm_redact_read_options(&options, &json);

	start_scan(&scan, &options, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	if (!next_secret(&scan))
		PG_RETURN_TEXT_P(value);
	/* about as long as the text; a StringInfo of its own size would be copied */
	out.maxlen = VARHDRSZ + VARSIZE_ANY_EXHDR(value) + 64;
	out.data = palloc(out.maxlen);
	out.len = VARHDRSZ;
	out.cursor = 0;
	start_redactor(&redactor, &options);
	append_masked(&redactor, &scan, &out);
	SET_VARSIZE(out.data, out.len);
	PG_RETURN_TEXT_P((text *) out.data);
}

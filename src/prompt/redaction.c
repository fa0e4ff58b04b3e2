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
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "common/error.h"
#include "prompt/redaction.h"

struct CrmRedactor
{
	CrmRedactOptions options;
	MemoryContext context;
	HTAB	   *numbers;		/* SeenSecret; made at the first match */
	int			count[CRM_SECRETS];
};

typedef struct SeenKey
{
	int			secret;
	char		key[48];
} SeenKey;

typedef struct SeenSecret
{
	SeenKey		key;
	int			number;
} SeenSecret;

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

/* Lives in CurrentMemoryContext. */
CrmRedactor *
crm_redactor_create(const CrmRedactOptions *options)
{
	CrmRedactor *redactor = palloc0(sizeof(CrmRedactor));

	redactor->options = *options;
	redactor->context = CurrentMemoryContext;
	return redactor;
}

/* The number of this value among those of its kind, from 1. */
static int
placeholder_number(CrmRedactor *redactor, const CrmSecretMatch *match)
{
	SeenKey		key;
	SeenSecret *seen;
	bool		found;

	if (redactor->numbers == NULL)
	{
		HASHCTL		control = {0};

		control.keysize = sizeof(SeenKey);
		control.entrysize = sizeof(SeenSecret);
		control.hcxt = redactor->context;
		redactor->numbers = hash_create("crm redaction", 32, &control,
										HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	memset(&key, 0, sizeof(key));
	key.secret = match->secret;
	memcpy(key.key, match->key, sizeof(key.key));
	seen = hash_search(redactor->numbers, &key, HASH_ENTER, &found);
	if (!found)
		seen->number = ++redactor->count[match->secret];
	return seen->number;
}

static void
append_placeholder(CrmRedactor *redactor, StringInfo out,
				   const CrmSecretMatch *match)
{
	char		number[16];

	pg_ltoa(placeholder_number(redactor, match), number);
	appendStringInfoChar(out, '[');
	appendStringInfoString(out, secret_labels[match->secret]);
	appendStringInfoChar(out, '_');
	appendStringInfoString(out, number);
	appendStringInfoChar(out, ']');
}

#define EVERY_BYTE(b) (UINT64CONST(0x0101010101010101) * (b))

/* Has the word a zero byte? */
static inline bool
has_zero(uint64 word)
{
	return ((word - EVERY_BYTE(0x01)) & ~word & EVERY_BYTE(0x80)) != 0;
}

/*
 * The next digit (or "@", if that is asked for), or "end".  Eight bytes at a
 * time are passed by when none of them begins with the digits' four bits or is
 * an "@": most of a text goes this way.
 */
static inline const char *
next_trigger(const char *p, const char *end, bool at_sign)
{
	for (;;)
	{
		const char *stop;

		while (end - p >= 8)
		{
			uint64		word;

			memcpy(&word, p, 8);
			if (has_zero((word ^ EVERY_BYTE(0x30)) & EVERY_BYTE(0xf0)) ||
				(at_sign && has_zero(word ^ EVERY_BYTE('@'))))
				break;
			p += 8;
		}
		stop = end - p > 8 ? p + 8 : end;
		for (; p < stop; p++)
			if ((*p >= '0' && *p <= '9') || (*p == '@' && at_sign))
				return p;
		if (p == end)
			return end;
	}
}

/*
 * Appends the text with its secrets replaced; true if there were any.
 */
bool
crm_redact_append(CrmRedactor *redactor, StringInfo out,
				  const char *text, int len)
{
	const char *end = text + len;
	const char *p = text;
	const char *done = text;	/* everything before is in "out" */
	CrmSecretMatch match;
	CrmSecretMatch last;

	last.start = NULL;
	for (;;)
	{
		p = next_trigger(p, end, redactor->options.mask[CRM_SECRET_EMAIL]);
		if (p >= end)
			break;
		if (crm_match_secret(text, end, p, done, &redactor->options,
							 last.start ? &last : NULL, &match))
		{
			appendBinaryStringInfo(out, done, match.start - done);
			append_placeholder(redactor, out, &match);
			p = done = match.end;
			last = match;
		}
		else
		{
			/* the rest of this number starts nothing new */
			p++;
			while (p < end && *p >= '0' && *p <= '9')
				p++;
		}
	}
	appendBinaryStringInfo(out, done, end - done);
	return last.start != NULL;
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
	match.secret = secret;
	match.start = text;
	match.end = text + len;
	crm_secret_key(&match);
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
	StringInfoData out;

	crm_json_root(PG_GETARG_JSONB_P(1), &json);
	crm_redact_defaults(&options);
	crm_redact_read_options(&options, &json);

	initStringInfo(&out);
	enlargeStringInfo(&out, VARSIZE_ANY_EXHDR(value) + VARHDRSZ + 64);
	appendStringInfoSpaces(&out, VARHDRSZ);
	if (!crm_redact_append(crm_redactor_create(&options), &out,
						   VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)))
		PG_RETURN_TEXT_P(value);
	SET_VARSIZE(out.data, out.len);
	PG_RETURN_TEXT_P((text *) out.data);
}

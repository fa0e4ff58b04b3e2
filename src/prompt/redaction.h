/*-------------------------------------------------------------------------
 *
 * redaction.h
 *	  Masking of personal identifiers in text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_H
#define CRM_REDACTION_H

#include "lib/stringinfo.h"

#include "common/json_cursor.h"
#include "prompt/redaction_context.h"

/* What can be masked; the order is that of secret_names in redaction.c. */
typedef enum CrmSecret
{
	CRM_SECRET_SSN,
	CRM_SECRET_CARD,
	CRM_SECRET_LICENSE,
	CRM_SECRET_BANK,
	CRM_SECRET_DOB,
	CRM_SECRET_EMAIL,
	CRM_SECRET_PHONE,
	CRM_SECRET_VIN
} CrmSecret;

#define CRM_SECRETS (CRM_SECRET_VIN + 1)

typedef struct CrmRedactOptions
{
	bool		mask[CRM_SECRETS];
} CrmRedactOptions;

/* Numbers placeholders: one for all texts that belong together. */
typedef struct CrmRedactor CrmRedactor;

/* What makes two secrets the same: letters and digits, zero-padded. */
typedef struct CrmSecretKey
{
	uint64		secret;			/* CrmSecret */
	union
	{
		char		text[40];
		uint64		words[5];
	};
} CrmSecretKey;

/* One thing found in a text. */
typedef struct CrmSecretMatch
{
	const char *start;
	const char *end;
	CrmSecretKey key;
} CrmSecretMatch;

/* redaction.c */
extern void crm_redact_defaults(CrmRedactOptions *options);
extern void crm_redact_read_options(CrmRedactOptions *options,
									const CrmJson *json);
extern CrmRedactor *crm_redactor_create(const CrmRedactOptions *options);
extern bool crm_redact_append(CrmRedactor *redactor, StringInfo out,
							  const char *text, int len);
extern bool crm_redact_value(CrmRedactor *redactor, CrmSecret secret,
							 StringInfo out, const char *text, int len);
extern bool crm_redact_key(const char *key, int len, CrmSecret *secret);

/* redaction_match.c */
extern bool crm_match_secret(CrmText *text, const char *at,
							 const char *done,
							 const CrmRedactOptions *options,
							 const CrmSecretMatch *last,
							 CrmSecretMatch *match);
extern void crm_secret_key(CrmSecretMatch *match, CrmSecret secret);

#endif							/* CRM_REDACTION_H */

/*-------------------------------------------------------------------------
 *
 * clean.h
 *	  Making values that others wrote fit to stand in a prompt.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_CLEAN_H
#define CRM_PROMPT_CLEAN_H

#include "utils/jsonb.h"

#include "prompt/redaction.h"

typedef struct CrmCleaner
{
	CrmRedactor *redactor;		/* NULL: nothing is masked */
	const char *fence_open;		/* put around free text; NULL: nothing is */
	const char *fence_close;
} CrmCleaner;

extern char *crm_fence_nonce(int64 tenant, int64 lead, int64 as_of);
extern void crm_clean_text(StringInfo out, const char *text, int len);
extern char *crm_clean_string(CrmCleaner *cleaner, const char *text, int *len,
							  bool untrusted);
extern Jsonb *crm_clean_jsonb(CrmCleaner *cleaner, Jsonb *jsonb,
							  bool untrusted);

#endif							/* CRM_PROMPT_CLEAN_H */

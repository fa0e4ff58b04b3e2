/*-------------------------------------------------------------------------
 *
 * redaction_context.h
 *	  The words around a number, as far as they say what the number is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_CONTEXT_H
#define CRM_REDACTION_CONTEXT_H

/* What a word near a number says about it. */
typedef enum CrmHint
{
	HINT_NONE,
	HINT_SSN,
	HINT_LAST,					/* "last four", "ending in" */
	HINT_DOB,
	HINT_NOT_DOB,				/* a date of something else */
	HINT_LICENSE,
	HINT_NOT_LICENSE,			/* a plate, a date, an agent's own licence */
	HINT_BANK,
	HINT_BANK_WEAK,				/* "checking", "savings": also other things */
	HINT_CARD,
	HINT_REFERENCE,				/* a policy, claim, quote ... number */
	HINT_VIN,
	HINT_LINK,					/* words that only connect: is, my, number */
	HINT_NUMBER					/* another number stands between */
} CrmHint;

#define CRM_HINTS (HINT_NUMBER + 1)

/*
 * distance[h] is how many words away the nearest word with hint h is: 1 is
 * next to the number, 0 is nowhere near.
 */
typedef struct CrmHints
{
	uint8		distance[CRM_HINTS];
	uint8		linked;			/* so many words from the number are links */
} CrmHints;

extern void crm_hints_before(const char *text, const char *at,
							 CrmHints *hints);
extern void crm_hints_after(const char *at, const char *end, CrmHints *hints);

#endif							/* CRM_REDACTION_CONTEXT_H */

/*-------------------------------------------------------------------------
 *
 * redaction_context.h
 *	  The words around a number, as far as they say what the number is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_CONTEXT_H
#define CRM_REDACTION_CONTEXT_H

#include "prompt/redaction_text.h"

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
	HINT_NUMBER = 15			/* another number stands between */
} CrmHint;

/*
 * What the words before a number say, a byte each, the nearest one lowest; and
 * what follows it.
 */
typedef struct CrmHintsBefore
{
	uint64		words;
} CrmHintsBefore;

typedef struct CrmHintsAfter
{
	uint8		next;			/* CrmHint of the next word */
	uint8		said;			/* of the first that does not only connect */
} CrmHintsAfter;

extern CrmHintsBefore crm_hints_before(CrmText *text, const char *at);
extern CrmHintsAfter crm_hints_after(CrmText *text, const char *at);

/* How far away the nearest word with this hint is: 1 is next to the number, 0
 * nowhere near. */
static inline int
crm_hint_distance(CrmHintsBefore hints, CrmHint hint)
{
	uint64		other = hints.words ^ CRM_EVERY_BYTE(hint);
	uint64		zero = (other - CRM_EVERY_BYTE(0x01)) & ~other &
		CRM_EVERY_BYTE(0x80);

	return zero == 0 ? 0 : pg_rightmost_one_pos64(zero) / 8 + 1;
}

/* So many words next to the number only connect. */
static inline int
crm_hints_linked(CrmHintsBefore hints)
{
	/* the highest byte is never a word */
	return pg_rightmost_one_pos64(hints.words ^ CRM_EVERY_BYTE(HINT_LINK)) / 8;
}

#endif							/* CRM_REDACTION_CONTEXT_H */

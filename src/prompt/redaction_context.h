/*-------------------------------------------------------------------------
 *
 * redaction_context.h
 *	  The words around a number, as far as they say what the number is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_CONTEXT_H
#define CRM_REDACTION_CONTEXT_H

#include "port/pg_bitutils.h"

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

/* What a byte is to a text. */
#define CRM_TEXT_LETTER 1
#define CRM_TEXT_DIGIT 2
#define CRM_TEXT_INSIDE 4		/* of words: D.O.B., driver's */
#define CRM_TEXT_SENTENCE 8		/* ends one: ! ? */
#define CRM_TEXT_CLAUSE 16		/* ends one: ; */
#define CRM_TEXT_BREAK 32		/* a line */

#define CRM_TEXT_ALNUM (CRM_TEXT_LETTER | CRM_TEXT_DIGIT)
#define CRM_TEXT_WORD (CRM_TEXT_ALNUM | CRM_TEXT_INSIDE)

extern const uint8 crm_text_class[256];

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

/* The words that a text was read to, of the sentence where that is. */
typedef struct CrmWords
{
	const char *text;
	const char *end;
	const char *head;			/* read up to here */
	uint8		gap;			/* CRM_TEXT_SENTENCE, ...: what stands between
								 * the last word and "head" */
	unsigned int count;			/* of words in the same sentence */
	uint64		hints;			/* of the last eight, the last one lowest */
	const char *start[8];		/* of the last eight, by their number */
} CrmWords;

extern void crm_words_start(CrmWords *words, const char *text,
							const char *end);
extern CrmHintsBefore crm_hints_before(CrmWords *words, const char *at);
extern CrmHintsBefore crm_hints_before_again(const CrmWords *words,
											 const char *at);
extern CrmHintsAfter crm_hints_after(const CrmWords *words, const char *at);

#define CRM_EVERY_BYTE(b) (UINT64CONST(0x0101010101010101) * (b))

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

/*-------------------------------------------------------------------------
 *
 * redaction_place.h
 *	  A number in a text: its groups of letters and digits, and what stands
 *	  around it.  Shared by redaction_match.c and redaction_date.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_PLACE_H
#define CRM_REDACTION_PLACE_H

#include "prompt/redaction.h"
#include "prompt/redaction_context.h"

#define MAX_GROUPS 8
#define MAX_GROUP 40			/* longer ones are cut */

/* Letters and digits without a break. */
typedef struct CrmGroup
{
	const char *start;
	const char *end;
	int			digits;
	int			letters;
	char		before;			/* what joins it to the one before: '-' for
								 * any dash, '.', '/', ' ' */
} CrmGroup;

/* A place in the text, and what has been found out about it so far. */
typedef struct CrmPlace
{
	CrmText    *text;
	const char *end;
	const char *done;			/* what is before has been masked */
	const char *start;			/* of the first group */
	const char *after_at;		/* where "after" begins; NULL: not known */
	bool		have_before;
	CrmHintsBefore before;
	CrmHintsAfter after;
	int			ngroups;
	CrmGroup	groups[MAX_GROUPS];
} CrmPlace;

typedef struct CrmDate
{
	int			year;
	int			month;
	int			day;
} CrmDate;

/* Is the nearest hint h within so many words? */
static inline bool
within(CrmHintsBefore hints, CrmHint h, int words)
{
	int			d = crm_hint_distance(hints, h);

	return d > 0 && d <= words;
}

/* Is the nearest hint h within so many words, and nearer than "but"? */
static inline bool
near(CrmHintsBefore hints, CrmHint h, int words, CrmHint but)
{
	int			d = crm_hint_distance(hints, h);
	int			other;

	if (d == 0 || d > words)
		return false;
	other = crm_hint_distance(hints, but);
	return other == 0 || other > d;
}

static inline int
number(const char *start, const char *end)
{
	int			value = 0;

	while (start < end && value < 100000000)
		value = value * 10 + (*start++ - '0');
	return value;
}

static inline bool
only_digits(const CrmGroup *group, int n)
{
	return group->digits == n && group->letters == 0;
}

extern void crm_place_read(CrmPlace *place);
extern CrmHintsBefore crm_place_before(CrmPlace *place);
extern CrmHintsAfter crm_place_after(CrmPlace *place, const char *at);
extern bool crm_place_goes_on(const CrmPlace *place, int ngroups);
extern bool crm_place_comes_after_more(CrmPlace *place);
extern bool crm_place_is_masked_tail(const CrmPlace *place);

/* redaction_date.c */
extern bool crm_may_be_date(const CrmPlace *place);
extern bool crm_read_date(CrmPlace *place, const char *done,
						  const char **start, const char **end,
						  CrmDate *date);
extern bool crm_match_birth(CrmPlace *place, const char *done,
							const CrmSecretMatch *last,
							CrmSecretMatch *match);

#endif							/* CRM_REDACTION_PLACE_H */

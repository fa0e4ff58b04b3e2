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

/* Letters and digits without a break. */
typedef struct CrmGroup
{
	const char *start;
	const char *end;
	int			digits;
	int			letters;
	char		before;			/* what joins it to the one before: '-' for any
								 * dash, '.', '/', ' ' */
} CrmGroup;

/* A place in the text, and what has been found out about it so far. */
typedef struct CrmPlace
{
	const char *text;
	const char *end;
	const char *start;			/* of the first group */
	int			ngroups;
	CrmGroup	groups[MAX_GROUPS];
	bool		have_before;
	bool		have_after;
	const char *after_at;
	CrmHints	before;
	CrmHints	after;
} CrmPlace;

typedef struct CrmDate
{
	int			year;
	int			month;
	int			day;
} CrmDate;

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_alnum(char c)
{
	return is_letter(c) || is_digit(c);
}

static inline bool
within(const CrmHints *hints, CrmHint h, int words)
{
	return hints->distance[h] > 0 && hints->distance[h] <= words;
}

/* Is the nearest hint h within so many words, and nearer than "but"? */
static inline bool
near(const CrmHints *hints, CrmHint h, int words, CrmHint but)
{
	int			d = hints->distance[h];

	return d > 0 && d <= words &&
		(hints->distance[but] == 0 || hints->distance[but] > d);
}

/* "... is my social": only linking words between the number and the hint. */
static inline bool
linked_after(const CrmHints *hints, CrmHint h)
{
	int			d = hints->distance[h];

	return d > 0 && d <= hints->linked + 1;
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
extern const CrmHints *crm_place_before(CrmPlace *place);
extern const CrmHints *crm_place_after(CrmPlace *place, const char *at);
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

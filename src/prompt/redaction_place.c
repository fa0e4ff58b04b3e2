/*-------------------------------------------------------------------------
 *
 * redaction_place.c
 *	  A number in a text: its groups of letters and digits, and what stands
 *	  around it.  What it is, redaction_match.c and redaction_date.c say.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "prompt/redaction_place.h"

/*
 * What joins two groups: at most a space, a dash, dot or slash, and a space.
 * Zero-width characters inside it count for nothing.  Gives its length, 0 if
 * there is none.
 */
static int
joint(const char *p, const char *end, char *kind)
{
	const char *start = p;
	int			spaces = 0;

	*kind = ' ';
	if (end - p > 1 && is_alnum(p[1]) &&
		(*p == ' ' || *p == '-' || *p == '.' || *p == '/'))
	{
		*kind = *p;
		return 1;
	}
	while (p < end && p - start < 12)
	{
		const unsigned char *u = (const unsigned char *) p;

		if (*p == ' ' || (u[0] == 0xc2 && end - p > 1 && u[1] == 0xa0))
		{
			if (++spaces > 2)
				return 0;
			p += *p == ' ' ? 1 : 2;
		}
		else if (*p == '-' || *p == '.' || *p == '/')
		{
			if (*kind != ' ')
				return 0;
			*kind = *p++;
		}
		else if (u[0] == 0xe2 && end - p > 2 && u[1] == 0x80 &&
				 u[2] >= 0x90 && u[2] <= 0x95)
		{
			if (*kind != ' ')
				return 0;
			*kind = '-';
			p += 3;
		}
		else if (u[0] == 0xe2 && end - p > 2 && u[1] == 0x80 &&
				 u[2] >= 0x8b && u[2] <= 0x8d)
			p += 3;
		else
			break;
	}
	return p - start;
}

/* Splits what follows place->start into groups. */
void
crm_place_read(CrmPlace *place)
{
	const char *p = place->start;
	char		before = '\0';

	place->ngroups = 0;
	while (place->ngroups < MAX_GROUPS)
	{
		CrmGroup   *group = &place->groups[place->ngroups++];
		int			skip;

		const char *stop = place->end - p > 40 ? p + 40 : place->end;
		int			digits;

		group->start = p;
		group->before = before;
		while (p < stop && is_digit(*p))
			p++;
		digits = p - group->start;
		for (; p < stop && is_alnum(*p); p++)
			digits += is_digit(*p);
		group->digits = digits;
		group->letters = p - group->start - digits;
		group->end = p;
		skip = joint(p, place->end, &before);
		if (skip == 0 || p + skip >= place->end || !is_alnum(p[skip]))
			break;
		p += skip;
		/* a plain word goes on only in "14 March 1985" and in IBANs */
		if (before == ' ' && is_letter(*p) &&
			!(place->ngroups == 1 &&
			  (is_digit(group->start[0]) ? group->digits <= 2
			   : group->letters == 2 && is_letter(group->start[1]))) &&
			!(place->ngroups > 1 && place->groups[0].letters == 2))
			break;
	}
}

CrmHintsBefore
crm_place_before(CrmPlace *place)
{
	if (!place->have_before)
	{
		place->before = crm_hints_before(place->words, place->start);
		place->have_before = true;
	}
	return place->before;
}

CrmHintsAfter
crm_place_after(CrmPlace *place, const char *at)
{
	if (place->after_at != at)
	{
		place->after = crm_hints_after(place->words, at);
		place->after_at = at;
	}
	return place->after;
}

/* Does the text go on so that the groups so far are part of a longer code? */
bool
crm_place_goes_on(const CrmPlace *place, int ngroups)
{
	const char *end = place->groups[ngroups - 1].end;

	if (end < place->end && is_alnum(*end))
		return true;
	return ngroups < place->ngroups &&
		(place->groups[ngroups].before == '-' ||
		 place->groups[ngroups].before == '/') &&
		place->groups[ngroups].start - end == 1;
}

/* Is the number the tail of a code, "POL-123...", or of an amount? */
bool
crm_place_comes_after_more(CrmPlace *place)
{
	const char *p = place->start;
	CrmHintsBefore hints;

	if (p == place->text)
		return false;
	if (p[-1] == '$' || p[-1] == '_')
		return true;
	if ((p[-1] != '-' && p[-1] != '/' && p[-1] != '.' && p[-1] != ',') ||
		p - 1 == place->text)
		return false;
	if (is_digit(p[-2]))
		return true;
	if (p[-1] != '-' || !is_letter(p[-2]))
		return false;
	/* SSN-123-45-6789 */
	hints = crm_place_before(place);
	return !within(hints, HINT_SSN, 1) && !within(hints, HINT_LICENSE, 1) &&
		!within(hints, HINT_DOB, 1) && !within(hints, HINT_BANK, 1);
}

/* xxx-xx-6789: the dashes and marks before four digits. */
bool
crm_place_is_masked_tail(const CrmPlace *place)
{
	const char *p = place->start;

	return p - place->done >= 7 && p[-1] == '-' && p[-4] == '-' &&
		(p[-2] == 'x' || p[-2] == 'X' || p[-2] == '*' || p[-2] == '#') &&
		p[-2] == p[-3] && p[-5] == p[-2] && p[-6] == p[-2] && p[-7] == p[-2];
}

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

/* What may join two groups: 1, alone; 2, it begins what may. */
static const uint8 joins[256] = {
	[' '] = 1,['-'] = 1,['.'] = 1,['/'] = 1,
	[0xc2] = 2,					/* a no-break space */
	[0xe2] = 2					/* dashes, zero-width characters */
};

/*
 * What joins two groups: at most a space, a dash, dot or slash, and a space.
 * Zero-width characters inside it count for nothing.  Gives its length, 0 if
 * there is none.
 */
static pg_noinline int
long_joint(const char *p, const char *end, char *kind)
{
	const char *start = p;
	int			spaces = 0;

	*kind = ' ';
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

/* Digits among the lowest "len" bits. */
static int
count_digits(uint64 digits, int len)
{
	int			n = 0;

	for (digits &= ~UINT64CONST(0) >> (64 - len); digits != 0; n++)
		digits &= digits - 1;
	return n;
}

/* A plain word goes on only in "14 March 1985" and in IBANs. */
static bool
word_goes_on(const CrmPlace *place)
{
	const CrmGroup *first = &place->groups[0];

	if (place->ngroups > 1)
		return first->letters == 2;
	return crm_is_digit(first->start[0]) ? first->digits <= 2
		: first->letters == 2 && crm_is_letter(first->start[1]);
}

/* Splits what follows place->start into groups. */
void
crm_place_read(CrmPlace *place)
{
	const char *p = place->start;
	const char *base = p;
	CrmTextBits bits = crm_text_from(place->text, base);
	char		before = '\0';

	place->ngroups = 0;
	for (;;)
	{
		CrmGroup   *group = &place->groups[place->ngroups++];
		uint64		digits;
		uint64		letters;
		int			len;

		if (p - base > 64 - MAX_GROUP - 2)
			bits = crm_text_from(place->text, base = p);
		digits = bits.digits >> (p - base);
		letters = bits.letters >> (p - base);
		len = crm_bits_run(digits | letters);
		len = Min(len, MAX_GROUP);
		group->start = p;
		group->before = before;
		group->digits = crm_bits_run(digits);
		if (group->digits < len)
			group->digits = count_digits(digits, len);
		else
			group->digits = len;
		group->letters = len - group->digits;
		group->end = p += len;
		if (p == place->end || place->ngroups == MAX_GROUPS)
			break;

		/* mostly one character joins them, or nothing does */
		before = *p;
		if (joins[(unsigned char) before] == 1 &&
			((digits | letters) >> (len + 1) & 1))
			p++;
		else if (joins[(unsigned char) before] != 0)
		{
			int			skip = long_joint(p, place->end, &before);

			if (skip == 0 || p + skip >= place->end || !crm_is_alnum(p[skip]))
				break;
			p += skip;
		}
		else
			break;
		if ((before == ' ') & crm_is_letter(*p) && !word_goes_on(place))
			break;
	}
}

CrmHintsBefore
crm_place_before(CrmPlace *place)
{
	if (!place->have_before)
	{
		place->before = crm_hints_before(place->text, place->start);
		place->have_before = true;
	}
	return place->before;
}

CrmHintsAfter
crm_place_after(CrmPlace *place, const char *at)
{
	if (place->after_at != at)
	{
		place->after = crm_hints_after(place->text, at);
		place->after_at = at;
	}
	return place->after;
}

/* Does the text go on so that the groups so far are part of a longer code? */
bool
crm_place_goes_on(const CrmPlace *place, int ngroups)
{
	const char *end = place->groups[ngroups - 1].end;

	if (end < place->end && crm_is_alnum(*end))
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

	if (p == place->text->start || p[-1] == ' ')
		return false;
	if (p[-1] == '$' || p[-1] == '_')
		return true;
	if ((p[-1] != '-' && p[-1] != '/' && p[-1] != '.' && p[-1] != ',') ||
		p - 1 == place->text->start)
		return false;
	if (crm_is_digit(p[-2]))
		return true;
	if (p[-1] != '-' || !crm_is_letter(p[-2]))
		return false;
	/* SSN-123-45-6789 */
	hints = crm_place_before(place);
	return !within(hints, HINT_SSN, 1) && !within(hints, HINT_LICENSE, 2) &&
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

/*-------------------------------------------------------------------------
 *
 * redaction_match.c
 *	  What the number at a place in a text is: the shapes of US identifiers.
 *
 * Each matcher looks at the groups of letters and digits from one place on,
 * and, where the shape alone does not tell (nine digits may be a social
 * security number, a bank's routing number or a policy), at the words around.
 * Look-ahead is bounded, so the whole scan is linear.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "prompt/redaction.h"
#include "prompt/redaction_context.h"

#define MAX_GROUPS 8

/* Letters and digits without a break. */
typedef struct Group
{
	const char *start;
	const char *end;
	int			digits;
	int			letters;
	char		before;			/* what joins it to the one before: '-' for any
								 * dash, '.', '/', ' ' */
} Group;

/* A place in the text, and what has been found out about it so far. */
typedef struct Place
{
	const char *text;
	const char *end;
	const char *start;			/* of the first group */
	int			ngroups;
	Group		groups[MAX_GROUPS];
	bool		have_before;
	bool		have_after;
	const char *after_at;
	CrmHints	before;
	CrmHints	after;
} Place;

typedef struct Date
{
	int			year;
	int			month;
	int			day;
} Date;

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
static void
read_groups(Place *place)
{
	const char *p = place->start;
	char		before = '\0';

	place->ngroups = 0;
	while (place->ngroups < MAX_GROUPS)
	{
		Group	   *group = &place->groups[place->ngroups++];
		int			skip;

		group->start = p;
		group->digits = group->letters = 0;
		group->before = before;
		while (p < place->end && is_alnum(*p) && p - group->start < 40)
		{
			if (is_digit(*p))
				group->digits++;
			else
				group->letters++;
			p++;
		}
		group->end = p;
		skip = joint(p, place->end, &before);
		if (skip == 0 || p + skip >= place->end || !is_alnum(p[skip]))
			break;
		p += skip;
		/* a plain word goes on only in "14 March 1985" and in IBANs */
		if (before == ' ' && is_letter(*p) &&
			!(place->ngroups == 1 &&
			  (group->digits <= 2 ? group->digits > 0 && is_digit(group->start[0])
			   : group->letters == 2 && is_letter(group->start[1]))) &&
			!(place->ngroups > 1 && place->groups[0].letters == 2))
			break;
	}
}

static const CrmHints *
before(Place *place)
{
	if (!place->have_before)
	{
		crm_hints_before(place->text, place->start, &place->before);
		place->have_before = true;
	}
	return &place->before;
}

static const CrmHints *
after(Place *place, const char *at)
{
	if (!place->have_after || place->after_at != at)
	{
		crm_hints_after(at, place->end, &place->after);
		place->have_after = true;
		place->after_at = at;
	}
	return &place->after;
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

static int
number(const char *start, const char *end)
{
	int			value = 0;

	while (start < end && value < 100000000)
		value = value * 10 + (*start++ - '0');
	return value;
}

static inline bool
only_digits(const Group *group, int n)
{
	return group->digits == n && group->letters == 0;
}

/* Does the text go on so that the groups so far are part of a longer code? */
static bool
goes_on(const Place *place, int ngroups)
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
static bool
comes_after_more(Place *place)
{
	const char *p = place->start;
	const CrmHints *hints;

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
	hints = before(place);
	return hints->distance[HINT_SSN] != 1 &&
		hints->distance[HINT_LICENSE] != 1 && hints->distance[HINT_DOB] != 1 &&
		hints->distance[HINT_BANK] != 1;
}

/* xxx-xx-6789: the dashes and marks before four digits. */
static bool
is_masked_tail(const Place *place)
{
	const char *p = place->start;

	return p - place->text >= 7 && p[-1] == '-' && p[-4] == '-' &&
		(p[-2] == 'x' || p[-2] == 'X' || p[-2] == '*' || p[-2] == '#') &&
		p[-2] == p[-3] && p[-5] == p[-2] && p[-6] == p[-2] && p[-7] == p[-2];
}

static bool
set_match(CrmSecretMatch *match, CrmSecret secret, const char *start,
		  const char *end)
{
	match->secret = secret;
	match->start = start;
	match->end = end;
	crm_secret_key(match);
	return true;
}

/*
 * Social security and individual taxpayer numbers: 123-45-6789; nine digits or
 * the last four where the words say so.  Areas 000 and 666 were never issued;
 * 900 and up are taxpayer numbers with groups from 50.
 */
static bool
valid_ssn(int area, int group, int serial)
{
	if (area == 0 || area == 666 || group == 0 || serial == 0)
		return false;
	return area < 900 || group >= 50;
}

static bool
match_ssn(Place *place, CrmSecretMatch *match)
{
	Group	   *g = place->groups;
	const CrmHints *hints;

	if (place->ngroups >= 3 && only_digits(&g[0], 3) &&
		only_digits(&g[1], 2) && only_digits(&g[2], 4) &&
		g[1].before == g[2].before && g[1].before != '/')
	{
		if (goes_on(place, 3) || comes_after_more(place) ||
			!valid_ssn(number(g[0].start, g[0].end),
					   number(g[1].start, g[1].end),
					   number(g[2].start, g[2].end)))
			return false;
		hints = before(place);
		if (near(hints, HINT_REFERENCE, 2, HINT_SSN))
			return false;
		return set_match(match, CRM_SECRET_SSN, g[0].start, g[2].end);
	}

	if (only_digits(&g[0], 9) && !goes_on(place, 1) &&
		!comes_after_more(place))
	{
		if (!valid_ssn(number(g[0].start, g[0].start + 3),
					   number(g[0].start + 3, g[0].start + 5),
					   number(g[0].start + 5, g[0].end)))
			return false;
		hints = before(place);
		if ((near(hints, HINT_SSN, 6, HINT_REFERENCE) &&
			 near(hints, HINT_SSN, 6, HINT_LICENSE) &&
			 near(hints, HINT_SSN, 6, HINT_BANK)) ||
			linked_after(after(place, g[0].end), HINT_SSN))
			return set_match(match, CRM_SECRET_SSN, g[0].start, g[0].end);
		return false;
	}

	if (only_digits(&g[0], 4) && !goes_on(place, 1))
	{
		const char *p = g[0].start;

		if (is_masked_tail(place))
			return set_match(match, CRM_SECRET_SSN, p - 7, g[0].end);
		hints = before(place);
		if (!comes_after_more(place) &&
			near(hints, HINT_SSN, 6, HINT_REFERENCE) &&
			near(hints, HINT_LAST, 6, HINT_REFERENCE))
			return set_match(match, CRM_SECRET_SSN, p, g[0].end);
	}
	return false;
}

static bool
luhn(const char *digits, int n)
{
	int			sum = 0;
	int			i;

	for (i = 0; i < n; i++)
	{
		int			d = digits[n - 1 - i] - '0';

		if (i & 1)
		{
			d *= 2;
			if (d > 9)
				d -= 9;
		}
		sum += d;
	}
	return sum % 10 == 0;
}

/* Prefix and length of the networks' numbers (ISO/IEC 7812 ranges in use). */
static bool
card_network(const char *d, int n)
{
	int			two = number(d, d + 2);
	int			four = number(d, d + 4);

	if (d[0] == '4')
		return n == 13 || n == 16 || n == 19;
	if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
		return n == 16;
	if (two == 34 || two == 37)
		return n == 15;
	if (four == 6011 || two == 65 || two == 62 || two == 60 || two == 35)
		return n >= 16 && n <= 19;
	return (two == 30 || two == 36 || two == 38) && n == 14;
}

/* Payment cards: whole, or in groups of at least four, with a check digit. */
static bool
match_card(Place *place, CrmSecretMatch *match)
{
	char		digits[20];
	int			n = 0;
	int			i;

	for (i = 0; i < place->ngroups; i++)
	{
		Group	   *g = &place->groups[i];
		int			len = g->end - g->start;

		if (g->letters > 0 || (i > 0 && g->before != '-' && g->before != ' '))
			break;
		/* in groups the first has four, and none fewer but the last */
		if ((i > 0 && place->groups[0].digits != 4) || n + len > 19)
			break;
		memcpy(digits + n, g->start, len);
		n += len;
		if (n >= 13 && card_network(digits, n) && luhn(digits, n) &&
			!(i + 1 < place->ngroups && goes_on(place, i + 1) &&
			  place->groups[i + 1].letters == 0))
		{
			if (comes_after_more(place) ||
				(near(before(place), HINT_REFERENCE, 2, HINT_BANK) &&
				 !within(before(place), HINT_CARD, 5)))
				return false;
			return set_match(match, CRM_SECRET_CARD, place->start, g->end);
		}
		if (i > 0 && len < 4)
			break;
	}
	return false;
}

static const char *const month_names[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
	"nov", "dec"
};

/* The month a word names, by its first three letters; 0 if none. */
static int
month_of(const char *word, int len)
{
	int			i;

	if (len < 3 || len > 9)
		return 0;
	for (i = 0; i < 12; i++)
		if (pg_strncasecmp(word, month_names[i], 3) == 0)
			return i + 1;
	return 0;
}

static bool
set_date(Date *date, int year, int month, int day, int year_digits)
{
	if (year_digits == 2)
		year += year >= 30 ? 1900 : 2000;
	if (month > 12 && day <= 12)
	{
		int			swap = month;

		month = day;
		day = swap;
	}
	if (year < 1900 || year > 2099 || month < 1 || month > 12 ||
		day < 1 || day > 31)
		return false;
	date->year = year;
	date->month = month;
	date->day = day;
	return true;
}

/* "14th" and "14" alike: the digits a group begins with, if that is all. */
static bool
day_group(const Group *g, int *day)
{
	if (g->digits < 1 || g->digits > 2 || (g->letters != 0 && g->letters != 2))
		return false;
	*day = number(g->start, g->start + g->digits);
	return is_digit(g->start[g->digits - 1]);
}

/* "March 14, 1985", seen from the 14; the month stands before place->start. */
static bool
date_after_month(Place *place, const char *done, const char **start,
				 const char **end, Date *date)
{
	Group	   *g = place->groups;
	const char *p = place->start;
	const char *word_end;
	const char *year;
	int			month;
	int			day;

	if (!day_group(&g[0], &day))
		return false;
	while (p > done && (p[-1] == ' ' || p[-1] == '.'))
		p--;
	word_end = p;
	while (p > done && is_letter(p[-1]) && word_end - p < 10)
		p--;
	month = month_of(p, word_end - p);
	if (month == 0)
		return false;
	year = g[0].end;
	while (year < place->end && (*year == ',' || *year == ' '))
		year++;
	if (place->end - year < 4 || !is_digit(year[0]) || !is_digit(year[1]) ||
		!is_digit(year[2]) || !is_digit(year[3]) ||
		(place->end - year > 4 && is_alnum(year[4])))
		return false;
	*start = p;
	*end = year + 4;
	return set_date(date, number(year, year + 4), month, day, 4);
}

/* A date with a year at the place, in the forms people write. */
static bool
read_date(Place *place, const char *done, const char **start,
		  const char **end, Date *date)
{
	Group	   *g = place->groups;
	int			day;

	*start = place->start;
	if (place->ngroups >= 3 && g[0].letters == 0 && g[1].letters == 0 &&
		g[2].letters == 0 && g[1].before == g[2].before &&
		g[1].before != ' ' && g[1].digits <= 2)
	{
		*end = g[2].end;
		if (g[0].digits == 4 && g[2].digits <= 2)
			return set_date(date, number(g[0].start, g[0].end),
							number(g[1].start, g[1].end),
							number(g[2].start, g[2].end), 4);
		if (g[0].digits <= 2 && (g[2].digits == 4 || g[2].digits == 2))
			return set_date(date, number(g[2].start, g[2].end),
							number(g[0].start, g[0].end),
							number(g[1].start, g[1].end), g[2].digits);
		return false;
	}
	/* an ISO timestamp: 1985-03-14T00:00:00Z */
	if (place->ngroups >= 3 && only_digits(&g[0], 4) &&
		only_digits(&g[1], 2) && g[2].end - g[2].start >= 3 &&
		is_digit(g[2].start[0]) && is_digit(g[2].start[1]) &&
		g[2].start[2] == 'T')
	{
		*end = g[2].start + 2;
		return set_date(date, number(g[0].start, g[0].end),
						number(g[1].start, g[1].end),
						number(g[2].start, *end), 4);
	}
	/* 14 March 1985, 14-Mar-1985 */
	if (place->ngroups >= 3 && day_group(&g[0], &day) && g[1].digits == 0 &&
		only_digits(&g[2], 4))
	{
		*end = g[2].end;
		return set_date(date, number(g[2].start, g[2].end),
						month_of(g[1].start, g[1].letters), day, 4);
	}
	/* 14 of March, 1985 is rare; 03141985 is not */
	if (only_digits(&g[0], 8) && !goes_on(place, 1))
	{
		*end = g[0].end;
		if (set_date(date, number(g[0].start + 4, g[0].end),
					 number(g[0].start, g[0].start + 2),
					 number(g[0].start + 2, g[0].start + 4), 4))
			return true;
		return set_date(date, number(g[0].start, g[0].start + 4),
						number(g[0].start + 4, g[0].start + 6),
						number(g[0].start + 6, g[0].end), 4);
	}
	return date_after_month(place, done, start, end, date);
}

/*
 * A quick look, before words are looked up, at a number of one or two digits:
 * do a date's other parts, or a month's name, stand beside it?
 */
static bool
may_be_date(const Place *place)
{
	const char *p = place->start;

	if (place->ngroups >= 3)
		return true;
	while (p > place->text && (p[-1] == ' ' || p[-1] == '.'))
		p--;
	if (p == place->start || p == place->text || !is_letter(p[-1]))
		return false;
	while (p > place->text && is_letter(p[-1]) && place->start - p < 12)
		p--;
	return month_of(p, strspn(p, "abcdefghijklmnopqrstuvwxyz"
							  "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) != 0;
}

/* Nothing but a few linking words and names since the last date of birth? */
static bool
continues_births(const CrmSecretMatch *last, const char *start)
{
	const char *p;

	if (last == NULL || last->secret != CRM_SECRET_DOB ||
		start - last->end > 48)
		return false;
	for (p = last->end; p < start; p++)
		if (is_digit(*p) || *p == '?' || *p == '!' || *p == '\n' ||
			(*p == '.' && p + 1 < start && p[1] == ' '))
			return false;
	return true;
}

/* Dates of birth: a date with a year, where the words say so. */
static bool
match_birth(Place *place, const char *done, const CrmSecretMatch *last,
			CrmSecretMatch *match)
{
	const char *date_start;
	const char *date_end;
	Date		date;
	Place		at = *place;
	const CrmHints *hints;

	if (!read_date(place, done, &date_start, &date_end, &date))
		return false;
	at.start = date_start;
	at.have_before = false;
	hints = before(&at);
	if (!(near(hints, HINT_DOB, 6, HINT_NOT_DOB) &&
		  near(hints, HINT_DOB, 6, HINT_NUMBER)) &&
		!linked_after(after(&at, date_end), HINT_DOB) &&
		!(continues_births(last, date_start) &&
		  hints->distance[HINT_NOT_DOB] == 0 &&
		  after(&at, date_end)->distance[HINT_NOT_DOB] != 1))
		return false;
	match->secret = CRM_SECRET_DOB;
	match->start = date_start;
	match->end = date_end;
	memset(match->key, 0, sizeof(match->key));
	snprintf(match->key, sizeof(match->key), "%04d%02d%02d", date.year,
			 date.month, date.day);
	return true;
}

/* North American phone numbers; also told from other numbers when not masked. */
static bool
read_phone(Place *place, const char **start, const char **end)
{
	Group	   *g = place->groups;
	int			n = place->ngroups;

	*start = place->start;
	if (n > 1 && only_digits(&g[0], 1) && g[0].start[0] == '1')
	{
		g++;
		n--;
	}
	if (n >= 1 && only_digits(&g[0], 3) && g[0].end < place->end &&
		g[0].end[0] == ')')
	{
		/* (555) 123-4567: the groups stop at the parenthesis */
		Place		rest = *place;

		rest.start = g[0].end + 1;
		while (rest.start < place->end && *rest.start == ' ')
			rest.start++;
		if (rest.start >= place->end || !is_digit(*rest.start))
			return false;
		read_groups(&rest);
		if (rest.ngroups < 2 || !only_digits(&rest.groups[0], 3) ||
			!only_digits(&rest.groups[1], 4) || goes_on(&rest, 2))
			return false;
		*end = rest.groups[1].end;
	}
	else if (n >= 3 && only_digits(&g[0], 3) && only_digits(&g[1], 3) &&
			 only_digits(&g[2], 4) && g[1].before != '/')
		*end = g[2].end;
	else if (only_digits(&g[0], 10) && g[0].start[0] >= '2' &&
			 g[0].start[3] >= '2')
		*end = g[0].end;
	else
		return false;
	if (g[0].start[0] < '2')
		return false;
	if (*start > place->text && (*start)[-1] == '(')
		(*start)--;
	if (*start > place->text && (*start)[-1] == '+')
		(*start)--;
	return true;
}

/*
 * Vehicle identification numbers: 17 letters and digits with a check digit
 * (49 CFR 565.15), or where the word stands before it.
 */
static bool
match_vin(Place *place, CrmSecretMatch *match)
{
	static const char values[] = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
	static const int weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5,
	4, 3, 2};
	Group	   *g = &place->groups[0];
	int			sum = 0;
	int			i;

	if (g->end - g->start != 17 || g->digits < 3 || g->letters < 1)
		return false;
	for (i = 0; i < 17; i++)
	{
		char		c = pg_toupper((unsigned char) g->start[i]);
		const char *at = strchr(values, c);

		if (at == NULL)
			return false;
		sum += (int) ((at - values) % 10) * weights[i];
	}
	i = sum % 11;
	if (pg_toupper((unsigned char) g->start[8]) != (i == 10 ? 'X' : '0' + i) &&
		!within(before(place), HINT_VIN, 5))
		return false;
	return set_match(match, CRM_SECRET_VIN, g->start, g->end);
}

/* International bank account numbers, by ISO 7064's check. */
static bool
match_iban(Place *place, CrmSecretMatch *match)
{
	char		iban[35];
	int			n = 0;
	int			i;
	int			used;
	unsigned int rest = 0;
	Group	   *g = place->groups;

	if (g->end - g->start < 4 || !is_letter(g->start[0]) ||
		!is_letter(g->start[1]) || !is_digit(g->start[2]) ||
		!is_digit(g->start[3]))
		return false;
	for (used = 0; used < place->ngroups; used++)
	{
		int			len = g[used].end - g[used].start;

		if (n + len > 34 || (used > 0 && g[used].before != ' '))
			break;
		memcpy(iban + n, g[used].start, len);
		n += len;
	}
	if (n < 15)
		return false;
	for (i = 0; i < n; i++)
	{
		char		c = pg_toupper((unsigned char) iban[(i + 4) % n]);

		rest = is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (c - 'A' + 10);
		rest %= 97;
	}
	return rest == 1 &&
		set_match(match, CRM_SECRET_BANK, g[0].start, g[used - 1].end);
}

/*
 * Driver licences: every state has its own form, so the word must be near; one
 * to three letters and digits, digits alone, or groups of them.
 */
static bool
match_license(Place *place, CrmSecretMatch *match)
{
	Group	   *g = place->groups;
	const CrmHints *hints;
	int			digits = g[0].digits;
	int			total = g[0].end - g[0].start;
	int			used = 1;
	bool		named;

	while (used < place->ngroups)
	{
		/* by spaces only what began with a letter goes on: A123 456 78 901 */
		if (g[used].before != '-' &&
			!(g[used].before == ' ' && is_letter(g[0].start[0]) &&
			  g[0].digits > 0 && g[used].letters == 0 && g[used].digits <= 4))
			break;
		digits += g[used].digits;
		total += g[used].end - g[used].start;
		used++;
	}
	if (total < 5 || total > 20 || digits < 3)
		return false;
	hints = before(place);
	named = near(hints, HINT_LICENSE, 6, HINT_NOT_LICENSE) &&
		near(hints, HINT_LICENSE, 6, HINT_NUMBER) &&
		near(hints, HINT_LICENSE, 6, HINT_REFERENCE) &&
		near(hints, HINT_LICENSE, 6, HINT_NOT_DOB) &&
		hints->distance[HINT_NOT_LICENSE] != hints->distance[HINT_LICENSE] + 1;
	if (!named)
	{
		const CrmHints *next = after(place, g[used - 1].end);

		if (!linked_after(next, HINT_LICENSE) || total < 7)
			return false;
	}
	return set_match(match, CRM_SECRET_LICENSE, g[0].start, g[used - 1].end);
}

/* Account and routing numbers, where the words say so. */
static bool
match_bank(Place *place, const CrmSecretMatch *last, CrmSecretMatch *match)
{
	Group	   *g = place->groups;
	const CrmHints *hints;
	const char *date_start;
	const char *date_end;
	Date		date;
	int			total = 0;
	int			used = 0;
	bool		named;

	while (used < place->ngroups && g[used].letters == 0 &&
		   (used == 0 || g[used].before == '-' || g[used].before == ' '))
		total += g[used++].digits;
	if (used == 0 || total < 6 || total > 17 || goes_on(place, used) ||
		read_date(place, place->start, &date_start, &date_end, &date))
		return false;
	/* 1,200,000 */
	if (g[used - 1].end < place->end - 1 && g[used - 1].end[0] == ',' &&
		is_digit(g[used - 1].end[1]))
		return false;
	hints = before(place);
	named = (near(hints, HINT_BANK, 5, HINT_REFERENCE) &&
			 near(hints, HINT_BANK, 5, HINT_NUMBER) &&
			 hints->distance[HINT_REFERENCE] != hints->distance[HINT_BANK] + 1)
		|| (near(hints, HINT_BANK_WEAK, 2, HINT_REFERENCE) &&
			hints->distance[HINT_BANK_WEAK] <= hints->linked + 1);
	if (!named && last != NULL && last->secret == CRM_SECRET_BANK &&
		place->start - last->end <= 16 &&
		hints->distance[HINT_REFERENCE] == 0)
	{
		const char *p;

		named = true;
		for (p = last->end; p < place->start; p++)
			if (is_letter(*p))
				named = false;
	}
	if (!named)
		named = linked_after(after(place, g[used - 1].end), HINT_BANK) &&
			hints->distance[HINT_REFERENCE] == 0;
	return named &&
		set_match(match, CRM_SECRET_BANK, g[0].start, g[used - 1].end);
}

static inline bool
is_local_part(char c)
{
	return is_alnum(c) || strchr("._%+-'", c) != NULL;
}

/* E-mail addresses, seen from the "@". */
static bool
match_email(const char *end, const char *at, const char *done,
			CrmSecretMatch *match)
{
	const char *start = at;
	const char *p = at + 1;
	const char *dot = NULL;

	while (start > done && at - start < 64 && is_local_part(start[-1]) &&
		   start[-1] != '\0')
		start--;
	while (start < at && !is_alnum(*start))
		start++;
	while (p < end && (is_alnum(*p) || *p == '-' || *p == '.') && p - at < 255)
	{
		if (*p == '.' && p + 1 < end && is_alnum(p[1]))
			dot = p;
		else if (*p == '.')
			break;
		p++;
	}
	if (start == at || dot == NULL || p - dot < 3)
		return false;
	return set_match(match, CRM_SECRET_EMAIL, start, p);
}

/*
 * What makes two secrets the same: letters and digits, in upper case; of what
 * is longer than the key, its end.
 */
void
crm_secret_key(CrmSecretMatch *match)
{
	const char *p = match->end;
	int			n = 0;

	memset(match->key, 0, sizeof(match->key));
	while (p > match->start && n < sizeof(match->key))
	{
		p--;
		if (is_alnum(*p))
			match->key[n++] = pg_toupper((unsigned char) *p);
		if (match->secret == CRM_SECRET_PHONE && n == 10)
			break;
	}
}

/*
 * Is there something to be masked at "at" (a digit or an "@")?  Text before
 * "done" is used as context only.  "last" is the match before, or NULL.
 */
bool
crm_match_secret(const char *text, const char *end, const char *at,
				 const char *done, const CrmRedactOptions *options,
				 const CrmSecretMatch *last, CrmSecretMatch *match)
{
	const bool *mask = options->mask;
	Place		place;
	const char *phone_start;
	const char *phone_end;

	if (*at == '@')
		return mask[CRM_SECRET_EMAIL] && match_email(end, at, done, match);

	place.text = text;
	place.end = end;
	place.start = at;
	place.have_before = place.have_after = false;
	while (place.start > done && at - place.start < 20 &&
		   is_alnum(place.start[-1]))
		place.start--;
	/* cut out of something longer than any identifier */
	if (place.start > text && is_alnum(place.start[-1]) && place.start > done)
		return false;
	read_groups(&place);
	if (place.start > text && comes_after_more(&place) &&
		!is_masked_tail(&place))
		return false;

	/* a short number: at most the day or month of a date */
	if (is_digit(*place.start) && place.groups[0].digits < 3 &&
		place.groups[0].letters < 3)
		return mask[CRM_SECRET_DOB] && may_be_date(&place) &&
			match_birth(&place, done, last, match);
	if (mask[CRM_SECRET_SSN] && match_ssn(&place, match))
		return true;
	if (mask[CRM_SECRET_CARD] && match_card(&place, match))
		return true;
	if (mask[CRM_SECRET_DOB] && match_birth(&place, done, last, match))
		return true;
	if (match_vin(&place, match))
		return mask[CRM_SECRET_VIN];
	if (read_phone(&place, &phone_start, &phone_end))
	{
		if (mask[CRM_SECRET_PHONE] && phone_start >= done)
			return set_match(match, CRM_SECRET_PHONE, phone_start, phone_end);
		if (place.groups[0].digits < 10)
			return false;
	}
	if (mask[CRM_SECRET_BANK] &&
		(match_iban(&place, match) || match_bank(&place, last, match)))
		return true;
	return mask[CRM_SECRET_LICENSE] && match_license(&place, match);
}

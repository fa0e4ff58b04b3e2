/*-------------------------------------------------------------------------
 *
 * redaction_date.c
 *	  Dates as people write them, and which of them are dates of birth.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "prompt/redaction_place.h"

#define MONTH(a, b, c) (((a) << 16) | ((b) << 8) | (c))

/*
 * The month an English or Spanish word names, by its first three letters; 0 if
 * none.
 */
static int
month_of(const char *word, int len)
{
	if (len < 3 || len > 10)
		return 0;
	switch (MONTH(word[0] | 0x20, word[1] | 0x20, word[2] | 0x20))
	{
		case MONTH('j', 'a', 'n'):
		case MONTH('e', 'n', 'e'):
			return 1;
		case MONTH('f', 'e', 'b'):
			return 2;
		case MONTH('m', 'a', 'r'):
			return 3;
		case MONTH('a', 'p', 'r'):
		case MONTH('a', 'b', 'r'):
			return 4;
		case MONTH('m', 'a', 'y'):
			return 5;
		case MONTH('j', 'u', 'n'):
			return 6;
		case MONTH('j', 'u', 'l'):
			return 7;
		case MONTH('a', 'u', 'g'):
		case MONTH('a', 'g', 'o'):
			return 8;
		case MONTH('s', 'e', 'p'):
			return 9;
		case MONTH('o', 'c', 't'):
			return 10;
		case MONTH('n', 'o', 'v'):
			return 11;
		case MONTH('d', 'e', 'c'):
		case MONTH('d', 'i', 'c'):
			return 12;
	}
	return 0;
}

static bool
set_date(CrmDate *date, int year, int month, int day, int year_digits)
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
day_group(const CrmGroup *g, int *day)
{
	if (g->digits < 1 || g->digits > 2 || (g->letters != 0 && g->letters != 2))
		return false;
	*day = number(g->start, g->start + g->digits);
	return crm_is_digit(g->start[g->digits - 1]);
}

/* "March 14, 1985", seen from the 14; the month stands before place->start. */
static bool
date_after_month(CrmPlace *place, const char *done, const char **start,
				 const char **end, CrmDate *date)
{
	CrmGroup   *g = place->groups;
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
	while (p > done && crm_is_letter(p[-1]) && word_end - p < 10)
		p--;
	month = month_of(p, word_end - p);
	if (month == 0)
		return false;
	year = g[0].end;
	while (year < place->end && (*year == ',' || *year == ' '))
		year++;
	if (place->end - year < 4 || !crm_is_digit(year[0]) || !crm_is_digit(year[1]) ||
		!crm_is_digit(year[2]) || !crm_is_digit(year[3]) ||
		(place->end - year > 4 && crm_is_alnum(year[4])))
		return false;
	*start = p;
	*end = year + 4;
	return set_date(date, number(year, year + 4), month, day, 4);
}

/* Goes over "of", "de" or "del" and the spaces around it. */
static const char *
skip_of(const char *p, const char *end)
{
	const char *word;

	while (p < end && *p == ' ')
		p++;
	word = p;
	while (p < end && crm_is_letter(*p) && p - word < 4)
		p++;
	if (p - word < 2 || p - word > 3 ||
		(pg_strncasecmp(word, "of", p - word) != 0 &&
		 pg_strncasecmp(word, "de", 2) != 0))
		return word;
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* "3rd of May, 1961" and "3 de mayo de 1961", seen from the 3. */
static pg_noinline bool
date_of_month(const CrmPlace *place, const char **end, CrmDate *date)
{
	const char *p = skip_of(place->groups[0].end, place->end);
	const char *word = p;
	int			month;
	int			day;

	while (p < place->end && crm_is_letter(*p) && p - word < 11)
		p++;
	month = month_of(word, p - word);
	if (month == 0 || !day_group(&place->groups[0], &day))
		return false;
	if (p < place->end && (*p == ',' || *p == '.'))
		p++;
	p = skip_of(p, place->end);
	if (place->end - p < 4 || !crm_is_digit(p[0]) || !crm_is_digit(p[1]) ||
		!crm_is_digit(p[2]) || !crm_is_digit(p[3]) ||
		(place->end - p > 4 && crm_is_alnum(p[4])))
		return false;
	*end = p + 4;
	return set_date(date, number(p, *end), month, day, 4);
}

/* Is the group after the day "of" or "de"? */
static inline bool
is_of(const CrmPlace *place)
{
	const CrmGroup *g = &place->groups[1];

	return place->ngroups > 1 && g->letters == 2 && g->digits == 0 && g->before == ' ' &&
		(g->start[1] | 0x20) == ((g->start[0] | 0x20) == 'o' ? 'f' : 'e');
}

/* A date with a year at the place, in the forms people write. */
bool
crm_read_date(CrmPlace *place, const char *done, const char **start,
			  const char **end, CrmDate *date)
{
	CrmGroup   *g = place->groups;
	int			day;

	*start = place->start;
	if (place->ngroups < 3 && g[0].digits != 8)
		return is_of(place) ? date_of_month(place, end, date)
			: date_after_month(place, done, start, end, date);
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
		crm_is_digit(g[2].start[0]) && crm_is_digit(g[2].start[1]) &&
		g[2].start[2] == 'T')
	{
		*end = g[2].start + 2;
		return set_date(date, number(g[0].start, g[0].end),
						number(g[1].start, g[1].end),
						number(g[2].start, *end), 4);
	}
	if (is_of(place))
		return date_of_month(place, end, date);
	/* 14 March 1985, 14-Mar-1985 */
	if (place->ngroups >= 3 && day_group(&g[0], &day) && g[1].digits == 0 &&
		only_digits(&g[2], 4))
	{
		*end = g[2].end;
		return set_date(date, number(g[2].start, g[2].end),
						month_of(g[1].start, g[1].letters), day, 4);
	}
	/* 03141985, 19850314 */
	if (only_digits(&g[0], 8) && !crm_place_goes_on(place, 1))
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
bool
crm_may_be_date(const CrmPlace *place)
{
	const char *p = place->start;
	const char *word_end;

	if (place->ngroups >= 3 || is_of(place))
		return true;
	while (p > place->text->start && (p[-1] == ' ' || p[-1] == '.'))
		p--;
	word_end = p;
	if (p == place->start)
		return false;
	while (p > place->text->start && crm_is_letter(p[-1]) && place->start - p < 12)
		p--;
	return month_of(p, word_end - p) != 0;
}

/* Nothing but a few linking words and names since the last date of birth? */
static bool
continues_births(const CrmSecretMatch *last, const char *start)
{
	const char *p;

	if (last == NULL || last->key.secret != CRM_SECRET_DOB ||
		start - last->end > 48)
		return false;
	for (p = last->end; p < start; p++)
		if (crm_is_digit(*p) || *p == '?' || *p == '!' || *p == '\n' ||
			(*p == '.' && p + 1 < start && p[1] == ' '))
			return false;
	return true;
}

/* "D/O/B 3/14/1985", "b-day: 3/14/1985" and "b. 3/14/1985". */
static pg_noinline bool
ends_with_parts(const char *start, const char *at)
{
	while (at > start && (at[-1] == ' ' || at[-1] == ':' || at[-1] == '#'))
		at--;
	if (at - start > 3 && memcmp(at - 3, " is", 3) == 0)
		at -= 3;
	if (at - start < 5)
		return false;
	if (at[-1] == '.')
		return at[-2] == 'b' && at[-3] == ' ';
	if ((at[-1] | 0x20) == 'b')
		return pg_strncasecmp(at - 5, "d/o/b", 5) == 0;
	return (at[-1] | 0x20) == 'y' && pg_strncasecmp(at - 5, "b-day", 5) == 0;
}

/* Do the words before a date say that somebody was born on it? */
static bool
is_birth(CrmHintsBefore hints)
{
	int			d = crm_hint_distance(hints, HINT_DOB);

	/* a birthday card's date is none */
	return near(hints, HINT_DOB, 6, HINT_NOT_DOB) &&
		near(hints, HINT_DOB, 6, HINT_NUMBER) &&
		(d == 1 || crm_hint_distance(hints, HINT_CARD) != d - 1);
}

/* Dates of birth: a date with a year, where the words say so. */
bool
crm_match_birth(CrmPlace *place, const char *done, const CrmSecretMatch *last,
				CrmSecretMatch *match)
{
	const char *date_start;
	const char *date_end;
	CrmDate		date;
	CrmHintsBefore hints;

	if (!crm_read_date(place, done, &date_start, &date_end, &date))
		return false;
	hints = date_start == place->start ? crm_place_before(place)
		: crm_hints_before(place->text, date_start);
	if (!is_birth(hints) &&
		!(((hints.words & 0xff) == HINT_NONE || (hints.words & 0xff) == HINT_LINK) &&
		  ends_with_parts(done, date_start)) &&
		crm_place_after(place, date_end).said != HINT_DOB &&
		!(continues_births(last, date_start) &&
		  crm_hint_distance(hints, HINT_NOT_DOB) == 0 &&
		  crm_place_after(place, date_end).next != HINT_NOT_DOB))
		return false;
	match->start = date_start;
	match->end = date_end;
	match->key = (CrmSecretKey)
	{
		.secret = CRM_SECRET_DOB
	};
	pg_ltoa(date.year * 10000 + date.month * 100 + date.day,
			match->key.text);
	return true;
}

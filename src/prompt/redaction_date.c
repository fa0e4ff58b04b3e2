/*-------------------------------------------------------------------------
 *
 * redaction_date.c
 *	  Dates as people write them, and which of them are dates of birth.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "prompt/redaction_place.h"

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
	return is_digit(g->start[g->digits - 1]);
}

/* "March 14, 1985", seen from the 14; the month stands before place->start. */
static bool
date_after_month(CrmPlace *place, const char *done, const char **start,
				 const char **end, CrmDate *date)
{
	CrmGroup	   *g = place->groups;
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
bool
crm_read_date(CrmPlace *place, const char *done, const char **start,
		  const char **end, CrmDate *date)
{
	CrmGroup	   *g = place->groups;
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
bool
crm_match_birth(CrmPlace *place, const char *done, const CrmSecretMatch *last,
			CrmSecretMatch *match)
{
	const char *date_start;
	const char *date_end;
	CrmDate		date;
	CrmPlace		at = *place;
	const CrmHints *hints;

	if (!crm_read_date(place, done, &date_start, &date_end, &date))
		return false;
	at.start = date_start;
	at.have_before = false;
	hints = crm_place_before(&at);
	if (!(near(hints, HINT_DOB, 6, HINT_NOT_DOB) &&
		  near(hints, HINT_DOB, 6, HINT_NUMBER)) &&
		!linked_after(crm_place_after(&at, date_end), HINT_DOB) &&
		!(continues_births(last, date_start) &&
		  hints->distance[HINT_NOT_DOB] == 0 &&
		  crm_place_after(&at, date_end)->distance[HINT_NOT_DOB] != 1))
		return false;
	match->secret = CRM_SECRET_DOB;
	match->start = date_start;
	match->end = date_end;
	memset(match->key, 0, sizeof(match->key));
	snprintf(match->key, sizeof(match->key), "%04d%02d%02d", date.year,
			 date.month, date.day);
	return true;
}

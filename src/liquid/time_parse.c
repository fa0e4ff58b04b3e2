/*-------------------------------------------------------------------------
 *
 * time_parse.c
 *	  Reads dates and times from text, and puts them into a time zone.
 *
 * The server's own input functions depend on DateStyle and its time zone; here
 * the same text means the same in every session: ISO 8601 first of all, then
 * dates with the month's English name, then month/day/year.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "liquid/parser.h"
#include "liquid/time.h"

const char *const crm_liquid_months[12] = {
	"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"
};

const char *const crm_liquid_days[7] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday"
};

typedef struct Reader
{
	const char *at;
	const char *end;
} Reader;

static void
skip_space(Reader *in)
{
	while (in->at < in->end && liquid_is_space(*in->at))
		in->at++;
}

static bool
take(Reader *in, char c)
{
	if (in->at >= in->end || *in->at != c)
		return false;
	in->at++;
	return true;
}

/* So many digits, at least and at most. */
static bool
take_number(Reader *in, int least, int most, int *number)
{
	int			n = 0;

	*number = 0;
	while (n < most && in->at < in->end && liquid_is_digit(*in->at))
	{
		*number = *number * 10 + (*in->at++ - '0');
		n++;
	}
	return n >= least &&
		!(in->at < in->end && liquid_is_digit(*in->at));
}

/* A word of letters; its length, 0 if there is none. */
static int
word_length(const Reader *in)
{
	const char *at = in->at;

	while (at < in->end && ((*at >= 'a' && *at <= 'z') ||
							(*at >= 'A' && *at <= 'Z')))
		at++;
	return (int) (at - in->at);
}

static bool
take_word(Reader *in, const char *word)
{
	int			len = (int) strlen(word);

	if (word_length(in) != len || pg_strncasecmp(in->at, word, len) != 0)
		return false;
	in->at += len;
	return true;
}

/* The place of a name, whole or its first three letters, in a list; or -1. */
static int
take_name(Reader *in, const char *const *names, int n)
{
	int			len = word_length(in);
	int			i;

	for (i = 0; i < n; i++)
		if ((len == 3 || len == strlen(names[i])) &&
			pg_strncasecmp(in->at, names[i], len) == 0)
		{
			in->at += len;
			(void) take(in, '.');
			return i;
		}
	return -1;
}

static bool
valid_date(const LiquidTimeText *t)
{
	return t->month >= 1 && t->month <= 12 && t->day >= 1 &&
		t->day <= day_tab[isleap(t->year)][t->month - 1] &&
		t->year >= 1 && t->year <= 9999;
}

static bool
take_iso_date(Reader *in, LiquidTimeText *t)
{
	return take_number(in, 4, 4, &t->year) && take(in, '-') &&
		take_number(in, 1, 2, &t->month) && take(in, '-') &&
		take_number(in, 1, 2, &t->day);
}

static bool
take_us_date(Reader *in, LiquidTimeText *t)
{
	return take_number(in, 1, 2, &t->month) && take(in, '/') &&
		take_number(in, 1, 2, &t->day) && take(in, '/') &&
		take_number(in, 4, 4, &t->year);
}

/* [Monday,] March 14[th], 2016 or 14 March 2016 */
static bool
take_named_date(Reader *in, LiquidTimeText *t)
{
	int			month;

	if (take_name(in, crm_liquid_days, 7) >= 0)
	{
		(void) take(in, ',');
		skip_space(in);
	}
	month = take_name(in, crm_liquid_months, 12);
	skip_space(in);
	if (!take_number(in, 1, 2, &t->day))
		return false;
	(void) (take_word(in, "st") || take_word(in, "nd") ||
			take_word(in, "rd") || take_word(in, "th"));
	if (month < 0)
	{
		skip_space(in);
		month = take_name(in, crm_liquid_months, 12);
		if (month < 0)
			return false;
	}
	(void) take(in, ',');
	skip_space(in);
	t->month = month + 1;
	return take_number(in, 4, 4, &t->year);
}

/* Digits behind a second's point; beyond microseconds they are dropped. */
static bool
take_fraction(Reader *in, LiquidTimeText *t)
{
	const char *start = in->at;
	int			scale = 100000;

	for (; in->at < in->end && liquid_is_digit(*in->at); scale /= 10)
		t->microsecond += (*in->at++ - '0') * scale;
	return in->at > start;
}

/* 15:07[:09[.25]] or 3:07 pm */
static bool
take_clock(Reader *in, LiquidTimeText *t)
{
	if (!take_number(in, 1, 2, &t->hour) || !take(in, ':') ||
		!take_number(in, 2, 2, &t->minute))
		return false;
	if (take(in, ':') && (!take_number(in, 2, 2, &t->second) ||
						  (take(in, '.') && !take_fraction(in, t))))
		return false;
	skip_space(in);
	if (t->hour <= 12 && t->hour > 0)
	{
		if (take_word(in, "am"))
			t->hour %= 12;
		else if (take_word(in, "pm"))
			t->hour = t->hour % 12 + 12;
	}
	t->has_time = true;
	return t->hour <= 23 && t->minute <= 59 && t->second <= 60;
}

static bool
take_offset(Reader *in, LiquidTimeText *t)
{
	int			sign;
	int			hours;
	int			minutes = 0;
	int			seconds = 0;

	t->has_offset = true;
	if (take_word(in, "z") || take_word(in, "utc") || take_word(in, "gmt"))
		return true;
	sign = take(in, '-') ? -1 : 1;
	if (sign == 1 && !take(in, '+'))
		return false;
	if (in->end - in->at == 4 && take_number(in, 4, 4, &hours))
	{
		minutes = hours % 100;
		hours /= 100;
	}
	else if (!take_number(in, 1, 2, &hours) ||
			 (take(in, ':') && !take_number(in, 2, 2, &minutes)) ||
			 (take(in, ':') && !take_number(in, 2, 2, &seconds)))
		return false;
	t->offset = sign * (hours * SECS_PER_HOUR + minutes * SECS_PER_MINUTE +
						seconds);
	return hours <= 15 && minutes <= 59 && seconds <= 59;
}

/* Reads a date or a point in time.  False if the text is none. */
bool
crm_liquid_parse_time(const char *text, int len, LiquidTimeText *t)
{
	static bool (*const readers[]) (Reader *, LiquidTimeText *) = {
		take_iso_date, take_us_date, take_named_date
	};
	Reader		in;
	int			i;

	for (i = 0; i < lengthof(readers); i++)
	{
		memset(t, 0, sizeof(*t));
		in.at = text;
		in.end = text + len;
		skip_space(&in);
		if (readers[i] (&in, t))
			break;
	}
	if (i == lengthof(readers) || !valid_date(t))
		return false;
	if (!take(&in, 'T') && !take(&in, 't'))
		(void) take(&in, ',');
	skip_space(&in);
	if (in.at < in.end && !take_clock(&in, t))
		return false;
	skip_space(&in);
	if (in.at < in.end && (!t->has_time || !take_offset(&in, t)))
		return false;
	skip_space(&in);
	return in.at == in.end;
}

/* An instant as the clocks in a zone show it. */
bool
crm_liquid_instant_time(TimestampTz instant, pg_tz *zone, LiquidTime *result)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			west;
	const char *abbreviation;

	if (timestamp2tm(instant, &west, &tm, &fsec, &abbreviation, zone) != 0)
		return false;
	result->year = tm.tm_year;
	result->month = tm.tm_mon;
	result->day = tm.tm_mday;
	result->hour = tm.tm_hour;
	result->minute = tm.tm_min;
	result->second = tm.tm_sec;
	result->microsecond = fsec;
	result->offset = -west;
	result->zone = abbreviation ? abbreviation : "";
	result->date_only = false;
	result->instant = instant;
	return true;
}

/*
 * Puts what was read into a zone: an instant is shown by the zone's clocks; a
 * date, or a time without offset, is one of the zone's and stays as written.
 */
bool
crm_liquid_place_time(const LiquidTimeText *t, pg_tz *zone,
					  LiquidTime *result)
{
	struct pg_tm tm;
	LiquidTime	there;
	TimestampTz instant;
	int			west;

	memset(&tm, 0, sizeof(tm));
	tm.tm_year = t->year;
	tm.tm_mon = t->month;
	tm.tm_mday = t->day;
	tm.tm_hour = t->hour;
	tm.tm_min = t->minute;
	tm.tm_sec = t->second;
	tm.tm_isdst = -1;
	west = t->has_offset ? -t->offset : DetermineTimeZoneOffset(&tm, zone);
	if (tm2timestamp(&tm, t->microsecond, &west, &instant) != 0 ||
		!crm_liquid_instant_time(instant, zone, &there))
		return false;
	*result = there;
	if (!t->has_offset)
	{
		/* A time that a change of clocks skips is shown as written too. */
		result->year = t->year;
		result->month = t->month;
		result->day = t->day;
		result->hour = t->hour;
		result->minute = t->minute;
		result->second = t->second;
	}
	result->date_only = !t->has_time;
	return true;
}

/* Days since a fixed day, to count days between dates. */
int
crm_liquid_day_number(const LiquidTime *time)
{
	return date2j(time->year, time->month, time->day);
}

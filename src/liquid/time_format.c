/*-------------------------------------------------------------------------
 *
 * time_format.c
 *	  strftime as templates know it: English, with flags and widths.
 *
 * Flags: - no padding, 0 zeros, _ blanks, ^ capitals, # other case, : colons
 * in %z.  A directive that is not known is printed as it stands.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "liquid/parser.h"
#include "liquid/time.h"

typedef struct Directive
{
	char		padding;		/* '-', '0', '_' or 0: its own */
	bool		upper;
	bool		swap;
	int			colons;
	int			width;			/* 0: its own */
} Directive;

static void
number(StringInfo out, const Directive *d, int64 value, int width,
	   char padding)
{
	char		digits[32];
	int			len;

	if (d->padding)
		padding = d->padding;
	if (d->width > 0)
		width = d->width;
	len = snprintf(digits, sizeof(digits), INT64_FORMAT,
				   value < 0 ? -value : value);
	if (value < 0)
	{
		appendStringInfoChar(out, '-');
		width--;
	}
	if (padding != '-')
		for (; len < width; width--)
			appendStringInfoChar(out, padding == '_' ? ' ' : '0');
	appendBinaryStringInfo(out, digits, len);
}

static void
name(StringInfo out, const Directive *d, const char *text, int len)
{
	int			i;

	for (i = len; i < d->width; i++)
		appendStringInfoChar(out, d->padding == '0' ? '0' : ' ');
	for (i = 0; i < len; i++)
		appendStringInfoChar(out, d->upper || d->swap
							 ? pg_ascii_toupper(text[i]) : text[i]);
}

static void
meridian(StringInfo out, const Directive *d, const LiquidTime *t, bool lower)
{
	const char *text = t->hour < 12 ? "AM" : "PM";

	if (lower || d->swap)
		text = t->hour < 12 ? "am" : "pm";
	appendStringInfoString(out, text);
}

/* %z: +hhmm, %:z: +hh:mm, %::z: +hh:mm:ss */
static void
offset(StringInfo out, const Directive *d, const LiquidTime *t)
{
	int			seconds = t->offset < 0 ? -t->offset : t->offset;

	appendStringInfo(out, "%c%02d%s%02d", t->offset < 0 ? '-' : '+',
					 seconds / SECS_PER_HOUR, d->colons > 0 ? ":" : "",
					 seconds / SECS_PER_MINUTE % MINS_PER_HOUR);
	if (d->colons > 1)
		appendStringInfo(out, ":%02d", seconds % SECS_PER_MINUTE);
}

/* Parts of a second: so many digits. */
static void
fraction(StringInfo out, const Directive *d, const LiquidTime *t, int digits)
{
	char		text[16];
	int			i;

	if (d->width > 0)
		digits = d->width;
	snprintf(text, sizeof(text), "%06d", t->microsecond);
	for (i = 0; i < digits; i++)
		appendStringInfoChar(out, i < 6 ? text[i] : '0');
}

static int64
epoch(const LiquidTime *t)
{
	int64		microseconds = t->instant +
		(POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
	int64		seconds = microseconds / USECS_PER_SEC;

	return microseconds % USECS_PER_SEC < 0 ? seconds - 1 : seconds;
}

static int
day_of_year(const LiquidTime *t)
{
	return crm_liquid_day_number(t) - date2j(t->year, 1, 1);
}

static int
day_of_week(const LiquidTime *t)
{
	return j2day(crm_liquid_day_number(t));
}

static int
hour12(const LiquidTime *t)
{
	return t->hour % 12 == 0 ? 12 : t->hour % 12;
}

/* Directives that stand for others. */
static const char *
composed(char c)
{
	switch (c)
	{
		case 'c':
			return "%a %b %e %H:%M:%S %Y";
		case 'D':
		case 'x':
			return "%m/%d/%y";
		case 'F':
			return "%Y-%m-%d";
		case 'T':
		case 'X':
			return "%H:%M:%S";
		case 'R':
			return "%H:%M";
		case 'r':
			return "%I:%M:%S %p";
		case 'v':
			return "%e-%^b-%Y";
		case '+':
			return "%a %b %e %H:%M:%S %Z %Y";
		default:
			return NULL;
	}
}

/* Directives about the day; false if it is none of them. */
static bool
date_part(StringInfo out, const Directive *d, const LiquidTime *t, char c)
{
	int			weekday = day_of_week(t);
	int			yearday = day_of_year(t);
	int			iso_year = date2isoyear(t->year, t->month, t->day);

	switch (c)
	{
		case 'Y':
			number(out, d, t->year, 1, '0');
			return true;
		case 'C':
			number(out, d, t->year / 100, 2, '0');
			return true;
		case 'y':
			number(out, d, t->year % 100, 2, '0');
			return true;
		case 'm':
			number(out, d, t->month, 2, '0');
			return true;
		case 'B':
			name(out, d, crm_liquid_months[t->month - 1],
				 (int) strlen(crm_liquid_months[t->month - 1]));
			return true;
		case 'b':
		case 'h':
			name(out, d, crm_liquid_months[t->month - 1], 3);
			return true;
		case 'd':
			number(out, d, t->day, 2, '0');
			return true;
		case 'e':
			number(out, d, t->day, 2, '_');
			return true;
		case 'j':
			number(out, d, yearday + 1, 3, '0');
			return true;
		case 'A':
			name(out, d, crm_liquid_days[weekday],
				 (int) strlen(crm_liquid_days[weekday]));
			return true;
		case 'a':
			name(out, d, crm_liquid_days[weekday], 3);
			return true;
		case 'u':
			number(out, d, weekday == 0 ? 7 : weekday, 1, '0');
			return true;
		case 'w':
			number(out, d, weekday, 1, '0');
			return true;
		case 'G':
			number(out, d, iso_year, 1, '0');
			return true;
		case 'g':
			number(out, d, iso_year % 100, 2, '0');
			return true;
		case 'V':
			number(out, d, date2isoweek(t->year, t->month, t->day), 2, '0');
			return true;
		case 'U':
			number(out, d, (yearday + 7 - weekday) / 7, 2, '0');
			return true;
		case 'W':
			number(out, d, (yearday + 7 - (weekday + 6) % 7) / 7, 2, '0');
			return true;
		default:
			return false;
	}
}

/* Directives about the time of day and others; false if it is none. */
static bool
time_part(StringInfo out, const Directive *d, const LiquidTime *t, char c)
{
	switch (c)
	{
		case 'H':
			number(out, d, t->hour, 2, '0');
			return true;
		case 'k':
			number(out, d, t->hour, 2, '_');
			return true;
		case 'I':
			number(out, d, hour12(t), 2, '0');
			return true;
		case 'l':
			number(out, d, hour12(t), 2, '_');
			return true;
		case 'M':
			number(out, d, t->minute, 2, '0');
			return true;
		case 'S':
			number(out, d, t->second, 2, '0');
			return true;
		case 'L':
			fraction(out, d, t, 3);
			return true;
		case 'N':
			fraction(out, d, t, 9);
			return true;
		case 'p':
		case 'P':
			meridian(out, d, t, c == 'P');
			return true;
		case 'z':
			offset(out, d, t);
			return true;
		case 'Z':
			name(out, d, t->zone, (int) strlen(t->zone));
			return true;
		case 's':
			number(out, d, epoch(t), 1, '0');
			return true;
		case 'n':
			appendStringInfoChar(out, '\n');
			return true;
		case 't':
			appendStringInfoChar(out, '\t');
			return true;
		case '%':
			appendStringInfoChar(out, '%');
			return true;
		default:
			return false;
	}
}

static const char *
read_flags(const char *at, const char *end, Directive *d)
{
	memset(d, 0, sizeof(*d));
	for (; at < end; at++)
	{
		if (*at == '-' || *at == '0' || *at == '_')
			d->padding = *at;
		else if (*at == '^')
			d->upper = true;
		else if (*at == '#')
			d->swap = true;
		else if (*at == ':')
			d->colons++;
		else
			break;
	}
	while (at < end && liquid_is_digit(*at) && d->width < 100)
		d->width = d->width * 10 + (*at++ - '0');
	return at;
}

/* Appends a point in time as a format wants it. */
void
crm_liquid_format_time(StringInfo out, const LiquidTime *time,
					   const char *format, int len)
{
	const char *end = format + len;
	const char *at = format;

	while (at < end)
	{
		const char *percent = memchr(at, '%', end - at);
		const char *inner;
		Directive	d;

		appendBinaryStringInfo(out, at, (percent ? percent : end) - at);
		if (percent == NULL)
			break;
		at = read_flags(percent + 1, end, &d);
		if (at < end && (inner = composed(*at)) != NULL)
		{
			int			start = out->len;

			crm_liquid_format_time(out, time, inner, (int) strlen(inner));
			for (; d.upper && start < out->len; start++)
				out->data[start] = pg_ascii_toupper(out->data[start]);
			at++;
		}
		else if (at < end && (date_part(out, &d, time, *at) ||
							  time_part(out, &d, time, *at)))
			at++;
		else
			appendBinaryStringInfo(out, percent, at - percent);
	}
}

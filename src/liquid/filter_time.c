/*-------------------------------------------------------------------------
 *
 * filter_time.c
 *	  The filters date and ago.
 *
 * Neither looks at the server's clock, time zone or locale: "now" is what the
 * caller says it is, the time zone an argument or the render's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "common/error.h"
#include "liquid/filter.h"
#include "liquid/parser.h"
#include "liquid/time.h"

static pg_tz *
zone_named(LiquidRender *r, const char *text, int len)
{
	char	   *name = pnstrdup(text, len);
	pg_tz	   *zone = len > 0 && len <= TZ_STRLEN_MAX ? pg_tzset(name) : NULL;

	if (zone == NULL || !pg_tz_acceptable(zone))
		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("unknown time zone \"%s\"",
								 crm_shorten(text, len, 40)),
						"Name it as in pg_timezone_names: America/Chicago.");
	return zone;
}

/* The zone of the argument, or the render's. */
static pg_tz *
zone_of(LiquidRender *r, const LiquidArgs *args, int place)
{
	const char *name = r->options->timezone;

	if (args->n > place && args->v[place].type == LIQUID_STRING &&
		args->v[place].len > 0)
		return zone_named(r, args->v[place].u.text, args->v[place].len);
	if (args->n > place && args->v[place].type != LIQUID_NIL &&
		args->v[place].type != LIQUID_STRING)
		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("time zone must be a string, not %s",
								 crm_liquid_type_name(&args->v[place])),
						NULL);
	if (r->zone == NULL)
		r->zone = name ? zone_named(r, name, (int) strlen(name))
			: zone_named(r, "UTC", 3);
	return r->zone;
}

static bool
from_epoch(int64 seconds, pg_tz *zone, LiquidTime *time)
{
	const int64 shift = (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) *
		(int64) SECS_PER_DAY;

	/* Years 0 to 9999 or so; anything else is no point in time. */
	if (seconds < -62000000000 || seconds > 253402300799)
		return false;
	return crm_liquid_instant_time((seconds - shift) * USECS_PER_SEC, zone,
								   time);
}

/* A value as a point in time; false if it is none. */
static bool
to_time(LiquidRender *r, const LiquidValue *value, pg_tz *zone,
		LiquidTime *time)
{
	LiquidTimeText text;
	int64		seconds;
	uint32		i;

	if (liquid_is_number(value))
		return crm_liquid_to_integer(value, &seconds) &&
			from_epoch(seconds, zone, time);
	if (value->type != LIQUID_STRING || value->len == 0)
		return false;
	if ((value->len == 3 && pg_strncasecmp(value->u.text, "now", 3) == 0) ||
		(value->len == 5 && pg_strncasecmp(value->u.text, "today", 5) == 0))
		return crm_liquid_instant_time(r->options->as_of, zone, time);
	for (i = 0; i < value->len && liquid_is_digit(value->u.text[i]); i++)
		;
	if (i == value->len)
		return crm_liquid_to_integer(value, &seconds) &&
			from_epoch(seconds, zone, time);
	return crm_liquid_parse_time(value->u.text, value->len, &text) &&
		crm_liquid_place_time(&text, zone, time);
}

/* date: format[, time zone]; what is no date stays as it is */
void
crm_liquid_filter_date(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidValue format = crm_liquid_to_text(&args->v[0]);
	pg_tz	   *zone;
	LiquidTime	time;
	StringInfoData out;

	if (format.len == 0)
		return;
	zone = zone_of(r, args, 1);
	if (!to_time(r, value, zone, &time))
		return;
	initStringInfo(&out);
	crm_liquid_format_time(&out, &time, format.u.text, format.len);
	*value = liquid_text(out.data, out.len, false);
}

static char *
amount(int64 n, const char *unit, bool past)
{
	const char *s = n == 1 ? "" : "s";

	return past ? psprintf(INT64_FORMAT " %s%s ago", n, unit, s)
		: psprintf("in " INT64_FORMAT " %s%s", n, unit, s);
}

/* Whole months from one date to a later one. */
static int
months_between(const LiquidTime *early, const LiquidTime *late)
{
	int			months = (late->year - early->year) * 12 +
		late->month - early->month;

	return late->day < early->day ? months - 1 : months;
}

static const char *
distance(const LiquidTime *time, const LiquidTime *now)
{
	int64		seconds = (now->instant - time->instant) / USECS_PER_SEC;
	int			days = crm_liquid_day_number(now) -
		crm_liquid_day_number(time);
	bool		past = time->date_only ? days > 0 : seconds > 0;
	int			months;

	seconds = seconds < 0 ? -seconds : seconds;
	days = days < 0 ? -days : days;
	if (time->date_only && days <= 1)
		return days == 0 ? "today" : past ? "yesterday" : "tomorrow";
	if (!time->date_only)
	{
		if (seconds < SECS_PER_MINUTE)
			return "just now";
		if (seconds < SECS_PER_HOUR)
			return amount(seconds / SECS_PER_MINUTE, "minute", past);
		if (seconds < SECS_PER_DAY)
			return amount(seconds / SECS_PER_HOUR, "hour", past);
		days = (int) (seconds / SECS_PER_DAY);
	}
	months = past ? months_between(time, now) : months_between(now, time);
	if (months >= 12)
		return amount(months / 12, "year", past);
	if (months >= 1)
		return amount(months, "month", past);
	return amount(days, "day", past);
}

/* ago[: time zone]: how long before (or after) the render's as_of */
void
crm_liquid_filter_ago(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	pg_tz	   *zone = zone_of(r, args, 0);
	LiquidTime	time;
	LiquidTime	now;
	const char *text;

	if (!to_time(r, value, zone, &time) ||
		!crm_liquid_instant_time(r->options->as_of, zone, &now))
		return;
	text = distance(&time, &now);
	*value = liquid_text(text, (int) strlen(text), false);
}

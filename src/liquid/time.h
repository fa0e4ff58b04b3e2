/*-------------------------------------------------------------------------
 *
 * time.h
 *	  Points in time as templates see them: reading and printing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_TIME_H
#define CRM_LIQUID_TIME_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "pgtime.h"

/* What a text says, before a time zone is applied. */
typedef struct LiquidTimeText
{
	int			year;
	int			month;			/* 1 to 12 */
	int			day;
	bool		has_time;		/* else a date only, which never shifts */
	int			hour;
	int			minute;
	int			second;
	int			microsecond;
	bool		has_offset;		/* else as the clock on the wall shows it */
	int			offset;			/* seconds east of UTC */
} LiquidTimeText;

/* A point in time in a zone. */
typedef struct LiquidTime
{
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int			microsecond;
	int			offset;			/* seconds east of UTC */
	const char *zone;			/* its abbreviation */
	bool		date_only;
	TimestampTz instant;
} LiquidTime;

extern const char *const crm_liquid_months[12];
extern const char *const crm_liquid_days[7];	/* from Sunday */

extern bool crm_liquid_parse_time(const char *text, int len,
								  LiquidTimeText *result);
extern bool crm_liquid_place_time(const LiquidTimeText *text, pg_tz *zone,
								  LiquidTime *result);
extern bool crm_liquid_instant_time(TimestampTz instant, pg_tz *zone,
									LiquidTime *result);
extern void crm_liquid_format_time(StringInfo out, const LiquidTime *time,
								   const char *format, int len);
extern int	crm_liquid_day_number(const LiquidTime *time);

#endif							/* CRM_LIQUID_TIME_H */

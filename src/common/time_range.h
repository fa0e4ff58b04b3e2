/*-------------------------------------------------------------------------
 *
 * time_range.h
 *	  The moments that tables keep and that callers may ask about: those of
 *	  the years 1 to 9999, as the checks times_are_in_years_1_to_9999 say.
 *	  Differences between them, and sums with any span a model may hold, fit
 *	  into 64 bits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TIME_RANGE_H
#define CRM_TIME_RANGE_H

#include "datatype/timestamp.h"

/* 0001-01-01 and 10000-01-01 as Julian days */
#define CRM_FIRST_JULIAN_DAY	1721426
#define CRM_END_JULIAN_DAY		5373485

#define CRM_FIRST_TIME \
	((CRM_FIRST_JULIAN_DAY - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)
#define CRM_END_TIME \
	((CRM_END_JULIAN_DAY - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)

#define CRM_TIME_IN_RANGE(time) \
	((time) >= CRM_FIRST_TIME && (time) < CRM_END_TIME)

#endif							/* CRM_TIME_RANGE_H */

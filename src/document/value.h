/*-------------------------------------------------------------------------
 *
 * value.h
 *	  JSON values as JSON Schema compares them: exact numbers, deep equality.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_VALUE_H
#define CRM_VALUE_H

#include "common/json_cursor.h"

/*
 * How PostgreSQL stores most numerics: a header of sign, scale and weight in
 * 16 bits, then digits of base 10000.  The special values are not short.
 */
#define CRM_NUMERIC_IS_SHORT(header) (((header) & 0xC000) == 0x8000)
#define CRM_NUMERIC_SHORT_NEGATIVE(header) (((header) & 0x2000) != 0)
#define CRM_NUMERIC_SHORT_WEIGHT(header) \
	(((header) & 0x003F) | (((header) & 0x0040) ? ~0x003F : 0))

/*
 * A number ready to be compared: exact in two integers where it is small
 * enough (below 10^16, at most 8 decimals), else only as the numeric.
 */
typedef struct CrmNumber
{
	bool		small;
	int64		whole;
	int32		fraction;		/* in units of 10^-8, with the sign of all */
	Numeric		numeric;
} CrmNumber;

/* The values of enum or const. */
typedef struct CrmValues
{
	CrmJson    *values;			/* strings first, as JSONB sorts keys */
	uint32		n;
	uint32		nstrings;
	uint8		types;			/* the types among them */
} CrmValues;

extern void crm_number_read(CrmNumber *number, Numeric numeric);
extern int	crm_number_compare(const CrmNumber *a, const CrmNumber *b);
extern bool crm_number_is_multiple(const CrmNumber *a, const CrmNumber *b);
extern bool crm_numeric_is_integer(Numeric numeric, bool strict);
extern int	crm_numeric_sign(Numeric numeric);
extern bool crm_numeric_to_int64(Numeric numeric, int64 *value);
extern bool crm_values_contain(const CrmValues *values, const CrmJson *value);
extern bool crm_json_equal(const CrmJson *a, const CrmJson *b);
extern uint32 crm_json_hash(const CrmJson *value);
extern bool crm_json_items_are_unique(const CrmJson *array, uint32 *first,
									  uint32 *second);
extern bool crm_string_length_between(const CrmJson *string, int64 min,
									  int64 max);
extern int64 crm_string_length(const CrmJson *string);
extern char *crm_json_describe(const CrmJson *value, int max_bytes);

#endif							/* CRM_VALUE_H */

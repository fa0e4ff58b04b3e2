/*-------------------------------------------------------------------------
 *
 * result.h
 *	  A score as SQL values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_RESULT_H
#define CRM_SCORE_RESULT_H

#include "common/compat.h"
#include "score/gather.h"

/* The model's factors in the order of JSONB's keys; -1 is the base. */
typedef struct CrmFactorOrder
{
	int			n;
	int		   *factors;
} CrmFactorOrder;

extern double crm_money(double amount);
extern void crm_score_order_factors(const CrmModel *model,
									CrmFactorOrder *order);
extern bool crm_score_has_factors(const CrmActiveModel *active,
								  const CrmFactorOrder *order,
								  const CrmScore *score,
								  const Jsonb *factors);
extern Datum crm_points_numeric(CrmPoints points);
extern Datum crm_money_numeric(double amount);
extern Jsonb *crm_score_factors(const CrmActiveModel *active,
								const CrmScore *score);
extern void crm_check_as_of(TimestampTz as_of);
pg_noreturn extern void crm_unknown_lead(int64 lead, int64 tenant);

#endif							/* CRM_SCORE_RESULT_H */

/*-------------------------------------------------------------------------
 *
 * spi.h
 *	  Constant SQL through plans that are prepared once a backend.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SPI_H
#define CRM_SPI_H

#include "executor/spi.h"

#define CRM_PLAN_MAX_ARGS 20

/*
 * A statement of ours.  Declare it static with its text and argument types;
 * the text is constant and fully qualified, operators included.
 */
typedef struct CrmPlan
{
	const char *sql;
	int			nargs;
	Oid			argtypes[CRM_PLAN_MAX_ARGS];
	SPIPlanPtr	plan;			/* set at first use */
	int			options;		/* CURSOR_OPT_... bits, such as GENERIC_PLAN */
} CrmPlan;

extern SPIPlanPtr crm_plan(CrmPlan *plan);
extern uint64 crm_plan_execute(CrmPlan *plan, Datum *values,
							   const char *nulls, bool read_only, long limit);
extern void crm_spi_connect(void);
extern void crm_spi_finish(void);

#endif							/* CRM_SPI_H */

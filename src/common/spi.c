/*-------------------------------------------------------------------------
 *
 * spi.c
 *	  Constant SQL through plans that are prepared once a backend.
 *
 * Results live in SPI's procedure context: copy out what is returned before
 * crm_spi_finish().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/spi.h"

void
crm_spi_connect(void)
{
	int			rc = SPI_connect();

	if (rc != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed: %s", SPI_result_code_string(rc));
}

void
crm_spi_finish(void)
{
	int			rc = SPI_finish();

	if (rc != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed: %s", SPI_result_code_string(rc));
}

/* The prepared statement, kept for the backend's life. */
SPIPlanPtr
crm_plan(CrmPlan *plan)
{
	if (plan->plan == NULL)
	{
		SPIPlanPtr	prepared;

		prepared = SPI_prepare_cursor(plan->sql, plan->nargs, plan->argtypes,
									  plan->options);
		if (prepared == NULL)
			elog(ERROR, "SPI_prepare_cursor failed: %s: %s",
				 SPI_result_code_string(SPI_result), plan->sql);
		if (SPI_keepplan(prepared) != 0)
			elog(ERROR, "SPI_keepplan failed");
		plan->plan = prepared;
	}
	return plan->plan;
}

/*
 * Executes, and returns the number of rows processed; rows, if any, are in
 * SPI_tuptable.  "limit" 0 means all.  SPI must be connected.
 */
uint64
crm_plan_execute(CrmPlan *plan, Datum *values, const char *nulls,
				 bool read_only, long limit)
{
	int			rc;

	rc = SPI_execute_plan(crm_plan(plan), values, nulls, read_only, limit);
	if (rc < 0)
		elog(ERROR, "SPI_execute_plan failed: %s: %s",
			 SPI_result_code_string(rc), plan->sql);
	return SPI_processed;
}

/*-------------------------------------------------------------------------
 *
 * counts.c
 *	  How many events of each kind a lead has a month.
 *
 * Counting reads the lead's whole history, in the indexes of its sources.  The
 * drawing of counts is in sparkline.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "common/spi.h"
#include "timeline/request.h"

PG_FUNCTION_INFO_V1(crm_timeline_counts);

/* $1 the lead, $2 its tenant. */
static void
count_source(const CrmTimelineRequest *request, int rank,
			 ReturnSetInfo *rsinfo)
{
	const char *kind = request->family->sources[rank].kind;
	Datum		args[2];
	uint64		i;

	args[0] = Int64GetDatum(request->subject);
	args[1] = Int64GetDatum(request->tenant);
	crm_spi_connect();
	if (SPI_execute_plan(crm_source_count_plan(request->family, rank), args,
						 NULL, true, 0) < 0)
		elog(ERROR, "SPI_execute_plan failed: %s",
			 SPI_result_code_string(SPI_result));
	for (i = 0; i < SPI_processed; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {0};

		values[0] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
								  1, &nulls[0]);
		values[1] = CStringGetTextDatum(kind);
		values[2] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
								  2, &nulls[2]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	crm_spi_finish();
}

/*
 * crm.timeline_counts(lead, kinds, tenant) -> setof (month, kind, events)
 *
 * Months without events of a kind are left out.
 */
Datum
crm_timeline_counts(PG_FUNCTION_ARGS)
{
	CrmTimelineRequest request;
	int			rank;

	InitMaterializedSRF(fcinfo, 0);
	crm_counts_request(fcinfo, &request);
	crm_timeline_check_subject(&request, request.subject);
	for (rank = 0; rank < request.family->nsources; rank++)
		if (request.kinds & ((uint32) 1 << rank))
			count_source(&request, rank, (ReturnSetInfo *) fcinfo->resultinfo);
	return (Datum) 0;
}

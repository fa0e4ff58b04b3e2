/*-------------------------------------------------------------------------
 *
 * stream.c
 *	  The rows of one source in order, read as far as asked.
 *
 * A stream is a portal over the source's cached plan, fetched from in small
 * batches, so that it neither searches the index twice nor reads much more than
 * is taken.  The caller connects to SPI; a portal outlives the connection, with
 * the snapshot it was opened under, but not the (sub)transaction: when a cursor
 * over a timeline outlives its stream's portal, as across a rolled back
 * savepoint, the stream opens another one behind the last row it read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/timestamp.h"

#include "timeline/stream.h"

/* Nothing is read before crm_stream_fill(). */
void
crm_stream_open(CrmStream *stream, const CrmHistory *history, int rank,
				MemoryContext context)
{
	memset(stream, 0, sizeof(*stream));
	stream->history = history;
	stream->rank = rank;
	stream->context = context;
	stream->batch_context = AllocSetContextCreate(context, "timeline batch",
												  ALLOCSET_SMALL_SIZES);
}

static Portal
open_portal(CrmStream *stream)
{
	const CrmHistory *history = stream->history;
	const CrmEventKey *from = stream->nread > 0 ? &stream->last : history->from;
	Datum		args[4];
	Portal		portal;

	args[0] = crm_array_of_one(history->subject);
	args[1] = Int64GetDatum(history->tenant);
	crm_source_bound(history->family, stream->rank, history->descending, from,
					 &args[2], &args[3]);
	portal = SPI_cursor_open(NULL,
							 crm_source_plan(history->family, stream->rank,
											 history->by_client,
											 history->descending),
							 args, NULL, true);
	if (portal == NULL)
		elog(ERROR, "SPI_cursor_open failed: %s",
			 SPI_result_code_string(SPI_result));
	if (stream->portal_name != NULL)
		pfree(stream->portal_name);
	stream->portal_name = MemoryContextStrdup(stream->context, portal->name);
	return portal;
}

static Portal
find_portal(CrmStream *stream)
{
	Portal		portal = NULL;

	if (stream->portal_name != NULL)
		portal = GetPortalByName(stream->portal_name);
	if (!PortalIsValid(portal) || portal->status != PORTAL_READY)
		portal = open_portal(stream);
	return portal;
}

static void
row_key(CrmStream *stream, HeapTuple row, CrmEventKey *key)
{
	bool		isnull;
	TimestampTz at;
	Datum		id;

	at = DatumGetTimestampTz(heap_getattr(row, CRM_EVENT_OCCURRED_AT,
										  stream->desc, &isnull));
	id = heap_getattr(row, CRM_EVENT_ID, stream->desc, &isnull);
	crm_source_key(stream->history->family, stream->rank, at, id, key);
}

static bool
is_past_end(CrmStream *stream, const CrmEventKey *key)
{
	const CrmHistory *history = stream->history;
	int			compared;

	if (history->until == NULL)
		return false;
	compared = crm_event_key_compare(key, history->until);
	return history->descending ? compared <= 0 : compared >= 0;
}

/*
 * Reads the next batch, "wanted" rows at most, unless there are rows at hand.
 * SPI must be connected.
 */
void
crm_stream_fill(CrmStream *stream, int wanted)
{
	MemoryContext old;
	Portal		portal;
	uint64		i;

	if (stream->exhausted || crm_stream_has_row(stream))
		return;

	portal = find_portal(stream);
	SPI_cursor_fetch(portal, true, wanted);
	stream->exhausted = SPI_processed < wanted;

	MemoryContextReset(stream->batch_context);
	stream->nrows = stream->next = 0;
	if (SPI_processed > 0)
	{
		if (stream->desc == NULL)
		{
			old = MemoryContextSwitchTo(stream->context);
			stream->desc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
			MemoryContextSwitchTo(old);
		}
		old = MemoryContextSwitchTo(stream->batch_context);
		stream->rows = palloc(sizeof(HeapTuple) * SPI_processed);
		for (i = 0; i < SPI_processed; i++)
			stream->rows[i] = heap_copytuple(SPI_tuptable->vals[i]);
		MemoryContextSwitchTo(old);

		stream->nrows = (int) SPI_processed;
		stream->nread += stream->nrows;
		row_key(stream, stream->rows[stream->nrows - 1], &stream->last);
		row_key(stream, stream->rows[0], &stream->head);
		if (is_past_end(stream, &stream->head))
			stream->nrows = 0;
		if (is_past_end(stream, &stream->last))
			stream->exhausted = true;
	}
	SPI_freetuptable(SPI_tuptable);
	if (stream->exhausted)
		crm_stream_close(stream);
}

/* The row at hand; it lives until the next fill. */
HeapTuple
crm_stream_take(CrmStream *stream)
{
	HeapTuple	row = stream->rows[stream->next++];

	if (crm_stream_has_row(stream))
	{
		row_key(stream, stream->rows[stream->next], &stream->head);
		if (is_past_end(stream, &stream->head))
			stream->nrows = stream->next;
	}
	return row;
}

/* Stops reading.  Rows at hand stay. */
void
crm_stream_close(CrmStream *stream)
{
	Portal		portal;

	if (stream->portal_name == NULL)
		return;
	portal = GetPortalByName(stream->portal_name);
	if (PortalIsValid(portal))
		SPI_cursor_close(portal);
	pfree(stream->portal_name);
	stream->portal_name = NULL;
}

/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Several streams as one, in the order of events.
 *
 * There are few streams, so the next event is found by looking at each one's
 * head.  Each stream is read in batches that grow with what was taken from it,
 * and shrink toward the end of the page: a source that gives most of a page is
 * asked seldom, and no source is read much further than is returned.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "common/spi.h"
#include "timeline/merge.h"

#define FIRST_BATCH 2

/* Streams for the kinds asked for, a bit a rank; the others are not read. */
void
crm_merge_open(CrmMerge *merge, const CrmHistory *history, uint32 kinds,
			   MemoryContext context)
{
	int			rank;

	merge->history = *history;
	merge->context = AllocSetContextCreate(context, "timeline streams",
										   ALLOCSET_DEFAULT_SIZES);
	merge->ntaken = 0;
	merge->nstreams = 0;
	for (rank = 0; rank < history->family->nsources; rank++)
		if (kinds & ((uint32) 1 << rank))
			crm_stream_open(&merge->streams[merge->nstreams++],
							&merge->history, rank, merge->context);
}

/*
 * How many rows to ask a stream for, when "wanted" are still to be returned: half
 * of what it would give of them if it went on giving its share.
 */
static int
batch_size(const CrmMerge *merge, const CrmStream *stream, int wanted)
{
	int64		expected = merge->ntaken == 0 ? 0 :
		wanted * stream->nread / merge->ntaken;

	return (int) Min(wanted, Max(FIRST_BATCH, Min(expected, stream->nread) / 2));
}

/*
 * Plans are made for rows by the page, whose cost the planner cannot know: what
 * it reckons for a whole history would have it compile every page's queries.
 */
static int
begin_filling(void)
{
	int			nest_level = NewGUCNestLevel();

	(void) set_config_option("jit", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	crm_spi_connect();
	return nest_level;
}

static void
end_filling(int nest_level)
{
	crm_spi_finish();
	AtEOXact_GUC(true, nest_level);
}

/* Gets a row to each stream that has more. */
static void
fill_streams(CrmMerge *merge, int wanted)
{
	int			nest_level = 0;
	int			i;

	for (i = 0; i < merge->nstreams; i++)
	{
		CrmStream  *stream = &merge->streams[i];

		if (stream->exhausted || crm_stream_has_row(stream))
			continue;
		if (nest_level == 0)
			nest_level = begin_filling();
		crm_stream_fill(stream, batch_size(merge, stream, wanted));
	}
	if (nest_level != 0)
		end_filling(nest_level);
}

/*
 * The next event, its stream and its key, or NULL after the last one.  The row
 * lives until the next call.  "wanted" is how many more the caller will take.
 */
HeapTuple
crm_merge_next(CrmMerge *merge, int wanted, CrmStream **stream,
			   CrmEventKey *key)
{
	CrmStream  *best = NULL;
	int			i;

	CHECK_FOR_INTERRUPTS();
	fill_streams(merge, wanted);
	for (i = 0; i < merge->nstreams; i++)
	{
		CrmStream  *candidate = &merge->streams[i];
		int			compared;

		if (!crm_stream_has_row(candidate))
			continue;
		if (best != NULL)
		{
			compared = crm_event_key_compare(&candidate->head, &best->head);
			if (merge->history.descending ? compared < 0 : compared > 0)
				continue;
		}
		best = candidate;
	}
	if (best == NULL)
		return NULL;
	merge->ntaken++;
	*stream = best;
	*key = best->head;
	return crm_stream_take(best);
}

/* Stops reading and frees the streams. */
void
crm_merge_close(CrmMerge *merge)
{
	int			i;

	for (i = 0; i < merge->nstreams; i++)
		crm_stream_close(&merge->streams[i]);
	merge->nstreams = 0;
	MemoryContextDelete(merge->context);
}

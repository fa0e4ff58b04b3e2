/*-------------------------------------------------------------------------
 *
 * event_store.c
 *	  The events of many leads, taken in any order and given out by lead.
 *
 * Reading a table of events from end to end and sorting what counts is several
 * times as fast as looking each lead's events up.  The leads' ids are cut into
 * ranges of equal width, the parts, and an event goes to its part.  A part is
 * sorted when one of its leads is first asked for.  When memory is full,
 * a part that wants more goes to a temporary file; it is read back when its
 * turn comes.  Knows neither tables nor models.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/tablespace.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "score/event_store.h"

#define MAX_PARTS 1024
#define PART_EVENTS 65536		/* what is sorted fast: it fits the caches */
#define FIRST_EVENTS 256

#define DIGIT_BITS 14			/* about a part's leads: one pass sorts them */
#define FEW 24					/* up to here insertion sort is faster */

/*
 * Makes an empty store for leads from first to last, in CurrentMemoryContext.
 * "expected" events decide how many parts there are.  As much memory as
 * maintenance_work_mem (or work_mem, if that is more) is taken.
 */
void
crm_event_store_init(CrmEventStore *store, int64 first, int64 last,
					 double expected)
{
	double		nparts = Min(expected / PART_EVENTS + 1, MAX_PARTS);
	uint64		range = (uint64) last - (uint64) first;

	memset(store, 0, sizeof(*store));
	store->context = CurrentMemoryContext;
	store->first = first;
	store->last = last;
	store->width = range / (uint64) nparts + 1;
	if (store->width == 0)
		store->width = PG_UINT64_MAX;
	store->nparts = (int) (range / store->width + 1);
	store->parts = palloc0(store->nparts * sizeof(CrmEventPart));
	store->allowed = (uint64) Max(maintenance_work_mem, work_mem) * 1024 / sizeof(CrmEvent);
}

static inline CrmEventPart *
part_of(CrmEventStore *store, int64 lead)
{
	return &store->parts[((uint64) lead - (uint64) store->first) / store->width];
}

static void
write_part(CrmEventStore *store, CrmEventPart *part)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);

	if (part->file == NULL)
	{
		PrepareTempTablespaces();
		part->file = BufFileCreateTemp(false);
	}
	BufFileWrite(part->file, part->events, part->n * sizeof(CrmEvent));
	part->nfile += part->n;
	part->n = 0;
	store->spilled = true;
	MemoryContextSwitchTo(old);
}

/* Room for one event more: in memory, or by writing what is there. */
static void
make_room(CrmEventStore *store, CrmEventPart *part)
{
	uint64		more = part->allocated == 0 ? FIRST_EVENTS : part->allocated;

	if (part->allocated > 0 && store->allocated + more > store->allowed)
	{
		write_part(store, part);
		return;
	}
	if (part->events == NULL)
		part->events = MemoryContextAllocHuge(store->context, more * sizeof(CrmEvent));
	else
		part->events = repalloc_huge(part->events, (part->allocated + more) * sizeof(CrmEvent));
	part->allocated += more;
	store->allocated += more;
}

/*
 * The place for one more event of a lead, for the caller to fill in but for the
 * lead; NULL for a lead that nobody asks for.
 */
CrmEvent *
crm_event_store_add(CrmEventStore *store, int64 lead)
{
	CrmEventPart *part;
	CrmEvent   *event;

	if (lead < store->first || lead > store->last)
		return NULL;
	part = part_of(store, lead);
	if (part->n == part->allocated)
		make_room(store, part);
	event = &part->events[part->n++];
	event->lead = lead;
	return event;
}

/* Sorts by lead, digit by digit; "spare" has as much room. */
static CrmEvent *
sort_by_lead(CrmEvent *events, CrmEvent *spare, uint64 n, int64 first,
			 uint64 width)
{
	static const uint64 mask = (1 << DIGIT_BITS) - 1;
	int			bits = width <= 1 ? 0 : pg_leftmost_one_pos64(width - 1) + 1;
	int			shift;
	uint64		i;

	for (shift = 0; shift < bits; shift += DIGIT_BITS)
	{
		uint64	   *starts = palloc0(sizeof(uint64) << DIGIT_BITS);
		uint64		start = 0;
		CrmEvent   *swap = events;
		int			digit;

		for (i = 0; i < n; i++)
			starts[(((uint64) events[i].lead - (uint64) first) >> shift) & mask]++;
		for (digit = 0; digit <= mask; digit++)
		{
			uint64		count = starts[digit];

			starts[digit] = start;
			start += count;
		}
		for (i = 0; i < n; i++)
			spare[starts[(((uint64) events[i].lead - (uint64) first) >> shift) & mask]++] = events[i];
		events = spare;
		spare = swap;
		pfree(starts);
	}
	return events;
}

/* Sorts one lead's events. */
static void
sort_run(CrmEvent *events, uint64 n)
{
	uint64		i;

	if (n > FEW)
	{
		qsort(events, n, sizeof(CrmEvent), crm_event_compare);
		return;
	}
	for (i = 1; i < n; i++)
	{
		CrmEvent	event = events[i];
		uint64		j = i;

		for (; j > 0 && crm_event_compare(&events[j - 1], &event) > 0; j--)
			events[j] = events[j - 1];
		events[j] = event;
	}
}

static void
sort_part(CrmEventStore *store, CrmEventPart *part, int64 first)
{
	CrmEvent   *sorted;
	uint64		start;
	uint64		end;

	part->sorted = true;
	if (part->n == 0)
		return;
	if (store->spare_allocated < part->n)
	{
		if (store->spare)
			pfree(store->spare);
		store->spare = MemoryContextAllocHuge(store->context, part->n * sizeof(CrmEvent));
		store->spare_allocated = part->n;
	}
	sorted = sort_by_lead(part->events, store->spare, part->n, first, store->width);
	if (sorted == store->spare)
	{
		uint64		allocated = store->spare_allocated;

		store->spare = part->events;
		store->spare_allocated = part->allocated;
		part->events = sorted;
		part->allocated = allocated;
	}
	for (start = 0; start < part->n; start = end)
	{
		for (end = start + 1; end < part->n; end++)
		{
			if (sorted[end].lead != sorted[start].lead)
				break;
		}
		sort_run(&sorted[start], end - start);
		CHECK_FOR_INTERRUPTS();
	}
}

/* Which leads' events a part has. */
void
crm_event_part_range(const CrmEventStore *store, int part, int64 *first,
					 int64 *last)
{
	uint64		from = (uint64) store->first + part * store->width;
	uint64		left = (uint64) store->last - from;

	*first = (int64) from;
	*last = (int64) (from + Min(left, store->width - 1));
}

/* Brings a part into memory, sorted. */
void
crm_event_store_load(CrmEventStore *store, int number)
{
	CrmEventPart *part = &store->parts[number];
	int64		first;
	int64		last;

	if (part->nfile > 0)
	{
		uint64		total = part->n + part->nfile;
		Size		size = part->nfile * sizeof(CrmEvent);

		part->events = repalloc_huge(part->events, total * sizeof(CrmEvent));
		part->allocated = total;
		if (BufFileSeek(part->file, 0, 0, SEEK_SET) != 0 ||
			BufFileRead(part->file, part->events + part->n, size) != size)
			ereport(ERROR,
					(errcode_for_file_access(),
					 errmsg("could not read a temporary file of events")));
		BufFileClose(part->file);
		part->file = NULL;
		part->nfile = 0;
		part->n = total;
	}
	crm_event_part_range(store, number, &first, &last);
	sort_part(store, part, first);
}

/* Gives a part's memory back. */
void
crm_event_store_unload(CrmEventStore *store, int number)
{
	CrmEventPart *part = &store->parts[number];

	if (part->events)
		pfree(part->events);
	memset(part, 0, sizeof(*part));
	part->sorted = true;
}

/* The first event of the part whose lead is not less. */
static uint64
lower_bound(const CrmEventPart *part, int64 lead)
{
	uint64		low = 0;
	uint64		high = part->n;

	while (low < high)
	{
		uint64		middle = low + (high - low) / 2;

		if (part->events[middle].lead < lead)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * A lead's events, oldest first.  Leads that are asked for in the order of
 * their ids are found at once.
 */
const CrmEvent *
crm_event_store_find(CrmEventStore *store, int64 lead, int *n)
{
	CrmEventPart *part;
	uint64		start;
	uint64		end;

	*n = 0;
	if (lead < store->first || lead > store->last)
		return NULL;
	part = part_of(store, lead);
	if (!part->sorted)
		crm_event_store_load(store, part - store->parts);
	start = part->next;
	if ((start > 0 && part->events[start - 1].lead >= lead) ||
		(start < part->n && part->events[start].lead < lead))
		start = lower_bound(part, lead);
	for (end = start; end < part->n && part->events[end].lead == lead; end++)
		;
	part->next = end;
	if (end - start > PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("lead " INT64_FORMAT " has too many events", lead)));
	*n = (int) (end - start);
	return part->events + start;
}

/*-------------------------------------------------------------------------
 *
 * id_index.c
 *	  Small numbers for the ids of a table's rows.
 *
 * Ids that come from a sequence are dense, and a plain array finds them; ids
 * that were imported may lie far apart, and are hashed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "score/id_index.h"

/* An array may be this many times as long as there are ids. */
#define MAX_HOLES 6

/* Begins an empty index in CurrentMemoryContext. */
void
crm_id_index_init(CrmIdIndex *index)
{
	memset(index, 0, sizeof(*index));
	index->first = PG_INT64_MAX;
	index->last = PG_INT64_MIN;
	index->allocated = 1024;
	index->ids = palloc(index->allocated * sizeof(int64));
}

/* The next number, for an id that is not there yet. */
uint32
crm_id_index_add(CrmIdIndex *index, int64 id)
{
	if (index->n == PG_UINT32_MAX / 4)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("there are too many rows to be numbered")));
	index->n++;
	if (index->n == index->allocated)
	{
		index->allocated *= 2;
		index->ids = repalloc_huge(index->ids, index->allocated * sizeof(int64));
	}
	index->ids[index->n] = id;
	index->first = Min(index->first, id);
	index->last = Max(index->last, id);
	return index->n;
}

/* What it takes, and will take when finished, in bytes. */
Size
crm_id_index_size(const CrmIdIndex *index)
{
	return index->allocated * sizeof(int64) + (Size) index->n * 4 * sizeof(uint32);
}

/* Makes it ready for being asked. */
void
crm_id_index_finish(CrmIdIndex *index)
{
	uint64		range = (uint64) index->last - (uint64) index->first;
	uint32		i;

	if (index->n == 0)
		return;
	index->dense = range < (uint64) index->n * MAX_HOLES;
	index->mask = index->dense ? range : pg_nextpower2_64((uint64) index->n * 2) - 1;
	index->numbers = MemoryContextAllocExtended(GetMemoryChunkContext(index->ids),
												(index->mask + 1) * sizeof(uint32),
												MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (i = 1; i <= index->n; i++)
	{
		uint64		at;

		if (index->dense)
			at = (uint64) index->ids[i] - (uint64) index->first;
		else
		{
			at = crm_id_hash(index->ids[i]) & index->mask;
			while (index->numbers[at] != 0)
				at = (at + 1) & index->mask;
		}
		index->numbers[at] = i;
	}
	if (!index->dense)
		return;
	pfree(index->ids);
	index->ids = NULL;
}

/*-------------------------------------------------------------------------
 *
 * tuple_reader.c
 *	  Takes a few columns out of a table's rows as the executor hands them on.
 *
 * What the executor does for a row (slot_getsomeattrs) writes each column up to
 * the last that is wanted, those that are null, too.  The tables here have some
 * fifty columns, of which half are null and ten are wanted: going from one
 * column that is there to the next costs a third of it.  Where a row does not
 * lie in a table's page as it was written, the executor does it after all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/tupmacs.h"
#include "port/pg_bitutils.h"
#include "storage/bufmgr.h"
#include "utils/rel.h"

#include "common/compat.h"
#include "score/tuple_reader.h"

/* What processors fetch from memory at once; if it is more, no harm is done. */
#define CACHE_LINE 64

/* After a page that was not in memory, so many are not asked for. */
#define PAGES_UNASKED 15

/*
 * Begins with nothing wanted.  Values and nulls are the caller's, by numbers of
 * the caller's own; those that are not wanted are left alone.  Belongs into a
 * receiver's startup, and crm_tuple_finish into its shutdown.
 */
void
crm_tuple_init(CrmTupleReader *reader, TupleDesc desc, bool whole_table, Datum *values,
			   bool *nulls)
{
	reader->desc = desc;
	reader->whole_table = whole_table;
	reader->values = values;
	reader->nulls = nulls;
	reader->nwanted = 0;
	reader->last = 0;
	reader->plain = false;
	reader->page = InvalidBuffer;
	reader->table = NULL;
	reader->ahead = reader->ahead_end = NULL;
	reader->unasked = 0;
}

void
crm_tuple_finish(CrmTupleReader *reader)
{
	if (reader->table)
		table_close(reader->table, NoLock);
	reader->table = NULL;
}

/* Takes columns up to this one into account. */
static void
look_until(CrmTupleReader *reader, int natts)
{
	for (; reader->last < natts; reader->last++)
	{
		Form_pg_attribute att = TupleDescAttr(reader->desc, reader->last);
		CrmTupleColumn *column;

		if (reader->last >= CRM_TUPLE_COLUMNS || att->attlen < -1)
		{
			reader->plain = true;
			continue;
		}
		column = &reader->columns[reader->last];
		column->len = att->attlen;
		column->number = -1;
		column->byval = att->attbyval;
		column->align = att->attalign == TYPALIGN_CHAR ? 1
			: att->attalign == TYPALIGN_SHORT ? ALIGNOF_SHORT
			: att->attalign == TYPALIGN_INT ? ALIGNOF_INT : ALIGNOF_DOUBLE;
	}
}

/* Wants a column. */
void
crm_tuple_want(CrmTupleReader *reader, const char *name, int number)
{
	int			i = 0;

	while (i < reader->desc->natts &&
		   strcmp(NameStr(TupleDescAttr(reader->desc, i)->attname), name) != 0)
		i++;
	if (i == reader->desc->natts || reader->nwanted == CRM_TUPLE_COLUMNS)
		elog(ERROR, "column \"%s\" cannot be read", name);
	look_until(reader, i + 1);
	reader->wanted[reader->nwanted] = number;
	reader->places[reader->nwanted++] = i;
	if (!reader->plain)
		reader->columns[i].number = number;
}

static void
read_plain(const CrmTupleReader *reader, TupleTableSlot *slot)
{
	int			i;

	slot_getsomeattrs(slot, reader->last);
	for (i = 0; i < reader->nwanted; i++)
	{
		reader->values[reader->wanted[i]] = slot->tts_values[reader->places[i]];
		reader->nulls[reader->wanted[i]] = slot->tts_isnull[reader->places[i]];
	}
}

/* Brings some more of the next page near. */
static inline void
prefetch_some(CrmTupleReader *reader)
{
	const char *end;

	if (reader->ahead == NULL)
		return;
	end = Min(reader->ahead + reader->step, reader->ahead_end);
	for (; reader->ahead < end; reader->ahead += CACHE_LINE)
		__builtin_prefetch(reader->ahead);
}

/* The first row of a page: looks for the page behind it. */
static void
turn_page(CrmTupleReader *reader, TupleTableSlot *slot)
{
	Buffer		buffer = ((BufferHeapTupleTableSlot *) slot)->buffer;
	BlockNumber next = BufferGetBlockNumber(buffer) + 1;
	int			rows = PageGetMaxOffsetNumber(BufferGetPage(buffer));
	PrefetchBufferResult found;

	reader->page = buffer;
	reader->ahead = reader->ahead_end = NULL;
	if (reader->unasked > 0)
	{
		reader->unasked--;
		return;
	}
	if (reader->table == NULL)
	{
		reader->table = table_open(slot->tts_tableOid, NoLock);
		reader->npages = RelationGetNumberOfBlocks(reader->table);
	}
	if (next >= reader->npages)
		return;
	found = PrefetchBuffer(reader->table, MAIN_FORKNUM, next);
	if (!BufferIsValid(found.recent_buffer))
	{
		reader->unasked = PAGES_UNASKED;
		return;
	}
	reader->ahead = BufferGetPage(found.recent_buffer);
	reader->ahead_end = reader->ahead + BLCKSZ;
	reader->step = BLCKSZ / Max(rows - 1, 1) + CACHE_LINE;
}

/* Which columns are not null, as bits. */
static inline uint64
present_columns(HeapTupleHeader header)
{
	const bits8 *bits = header->t_bits;
	uint64		present = 0;
	int			i;

	if (!(header->t_infomask & HEAP_HASNULL))
		return ~UINT64CONST(0);
	/* one load, where the bitmap and what fills it up are long enough */
	if (header->t_hoff >= SizeofHeapTupleHeader + sizeof(uint64))
		return (uint64) bits[0] | (uint64) bits[1] << 8 | (uint64) bits[2] << 16 |
			(uint64) bits[3] << 24 | (uint64) bits[4] << 32 | (uint64) bits[5] << 40 |
			(uint64) bits[6] << 48 | (uint64) bits[7] << 56;
	for (i = 0; i < header->t_hoff - SizeofHeapTupleHeader; i++)
		present |= (uint64) bits[i] << (8 * i);
	return present;
}

/*
 * Sets what is wanted of a row.  Pointers are into the row itself, and as
 * short-lived.
 */
void
crm_tuple_read(CrmTupleReader *reader, TupleTableSlot *slot)
{
	HeapTuple	tuple;
	const char *data;
	Size		at = 0;
	uint64		present;
	int			i;

	tuple = TTS_IS_BUFFERTUPLE(slot) ? ((HeapTupleTableSlot *) slot)->tuple : NULL;
	/* a row from before a column was added does not have it */
	if (reader->plain || tuple == NULL ||
		HeapTupleHeaderGetNatts(tuple->t_data) < reader->last)
	{
		read_plain(reader, slot);
		return;
	}
	if (reader->whole_table)
	{
		if (reader->page != ((BufferHeapTupleTableSlot *) slot)->buffer)
			turn_page(reader, slot);
		prefetch_some(reader);
	}

	for (i = 0; i < reader->nwanted; i++)
		reader->nulls[reader->wanted[i]] = true;
	data = (const char *) tuple->t_data + tuple->t_data->t_hoff;
	present = present_columns(tuple->t_data) &
		(~UINT64CONST(0) >> (CRM_TUPLE_COLUMNS - reader->last));
	for (; present != 0; present &= present - 1)
	{
		const CrmTupleColumn *column = &reader->columns[pg_rightmost_one_pos64(present)];

		if (column->len > 0)
		{
			at = TYPEALIGN(column->align, at);
			if (column->number >= 0)
			{
				reader->values[column->number] =
					fetch_att(data + at, column->byval, column->len);
				reader->nulls[column->number] = false;
			}
			at += column->len;
			continue;
		}
		/* a short one is not aligned, and has no zero in front */
		if (!VARATT_NOT_PAD_BYTE(data + at))
			at = TYPEALIGN(column->align, at);
		if (column->number >= 0)
		{
			reader->values[column->number] = PointerGetDatum(data + at);
			reader->nulls[column->number] = false;
		}
		at += VARSIZE_ANY(data + at);
	}
}

/*-------------------------------------------------------------------------
 *
 * id_index.h
 *	  Small numbers for the ids of a table's rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_ID_INDEX_H
#define CRM_SCORE_ID_INDEX_H

/* Numbers rows from 1 on as they are added; finished, it finds them. */
typedef struct CrmIdIndex
{
	int64	   *ids;			/* by number; from 1 on */
	uint32		n;
	uint32		allocated;
	int64		first;			/* the least id, and how far the greatest is */
	int64		last;
	bool		dense;			/* numbers are at id - first, else hashed */
	uint64		mask;
	uint32	   *numbers;		/* 0: none */
} CrmIdIndex;

extern void crm_id_index_init(CrmIdIndex *index);
extern uint32 crm_id_index_add(CrmIdIndex *index, int64 id);
extern void crm_id_index_finish(CrmIdIndex *index);
extern Size crm_id_index_size(const CrmIdIndex *index);

/* Neighbours stay near each other, and any step between ids is spread. */
static inline uint64
crm_id_hash(int64 id)
{
	return ((((uint64) id >> 3) * UINT64CONST(0x9E3779B97F4A7C15)) >> 29) + ((uint64) id & 7);
}

/* The number of an id; 0 if it was not added. */
static inline uint32
crm_id_index_find(const CrmIdIndex *index, int64 id)
{
	uint64		at;

	if (id < index->first || id > index->last)
		return 0;
	if (index->dense)
		return index->numbers[(uint64) id - (uint64) index->first];
	for (at = crm_id_hash(id) & index->mask; index->numbers[at] != 0; at = (at + 1) & index->mask)
	{
		if (index->ids[index->numbers[at]] == id)
			return index->numbers[at];
	}
	return 0;
}

#endif							/* CRM_SCORE_ID_INDEX_H */

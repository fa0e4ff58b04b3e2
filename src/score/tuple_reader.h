/*-------------------------------------------------------------------------
 *
 * tuple_reader.h
 *	  Takes a few columns out of a table's rows as the executor hands them on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_TUPLE_READER_H
#define CRM_SCORE_TUPLE_READER_H

#include "executor/tuptable.h"
#include "storage/buf.h"
#include "utils/relcache.h"

/* Columns behind these are taken as the executor takes them. */
#define CRM_TUPLE_COLUMNS 64

/* A column that is wanted, or must be passed over. */
typedef struct CrmTupleColumn
{
	int16		len;			/* -1: of any length */
	int16		number;			/* the caller's; -1: not wanted */
	uint8		align;			/* to so many bytes */
	bool		byval;
} CrmTupleColumn;

typedef struct CrmTupleReader
{
	TupleDesc	desc;
	bool		whole_table;	/* rows come page by page */
	Datum	   *values;			/* of what is wanted, by the caller's numbers */
	bool	   *nulls;
	int			nwanted;
	int16		wanted[CRM_TUPLE_COLUMNS];	/* numbers */
	int16		places[CRM_TUPLE_COLUMNS];	/* and where they are in the row */
	int			last;			/* so many columns are looked at */
	bool		plain;			/* leave it to the executor */
	CrmTupleColumn columns[CRM_TUPLE_COLUMNS];
	Buffer		page;			/* of the last row */
	Relation	table;			/* where pages are asked for, or NULL */
	BlockNumber npages;
	int			unasked;		/* so many pages are not asked for */
	const char *ahead;			/* what is left to prefetch of the next page */
	const char *ahead_end;
	int			step;			/* so much at each row */
} CrmTupleReader;

extern void crm_tuple_init(CrmTupleReader *reader, TupleDesc desc, bool whole_table,
						   Datum *values, bool *nulls);
extern void crm_tuple_want(CrmTupleReader *reader, const char *name, int number);
extern void crm_tuple_finish(CrmTupleReader *reader);
extern void crm_tuple_read(CrmTupleReader *reader, TupleTableSlot *slot);

#endif							/* CRM_SCORE_TUPLE_READER_H */

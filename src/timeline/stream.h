/*-------------------------------------------------------------------------
 *
 * stream.h
 *	  The rows of one source in order, read as far as asked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_STREAM_H
#define CRM_STREAM_H

#include "timeline/source.h"

/* What is read: the history of one lead or client, from a place, in a direction. */
typedef struct CrmHistory
{
	const CrmEventFamily *family;
	int64		subject;		/* the lead, or the client */
	int64		tenant;
	bool		by_client;
	bool		descending;
	const CrmEventKey *from;	/* exclusive; NULL: the beginning */
	const CrmEventKey *until;	/* exclusive; NULL: the end */
} CrmHistory;

typedef struct CrmStream
{
	const CrmHistory *history;
	int			rank;			/* of the source */
	char	   *portal_name;	/* NULL: not open */
	bool		exhausted;		/* no rows beyond the batch */
	TupleDesc	desc;
	MemoryContext context;		/* of the stream */
	MemoryContext batch_context;	/* of the rows at hand, reset a batch */
	HeapTuple  *rows;
	int			nrows;
	int			next;			/* the first row not taken yet */
	int64		nread;			/* rows read so far */
	CrmEventKey head;			/* of rows[next] */
	CrmEventKey last;			/* of the last row read, if any */
} CrmStream;

extern void crm_stream_open(CrmStream *stream, const CrmHistory *history,
							int rank, MemoryContext context);
extern void crm_stream_fill(CrmStream *stream, int wanted);
extern HeapTuple crm_stream_take(CrmStream *stream);
extern void crm_stream_close(CrmStream *stream);

/* Has it a row at hand? */
static inline bool
crm_stream_has_row(const CrmStream *stream)
{
	return stream->next < stream->nrows;
}

#endif							/* CRM_STREAM_H */

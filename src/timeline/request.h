/*-------------------------------------------------------------------------
 *
 * request.h
 *	  The arguments of a timeline or an agenda, checked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REQUEST_H
#define CRM_REQUEST_H

#include "fmgr.h"

#include "timeline/source.h"
#include "timeline/token.h"

#define CRM_MAX_PAGE_SIZE 1000

typedef struct CrmTimelineRequest
{
	const CrmEventFamily *family;
	int64		subject;
	int64		tenant;
	bool		by_client;
	uint32		kinds;			/* a bit a rank; no fewer than one */
	int			page_size;
	bool		descending;		/* how to read, which is how to return ... */
	bool		backward;		/* ... unless this is set */
	bool		has_from;
	bool		has_until;
	CrmEventKey from;			/* exclusive bounds, in the order of reading */
	CrmEventKey until;
} CrmTimelineRequest;

extern void crm_timeline_request(FunctionCallInfo fcinfo, CrmTokenCall call,
								 CrmTimelineRequest *request);
extern int	crm_timeline_page_size(int page_size);
extern uint32 crm_timeline_kinds(const CrmEventFamily *family, Datum kinds);
extern void crm_timeline_check_subject(bool is_client, int64 subject,
									   bool tenant_is_null, int64 tenant);

#endif							/* CRM_REQUEST_H */

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
	bool		has_tenant;		/* false: the null tenant, who has nothing */
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
extern void crm_timelines_request(FunctionCallInfo fcinfo,
								  CrmTimelineRequest *request,
								  Datum **leads, int *nleads);
extern void crm_counts_request(FunctionCallInfo fcinfo,
							   CrmTimelineRequest *request);
extern void crm_timeline_check_subject(const CrmTimelineRequest *request,
									   int64 subject);

#endif							/* CRM_REQUEST_H */

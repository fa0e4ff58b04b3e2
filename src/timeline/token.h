/*-------------------------------------------------------------------------
 *
 * token.h
 *	  Page tokens: a place in a timeline, and which timeline it is a place in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TOKEN_H
#define CRM_TOKEN_H

#include "timeline/event.h"

/* The calls a token may belong to, by their letter in the token. */
typedef enum CrmTokenCall
{
	CRM_TOKEN_LEAD_TIMELINE = 'l',
	CRM_TOKEN_CLIENT_TIMELINE = 'c',
	CRM_TOKEN_LEAD_AGENDA = 'L',
	CRM_TOKEN_CLIENT_AGENDA = 'C'
} CrmTokenCall;

typedef struct CrmPageToken
{
	CrmTokenCall call;
	int64		subject;
	int64		tenant;
	uint32		kinds;			/* a bit a rank */
	CrmEventKey key;
} CrmPageToken;

extern text *crm_token_encode(const CrmPageToken *token);
extern bool crm_token_decode(const text *encoded, CrmPageToken *token);

#endif							/* CRM_TOKEN_H */

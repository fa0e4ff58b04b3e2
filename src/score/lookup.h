/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  The lookup tables' values that scoring needs, by id.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_LOOKUP_H
#define CRM_SCORE_LOOKUP_H

#include "score/score.h"

typedef enum CrmLookupKind
{
	CRM_LOOKUP_STATUS,			/* category */
	CRM_LOOKUP_TYPE,			/* line */
	CRM_LOOKUP_SOURCE,			/* kind; cost a lead */
	CRM_LOOKUP_CHANNEL,			/* of a type of communication */
	CRM_LOOKUP_STAGE,			/* category of a stage of opportunities */
	CRM_LOOKUP_CAMPAIGN,		/* code; channel; by number */
	CRM_LOOKUP_KINDS
} CrmLookupKind;

typedef struct CrmLookup
{
	CrmLookupKind kind;
	uint32		hash;
	int			number;			/* from 1 on, within its kind */
	const char *id;				/* terminated, but for a campaign's number */
	int			len;
	Datum		text;			/* the first value, or null */
	bool		text_null;
	const char *cstring;		/* the same, terminated */
	Datum		second;			/* numeric of a source, text of a campaign */
	bool		second_null;
} CrmLookup;

typedef struct CrmLookups CrmLookups;

extern CrmLookups *crm_lookups_load(int64 tenant, bool with_campaigns,
									bool read_only);
extern void crm_lookups_words(const CrmLookups *lookups, CrmWords *words);
extern const CrmLookup *crm_lookup(const CrmLookups *lookups,
								   CrmLookupKind kind, const char *id,
								   int len);

#endif							/* CRM_SCORE_LOOKUP_H */

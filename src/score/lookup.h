/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  The lookup tables' values that scoring needs, by id.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_LOOKUP_H
#define CRM_SCORE_LOOKUP_H

#include "fmgr.h"

#include "common/compat.h"
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
	uint64		ends[2];		/* of the id */
	int			number;			/* from 1 on, within its kind */
	const char *id;				/* terminated, but for a campaign's number */
	int			len;
	Datum		text;			/* the first value, or null */
	bool		text_null;
	const char *cstring;		/* the same, terminated */
	bool		is_open;		/* it is "open" */
	Datum		second;			/* numeric of a source, text of a campaign */
	bool		second_null;
} CrmLookup;

typedef struct CrmLookups CrmLookups;

/* A text's bytes; a short one as it lies in a row without a call. */
static inline const char *
crm_text_bytes(Datum value, int *len)
{
	text	   *t = (text *) DatumGetPointer(value);

	if (!VARATT_IS_1B(t) || VARATT_IS_1B_E(t))
		t = DatumGetTextPP(value);
	*len = VARSIZE_ANY_EXHDR(t);
	return VARDATA_ANY(t);
}

extern CrmLookups *crm_lookups_load(int64 tenant, bool with_campaigns,
									bool read_only);
extern void crm_lookups_words(const CrmLookups *lookups, CrmWords *words);
extern const CrmLookup *crm_lookup(const CrmLookups *lookups,
								   CrmLookupKind kind, const char *id,
								   int len);

#endif							/* CRM_SCORE_LOOKUP_H */

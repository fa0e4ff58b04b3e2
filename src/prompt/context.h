/*-------------------------------------------------------------------------
 *
 * context.h
 *	  The facts about a lead that a prompt is made of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_CONTEXT_H
#define CRM_PROMPT_CONTEXT_H

#include "datatype/timestamp.h"
#include "utils/jsonb.h"

#include "common/compat.h"
#include "common/json_cursor.h"
#include "prompt/clean.h"
#include "prompt/options.h"

/* The order is that of section_info in context.c. */
typedef enum CrmSection
{
	CRM_SECTION_LEAD,
	CRM_SECTION_CLIENT,
	CRM_SECTION_STATUS,
	CRM_SECTION_INSURANCE_TYPE,
	CRM_SECTION_MARKETING,
	CRM_SECTION_GUIDANCE,
	CRM_SECTION_NOTES,
	CRM_SECTION_AGENDA,
	CRM_SECTION_SCORE,
	CRM_SECTION_STAGE,
	CRM_SECTION_OPPORTUNITIES,
	CRM_SECTION_TIMELINE,
	CRM_SECTION_DOCUMENTS,
	CRM_SECTION_ADDRESS,
	CRM_SECTION_CONTACTS,
	CRM_SECTION_AGENT,
	CRM_SECTION_OTHER_LEADS,
	CRM_SECTION_SOURCE,
	CRM_SECTION_CAMPAIGN
} CrmSection;

#define CRM_SECTIONS (CRM_SECTION_CAMPAIGN + 1)
#define CRM_SECTION_BIT(section) (1U << (section))
#define CRM_DOCUMENTS 6

#define CRM_EVENT_FIELDS 11

/* A member of an event. */
typedef struct CrmField
{
	const char *key;
	char	   *text;			/* NULL: not there */
	bool		free;			/* somebody typed it */
} CrmField;

/* An event or a note. */
typedef struct CrmItem
{
	char	   *id;				/* communication:42 */
	char	   *date;			/* 2026-01-31, in the context's time zone */
	CrmField   *field;			/* of an event, until it is cleaned */
	int			minutes;		/* it took; 0: not known */
	Jsonb	   *json;			/* of an event only once it is cleaned */
	int			tokens;			/* of json as text; set by crm_count_items */
	bool		without_body;	/* that was too long */
} CrmItem;

/* Of more than so many older events a prompt only says that they are more. */
#define CRM_OLDER_NAMED 2000

/* The newest of a lead's events or notes, and how many more there are. */
typedef struct CrmItems
{
	CrmItem    *item;			/* newest first */
	int			count;
	int			most;			/* that are tried at all; set by render.c */
	int64		older;			/* not read; above CRM_OLDER_NAMED: at least
								 * so many */
	char	   *oldest_date;	/* of those; NULL if there are none */
} CrmItems;

/* A lookup's own template: what to tell a model about such leads. */
typedef struct CrmGuide
{
	const char *source;			/* status, insurance_type, ... */
	char	   *text;			/* Liquid; NULL: none */
} CrmGuide;

#define CRM_GUIDES 7

typedef struct CrmConsent
{
	bool		recorded;		/* there are marketing settings */
	bool		do_not_contact;
	bool		email;
	bool		sms;
	bool		call;
	bool		mail;
} CrmConsent;

/* What a lead's rows say at one moment; all in the current memory context. */
typedef struct CrmFacts
{
	int64		lead;
	int64		tenant;
	TimestampTz as_of;
	char	   *time_zone;
	char	   *as_of_text;		/* 2026-01-31T09:30:00-05:00, in that zone */
	char	   *today;			/* 2026-01-31, in that zone */
	char	   *agency;
	char	   *insurance_type_id;
	char	   *status_id;
	char	   *stage_id;		/* of the latest opportunity; NULL: none */
	char	   *preferred_language;
	char	   *preferred_channel;
	char	   *preferred_tone;
	CrmConsent	consent;
	CrmGuide	guides[CRM_GUIDES];
	Jsonb	   *section[CRM_SECTIONS];	/* NULL: nothing there */
	Jsonb	   *document[CRM_DOCUMENTS];
	CrmItems	notes;
	CrmItems	timeline;
	bool		not_scored;		/* nor computed: the history is too long */
} CrmFacts;

/* Who draws the fences around what others wrote. */
typedef enum CrmFencing
{
	CRM_FENCE_NONE,				/* nobody: the context stays JSON */
	CRM_FENCE_TEMPLATE,			/* the template, with fence.open, fence.close */
	CRM_FENCE_VALUES			/* each value that is free text has its own */
} CrmFencing;

/* Facts, cleaned and masked, and what else a template may read. */
typedef struct CrmContext
{
	CrmFacts   *facts;
	const CrmPromptOptions *options;
	const char *as_of_text;
	const char *agency;
	const char *language;
	const char *channel;		/* NULL: none */
	const char *tone;
	const char *instructions;
	char	   *fence_open;
	char	   *fence_close;
} CrmContext;

/* context_read.c */
extern CrmFacts *crm_facts_read(int64 lead, int64 tenant, bool have_tenant,
								TimestampTz as_of,
								const CrmPromptOptions *options,
								const char *channel, uint32 sections,
								int window, bool count_all);
pg_noreturn extern void crm_prompt_unknown_lead(int64 lead);

/* context.c */
extern uint32 crm_context_read_sections(const CrmJson *json);
extern const char *crm_section_name(CrmSection section);
extern int	crm_section_priority(CrmSection section);
extern bool crm_section_untrusted(CrmSection section);
extern bool crm_section_find(const char *name, int len, CrmSection *section);
extern CrmContext *crm_context_create(CrmFacts *facts,
									  const CrmPromptOptions *options,
									  const char *channel, CrmFencing fencing,
									  uint32 sections);
extern Jsonb *crm_context_build(const CrmContext *context, int events,
								int notes, uint32 sections);
extern int	crm_jsonb_tokens(Jsonb *jsonb, CrmEncoding encoding);
extern void crm_count_items(CrmItems *items, CrmEncoding encoding);
extern void crm_leave_out_body(CrmItem *item);
extern int	crm_event_window(const CrmPromptOptions *options, int budget);
extern char *crm_elision(const CrmItems *items, int kept, const char *noun);

#endif							/* CRM_PROMPT_CONTEXT_H */

/*-------------------------------------------------------------------------
 *
 * render.h
 *	  A prompt: a template rendered for a lead, cut to its budget.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_RENDER_H
#define CRM_PROMPT_RENDER_H

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

#include "prompt/context.h"
#include "prompt/template.h"

#define CRM_DEFAULT_BUDGET 4000

/* One turn of a prompt. */
typedef struct CrmMessage
{
	const char *role;			/* system, user or assistant */
	char	   *text;
	int			len;
	int			cache_break;	/* bytes before it; -1: none in this turn */
} CrmMessage;

/* What went in and what did not. */
typedef struct CrmChoice
{
	int			events;			/* newest so many */
	int			notes;			/* first so many */
	List	   *sections;		/* of the template: CrmTemplateSection */
} CrmChoice;

typedef struct CrmTemplateSection
{
	char	   *name;
	int			priority;
	int			tokens;
	bool		kept;
} CrmTemplateSection;

typedef struct CrmPrompt
{
	CrmTemplate *template;
	CrmContext *context;
	int			budget;
	int			tokens;			/* of the text */
	List	   *messages;		/* CrmMessage */
	char	   *text;			/* the messages, a blank line between them */
	int			len;
	CrmChoice	choice;
} CrmPrompt;

/* Who asks for what: the arguments of the prompt functions. */
typedef struct CrmPromptRequest
{
	int64		lead;
	const char *purpose;
	int			budget;			/* 0: the default */
	TimestampTz as_of;
	CrmPromptOptions options;
	int64		tenant;
	bool		have_tenant;
	bool		manifest;		/* one is made of it: count all events */
} CrmPromptRequest;

extern CrmPrompt *crm_prompt_render(const CrmPromptRequest *request);
extern List *crm_split_messages(StringInfo rendered, List *marks);
extern char *crm_join_messages(List *messages, int *len);

/* manifest.c */
extern Jsonb *crm_prompt_manifest(const CrmPrompt *prompt);
extern Jsonb *crm_lead_context_fit(CrmContext *context, int budget,
								   uint32 sections);

/* provider.c */
extern Jsonb *crm_provider_request(const CrmPrompt *prompt,
								   const char *provider);

#endif							/* CRM_PROMPT_RENDER_H */

/*-------------------------------------------------------------------------
 *
 * options.h
 *	  The options argument of the prompt functions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_OPTIONS_H
#define CRM_PROMPT_OPTIONS_H

#include "utils/jsonb.h"

#include "prompt/redaction.h"
#include "token/tokens.h"

/* Strings are NULL where the option is not given. */
typedef struct CrmPromptOptions
{
	const char *channel;
	const char *currency;
	const char *instructions;
	const char *language;
	const char *locale;
	const char *time_zone;
	const char *tone;
	CrmEncoding encoding;		/* by which the budget is held */
	int64		template_id;	/* 0: resolve one */
	int			max_events;		/* -1: as many as the budget holds */
	uint32		sections;		/* bits of CrmSection; those to include */
	bool		redacts;		/* false: nothing is masked */
	CrmRedactOptions redact;
} CrmPromptOptions;

extern void crm_prompt_read_options(CrmPromptOptions *options, Jsonb *jsonb);
extern bool crm_is_channel(const char *name, int len);

#endif							/* CRM_PROMPT_OPTIONS_H */

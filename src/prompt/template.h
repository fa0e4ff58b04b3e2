/*-------------------------------------------------------------------------
 *
 * template.h
 *	  Which stored template a prompt is made from.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_TEMPLATE_H
#define CRM_PROMPT_TEMPLATE_H

#include "datatype/timestamp.h"
#include "utils/jsonb.h"

#include "prompt/options.h"

typedef struct CrmTemplate
{
	int64		id;
	char	   *purpose;
	int			version;
	char	   *body;
	Jsonb	   *output_schema;	/* NULL: free text */
	char	   *model_hint;		/* NULL: none */
	int			max_tokens;		/* 0: not said */
	char	   *channel;		/* the answer goes out on; NULL: stays inside */
	char	   *reason;			/* why this one, for people */
} CrmTemplate;

extern CrmTemplate *crm_template_resolve(int64 lead, int64 tenant,
										 bool have_tenant, const char *purpose,
										 TimestampTz as_of,
										 const CrmPromptOptions *options);
extern const char *crm_purpose_channel(const char *purpose);

#endif							/* CRM_PROMPT_TEMPLATE_H */

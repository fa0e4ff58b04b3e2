/*-------------------------------------------------------------------------
 *
 * prompt.c
 *	  The SQL faces of contexts and prompts: arguments in, values out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "prompt/render.h"

static int
read_budget(FunctionCallInfo fcinfo, int argument)
{
	int			budget;

	if (PG_ARGISNULL(argument))
		return CRM_DEFAULT_BUDGET;
	budget = PG_GETARG_INT32(argument);
	if (budget <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("token_budget must be positive"),
				 errdetail("It is %d.", budget),
				 errhint("Leave it out for %d.", CRM_DEFAULT_BUDGET)));
	return budget;
}

/* A null for "argument" where null has no meaning. */
static void
refuse_null(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", name)));
}

/* lead, purpose, token_budget, as_of, options, tenant; is a manifest made? */
static CrmPrompt *
requested_prompt(FunctionCallInfo fcinfo, bool manifest)
{
	CrmPromptRequest *request = palloc0(sizeof(CrmPromptRequest));

	refuse_null(fcinfo, 0, "lead");
	refuse_null(fcinfo, 1, "purpose");
	refuse_null(fcinfo, 3, "as_of");
	refuse_null(fcinfo, 4, "options");
	request->lead = PG_GETARG_INT64(0);
	request->purpose = text_to_cstring(PG_GETARG_TEXT_PP(1));
	request->budget = read_budget(fcinfo, 2);
	request->as_of = PG_GETARG_TIMESTAMPTZ(3);
	crm_prompt_read_options(&request->options, PG_GETARG_JSONB_P(4));
	request->have_tenant = !PG_ARGISNULL(5);
	request->tenant = request->have_tenant ? PG_GETARG_INT64(5) : 0;
	request->manifest = manifest;
	return crm_prompt_render(request);
}

/* crm.render_prompt(lead, purpose, token_budget, as_of, options, tenant) */
PG_FUNCTION_INFO_V1(crm_render_prompt);
Datum
crm_render_prompt(PG_FUNCTION_ARGS)
{
	CrmPrompt  *prompt = requested_prompt(fcinfo, false);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(prompt->text, prompt->len));
}

/* crm.explain_prompt(lead, purpose, token_budget, as_of, options, tenant) */
PG_FUNCTION_INFO_V1(crm_explain_prompt);
Datum
crm_explain_prompt(PG_FUNCTION_ARGS)
{
	PG_RETURN_JSONB_P(crm_prompt_manifest(requested_prompt(fcinfo, true)));
}

/* crm.render_messages(lead, ..., tenant, provider) */
PG_FUNCTION_INFO_V1(crm_render_messages);
Datum
crm_render_messages(PG_FUNCTION_ARGS)
{
	refuse_null(fcinfo, 6, "provider");
	PG_RETURN_JSONB_P(crm_provider_request(requested_prompt(fcinfo, false),
										   text_to_cstring(PG_GETARG_TEXT_PP(6))));
}

/* crm.lead_context(lead, token_budget, as_of, options, tenant) */
PG_FUNCTION_INFO_V1(crm_lead_context);
Datum
crm_lead_context(PG_FUNCTION_ARGS)
{
	CrmPromptOptions options;
	CrmFacts   *facts;
	CrmContext *context;
	int			budget;

	refuse_null(fcinfo, 0, "lead");
	refuse_null(fcinfo, 2, "as_of");
	refuse_null(fcinfo, 3, "options");
	budget = read_budget(fcinfo, 1);
	crm_prompt_read_options(&options, PG_GETARG_JSONB_P(3));
	facts = crm_facts_read(PG_GETARG_INT64(0),
						   PG_ARGISNULL(4) ? 0 : PG_GETARG_INT64(4),
						   !PG_ARGISNULL(4), PG_GETARG_TIMESTAMPTZ(2),
						   &options, options.channel, options.sections,
						   crm_event_window(&options, budget), true);
	context = crm_context_create(facts, &options,
								 options.channel ? options.channel
								 : facts->preferred_channel,
								 CRM_FENCE_NONE, options.sections);
	PG_RETURN_JSONB_P(crm_lead_context_fit(context, budget,
										   options.sections));
}

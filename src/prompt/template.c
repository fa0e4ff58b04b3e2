/*-------------------------------------------------------------------------
 *
 * template.c
 *	  Which stored template a prompt is made from: the most specific active
 *	  one for the lead, or the one the caller names.
 *
 * A template fits a lead when each of its targets (status, insurance type,
 * stage, channel, language) is null or the lead's own.  Among those that fit:
 * the tenant's own before shared ones; then the one with more targets; then by
 * which, status before insurance type before stage before channel before
 * language; then the newest version.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "nodes/parsenodes.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/error.h"
#include "common/spi.h"
#include "prompt/context.h"
#include "prompt/template.h"
#include "tenant/tenant.h"

#define EQ " OPERATOR(pg_catalog.=) "

/*
 * $1 lead, $2 tenant, $3 purpose, $4 channel, $5 language, $6 as_of, $7 id of
 * the template or null.  One row with nulls if no template fits, none if there
 * is no such lead.
 */
static CrmPlan plan_resolve = {
	"SELECT t.id, t.version, t.body, t.output_schema, t.model_hint, t.max_tokens, t.channel,"
	" t.tenant_id IS NOT NULL, t.lead_status_id, t.insurance_type_id, t.opportunity_stage_id,"
	" t.channel, t.language, t.status, t.purpose, pg_catalog.count(*) OVER ()"
	" FROM (SELECT l.insurance_type_id, l.status_id,"
	"   coalesce($4, c.preferred_channel) AS channel,"
	"   pg_catalog.lower(coalesce($5, c.preferred_language, 'en')) AS language,"
	"   (SELECT q.stage_id FROM crm.opportunities q"
	"     WHERE q.lead_id" EQ "l.id AND q.tenant_id" EQ "$2"
	"       AND q.created_at OPERATOR(pg_catalog.<=) $6"
	"     ORDER BY q.created_at DESC, q.id DESC LIMIT 1) AS stage_id"
	"  FROM crm.leads l"
	"  JOIN crm.clients c ON c.id" EQ "l.client_id AND c.tenant_id" EQ "$2"
	"  WHERE l.id" EQ "$1 AND l.tenant_id" EQ "$2) x"
	" LEFT JOIN crm.ai_templates t ON"
	"  CASE WHEN $7 IS NOT NULL THEN"
	"   t.id" EQ "$7 AND (t.tenant_id IS NULL OR t.tenant_id" EQ "$2)"
	"  ELSE t.purpose" EQ "$3 AND t.status" EQ "'active'"
	"   AND (t.tenant_id IS NULL OR t.tenant_id" EQ "$2)"
	"   AND (t.lead_status_id IS NULL OR t.lead_status_id" EQ "x.status_id)"
	"   AND (t.insurance_type_id IS NULL OR t.insurance_type_id" EQ "x.insurance_type_id)"
	"   AND (t.opportunity_stage_id IS NULL OR t.opportunity_stage_id" EQ "x.stage_id)"
	"   AND (t.channel IS NULL OR t.channel" EQ "x.channel)"
	"   AND (t.language IS NULL OR pg_catalog.lower(t.language)" EQ "x.language"
	"        OR pg_catalog.lower(t.language)" EQ "pg_catalog.split_part(x.language, '-', 1)) END"
	" ORDER BY t.tenant_id IS NOT NULL DESC,"
	"  pg_catalog.num_nonnulls(t.lead_status_id, t.insurance_type_id, t.opportunity_stage_id,"
	"                          t.channel, t.language) DESC,"
	"  t.lead_status_id IS NOT NULL DESC, t.insurance_type_id IS NOT NULL DESC,"
	"  t.opportunity_stage_id IS NOT NULL DESC, t.channel IS NOT NULL DESC,"
	"  pg_catalog.length(t.language) DESC NULLS LAST, t.version DESC, t.id DESC"
	" LIMIT 1",
	7, {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

static CrmPlan plan_purposes = {
	"SELECT DISTINCT t.purpose FROM crm.ai_templates t"
	" WHERE t.status" EQ "'active' AND (t.tenant_id IS NULL OR t.tenant_id" EQ "$1)"
	" ORDER BY 1",
	1, {INT8OID}
};

/*
 * The channel that a purpose's name fixes: follow_up_email goes out by e-mail;
 * NULL where it fixes none.
 */
const char *
crm_purpose_channel(const char *purpose)
{
	const char *last = strrchr(purpose, '_');

	if (strcmp(purpose, "call_script") == 0)
		return "call";
	if (last != NULL && crm_is_channel(last + 1, strlen(last + 1)))
		return last + 1;
	return NULL;
}

/* No template fits: because nobody ever wrote one for this purpose? */
static void
no_template(const char *purpose, int64 tenant)
{
	Datum		values[1] = {Int64GetDatum(tenant)};
	StringInfoData known;
	const char **names;
	const char *nearest;
	bool		exists = false;
	uint64		n;
	uint64		i;

	n = crm_plan_execute(&plan_purposes, values, NULL, true, 0);
	names = palloc(Max(n, 1) * sizeof(char *));
	initStringInfo(&known);
	for (i = 0; i < n; i++)
	{
		names[i] = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
								1);
		exists = exists || strcmp(names[i], purpose) == 0;
		appendStringInfo(&known, "%s%s", i ? ", " : "", names[i]);
	}
	if (exists)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("no template fits this lead"),
				 errdetail("Every active template for \"%s\" is for another status, insurance type, stage, channel or language.",
						   purpose),
				 errhint("Publish one without targets with crm.publish_template.")));
	nearest = crm_nearest_name(purpose, strlen(purpose), names, (int) n);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown purpose"),
			 errdetail("There is no active template for \"%s\".",
					   crm_shorten(purpose, strlen(purpose), 60)),
			 nearest
			 ? errhint("Did you mean \"%s\"? Known are %s.", nearest, known.data)
			 : errhint("Known are %s.", n > 0 ? known.data : "none")));
}

static char *
column_text(int column, MemoryContext out)
{
	char	   *value = SPI_getvalue(SPI_tuptable->vals[0],
									 SPI_tuptable->tupdesc, column);

	return value ? MemoryContextStrdup(out, value) : NULL;
}

/* Why this template, in words. */
static char *
explain_choice(const CrmTemplate *template, int64 candidates, bool named)
{
	static const struct
	{
		int			column;
		const char *what;
	}			targets[] =
	{
		{9, "lead status"}, {10, "insurance type"}, {11, "opportunity stage"},
		{12, "channel"}, {13, "language"}
	};
	StringInfoData text;
	bool		isnull;
	int			n = 0;
	int			i;

	initStringInfo(&text);
	appendStringInfo(&text, "%s version %d: ", template->purpose,
					 template->version);
	if (named)
	{
		appendStringInfoString(&text, "asked for by its id");
		return text.data;
	}
	appendStringInfoString(&text,
						   DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0],
													  SPI_tuptable->tupdesc, 8,
													  &isnull))
						   ? "the tenant's own template" : "the shared template");
	for (i = 0; i < lengthof(targets); i++)
	{
		char	   *value = SPI_getvalue(SPI_tuptable->vals[0],
										 SPI_tuptable->tupdesc,
										 targets[i].column);

		if (value != NULL)
			appendStringInfo(&text, "%s %s %s", n++ ? "," : " for",
							 targets[i].what, value);
	}
	if (n == 0)
		appendStringInfoString(&text, " for any lead");
	if (candidates > 1)
		appendStringInfo(&text, "; the most specific of " INT64_FORMAT " that fit",
						 candidates);
	else
		appendStringInfoString(&text, "; the only one that fits");
	return text.data;
}

/* A template named by its id must be published, for this purpose. */
static void
check_named(int64 id, const char *purpose)
{
	char	   *status = SPI_getvalue(SPI_tuptable->vals[0],
									  SPI_tuptable->tupdesc, 14);
	char	   *its_purpose = SPI_getvalue(SPI_tuptable->vals[0],
										   SPI_tuptable->tupdesc, 15);

	if (status == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("template " INT64_FORMAT " does not exist", id),
				 errhint("crm.resolve_template gives the id for a lead and purpose.")));
	if (strcmp(its_purpose, purpose) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("template " INT64_FORMAT " is for another purpose", id),
				 errdetail("It is for \"%s\", not for \"%s\".", its_purpose,
						   crm_shorten(purpose, strlen(purpose), 60))));
	if (strcmp(status, "retired") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("template " INT64_FORMAT " is retired", id),
				 errhint("Leave option template_id out, or call crm.resolve_template again.")));
}

static const char *
outgoing_channel(const char *purpose, const CrmPromptOptions *options)
{
	const char *fixed = crm_purpose_channel(purpose);

	if (fixed != NULL && options->channel != NULL &&
		strcmp(fixed, options->channel) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("purpose \"%s\" has its own channel", purpose),
				 errdetail("It goes out by %s; option channel says %s.", fixed,
						   options->channel),
				 errhint("Leave the option out, or choose another purpose.")));
	return fixed ? fixed : options->channel;
}

/*
 * The template for a lead and purpose; throws for an unknown lead or purpose.
 */
CrmTemplate *
crm_template_resolve(int64 lead, int64 tenant, bool have_tenant,
					 const char *purpose, TimestampTz as_of,
					 const CrmPromptOptions *options)
{
	MemoryContext out = CurrentMemoryContext;
	const char *channel = outgoing_channel(purpose, options);
	CrmTemplate *template = palloc0(sizeof(CrmTemplate));
	bool		named = options->template_id != 0;
	Datum		values[7];
	char		nulls[7];
	HeapTuple	row;
	TupleDesc	desc;
	bool		isnull;
	Datum		value;

	if (!have_tenant)
		crm_prompt_unknown_lead(lead);
	memset(nulls, ' ', sizeof(nulls));
	values[0] = Int64GetDatum(lead);
	values[1] = Int64GetDatum(tenant);
	values[2] = CStringGetTextDatum(purpose);
	if (channel != NULL)
		values[3] = CStringGetTextDatum(channel);
	else
		nulls[3] = 'n';
	if (options->language != NULL)
		values[4] = CStringGetTextDatum(options->language);
	else
		nulls[4] = 'n';
	values[5] = TimestampTzGetDatum(as_of);
	values[6] = Int64GetDatum(options->template_id);
	if (!named)
		nulls[6] = 'n';

	crm_spi_connect();
	if (crm_plan_execute(&plan_resolve, values, nulls, true, 1) == 0)
		crm_prompt_unknown_lead(lead);
	row = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	if (named)
		check_named(options->template_id, purpose);
	value = SPI_getbinval(row, desc, 1, &isnull);
	if (isnull)
		no_template(purpose, tenant);
	template->id = DatumGetInt64(value);
	template->purpose = MemoryContextStrdup(out, purpose);
	template->version = DatumGetInt32(SPI_getbinval(row, desc, 2, &isnull));
	template->body = column_text(3, out);
	value = SPI_getbinval(row, desc, 4, &isnull);
	if (!isnull)
	{
		MemoryContext old = MemoryContextSwitchTo(out);

		template->output_schema = DatumGetJsonbPCopy(value);
		MemoryContextSwitchTo(old);
	}
	template->model_hint = column_text(5, out);
	value = SPI_getbinval(row, desc, 6, &isnull);
	template->max_tokens = isnull ? 0 : DatumGetInt32(value);
	template->channel = channel ? MemoryContextStrdup(out, channel)
		: column_text(7, out);
	value = SPI_getbinval(row, desc, 16, &isnull);
	template->reason = MemoryContextStrdup(out,
										   explain_choice(template,
														  DatumGetInt64(value),
														  named));
	crm_spi_finish();
	return template;
}

/* crm.resolve_template(lead, purpose, options, tenant) */
PG_FUNCTION_INFO_V1(crm_resolve_template);
Datum
crm_resolve_template(PG_FUNCTION_ARGS)
{
	CrmPromptOptions options;
	CrmTemplate *template;
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	crm_prompt_read_options(&options, PG_GETARG_JSONB_P(2));
	template = crm_template_resolve(PG_GETARG_INT64(0),
									PG_ARGISNULL(3) ? 0 : PG_GETARG_INT64(3),
									!PG_ARGISNULL(3),
									text_to_cstring(PG_GETARG_TEXT_PP(1)),
									DT_NOEND, &options);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "crm.resolve_template must return a row");
	desc = BlessTupleDesc(desc);
	values[0] = Int64GetDatum(template->id);
	values[1] = Int32GetDatum(template->version);
	values[2] = CStringGetTextDatum(template->reason);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

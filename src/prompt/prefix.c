/*-------------------------------------------------------------------------
 *
 * prefix.c
 *	  What all prompts of one template version begin with: the text before its
 *	  cache break, which providers keep between calls.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "common/spi.h"
#include "liquid/liquid.h"
#include "prompt/json_build.h"
#include "prompt/render.h"
#include "token/tokens.h"

static CrmPlan plan_body = {
	"SELECT t.body FROM crm.ai_templates t WHERE t.id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}
};

static char *
read_body(int64 id)
{
	MemoryContext out = CurrentMemoryContext;
	Datum		values[1] = {Int64GetDatum(id)};
	char	   *body;

	crm_spi_connect();
	if (crm_plan_execute(&plan_body, values, NULL, true, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("template " INT64_FORMAT " does not exist", id),
				 errhint("crm.resolve_template gives the id for a lead and purpose.")));
	body = MemoryContextStrdup(out,
							   SPI_getvalue(SPI_tuptable->vals[0],
											SPI_tuptable->tupdesc, 1));
	crm_spi_finish();
	return body;
}

/*
 * The turns up to the last cache break, with nothing known about any lead.
 * crm.publish_template refuses variables in this part, so every lead gets the
 * same.
 */
static char *
render_prefix(const char *body, int *len)
{
	CrmJsonBuild build = NULL;
	CrmLiquidOptions options = {0};
	StringInfoData rendered;
	StringInfoData prefix;
	List	   *marks = NIL;
	List	   *messages;
	ListCell   *cell;
	int			upto = -1;

	crm_build_begin_object(&build, NULL);
	options.lenient = true;
	initStringInfo(&rendered);
	crm_liquid_render(crm_liquid_get(body, strlen(body), NULL,
									 CRM_LIQUID_CRM),
					  NULL, crm_build_finish_object(&build), &options,
					  &rendered, &marks);
	messages = crm_split_messages(&rendered, marks);
	foreach(cell, messages)
	{
		if (((CrmMessage *) lfirst(cell))->cache_break >= 0)
			upto = foreach_current_index(cell);
	}
	initStringInfo(&prefix);
	foreach(cell, messages)
	{
		CrmMessage *message = lfirst(cell);
		int			i = foreach_current_index(cell);

		if (i > upto)
			break;
		if (prefix.len > 0)
			appendBinaryStringInfo(&prefix, "\n\n", 2);
		appendBinaryStringInfo(&prefix, message->text,
							   i == upto ? message->cache_break
							   : message->len);
	}
	*len = prefix.len;
	return prefix.data;
}

static char *
sha256_hex(const char *data, int len)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	uint8		digest[PG_SHA256_DIGEST_LENGTH];
	char	   *hex = palloc(2 * sizeof(digest) + 1);

	if (pg_cryptohash_init(hash) < 0 ||
		pg_cryptohash_update(hash, (const uint8 *) data, len) < 0 ||
		pg_cryptohash_final(hash, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not compute a SHA-256 hash: %s",
			 pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	hex_encode((const char *) digest, sizeof(digest), hex);
	hex[2 * sizeof(digest)] = '\0';
	return hex;
}

/* crm.template_prefix(template) */
PG_FUNCTION_INFO_V1(crm_template_prefix);
Datum
crm_template_prefix(PG_FUNCTION_ARGS)
{
	char	   *prefix;
	int			len;
	TupleDesc	desc;
	Datum		values[4];
	bool		nulls[4] = {false, false, false, false};

	prefix = render_prefix(read_body(PG_GETARG_INT64(0)), &len);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "crm.template_prefix must return a row");
	desc = BlessTupleDesc(desc);
	values[0] = CStringGetTextDatum(sha256_hex(prefix, len));
	values[1] = Int32GetDatum(crm_count_tokens(prefix, len));
	values[2] = Int32GetDatum(len);
	values[3] = PointerGetDatum(cstring_to_text_with_len(prefix, len));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/*-------------------------------------------------------------------------
 *
 * store.c
 *	  The models in crm.score_models: the one in force, or one by its name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "common/error.h"
#include "common/spi.h"
#include "score/gather.h"

static CrmPlan active_model = {
	"SELECT m.name, m.version, m.definition, t.timezone"
	" FROM crm.tenants t, crm.score_models m"
	" WHERE t.id OPERATOR(pg_catalog.=) $1"
	" AND m.status OPERATOR(pg_catalog.=) 'active'"
	" AND (m.tenant_id IS NULL OR m.tenant_id OPERATOR(pg_catalog.=) $1)"
	" ORDER BY m.tenant_id NULLS LAST, m.is_builtin LIMIT 1",
	1, {INT8OID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

/* $3 the version, null: the newest. */
static CrmPlan named_model = {
	"SELECT m.name, m.version, m.definition, t.timezone"
	" FROM crm.tenants t, crm.score_models m"
	" WHERE t.id OPERATOR(pg_catalog.=) $1"
	" AND m.name OPERATOR(pg_catalog.=) $2"
	" AND ($3 IS NULL OR m.version OPERATOR(pg_catalog.=) $3)"
	" AND (m.tenant_id IS NULL OR m.tenant_id OPERATOR(pg_catalog.=) $1)"
	" ORDER BY m.version DESC, m.tenant_id NULLS LAST LIMIT 1",
	3, {INT8OID, TEXTOID, INT4OID}
};

static CrmPlan known_models = {
	"SELECT pg_catalog.string_agg(pg_catalog.format('%s:%s', m.name, m.version), ', '"
	" ORDER BY m.name, m.version) FROM crm.score_models m"
	" WHERE m.tenant_id IS NULL OR m.tenant_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}
};

static CrmPlan tenant_exists = {
	"SELECT 1 FROM crm.tenants t WHERE t.id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}
};

/*
 * Another's tenant is as unknown to a role as one that does not exist, and
 * then it is no use to speak of models.
 */
static void
require_tenant(int64 tenant)
{
	Datum		args[1] = {Int64GetDatum(tenant)};

	if (crm_plan_execute(&tenant_exists, args, NULL, true, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("tenant " INT64_FORMAT " does not exist", tenant),
				 errdetail("There is no such tenant, or this role may not act for it."),
				 errhint("Look it up in crm.tenants; crm.may_act_for tells which this role may act for.")));
}

/* Takes the row of SPI_tuptable over. */
static void
take_model(int64 tenant, CrmActiveModel *active)
{
	HeapTuple	row = SPI_tuptable->vals[0];
	TupleDesc	desc = SPI_tuptable->tupdesc;
	bool		isnull;
	char	   *zone;

	active->name = SPI_getvalue(row, desc, 1);
	active->version = DatumGetInt32(SPI_getbinval(row, desc, 2, &isnull));
	active->model = crm_model_cached(DatumGetJsonbP(SPI_getbinval(row, desc, 3, &isnull)));
	zone = SPI_getvalue(row, desc, 4);
	active->zone = pg_tzset(zone);
	if (active->zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the time zone of tenant " INT64_FORMAT " is not known", tenant),
				 errdetail("It is \"%s\".", zone),
				 errhint("Set crm.tenants.timezone to a name in pg_timezone_names.")));
	SPI_freetuptable(SPI_tuptable);
}

/*
 * The tenant's own active model, or else everybody's.  Lives in
 * CurrentMemoryContext.  SPI must be connected.
 */
void
crm_load_model(int64 tenant, CrmActiveModel *active)
{
	Datum		args[1] = {Int64GetDatum(tenant)};

	if (crm_plan_execute(&active_model, args, NULL, true, 1) == 0)
	{
		require_tenant(tenant);
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no score model is active"),
				 errdetail("Neither tenant " INT64_FORMAT " nor everybody has an active model, or this role may not read it.",
						   tenant),
				 errhint("Publish one with crm.publish_score_model, or activate one: UPDATE crm.score_models SET status = 'active' ...")));
	}
	take_model(tenant, active);
}

/* The model called "name" (its newest version) or "name:version". */
void
crm_load_named_model(int64 tenant, const char *name, CrmActiveModel *active)
{
	Datum		args[3];
	char		nulls[4] = "  n";
	const char *colon = strchr(name, ':');
	char	   *known = NULL;

	args[0] = Int64GetDatum(tenant);
	args[1] = PointerGetDatum(cstring_to_text_with_len(name, colon ? colon - name : strlen(name)));
	args[2] = (Datum) 0;
	if (colon)
	{
		char	   *end;
		long		version = strtol(colon + 1, &end, 10);

		if (colon[1] != '\0' && *end == '\0' && version > 0 && version < PG_INT32_MAX)
		{
			args[2] = Int32GetDatum((int32) version);
			nulls[2] = ' ';
		}
		else
			args[1] = PointerGetDatum(cstring_to_text(name));
	}
	if (crm_plan_execute(&named_model, args, nulls, true, 1) == 0)
	{
		if (crm_plan_execute(&known_models, args, NULL, true, 1) > 0)
			known = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("score model \"%s\" does not exist",
						crm_shorten(name, strlen(name), 60)),
				 errdetail("There are: %s.", known ? known : "none"),
				 errhint("Name a model, 'default' for its newest version or 'default:1' for that one.")));
	}
	take_model(tenant, active);
}

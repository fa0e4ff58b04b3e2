/*-------------------------------------------------------------------------
 *
 * tenant.c
 *	  The tenant a session acts for: the setting crm.tenant_id or, where it is
 *	  unset, tenant 1 if it is the only one.
 *
 * A role listed in crm.tenant_members, by itself or through a group role, may
 * act only for the tenants it is listed for.  Both tables are read here
 * directly, not by SPI: the answer must not depend on what the asking role may
 * read, and the policies on them ask this very function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "common/compat.h"
#include "tenant/tenant.h"

PG_FUNCTION_INFO_V1(crm_current_tenant);

/* The setting's text, and its value: 0 where it is empty. */
static char *tenant_setting = NULL;
static int64 setting_tenant = 0;

/*
 * The last answer, good for one command of one transaction by one role: a COPY
 * of a million rows looks it up once.
 */
static struct
{
	LocalTransactionId lxid;
	CommandId	command;
	Oid			user;
	Oid			session_user;
	int64		setting;
	bool		known;
	int64		tenant;
} last_answer;

static bool
check_tenant_setting(char **newval, void **extra, GucSource source)
{
	int64		value = 0;
	int64	   *parsed;
	const char *p = *newval;

	for (; *p; p++)
	{
		if (*p < '0' || *p > '9' || value > (PG_INT64_MAX - 9) / 10)
		{
			GUC_check_errdetail("A tenant is a positive whole number.");
			return false;
		}
		value = value * 10 + (*p - '0');
	}
	if (value == 0 && **newval != '\0')
	{
		GUC_check_errdetail("A tenant is a positive whole number.");
		return false;
	}
	parsed = malloc(sizeof(int64));
	if (parsed == NULL)
		return false;
	*parsed = value;
	*extra = parsed;
	return true;
}

static void
assign_tenant_setting(const char *newval, void *extra)
{
	setting_tenant = *(int64 *) extra;
}

void
crm_tenant_define_settings(void)
{
	DefineCustomStringVariable("crm.tenant_id",
							   "The tenant this session reads and writes.",
							   "Empty: tenant 1 if it is the only tenant, else none.",
							   &tenant_setting, "", PGC_USERSET, 0,
							   check_tenant_setting, assign_tenant_setting,
							   NULL);
}

static Relation
open_crm_table(const char *name)
{
	Oid			schema = get_namespace_oid("crm", false);
	Oid			table = get_relname_relid(name, schema);

	if (!OidIsValid(table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"crm.%s\" does not exist", name)));
	return table_open(table, AccessShareLock);
}

static Datum
column_value(HeapTuple tuple, Relation table, const char *column)
{
	bool		isnull;
	AttrNumber	attno = get_attnum(RelationGetRelid(table), column);
	Datum		value;

	value = heap_getattr(tuple, attno, RelationGetDescr(table), &isnull);
	if (isnull)
		elog(ERROR, "unexpected null in column \"%s\"", column);
	return value;
}

/* Tenant 1, if there is no other. */
static bool
only_tenant(int64 *tenant)
{
	Relation	table = open_crm_table("tenants");
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		only_first = true;
	int			seen = 0;

	scan = systable_beginscan(table, InvalidOid, false, GetActiveSnapshot(),
							  0, NULL);
	while (only_first && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		seen++;
		only_first = seen == 1 &&
			DatumGetInt64(column_value(tuple, table, "id")) == 1;
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);
	*tenant = 1;
	return only_first && seen == 1;
}

/*
 * May the role act for the tenant?  A role that is listed for no tenant may act
 * for each.  A superuser is a member of the roles it was granted, no more.
 */
static void
check_membership(Oid role, int64 tenant)
{
	Relation	table = open_crm_table("tenant_members");
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		listed = false;
	bool		allowed = false;

	scan = systable_beginscan(table, InvalidOid, false, GetActiveSnapshot(),
							  0, NULL);
	while (!allowed && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Name		name = DatumGetName(column_value(tuple, table, "role_name"));
		Oid			member_of = get_role_oid(NameStr(*name), true);

		if (!OidIsValid(member_of) ||
			!is_member_of_role_nosuper(role, member_of))
			continue;
		listed = true;
		allowed = DatumGetInt64(column_value(tuple, table, "tenant_id")) == tenant;
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);

	if (listed && !allowed)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" may not act for tenant " INT64_FORMAT,
						GetUserNameFromId(role, false), tenant),
				 errdetail("The role is listed in crm.tenant_members for other tenants only."),
				 errhint("Set crm.tenant_id to a tenant the role is listed for, or have it listed.")));
}

/*
 * The current tenant; false where there is none.  Throws if the session's role
 * may not act for it.
 */
bool
crm_tenant_current(int64 *tenant)
{
	LocalTransactionId lxid = CRM_MY_LXID;
	CommandId	command = GetCurrentCommandId(false);
	bool		known;

	if (last_answer.lxid == lxid && last_answer.command == command &&
		last_answer.setting == setting_tenant &&
		last_answer.user == GetUserId() &&
		last_answer.session_user == GetSessionUserId() &&
		lxid != InvalidLocalTransactionId)
	{
		*tenant = last_answer.tenant;
		return last_answer.known;
	}

	*tenant = setting_tenant;
	known = setting_tenant != 0 || only_tenant(tenant);
	if (known)
	{
		check_membership(GetUserId(), *tenant);
		if (GetSessionUserId() != GetUserId())
			check_membership(GetSessionUserId(), *tenant);
	}

	last_answer.lxid = lxid;
	last_answer.command = command;
	last_answer.user = GetUserId();
	last_answer.session_user = GetSessionUserId();
	last_answer.setting = setting_tenant;
	last_answer.known = known;
	last_answer.tenant = *tenant;

	return known;
}

/* The current tenant; throws where there is none. */
int64
crm_tenant_require(void)
{
	int64		tenant;

	if (!crm_tenant_current(&tenant))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no current tenant"),
				 errdetail("The setting crm.tenant_id is empty, and tenant 1 is not the only tenant."),
				 errhint("Choose one: SET crm.tenant_id = '1'.")));
	return tenant;
}

/*
 * crm.current_tenant(required boolean) -> bigint
 *
 * Null where there is none, or, if required, an error that says how to set it.
 */
Datum
crm_current_tenant(PG_FUNCTION_ARGS)
{
	int64		tenant;

	if (PG_GETARG_BOOL(0))
		PG_RETURN_INT64(crm_tenant_require());
	if (!crm_tenant_current(&tenant))
		PG_RETURN_NULL();
	PG_RETURN_INT64(tenant);
}

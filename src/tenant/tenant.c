/*-------------------------------------------------------------------------
 *
 * tenant.c
 *	  The tenant a session acts for: the setting crm.tenant_id or, where it is
 *	  unset, tenant 1 if it is the only one.
 *
 * Which roles may act for which tenants is membership.c's to say.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"

#include "tenant/membership.h"
#include "tenant/tenant.h"

PG_FUNCTION_INFO_V1(crm_current_tenant);
PG_FUNCTION_INFO_V1(crm_may_act_for);

/* The setting's text, and its value: 0 where it is empty. */
static char *tenant_setting = NULL;
static int64 setting_tenant = 0;

/*
 * The last answer, for as long as nothing it came from changes: it is the
 * default of a column, and a COPY asks a million times.
 */
static struct
{
	uint64		generation;		/* of the two tables: membership.c */
	Oid			user;
	Oid			session_user;
	int64		setting;
	bool		known;
	int64		tenant;
}			last_answer;

/* The number in the setting; false if it is none. */
static bool
parse_tenant(const char *text, int64 *tenant)
{
	const char *p;

	*tenant = 0;
	for (p = text; *p; p++)
	{
		int			digit = *p - '0';

		if (digit < 0 || digit > 9 ||
			*tenant > (PG_INT64_MAX - digit) / 10)
			return false;
		*tenant = *tenant * 10 + digit;
	}
	return *tenant > 0 || *text == '\0';
}

static bool
check_tenant_setting(char **newval, void **extra, GucSource source)
{
	int64		tenant;

	if (parse_tenant(*newval, &tenant))
		return true;
	GUC_check_errdetail("A tenant is a positive whole number.");
	GUC_check_errhint("The tenants are in crm.tenants; empty means none in particular.");
	return false;
}

static void
assign_tenant_setting(const char *newval, void *extra)
{
	(void) parse_tenant(newval, &setting_tenant);
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

static void
refuse(Oid role, int64 tenant)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("role \"%s\" may not act for tenant " INT64_FORMAT,
					GetUserNameFromId(role, false), tenant),
			 crm_membership_is_listed(role) ?
			 errdetail("crm.tenant_members lists the role, or a role it is a member of, for other tenants only.") :
			 errdetail("The tenant is for members only, and crm.tenant_members lists neither the role nor a role it is a member of."),
			 errhint("Set crm.tenant_id to a tenant it is listed for, or have it listed by crm.grant_access.")));
}

/*
 * The current tenant; false where there is none.  Throws if the current user,
 * or the one who logged in, may not act for it.
 */
bool
crm_tenant_current(int64 *tenant)
{
	Oid			user = GetUserId();
	Oid			session_user = GetSessionUserId();
	uint64		generation;
	bool		known = true;

	if (last_answer.generation == crm_membership_generation &&
		last_answer.setting == setting_tenant &&
		last_answer.user == user &&
		last_answer.session_user == session_user)
	{
		*tenant = last_answer.tenant;
		return last_answer.known;
	}

	/* What changes while we look makes this answer one for once. */
	crm_membership_watch();
	generation = crm_membership_generation;

	*tenant = setting_tenant;
	if (*tenant == 0)
	{
		known = crm_tenant_one_is_alone();
		*tenant = 1;
	}
	if (known && !crm_membership_allows(user, *tenant))
		refuse(user, *tenant);
	if (known && !crm_membership_allows(session_user, *tenant))
		refuse(session_user, *tenant);

	last_answer.generation = generation;
	last_answer.user = user;
	last_answer.session_user = session_user;
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

/*
 * crm.may_act_for(tenant bigint) -> boolean
 *
 * Whether the current user, and the one who logged in, may act for the tenant;
 * for null, whether they may act for each there is, being bound to none.
 */
Datum
crm_may_act_for(PG_FUNCTION_ARGS)
{
	Oid			user = GetUserId();
	Oid			session_user = GetSessionUserId();

	crm_membership_watch();
	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(crm_membership_allows_all(user) &&
					   crm_membership_allows_all(session_user));
	PG_RETURN_BOOL(crm_membership_allows(user, PG_GETARG_INT64(0)) &&
				   crm_membership_allows(session_user, PG_GETARG_INT64(0)));
}

/*-------------------------------------------------------------------------
 *
 * membership.c
 *	  Which tenants there are, and which roles may act for them.
 *
 * A role listed in crm.tenant_members, by itself or through a group role, may
 * act only for the tenants it is listed for; one that is not listed, for each
 * that is not for members only.  A superuser who is not listed is asked nothing.
 *
 * Both tables are read here directly, not by SPI: the answer must not depend
 * on what the asking role may read, and the policies on them ask for it.  What
 * was read is kept until one of the tables or a role changes.  Rows do not
 * invalidate caches by themselves, so a trigger on both tables,
 * crm.forget_tenants(), makes them: for other sessions at commit, for its own
 * after the statement and when it is undone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "tenant/membership.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_forget_tenants);

/* A session that acts for more roles than this looks some up again. */
#define MAX_ROLES 256

uint64		crm_membership_generation = 1;

/* What is known of one role. */
typedef struct RoleEntry
{
	Oid			role;			/* the key */
	int			ntenants;		/* 0: not listed */
	int64	   *tenants;		/* those it is listed for */
} RoleEntry;

/* All that is known, and the generation it was read in. */
static MemoryContext known_context = NULL;
static HTAB *known_roles = NULL;
static uint64 known_generation = 0;
static bool tenants_are_known = false;
static bool alone;				/* tenant 1 is there, and no other */
static int64 *closed_tenants;	/* those for members only, as they were found */
static int	nclosed;

/* The two tables: changes of others do not concern us. */
static Oid	tenants_table = InvalidOid;
static Oid	members_table = InvalidOid;

static void
table_changed(Datum arg, Oid table)
{
	if (!OidIsValid(table) || table == tenants_table || table == members_table)
		crm_membership_generation++;
}

static void
role_changed(Datum arg, int cache, uint32 hash)
{
	crm_membership_generation++;
}

/* From the first question on, hears of every change. */
void
crm_membership_watch(void)
{
	static bool watching = false;

	if (watching)
		return;
	CacheRegisterRelcacheCallback(table_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, role_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, role_changed, (Datum) 0);
	watching = true;
}

/* Forgets what was read in an earlier generation. */
static void
forget_outdated(void)
{
	HASHCTL		control;

	if (known_context == NULL)
		known_context = AllocSetContextCreate(CacheMemoryContext,
											  "crm tenant members",
											  ALLOCSET_SMALL_SIZES);
	if (known_roles != NULL && known_generation == crm_membership_generation &&
		hash_get_num_entries(known_roles) < MAX_ROLES)
		return;

	known_roles = NULL;
	tenants_are_known = false;
	MemoryContextReset(known_context);
	control.keysize = sizeof(Oid);
	control.entrysize = sizeof(RoleEntry);
	control.hcxt = known_context;
	known_roles = hash_create("crm tenant members", 16, &control,
							  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	known_generation = crm_membership_generation;
}

static Relation
open_crm_table(const char *name, Oid *table)
{
	*table = get_relname_relid(name, get_namespace_oid("crm", false));
	if (!OidIsValid(*table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"crm.%s\" does not exist", name),
				 errhint("Install the extension again: CREATE EXTENSION crm.")));
	return table_open(*table, AccessShareLock);
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

/*
 * Reads the tenants.
 *
 * As the members are, as of now and not as of the query's snapshot: an answer
 * that is kept must not be older than the last change we heard of.
 */
static void
read_tenants(void)
{
	Relation	table;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		others = false;
	bool		found = false;
	int64	   *closed;
	int			n = 0;
	int			space = 8;

	forget_outdated();
	if (tenants_are_known)
		return;

	closed = palloc(space * sizeof(int64));
	table = open_crm_table("tenants", &tenants_table);
	scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		int64		id = DatumGetInt64(column_value(tuple, table, "id"));

		if (id == 1)
			found = true;
		else
			others = true;
		if (!DatumGetBool(column_value(tuple, table, "members_only")))
			continue;
		if (n == space)
		{
			space *= 2;
			closed = repalloc_huge(closed, space * sizeof(int64));
		}
		closed[n++] = id;
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);

	closed_tenants = MemoryContextAllocHuge(known_context,
											space * sizeof(int64));
	memcpy(closed_tenants, closed, n * sizeof(int64));
	nclosed = n;
	pfree(closed);
	alone = found && !others;
	tenants_are_known = true;
}

/* Is tenant 1 there, and no other? */
bool
crm_tenant_one_is_alone(void)
{
	read_tenants();
	return alone;
}

/* Is the tenant for members only? */
static bool
is_closed(int64 tenant)
{
	int			i;

	read_tenants();
	for (i = 0; i < nclosed; i++)
		if (closed_tenants[i] == tenant)
			return true;
	return false;
}

/* The tenants the role is listed for; a superuser is a member as others are. */
static RoleEntry *
read_role(Oid role)
{
	Relation	table;
	SysScanDesc scan;
	HeapTuple	tuple;
	int64	   *tenants;
	int64	   *kept = NULL;
	int			ntenants = 0;
	int			space = 8;
	RoleEntry  *entry;
	bool		found;

	tenants = palloc(space * sizeof(int64));
	table = open_crm_table("tenant_members", &members_table);
	scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Name		name = DatumGetName(column_value(tuple, table, "role_name"));
		Oid			member_of = get_role_oid(NameStr(*name), true);

		/* A role that was dropped binds nobody. */
		if (!OidIsValid(member_of) ||
			!is_member_of_role_nosuper(role, member_of))
			continue;
		if (ntenants == space)
		{
			space *= 2;
			tenants = repalloc_huge(tenants, space * sizeof(int64));
		}
		tenants[ntenants++] =
			DatumGetInt64(column_value(tuple, table, "tenant_id"));
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);

	/* No entry before all of it is there: an empty one would bind nobody. */
	if (ntenants > 0)
	{
		kept = MemoryContextAllocHuge(known_context, ntenants * sizeof(int64));
		memcpy(kept, tenants, ntenants * sizeof(int64));
	}
	entry = hash_search(known_roles, &role, HASH_ENTER, &found);
	entry->ntenants = ntenants;
	entry->tenants = kept;
	pfree(tenants);
	return entry;
}

static RoleEntry *
find_role(Oid role)
{
	RoleEntry  *entry;

	forget_outdated();
	entry = hash_search(known_roles, &role, HASH_FIND, NULL);
	return entry ? entry : read_role(role);
}

/* Is the role listed for certain tenants? */
bool
crm_membership_is_listed(Oid role)
{
	return find_role(role)->ntenants > 0;
}

/* May the role act for each tenant there is? */
bool
crm_membership_allows_all(Oid role)
{
	if (crm_membership_is_listed(role))
		return false;
	read_tenants();
	return nclosed == 0 || superuser_arg(role);
}

/* May the role act for the tenant? */
bool
crm_membership_allows(Oid role, int64 tenant)
{
	RoleEntry  *entry = find_role(role);
	int			i;

	for (i = 0; i < entry->ntenants; i++)
		if (entry->tenants[i] == tenant)
			return true;
	return entry->ntenants == 0 && (!is_closed(tenant) || superuser_arg(role));
}

/*
 * crm.forget_tenants() -> trigger, AFTER INSERT OR UPDATE OR DELETE
 *
 * Has every session read the table again.
 */
Datum
crm_forget_tenants(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "forget_tenants",
					CRM_TRIGGER_AFTER | CRM_TRIGGER_INSERT |
					CRM_TRIGGER_UPDATE | CRM_TRIGGER_DELETE, &row);
	CacheInvalidateRelcache(row.table);
	return PointerGetDatum(NULL);
}

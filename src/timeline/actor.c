/*-------------------------------------------------------------------------
 *
 * actor.c
 *	  The names of people who act in events, looked up once a page.
 *
 * A page of events names few people many times.  A join in each source's query
 * would look them up row by row; this asks for each once, when an event that
 * names them is really returned.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "common/spi.h"
#include "timeline/actor.h"
#include "timeline/source.h"

typedef struct ActorKey
{
	int64		type;
	int64		id;
} ActorKey;

typedef struct ActorEntry
{
	ActorKey	key;
	char	   *name;			/* NULL: not readable */
} ActorEntry;

typedef struct RoleEntry
{
	NameData	role;
	char	   *name;			/* NULL: no agent's, or not readable */
} RoleEntry;

struct CrmActorCache
{
	MemoryContext context;
	HTAB	   *names;
	HTAB	   *roles;
};

#define NAME_QUERY(column, table) \
	{"SELECT (" column ")::pg_catalog.text FROM " table \
	 " WHERE id OPERATOR(pg_catalog.=) ANY ($1)" \
	 " AND tenant_id OPERATOR(pg_catalog.=) $2 ORDER BY id", \
	 2, {INT8ARRAYOID, INT8OID}, .options = CRM_PLAN_FOR_FEW}

static CrmPlan name_plans[] = {
	[CRM_ACTOR_AGENT] = NAME_QUERY("display_name", "crm.agents"),
	[CRM_ACTOR_CONTACT] = NAME_QUERY("name", "crm.contacts"),
	[CRM_ACTOR_CLIENT] = NAME_QUERY("display_name", "crm.clients"),
};

static CrmPlan agent_of_role = {
	"SELECT display_name FROM crm.agents"
	" WHERE role_name OPERATOR(pg_catalog.=) ANY ($1)"
	" AND tenant_id OPERATOR(pg_catalog.=) $2 ORDER BY role_name",
	2, {NAMEARRAYOID, INT8OID},
	.options = CRM_PLAN_FOR_FEW
};

/* An empty cache, which lives and goes with the memory context. */
CrmActorCache *
crm_actor_cache(MemoryContext context)
{
	CrmActorCache *cache = MemoryContextAlloc(context, sizeof(CrmActorCache));
	HASHCTL		ctl = {0};

	ctl.keysize = sizeof(ActorKey);
	ctl.entrysize = sizeof(ActorEntry);
	ctl.hcxt = context;
	cache->context = context;
	cache->names = hash_create("timeline actors", 32, &ctl,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);

	ctl.keysize = NAMEDATALEN;
	ctl.entrysize = sizeof(RoleEntry);
	cache->roles = hash_create("timeline roles", 16, &ctl,
							   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	return cache;
}

/* The name the plan finds, in the cache's memory; NULL if it finds none. */
static char *
read_name(CrmActorCache *cache, CrmPlan *plan, Datum key, int64 tenant)
{
	Datum		args[2];
	char	   *name = NULL;

	args[0] = key;
	args[1] = Int64GetDatum(tenant);
	crm_spi_connect();
	if (crm_plan_execute(plan, args, NULL, true, 1) > 0)
		name = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (name != NULL)
		name = MemoryContextStrdup(cache->context, name);
	crm_spi_finish();
	return name;
}

/* The actor's name, in the cache's memory; NULL if none can be read. */
char *
crm_actor_name(CrmActorCache *cache, Datum actor_ref, int64 tenant)
{
	ArrayType  *array = DatumGetArrayTypeP(actor_ref);
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int			i;

	deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &elements, &nulls, &n);
	for (i = 0; i + 1 < n; i += 2)
	{
		ActorKey	key;
		ActorEntry *entry;
		bool		found;

		if (nulls[i + 1])
			continue;
		key.type = DatumGetInt64(elements[i]);
		key.id = DatumGetInt64(elements[i + 1]);
		Assert(key.type > 0 && key.type < lengthof(name_plans));

		entry = hash_search(cache->names, &key, HASH_FIND, &found);
		if (!found)
		{
			char	   *name = read_name(cache, &name_plans[key.type],
										 crm_array_of_one(key.id), tenant);

			entry = hash_search(cache->names, &key, HASH_ENTER, &found);
			entry->name = name;
		}
		if (entry->name != NULL)
			return entry->name;
	}
	return NULL;
}

/*
 * The name of the agent whose database role it is, in the cache's memory; NULL
 * if it is no agent's.
 */
char *
crm_actor_of_role(CrmActorCache *cache, const char *role, int64 tenant)
{
	NameData	key;
	RoleEntry  *entry;
	bool		found;

	namestrcpy(&key, role);
	entry = hash_search(cache->roles, NameStr(key), HASH_FIND, &found);
	if (!found)
	{
		Datum		element = NameGetDatum(&key);
		ArrayType  *array = construct_array(&element, 1, NAMEOID, NAMEDATALEN,
											false, TYPALIGN_CHAR);
		char	   *name = read_name(cache, &agent_of_role,
									 PointerGetDatum(array), tenant);

		entry = hash_search(cache->roles, NameStr(key), HASH_ENTER, &found);
		entry->name = name;
	}
	return entry->name;
}

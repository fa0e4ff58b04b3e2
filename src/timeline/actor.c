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

struct CrmActorCache
{
	MemoryContext context;
	HTAB	   *names;
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
	return cache;
}

static char *
read_name(CrmActorCache *cache, const ActorKey *key, int64 tenant)
{
	Datum		args[2];
	char	   *name = NULL;

	args[0] = crm_array_of_one(key->id);
	args[1] = Int64GetDatum(tenant);
	crm_spi_connect();
	if (crm_plan_execute(&name_plans[key->type], args, NULL, true, 1) > 0)
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
			char	   *name = read_name(cache, &key, tenant);

			entry = hash_search(cache->names, &key, HASH_ENTER, &found);
			entry->name = name;
		}
		if (entry->name != NULL)
			return entry->name;
	}
	return NULL;
}

/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  The lookup tables' values that scoring needs, by id: read once a call in
 *	  one statement, instead of joined to each lead.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "common/spi.h"
#include "score/lookup.h"

struct CrmLookups
{
	uint32		mask;
	CrmLookup **slots;			/* open addressing; NULL: free */
};

/* $1 the tenant, $2 whether campaigns are needed. */
static CrmPlan all_lookups = {
	"SELECT 0, id, category, NULL::pg_catalog.numeric, NULL::pg_catalog.int8, NULL::pg_catalog.text"
	" FROM crm.lead_statuses"
	" UNION ALL SELECT 1, id, line, NULL, NULL, NULL FROM crm.insurance_types"
	" UNION ALL SELECT 2, id, kind, cost_per_lead, NULL, NULL FROM crm.lead_sources"
	" UNION ALL SELECT 3, id, channel, NULL, NULL, NULL FROM crm.communication_types"
	" UNION ALL SELECT 4, NULL, code, NULL, id, channel FROM crm.campaigns"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND $2",
	2, {INT8OID, BOOLOID}
};

static inline uint32
lookup_hash(CrmLookupKind kind, const char *id, int len)
{
	return hash_bytes((const unsigned char *) id, len) + (uint32) kind;
}

static void
add(CrmLookups *lookups, CrmLookup *lookup)
{
	uint32		i;

	lookup->hash = lookup_hash(lookup->kind, lookup->id, lookup->len);
	for (i = lookup->hash & lookups->mask; lookups->slots[i]; i = (i + 1) & lookups->mask)
		;
	lookups->slots[i] = lookup;
}

static CrmLookup *
read_lookup(HeapTuple row, TupleDesc desc)
{
	CrmLookup  *lookup = palloc0(sizeof(CrmLookup));
	Datum		values[6];
	bool		nulls[6];

	heap_deform_tuple(row, desc, values, nulls);
	lookup->kind = DatumGetInt32(values[0]);
	if (lookup->kind == CRM_LOOKUP_CAMPAIGN)
	{
		int64	   *id = palloc(sizeof(int64));

		*id = DatumGetInt64(values[4]);
		lookup->id = (const char *) id;
		lookup->len = sizeof(int64);
		lookup->second_null = nulls[5];
		lookup->second = nulls[5] ? (Datum) 0 : datumCopy(values[5], false, -1);
	}
	else
	{
		lookup->id = TextDatumGetCString(values[1]);
		lookup->len = strlen(lookup->id);
		lookup->second_null = nulls[3];
		lookup->second = nulls[3] ? (Datum) 0 : datumCopy(values[3], false, -1);
	}
	lookup->text_null = nulls[2];
	if (!nulls[2])
	{
		lookup->text = datumCopy(values[2], false, -1);
		lookup->cstring = TextDatumGetCString(values[2]);
	}
	return lookup;
}

/* Reads them into CurrentMemoryContext.  SPI must be connected. */
CrmLookups *
crm_lookups_load(int64 tenant, bool with_campaigns, bool read_only)
{
	Datum		args[2] = {Int64GetDatum(tenant), BoolGetDatum(with_campaigns)};
	CrmLookups *lookups = palloc(sizeof(CrmLookups));
	SPITupleTable *table;
	uint64		n;
	uint64		i;
	uint32		size = 256;

	n = crm_plan_execute(&all_lookups, args, NULL, read_only, 0);
	table = SPI_tuptable;
	while (size < n * 2)
		size *= 2;
	lookups->mask = size - 1;
	lookups->slots = palloc0(size * sizeof(CrmLookup *));
	for (i = 0; i < n; i++)
		add(lookups, read_lookup(table->vals[i], table->tupdesc));
	SPI_freetuptable(table);
	return lookups;
}

/* The values of an id, or NULL. */
const CrmLookup *
crm_lookup(const CrmLookups *lookups, CrmLookupKind kind, const char *id,
		   int len)
{
	uint32		hash = lookup_hash(kind, id, len);
	uint32		i;

	for (i = hash & lookups->mask; lookups->slots[i]; i = (i + 1) & lookups->mask)
	{
		const CrmLookup *lookup = lookups->slots[i];

		if (lookup->hash == hash && lookup->kind == kind &&
			lookup->len == len && memcmp(lookup->id, id, len) == 0)
			return lookup;
	}
	return NULL;
}

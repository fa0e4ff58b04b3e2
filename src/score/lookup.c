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
#include "utils/builtins.h"
#include "utils/datum.h"

#include "common/spi.h"
#include "score/lookup.h"

struct CrmLookups
{
	uint32		mask;
	CrmLookup **slots;			/* open addressing; NULL: free */
	int			n[CRM_LOOKUP_KINDS];
};

/* $1 the tenant, $2 whether campaigns are needed. */
static CrmPlan all_lookups = {
	"SELECT 0, id, category, NULL::pg_catalog.numeric, NULL::pg_catalog.int8, NULL::pg_catalog.text"
	" FROM crm.lead_statuses"
	" UNION ALL SELECT 1, id, line, NULL, NULL, NULL FROM crm.insurance_types"
	" UNION ALL SELECT 2, id, kind, cost_per_lead, NULL, NULL FROM crm.lead_sources"
	" UNION ALL SELECT 3, id, channel, NULL, NULL, NULL FROM crm.communication_types"
	" UNION ALL SELECT 4, id, category, NULL, NULL, NULL FROM crm.opportunity_stages"
	" UNION ALL SELECT 5, NULL, code, NULL, id, channel FROM crm.campaigns"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND $2",
	2, {INT8OID, BOOLOID}
};

/* Ids are short words: up to 16 bytes their ends say all there is. */
#define WHOLE_IN_ENDS 16

static inline uint32
lookup_hash(CrmLookupKind kind, const char *id, int len, uint64 *ends)
{
	uint64		head = 0;
	uint64		tail = 0;

	if (len >= 8)
	{
		memcpy(&head, id, 8);
		memcpy(&tail, id + len - 8, 8);
	}
	else if (len >= 4)
	{
		memcpy(&head, id, 4);
		memcpy(&tail, id + len - 4, 4);
	}
	else if (len > 0)
		head = (uint64) id[0] << 16 | (uint64) id[len / 2] << 8 | (uint8) id[len - 1];
	ends[0] = head;
	ends[1] = tail;
	head = (head ^ tail << 7 ^ (uint64) (len * CRM_LOOKUP_KINDS + kind)) *
		UINT64CONST(0x9E3779B97F4A7C15);
	return (uint32) (head >> 32);
}

static void
add(CrmLookups *lookups, CrmLookup *lookup)
{
	uint32		i;

	lookup->number = ++lookups->n[lookup->kind];
	lookup->hash = lookup_hash(lookup->kind, lookup->id, lookup->len, lookup->ends);
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
		lookup->is_open = strcmp(lookup->cstring, "open") == 0;
	}
	return lookup;
}

/* Reads them into CurrentMemoryContext.  SPI must be connected. */
CrmLookups *
crm_lookups_load(int64 tenant, bool with_campaigns, bool read_only)
{
	Datum		args[2] = {Int64GetDatum(tenant), BoolGetDatum(with_campaigns)};
	CrmLookups *lookups = palloc0(sizeof(CrmLookups));
	SPITupleTable *table;
	uint64		n;
	uint64		i;
	uint32		size = 256;

	n = crm_plan_execute(&all_lookups, args, NULL, read_only, 0);
	table = SPI_tuptable;
	/* sparse: most are found at once */
	while (size < n * 8)
		size *= 2;
	lookups->mask = size - 1;
	lookups->slots = palloc0(size * sizeof(CrmLookup *));
	for (i = 0; i < n; i++)
		add(lookups, read_lookup(table->vals[i], table->tupdesc));
	SPI_freetuptable(table);
	return lookups;
}

/* What the numbers of these lookups stand for. */
void
crm_lookups_words(const CrmLookups *lookups, CrmWords *words)
{
	static const CrmLookupKind lead_words[CRM_LEAD_WORDS] =
	{CRM_LOOKUP_STATUS, CRM_LOOKUP_TYPE, CRM_LOOKUP_SOURCE};
	uint32		i;
	int			word;

	words->ntypes = lookups->n[CRM_LOOKUP_CHANNEL] + 1;
	words->types = palloc0(words->ntypes * sizeof(char *));
	words->channels = palloc0(words->ntypes * sizeof(char *));
	for (i = 0; i < CRM_LEAD_WORDS; i++)
	{
		CrmWordList *list = &words->lead[i];

		list->n = lookups->n[lead_words[i]] + 1;
		list->ids = palloc0(list->n * sizeof(char *));
		list->texts = palloc0(list->n * sizeof(char *));
	}
	if (words->ntypes > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("there are more than %d types of communications", PG_UINT16_MAX)));
	for (i = 0; i <= lookups->mask; i++)
	{
		const CrmLookup *lookup = lookups->slots[i];

		if (lookup == NULL)
			continue;
		if (lookup->kind == CRM_LOOKUP_CHANNEL)
		{
			words->types[lookup->number] = lookup->id;
			words->channels[lookup->number] = lookup->cstring;
		}
		for (word = 0; word < CRM_LEAD_WORDS; word++)
		{
			if (lookup->kind != lead_words[word])
				continue;
			words->lead[word].ids[lookup->number] = lookup->id;
			words->lead[word].texts[lookup->number] = lookup->cstring;
		}
	}
}

/* The values of an id, or NULL. */
const CrmLookup *
crm_lookup(const CrmLookups *lookups, CrmLookupKind kind, const char *id,
		   int len)
{
	uint64		ends[2];
	uint32		hash = lookup_hash(kind, id, len, ends);
	uint32		i;

	for (i = hash & lookups->mask; lookups->slots[i]; i = (i + 1) & lookups->mask)
	{
		const CrmLookup *lookup = lookups->slots[i];

		if (lookup->hash == hash && lookup->kind == kind &&
			lookup->len == len && lookup->ends[0] == ends[0] && lookup->ends[1] == ends[1] &&
			(len <= WHOLE_IN_ENDS || memcmp(lookup->id, id, len) == 0))
			return lookup;
	}
	return NULL;
}

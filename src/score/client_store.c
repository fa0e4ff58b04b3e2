/*-------------------------------------------------------------------------
 *
 * client_store.c
 *	  What a model gives all of a tenant's clients, to be found by id.
 *
 * Factors that look at the client alone are computed while the table is read
 * from end to end; of a client only their points are kept, and the state.  Then
 * a lead finds its client in memory.  Where that would take more memory than
 * allowed there is no store, and clients are joined to the leads.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "score/client_store.h"

/* A number by id: of a client's entry, or of an address's state. */
typedef struct IdEntry
{
	int64		id;
	uint32		number;
	char		status;
} IdEntry;

#define SH_PREFIX id_map
#define SH_ELEMENT_TYPE IdEntry
#define SH_KEY_TYPE int64
#define SH_KEY id
#define SH_HASH_KEY(map, key) ((uint32) (((uint64) (key) * UINT64CONST(0x9E3779B97F4A7C15)) >> 32))
#define SH_EQUAL(map, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define MAX_STATES 65535

/* What is kept of a client; the points follow. */
typedef struct Client
{
	TimestampTz change;			/* when the points will change */
	uint32		state;			/* number of its state; 0: none */
	int32		points[FLEXIBLE_ARRAY_MEMBER];
} Client;

struct CrmClientStore
{
	id_map_hash *clients;
	Size		size;			/* of an entry */
	char	   *entries;		/* the first is that of a client nobody can see */
	uint32		n;
	uint32		allocated;
	Datum	   *states;			/* texts by number, from 1 on */
	int			nstates;
	int			allocated_states;
};

static CrmPlan all_clients = {
	"SELECT * FROM crm.clients c WHERE c.tenant_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN
};

static CrmPlan all_addresses = {
	"SELECT * FROM crm.addresses a WHERE a.tenant_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN
};

/* From CRM_LEAD_COLUMNS on. */
static const char *const column_names[] = {
	"client_type", "lifecycle", "occupation", "entity_type", "naics_code",
	"year_established", "employee_count", "annual_revenue", "email", "phone",
	"preferred_channel", "ai_risk_score", "ai_lifetime_value", "ai_churn_risk",
	"created_at", "date_of_birth", "gender", "marital_status",
	"preferred_language"
};

StaticAssertDecl(lengthof(column_names) == CRM_CLIENT_COLUMNS - CRM_LEAD_COLUMNS,
				 "a name for each of a client's columns");

typedef struct ClientReceiver
{
	DestReceiver dest;
	const CrmGather *gather;
	CrmClientStore *store;
	MemoryContext context;
	MemoryContext per_row;
	id_map_hash *addresses;		/* NULL: states are not needed */
	Size		allowed;
	bool		full;			/* it would take more memory than that */
	int			id;				/* places in the row */
	int			address;
	int			state;			/* of a row of addresses */
	int			places[CRM_CLIENT_COLUMNS];
	int			last;
	Buffer		seen;
	CrmLead		client;			/* with a client's columns only */
	Datum		values[CRM_COLUMNS];
	bool		nulls[CRM_COLUMNS];
} ClientReceiver;

static int
needed_column(ClientReceiver *receiver, TupleDesc desc, const char *name)
{
	int			place = crm_slot_column(desc, name);

	receiver->last = Max(receiver->last, place);
	return place;
}

/* The number of a state; there are few of them. */
static uint32
state_number(CrmClientStore *store, Datum state)
{
	text	   *t = DatumGetTextPP(state);
	int			i;

	for (i = 1; i <= store->nstates; i++)
	{
		text	   *known = DatumGetTextPP(store->states[i]);

		if (VARSIZE_ANY_EXHDR(known) == VARSIZE_ANY_EXHDR(t) &&
			memcmp(VARDATA_ANY(known), VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)) == 0)
			return i;
	}
	if (store->nstates + 1 >= store->allocated_states)
	{
		store->allocated_states = Max(64, 2 * store->allocated_states);
		store->states = store->states == NULL
			? palloc(store->allocated_states * sizeof(Datum))
			: repalloc(store->states, store->allocated_states * sizeof(Datum));
	}
	store->states[++store->nstates] = PointerGetDatum(cstring_to_text_with_len(VARDATA_ANY(t),
																				VARSIZE_ANY_EXHDR(t)));
	return store->nstates;
}

static void
address_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	ClientReceiver *receiver = (ClientReceiver *) self;

	receiver->last = 0;
	receiver->id = needed_column(receiver, desc, "id");
	receiver->state = needed_column(receiver, desc, "state");
}

static bool
receive_address(TupleTableSlot *slot, DestReceiver *self)
{
	ClientReceiver *receiver = (ClientReceiver *) self;
	const Datum *values = slot->tts_values - 1;
	MemoryContext old;
	IdEntry    *entry;
	bool		found;

	slot_getsomeattrs(slot, receiver->last);
	if (slot->tts_isnull[receiver->state - 1])
		return true;
	if ((Size) receiver->addresses->size * sizeof(IdEntry) > receiver->allowed ||
		receiver->store->nstates == MAX_STATES)
	{
		receiver->full = true;
		return false;
	}
	old = MemoryContextSwitchTo(receiver->context);
	entry = id_map_insert(receiver->addresses, DatumGetInt64(values[receiver->id]), &found);
	entry->number = state_number(receiver->store, values[receiver->state]);
	MemoryContextSwitchTo(old);
	return true;
}

static void
client_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	ClientReceiver *receiver = (ClientReceiver *) self;
	const CrmModel *model = receiver->gather->context->model;
	int			column;

	receiver->last = 0;
	receiver->id = needed_column(receiver, desc, "id");
	if (receiver->addresses)
		receiver->address = needed_column(receiver, desc, "address_id");
	for (column = CRM_LEAD_COLUMNS; column < CRM_CLIENT_COLUMNS; column++)
	{
		if (model->needs_column[column])
			receiver->places[column] =
				needed_column(receiver, desc, column_names[column - CRM_LEAD_COLUMNS]);
	}
}

/* A new entry with the points of the client that the receiver holds. */
static void
add_client(ClientReceiver *receiver, uint32 state)
{
	CrmClientStore *store = receiver->store;
	Client	   *entry;

	if (store->n == store->allocated)
	{
		store->allocated = Max(1024, 2 * store->allocated);
		store->entries = store->entries == NULL
			? MemoryContextAllocHuge(receiver->context, store->allocated * store->size)
			: repalloc_huge(store->entries, store->allocated * store->size);
	}
	entry = (Client *) (store->entries + store->size * store->n++);
	entry->state = state;
	receiver->nulls[CRM_COL_STATE] = state == 0;
	receiver->values[CRM_COL_STATE] = state == 0 ? (Datum) 0 : store->states[state];
	crm_score_client(receiver->gather->context, &receiver->client, entry->points,
					 &entry->change);
}

static bool
receive_client(TupleTableSlot *slot, DestReceiver *self)
{
	ClientReceiver *receiver = (ClientReceiver *) self;
	CrmClientStore *store = receiver->store;
	const Datum *values = slot->tts_values - 1;
	const bool *nulls = slot->tts_isnull - 1;
	MemoryContext old;
	IdEntry    *entry;
	uint32		state = 0;
	bool		found;
	int			column;

	crm_prefetch_page(slot, &receiver->seen);
	slot_getsomeattrs(slot, receiver->last);
	if ((Size) store->clients->size * sizeof(IdEntry) + store->n * store->size > receiver->allowed ||
		store->n == PG_UINT32_MAX / 2)
	{
		receiver->full = true;
		return false;
	}
	for (column = CRM_LEAD_COLUMNS; column < CRM_CLIENT_COLUMNS; column++)
	{
		int			place = receiver->places[column];

		if (place == 0)
			continue;
		receiver->values[column] = values[place];
		receiver->nulls[column] = nulls[place];
	}
	if (receiver->addresses && !nulls[receiver->address])
	{
		entry = id_map_lookup(receiver->addresses, DatumGetInt64(values[receiver->address]));
		state = entry ? entry->number : 0;
	}
	old = MemoryContextSwitchTo(receiver->context);
	entry = id_map_insert(store->clients, DatumGetInt64(values[receiver->id]), &found);
	entry->number = store->n;
	MemoryContextSwitchTo(receiver->per_row);
	add_client(receiver, state);
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->per_row);
	return true;
}

/*
 * Reads the clients of the tenant, with their states if the gathering is of
 * CRM_PART_CONTACT; NULL if that takes too much memory.  SPI must be connected.
 */
CrmClientStore *
crm_client_store_load(const CrmGather *gather)
{
	CrmClientStore *store = palloc0(sizeof(CrmClientStore));
	ClientReceiver receiver = {{NULL}};

	store->size = MAXALIGN(offsetof(Client, points) +
						   gather->context->model->nclient_factors * sizeof(int32));
	store->clients = id_map_create(CurrentMemoryContext, 1024, NULL);
	receiver.gather = gather;
	receiver.store = store;
	receiver.context = CurrentMemoryContext;
	receiver.per_row = AllocSetContextCreate(CurrentMemoryContext, "crm client",
											 ALLOCSET_SMALL_SIZES);
	receiver.allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	receiver.client.parts = gather->parts;
	receiver.client.values = receiver.values;
	receiver.client.nulls = receiver.nulls;
	memset(receiver.nulls, true, sizeof(receiver.nulls));
	if (gather->parts == CRM_PART_CONTACT)
	{
		receiver.addresses = id_map_create(CurrentMemoryContext, 1024, NULL);
		crm_receiver_init(&receiver.dest, receive_address, address_startup);
		crm_gather_run(gather, &all_addresses, NULL, &receiver.dest);
	}
	if (!receiver.full)
	{
		add_client(&receiver, 0);
		crm_receiver_init(&receiver.dest, receive_client, client_startup);
		crm_gather_run(gather, &all_clients, NULL, &receiver.dest);
	}
	if (receiver.addresses)
		id_map_destroy(receiver.addresses);
	MemoryContextDelete(receiver.per_row);
	if (!receiver.full)
		return store;
	id_map_destroy(store->clients);
	if (store->entries)
		pfree(store->entries);
	return NULL;
}

/* Gives a lead what its client gives; "nulls" is the lead's. */
void
crm_client_store_find(const CrmClientStore *store, const int64 *client,
					  CrmLead *lead, bool *nulls)
{
	const IdEntry *found = client ? id_map_lookup(store->clients, *client) : NULL;
	const Client *entry = (const Client *) (store->entries +
											store->size * (found ? found->number : 0));

	lead->client_points = entry->points;
	lead->client_change = entry->change;
	nulls[CRM_COL_STATE] = entry->state == 0;
	if (entry->state != 0)
		lead->values[CRM_COL_STATE] = store->states[entry->state];
}

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
#include "score/id_index.h"
#include "score/tuple_reader.h"

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
	CrmIdIndex	clients;
	Size		size;			/* of an entry */
	char	   *entries;		/* 0 is that of a client nobody can see */
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

/* What is read of a row: columns of CrmColumn, and behind them its keys. */
enum
{
	ROW_ID = CRM_COLUMNS,
	ROW_ADDRESS,
	ROW_COLUMNS
};

typedef struct ClientReceiver
{
	DestReceiver dest;
	const CrmGather *gather;
	CrmClientStore *store;
	MemoryContext context;		/* of what is kept */
	MemoryContext scratch;		/* of what is needed for reading */
	MemoryContext per_row;
	bool		with_states;	/* states are needed */
	CrmIdIndex	addresses;
	uint32	   *address_states; /* numbers of states, by address */
	uint32		allocated_addresses;
	Size		allowed;
	bool		full;			/* it would take more memory than that */
	CrmTupleReader reader;
	CrmLead		client;			/* with a client's columns only */
	Datum		values[ROW_COLUMNS];
	bool		nulls[ROW_COLUMNS];
} ClientReceiver;

static void
client_shutdown(DestReceiver *self)
{
	crm_tuple_finish(&((ClientReceiver *) self)->reader);
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

	crm_tuple_init(&receiver->reader, desc, true, receiver->values, receiver->nulls);
	crm_tuple_want(&receiver->reader, "id", ROW_ID);
	crm_tuple_want(&receiver->reader, "state", CRM_COL_STATE);
}

static bool
receive_address(TupleTableSlot *slot, DestReceiver *self)
{
	ClientReceiver *receiver = (ClientReceiver *) self;
	MemoryContext old;
	uint32		number;

	crm_tuple_read(&receiver->reader, slot);
	if (receiver->nulls[CRM_COL_STATE])
		return true;
	if (crm_id_index_size(&receiver->addresses) > receiver->allowed ||
		receiver->store->nstates == MAX_STATES)
	{
		receiver->full = true;
		return false;
	}
	old = MemoryContextSwitchTo(receiver->context);
	number = crm_id_index_add(&receiver->addresses, DatumGetInt64(receiver->values[ROW_ID]));
	if (number >= receiver->allocated_addresses)
	{
		receiver->allocated_addresses *= 2;
		receiver->address_states = repalloc_huge(receiver->address_states,
												 receiver->allocated_addresses * sizeof(uint32));
	}
	receiver->address_states[number] = state_number(receiver->store, receiver->values[CRM_COL_STATE]);
	MemoryContextSwitchTo(old);
	return true;
}

static void
client_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	ClientReceiver *receiver = (ClientReceiver *) self;
	const CrmModel *model = receiver->gather->context->model;
	int			column;

	crm_tuple_init(&receiver->reader, desc, true, receiver->values, receiver->nulls);
	crm_tuple_want(&receiver->reader, "id", ROW_ID);
	if (receiver->with_states)
		crm_tuple_want(&receiver->reader, "address_id", ROW_ADDRESS);
	for (column = CRM_LEAD_COLUMNS; column < CRM_CLIENT_COLUMNS; column++)
	{
		if (model->needs_column[column])
			crm_tuple_want(&receiver->reader, column_names[column - CRM_LEAD_COLUMNS], column);
	}
}

/* The entry of a number, with the points of the client that the receiver holds. */
static void
set_client(ClientReceiver *receiver, uint32 number, uint32 state)
{
	CrmClientStore *store = receiver->store;
	Client	   *entry;

	if (number >= store->allocated)
	{
		store->allocated = Max(1024, 2 * store->allocated);
		store->entries = store->entries == NULL
			? MemoryContextAllocHuge(receiver->context, store->allocated * store->size)
			: repalloc_huge(store->entries, store->allocated * store->size);
	}
	entry = (Client *) (store->entries + store->size * number);
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
	MemoryContext old;
	uint32		state = 0;
	uint32		number;

	crm_tuple_read(&receiver->reader, slot);
	if (crm_id_index_size(&store->clients) + store->clients.n * store->size > receiver->allowed)
	{
		receiver->full = true;
		return false;
	}
	if (receiver->with_states && !receiver->nulls[ROW_ADDRESS])
	{
		number = crm_id_index_find(&receiver->addresses,
								   DatumGetInt64(receiver->values[ROW_ADDRESS]));
		state = number ? receiver->address_states[number] : 0;
	}
	number = crm_id_index_add(&store->clients, DatumGetInt64(receiver->values[ROW_ID]));
	old = MemoryContextSwitchTo(receiver->per_row);
	set_client(receiver, number, state);
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
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "crm clients",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CrmClientStore *store = palloc0(sizeof(CrmClientStore));
	ClientReceiver receiver = {{NULL}};

	store->size = MAXALIGN(offsetof(Client, points) +
						   gather->context->model->nclient_factors * sizeof(int32));
	crm_id_index_init(&store->clients);
	receiver.gather = gather;
	receiver.store = store;
	receiver.context = context;
	receiver.scratch = AllocSetContextCreate(context, "crm addresses", ALLOCSET_DEFAULT_SIZES);
	receiver.per_row = AllocSetContextCreate(receiver.scratch, "crm client",
											 ALLOCSET_SMALL_SIZES);
	receiver.allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	receiver.client.parts = gather->parts;
	receiver.client.values = receiver.values;
	receiver.client.nulls = receiver.nulls;
	memset(receiver.nulls, true, sizeof(receiver.nulls));
	if (gather->parts == CRM_PART_CONTACT)
	{
		receiver.with_states = true;
		MemoryContextSwitchTo(receiver.scratch);
		crm_id_index_init(&receiver.addresses);
		receiver.allocated_addresses = 1024;
		receiver.address_states = palloc(receiver.allocated_addresses * sizeof(uint32));
		MemoryContextSwitchTo(context);
		crm_receiver_init(&receiver.dest, receive_address, address_startup,
						  client_shutdown);
		crm_gather_run(gather, &all_addresses, NULL, &receiver.dest);
		crm_id_index_finish(&receiver.addresses);
	}
	if (!receiver.full)
	{
		set_client(&receiver, 0, 0);
		crm_receiver_init(&receiver.dest, receive_client, client_startup,
						  client_shutdown);
		crm_gather_run(gather, &all_clients, NULL, &receiver.dest);
	}
	crm_id_index_finish(&store->clients);
	MemoryContextSwitchTo(old);
	if (receiver.full)
		MemoryContextDelete(context);
	else
		MemoryContextDelete(receiver.scratch);
	return receiver.full ? NULL : store;
}

/* Gives a lead what its client gives; "nulls" is the lead's. */
void
crm_client_store_find(const CrmClientStore *store, int64 client,
					  CrmLead *lead, bool *nulls)
{
	uint32		number = crm_id_index_find(&store->clients, client);
	const Client *entry = (const Client *) (store->entries + store->size * number);

	lead->client_points = entry->points;
	lead->client_change = entry->change;
	nulls[CRM_COL_STATE] = entry->state == 0;
	if (entry->state != 0)
		lead->values[CRM_COL_STATE] = store->states[entry->state];
}

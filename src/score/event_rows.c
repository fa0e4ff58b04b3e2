/*-------------------------------------------------------------------------
 *
 * event_rows.c
 *	  Reads the events that a model looks at into a store: communications,
 *	  notes, opportunities.
 *
 * The statements select whole rows, so that the executor has nothing to put
 * together: columns are taken from the table's own tuples (tuple_reader.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "optimizer/plancat.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "score/gather.h"
#include "score/tuple_reader.h"

#define OF_IDS " AND e.lead_id OPERATOR(pg_catalog.=) ANY ($2)"
#define OF_RANGE \
	" AND e.lead_id OPERATOR(pg_catalog.>=) $2 AND e.lead_id OPERATOR(pg_catalog.<=) $3"

#define EVENTS(table) \
	"SELECT * FROM crm." table " e WHERE e.tenant_id OPERATOR(pg_catalog.=) $1"

/*
 * By CrmSelectionKind.  The order asks for the index, whatever the planner
 * believes the table's size to be; of a whole table the values at hand decide.
 */
#define STATEMENTS(table, at) \
	{{EVENTS(table) OF_IDS " ORDER BY e.lead_id, e." at " DESC, e.id DESC", \
	  2, {INT8OID, INT8ARRAYOID}}, \
	 {EVENTS(table) OF_RANGE " ORDER BY e.lead_id, e." at " DESC, e.id DESC", \
	  3, {INT8OID, INT8OID, INT8OID}}, \
	 {EVENTS(table), 1, {INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN}}

static CrmPlan statements[CRM_EVENT_KINDS][CRM_SELECTION_KINDS] = {
	STATEMENTS("lead_communications", "occurred_at"),
	STATEMENTS("lead_notes", "created_at"),
	STATEMENTS("opportunities", "created_at")
};

static const char *const tables[CRM_EVENT_KINDS] =
{"lead_communications", "lead_notes", "opportunities"};

/* What is read of a row; what a kind does not have, or nobody needs, is null. */
enum
{
	ROW_ID,
	ROW_LEAD,
	ROW_AT,
	ROW_DIRECTION,
	ROW_STAGE,
	ROW_SENTIMENT,
	ROW_TYPE,
	ROW_OUTCOME,
	ROW_COLUMNS
};

/* Takes the rows of one kind of event from the executor into a store. */
typedef struct EventReceiver
{
	DestReceiver dest;
	const CrmGather *gather;
	CrmEventStore *store;
	CrmEventKind kind;
	bool		whole_table;
	CrmTupleReader reader;
	Datum		values[ROW_COLUMNS];
	bool		nulls[ROW_COLUMNS];
} EventReceiver;

static void
event_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	EventReceiver *receiver = (EventReceiver *) self;
	const CrmModel *model = receiver->gather->context->model;
	CrmTupleReader *reader = &receiver->reader;

	memset(receiver->nulls, true, sizeof(receiver->nulls));
	crm_tuple_init(reader, desc, receiver->whole_table, receiver->values, receiver->nulls);
	crm_tuple_want(reader, "id", ROW_ID);
	crm_tuple_want(reader, "lead_id", ROW_LEAD);
	if (receiver->kind == CRM_EVENT_COMMUNICATION)
	{
		crm_tuple_want(reader, "occurred_at", ROW_AT);
		crm_tuple_want(reader, "direction", ROW_DIRECTION);
		if (model->needs_types)
			crm_tuple_want(reader, "communication_type_id", ROW_TYPE);
		if (model->needs_outcomes)
			crm_tuple_want(reader, "outcome", ROW_OUTCOME);
		/* not a note's: that is not how the client feels */
		if (model->needs_sentiment)
			crm_tuple_want(reader, "ai_sentiment", ROW_SENTIMENT);
	}
	else
		crm_tuple_want(reader, "created_at", ROW_AT);
	if (receiver->kind == CRM_EVENT_OPPORTUNITY)
		crm_tuple_want(reader, "stage_id", ROW_STAGE);
}

static void
event_shutdown(DestReceiver *self)
{
	crm_tuple_finish(&((EventReceiver *) self)->reader);
}

/* The number of a lookup's id, as in CrmWords; 0: there is none. */
static const CrmLookup *
find_lookup(const CrmGather *gather, CrmLookupKind kind, Datum id)
{
	int			len;
	const char *word = crm_text_bytes(id, &len);

	return crm_lookup(gather->lookups, kind, word, len);
}

static void
set_outcome(const CrmGather *gather, CrmEvent *event, Datum outcome)
{
	int			len;
	const char *word = crm_text_bytes(outcome, &len);
	int			i;

	if (crm_outcome_is_reached(word, len))
		event->flags |= CRM_EVENT_REACHED;
	for (i = 1; i < gather->words.noutcomes; i++)
	{
		if (gather->outcome_lens[i] == len &&
			memcmp(gather->words.outcomes[i], word, len) == 0)
		{
			event->outcome = i;
			return;
		}
	}
}

static void
set_stage(const CrmGather *gather, CrmEvent *event, Datum stage)
{
	const CrmLookup *found = find_lookup(gather, CRM_LOOKUP_STAGE, stage);

	if (found == NULL || found->cstring == NULL)
		return;
	if (strcmp(found->cstring, "open") == 0)
		event->flags |= CRM_EVENT_OPEN;
	else if (strcmp(found->cstring, "won") == 0)
		event->flags |= CRM_EVENT_WON;
}

static bool
receive_event(TupleTableSlot *slot, DestReceiver *self)
{
	EventReceiver *receiver = (EventReceiver *) self;
	const Datum *values = receiver->values;
	const bool *nulls = receiver->nulls;
	CrmEvent   *event;
	int			len;

	crm_tuple_read(&receiver->reader, slot);
	/* what is only planned has not happened, and some talks are about no lead */
	if (nulls[ROW_LEAD] || nulls[ROW_AT])
		return true;
	event = crm_event_store_add(receiver->store, DatumGetInt64(values[ROW_LEAD]));
	if (event == NULL)
		return true;
	event->id = DatumGetInt64(values[ROW_ID]);
	event->at = DatumGetTimestampTz(values[ROW_AT]);
	event->kind = receiver->kind;
	event->flags = 0;
	event->sentiment = 0;
	event->type = 0;
	event->outcome = 0;
	if (!nulls[ROW_DIRECTION] &&
		*crm_text_bytes(values[ROW_DIRECTION], &len) == 'i')
		event->flags |= CRM_EVENT_INBOUND;
	if (!nulls[ROW_SENTIMENT])
	{
		event->flags |= CRM_EVENT_SENTIMENT;
		event->sentiment = (int16) rint(1000 * crm_numeric_double(values[ROW_SENTIMENT]));
	}
	if (!nulls[ROW_TYPE])
	{
		const CrmLookup *found = find_lookup(receiver->gather, CRM_LOOKUP_CHANNEL,
											 values[ROW_TYPE]);

		event->type = found ? found->number : 0;
	}
	if (!nulls[ROW_OUTCOME])
		set_outcome(receiver->gather, event, values[ROW_OUTCOME]);
	if (!nulls[ROW_STAGE])
		set_stage(receiver->gather, event, values[ROW_STAGE]);
	return true;
}

/* Reads the events of the selected leads, of the kinds that the model needs. */
void
crm_gather_events(const CrmGather *gather, CrmSelectionKind how,
				  const CrmSelection *selection, CrmEventStore *store)
{
	int			kind;

	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		EventReceiver receiver = {{NULL}};

		if (!gather->context->model->needs_events[kind])
			continue;
		crm_receiver_init(&receiver.dest, receive_event, event_startup,
						  event_shutdown);
		receiver.gather = gather;
		receiver.store = store;
		receiver.kind = kind;
		receiver.whole_table = how == CRM_ALL;
		crm_gather_run(gather, &statements[kind][how], selection, &receiver.dest);
	}
}

/* How many events there are of the kinds that the model needs, at a guess. */
double
crm_expected_events(const CrmGather *gather)
{
	Oid			schema = get_namespace_oid("crm", false);
	double		total = 0;
	int			kind;

	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		Relation	table;
		BlockNumber pages;
		double		tuples;
		double		visible;

		if (!gather->context->model->needs_events[kind])
			continue;
		table = table_open(get_relname_relid(tables[kind], schema), AccessShareLock);
		estimate_rel_size(table, NULL, &pages, &tuples, &visible);
		table_close(table, AccessShareLock);
		total += tuples;
	}
	return total;
}

/*-------------------------------------------------------------------------
 *
 * event_rows.c
 *	  Reads the events that a model looks at into a store: communications,
 *	  notes, opportunities.
 *
 * The statements select whole rows, so that the executor has nothing to put
 * together: columns are taken from the table's own tuples, and no further than
 * the last one that is needed.
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

/* Takes the rows of one kind of event from the executor into a store. */
typedef struct EventReceiver
{
	DestReceiver dest;
	const CrmGather *gather;
	CrmEventStore *store;
	CrmEventKind kind;
	/* where a row's columns are; 0: not needed */
	int			id;
	int			lead;
	int			at;
	int			direction;
	int			stage;
	int			sentiment;
	int			type;
	int			outcome;
	int			last;			/* the last of them */
} EventReceiver;

static int
needed_column(EventReceiver *receiver, TupleDesc desc, const char *name)
{
	int			attno = crm_slot_column(desc, name);

	receiver->last = Max(receiver->last, attno);
	return attno;
}

static void
event_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	EventReceiver *receiver = (EventReceiver *) self;
	const CrmModel *model = receiver->gather->context->model;

	receiver->id = needed_column(receiver, desc, "id");
	receiver->lead = needed_column(receiver, desc, "lead_id");
	if (receiver->kind == CRM_EVENT_COMMUNICATION)
	{
		receiver->at = needed_column(receiver, desc, "occurred_at");
		receiver->direction = needed_column(receiver, desc, "direction");
		if (model->needs_types)
			receiver->type = needed_column(receiver, desc, "communication_type_id");
		if (model->needs_outcomes)
			receiver->outcome = needed_column(receiver, desc, "outcome");
	}
	else
		receiver->at = needed_column(receiver, desc, "created_at");
	if (receiver->kind == CRM_EVENT_OPPORTUNITY)
		receiver->stage = needed_column(receiver, desc, "stage_id");
	else if (model->needs_sentiment)
		receiver->sentiment = needed_column(receiver, desc, "ai_sentiment");
}

/* The number of a lookup's id, as in CrmWords; 0: there is none. */
static const CrmLookup *
find_lookup(const CrmGather *gather, CrmLookupKind kind, Datum id)
{
	text	   *t = DatumGetTextPP(id);

	return crm_lookup(gather->lookups, kind, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
}

static void
set_outcome(const CrmGather *gather, CrmEvent *event, Datum outcome)
{
	text	   *t = DatumGetTextPP(outcome);
	const char *word = VARDATA_ANY(t);
	int			len = VARSIZE_ANY_EXHDR(t);
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
	const Datum *values = slot->tts_values - 1;
	const bool *nulls = slot->tts_isnull - 1;
	CrmEvent   *event;

	slot_getsomeattrs(slot, receiver->last);
	/* what is only planned has not happened, and some talks are about no lead */
	if (nulls[receiver->lead] || nulls[receiver->at])
		return true;
	event = crm_event_store_add(receiver->store, DatumGetInt64(values[receiver->lead]));
	if (event == NULL)
		return true;
	event->id = DatumGetInt64(values[receiver->id]);
	event->at = DatumGetTimestampTz(values[receiver->at]);
	event->kind = receiver->kind;
	event->flags = 0;
	event->sentiment = 0;
	event->type = 0;
	event->outcome = 0;
	if (receiver->direction && !nulls[receiver->direction] &&
		*VARDATA_ANY(DatumGetTextPP(values[receiver->direction])) == 'i')
		event->flags |= CRM_EVENT_INBOUND;
	if (receiver->sentiment && !nulls[receiver->sentiment])
	{
		event->flags |= CRM_EVENT_SENTIMENT;
		event->sentiment = (int16) rint(1000 * crm_numeric_double(values[receiver->sentiment]));
	}
	if (receiver->type && !nulls[receiver->type])
	{
		const CrmLookup *found = find_lookup(receiver->gather, CRM_LOOKUP_CHANNEL,
											 values[receiver->type]);

		event->type = found ? found->number : 0;
	}
	if (receiver->outcome && !nulls[receiver->outcome])
		set_outcome(receiver->gather, event, values[receiver->outcome]);
	if (receiver->stage && !nulls[receiver->stage])
		set_stage(receiver->gather, event, values[receiver->stage]);
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
		crm_receiver_init(&receiver.dest, receive_event, event_startup);
		receiver.gather = gather;
		receiver.store = store;
		receiver.kind = kind;
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

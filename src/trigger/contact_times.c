/*-------------------------------------------------------------------------
 *
 * contact_times.c
 *	  Keeps first_contact_at, last_contact_at and next_contact_at of leads,
 *	  clients and contacts from crm.lead_communications.
 *
 * A communication that happened moves last_contact_at forward, never back;
 * one that is planned moves next_contact_at forward, and takes it along when
 * that very plan is moved, kept or dropped.  What is planned in full is
 * crm.lead_agenda's to say.
 *
 * Each communication is counted once, and says so in counted_at: restoring a
 * dump counts nothing again, whatever was edited by hand since.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_mark_counted);
PG_FUNCTION_INFO_V1(crm_count_contact);

/* The three tables whose contact times follow communications. */
typedef enum Party
{
	PARTY_LEAD,
	PARTY_CLIENT,
	PARTY_CONTACT
} Party;

#define PARTIES 3

static const char *const party_column[PARTIES] =
{
	"lead_id", "client_id", "contact_id"
};

/* $1 id, $2 tenant, $3 time */
#define OF_PARTY \
	" WHERE p.id OPERATOR(pg_catalog.=) $1 AND p.tenant_id OPERATOR(pg_catalog.=) $2"
#define PARTY_ARGS 3, {INT8OID, INT8OID, TIMESTAMPTZOID}

#define LIVE_CHANNELS "ARRAY['call', 'meeting', 'video', 'chat']"

/*
 * The party's other communications, for looking ahead: the rows of one COPY
 * are all there before the first of them is counted, and each party is then
 * written once, not once a row.  Nothing else depends on them.
 */
#define OTHERS(column) \
	"SELECT c.occurred_at FROM crm.lead_communications c" \
	" JOIN crm.communication_types t" \
	" ON t.id OPERATOR(pg_catalog.=) c.communication_type_id" \
	" WHERE c." column " OPERATOR(pg_catalog.=) $1" \
	" AND c.tenant_id OPERATOR(pg_catalog.=) $2" \
	" AND c.occurred_at IS NOT NULL AND t.counts_as_contact"
#define LATEST(column) \
	"(" OTHERS(column) " ORDER BY c.occurred_at DESC LIMIT 1)"

#define MET(table, latest) \
	{"UPDATE crm." table " p SET last_contact_at = " latest OF_PARTY \
	 " AND (p.last_contact_at IS NULL" \
	 " OR p.last_contact_at OPERATOR(pg_catalog.<) $3)", \
	 PARTY_ARGS}
#define IS_NEWS(table) \
	{"SELECT 1 FROM crm." table " p" OF_PARTY \
	 " AND (p.last_contact_at IS NULL" \
	 " OR p.last_contact_at OPERATOR(pg_catalog.<) $3)", \
	 PARTY_ARGS}
#define PLANNED(table) \
	{"UPDATE crm." table " p SET next_contact_at = $3" OF_PARTY \
	 " AND (p.next_contact_at IS NULL" \
	 " OR p.next_contact_at OPERATOR(pg_catalog.<) $3)", \
	 PARTY_ARGS}
/* $4 the time it was planned for before */
#define REPLANNED(table) \
	{"UPDATE crm." table " p SET next_contact_at = $3" OF_PARTY \
	 " AND p.next_contact_at OPERATOR(pg_catalog.=) $4", \
	 4, {INT8OID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID}}

static CrmPlan met[PARTIES] = {
	/* $4 whether it reaches the lead: then first_contact_at moves, back */
	{"UPDATE crm.leads p SET last_contact_at ="
		" CASE WHEN p.last_contact_at OPERATOR(pg_catalog.>=) $3 THEN p.last_contact_at"
		" ELSE GREATEST($3, " LATEST("lead_id") ") END,"
		" first_contact_at ="
		" CASE WHEN NOT $4 OR p.first_contact_at OPERATOR(pg_catalog.<=) $3 THEN p.first_contact_at"
		" ELSE LEAST($3, (" OTHERS("lead_id")
		" AND (c.direction OPERATOR(pg_catalog.=) 'outbound'"
		" OR t.channel OPERATOR(pg_catalog.=) ANY (" LIVE_CHANNELS "))"
		" ORDER BY c.occurred_at LIMIT 1)) END" OF_PARTY
		" AND (p.last_contact_at IS NULL"
		" OR p.last_contact_at OPERATOR(pg_catalog.<) $3"
		" OR $4 AND (p.first_contact_at IS NULL"
		" OR p.first_contact_at OPERATOR(pg_catalog.>) $3))",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, BOOLOID}},
	MET("clients", "GREATEST($3, " LATEST("client_id") ")"),
	MET("contacts", "$3")
};

/*
 * Whether "met" would write anything: mostly not in an import, and to ask is
 * far cheaper than to start an UPDATE that finds nothing.
 */
static CrmPlan is_news[PARTIES] = {
	{"SELECT 1 FROM crm.leads p" OF_PARTY
		" AND (p.last_contact_at IS NULL"
		" OR p.last_contact_at OPERATOR(pg_catalog.<) $3"
		" OR $4 AND (p.first_contact_at IS NULL"
		" OR p.first_contact_at OPERATOR(pg_catalog.>) $3))",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, BOOLOID}},
	IS_NEWS("clients"), IS_NEWS("contacts")
};
static CrmPlan planned[PARTIES] = {
	PLANNED("leads"), PLANNED("clients"), PLANNED("contacts")
};
static CrmPlan replanned[PARTIES] = {
	REPLANNED("leads"), REPLANNED("clients"), REPLANNED("contacts")
};

static CrmPlan type_of = {
	"SELECT counts_as_contact,"
	" channel OPERATOR(pg_catalog.=) ANY (" LIVE_CHANNELS ")"
	" FROM crm.communication_types WHERE id OPERATOR(pg_catalog.=) $1",
	1, {TEXTOID}
};

/* What one version of a communication means for contact times. */
typedef struct Contact
{
	bool		counts;			/* false: means nothing, the rest is not set */
	bool		reaches;		/* somebody of ours spoke with them */
	bool		happened;		/* "at" is when; else it is planned for then */
	TimestampTz at;
	int64		tenant;
	bool		has_party[PARTIES];
	int64		party[PARTIES];
} Contact;

/* The communication types a statement has met, kept for that statement. */
typedef struct KnownType
{
	struct KnownType *next;
	bool		counts;
	bool		two_way;
	char		id[FLEXIBLE_ARRAY_MEMBER];
} KnownType;

static const KnownType *
find_type(FunctionCallInfo fcinfo, const char *id)
{
	KnownType  *type;
	Datum		values[1];
	bool		isnull;

	for (type = fcinfo->flinfo->fn_extra; type != NULL; type = type->next)
		if (strcmp(type->id, id) == 0)
			return type;

	type = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
								  offsetof(KnownType, id) + strlen(id) + 1);
	strcpy(type->id, id);
	values[0] = CStringGetTextDatum(id);
	/* An unknown type counts for nothing; its foreign key will object. */
	if (crm_plan_execute(&type_of, values, NULL, true, 1) > 0)
	{
		HeapTuple	tuple = SPI_tuptable->vals[0];
		TupleDesc	columns = SPI_tuptable->tupdesc;

		type->counts = DatumGetBool(SPI_getbinval(tuple, columns, 1, &isnull));
		type->two_way = DatumGetBool(SPI_getbinval(tuple, columns, 2, &isnull));
	}
	type->next = fcinfo->flinfo->fn_extra;
	fcinfo->flinfo->fn_extra = type;
	return type;
}

/* Reads one version of the communication, the old one or the new. */
static void
read_contact(FunctionCallInfo fcinfo, const CrmTriggerRow *row,
			 HeapTuple version, Contact *contact)
{
	CrmTriggerRow view = *row;
	const KnownType *type;
	Datum		occurred;
	Datum		scheduled;
	bool		not_occurred;
	bool		not_scheduled;
	bool		isnull;
	int			i;

	contact->counts = false;
	if (version == NULL)
		return;
	view.new = version;

	occurred = crm_row_new(&view, "occurred_at", &not_occurred);
	scheduled = crm_row_new(&view, "scheduled_at", &not_scheduled);
	if (not_occurred && not_scheduled)
		return;
	type = find_type(fcinfo, crm_row_new_text(&view, "communication_type_id"));
	if (!type->counts)
		return;

	contact->counts = true;
	contact->happened = !not_occurred;
	contact->at = DatumGetTimestampTz(not_occurred ? scheduled : occurred);
	contact->reaches = contact->happened &&
		(type->two_way ||
		 strcmp(crm_row_new_text(&view, "direction"), "outbound") == 0);
	contact->tenant = DatumGetInt64(crm_row_new(&view, "tenant_id", &isnull));
	for (i = 0; i < PARTIES; i++)
	{
		contact->party[i] =
			DatumGetInt64(crm_row_new(&view, party_column[i], &isnull));
		contact->has_party[i] = !isnull;
	}
}

/*
 * The old version's plan for one party no longer stands: if next_contact_at is
 * from it, it becomes the new version's time for the same party, or null.
 */
static void
follow_plan(const Contact *was, const Contact *now, Party party)
{
	Datum		values[4];
	bool		moved;

	if (!was->counts || was->happened || !was->has_party[party])
		return;
	moved = now->counts && !now->happened && now->has_party[party] &&
		now->party[party] == was->party[party];
	if (moved && now->at == was->at)
		return;

	values[0] = Int64GetDatum(was->party[party]);
	values[1] = Int64GetDatum(was->tenant);
	values[2] = moved ? TimestampTzGetDatum(now->at) : (Datum) 0;
	values[3] = TimestampTzGetDatum(was->at);
	crm_plan_execute(&replanned[party], values, moved ? NULL : "  n ",
					 false, 0);
}

/* Moves one party's times forward to what the new version says. */
static void
count_for(const Contact *now, Party party)
{
	Datum		values[4];

	if (!now->counts || !now->has_party[party])
		return;
	values[0] = Int64GetDatum(now->party[party]);
	values[1] = Int64GetDatum(now->tenant);
	values[2] = TimestampTzGetDatum(now->at);
	values[3] = BoolGetDatum(now->reaches);
	if (!now->happened)
		crm_plan_execute(&planned[party], values, NULL, false, 0);
	/* Not read-only: it must see what earlier rows of the statement wrote. */
	else if (crm_plan_execute(&is_news[party], values, NULL, false, 1) > 0)
		crm_plan_execute(&met[party], values, NULL, false, 0);
}

/*
 * crm.count_contact() -> trigger, AFTER INSERT OR UPDATE OR DELETE
 *
 * Carries a communication's time over to its lead, client and contact.
 */
Datum
crm_count_contact(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	Contact		was;
	Contact		now;
	int			i;

	crm_trigger_row(fcinfo, "count_contact",
					CRM_TRIGGER_AFTER | CRM_TRIGGER_INSERT |
					CRM_TRIGGER_UPDATE | CRM_TRIGGER_DELETE, &row);

	crm_spi_connect();
	read_contact(fcinfo, &row, row.old, &was);
	read_contact(fcinfo, &row, row.new, &now);
	/* Always lead, client, contact: concurrent writers lock in one order. */
	for (i = 0; i < PARTIES; i++)
	{
		follow_plan(&was, &now, i);
		count_for(&now, i);
	}
	crm_spi_finish();
	return PointerGetDatum(NULL);
}

/*
 * crm.mark_counted() -> trigger, BEFORE INSERT
 *
 * Marks a new communication as counted by this transaction; the condition on
 * crm.count_contact()'s trigger asks for just that.
 */
Datum
crm_mark_counted(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "mark_counted",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_INSERT, &row);
	crm_row_set(&row, "counted_at",
				TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()),
				false);
	return PointerGetDatum(crm_row_finish(&row));
}

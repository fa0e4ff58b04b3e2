/*-------------------------------------------------------------------------
 *
 * document_change.c
 *	  The trigger that records which parts of a lead's documents changed.
 *
 * What is kept is where a document changed, not what stood there: the places
 * tell a reader of the timeline what to look at, and old answers to health and
 * licence questions need not be kept for that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "common/compat.h"
#include "common/json_cursor.h"
#include "common/own_trigger.h"
#include "common/spi.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_record_document_changes);

/* Places kept of one change; the rest is counted. */
#define MAX_PLACES 50

typedef struct Difference
{
	StringInfoData place;		/* a JSON Pointer, where the walk is */
	Datum		places[MAX_PLACES];
	int			nplaces;		/* all that differ, kept or not */
} Difference;

static CrmPlan insert_change = {
	"INSERT INTO crm.lead_document_changes (tenant_id, lead_id, client_id,"
	" document_kind, from_version, to_version, places, place_count)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	8, {INT8OID, INT8OID, INT8OID, TEXTOID, INT4OID, INT4OID, TEXTARRAYOID, INT4OID}
};

static void compare_values(Difference *difference, const CrmJson *old,
						   const CrmJson *new);

static void
note_place(Difference *difference)
{
	if (difference->nplaces < MAX_PLACES)
		difference->places[difference->nplaces] =
			PointerGetDatum(cstring_to_text_with_len(difference->place.data,
													 difference->place.len));
	difference->nplaces++;
}

/* Appends a reference token (RFC 6901); returns where the place ended before. */
static int
enter_key(Difference *difference, const char *key, uint32 len)
{
	int			end = difference->place.len;
	uint32		i;

	appendStringInfoChar(&difference->place, '/');
	for (i = 0; i < len; i++)
	{
		if (key[i] == '~')
			appendStringInfoString(&difference->place, "~0");
		else if (key[i] == '/')
			appendStringInfoString(&difference->place, "~1");
		else
			appendStringInfoChar(&difference->place, key[i]);
	}
	return end;
}

static void
leave(Difference *difference, int end)
{
	difference->place.len = end;
	difference->place.data[end] = '\0';
}

static void
compare_objects(Difference *difference, const CrmJson *old, const CrmJson *new)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;
	CrmJson		value;
	CrmJson		other;

	crm_json_walk(&walk, new);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		int			end = enter_key(difference, key, key_len);

		if (crm_json_get(old, key, key_len, &other))
			compare_values(difference, &other, &value);
		else
			note_place(difference);
		leave(difference, end);
	}
	crm_json_walk(&walk, old);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		if (!crm_json_get(new, key, key_len, &other))
		{
			int			end = enter_key(difference, key, key_len);

			note_place(difference);
			leave(difference, end);
		}
	}
}

/* Item by item: one put in front counts as a change of all behind it. */
static void
compare_arrays(Difference *difference, const CrmJson *old, const CrmJson *new)
{
	CrmJsonWalk old_walk;
	CrmJsonWalk new_walk;
	uint32		i;

	crm_json_walk(&old_walk, old);
	crm_json_walk(&new_walk, new);
	for (i = 0; i < Max(old->len, new->len); i++)
	{
		char		index[12];
		int			len = snprintf(index, sizeof(index), "%u", i);
		int			end;
		CrmJson		old_item;
		CrmJson		new_item;
		bool		has_old = crm_json_next_item(&old_walk, &old_item);
		bool		has_new = crm_json_next_item(&new_walk, &new_item);

		end = enter_key(difference, index, len);
		if (has_old && has_new)
			compare_values(difference, &old_item, &new_item);
		else
			note_place(difference);
		leave(difference, end);
	}
}

/* Notes each innermost place where the two differ. */
static void
compare_values(Difference *difference, const CrmJson *old, const CrmJson *new)
{
	bool		equal = old->type == new->type;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (equal)
	{
		switch (new->type)
		{
			case CRM_JSON_OBJECT:
				compare_objects(difference, old, new);
				return;
			case CRM_JSON_ARRAY:
				compare_arrays(difference, old, new);
				return;
			case CRM_JSON_STRING:
				equal = old->len == new->len &&
					memcmp(old->data, new->data, new->len) == 0;
				break;
			case CRM_JSON_NUMBER:
				equal = DatumGetBool(DirectFunctionCall2(numeric_eq,
														 NumericGetDatum(crm_json_numeric(old)),
														 NumericGetDatum(crm_json_numeric(new))));
				break;
			case CRM_JSON_BOOL:
				equal = old->boolean == new->boolean;
				break;
			case CRM_JSON_NULL:
				break;
		}
	}
	if (!equal)
		note_place(difference);
}

/* The same stored bytes, so that an untouched document is not even detoasted. */
static bool
is_same_datum(Datum a, Datum b)
{
	return VARSIZE_ANY(DatumGetPointer(a)) == VARSIZE_ANY(DatumGetPointer(b)) &&
		memcmp(DatumGetPointer(a), DatumGetPointer(b),
			   VARSIZE_ANY(DatumGetPointer(a))) == 0;
}

/* A document's columns in a row of crm.leads. */
typedef struct DocumentColumns
{
	Datum		data;
	bool		data_is_null;
	Datum		version;
	bool		version_is_null;
} DocumentColumns;

static void
read_document(Relation table, HeapTuple row, const char *kind,
			  DocumentColumns *columns)
{
	char		name[NAMEDATALEN];

	snprintf(name, sizeof(name), "%s_data", kind);
	columns->data = crm_table_column(table, row, name,
									 &columns->data_is_null);
	snprintf(name, sizeof(name), "%s_schema_version", kind);
	columns->version = crm_table_column(table, row, name,
										&columns->version_is_null);
}

/* Fills "difference"; an added or removed document differs as a whole. */
static void
compare_documents(Difference *difference, const DocumentColumns *old,
				  const DocumentColumns *new)
{
	CrmJson		old_root;
	CrmJson		new_root;

	difference->nplaces = 0;
	resetStringInfo(&difference->place);
	if (old->data_is_null && new->data_is_null)
		return;
	if (old->data_is_null || new->data_is_null)
		note_place(difference);
	else if (!is_same_datum(old->data, new->data))
	{
		crm_json_root(DatumGetJsonbP(old->data), &old_root);
		crm_json_root(DatumGetJsonbP(new->data), &new_root);
		compare_values(difference, &old_root, &new_root);
	}
}

static void
record_change(Relation table, HeapTuple row, const char *kind,
			  const Difference *difference, const DocumentColumns *old,
			  const DocumentColumns *new)
{
	Datum		args[8];
	char		nulls[] = "        ";
	bool		isnull;

	args[0] = crm_table_column(table, row, "tenant_id", &isnull);
	args[1] = crm_table_column(table, row, "id", &isnull);
	args[2] = crm_table_column(table, row, "client_id", &isnull);
	args[3] = CStringGetTextDatum(kind);
	args[4] = old->version;
	nulls[4] = old->version_is_null ? 'n' : ' ';
	args[5] = new->version;
	nulls[5] = new->version_is_null ? 'n' : ' ';
	args[6] = PointerGetDatum(construct_array((Datum *) difference->places,
											  Min(difference->nplaces, MAX_PLACES),
											  TEXTOID, -1, false, TYPALIGN_INT));
	args[7] = Int32GetDatum(difference->nplaces);
	crm_plan_execute(&insert_change, args, nulls, false, 0);
}

/*
 * crm.record_document_changes()
 *
 * AFTER UPDATE of the documents of crm.leads: a row of crm.lead_document_changes
 * for each one that differs, or whose version does.
 */
Datum
crm_record_document_changes(PG_FUNCTION_ARGS)
{
	static const char *const kinds[] = {
		"auto", "home", "renters", "specialty", "commercial", "life"
	};
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Difference	difference;
	int			i;

	if (!crm_called_by_own_trigger(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		!TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("crm.record_document_changes must be called by its own trigger"),
				 errhint("It is a row trigger, AFTER UPDATE.")));

	crm_spi_connect();
	initStringInfo(&difference.place);
	for (i = 0; i < lengthof(kinds); i++)
	{
		DocumentColumns old;
		DocumentColumns new;

		read_document(trigger->tg_relation, trigger->tg_trigtuple, kinds[i], &old);
		read_document(trigger->tg_relation, trigger->tg_newtuple, kinds[i], &new);
		compare_documents(&difference, &old, &new);
		if (difference.nplaces > 0 ||
			(!old.version_is_null && !new.version_is_null &&
			 DatumGetInt32(old.version) != DatumGetInt32(new.version)))
			record_change(trigger->tg_relation, trigger->tg_newtuple, kinds[i],
						  &difference, &old, &new);
	}
	crm_spi_finish();
	return PointerGetDatum(NULL);
}

/*-------------------------------------------------------------------------
 *
 * timeline.c
 *	  The functions that read timelines and agendas: arguments in, rows out.
 *
 * Value per call: a row is read when it is asked for, and reading ends when the
 * page is full or the consumer has enough.  Arguments are checked in
 * request.c; the events come from merge.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "timeline/actor.h"
#include "timeline/merge.h"
#include "timeline/request.h"

PG_FUNCTION_INFO_V1(crm_lead_timeline);
PG_FUNCTION_INFO_V1(crm_client_timeline);
PG_FUNCTION_INFO_V1(crm_lead_timelines);
PG_FUNCTION_INFO_V1(crm_lead_agenda);
PG_FUNCTION_INFO_V1(crm_client_agenda);

#define TIMELINE_COLUMNS 10

/* A page read against its order, to be returned in it. */
typedef struct HeldEvent
{
	HeapTuple	row;
	int			stream;			/* its index in the merge */
	CrmEventKey key;
} HeldEvent;

/* A call in progress: a page of each of its subjects, one after the other. */
typedef struct TimelineCall
{
	CrmTimelineRequest request;
	Datum	   *subjects;		/* the leads, or the one client */
	int			nsubjects;
	int			next_subject;
	CrmPageToken token;			/* of the page; the key is each row's */
	bool		reading;		/* a page: the merge is open */
	CrmMerge	merge;
	int			nreturned;		/* of the page */
	HeldEvent  *held;			/* NULL: rows are returned as they are read */
	int			nheld;
	CrmActorCache *actors;
	MemoryContext context;		/* of the call */
	ExprContext *econtext;
} TimelineCall;

/*
 * Stops reading: at the end of a page, or when the consumer's plan is shut
 * down before.
 */
static void
end_page(Datum arg)
{
	TimelineCall *call = (TimelineCall *) DatumGetPointer(arg);

	if (call->reading)
		crm_merge_close(&call->merge);
	call->reading = false;
}

/* Reads a page backward and keeps it, to be returned in the page's order. */
static void
hold_page(TimelineCall *call)
{
	MemoryContext context = call->context;
	int			page_size = call->request.page_size;
	CrmStream  *stream;
	CrmEventKey key;
	HeapTuple	row;

	call->held = MemoryContextAlloc(context, sizeof(HeldEvent) * page_size);
	while (call->nheld < page_size &&
		   (row = crm_merge_next(&call->merge, page_size - call->nheld,
								 &stream, &key)) != NULL)
	{
		HeldEvent  *held = &call->held[call->nheld++];
		MemoryContext old = MemoryContextSwitchTo(context);

		held->row = heap_copytuple(row);
		held->stream = stream - call->merge.streams;
		held->key = key;
		MemoryContextSwitchTo(old);
	}
}

/* Begins the page of the next subject; false if there is none. */
static bool
begin_page(TimelineCall *call)
{
	CrmTimelineRequest *request = &call->request;
	CrmHistory	history = {0};

	if (call->next_subject == call->nsubjects)
		return false;
	call->token.subject = DatumGetInt64(call->subjects[call->next_subject++]);
	crm_timeline_check_subject(request, call->token.subject);

	history.family = request->family;
	history.subject = call->token.subject;
	history.tenant = request->tenant;
	history.by_client = request->by_client;
	history.descending = request->descending;
	history.from = request->has_from ? &request->from : NULL;
	history.until = request->has_until ? &request->until : NULL;
	crm_merge_open(&call->merge, &history, request->kinds, call->context);
	call->reading = true;
	call->nreturned = 0;
	if (request->backward)
		hold_page(call);
	return true;
}

/* A call whose subjects and request are still to be filled in. */
static TimelineCall *
begin_call(FunctionCallInfo fcinfo, FuncCallContext *funcctx)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext context = funcctx->multi_call_memory_ctx;
	MemoryContext old = MemoryContextSwitchTo(context);
	TimelineCall *call = palloc0(sizeof(TimelineCall));

	if (get_call_result_type(fcinfo, NULL, &funcctx->tuple_desc) != TYPEFUNC_COMPOSITE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function returning record called in context that cannot accept type record")));
	BlessTupleDesc(funcctx->tuple_desc);
	Assert(funcctx->tuple_desc->natts == TIMELINE_COLUMNS);

	call->context = context;
	call->actors = crm_actor_cache(context);
	call->econtext = rsinfo->econtext;
	RegisterExprContextCallback(call->econtext, end_page, PointerGetDatum(call));
	MemoryContextSwitchTo(old);
	return call;
}

static char *
event_id(Oid id_type, Datum id)
{
	return DatumGetCString(DirectFunctionCall1(id_type == INT8OID ? int8out : uuid_out,
											   id));
}

/* The row of the function's result for an event. */
static Datum
event_row(TimelineCall *call, TupleDesc desc, CrmStream *stream,
		  HeapTuple row, const CrmEventKey *key)
{
	const CrmEventSource *source = &stream->history->family->sources[stream->rank];
	Datum		event[CRM_EVENT_NCOLUMNS + 1];
	bool		isnull[CRM_EVENT_NCOLUMNS + 1];
	Datum		values[TIMELINE_COLUMNS];
	bool		nulls[TIMELINE_COLUMNS] = {0};
	char	   *actor = NULL;

	/* Columns are numbered from 1. */
	heap_deform_tuple(row, stream->desc, event + 1, isnull + 1);
	if (!isnull[CRM_EVENT_ACTOR_REF])
		actor = crm_actor_name(call->actors, event[CRM_EVENT_ACTOR_REF],
							   call->request.tenant);
	if (actor == NULL && source->role != NULL && !isnull[CRM_EVENT_ACTOR])
		actor = crm_actor_of_role(call->actors,
								  TextDatumGetCString(event[CRM_EVENT_ACTOR]),
								  call->request.tenant);
	call->token.key = *key;

	values[0] = event[CRM_EVENT_OCCURRED_AT];
	values[1] = CStringGetTextDatum(source->kind);
	values[2] = CStringGetTextDatum(event_id(source->id_type, event[CRM_EVENT_ID]));
	values[3] = event[CRM_EVENT_LEAD_ID];
	nulls[3] = isnull[CRM_EVENT_LEAD_ID];
	values[4] = event[CRM_EVENT_TITLE];
	nulls[4] = isnull[CRM_EVENT_TITLE];
	values[5] = event[CRM_EVENT_BODY];
	nulls[5] = isnull[CRM_EVENT_BODY];
	if (actor != NULL)
		values[6] = CStringGetTextDatum(actor);
	else
		values[6] = event[CRM_EVENT_ACTOR];
	nulls[6] = actor == NULL && isnull[CRM_EVENT_ACTOR];
	values[7] = event[CRM_EVENT_DIRECTION];
	nulls[7] = isnull[CRM_EVENT_DIRECTION];
	values[8] = event[CRM_EVENT_DETAILS];
	nulls[8] = isnull[CRM_EVENT_DETAILS];
	values[9] = PointerGetDatum(crm_token_encode(&call->token));
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

/* The next event of the page; false at its end. */
static bool
next_of_page(TimelineCall *call, CrmStream **stream, HeapTuple *row,
			 CrmEventKey *key)
{
	int			wanted = call->request.page_size - call->nreturned;

	if (call->held != NULL)
	{
		HeldEvent  *held;

		if (call->nheld == 0)
			return false;
		held = &call->held[--call->nheld];
		*stream = &call->merge.streams[held->stream];
		*row = held->row;
		*key = held->key;
		return true;
	}
	if (wanted == 0)
		return false;
	*row = crm_merge_next(&call->merge, wanted, stream, key);
	call->nreturned++;
	return *row != NULL;
}

/* Returns the next row of the call, or its end. */
static Datum
next_row(FunctionCallInfo fcinfo, FuncCallContext *funcctx)
{
	TimelineCall *call = funcctx->user_fctx;
	CrmStream  *stream;
	CrmEventKey key;
	HeapTuple	row;

	while (call->reading || begin_page(call))
	{
		if (next_of_page(call, &stream, &row, &key))
			SRF_RETURN_NEXT(funcctx, event_row(call, funcctx->tuple_desc,
											   stream, row, &key));
		end_page(PointerGetDatum(call));
	}
	UnregisterExprContextCallback(call->econtext, end_page,
								  PointerGetDatum(call));
	SRF_RETURN_DONE(funcctx);
}

/* The functions of one subject. */
static Datum
timeline(FunctionCallInfo fcinfo, CrmTokenCall function)
{
	FuncCallContext *funcctx;

	if (SRF_IS_FIRSTCALL())
	{
		TimelineCall *call;
		CrmTimelineRequest *request;

		funcctx = SRF_FIRSTCALL_INIT();
		call = funcctx->user_fctx = begin_call(fcinfo, funcctx);
		request = &call->request;
		crm_timeline_request(fcinfo, function, request);
		call->subjects = MemoryContextAlloc(call->context, sizeof(Datum));
		call->subjects[0] = Int64GetDatum(request->subject);
		call->nsubjects = 1;
		call->token.call = function;
		call->token.tenant = request->tenant;
		call->token.kinds = request->kinds;
	}
	funcctx = SRF_PERCALL_SETUP();
	return next_row(fcinfo, funcctx);
}

/*
 * crm.lead_timeline(lead, before, page_size, kinds, after, tenant) -> setof
 *
 * What happened with a lead, newest first.
 */
Datum
crm_lead_timeline(PG_FUNCTION_ARGS)
{
	return timeline(fcinfo, CRM_TOKEN_LEAD_TIMELINE);
}

/*
 * crm.client_timeline(client, before, page_size, kinds, after, tenant) -> setof
 *
 * What happened with a client in all its leads, newest first.
 */
Datum
crm_client_timeline(PG_FUNCTION_ARGS)
{
	return timeline(fcinfo, CRM_TOKEN_CLIENT_TIMELINE);
}

/*
 * crm.lead_timelines(leads, page_size, kinds, tenant) -> setof
 *
 * The first page of the timeline of each lead of a list, in the list's order.
 */
Datum
crm_lead_timelines(PG_FUNCTION_ARGS)
{
	FuncCallContext *funcctx;

	if (SRF_IS_FIRSTCALL())
	{
		TimelineCall *call;
		CrmTimelineRequest *request;
		MemoryContext old;

		funcctx = SRF_FIRSTCALL_INIT();
		call = funcctx->user_fctx = begin_call(fcinfo, funcctx);
		request = &call->request;
		old = MemoryContextSwitchTo(call->context);
		crm_timelines_request(fcinfo, request, &call->subjects,
							  &call->nsubjects);
		MemoryContextSwitchTo(old);
		call->token.call = CRM_TOKEN_LEAD_TIMELINE;
		call->token.tenant = request->tenant;
		call->token.kinds = request->kinds;
	}
	funcctx = SRF_PERCALL_SETUP();
	return next_row(fcinfo, funcctx);
}

/*
 * crm.lead_agenda(lead, before, page_size, kinds, after, tenant) -> setof
 *
 * What is planned or due for a lead, soonest first.
 */
Datum
crm_lead_agenda(PG_FUNCTION_ARGS)
{
	return timeline(fcinfo, CRM_TOKEN_LEAD_AGENDA);
}

/*
 * crm.client_agenda(client, before, page_size, kinds, after, tenant) -> setof
 *
 * What is planned or due for a client in all its leads, soonest first.
 */
Datum
crm_client_agenda(PG_FUNCTION_ARGS)
{
	return timeline(fcinfo, CRM_TOKEN_CLIENT_AGENDA);
}

/*-------------------------------------------------------------------------
 *
 * request.c
 *	  The arguments of a timeline or an agenda, checked.
 *
 * Everything that can be wrong with a call is found here, before a row is
 * read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "common/error.h"
#include "common/spi.h"
#include "timeline/request.h"

/* The arguments' places, in the three kinds of functions. */
enum
{
	ARG_SUBJECT,
	ARG_BEFORE,
	ARG_PAGE_SIZE,
	ARG_KINDS,
	ARG_AFTER,
	ARG_TENANT
};
enum
{
	LIST_ARG_LEADS,
	LIST_ARG_PAGE_SIZE,
	LIST_ARG_KINDS,
	LIST_ARG_TENANT
};
enum
{
	COUNTS_ARG_LEAD,
	COUNTS_ARG_KINDS,
	COUNTS_ARG_TENANT
};

#define FIND_SUBJECT(table) \
	{"SELECT 1 FROM " table " WHERE id OPERATOR(pg_catalog.=) ANY ($1)" \
	 " AND tenant_id OPERATOR(pg_catalog.=) $2 ORDER BY id", \
	 2, {INT8ARRAYOID, INT8OID}, .options = CRM_PLAN_FOR_FEW}

static CrmPlan find_subject[] = {
	FIND_SUBJECT("crm.leads"),
	FIND_SUBJECT("crm.clients")
};

static bool
call_is_by_client(CrmTokenCall call)
{
	return call == CRM_TOKEN_CLIENT_TIMELINE || call == CRM_TOKEN_CLIENT_AGENDA;
}

static bool
call_is_agenda(CrmTokenCall call)
{
	return call == CRM_TOKEN_LEAD_AGENDA || call == CRM_TOKEN_CLIENT_AGENDA;
}

static const char *
call_name(CrmTokenCall call)
{
	switch (call)
	{
		case CRM_TOKEN_LEAD_TIMELINE:
			return "crm.lead_timeline";
		case CRM_TOKEN_CLIENT_TIMELINE:
			return "crm.client_timeline";
		case CRM_TOKEN_LEAD_AGENDA:
			return "crm.lead_agenda";
		case CRM_TOKEN_CLIENT_AGENDA:
			return "crm.client_agenda";
	}
	return "another function";
}

static void
null_argument(const char *name, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be null", name),
			 errhint("%s", hint)));
}

static void
read_page_size(FunctionCallInfo fcinfo, int arg, CrmTimelineRequest *request)
{
	if (PG_ARGISNULL(arg))
		null_argument("page_size", "Leave it out for its default.");
	request->page_size = PG_GETARG_INT32(arg);
	if (request->page_size < 1 || request->page_size > CRM_MAX_PAGE_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("page_size is out of range"),
				 errdetail("page_size is %d; it may be 1 to %d.",
						   request->page_size, CRM_MAX_PAGE_SIZE),
				 errhint("For more rows, pass the column token of the last row to the next call.")));
}

static char *
known_kinds(const CrmEventFamily *family)
{
	StringInfoData list;
	int			i;

	initStringInfo(&list);
	for (i = 0; i < family->nsources; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "",
						 family->sources[i].kind);
	return list.data;
}

static int
rank_of_kind(const CrmEventFamily *family, const char *kind)
{
	const char *kinds[CRM_MAX_SOURCES];
	const char *nearest;
	int			i;

	for (i = 0; i < family->nsources; i++)
	{
		kinds[i] = family->sources[i].kind;
		if (strcmp(kinds[i], kind) == 0)
			return i;
	}
	nearest = crm_nearest_name(kind, strlen(kind), kinds, family->nsources);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown kind of event"),
			 errdetail("There is no kind \"%s\".",
					   crm_shorten(kind, strlen(kind), 60)),
			 nearest ?
			 errhint("Perhaps \"%s\" is meant. The kinds are: %s.", nearest,
					 known_kinds(family)) :
			 errhint("The kinds are: %s.", known_kinds(family))));
	return -1;					/* keep the compiler quiet */
}

/* Reads a text[] as a bit a rank; null: every rank of the family. */
static void
read_kinds(FunctionCallInfo fcinfo, int arg, CrmTimelineRequest *request)
{
	const CrmEventFamily *family = request->family;
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int			i;

	if (PG_ARGISNULL(arg))
	{
		request->kinds = ((uint32) 1 << family->nsources) - 1;
		return;
	}
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, &nulls, &n);
	if (n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("kinds is empty"),
				 errdetail("No kind of event is asked for."),
				 errhint("Leave kinds out, or pass null, for all of: %s.",
						 known_kinds(family))));
	request->kinds = 0;
	for (i = 0; i < n; i++)
	{
		if (nulls[i])
			null_argument("an element of kinds",
						  psprintf("The kinds are: %s.", known_kinds(family)));
		request->kinds |= (uint32) 1 <<
			rank_of_kind(family, TextDatumGetCString(elements[i]));
	}
}

static void
read_tenant(FunctionCallInfo fcinfo, int arg, CrmTimelineRequest *request)
{
	request->has_tenant = !PG_ARGISNULL(arg);
	if (request->has_tenant)
		request->tenant = PG_GETARG_INT64(arg);
}

/*
 * Throws unless the lead or client exists for the tenant and the role may read
 * it.  Another tenant's is as if it did not exist.
 */
void
crm_timeline_check_subject(const CrmTimelineRequest *request, int64 subject)
{
	const char *what = request->by_client ? "client" : "lead";
	Datum		args[2];
	bool		found = false;

	if (request->has_tenant)
	{
		args[0] = crm_array_of_one(subject);
		args[1] = Int64GetDatum(request->tenant);
		crm_spi_connect();
		found = crm_plan_execute(&find_subject[request->by_client], args, NULL,
								 true, 1) > 0;
		crm_spi_finish();
	}
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("%s " INT64_FORMAT " does not exist", what, subject),
				 request->has_tenant ?
				 errdetail("Tenant " INT64_FORMAT " has no such %s.",
						   request->tenant, what) :
				 errdetail("There is no current tenant."),
				 request->has_tenant ?
				 errhint("Look it up in crm.%ss; crm.current_tenant() tells whose rows are read.",
						 what) :
				 errhint("Choose one: SET crm.tenant_id = '1'.")));
}

/* The key of a token, which must be one that this very call gave. */
static void
token_key(const char *argument, const text *encoded, CrmTokenCall call,
		  const CrmTimelineRequest *request, CrmEventKey *key)
{
	CrmPageToken token;
	const char *hint =
		"Pass the column token of a row that the same call returned, or null for the first page.";
	const char *what = request->by_client ? "client" : "lead";

	if (!crm_token_decode(encoded, &token) ||
		(token.call == call && token.key.rank >= request->family->nsources))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid page token"),
				 errdetail("The value of %s is \"%s\".", argument,
						   crm_shorten(VARDATA_ANY(encoded),
									   VARSIZE_ANY_EXHDR(encoded), 80)),
				 errhint("%s", hint)));
	if (token.call != call)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("page token of another function"),
				 errdetail("The value of %s was returned by %s, not by %s.",
						   argument, call_name(token.call), call_name(call)),
				 errhint("%s", hint)));
	if (token.subject != request->subject || token.tenant != request->tenant)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("page token of another %s", what),
				 errdetail("The value of %s was not returned for %s " INT64_FORMAT " of tenant " INT64_FORMAT ".",
						   argument, what, request->subject, request->tenant),
				 errhint("%s", hint)));
	if (token.kinds != request->kinds)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("page token of other kinds"),
				 errdetail("The value of %s was returned for another list of kinds.",
						   argument),
				 errhint("%s", hint)));
	*key = token.key;
}

/*
 * "before" and "after" are bounds in time.  A page begins at the bound that comes
 * first in the function's order; with the other one alone it is the page that
 * ends there, which is read backward.
 */
static void
read_tokens(FunctionCallInfo fcinfo, CrmTokenCall call,
			CrmTimelineRequest *request)
{
	bool		newest_first = request->family->newest_first;
	bool		has_before = !PG_ARGISNULL(ARG_BEFORE);
	bool		has_after = !PG_ARGISNULL(ARG_AFTER);
	CrmEventKey before;
	CrmEventKey after;

	if (has_before)
		token_key("before", PG_GETARG_TEXT_PP(ARG_BEFORE), call, request, &before);
	if (has_after)
		token_key("after", PG_GETARG_TEXT_PP(ARG_AFTER), call, request, &after);

	request->backward = newest_first ? (has_after && !has_before) :
		(has_before && !has_after);
	request->descending = newest_first != request->backward;
	if (request->descending)
	{
		request->has_from = has_before;
		request->has_until = has_after;
		if (has_before)
			request->from = before;
		if (has_after)
			request->until = after;
	}
	else
	{
		request->has_from = has_after;
		request->has_until = has_before;
		if (has_after)
			request->from = after;
		if (has_before)
			request->until = before;
	}
}

static void
read_subject(FunctionCallInfo fcinfo, int arg, CrmTimelineRequest *request)
{
	if (PG_ARGISNULL(arg))
		null_argument(request->by_client ? "client" : "lead",
					  request->by_client ? "Pass the id of a row of crm.clients." :
					  "Pass the id of a row of crm.leads.");
	request->subject = PG_GETARG_INT64(arg);
}

/*
 * The arguments of a timeline or an agenda of one subject, which is still to be
 * looked up.
 */
void
crm_timeline_request(FunctionCallInfo fcinfo, CrmTokenCall call,
					 CrmTimelineRequest *request)
{
	memset(request, 0, sizeof(*request));
	request->by_client = call_is_by_client(call);
	request->family = call_is_agenda(call) ? &crm_agenda_family :
		&crm_timeline_family;
	read_subject(fcinfo, ARG_SUBJECT, request);
	read_page_size(fcinfo, ARG_PAGE_SIZE, request);
	read_kinds(fcinfo, ARG_KINDS, request);
	read_tenant(fcinfo, ARG_TENANT, request);
	read_tokens(fcinfo, call, request);
}

/* The arguments of the timelines of a list of leads, which is allocated. */
void
crm_timelines_request(FunctionCallInfo fcinfo, CrmTimelineRequest *request,
					  Datum **leads, int *nleads)
{
	bool	   *nulls;
	int			i;

	memset(request, 0, sizeof(*request));
	request->family = &crm_timeline_family;
	request->descending = true;
	if (PG_ARGISNULL(LIST_ARG_LEADS))
		null_argument("leads", "Pass an array of ids of crm.leads.");
	deconstruct_array(PG_GETARG_ARRAYTYPE_P_COPY(LIST_ARG_LEADS), INT8OID,
					  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  leads, &nulls, nleads);
	for (i = 0; i < *nleads; i++)
		if (nulls[i])
			null_argument("an element of leads",
						  "Leave it out of the array.");
	read_page_size(fcinfo, LIST_ARG_PAGE_SIZE, request);
	read_kinds(fcinfo, LIST_ARG_KINDS, request);
	read_tenant(fcinfo, LIST_ARG_TENANT, request);
}

/* The arguments of the counts of a lead's events, which is still to be looked up. */
void
crm_counts_request(FunctionCallInfo fcinfo, CrmTimelineRequest *request)
{
	memset(request, 0, sizeof(*request));
	request->family = &crm_timeline_family;
	read_subject(fcinfo, COUNTS_ARG_LEAD, request);
	read_kinds(fcinfo, COUNTS_ARG_KINDS, request);
	read_tenant(fcinfo, COUNTS_ARG_TENANT, request);
}

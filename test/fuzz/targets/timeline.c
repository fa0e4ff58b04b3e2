/*-------------------------------------------------------------------------
 *
 * timeline.c
 *	  Fuzz target: page tokens and the other arguments of a timeline.
 *
 * An input is a byte that chooses the call, then a token as text, a list of
 * kinds, and the bytes of another token's contents, with zero bytes between
 * them.
 * A token that is taken must be the one that its contents make, and whatever
 * contents make a token must come back from it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "timeline/request.h"

#include "../fuzz.h"

const int	fuzz_max_len = 300;

static const CrmTokenCall calls[] = {
	CRM_TOKEN_LEAD_TIMELINE, CRM_TOKEN_CLIENT_TIMELINE,
	CRM_TOKEN_LEAD_AGENDA, CRM_TOKEN_CLIENT_AGENDA
};

void
fuzz_start(void)
{
}

static text *
as_exact_text(const text *value)
{
	return fuzz_text(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* A token that is taken has one spelling. */
static bool
check_text(const text *encoded, CrmPageToken *token)
{
	text	   *again;

	if (!crm_token_decode(encoded, token))
		return false;
	again = crm_token_encode(token);
	if (VARSIZE_ANY_EXHDR(again) != VARSIZE_ANY_EXHDR(encoded) ||
		memcmp(VARDATA_ANY(again), VARDATA_ANY(encoded),
			   VARSIZE_ANY_EXHDR(again)) != 0)
		fuzz_fail("one token has two spellings");
	return true;
}

/* What a token is made of comes back, unless it is no time. */
static text *
check_contents(const char *data, int len, CrmTokenCall call)
{
	CrmPageToken token;
	CrmPageToken back;
	text	   *encoded;

	memset(&token, 0, sizeof(token));
	memcpy(&token, data, Min(len, sizeof(token)));
	token.call = call;
	/* A token has a byte for the rank. */
	token.key.rank &= 0xFF;
	encoded = crm_token_encode(&token);
	if (!crm_token_decode(as_exact_text(encoded), &back))
	{
		if (IS_VALID_TIMESTAMP(token.key.at))
			fuzz_fail("a token of ours is not taken");
		return encoded;
	}
	if (back.call != token.call || back.subject != token.subject ||
		back.tenant != token.tenant || back.kinds != token.kinds ||
		back.key.at != token.key.at || back.key.rank != token.key.rank ||
		memcmp(back.key.id, token.key.id, CRM_EVENT_ID_LEN) != 0)
		fuzz_fail("a token's contents have changed");
	return encoded;
}

/* As a call of the function would, with the subject that the token is of. */
static void
check_request(CrmTokenCall call, const text *before, const text *after,
			  int page_size, const char *kinds, int len)
{
	LOCAL_FCINFO(fcinfo, 6);
	CrmTimelineRequest request;
	CrmPageToken token = {0};
	FmgrInfo	flinfo = {0};

	crm_token_decode(before ? before : after, &token);
	memset(fcinfo, 0, SizeForFunctionCallInfo(6));
	InitFunctionCallInfoData(*fcinfo, &flinfo, 6, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = Int64GetDatum(token.subject);
	fcinfo->args[1].value = PointerGetDatum(before);
	fcinfo->args[1].isnull = before == NULL;
	fcinfo->args[2].value = Int32GetDatum(page_size);
	fcinfo->args[3].isnull = len == 0;
	if (len > 0)
		fcinfo->args[3].value =
			DirectFunctionCall2(text_to_array_null,
								PointerGetDatum(cstring_to_text_with_len(kinds, len)),
								PointerGetDatum(cstring_to_text(",")));
	fcinfo->args[4].value = PointerGetDatum(after);
	fcinfo->args[4].isnull = after == NULL;
	fcinfo->args[5].value = Int64GetDatum(token.tenant);
	crm_timeline_request(fcinfo, call, &request);
	if (request.page_size < 1 || request.kinds == 0 ||
		(request.has_from && request.from.rank >= request.family->nsources))
		fuzz_fail("a request that cannot be answered is taken");
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data + 1, data + size};
	const char *encoded = "";
	const char *contents = "";
	const char *kinds = "";
	int			encoded_len = 0;
	int			contents_len = 0;
	int			kinds_len = 0;
	CrmTokenCall call;
	CrmPageToken token;
	text	   *given;
	text	   *made;

	if (size < 2)
		return;
	call = calls[data[0] & 3];
	fuzz_part(&parts, &encoded, &encoded_len);
	fuzz_part(&parts, &kinds, &kinds_len);
	if (parts.next)
	{
		contents = parts.next;
		contents_len = (int) (parts.end - parts.next);
	}
	if (!fuzz_is_text(encoded, encoded_len) || !fuzz_is_text(kinds, kinds_len))
		return;
	given = cstring_to_text_with_len(encoded, encoded_len);
	check_text(as_exact_text(given), &token);
	made = check_contents(contents, contents_len, call);
	if (data[0] & 4)
		check_request(call, given, data[0] & 8 ? made : NULL, 50, kinds,
					  kinds_len);
	else
		check_request(call, made, NULL, (int8) data[0], kinds, kinds_len);
}

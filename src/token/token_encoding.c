/*-------------------------------------------------------------------------
 *
 * token_encoding.c
 *	  The encodings in which tokens are counted, by name, and the SQL face.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "common/error.h"
#include "token/bpe.h"
#include "token/tokens.h"

static const char *const names[CRM_ENCODINGS] = {
	"estimate", "cl100k_base", "o200k_base"
};

const char *
crm_encoding_name(CrmEncoding encoding)
{
	return names[encoding];
}

bool
crm_encoding_find(const char *name, int len, CrmEncoding *encoding)
{
	for (int i = 0; i < CRM_ENCODINGS; i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
		{
			*encoding = i;
			return true;
		}
	return false;
}

/* The count of a text in the database's encoding; throws as crm_bpe_count. */
int
crm_encoding_count(CrmEncoding encoding, const char *text, int len)
{
	return encoding == CRM_ENCODING_ESTIMATE ? crm_count_tokens(text, len)
		: crm_bpe_count(encoding, text, len);
}

/* crm.count_tokens(content, encoding) */
PG_FUNCTION_INFO_V1(crm_prompt_count_tokens);
Datum
crm_prompt_count_tokens(PG_FUNCTION_ARGS)
{
	text	   *content = PG_GETARG_TEXT_PP(0);
	text	   *name = PG_GETARG_TEXT_PP(1);
	const char *bytes = VARDATA_ANY(name);
	int			len = VARSIZE_ANY_EXHDR(name);
	CrmEncoding encoding;

	if (!crm_encoding_find(bytes, len, &encoding))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown token encoding"),
				 errdetail("The encoding is \"%s\".",
						   crm_shorten(bytes, len, 60)),
				 errhint("Known are estimate, cl100k_base and o200k_base.")));
	PG_RETURN_INT32(crm_encoding_count(encoding, VARDATA_ANY(content),
									   VARSIZE_ANY_EXHDR(content)));
}

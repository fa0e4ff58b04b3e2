/*-------------------------------------------------------------------------
 *
 * redaction.c
 *	  Fuzz target: the masking of personal identifiers.
 *
 * An input is a byte that says what is masked, and texts with zero bytes
 * between them that go through one redactor.  What comes out must be valid
 * text, the same for the same text, and the text itself where nothing is
 * masked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "prompt/redaction.h"

#include "../fuzz.h"

const int	fuzz_max_len = 600;

void
fuzz_start(void)
{
}

static void
redact(CrmRedactor *redactor, const char *data, int len)
{
	const char *text = fuzz_guarded(0, data, len);
	StringInfoData once;
	StringInfoData again;
	CrmSecret	secret;
	bool		found;

	initStringInfo(&once);
	initStringInfo(&again);
	found = crm_redact_append(redactor, &once, text, len);
	if (crm_redact_append(redactor, &again, text, len) != found ||
		again.len != once.len || memcmp(again.data, once.data, once.len) != 0)
		fuzz_fail("not the same again: %s / %s", once.data, again.data);
	if (found == (once.len == len && memcmp(once.data, text, len) == 0))
		fuzz_fail("found %d, but it is %s", found, once.data);
	if (!fuzz_is_text(once.data, once.len))
		fuzz_fail("output is not valid text");
	if (len > 0 && crm_redact_key(text, len, &secret))
	{
		resetStringInfo(&again);
		crm_redact_value(redactor, secret, &again, text, len);
	}
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data + 1, data + size};
	CrmRedactOptions options;
	CrmRedactor *redactor;
	const char *text;
	int			len;

	if (size < 2)
		return;
	for (int i = 0; i < CRM_SECRETS; i++)
		options.mask[i] = (data[0] >> i & 1) != 0;
	redactor = crm_redactor_create(&options);
	while (fuzz_part(&parts, &text, &len))
		if (fuzz_is_text(text, len))
			redact(redactor, text, len);
}

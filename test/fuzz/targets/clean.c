/*-------------------------------------------------------------------------
 *
 * clean.c
 *	  Fuzz target: making what others wrote harmless in a prompt.
 *
 * An input is a text, and after a zero byte perhaps a JSON document.  What
 * comes out must be valid text on one line, with nothing invisible in it,
 * nothing that opens or closes a tag, and stay as it is when cleaned again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "prompt/clean.h"

#include "../fuzz.h"

const int	fuzz_max_len = 400;

#define OPEN "<data-123456789>"
#define CLOSE "</data-123456789>"

static CrmRedactOptions options;

void
fuzz_start(void)
{
	crm_redact_defaults(&options);
}

/* Some of what a reader does not see, or reads as the end of a line. */
static bool
is_hidden(pg_wchar c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad ||
		(c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
		(c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* Judges text that has been cleaned, of which nothing is a fence of ours. */
static void
check(const char *text, int len)
{
	if (!fuzz_is_text(text, len))
		fuzz_fail("output is not valid text");
	for (int i = 0; i < len; i += pg_utf_mblen((const unsigned char *) text + i))
	{
		pg_wchar	c = utf8_to_unicode((const unsigned char *) text + i);
		int			next = i + 1;

		if (is_hidden(c) || c == 0xff1c || c == 0xfe64)
			fuzz_fail("U+%04X is in the output", c);
		if (c != '<')
			continue;
		while (next < len && text[next] == ' ')
			next++;
		/* a number after it may have become [SSN_1] */
		if (next == len || strchr("=$0123456789[", text[next]) == NULL)
			fuzz_fail("a tag may begin: %s", text + i);
	}
}

static void
clean_text(const char *data, int size)
{
	const char *text = fuzz_guarded(0, data, size);
	CrmCleaner	cleaner = {crm_redactor_create(&options), OPEN, CLOSE};
	StringInfoData once;
	StringInfoData again;
	int			len = size;
	char	   *fenced;

	initStringInfo(&once);
	initStringInfo(&again);
	crm_clean_text(&once, text, size);
	check(once.data, once.len);
	crm_clean_text(&again, once.data, once.len);
	if (again.len != once.len || memcmp(again.data, once.data, once.len) != 0)
		fuzz_fail("not the same again: %s / %s", once.data, again.data);

	fenced = crm_clean_string(&cleaner, text, &len, true);
	if (len >= strlen(OPEN CLOSE) && memcmp(fenced, OPEN, strlen(OPEN)) == 0)
	{
		if (memcmp(fenced + len - strlen(CLOSE), CLOSE, strlen(CLOSE)) != 0)
			fuzz_fail("the fence is open: %s", fenced);
		check(fenced + strlen(OPEN), len - strlen(OPEN CLOSE));
	}
	else
		check(fenced, len);
}

static void
clean_document(const char *data, int size)
{
	Jsonb	   *document = fuzz_jsonb(data, size);
	CrmCleaner	cleaner = {NULL, NULL, NULL};
	Jsonb	   *cleaned;

	if (JB_ROOT_IS_SCALAR(document))
		return;
	cleaned = crm_clean_jsonb(&cleaner, document, true);
	if (!fuzz_same_jsonb(crm_clean_jsonb(&cleaner, cleaned, true), cleaned))
		fuzz_fail("not the same document again");
	cleaner.redactor = crm_redactor_create(&options);
	crm_clean_jsonb(&cleaner, document, true);
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data, data + size};
	const char *text;
	int			len;

	if (fuzz_part(&parts, &text, &len) && fuzz_is_text(text, len))
		clean_text(text, len);
	if (fuzz_part(&parts, &text, &len) && fuzz_is_text(text, len))
		clean_document(text, len);
}

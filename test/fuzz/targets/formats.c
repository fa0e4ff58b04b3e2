/*-------------------------------------------------------------------------
 *
 * formats.c
 *	  Fuzz target: the formats of strings.
 *
 * An input is a byte that chooses the format, and the string.  What several
 * formats say of one string must fit together.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/formats.h"

#include "../fuzz.h"

const int	fuzz_max_len = 100;

static int	nformats;

void
fuzz_start(void)
{
	/* The last one of the list. */
	nformats = crm_format_by_name("regex", 5, false) + 1;
}

/* What the standards define by one another. */
static void
check_agreement(const char *text, int len)
{
	static const struct
	{
		CrmFormatCheck narrow;
		CrmFormatCheck wide;
		const char *what;
	}			implied[] = {
		{crm_format_uri, crm_format_uri_reference, "a URI is a URI reference"},
		{crm_format_uri, crm_format_iri, "a URI is an IRI"},
		{crm_format_iri, crm_format_iri_reference, "an IRI is an IRI reference"},
		{crm_format_uri_reference, crm_format_iri_reference, "a URI reference is an IRI reference"},
		{crm_format_email, crm_format_idn_email, "an e-mail address is an internationalized one"},
		{crm_format_hostname, crm_format_idn_hostname, "a host name is an internationalized one"},
		{crm_format_hostname, crm_format_old_hostname, "a host name is one by the older rules"},
	};

	for (int i = 0; i < lengthof(implied); i++)
		if (implied[i].narrow(text, len) && !implied[i].wide(text, len))
			fuzz_fail("not so: %s", implied[i].what);
	if (len > 10 && (text[10] == 'T' || text[10] == 't') &&
		crm_format_date_time(text, len) !=
		(crm_format_date(text, 10) && crm_format_time(text + 11, len - 11)))
		fuzz_fail("a date-time is a date, T and a time");
	if (len > 0 && text[0] == '/' &&
		crm_format_json_pointer(text, len) !=
		crm_format_relative_json_pointer(fuzz_guarded(2, psprintf("0%.*s", len, text), len + 1), len + 1))
		fuzz_fail("a relative JSON Pointer is a number and a JSON Pointer");
}

void
fuzz_input(const char *data, int size)
{
	const char *text;
	int			len = size - 1;

	if (size < 1 || memchr(data + 1, '\0', len) != NULL ||
		!fuzz_is_text(data + 1, len))
		return;
	text = fuzz_guarded(0, data + 1, len);
	crm_format_holds((uint8) data[0] % nformats, text, len);
	check_agreement(text, len);
}

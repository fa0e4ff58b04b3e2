/*-------------------------------------------------------------------------
 *
 * formats.c
 *	  The formats of JSON Schema by name, with an example of each.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/formats.h"
#include "document/pattern.h"

static const struct
{
	const char *name;
	CrmFormatCheck check;
	const char *example;
}			formats[] = {
	{"hostname", crm_format_old_hostname, "www.example.com"},	/* before draft-07 */
	{"date", crm_format_date, "2025-03-31"},
	{"date-time", crm_format_date_time, "2025-03-31T14:30:00Z"},
	{"time", crm_format_time, "14:30:00Z"},
	{"duration", crm_format_duration, "P1Y6M or PT90M"},
	{"email", crm_format_email, "ann@example.com"},
	{"idn-email", crm_format_idn_email, "ann@example.com"},
	{"hostname", crm_format_hostname, "www.example.com"},
	{"idn-hostname", crm_format_idn_hostname, "www.example.com"},
	{"ipv4", crm_format_ipv4, "192.0.2.1"},
	{"ipv6", crm_format_ipv6, "2001:db8::1"},
	{"uri", crm_format_uri, "https://example.com/a"},
	{"uri-reference", crm_format_uri_reference, "/a/b#c"},
	{"iri", crm_format_iri, "https://example.com/a"},
	{"iri-reference", crm_format_iri_reference, "/a/b#c"},
	{"uuid", crm_format_uuid, "2eb8aa08-aa98-11ea-b4aa-73b441d16380"},
	{"uri-template", crm_format_uri_template, "https://example.com/{id}"},
	{"json-pointer", crm_format_json_pointer, "/drivers/0/name"},
	{"relative-json-pointer", crm_format_relative_json_pointer, "1/name"},
	{"regex", crm_pattern_is_well_formed, "^[A-Z]{2}$"},
};

/* -1: not a format that is checked. */
int
crm_format_by_name(const char *name, int len, bool before_draft_7)
{
	for (int i = before_draft_7 ? 0 : 1; i < lengthof(formats); i++)
		if (strlen(formats[i].name) == (size_t) len &&
			memcmp(formats[i].name, name, len) == 0)
			return i;
	return -1;
}

const char *
crm_format_name(int format)
{
	return formats[format].name;
}

const char *
crm_format_example(int format)
{
	return formats[format].example;
}

bool
crm_format_holds(int format, const char *text, int len)
{
	return formats[format].check(text, len);
}

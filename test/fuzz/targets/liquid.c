/*-------------------------------------------------------------------------
 *
 * liquid.c
 *	  Fuzz target: the Liquid parser and renderer.
 *
 * An input is a byte of options, a template, a zero byte, a partial named p.
 * What is rendered must be valid text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "liquid/liquid.h"
#include "liquid/render.h"

#include "../fuzz.h"

const int	fuzz_max_len = 400;

static Jsonb *values;

typedef struct Partial
{
	const char *text;
	int			len;
} Partial;

void
fuzz_start(void)
{
	static const char context[] =
		"{\"a\": 1, \"b\": 2.50, \"n\": null, \"s\": \"Zoë <b>x</b>\", "
		"\"list\": [3, 1, null, \"x\", [4], {\"k\": 1}], "
		"\"object\": {\"k\": \"v\", \"size\": 3}, \"y\": true, "
		"\"d\": \"2026-01-05T10:00:00Z\"}";

	values = fuzz_jsonb(context, strlen(context));
	crm_liquid_max_output = 100 * 1024;
	crm_liquid_max_steps = 20000;
}

static const char *
find_partial(void *arg, const char *name, int name_len, int *len)
{
	Partial    *partial = arg;

	if (name_len != 1 || *name != 'p')
		return NULL;
	*len = partial->len;
	return partial->text;
}

static void
render(const char *text, int len, uint8 flags, Partial *partial)
{
	CrmLiquidDialect dialect = flags & 1 ? CRM_LIQUID_CRM
		: CRM_LIQUID_STANDARD;
	CrmLiquidOptions options = {0};
	CrmLiquid  *liquid;
	List	   *errors;
	List	   *marks;
	StringInfoData out;

	options.lenient = (flags & 2) != 0;
	options.timezone = flags & 4 ? "America/Chicago" : NULL;
	options.partial = find_partial;
	options.partial_arg = partial;
	liquid = crm_liquid_parse(text, len, dialect, &errors);
	if (liquid == NULL)
	{
		if (errors == NIL)
			fuzz_fail("a template is refused without an error");
		return;
	}
	crm_liquid_variables(liquid);
	crm_liquid_partials(liquid);
	initStringInfo(&out);
	crm_liquid_render(liquid, "fuzz", values, &options, &out, &marks);
	if (!fuzz_is_text(out.data, out.len))
		fuzz_fail("output is not valid text");
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data + 1, data + size};
	Partial		partial = {"", 0};
	const char *text;
	int			len;

	if (size < 2)
		return;
	fuzz_part(&parts, &text, &len);
	fuzz_part(&parts, &partial.text, &partial.len);
	if (!fuzz_is_text(text, len) || !fuzz_is_text(partial.text, partial.len))
		return;
	partial.text = fuzz_guarded(1, partial.text, partial.len);
	render(fuzz_guarded(0, text, len), len, data[0], &partial);
}

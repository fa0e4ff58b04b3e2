/*-------------------------------------------------------------------------
 *
 * liquid_fuzz.c
 *	  A libFuzzer target over the Liquid parser and renderer, inside a backend.
 *
 * Built by test/fuzz/liquid_fuzz into a module of its own, together with the
 * engine's sources, so that libFuzzer sees which of their branches an input
 * reaches.  An input is: a byte of options, a template, a zero byte, a partial
 * named p.  Errors are the engine's right; what is looked for is a crash, a
 * failed assertion, memory written beyond its end, or an input that takes long.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "liquid/liquid.h"
#include "liquid/render.h"

PG_MODULE_MAGIC;

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv,
								int (*callback) (const uint8 *data,
												 size_t size));

static MemoryContext fuzz_context;
static Jsonb *values;

typedef struct Partial
{
	const char *text;
	int			len;
} Partial;

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
		return;
	crm_liquid_variables(liquid);
	crm_liquid_partials(liquid);
	initStringInfo(&out);
	crm_liquid_render(liquid, "fuzz", values, &options, &out, &marks);
	if (!pg_verifymbstr(out.data, out.len, true))
		elog(PANIC, "output is not valid text");
}

static int
one_input(const uint8 *data, size_t size)
{
	MemoryContext old = MemoryContextSwitchTo(fuzz_context);
	const char *text = (const char *) data + 1;
	const char *zero;
	Partial		partial = {"", 0};
	int			len = (int) size - 1;

	if (size < 2)
		return 0;
	zero = memchr(text, '\0', len);
	if (zero)
	{
		partial.text = zero + 1;
		partial.len = len - (int) (zero + 1 - text);
		len = (int) (zero - text);
	}
	if (pg_verifymbstr(text, len, true) &&
		memchr(partial.text, '\0', partial.len) == NULL &&
		pg_verifymbstr(partial.text, partial.len, true))
	{
		PG_TRY();
		{
			render(text, len, data[0], &partial);
		}
		PG_CATCH();
		{
			MemoryContextSwitchTo(fuzz_context);
			FlushErrorState();
		}
		PG_END_TRY();
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(fuzz_context);
	return 0;
}

/* fuzz_liquid(context jsonb, arguments text[]): does not return */
PG_FUNCTION_INFO_V1(fuzz_liquid);
Datum
fuzz_liquid(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(1);
	Datum	   *items;
	int			n;
	int			i;
	int			argc = 1;
	char	  **argv;

	values = PG_GETARG_JSONB_P_COPY(0);
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &items, NULL,
					  &n);
	argv = palloc0((n + 2) * sizeof(char *));
	argv[0] = "liquid_fuzz";
	for (i = 0; i < n; i++)
		argv[argc++] = TextDatumGetCString(items[i]);
	fuzz_context = AllocSetContextCreate(TopMemoryContext, "fuzz",
										 ALLOCSET_DEFAULT_SIZES);
	crm_liquid_max_output = 100 * 1024;
	crm_liquid_max_steps = 20000;
	LLVMFuzzerRunDriver(&argc, &argv, one_input);
	PG_RETURN_VOID();
}

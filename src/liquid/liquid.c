/*-------------------------------------------------------------------------
 *
 * liquid.c
 *	  Parsed templates by their content, and the limits of the engine.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/guc.h"

#include "common/content_cache.h"
#include "common/error.h"
#include "liquid/parser.h"
#include "liquid/render.h"

#define CACHE_ENTRIES 500
#define CACHE_BYTES (64 * 1024 * 1024)

int			crm_liquid_max_output = 16 * 1024 * 1024;
int			crm_liquid_max_steps = 10000000;
int			crm_liquid_max_nesting = 100;
int			crm_liquid_max_partial_depth = 20;

void
crm_liquid_define_settings(void)
{
	DefineCustomIntVariable("crm.liquid_max_output",
							"How many bytes a template may produce.",
							"What it assigns and captures may take four times as much.",
							&crm_liquid_max_output,
							16 * 1024 * 1024, 1024, 512 * 1024 * 1024,
							PGC_USERSET, GUC_UNIT_BYTE, NULL, NULL, NULL);
	DefineCustomIntVariable("crm.liquid_max_steps",
							"How many steps a template may take.",
							"A step is about one tag, output, filter or round of a loop.",
							&crm_liquid_max_steps,
							10000000, 100, PG_INT32_MAX,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("crm.liquid_max_nesting",
							"How deep a template's tags may be nested.",
							NULL,
							&crm_liquid_max_nesting,
							100, 5, 1000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("crm.liquid_max_partial_depth",
							"How deep partials may render partials.",
							NULL,
							&crm_liquid_max_partial_depth,
							20, 1, 200,
							PGC_USERSET, 0, NULL, NULL, NULL);
}

typedef struct BuildArgs
{
	const char *text;
	int			len;
	const char *name;
	CrmLiquidDialect dialect;
} BuildArgs;

/* Throws the first of the errors, and tells of the next ones. */
static void
report(List *errors, const char *name)
{
	const CrmLiquidError *first = linitial(errors);
	StringInfoData detail;
	int			i;

	initStringInfo(&detail);
	if (name)
		appendStringInfo(&detail, "Template \"%s\", line %d, column %d",
						 name, first->line, first->column);
	else
		appendStringInfo(&detail, "Line %d, column %d", first->line,
						 first->column);
	if (first->token[0] != '\0')
		appendStringInfo(&detail, ", at \"%s\"", first->token);
	appendStringInfoChar(&detail, '.');
	for (i = 1; i < list_length(errors) && i < 5; i++)
	{
		const CrmLiquidError *error = list_nth(errors, i);

		appendStringInfo(&detail, "\nAlso line %d, column %d: %s.",
						 error->line, error->column, error->message);
	}
	if (i < list_length(errors))
		appendStringInfo(&detail, "\nAnd %d more.", list_length(errors) - i);
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("%s", first->message),
			 errdetail_internal("%s", detail.data),
			 first->hint ? errhint("%s", first->hint) : 0));
}

static void *
build(MemoryContext context, void *arg)
{
	BuildArgs  *args = arg;
	List	   *errors;
	CrmLiquid  *liquid;

	liquid = crm_liquid_parse(args->text, args->len, args->dialect, &errors);
	if (liquid == NULL)
		report(errors, args->name);
	return liquid;
}

/*
 * The parsed template, from the cache or parsed now.  See liquid.h.
 */
CrmLiquid *
crm_liquid_get(const char *text, int len, const char *name,
			   CrmLiquidDialect dialect)
{
	static CrmCache *cache = NULL;
	CrmCachePart parts[2];
	BuildArgs	args = {text, len, name, dialect};
	CrmLiquid  *liquid;

	if (cache == NULL)
		cache = crm_cache_create("liquid templates", CACHE_ENTRIES,
								 CACHE_BYTES, NULL);
	parts[0].data = &dialect;
	parts[0].len = sizeof(dialect);
	parts[1].data = text;
	parts[1].len = len;
	liquid = crm_cache_get(cache, parts, 2, build, &args);
	crm_cache_pin(cache, liquid);
	return liquid;
}

/*-------------------------------------------------------------------------
 *
 * liquid.h
 *	  The Liquid engine's interface to the rest of the module.
 *
 * A template is parsed once into a CrmLiquid and rendered many times with a
 * JSONB context.  Nothing here reads tables: partials come from a callback,
 * everything else from the context and the options.
 *
 * Errors: what is wrong with a template is ERRCODE_SYNTAX_ERROR and is found
 * when it is parsed; what is wrong with a value is found when it is rendered
 * and has a class 22, 42 or 54 code.  All of them name the template, line,
 * column and token in DETAIL and, where there is one, the remedy in HINT.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_H
#define CRM_LIQUID_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"

/* A parsed template.  Immutable; says nothing of its name. */
typedef struct CrmLiquid CrmLiquid;

typedef enum CrmLiquidDialect
{
	CRM_LIQUID_CRM,				/* strict, with our tags and filters */
	CRM_LIQUID_STANDARD			/* the standard language and nothing else */
} CrmLiquidDialect;

/* One thing wrong with a template; everything palloc'd, hint may be NULL. */
typedef struct CrmLiquidError
{
	int			position;		/* byte offset */
	int			line;			/* from 1 */
	int			column;			/* from 1, in characters */
	char	   *message;		/* lower case, no full stop */
	char	   *token;			/* the text it is about, shortened */
	char	   *hint;			/* a sentence, or NULL */
} CrmLiquidError;

/*
 * A variable that a template reads and does not itself set: by assign,
 * capture, increment, a loop or as a loop's forloop.  One for each place.
 */
typedef struct CrmLiquidReference
{
	const char *name;			/* the first part: client */
	const char *path;			/* as far as it is literal:
								 * client.address.city; items of arrays are
								 * left out: notes.body for notes[0].body */
	int			line;
	int			column;
} CrmLiquidReference;

/* A partial that a template renders or includes. */
typedef struct CrmLiquidPartialReference
{
	const char *name;			/* NULL: named by a variable (include) */
	int			line;
	int			column;
} CrmLiquidPartialReference;

/*
 * What the tags role, section and cache_break leave: a place in the output.
 * They come in the order of the output; sections nest.  Only tags written in
 * a template (or in a partial's template) make marks, no value ever does.
 */
typedef enum CrmLiquidMarkKind
{
	CRM_MARK_ROLE,				/* name: system, user or assistant */
	CRM_MARK_SECTION,			/* name and priority; ends at its SECTION_END */
	CRM_MARK_SECTION_END,		/* name of the section that ends */
	CRM_MARK_CACHE_BREAK
} CrmLiquidMarkKind;

typedef struct CrmLiquidMark
{
	CrmLiquidMarkKind kind;
	int			offset;			/* bytes into the output */
	const char *name;			/* ROLE, SECTION, SECTION_END; else NULL */
	int			priority;		/* SECTION: 0 to 100; 50 when not given */
	bool		has_priority;	/* SECTION: it was given */
} CrmLiquidMark;

/*
 * Finds a partial's text; returns NULL if there is none of that name.  What it
 * returns must stay valid until the render ends.  Called once for each name in
 * a render.  It may throw.
 */
typedef const char *(*CrmLiquidPartial) (void *arg, const char *name,
										 int name_len, int *text_len);

typedef struct CrmLiquidOptions
{
	bool		lenient;		/* undefined variables are nil, not errors */
	TimestampTz as_of;			/* what "now", "today" and ago refer to */
	const char *timezone;		/* for date and ago; NULL: UTC */
	const char *locale;			/* for money; NULL: en-US */
	const char *currency;		/* for money; NULL: USD */
	CrmLiquidPartial partial;	/* NULL: there are none */
	void	   *partial_arg;
} CrmLiquidOptions;

/* Setting crm.liquid_max_output: how many bytes a template may give. */
extern int	crm_liquid_max_output;

/* Settings; called from _PG_init. */
extern void crm_liquid_define_settings(void);

/*
 * The parsed template from the cache, or parsed now; throws the first error
 * and lists the next ones.  Borrowed, but pinned: valid until the memory
 * context that is current now is reset.  "name" is for messages only; NULL if
 * the template has none.
 */
extern CrmLiquid *crm_liquid_get(const char *text, int len, const char *name,
								 CrmLiquidDialect dialect);

/*
 * Parses in CurrentMemoryContext, past the cache, and never throws for what is
 * wrong with the template: *errors is the list of CrmLiquidError, in order of
 * position, NIL if the template is good.  NULL is returned if it is not.
 */
extern CrmLiquid *crm_liquid_parse(const char *text, int len,
								   CrmLiquidDialect dialect, List **errors);

/*
 * The same, but of a template that only names filters which do not exist there
 * is one: fit for crm_liquid_variables and crm_liquid_partials, not to be
 * rendered.
 */
extern CrmLiquid *crm_liquid_parse_to_check(const char *text, int len,
											CrmLiquidDialect dialect,
											List **errors);

/* Lists of CrmLiquidReference, CrmLiquidPartialReference, in their order. */
extern List *crm_liquid_variables(const CrmLiquid *liquid);
extern List *crm_liquid_partials(const CrmLiquid *liquid);

/*
 * Appends the rendered text to "out".  "marks", if not NULL, is set to the
 * list of CrmLiquidMark with offsets into "out"; without it, marks are dropped.
 * "context" must be a detoasted object; "name" is for messages, may be NULL.
 */
extern void crm_liquid_render(const CrmLiquid *liquid, const char *name,
							  Jsonb *context, const CrmLiquidOptions *options,
							  StringInfo out, List **marks);

#endif							/* CRM_LIQUID_H */

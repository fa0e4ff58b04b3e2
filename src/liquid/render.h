/*-------------------------------------------------------------------------
 *
 * render.h
 *	  The state of one render, for the renderer's parts and the filters.
 *
 * Two memory contexts: "memory" lives until the render ends and holds what is
 * assigned, captured or looped over; "scratch" is current nearly always and is
 * reset between statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_RENDER_H
#define CRM_LIQUID_RENDER_H

#include "pgtime.h"

#include "common/compat.h"
#include "liquid/node.h"

typedef struct LiquidBinding
{
	LiquidName	name;			/* text NULL: a free slot */
	LiquidValue value;
} LiquidBinding;

/* Names to values, open addressing; no name is ever removed. */
typedef struct LiquidTable
{
	LiquidBinding *slots;
	uint32		size;			/* 0 or a power of two */
	uint32		used;
} LiquidTable;

/* The names that are visible inside one block. */
typedef struct LiquidFrame
{
	const struct LiquidFrame *parent;
	int			n;
	LiquidBinding *bindings;
	const LiquidLoop *loop;		/* or NULL */
} LiquidFrame;

/* What a template and the partials it includes share. */
typedef struct LiquidEnvironment
{
	LiquidTable variables;		/* by assign and capture */
	LiquidTable counters;		/* by increment and decrement */
	LiquidTable cycles;			/* group to next position */
	LiquidTable offsets;		/* loop's label to where it ended */
	const LiquidFrame *frames;	/* innermost first */
	LiquidValue changed;		/* by ifchanged; nil at first */
} LiquidEnvironment;

typedef struct LiquidLoadedPartial
{
	LiquidName	name;
	const CrmLiquid *liquid;
	struct LiquidLoadedPartial *next;
} LiquidLoadedPartial;

typedef enum LiquidSignal
{
	LIQUID_GO_ON,
	LIQUID_BREAK,
	LIQUID_CONTINUE
} LiquidSignal;

typedef struct LiquidRender
{
	const CrmLiquidOptions *options;
	const CrmLiquid *liquid;	/* the template or partial being rendered */
	const char *name;			/* its name, or NULL */
	const LiquidSpan *where;	/* what is being rendered, for errors */
	CrmJson		context;
	MemoryContext memory;
	MemoryContext scratch;
	Size		scratch_size;	/* its first block, which is filled before a
								 * statement's end resets it */
	StringInfo	out;
	int			start;			/* what was in it before */
	List	  **marks;			/* NULL: not wanted */
	int			capturing;
	LiquidEnvironment *env;
	LiquidSignal signal;
	int64		steps;
	int			partial_depth;
	LiquidLoadedPartial *partials;
	pg_tz	   *zone;			/* set when first needed */
	bool		failing;		/* the error says where it is itself */
} LiquidRender;

/* What the place of an expression asks of it in strict mode. */
typedef enum LiquidNeed
{
	LIQUID_MUST_BE,				/* undefined is an error */
	LIQUID_ROOT_MUST_BE,		/* a missing property is nil */
	LIQUID_MAY_BE				/* undefined is nil */
} LiquidNeed;

extern int	crm_liquid_max_steps;
extern int	crm_liquid_max_partial_depth;

/* render.c */
extern void crm_liquid_render_block(LiquidRender *r, const LiquidBlock *block);
pg_noreturn extern void crm_liquid_too_much_output(LiquidRender *r);
extern void crm_liquid_check_memory(LiquidRender *r);
pg_noreturn extern void crm_liquid_too_many_steps(LiquidRender *r);
pg_noreturn extern void crm_liquid_fail(LiquidRender *r, LiquidSpan at, int code,
										const char *message, const char *hint);

/* render_loop.c, render_partial.c */
extern void crm_liquid_render_for(LiquidRender *r, const LiquidLoopNode *node);
extern void crm_liquid_render_tablerow(LiquidRender *r,
									   const LiquidLoopNode *node);
extern void crm_liquid_render_partial(LiquidRender *r,
									  const LiquidPartialNode *node);

/* scope.c */
extern LiquidValue *crm_liquid_table_find(const LiquidTable *table,
										  const LiquidName *name);
extern LiquidValue *crm_liquid_table_put(LiquidTable *table,
										 const LiquidName *name,
										 MemoryContext memory);
extern bool crm_liquid_find(LiquidRender *r, const LiquidName *name,
							LiquidValue *value);
extern const LiquidLoop *crm_liquid_enclosing(LiquidRender *r, bool is_table);
pg_noreturn extern void crm_liquid_undefined_root(LiquidRender *r, LiquidSpan at,
												  const LiquidName *name);

/* evaluate.c */
extern LiquidValue crm_liquid_eval(LiquidRender *r, const LiquidExpr *expr,
								   LiquidNeed need);
extern LiquidValue crm_liquid_eval_filtered(LiquidRender *r,
											const LiquidFiltered *value);
extern bool crm_liquid_eval_condition(LiquidRender *r,
									  const LiquidCondition *condition);
extern bool crm_liquid_eval_member(LiquidRender *r, const LiquidExpr *expr,
								   CrmJson *json);
extern bool crm_liquid_property(const LiquidValue *value, LiquidSpan key,
								LiquidSpecial special, LiquidValue *result);

static inline bool
liquid_same_name(const LiquidName *a, const LiquidName *b)
{
	return a->hash == b->hash && a->len == b->len &&
		crm_same_bytes(a->text, b->text, a->len);
}

/*
 * What the template itself has bound to a name: a loop, a partial's argument,
 * assign, capture, a counter.  NULL if nothing.
 */
static inline const LiquidValue *
crm_liquid_bound(const LiquidEnvironment *env, const LiquidName *name)
{
	const LiquidFrame *frame;
	const LiquidValue *found = NULL;
	int			i;

	for (frame = env->frames; frame; frame = frame->parent)
		for (i = 0; i < frame->n; i++)
			if (liquid_same_name(&frame->bindings[i].name, name))
				return &frame->bindings[i].value;
	if (env->variables.used > 0)
		found = crm_liquid_table_find(&env->variables, name);
	if (found == NULL && env->counters.used > 0)
		found = crm_liquid_table_find(&env->counters, name);
	return found;
}

/* Counts what has been done; a template cannot run for ever. */
static inline void
crm_liquid_charge(LiquidRender *r, int64 steps)
{
	if (unlikely(steps > crm_liquid_max_steps - r->steps))
		crm_liquid_too_many_steps(r);
	r->steps += steps;
}

/* Before "len" bytes are written, or made by a filter. */
static inline void
crm_liquid_check_output(LiquidRender *r, Size len)
{
	if (unlikely(len > (Size) crm_liquid_max_output))
		crm_liquid_too_much_output(r);
}

#endif							/* CRM_LIQUID_RENDER_H */

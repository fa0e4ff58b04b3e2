/*-------------------------------------------------------------------------
 *
 * scope.c
 *	  Which value a name has: tables of names, and where they are looked up.
 *
 * A name is looked for in the blocks around it (loop variables, arguments of
 * partials), then among what was assigned or captured, then among the
 * counters, then in the context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/error.h"
#include "liquid/render.h"

/* The slot of a name, or the free slot where it would go. */
static LiquidBinding *
find_slot(const LiquidTable *table, const LiquidName *name)
{
	uint32		i = name->hash & (table->size - 1);

	while (table->slots[i].name.text != NULL &&
		   !liquid_same_name(&table->slots[i].name, name))
		i = (i + 1) & (table->size - 1);
	return &table->slots[i];
}

LiquidValue *
crm_liquid_table_find(const LiquidTable *table, const LiquidName *name)
{
	LiquidBinding *slot;

	if (table->used == 0)
		return NULL;
	slot = find_slot(table, name);
	return slot->name.text ? &slot->value : NULL;
}

static void
grow(LiquidTable *table, MemoryContext memory)
{
	LiquidTable bigger;
	uint32		i;

	bigger.size = table->size ? table->size * 2 : 16;
	bigger.used = table->used;
	bigger.slots = MemoryContextAllocZero(memory,
										  bigger.size * sizeof(LiquidBinding));
	for (i = 0; i < table->size; i++)
		if (table->slots[i].name.text != NULL)
			*find_slot(&bigger, &table->slots[i].name) = table->slots[i];
	*table = bigger;
}

/*
 * Where a name's value is kept; nil at first.  The name's text must live as
 * long as the table.
 */
LiquidValue *
crm_liquid_table_put(LiquidTable *table, const LiquidName *name,
					 MemoryContext memory)
{
	LiquidBinding *slot;

	if (table->used >= table->size / 2)
		grow(table, memory);
	slot = find_slot(table, name);
	if (slot->name.text == NULL)
	{
		slot->name = *name;
		slot->value = liquid_nil();
		table->used++;
	}
	return &slot->value;
}

/* The value of a name; false if there is none. */
bool
crm_liquid_find(LiquidRender *r, const LiquidName *name, LiquidValue *value)
{
	const LiquidValue *bound = crm_liquid_bound(r->env, name);
	CrmJson		json;

	if (bound)
	{
		*value = *bound;
		return true;
	}
	if (crm_json_get(&r->context, name->text, name->len, &json))
	{
		*value = liquid_from_json(&json);
		return true;
	}
	return false;
}

/* The innermost loop around, that of for or that of tablerow; or NULL. */
const LiquidLoop *
crm_liquid_enclosing(LiquidRender *r, bool is_table)
{
	const LiquidFrame *frame;

	for (frame = r->env->frames; frame; frame = frame->parent)
		if (frame->loop && frame->loop->is_table == is_table)
			return frame->loop;
	return NULL;
}

#define MAX_CANDIDATES 1000

typedef struct Candidates
{
	int			n;
	const char *names[MAX_CANDIDATES];
} Candidates;

static void
add_candidate(Candidates *candidates, const char *text, uint32 len)
{
	if (candidates->n < MAX_CANDIDATES && len < 64)
		candidates->names[candidates->n++] = pnstrdup(text, len);
}

static void
add_table(Candidates *candidates, const LiquidTable *table)
{
	uint32		i;

	for (i = 0; i < table->size; i++)
		if (table->slots[i].name.text != NULL)
			add_candidate(candidates, table->slots[i].name.text,
						  table->slots[i].name.len);
}

/*
 * Reports a variable that is not there, with the name that may be meant.
 */
void
crm_liquid_undefined_root(LiquidRender *r, LiquidSpan at,
						  const LiquidName *name)
{
	Candidates *candidates = palloc0(sizeof(Candidates));
	const LiquidFrame *frame;
	const char *near;
	CrmJsonWalk walk;
	CrmJson		json;
	const char *key;
	uint32		key_len;
	int			i;

	for (frame = r->env->frames; frame; frame = frame->parent)
		for (i = 0; i < frame->n; i++)
			add_candidate(candidates, frame->bindings[i].name.text,
						  frame->bindings[i].name.len);
	add_table(candidates, &r->env->variables);
	add_table(candidates, &r->env->counters);
	crm_json_walk(&walk, &r->context);
	while (crm_json_next_pair(&walk, &key, &key_len, &json))
		add_candidate(candidates, key, key_len);
	near = crm_nearest_name(name->text, name->len, candidates->names,
							candidates->n);
	crm_liquid_fail(r, at, ERRCODE_UNDEFINED_COLUMN,
					psprintf("undefined variable \"%s\"",
							 crm_shorten(name->text, name->len, 60)),
					near ? psprintf("Did you mean \"%s\"?", near)
					: "Pass it in the context, or give it a default.");
}

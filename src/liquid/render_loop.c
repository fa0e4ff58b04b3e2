/*-------------------------------------------------------------------------
 *
 * render_loop.c
 *	  Renders the loops: for and tablerow.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/error.h"
#include "liquid/render.h"

/* What of a collection a loop goes through. */
typedef struct Segment
{
	int64		from;
	int64		length;
	bool		reversed;
	int64		done;
	LiquidWalk	walk;			/* last, since it ends in an array */
} Segment;

/* limit, offset or cols: a whole number; "absent" where it is nil. */
static int64
loop_number(LiquidRender *r, const LiquidExpr *expr, int64 absent)
{
	LiquidValue value;
	int64		number;

	if (expr == NULL)
		return absent;
	value = crm_liquid_eval(r, expr, LIQUID_MUST_BE);
	if (value.type == LIQUID_NIL)
		return absent;
	if (!crm_liquid_to_integer(&value, &number))
	{
		LiquidValue text = crm_liquid_to_text(&value);

		crm_liquid_fail(r, expr->source, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("\"%s\" is not a whole number",
								 crm_shorten(text.u.text, text.len, 40)),
						NULL);
	}
	return number;
}

/* Evaluates what is looped over.  False if there is nothing to go through. */
static bool
open_segment(LiquidRender *r, const LiquidLoopNode *node, Segment *segment)
{
	LiquidValue collection;
	int64		limit;

	collection = crm_liquid_eval(r, node->collection, LIQUID_ROOT_MUST_BE);
	collection = crm_liquid_keep(&collection, r->memory);
	segment->from = 0;
	if (node->resume)
	{
		const LiquidValue *end;

		end = crm_liquid_table_find(&r->env->offsets, &node->label);
		if (end)
			segment->from = end->u.integer;
	}
	else
		segment->from = Max(0, loop_number(r, node->offset, 0));
	limit = loop_number(r, node->limit, PG_INT64_MAX);
	if (node->reversed && collection.type == LIQUID_JSON_OBJECT)
	{
		collection = liquid_array(crm_liquid_to_array(&collection));
		collection = crm_liquid_keep(&collection, r->memory);
	}
	crm_liquid_walk(&segment->walk, &collection);
	segment->length = segment->walk.count - segment->from;
	segment->length = Max(0, Min(segment->length, limit));
	segment->reversed = node->reversed;
	segment->done = 0;
	return segment->length > 0;
}

static bool
next_item(Segment *segment, LiquidValue *item)
{
	LiquidWalk *walk = &segment->walk;

	if (segment->done >= segment->length)
		return false;
	if (segment->reversed)
		*item = crm_liquid_item(walk, segment->from + segment->length - 1 -
								segment->done);
	else
	{
		/* Skip to the offset; only what comes from JSON has to be walked. */
		if (walk->source.type == LIQUID_RANGE ||
			walk->source.type == LIQUID_ARRAY)
			walk->index = Max(walk->index, segment->from);
		while (walk->index < segment->from)
			crm_liquid_next(walk, item);
		crm_liquid_next(walk, item);
	}
	segment->done++;
	return true;
}

/* One round.  False if the loop is to end. */
static bool
render_round(LiquidRender *r, const LiquidLoopNode *node)
{
	LiquidSignal signal;

	CHECK_FOR_INTERRUPTS();
	crm_liquid_charge(r, 1);
	crm_liquid_render_block(r, &node->body);
	signal = r->signal;
	r->signal = LIQUID_GO_ON;
	return signal != LIQUID_BREAK;
}

static void
remember_end(LiquidRender *r, const LiquidLoopNode *node,
			 const Segment *segment)
{
	LiquidValue *end;

	end = crm_liquid_table_put(&r->env->offsets, &node->label, r->memory);
	*end = liquid_int(segment->from + segment->length);
	crm_liquid_check_memory(r);
}

void
crm_liquid_render_for(LiquidRender *r, const LiquidLoopNode *node)
{
	LiquidBinding binding;
	LiquidFrame frame;
	LiquidLoop	loop;
	Segment		segment;
	bool		found = open_segment(r, node, &segment);

	remember_end(r, node, &segment);
	if (!found)
	{
		crm_liquid_render_block(r, &node->otherwise);
		return;
	}
	memset(&loop, 0, sizeof(loop));
	loop.parent = crm_liquid_enclosing(r, false);
	if (loop.parent && loop.parent->is_partial)
		loop.parent = NULL;
	loop.name = node->label.text;
	loop.name_len = node->label.len;
	loop.length = segment.length;
	binding.name = node->name;
	frame.parent = r->env->frames;
	frame.n = 1;
	frame.bindings = &binding;
	frame.loop = &loop;
	r->env->frames = &frame;
	while (next_item(&segment, &binding.value))
	{
		if (!render_round(r, node))
			break;
		loop.index++;
	}
	r->env->frames = frame.parent;
}

void
crm_liquid_render_tablerow(LiquidRender *r, const LiquidLoopNode *node)
{
	StringInfo	out = r->out;
	LiquidBinding binding;
	LiquidFrame frame;
	LiquidLoop	loop;
	LiquidValue columns = liquid_nil();
	Segment		segment;

	open_segment(r, node, &segment);
	if (!liquid_truthy(&segment.walk.source))
		return;					/* an empty list still makes a row, nil does
								 * not */
	memset(&loop, 0, sizeof(loop));
	loop.is_table = true;
	loop.length = segment.length;
	if (node->columns)
		columns = crm_liquid_eval(r, node->columns, LIQUID_MUST_BE);
	columns = crm_liquid_to_number(&columns);
	columns = crm_liquid_truncated(&columns);
	loop.columns = columns.type == LIQUID_INT && columns.u.integer > 0
		? columns.u.integer : Max(1, segment.length);
	binding.name = node->name;
	frame.parent = r->env->frames;
	frame.n = 1;
	frame.bindings = &binding;
	frame.loop = &loop;
	r->env->frames = &frame;

	appendStringInfoString(out, "<tr class=\"row1\">\n");
	while (next_item(&segment, &binding.value))
	{
		bool		go_on;

		appendStringInfo(out, "<td class=\"col" INT64_FORMAT "\">",
						 loop.index % loop.columns + 1);
		go_on = render_round(r, node);
		appendStringInfoString(out, "</td>");
		if (!go_on)
			break;
		if (loop.index % loop.columns == loop.columns - 1 &&
			loop.index < loop.length - 1)
			appendStringInfo(out, "</tr>\n<tr class=\"row" INT64_FORMAT "\">",
							 loop.index / loop.columns + 2);
		loop.index++;
	}
	appendStringInfoString(out, "</tr>\n");
	r->env->frames = frame.parent;
}

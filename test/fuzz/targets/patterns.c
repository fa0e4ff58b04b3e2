/*-------------------------------------------------------------------------
 *
 * patterns.c
 *	  Fuzz target: regular expressions, and what they match.
 *
 * An input is an expression and texts, with zero bytes between them.  Up to
 * three matchers must agree: the table of states, PostgreSQL's engine with the
 * expression translated, and the one in here, which follows ECMA-262 word by
 * word and is as slow as that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"

#include "common/utf8.h"
#include "document/pattern_tree.h"

#include "../fuzz.h"

const int	fuzz_max_len = 120;

#define MAX_STEPS 2000
#define MAX_GROUPS 32

/* ---- ECMA-262, 22.2.2: matchers with continuations ---- */

typedef struct Capture
{
	int			start;			/* -1: none */
	int			end;
} Capture;

typedef struct State
{
	int			at;
	Capture		captures[MAX_GROUPS];
} State;

typedef struct Matching
{
	const uint32 *text;
	int			n;
	int			steps;
} Matching;

/* What is still to be matched. */
typedef struct Continuation
{
	bool		(*run) (Matching *m, const struct Continuation *c, State *x);
	const CrmPatternNode *node;
	const struct Continuation *next;
	bool		backward;
	int			min;			/* of a repetition that goes on */
	int			max;
	int			at;				/* where its last turn began, or a group */
} Continuation;

static bool match(Matching *m, const CrmPatternNode *node, bool backward,
				  State *x, const Continuation *c);

static bool
run_end(Matching *m, const Continuation *c, State *x)
{
	return true;
}

static bool
run_node(Matching *m, const Continuation *c, State *x)
{
	return match(m, c->node, c->backward, x, c->next);
}

static bool
is_word(const Matching *m, int at)
{
	return at >= 0 && at < m->n && m->text[at] < 0x80 &&
		(isalnum((int) m->text[at]) || m->text[at] == '_');
}

static bool
has(const CrmCharSet *set, uint32 c)
{
	for (int i = 0; i < set->n; i++)
		if (c >= set->ranges[i].low && c <= set->ranges[i].high)
			return true;
	return false;
}

static bool
run_group(Matching *m, const Continuation *c, State *x)
{
	Capture		before = x->captures[c->node->group];

	x->captures[c->node->group].start = Min(c->at, x->at);
	x->captures[c->node->group].end = Max(c->at, x->at);
	if (c->next->run(m, c->next, x))
		return true;
	x->captures[c->node->group] = before;
	return false;
}

static void
forget_captures(const CrmPatternNode *node, State *x)
{
	if (node == NULL)
		return;
	if (node->kind == CRM_PATTERN_GROUP)
		x->captures[node->group].start = -1;
	forget_captures(node->left, x);
	forget_captures(node->right, x);
}

static bool run_repeat(Matching *m, const Continuation *c, State *x);

static bool
repeat(Matching *m, const CrmPatternNode *node, int min, int max,
	   bool backward, State *x, const Continuation *c)
{
	State		start = *x;
	Continuation again = {run_repeat, node, c, backward, Max(min - 1, 0),
	max < 0 ? -1 : max - 1, x->at};

	if (max == 0)
		return c->run(m, c, x);
	again.min |= min == 0 ? 1 << 16 : 0;
	forget_captures(node->left, x);
	if (match(m, node->left, backward, x, &again))
		return true;
	*x = start;
	return min == 0 && c->run(m, c, x);
}

/* After a turn: an empty one that nobody asked for is no match. */
static bool
run_repeat(Matching *m, const Continuation *c, State *x)
{
	if ((c->min & 1 << 16) && x->at == c->at)
		return false;
	return repeat(m, c->node, c->min & 0xFFFF, c->max, c->backward, x,
				  c->next);
}

static bool
reference(Matching *m, const CrmPatternNode *node, bool backward, State *x,
		  const Continuation *c)
{
	Capture		capture = x->captures[node->group];
	int			len = capture.start < 0 ? 0 : capture.end - capture.start;
	int			to = backward ? x->at - len : x->at + len;
	int			from = Min(x->at, to);
	State		next = *x;

	if (to < 0 || to > m->n)
		return false;
	for (int i = 0; i < len; i++)
		if (m->text[capture.start + i] != m->text[from + i])
			return false;
	next.at = to;
	return c->run(m, c, &next);
}

static bool
around(Matching *m, const CrmPatternNode *node, State *x,
	   const Continuation *c)
{
	Continuation end = {run_end};
	State		inner = *x;
	bool		found = match(m, node->left, node->kind == CRM_PATTERN_BEHIND,
							  &inner, &end);

	if (found == node->negative)
		return false;
	return c->run(m, c, x);
}

/*
 * Steps are bounded: after that everything matches, and nobody asks.  Captures
 * of a look-around are lost: the engine's references cannot reach them.
 */
static bool
match(Matching *m, const CrmPatternNode *node, bool backward, State *x,
	  const Continuation *c)
{
	State		next;

	check_stack_depth();
	if (++m->steps > MAX_STEPS)
		return true;
	switch (node->kind)
	{
		case CRM_PATTERN_EMPTY:
			return c->run(m, c, x);
		case CRM_PATTERN_SET:
			{
				int			at = backward ? x->at - 1 : x->at;

				if (at < 0 || at >= m->n || !has(node->set, m->text[at]))
					return false;
				next = *x;
				next.at += backward ? -1 : 1;
				return c->run(m, c, &next);
			}
		case CRM_PATTERN_CAT:
			{
				Continuation then = {run_node,
					backward ? node->left : node->right, c, backward};

				return match(m, backward ? node->right : node->left, backward,
							 x, &then);
			}
		case CRM_PATTERN_ALT:
			next = *x;
			return match(m, node->left, backward, &next, c) ||
				match(m, node->right, backward, x, c);
		case CRM_PATTERN_REPEAT:
			next = *x;
			return repeat(m, node, node->min, node->max, backward, &next, c);
		case CRM_PATTERN_GROUP:
			{
				Continuation close = {run_group, node, c, backward, 0, 0,
				x->at};

				return match(m, node->left, backward, x, &close);
			}
		case CRM_PATTERN_BACKREF:
			return reference(m, node, backward, x, c);
		case CRM_PATTERN_START:
			return x->at == 0 && c->run(m, c, x);
		case CRM_PATTERN_END:
			return x->at == m->n && c->run(m, c, x);
		case CRM_PATTERN_WORD:
			return (is_word(m, x->at - 1) != is_word(m, x->at)) !=
				node->negative && c->run(m, c, x);
		case CRM_PATTERN_AHEAD:
		case CRM_PATTERN_BEHIND:
			return around(m, node, x, c);
	}
	return false;
}

/* 1, 0, or -1: took too long to say. */
static int
reference_matches(const CrmPatternNode *tree, const char *text, int len)
{
	Matching	m = {0};
	uint32	   *wide = palloc((len + 1) * sizeof(uint32));
	const char *end = text + len;
	Continuation done = {run_end};

	while (text < end)
		wide[m.n++] = crm_utf8_next(&text, end);
	m.text = wide;
	for (int at = 0; at <= m.n; at++)
	{
		State		x = {at};
		bool		found;

		for (int i = 0; i < MAX_GROUPS; i++)
			x.captures[i].start = -1;
		found = match(&m, tree, false, &x, &done);
		if (m.steps > MAX_STEPS)
			return -1;
		if (found)
			return 1;
	}
	return 0;
}

/* ---- the target ---- */

void
fuzz_start(void)
{
}

static int
count_groups(const CrmPatternNode *node)
{
	return node == NULL ? 0 : (node->kind == CRM_PATTERN_GROUP) +
		count_groups(node->left) + count_groups(node->right);
}

/* If so, an expression without a table may have several. */
static bool
looks_ahead(const CrmPatternNode *node)
{
	return node != NULL && (node->kind == CRM_PATTERN_AHEAD ||
							looks_ahead(node->left) || looks_ahead(node->right));
}

static bool
asks_place(const CrmPatternNode *node)
{
	return node->kind == CRM_PATTERN_START || node->kind == CRM_PATTERN_END ||
		node->kind == CRM_PATTERN_WORD || node->kind == CRM_PATTERN_AHEAD ||
		node->kind == CRM_PATTERN_BEHIND;
}

/*
 * How large it is with its repetitions written out.  PostgreSQL's engine takes
 * a time exponential in conditions on the place that are repeated.
 */
static double
expanded(const CrmPatternNode *node)
{
	double		size;

	if (node == NULL)
		return 0;
	size = asks_place(node) ? 10 : 1;
	size += expanded(node->left) + expanded(node->right);
	if (node->kind == CRM_PATTERN_REPEAT)
		size *= Max(Max(node->min, node->max), 1);
	return size;
}

static void
check_text(const CrmPattern *pattern, const CrmPatternNode *tree,
		   const CrmDfa *dfa, CrmRegex *regex, const char *text, int len)
{
	const char *guarded = fuzz_guarded(1, text, len);
	bool		matches = pattern ? crm_pattern_matches(pattern, guarded, len)
		: crm_dfa_matches(dfa, guarded, len);
	int			wanted = -1;

	if (dfa && crm_dfa_matches(dfa, guarded, len) != matches)
		fuzz_fail("the table says otherwise");
	if (regex && crm_regex_matches(regex, guarded, len) != matches)
		fuzz_fail("PostgreSQL's engine says otherwise: %d", !matches);
	if (count_groups(tree) < MAX_GROUPS)
		wanted = reference_matches(tree, text, len);
	if (wanted >= 0 && wanted != matches)
		fuzz_fail("%s, but should be %s", matches ? "matches" : "does not match",
				  wanted ? "matched" : "not");
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data, data + size};
	CrmPatternError error = {0};
	CrmPatternNode *tree;
	CrmPattern *pattern;
	CrmDfa	   *dfa;
	CrmRegex   *regex;
	const char *source;
	const char *text;
	int			source_len;
	int			len;
	bool		well_formed;

	if (!fuzz_part(&parts, &source, &source_len) ||
		!fuzz_is_text(source, source_len))
		return;
	source = fuzz_guarded(0, source, source_len);
	well_formed = crm_pattern_is_well_formed(source, source_len);
	tree = crm_pattern_parse(source, source_len, &error);
	/* PostgreSQL's engine may take seconds to compile it: only cancelled. */
	if (tree && expanded(tree) > 300)
	{
		pattern = NULL;
		dfa = crm_dfa_build(tree);
		regex = NULL;
		while (dfa && fuzz_part(&parts, &text, &len))
			if (fuzz_is_text(text, len))
				check_text(pattern, tree, dfa, regex, text, len);
		return;
	}
	dfa = tree ? crm_dfa_build(tree) : NULL;

	/*
	 * What takes one table only is compiled to that very table: asked for
	 * now and then.  Making each machine twice would take most of the time.
	 */
	pattern = NULL;
	if (dfa == NULL || size % 8 == 0)
	{
		pattern = crm_pattern_compile(source, source_len, &error);
		if (pattern == NULL)
		{
			if (error.message == NULL || error.offset < 0 ||
				error.offset > source_len)
				fuzz_fail("an expression is refused without saying why, or where");
			if (well_formed != error.unsupported)
				fuzz_fail("an expression is refused for two reasons");
			return;
		}
	}
	if (!well_formed)
		fuzz_fail("an expression that is not well formed is taken");
	regex = dfa || looks_ahead(tree) ? crm_regex_build(tree, &error) : NULL;
	while (fuzz_part(&parts, &text, &len))
		if (fuzz_is_text(text, len))
			check_text(pattern, tree, dfa, regex, text, len);
}

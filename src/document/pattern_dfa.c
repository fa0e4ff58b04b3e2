/*-------------------------------------------------------------------------
 *
 * pattern_dfa.c
 *	  A table of states over the bytes of UTF-8, for expressions without
 *	  look-around and back-references.
 *
 * The tree becomes a Thompson automaton whose edges carry ranges of bytes,
 * and that, by subset construction, a table with one row a state and one
 * column a class of bytes.  "^" and "$" are edges that are free only at the
 * start or the end.  Both automata are bounded: beyond that, NULL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "document/pattern_tree.h"

#define MAX_NFA 6000
#define MAX_STATES 400
#define MAX_SLOTS 1024			/* to find states in: a power of two */
#define MAX_TABLE 40000
#define MAX_WORK 10000000		/* words of sets joined: some milliseconds */

typedef enum EdgeKind
{
	EDGE_BYTES,					/* low to high, then to next */
	EDGE_SPLIT,					/* to next or other, for free */
	EDGE_START,
	EDGE_END,
	EDGE_MATCH
} EdgeKind;

typedef struct Edge
{
	uint8		kind;
	uint8		low;
	uint8		high;
	int			next;
	int			other;
} Edge;

typedef struct Nfa
{
	Edge	   *edges;
	int			n;
	bool		too_big;
} Nfa;

#define ACCEPT_NOW 1			/* whatever follows */
#define ACCEPT_END 2			/* if nothing follows */

struct CrmDfa
{
	uint8		class_of[256];
	int			nclasses;
	int			nstates;
	bool		stops_early;	/* some state accepts whatever follows */
	uint8	   *accept;
	uint16	   *table;			/* nstates rows of nclasses: the row's start */
};

/* Adds an edge and returns its number. */
static int
add_edge(Nfa *nfa, EdgeKind kind, int next, int other)
{
	if (nfa->n >= MAX_NFA)
	{
		nfa->too_big = true;
		return 0;
	}
	nfa->edges[nfa->n].kind = kind;
	nfa->edges[nfa->n].next = next;
	nfa->edges[nfa->n].other = other;
	return nfa->n++;
}

static int
add_bytes(Nfa *nfa, uint8 low, uint8 high, int next)
{
	int			edge = add_edge(nfa, EDGE_BYTES, next, -1);

	nfa->edges[edge].low = low;
	nfa->edges[edge].high = high;
	return edge;
}

static int
encode(uint32 c, uint8 *bytes)
{
	if (c < 0x80)
	{
		bytes[0] = (uint8) c;
		return 1;
	}
	if (c < 0x800)
	{
		bytes[0] = 0xC0 | (c >> 6);
		bytes[1] = 0x80 | (c & 0x3F);
		return 2;
	}
	if (c < 0x10000)
	{
		bytes[0] = 0xE0 | (c >> 12);
		bytes[1] = 0x80 | ((c >> 6) & 0x3F);
		bytes[2] = 0x80 | (c & 0x3F);
		return 3;
	}
	bytes[0] = 0xF0 | (c >> 18);
	bytes[1] = 0x80 | ((c >> 12) & 0x3F);
	bytes[2] = 0x80 | ((c >> 6) & 0x3F);
	bytes[3] = 0x80 | (c & 0x3F);
	return 4;
}

/*
 * Edges for the code points low to high, ending at "next"; "before" is the
 * start of what they are an alternative to, or -1.  A range is cut until each
 * piece is a product of ranges of bytes.
 */
static int
add_range(Nfa *nfa, uint32 low, uint32 high, int next, int before)
{
	static const uint32 last_of_length[] = {0x7F, 0x7FF, 0xFFFF};
	uint8		from[4];
	uint8		to[4];
	int			n;
	int			same PG_USED_FOR_ASSERTS_ONLY;
	int			edge = next;

	if (nfa->too_big)
		return 0;
	for (int i = 0; i < lengthof(last_of_length); i++)
		if (low <= last_of_length[i] && high > last_of_length[i])
		{
			before = add_range(nfa, low, last_of_length[i], next, before);
			return add_range(nfa, last_of_length[i] + 1, high, next, before);
		}
	for (int shift = 6; shift <= 18; shift += 6)
	{
		uint32		mask = ((uint32) 1 << shift) - 1;

		if ((low & ~mask) == (high & ~mask) || low < 0x80)
			break;
		if ((low & mask) != 0)
		{
			before = add_range(nfa, low, low | mask, next, before);
			return add_range(nfa, (low | mask) + 1, high, next, before);
		}
		if ((high & mask) != mask)
		{
			before = add_range(nfa, low, (high & ~mask) - 1, next, before);
			return add_range(nfa, high & ~mask, high, next, before);
		}
	}
	n = encode(low, from);
	same = encode(high, to);
	Assert(n == same);
	while (n-- > 0)
		edge = add_bytes(nfa, from[n], to[n], edge);
	return before < 0 ? edge : add_edge(nfa, EDGE_SPLIT, edge, before);
}

static int	add_tree(Nfa *nfa, const CrmPatternNode *node, int next);

/* min copies, then either a loop or max - min that may be left out. */
static int
add_repeat(Nfa *nfa, const CrmPatternNode *node, int next)
{
	int			start = next;

	if (node->max < 0)
	{
		int			loop = add_edge(nfa, EDGE_SPLIT, -1, next);

		nfa->edges[loop].next = add_tree(nfa, node->left, loop);
		start = loop;
	}
	else
		for (int i = node->min; i < node->max && !nfa->too_big; i++)
			start = add_edge(nfa, EDGE_SPLIT,
							 add_tree(nfa, node->left, start), next);
	for (int i = 0; i < node->min && !nfa->too_big; i++)
		start = add_tree(nfa, node->left, start);
	return start;
}

/* Builds backwards: the start of what leads through the tree to "next". */
static int
add_tree(Nfa *nfa, const CrmPatternNode *node, int next)
{
	int			start = -1;

	check_stack_depth();
	if (nfa->too_big)
		return 0;
	switch (node->kind)
	{
		case CRM_PATTERN_EMPTY:
			return next;
		case CRM_PATTERN_SET:
			for (int i = 0; i < node->set->n; i++)
				start = add_range(nfa, node->set->ranges[i].low,
								  node->set->ranges[i].high, next, start);
			/* The empty set: a range of bytes with nothing in it. */
			return start >= 0 ? start : add_bytes(nfa, 1, 0, next);
		case CRM_PATTERN_CAT:
			return add_tree(nfa, node->left,
							add_tree(nfa, node->right, next));
		case CRM_PATTERN_ALT:
			start = add_tree(nfa, node->right, next);
			return add_edge(nfa, EDGE_SPLIT, add_tree(nfa, node->left, next),
							start);
		case CRM_PATTERN_REPEAT:
			return add_repeat(nfa, node, next);
		case CRM_PATTERN_GROUP:
			return add_tree(nfa, node->left, next);
		case CRM_PATTERN_START:
			return add_edge(nfa, EDGE_START, next, -1);
		case CRM_PATTERN_END:
			return add_edge(nfa, EDGE_END, next, -1);
		case CRM_PATTERN_BACKREF:
		case CRM_PATTERN_WORD:
		case CRM_PATTERN_AHEAD:
		case CRM_PATTERN_BEHIND:
			break;
	}
	nfa->too_big = true;		/* not a matter of size, but as final */
	return 0;
}

/* The states of an automaton being made: each a set of edges, as bits. */
typedef struct Subsets
{
	const Nfa  *nfa;
	int			words;			/* of a set */
	int			n;
	int			max;
	uint64	   *sets;
	uint16		slots[MAX_SLOTS];	/* states by their sets' hashes; 0: none */
	uint64	  **closures;		/* of each edge, once asked for */
	uint64	   *targets;		/* of the row being made, by class */
	int		   *stack;
	int64		work;
} Subsets;

#define HAS(set, i) (((set)[(i) >> 6] >> ((i) & 63)) & 1)

/* Adds an edge and all that is free from there. */
static void
add_closure(Subsets *subsets, uint64 *set, int edge, bool at_start,
			bool at_end)
{
	int			depth = 0;

	subsets->stack[depth++] = edge;
	while (depth > 0)
	{
		const Edge *e;

		edge = subsets->stack[--depth];
		if (HAS(set, edge))
			continue;
		set[edge >> 6] |= UINT64CONST(1) << (edge & 63);
		e = &subsets->nfa->edges[edge];
		if (e->kind == EDGE_SPLIT)
		{
			subsets->stack[depth++] = e->next;
			subsets->stack[depth++] = e->other;
		}
		else if ((e->kind == EDGE_START && at_start) ||
				 (e->kind == EDGE_END && at_end))
			subsets->stack[depth++] = e->next;
	}
}

static uint8
acceptance(Subsets *subsets, const uint64 *set, bool at_start)
{
	uint64	   *at_end = palloc0(subsets->words * sizeof(uint64));
	uint8		accept = 0;

	if (HAS(set, 0))
		accept = ACCEPT_NOW | ACCEPT_END;
	else
	{
		for (int i = 0; i < subsets->nfa->n; i++)
			if (HAS(set, i) && subsets->nfa->edges[i].kind == EDGE_END)
				add_closure(subsets, at_end, i, at_start, true);
		if (HAS(at_end, 0))
			accept = ACCEPT_END;
	}
	pfree(at_end);
	return accept;
}

/* Sets are mostly zero: one multiplication a word tells them apart well. */
static uint32
hash_of(const Subsets *subsets, const uint64 *set)
{
	uint64		hash = 0;

	for (int w = 0; w < subsets->words; w++)
	{
		hash = (hash ^ set[w]) * UINT64CONST(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	return (uint32) hash;
}

/*
 * The number of the state with this set, which is added if it is new.  The
 * start is not looked for: no other is like it, as "^" is free there.
 */
static int
find_state(Subsets *subsets, const uint64 *set)
{
	Size		size = subsets->words * sizeof(uint64);
	uint32		slot = hash_of(subsets, set);
	int			state;

	while ((state = subsets->slots[slot &= MAX_SLOTS - 1]) != 0)
	{
		if (memcmp(&subsets->sets[(Size) state * subsets->words], set,
				   size) == 0)
			return state;
		slot++;
	}
	if (subsets->n >= subsets->max)
		return -1;
	memcpy(&subsets->sets[(Size) subsets->n * subsets->words], set, size);
	subsets->slots[slot] = (uint16) subsets->n;
	return subsets->n++;
}

/* Bytes that no edge tells apart share a column. */
static void
make_classes(CrmDfa *dfa, const Nfa *nfa)
{
	bool		begins[257] = {false};
	int			class = -1;

	begins[0] = true;
	for (int i = 0; i < nfa->n; i++)
		if (nfa->edges[i].kind == EDGE_BYTES)
		{
			begins[nfa->edges[i].low] = true;
			begins[nfa->edges[i].high + 1] = true;
		}
	for (int b = 0; b < 256; b++)
	{
		class += begins[b];
		dfa->class_of[b] = (uint8) class;
	}
	dfa->nclasses = class + 1;
}

static const uint64 *
closure_of(Subsets *subsets, int edge)
{
	if (subsets->closures[edge] == NULL)
	{
		subsets->closures[edge] = palloc0(subsets->words * sizeof(uint64));
		add_closure(subsets, subsets->closures[edge], edge, false, false);
	}
	return subsets->closures[edge];
}

static void
join_sets(Subsets *subsets, uint64 *into, const uint64 *from)
{
	for (int w = 0; w < subsets->words; w++)
		into[w] |= from[w];
	subsets->work += subsets->words;
}

/* Fills the row of one state; false: too many states, or too much work. */
static bool
make_row(CrmDfa *dfa, Subsets *subsets, int state, int start)
{
	const uint64 *from = &subsets->sets[(Size) state * subsets->words];
	Size		size = subsets->words * sizeof(uint64);

	/* A match may begin after any character. */
	for (int class = 0; class < dfa->nclasses; class++)
		memcpy(&subsets->targets[(Size) class * subsets->words],
			   closure_of(subsets, start), size);
	for (int w = 0; w < subsets->words; w++)
		for (uint64 bits = from[w]; bits != 0; bits &= bits - 1)
		{
			const Edge *e = &subsets->nfa->edges[w * 64 +
												 pg_rightmost_one_pos64(bits)];

			if (e->kind != EDGE_BYTES || e->low > e->high)
				continue;
			for (int class = dfa->class_of[e->low];
				 class <= dfa->class_of[e->high]; class++)
				join_sets(subsets,
						  &subsets->targets[(Size) class * subsets->words],
						  closure_of(subsets, e->next));
		}
	for (int class = 0; class < dfa->nclasses; class++)
	{
		int			to = find_state(subsets, &subsets->targets[(Size) class *
															   subsets->words]);

		if (to < 0)
			return false;
		dfa->table[state * dfa->nclasses + class] =
			(uint16) (to * dfa->nclasses);
	}
	CHECK_FOR_INTERRUPTS();
	return subsets->work < MAX_WORK;
}

/* State 0 is the start, where "^" is free. */
static bool
make_table(CrmDfa *dfa, const Nfa *nfa, int start)
{
	Subsets		subsets = {nfa, nfa->n / 64 + 1};
	uint64	   *set = palloc0(subsets.words * sizeof(uint64));
	bool		fits = true;

	/* Rows begin at numbers of 16 bits. */
	subsets.max = Min(MAX_STATES, MAX_TABLE / dfa->nclasses);
	subsets.sets = palloc((Size) subsets.max * subsets.words * sizeof(uint64));
	subsets.targets = palloc((Size) dfa->nclasses * subsets.words *
							 sizeof(uint64));
	subsets.closures = palloc0((Size) nfa->n * sizeof(uint64 *));
	subsets.stack = palloc((Size) (2 * nfa->n + 2) * sizeof(int));
	dfa->table = palloc0((Size) subsets.max * dfa->nclasses * sizeof(uint16));
	dfa->accept = palloc0(subsets.max);
	add_closure(&subsets, set, start, true, false);
	find_state(&subsets, set);
	for (int state = 0; fits && state < subsets.n; state++)
	{
		dfa->accept[state] =
			acceptance(&subsets, &subsets.sets[(Size) state * subsets.words],
					   state == 0);
		if (dfa->accept[state] & ACCEPT_NOW)
			dfa->stops_early = true;
		fits = make_row(dfa, &subsets, state, start);
	}
	dfa->nstates = subsets.n;
	return fits;
}

/* A copy that has no more than it needs, in the current context. */
static CrmDfa *
copy_dfa(const CrmDfa *dfa)
{
	CrmDfa	   *copy = palloc(sizeof(CrmDfa));
	Size		size = (Size) dfa->nstates * dfa->nclasses * sizeof(uint16);

	*copy = *dfa;
	copy->table = memcpy(palloc(size), dfa->table, size);
	copy->accept = memcpy(palloc(dfa->nstates), dfa->accept, dfa->nstates);
	return copy;
}

/* NULL: it needs more than a table, or too big a one. */
CrmDfa *
crm_dfa_build(const CrmPatternNode *tree)
{
	MemoryContext work = AllocSetContextCreate(CurrentMemoryContext,
											   "crm pattern",
											   ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(work);
	Nfa			nfa = {palloc(sizeof(Edge) * MAX_NFA), 0, false};
	CrmDfa		dfa = {0};
	CrmDfa	   *result = NULL;
	bool		fits;
	int			start;

	add_edge(&nfa, EDGE_MATCH, -1, -1);
	start = add_tree(&nfa, tree, 0);
	fits = !nfa.too_big;
	if (fits)
	{
		make_classes(&dfa, &nfa);
		fits = make_table(&dfa, &nfa, start);
	}
	MemoryContextSwitchTo(old);
	if (fits)
		result = copy_dfa(&dfa);
	MemoryContextDelete(work);
	return result;
}

bool
crm_dfa_matches(const CrmDfa *dfa, const char *text, int len)
{
	const unsigned char *at = (const unsigned char *) text;
	const unsigned char *end = at + len;
	uint32		row = 0;

	if (!dfa->stops_early)
	{
		while (at < end)
			row = dfa->table[row + dfa->class_of[*at++]];
		return (dfa->accept[row / dfa->nclasses] & ACCEPT_END) != 0;
	}
	for (;;)
	{
		uint8		accept = dfa->accept[row / dfa->nclasses];

		if (accept & ACCEPT_NOW)
			return true;
		if (at == end)
			return (accept & ACCEPT_END) != 0;
		row = dfa->table[row + dfa->class_of[*at++]];
	}
}

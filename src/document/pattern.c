/*-------------------------------------------------------------------------
 *
 * pattern.c
 *	  Regular expressions of ECMA-262: which machine runs one.
 *
 * Most expressions become a table of states over bytes (pattern_dfa.c), or
 * several, where the expression begins by looking ahead: ^(?=a)(?!b)c matches
 * what ^a and ^c match and ^b does not.  Those that look around elsewhere,
 * refer back, or would need too many states are translated for PostgreSQL's
 * engine (pattern_regex.c).  Either means what ECMA-262 says; what neither can
 * is refused when the schema is compiled.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"

#include "common/utf8.h"
#include "document/pattern_tree.h"

#define MAX_TABLES 8

struct CrmPattern
{
	const char *source;
	CrmDfa	   *dfa;			/* one of the two */
	CrmRegex   *regex;
	int			nconditions;	/* besides the table */
	struct
	{
		CrmDfa	   *dfa;
		bool		negative;
	}			conditions[MAX_TABLES];
};

/* A sequence as a list of its parts, in order. */
static List *
parts_of(CrmPatternNode *tree)
{
	List	   *backwards = NIL;
	List	   *parts;

	/* The last comes first; putting each in front would move all the others. */
	for (; tree->kind == CRM_PATTERN_CAT; tree = tree->left)
		backwards = lappend(backwards, tree->right);
	parts = list_make1(tree);
	for (int i = list_length(backwards) - 1; i >= 0; i--)
		parts = lappend(parts, list_nth(backwards, i));
	return parts;
}

static CrmPatternNode *
sequence(CrmPatternNode *left, CrmPatternNode *right)
{
	CrmPatternNode *node = palloc0(sizeof(CrmPatternNode));

	node->kind = CRM_PATTERN_CAT;
	node->left = left;
	node->right = right;
	return node;
}

/* Builds the tables of an expression; false: it takes more than tables. */
static bool
build_tables(CrmPattern *pattern, CrmPatternNode *tree)
{
	List	   *parts = parts_of(tree);
	CrmPatternNode *start = linitial(parts);
	CrmPatternNode *rest = start;
	ListCell   *cell;
	bool		leading = start->kind == CRM_PATTERN_START;

	for_each_from(cell, parts, 1)
	{
		CrmPatternNode *part = lfirst(cell);

		if (leading && part->kind == CRM_PATTERN_AHEAD &&
			pattern->nconditions < MAX_TABLES)
		{
			CrmDfa	   *dfa = crm_dfa_build(sequence(start, part->left));

			if (dfa == NULL)
				return false;
			pattern->conditions[pattern->nconditions].dfa = dfa;
			pattern->conditions[pattern->nconditions++].negative =
				part->negative;
			continue;
		}
		leading = false;
		rest = sequence(rest, part);
	}
	pattern->dfa = crm_dfa_build(rest);
	return pattern->dfa != NULL;
}

/* In the current context; NULL, and *error filled, if it cannot be had. */
CrmPattern *
crm_pattern_compile(const char *source, int len, CrmPatternError *error)
{
	CrmPatternNode *tree = crm_pattern_parse(source, len, error);
	CrmPattern *pattern;

	if (tree == NULL)
		return NULL;
	pattern = palloc0(sizeof(CrmPattern));
	pattern->source = pnstrdup(source, len);
	if (build_tables(pattern, tree))
		return pattern;
	pattern->regex = crm_regex_build(tree, error);
	return pattern->regex ? pattern : NULL;
}

/* Whether it matches anywhere in the text. */
bool
crm_pattern_matches(const CrmPattern *pattern, const char *text, int len)
{
	text = crm_to_utf8(text, &len);
	if (pattern->regex)
		return crm_regex_matches(pattern->regex, text, len);
	for (int i = 0; i < pattern->nconditions; i++)
		if (crm_dfa_matches(pattern->conditions[i].dfa, text, len) ==
			pattern->conditions[i].negative)
			return false;
	return crm_dfa_matches(pattern->dfa, text, len);
}

/* For the format "regex": what we could not run is well formed, too. */
bool
crm_pattern_is_well_formed(const char *source, int len)
{
	CrmPatternError error;

	return crm_pattern_parse(source, len, &error) != NULL ||
		error.unsupported;
}

const char *
crm_pattern_source(const CrmPattern *pattern)
{
	return pattern->source;
}

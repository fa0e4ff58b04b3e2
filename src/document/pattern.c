/*-------------------------------------------------------------------------
 *
 * pattern.c
 *	  Regular expressions of ECMA-262: which machine runs one.
 *
 * Most expressions become a table of states over bytes (pattern_dfa.c).  Those
 * that look around, refer back, or would need too many states are translated
 * for PostgreSQL's engine (pattern_regex.c).  Either means what ECMA-262 says;
 * what neither can is refused when the schema is compiled.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/pattern_tree.h"

struct CrmPattern
{
	const char *source;
	CrmDfa	   *dfa;			/* one of the two */
	CrmRegex   *regex;
};

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
	pattern->dfa = crm_dfa_build(tree);
	if (pattern->dfa == NULL)
		pattern->regex = crm_regex_build(tree, error);
	return pattern->dfa || pattern->regex ? pattern : NULL;
}

/* Whether it matches anywhere in the text. */
bool
crm_pattern_matches(const CrmPattern *pattern, const char *text, int len)
{
	text = crm_to_utf8(text, &len);
	return pattern->dfa ? crm_dfa_matches(pattern->dfa, text, len)
		: crm_regex_matches(pattern->regex, text, len);
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

/* Whether PostgreSQL's engine runs it, for tests. */
bool
crm_pattern_uses_regex(const CrmPattern *pattern)
{
	return pattern->regex != NULL;
}

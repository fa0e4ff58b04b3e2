/*-------------------------------------------------------------------------
 *
 * pattern_regex.c
 *	  Translates an expression for PostgreSQL's own engine, exactly.
 *
 * Everything is spelt out: classes as ranges of code points, "." without the
 * line terminators, word boundaries as look-around over ASCII.  A reference to
 * a group that may not have taken part matches nothing in ECMA-262 and fails
 * here: such an expression is refused.  So is one to a group that asks where it
 * stands, "($|b)\1", of which the engine misses matches.  The engine sees code
 * points, whatever the database's encoding.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_collation.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "regex/regex.h"
#include "utils/memutils.h"

#include "common/utf8.h"
#include "document/pattern_tree.h"

#define MAX_LENGTH 1000000		/* of a translation, in code points */
#define MAX_COUNT 255			/* the engine's limit for {n} */

struct CrmRegex
{
	regex_t		regex;
	MemoryContextCallback release;
};

typedef struct Translation
{
	pg_wchar   *text;
	int			n;
	int			max;
	int			groups;			/* as the engine will count them */
	int		   *number;			/* ECMA-262's number to the engine's; 0: not
								 * surely matched yet; negative: asks where it
								 * stands */
	int			nnumbers;
	int			nplaces;		/* parts so far that ask where they stand */
	bool		looking;		/* inside of a look-around */
	CrmPatternError *error;
	bool		failed;
} Translation;

static void translate(Translation *t, const CrmPatternNode *node);

static void
refuse(Translation *t, const CrmPatternNode *node, const char *message)
{
	if (t->failed)
		return;
	t->failed = true;
	t->error->message = message;
	t->error->offset = node->offset;
	t->error->unsupported = true;
}

static void
put(Translation *t, pg_wchar c)
{
	if (t->n == t->max)
	{
		t->max *= 2;
		t->text = repalloc(t->text, sizeof(pg_wchar) * t->max);
	}
	t->text[t->n++] = c;
}

static void
put_text(Translation *t, const char *text)
{
	while (*text)
		put(t, (unsigned char) *text++);
}

/* A character that stands for itself, in a bracket or out of it. */
static void
put_literal(Translation *t, uint32 c)
{
	if (c < 0x80 && !isalnum((int) c) && c > 0x20)
		put(t, '\\');
	put(t, c);
}

/* No text holds code point 0, which a set may: it is left out. */
static void
put_set(Translation *t, const CrmPatternNode *node)
{
	const CrmRange *ranges = node->set->ranges;
	int			n = node->set->n;

	if (n > 0 && ranges[0].high == 0)
	{
		ranges++;
		n--;
	}
	if (n == 0)
	{
		put_text(t, "(?:$.)");
		return;
	}
	if (n == 1 && ranges[0].low == ranges[0].high)
	{
		put_literal(t, ranges[0].low);
		return;
	}
	put(t, '[');
	for (int i = 0; i < n; i++)
	{
		put_literal(t, Max(ranges[i].low, 1));
		if (ranges[i].high > Max(ranges[i].low, 1))
		{
			put(t, '-');
			put_literal(t, ranges[i].high);
		}
	}
	put(t, ']');
}

static bool
has_kind(const CrmPatternNode *node, CrmPatternKind kind)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	return node->kind == kind || has_kind(node->left, kind) ||
		has_kind(node->right, kind);
}

static void
put_counted(Translation *t, const CrmPatternNode *node, int min, int max)
{
	char		count[32];

	put_text(t, "(?:");
	translate(t, node->left);
	put(t, ')');
	if (max < 0)
		snprintf(count, sizeof(count), "{%d,}", min);
	else
		snprintf(count, sizeof(count), "{%d,%d}", min, max);
	put_text(t, count);
}

/*
 * Counts beyond the engine's are cut into several.  What is captured in an
 * optional or repeated part is not surely there afterwards.
 */
static void
put_repeat(Translation *t, const CrmPatternNode *node)
{
	int			min = node->min;
	int			max = node->max;
	int		   *before = palloc(sizeof(int) * t->nnumbers);

	if ((min > MAX_COUNT || max > MAX_COUNT) && has_kind(node->left, CRM_PATTERN_GROUP))
	{
		refuse(t, node, "it repeats a group more than 255 times");
		return;
	}
	memcpy(before, t->number, sizeof(int) * t->nnumbers);
	while (!t->failed && (min > MAX_COUNT || max > MAX_COUNT))
	{
		int			low = Min(min, MAX_COUNT);
		int			high = max < 0 ? low : Min(max, MAX_COUNT);

		put_counted(t, node, low, high);
		min -= low;
		if (max >= 0)
			max -= high;
	}
	put_counted(t, node, min, max);
	if (node->min == 0)
		memcpy(t->number, before, sizeof(int) * t->nnumbers);
	pfree(before);
}

static void
put_alternatives(Translation *t, const CrmPatternNode *node)
{
	int		   *before = palloc(sizeof(int) * t->nnumbers);

	memcpy(before, t->number, sizeof(int) * t->nnumbers);
	put_text(t, "(?:");
	translate(t, node->left);
	memcpy(t->number, before, sizeof(int) * t->nnumbers);
	put(t, '|');
	translate(t, node->right);
	memcpy(t->number, before, sizeof(int) * t->nnumbers);
	put(t, ')');
	pfree(before);
}

static void
put_group(Translation *t, const CrmPatternNode *node)
{
	int			number;
	int			nplaces = t->nplaces;

	/* Inside of look-around, the engine's groups capture nothing. */
	if (t->looking)
	{
		put_text(t, "(?:");
		translate(t, node->left);
		put(t, ')');
		return;
	}
	number = ++t->groups;
	put(t, '(');
	translate(t, node->left);
	put(t, ')');
	t->number[node->group] = t->nplaces > nplaces ? -number : number;
}

static void
put_reference(Translation *t, const CrmPatternNode *node)
{
	char		number[16];

	if (t->looking)
		refuse(t, node, "it refers back to a group inside of look-around");
	else if (node->group >= t->nnumbers || t->number[node->group] == 0)
		refuse(t, node, "it refers to a group that may not have matched");
	else if (t->number[node->group] < 0)
		refuse(t, node, "it refers to a group with ^, $, \\b or look-around");
	else
	{
		snprintf(number, sizeof(number), "(?:\\%d)", t->number[node->group]);
		put_text(t, number);
	}
}

static void
put_around(Translation *t, const CrmPatternNode *node)
{
	bool		looking = t->looking;

	t->nplaces++;
	if (node->kind == CRM_PATTERN_AHEAD)
		put_text(t, node->negative ? "(?!" : "(?=");
	else
		put_text(t, node->negative ? "(?<!" : "(?<=");
	t->looking = true;
	translate(t, node->left);
	t->looking = looking;
	put(t, ')');
}

static void
translate(Translation *t, const CrmPatternNode *node)
{
	if (t->failed)
		return;
	check_stack_depth();
	if (t->n > MAX_LENGTH)
	{
		refuse(t, node, "it is too large");
		return;
	}
	switch (node->kind)
	{
		case CRM_PATTERN_EMPTY:
			put_text(t, "(?:)");
			break;
		case CRM_PATTERN_SET:
			put_set(t, node);
			break;
		case CRM_PATTERN_CAT:
			translate(t, node->left);
			translate(t, node->right);
			break;
		case CRM_PATTERN_ALT:
			put_alternatives(t, node);
			break;
		case CRM_PATTERN_REPEAT:
			put_repeat(t, node);
			break;
		case CRM_PATTERN_GROUP:
			put_group(t, node);
			break;
		case CRM_PATTERN_BACKREF:
			put_reference(t, node);
			break;
		case CRM_PATTERN_START:
			put(t, '^');
			t->nplaces++;
			break;
		case CRM_PATTERN_END:
			put(t, '$');
			t->nplaces++;
			break;
		case CRM_PATTERN_WORD:
			t->nplaces++;
			put_text(t, node->negative ?
					 "(?:(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z]))" :
					 "(?:(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z]))");
			break;
		case CRM_PATTERN_AHEAD:
		case CRM_PATTERN_BEHIND:
			put_around(t, node);
			break;
	}
}

static int
count_groups(const CrmPatternNode *node)
{
	if (node == NULL)
		return 0;
	check_stack_depth();
	return (node->kind == CRM_PATTERN_GROUP) + count_groups(node->left) +
		count_groups(node->right);
}

/* The engine's memory is malloc'd before PostgreSQL 16. */
static void
release_regex(void *arg)
{
	pg_regfree(arg);
}

/*
 * In the current context, whose end gives back all of it.  NULL, and *error
 * filled, if the expression cannot be had.
 */
CrmRegex *
crm_regex_build(const CrmPatternNode *tree, CrmPatternError *error)
{
	Translation t = {0};
	CrmRegex   *regex;
	int			flags = REG_ADVANCED;
	int			rc;

	t.max = 256;
	t.text = palloc(sizeof(pg_wchar) * t.max);
	t.nnumbers = count_groups(tree) + 1;
	t.number = palloc0(sizeof(int) * t.nnumbers);
	t.error = error;
	translate(&t, tree);
	if (t.failed)
		return NULL;

	regex = palloc0(sizeof(CrmRegex));
	if (!has_kind(tree, CRM_PATTERN_BACKREF))
		flags |= REG_NOSUB;
	rc = pg_regcomp(&regex->regex, t.text, t.n, flags, C_COLLATION_OID);
	pfree(t.text);
	if (rc != REG_OKAY)
	{
		char	   *message = palloc(100);

		CHECK_FOR_INTERRUPTS();
		pg_regerror(rc, &regex->regex, message, 100);
		error->message = message;
		error->offset = 0;
		error->unsupported = true;
		return NULL;
	}
	regex->release.func = release_regex;
	regex->release.arg = &regex->regex;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &regex->release);
	return regex;
}

bool
crm_regex_matches(CrmRegex *regex, const char *text, int len)
{
	pg_wchar	inline_text[256] = {0};
	pg_wchar   *wide = inline_text;
	const char *end = text + len;
	int			n = 0;
	int			rc;

	if (len > lengthof(inline_text))
		wide = MemoryContextAllocHuge(CurrentMemoryContext,
									  sizeof(pg_wchar) * (Size) len);
	while (text < end)
		wide[n++] = crm_utf8_next(&text, end);
	rc = pg_regexec(&regex->regex, wide, n, 0, NULL, 0, NULL, 0);
	if (wide != inline_text)
		pfree(wide);
	if (rc != REG_OKAY && rc != REG_NOMATCH)
	{
		char		message[100];

		CHECK_FOR_INTERRUPTS();
		pg_regerror(rc, &regex->regex, message, sizeof(message));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_REGULAR_EXPRESSION),
				 errmsg("pattern of a JSON schema failed: %s", message)));
	}
	return rc == REG_OKAY;
}

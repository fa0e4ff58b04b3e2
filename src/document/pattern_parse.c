/*-------------------------------------------------------------------------
 *
 * pattern_parse.c
 *	  Reads a regular expression of ECMA-262 into a tree.
 *
 * Code points are characters, as with the "u" flag that JSON Schema asks for.
 * Beyond that flag's strict syntax, two habits of older expressions pass, as
 * they have only one meaning: an escaped punctuation mark, and a brace or
 * closing bracket that stands for itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"

#include "common/hex.h"
#include "common/utf8.h"
#include "document/pattern_tree.h"

#define MAX_REPEAT 1000
#define MAX_NAMES 1000			/* of groups: each is compared with all others */

typedef struct Parser
{
	const char *start;			/* UTF-8 */
	const char *at;
	const char *end;
	CrmPatternError *error;
	bool		failed;
	int			groups;
	CrmPatternNode **named;		/* those of the groups that have a name */
	int			nnamed;
	CrmPatternNode **references;
	int			nreferences;
} Parser;

static CrmPatternNode *parse_alternatives(Parser *parser);

static CrmPatternNode *
fail_at(Parser *parser, const char *at, const char *message)
{
	if (!parser->failed)
	{
		parser->error->message = message;
		parser->error->offset = (int) (at - parser->start);
		parser->error->unsupported = false;
		parser->failed = true;
	}
	return NULL;
}

static CrmPatternNode *
fail(Parser *parser, const char *message)
{
	return fail_at(parser, parser->at, message);
}

static CrmPatternNode *
make_node(Parser *parser, CrmPatternKind kind, CrmPatternNode *left,
		  CrmPatternNode *right)
{
	CrmPatternNode *node = palloc0(sizeof(CrmPatternNode));

	node->kind = kind;
	node->left = left;
	node->right = right;
	node->offset = (int) (parser->at - parser->start);
	return node;
}

/* Adds to a list of n, which grows at each power of two. */
static void
add_node(CrmPatternNode ***list, int *n, CrmPatternNode *node)
{
	if (*list == NULL)
		*list = palloc(sizeof(node));
	else if ((*n & (*n - 1)) == 0)
		*list = repalloc(*list, sizeof(node) * 2 * (Size) *n);
	(*list)[(*n)++] = node;
}

static bool
more(const Parser *parser)
{
	return parser->at < parser->end;
}

static bool
accept(Parser *parser, const char *text)
{
	size_t		n = strlen(text);

	if ((size_t) (parser->end - parser->at) < n ||
		memcmp(parser->at, text, n) != 0)
		return false;
	parser->at += n;
	return true;
}

static bool
read_hex(Parser *parser, int digits, uint32 *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++)
	{
		if (!more(parser) || crm_hex_value(*parser->at) < 0)
		{
			fail(parser, "hexadecimal digits are missing");
			return false;
		}
		*value = *value * 16 + crm_hex_value(*parser->at++);
	}
	return true;
}

/* After \u: four digits, a pair of surrogates, or {digits}. */
static bool
read_unicode_escape(Parser *parser, uint32 *c)
{
	uint32		low;

	if (accept(parser, "{"))
	{
		int			n = 0;

		*c = 0;
		while (more(parser) && crm_hex_value(*parser->at) >= 0 && n++ < 8)
			*c = *c * 16 + crm_hex_value(*parser->at++);
		if (n == 0 || *c > CRM_LAST_CODE_POINT || !accept(parser, "}"))
		{
			fail(parser, "\\u{...} must hold a code point");
			return false;
		}
		return true;
	}
	if (!read_hex(parser, 4, c))
		return false;
	if (*c >= 0xD800 && *c <= 0xDBFF && parser->end - parser->at >= 6 &&
		parser->at[0] == '\\' && parser->at[1] == 'u' &&
		(parser->at[2] == 'd' || parser->at[2] == 'D') &&
		crm_hex_value(parser->at[3]) >= 0xC)
	{
		parser->at += 2;
		if (!read_hex(parser, 4, &low))
			return false;
		*c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
	}
	return true;
}

/* After \p or \P: {value} or {name=value}. */
static bool
read_property(Parser *parser, CrmCharSet *set, bool negative)
{
	const char *start;
	char	   *text;
	char	   *equals;
	CrmCharSet *own = crm_set_make();

	if (!accept(parser, "{"))
	{
		fail(parser, "\\p needs a property in braces");
		return false;
	}
	start = parser->at;
	while (more(parser) && *parser->at != '}')
		parser->at++;
	text = pnstrdup(start, parser->at - start);
	equals = strchr(text, '=');
	if (equals)
		*equals++ = '\0';
	if (!accept(parser, "}") ||
		!crm_set_add_property(own, text, equals))
	{
		fail_at(parser, start, "not a Unicode property that is known");
		return false;
	}
	if (negative)
		crm_set_invert(own);
	crm_set_add_set(set, own);
	return true;
}

/* \d and the like, in a class or out of it. */
static bool
read_class_escape(Parser *parser, CrmCharSet *set)
{
	CrmCharSet *own = crm_set_make();
	char		c = *parser->at;

	switch (c)
	{
		case 'd':
		case 'D':
			crm_set_add_digits(own);
			break;
		case 'w':
		case 'W':
			crm_set_add_word(own);
			break;
		case 's':
		case 'S':
			crm_set_add_space(own);
			break;
		case 'p':
		case 'P':
			parser->at++;
			return read_property(parser, set, c == 'P');
		default:
			return false;
	}
	parser->at++;
	if (c < 'a')
		crm_set_invert(own);
	crm_set_add_set(set, own);
	return true;
}

/* After a backslash: an escape that stands for one character. */
static bool
read_character_escape(Parser *parser, bool in_class, uint32 *c)
{
	static const char controls[] = "t\tn\nv\vf\fr\r";
	const char *control;
	char		e;

	if (!more(parser))
	{
		fail(parser, "a backslash ends the expression");
		return false;
	}
	e = *parser->at++;
	for (control = controls; *control; control += 2)
		if (*control == e)
		{
			*c = (unsigned char) control[1];
			return true;
		}
	if (e == 'c' && more(parser) && ((*parser->at >= 'a' && *parser->at <= 'z') ||
									 (*parser->at >= 'A' && *parser->at <= 'Z')))
	{
		*c = *parser->at++ & 0x1F;
		return true;
	}
	if (e == 'x')
		return read_hex(parser, 2, c);
	if (e == 'u')
		return read_unicode_escape(parser, c);
	if (e == 'b' && in_class)
	{
		*c = '\b';
		return true;
	}
	if (e == '0' && (!more(parser) || *parser->at < '0' || *parser->at > '9'))
	{
		*c = 0;
		return true;
	}
	if ((unsigned char) e < 0x80 && !isalnum((unsigned char) e) && e != '_')
	{
		*c = (unsigned char) e;
		return true;
	}
	fail_at(parser, parser->at - 1, "no such escape");
	return false;
}

/* One member of a class: a character (true), or a set added to "set". */
static bool
read_class_atom(Parser *parser, CrmCharSet *set, uint32 *c)
{
	if (*parser->at != '\\')
	{
		*c = crm_utf8_next(&parser->at, parser->end);
		return true;
	}
	parser->at++;
	if (more(parser) && read_class_escape(parser, set))
		return false;
	return !parser->failed && read_character_escape(parser, true, c);
}

/* After "[". */
static CrmPatternNode *
parse_class(Parser *parser)
{
	CrmPatternNode *node = make_node(parser, CRM_PATTERN_SET, NULL, NULL);
	bool		negative = accept(parser, "^");

	node->set = crm_set_make();
	while (!parser->failed && more(parser) && *parser->at != ']')
	{
		const char *at = parser->at;
		uint32		low = 0;
		uint32		high;
		bool		single = read_class_atom(parser, node->set, &low);

		high = low;
		if (!parser->failed && parser->end - parser->at >= 2 &&
			parser->at[0] == '-' && parser->at[1] != ']')
		{
			parser->at++;
			if (!read_class_atom(parser, node->set, &high) || !single)
				return fail_at(parser, at, "a class cannot bound a range");
			if (high < low)
				return fail_at(parser, at, "range is upside down");
			single = true;
		}
		if (single)
			crm_set_add(node->set, low, high);
	}
	if (!accept(parser, "]"))
		return fail(parser, "\"]\" is missing");
	crm_set_normalize(node->set);
	if (negative)
		crm_set_invert(node->set);
	return node;
}

static CrmPatternNode *
make_char(Parser *parser, uint32 c)
{
	CrmPatternNode *node = make_node(parser, CRM_PATTERN_SET, NULL, NULL);

	node->set = crm_set_make();
	crm_set_add(node->set, c, c);
	return node;
}

static CrmPatternNode *
make_reference(Parser *parser, int group, const char *name)
{
	CrmPatternNode *node = make_node(parser, CRM_PATTERN_BACKREF, NULL, NULL);

	node->group = group;
	node->name = name;
	add_node(&parser->references, &parser->nreferences, node);
	return node;
}

/* A group's name, up to ">". */
static char *
read_name(Parser *parser)
{
	const char *start = parser->at;

	while (more(parser) && *parser->at != '>')
	{
		unsigned char c = (unsigned char) *parser->at;

		if (c < 0x80 && !isalnum(c) && c != '_' && c != '$')
			break;
		parser->at++;
	}
	if (parser->at == start || isdigit((unsigned char) *start) ||
		!accept(parser, ">"))
	{
		fail(parser, "a group's name is not well formed");
		return NULL;
	}
	return pnstrdup(start, parser->at - 1 - start);
}

/* After a backslash, outside of a class. */
static CrmPatternNode *
parse_escape(Parser *parser)
{
	CrmPatternNode *node;
	uint32		c;

	if (accept(parser, "b") || accept(parser, "B"))
	{
		node = make_node(parser, CRM_PATTERN_WORD, NULL, NULL);
		node->negative = parser->at[-1] == 'B';
		return node;
	}
	if (accept(parser, "k"))
	{
		char	   *name;

		if (!accept(parser, "<"))
			return fail(parser, "\\k needs a group's name");
		name = read_name(parser);
		return name ? make_reference(parser, 0, name) : NULL;
	}
	if (more(parser) && *parser->at >= '1' && *parser->at <= '9')
	{
		int			group = 0;

		while (more(parser) && isdigit((unsigned char) *parser->at) &&
			   group < 10000)
			group = group * 10 + (*parser->at++ - '0');
		return make_reference(parser, group, NULL);
	}
	node = make_node(parser, CRM_PATTERN_SET, NULL, NULL);
	node->set = crm_set_make();
	if (more(parser) && read_class_escape(parser, node->set))
	{
		crm_set_normalize(node->set);
		return node;
	}
	if (parser->failed || !read_character_escape(parser, false, &c))
		return NULL;
	return make_char(parser, c);
}

/* The group with this name, or NULL. */
static CrmPatternNode *
find_named(const Parser *parser, const char *name)
{
	for (int i = 0; i < parser->nnamed; i++)
		if (strcmp(parser->named[i]->name, name) == 0)
			return parser->named[i];
	return NULL;
}

/* After "(?<". */
static void
name_group(Parser *parser, CrmPatternNode *node, const char *at)
{
	node->name = read_name(parser);
	if (node->name == NULL)
		return;
	if (find_named(parser, node->name))
		fail_at(parser, at, "two groups have one name");
	else if (parser->nnamed == MAX_NAMES)
	{
		fail_at(parser, at, "it names more than 1000 groups");
		parser->error->unsupported = true;
	}
	else
		add_node(&parser->named, &parser->nnamed, node);
}

/* After "(". */
static CrmPatternNode *
parse_group(Parser *parser)
{
	CrmPatternNode *node = NULL;
	const char *at = parser->at;

	if (accept(parser, "?:"))
		 /* only groups */ ;
	else if (accept(parser, "?=") || accept(parser, "?!"))
	{
		node = make_node(parser, CRM_PATTERN_AHEAD, NULL, NULL);
		node->negative = parser->at[-1] == '!';
	}
	else if (accept(parser, "?<=") || accept(parser, "?<!"))
	{
		node = make_node(parser, CRM_PATTERN_BEHIND, NULL, NULL);
		node->negative = parser->at[-1] == '!';
	}
	else
	{
		node = make_node(parser, CRM_PATTERN_GROUP, NULL, NULL);
		if (accept(parser, "?<"))
			name_group(parser, node, at);
		else if (accept(parser, "?"))
			return fail_at(parser, at, "no such kind of group");
		node->group = ++parser->groups;
	}
	if (parser->failed)
		return NULL;
	if (node)
		node->left = parse_alternatives(parser);
	else
		node = parse_alternatives(parser);
	if (!parser->failed && !accept(parser, ")"))
		return fail_at(parser, at - 1, "\")\" is missing");
	return node;
}

static CrmPatternNode *
parse_atom(Parser *parser)
{
	CrmPatternNode *node;

	if (accept(parser, "("))
		return parse_group(parser);
	if (accept(parser, "["))
		return parse_class(parser);
	if (accept(parser, "\\"))
		return parse_escape(parser);
	if (accept(parser, "^"))
		return make_node(parser, CRM_PATTERN_START, NULL, NULL);
	if (accept(parser, "$"))
		return make_node(parser, CRM_PATTERN_END, NULL, NULL);
	if (accept(parser, "."))
	{
		node = make_node(parser, CRM_PATTERN_SET, NULL, NULL);
		node->set = crm_set_make();
		crm_set_add_dot(node->set);
		return node;
	}
	if (strchr("*+?", *parser->at))
		return fail(parser, "nothing is there to repeat");
	return make_char(parser, crm_utf8_next(&parser->at, parser->end));
}

static bool
read_number(Parser *parser, int *value)
{
	const char *start = parser->at;

	*value = 0;
	while (more(parser) && isdigit((unsigned char) *parser->at))
	{
		if (*value <= MAX_REPEAT)
			*value = *value * 10 + (*parser->at - '0');
		parser->at++;
	}
	return parser->at > start;
}

/* {n}, {n,} or {n,m}; false, and nothing read, where it is none of them. */
static bool
read_braces(Parser *parser, int *min, int *max)
{
	const char *start = parser->at;

	if (accept(parser, "{") && read_number(parser, min))
	{
		*max = *min;
		if (accept(parser, ",") && !read_number(parser, max))
			*max = -1;
		if (accept(parser, "}"))
			return true;
	}
	parser->at = start;
	return false;
}

static CrmPatternNode *
parse_repeats(Parser *parser)
{
	CrmPatternNode *atom = parse_atom(parser);
	CrmPatternNode *node;
	const char *at = parser->at;
	int			min = 0;
	int			max = -1;

	if (parser->failed || !more(parser))
		return atom;
	if (accept(parser, "+"))
		min = 1;
	else if (accept(parser, "?"))
		max = 1;
	else if (!accept(parser, "*") && !read_braces(parser, &min, &max))
		return atom;
	/* Lazy or greedy: what can match is the same. */
	accept(parser, "?");
	if (max >= 0 && max < min)
		return fail_at(parser, at, "range is upside down");
	if (min > MAX_REPEAT || max > MAX_REPEAT)
	{
		fail_at(parser, at, "it repeats more than 1000 times");
		parser->error->unsupported = true;
		return NULL;
	}
	if (atom->kind >= CRM_PATTERN_START)
		return fail_at(parser, at, "an assertion cannot be repeated");
	if (more(parser) && strchr("*+?", *parser->at))
		return fail(parser, "nothing is there to repeat");
	node = make_node(parser, CRM_PATTERN_REPEAT, atom, NULL);
	node->min = min;
	node->max = max;
	return node;
}

static CrmPatternNode *
parse_sequence(Parser *parser)
{
	CrmPatternNode *all = NULL;

	while (!parser->failed && more(parser) && *parser->at != '|' &&
		   *parser->at != ')')
	{
		CrmPatternNode *next;

		CHECK_FOR_INTERRUPTS();
		next = parse_repeats(parser);
		all = all ? make_node(parser, CRM_PATTERN_CAT, all, next) : next;
	}
	return all ? all : make_node(parser, CRM_PATTERN_EMPTY, NULL, NULL);
}

static CrmPatternNode *
parse_alternatives(Parser *parser)
{
	CrmPatternNode *all;

	check_stack_depth();
	all = parse_sequence(parser);
	while (!parser->failed && accept(parser, "|"))
	{
		CrmPatternNode *next = parse_sequence(parser);

		all = make_node(parser, CRM_PATTERN_ALT, all, next);
	}
	return all;
}

/* Gives each reference its group's number. */
static void
link_references(Parser *parser)
{
	for (int i = 0; i < parser->nreferences && !parser->failed; i++)
	{
		CrmPatternNode *reference = parser->references[i];
		CrmPatternNode *group;

		CHECK_FOR_INTERRUPTS();
		group = reference->name ? find_named(parser, reference->name) : NULL;
		if (group)
			reference->group = group->group;
		if (reference->group == 0 || reference->group > parser->groups)
			fail_at(parser, parser->start + reference->offset,
					"it refers to a group that is not there");
	}
}

static int
characters(const char *text, int bytes)
{
	int			n = 0;

	for (int i = 0; i < bytes; i++)
		n += ((unsigned char) text[i] & 0xC0) != 0x80;
	return n;
}

/* NULL, and *error filled, for what is no regular expression. */
CrmPatternNode *
crm_pattern_parse(const char *source, int len, CrmPatternError *error)
{
	Parser		parser = {0};
	CrmPatternNode *tree;

	parser.start = parser.at = crm_to_utf8(source, &len);
	parser.end = parser.start + len;
	parser.error = error;
	tree = parse_alternatives(&parser);
	if (!parser.failed && more(&parser))
		fail(&parser, "\")\" closes nothing");
	if (!parser.failed)
		link_references(&parser);
	if (parser.failed)
		error->offset = characters(parser.start, error->offset);
	return parser.failed ? NULL : tree;
}

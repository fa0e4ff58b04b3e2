/*-------------------------------------------------------------------------
 *
 * node.h
 *	  A parsed template: a tree of statements and expressions.
 *
 * Everything in it is allocated in the template's memory context and never
 * changes after parsing; texts point into the template's copy of the source.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_NODE_H
#define CRM_LIQUID_NODE_H

#include "liquid/liquid.h"
#include "liquid/value.h"

/* A piece of the source. */
typedef struct LiquidSpan
{
	const char *text;
	int			len;
} LiquidSpan;

/* A name that can be bound, with its hash. */
typedef struct LiquidName
{
	const char *text;
	uint32		len;
	uint32		hash;
} LiquidName;

/*
 * Expressions
 */
typedef enum LiquidExprKind
{
	LIQUID_LITERAL,
	LIQUID_PATH,
	LIQUID_RANGE_OF
} LiquidExprKind;

typedef struct LiquidExpr
{
	LiquidExprKind kind;
	LiquidSpan	source;			/* as written */
} LiquidExpr;

typedef struct LiquidLiteral
{
	LiquidExpr	expr;
	LiquidValue value;
} LiquidLiteral;

typedef struct LiquidRangeOf
{
	LiquidExpr	expr;
	const LiquidExpr *first;
	const LiquidExpr *last;
} LiquidRangeOf;

typedef enum LiquidStepKind
{
	LIQUID_KEY,					/* .name or ["name"] */
	LIQUID_INDEX,				/* [3] */
	LIQUID_DYNAMIC				/* [expression] */
} LiquidStepKind;

/* What .size, .first and .last mean where there is no such key. */
typedef enum LiquidSpecial
{
	LIQUID_ORDINARY,
	LIQUID_SIZE,
	LIQUID_FIRST,
	LIQUID_LAST
} LiquidSpecial;

typedef struct LiquidStep
{
	LiquidStepKind kind;
	LiquidSpecial special;
	LiquidSpan	key;
	int64		index;
	const LiquidExpr *expr;
	const struct LiquidStep *next;
} LiquidStep;

/* The names that mean a loop, where there is one. */
typedef enum LiquidRoot
{
	LIQUID_ROOT_NAME,
	LIQUID_ROOT_FORLOOP,
	LIQUID_ROOT_TABLEROWLOOP
} LiquidRoot;

typedef struct LiquidPath
{
	LiquidExpr	expr;
	LiquidRoot	kind;
	LiquidName	name;			/* the root, unless root is set */
	const LiquidExpr *root;		/* [expression] at the start */
	const LiquidStep *steps;
} LiquidPath;

typedef struct LiquidArgument
{
	const LiquidExpr *expr;
	LiquidName	name;			/* of a named argument; text NULL otherwise */
	int			slot;			/* filters: index of a named argument */
	const struct LiquidArgument *next;
} LiquidArgument;

typedef struct LiquidFilterCall
{
	const struct LiquidFilter *filter;
	LiquidSpan	source;			/* the filter's name */
	int			nargs;			/* positional ones */
	const LiquidArgument *args;
	const struct LiquidFilterCall *next;
} LiquidFilterCall;

/* An expression with its filters: what is printed or assigned. */
typedef struct LiquidFiltered
{
	const LiquidExpr *expr;
	const LiquidFilterCall *filters;
	bool		has_default;	/* the first filter is default */
} LiquidFiltered;

typedef enum LiquidOperator
{
	LIQUID_TEST,				/* no operator: is it true? */
	LIQUID_EQ,
	LIQUID_NE,
	LIQUID_LT,
	LIQUID_LE,
	LIQUID_GT,
	LIQUID_GE,
	LIQUID_CONTAINS
} LiquidOperator;

/* A chain of tests; and/or bind to the right, so it is evaluated in order. */
typedef struct LiquidCondition
{
	LiquidOperator op;
	const LiquidExpr *left;
	const LiquidExpr *right;
	bool		is_or;			/* how it is joined to the next one */
	const struct LiquidCondition *next;
} LiquidCondition;

/*
 * Statements
 */
typedef enum LiquidNodeKind
{
	LIQUID_TEXT,
	LIQUID_OUTPUT,
	LIQUID_ASSIGN,
	LIQUID_CAPTURE,
	LIQUID_IF,
	LIQUID_CASE,
	LIQUID_FOR,
	LIQUID_TABLEROW,
	LIQUID_CYCLE,
	LIQUID_COUNTER,
	LIQUID_INTERRUPT,
	LIQUID_IFCHANGED,
	LIQUID_PARTIAL,
	LIQUID_ROLE,
	LIQUID_SECTION,
	LIQUID_CACHE_BREAK
} LiquidNodeKind;

typedef struct LiquidNode
{
	LiquidNodeKind kind;
	bool		blank;			/* prints nothing but white space */
	LiquidSpan	source;			/* the tag, or the text itself */
	struct LiquidNode *next;
} LiquidNode;

typedef struct LiquidBlock
{
	LiquidNode *first;
	LiquidNode *last;
	bool		blank;
} LiquidBlock;

typedef struct LiquidOutputNode
{
	LiquidNode	node;
	LiquidFiltered value;
} LiquidOutputNode;

typedef struct LiquidAssignNode
{
	LiquidNode	node;
	LiquidName	name;
	LiquidFiltered value;
} LiquidAssignNode;

/* capture, ifchanged and section: a name, perhaps, and a body */
typedef struct LiquidBodyNode
{
	LiquidNode	node;
	LiquidName	name;
	int			priority;		/* section; -1: not given */
	LiquidBlock body;
} LiquidBodyNode;

/* if, elsif, else; when; a branch without condition is an else */
typedef struct LiquidBranch
{
	bool		negated;		/* unless */
	const LiquidCondition *condition;
	const LiquidArgument *values;	/* when */
	LiquidBlock body;
	struct LiquidBranch *next;
} LiquidBranch;

typedef struct LiquidChoiceNode
{
	LiquidNode	node;
	const LiquidExpr *subject;	/* case */
	LiquidBranch *branches;
} LiquidChoiceNode;

typedef struct LiquidLoopNode
{
	LiquidNode	node;
	LiquidName	name;
	const LiquidExpr *collection;
	const LiquidExpr *limit;
	const LiquidExpr *offset;
	const LiquidExpr *columns;	/* tablerow */
	bool		resume;			/* offset: continue */
	bool		reversed;
	LiquidName	label;			/* name-collection */
	LiquidBlock body;
	LiquidBlock otherwise;
} LiquidLoopNode;

typedef struct LiquidCycleNode
{
	LiquidNode	node;
	const LiquidExpr *group;
	LiquidSpan	label;			/* the group where none is named */
	int			nvalues;
	const LiquidArgument *values;
} LiquidCycleNode;

typedef struct LiquidCounterNode
{
	LiquidNode	node;
	LiquidName	name;
	bool		decrement;
} LiquidCounterNode;

typedef struct LiquidInterruptNode
{
	LiquidNode	node;
	bool		is_break;
} LiquidInterruptNode;

typedef struct LiquidPartialNode
{
	LiquidNode	node;
	bool		isolated;		/* render; include shares its scope */
	const LiquidExpr *name;
	const LiquidExpr *subject;	/* with or for */
	bool		each;			/* for */
	LiquidName	alias;			/* as; text NULL if not given */
	const LiquidArgument *args;
} LiquidPartialNode;

typedef struct LiquidRoleNode
{
	LiquidNode	node;
	const char *role;
} LiquidRoleNode;

/* Bytes behind the source that may be read: short texts are copied blindly. */
#define LIQUID_SOURCE_PADDING 16

struct CrmLiquid
{
	const char *source;
	int			len;
	CrmLiquidDialect dialect;
	LiquidBlock body;
};

extern LiquidName crm_liquid_name(const char *text, int len);
extern void crm_liquid_locate(const char *source, int position, int *line,
							  int *column);

#endif							/* CRM_LIQUID_NODE_H */

/*-------------------------------------------------------------------------
 *
 * schema.h
 *	  A compiled JSON Schema: flat arrays of nodes and instructions.
 *
 * A node is one subschema: the types it admits, and a run of instructions.
 * Instructions refer to other nodes by index, so a schema that refers to
 * itself is a loop of indexes and nothing owns anything.  The whole program
 * lives in one memory context, the cache entry's.
 *
 * compile*.c and resolve.c make programs; evaluate.c answers yes or no;
 * errors.c walks the same program to say why not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCHEMA_H
#define CRM_SCHEMA_H

#include "nodes/pg_list.h"

#include "common/json_cursor.h"
#include "document/pattern.h"
#include "document/value.h"

/* In the order of their publication, so that they compare. */
typedef enum CrmDraft
{
	CRM_DRAFT_4,
	CRM_DRAFT_6,
	CRM_DRAFT_7,
	CRM_DRAFT_2019,
	CRM_DRAFT_2020
} CrmDraft;

/* Bits for types of instances: 1 << CrmJsonType, and integers apart. */
#define CRM_TYPE_NULL		(1 << CRM_JSON_NULL)
#define CRM_TYPE_BOOL		(1 << CRM_JSON_BOOL)
#define CRM_TYPE_NUMBER		(1 << CRM_JSON_NUMBER)
#define CRM_TYPE_STRING		(1 << CRM_JSON_STRING)
#define CRM_TYPE_ARRAY		(1 << CRM_JSON_ARRAY)
#define CRM_TYPE_OBJECT		(1 << CRM_JSON_OBJECT)
#define CRM_TYPE_INTEGER	0x40	/* a number only if it is an integer */
#define CRM_TYPE_ANY		0x3F

typedef enum CrmOp
{
	CRM_OP_FALSE,				/* the schema false */
	CRM_OP_TYPE,
	CRM_OP_ENUM,
	CRM_OP_CONST,
	CRM_OP_MINIMUM,
	CRM_OP_EXCLUSIVE_MINIMUM,
	CRM_OP_MAXIMUM,
	CRM_OP_EXCLUSIVE_MAXIMUM,
	CRM_OP_MULTIPLE_OF,
	CRM_OP_MIN_LENGTH,
	CRM_OP_MAX_LENGTH,
	CRM_OP_PATTERN,
	CRM_OP_FORMAT,
	CRM_OP_ARRAY,				/* all that walks an array, in one walk */
	CRM_OP_OBJECT,				/* all that walks an object, in one walk */
	CRM_OP_REF,
	CRM_OP_DYNAMIC_REF,
	CRM_OP_ALL_OF,
	CRM_OP_ANY_OF,
	CRM_OP_ONE_OF,
	CRM_OP_NOT,
	CRM_OP_IF,
	CRM_OP_UNEVALUATED_ITEMS,
	CRM_OP_UNEVALUATED_PROPERTIES
} CrmOp;

#define CRM_NO_NODE PG_UINT32_MAX
#define CRM_NODE_TRUE 0			/* the schemas true and false */
#define CRM_NODE_FALSE 1

/* A name an object plan knows; sorted as JSONB sorts keys. */
typedef struct CrmProperty
{
	const char *name;
	uint32		len;
	uint32		node;			/* CRM_NO_NODE: required, but not described */
	bool		required;
} CrmProperty;

typedef struct CrmPatternProperty
{
	CrmPattern *pattern;
	const char *source;
	uint32		node;
} CrmPatternProperty;

/* dependentRequired, dependentSchemas and dependencies: "if this, then ..." */
typedef struct CrmDependent
{
	const char *keyword;
	CrmJson		name;
	uint32		node;			/* CRM_NO_NODE for a list of names */
	uint32		nrequired;
	CrmJson    *required;
} CrmDependent;

typedef struct CrmObjectPlan
{
	uint32		nproperties;
	uint32		npatterns;
	uint32		ndependents;
	uint32		nrequired;
	CrmProperty *properties;
	CrmPatternProperty *patterns;
	CrmDependent *dependents;
	uint32		additional;		/* nodes, or CRM_NO_NODE */
	uint32		names;
	int64		min;			/* 0 and -1: no limit */
	int64		max;
} CrmObjectPlan;

typedef struct CrmArrayPlan
{
	const char *prefix_keyword; /* prefixItems, or items of old */
	const char *items_keyword;	/* items, or additionalItems of old */
	const uint32 *prefix;
	uint32		nprefix;
	uint32		items;			/* nodes, or CRM_NO_NODE */
	uint32		contains;
	bool		unique;
	bool		contains_evaluates; /* 2020-12: what matched is evaluated */
	bool		min_contains_given;
	int64		min_contains;
	int64		max_contains;	/* -1: no limit */
	int64		min;
	int64		max;			/* -1: no limit */
} CrmArrayPlan;

typedef struct CrmNodeList
{
	const uint32 *nodes;
	uint32		n;
} CrmNodeList;

typedef struct CrmInstr
{
	uint8		op;				/* CrmOp */
	uint8		applies;		/* types of instances it looks at */
	bool		strict_integers;	/* draft-04: 1.0 is no integer */
	const char *keyword;
	union
	{
		uint8		types;		/* TYPE */
		int64		count;		/* MIN_LENGTH, MAX_LENGTH */
		CrmNumber  *bound;		/* MINIMUM ... MULTIPLE_OF */
		CrmPattern *pattern;	/* PATTERN */
		int			format;		/* FORMAT */
		CrmValues  *values;		/* ENUM, CONST */
		CrmArrayPlan *array;
		CrmObjectPlan *object;
		uint32		node;		/* REF, NOT, UNEVALUATED_* */
		uint32		dynamic;	/* DYNAMIC_REF: index in dynamics */
		CrmNodeList *list;		/* ALL_OF, ANY_OF, ONE_OF, IF (3 nodes) */
	}			u;
} CrmInstr;

typedef struct CrmNode
{
	uint8		types;			/* admitted types; more than that: code */
	bool		strict_integers;
	bool		tracks;			/* has an unevaluated* keyword */
	uint32		first;			/* its run in code */
	uint32		checks;			/* where it begins for who knows the types */
	uint32		end;
	uint32		same_as;		/* itself, or what it only refers to */
	uint32		resource;
	const char *pointer;		/* from its resource's root */
} CrmNode;

/* A $dynamicRef or $recursiveRef that depends on how it was reached. */
typedef struct CrmDynamicRef
{
	const char *anchor;			/* "" stands for $recursiveAnchor */
	uint32		node;			/* where nothing outside takes over */
	uint32	   *by_resource;	/* node of that anchor, or CRM_NO_NODE */
} CrmDynamicRef;

typedef struct CrmProgram
{
	CrmNode    *nodes;
	uint32		nnodes;
	CrmInstr   *code;
	uint32		ncode;
	CrmDynamicRef *dynamics;
	uint32		ndynamics;
	const char **resources;		/* their absolute URIs */
	uint32		nresources;
	uint32		root;
} CrmProgram;

/* One thing wrong with a schema. */
typedef struct CrmProblem
{
	const char *location;		/* JSON Pointer, after the URI if elsewhere */
	const char *keyword;		/* "" for the schema as a whole */
	const char *message;
	const char *hint;			/* or NULL */
	bool		warning;		/* an unknown keyword: an annotation */
} CrmProblem;

/* Finds a schema that no one else has, by its absolute URI; NULL: unknown. */
typedef Jsonb *(*CrmSchemaLoader) (const char *uri);

typedef struct CrmCompileOptions
{
	Jsonb	   *schema;
	Jsonb	   *resources;		/* an object, or NULL */
	bool		assert_format;
	CrmSchemaLoader loader;		/* or NULL */
	List	  **problems;		/* of CrmProblem; NULL: raise the first */
} CrmCompileOptions;

/* compile.c */
extern CrmProgram *crm_schema_compile(const CrmCompileOptions *options);

/* evaluate.c: the state of one evaluation, on the caller's stack. */
typedef struct CrmScope
{
	uint32		resource;
	struct CrmScope *outer;
} CrmScope;

/* Which children of one instance an unevaluated* keyword need not look at. */
typedef struct CrmSeen
{
	uint32		n;
	uint64	   *bits;
	uint64		inline_bits[4];
} CrmSeen;

extern bool crm_schema_is_valid(const CrmProgram *program,
								const CrmJson *document);
extern bool crm_node_is_valid(const CrmProgram *program, uint32 node,
							  const CrmJson *value, CrmScope *scope,
							  CrmSeen *seen);
extern bool crm_instr_is_valid(const CrmInstr *instr, const CrmJson *value);
extern uint32 crm_dynamic_target(const CrmProgram *program,
								 const CrmDynamicRef *ref,
								 const CrmScope *scope);
extern void crm_seen_start(CrmSeen *seen, uint32 n);
extern void crm_seen_add(CrmSeen *into, const CrmSeen *from);

static inline void
crm_seen_mark(CrmSeen *seen, uint32 index)
{
	seen->bits[index >> 6] |= UINT64CONST(1) << (index & 63);
}

static inline bool
crm_seen_has(const CrmSeen *seen, uint32 index)
{
	return (seen->bits[index >> 6] >> (index & 63)) & 1;
}

/* errors.c */
typedef struct CrmSchemaError
{
	char	   *instance_location;
	char	   *keyword_location;
	char	   *absolute_location;
	const char *keyword;
	char	   *message;
	uint32	   *path;			/* indexes from the root, for the order */
	int			path_len;
	int			depth;			/* of the schema that says it, for detailed */
	int			order;			/* in which they were found */
} CrmSchemaError;

extern List *crm_schema_errors(const CrmProgram *program,
							   const CrmJson *document, int limit);

/* json_schema.c */
extern void crm_problems_raise(List *problems, const char *message);

/* metaschemas.c */
extern const char *crm_metaschema_text(const char *uri);
extern bool crm_metaschema_draft(const char *uri, CrmDraft *draft);
extern const char *crm_metaschema_uri(CrmDraft draft);

#endif							/* CRM_SCHEMA_H */

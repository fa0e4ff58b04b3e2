/*-------------------------------------------------------------------------
 *
 * compile.h
 *	  What the parts of the schema compiler share: resources, nodes under
 *	  construction, and how problems are told.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_COMPILE_H
#define CRM_COMPILE_H

#include "nodes/pg_list.h"
#include "utils/hsearch.h"

#include "document/schema.h"

/* Vocabularies: groups of keywords a custom metaschema may leave out. */
#define CRM_VOCAB_APPLICATOR	0x01
#define CRM_VOCAB_UNEVALUATED	0x02
#define CRM_VOCAB_VALIDATION	0x04
#define CRM_VOCAB_FORMAT		0x08	/* as an assertion */
#define CRM_VOCAB_ALL			0x07

/* A schema resource: what has its own URI and resolves references within. */
typedef struct CrmResource
{
	uint32		index;
	const char *uri;			/* absolute, without fragment; "" if none */
	const char *location;		/* of its root, for people */
	CrmJson		root;
	CrmDraft	draft;
	int			vocab;
	uint32		document;		/* which of those loaded it stands in */
} CrmResource;

typedef struct CrmAnchor
{
	const char *name;
	const char *pointer;		/* from the resource's root */
	CrmJson		value;
	bool		dynamic;
} CrmAnchor;

/* Where a reference leads. */
typedef struct CrmTarget
{
	CrmJson		value;
	CrmResource *resource;
	const char *pointer;
	const CrmAnchor *anchor;	/* if it was one */
} CrmTarget;

/* A node whose keywords are still to be read. */
typedef struct CrmPendingNode
{
	CrmJson		value;
	CrmResource *resource;
} CrmPendingNode;

typedef struct CrmCompiler
{
	const CrmCompileOptions *options;
	CrmProgram *program;
	List	   *resources;		/* of CrmResource */
	uint32		ndocuments;
	HTAB	   *names;			/* resolve.c's: every URI and anchor */
	HTAB	   *resource_of;	/* value's address to CrmResource, where it
								 * has an identifier of its own */
	HTAB	   *node_of;		/* value's address to node */
	CrmPendingNode *pending;	/* parallel to program->nodes */
	uint32		nodes_max;
	uint32		code_max;
	List	   *subschemas;		/* of CrmTarget, when all are checked */
	bool		collecting;		/* subschemas is wanted */
} CrmCompiler;

/* The keywords of one subschema, while its node is made. */
typedef struct CrmBuild
{
	CrmCompiler *compiler;
	CrmResource *resource;
	CrmJson		schema;
	const char *pointer;
	uint32		node;
	uint8		types;
	bool		tracks;
	int			ninstrs;
	CrmInstr	instrs[32];
} CrmBuild;

/* resolve.c */
extern void crm_compiler_start_names(CrmCompiler *compiler);
extern const CrmAnchor *crm_compiler_anchor(CrmCompiler *compiler,
											const CrmResource *resource,
											const char *name);
extern CrmResource *crm_compiler_load(CrmCompiler *compiler, const char *uri,
									  const CrmJson *root, CrmDraft draft,
									  const char *location);
extern bool crm_compiler_resolve(CrmCompiler *compiler, CrmResource *from,
								 const char *reference, CrmTarget *target,
								 const char **why);
extern CrmResource *crm_compiler_resource_of(CrmCompiler *compiler,
											 const CrmJson *value,
											 CrmResource *parent,
											 const char *pointer);

/* keywords.c */
typedef enum CrmShape
{
	CRM_SHAPE_OTHER,			/* holds no schema */
	CRM_SHAPE_SCHEMA,
	CRM_SHAPE_LIST,				/* of schemas */
	CRM_SHAPE_MAP,				/* of schemas by name */
	CRM_SHAPE_SCHEMA_OR_LIST	/* items before 2020-12 */
} CrmShape;

extern bool crm_keyword_shape(const char *name, uint32 len, CrmDraft draft,
							  CrmShape *shape);
extern bool crm_keyword_is_known(const char *name, uint32 len);
extern const char *crm_keyword_nearest(const char *name, uint32 len,
									   CrmDraft draft);

/* compile.c */
extern void crm_schema_problem(CrmCompiler *compiler,
							   const CrmResource *resource,
							   const char *pointer, const char *keyword,
							   const char *hint, const char *format,...)
			pg_attribute_printf(6, 7);
extern void crm_build_problem(CrmBuild *build, const char *keyword,
							  const char *hint, const char *format,...)
			pg_attribute_printf(4, 5);
extern uint32 crm_compiler_node(CrmCompiler *compiler, const CrmJson *value,
								CrmResource *resource, const char *pointer);
extern bool crm_build_keyword(CrmBuild *build, const char *name,
							  CrmDraft first, CrmDraft last, int vocabulary,
							  CrmJson *value);
extern uint32 crm_build_child(CrmBuild *build, const CrmJson *value,
							  const char *keyword, const char *key,
							  int key_len);
extern CrmInstr *crm_build_add(CrmBuild *build, CrmOp op, uint8 applies,
							   const char *keyword);

/* compile_assertions.c, compile_applicators.c */
extern int64 crm_build_count(CrmBuild *build, const char *keyword,
							 CrmDraft first);
extern void crm_compile_assertions(CrmBuild *build);
extern void crm_compile_applicators(CrmBuild *build);

static inline char *
crm_json_cstring(const CrmJson *string)
{
	Assert(string->type == CRM_JSON_STRING);
	return pnstrdup(string->data, string->len);
}

#endif							/* CRM_COMPILE_H */

/*-------------------------------------------------------------------------
 *
 * compile.c
 *	  From a JSON Schema to a program: nodes, references, self-references.
 *
 * Nodes are made by need: a keyword that nests a schema asks for its node and
 * gets an index; the loop in crm_schema_compile reads the keywords of each in
 * turn.  So nothing here recurses, and only what the root reaches is compiled,
 * unless every problem is asked for.  All memory is the current context's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "document/compile.h"
#include "document/uri.h"

#define MAX_NODES 1000000

typedef struct NodeEntry
{
	const char *address;		/* hash key: the value's container */
	uint32		node;
} NodeEntry;

/* A palloc'd text of whatever length it takes. */
static char *formatted(const char *format, va_list args) pg_attribute_printf(1, 0);

static char *
formatted(const char *format, va_list args)
{
	StringInfoData text;

	initStringInfo(&text);
	for (;;)
	{
		va_list		again;
		int			needed;

		va_copy(again, args);
		needed = appendStringInfoVA(&text, format, again);
		va_end(again);
		if (needed == 0)
			return text.data;
		enlargeStringInfo(&text, needed);
	}
}

/* Raises what is wrong with the schema, or notes it where all is asked for. */
void
crm_schema_problem(CrmCompiler *compiler, const CrmResource *resource,
				   const char *pointer, const char *keyword, const char *hint,
				   const char *format,...)
{
	CrmProblem *problem = palloc0(sizeof(CrmProblem));
	va_list		args;

	va_start(args, format);
	problem->message = formatted(format, args);
	va_end(args);
	problem->location = psprintf("%s%s", resource->location, pointer);
	problem->keyword = keyword;
	problem->hint = hint;
	if (compiler->options->problems)
		*compiler->options->problems = lappend(*compiler->options->problems,
											   problem);
	else
		crm_problems_raise(list_make1(problem), "not a JSON schema");
}

/* The same for a keyword of the subschema being read. */
void
crm_build_problem(CrmBuild *build, const char *keyword, const char *hint,
				  const char *format,...)
{
	va_list		args;
	char	   *message;

	va_start(args, format);
	message = formatted(format, args);
	va_end(args);
	crm_schema_problem(build->compiler, build->resource,
					   crm_pointer_child(build->pointer, keyword,
										 (int) strlen(keyword)),
					   keyword, hint, "%s", message);
}

static uint32
add_node(CrmCompiler *compiler, const CrmJson *value, CrmResource *resource,
		 const char *pointer)
{
	CrmProgram *program = compiler->program;
	CrmNode    *node;

	if (program->nnodes == compiler->nodes_max)
	{
		if (program->nnodes >= MAX_NODES)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("JSON schema is too large"),
					 errdetail("It has more than %d subschemas.", MAX_NODES)));
		compiler->nodes_max *= 2;
		program->nodes = repalloc_huge(program->nodes, sizeof(CrmNode) *
									   (Size) compiler->nodes_max);
		compiler->pending = repalloc_huge(compiler->pending,
										  sizeof(CrmPendingNode) *
										  (Size) compiler->nodes_max);
	}
	node = &program->nodes[program->nnodes];
	memset(node, 0, sizeof(CrmNode));
	node->types = CRM_TYPE_ANY;
	node->same_as = program->nnodes;
	node->resource = resource->index;
	node->pointer = pointer;
	compiler->pending[program->nnodes].value = *value;
	compiler->pending[program->nnodes].resource = resource;
	return program->nnodes++;
}

/* The node of a subschema; its keywords are read later. */
uint32
crm_compiler_node(CrmCompiler *compiler, const CrmJson *value,
				  CrmResource *resource, const char *pointer)
{
	NodeEntry  *entry;
	CrmResource *own;
	bool		found;

	if (value->type == CRM_JSON_BOOL)
		return value->boolean ? CRM_NODE_TRUE : CRM_NODE_FALSE;
	if (value->type != CRM_JSON_OBJECT)
	{
		crm_schema_problem(compiler, resource, pointer, "", NULL,
						   "is %s, where a schema belongs",
						   crm_json_describe(value, 40));
		return CRM_NODE_TRUE;
	}
	entry = hash_search(compiler->node_of, &value->data, HASH_ENTER, &found);
	if (!found)
	{
		own = crm_compiler_resource_of(compiler, value, resource, pointer);
		entry->node = CRM_NO_NODE;
		entry->node = add_node(compiler, value, own,
							   own->root.data == value->data ? "" : pointer);
	}
	return entry->node;
}

/*
 * Whether the subschema has the keyword, one its draft and its vocabularies
 * know; if so, its value.
 */
bool
crm_build_keyword(CrmBuild *build, const char *name, CrmDraft first,
				  CrmDraft last, int vocabulary, CrmJson *value)
{
	CrmDraft	draft = build->resource->draft;

	return draft >= first && draft <= last &&
		(vocabulary == 0 || (build->resource->vocab & vocabulary)) &&
		crm_json_get(&build->schema, name, (uint32) strlen(name), value);
}

/* The node of a subschema nested under a keyword, and under a key of it. */
uint32
crm_build_child(CrmBuild *build, const CrmJson *value, const char *keyword,
				const char *key, int key_len)
{
	char	   *pointer = crm_pointer_child(build->pointer, keyword,
											(int) strlen(keyword));

	if (key)
		pointer = crm_pointer_child(pointer, key, key_len);
	if (value->type == CRM_JSON_BOOL &&
		build->resource->draft == CRM_DRAFT_4 &&
		strncmp(keyword, "additional", 10) != 0)
	{
		crm_schema_problem(build->compiler, build->resource, pointer, "",
						   "Write {} for true and {\"not\": {}} for false.",
						   "is %s, which is a schema only since draft-06",
						   value->boolean ? "true" : "false");
		return CRM_NODE_TRUE;
	}
	return crm_compiler_node(build->compiler, value, build->resource, pointer);
}

CrmInstr *
crm_build_add(CrmBuild *build, CrmOp op, uint8 applies, const char *keyword)
{
	CrmInstr   *instr;

	if (build->ninstrs >= lengthof(build->instrs))
		elog(ERROR, "too many instructions for one schema");
	instr = &build->instrs[build->ninstrs++];
	memset(instr, 0, sizeof(CrmInstr));
	instr->op = op;
	instr->applies = applies;
	instr->keyword = keyword;
	return instr;
}

/* The place in program->dynamics of a reference to this anchor. */
static uint32
add_dynamic(CrmCompiler *compiler, const char *anchor, uint32 node)
{
	CrmProgram *program = compiler->program;
	uint32		i;

	for (i = 0; i < program->ndynamics; i++)
		if (program->dynamics[i].node == node &&
			strcmp(program->dynamics[i].anchor, anchor) == 0)
			return i;
	if (program->dynamics == NULL)
		program->dynamics = palloc(sizeof(CrmDynamicRef));
	else
		program->dynamics = repalloc(program->dynamics,
									 sizeof(CrmDynamicRef) * (i + 1));
	program->dynamics[i].anchor = anchor;
	program->dynamics[i].node = node;
	program->dynamics[i].by_resource = NULL;
	program->ndynamics++;
	return i;
}

/* Adds the instruction for $ref, $dynamicRef or $recursiveRef. */
static void
compile_reference(CrmBuild *build, const char *keyword, const CrmJson *value,
				  bool dynamic)
{
	CrmTarget	target;
	CrmInstr   *instr;
	const char *why = NULL;
	char	   *reference;
	uint32		node;

	if (value->type != CRM_JSON_STRING)
	{
		crm_build_problem(build, keyword, NULL, "is %s, not a string",
						  crm_json_describe(value, 40));
		return;
	}
	reference = crm_json_cstring(value);
	if (!crm_compiler_resolve(build->compiler, build->resource, reference,
							  &target, &why))
	{
		crm_build_problem(build, keyword,
						  "References lead into the schema itself, to a schema of the resources, to a metaschema, or, in published schemas, to another published one by its $id.",
						  "is %s, which leads nowhere: %s",
						  crm_json_describe(value, 200), why);
		return;
	}
	if (strcmp(keyword, "$recursiveRef") == 0)
		target.anchor = crm_compiler_anchor(build->compiler, target.resource,
											"");
	node = crm_compiler_node(build->compiler, &target.value, target.resource,
							 target.pointer);
	instr = crm_build_add(build, CRM_OP_REF, CRM_TYPE_ANY, keyword);
	instr->u.node = node;
	if (dynamic && target.anchor && target.anchor->dynamic)
	{
		instr->op = CRM_OP_DYNAMIC_REF;
		instr->u.dynamic = add_dynamic(build->compiler, target.anchor->name,
									   node);
	}
}

/* Reads the keywords of one node into its run of instructions. */
static void
compile_node(CrmCompiler *compiler, uint32 index)
{
	CrmProgram *program = compiler->program;
	CrmBuild	build;
	CrmNode    *node;
	CrmJson		value;

	memset(&build, 0, offsetof(CrmBuild, instrs));
	build.compiler = compiler;
	build.resource = compiler->pending[index].resource;
	build.schema = compiler->pending[index].value;
	build.pointer = program->nodes[index].pointer;
	build.node = index;
	build.types = CRM_TYPE_ANY;

	if (crm_build_keyword(&build, "$ref", CRM_DRAFT_4, CRM_DRAFT_2020, 0,
						  &value))
		compile_reference(&build, "$ref", &value, false);
	if (crm_build_keyword(&build, "$recursiveRef", CRM_DRAFT_2019,
						  CRM_DRAFT_2019, 0, &value))
		compile_reference(&build, "$recursiveRef", &value, true);
	if (crm_build_keyword(&build, "$dynamicRef", CRM_DRAFT_2020,
						  CRM_DRAFT_2020, 0, &value))
		compile_reference(&build, "$dynamicRef", &value, true);

	/* Before 2019-09 a reference hides what stands beside it. */
	if (build.resource->draft > CRM_DRAFT_7 ||
		!crm_build_keyword(&build, "$ref", CRM_DRAFT_4, CRM_DRAFT_7, 0,
						   &value) ||
		value.type != CRM_JSON_STRING)
	{
		crm_compile_assertions(&build);
		crm_compile_applicators(&build);
	}

	if (program->ncode + build.ninstrs > compiler->code_max)
	{
		compiler->code_max = 2 * (program->ncode + build.ninstrs);
		program->code = repalloc_huge(program->code, sizeof(CrmInstr) *
									  (Size) compiler->code_max);
	}
	memcpy(&program->code[program->ncode], build.instrs,
		   sizeof(CrmInstr) * build.ninstrs);
	node = &program->nodes[index];
	node->types = build.types;
	node->strict_integers = build.resource->draft == CRM_DRAFT_4;
	node->tracks = build.tracks;
	node->first = program->ncode;
	program->ncode += build.ninstrs;
	node->checks = node->first;
	if (build.ninstrs > 0 && build.instrs[0].op == CRM_OP_TYPE)
		node->checks++;
	node->end = program->ncode;
}

/*
 * Finds what each dynamic reference means in each resource; the anchors there
 * may be nodes not yet made.  True if there were any.
 */
static bool
link_dynamics(CrmCompiler *compiler)
{
	CrmProgram *program = compiler->program;
	uint32		before = program->nnodes;
	uint32		i;

	for (i = 0; i < program->ndynamics; i++)
	{
		int			n = list_length(compiler->resources);
		uint32	   *by_resource = palloc(sizeof(uint32) * n);
		ListCell   *cell;

		foreach(cell, compiler->resources)
		{
			CrmResource *resource = lfirst(cell);
			const CrmAnchor *anchor =
				crm_compiler_anchor(compiler, resource,
									program->dynamics[i].anchor);

			by_resource[resource->index] = anchor && anchor->dynamic ?
				crm_compiler_node(compiler, &anchor->value, resource,
								  anchor->pointer) : CRM_NO_NODE;
		}
		program->dynamics[i].by_resource = by_resource;
	}
	return program->nnodes > before;
}

/*
 * Whether following references and in-place applicators from the node comes
 * back to it with the same instance: such a schema never ends.
 */
static bool
finds_itself(const CrmProgram *program, uint32 index, uint8 *state)
{
	const CrmNode *node = &program->nodes[index];
	uint32		i;
	uint32		j;

	if (state[index])
		return state[index] == 1;
	check_stack_depth();
	state[index] = 1;
	for (i = node->first; i < node->end; i++)
	{
		const CrmInstr *instr = &program->code[i];
		bool		found = false;

		switch (instr->op)
		{
			case CRM_OP_REF:
			case CRM_OP_NOT:
				found = finds_itself(program, instr->u.node, state);
				break;
			case CRM_OP_DYNAMIC_REF:
				found = finds_itself(program,
									 program->dynamics[instr->u.dynamic].node,
									 state);
				break;
			case CRM_OP_ALL_OF:
			case CRM_OP_ANY_OF:
			case CRM_OP_ONE_OF:
			case CRM_OP_IF:
				for (j = 0; j < instr->u.list->n && !found; j++)
					found = instr->u.list->nodes[j] != CRM_NO_NODE &&
						finds_itself(program, instr->u.list->nodes[j], state);
				break;
			case CRM_OP_OBJECT:
				for (j = 0; j < instr->u.object->ndependents && !found; j++)
					found = instr->u.object->dependents[j].node != CRM_NO_NODE &&
						finds_itself(program,
									 instr->u.object->dependents[j].node,
									 state);
				break;
			default:
				break;
		}
		if (found)
			return true;
	}
	state[index] = 2;
	return false;
}

static void
check_self_reference(CrmCompiler *compiler)
{
	CrmProgram *program = compiler->program;
	uint8	   *state = palloc0(program->nnodes);
	uint32		i;

	for (i = 2; i < program->nnodes; i++)
		if (state[i] == 0 && finds_itself(program, i, state))
		{
			crm_schema_problem(compiler, compiler->pending[i].resource,
							   program->nodes[i].pointer, "$ref",
							   "Put the reference under properties or items, so that each turn looks at a smaller part of the document.",
							   "refers to itself without going any deeper into the document");
			memset(state, 2, program->nnodes);
		}
	pfree(state);
}

/* Spares the fast walk the nodes that are nothing but a reference. */
static void
skip_references(CrmProgram *program)
{
	uint32		i;
	int			steps;

	/* With dynamic references, the way to a schema matters, too. */
	if (program->ndynamics > 0)
		return;
	for (i = 2; i < program->nnodes; i++)
		for (steps = 0; steps < 100; steps++)
		{
			const CrmNode *node = &program->nodes[program->nodes[i].same_as];

			if (node->end != node->first + 1 ||
				program->code[node->first].op != CRM_OP_REF)
				break;
			program->nodes[i].same_as = program->code[node->first].u.node;
		}
}

static HTAB *
make_table(const char *name, Size entry_size)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(const char *);
	control.entrysize = entry_size;
	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 256, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Tells of names no keyword has: annotations, perhaps meant otherwise. */
static void
check_keywords(CrmCompiler *compiler, const CrmTarget *target)
{
	CrmJsonWalk walk;
	CrmJson		value;
	const char *key;
	uint32		key_len;
	CrmShape	shape;

	crm_json_walk(&walk, &target->value);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		const char *nearest;
		CrmProblem *problem;

		if (crm_keyword_shape(key, key_len, target->resource->draft, &shape) ||
			(key_len > 2 && memcmp(key, "x-", 2) == 0))
			continue;
		nearest = crm_keyword_nearest(key, key_len, target->resource->draft);
		crm_schema_problem(compiler, target->resource,
						   crm_pointer_child(target->pointer, key,
											 (int) key_len), "",
						   crm_keyword_is_known(key, key_len) ?
						   "Another draft has it: name that one in $schema." :
						   nearest ? psprintf("Did you mean \"%s\"?", nearest)
						   : NULL,
						   "is no keyword of its draft: it checks nothing");
		problem = llast(*compiler->options->problems);
		problem->warning = true;
	}
}

/* The nodes for true and false, which every schema shares. */
static void
add_boolean_nodes(CrmCompiler *compiler, CrmResource *resource)
{
	CrmProgram *program = compiler->program;
	CrmJson		none = {0};
	CrmInstr   *instr;

	add_node(compiler, &none, resource, "");
	add_node(compiler, &none, resource, "");
	instr = &program->code[program->ncode++];
	memset(instr, 0, sizeof(CrmInstr));
	instr->op = CRM_OP_FALSE;
	instr->applies = CRM_TYPE_ANY;
	instr->keyword = "";
	program->nodes[CRM_NODE_FALSE].types = 0;
	program->nodes[CRM_NODE_FALSE].checks = program->ncode;
	program->nodes[CRM_NODE_FALSE].end = program->ncode;
}

/*
 * Compiles a schema, in the current context, which the program then lives in.
 * The schema and its resources must live as long.  Raises what is wrong with
 * it, unless options->problems collects that; then NULL if there is anything.
 */
CrmProgram *
crm_schema_compile(const CrmCompileOptions *options)
{
	CrmCompiler compiler = {0};
	CrmProgram *program = palloc0(sizeof(CrmProgram));
	CrmResource *resource;
	CrmJson		root;
	uint32		done = 2;
	ListCell   *cell;

	compiler.options = options;
	compiler.program = program;
	compiler.collecting = options->problems != NULL;
	compiler.resource_of = make_table("crm schema resources",
									  2 * sizeof(void *));
	compiler.node_of = make_table("crm schema nodes", sizeof(NodeEntry));
	crm_compiler_start_names(&compiler);
	compiler.nodes_max = 64;
	program->nodes = palloc(sizeof(CrmNode) * compiler.nodes_max);
	compiler.pending = palloc(sizeof(CrmPendingNode) * compiler.nodes_max);
	compiler.code_max = 128;
	program->code = palloc(sizeof(CrmInstr) * compiler.code_max);

	crm_json_root(options->schema, &root);
	resource = crm_compiler_load(&compiler, "", &root, CRM_DRAFT_2020, "");
	add_boolean_nodes(&compiler, resource);
	program->root = crm_compiler_node(&compiler, &root, resource, "");
	compiler.collecting = false;
	foreach(cell, compiler.subschemas)
	{
		CrmTarget  *target = lfirst(cell);

		crm_compiler_node(&compiler, &target->value, target->resource,
						  target->pointer);
		check_keywords(&compiler, target);
	}
	do
	{
		while (done < program->nnodes)
		{
			CHECK_FOR_INTERRUPTS();
			compile_node(&compiler, done++);
		}
	} while (link_dynamics(&compiler));
	check_self_reference(&compiler);
	skip_references(program);

	program->nresources = (uint32) list_length(compiler.resources);
	program->resources = palloc(sizeof(char *) * program->nresources);
	foreach(cell, compiler.resources)
	{
		resource = lfirst(cell);
		program->resources[resource->index] = resource->uri;
	}
	hash_destroy(compiler.resource_of);
	hash_destroy(compiler.node_of);
	hash_destroy(compiler.names);
	return program;
}

/*-------------------------------------------------------------------------
 *
 * resolve.c
 *	  Which schema a reference means: identifiers, anchors, other documents.
 *
 * A document is indexed when it is first needed: a walk over the places where
 * its draft nests schemas finds the identifiers and anchors.  References to
 * other documents look in the caller's resources, then among the drafts' own
 * metaschemas, then ask the caller's loader; never the network.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "document/compile.h"
#include "document/uri.h"

/*
 * What a name stands for: a URI for a resource, the name of an anchor for a
 * place in its resource.
 */
typedef struct NameEntry
{
	struct
	{
		const CrmResource *within;	/* NULL: a URI */
		const char *text;
	}			key;
	CrmResource *resource;
	CrmAnchor	anchor;
} NameEntry;

typedef struct ResourceEntry
{
	const char *address;		/* hash key: the value's container */
	CrmResource *resource;
} ResourceEntry;

static void index_schema(CrmCompiler *compiler, const CrmJson *value,
						 CrmResource *resource, const char *pointer);

static bool
string_member(const CrmJson *object, const char *name, CrmJson *value)
{
	return crm_json_get(object, name, (uint32) strlen(name), value) &&
		value->type == CRM_JSON_STRING;
}

static uint32
hash_name(const void *key, Size size)
{
	const NameEntry *entry = key;

	return hash_combine(hash_bytes((const unsigned char *) entry->key.text,
								   (int) strlen(entry->key.text)),
						murmurhash32((uint32) (uintptr_t) entry->key.within));
}

static int
compare_names(const void *a, const void *b, Size size)
{
	const NameEntry *x = a;
	const NameEntry *y = b;

	return x->key.within != y->key.within ||
		strcmp(x->key.text, y->key.text) != 0;
}

/* Lives in the current context, as all of the compiler. */
void
crm_compiler_start_names(CrmCompiler *compiler)
{
	HASHCTL		info;

	memset(&info, 0, sizeof(info));
	info.keysize = sizeof(((NameEntry *) NULL)->key);
	info.entrysize = sizeof(NameEntry);
	info.hash = hash_name;
	info.match = compare_names;
	info.hcxt = CurrentMemoryContext;
	compiler->names = hash_create("crm schema names", 64, &info,
								  HASH_ELEM | HASH_FUNCTION | HASH_COMPARE |
								  HASH_CONTEXT);
}

/* NULL where there is none, unless it is to be entered. */
static NameEntry *
name_entry(CrmCompiler *compiler, const CrmResource *within, const char *text,
		   HASHACTION action, bool *found)
{
	NameEntry	key;

	memset(&key, 0, sizeof(key));
	key.key.within = within;
	key.key.text = text;
	return hash_search(compiler->names, &key.key, action, found);
}

static CrmResource *
find_resource(CrmCompiler *compiler, const char *uri)
{
	NameEntry  *entry = name_entry(compiler, NULL, uri, HASH_FIND, NULL);

	return entry ? entry->resource : NULL;
}

/* The anchor of that name in the resource, or NULL. */
const CrmAnchor *
crm_compiler_anchor(CrmCompiler *compiler, const CrmResource *resource,
					const char *name)
{
	NameEntry  *entry = name_entry(compiler, resource, name, HASH_FIND, NULL);

	return entry ? &entry->anchor : NULL;
}

static const char *
id_keyword(CrmDraft draft)
{
	return draft == CRM_DRAFT_4 ? "id" : "$id";
}

/* A place as a reference would name it. */
static char *
place(const CrmResource *resource, const char *pointer)
{
	return psprintf("%s%s%s", strchr(resource->location, '#') ? "" : "#",
					resource->location, pointer);
}

/*
 * Of several resources with one URI the first keeps it.  Two in one document
 * are a mistake; two documents may bring the same schema along.
 */
static void
add_alias(CrmCompiler *compiler, const char *uri, CrmResource *resource)
{
	bool		found;
	NameEntry  *entry = name_entry(compiler, NULL, uri, HASH_ENTER, &found);

	if (!found)
		entry->resource = resource;
	else if (entry->resource != resource &&
			 entry->resource->document == resource->document)
	{
		const char *keyword = id_keyword(resource->draft);

		crm_schema_problem(compiler, resource, psprintf("/%s", keyword),
						   keyword,
						   "A URI identifies one schema: rename one of them.",
						   "is \"%s\", as is the schema at \"%s\"", uri,
						   place(entry->resource, ""));
	}
}

/* A resource that stands in the document which is loaded at present. */
static CrmResource *
add_resource(CrmCompiler *compiler, const char *uri, const CrmJson *root,
			 CrmDraft draft, int vocab, const char *location,
			 uint32 document)
{
	CrmResource *resource = palloc0(sizeof(CrmResource));

	resource->index = (uint32) list_length(compiler->resources);
	resource->uri = uri;
	resource->location = location;
	resource->root = *root;
	resource->draft = draft;
	resource->vocab = vocab;
	resource->document = document;
	compiler->resources = lappend(compiler->resources, resource);
	add_alias(compiler, uri, resource);
	return resource;
}

/* One place may have a name as $anchor and as $dynamicAnchor. */
static void
add_anchor(CrmCompiler *compiler, CrmResource *resource, const char *keyword,
		   const char *name, const CrmJson *value, const char *pointer)
{
	bool		found;
	bool		dynamic = strcmp(keyword, "$dynamicAnchor") == 0 ||
		strcmp(keyword, "$recursiveAnchor") == 0;
	NameEntry  *entry = name_entry(compiler, resource, name, HASH_ENTER,
								   &found);

	if (!found)
	{
		entry->resource = resource;
		entry->anchor.name = name;
		entry->anchor.pointer = pointer;
		entry->anchor.value = *value;
		entry->anchor.dynamic = dynamic;
	}
	else if (strcmp(entry->anchor.pointer, pointer) == 0)
		entry->anchor.dynamic |= dynamic;
	else
		crm_schema_problem(compiler, resource,
						   psprintf("%s/%s", pointer, keyword), keyword,
						   "An anchor names one place in a schema: rename one of them.",
						   "is \"%s\", as is the anchor at \"%s\"", name,
						   place(resource, entry->anchor.pointer));
}

/*
 * The document of a URI, as the caller gave it or as we ship it.  Its bytes
 * live in the compiler's context.
 */
static bool
fetch_document(CrmCompiler *compiler, const char *uri, CrmJson *root)
{
	const char *text;
	Jsonb	   *loaded;

	if (compiler->options->resources)
	{
		CrmJson		resources;

		crm_json_root(compiler->options->resources, &resources);
		if (crm_json_get(&resources, uri, (uint32) strlen(uri), root))
			return true;
		if (strchr(uri, '#') == NULL)
		{
			char	   *with_hash = psprintf("%s#", uri);

			if (crm_json_get(&resources, with_hash,
							 (uint32) strlen(with_hash), root))
				return true;
		}
	}
	text = crm_metaschema_text(uri);
	if (text)
		loaded = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
													CStringGetDatum(text)));
	else
		loaded = compiler->options->loader ? compiler->options->loader(uri)
			: NULL;
	if (loaded == NULL)
		return false;
	crm_json_root(loaded, root);
	return true;
}

/* The keyword groups that a custom metaschema's $vocabulary asks for. */
static int
read_vocabulary(CrmCompiler *compiler, const CrmResource *resource,
				const CrmJson *vocabulary)
{
	static const struct
	{
		const char *name;
		int			flags;
	}			known[] = {
		{"core", 0},
		{"applicator", CRM_VOCAB_APPLICATOR},
		{"unevaluated", CRM_VOCAB_UNEVALUATED},
		{"validation", CRM_VOCAB_VALIDATION},
		{"format-assertion", CRM_VOCAB_FORMAT},
		{"format-annotation", 0},
		{"format", 0},
		{"meta-data", 0},
		{"content", 0},
	};
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;
	CrmJson		required;
	int			vocab = 0;

	crm_json_walk(&walk, vocabulary);
	while (crm_json_next_pair(&walk, &key, &key_len, &required))
	{
		char	   *uri = pnstrdup(key, key_len);
		const char *name = strstr(uri, "/vocab/");
		bool		found = false;

		if (strncmp(uri, "https://json-schema.org/draft/20", 32) == 0 && name)
			for (int i = 0; i < lengthof(known); i++)
				if (strcmp(name + strlen("/vocab/"), known[i].name) == 0)
				{
					vocab |= known[i].flags;
					/* 2019-09: true asks for assertion, false does not. */
					if (strcmp(known[i].name, "format") == 0 &&
						required.type == CRM_JSON_BOOL && required.boolean)
						vocab |= CRM_VOCAB_FORMAT;
					if (strstr(uri, "2019-09") &&
						strcmp(known[i].name, "applicator") == 0)
						vocab |= CRM_VOCAB_UNEVALUATED;
					found = true;
				}
		if (!found && required.type == CRM_JSON_BOOL && required.boolean)
			crm_schema_problem(compiler, resource, "/$schema", "$schema", NULL,
							   "names a metaschema that requires the vocabulary \"%s\", which is not known",
							   uri);
	}
	return vocab;
}

/* Sets draft and vocab by the schema's $schema; leaves them without one. */
static void
read_draft(CrmCompiler *compiler, const CrmJson *schema,
		   const CrmResource *resource, CrmDraft *draft, int *vocab)
{
	CrmJson		uri;
	CrmJson		metaschema;
	CrmJson		vocabulary;
	char	   *name;
	const char *fragment;

	if (!string_member(schema, "$schema", &uri))
		return;
	name = crm_uri_split_fragment(crm_json_cstring(&uri), &fragment);
	if (crm_metaschema_draft(name, draft))
	{
		*vocab = CRM_VOCAB_ALL;
		return;
	}
	if (!fetch_document(compiler, name, &metaschema) ||
		metaschema.type != CRM_JSON_OBJECT)
	{
		crm_schema_problem(compiler, resource, "/$schema", "$schema",
						   "Known drafts are https://json-schema.org/draft/2020-12/schema, https://json-schema.org/draft/2019-09/schema, http://json-schema.org/draft-07/schema#, http://json-schema.org/draft-06/schema# and http://json-schema.org/draft-04/schema#; a metaschema of your own goes into the resources.",
						   "is \"%s\", and no such metaschema is known", name);
		return;
	}
	if (string_member(&metaschema, "$schema", &uri))
		crm_metaschema_draft(crm_uri_split_fragment(crm_json_cstring(&uri),
													&fragment), draft);
	*vocab = CRM_VOCAB_ALL;
	if (crm_json_get(&metaschema, "$vocabulary", 11, &vocabulary) &&
		vocabulary.type == CRM_JSON_OBJECT)
		*vocab = read_vocabulary(compiler, resource, &vocabulary);
}

/*
 * The subschema's own resource if it has an identifier, else its parent's;
 * adds anchors that are written as identifiers (before 2019-09).
 */
static CrmResource *
read_identifier(CrmCompiler *compiler, const CrmJson *value,
				CrmResource *parent, const char **pointer)
{
	CrmResource *resource = parent;
	CrmDraft	draft = parent->draft;
	int			vocab = parent->vocab;
	CrmJson		id;
	CrmJson		ref;
	const char *fragment;
	char	   *uri;

	/* An embedded schema of another draft says so beside its identifier. */
	if (string_member(value, "$id", &id) || string_member(value, "id", &id))
		read_draft(compiler, value, parent, &draft, &vocab);
	if (!string_member(value, id_keyword(draft), &id))
		return parent;
	if (draft <= CRM_DRAFT_7 && string_member(value, "$ref", &ref))
		return parent;

	uri = crm_uri_split_fragment(crm_uri_resolve(parent->uri,
												 crm_json_cstring(&id)),
								 &fragment);
	if (id.len > 0 && id.data[0] != '#')
	{
		resource = add_resource(compiler, uri, value, draft, vocab,
								psprintf("%s%s", parent->location, *pointer),
								parent->document);
		*pointer = "";
	}
	if (*fragment && draft <= CRM_DRAFT_7)
		add_anchor(compiler, resource, id_keyword(draft),
				   pstrdup(fragment), value, *pointer);
	return resource;
}

static void
index_children(CrmCompiler *compiler, const CrmJson *value, CrmShape shape,
			   CrmResource *resource, const char *pointer)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;
	CrmJson		child;
	int			i = 0;

	if (shape == CRM_SHAPE_SCHEMA_OR_LIST)
		shape = value->type == CRM_JSON_ARRAY ? CRM_SHAPE_LIST
			: CRM_SHAPE_SCHEMA;
	crm_json_walk(&walk, value);
	if (shape == CRM_SHAPE_SCHEMA)
		index_schema(compiler, value, resource, pointer);
	else if (shape == CRM_SHAPE_LIST && value->type == CRM_JSON_ARRAY)
	{
		while (crm_json_next_item(&walk, &child))
			index_schema(compiler, &child, resource,
						 psprintf("%s/%d", pointer, i++));
	}
	else if (shape == CRM_SHAPE_MAP && value->type == CRM_JSON_OBJECT)
	{
		while (crm_json_next_pair(&walk, &key, &key_len, &child))
			index_schema(compiler, &child, resource,
						 crm_pointer_child(pointer, key, (int) key_len));
	}
}

/* Finds identifiers and anchors in a schema and those nested in it. */
static void
index_schema(CrmCompiler *compiler, const CrmJson *value,
			 CrmResource *resource, const char *pointer)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;
	CrmJson		child;
	ResourceEntry *entry;
	bool		found;

	if (value->type != CRM_JSON_OBJECT)
		return;
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();

	/* The document's root has its resource already. */
	if (value->data != resource->root.data)
		resource = read_identifier(compiler, value, resource, &pointer);
	entry = hash_search(compiler->resource_of, &value->data, HASH_ENTER,
						&found);
	entry->resource = resource;
	if (compiler->collecting)
	{
		CrmTarget  *target = palloc0(sizeof(CrmTarget));

		target->value = *value;
		target->resource = resource;
		target->pointer = pointer;
		compiler->subschemas = lappend(compiler->subschemas, target);
	}
	if (resource->draft >= CRM_DRAFT_2019 &&
		string_member(value, "$anchor", &child))
		add_anchor(compiler, resource, "$anchor", crm_json_cstring(&child),
				   value, pointer);
	if (resource->draft == CRM_DRAFT_2020 &&
		string_member(value, "$dynamicAnchor", &child))
		add_anchor(compiler, resource, "$dynamicAnchor",
				   crm_json_cstring(&child), value, pointer);
	if (resource->draft == CRM_DRAFT_2019 && *pointer == '\0' &&
		crm_json_get(value, "$recursiveAnchor", 16, &child) &&
		child.type == CRM_JSON_BOOL && child.boolean)
		add_anchor(compiler, resource, "$recursiveAnchor", "", value, pointer);

	crm_json_walk(&walk, value);
	while (crm_json_next_pair(&walk, &key, &key_len, &child))
	{
		CrmShape	shape;

		if (crm_keyword_shape(key, key_len, resource->draft, &shape) &&
			shape != CRM_SHAPE_OTHER)
			index_children(compiler, &child, shape, resource,
						   crm_pointer_child(pointer, key, (int) key_len));
	}
}

/*
 * Takes a document in, under the URI it was found by: "" for the schema that
 * is compiled.  "draft" is for a document that does not say its own.
 */
CrmResource *
crm_compiler_load(CrmCompiler *compiler, const char *uri, const CrmJson *root,
				  CrmDraft draft, const char *location)
{
	int			vocab = CRM_VOCAB_ALL;
	CrmResource *resource;
	CrmResource outside = {0};
	CrmJson		id;
	CrmJson		ref;
	const char *own = uri;
	const char *fragment = "";

	outside.location = location;
	if (root->type == CRM_JSON_OBJECT)
		read_draft(compiler, root, &outside, &draft, &vocab);
	if (string_member(root, id_keyword(draft), &id) &&
		!(draft <= CRM_DRAFT_7 && string_member(root, "$ref", &ref)))
		own = crm_uri_split_fragment(crm_uri_resolve(uri,
													 crm_json_cstring(&id)),
									 &fragment);
	resource = add_resource(compiler, own, root, draft, vocab, location,
							compiler->ndocuments++);
	add_alias(compiler, uri, resource);
	if (*fragment && draft <= CRM_DRAFT_7)
		add_anchor(compiler, resource, id_keyword(draft),
				   fragment, root, "");
	index_schema(compiler, root, resource, "");
	return resource;
}

/*
 * The resource a subschema belongs to.  One that was reached through a
 * keyword no draft knows has not been indexed: do so now.
 */
CrmResource *
crm_compiler_resource_of(CrmCompiler *compiler, const CrmJson *value,
						 CrmResource *parent, const char *pointer)
{
	ResourceEntry *entry;

	if (value->type != CRM_JSON_OBJECT)
		return parent;
	entry = hash_search(compiler->resource_of, &value->data, HASH_FIND, NULL);
	if (entry)
		return entry->resource;
	index_schema(compiler, value, parent, pointer);
	entry = hash_search(compiler->resource_of, &value->data, HASH_FIND, NULL);
	return entry ? entry->resource : parent;
}

/* Follows a JSON Pointer, minding identifiers on the way. */
static bool
follow_pointer(CrmCompiler *compiler, CrmResource *resource,
			   const char *pointer, CrmTarget *target)
{
	const char *at = "";
	const char *rest = pointer;
	CrmJson		value = resource->root;
	char	   *token;
	int			len;

	while ((token = crm_pointer_token(&rest, &len)) != NULL)
	{
		CrmJson		child;
		CrmResource *own;

		if (value.type == CRM_JSON_OBJECT)
		{
			if (!crm_json_get(&value, token, (uint32) len, &child))
				return false;
		}
		else if (len == 0 || len > 9 ||
				 strspn(token, "0123456789") != (size_t) len ||
				 (token[0] == '0' && len > 1) ||
				 !crm_json_item(&value, (uint32) atoi(token), &child))
			return false;
		value = child;
		at = crm_pointer_child(at, token, len);

		/* Only what was seen as a schema has an identifier; not an enum. */
		if (value.type == CRM_JSON_OBJECT)
		{
			ResourceEntry *entry = hash_search(compiler->resource_of,
											   &value.data, HASH_FIND, NULL);

			own = entry ? entry->resource : resource;
			if (own != resource)
			{
				resource = own;
				at = "";
			}
		}
	}
	target->value = value;
	target->resource = resource;
	target->pointer = at;
	target->anchor = NULL;
	return *rest == '\0';
}

/*
 * Where the reference leads, seen from a resource.  False: nowhere, and *why
 * says what is missing.
 */
bool
crm_compiler_resolve(CrmCompiler *compiler, CrmResource *from,
					 const char *reference, CrmTarget *target,
					 const char **why)
{
	const char *fragment;
	char	   *uri;
	CrmResource *resource;
	CrmJson		root;

	uri = crm_uri_split_fragment(crm_uri_resolve(from->uri, reference),
								 &fragment);
	resource = find_resource(compiler, uri);
	if (resource == NULL)
	{
		if (!fetch_document(compiler, uri, &root))
		{
			*why = psprintf("no schema \"%s\" is known", uri);
			return false;
		}
		resource = crm_compiler_load(compiler, uri, &root, from->draft,
									 psprintf("%s#", uri));
	}

	fragment = crm_percent_decode(fragment, (int) strlen(fragment));
	if (*fragment == '\0' || *fragment == '/')
	{
		if (follow_pointer(compiler, resource, fragment, target))
			return true;
		*why = "nothing is at that pointer";
		return false;
	}
	target->anchor = crm_compiler_anchor(compiler, resource, fragment);
	if (target->anchor)
	{
		target->value = target->anchor->value;
		target->resource = resource;
		target->pointer = target->anchor->pointer;
		return true;
	}
	*why = "no such anchor is there";
	return false;
}

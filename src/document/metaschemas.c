/*-------------------------------------------------------------------------
 *
 * metaschemas.c
 *	  The schemas of JSON schemas, one a draft, with what they refer to.
 *
 * What they assert is the specifications'; titles and comments are left out.
 * They are kept as text, and become JSONB when a reference asks for one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/schema.h"

/* Makes JSON readable in C: no quote needs a backslash. */
#define JSON(...) #__VA_ARGS__

#define D2020 "https://json-schema.org/draft/2020-12/"
#define D2019 "https://json-schema.org/draft/2019-09/"

typedef struct Metaschema
{
	const char *uri;
	const char *text;
} Metaschema;

static const struct
{
	const char *uri;
	CrmDraft	draft;
}			drafts[] = {
	{D2020 "schema", CRM_DRAFT_2020},
	{D2019 "schema", CRM_DRAFT_2019},
	{"http://json-schema.org/draft-07/schema", CRM_DRAFT_7},
	{"https://json-schema.org/draft-07/schema", CRM_DRAFT_7},
	{"http://json-schema.org/draft-06/schema", CRM_DRAFT_6},
	{"https://json-schema.org/draft-06/schema", CRM_DRAFT_6},
	{"http://json-schema.org/draft-04/schema", CRM_DRAFT_4},
	{"https://json-schema.org/draft-04/schema", CRM_DRAFT_4},
};

static const Metaschema metaschemas[] = {
	{D2020 "schema", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/schema",
		"$vocabulary": {
			"https://json-schema.org/draft/2020-12/vocab/core": true,
			"https://json-schema.org/draft/2020-12/vocab/applicator": true,
			"https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
			"https://json-schema.org/draft/2020-12/vocab/validation": true,
			"https://json-schema.org/draft/2020-12/vocab/meta-data": true,
			"https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
			"https://json-schema.org/draft/2020-12/vocab/content": true
		},
		"$dynamicAnchor": "meta",
		"allOf": [
			{"$ref": "meta/core"},
			{"$ref": "meta/applicator"},
			{"$ref": "meta/unevaluated"},
			{"$ref": "meta/validation"},
			{"$ref": "meta/meta-data"},
			{"$ref": "meta/format-annotation"},
			{"$ref": "meta/content"}
		],
		"type": ["object", "boolean"],
		"properties": {
			"definitions": {
				"type": "object",
				"additionalProperties": {"$dynamicRef": "#meta"},
				"deprecated": true,
				"default": {}
			},
			"dependencies": {
				"type": "object",
				"additionalProperties": {
					"anyOf": [
						{"$dynamicRef": "#meta"},
						{"$ref": "meta/validation#/$defs/stringArray"}
					]
				},
				"deprecated": true,
				"default": {}
			},
			"$recursiveAnchor": {"$ref": "meta/core#/$defs/anchorString", "deprecated": true},
			"$recursiveRef": {"$ref": "meta/core#/$defs/uriReferenceString", "deprecated": true}
		}
	})},
	{D2020 "meta/core", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/core",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"},
			"$schema": {"$ref": "#/$defs/uriString"},
			"$ref": {"$ref": "#/$defs/uriReferenceString"},
			"$anchor": {"$ref": "#/$defs/anchorString"},
			"$dynamicRef": {"$ref": "#/$defs/uriReferenceString"},
			"$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
			"$vocabulary": {
				"type": "object",
				"propertyNames": {"$ref": "#/$defs/uriString"},
				"additionalProperties": {"type": "boolean"}
			},
			"$comment": {"type": "string"},
			"$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}
		},
		"$defs": {
			"anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
			"uriString": {"type": "string", "format": "uri"},
			"uriReferenceString": {"type": "string", "format": "uri-reference"}
		}
	})},
	{D2020 "meta/applicator", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/applicator",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"prefixItems": {"$ref": "#/$defs/schemaArray"},
			"items": {"$dynamicRef": "#meta"},
			"contains": {"$dynamicRef": "#meta"},
			"additionalProperties": {"$dynamicRef": "#meta"},
			"properties": {
				"type": "object",
				"additionalProperties": {"$dynamicRef": "#meta"},
				"default": {}
			},
			"patternProperties": {
				"type": "object",
				"additionalProperties": {"$dynamicRef": "#meta"},
				"propertyNames": {"format": "regex"},
				"default": {}
			},
			"dependentSchemas": {
				"type": "object",
				"additionalProperties": {"$dynamicRef": "#meta"},
				"default": {}
			},
			"propertyNames": {"$dynamicRef": "#meta"},
			"if": {"$dynamicRef": "#meta"},
			"then": {"$dynamicRef": "#meta"},
			"else": {"$dynamicRef": "#meta"},
			"allOf": {"$ref": "#/$defs/schemaArray"},
			"anyOf": {"$ref": "#/$defs/schemaArray"},
			"oneOf": {"$ref": "#/$defs/schemaArray"},
			"not": {"$dynamicRef": "#meta"}
		},
		"$defs": {
			"schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}}
		}
	})},
	{D2020 "meta/unevaluated", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/unevaluated",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"unevaluatedItems": {"$dynamicRef": "#meta"},
			"unevaluatedProperties": {"$dynamicRef": "#meta"}
		}
	})},
	{D2020 "meta/validation", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/validation",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"type": {
				"anyOf": [
					{"$ref": "#/$defs/simpleTypes"},
					{
						"type": "array",
						"items": {"$ref": "#/$defs/simpleTypes"},
						"minItems": 1,
						"uniqueItems": true
					}
				]
			},
			"const": true,
			"enum": {"type": "array", "items": true},
			"multipleOf": {"type": "number", "exclusiveMinimum": 0},
			"maximum": {"type": "number"},
			"exclusiveMaximum": {"type": "number"},
			"minimum": {"type": "number"},
			"exclusiveMinimum": {"type": "number"},
			"maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
			"minLength": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"pattern": {"type": "string", "format": "regex"},
			"maxItems": {"$ref": "#/$defs/nonNegativeInteger"},
			"minItems": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"uniqueItems": {"type": "boolean", "default": false},
			"maxContains": {"$ref": "#/$defs/nonNegativeInteger"},
			"minContains": {"$ref": "#/$defs/nonNegativeInteger", "default": 1},
			"maxProperties": {"$ref": "#/$defs/nonNegativeInteger"},
			"minProperties": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"required": {"$ref": "#/$defs/stringArray"},
			"dependentRequired": {
				"type": "object",
				"additionalProperties": {"$ref": "#/$defs/stringArray"}
			}
		},
		"$defs": {
			"nonNegativeInteger": {"type": "integer", "minimum": 0},
			"nonNegativeIntegerDefault0": {"$ref": "#/$defs/nonNegativeInteger", "default": 0},
			"simpleTypes": {
				"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
			},
			"stringArray": {
				"type": "array",
				"items": {"type": "string"},
				"uniqueItems": true,
				"default": []
			}
		}
	})},
	{D2020 "meta/meta-data", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/meta-data",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"title": {"type": "string"},
			"description": {"type": "string"},
			"default": true,
			"deprecated": {"type": "boolean", "default": false},
			"readOnly": {"type": "boolean", "default": false},
			"writeOnly": {"type": "boolean", "default": false},
			"examples": {"type": "array", "items": true}
		}
	})},
	{D2020 "meta/format-annotation", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/format-annotation",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {"format": {"type": "string"}}
	})},
	{D2020 "meta/format-assertion", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/format-assertion",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {"format": {"type": "string"}}
	})},
	{D2020 "meta/content", JSON({
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://json-schema.org/draft/2020-12/meta/content",
		"$dynamicAnchor": "meta",
		"type": ["object", "boolean"],
		"properties": {
			"contentEncoding": {"type": "string"},
			"contentMediaType": {"type": "string"},
			"contentSchema": {"$dynamicRef": "#meta"}
		}
	})},
	{D2019 "schema", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/schema",
		"$vocabulary": {
			"https://json-schema.org/draft/2019-09/vocab/core": true,
			"https://json-schema.org/draft/2019-09/vocab/applicator": true,
			"https://json-schema.org/draft/2019-09/vocab/validation": true,
			"https://json-schema.org/draft/2019-09/vocab/meta-data": true,
			"https://json-schema.org/draft/2019-09/vocab/format": false,
			"https://json-schema.org/draft/2019-09/vocab/content": true
		},
		"$recursiveAnchor": true,
		"allOf": [
			{"$ref": "meta/core"},
			{"$ref": "meta/applicator"},
			{"$ref": "meta/validation"},
			{"$ref": "meta/meta-data"},
			{"$ref": "meta/format"},
			{"$ref": "meta/content"}
		],
		"type": ["object", "boolean"],
		"properties": {
			"definitions": {
				"type": "object",
				"additionalProperties": {"$recursiveRef": "#"},
				"default": {}
			},
			"dependencies": {
				"type": "object",
				"additionalProperties": {
					"anyOf": [
						{"$recursiveRef": "#"},
						{"$ref": "meta/validation#/$defs/stringArray"}
					]
				}
			}
		}
	})},
	{D2019 "meta/core", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/core",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {
			"$id": {"type": "string", "format": "uri-reference", "pattern": "^[^#]*#?$"},
			"$schema": {"type": "string", "format": "uri"},
			"$anchor": {"type": "string", "pattern": "^[A-Za-z][-A-Za-z0-9.:_]*$"},
			"$ref": {"type": "string", "format": "uri-reference"},
			"$recursiveRef": {"type": "string", "format": "uri-reference"},
			"$recursiveAnchor": {"type": "boolean", "default": false},
			"$vocabulary": {
				"type": "object",
				"propertyNames": {"type": "string", "format": "uri"},
				"additionalProperties": {"type": "boolean"}
			},
			"$comment": {"type": "string"},
			"$defs": {
				"type": "object",
				"additionalProperties": {"$recursiveRef": "#"},
				"default": {}
			}
		}
	})},
	{D2019 "meta/applicator", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/applicator",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {
			"additionalItems": {"$recursiveRef": "#"},
			"unevaluatedItems": {"$recursiveRef": "#"},
			"items": {"anyOf": [{"$recursiveRef": "#"}, {"$ref": "#/$defs/schemaArray"}]},
			"contains": {"$recursiveRef": "#"},
			"additionalProperties": {"$recursiveRef": "#"},
			"unevaluatedProperties": {"$recursiveRef": "#"},
			"properties": {
				"type": "object",
				"additionalProperties": {"$recursiveRef": "#"},
				"default": {}
			},
			"patternProperties": {
				"type": "object",
				"additionalProperties": {"$recursiveRef": "#"},
				"propertyNames": {"format": "regex"},
				"default": {}
			},
			"dependentSchemas": {
				"type": "object",
				"additionalProperties": {"$recursiveRef": "#"}
			},
			"propertyNames": {"$recursiveRef": "#"},
			"if": {"$recursiveRef": "#"},
			"then": {"$recursiveRef": "#"},
			"else": {"$recursiveRef": "#"},
			"allOf": {"$ref": "#/$defs/schemaArray"},
			"anyOf": {"$ref": "#/$defs/schemaArray"},
			"oneOf": {"$ref": "#/$defs/schemaArray"},
			"not": {"$recursiveRef": "#"}
		},
		"$defs": {
			"schemaArray": {"type": "array", "minItems": 1, "items": {"$recursiveRef": "#"}}
		}
	})},
	{D2019 "meta/validation", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/validation",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {
			"multipleOf": {"type": "number", "exclusiveMinimum": 0},
			"maximum": {"type": "number"},
			"exclusiveMaximum": {"type": "number"},
			"minimum": {"type": "number"},
			"exclusiveMinimum": {"type": "number"},
			"maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
			"minLength": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"pattern": {"type": "string", "format": "regex"},
			"maxItems": {"$ref": "#/$defs/nonNegativeInteger"},
			"minItems": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"uniqueItems": {"type": "boolean", "default": false},
			"maxContains": {"$ref": "#/$defs/nonNegativeInteger"},
			"minContains": {"$ref": "#/$defs/nonNegativeInteger", "default": 1},
			"maxProperties": {"$ref": "#/$defs/nonNegativeInteger"},
			"minProperties": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
			"required": {"$ref": "#/$defs/stringArray"},
			"dependentRequired": {
				"type": "object",
				"additionalProperties": {"$ref": "#/$defs/stringArray"}
			},
			"const": true,
			"enum": {"type": "array", "items": true},
			"type": {
				"anyOf": [
					{"$ref": "#/$defs/simpleTypes"},
					{
						"type": "array",
						"items": {"$ref": "#/$defs/simpleTypes"},
						"minItems": 1,
						"uniqueItems": true
					}
				]
			}
		},
		"$defs": {
			"nonNegativeInteger": {"type": "integer", "minimum": 0},
			"nonNegativeIntegerDefault0": {"$ref": "#/$defs/nonNegativeInteger", "default": 0},
			"simpleTypes": {
				"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
			},
			"stringArray": {
				"type": "array",
				"items": {"type": "string"},
				"uniqueItems": true,
				"default": []
			}
		}
	})},
	{D2019 "meta/meta-data", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/meta-data",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {
			"title": {"type": "string"},
			"description": {"type": "string"},
			"default": true,
			"deprecated": {"type": "boolean", "default": false},
			"readOnly": {"type": "boolean", "default": false},
			"writeOnly": {"type": "boolean", "default": false},
			"examples": {"type": "array", "items": true}
		}
	})},
	{D2019 "meta/format", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/format",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {"format": {"type": "string"}}
	})},
	{D2019 "meta/content", JSON({
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "https://json-schema.org/draft/2019-09/meta/content",
		"$recursiveAnchor": true,
		"type": ["object", "boolean"],
		"properties": {
			"contentMediaType": {"type": "string"},
			"contentEncoding": {"type": "string"},
			"contentSchema": {"$recursiveRef": "#"}
		}
	})},
	{"http://json-schema.org/draft-07/schema", JSON({
		"$schema": "http://json-schema.org/draft-07/schema#",
		"$id": "http://json-schema.org/draft-07/schema#",
		"definitions": {
			"schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
			"nonNegativeInteger": {"type": "integer", "minimum": 0},
			"nonNegativeIntegerDefault0": {
				"allOf": [{"$ref": "#/definitions/nonNegativeInteger"}, {"default": 0}]
			},
			"simpleTypes": {
				"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
			},
			"stringArray": {
				"type": "array",
				"items": {"type": "string"},
				"uniqueItems": true,
				"default": []
			}
		},
		"type": ["object", "boolean"],
		"properties": {
			"$id": {"type": "string", "format": "uri-reference"},
			"$schema": {"type": "string", "format": "uri"},
			"$ref": {"type": "string", "format": "uri-reference"},
			"$comment": {"type": "string"},
			"title": {"type": "string"},
			"description": {"type": "string"},
			"default": true,
			"readOnly": {"type": "boolean", "default": false},
			"writeOnly": {"type": "boolean", "default": false},
			"examples": {"type": "array", "items": true},
			"multipleOf": {"type": "number", "exclusiveMinimum": 0},
			"maximum": {"type": "number"},
			"exclusiveMaximum": {"type": "number"},
			"minimum": {"type": "number"},
			"exclusiveMinimum": {"type": "number"},
			"maxLength": {"$ref": "#/definitions/nonNegativeInteger"},
			"minLength": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"pattern": {"type": "string", "format": "regex"},
			"additionalItems": {"$ref": "#"},
			"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}], "default": true},
			"maxItems": {"$ref": "#/definitions/nonNegativeInteger"},
			"minItems": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"uniqueItems": {"type": "boolean", "default": false},
			"contains": {"$ref": "#"},
			"maxProperties": {"$ref": "#/definitions/nonNegativeInteger"},
			"minProperties": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"required": {"$ref": "#/definitions/stringArray"},
			"additionalProperties": {"$ref": "#"},
			"definitions": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"properties": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"patternProperties": {
				"type": "object",
				"additionalProperties": {"$ref": "#"},
				"propertyNames": {"format": "regex"},
				"default": {}
			},
			"dependencies": {
				"type": "object",
				"additionalProperties": {
					"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]
				}
			},
			"propertyNames": {"$ref": "#"},
			"const": true,
			"enum": {"type": "array", "items": true},
			"type": {
				"anyOf": [
					{"$ref": "#/definitions/simpleTypes"},
					{
						"type": "array",
						"items": {"$ref": "#/definitions/simpleTypes"},
						"minItems": 1,
						"uniqueItems": true
					}
				]
			},
			"format": {"type": "string"},
			"contentMediaType": {"type": "string"},
			"contentEncoding": {"type": "string"},
			"if": {"$ref": "#"},
			"then": {"$ref": "#"},
			"else": {"$ref": "#"},
			"allOf": {"$ref": "#/definitions/schemaArray"},
			"anyOf": {"$ref": "#/definitions/schemaArray"},
			"oneOf": {"$ref": "#/definitions/schemaArray"},
			"not": {"$ref": "#"}
		},
		"default": true
	})},
	{"http://json-schema.org/draft-06/schema", JSON({
		"$schema": "http://json-schema.org/draft-06/schema#",
		"$id": "http://json-schema.org/draft-06/schema#",
		"definitions": {
			"schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
			"nonNegativeInteger": {"type": "integer", "minimum": 0},
			"nonNegativeIntegerDefault0": {
				"allOf": [{"$ref": "#/definitions/nonNegativeInteger"}, {"default": 0}]
			},
			"simpleTypes": {
				"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
			},
			"stringArray": {
				"type": "array",
				"items": {"type": "string"},
				"uniqueItems": true,
				"default": []
			}
		},
		"type": ["object", "boolean"],
		"properties": {
			"$id": {"type": "string", "format": "uri-reference"},
			"$schema": {"type": "string", "format": "uri"},
			"$ref": {"type": "string", "format": "uri-reference"},
			"title": {"type": "string"},
			"description": {"type": "string"},
			"default": {},
			"examples": {"type": "array", "items": {}},
			"multipleOf": {"type": "number", "exclusiveMinimum": 0},
			"maximum": {"type": "number"},
			"exclusiveMaximum": {"type": "number"},
			"minimum": {"type": "number"},
			"exclusiveMinimum": {"type": "number"},
			"maxLength": {"$ref": "#/definitions/nonNegativeInteger"},
			"minLength": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"pattern": {"type": "string", "format": "regex"},
			"additionalItems": {"$ref": "#"},
			"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}], "default": {}},
			"maxItems": {"$ref": "#/definitions/nonNegativeInteger"},
			"minItems": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"uniqueItems": {"type": "boolean", "default": false},
			"contains": {"$ref": "#"},
			"maxProperties": {"$ref": "#/definitions/nonNegativeInteger"},
			"minProperties": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
			"required": {"$ref": "#/definitions/stringArray"},
			"additionalProperties": {"$ref": "#"},
			"definitions": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"properties": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"patternProperties": {
				"type": "object",
				"additionalProperties": {"$ref": "#"},
				"propertyNames": {"format": "regex"},
				"default": {}
			},
			"dependencies": {
				"type": "object",
				"additionalProperties": {
					"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]
				}
			},
			"propertyNames": {"$ref": "#"},
			"const": {},
			"enum": {"type": "array", "minItems": 1, "uniqueItems": true},
			"type": {
				"anyOf": [
					{"$ref": "#/definitions/simpleTypes"},
					{
						"type": "array",
						"items": {"$ref": "#/definitions/simpleTypes"},
						"minItems": 1,
						"uniqueItems": true
					}
				]
			},
			"format": {"type": "string"},
			"allOf": {"$ref": "#/definitions/schemaArray"},
			"anyOf": {"$ref": "#/definitions/schemaArray"},
			"oneOf": {"$ref": "#/definitions/schemaArray"},
			"not": {"$ref": "#"}
		},
		"default": {}
	})},
	{"http://json-schema.org/draft-04/schema", JSON({
		"id": "http://json-schema.org/draft-04/schema#",
		"$schema": "http://json-schema.org/draft-04/schema#",
		"definitions": {
			"schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
			"positiveInteger": {"type": "integer", "minimum": 0},
			"positiveIntegerDefault0": {
				"allOf": [{"$ref": "#/definitions/positiveInteger"}, {"default": 0}]
			},
			"simpleTypes": {
				"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
			},
			"stringArray": {
				"type": "array",
				"items": {"type": "string"},
				"minItems": 1,
				"uniqueItems": true
			}
		},
		"type": "object",
		"properties": {
			"id": {"type": "string"},
			"$schema": {"type": "string"},
			"title": {"type": "string"},
			"description": {"type": "string"},
			"default": {},
			"multipleOf": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
			"maximum": {"type": "number"},
			"exclusiveMaximum": {"type": "boolean"},
			"minimum": {"type": "number"},
			"exclusiveMinimum": {"type": "boolean"},
			"maxLength": {"$ref": "#/definitions/positiveInteger"},
			"minLength": {"$ref": "#/definitions/positiveIntegerDefault0"},
			"pattern": {"type": "string", "format": "regex"},
			"additionalItems": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}], "default": {}},
			"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}], "default": {}},
			"maxItems": {"$ref": "#/definitions/positiveInteger"},
			"minItems": {"$ref": "#/definitions/positiveIntegerDefault0"},
			"uniqueItems": {"type": "boolean", "default": false},
			"maxProperties": {"$ref": "#/definitions/positiveInteger"},
			"minProperties": {"$ref": "#/definitions/positiveIntegerDefault0"},
			"required": {"$ref": "#/definitions/stringArray"},
			"additionalProperties": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}], "default": {}},
			"definitions": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"properties": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}},
			"patternProperties": {
				"type": "object",
				"additionalProperties": {"$ref": "#"},
				"default": {}
			},
			"dependencies": {
				"type": "object",
				"additionalProperties": {
					"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]
				}
			},
			"enum": {"type": "array", "minItems": 1, "uniqueItems": true},
			"type": {
				"anyOf": [
					{"$ref": "#/definitions/simpleTypes"},
					{
						"type": "array",
						"items": {"$ref": "#/definitions/simpleTypes"},
						"minItems": 1,
						"uniqueItems": true
					}
				]
			},
			"format": {"type": "string"},
			"allOf": {"$ref": "#/definitions/schemaArray"},
			"anyOf": {"$ref": "#/definitions/schemaArray"},
			"oneOf": {"$ref": "#/definitions/schemaArray"},
			"not": {"$ref": "#"}
		},
		"dependencies": {
			"exclusiveMaximum": ["maximum"],
			"exclusiveMinimum": ["minimum"]
		},
		"default": {}
	})},
};

/* The text of a metaschema by its URI without fragment; NULL: none of ours. */
const char *
crm_metaschema_text(const char *uri)
{
	for (int i = 0; i < lengthof(metaschemas); i++)
		if (strcmp(metaschemas[i].uri, uri) == 0)
			return metaschemas[i].text;
	return NULL;
}

/* The draft a $schema names, without its fragment; false: none of ours. */
bool
crm_metaschema_draft(const char *uri, CrmDraft *draft)
{
	for (int i = 0; i < lengthof(drafts); i++)
		if (strcmp(drafts[i].uri, uri) == 0)
		{
			*draft = drafts[i].draft;
			return true;
		}
	return false;
}

const char *
crm_metaschema_uri(CrmDraft draft)
{
	for (int i = 0; i < lengthof(drafts); i++)
		if (drafts[i].draft == draft)
			return drafts[i].uri;
	return NULL;
}

/*-------------------------------------------------------------------------
 *
 * model_reader.c
 *	  Reading the members of a model's definition, each with its place for the
 *	  error that says what is wrong with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "common/error.h"
#include "score/model_reader.h"

static const char *const type_names[] =
{"null", "a boolean", "a number", "a string", "an array", "an object"};

/* What is wrong with a model, and where in its definition (a JSON Pointer). */
void
crm_model_error(const char *place, const char *problem, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid score model: %s", problem),
			 errdetail("The place is \"%s\".", place),
			 hint ? errhint("%s", hint) : 0));
}

void
crm_check_type(const CrmJson *value, const char *place, CrmJsonType type)
{
	if (value->type != type)
		crm_model_error(place, psprintf("%s is needed, not %s",
										type_names[type], type_names[value->type]),
						NULL);
}

bool
crm_has_member(const CrmJson *object, const char *name)
{
	CrmJson		value;

	return crm_json_get(object, name, strlen(name), &value);
}

void
crm_read_member(const CrmJson *object, const char *place, const char *name,
				CrmJsonType type, CrmJson *value)
{
	if (!crm_json_get(object, name, strlen(name), value))
		crm_model_error(place, psprintf("the member \"%s\" is missing", name), NULL);
	crm_check_type(value, psprintf("%s/%s", place, name), type);
}

const char *
crm_read_string(const CrmJson *object, const char *place, const char *name)
{
	CrmJson		value;

	crm_read_member(object, place, name, CRM_JSON_STRING, &value);
	if (value.len == 0 || value.len > 200)
		crm_model_error(psprintf("%s/%s", place, name),
						"the text is empty or longer than 200 bytes", NULL);
	return pnstrdup(value.data, value.len);
}

double
crm_to_number(const CrmJson *value, const char *place)
{
	double		number;

	crm_check_type(value, place, CRM_JSON_NUMBER);
	number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												NumericGetDatum(crm_json_numeric(value))));
	if (isnan(number) || isinf(number))
		crm_model_error(place, "the number is out of range", NULL);
	return number;
}

double
crm_read_number(const CrmJson *object, const char *place, const char *name)
{
	CrmJson		value;

	crm_read_member(object, place, name, CRM_JSON_NUMBER, &value);
	return crm_to_number(&value, psprintf("%s/%s", place, name));
}

/* A span in days, above zero. */
double
crm_read_days_or(const CrmJson *object, const char *place, const char *name,
				 double otherwise)
{
	double		days;

	if (!crm_has_member(object, name))
		return otherwise;
	days = crm_read_number(object, place, name);
	if (days < 1.0 / 1440 || days > 36500)
		crm_model_error(psprintf("%s/%s", place, name),
						"the days are not between a minute and a century", NULL);
	return days;
}

/* Rounds to the grain of the queue's keys. */
double
crm_queue_grain(double value)
{
	return rint(value * CRM_QUEUE_GRAIN) / CRM_QUEUE_GRAIN;
}

double
crm_read_urgency_or(const CrmJson *object, const char *place,
					const char *name, double otherwise)
{
	double		urgency;

	if (!crm_has_member(object, name))
		return otherwise;
	urgency = crm_read_number(object, place, name);
	if (fabs(urgency) > 100)
		crm_model_error(psprintf("%s/%s", place, name),
						"the urgency is not within 100 of zero", NULL);
	return urgency;
}

CrmPoints
crm_to_points(const CrmJson *value, const char *place)
{
	double		number = crm_to_number(value, place);
	double		scaled = number * CRM_POINT;

	if (fabs(scaled) > CRM_POINTS_MAX)
		crm_model_error(place, "the points are not within 1000 of zero", NULL);
	if (fabs(scaled - rint(scaled)) > 1e-6)
		crm_model_error(place, "the points have more than 4 decimals", NULL);
	return (CrmPoints) rint(scaled);
}

CrmPoints
crm_read_points(const CrmJson *object, const char *place, const char *name)
{
	CrmJson		value;

	crm_read_member(object, place, name, CRM_JSON_NUMBER, &value);
	return crm_to_points(&value, psprintf("%s/%s", place, name));
}

CrmPoints
crm_read_points_or(const CrmJson *object, const char *place,
				   const char *name, CrmPoints otherwise)
{
	return crm_has_member(object, name) ? crm_read_points(object, place, name)
		: otherwise;
}

/* The index of a word in a list; "otherwise" where it is absent, -1: needed. */
int
crm_read_choice(const CrmJson *object, const char *place, const char *name,
				const char *const *choices, int n, int otherwise)
{
	StringInfoData list;
	const char *value;
	int			i;

	if (otherwise != -1 && !crm_has_member(object, name))
		return otherwise;
	value = crm_read_string(object, place, name);
	for (i = 0; i < n; i++)
	{
		if (strcmp(choices[i], value) == 0)
			return i;
	}
	initStringInfo(&list);
	for (i = 0; i < n; i++)
		appendStringInfo(&list, "%s\"%s\"", i == 0 ? "" : ", ", choices[i]);
	crm_model_error(psprintf("%s/%s", place, name),
					psprintf("\"%s\" is not one of the possible words", value),
					psprintf("Use one of %s.", list.data));
}

/* An optional list of strings; how many. */
int
crm_read_strings(const CrmJson *object, const char *place, const char *name,
				 const char ***strings)
{
	CrmJson		list;
	CrmJson		item;
	CrmJsonWalk walk;
	int			n = 0;

	*strings = NULL;
	if (!crm_has_member(object, name))
		return 0;
	crm_read_member(object, place, name, CRM_JSON_ARRAY, &list);
	if (list.len == 0 || list.len > 100)
		crm_model_error(psprintf("%s/%s", place, name),
						"between 1 and 100 texts are needed", NULL);
	*strings = palloc(list.len * sizeof(char *));
	crm_json_walk(&walk, &list);
	while (crm_json_next_item(&walk, &item))
	{
		crm_check_type(&item, psprintf("%s/%s/%d", place, name, n), CRM_JSON_STRING);
		(*strings)[n++] = pnstrdup(item.data, item.len);
	}
	return n;
}

void
crm_read_pair(const CrmJson *item, const char *place, double *first,
			  double *second)
{
	CrmJson		value;

	crm_check_type(item, place, CRM_JSON_ARRAY);
	if (item->len != 2)
		crm_model_error(place, "a point has two numbers, days and urgency", NULL);
	crm_json_item(item, 0, &value);
	*first = crm_to_number(&value, place);
	crm_json_item(item, 1, &value);
	*second = crm_to_number(&value, place);
}

/* Each exception names its feature and says why. */
void
crm_check_exceptions(const CrmJson *root)
{
	CrmJson		list;
	CrmJson		item;
	CrmJson		why;
	CrmJsonWalk walk;
	int			n = 0;

	if (!crm_has_member(root, "exceptions"))
		return;
	crm_read_member(root, "", "exceptions", CRM_JSON_ARRAY, &list);
	crm_json_walk(&walk, &list);
	while (crm_json_next_item(&walk, &item))
	{
		char	   *place = psprintf("/exceptions/%d", n++);

		crm_check_type(&item, place, CRM_JSON_OBJECT);
		crm_read_string(&item, place, "feature");
		crm_read_member(&item, place, "justification", CRM_JSON_STRING, &why);
		if (why.len < 20)
			crm_model_error(psprintf("%s/justification", place),
							"the justification is too short",
							"Say in a sentence why the law permits this feature here, and who decided it.");
	}
}

/* Does the model justify the use of this protected feature? */
static bool
is_excepted(const CrmJson *root, const char *feature)
{
	CrmJson		list;
	CrmJson		item;
	CrmJson		name;
	CrmJsonWalk walk;

	if (!crm_json_get(root, "exceptions", 10, &list))
		return false;
	crm_json_walk(&walk, &list);
	while (crm_json_next_item(&walk, &item))
	{
		if (crm_json_get(&item, "feature", 7, &name) &&
			name.type == CRM_JSON_STRING && name.len == strlen(feature) &&
			memcmp(name.data, feature, name.len) == 0)
			return true;
	}
	return false;
}

static void
refuse_protected(const CrmJson *root, const char *place, const char *feature,
				 const char *refusal)
{
	if (is_excepted(root, feature))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid score model: \"%s\" may not be a feature", feature),
			 errdetail("The place is \"%s\": %s.", place, refusal),
			 errhint("Leave the factor out. If the law permits it here, say why in \"exceptions\": {\"feature\": \"%s\", \"justification\": ...}.",
					 feature)));
}

/* Splits a JSON Pointer; "*" stands for each item. */
static void
read_pointer(const CrmJson *root, const char *place, CrmFeature *feature,
			 const char *pointer)
{
	const char *p = pointer;
	int			n = 0;

	if (*pointer != '/')
		crm_model_error(place, psprintf("\"%s\" is not a JSON Pointer", pointer),
						"A pointer starts with /, as in /vehicles/0/year; * stands for each item of an array.");
	for (; *p; p++)
		n += *p == '/';
	if (n > 16)
		crm_model_error(place, "the pointer has more than 16 steps", NULL);
	feature->steps = palloc0(n * sizeof(CrmPointerStep));
	for (p = pointer; *p == '/';)
	{
		CrmPointerStep *step = &feature->steps[feature->nsteps++];
		char	   *key = palloc(strlen(p) + 1);
		const char *refusal;
		int			len = 0;

		for (p++; *p && *p != '/'; p++)
		{
			if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
				key[len++] = *++p == '0' ? '~' : '/';
			else
				key[len++] = *p;
		}
		key[len] = '\0';
		step->index = -1;
		if (strcmp(key, "*") == 0)
			continue;
		step->key = key;
		step->len = len;
		if (len > 0 && len < 7 && strspn(key, "0123456789") == len)
			step->index = atoi(key);
		refusal = crm_document_key_refusal(key, len);
		if (refusal)
			refuse_protected(root, place, feature->name, refusal);
	}
}

static void
read_document_feature(const CrmJson *root, const CrmJson *object,
					  const char *place, CrmFeature *feature)
{
	static const char *const members[] =
	{"document", "pointer", "aggregate", "where"};
	static const char *const aggregates[] =
	{"first", "count", "sum", "min", "max"};
	const char *document = crm_read_string(object, place, "document");
	const char *pointer = crm_read_string(object, place, "pointer");
	CrmJsonWalk walk;
	CrmJson		where;
	const char *key;
	uint32		len;

	crm_json_walk(&walk, object);
	while (crm_json_next_pair(&walk, &key, &len, &where))
	{
		bool		known = false;
		int			i;

		for (i = 0; i < lengthof(members) && !known; i++)
			known = strlen(members[i]) == len && memcmp(members[i], key, len) == 0;
		if (!known)
			crm_model_error(place, psprintf("unknown member \"%s\"",
											crm_shorten(key, len, 64)), NULL);
	}
	feature->column = crm_document_column(document, strlen(document));
	if (feature->column < 0)
		crm_model_error(place, psprintf("there is no document \"%s\"", document),
						"The documents are auto, home, renters, specialty, commercial and life.");
	feature->name = psprintf("%s:%s", document, pointer);
	feature->type = CRM_FEATURE_DOCUMENT;
	feature->aggregate = crm_read_choice(object, place, "aggregate", aggregates,
										 lengthof(aggregates), CRM_AGGREGATE_FIRST);
	/* A date in a document may be measured in days: the value decides. */
	feature->is_time = feature->aggregate == CRM_AGGREGATE_FIRST ||
		feature->aggregate == CRM_AGGREGATE_MIN ||
		feature->aggregate == CRM_AGGREGATE_MAX;
	read_pointer(root, place, feature, pointer);

	if (!crm_has_member(object, "where"))
		return;
	crm_read_member(object, place, "where", CRM_JSON_OBJECT, &where);
	crm_json_walk(&walk, &where);
	if (where.len != 1 ||
		!crm_json_next_pair(&walk, &key, &len, &feature->where_value) ||
		feature->where_value.type == CRM_JSON_OBJECT)
		crm_model_error(place, "\"where\" needs one member with a plain value, or a list of such", NULL);
	feature->where_key = pnstrdup(key, len);
	if (crm_document_key_refusal(key, len))
		refuse_protected(root, place, psprintf("%s/%s", feature->name, feature->where_key),
						 crm_document_key_refusal(key, len));
}

/* A factor's feature: the name of one, or an object that looks into a document. */
void
crm_read_feature(const CrmJson *root, const CrmJson *object, const char *place,
				 CrmFeature *feature)
{
	char	   *at = psprintf("%s/feature", place);
	const CrmFeatureInfo *info;
	const char *nearest;
	CrmJson		value;

	if (!crm_json_get(object, "feature", 7, &value))
		crm_model_error(place, "the member \"feature\" is missing", NULL);
	if (value.type == CRM_JSON_OBJECT)
	{
		read_document_feature(root, &value, at, feature);
		return;
	}
	crm_check_type(&value, at, CRM_JSON_STRING);
	feature->name = pnstrdup(value.data, value.len);
	info = crm_feature_find(value.data, value.len);
	if (info == NULL)
	{
		nearest = crm_feature_nearest(value.data, value.len);
		crm_model_error(at, psprintf("there is no feature \"%s\"",
									 crm_shorten(value.data, value.len, 64)),
						nearest ? psprintf("Perhaps you meant \"%s\"; crm.score_features() lists all.", nearest)
						: "crm.score_features() lists all.");
	}
	if (info->refusal)
		refuse_protected(root, at, info->name, info->refusal);
	feature->type = info->type;
	feature->column = info->column;
	feature->is_time = info->is_time;
}

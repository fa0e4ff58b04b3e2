/*-------------------------------------------------------------------------
 *
 * model.c
 *	  Compiles a model's definition, and refuses what makes no sense.
 *
 * The shape of a definition (names, types, what is required) is described by
 * models/score_model.schema.json; everything is checked here all the same, for
 * a definition may come from anywhere.  Knows no tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/content_cache.h"
#include "common/error.h"
#include "score/model.h"
#include "score/model_reader.h"

static const char *const factor_kinds[] =
{"bins", "categories", "flag", "counts"};

#define MAX_FACTORS 200
#define MAX_ITEMS 1000

/* An unknown member is most likely a misspelt one: refuse it. */
static void
check_members(const CrmJson *object, const char *place,
			  const char *const *known, int nknown)
{
	CrmJsonWalk walk;
	const char *key;
	uint32		len;
	CrmJson		value;

	crm_json_walk(&walk, object);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		bool		found = false;
		const char *nearest;
		int			i;

		for (i = 0; i < nknown && !found; i++)
			found = strlen(known[i]) == len && memcmp(known[i], key, len) == 0;
		if (found)
			continue;
		nearest = crm_nearest_name(key, len, known, nknown);
		crm_model_error(place, psprintf("unknown member \"%s\"",
										crm_shorten(key, len, 64)),
						nearest ? psprintf("Perhaps you meant \"%s\".", nearest)
						: NULL);
	}
}

static void
read_groups(CrmModel *model, const CrmJson *root)
{
	static const char *const members[] = {"min", "max", "label"};
	CrmJson		groups;
	CrmJson		value;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;

	crm_read_member(root, "", "groups", CRM_JSON_OBJECT, &groups);
	if (groups.len == 0 || groups.len > CRM_MAX_GROUPS)
		crm_model_error("/groups",
						psprintf("between 1 and %d groups are needed", CRM_MAX_GROUPS), NULL);
	model->groups = palloc0(groups.len * sizeof(CrmGroup));
	crm_json_walk(&walk, &groups);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		CrmGroup   *group = &model->groups[model->ngroups++];
		char	   *place = psprintf("/groups/%s", pnstrdup(key, len));

		crm_check_type(&value, place, CRM_JSON_OBJECT);
		check_members(&value, place, members, lengthof(members));
		group->name = pnstrdup(key, len);
		group->least = crm_read_points(&value, place, "min");
		group->most = crm_read_points(&value, place, "max");
		if (group->least > group->most)
			crm_model_error(place, "the group's min is above its max",
							"Swap them.");
		if (group->least > 0 || group->most < 0)
			crm_model_error(place, "a group without points must be within its min and max",
							"Let min be 0 or less and max 0 or more; points for everybody belong in base_points.");
	}
}

/* Edges must rise, only the last bin may be open, and it must be. */
static void
read_bins(CrmFactor *factor, const CrmJson *object, const char *place)
{
	static const char *const members[] = {"below", "points", "label"};
	CrmJson		bins;
	CrmJson		item;
	CrmJsonWalk walk;

	crm_read_member(object, place, "bins", CRM_JSON_ARRAY, &bins);
	if (bins.len == 0 || bins.len > MAX_ITEMS)
		crm_model_error(psprintf("%s/bins", place),
						psprintf("between 1 and %d bins are needed", MAX_ITEMS), NULL);
	factor->bins = palloc0(bins.len * sizeof(CrmBin));
	crm_json_walk(&walk, &bins);
	while (crm_json_next_item(&walk, &item))
	{
		CrmBin	   *bin = &factor->bins[factor->nbins];
		char	   *at = psprintf("%s/bins/%d", place, factor->nbins);
		bool		last = ++factor->nbins == bins.len;
		CrmJson		below;

		crm_check_type(&item, at, CRM_JSON_OBJECT);
		check_members(&item, at, members, lengthof(members));
		bin->points = crm_read_points(&item, at, "points");
		bin->below = get_float8_infinity();
		bin->below_us = PG_INT64_MAX;
		if (crm_json_get(&item, "below", 5, &below))
		{
			if (last)
				crm_model_error(at, "the last bin must take all higher values",
								"Add a last bin without \"below\".");
			bin->below = crm_read_number(&item, at, "below");
			if (factor->measure != CRM_MEASURE_VALUE)
			{
				if (fabs(bin->below) > 100000)
					crm_model_error(at, "more than 100000 days", NULL);
				bin->below_us = (int64) rint(bin->below * USECS_PER_DAY);
			}
			if (factor->nbins > 1 && bin[-1].below >= bin->below)
				crm_model_error(at, "the bin's edge is not above the one before it",
								"Order the bins by \"below\", lowest first.");
		}
		else if (!last)
			crm_model_error(at, "only the last bin may be without \"below\"",
							"Give the bin its upper edge, or move it to the end.");
		factor->least = Min(factor->least, bin->points);
		factor->most = Max(factor->most, bin->points);
	}
}

static void
read_categories(CrmFactor *factor, const CrmJson *object, const char *place)
{
	CrmJson		points;
	CrmJson		value;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;

	crm_read_member(object, place, "points", CRM_JSON_OBJECT, &points);
	if (points.len == 0 || points.len > MAX_ITEMS)
		crm_model_error(psprintf("%s/points", place),
						psprintf("between 1 and %d categories are needed", MAX_ITEMS), NULL);
	factor->categories = palloc0(points.len * sizeof(CrmCategory));
	crm_json_walk(&walk, &points);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		CrmCategory *category = &factor->categories[factor->ncategories++];
		char	   *name = pnstrdup(key, len);

		category->value = name;
		category->len = len;
		category->points = crm_to_points(&value, psprintf("%s/points/%s", place, name));
		factor->least = Min(factor->least, category->points);
		factor->most = Max(factor->most, category->points);
	}
	factor->other = crm_read_points_or(object, place, "other", 0);
	factor->least = Min(factor->least, factor->other);
	factor->most = Max(factor->most, factor->other);
}

static void
read_flag(CrmFactor *factor, const CrmJson *object, const char *place)
{
	factor->each = crm_read_points(object, place, "points");
	factor->other = crm_read_points_or(object, place, "otherwise", 0);
	factor->least = Min(factor->each, factor->other);
	factor->most = Max(factor->each, factor->other);
}

static void
read_counts(CrmModel *model, CrmFactor *factor, const CrmJson *object,
			const char *place)
{
	static const char *const kinds[] =
	{"communications", "notes", "opportunities"};
	static const char *const directions[] = {"outbound", "inbound"};
	CrmEventFilter *events = &factor->events;
	double		days;

	events->kind = crm_read_choice(object, place, "events", kinds, lengthof(kinds), -1);
	events->direction = crm_read_choice(object, place, "direction", directions,
										lengthof(directions), -2);
	if (events->direction == -2)
		events->direction = -1;
	events->nchannels = crm_read_strings(object, place, "channels", &events->channels);
	events->ntypes = crm_read_strings(object, place, "types", &events->types);
	events->noutcomes = crm_read_strings(object, place, "outcomes", &events->outcomes);
	if (events->kind != CRM_EVENT_COMMUNICATION &&
		(events->direction >= 0 || events->nchannels > 0 ||
		 events->ntypes > 0 || events->noutcomes > 0))
		crm_model_error(place, "only communications have a direction, a channel, a type and an outcome", NULL);

	days = crm_read_days_or(object, place, "within_days", 0);
	events->within_us = (int64) rint(days * USECS_PER_DAY);
	days = crm_read_days_or(object, place, "half_life_days", 0);
	events->half_life_us = (int64) rint(days * USECS_PER_DAY);
	model->needs_events[events->kind] = true;
	model->needs_types |= events->nchannels > 0 || events->ntypes > 0;
	model->needs_outcomes |= events->noutcomes > 0;

	if (crm_has_member(object, "bins"))
	{
		if (events->half_life_us > 0)
			crm_model_error(place, "bins count whole events and cannot be used with half_life_days",
							"Use points_each with half_life_days, or bins with within_days.");
		read_bins(factor, object, place);
	}
	else
	{
		factor->each = crm_read_points(object, place, "points_each");
		factor->other = crm_read_points(object, place, "max_points");
		if (factor->each == 0 || (factor->each > 0) != (factor->other > 0))
			crm_model_error(place, "points_each and max_points must both be above or both below zero", NULL);
		factor->least = Min(0, factor->other);
		factor->most = Max(0, factor->other);
	}
}

static int
group_of(const CrmModel *model, const char *name)
{
	int			i;

	for (i = 0; i < model->ngroups; i++)
	{
		if (strcmp(model->groups[i].name, name) == 0)
			return i;
	}
	return -1;
}

static void
read_factor(CrmModel *model, const CrmJson *root, const CrmJson *object,
			const char *place)
{
	static const char *const members[] = {"name", "label", "group", "kind",
		"feature", "measure", "bins", "points", "other", "otherwise", "missing",
		"events", "direction", "channels", "types", "outcomes", "within_days",
	"half_life_days", "points_each", "max_points", "comment"};
	static const char *const measures[] = {"value", "days_since", "days_until"};
	CrmFactor  *factor = &model->factors[model->nfactors];
	const char *group;
	int			i;

	crm_check_type(object, place, CRM_JSON_OBJECT);
	check_members(object, place, members, lengthof(members));
	factor->name = crm_read_string(object, place, "name");
	factor->label = crm_has_member(object, "label") ?
		crm_read_string(object, place, "label") : factor->name;
	for (i = 0; i < model->nfactors; i++)
	{
		if (strcmp(model->factors[i].name, factor->name) == 0)
			crm_model_error(place, psprintf("the factor name \"%s\" is used twice",
											factor->name), NULL);
	}
	if (strcmp(factor->name, "base") == 0)
		crm_model_error(place, "the factor name \"base\" is taken by base_points", NULL);
	group = crm_read_string(object, place, "group");
	factor->group = group_of(model, group);
	if (factor->group < 0)
		crm_model_error(place, psprintf("there is no group \"%s\"", group),
						"Declare it in \"groups\".");
	factor->kind = crm_read_choice(object, place, "kind", factor_kinds,
								   lengthof(factor_kinds), -1);
	factor->least = PG_INT64_MAX;
	factor->most = PG_INT64_MIN;
	factor->client_slot = -1;
	model->nfactors++;

	if (factor->kind == CRM_FACTOR_COUNTS)
	{
		read_counts(model, factor, object, place);
		return;
	}
	crm_read_feature(root, object, place, &factor->feature);
	factor->measure = crm_read_choice(object, place, "measure", measures,
									  lengthof(measures), CRM_MEASURE_VALUE);
	if (factor->feature.type == CRM_FEATURE_HISTORY)
	{
		model->needs_events[crm_feature_find(factor->feature.name,
											 strlen(factor->feature.name))->event] = true;
		model->needs_sentiment |= factor->feature.column == CRM_HISTORY_LAST_SENTIMENT;
		model->needs_outcomes |= factor->feature.column == CRM_HISTORY_UNANSWERED;
	}
	else
	{
		model->parts = Max(model->parts, crm_column_part(factor->feature.column));
		model->needs_column[factor->feature.column] = true;
		if (crm_is_client_column(factor->feature.column))
			factor->client_slot = model->nclient_factors++;
		model->needs_campaigns |= factor->feature.column == CRM_COL_CAMPAIGN ||
			factor->feature.column == CRM_COL_CAMPAIGN_CHANNEL;
	}

	if (factor->measure != CRM_MEASURE_VALUE && !factor->feature.is_time)
		crm_model_error(place, psprintf("\"%s\" is not a time", factor->feature.name),
						"A measure in days needs a date or a timestamp.");
	switch (factor->kind)
	{
		case CRM_FACTOR_BINS:
			if (factor->feature.is_time && factor->measure == CRM_MEASURE_VALUE &&
				factor->feature.type != CRM_FEATURE_DOCUMENT)
				crm_model_error(place, psprintf("\"%s\" is a time", factor->feature.name),
								"Say \"measure\": \"days_since\" or \"days_until\".");
			if (factor->feature.type == CRM_FEATURE_TEXT ||
				factor->feature.type == CRM_FEATURE_FLAG)
				crm_model_error(place, psprintf("\"%s\" is not a number", factor->feature.name),
								"Use kind \"categories\" or \"flag\".");
			read_bins(factor, object, place);
			break;
		case CRM_FACTOR_CATEGORIES:
			if (factor->feature.type != CRM_FEATURE_TEXT &&
				factor->feature.type != CRM_FEATURE_DOCUMENT)
				crm_model_error(place, psprintf("\"%s\" is not a text", factor->feature.name),
								"Use kind \"bins\" or \"flag\".");
			read_categories(factor, object, place);
			break;
		default:
			read_flag(factor, object, place);
			break;
	}
	factor->missing = crm_read_points_or(object, place, "missing", 0);
	if (factor->kind == CRM_FACTOR_FLAG)
		factor->missing = crm_read_points_or(object, place, "missing", factor->other);
	factor->least = Min(factor->least, factor->missing);
	factor->most = Max(factor->most, factor->missing);
}

static void
read_factors(CrmModel *model, const CrmJson *root)
{
	CrmJson		factors;
	CrmJson		item;
	CrmJsonWalk walk;

	crm_read_member(root, "", "factors", CRM_JSON_ARRAY, &factors);
	if (factors.len == 0 || factors.len > MAX_FACTORS)
		crm_model_error("/factors",
						psprintf("between 1 and %d factors are needed", MAX_FACTORS), NULL);
	model->factors = palloc0(factors.len * sizeof(CrmFactor));
	crm_json_walk(&walk, &factors);
	while (crm_json_next_item(&walk, &item))
		read_factor(model, root, &item,
					psprintf("/factors/%d", model->nfactors));
}

static void
read_grades(CrmModel *model, const CrmJson *root)
{
	static const char *const members[] = {"grade", "from"};
	CrmJson		grades;
	CrmJson		item;
	CrmJsonWalk walk;

	crm_read_member(root, "", "grades", CRM_JSON_ARRAY, &grades);
	if (grades.len == 0 || grades.len > 26)
		crm_model_error("/grades", "between 1 and 26 grades are needed", NULL);
	model->grades = palloc0(grades.len * sizeof(CrmGrade));
	crm_json_walk(&walk, &grades);
	while (crm_json_next_item(&walk, &item))
	{
		char	   *place = psprintf("/grades/%d", model->ngrades);
		CrmGrade   *grade = &model->grades[model->ngrades++];

		crm_check_type(&item, place, CRM_JSON_OBJECT);
		check_members(&item, place, members, lengthof(members));
		grade->name = crm_read_string(&item, place, "grade");
		grade->from = crm_read_points(&item, place, "from");
		if (grade->from < 0 || grade->from > 100 * CRM_POINT)
			crm_model_error(place, "a grade starts between 0 and 100", NULL);
		if (model->ngrades > 1 && grade[-1].from <= grade->from)
			crm_model_error(place, "the grade does not start below the one before it",
							"Order the grades by \"from\", highest first.");
	}
	if (model->grades[model->ngrades - 1].from != 0)
		crm_model_error(psprintf("/grades/%d", model->ngrades - 1),
						"the last grade must start at 0", NULL);
}

static void
read_probability(CrmModel *model, const CrmJson *root)
{
	static const char *const members[] =
	{"score", "odds", "points_to_double_odds"};
	const char *place = "/probability";
	CrmJson		object;

	crm_read_member(root, "", "probability", CRM_JSON_OBJECT, &object);
	check_members(&object, place, members, lengthof(members));
	model->odds_at = crm_read_number(&object, place, "score");
	model->odds = crm_read_number(&object, place, "odds");
	model->points_to_double = crm_read_number(&object, place, "points_to_double_odds");
	if (model->odds_at < 0 || model->odds_at > 100)
		crm_model_error(place, "score is not between 0 and 100", NULL);
	if (model->odds <= 0 || model->odds > 1e6)
		crm_model_error(place, "odds are not above 0 and at most 1000000", NULL);
	if (model->points_to_double < 1 || model->points_to_double > 1000)
		crm_model_error(place, "points_to_double_odds is not between 1 and 1000", NULL);
}

/* {"auto": 1700, "personal": 1400, "other": 1000}: by type, line, the rest. */
static int
read_rates(const CrmJson *object, const char *place, const char *name,
		   double most, CrmRate **rates)
{
	CrmJson		map;
	CrmJson		value;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;
	int			n = 0;
	bool		rest = false;
	char	   *at = psprintf("%s/%s", place, name);

	crm_read_member(object, place, name, CRM_JSON_OBJECT, &map);
	if (map.len > MAX_ITEMS)
		crm_model_error(at, "too many members", NULL);
	*rates = palloc0((map.len + 1) * sizeof(CrmRate));
	crm_json_walk(&walk, &map);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		CrmRate    *rate = &(*rates)[n++];

		rate->name = pnstrdup(key, len);
		rate->value = crm_to_number(&value, psprintf("%s/%s", at, rate->name));
		if (rate->value <= 0 || rate->value > most)
			crm_model_error(psprintf("%s/%s", at, rate->name),
							psprintf("the value is not above 0 and at most %g", most), NULL);
		if (strcmp(rate->name, "other") == 0)
		{
			rate->name = NULL;
			rest = true;
		}
	}
	if (!rest)
		crm_model_error(at, "there is no value for all the rest",
						"Add a member \"other\".");
	return n;
}

static void
read_value(CrmModel *model, const CrmJson *root)
{
	static const char *const members[] =
	{"premium", "default_premium", "commission_rate"};
	static const char *const premiums[] =
	{"lead.quoted_premium", "lead.target_premium", "lead.current_premium"};
	const char *place = "/value";
	const char **names;
	CrmJson		object;
	int			i;

	crm_read_member(root, "", "value", CRM_JSON_OBJECT, &object);
	check_members(&object, place, members, lengthof(members));
	model->npremiums = crm_read_strings(&object, place, "premium", &names);
	if (model->npremiums == 0 || model->npremiums > lengthof(premiums))
		crm_model_error("/value/premium", "between 1 and 3 premiums are needed", NULL);
	for (i = 0; i < model->npremiums; i++)
	{
		const CrmFeatureInfo *info = crm_feature_find(names[i], strlen(names[i]));

		if (info == NULL || (info->column != CRM_COL_QUOTED_PREMIUM &&
							 info->column != CRM_COL_TARGET_PREMIUM &&
							 info->column != CRM_COL_CURRENT_PREMIUM))
			crm_model_error(psprintf("/value/premium/%d", i),
							psprintf("\"%s\" is not a premium", names[i]),
							"The premiums are lead.quoted_premium, lead.target_premium and lead.current_premium.");
		model->premiums[i] = info->column;
		model->needs_column[info->column] = true;
	}
	model->ndefault_premiums = read_rates(&object, place, "default_premium", 1e9,
										  &model->default_premiums);
	model->ncommissions = read_rates(&object, place, "commission_rate", 1,
									 &model->commissions);
}

/*
 * [[days, level], ...], days not falling: level outside its ends, straight
 * between two points, a jump where two points have the same days.
 */
static void
read_polyline(const CrmJson *urgency, const char *name, CrmPolyline *line)
{
	char	   *place = psprintf("/urgency/%s", name);
	CrmJson		points;
	CrmJson		item;
	CrmJsonWalk walk;
	double		last_days = 0;
	double		last_level = 0;
	int			n = 0;

	if (!crm_has_member(urgency, name))
		return;
	crm_read_member(urgency, "/urgency", name, CRM_JSON_ARRAY, &points);
	if (points.len < 1 || points.len > 50)
		crm_model_error(place, "between 1 and 50 points are needed", NULL);
	line->pieces = palloc0((points.len + 1) * sizeof(CrmPiece));
	crm_json_walk(&walk, &points);
	while (crm_json_next_item(&walk, &item))
	{
		char	   *at = psprintf("%s/%d", place, n);
		double		days;
		double		level;
		CrmPiece   *piece;

		crm_read_pair(&item, at, &days, &level);
		if (fabs(days) > 100000 || fabs(level) > 100)
			crm_model_error(at, "days are within 100000 and urgency within 100 of zero", NULL);
		if (n > 0 && days < last_days)
			crm_model_error(at, "the point's days are below those of the one before it",
							"Order the points by days, lowest first.");
		if (n == 0)
		{
			piece = &line->pieces[line->npieces++];
			piece->start_us = PG_INT64_MIN;
			piece->level = level;
		}
		else if (days > last_days)
		{
			/* the piece that began at the last point gets its slope */
			line->pieces[line->npieces - 1].slope =
				crm_queue_grain((level - last_level) / (days - last_days));
		}
		else
			line->npieces--;
		piece = &line->pieces[line->npieces++];
		piece->start_us = (int64) rint(days * USECS_PER_DAY);
		piece->level = level;
		last_days = days;
		last_level = level;
		n++;
	}
}

/* Every sum of a slope of the one and a slope of the other line. */
static void
collect_slopes(CrmModel *model)
{
	static CrmPiece flat = {PG_INT64_MIN, 0, 0};
	CrmPolyline age = model->lead_age;
	CrmPolyline until = model->x_date;
	int			i,
				j,
				k;

	if (age.npieces == 0)
		age.npieces = 1, age.pieces = &flat;
	if (until.npieces == 0)
		until.npieces = 1, until.pieces = &flat;
	for (i = 0; i < age.npieces; i++)
	{
		/* one more for leads without an X-date */
		for (j = 0; j <= until.npieces; j++)
		{
			/* days until fall as time passes */
			double		slope = age.pieces[i].slope -
				(j < until.npieces ? until.pieces[j].slope : 0);

			for (k = 0; k < model->nslopes; k++)
			{
				if (model->slopes[k] == slope)
					break;
			}
			if (k < model->nslopes)
				continue;
			if (model->nslopes == CRM_MAX_SLOPES)
				crm_model_error("/urgency",
								psprintf("the urgencies change at more than %d different rates", CRM_MAX_SLOPES),
								"Use fewer points, or the same steepness in several places.");
			model->slopes[model->nslopes++] = slope;
		}
	}
}

static void
read_urgency(CrmModel *model, const CrmJson *root)
{
	static const char *const members[] =
	{"lead_age", "x_date", "follow_up", "first_contact"};
	static const char *const follow_up_members[] =
	{"due", "waiting", "priority_step"};
	static const char *const contact_members[] =
	{"within_hours", "waiting", "breached"};
	CrmJson		urgency;
	CrmJson		object;

	crm_read_member(root, "", "urgency", CRM_JSON_OBJECT, &urgency);
	check_members(&urgency, "/urgency", members, lengthof(members));
	read_polyline(&urgency, "lead_age", &model->lead_age);
	read_polyline(&urgency, "x_date", &model->x_date);
	collect_slopes(model);
	if (crm_has_member(&urgency, "follow_up"))
	{
		const char *place = "/urgency/follow_up";

		crm_read_member(&urgency, "/urgency", "follow_up", CRM_JSON_OBJECT, &object);
		check_members(&object, place, follow_up_members, lengthof(follow_up_members));
		model->follow_up_due = crm_read_urgency_or(&object, place, "due", 0);
		model->follow_up_waiting = crm_read_urgency_or(&object, place, "waiting", 0);
		model->priority_step = crm_read_urgency_or(&object, place, "priority_step", 0);
		if (model->follow_up_waiting > model->follow_up_due)
			crm_model_error(place, "a follow-up that waits is more urgent than one that is due", NULL);
		if (model->priority_step < 0)
			crm_model_error(place, "priority_step is below zero",
							"Priority 1 comes first: the step is what each priority counts more than the next.");
	}
	if (crm_has_member(&urgency, "first_contact"))
	{
		const char *place = "/urgency/first_contact";
		double		hours;

		crm_read_member(&urgency, "/urgency", "first_contact", CRM_JSON_OBJECT, &object);
		check_members(&object, place, contact_members, lengthof(contact_members));
		hours = crm_read_number(&object, place, "within_hours");
		if (hours * USECS_PER_HOUR < 1 || hours > 365 * HOURS_PER_DAY)
			crm_model_error(place, "within_hours is not above 0 and at most a year", NULL);
		model->sla_us = (int64) rint(hours * USECS_PER_HOUR);
		model->sla_waiting = crm_read_urgency_or(&object, place, "waiting", 0);
		model->sla_breached = crm_read_urgency_or(&object, place, "breached", 0);
	}
}

/*
 * Compiles into CurrentMemoryContext; throws, with the place, at the first
 * thing that is wrong.
 */
CrmModel *
crm_model_compile(const Jsonb *definition)
{
	static const char *const members[] = {"title", "description", "base_points",
		"groups", "factors", "grades", "probability", "value", "urgency",
	"exceptions"};
	CrmModel   *model = palloc0(sizeof(CrmModel));
	CrmJson		root;

	crm_json_root(definition, &root);
	crm_check_type(&root, "", CRM_JSON_OBJECT);
	check_members(&root, "", members, lengthof(members));
	model->base = crm_read_points_or(&root, "", "base_points", 0);
	crm_check_exceptions(&root);
	read_groups(model, &root);
	read_factors(model, &root);
	read_grades(model, &root);
	read_probability(model, &root);
	read_value(model, &root);
	read_urgency(model, &root);
	return model;
}

static void *
build_model(MemoryContext context, void *arg)
{
	/* Texts of the definition are referred to: keep it with the model. */
	static uint64 serial = 0;
	const Jsonb *definition = arg;
	Jsonb	   *copy = palloc(VARSIZE(definition));
	CrmModel   *model;

	memcpy(copy, definition, VARSIZE(definition));
	model = crm_model_compile(copy);
	model->serial = ++serial;
	return model;
}

/* The compiled model, pinned until CurrentMemoryContext is reset. */
CrmModel *
crm_model_cached(const Jsonb *definition)
{
	static CrmCache *cache = NULL;
	CrmCachePart part = {definition, VARSIZE(definition)};
	CrmModel   *model;

	if (cache == NULL)
		cache = crm_cache_create("score models", 32, 16 * 1024 * 1024, NULL);
	model = crm_cache_get(cache, &part, 1, build_model, (void *) definition);
	crm_cache_pin(cache, model);
	return model;
}

/* The rate for a type of insurance, else for its line, else for the rest. */
double
crm_model_rate(const CrmRate *rates, int n, const char *type, const char *line)
{
	const CrmRate *best = NULL;
	int			i;

	for (i = 0; i < n; i++)
	{
		const CrmRate *rate = &rates[i];

		if (rate->name == NULL)
		{
			if (best == NULL)
				best = rate;
		}
		else if (type && strcmp(rate->name, type) == 0)
			return rate->value;
		else if (line && strcmp(rate->name, line) == 0)
			best = rate;
	}
	Assert(best);
	return best->value;
}

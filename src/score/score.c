/*-------------------------------------------------------------------------
 *
 * score.c
 *	  The pure core: a model and a lead's features in, a score out.
 *
 * Everything here is constant between two known instants but for the priority,
 * which is a straight line.  So a stored result holds, to the last bit, until
 * next_change_at, and leads whose lines have the same slope keep their order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "score/model_reader.h"
#include "score/score.h"

/* An expected value below a cent counts as a cent: its logarithm is needed. */
#define LEAST_EXPECTED_VALUE 0.01

/* Days since 2000-01-01, UTC. */
static inline double
days(TimestampTz at)
{
	return (double) at / USECS_PER_DAY;
}

/*
 * The priority at an instant.  Key and product are multiples of one grain, so
 * that the sum is exact, and the order within a slope is that of the keys.
 */
double
crm_score_priority(double slope, double key, TimestampTz at)
{
	return key + crm_queue_grain(slope * days(at));
}

/*
 * The bin of a time measured in days, in whole microseconds.  Since time runs,
 * the bin is left at a known instant: at the edge where days count up, and one
 * microsecond after it where they count down (an edge belongs to the bin above).
 */
static int
bin_of_time(const CrmFactor *factor, TimestampTz as_of, TimestampTz time,
			TimestampTz *next_change)
{
	bool		since = factor->measure == CRM_MEASURE_DAYS_SINCE;
	int64		span = since ? as_of - time : time - as_of;
	int			i = 0;

	while (i < factor->nbins - 1 && span >= factor->bins[i].below_us)
		i++;
	if (since)
	{
		if (i < factor->nbins - 1)
			*next_change = Min(*next_change, time + factor->bins[i].below_us);
	}
	else if (i > 0)
		*next_change = Min(*next_change,
						   time - factor->bins[i - 1].below_us + 1);
	return i;
}

static CrmPoints
bins_points(const CrmFactor *factor, double number)
{
	int			i = 0;

	while (i < factor->nbins - 1 && number >= factor->bins[i].below)
		i++;
	return factor->bins[i].points;
}

static CrmPoints
categories_points(const CrmFactor *factor, const CrmValue *value)
{
	int			i;

	for (i = 0; i < factor->ncategories; i++)
	{
		if (factor->categories[i].len == value->len &&
			memcmp(factor->categories[i].value, value->text, value->len) == 0)
			return factor->categories[i].points;
	}
	return factor->other;
}

static CrmPoints
counts_points(const CrmScoreContext *context, const CrmLead *lead,
			  const CrmFactor *factor, TimestampTz *next_change)
{
	CrmPoints	points;
	int			count;

	count = crm_score_count(context, lead, factor, &points, next_change);
	if (factor->nbins > 0)
		return bins_points(factor, count);
	return factor->each > 0 ? Min(points, factor->other) : Max(points, factor->other);
}

/* What one factor gives, before its group's cap. */
static CrmPoints
factor_points(const CrmScoreContext *context, const CrmLead *lead,
			  const CrmFactor *factor, TimestampTz *next_change)
{
	CrmValue	value;

	if (factor->kind == CRM_FACTOR_COUNTS)
		return counts_points(context, lead, factor, next_change);
	crm_score_value(context, lead, factor, &value, next_change);
	if (value.kind == CRM_VALUE_MISSING)
		return factor->missing;
	switch (factor->kind)
	{
		case CRM_FACTOR_BINS:
			if (value.kind == CRM_VALUE_TIME)
				return factor->bins[bin_of_time(factor, context->as_of,
												value.time, next_change)].points;
			if (value.kind == CRM_VALUE_NUMBER)
				return bins_points(factor, value.number);
			return factor->missing;
		case CRM_FACTOR_CATEGORIES:
			return value.kind == CRM_VALUE_TEXT ? categories_points(factor, &value)
				: factor->other;
		default:
			/* a flag is set, or the value is there at all */
			return value.kind != CRM_VALUE_FLAG || value.flag ? factor->each
				: factor->other;
	}
}

/*
 * Sums each group, and takes what is above its cap from its last givers (below
 * it, from its last takers), so that the factors' points add up to what counts.
 */
static void
cap_groups(const CrmModel *model, CrmScore *score)
{
	int			group;
	int			i;

	score->total = model->base;
	for (group = 0; group < model->ngroups; group++)
	{
		CrmPoints	sum = 0;
		CrmPoints	excess;

		for (i = 0; i < model->nfactors; i++)
		{
			if (model->factors[i].group == group)
				sum += score->factors[i].raw;
		}
		excess = sum - Max(Min(sum, model->groups[group].most),
						   model->groups[group].least);
		score->total += sum - excess;
		for (i = model->nfactors - 1; i >= 0 && excess != 0; i--)
		{
			CrmPoints  *points = &score->factors[i].points;
			CrmPoints	taken;

			if (model->factors[i].group != group)
				continue;
			taken = excess > 0 ? Max(Min(excess, *points), 0)
				: Min(Max(excess, *points), 0);
			*points -= taken;
			excess -= taken;
		}
		Assert(excess == 0);
	}
	score->score = Max(0, Min(100 * CRM_POINT, score->total));
}

/* Grade, probability, premium and expected value. */
static void
appraise(const CrmModel *model, const CrmLead *lead, CrmScore *score)
{
	const char *type = NULL;
	const char *line = NULL;
	int			type_len = 0;
	int			line_len = 0;
	double		odds;
	int			i;

	for (i = 0; i < model->ngrades - 1 && score->score < model->grades[i].from;)
		i++;
	score->grade = model->grades[i].name;
	odds = model->odds * exp2(((double) score->score / CRM_POINT - model->odds_at) /
							  model->points_to_double);
	score->probability = odds / (1 + odds);

	if (!lead->nulls[CRM_COL_TYPE])
	{
		text	   *t = DatumGetTextPP(lead->values[CRM_COL_TYPE]);

		type = VARDATA_ANY(t);
		type_len = VARSIZE_ANY_EXHDR(t);
	}
	if (!lead->nulls[CRM_COL_LINE])
	{
		text	   *t = DatumGetTextPP(lead->values[CRM_COL_LINE]);

		line = VARDATA_ANY(t);
		line_len = VARSIZE_ANY_EXHDR(t);
	}
	score->premium = 0;
	for (i = 0; i < model->npremiums && !(score->premium > 0); i++)
	{
		if (!lead->nulls[model->premiums[i]])
			score->premium = crm_numeric_double(lead->values[model->premiums[i]]);
		if (!isfinite(score->premium))
			score->premium = 0;
	}
	if (!(score->premium > 0))
		score->premium = crm_model_rate(model->default_premiums,
										model->ndefault_premiums,
										type, type_len, line, line_len);
	score->expected_value = score->probability * score->premium *
		crm_model_rate(model->commissions, model->ncommissions,
					   type, type_len, line, line_len);
}

/*
 * The piece of a line over days that holds now.  "sign" is 1 where days count
 * up to now from "origin", -1 where they count down to it.
 */
static void
add_polyline(const CrmPolyline *line, TimestampTz as_of, TimestampTz origin,
			 int sign, CrmScore *score)
{
	int64		span = sign * (as_of - origin);
	const CrmPiece *piece;
	int			i = line->npieces - 1;

	if (line->npieces == 0)
		return;
	while (i > 0 && span < line->pieces[i].start_us)
		i--;
	piece = &line->pieces[i];
	score->key += piece->level;
	if (piece->slope != 0)
	{
		/* level + slope * (sign * (t - origin) - start), as a line over t */
		score->slope += sign * piece->slope;
		score->key -= piece->slope *
			(sign * days(origin) + (double) piece->start_us / USECS_PER_DAY);
	}
	if (sign > 0)
	{
		if (i < line->npieces - 1)
			score->next_change_at = Min(score->next_change_at,
										origin + line->pieces[i + 1].start_us);
	}
	else if (i > 0)
		score->next_change_at = Min(score->next_change_at,
									origin - piece->start_us + 1);
}

/* A lead's time, if it has one that is finite. */
static bool
lead_time(const CrmLead *lead, int column, TimestampTz *time)
{
	if (lead->nulls[column])
		return false;
	*time = DatumGetTimestampTz(lead->values[column]);
	return !TIMESTAMP_NOT_FINITE(*time);
}

/*
 * The priority as a line over time: the logarithm of the expected value, and
 * the urgency from age, X-date, follow-up and first contact.
 */
static void
prioritize(const CrmScoreContext *context, const CrmLead *lead,
		   CrmScore *score)
{
	const CrmModel *model = context->model;
	TimestampTz received;
	TimestampTz at;

	score->slope = 0;
	score->key = log(Max(score->expected_value, LEAST_EXPECTED_VALUE));
	score->due_at = DT_NOEND;

	if (lead_time(lead, CRM_COL_RECEIVED_AT, &received))
	{
		add_polyline(&model->lead_age, context->as_of, received, 1, score);
		if (model->sla_us > 0 && lead->nulls[CRM_COL_FIRST_CONTACT_AT])
		{
			score->due_at = received + model->sla_us;
			if (context->as_of < score->due_at)
				score->next_change_at = Min(score->next_change_at, score->due_at);
			score->key += context->as_of < score->due_at ? model->sla_waiting
				: model->sla_breached;
		}
	}
	if (!lead->nulls[CRM_COL_X_DATE])
	{
		DateADT		date = DatumGetDateADT(lead->values[CRM_COL_X_DATE]);

		if (!DATE_NOT_FINITE(date) && date > -100000 && date < 1000000)
			add_polyline(&model->x_date, context->as_of,
						 crm_score_midnight(context->zone, date), -1, score);
	}
	if (lead_time(lead, CRM_COL_NEXT_FOLLOW_UP_AT, &at))
	{
		/* a snooze: the lead steps back until the time that was set */
		score->due_at = at;
		if (context->as_of < at)
			score->next_change_at = Min(score->next_change_at, at);
		score->key += context->as_of < at ? model->follow_up_waiting
			: model->follow_up_due;
	}
	if (!lead->nulls[CRM_COL_FOLLOW_UP_PRIORITY])
		score->key += model->priority_step *
			(3 - DatumGetInt32(lead->values[CRM_COL_FOLLOW_UP_PRIORITY]));
	score->key = crm_queue_grain(score->key);
}

/* Is the lead's status one of those that are worked? */
bool
crm_score_is_open(const CrmLead *lead)
{
	text	   *category;

	if (lead->nulls[CRM_COL_STATUS_CATEGORY])
		return false;
	category = DatumGetTextPP(lead->values[CRM_COL_STATUS_CATEGORY]);
	return VARSIZE_ANY_EXHDR(category) == 4 &&
		memcmp(VARDATA_ANY(category), "open", 4) == 0;
}

/* Does the lead belong to the queue: open, and may be contacted? */
static bool
belongs_in_queue(const CrmLead *lead)
{
	return crm_score_is_open(lead) &&
		(lead->nulls[CRM_COL_DO_NOT_CONTACT] ||
		 !DatumGetBool(lead->values[CRM_COL_DO_NOT_CONTACT]));
}

/*
 * Computes.  score->factors has room for each of the model's factors; texts
 * in the result belong to the model.
 */
void
crm_score_compute(const CrmScoreContext *context, const CrmLead *lead,
				  CrmScore *score)
{
	const CrmModel *model = context->model;
	int			i;

	score->next_change_at = DT_NOEND;
	for (i = 0; i < model->nfactors; i++)
	{
		CrmPoints	points = factor_points(context, lead, &model->factors[i],
										   &score->next_change_at);

		score->factors[i].raw = points;
		score->factors[i].points = points;
	}
	cap_groups(model, score);
	appraise(model, lead, score);
	prioritize(context, lead, score);
	score->in_queue = belongs_in_queue(lead);
	Assert(score->next_change_at > context->as_of);
}

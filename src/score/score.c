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

/* Takes the excess of a group from its last givers (below zero: takers). */
static void
cap_group(const CrmModel *model, int group, CrmPoints excess, CrmScore *score)
{
	int			i;

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

/*
 * Sums each group and caps it, so that the factors' points add up to what
 * counts.
 */
static void
cap_groups(const CrmModel *model, CrmScore *score)
{
	CrmPoints	sums[CRM_MAX_GROUPS];
	int			i;

	for (i = 0; i < model->ngroups; i++)
		sums[i] = 0;
	for (i = 0; i < model->nfactors; i++)
		sums[model->factors[i].group] += score->factors[i].raw;
	score->total = model->base;
	for (i = 0; i < model->ngroups; i++)
	{
		CrmPoints	counts = Max(Min(sums[i], model->groups[i].most),
								 model->groups[i].least);

		score->total += counts;
		if (counts != sums[i])
			cap_group(model, i, sums[i] - counts, score);
	}
	score->score = Max(0, Min(100 * CRM_POINT, score->total));
}

/* The probability at a score. */
static double
chance(const CrmScoreContext *context, CrmPoints score)
{
	const CrmModel *model = context->model;
	CrmChance  *known = NULL;
	double		odds;

	if (context->chances)
	{
		/* most scores are whole points */
		known = &context->chances[(score / CRM_POINT + score % CRM_POINT) % CRM_CHANCES];
		if (known->score == score)
			return known->probability;
	}
	odds = model->odds * exp2(((double) score / CRM_POINT - model->odds_at) /
							  model->points_to_double);
	if (known)
	{
		known->score = score;
		known->probability = odds / (1 + odds);
	}
	return odds / (1 + odds);
}

/* Grade, probability, premium and expected value. */
static void
appraise(const CrmScoreContext *context, const CrmLead *lead, CrmScore *score)
{
	const CrmModel *model = context->model;
	const CrmWorth *worth = &context->worths[lead->words[CRM_WORD_INSURANCE]];
	int			i;

	for (i = 0; i < model->ngrades - 1 && score->score < model->grades[i].from;)
		i++;
	score->grade = model->grades[i].name;
	score->probability = chance(context, score->score);

	score->premium = 0;
	for (i = 0; i < model->npremiums && !(score->premium > 0); i++)
	{
		if (!lead->nulls[model->premiums[i]])
			score->premium = crm_numeric_double(lead->values[model->premiums[i]]);
		if (!isfinite(score->premium))
			score->premium = 0;
	}
	if (!(score->premium > 0))
		score->premium = worth->premium;
	score->expected_value = score->probability * score->premium * worth->commission;
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
						 crm_score_midnight(context, date), -1, score);
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

/* Does the lead belong to the queue: open, and may be contacted? */
static bool
belongs_in_queue(const CrmLead *lead)
{
	return lead->is_open &&
		(lead->nulls[CRM_COL_DO_NOT_CONTACT] ||
		 !DatumGetBool(lead->values[CRM_COL_DO_NOT_CONTACT]));
}

/*
 * What a client's columns give, whatever the lead: for each of the factors that
 * look at the client alone, and until when.
 */
void
crm_score_client(const CrmScoreContext *context, const CrmLead *client,
				 int32 *points, TimestampTz *next_change)
{
	const CrmModel *model = context->model;
	int			i;

	*next_change = DT_NOEND;
	for (i = 0; i < model->nfactors; i++)
	{
		if (model->factors[i].client_slot >= 0)
			points[model->factors[i].client_slot] =
				(int32) factor_points(context, client, &model->factors[i], next_change);
	}
}

/* Which of the words a filter's list has; NULL if it asks for none. */
static bool *
match_words(bool *match, const char *const *wanted, int nwanted,
			const char *const *words, int nwords)
{
	int			i;
	int			j;

	if (nwanted == 0)
		return match;
	if (match == NULL)
	{
		match = palloc(nwords * sizeof(bool));
		memset(match, true, nwords * sizeof(bool));
	}
	for (i = 0; i < nwords; i++)
	{
		bool		found = false;

		for (j = 0; j < nwanted && !found; j++)
			found = words[i] && strcmp(words[i], wanted[j]) == 0;
		match[i] &= found;
	}
	return match;
}

/* The numbers that match, as CrmEventsSeen has them. */
static uint64
match_bits(const bool *match, int n)
{
	uint64		bits = 0;
	int			i;

	for (i = 0; i < n; i++)
	{
		if (match == NULL || match[i])
			bits |= UINT64CONST(1) << (i % 64);
	}
	return bits;
}

/* What a factor gives for each word, if it looks at one of a lead's words. */
static void
tabulate_words(CrmScoreContext *context, const CrmWords *words, int number)
{
	static const int columns[CRM_LEAD_WORDS][2] = {
		{CRM_COL_STATUS, CRM_COL_STATUS_CATEGORY}, {CRM_COL_TYPE, CRM_COL_LINE},
		{CRM_COL_SOURCE, CRM_COL_SOURCE_KIND}
	};
	const CrmFactor *factor = &context->model->factors[number];
	CrmWordPoints *known = &context->word_points[number];
	TimestampTz never = DT_NOEND;
	int			column = factor->feature.column;
	int			i;

	if (factor->kind == CRM_FACTOR_COUNTS || factor->feature.type != CRM_FEATURE_TEXT)
		return;
	for (known->word = 0; known->word < CRM_LEAD_WORDS; known->word++)
	{
		const CrmWordList *list = &words->lead[known->word];
		const char **texts = column == columns[known->word][0] ? list->ids : list->texts;

		if (column != columns[known->word][0] && column != columns[known->word][1])
			continue;
		known->points = palloc(list->n * sizeof(CrmPoints));
		for (i = 0; i < list->n; i++)
		{
			Datum		values[CRM_COLUMNS] = {0};
			bool		nulls[CRM_COLUMNS];
			CrmLead		lead = {0};

			lead.parts = CRM_PART_LEAD;
			lead.values = values;
			lead.nulls = nulls;
			nulls[column] = texts[i] == NULL;
			if (texts[i])
				values[column] = CStringGetTextDatum(texts[i]);
			known->points[i] = factor_points(context, &lead, factor, &never);
		}
		return;
	}
}

/*
 * Makes a context ready for leads whose numbers stand for these words.  What it
 * needs is allocated in CurrentMemoryContext.
 */
void
crm_score_prepare(CrmScoreContext *context, const CrmWords *words)
{
	const CrmModel *model = context->model;
	const CrmWordList *insurances = &words->lead[CRM_WORD_INSURANCE];
	int			i;

	context->matches = palloc0(model->nfactors * sizeof(CrmEventMatch));
	for (i = 0; i < model->nfactors; i++)
	{
		const CrmEventFilter *filter = &model->factors[i].events;
		CrmEventMatch *match = &context->matches[i];

		match->types = match_words(NULL, filter->types, filter->ntypes,
								   words->types, words->ntypes);
		match->types = match_words(match->types, filter->channels, filter->nchannels,
								   words->channels, words->ntypes);
		match->outcomes = match_words(NULL, filter->outcomes, filter->noutcomes,
									  words->outcomes, words->noutcomes);
		match->needed.kinds = 1 << filter->kind;
		match->needed.directions = filter->direction < 0 ? ~0 : 1 << filter->direction;
		match->needed.types = match_bits(match->types, words->ntypes);
		match->needed.outcomes = match_bits(match->outcomes, words->noutcomes);
	}
	context->word_points = palloc0(model->nfactors * sizeof(CrmWordPoints));
	for (i = 0; i < model->nfactors; i++)
		tabulate_words(context, words, i);
	context->worths = palloc(insurances->n * sizeof(CrmWorth));
	for (i = 0; i < insurances->n; i++)
	{
		const char *type = insurances->ids[i];
		const char *line = insurances->texts[i];

		context->worths[i].premium =
			crm_model_rate(model->default_premiums, model->ndefault_premiums, type, line);
		context->worths[i].commission =
			crm_model_rate(model->commissions, model->ncommissions, type, line);
	}
	crm_score_forget_results(context);
}

/*
 * Keeps midnights and probabilities once they are computed: for many leads it
 * is worth it.  They are in CurrentMemoryContext.
 */
void
crm_score_keep_results(CrmScoreContext *context)
{
	int			i;

	context->midnights = palloc(CRM_MIDNIGHTS * sizeof(CrmMidnight));
	for (i = 0; i < CRM_MIDNIGHTS; i++)
		context->midnights[i].date = PG_INT32_MIN;
	context->chances = palloc(CRM_CHANCES * sizeof(CrmChance));
	for (i = 0; i < CRM_CHANCES; i++)
		context->chances[i].score = -1;
}

void
crm_score_forget_results(CrmScoreContext *context)
{
	context->midnights = NULL;
	context->chances = NULL;
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

	score->next_change_at = lead->client_points ? lead->client_change : DT_NOEND;
	for (i = 0; i < model->nfactors; i++)
	{
		const CrmFactor *factor = &model->factors[i];
		const CrmWordPoints *known = &context->word_points[i];
		CrmPoints	points;

		if (known->points)
			points = known->points[lead->words[known->word]];
		else if (lead->client_points && factor->client_slot >= 0)
			points = lead->client_points[factor->client_slot];
		else
			points = factor_points(context, lead, factor, &score->next_change_at);
		score->factors[i].raw = points;
		score->factors[i].points = points;
	}
	cap_groups(model, score);
	appraise(context, lead, score);
	prioritize(context, lead, score);
	score->in_queue = belongs_in_queue(lead);
	Assert(score->next_change_at > context->as_of);
}

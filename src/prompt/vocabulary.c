/*-------------------------------------------------------------------------
 *
 * vocabulary.c
 *	  What a stored template may read, and the check before it is published.
 *
 * The names are those that context_sql.c and context.c give.  All problems of
 * a template are reported at once, each with its place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/error.h"
#include "liquid/liquid.h"

#define MAX_PROBLEMS 20

/*
 * Top names and their members, space-separated; "*" is anything below, "" is a
 * plain value.  Of lists the members of an item.
 */
static const struct
{
	const char *name;
	const char *members;
}			vocabulary[] =

{
	{"as_of", ""},
	{"today", ""},
	{"time_zone", ""},
	{"agency", ""},
	{"language", ""},
	{"channel", ""},
	{"tone", ""},
	{"instructions", ""},
	{"fence", "open close"},
	{"lead", "id received_at age_days status_changed_at current_carrier current_premium x_date days_to_x_date target_premium quoted_premium umbrella_requested umbrella_limit lost_reason lost_note assigned_at first_contact_at last_contact_at days_since_contact next_follow_up_at quoted_at bound_at lost_at ai_summary ai_next_action tags auto_data.* home_data.* renters_data.* specialty_data.* commercial_data.* life_data.*"},
	{"client", "id client_type display_name first_name last_name occupation age date_of_birth business_name dba entity_type naics_code year_established employee_count annual_revenue email phone lifecycle preferred_language preferred_channel preferred_tone ai_summary"},
	{"status", "id label description category days"},
	{"insurance_type", "id label description line is_renewable"},
	{"stage", "id label description pipeline probability category"},
	{"source", "id label kind"},
	{"campaign", "id code label description channel"},
	{"address", "line1 line2 city state postal_code county country"},
	{"agent", "id display_name email phone"},
	{"marketing", "email_opt_in sms_opt_in call_opt_in mail_opt_in do_not_contact frequency_cap landing_page referrer last_touch_at next_touch_at"},
	{"score", "score grade probability expected_value factors.*"},
	{"contacts", "name title email phone preferred_channel is_primary_contact roles"},
	{"opportunities", "id name kind stage category premium probability expected_close_on next_step won_at lost_at"},
	{"agenda", "at title channel subject is_overdue"},
	{"other_leads", "id insurance_type status category x_date received_on"},
	{"guidance", "source text"},
	{"notes", "at date author source is_pinned body"},
	{"notes_elided", ""},
	{"timeline", "kind at date time title channel direction who subject body outcome minutes"},
	{"timeline_elided", ""}
};

/* Is "word" in a space-separated list?  *open if it is there as "word.*". */
static bool
in_list(const char *list, const char *word, int len, bool *open)
{
	while (*list)
	{
		int			n = strcspn(list, " ");

		*open = n > 2 && list[n - 1] == '*';
		if ((*open ? n - 2 : n) == len && memcmp(list, word, len) == 0)
			return true;
		list += n;
		while (*list == ' ')
			list++;
	}
	return false;
}

static bool
is_property_of_any(const char *word, int len)
{
	return (len == 4 && (memcmp(word, "size", 4) == 0 ||
						 memcmp(word, "last", 4) == 0)) ||
		(len == 5 && memcmp(word, "first", 5) == 0);
}

/* A nearest member, for the hint; NULL if none is near. */
static const char *
nearest_member(const char *list, const char *word, int len)
{
	const char *names[64];
	char	   *copy = pstrdup(list);
	char	   *name;
	char	   *rest = NULL;
	int			n = 0;

	for (name = strtok_r(copy, " ", &rest); name != NULL && n < lengthof(names);
		 name = strtok_r(NULL, " ", &rest))
	{
		char	   *dot = strchr(name, '.');

		if (dot)
			*dot = '\0';
		names[n++] = name;
	}
	return crm_nearest_name(word, len, names, n);
}

/* What is wrong with a path such as client.adress; NULL if it is known. */
static char *
path_problem(const char *path)
{
	const char *names[lengthof(vocabulary)];
	const char *member;
	const char *nearest;
	int			len = strcspn(path, ".");
	int			member_len;
	bool		open;
	int			i;

	for (i = 0; i < lengthof(vocabulary); i++)
	{
		names[i] = vocabulary[i].name;
		if (strlen(names[i]) == len && memcmp(names[i], path, len) == 0)
			break;
	}
	if (i == lengthof(vocabulary))
	{
		nearest = crm_nearest_name(path, len, names, lengthof(names));
		return psprintf("unknown variable \"%.*s\"%s%s%s", len, path,
						nearest ? "; did you mean \"" : "",
						nearest ? nearest : "", nearest ? "\"?" : "");
	}
	if (path[len] == '\0')
		return NULL;
	member = path + len + 1;
	member_len = strcspn(member, ".");
	if (is_property_of_any(member, member_len))
		return NULL;
	if (in_list(vocabulary[i].members, member, member_len, &open))
		return NULL;
	nearest = nearest_member(vocabulary[i].members, member, member_len);
	return psprintf("\"%s\" has no member \"%.*s\"%s%s%s", vocabulary[i].name,
					member_len, member, nearest ? "; did you mean \"" : "",
					nearest ? nearest : "", nearest ? "\"?" : "");
}

/* Where the tag cache_break stands: its line, and column; false if nowhere. */
static bool
find_cache_break(const char *body, int *line, int *column)
{
	const char *p = body;
	const char *at;

	while ((at = strstr(p, "{%")) != NULL)
	{
		const char *word = at + 2;

		while (*word == '-' || *word == ' ')
			word++;
		if (strncmp(word, "cache_break", 11) == 0)
		{
			*line = *column = 1;
			for (p = body; p < at; p++)
			{
				if (*p == '\n')
				{
					(*line)++;
					*column = 1;
				}
				else if (((unsigned char) *p & 0xc0) != 0x80)
					(*column)++;
			}
			return true;
		}
		p = at + 2;
	}
	return false;
}

static void
add_problem(StringInfo problems, int *n, int line, int column,
			const char *text)
{
	if ((*n)++ < MAX_PROBLEMS)
		appendStringInfo(problems, "%sline %d, column %d: %s",
						 problems->len > 0 ? "\n" : "", line, column, text);
}

static void
check_references(const CrmLiquid *liquid, const char *body,
				 StringInfo problems, int *n)
{
	int			break_line = 0;
	int			break_column = 0;
	bool		has_break = find_cache_break(body, &break_line, &break_column);
	ListCell   *cell;

	foreach(cell, crm_liquid_variables(liquid))
	{
		CrmLiquidReference *reference = lfirst(cell);
		char	   *problem = path_problem(reference->path);

		if (problem == NULL && has_break &&
			(reference->line < break_line ||
			 (reference->line == break_line &&
			  reference->column < break_column)))
			problem = psprintf("\"%s\" stands before the cache break, where every lead must have the same text",
							   reference->path);
		if (problem != NULL)
			add_problem(problems, n, reference->line, reference->column,
						problem);
	}
	foreach(cell, crm_liquid_partials(liquid))
	{
		CrmLiquidPartialReference *partial = lfirst(cell);

		add_problem(problems, n, partial->line, partial->column,
					"a stored template is whole: it cannot render or include another");
	}
}

/* crm._check_template(body): raises syntax_error with all that is wrong. */
PG_FUNCTION_INFO_V1(crm_check_template);
Datum
crm_check_template(PG_FUNCTION_ARGS)
{
	char	   *body = text_to_cstring(PG_GETARG_TEXT_PP(0));
	List	   *errors = NIL;
	CrmLiquid  *liquid;
	StringInfoData problems;
	int			n = 0;
	ListCell   *cell;

	initStringInfo(&problems);
	liquid = crm_liquid_parse_to_check(body, strlen(body), CRM_LIQUID_CRM,
									   &errors);
	foreach(cell, errors)
	{
		CrmLiquidError *error = lfirst(cell);

		add_problem(&problems, &n, error->line, error->column,
					psprintf("%s%s%s%s", error->message,
							 error->token ? " at \"" : "",
							 error->token ? error->token : "",
							 error->token ? "\"" : ""));
	}
	if (liquid != NULL)
		check_references(liquid, body, &problems, &n);
	if (n > 0)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg_plural("the template has %d problem",
							   "the template has %d problems", n, n),
				 errdetail("%s%s", problems.data,
						   n > MAX_PROBLEMS ? "\n..." : ""),
				 errhint("Nothing was published. docs/prompts.md lists what a template may read.")));
	PG_RETURN_VOID();
}

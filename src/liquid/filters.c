/*-------------------------------------------------------------------------
 *
 * filters.c
 *	  The table of filters: names, how many arguments, whose they are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "liquid/filter.h"

/* By name; then arguments: least, most, most in the crm dialect; ours? */
static const LiquidFilter filters[] = {
	{"abs", crm_liquid_filter_abs, 0, 0},
	{"ago", crm_liquid_filter_ago, 0, 1, 1, true},
	{"append", crm_liquid_filter_append, 1, 1},
	{"at_least", crm_liquid_filter_at_least, 1, 1},
	{"at_most", crm_liquid_filter_at_most, 1, 1},
	{"base64_decode", crm_liquid_filter_base64_decode, 0, 0},
	{"base64_encode", crm_liquid_filter_base64_encode, 0, 0},
	{"base64_url_safe_decode", crm_liquid_filter_base64_url_safe_decode, 0, 0},
	{"base64_url_safe_encode", crm_liquid_filter_base64_url_safe_encode, 0, 0},
	{"capitalize", crm_liquid_filter_capitalize, 0, 0},
	{"ceil", crm_liquid_filter_ceil, 0, 0},
	{"compact", crm_liquid_filter_compact, 0, 1},
	{"concat", crm_liquid_filter_concat, 1, 1},
	{"date", crm_liquid_filter_date, 1, 1, 2},
	{"default", crm_liquid_filter_default, 0, 1, 1, false, {"allow_false"}},
	{"divided_by", crm_liquid_filter_divided_by, 1, 1},
	{"downcase", crm_liquid_filter_downcase, 0, 0},
	{"escape", crm_liquid_filter_escape, 0, 0},
	{"escape_once", crm_liquid_filter_escape_once, 0, 0},
	{"find", crm_liquid_filter_find, 1, 2},
	{"find_index", crm_liquid_filter_find_index, 1, 2},
	{"first", crm_liquid_filter_first, 0, 0},
	{"floor", crm_liquid_filter_floor, 0, 0},
	{"has", crm_liquid_filter_has, 1, 2},
	{"join", crm_liquid_filter_join, 0, 1},
	{"json", crm_liquid_filter_json, 0, 1, 1, true},
	{"last", crm_liquid_filter_last, 0, 0},
	{"lstrip", crm_liquid_filter_lstrip, 0, 0},
	{"map", crm_liquid_filter_map, 1, 1},
	{"mask", crm_liquid_filter_mask, 0, 2, 2, true},
	{"minus", crm_liquid_filter_minus, 1, 1},
	{"modulo", crm_liquid_filter_modulo, 1, 1},
	{"money", crm_liquid_filter_money, 0, 2, 2, true,
	{"currency", "locale", "digits"}},
	{"newline_to_br", crm_liquid_filter_newline_to_br, 0, 0},
	{"pluralize", crm_liquid_filter_pluralize, 1, 2, 2, true},
	{"plus", crm_liquid_filter_plus, 1, 1},
	{"prepend", crm_liquid_filter_prepend, 1, 1},
	{"reject", crm_liquid_filter_reject, 1, 2},
	{"remove", crm_liquid_filter_remove, 1, 1},
	{"remove_first", crm_liquid_filter_remove_first, 1, 1},
	{"remove_last", crm_liquid_filter_remove_last, 1, 1},
	{"replace", crm_liquid_filter_replace, 1, 2},
	{"replace_first", crm_liquid_filter_replace_first, 1, 2},
	{"replace_last", crm_liquid_filter_replace_last, 2, 2},
	{"reverse", crm_liquid_filter_reverse, 0, 0},
	{"round", crm_liquid_filter_round, 0, 1},
	{"rstrip", crm_liquid_filter_rstrip, 0, 0},
	{"size", crm_liquid_filter_size, 0, 0},
	{"slice", crm_liquid_filter_slice, 1, 2},
	{"sort", crm_liquid_filter_sort, 0, 1},
	{"sort_natural", crm_liquid_filter_sort_natural, 0, 1},
	{"split", crm_liquid_filter_split, 1, 1},
	{"strip", crm_liquid_filter_strip, 0, 0},
	{"strip_html", crm_liquid_filter_strip_html, 0, 0},
	{"strip_newlines", crm_liquid_filter_strip_newlines, 0, 0},
	{"sum", crm_liquid_filter_sum, 0, 1},
	{"times", crm_liquid_filter_times, 1, 1},
	{"tokens", crm_liquid_filter_tokens, 0, 0, 0, true},
	{"truncate", crm_liquid_filter_truncate, 0, 2},
	{"truncate_tokens", crm_liquid_filter_truncate_tokens, 1, 2, 2, true},
	{"truncatewords", crm_liquid_filter_truncatewords, 0, 2},
	{"uniq", crm_liquid_filter_uniq, 0, 1},
	{"upcase", crm_liquid_filter_upcase, 0, 0},
	{"url_decode", crm_liquid_filter_url_decode, 0, 0},
	{"url_encode", crm_liquid_filter_url_encode, 0, 0},
	{"where", crm_liquid_filter_where, 1, 2},
	{"xml", crm_liquid_filter_xml, 0, 0, 0, true},
};

static int
compare_filter(const void *key, const void *element)
{
	const LiquidSpan *name = key;
	const LiquidFilter *filter = element;
	int			order = strncmp(name->text, filter->name, name->len);

	return order != 0 ? order : -(int) (filter->name[name->len] != '\0');
}

/* The filter of this name in this dialect, or NULL. */
const LiquidFilter *
crm_liquid_find_filter(LiquidSpan name, CrmLiquidDialect dialect)
{
	const LiquidFilter *filter;

	filter = bsearch(&name, filters, lengthof(filters), sizeof(LiquidFilter),
					 compare_filter);
	return filter && filter->ours && dialect != CRM_LIQUID_CRM ? NULL : filter;
}

/* What a misspelt filter most likely meant, or NULL. */
const char *
crm_liquid_nearest_filter(LiquidSpan name, CrmLiquidDialect dialect)
{
	const char *names[lengthof(filters)];
	int			n = 0;
	int			i;

	for (i = 0; i < lengthof(filters); i++)
		if (!filters[i].ours || dialect == CRM_LIQUID_CRM)
			names[n++] = filters[i].name;
	return crm_nearest_name(name.text, name.len, names, n);
}

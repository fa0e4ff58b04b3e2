/*-------------------------------------------------------------------------
 *
 * error.c
 *	  Helpers for error texts: shortened values, nearest names, and the one
 *	  message for what a signature promises and this version lacks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/varlena.h"

#include "common/error.h"

/* A palloc'd copy, cut between characters and marked where it was cut. */
char *
crm_shorten(const char *text, int len, int max_bytes)
{
	int			cut;

	if (len <= max_bytes)
		return pnstrdup(text, len);
	cut = pg_mbcliplen(text, len, max_bytes);
	return psprintf("%.*s...", cut, text);
}

/*
 * The candidate a misspelt name most likely meant, or NULL if none is near:
 * at most a third of the name's length, and 3 edits, away.
 */
const char *
crm_nearest_name(const char *name, int len, const char *const *candidates,
				 int n)
{
	const char *best = NULL;
	int			limit = Min(3, (len + 2) / 3);
	int			i;

	/* Any letter is near to any other. */
	if (len < 2 || len > 255)
		return NULL;
	for (i = 0; i < n; i++)
	{
		int			candidate_len = (int) strlen(candidates[i]);
		int			distance;

		if (candidate_len > 255)
			continue;
		distance = varstr_levenshtein_less_equal(name, len, candidates[i],
												 candidate_len, 1, 1, 1,
												 limit, true);
		if (distance <= limit)
		{
			best = candidates[i];
			limit = distance - 1;
			if (limit < 0)
				break;
		}
	}
	return best;
}

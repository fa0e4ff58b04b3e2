/*-------------------------------------------------------------------------
 *
 * agent.c
 *	  An agent who asks for leads: read once a call, with licences.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "common/spi.h"
#include "score/agent.h"

static CrmPlan find_agent = {
	"SELECT is_active, licensed_states, lines FROM crm.agents"
	" WHERE id OPERATOR(pg_catalog.=) $1 AND tenant_id OPERATOR(pg_catalog.=) $2",
	2, {INT8OID, INT8OID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

/* The elements of a text[], as strings. */
static const char **
read_list(Datum array, int *n)
{
	Datum	   *elements;
	bool	   *nulls;
	const char **texts;
	int			i;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, &nulls, n);
	texts = palloc(Max(*n, 1) * sizeof(char *));
	for (i = 0; i < *n; i++)
		texts[i] = nulls[i] ? "" : TextDatumGetCString(elements[i]);
	return texts;
}

/* The agent of this tenant; throws if there is none.  SPI must be connected. */
CrmAgent *
crm_find_agent(int64 tenant, int64 agent)
{
	Datum		args[2] = {Int64GetDatum(agent), Int64GetDatum(tenant)};
	CrmAgent   *found = palloc0(sizeof(CrmAgent));
	HeapTuple	row;
	TupleDesc	desc;
	bool		isnull;

	if (crm_plan_execute(&find_agent, args, NULL, true, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("agent " INT64_FORMAT " does not exist", agent),
				 errdetail("Tenant " INT64_FORMAT " has no such agent.", tenant),
				 errhint("Look it up in crm.agents; crm.current_tenant() tells whose rows are read.")));
	row = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	found->id = agent;
	found->is_active = DatumGetBool(SPI_getbinval(row, desc, 1, &isnull));
	found->states = read_list(SPI_getbinval(row, desc, 2, &isnull), &found->nstates);
	found->lines = read_list(SPI_getbinval(row, desc, 3, &isnull), &found->nlines);
	return found;
}

static bool
is_listed(const char *value, int len, const char *const *list, int n)
{
	int			i;

	/* what is not known cannot be forbidden: somebody has to ask */
	if (n == 0 || len == 0)
		return true;
	for (i = 0; i < n; i++)
	{
		if (strlen(list[i]) == len && memcmp(list[i], value, len) == 0)
			return true;
	}
	return false;
}

/*
 * May the agent be given a lead in this state and of this line?  A length of 0:
 * not known.  No agent (NULL): everybody's queue.
 */
bool
crm_agent_may_sell(const CrmAgent *agent, const char *state, int state_len,
				   const char *line, int line_len)
{
	return agent == NULL ||
		(is_listed(state, state_len, agent->states, agent->nstates) &&
		 is_listed(line, line_len, agent->lines, agent->nlines));
}

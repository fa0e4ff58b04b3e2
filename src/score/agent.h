/*-------------------------------------------------------------------------
 *
 * agent.h
 *	  An agent who asks for leads, and what the agent may be given.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_AGENT_H
#define CRM_SCORE_AGENT_H

/* Lists of length 0 do not restrict. */
typedef struct CrmAgent
{
	int64		id;
	bool		is_active;
	int			nstates;
	const char **states;
	int			nlines;
	const char **lines;
} CrmAgent;

extern CrmAgent *crm_find_agent(int64 tenant, int64 agent);
extern bool crm_agent_may_sell(const CrmAgent *agent, const char *state,
							   int state_len, const char *line, int line_len);

#endif							/* CRM_SCORE_AGENT_H */

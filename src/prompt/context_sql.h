/*-------------------------------------------------------------------------
 *
 * context_sql.h
 *	  The statements that read what is known about a lead.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_CONTEXT_SQL_H
#define CRM_PROMPT_CONTEXT_SQL_H

#include "common/spi.h"

extern CrmPlan crm_context_plan_tenant;
extern CrmPlan crm_context_plan_lead;
extern CrmPlan crm_context_plan_lists;
extern CrmPlan crm_context_plan_stage;
extern CrmPlan crm_context_plan_notes;
extern CrmPlan crm_context_plan_note_count;
extern CrmPlan crm_context_plan_events;
extern CrmPlan crm_context_plan_event_count;
extern CrmPlan crm_context_plan_last_score;
extern CrmPlan crm_context_plan_long_history;
extern CrmPlan crm_context_plan_score;

#endif							/* CRM_PROMPT_CONTEXT_SQL_H */

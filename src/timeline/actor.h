/*-------------------------------------------------------------------------
 *
 * actor.h
 *	  The names of people who act in events, looked up once a page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_ACTOR_H
#define CRM_ACTOR_H

/*
 * What an event refers to, in the bigint[] of its source: pairs of one of these
 * and an id; the first whose name can be read is the actor.
 */
typedef enum CrmActorType
{
	CRM_ACTOR_AGENT = 1,
	CRM_ACTOR_CONTACT,
	CRM_ACTOR_CLIENT
} CrmActorType;

typedef struct CrmActorCache CrmActorCache;

extern CrmActorCache *crm_actor_cache(MemoryContext context);
extern char *crm_actor_name(CrmActorCache *cache, Datum actor_ref,
							int64 tenant);
extern char *crm_actor_of_role(CrmActorCache *cache, const char *role,
							   int64 tenant);

#endif							/* CRM_ACTOR_H */

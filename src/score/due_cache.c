/*-------------------------------------------------------------------------
 *
 * due_cache.c
 *	  Places in the queue that this backend computed for leads that are due.
 *
 * Between two runs of crm.rescore_leads the same few leads are due for every
 * reader of the queue; a session that asks again and again (a worker that
 * claims, a board that refreshes) computes each once.  A change of an input,
 * of a lookup that many leads share or of the tenant's time zone, too,
 * makes a new version of the lead's row in lead_scores in the same transaction,
 * so a place found for the same version was computed from the same inputs.
 * Versions of our own transaction are never kept: it may change the inputs
 * again without marking them again, or be rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "score/due_cache.h"

#define MAX_PLACES 20000		/* about 4 MB; then it starts anew */

static HTAB *places = NULL;

/* The place, if it was computed from these inputs and holds at as_of. */
CrmPlace *
crm_due_find(const CrmPlaceKey *key, const CrmInputs *inputs,
			 const CrmActiveModel *active, TimestampTz as_of)
{
	CrmPlace   *place;

	if (places == NULL)
		return NULL;
	place = hash_search(places, key, HASH_FIND, NULL);
	if (place == NULL || place->inputs.changes != inputs->changes ||
		place->inputs.xmin != inputs->xmin ||
		place->model != active->model->serial || place->zone != active->zone ||
		as_of < place->from || as_of >= place->until)
		return NULL;
	return place;
}

void
crm_due_store(const CrmPlace *place)
{
	CrmPlace   *stored;

	if (TransactionIdIsCurrentTransactionId(place->inputs.xmin))
		return;
	if (places && hash_get_num_entries(places) >= MAX_PLACES)
	{
		hash_destroy(places);
		places = NULL;
	}
	if (places == NULL)
	{
		HASHCTL		control = {0};

		control.keysize = sizeof(CrmPlaceKey);
		control.entrysize = sizeof(CrmPlace);
		control.hcxt = CacheMemoryContext;
		places = hash_create("crm due leads", 256, &control,
							 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	stored = hash_search(places, &place->key, HASH_ENTER, NULL);
	*stored = *place;
}

/*-------------------------------------------------------------------------
 *
 * content_cache.h
 *	  A bounded, backend-local cache of compiled things, keyed by content.
 *
 * Schemas, templates and models are compiled once and found again by the
 * bytes they were compiled from: never by a call site, whose argument may
 * change between calls, and never by a row, which another session may change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_CONTENT_CACHE_H
#define CRM_CONTENT_CACHE_H

typedef struct CrmCache CrmCache;

/* A key is the concatenation of up to a few parts; each counts with its length. */
typedef struct CrmCachePart
{
	const void *data;
	Size		len;
} CrmCachePart;

/*
 * Compiles a new entry.  "context" is current and belongs to the entry: what is
 * allocated there lives as long as the entry.  May throw: nothing is cached then.
 */
typedef void *(*CrmCacheBuild) (MemoryContext context, void *arg);

/* Gives back what is not in the entry's context (malloc'd regexes, say). */
typedef void (*CrmCacheRelease) (void *compiled);

extern CrmCache *crm_cache_create(const char *name, int max_entries,
								  Size max_bytes, CrmCacheRelease release);
extern void *crm_cache_get(CrmCache *cache, const CrmCachePart *parts,
						   int nparts, CrmCacheBuild build, void *arg);
extern void crm_cache_pin(CrmCache *cache, void *compiled);

#endif							/* CRM_CONTENT_CACHE_H */

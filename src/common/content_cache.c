/*-------------------------------------------------------------------------
 *
 * content_cache.c
 *	  A bounded, backend-local cache of compiled things, keyed by content.
 *
 * Entries hang in a list, most recently used first, and in a hash table of
 * chains.  A look-up compares with the most recent entry before it hashes: one
 * schema over many rows costs one memcmp a row.  What a look-up returns stays
 * valid until the next look-up in the same cache, or, once pinned, until the
 * memory context that was current at the pin is reset; so an error gives pins
 * back as surely as a return does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/ilist.h"
#include "utils/memutils.h"

#include "common/content_cache.h"

#define CRM_CACHE_BUCKETS 256	/* a power of two */

typedef struct CacheEntry
{
	dlist_node	used;			/* in CrmCache.used, recent first */
	dlist_node	chain;			/* in its bucket */
	uint32		hash;
	int			pins;
	Size		key_len;
	char	   *key;
	void	   *compiled;
	MemoryContext context;		/* holds the entry itself too */
	Size		bytes;			/* what the context took when it was built */
} CacheEntry;

struct CrmCache
{
	const char *name;
	int			max_entries;
	Size		max_bytes;
	CrmCacheRelease release;
	MemoryContext context;
	int			entries;
	Size		bytes;			/* of all entries */
	dlist_head	used;
	dlist_head	buckets[CRM_CACHE_BUCKETS];
};

typedef struct CachePin
{
	MemoryContextCallback callback;
	CacheEntry *entry;
} CachePin;

/*
 * Makes a cache that lives as long as the backend.  "release" may be NULL.
 */
CrmCache *
crm_cache_create(const char *name, int max_entries, Size max_bytes,
				 CrmCacheRelease release)
{
	MemoryContext context;
	CrmCache   *cache;
	int			i;

	context = AllocSetContextCreate(CacheMemoryContext, "crm cache",
									ALLOCSET_SMALL_SIZES);
	MemoryContextSetIdentifier(context, name);
	cache = MemoryContextAllocZero(context, sizeof(CrmCache));
	cache->name = name;
	cache->max_entries = max_entries;
	cache->max_bytes = max_bytes;
	cache->release = release;
	cache->context = context;
	dlist_init(&cache->used);
	for (i = 0; i < CRM_CACHE_BUCKETS; i++)
		dlist_init(&cache->buckets[i]);
	return cache;
}

/* Each part is preceded by its length, so that parts cannot run together. */
static bool
key_equals(const CacheEntry *entry, const CrmCachePart *parts, int nparts)
{
	const char *key = entry->key;
	Size		left = entry->key_len;
	int			i;

	for (i = 0; i < nparts; i++)
	{
		if (left < sizeof(Size) + parts[i].len ||
			memcmp(key, &parts[i].len, sizeof(Size)) != 0 ||
			(parts[i].len > 0 &&
			 memcmp(key + sizeof(Size), parts[i].data, parts[i].len) != 0))
			return false;
		key += sizeof(Size) + parts[i].len;
		left -= sizeof(Size) + parts[i].len;
	}
	return left == 0;
}

static uint32
key_hash(const CrmCachePart *parts, int nparts)
{
	uint32		hash = 0;
	int			i;

	for (i = 0; i < nparts; i++)
	{
		if (parts[i].len > PG_INT32_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("value is too large to be compiled")));
		hash = hash_combine(hash, hash_bytes(parts[i].data,
											 (int) parts[i].len));
	}
	return hash;
}

static void
remove_entry(CrmCache *cache, CacheEntry *entry)
{
	dlist_delete(&entry->used);
	dlist_delete(&entry->chain);
	cache->entries--;
	cache->bytes -= entry->bytes;
	if (cache->release)
		cache->release(entry->compiled);
	MemoryContextDelete(entry->context);
}

/* Makes room, oldest first, for one more entry; pinned entries stay. */
static void
evict(CrmCache *cache)
{
	dlist_node *node;

	if (cache->entries < cache->max_entries &&
		cache->bytes < cache->max_bytes)
		return;
	if (dlist_is_empty(&cache->used))
		return;
	node = dlist_tail_node(&cache->used);
	while (cache->entries >= cache->max_entries ||
		   cache->bytes >= cache->max_bytes)
	{
		CacheEntry *entry = dlist_container(CacheEntry, used, node);
		bool		more = dlist_has_prev(&cache->used, node);

		if (more)
			node = dlist_prev_node(&cache->used, node);
		if (entry->pins == 0)
			remove_entry(cache, entry);
		if (!more)
			break;
	}
}

static CacheEntry *
build_entry(CrmCache *cache, const CrmCachePart *parts, int nparts,
			CrmCacheBuild build, void *arg)
{
	MemoryContext context;
	MemoryContext old;
	CacheEntry *entry;
	Size		key_len = 0;
	char	   *at;
	int			i;

	/* Under the caller's context until it is whole: an error frees it. */
	context = AllocSetContextCreate(CurrentMemoryContext, "crm cache entry",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	entry = palloc0(sizeof(CacheEntry));
	entry->context = context;
	for (i = 0; i < nparts; i++)
		key_len += sizeof(Size) + parts[i].len;
	entry->key_len = key_len;
	entry->key = at = MemoryContextAllocHuge(context, key_len);
	for (i = 0; i < nparts; i++)
	{
		memcpy(at, &parts[i].len, sizeof(Size));
		at += sizeof(Size);
		if (parts[i].len > 0)
			memcpy(at, parts[i].data, parts[i].len);
		at += parts[i].len;
	}
	entry->compiled = build(context, arg);
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, cache->context);
	return entry;
}

/*
 * Finds the thing compiled from exactly these bytes, or compiles it.  Borrowed:
 * valid until the next crm_cache_get on this cache, unless pinned.
 */
void *
crm_cache_get(CrmCache *cache, const CrmCachePart *parts, int nparts,
			  CrmCacheBuild build, void *arg)
{
	CacheEntry *entry;
	dlist_head *bucket;
	dlist_iter	iter;
	uint32		hash;

	if (!dlist_is_empty(&cache->used))
	{
		entry = dlist_head_element(CacheEntry, used, &cache->used);
		if (key_equals(entry, parts, nparts))
			return entry->compiled;
	}

	hash = key_hash(parts, nparts);
	bucket = &cache->buckets[hash & (CRM_CACHE_BUCKETS - 1)];
	dlist_foreach(iter, bucket)
	{
		entry = dlist_container(CacheEntry, chain, iter.cur);
		if (entry->hash == hash && key_equals(entry, parts, nparts))
		{
			dlist_move_head(&cache->used, &entry->used);
			return entry->compiled;
		}
	}

	/* build() may itself use the cache, so make room after it. */
	entry = build_entry(cache, parts, nparts, build, arg);
	entry->hash = hash;
	evict(cache);
	dlist_push_head(&cache->used, &entry->used);
	dlist_push_head(bucket, &entry->chain);
	cache->entries++;
	entry->bytes = MemoryContextMemAllocated(entry->context, true);
	cache->bytes += entry->bytes;
	return entry->compiled;
}

static void
unpin(void *arg)
{
	CachePin   *pin = arg;

	pin->entry->pins--;
}

/*
 * Keeps what crm_cache_get just returned until CurrentMemoryContext is reset.
 */
void
crm_cache_pin(CrmCache *cache, void *compiled)
{
	CacheEntry *entry;
	CachePin   *pin;

	entry = dlist_head_element(CacheEntry, used, &cache->used);
	if (entry->compiled != compiled)
		elog(ERROR, "pinned entry of cache \"%s\" is not the most recent one",
			 cache->name);
	pin = palloc(sizeof(CachePin));
	pin->entry = entry;
	pin->callback.func = unpin;
	pin->callback.arg = pin;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &pin->callback);
	entry->pins++;
}

/*-------------------------------------------------------------------------
 *
 * bpe.h
 *	  Exact byte-pair token counting: what its files share.
 *
 * A text is cut into pieces as the encoding's regular expression does
 * (bpe_split.c); a piece that the vocabulary has is one token, any other is
 * merged pair by pair (bpe_merge.c).  bpe_vocabulary.c finds the ranks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_BPE_H
#define CRM_BPE_H

#include "port/pg_bswap.h"

#include "token/tokens.h"

/* A vocabulary has fewer tokens; their ranks are smaller. */
#define BPE_NO_RANK 0xFFFFFF
#define BPE_MAX_TOKEN 255		/* bytes */
#define BPE_FILTER_BITS 21
#define BPE_FILTER_SHIFT (64 - BPE_FILTER_BITS + 3) /* of a hash, to a byte */

/* A place of the hash table; free if it has no bytes. */
typedef struct BpeSlot
{
	uint64		head;			/* the first eight bytes, see bpe_head() */
	uint32		rest;			/* where the token is among the bytes */
	uint32		rank_bytes;		/* rank << 8 | how many bytes */
} BpeSlot;

typedef struct BpeVocabulary
{
	uint32		mask;			/* slots - 1; they are a power of two */
	int			shift;			/* 64 - its bits */
	int			longest;		/* bytes of the longest token */
	BpeSlot    *slot;
	uint8	   *filter;			/* a bit by hash: may there be such a token? */
	uint8	   *bytes;			/* all tokens, one after the other */
	uint32	   *pair;			/* the rank of each token of two bytes */
} BpeVocabulary;

/* A piece's first eight bytes as a number, zeros where it has fewer. */
static inline uint64
bpe_head(const uint8 *p, int len, const uint8 *end)
{
	uint64		head = 0;

	if (end - p >= 8)
	{
		memcpy(&head, p, 8);
		head = pg_ntoh64(head);
		return len >= 8 ? head : head & ~(PG_UINT64_MAX >> (8 * len));
	}
	for (int i = 0; i < len; i++)
		head |= (uint64) p[i] << (56 - 8 * i);
	return head;
}

/* Its highest bits, which all bits of the token reach, are the slot's number. */
static inline uint64
bpe_hash(uint64 head, const uint8 *p, int len)
{
	uint64		h = head ^ head >> 32 ^ len;

	if (len > 8)
	{
		uint64		tail;

		memcpy(&tail, p + len - 8, 8);
		h ^= tail * UINT64CONST(0xD6E8FEB86659FD93);
	}
	return h * UINT64CONST(0x9E3779B97F4A7C15);
}

/* The rank of a token of which head and hash are known. */
static inline uint32
bpe_find(const BpeVocabulary *v, uint64 head, uint64 hash, const uint8 *p,
		 int len)
{
	for (uint32 at = hash >> v->shift;; at = (at + 1) & v->mask)
	{
		const BpeSlot *slot = &v->slot[at];

		if (slot->rank_bytes == 0)
			return BPE_NO_RANK;
		if (slot->head == head && (slot->rank_bytes & 0xFF) == len &&
			(len <= 8 ||
			 memcmp(v->bytes + slot->rest + 8, p + 8, len - 8) == 0))
			return slot->rank_bytes >> 8;
	}
}

/*
 * The rank of a token, BPE_NO_RANK if these bytes are none.  "end" is the end
 * of the text, up to which it may read.
 */
static inline uint32
bpe_rank(const BpeVocabulary *v, const uint8 *p, int len, const uint8 *end)
{
	uint64		head;

	if (len > v->longest)
		return BPE_NO_RANK;
	head = bpe_head(p, len, end);
	return bpe_find(v, head, bpe_hash(head, p, len), p, len);
}

/* The same, sooner for what is no token: the filter fits the processor's cache. */
static inline uint32
bpe_rank_if_any(const BpeVocabulary *v, const uint8 *p, int len,
				const uint8 *end)
{
	uint64		head;
	uint64		hash;

	if (len > v->longest)
		return BPE_NO_RANK;
	head = bpe_head(p, len, end);
	hash = bpe_hash(head, p, len);
	if (!(v->filter[hash >> BPE_FILTER_SHIFT] &
		  1 << (hash >> (BPE_FILTER_SHIFT - 3) & 7)))
		return BPE_NO_RANK;
	return bpe_find(v, head, hash, p, len);
}

/* bpe_vocabulary.c */
extern const BpeVocabulary *crm_bpe_vocabulary(CrmEncoding encoding);
extern BpeVocabulary *crm_bpe_read(const char *path, const char *name,
								   const uint8 *content, int size);

/* bpe_merge.c */
extern int	crm_bpe_merge(const BpeVocabulary *v, const uint8 *p, int len,
						  const uint8 *end);

/* bpe_split.c */
typedef const uint8 *(*BpeSplitter) (const uint8 *p, const uint8 *end);
extern BpeSplitter crm_bpe_splitter(CrmEncoding encoding);

/* bpe.c */
extern int	crm_bpe_count_pieces(const BpeVocabulary *v, BpeSplitter split,
								 const uint8 *p, const uint8 *end);
extern int	crm_bpe_count(CrmEncoding encoding, const char *text, int len);

#endif							/* CRM_BPE_H */

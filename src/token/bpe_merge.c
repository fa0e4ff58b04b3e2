/*-------------------------------------------------------------------------
 *
 * bpe_merge.c
 *	  How many tokens a piece becomes that is no token itself.
 *
 * Byte-pair encoding starts from single bytes and keeps merging the two
 * neighbours that make the token of the lowest rank, the leftmost of equals,
 * until no two neighbours make a token.  A short piece is done in arrays, by
 * looking at every pair for each merge.
 *
 * A long piece is done in windows, so that a byte of it costs what a byte of a
 * short one does.  What makes that exact: inside a stretch of the text that no
 * merge crosses, merges are those that the stretch alone would have.  From
 * this follow two things.  Two neighbours of a result hold together: encoding
 * just the two gives them back.  And a row of tokens in which all neighbours
 * hold is the result, for the first merge across one of its borders would also
 * happen among the two tokens there alone.  So when one window's tokens are
 * kept up to a border, and the next window, which begins there, begins with
 * the token that stood there before, all neighbours hold and nothing differs
 * from merging at once.  If it begins with another one, the window was too
 * short to know, and is taken longer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "token/bpe.h"

/* Bytes that merge_short() takes at most: two of the longest tokens, at least. */
#define MAX_SHORT 1024
#define PLACE_BITS 10			/* 0 to 1023 */

#define WINDOW 64				/* bytes, to begin with */
#define UNSURE 3				/* tokens at a window's end that are not kept */
#define WINDOWS_UNINTERRUPTED 1000

#define NO_KEY PG_UINT32_MAX

/* The key of a pair: its rank, then the place where its left token begins. */
static inline uint32
pair_key(uint32 rank, int place)
{
	return rank == BPE_NO_RANK ? NO_KEY : rank << PLACE_BITS | place;
}

/* The lowest of keys[0, len); four at a time, which do not wait for each other. */
static inline uint32
lowest_key(const uint32 *key, int len)
{
	uint32		a = NO_KEY;
	uint32		b = NO_KEY;
	uint32		c = NO_KEY;
	uint32		d = NO_KEY;

	for (int i = 0; i < len; i += 4)
	{
		a = Min(a, key[i]);
		b = Min(b, key[i + 1]);
		c = Min(c, key[i + 2]);
		d = Min(d, key[i + 3]);
	}
	a = Min(a, b);
	c = Min(c, d);
	return Min(a, c);
}

/*
 * Merges p[0, len).  Returns how many tokens come out; next[i] is where the
 * token ends that begins at i.
 */
static int
merge_short(const BpeVocabulary *v, const uint8 *p, int len, const uint8 *end,
			uint16 *next)
{
	uint32		key[MAX_SHORT + 4];
	uint16		before[MAX_SHORT + 1];
	int			tokens = len;

	for (int i = 0; i < len; i++)
	{
		key[i] = i + 1 == len ? NO_KEY
			: pair_key(v->pair[p[i] << 8 | p[i + 1]], i);
		next[i] = i + 1;
		before[i + 1] = i;
	}
	key[len] = key[len + 1] = key[len + 2] = NO_KEY;
	for (;;)
	{
		uint32		best = lowest_key(key, len);
		uint32		rank;
		int			left;

		if (best == NO_KEY)
			return tokens;
		rank = best >> PLACE_BITS;
		left = best & (MAX_SHORT - 1);

		/* the same again right behind it is next, unless a lower one arose */
		do
		{
			int			right = next[next[left]];

			key[next[left]] = NO_KEY;
			next[left] = right;
			before[right] = left;
			tokens--;
			key[left] = right == len ? NO_KEY
				: pair_key(bpe_rank_if_any(v, p + left, next[right] - left, end),
						   left);
			best = key[left];
			if (left > 0)
			{
				int			i = before[left];

				key[i] = pair_key(bpe_rank_if_any(v, p + i, right - i, end), i);
				best = Min(best, key[i]);
			}
			left = right;
		} while (left < len && key[left] >> PLACE_BITS == rank &&
				 best >> PLACE_BITS > rank);
	}
}

/* ----------------------------------------------------------------
 * A piece of any length at once: the pairs' ranks are the leaves of a tree in
 * which each node has the lower of its two.
 * ----------------------------------------------------------------
 */
typedef struct RankTree
{
	uint32		leaves;			/* a power of two */
	uint32	   *node;			/* 1 is the root, leaves + i is place i */
} RankTree;

static void
set_rank(RankTree *tree, uint32 place, uint32 rank)
{
	uint32		i = tree->leaves + place;

	tree->node[i] = rank;
	while (i > 1)
	{
		i /= 2;
		tree->node[i] = Min(tree->node[2 * i], tree->node[2 * i + 1]);
	}
}

/* The leftmost place of the lowest rank. */
static uint32
lowest_place(const RankTree *tree)
{
	uint32		i = 1;

	while (i < tree->leaves)
		i = 2 * i + (tree->node[2 * i] > tree->node[2 * i + 1]);
	return i - tree->leaves;
}

static int
merge_at_once(const BpeVocabulary *v, const uint8 *p, int len,
			  const uint8 *end)
{
	RankTree	tree;
	int		   *next = palloc_extended(sizeof(int) * ((Size) len + 1),
									   MCXT_ALLOC_HUGE);
	int		   *before = palloc_extended(sizeof(int) * ((Size) len + 1),
										 MCXT_ALLOC_HUGE);
	int			tokens = len;

	tree.leaves = pg_nextpower2_32(len);
	tree.node = palloc_extended(sizeof(uint32) * 2 * (Size) tree.leaves,
								MCXT_ALLOC_HUGE);
	for (int i = 0; i < tree.leaves; i++)
		tree.node[tree.leaves + i] = i + 1 < len
			? v->pair[p[i] << 8 | p[i + 1]] : BPE_NO_RANK;
	for (uint32 i = tree.leaves - 1; i > 0; i--)
		tree.node[i] = Min(tree.node[2 * i], tree.node[2 * i + 1]);
	for (int i = 0; i < len; i++)
	{
		next[i] = i + 1;
		before[i + 1] = i;
	}
	while (tree.node[1] != BPE_NO_RANK)
	{
		int			left = lowest_place(&tree);
		int			right = next[next[left]];

		set_rank(&tree, next[left], BPE_NO_RANK);
		next[left] = right;
		before[right] = left;
		set_rank(&tree, left, right == len ? BPE_NO_RANK
				 : bpe_rank_if_any(v, p + left, next[right] - left, end));
		if (left > 0)
			set_rank(&tree, before[left],
					 bpe_rank_if_any(v, p + before[left], right - before[left], end));
		if ((tokens-- & 0xFFF) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	pfree(tree.node);
	pfree(before);
	pfree(next);
	return tokens;
}

/* ----------------------------------------------------------------
 * windows
 * ----------------------------------------------------------------
 */

typedef struct Window
{
	int			start;			/* in the piece */
	int			size;			/* bytes, at most */
	int			unsure;			/* tokens at its end that are not kept */
	int			counted;		/* tokens before it */
	int			expected;		/* bytes of its first token; 0: any */
} Window;

/*
 * The window behind this one, which became so many tokens.  Few tokens are
 * long ones, as of a run of dashes, and want a long window.
 */
static Window
following(const Window *window, int tokens, const uint16 *next)
{
	Window		result = *window;
	int			border = 0;

	for (int i = window->unsure; i < tokens; i++)
		border = next[border];
	result.start += border;
	result.counted += tokens - window->unsure;
	result.expected = next[border] - border;
	result.unsure = UNSURE;
	if (tokens > WINDOW / 4)
		result.size = WINDOW;
	else if (tokens < 3 * UNSURE)
		result.size = Min(2 * window->size, MAX_SHORT);
	return result;
}

/* A piece of more than one window; at once if windows do not get on. */
static int
merge_windows(const BpeVocabulary *v, const uint8 *p, int len,
			  const uint8 *end)
{
	uint16		next[MAX_SHORT];
	Window		window = {0, WINDOW, UNSURE, 0, 0};
	Window		previous = window;

	for (int n = 1;; n++)
	{
		int			size = Min(window.size, len - window.start);
		int			tokens = merge_short(v, p + window.start, size, end, next);

		if (n % WINDOWS_UNINTERRUPTED == 0)
			CHECK_FOR_INTERRUPTS();
		if (window.expected == 0 || window.expected == next[0])
		{
			if (window.start + size == len)
				return window.counted + tokens;
			if (tokens > window.unsure)
			{
				previous = window;
				window = following(&previous, tokens, next);
				continue;
			}
		}
		else
		{
			window = previous;
			window.unsure *= 2;
		}
		if (window.size == MAX_SHORT)
			return merge_at_once(v, p, len, end);
		window.size = Min(2 * window.size, MAX_SHORT);
	}
}

/*
 * How many tokens p[0, len) becomes; it is not a token itself.  "end" is the
 * end of the text, up to which it may read.
 */
int
crm_bpe_merge(const BpeVocabulary *v, const uint8 *p, int len,
			  const uint8 *end)
{
	uint16		next[WINDOW];

	if (len <= WINDOW)
		return merge_short(v, p, len, end, next);
	return merge_windows(v, p, len, end);
}

/*-------------------------------------------------------------------------
 *
 * bpe.c
 *	  How many tokens a language model will see in a text: the exact count.
 *
 * Names of special tokens, such as <|endoftext|>, are text like any other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/utf8.h"
#include "token/bpe.h"

#define PIECES_UNINTERRUPTED 0x10000

/* The count for a text in UTF-8. */
int
crm_bpe_count_pieces(const BpeVocabulary *v, BpeSplitter split,
					 const uint8 *p, const uint8 *end)
{
	int			tokens = 0;

	for (uint32 pieces = 1; p < end; pieces++)
	{
		const uint8 *next = split(p, end);

		if (bpe_rank(v, p, next - p, end) != BPE_NO_RANK)
			tokens++;
		else
			tokens += crm_bpe_merge(v, p, next - p, end);
		p = next;
		if (pieces % PIECES_UNINTERRUPTED == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return tokens;
}

/*
 * The count for a text in the database's encoding.  Throws if the encoding's
 * vocabulary is not there, or the text not valid where the database does not
 * know its encoding.
 */
int
crm_bpe_count(CrmEncoding encoding, const char *text, int len)
{
	const BpeVocabulary *v = crm_bpe_vocabulary(encoding);
	const char *utf8 = crm_to_utf8(text, &len);
	const uint8 *p = (const uint8 *) utf8;
	int			tokens = crm_bpe_count_pieces(v, crm_bpe_splitter(encoding), p,
											  p + len);

	if (utf8 != text)
		pfree(unconstify(char *, utf8));
	return tokens;
}

/*-------------------------------------------------------------------------
 *
 * redaction_text.c
 *	  The classes of a text's bytes, 64 at a time.
 *
 * Only the blocks around numbers are ever looked at, each once: their bits are
 * kept in a ring.  What the words say is redaction_context.c's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "prompt/redaction_text.h"

#define L CRM_TEXT_LETTER
#define D CRM_TEXT_DIGIT
#define I CRM_TEXT_INSIDE
#define S CRM_TEXT_STOP

const uint8 crm_text_class[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, S, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, S, 0, 0, 0, 0, 0, I, 0, 0, 0, 0, 0, 0, I, 0,
	D, D, D, D, D, D, D, D, D, D, 0, S, 0, 0, 0, S,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0
};

#undef L
#undef D
#undef I
#undef S

void
crm_text_start(CrmText *text, const char *start, const char *end)
{
	text->start = start;
	text->end = end;
	memset(text->number, 0, sizeof(text->number));
}

#ifdef __SSE2__

/* The classes of 16 bytes, as bits. */
static inline CrmTextBits
bits_of(const char *p)
{
	__m128i		bytes = _mm_loadu_si128((const __m128i *) p);
	__m128i		lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
	__m128i		mask;
	CrmTextBits bits;

	/* bytes compare as signed numbers, so those of no ASCII are the least */
#define IS(x) _mm_cmpeq_epi8(bytes, _mm_set1_epi8(x))
#define BETWEEN(bytes, low, high) \
	_mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((low) - 1)), \
				  _mm_cmplt_epi8(bytes, _mm_set1_epi8((high) + 1)))
	bits.letters = _mm_movemask_epi8(BETWEEN(lower, 'a', 'z'));
	bits.digits = _mm_movemask_epi8(BETWEEN(bytes, '0', '9'));
	bits.inside = _mm_movemask_epi8(_mm_or_si128(IS('.'), IS('\'')));
	mask = _mm_or_si128(_mm_or_si128(IS('!'), IS('?')),
						_mm_or_si128(IS(';'), IS('\n')));
	bits.stops = _mm_movemask_epi8(mask);
#undef IS
#undef BETWEEN
	return bits;
}

#else

/* The same where there are no such instructions. */
static inline CrmTextBits
bits_of(const char *p)
{
	CrmTextBits bits = {0, 0, 0, 0};

	for (int i = 0; i < 16; i++)
	{
		uint8		class = crm_text_class[(unsigned char) p[i]];

		bits.letters |= (uint64) ((class & CRM_TEXT_LETTER) != 0) << i;
		bits.digits |= (uint64) ((class & CRM_TEXT_DIGIT) != 0) << i;
		bits.inside |= (uint64) ((class & CRM_TEXT_INSIDE) != 0) << i;
		bits.stops |= (uint64) ((class & CRM_TEXT_STOP) != 0) << i;
	}
	return bits;
}

#endif

/* Puts a block of the text, which may be beyond its end, into the ring. */
void
crm_text_read(CrmText *text, size_t block)
{
	CrmTextBits all = {0, 0, 0, 0};
	const char *p = text->start + block * 64;
	int			at;

	for (at = 0; at < 64 && p + at < text->end; at += 16)
	{
		CrmTextBits bits;

		if (text->end - (p + at) >= 16)
			bits = bits_of(p + at);
		else
		{
			char		rest[16] = {0};

			memcpy(rest, p + at, text->end - (p + at));
			bits = bits_of(rest);
		}
		all.letters |= bits.letters << at;
		all.digits |= bits.digits << at;
		all.inside |= bits.inside << at;
		all.stops |= bits.stops << at;
	}
	text->bits[block % CRM_TEXT_BLOCKS] = all;
	text->number[block % CRM_TEXT_BLOCKS] = block + 1;
}

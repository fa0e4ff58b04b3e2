/*-------------------------------------------------------------------------
 *
 * redaction_text.h
 *	  A text by the classes of its bytes, as bits of 64 bytes at a time: where
 *	  a word or a number ends is then one instruction, not a loop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REDACTION_TEXT_H
#define CRM_REDACTION_TEXT_H

#include "port/pg_bitutils.h"

/* What a byte is to a text. */
#define CRM_TEXT_LETTER 1
#define CRM_TEXT_DIGIT 2
#define CRM_TEXT_INSIDE 4		/* of words: D.O.B., driver's */
#define CRM_TEXT_STOP 8			/* may end a sentence: ! ? ; or a line */

#define CRM_TEXT_ALNUM (CRM_TEXT_LETTER | CRM_TEXT_DIGIT)

extern const uint8 crm_text_class[256];

static inline bool
crm_is_letter(char c)
{
	return crm_text_class[(unsigned char) c] == CRM_TEXT_LETTER;
}

static inline bool
crm_is_digit(char c)
{
	return (unsigned char) (c - '0') < 10;
}

static inline bool
crm_is_alnum(char c)
{
	return (crm_text_class[(unsigned char) c] & CRM_TEXT_ALNUM) != 0;
}

/* Which of 64 bytes are of a class; the first byte is the lowest bit. */
typedef struct CrmTextBits
{
	uint64		letters;
	uint64		digits;
	uint64		inside;
	uint64		stops;
} CrmTextBits;

#define CRM_TEXT_BLOCKS 4

/* A text, and the blocks of 64 bytes of it that were looked at last. */
typedef struct CrmText
{
	const char *start;
	const char *end;
	size_t		number[CRM_TEXT_BLOCKS];	/* of the block, from 1; 0: none */
	CrmTextBits bits[CRM_TEXT_BLOCKS];
} CrmText;

extern void crm_text_start(CrmText *text, const char *start, const char *end);
extern void crm_text_read(CrmText *text, size_t block);

static inline const CrmTextBits *
crm_text_block(CrmText *text, size_t block)
{
	if (unlikely(text->number[block % CRM_TEXT_BLOCKS] != block + 1))
		crm_text_read(text, block);
	return &text->bits[block % CRM_TEXT_BLOCKS];
}

/* The block if it is at hand, else NULL. */
static inline const CrmTextBits *
crm_text_known(const CrmText *text, size_t block)
{
	return text->number[block % CRM_TEXT_BLOCKS] == block + 1 ?
		&text->bits[block % CRM_TEXT_BLOCKS] : NULL;
}

/* The 64 bytes from "at" on; what is beyond the end is of no class. */
static inline CrmTextBits
crm_text_from(CrmText *text, const char *at)
{
	size_t		offset = at - text->start;
	int			shift = offset % 64;
	const CrmTextBits *low = crm_text_block(text, offset / 64);
	const CrmTextBits *high = crm_text_block(text, offset / 64 + 1);
	CrmTextBits bits;

#define CRM_BITS(class) \
	bits.class = low->class >> shift | high->class << 1 << (63 - shift)
	CRM_BITS(letters);
	CRM_BITS(digits);
	CRM_BITS(inside);
	CRM_BITS(stops);
#undef CRM_BITS
	return bits;
}

/* The 64 bytes before "at"; what is before the start is of no class. */
static inline CrmTextBits
crm_text_before(CrmText *text, const char *at)
{
	size_t		offset = at - text->start;
	CrmTextBits bits = {0, 0, 0, 0};

	if (offset >= 64)
		return crm_text_from(text, at - 64);
	if (offset > 0)
	{
		bits = *crm_text_block(text, 0);
		bits.letters <<= 64 - offset;
		bits.digits <<= 64 - offset;
		bits.inside <<= 64 - offset;
		bits.stops <<= 64 - offset;
	}
	return bits;
}

/* How many of the lowest bits are set, without a break. */
static inline int
crm_bits_run(uint64 bits)
{
	return ~bits == 0 ? 64 : pg_rightmost_one_pos64(~bits);
}

/* The same of the highest bits. */
static inline int
crm_bits_run_before(uint64 bits)
{
	return ~bits == 0 ? 64 : 63 - pg_leftmost_one_pos64(~bits);
}

#define CRM_EVERY_BYTE(b) (UINT64CONST(0x0101010101010101) * (b))

#endif							/* CRM_REDACTION_TEXT_H */

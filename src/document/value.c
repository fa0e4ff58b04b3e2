/*-------------------------------------------------------------------------
 *
 * value.c
 *	  JSON values as JSON Schema compares them: exact numbers, deep equality.
 *
 * Numbers are read in their stored form, whose layout pg_upgrade keeps fixed:
 * a header, then base-10000 digits without zeros at either end.  So equal
 * numbers differ at most in their display scale, and an integer is one whose
 * digits end at or before the point.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "common/compat.h"
#include "common/error.h"
#include "document/value.h"

#define SMALL_FRACTION 100000000	/* two digits of base 10000 */

typedef struct NumericParts
{
	bool		negative;
	int			weight;
	int			scale;
	int			ndigits;
	const int16 *digits;
} NumericParts;

static inline void
read_parts(Numeric numeric, NumericParts *parts)
{
	const char *data = VARDATA_ANY(numeric);
	int			size = VARSIZE_ANY_EXHDR(numeric);
	uint16		header;

	memcpy(&header, data, sizeof(header));
	if (CRM_NUMERIC_IS_SHORT(header))
	{
		parts->negative = CRM_NUMERIC_SHORT_NEGATIVE(header);
		parts->scale = (header & 0x1F80) >> 7;
		parts->weight = CRM_NUMERIC_SHORT_WEIGHT(header);
		data += sizeof(uint16);
		size -= sizeof(uint16);
	}
	else
	{
		int16		weight;

		memcpy(&weight, data + sizeof(uint16), sizeof(weight));
		parts->negative = (header & 0xC000) == 0x4000;
		parts->scale = header & 0x3FFF;
		parts->weight = weight;
		data += 2 * sizeof(uint16);
		size -= 2 * sizeof(uint16);
	}
	parts->digits = (const int16 *) data;
	parts->ndigits = size / (int) sizeof(int16);
}

void
crm_number_read(CrmNumber *number, Numeric numeric)
{
	NumericParts parts;
	int			i;

	read_parts(numeric, &parts);
	number->numeric = numeric;
	if (parts.ndigits == 1 && parts.weight == 0)	/* most are */
	{
		number->small = true;
		number->whole = parts.negative ? -parts.digits[0] : parts.digits[0];
		number->fraction = 0;
		return;
	}
	number->whole = 0;
	number->fraction = 0;
	number->small = parts.weight <= 3 &&
		parts.ndigits - parts.weight - 1 <= 2;
	if (!number->small)
		return;
	for (i = 0; i <= parts.weight; i++)
		number->whole = number->whole * 10000 +
			(i < parts.ndigits ? parts.digits[i] : 0);
	for (i = 1; i <= 2; i++)
	{
		int			at = parts.weight + i;

		number->fraction = number->fraction * 10000 +
			(at >= 0 && at < parts.ndigits ? parts.digits[at] : 0);
	}
	if (parts.negative)
	{
		number->whole = -number->whole;
		number->fraction = -number->fraction;
	}
}

int
crm_number_compare(const CrmNumber *a, const CrmNumber *b)
{
	if (a->small && b->small)
	{
		if (a->whole != b->whole)
			return a->whole < b->whole ? -1 : 1;
		if (a->fraction != b->fraction)
			return a->fraction < b->fraction ? -1 : 1;
		return 0;
	}
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											 NumericGetDatum(a->numeric),
											 NumericGetDatum(b->numeric)));
}

/* Whether a is a whole multiple of b (b is not zero), exactly. */
bool
crm_number_is_multiple(const CrmNumber *a, const CrmNumber *b)
{
	const int64 limit = PG_INT64_MAX / SMALL_FRACTION - 1;
	Datum		rest;
	NumericParts parts;

	if (a->small && b->small)
	{
		if (a->fraction == 0 && b->fraction == 0)
			return a->whole % b->whole == 0;
		if (a->whole <= limit && a->whole >= -limit &&
			b->whole <= limit && b->whole >= -limit)
			return (a->whole * SMALL_FRACTION + a->fraction) %
				(b->whole * SMALL_FRACTION + b->fraction) == 0;
	}
	rest = DirectFunctionCall2(numeric_mod, NumericGetDatum(a->numeric),
							   NumericGetDatum(b->numeric));
	read_parts(DatumGetNumeric(rest), &parts);
	return parts.ndigits == 0;
}

/* "strict" is draft-04's view, where 1.0 is written with a fraction. */
bool
crm_numeric_is_integer(Numeric numeric, bool strict)
{
	NumericParts parts;

	read_parts(numeric, &parts);
	if (strict && parts.scale > 0)
		return false;
	return parts.ndigits <= parts.weight + 1 || parts.ndigits == 0;
}

int
crm_numeric_sign(Numeric numeric)
{
	NumericParts parts;

	read_parts(numeric, &parts);
	return parts.ndigits == 0 ? 0 : (parts.negative ? -1 : 1);
}

/* An integer, however written; beyond 10^16 it is taken as 10^16. */
bool
crm_numeric_to_int64(Numeric numeric, int64 *value)
{
	CrmNumber	number;
	NumericParts parts;

	if (!crm_numeric_is_integer(numeric, false))
		return false;
	crm_number_read(&number, numeric);
	if (number.small)
		*value = number.whole;
	else
	{
		read_parts(numeric, &parts);
		*value = INT64CONST(10000000000000000) * (parts.negative ? -1 : 1);
	}
	return true;
}

static bool
numerics_equal(Numeric a, Numeric b)
{
	NumericParts x;
	NumericParts y;

	read_parts(a, &x);
	read_parts(b, &y);
	if (x.ndigits == 0 || y.ndigits == 0)
		return x.ndigits == y.ndigits;
	return x.negative == y.negative && x.weight == y.weight &&
		x.ndigits == y.ndigits &&
		memcmp(x.digits, y.digits, x.ndigits * sizeof(int16)) == 0;
}

/* Equal as JSON Schema means it: 1 and 1.0 are, 1 and true are not. */
bool
crm_json_equal(const CrmJson *a, const CrmJson *b)
{
	CrmJsonWalk aw;
	CrmJsonWalk bw;
	CrmJson		av;
	CrmJson		bv;
	const char *ak;
	const char *bk;
	uint32		ak_len;
	uint32		bk_len;

	if (a->type != b->type)
		return false;
	switch (a->type)
	{
		case CRM_JSON_NULL:
			return true;
		case CRM_JSON_BOOL:
			return a->boolean == b->boolean;
		case CRM_JSON_NUMBER:
			return numerics_equal(crm_json_numeric(a), crm_json_numeric(b));
		case CRM_JSON_STRING:
			return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
		case CRM_JSON_ARRAY:
		case CRM_JSON_OBJECT:
			break;
	}

	check_stack_depth();
	if (a->len != b->len)
		return false;
	crm_json_walk(&aw, a);
	crm_json_walk(&bw, b);
	if (a->type == CRM_JSON_ARRAY)
	{
		while (crm_json_next_item(&aw, &av) && crm_json_next_item(&bw, &bv))
			if (!crm_json_equal(&av, &bv))
				return false;
	}
	else
	{
		while (crm_json_next_pair(&aw, &ak, &ak_len, &av) &&
			   crm_json_next_pair(&bw, &bk, &bk_len, &bv))
			if (crm_json_compare_keys(ak, ak_len, bk, bk_len) != 0 ||
				!crm_json_equal(&av, &bv))
				return false;
	}
	return true;
}

/* Equal values have equal hashes. */
uint32
crm_json_hash(const CrmJson *value)
{
	uint32		hash = (uint32) value->type;
	CrmJsonWalk walk;
	CrmJson		child;
	const char *key;
	uint32		key_len;
	NumericParts parts;

	switch (value->type)
	{
		case CRM_JSON_NULL:
			break;
		case CRM_JSON_BOOL:
			hash = hash_combine(hash, value->boolean);
			break;
		case CRM_JSON_NUMBER:
			read_parts(crm_json_numeric(value), &parts);
			if (parts.ndigits > 0)
			{
				hash = hash_combine(hash, (uint32) parts.weight +
									(parts.negative ? 1000003 : 0));
				hash = hash_combine(hash,
									hash_bytes((const unsigned char *) parts.digits,
											   parts.ndigits * sizeof(int16)));
			}
			break;
		case CRM_JSON_STRING:
			hash = hash_combine(hash,
								hash_bytes((const unsigned char *) value->data,
										   value->len));
			break;
		case CRM_JSON_ARRAY:
			check_stack_depth();
			crm_json_walk(&walk, value);
			while (crm_json_next_item(&walk, &child))
				hash = hash_combine(hash, crm_json_hash(&child));
			break;
		case CRM_JSON_OBJECT:
			check_stack_depth();
			crm_json_walk(&walk, value);
			while (crm_json_next_pair(&walk, &key, &key_len, &child))
			{
				hash = hash_combine(hash,
									hash_bytes((const unsigned char *) key,
											   key_len));
				hash = hash_combine(hash, crm_json_hash(&child));
			}
			break;
	}
	return hash;
}

/*
 * Whether no two items are equal; else which two.  A few are compared each
 * with each, many through a hash table.
 */
bool
crm_json_items_are_unique(const CrmJson *array, uint32 *first, uint32 *second)
{
	CrmJson    *items;
	CrmJsonWalk walk;
	uint32	   *slots;
	uint32	   *hashes;
	uint32		nslots = 8;
	uint32		n = array->len;
	uint32		i;
	bool		unique = true;

	if (n < 2)
		return true;
	items = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CrmJson) * (Size) n);
	crm_json_walk(&walk, array);
	for (i = 0; i < n && crm_json_next_item(&walk, &items[i]); i++)
		 /* read */ ;

	if (n <= 8)
	{
		for (i = 1; i < n && unique; i++)
			for (uint32 j = 0; j < i && unique; j++)
				if (crm_json_equal(&items[i], &items[j]))
				{
					*first = j;
					*second = i;
					unique = false;
				}
		pfree(items);
		return unique;
	}

	while (nslots < 2 * n)
		nslots *= 2;
	slots = MemoryContextAllocExtended(CurrentMemoryContext,
									   sizeof(uint32) * (Size) nslots,
									   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	hashes = MemoryContextAllocExtended(CurrentMemoryContext,
										sizeof(uint32) * (Size) n,
										MCXT_ALLOC_HUGE);
	for (i = 0; i < n && unique; i++)
	{
		uint32		at;

		CHECK_FOR_INTERRUPTS();
		hashes[i] = crm_json_hash(&items[i]);
		for (at = hashes[i] & (nslots - 1); slots[at] != 0;
			 at = (at + 1) & (nslots - 1))
		{
			uint32		other = slots[at] - 1;

			if (hashes[other] == hashes[i] &&
				crm_json_equal(&items[other], &items[i]))
			{
				*first = other;
				*second = i;
				unique = false;
				break;
			}
		}
		slots[at] = i + 1;
	}
	pfree(hashes);
	pfree(slots);
	pfree(items);
	return unique;
}

/* Whether the value is one of those listed. */
bool
crm_values_contain(const CrmValues *values, const CrmJson *value)
{
	uint32		i;

	if (!(values->types & (1 << value->type)))
		return false;
	if (value->type == CRM_JSON_STRING)
	{
		uint32		low = 0;
		uint32		high = values->nstrings;

		while (low < high)
		{
			uint32		middle = low + (high - low) / 2;
			const CrmJson *candidate = &values->values[middle];
			int			order;

			order = crm_json_compare_keys(candidate->data, candidate->len,
										  value->data, value->len);
			if (order == 0)
				return true;
			if (order < 0)
				low = middle + 1;
			else
				high = middle;
		}
		return false;
	}
	for (i = values->nstrings; i < values->n; i++)
		if (crm_json_equal(&values->values[i], value))
			return true;
	return false;
}

/* In characters: code points where the encoding has them. */
int64
crm_string_length(const CrmJson *string)
{
	int64		n = 0;
	uint32		i;

	if (GetDatabaseEncoding() == PG_UTF8)
	{
		for (i = 0; i < string->len; i++)
			n += ((unsigned char) string->data[i] & 0xC0) != 0x80;
		return n;
	}
	if (pg_database_encoding_max_length() == 1)
		return string->len;
	return pg_mbstrlen_with_len(string->data, (int) string->len);
}

/* max -1: no upper limit.  Bytes decide where they can. */
bool
crm_string_length_between(const CrmJson *string, int64 min, int64 max)
{
	int64		n;

	/* No encoding has characters of more than four bytes. */
	if (string->len < min || (max >= 0 && string->len > max * 4))
		return false;
	if ((min <= 1 || string->len >= min * 4) &&
		(max < 0 || string->len <= max))
		return true;
	n = crm_string_length(string);
	return n >= min && (max < 0 || n <= max);
}

/* The value for a message: scalars as they are, shortened; others counted. */
char *
crm_json_describe(const CrmJson *value, int max_bytes)
{
	StringInfoData quoted;
	char	   *text;

	switch (value->type)
	{
		case CRM_JSON_NULL:
			return pstrdup("null");
		case CRM_JSON_BOOL:
			return pstrdup(value->boolean ? "true" : "false");
		case CRM_JSON_NUMBER:
			text = DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(crm_json_numeric(value))));
			return crm_shorten(text, (int) strlen(text), max_bytes);
		case CRM_JSON_STRING:
			initStringInfo(&quoted);
			escape_json(&quoted, crm_shorten(value->data, (int) value->len,
											 max_bytes));
			return quoted.data;
		case CRM_JSON_ARRAY:
			return psprintf("an array of %u item%s", value->len,
							value->len == 1 ? "" : "s");
		case CRM_JSON_OBJECT:
			break;
	}
	return psprintf("an object of %u propert%s", value->len,
					value->len == 1 ? "y" : "ies");
}

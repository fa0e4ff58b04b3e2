/*-------------------------------------------------------------------------
 *
 * formats_idn.c
 *	  Internationalized host names (RFC 5890 to 5893): labels, Punycode, the
 *	  rules of context and of right-to-left scripts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/unicode_norm.h"

#include "common/utf8.h"
#include "document/formats.h"
#include "document/pattern_tree.h"
#include "document/unicode.h"

#define MAX_LABEL 63
#define MAX_CODE_POINTS 256

/* Punycode's parameters (RFC 3492, section 5). */
#define BASE 36
#define TMIN 1
#define TMAX 26

static int
adapt_bias(int delta, int points, bool first)
{
	int			k = 0;

	delta = first ? delta / 700 : delta / 2;
	delta += delta / points;
	while (delta > ((BASE - TMIN) * TMAX) / 2)
	{
		delta /= BASE - TMIN;
		k += BASE;
	}
	return k + (BASE - TMIN + 1) * delta / (delta + 38);
}

static int
threshold(int k, int bias)
{
	if (k <= bias)
		return TMIN;
	return k >= bias + TMAX ? TMAX : k - bias;
}

static int
punycode_digit(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
}

/* The number of code points; -1: not Punycode. */
static int
punycode_decode(const char *text, int len, uint32 *out)
{
	int64		i = 0;
	int64		c = 128;
	int			bias = 72;
	int			n = 0;
	int			at;

	for (at = len - 1; at >= 0 && text[at] != '-'; at--)
		 /* the last hyphen ends what is ASCII */ ;
	for (int b = 0; b < at; b++)
		out[n++] = (unsigned char) text[b];
	for (at++; at < len;)
	{
		int64		before = i;
		int64		weight = 1;

		for (int k = BASE;; k += BASE)
		{
			int			digit = at < len ? punycode_digit(text[at++]) : -1;
			int			t = threshold(k, bias);

			if (digit < 0)
				return -1;
			i += digit * weight;
			if (i > PG_INT32_MAX)
				return -1;
			if (digit < t)
				break;
			weight *= BASE - t;
			if (weight > PG_INT32_MAX)
				return -1;
		}
		bias = adapt_bias((int) (i - before), n + 1, before == 0);
		c += i / (n + 1);
		i %= n + 1;
		if (c > CRM_LAST_CODE_POINT || n >= MAX_CODE_POINTS)
			return -1;
		memmove(&out[i + 1], &out[i], sizeof(uint32) * (n - i));
		out[i++] = (uint32) c;
		n++;
	}
	return n;
}

static char
punycode_letter(int digit)
{
	return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
}

/* One delta, as a number whose digits weigh by the bias; -1: no room. */
static int
put_delta(int64 delta, int bias, char *out, int length)
{
	int			k = BASE;

	for (; length < MAX_LABEL; k += BASE)
	{
		int			t = threshold(k, bias);

		if (delta < t)
		{
			out[length++] = punycode_letter((int) delta);
			return length;
		}
		out[length++] = punycode_letter((int) (t + (delta - t) % (BASE - t)));
		delta = (delta - t) / (BASE - t);
	}
	return -1;
}

/* Its length in Punycode, at most MAX_LABEL bytes of "out"; -1: longer. */
static int
punycode_encode(const uint32 *in, int n, char *out)
{
	uint32		c = 128;
	int64		delta = 0;
	int			bias = 72;
	int			basic = 0;
	int			handled;
	int			length = 0;

	if (n > MAX_LABEL - 1)
		return -1;
	for (int i = 0; i < n; i++)
		if (in[i] < 128)
			out[basic++] = (char) in[i];
	length = basic;
	if (basic > 0)
		out[length++] = '-';
	for (handled = basic; handled < n; delta++, c++)
	{
		uint32		next = PG_UINT32_MAX;

		for (int i = 0; i < n; i++)
			if (in[i] >= c)
				next = Min(next, in[i]);
		delta += (int64) (next - c) * (handled + 1);
		c = next;
		for (int i = 0; i < n; i++)
		{
			if (in[i] < c)
				delta++;
			if (in[i] != c)
				continue;
			length = put_delta(delta, bias, out, length);
			if (length < 0)
				return -1;
			bias = adapt_bias((int) delta, handled + 1, handled == basic);
			delta = 0;
			handled++;
		}
	}
	return length;
}

/* RFC 5892, appendix A.1: a zero-width (non-)joiner between joining letters. */
static bool
joins_around(const uint32 *label, int n, int at)
{
	int			before = at - 1;
	int			after = at + 1;
	CrmJoiningType type;

	while (before >= 0 && crm_unicode_joining_type(label[before]) ==
		   CRM_JOINING_TYPE_T)
		before--;
	while (after < n && crm_unicode_joining_type(label[after]) ==
		   CRM_JOINING_TYPE_T)
		after++;
	if (before < 0 || after >= n)
		return false;
	type = crm_unicode_joining_type(label[before]);
	if (type != CRM_JOINING_TYPE_L && type != CRM_JOINING_TYPE_D)
		return false;
	type = crm_unicode_joining_type(label[after]);
	return type == CRM_JOINING_TYPE_R || type == CRM_JOINING_TYPE_D;
}

static bool
has_any(const uint32 *label, int n, uint32 low, uint32 high)
{
	for (int i = 0; i < n; i++)
		if (label[i] >= low && label[i] <= high)
			return true;
	return false;
}

static bool
has_japanese(const uint32 *label, int n)
{
	for (int i = 0; i < n; i++)
		if (crm_unicode_has_script(label[i], "Hiragana") ||
			crm_unicode_has_script(label[i], "Katakana") ||
			crm_unicode_has_script(label[i], "Han"))
			return true;
	return false;
}

/* RFC 5892, appendix A: what is allowed only in its context. */
static bool
context_allows(const uint32 *label, int n, int at)
{
	switch (label[at])
	{
		case 0x200C:
			return (at > 0 && crm_unicode_is_virama(label[at - 1])) ||
				joins_around(label, n, at);
		case 0x200D:
			return at > 0 && crm_unicode_is_virama(label[at - 1]);
		case 0xB7:
			return at > 0 && at + 1 < n && label[at - 1] == 'l' &&
				label[at + 1] == 'l';
		case 0x375:
			return at + 1 < n &&
				crm_unicode_has_script(label[at + 1], "Greek");
		case 0x5F3:
		case 0x5F4:
			return at > 0 &&
				crm_unicode_has_script(label[at - 1], "Hebrew");
		case 0x30FB:
			return has_japanese(label, n);
		default:
			break;
	}
	if (label[at] >= 0x660 && label[at] <= 0x669)
		return !has_any(label, n, 0x6F0, 0x6F9);
	if (label[at] >= 0x6F0 && label[at] <= 0x6F9)
		return !has_any(label, n, 0x660, 0x669);
	return false;
}

#define BIDI(c) (1 << CRM_BIDI_CLASS_##c)

/* RFC 5893, section 2. */
static bool
bidi_allows(const uint32 *label, int n)
{
	CrmBidiClass first = crm_unicode_bidi_class(label[0]);
	bool		rtl = first == CRM_BIDI_CLASS_R || first == CRM_BIDI_CLASS_AL;
	int			allowed;
	int			seen = 0;
	int			last = n - 1;
	CrmBidiClass end;

	if (!rtl && first != CRM_BIDI_CLASS_L)
		return false;
	allowed = BIDI(EN) | BIDI(ES) | BIDI(CS) | BIDI(ET) | BIDI(ON) |
		BIDI(BN) | BIDI(NSM) |
		(rtl ? BIDI(R) | BIDI(AL) | BIDI(AN) : BIDI(L));
	for (int i = 0; i < n; i++)
		seen |= 1 << crm_unicode_bidi_class(label[i]);
	if ((seen & ~allowed) ||
		(rtl && (seen & BIDI(EN)) && (seen & BIDI(AN))))
		return false;
	while (last > 0 && crm_unicode_bidi_class(label[last]) ==
		   CRM_BIDI_CLASS_NSM)
		last--;
	end = crm_unicode_bidi_class(label[last]);
	if (end == CRM_BIDI_CLASS_EN)
		return true;
	if (rtl)
		return end == CRM_BIDI_CLASS_R || end == CRM_BIDI_CLASS_AL ||
			end == CRM_BIDI_CLASS_AN;
	return end == CRM_BIDI_CLASS_L;
}

static bool
is_normalized(const uint32 *label, int n)
{
	pg_wchar	text[MAX_CODE_POINTS + 1];
	pg_wchar   *normal;
	bool		same;

	memcpy(text, label, sizeof(pg_wchar) * n);
	text[n] = 0;
	normal = unicode_normalize(UNICODE_NFC, text);
	same = memcmp(normal, text, sizeof(pg_wchar) * (n + 1)) == 0;
	pfree(normal);
	return same;
}

static bool
is_rtl(uint32 c)
{
	CrmBidiClass class = crm_unicode_bidi_class(c);

	return class == CRM_BIDI_CLASS_R || class == CRM_BIDI_CLASS_AL ||
		class == CRM_BIDI_CLASS_AN;
}

/* RFC 5891, section 4.2: a label beyond ASCII. */
static bool
is_u_label(const uint32 *label, int n)
{
	bool		rtl = false;

	if (n < 1 || label[0] == '-' || label[n - 1] == '-' ||
		(n >= 4 && label[2] == '-' && label[3] == '-') ||
		crm_unicode_is_mark(label[0]))
		return false;
	for (int i = 0; i < n; i++)
	{
		CrmIdnaClass class = crm_unicode_idna_class(label[i]);

		if (class == CRM_IDNA_CLASS_DISALLOWED ||
			(class != CRM_IDNA_CLASS_VALID && !context_allows(label, n, i)))
			return false;
		rtl = rtl || is_rtl(label[i]);
	}
	return (!rtl || bidi_allows(label, n)) && is_normalized(label, n);
}

/* Whether "xn--..." is what a valid label encodes to. */
bool
crm_idn_a_label(const char *text, int len)
{
	uint32		label[MAX_CODE_POINTS + 1];
	char		again[MAX_LABEL];
	int			n;

	if (len < 5 || len > MAX_LABEL || pg_strncasecmp(text, "xn--", 4) != 0)
		return false;
	n = punycode_decode(text + 4, len - 4, label);
	return n > 0 && has_any(label, n, 128, PG_UINT32_MAX) &&
		is_u_label(label, n) &&
		punycode_encode(label, n, again) == len - 4 &&
		pg_strncasecmp(again, text + 4, len - 4) == 0;
}

static bool
is_dot(uint32 c)
{
	return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

/* One label; *length grows by what it takes in the name's ASCII form. */
static bool
is_idn_label(const uint32 *label, int n, bool bidi, int *length)
{
	char		ascii[MAX_LABEL];
	int			encoded;

	if (n < 1 || (bidi && !bidi_allows(label, n)))
		return false;
	if (!has_any(label, n, 128, PG_UINT32_MAX))
	{
		if (n > MAX_LABEL)
			return false;
		for (int i = 0; i < n; i++)
			ascii[i] = (char) label[i];
		*length += n;
		return crm_format_hostname(ascii, n);
	}
	encoded = punycode_encode(label, n, ascii);
	*length += encoded + 4;
	return encoded >= 0 && encoded + 4 <= MAX_LABEL && is_u_label(label, n);
}

bool
crm_format_idn_hostname(const char *text, int len)
{
	uint32		label[MAX_CODE_POINTS];
	const char *end;
	int			n = 0;
	int			length = -1;	/* dots stand between labels only */
	bool		bidi = false;

	text = crm_to_utf8(text, &len);
	end = text + len;
	/* One right-to-left label puts the rule on all of them. */
	for (const char *at = text; at < end;)
		bidi = is_rtl(crm_utf8_next(&at, end)) || bidi;
	while (text < end)
	{
		uint32		c = crm_utf8_next(&text, end);

		if (is_dot(c))
		{
			length++;
			if (!is_idn_label(label, n, bidi, &length))
				return false;
			n = 0;
			/* A name does not end in a dot. */
			if (text == end)
				return false;
		}
		else if (n >= MAX_LABEL)
			return false;
		else
			label[n++] = c;
	}
	length++;
	return is_idn_label(label, n, bidi, &length) && length <= 253;
}

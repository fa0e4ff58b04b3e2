/*-------------------------------------------------------------------------
 *
 * redaction_match.c
 *	  What the number at a place in a text is: the shapes of US identifiers.
 *
 * Each matcher looks at the groups of letters and digits from one place on,
 * and, where the shape alone does not tell (nine digits may be a social
 * security number, a bank's routing number or a policy), at the words around.
 * Look-ahead is bounded, so the whole scan is linear.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "prompt/redaction_place.h"

static bool
set_match(CrmSecretMatch *match, CrmSecret secret, const char *start,
		  const char *end)
{
	match->start = start;
	match->end = end;
	crm_secret_key(match, secret);
	return true;
}

/*
 * Social security and individual taxpayer numbers: 123-45-6789; nine digits or
 * the last four where the words say so.  Areas 000 and 666 were never issued;
 * 900 and up are taxpayer numbers with groups from 50.
 */
static bool
valid_ssn(int area, int group, int serial)
{
	if (area == 0 || area == 666 || group == 0 || serial == 0)
		return false;
	return area < 900 || group >= 50;
}

static bool
match_ssn(CrmPlace *place, CrmSecretMatch *match)
{
	CrmGroup   *g = place->groups;
	CrmHintsBefore hints;

	if (place->ngroups >= 3 && only_digits(&g[0], 3) &&
		only_digits(&g[1], 2) && only_digits(&g[2], 4) &&
		g[1].before == g[2].before && g[1].before != '/')
	{
		if (crm_place_goes_on(place, 3) || crm_place_comes_after_more(place) ||
			!valid_ssn(number(g[0].start, g[0].end),
					   number(g[1].start, g[1].end),
					   number(g[2].start, g[2].end)))
			return false;
		hints = crm_place_before(place);
		if (near(hints, HINT_REFERENCE, 2, HINT_SSN))
			return false;
		return set_match(match, CRM_SECRET_SSN, g[0].start, g[2].end);
	}

	if (only_digits(&g[0], 9) && !crm_place_goes_on(place, 1) &&
		!crm_place_comes_after_more(place))
	{
		if (!valid_ssn(number(g[0].start, g[0].start + 3),
					   number(g[0].start + 3, g[0].start + 5),
					   number(g[0].start + 5, g[0].end)))
			return false;
		hints = crm_place_before(place);
		if ((near(hints, HINT_SSN, 6, HINT_REFERENCE) &&
			 near(hints, HINT_SSN, 6, HINT_LICENSE) &&
			 near(hints, HINT_SSN, 6, HINT_BANK)) ||
			crm_place_after(place, g[0].end).said == HINT_SSN)
			return set_match(match, CRM_SECRET_SSN, g[0].start, g[0].end);
		return false;
	}

	if (only_digits(&g[0], 4) && !crm_place_goes_on(place, 1))
	{
		const char *p = g[0].start;

		if (crm_place_is_masked_tail(place))
			return set_match(match, CRM_SECRET_SSN, p - 7, g[0].end);
		hints = crm_place_before(place);
		if (!crm_place_comes_after_more(place) &&
			near(hints, HINT_SSN, 6, HINT_REFERENCE) &&
			near(hints, HINT_SSN, 6, HINT_DOB) &&
			near(hints, HINT_LAST, 7, HINT_REFERENCE))
			return set_match(match, CRM_SECRET_SSN, p, g[0].end);
	}
	return false;
}

static bool
luhn(const char *digits, int n)
{
	int			sum = 0;
	int			i;

	for (i = 0; i < n; i++)
	{
		int			d = digits[n - 1 - i] - '0';

		if (i & 1)
		{
			d *= 2;
			if (d > 9)
				d -= 9;
		}
		sum += d;
	}
	return sum % 10 == 0;
}

/* Prefix and length of the networks' numbers (ISO/IEC 7812 ranges in use). */
static bool
card_network(const char *d, int n)
{
	int			two = number(d, d + 2);
	int			four = number(d, d + 4);

	if (d[0] == '4')
		return n == 13 || n == 16 || n == 19;
	if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
		return n == 16;
	if (two == 34 || two == 37)
		return n == 15;
	if (four == 6011 || two == 65 || two == 62 || two == 60 || two == 35)
		return n >= 16 && n <= 19;
	return (two == 30 || two == 36 || two == 38) && n == 14;
}

/*
 * Payment cards: whole, or in groups of at least four, with a check digit; one
 * that was mistyped, if the word stands before it.
 */
static bool
match_card(CrmPlace *place, CrmSecretMatch *match)
{
	char		digits[20];
	int			n = 0;
	int			i;

	for (i = 0; i < place->ngroups; i++)
	{
		CrmGroup   *g = &place->groups[i];
		int			len = g->end - g->start;

		if (g->letters > 0 || (i > 0 && g->before != '-' && g->before != ' '))
			break;
		/* in groups the first has four, and none fewer but the last */
		if ((i > 0 && place->groups[0].digits != 4) || n + len > 19)
			break;
		memcpy(digits + n, g->start, len);
		n += len;
		if (n >= 13 && card_network(digits, n) &&
			(luhn(digits, n) ||
			 near(crm_place_before(place), HINT_CARD, 6, HINT_REFERENCE)) &&
			!(i + 1 < place->ngroups && crm_place_goes_on(place, i + 1) &&
			  place->groups[i + 1].letters == 0))
		{
			if (crm_place_comes_after_more(place) ||
				(near(crm_place_before(place), HINT_REFERENCE, 2, HINT_BANK) &&
				 !within(crm_place_before(place), HINT_CARD, 5)))
				return false;
			return set_match(match, CRM_SECRET_CARD, place->start, g->end);
		}
		if (i > 0 && len < 4)
			break;
	}
	return false;
}

/* North American phone numbers; also told from other numbers when not masked. */
static bool
read_phone(CrmPlace *place, const char **start, const char **end)
{
	CrmGroup   *g = place->groups;
	int			n = place->ngroups;

	*start = place->start;
	if (n >= 1 && only_digits(&g[0], 3) && g[0].end < place->end &&
		g[0].end[0] == ')')
	{
		/* (555) 123-4567: the groups stop at the parenthesis */
		CrmPlace	rest = *place;

		rest.start = g[0].end + 1;
		while (rest.start < place->end && *rest.start == ' ')
			rest.start++;
		if (rest.start >= place->end || !crm_is_digit(*rest.start))
			return false;
		crm_place_read(&rest);
		if (rest.ngroups < 2 || !only_digits(&rest.groups[0], 3) ||
			!only_digits(&rest.groups[1], 4) || crm_place_goes_on(&rest, 2))
			return false;
		*end = rest.groups[1].end;
	}
	else if (n >= 3 && only_digits(&g[0], 3) && only_digits(&g[1], 3) &&
			 only_digits(&g[2], 4) && g[1].before != '/')
		*end = g[2].end;
	else if (only_digits(&g[0], 10) && g[0].start[0] >= '2' &&
			 g[0].start[3] >= '2')
		*end = g[0].end;
	else
		return false;
	if (g[0].start[0] < '2')
		return false;
	if (*start > place->text->start && (*start)[-1] == '(')
		(*start)--;
	if (*start > place->text->start && (*start)[-1] == '+')
		(*start)--;
	return true;
}

/*
 * Vehicle identification numbers: 17 letters and digits with a check digit
 * (49 CFR 565.15), or where the word stands before it.
 */
static bool
match_vin(CrmPlace *place, CrmSecretMatch *match)
{
	static const char letter_values[] = "12345678 12345 7 923456789";
	static const int weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5,
	4, 3, 2};
	CrmGroup   *g = &place->groups[0];
	int			sum = 0;
	int			i;

	if (g->end - g->start != 17 || g->digits < 3 || g->letters < 1)
		return false;
	for (i = 0; i < 17; i++)
	{
		char		c = g->start[i];

		if (crm_is_letter(c))
			c = letter_values[(c | 0x20) - 'a'];
		if (c == ' ')
			return false;
		sum += (c - '0') * weights[i];
	}
	i = sum % 11;
	if ((g->start[8] & ~0x20) != ((i == 10 ? 'X' : '0' + i) & ~0x20) &&
		!within(crm_place_before(place), HINT_VIN, 5))
		return false;
	return set_match(match, CRM_SECRET_VIN, g->start, g->end);
}

/* ISO 7064's check of an international bank account number. */
static bool
iban_checks(const char *iban, int n)
{
	unsigned int rest = 0;

	for (int i = 0; i < n; i++)
	{
		char		c = pg_toupper((unsigned char) iban[(i + 4) % n]);

		rest = crm_is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (c - 'A' + 10);
		rest %= 97;
	}
	return rest == 1;
}

/* International bank account numbers, whole or in groups. */
static bool
match_iban(CrmPlace *place, CrmSecretMatch *match)
{
	char		iban[34];
	int			n = 0;
	CrmGroup   *g = place->groups;

	if (g->end - g->start < 4 || !crm_is_letter(g->start[0]) ||
		!crm_is_letter(g->start[1]) || !crm_is_digit(g->start[2]) ||
		!crm_is_digit(g->start[3]))
		return false;
	/* groups are of four; the words after it look like groups, too */
	for (int i = 0; i < place->ngroups; i++)
	{
		int			len = g[i].end - g[i].start;

		if (n + len > sizeof(iban) ||
			(i > 0 && (g[i].before != ' ' || n % 4 != 0 || len > 4)))
			break;
		memcpy(iban + n, g[i].start, len);
		n += len;
		if (n >= 15 && iban_checks(iban, n))
			return set_match(match, CRM_SECRET_BANK, g[0].start, g[i].end);
	}
	return false;
}

/* Do the words before a number say that it is a driver's licence? */
static bool
names_license(CrmHintsBefore hints)
{
	return near(hints, HINT_LICENSE, 6, HINT_NOT_LICENSE) &&
		near(hints, HINT_LICENSE, 6, HINT_NUMBER) &&
		near(hints, HINT_LICENSE, 6, HINT_REFERENCE) &&
		near(hints, HINT_LICENSE, 6, HINT_NOT_DOB) &&
		crm_hint_distance(hints, HINT_NOT_LICENSE) !=
		crm_hint_distance(hints, HINT_LICENSE) + 1;
}

/* Nothing but words like "and hers is" since the last licence? */
static bool
continues_licenses(CrmPlace *place, const CrmSecretMatch *last)
{
	int			linked;

	if (last == NULL || last->key.secret != CRM_SECRET_LICENSE ||
		place->start - last->end > 32)
		return false;
	linked = crm_hints_linked(crm_place_before(place));
	return linked > 0 && linked + 1 ==
		crm_hint_distance(crm_place_before(place), HINT_NUMBER);
}

/* The groups of A123 456 78 901 and of 12 345 678. */
static bool
goes_on_spaced(const CrmPlace *place, int used)
{
	const CrmGroup *g = place->groups;

	return g[used].letters == 0 && g[used].digits <= 4 && g[0].digits > 0 &&
		(g[0].letters == 0 ? g[0].digits <= 3 : crm_is_letter(g[0].start[0]));
}

/*
 * Driver licences: every state has its own form, so the word must be near; one
 * to three letters and digits, digits alone, or groups of them.
 */
static bool
match_license(CrmPlace *place, const CrmSecretMatch *last,
			  CrmSecretMatch *match)
{
	CrmGroup   *g = place->groups;
	CrmHintsBefore hints;
	int			digits = g[0].digits;
	int			total = g[0].end - g[0].start;
	int			used = 1;
	bool		spaced = false;
	bool		named;

	while (used < place->ngroups)
	{
		if (g[used].before == ' ' && goes_on_spaced(place, used))
			spaced = digits == total;
		else if (g[used].before != '-')
			break;
		digits += g[used].digits;
		total += g[used].end - g[used].start;
		used++;
	}
	if (total < 5 || total > 20 || digits < 3)
		return false;
	hints = crm_place_before(place);
	named = names_license(hints);
	/* digits alone may be miles, too, unless they come right after the word */
	if (spaced || (named && digits == total && total < 7))
		named = named && total >= (spaced ? 8 : 5) &&
			crm_hint_distance(hints, HINT_LICENSE) <= crm_hints_linked(hints) + 1;
	else if (!named && total >= 7)
		named = continues_licenses(place, last) ||
			crm_place_after(place, g[used - 1].end).said == HINT_LICENSE;
	if (!named)
		return false;
	return set_match(match, CRM_SECRET_LICENSE, g[0].start, g[used - 1].end);
}

/* Account and routing numbers, where the words say so. */
static bool
match_bank(CrmPlace *place, const CrmSecretMatch *last, CrmSecretMatch *match)
{
	CrmGroup   *g = place->groups;
	CrmHintsBefore hints;
	const char *date_start;
	const char *date_end;
	CrmDate		date;
	int			total = 0;
	int			used = 0;
	bool		named;

	while (used < place->ngroups && g[used].letters == 0 &&
		   (used == 0 || g[used].before == '-' || g[used].before == ' '))
		total += g[used++].digits;
	/* a routing number and an account */
	if (total > 17 && g[0].digits == 9 && g[1].before == ' ')
	{
		total = 9;
		used = 1;
	}
	if (used == 0 || total < 6 || total > 17 || crm_place_goes_on(place, used))
		return false;
	/* 1,200,000 */
	if (g[used - 1].end < place->end - 1 && g[used - 1].end[0] == ',' &&
		crm_is_digit(g[used - 1].end[1]))
		return false;
	hints = crm_place_before(place);
	named = (near(hints, HINT_BANK, 5, HINT_REFERENCE) &&
			 near(hints, HINT_BANK, 5, HINT_NUMBER) &&
			 crm_hint_distance(hints, HINT_REFERENCE) !=
			 crm_hint_distance(hints, HINT_BANK) + 1)
		|| (near(hints, HINT_BANK_WEAK, 2, HINT_REFERENCE) &&
			crm_hint_distance(hints, HINT_BANK_WEAK) <=
			crm_hints_linked(hints) + 1);
	if (!named && last != NULL && last->key.secret == CRM_SECRET_BANK &&
		place->start - last->end <= 16 &&
		crm_hint_distance(hints, HINT_REFERENCE) == 0)
	{
		const char *p;

		named = true;
		for (p = last->end; p < place->start; p++)
			if (crm_is_letter(*p))
				named = false;
	}
	if (!named)
		named = crm_place_after(place, g[used - 1].end).said == HINT_BANK &&
			crm_hint_distance(hints, HINT_REFERENCE) == 0;
	return named &&
		!crm_read_date(place, place->start, &date_start, &date_end, &date) &&
		set_match(match, CRM_SECRET_BANK, g[0].start, g[used - 1].end);
}

static inline bool
is_local_part(char c)
{
	return crm_is_alnum(c) || strchr("._%+-'", c) != NULL;
}

/* E-mail addresses, seen from the "@". */
static bool
match_email(const char *end, const char *at, const char *done,
			CrmSecretMatch *match)
{
	const char *start = at;
	const char *p = at + 1;
	const char *dot = NULL;

	while (start > done && at - start < 64 && is_local_part(start[-1]) &&
		   start[-1] != '\0')
		start--;
	while (start < at && !crm_is_alnum(*start))
		start++;
	while (p < end && (crm_is_alnum(*p) || *p == '-' || *p == '.') && p - at < 255)
	{
		if (*p == '.' && p + 1 < end && crm_is_alnum(p[1]))
			dot = p;
		else if (*p == '.')
			break;
		p++;
	}
	if (start == at || dot == NULL || p - dot < 3)
		return false;
	return set_match(match, CRM_SECRET_EMAIL, start, p);
}

/*
 * What makes two secrets the same: letters and digits, in upper case; of what
 * is longer than the key, its end.
 */
void
crm_secret_key(CrmSecretMatch *match, CrmSecret secret)
{
	CrmSecretKey *key = &match->key;
	const char *p = match->end;
	int			n = 0;

	*key = (CrmSecretKey)
	{
		.secret = secret
	};
	while (p > match->start && n < sizeof(key->text))
	{
		uint8		class = crm_text_class[(unsigned char) *--p];

		/* what is neither is written over by the next */
		key->text[n] = class == CRM_TEXT_LETTER ? *p & ~0x20 : *p;
		n += (class & CRM_TEXT_ALNUM) != 0;
		if (secret == CRM_SECRET_PHONE && n == 10)
			break;
	}
	if (n < sizeof(key->text))
		key->text[n] = '\0';
}

/*
 * Is there something to be masked at "at" (a digit or an "@")?  Text before
 * "done" is used as context only.  "last" is the match before, or NULL.
 */
bool
crm_match_secret(CrmText *text, const char *at, const char *done,
				 const CrmRedactOptions *options,
				 const CrmSecretMatch *last, CrmSecretMatch *match)
{
	const bool *mask = options->mask;
	CrmPlace	place;
	const CrmGroup *g;
	const char *phone_start;
	const char *phone_end;

	if (*at == '@')
		return mask[CRM_SECRET_EMAIL] && match_email(text->end, at, done, match);

	place.text = text;
	place.end = text->end;

	place.done = done;
	place.have_before = false;
	place.after_at = NULL;
	place.start = at;
	while (place.start > done && at - place.start < 20 &&
		   crm_is_alnum(place.start[-1]))
		place.start--;
	/* cut out of something longer than any identifier */
	if (place.start > text->start && crm_is_alnum(place.start[-1]) && place.start > done)
		return false;
	if (place.start > text->start && crm_place_comes_after_more(&place) &&
		!crm_place_is_masked_tail(&place))
		return false;
	crm_place_read(&place);

	g = &place.groups[0];
	/* a short number: the last four, or the day or month of a date, at most */
	if (g->digits == 4 && g->letters == 0 && place.ngroups == 1)
		return mask[CRM_SECRET_SSN] && match_ssn(&place, match);
	if (g->digits < 3 && g->letters < 3 && crm_is_digit(*place.start))
	{
		if (mask[CRM_SECRET_DOB] && crm_may_be_date(&place) &&
			crm_match_birth(&place, done, last, match))
			return true;
		/* 94-158-2207, 27 384 911 */
		if (place.ngroups == 1 || g[1].digits < 3 ||
			!(g[1].before == '-' || (g[1].before == ' ' && place.ngroups == 3)))
			return false;
	}
	else
	{
		/* what each looks at first, here: most numbers are not of most kinds */
		if (mask[CRM_SECRET_SSN] &&
			(g->digits == 3 || g->digits == 9 || g->digits == 4) &&
			match_ssn(&place, match))
			return true;
		if (mask[CRM_SECRET_CARD] && g->letters == 0 &&
			(g->digits >= 13 || (g->digits == 4 && place.ngroups > 1)) &&
			match_card(&place, match))
			return true;
		if (mask[CRM_SECRET_DOB] &&
			(place.ngroups > 2 || g->digits < 3 || g->digits == 8) &&
			crm_match_birth(&place, done, last, match))
			return true;
		if (g->end - g->start == 17 && match_vin(&place, match))
			return mask[CRM_SECRET_VIN];
		if ((g->digits == 3 || g->digits == 10) &&
			read_phone(&place, &phone_start, &phone_end))
		{
			if (mask[CRM_SECRET_PHONE] && phone_start >= done)
				return set_match(match, CRM_SECRET_PHONE, phone_start, phone_end);
			if (g->digits < 10)
				return false;
		}
	}
	if (mask[CRM_SECRET_BANK] &&
		(g->letters > 0 ? match_iban(&place, match)
		 : (g->digits > 2 || g[1].before == '-') &&
		 match_bank(&place, last, match)))
		return true;
	return mask[CRM_SECRET_LICENSE] && match_license(&place, last, match);
}

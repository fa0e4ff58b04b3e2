/*-------------------------------------------------------------------------
 *
 * formats_net.c
 *	  Addresses: e-mail (RFC 5321), host names (RFC 1123), IPv4, IPv6, UUIDs.
 *
 * Internationalized host names are formats_idn.c's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "document/formats.h"

static inline bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z');
}

static inline bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
		(c >= 'A' && c <= 'F');
}

bool
crm_format_ipv4(const char *text, int len)
{
	int			parts = 0;
	int			at = 0;

	while (at < len && parts < 4)
	{
		int			start = at;
		int			value = 0;

		while (at < len && at - start < 3 && text[at] >= '0' && text[at] <= '9')
			value = value * 10 + (text[at++] - '0');
		if (at == start || value > 255 || (text[start] == '0' && at - start > 1))
			return false;
		parts++;
		if (at == len)
			return parts == 4;
		if (text[at++] != '.')
			return false;
	}
	return false;
}

/* RFC 4291, section 2.2. */
bool
crm_format_ipv6(const char *text, int len)
{
	int			groups = 0;
	int			at = 0;
	bool		gap = false;

	if (len < 2)
		return false;
	if (text[0] == ':')
	{
		if (text[1] != ':')
			return false;
		gap = true;
		at = 2;
	}
	while (at < len)
	{
		int			start = at;

		while (at < len && is_hex(text[at]) && at - start < 4)
			at++;
		if (at < len && text[at] == '.')
		{
			groups += 2;
			return crm_format_ipv4(text + start, len - start) &&
				(gap ? groups <= 7 : groups == 8);
		}
		if (at == start || ++groups > 8)
			return false;
		if (at == len)
			break;
		if (text[at++] != ':' || at == len)
			return false;
		if (text[at] == ':')
		{
			if (gap)
				return false;
			gap = true;
			at++;
		}
	}
	return gap ? groups <= 7 : groups == 8;
}

bool
crm_format_uuid(const char *text, int len)
{
	if (len != 36)
		return false;
	for (int i = 0; i < len; i++)
	{
		bool		dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !is_hex(text[i]))
			return false;
	}
	return true;
}

/* Letters, digits and inner hyphens; "xn--" must decode to a valid label. */
static bool
is_host_label(const char *label, int len, bool idn)
{
	if (len < 1 || len > 63 || label[0] == '-' || label[len - 1] == '-')
		return false;
	for (int i = 0; i < len; i++)
		if (!is_alnum(label[i]) && label[i] != '-')
			return false;
	if (idn && len >= 4 && label[2] == '-' && label[3] == '-')
		return crm_idn_a_label(label, len);
	return true;
}

static bool
is_hostname(const char *text, int len, bool idn)
{
	int			start = 0;

	if (len < 1 || len > 253)
		return false;
	for (int i = 0; i <= len; i++)
		if (i == len || text[i] == '.')
		{
			if (!is_host_label(text + start, i - start, idn))
				return false;
			start = i + 1;
		}
	return true;
}

bool
crm_format_hostname(const char *text, int len)
{
	return is_hostname(text, len, true);
}

/* Before draft-07, a hyphen was a hyphen anywhere inside. */
bool
crm_format_old_hostname(const char *text, int len)
{
	return is_hostname(text, len, false);
}

/* A domain of RFC 6531: what lies beyond ASCII may stand in any label. */
static bool
is_utf8_domain(const char *text, int len)
{
	int			start = 0;

	if (len > 255)
		return false;
	for (int i = 0; i <= len; i++)
	{
		if (i == len || text[i] == '.')
		{
			if (i == start || text[start] == '-' || text[i - 1] == '-')
				return false;
			start = i + 1;
		}
		else if (!is_alnum(text[i]) && text[i] != '-' &&
				 !IS_HIGHBIT_SET(text[i]))
			return false;
	}
	return true;
}

static bool
is_local_part(const char *text, int len, bool international)
{
	bool		dot = true;		/* none may begin */

	if (len < 1 || len > 64)
		return false;
	if (text[0] == '"')
	{
		if (len < 2 || text[len - 1] != '"')
			return false;
		for (int i = 1; i < len - 1; i++)
		{
			if (text[i] == '\\' && ++i == len - 1)
				return false;
			if ((unsigned char) text[i] < ' ' || text[i] == 0x7F ||
				(IS_HIGHBIT_SET(text[i]) && !international) ||
				(text[i] == '"' && text[i - 1] != '\\'))
				return false;
		}
		return true;
	}
	for (int i = 0; i < len; i++)
	{
		if (text[i] == '.')
		{
			if (dot)
				return false;
			dot = true;
			continue;
		}
		dot = false;
		if (IS_HIGHBIT_SET(text[i]) ? !international
			: !is_alnum(text[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", text[i]))
			return false;
	}
	return !dot;
}

/* [192.0.2.1] or [IPv6:2001:db8::1] */
static bool
is_address_literal(const char *text, int len)
{
	if (len < 2 || text[len - 1] != ']')
		return false;
	text++;
	len -= 2;
	if (len > 5 && pg_strncasecmp(text, "IPv6:", 5) == 0)
		return crm_format_ipv6(text + 5, len - 5);
	return crm_format_ipv4(text, len);
}

static bool
is_mailbox(const char *text, int len, bool international)
{
	int			at = len - 1;

	while (at >= 0 && text[at] != '@')
		at--;
	if (at < 1 || at == len - 1 || !is_local_part(text, at, international))
		return false;
	text += at + 1;
	len -= at + 1;
	if (text[0] == '[')
		return is_address_literal(text, len);
	return international ? is_utf8_domain(text, len)
		: crm_format_hostname(text, len);
}

bool
crm_format_email(const char *text, int len)
{
	return is_mailbox(text, len, false);
}

bool
crm_format_idn_email(const char *text, int len)
{
	return is_mailbox(text, len, true);
}

/*-------------------------------------------------------------------------
 *
 * formats_time.c
 *	  Dates and times of RFC 3339, durations of its appendix A.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/formats.h"

/* A number of exactly n digits; -1: not there. */
static inline int
digits(const char *text, int n)
{
	int			value = 0;

	for (int i = 0; i < n; i++)
	{
		unsigned int digit = (unsigned char) text[i] - '0';

		if (digit > 9)
			return -1;
		value = value * 10 + (int) digit;
	}
	return value;
}

bool
crm_format_date(const char *text, int len)
{
	static const int8 days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int			year;
	int			month;
	int			day;

	if (len != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = digits(text, 4);
	month = digits(text + 5, 2);
	day = digits(text + 8, 2);
	if (year < 0 || month < 1 || month > 12 || day < 1)
		return false;
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return day <= 29;
	return day <= days[month - 1];
}

/* "Z" or "+hh:mm", in minutes east of Greenwich. */
static bool
read_offset(const char *text, int len, int *offset)
{
	int			hour;
	int			minute;

	if (len == 1 && (*text == 'Z' || *text == 'z'))
	{
		*offset = 0;
		return true;
	}
	if (len != 6 || (*text != '+' && *text != '-') || text[3] != ':')
		return false;
	hour = digits(text + 1, 2);
	minute = digits(text + 4, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*offset = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
	return true;
}

/* A leap second is the last of a day of UTC. */
bool
crm_format_time(const char *text, int len)
{
	int			hour;
	int			minute;
	int			second;
	int			offset;
	int			at = 8;

	if (len < 9 || text[2] != ':' || text[5] != ':')
		return false;
	hour = digits(text, 2);
	minute = digits(text + 3, 2);
	second = digits(text + 6, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
		second < 0 || second > 60)
		return false;
	if (text[at] == '.')
	{
		for (at++; at < len && digits(text + at, 1) >= 0; at++)
			 /* fraction */ ;
		if (at == 9)
			return false;
	}
	if (!read_offset(text + at, len - at, &offset))
		return false;
	return second < 60 ||
		(hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439;
}

bool
crm_format_date_time(const char *text, int len)
{
	return len > 11 && (text[10] == 'T' || text[10] == 't') &&
		crm_format_date(text, 10) && crm_format_time(text + 11, len - 11);
}

/*
 * Reads number and unit pairs as long as their units come in this order and,
 * as the grammar has it, without a gap; false if there is none.
 */
static bool
read_units(const char **text, const char *end, const char *units)
{
	const char *expected = NULL;
	int			n = 0;

	while (*text < end && digits(*text, 1) >= 0)
	{
		const char *at = *text;
		const char *unit;

		while (at < end && digits(at, 1) >= 0)
			at++;
		if (at == end || *at == '\0' || (unit = strchr(units, *at)) == NULL ||
			(expected && unit != expected))
			return false;
		expected = unit + 1;
		*text = at + 1;
		n++;
	}
	return n > 0;
}

bool
crm_format_duration(const char *text, int len)
{
	const char *end = text + len;

	if (len < 3 || *text++ != 'P')
		return false;
	if (end[-1] == 'W')
		return read_units(&text, end, "W") && text == end;
	if (*text != 'T' && !read_units(&text, end, "YMD"))
		return false;
	if (text == end)
		return true;
	return *text++ == 'T' && read_units(&text, end, "HMS") && text == end;
}

/*-------------------------------------------------------------------------
 *
 * hex.h
 *	  The value of a hexadecimal digit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_HEX_H
#define CRM_HEX_H

/* 0 to 15, or -1 where the character is no digit. */
static inline int
crm_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

#endif							/* CRM_HEX_H */

/*-------------------------------------------------------------------------
 *
 * utf8.h
 *	  Text as code points: for what is defined on Unicode, in a database of
 *	  any encoding.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_UTF8_H
#define CRM_UTF8_H

extern const char *crm_to_utf8(const char *text, int *len);
extern uint32 crm_utf8_next(const char **text, const char *end);

#endif							/* CRM_UTF8_H */

/*-------------------------------------------------------------------------
 *
 * uri.h
 *	  Resolving URI references (RFC 3986, section 5) and JSON Pointers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_URI_H
#define CRM_URI_H

#include "lib/stringinfo.h"

extern char *crm_uri_resolve(const char *base, const char *reference);
extern char *crm_uri_split_fragment(const char *uri, const char **fragment);
extern char *crm_percent_decode(const char *text, int len);
extern void crm_pointer_append(StringInfo pointer, const char *token, int len);
extern char *crm_pointer_child(const char *pointer, const char *token, int len);
extern char *crm_pointer_token(const char **rest, int *len);

#endif							/* CRM_URI_H */

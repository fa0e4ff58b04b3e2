/*-------------------------------------------------------------------------
 *
 * error.h
 *	  Helpers for error texts: shortened values, nearest names, and the one
 *	  message for what a signature promises and this version lacks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_ERROR_H
#define CRM_ERROR_H

extern char *crm_shorten(const char *text, int len, int max_bytes);
extern const char *crm_nearest_name(const char *name, int len,
									const char *const *candidates, int n);

#endif							/* CRM_ERROR_H */

/*-------------------------------------------------------------------------
 *
 * pattern.h
 *	  Regular expressions of ECMA-262, as "pattern" has them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PATTERN_H
#define CRM_PATTERN_H

typedef struct CrmPattern CrmPattern;

/* What is wrong with an expression, and where. */
typedef struct CrmPatternError
{
	const char *message;
	int			offset;			/* in characters, of the place */
	bool		unsupported;	/* well formed, but beyond us */
} CrmPatternError;

extern CrmPattern *crm_pattern_compile(const char *source, int len,
									   CrmPatternError *error);
extern bool crm_pattern_matches(const CrmPattern *pattern,
								const char *text, int len);
extern bool crm_pattern_is_well_formed(const char *source, int len);
extern const char *crm_pattern_source(const CrmPattern *pattern);

#endif							/* CRM_PATTERN_H */

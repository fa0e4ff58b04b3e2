/*-------------------------------------------------------------------------
 *
 * pattern_tree.h
 *	  A parsed regular expression, before it is made to run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PATTERN_TREE_H
#define CRM_PATTERN_TREE_H

#include "document/pattern.h"

#define CRM_LAST_CODE_POINT 0x10FFFF

/* A set of code points, as sorted ranges that neither meet nor overlap. */
typedef struct CrmRange
{
	uint32		low;
	uint32		high;
} CrmRange;

typedef struct CrmCharSet
{
	CrmRange   *ranges;
	int			n;
	int			max;
} CrmCharSet;

typedef enum CrmPatternKind
{
	CRM_PATTERN_EMPTY,
	CRM_PATTERN_SET,			/* one character of a set */
	CRM_PATTERN_CAT,			/* left, then right */
	CRM_PATTERN_ALT,			/* left or right */
	CRM_PATTERN_REPEAT,			/* left, min to max times */
	CRM_PATTERN_GROUP,			/* left, captured */
	CRM_PATTERN_BACKREF,
	CRM_PATTERN_START,			/* ^ */
	CRM_PATTERN_END,			/* $ */
	CRM_PATTERN_WORD,			/* \b, or \B where negative */
	CRM_PATTERN_AHEAD,			/* (?=left), or (?!left) */
	CRM_PATTERN_BEHIND			/* (?<=left), or (?<!left) */
} CrmPatternKind;

typedef struct CrmPatternNode
{
	CrmPatternKind kind;
	bool		negative;
	int			min;
	int			max;			/* -1: no limit */
	int			group;
	int			offset;			/* in the source, for errors */
	const char *name;			/* of a named group, or of a reference to it */
	CrmCharSet *set;
	struct CrmPatternNode *left;
	struct CrmPatternNode *right;
} CrmPatternNode;

/* pattern_set.c */
extern CrmCharSet *crm_set_make(void);
extern void crm_set_add(CrmCharSet *set, uint32 low, uint32 high);
extern void crm_set_add_set(CrmCharSet *set, const CrmCharSet *other);
extern void crm_set_normalize(CrmCharSet *set);
extern void crm_set_invert(CrmCharSet *set);
extern void crm_set_add_digits(CrmCharSet *set);
extern void crm_set_add_word(CrmCharSet *set);
extern void crm_set_add_space(CrmCharSet *set);
extern void crm_set_add_dot(CrmCharSet *set);

/* unicode.c */
extern bool crm_set_add_property(CrmCharSet *set, const char *name,
								 const char *value);

/* pattern_parse.c */
extern CrmPatternNode *crm_pattern_parse(const char *source, int len,
										 CrmPatternError *error);

/* pattern_dfa.c */
typedef struct CrmDfa CrmDfa;

extern CrmDfa *crm_dfa_build(const CrmPatternNode *tree);
extern bool crm_dfa_matches(const CrmDfa *dfa, const char *text, int len);

/* pattern_regex.c */
typedef struct CrmRegex CrmRegex;

extern CrmRegex *crm_regex_build(const CrmPatternNode *tree,
								 CrmPatternError *error);
extern bool crm_regex_matches(CrmRegex *regex, const char *text, int len);

#endif							/* CRM_PATTERN_TREE_H */

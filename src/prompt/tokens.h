/*-------------------------------------------------------------------------
 *
 * tokens.h
 *	  How many tokens a language model will see in a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TOKENS_H
#define CRM_TOKENS_H

/* What the numbers below come from; stands in every manifest. */
#define CRM_TOKEN_METHOD "estimate"

extern int	crm_count_tokens(const char *text, int len);
extern int	crm_truncate_tokens(const char *text, int len, int max_tokens);

#endif							/* CRM_TOKENS_H */

/*-------------------------------------------------------------------------
 *
 * tokens.h
 *	  How many tokens a language model will see in a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TOKENS_H
#define CRM_TOKENS_H

/* What a count comes from; its name stands in every manifest. */
typedef enum CrmEncoding
{
	CRM_ENCODING_ESTIMATE,
	CRM_ENCODING_CL100K,
	CRM_ENCODING_O200K
} CrmEncoding;

#define CRM_ENCODINGS (CRM_ENCODING_O200K + 1)

/* token_encoding.c */
extern void crm_tokens_define_settings(void);
extern const char *crm_encoding_name(CrmEncoding encoding);
extern bool crm_encoding_find(const char *name, int len,
							  CrmEncoding *encoding);
extern int	crm_encoding_count(CrmEncoding encoding, const char *text,
							   int len);

/* tokens.c: the estimate */
extern int	crm_count_tokens(const char *text, int len);
extern int	crm_truncate_tokens(const char *text, int len, int max_tokens);

#endif							/* CRM_TOKENS_H */

/*-------------------------------------------------------------------------
 *
 * document_value.h
 *	  A feature's value in a coverage document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_DOCUMENT_VALUE_H
#define CRM_SCORE_DOCUMENT_VALUE_H

#include "score/score.h"

extern void crm_document_value(const CrmFeature *feature,
							   const Jsonb *document, CrmValue *value);
extern bool crm_parse_date(const char *text, int len, DateADT *date);

#endif							/* CRM_SCORE_DOCUMENT_VALUE_H */

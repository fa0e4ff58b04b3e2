/*-------------------------------------------------------------------------
 *
 * json_build.h
 *	  Building JSONB member by member.
 *
 * Texts are borrowed until the value is finished.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PROMPT_JSON_BUILD_H
#define CRM_PROMPT_JSON_BUILD_H

#include "utils/jsonb.h"

typedef JsonbParseState *CrmJsonBuild;

extern void crm_build_key(CrmJsonBuild *build, const char *key);
extern void crm_build_item(CrmJsonBuild *build, const char *text);
extern void crm_build_text(CrmJsonBuild *build, const char *key,
						   const char *text);
extern void crm_build_bytes(CrmJsonBuild *build, const char *key,
							const char *text, int len);
extern void crm_build_int(CrmJsonBuild *build, const char *key, int64 number);
extern void crm_build_bool(CrmJsonBuild *build, const char *key, bool value);
extern void crm_build_jsonb(CrmJsonBuild *build, const char *key,
							Jsonb *value);
extern void crm_build_begin_object(CrmJsonBuild *build, const char *key);
extern void crm_build_end_object(CrmJsonBuild *build);
extern void crm_build_begin_array(CrmJsonBuild *build, const char *key);
extern void crm_build_end_array(CrmJsonBuild *build);
extern Jsonb *crm_build_finish_object(CrmJsonBuild *build);

#endif							/* CRM_PROMPT_JSON_BUILD_H */

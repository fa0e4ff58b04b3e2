/*-------------------------------------------------------------------------
 *
 * unicode.h
 *	  What formats ask of single code points.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_UNICODE_H
#define CRM_UNICODE_H

typedef enum CrmIdnaClass
{
	CRM_IDNA_CLASS_DISALLOWED,
	CRM_IDNA_CLASS_VALID,
	CRM_IDNA_CLASS_CONTEXTJ,
	CRM_IDNA_CLASS_CONTEXTO
} CrmIdnaClass;

typedef enum CrmBidiClass
{
	CRM_BIDI_CLASS_OTHER,
	CRM_BIDI_CLASS_L,
	CRM_BIDI_CLASS_R,
	CRM_BIDI_CLASS_AL,
	CRM_BIDI_CLASS_EN,
	CRM_BIDI_CLASS_ES,
	CRM_BIDI_CLASS_CS,
	CRM_BIDI_CLASS_ET,
	CRM_BIDI_CLASS_AN,
	CRM_BIDI_CLASS_ON,
	CRM_BIDI_CLASS_BN,
	CRM_BIDI_CLASS_NSM
} CrmBidiClass;

/* The short names of RFC 5892: R, L, D and T. */
typedef enum CrmJoiningType
{
	CRM_JOINING_TYPE_U,
	CRM_JOINING_TYPE_R,
	CRM_JOINING_TYPE_L,
	CRM_JOINING_TYPE_D,
	CRM_JOINING_TYPE_T,
	CRM_JOINING_TYPE_C
} CrmJoiningType;

extern CrmIdnaClass crm_unicode_idna_class(uint32 c);
extern CrmBidiClass crm_unicode_bidi_class(uint32 c);
extern CrmJoiningType crm_unicode_joining_type(uint32 c);
extern bool crm_unicode_is_virama(uint32 c);
extern bool crm_unicode_is_mark(uint32 c);
extern bool crm_unicode_has_script(uint32 c, const char *script);

#endif							/* CRM_UNICODE_H */

/*-------------------------------------------------------------------------
 *
 * formats.h
 *	  The formats of JSON Schema, each a function of a string.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_FORMATS_H
#define CRM_FORMATS_H

typedef bool (*CrmFormatCheck) (const char *text, int len);

/* formats.c */
extern int	crm_format_by_name(const char *name, int len, bool before_draft_7);
extern const char *crm_format_name(int format);
extern const char *crm_format_example(int format);
extern bool crm_format_holds(int format, const char *text, int len);

/* formats_time.c */
extern bool crm_format_date(const char *text, int len);
extern bool crm_format_time(const char *text, int len);
extern bool crm_format_date_time(const char *text, int len);
extern bool crm_format_duration(const char *text, int len);

/* formats_net.c */
extern bool crm_format_email(const char *text, int len);
extern bool crm_format_idn_email(const char *text, int len);
extern bool crm_format_hostname(const char *text, int len);
extern bool crm_format_old_hostname(const char *text, int len);
extern bool crm_format_ipv4(const char *text, int len);
extern bool crm_format_ipv6(const char *text, int len);
extern bool crm_format_uuid(const char *text, int len);

/* formats_idn.c */
extern bool crm_format_idn_hostname(const char *text, int len);
extern bool crm_idn_a_label(const char *text, int len);

/* formats_uri.c */
extern bool crm_format_uri(const char *text, int len);
extern bool crm_format_uri_reference(const char *text, int len);
extern bool crm_format_iri(const char *text, int len);
extern bool crm_format_iri_reference(const char *text, int len);
extern bool crm_format_uri_template(const char *text, int len);
extern bool crm_format_json_pointer(const char *text, int len);
extern bool crm_format_relative_json_pointer(const char *text, int len);

#endif							/* CRM_FORMATS_H */

/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between PostgreSQL versions, the only place that names them.
 *
 * Include after postgres.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_COMPAT_H
#define CRM_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "crm needs PostgreSQL 15 or newer"
#endif

/*
 * Where pointers have four bytes, the server passed eight-byte values by
 * reference until 19: a null one of those is no value to look at.
 */
#if PG_VERSION_NUM < 190000 && !defined(USE_FLOAT8_BYVAL)
#error "crm needs a 64-bit PostgreSQL"
#endif

#include "storage/proc.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Says, before a declaration, that the function does not return. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/* The local transaction id, unique within a backend's life. */
#if PG_VERSION_NUM >= 170000
#define CRM_MY_LXID (MyProc->vxid.lxid)
#else
#define CRM_MY_LXID (MyProc->lxid)
#endif

/* Does anybody see to it that a constraint (Form_pg_constraint) holds? */
#if PG_VERSION_NUM >= 180000
#define CRM_CONSTRAINT_IS_ENFORCED(constraint) ((constraint)->conenforced)
#else
#define CRM_CONSTRAINT_IS_ENFORCED(constraint) true
#endif

/* What pg_b64_encode() reads and pg_b64_decode() writes. */
#if PG_VERSION_NUM >= 180000
typedef uint8 CrmBase64Byte;
#else
typedef char CrmBase64Byte;
#endif

#endif							/* CRM_COMPAT_H */

/*-------------------------------------------------------------------------
 *
 * builtin_rows.h
 *	  Rows that came with the extension.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_BUILTIN_ROWS_H
#define CRM_BUILTIN_ROWS_H

/* True while an inserted row is written over the builtin row it stands for. */
extern bool crm_merging_builtin_row;

#endif							/* CRM_BUILTIN_ROWS_H */

/*-------------------------------------------------------------------------
 *
 * model_reader.h
 *	  Reading the members of a model's definition, each with its place for the
 *	  error that says what is wrong with it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_MODEL_READER_H
#define CRM_SCORE_MODEL_READER_H

#include "common/compat.h"
#include "score/model.h"

pg_noreturn extern void crm_model_error(const char *place, const char *problem,
										const char *hint);
extern void crm_check_type(const CrmJson *value, const char *place,
						   CrmJsonType type);
extern bool crm_has_member(const CrmJson *object, const char *name);
extern void crm_read_member(const CrmJson *object, const char *place,
							const char *name, CrmJsonType type, CrmJson *value);
extern const char *crm_read_string(const CrmJson *object, const char *place,
								   const char *name);
extern double crm_to_number(const CrmJson *value, const char *place);
extern double crm_read_number(const CrmJson *object, const char *place,
							  const char *name);
extern double crm_read_days_or(const CrmJson *object, const char *place,
							   const char *name, double otherwise);
extern double crm_read_urgency_or(const CrmJson *object, const char *place,
								  const char *name, double otherwise);
extern double crm_queue_grain(double value);
extern CrmPoints crm_to_points(const CrmJson *value, const char *place);
extern CrmPoints crm_read_points(const CrmJson *object, const char *place,
								 const char *name);
extern CrmPoints crm_read_points_or(const CrmJson *object, const char *place,
									const char *name, CrmPoints otherwise);
extern int	crm_read_choice(const CrmJson *object, const char *place,
							const char *name, const char *const *choices,
							int n, int otherwise);
extern int	crm_read_strings(const CrmJson *object, const char *place,
							 const char *name, const char ***strings);
extern void crm_read_pair(const CrmJson *item, const char *place,
						  double *first, double *second);
extern void crm_check_exceptions(const CrmJson *root);
extern void crm_read_feature(const CrmJson *root, const CrmJson *object,
							 const char *place, CrmFeature *feature);

#endif							/* CRM_SCORE_MODEL_READER_H */

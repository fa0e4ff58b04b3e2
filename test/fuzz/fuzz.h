/*-------------------------------------------------------------------------
 *
 * fuzz.h
 *	  What a libFuzzer target defines, and what the driver gives it.
 *
 * A target is targets/<name>.c, with targets/<name>.seeds beside it, which
 * writes inputs to begin with into the directory it is given, and prints a
 * dictionary.  test/fuzz/run builds it with the engines' sources into a module,
 * and runs it inside of a backend.
 *
 *-------------------------------------------------------------------------
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "utils/jsonb.h"

#include "common/compat.h"

/* ---- defined by the target ---- */

extern const int fuzz_max_len;	/* of an input, in bytes */

/* Once, before the first input; what it allocates lasts. */
extern void fuzz_start(void);

/*
 * One input.  What it allocates is freed after it.  It may raise an error, but
 * not one about what cannot happen (class XX) or about memory.
 */
extern void fuzz_input(const char *data, int size);

/*
 * Optional: another input made from one, as LLVMFuzzerCustomMutator.  Targets
 * whose inputs are JSON texts with zero bytes between them use
 * json_mutator.c, by FUZZ_JSON_MUTATOR.
 */
extern size_t fuzz_mutate_json(uint8 *data, size_t size, size_t max_size,
							   unsigned int seed);

#define FUZZ_JSON_MUTATOR \
extern size_t LLVMFuzzerCustomMutator(uint8 *data, size_t size, \
									  size_t max_size, unsigned int seed); \
size_t \
LLVMFuzzerCustomMutator(uint8 *data, size_t size, size_t max_size, \
						unsigned int seed) \
{ \
	return fuzz_mutate_json(data, size, max_size, seed); \
} \
extern int	fuzz_no_such_symbol

/* ---- given by the driver ---- */

/* Prints what is wrong, and stops: the input is kept as a crash. */
pg_noreturn extern void fuzz_fail(const char *format,...) pg_attribute_printf(1, 2);

/* The input's next part, up to a zero byte or the end; false: none is left. */
typedef struct FuzzParts
{
	const char *next;
	const char *end;
} FuzzParts;

extern bool fuzz_part(FuzzParts *parts, const char **text, int *len);

/*
 * A copy whose next byte belongs to nobody: reading on crashes.  There are
 * four such places; the copy lasts until the next one in the same place.
 */
#define FUZZ_PLACES 4
extern const char *fuzz_guarded(int place, const char *data, int len);

/* Valid in the database's encoding? */
extern bool fuzz_is_text(const char *data, int len);

/* A text value of it, which nothing may read past; in place 3. */
extern text *fuzz_text(const char *data, int len);

/* Of a JSON text; raises what is wrong with it. */
extern Jsonb *fuzz_jsonb(const char *data, int len);

/* The same JSON by PostgreSQL's own reckoning? */
extern bool fuzz_same_jsonb(Jsonb *a, Jsonb *b);

#endif							/* FUZZ_H */

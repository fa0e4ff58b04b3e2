/*-------------------------------------------------------------------------
 *
 * self.c
 *	  Fuzz target: itself, wrong on purpose, to see whether that is found.
 *
 * Run by test/fuzz/selftest, one kind of mistake at a time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "../fuzz.h"

const int	fuzz_max_len = 8;

static volatile int sink;

void
fuzz_start(void)
{
}

void
fuzz_input(const char *data, int size)
{
	const char *copy = fuzz_guarded(0, data, size);
	static const int table[4] = {1, 2, 3, 4};

	if (size < 4 || memcmp(data, "try", 3) != 0)
		return;
	switch (data[3])
	{
		case 'r':				/* reads past the end */
			sink = copy[size];
			break;
		case 'i':				/* says that it cannot happen */
			elog(ERROR, "it happened");
			break;
		case 't':				/* takes too long */
			while (sink >= 0)
				sink = 0;
			break;
		case 'u':				/* is undefined in C */
			sink = table[data[3] & 7];
			break;
		case 'w':				/* is wrong by the target's own reckoning */
			fuzz_fail("wrong");
	}
}

/*
 * fail_malloc.c
 *	  For 008_faults.pl, preloaded into a server: makes allocations of one process fail, here and there.
 *
 * Which and how often says the file that FAIL_MALLOC names: five 64-bit numbers, the process (0: none), one in how many
 * fails, the state of the dice, how many were refused, and how many at most.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_calloc(size_t n, size_t size);

static volatile uint64_t *control = NULL;

__attribute__((constructor)) static void
attach(void)
{
	const char *path = getenv("FAIL_MALLOC");
	int			fd = path ? open(path, O_RDWR) : -1;

	if (fd < 0)
		return;
	control = mmap(NULL, 5 * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (control == MAP_FAILED)
		control = NULL;
	close(fd);
}

static int
fails(void)
{
	uint64_t	dice;

	if (control == NULL || control[0] == 0 || control[0] != (uint64_t) getpid() || control[3] >= control[4])
		return 0;
	dice = control[2];
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	control[2] = dice;
	if (dice % control[1] != 0)
		return 0;
	control[3]++;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

/*-------------------------------------------------------------------------
 *
 * driver.c
 *	  Runs a libFuzzer target inside a backend.
 *
 * A backend, because the engines need one: memory contexts, errors, encodings,
 * JSONB.  libFuzzer makes inputs and sees, by the module's instrumentation,
 * which branches one reaches.  Errors are an engine's right; what is looked for
 * is a crash, a failed assertion, undefined behaviour, a byte read past the
 * end, an error about what cannot happen, an input that takes long or much
 * memory, and whatever else the target calls wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "fuzz.h"

PG_MODULE_MAGIC;

/* libFuzzer's own main, with another name. */
extern int	LLVMFuzzerRunDriver(int *argc, char ***argv,
								int (*callback) (const uint8 *data,
												 size_t size));

static MemoryContext input_context;

static int	one_input(const uint8 *data, size_t size);

void
fuzz_fail(const char *format,...)
{
	va_list		args;

	fputs("WRONG: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

/* Called by libFuzzer when something crashes: places in here, for addr2line. */
extern void __sanitizer_print_stack_trace(void);
void
__sanitizer_print_stack_trace(void)
{
	void	   *frames[40];
	int			n = backtrace(frames, lengthof(frames));
	Dl_info		here;
	Dl_info		frame;

	dladdr(one_input, &here);
	for (int i = 0; i < n; i++)
		if (dladdr(frames[i], &frame) && frame.dli_fbase == here.dli_fbase)
			fprintf(stderr, "frame 0x%zx\n",
					(char *) frames[i] - (char *) frame.dli_fbase - 1);
}

bool
fuzz_part(FuzzParts *parts, const char **text, int *len)
{
	const char *zero;

	if (parts->next == NULL)
		return false;
	zero = memchr(parts->next, '\0', parts->end - parts->next);
	*text = parts->next;
	*len = (int) ((zero ? zero : parts->end) - parts->next);
	parts->next = zero ? zero + 1 : NULL;
	return true;
}

/* Each place is a mapping whose last page nobody may touch. */
const char *
fuzz_guarded(int place, const char *data, int len)
{
	static char *places[FUZZ_PLACES];
	static const int room = 1024 * 1024;
	char	   *copy;

	if (len > room)
		elog(PANIC, "no room for %d bytes", len);
	if (places[place] == NULL)
	{
		long		page = sysconf(_SC_PAGESIZE);
		char	   *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
							   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (map == MAP_FAILED || mprotect(map + room, page, PROT_NONE) != 0)
			elog(PANIC, "could not make a guarded place: %m");
		places[place] = map;
	}
	copy = places[place] + room - len;
	memcpy(copy, data, len);
	return copy;
}

bool
fuzz_is_text(const char *data, int len)
{
	return pg_verifymbstr(data, len, true);
}

text *
fuzz_text(const char *data, int len)
{
	char	   *value = palloc(VARHDRSZ + len);

	SET_VARSIZE(value, VARHDRSZ + len);
	memcpy(VARDATA(value), data, len);
	return (text *) fuzz_guarded(3, value, VARHDRSZ + len);
}

Jsonb *
fuzz_jsonb(const char *data, int len)
{
	char	   *json = pnstrdup(data, len);

	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
											  CStringGetDatum(json)));
}

bool
fuzz_same_jsonb(Jsonb *a, Jsonb *b)
{
	return DatumGetBool(DirectFunctionCall2(jsonb_eq, JsonbPGetDatum(a),
											JsonbPGetDatum(b)));
}

/* A server built with assertions warns of bytes written past a chunk's end. */
static void
judge_message(ErrorData *message)
{
	if (message->elevel == WARNING && message->message &&
		(strstr(message->message, "past chunk end") ||
		 strstr(message->message, "problem in alloc set")))
		fuzz_fail("%s", message->message);
}

/* After an error: may the engine raise this one? */
static void
judge_error(void)
{
	ErrorData  *error;

	switch (geterrcode())
	{
		case ERRCODE_QUERY_CANCELED:
		case ERRCODE_ADMIN_SHUTDOWN:
			PG_RE_THROW();
	}
	MemoryContextSwitchTo(input_context);
	error = CopyErrorData();
	FlushErrorState();
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INTERNAL_ERROR ||
		ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_DATA_CORRUPTED ||
		error->sqlerrcode == ERRCODE_OUT_OF_MEMORY)
		fuzz_fail("error %s: %s (%s, %s:%d)",
				  unpack_sql_state(error->sqlerrcode), error->message,
				  error->funcname, error->filename, error->lineno);
}

static int
one_input(const uint8 *data, size_t size)
{
	MemoryContext old;

	/* What others want of this backend: DROP DATABASE waits for an answer. */
	CHECK_FOR_INTERRUPTS();
	old = MemoryContextSwitchTo(input_context);
	PG_TRY();
	{
		fuzz_input((const char *) data, (int) size);
	}
	PG_CATCH();
	{
		judge_error();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(old);
	MemoryContextReset(input_context);
	return 0;
}

/* How long it really ran: on a busy machine less than it was given. */
static void
print_cpu_time(void)
{
	struct rusage used;

	if (getrusage(RUSAGE_SELF, &used) == 0)
		fprintf(stderr, "stat::cpu_sec: %ld\n",
				(long) (used.ru_utime.tv_sec + used.ru_stime.tv_sec));
}

/*
 * fuzz(log text, arguments text[]): libFuzzer ends the process when it is done
 */
PG_FUNCTION_INFO_V1(fuzz);
Datum
fuzz(PG_FUNCTION_ARGS)
{
	int			log = open(text_to_cstring(PG_GETARG_TEXT_PP(0)),
						   O_WRONLY | O_CREAT | O_APPEND, 0666);
	Datum	   *items;
	int			n;
	int			argc = 0;
	char	  **argv;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false,
					  TYPALIGN_INT, &items, NULL, &n);
	argv = palloc0((n + 3) * sizeof(char *));
	argv[argc++] = "fuzz";
	argv[argc++] = psprintf("-max_len=%d", fuzz_max_len);
	for (int i = 0; i < n; i++)
		argv[argc++] = TextDatumGetCString(items[i]);

	input_context = AllocSetContextCreate(TopMemoryContext, "fuzz",
										  ALLOCSET_DEFAULT_SIZES);
	emit_log_hook = judge_message;
	fuzz_start();
	if (log < 0 || dup2(log, STDERR_FILENO) < 0)
		elog(ERROR, "could not open the log: %m");
	/* libFuzzer leaves a signal alone that somebody handles already. */
	signal(SIGALRM, SIG_DFL);
	signal(SIGFPE, SIG_DFL);
	atexit(print_cpu_time);
	LLVMFuzzerRunDriver(&argc, &argv, one_input);
	PG_RETURN_VOID();
}

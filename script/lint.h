/* What cppcheck has to know of PostgreSQL: it does not read the server's headers. */
#define pg_noreturn __attribute__((noreturn))
#define pg_unreachable() abort()
#define ereport(level, rest) do { if ((level) >= 21) abort(); } while (0)
#define elog(level, ...) do { if ((level) >= 21) abort(); } while (0)
#define ERROR 21
#define WARNING 19
#define NOTICE 18
#define LOG 15
#define DEBUG1 14
#define DEBUG2 13
#define Assert(condition) do { if (!(condition)) abort(); } while (0)
#define StaticAssertStmt(condition, message) ((void) 0)
#define INT64_FORMAT "%ld"
#define UINT64_FORMAT "%lu"
#define lengthof(array) (sizeof(array) / sizeof((array)[0]))
#define FLEXIBLE_ARRAY_MEMBER
#define PG_FUNCTION_INFO_V1(name) extern unsigned long name(struct FunctionCallInfoBaseData *fcinfo)
#define PG_FUNCTION_ARGS struct FunctionCallInfoBaseData *fcinfo
#define PG_MODULE_MAGIC
#define Max(a, b) ((a) > (b) ? (a) : (b))
#define Min(a, b) ((a) < (b) ? (a) : (b))
#define PG_VERSION_NUM 180000
#define pg_attribute_printf(format, arguments)
#define CppAsString2(x) #x
#define foreach(cell, list) for (cell = first_of(list); cell; cell = next_of(list, cell))
#define lfirst(cell) value_of(cell)

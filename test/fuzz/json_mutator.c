/*-------------------------------------------------------------------------
 *
 * json_mutator.c
 *	  Makes a JSON text from another, by values rather than by bytes.
 *
 * A byte changed at random mostly leaves no JSON.  Here a value takes another's
 * place, is wrapped, doubled or dropped, or has its own bytes changed by
 * libFuzzer, which knows the target's words.  An input may hold several texts
 * with zero bytes between them: values wander from one to the other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "fuzz.h"

#define MAX_VALUES 256

/* libFuzzer's own ways to change bytes. */
extern size_t LLVMFuzzerMutate(uint8 *data, size_t size, size_t max_size);

typedef struct Span
{
	int			start;
	int			end;
} Span;

typedef struct Values
{
	const char *text;
	int			size;
	int			n;
	Span		spans[MAX_VALUES];	/* keys of objects among them */
} Values;

static int
string_end(const Values *values, int at)
{
	for (at++; at < values->size && values->text[at] != '"'; at++)
		if (values->text[at] == '\\')
			at++;
	return Min(at + 1, values->size);
}

/* Where the array or object ends that begins at "at". */
static int
container_end(const Values *values, int at)
{
	int			depth = 0;

	while (at < values->size)
	{
		char		c = values->text[at];

		if (c == '"')
		{
			at = string_end(values, at);
			continue;
		}
		at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			break;
	}
	return at;
}

static void
find_values(Values *values)
{
	int			at = 0;

	values->n = 0;
	while (at < values->size && values->n < MAX_VALUES)
	{
		Span	   *span = &values->spans[values->n];
		char		c = values->text[at];

		span->start = at;
		if (c == '{' || c == '[')
		{
			span->end = container_end(values, at++);
			values->n++;
		}
		else if (c == '"')
		{
			span->end = at = string_end(values, at);
			values->n++;
		}
		else if (isalnum((unsigned char) c) || c == '-')
		{
			while (at < values->size &&
				   (isalnum((unsigned char) values->text[at]) ||
					strchr("+-.", values->text[at]) != NULL) &&
				   values->text[at] != '\0')
				at++;
			span->end = at;
			values->n++;
		}
		else
			at++;
	}
}

/* Drops a value with the comma, or the name, that comes with it. */
static Span
with_neighbours(const Values *values, Span span)
{
	const char *text = values->text;
	int			before = span.start;
	int			after = span.end;

	while (after < values->size && isspace((unsigned char) text[after]))
		after++;
	while (before > 0 && isspace((unsigned char) text[before - 1]))
		before--;
	if (before > 0 && text[before - 1] == ':')
	{
		for (int i = 0; i < values->n; i++)
		{
			int			end = values->spans[i].end;

			while (end < before && isspace((unsigned char) text[end]))
				end++;
			if (end == before - 1 && text[values->spans[i].start] == '"')
				return with_neighbours(values, (Span) {values->spans[i].start, span.end});
		}
	}
	if (after < values->size && text[after] == ',')
		return (Span) {span.start, after + 1};
	if (before > 0 && text[before - 1] == ',')
		return (Span) {before - 1, span.end};
	return span;
}

/* data[span] becomes what is given; the new size, or 0 if there is no room. */
static size_t
replace(uint8 *data, size_t size, size_t max_size, Span span,
		const char *with, int len)
{
	size_t		now = size - (span.end - span.start) + len;

	if (now > max_size || now == 0)
		return 0;
	memmove(data + span.start + len, data + span.end, size - span.end);
	memcpy(data + span.start, with, len);
	return now;
}

/* What a value becomes; in a buffer of its own. */
static int
new_value(const Values *values, Span span, uint32 choice, char *buffer,
		  int room)
{
	static const char *const simple[] = {
		"null", "true", "false", "0", "-1", "1.5", "1e400", "0.1", "\"\"", "[]", "{}",
		"\"a\"", "9007199254740993", "[1, 1]", "{\"a\": 1}", "\"\\ud83d\\ude00\""
	};
	static const char *const wraps[] = {
		"[%.*s]", "{\"a\": %.*s}", "{\"not\": %.*s}", "[%.*s, 1]",
		"{\"items\": %.*s}", "{\"properties\": {\"a\": %.*s}}",
		"%.*s, %.*s"
	};
	Span		other = values->spans[choice / 16 % values->n];
	const char *text = values->text;
	int			len = span.end - span.start;

	switch (choice % 8)
	{
		case 0:
			return snprintf(buffer, room, "%s",
							simple[choice / 8 % lengthof(simple)]);
		case 1:
			return snprintf(buffer, room, wraps[choice / 8 % lengthof(wraps)],
							len, text + span.start, len, text + span.start);
		case 2:
			return snprintf(buffer, room, "%.*s, %.*s", len, text + span.start,
							other.end - other.start, text + other.start);
		case 3:
		case 4:
			if (len > room)
				return -1;
			memcpy(buffer, text + span.start, len);
			return (int) LLVMFuzzerMutate((uint8 *) buffer, len, room);
		default:
			return snprintf(buffer, room, "%.*s", other.end - other.start,
							text + other.start);
	}
}

size_t
fuzz_mutate_json(uint8 *data, size_t size, size_t max_size, unsigned int seed)
{
	static Values values;
	static char text[64 * 1024];
	static char buffer[64 * 1024];
	uint32		choice = seed * 2654435761u;
	Span		span;
	size_t		now = 0;
	int			len;

	if (size > 0 && size <= sizeof(text) && seed % 5 != 0)
	{
		memcpy(text, data, size);
		values.text = text;
		values.size = (int) size;
		find_values(&values);
		if (values.n > 0)
		{
			span = values.spans[(choice >> 8) % values.n];
			if (choice % 11 == 0)
				now = replace(data, size, max_size,
							  with_neighbours(&values, span), "", 0);
			else
			{
				len = new_value(&values, span, choice / 11 ^ seed >> 5,
								buffer, sizeof(buffer));
				if (len >= 0 && len < sizeof(buffer))
					now = replace(data, size, max_size, span, buffer, len);
			}
		}
	}
	return now ? now : LLVMFuzzerMutate(data, size, max_size);
}

/*-------------------------------------------------------------------------
 *
 * bpe_vocabulary.c
 *	  An encoding's tokens and their ranks, from its file into a table that is
 *	  only read from then on.
 *
 * script/install-vocab writes the files.  All numbers are little-endian:
 *
 *	  0   8  "crmvocab"
 *	  8   4  1, the version of this layout
 *	 12   4  number of tokens
 *	 16   4  bytes of all tokens together
 *	 20   4  CRC-32C of everything behind the header
 *	 24  32  name of the encoding, filled with zeros
 *	 56   8  zeros
 *	 64      the length of each token in bytes, a byte each, by rank
 *	         the tokens, one after the other
 *
 * A file is read once a backend, when its encoding is first asked for, and
 * checked whole: what is wrong with it is an error, and nothing is kept.  The
 * table lives until the backend ends, in a memory context of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/stat.h>

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "port/pg_crc32c.h"
#include "storage/fd.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "token/bpe.h"

#define HEADER_BYTES 64
#define NAME_BYTES 32
#define MAX_TOKENS (1 << 21)	/* a rank and a place make 32 bits */
#define MAX_FILE_BYTES (256 * 1024 * 1024)

/* A vocabulary and the file that it came from. */
typedef struct Loaded
{
	char	   *path;
	BpeVocabulary *vocabulary;
} Loaded;

static Loaded loaded[CRM_ENCODINGS];
static char *vocabulary_directory;

void
crm_tokens_define_settings(void)
{
	DefineCustomStringVariable("crm.vocabulary_directory",
							   "Where the vocabularies of token encodings are; empty: beside the extension's control file.",
							   NULL, &vocabulary_directory, "",
							   PGC_SUSET, 0, NULL, NULL, NULL);
}

static char *
vocabulary_path(const char *name)
{
	char		share[MAXPGPATH];

	if (vocabulary_directory != NULL && *vocabulary_directory != '\0')
		return psprintf("%s/crm_%s.vocabulary", vocabulary_directory, name);
	get_share_path(my_exec_path, share);
	return psprintf("%s/extension/crm_%s.vocabulary", share, name);
}

static void
damaged(const char *path, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_CONFIG_FILE_ERROR),
			 errmsg("vocabulary file \"%s\" is damaged", path),
			 errdetail("%s", detail),
			 errhint("Run make install-vocab again.")));
}

/* The whole file; *size is how many bytes it has. */
static uint8 *
read_file(const char *path, const char *name, int *size)
{
	FILE	   *file = AllocateFile(path, PG_BINARY_R);
	struct stat about;
	uint8	   *content;

	if (file == NULL && errno == ENOENT)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("the vocabulary of token encoding \"%s\" is not installed",
						name),
				 errdetail("There is no file \"%s\".", path),
				 errhint("Run make install-vocab where crm was built, or use encoding \"estimate\", which needs no vocabulary.")));
	if (file == NULL || fstat(fileno(file), &about) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open vocabulary file \"%s\": %m", path)));
	if (about.st_size > MAX_FILE_BYTES)
		damaged(path, psprintf("It has " INT64_FORMAT " bytes.",
							   (int64) about.st_size));
	*size = (int) about.st_size;
	content = palloc(Max(*size, 1));
	if (fread(content, 1, *size, file) != *size)
		ereport(ERROR,
				(errcode(ERRCODE_IO_ERROR),
				 errmsg("could not read vocabulary file \"%s\"", path)));
	FreeFile(file);
	return content;
}

static uint32
number_at(const uint8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32) p[3] << 24;
}

/* Throws unless the header is right and fits the rest; returns the count. */
static int
check_header(const char *path, const char *name, const uint8 *content,
			 int size)
{
	char		wanted[NAME_BYTES] = {0};
	uint32		tokens;
	uint32		bytes;
	pg_crc32c	crc;

	if (size < HEADER_BYTES)
		damaged(path, psprintf("It has %d bytes, fewer than its header takes.",
							   size));
	strlcpy(wanted, name, NAME_BYTES);
	tokens = number_at(content + 12);
	bytes = number_at(content + 16);
	if (memcmp(content, "crmvocab", 8) != 0)
		damaged(path, "It is not a vocabulary of crm.");
	if (number_at(content + 8) != 1)
		damaged(path, psprintf("Its layout has version %u; this crm reads version 1.",
							   number_at(content + 8)));
	if (memcmp(content + 24, wanted, NAME_BYTES) != 0)
		damaged(path, psprintf("It is not the vocabulary of \"%s\".", name));
	if (tokens < 256 || tokens > MAX_TOKENS || bytes > MAX_FILE_BYTES ||
		(int64) HEADER_BYTES + tokens + bytes != size)
		damaged(path, psprintf("It has %d bytes, which do not fit %u tokens of %u bytes.",
							   size, tokens, bytes));
	INIT_CRC32C(crc);
	COMP_CRC32C(crc, content + HEADER_BYTES, size - HEADER_BYTES);
	FIN_CRC32C(crc);
	if (crc != number_at(content + 20))
		damaged(path, "Its checksum is not that of its content.");
	return (int) tokens;
}

/* Puts a token into its slot; false if it is there already. */
static bool
add_token(BpeVocabulary *v, uint32 start, int len, uint32 rank,
		  const uint8 *end)
{
	const uint8 *p = v->bytes + start;
	uint64		head = bpe_head(p, len, end);
	uint64		hash = bpe_hash(head, p, len);
	uint32		at = hash >> v->shift;

	while (v->slot[at].rank_bytes != 0)
	{
		const BpeSlot *slot = &v->slot[at];

		if ((slot->rank_bytes & 0xFF) == len &&
			memcmp(v->bytes + slot->rest, p, len) == 0)
			return false;
		at = (at + 1) & v->mask;
	}
	v->slot[at].head = head;
	v->slot[at].rest = start;
	v->slot[at].rank_bytes = rank << 8 | len;
	if (len == 2)
		v->pair[p[0] << 8 | p[1]] = rank;
	v->filter[hash >> BPE_FILTER_SHIFT] |=
		1 << (hash >> (BPE_FILTER_SHIFT - 3) & 7);
	v->longest = Max(v->longest, len);
	return true;
}

/*
 * Makes the table of a file's content, in the current memory context; throws
 * if anything is wrong with it.
 */
BpeVocabulary *
crm_bpe_read(const char *path, const char *name, const uint8 *content,
			 int size)
{
	int			tokens = check_header(path, name, content, size);
	BpeVocabulary *v = palloc0(sizeof(BpeVocabulary));
	const uint8 *lengths = content + HEADER_BYTES;
	int			bytes = size - HEADER_BYTES - tokens;
	int			start = 0;
	int			single = 0;

	/* at most half full, so that what is not there is soon known */
	v->mask = pg_nextpower2_32(2 * tokens) - 1;
	v->shift = 64 - pg_popcount32(v->mask);
	v->slot = palloc_extended(sizeof(BpeSlot) * ((Size) v->mask + 1),
							  MCXT_ALLOC_ZERO | MCXT_ALLOC_HUGE);
	v->filter = palloc0(1 << (BPE_FILTER_BITS - 3));
	v->bytes = palloc(Max(bytes, 1));
	memcpy(v->bytes, lengths + tokens, bytes);
	v->pair = palloc(sizeof(uint32) * 65536);
	for (int i = 0; i < 65536; i++)
		v->pair[i] = BPE_NO_RANK;
	for (int rank = 0; rank < tokens; rank++)
	{
		int			len = lengths[rank];

		if (len == 0 || start + len > bytes)
			damaged(path, psprintf("Token %d has no room.", rank));
		if (!add_token(v, start, len, rank, v->bytes + bytes))
			damaged(path, psprintf("Token %d is there twice.", rank));
		start += len;
		single += len == 1;
	}
	if (start != bytes)
		damaged(path, psprintf("%d bytes belong to no token.", bytes - start));
	if (single != 256)
		damaged(path, "Some byte is no token.");
	return v;
}

/* Reads a vocabulary into a context of its own below TopMemoryContext. */
static void
load(CrmEncoding encoding, char *path)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "crm vocabulary",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old;
	const char *name = crm_encoding_name(encoding);
	BpeVocabulary *v;
	uint8	   *content;
	int			size;

	content = read_file(path, name, &size);
	old = MemoryContextSwitchTo(context);
	v = crm_bpe_read(path, name, content, size);
	path = pstrdup(path);
	MemoryContextSetIdentifier(context, crm_encoding_name(encoding));
	MemoryContextSwitchTo(old);
	pfree(content);

	/* it stays only now that all is well */
	MemoryContextSetParent(context, TopMemoryContext);
	loaded[encoding].path = path;
	loaded[encoding].vocabulary = v;
}

/*
 * The vocabulary of an encoding, from where crm.vocabulary_directory says now;
 * throws if it is not installed, or its file is damaged.
 */
const BpeVocabulary *
crm_bpe_vocabulary(CrmEncoding encoding)
{
	Loaded	   *entry = &loaded[encoding];
	char	   *path = vocabulary_path(crm_encoding_name(encoding));

	if (entry->vocabulary != NULL && strcmp(entry->path, path) != 0)
	{
		MemoryContextDelete(GetMemoryChunkContext(entry->vocabulary));
		entry->vocabulary = NULL;
	}
	if (entry->vocabulary == NULL)
		load(encoding, path);
	pfree(path);
	return entry->vocabulary;
}

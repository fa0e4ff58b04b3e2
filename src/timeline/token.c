/*-------------------------------------------------------------------------
 *
 * token.c
 *	  Page tokens: a place in a timeline, and which timeline it is a place in.
 *
 * A token is 51 bytes in the URL-safe base64 alphabet, so 68 characters:
 *
 *		version (1), call (1), kinds (4), subject (8), tenant (8),
 *		time (8), rank (1), id (16), CRC-32C of all before (4)
 *
 * with numbers most significant byte first.  It is no secret and grants nothing:
 * whoever changes one gets another place of a timeline they may read anyway.
 * Whether it belongs to a call is for the caller to check.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/base64.h"
#include "port/pg_bswap.h"
#include "port/pg_crc32c.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "timeline/token.h"

#define TOKEN_VERSION 1
#define TOKEN_BYTES 51
#define TOKEN_CHARS 68

StaticAssertDecl(TOKEN_CHARS == TOKEN_BYTES / 3 * 4, "a token needs no padding");

static void
put_uint64(uint8 **p, uint64 value)
{
	value = pg_hton64(value);
	memcpy(*p, &value, sizeof(value));
	*p += sizeof(value);
}

static uint64
get_uint64(const uint8 **p)
{
	uint64		value;

	memcpy(&value, *p, sizeof(value));
	*p += sizeof(value);
	return pg_ntoh64(value);
}

static uint32
checksum(const uint8 *bytes)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, bytes, TOKEN_BYTES - sizeof(uint32));
	FIN_CRC32C(crc);
	return crc;
}

text *
crm_token_encode(const CrmPageToken *token)
{
	uint8		bytes[TOKEN_BYTES];
	uint8	   *p = bytes;
	uint32		kinds = pg_hton32(token->kinds);
	uint32		crc;
	text	   *encoded;
	char	   *c;
	int			i;

	*p++ = TOKEN_VERSION;
	*p++ = token->call;
	memcpy(p, &kinds, sizeof(kinds));
	p += sizeof(kinds);
	put_uint64(&p, token->subject);
	put_uint64(&p, token->tenant);
	put_uint64(&p, token->key.at);
	*p++ = token->key.rank;
	memcpy(p, token->key.id, CRM_EVENT_ID_LEN);
	p += CRM_EVENT_ID_LEN;
	crc = pg_hton32(checksum(bytes));
	memcpy(p, &crc, sizeof(crc));

	encoded = palloc(VARHDRSZ + TOKEN_CHARS);
	SET_VARSIZE(encoded, VARHDRSZ + TOKEN_CHARS);
	c = VARDATA(encoded);
	if (pg_b64_encode((void *) bytes, TOKEN_BYTES, (void *) c, TOKEN_CHARS) < 0)
		elog(ERROR, "could not encode a page token");
	for (i = 0; i < TOKEN_CHARS; i++)
	{
		if (c[i] == '+')
			c[i] = '-';
		else if (c[i] == '/')
			c[i] = '_';
	}
	return encoded;
}

/* False if the text is no token of ours. */
bool
crm_token_decode(const text *encoded, CrmPageToken *token)
{
	char		chars[TOKEN_CHARS];
	uint8		bytes[TOKEN_BYTES];
	const uint8 *p = bytes;
	uint32		kinds;
	uint32		crc;
	int			i;

	if (VARSIZE_ANY_EXHDR(encoded) != TOKEN_CHARS)
		return false;
	memcpy(chars, VARDATA_ANY(encoded), TOKEN_CHARS);
	for (i = 0; i < TOKEN_CHARS; i++)
	{
		/* The decoder skips blanks and takes padding: neither is ours. */
		if (chars[i] == '-')
			chars[i] = '+';
		else if (chars[i] == '_')
			chars[i] = '/';
		else if (!isalnum((unsigned char) chars[i]))
			return false;
	}
	if (pg_b64_decode((void *) chars, TOKEN_CHARS, (void *) bytes,
					  TOKEN_BYTES) != TOKEN_BYTES)
		return false;

	memcpy(&crc, bytes + TOKEN_BYTES - sizeof(crc), sizeof(crc));
	if (pg_ntoh32(crc) != checksum(bytes) || *p++ != TOKEN_VERSION)
		return false;
	token->call = *p++;
	memcpy(&kinds, p, sizeof(kinds));
	token->kinds = pg_ntoh32(kinds);
	p += sizeof(kinds);
	token->subject = get_uint64(&p);
	token->tenant = get_uint64(&p);
	token->key.at = get_uint64(&p);
	token->key.rank = *p++;
	memcpy(token->key.id, p, CRM_EVENT_ID_LEN);
	return IS_VALID_TIMESTAMP(token->key.at);
}

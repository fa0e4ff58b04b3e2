# Vocabularies of exact token counting: read from their files, checked whole, in any server encoding; what is wrong with a
# file is an error and no more.  The vocabularies here are small ones of our own.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('vocabulary');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION crm');

our $directory = PostgreSQL::Test::Utils::tempdir;
my $prelude = "SET crm.vocabulary_directory = '$directory';";

my @crc_table = map {
	my $crc = $_;
	$crc = $crc & 1 ? $crc >> 1 ^ 0x82F63B78 : $crc >> 1 for 1 .. 8;
	$crc
} 0 .. 255;

sub crc32c
{
	my $crc = 0xFFFFFFFF;
	$crc = $crc_table[ ($crc ^ $_) & 0xFF ] ^ $crc >> 8 for unpack 'C*', $_[0];
	return $crc ^ 0xFFFFFFFF;
}

# A vocabulary file: each byte, then these tokens, in the order of their ranks.
sub content
{
	my ($name, @tokens) = @_;
	@tokens = ((map { chr } 0 .. 255), @tokens);
	my $body = pack('C*', map { length } @tokens) . join '', @tokens;
	return pack('a8 V V V V a32 x8', 'crmvocab', 1, scalar @tokens, length join('', @tokens), crc32c($body), $name) . $body;
}

sub write_file
{
	my ($name, $content) = @_;
	my $path = "$directory/crm_$name.vocabulary";
	unlink $path;
	open my $file, '>:raw', $path or die "$path: $!";
	print $file $content;
	close $file;
	return $path;
}

sub answers
{
	my ($query, $expected, $name, $database) = @_;
	is($node->safe_psql($database // 'postgres', "$prelude $query"), $expected, $name);
}

# The same session goes on behind the error.
sub refuses
{
	my ($query, $pattern, $name, $database) = @_;
	my (undef, $stdout, $stderr) = $node->psql($database // 'postgres', "$prelude $query; SELECT 'goes on'", on_error_stop => 0);
	like($stderr, $pattern, $name);
	is($stdout, 'goes on', '... and the session goes on');
}

# Counting.
my @words = ('he', 'll', 'lo', 'hell', 'hello', ' w', 'or', "\xc3\xa9");
my $good = content('o200k_base', @words);
write_file('o200k_base', $good);
answers(q{SELECT crm.count_tokens('', 'o200k_base')}, '0', 'nothing has no token');
answers(q{SELECT crm.count_tokens('hello', 'o200k_base')}, '1', 'a piece that is a token');
answers(q{SELECT crm.count_tokens('helloo', 'o200k_base')}, '2', 'hello and o: the lowest rank is merged first');
answers(q{SELECT crm.count_tokens('llo', 'o200k_base')}, '2', 'll and o, though lo is a token');
answers(q{SELECT crm.count_tokens('hello world', 'o200k_base')}, '5', 'hello,  w, or, l, d');
answers(q{SELECT crm.count_tokens(repeat('hello', 20000), 'o200k_base')}, '20000', 'a long word');
answers(q{SELECT crm.count_tokens(repeat('x', 100000), 'o200k_base')}, '100000', 'one without any merge');
answers(q{SELECT crm.count_tokens('<|endoftext|>', 'o200k_base')}, '13', 'the name of a special token is text');
answers(q{SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'crm vocabulary'}, '0', 'nothing is loaded before it is asked for');
answers(q{DO $$BEGIN PERFORM crm.count_tokens('x', 'o200k_base') FROM generate_series(1, 100); END$$;
	SELECT count(*), sum(used_bytes) < 5e6 FROM pg_backend_memory_contexts WHERE name = 'crm vocabulary'}, '1|t', 'and then once');

# A budget in tokens of this vocabulary: more of them than of the true one.
$node->safe_psql('postgres', q{
	INSERT INTO crm.clients (id, client_type, first_name, last_name) VALUES (1000, 'individual', 'Dana', 'Reyes');
	INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto')});
answers(q{SELECT c #>> '{manifest,token_method}', (c #>> '{manifest,tokens}')::int = crm.count_tokens((c - 'manifest')::text, 'o200k_base'),
	(c #>> '{manifest,tokens}')::int > crm.count_tokens((c - 'manifest')::text)
	FROM crm.lead_context(1000, 100000, options => '{"encoding": "o200k_base"}') AS c}, 'o200k_base|t|t', 'a context is counted exactly');
refuses(q{SELECT crm.lead_context(1000, 300, options => '{"encoding": "o200k_base"}')}, qr/token budget is too small/, 'and held to its budget');

# Other server encodings.
for my $encoding ('latin1', 'sql_ascii')
{
	$node->safe_psql('postgres', "CREATE DATABASE $encoding ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($encoding, 'CREATE EXTENSION crm');
}
answers(q{SELECT crm.count_tokens(convert_from('\xe9'::bytea, 'LATIN1'), 'o200k_base')}, '1', 'a character of LATIN1 is counted as in UTF-8', 'latin1');
answers(q{SELECT crm.count_tokens(E'\xc3\xa9', 'o200k_base')}, '1', 'bytes of UTF-8 where the encoding is not known', 'sql_ascii');
refuses(q{SELECT crm.count_tokens(E'caf\xe9', 'o200k_base')}, qr/invalid byte sequence for encoding "UTF8"/, 'and bytes that are not', 'sql_ascii');

# A file that is not what it should be.
refuses(q{SELECT crm.count_tokens('x', 'cl100k_base')}, qr/vocabulary of token encoding "cl100k_base" is not installed.*HINT:  Run make install-vocab/s,
	'there is none');
my %damage = (
	'an empty file' => ['', qr/has 0 bytes/],
	'half a header' => [substr($good, 0, 40), qr/has 40 bytes, fewer than its header/],
	'something else' => ["\x7fELF" . substr($good, 4), qr/not a vocabulary of crm/],
	'another layout' => [substr($good, 0, 8) . pack('V', 2) . substr($good, 12), qr/version 2/],
	'another encoding' => [content('cl100k_base', @words), qr/not the vocabulary of "o200k_base"/],
	'a cut file' => [substr($good, 0, -1), qr/do not fit/],
	'a longer file' => ["$good ", qr/do not fit/],
	'a count beyond all' => [substr($good, 0, 12) . pack('V', 0xFFFFFFFF) . substr($good, 16), qr/do not fit/],
	'a flipped bit' => [substr($good, 0, -3) . chr(ord(substr $good, -3, 1) ^ 4) . substr($good, -2), qr/checksum/],
	'a token twice' => [content('o200k_base', @words, 'he'), qr/Token 264 is there twice/],
	'an empty token' => [content('o200k_base', @words, ''), qr/Token 264 has no room/]);
for my $kind (sort keys %damage)
{
	my ($content, $pattern) = @{ $damage{$kind} };
	write_file('o200k_base', $content);
	refuses(q{SELECT crm.count_tokens('x', 'o200k_base')}, qr/vocabulary file ".*" is damaged\nDETAIL:.*$pattern.*\nHINT:  Run make install-vocab again/s, $kind);
}
my @bytes = map { chr } 0 .. 255;
my $short = do { my @tokens = (@bytes[1 .. 255], 'he'); my $body = pack('C*', map { length } @tokens) . join '', @tokens;
	pack('a8 V V V V a32 x8', 'crmvocab', 1, 256, 257, crc32c($body), 'o200k_base') . $body };
write_file('o200k_base', $short);
refuses(q{SELECT crm.count_tokens('x', 'o200k_base')}, qr/Some byte is no token/, 'a byte without a token');
my $path = write_file('o200k_base', $good);
chmod 0, $path;
SKIP: {
	skip 'root reads any file', 1 if $> == 0;
	refuses(q{SELECT crm.count_tokens('x', 'o200k_base')}, qr/could not open vocabulary file ".*": Permission denied/, 'a file that the server may not read');
}
unlink $path;
mkdir $path;
refuses(q{SELECT crm.count_tokens('x', 'o200k_base')}, qr/could not read vocabulary file ".*"/, 'a directory in its place');
rmdir $path;

# Errors leave nothing in memory, and the file is read anew once it is right; another directory is another vocabulary.
write_file('o200k_base', 'broken');
rename write_file('cl100k_base', $good), "$directory/mended";
mkdir "$directory/other";
{
	local $directory = "$directory/other";
	write_file('o200k_base', content('o200k_base', 'el', 'ell'));
}
my $contexts = "SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'crm vocabulary';";
my $hello = "SELECT crm.count_tokens('hello', 'o200k_base');";
my (undef, $stdout) = $node->psql('postgres', <<"S", on_error_stop => 0);
$prelude
$hello
$hello
$contexts
\\! mv $directory/mended $directory/crm_o200k_base.vocabulary
$hello
SET crm.vocabulary_directory = '$directory/other';
$hello
$contexts
S
is($stdout, "0\n1\n3\n1", 'errors leave no memory; a mended file is read; another directory is asked at once, its vocabulary instead of the first');

done_testing();

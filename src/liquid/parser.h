/*-------------------------------------------------------------------------
 *
 * parser.h
 *	  The parser's parts to each other: scanner, lexer, expressions, tags.
 *
 * The scanner cuts a template into text, outputs and tags.  The lexer cuts the
 * markup inside one of them into tokens.  expression.c reads expressions,
 * tags.c and tags_block.c read a tag each, parser.c puts blocks together and
 * collects the errors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_PARSER_H
#define CRM_LIQUID_PARSER_H

#include "liquid/node.h"

typedef enum LiquidElementKind
{
	LIQUID_ELEMENT_END,
	LIQUID_ELEMENT_TEXT,
	LIQUID_ELEMENT_OUTPUT,
	LIQUID_ELEMENT_TAG
} LiquidElementKind;

typedef struct LiquidElement
{
	LiquidElementKind kind;
	LiquidSpan	source;			/* all of it; TEXT: trimmed */
	LiquidSpan	name;			/* TAG */
	LiquidSpan	markup;			/* OUTPUT, TAG: what follows the name */
} LiquidElement;

typedef struct LiquidScanner
{
	const char *at;
	const char *end;
	bool		lines;			/* inside a liquid tag: one tag a line */
	bool		trim;			/* the last tag ended with -%} */
} LiquidScanner;

typedef enum LiquidToken
{
	LIQUID_T_END,
	LIQUID_T_NAME,
	LIQUID_T_NUMBER,
	LIQUID_T_STRING,			/* the span excludes the quotes */
	LIQUID_T_COMPARE,
	LIQUID_T_DOT,
	LIQUID_T_DOTS,
	LIQUID_T_COLON,
	LIQUID_T_COMMA,
	LIQUID_T_PIPE,
	LIQUID_T_LBRACKET,
	LIQUID_T_RBRACKET,
	LIQUID_T_LPAREN,
	LIQUID_T_RPAREN,
	LIQUID_T_OTHER				/* nothing of the language */
} LiquidToken;

typedef struct LiquidLexer
{
	const char *at;				/* behind the token */
	const char *end;
	LiquidToken kind;
	LiquidSpan	token;
	const char *start;			/* of the token, quotes included */
	const char *last;			/* end of the token before */
	bool		failed;			/* an error is noted; the rest is skipped */
} LiquidLexer;

/* A block whose end tag is still to come. */
typedef struct LiquidOpen
{
	const LiquidElement *opening;
	const char *const *ends;
	struct LiquidOpen *parent;
} LiquidOpen;

typedef struct LiquidParser
{
	const char *source;
	int			len;
	CrmLiquidDialect dialect;
	LiquidScanner scan;
	LiquidLexer lex;
	List	   *errors;
	LiquidOpen *open;			/* innermost block */
	int			misnamed;		/* errors that leave the tree whole */
	bool		stopped;		/* no point in going on */
	bool		truncated;		/* the rest was skipped */
	int			depth;			/* of blocks */
	int			nesting;		/* of expressions */
	int			capturing;		/* blocks whose output is not printed */
} LiquidParser;

#define LIQUID_MAX_ERRORS 100

static inline bool
liquid_span_is(LiquidSpan span, const char *text)
{
	return span.len == strlen(text) && memcmp(span.text, text, span.len) == 0;
}

static inline bool
liquid_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
liquid_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
liquid_is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		liquid_is_digit(c);
}

static inline LiquidSpan
liquid_span(const char *text, const char *end)
{
	LiquidSpan	span;

	span.text = text;
	span.len = (int) (end - text);
	return span;
}

/* parser.c */
extern void crm_liquid_error(LiquidParser *p, LiquidSpan at, char *message,
							 char *hint);
extern void crm_liquid_unexpected(LiquidParser *p, const char *expected);
extern bool crm_liquid_parse_block(LiquidParser *p, LiquidBlock *block,
								   const LiquidElement *opening,
								   const char *const *ends,
								   LiquidElement *end);
extern void crm_liquid_add(LiquidBlock *block, void *node);
extern void *crm_liquid_new_node(Size size, LiquidNodeKind kind,
								 const LiquidElement *tag);
extern void crm_liquid_parse_lines(LiquidParser *p, LiquidSpan lines,
								   LiquidBlock *block);

/* lexer.c */
extern bool crm_liquid_scan(LiquidParser *p, LiquidElement *element);
extern bool crm_liquid_scan_tag(LiquidParser *p, LiquidElement *element);
extern bool crm_liquid_scan_until(LiquidParser *p, const char *name,
								  LiquidSpan *body);
extern void crm_liquid_lex(LiquidParser *p, LiquidSpan markup);
extern void crm_liquid_advance(LiquidParser *p);

/* expression.c */
extern const LiquidExpr *crm_liquid_parse_expr(LiquidParser *p);
extern const LiquidExpr *crm_liquid_parse_operand(LiquidParser *p);
extern void crm_liquid_parse_filtered(LiquidParser *p, LiquidFiltered *value);
extern const LiquidCondition *crm_liquid_parse_condition(LiquidParser *p);
extern const LiquidArgument *crm_liquid_parse_named(LiquidParser *p);
extern bool crm_liquid_accept(LiquidParser *p, LiquidToken kind);
extern bool crm_liquid_accept_word(LiquidParser *p, const char *word);
extern bool crm_liquid_expect(LiquidParser *p, LiquidToken kind,
							  const char *what);
extern bool crm_liquid_expect_name(LiquidParser *p, LiquidName *name,
								   const char *what);
extern void crm_liquid_expect_end(LiquidParser *p);
extern bool crm_liquid_next_is(const LiquidParser *p, char c);

/* tags.c, tags_block.c; a parse function adds its node to the block */
typedef void (*LiquidTagParse) (LiquidParser *p, const LiquidElement *tag,
								LiquidBlock *block);

typedef struct LiquidTag
{
	const char *name;
	LiquidTagParse parse;
	bool		ours;			/* not in the standard dialect */
} LiquidTag;

extern void crm_liquid_no_markup(LiquidParser *p, const LiquidElement *tag);
extern void crm_liquid_not_captured(LiquidParser *p,
									const LiquidElement *tag);
extern const LiquidTag *crm_liquid_find_tag(LiquidSpan name,
											CrmLiquidDialect dialect);
extern const char *crm_liquid_nearest_tag(LiquidSpan name,
										  CrmLiquidDialect dialect);
extern void crm_liquid_tag_if(LiquidParser *p, const LiquidElement *tag,
							  LiquidBlock *block);
extern void crm_liquid_tag_unless(LiquidParser *p, const LiquidElement *tag,
								  LiquidBlock *block);
extern void crm_liquid_tag_case(LiquidParser *p, const LiquidElement *tag,
								LiquidBlock *block);
extern void crm_liquid_tag_for(LiquidParser *p, const LiquidElement *tag,
							   LiquidBlock *block);
extern void crm_liquid_tag_tablerow(LiquidParser *p, const LiquidElement *tag,
									LiquidBlock *block);
extern void crm_liquid_tag_capture(LiquidParser *p, const LiquidElement *tag,
								   LiquidBlock *block);
extern void crm_liquid_tag_ifchanged(LiquidParser *p,
									 const LiquidElement *tag,
									 LiquidBlock *block);
extern void crm_liquid_tag_section(LiquidParser *p, const LiquidElement *tag,
								   LiquidBlock *block);

/* Limit on nesting of blocks and of expressions; a setting. */
extern int	crm_liquid_max_nesting;

#endif							/* CRM_LIQUID_PARSER_H */

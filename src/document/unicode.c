/*-------------------------------------------------------------------------
 *
 * unicode.c
 *	  Properties of code points: by name for \p{...}, one by one for formats.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/pattern_tree.h"
#include "document/unicode.h"
#include "document/unicode_tables.h"

#define START(run) ((run) >> 8)
#define VALUE(run) ((run) & 0xFF)

/* General categories by their names; those of more than one list them. */
static const struct
{
	const char *name;
	const char *long_name;
	const char *members;		/* short names, two letters each */
}			categories[] = {
	{"Lu", "Uppercase_Letter", "Lu"}, {"Ll", "Lowercase_Letter", "Ll"},
	{"Lt", "Titlecase_Letter", "Lt"}, {"Lm", "Modifier_Letter", "Lm"},
	{"Lo", "Other_Letter", "Lo"}, {"Mn", "Nonspacing_Mark", "Mn"},
	{"Mc", "Spacing_Mark", "Mc"}, {"Me", "Enclosing_Mark", "Me"},
	{"Nd", "Decimal_Number", "Nd"}, {"digit", "digit", "Nd"},
	{"Nl", "Letter_Number", "Nl"}, {"No", "Other_Number", "No"},
	{"Pc", "Connector_Punctuation", "Pc"}, {"Pd", "Dash_Punctuation", "Pd"},
	{"Ps", "Open_Punctuation", "Ps"}, {"Pe", "Close_Punctuation", "Pe"},
	{"Pi", "Initial_Punctuation", "Pi"}, {"Pf", "Final_Punctuation", "Pf"},
	{"Po", "Other_Punctuation", "Po"}, {"Sm", "Math_Symbol", "Sm"},
	{"Sc", "Currency_Symbol", "Sc"}, {"Sk", "Modifier_Symbol", "Sk"},
	{"So", "Other_Symbol", "So"}, {"Zs", "Space_Separator", "Zs"},
	{"Zl", "Line_Separator", "Zl"}, {"Zp", "Paragraph_Separator", "Zp"},
	{"Cc", "Control", "Cc"}, {"cntrl", "cntrl", "Cc"}, {"Cf", "Format", "Cf"},
	{"Cs", "Surrogate", "Cs"}, {"Co", "Private_Use", "Co"},
	{"Cn", "Unassigned", "Cn"}, {"LC", "Cased_Letter", "LuLlLt"},
	{"L", "Letter", "LuLlLtLmLo"}, {"M", "Mark", "MnMcMe"},
	{"M", "Combining_Mark", "MnMcMe"}, {"N", "Number", "NdNlNo"},
	{"P", "Punctuation", "PcPdPsPePiPfPo"}, {"punct", "punct", "PcPdPsPePiPfPo"},
	{"S", "Symbol", "SmScSkSo"}, {"Z", "Separator", "ZsZlZp"},
	{"C", "Other", "CcCfCsCoCn"},
};

static const char category_codes[] =
"CnLuLlLtLmLoMnMcMeNdNlNoPcPdPsPePiPfPoSmScSkSoZsZlZpCcCfCsCo";

static int
find_value(const uint32 *table, int n, uint32 c)
{
	int			low = 0;
	int			high = n - 1;

	while (low < high)
	{
		int			middle = (low + high + 1) / 2;

		if (START(table[middle]) <= c)
			low = middle;
		else
			high = middle - 1;
	}
	return VALUE(table[low]);
}

static void
add_runs(CrmCharSet *set, const uint32 *table, int n, int value)
{
	for (int i = 0; i < n; i++)
		if (VALUE(table[i]) == value)
			crm_set_add(set, START(table[i]), i + 1 < n ?
						START(table[i + 1]) - 1 : CRM_LAST_CODE_POINT);
}

static bool
add_category(CrmCharSet *set, const char *name)
{
	for (int i = 0; i < lengthof(categories); i++)
	{
		const char *member = categories[i].members;

		if (strcmp(categories[i].name, name) != 0 &&
			strcmp(categories[i].long_name, name) != 0)
			continue;
		for (; *member; member += 2)
			for (int code = 0; category_codes[2 * code]; code++)
				if (memcmp(&category_codes[2 * code], member, 2) == 0)
					add_runs(set, general_category, lengthof(general_category),
							 code);
		crm_set_normalize(set);
		return true;
	}
	return false;
}

static bool
add_binary(CrmCharSet *set, const char *name)
{
	static const struct
	{
		const char *name;
		const char *short_name;
		const uint32 *table;
		int			n;
	}			properties[] = {
		{"Alphabetic", "Alpha", property_alphabetic, lengthof(property_alphabetic)},
		{"Lowercase", "Lower", property_lowercase, lengthof(property_lowercase)},
		{"Uppercase", "Upper", property_uppercase, lengthof(property_uppercase)},
		{"White_Space", "space", property_white_space, lengthof(property_white_space)},
	};

	if (strcmp(name, "ASCII") == 0)
		crm_set_add(set, 0, 0x7F);
	else if (strcmp(name, "Any") == 0)
		crm_set_add(set, 0, CRM_LAST_CODE_POINT);
	else if (strcmp(name, "Assigned") == 0)
	{
		add_runs(set, general_category, lengthof(general_category), CRM_GC_CN);
		crm_set_invert(set);
	}
	else
	{
		for (int i = 0; i < lengthof(properties); i++)
			if (strcmp(properties[i].name, name) == 0 ||
				strcmp(properties[i].short_name, name) == 0)
			{
				add_runs(set, properties[i].table, properties[i].n, 1);
				return true;
			}
		return false;
	}
	return true;
}

static int
script_number(const char *name)
{
	for (int i = 0; i < lengthof(script_names); i++)
		if (strcmp(script_names[i], name) == 0)
			return i;
	return -1;
}

/*
 * Adds what \p{name} or \p{name=value} stands for; false: it is not known.
 * "value" is NULL for the short form.
 */
bool
crm_set_add_property(CrmCharSet *set, const char *name, const char *value)
{
	int			number;

	if (value == NULL)
		return add_category(set, name) || add_binary(set, name);
	if (strcmp(name, "General_Category") == 0 || strcmp(name, "gc") == 0)
		return add_category(set, value);
	if (strcmp(name, "Script") != 0 && strcmp(name, "sc") != 0)
		return false;
	number = script_number(value);
	if (number < 0)
		return false;
	add_runs(set, script, lengthof(script), number);
	return true;
}

CrmIdnaClass
crm_unicode_idna_class(uint32 c)
{
	return find_value(idna_class, lengthof(idna_class), c);
}

CrmBidiClass
crm_unicode_bidi_class(uint32 c)
{
	return find_value(bidi_class, lengthof(bidi_class), c);
}

CrmJoiningType
crm_unicode_joining_type(uint32 c)
{
	return find_value(joining_type, lengthof(joining_type), c);
}

bool
crm_unicode_is_virama(uint32 c)
{
	return find_value(virama, lengthof(virama), c) != 0;
}

bool
crm_unicode_is_mark(uint32 c)
{
	int			category = find_value(general_category,
									  lengthof(general_category), c);

	return category == CRM_GC_MN || category == CRM_GC_MC ||
		category == CRM_GC_ME;
}

bool
crm_unicode_has_script(uint32 c, const char *name)
{
	return find_value(script, lengthof(script), c) == script_number(name);
}

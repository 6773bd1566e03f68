/*
 * test_idna.c -- internationalised labels, against Unicode's conformance tests of UTS 46
 * (fixtures/real/idna) and by tables of our own.
 *
 * Of a row that is valid the A-labels have to be the same; of a row with an error something has to be
 * refused, by the conversion, by dname_parse() or by idna_examine(). Where we differ, a table says why.
 */
#include "base/utf8.h"
#include "golden.h"
#include "model/dname.h"
#include "model/idna.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

#include <cmocka.h>

#include "base/banned.h"

#define VECTORS "fixtures/real/idna/IdnaTestV2.txt"

/* Code points in a source whose mapping changed after the version of Unicode that libidn2 2.3.3 maps by; such
 * a row is not held against us. */
static struct newer {
	uint32_t first, last;
	const char *why;
	unsigned rows; /* that needed it */
} newer[] = {
	{0x04c0, 0x04c0, "Cyrillic palochka in upper case: mapped since Unicode 16", 0},
	{0x10a0, 0x10c5, "Georgian in upper case: mapped since Unicode 16", 0},
	{0x115f, 0x115f, "Hangul filler: ignored since Unicode 16", 0},
	{0x1e9e, 0x1e9e, "sharp s in upper case: mapped to sharp s since Unicode 15.1", 0},
	{0x2f868, 0x2f868, "a compatibility ideograph whose mapping was corrected", 0},
	{0x32b9a, 0x32b9a, "an ideograph of Unicode 17", 0},
};

/* Errors of UTS 46 that we do not look for. */
static struct not_ours {
	const char *code, *why;
	unsigned rows;
} not_ours[] = {
	{"A4_1", "the length of a name with a final dot, which is one octet longer as text", 0},
	{"A4_2", "an empty label at the end: here a final dot is the root", 0},
	{"B1", "the bidi rule, of a whole name; we convert label by label", 0},
	{"B4", "likewise", 0},
	{"B6", "likewise", 0},
	{"U1", "characters of host names: hostname-characters looks at them", 0},
	{"V3", "hyphens at the ends of an ASCII label: hostname-characters looks at them", 0},
	{"V7", "beside U1: the `?` of these rows", 0},
};

enum { ROWS_MIN = 5000, SAME_MIN = 400 };

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static uint32_t hex_value(char c)
{
	return ascii_is_digit(c) ? (uint32_t)(c - '0') : (uint32_t)(ascii_lower(c) - 'a' + 10);
}

/* TEXT with `\uXXXX` and `\x{XXXX}` resolved. */
static struct str unescape(struct str text)
{
	char *out = arena_bytes(&arena, text.len + 4);
	size_t len = 0, i = 0;

	while (i < text.len) {
		bool braces = i + 1 < text.len && text.ptr[i + 1] == 'x';
		size_t end = braces ? text.len : i + 6;
		uint32_t point = 0;

		if (text.ptr[i] != '\\') {
			out[len++] = text.ptr[i++];
			continue;
		}
		for (i += braces ? 3 : 2; i < end && i < text.len && text.ptr[i] != '}'; i++)
			point = point * 16 + hex_value(text.ptr[i]);
		i += braces;
		len += utf8_encode(point, out + len);
	}
	return str_slice(out, len);
}

/* The name that SOURCE becomes; NULL, and the reason, where it is refused. */
static const struct dname *read_name(struct str source, const char **ret_why)
{
	const struct dname *name = NULL;
	struct str ascii;
	enum dname_fault fault;

	*ret_why = "the conversion refuses it";
	if (idna_to_ascii(&arena, source, &ascii) > IDNA_CONVERTED)
		return NULL;
	fault = dname_parse(&arena, ascii, NULL, &name);
	*ret_why = dname_fault_text(fault);
	if (fault != DNAME_OK)
		return NULL;
	for (unsigned i = 0; i < name->labels; i++) {
		struct idna_label label;

		idna_examine(&arena, dname_label(name, i), &label);
		*ret_why = label.fault;
		if (label.fault != NULL)
			return NULL;
	}
	return name;
}

/* RFC 5892 section 2: symbols, other numbers and punctuation are no letters or digits, and so are not of
 * IDNA 2008, which UTS 46 is wider than. */
static bool is_beyond_idna2008(struct str unicode)
{
	uint32_t point;

	for (size_t len; (len = utf8_decode(unicode, &point)) > 0;
	     unicode = str_slice(unicode.ptr + len, unicode.len - len))
		if (point > 0x7f &&
		    uc_is_general_category_withtable(
			    point, UC_CATEGORY_MASK_S | UC_CATEGORY_MASK_No | UC_CATEGORY_MASK_Po))
			return true;
	return false;
}

static struct newer *newer_of(struct str text)
{
	uint32_t point;

	for (size_t len; (len = utf8_decode(text, &point)) > 0;
	     text = str_slice(text.ptr + len, text.len - len))
		for (size_t i = 0; i < COUNT_OF(newer); i++)
			if (point >= newer[i].first && point <= newer[i].last)
				return &newer[i];
	return NULL;
}

struct row {
	struct str source, unicode, ascii, status;
};

static void take_row(struct str line, struct row *ret_row)
{
	struct str columns[5] = {{0}};

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (!str_cut(&line, ';', &columns[i]))
			columns[i] = line;
	ret_row->source = unescape(columns[0]);
	ret_row->unicode = columns[1].len == 0 ? ret_row->source : unescape(columns[1]);
	ret_row->ascii = columns[3].len == 0 ? ret_row->unicode : unescape(columns[3]);
	ret_row->status = columns[4].len == 0 ? columns[2] : columns[4];
}

struct tally {
	unsigned rows, same, stricter;
};

static void check_valid(const struct row *row, struct tally *tally)
{
	const char *why;
	const struct dname *name = read_name(row->source, &why), *wanted;
	struct newer *excuse;

	if (name != NULL && dname_parse(&arena, row->ascii, NULL, &wanted) == DNAME_OK &&
	    dname_equal(name, wanted)) {
		tally->same++;
		return;
	}
	if (name == NULL && is_beyond_idna2008(row->unicode)) {
		tally->stricter++;
		return;
	}
	excuse = newer_of(row->source);
	if (excuse == NULL)
		excuse = newer_of(row->unicode);
	if (excuse == NULL)
		fail_msg("`%.*s`: got %s, wanted `%.*s`", STR_ARG(row->source),
			 name == NULL ? why : dname_text_bare(&arena, name), STR_ARG(row->ascii));
	else
		excuse->rows++;
}

static struct not_ours *not_ours_of(struct str code)
{
	for (size_t i = 0; i < COUNT_OF(not_ours); i++)
		if (str_is(code, not_ours[i].code))
			return &not_ours[i];
	return NULL;
}

/* Each error of the row has to be one that we do not look for. */
static void check_accepted(const struct row *row)
{
	struct str rest = str_slice(row->status.ptr + 1, row->status.len - 2), code;
	bool more = true, u1 = str_find(row->status, "U1", NULL);

	while (more) {
		struct not_ours *excuse;

		more = str_cut(&rest, ',', &code);
		if (!more)
			code = rest;
		excuse = not_ours_of(str_trim(code));
		if (excuse == NULL || (str_is(str_trim(code), "V7") && !u1))
			fail_msg("`%.*s` is taken, in spite of %.*s", STR_ARG(row->source),
				 STR_ARG(row->status));
		else
			excuse->rows++;
	}
}

static void test_vectors(void **state)
{
	struct str bytes = golden_read(&arena, VECTORS), line;
	struct tally tally = {0};

	(void)state;
	while (str_cut(&bytes, '\n', &line)) {
		const char *why;
		struct row row;

		if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == '"')
			continue;
		take_row(line, &row);
		tally.rows++;
		if (row.status.len == 0 || str_is(row.status, "[]"))
			check_valid(&row, &tally);
		else if (read_name(row.source, &why) != NULL)
			check_accepted(&row);
	}
	assert_true(tally.rows >= ROWS_MIN);
	assert_true(tally.same >= SAME_MIN);
	assert_true(tally.stricter > 0);
	for (size_t i = 0; i < COUNT_OF(newer); i++)
		if (newer[i].rows == 0)
			fail_msg("no row needs U+%04X (%s)", newer[i].first, newer[i].why);
	for (size_t i = 0; i < COUNT_OF(not_ours); i++)
		if (not_ours[i].rows == 0)
			fail_msg("no row needs %s (%s)", not_ours[i].code, not_ours[i].why);
}

static void test_to_ascii(void **state)
{
	static const struct {
		const char *text;
		enum idna_result result;
		const char *ascii;
	} texts[] = {
		{"www.example.com", IDNA_PLAIN, "www.example.com"},
		{"a\\.b", IDNA_PLAIN, "a\\.b"},
		{"bücher", IDNA_CONVERTED, "xn--bcher-kva"},
		{"BÜCHER.Example.", IDNA_CONVERTED, "xn--bcher-kva.Example."},
		{"_dmarc.faß.example", IDNA_CONVERTED, "_dmarc.xn--fa-hia.example"},
		{"*.bücher", IDNA_CONVERTED, "*.xn--bcher-kva"},
		{"..ü", IDNA_CONVERTED, "..xn--tda"},
		{"a\\.bü", IDNA_REFUSED, NULL},
		{"☃", IDNA_REFUSED, NULL},
		{"-ü", IDNA_REFUSED, NULL},
		{"ü\xff", IDNA_REFUSED, NULL},
		{"ü12345678901234567890123456789012345678901234567890123456789", IDNA_TOO_LONG,
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct str ascii;
		enum idna_result got = idna_to_ascii(&arena, str_from(texts[i].text), &ascii);

		if (got != texts[i].result ||
		    (texts[i].ascii != NULL && !str_is(ascii, texts[i].ascii)))
			fail_msg("`%s`: result %d", texts[i].text, (int)got);
	}
}

static void test_examine(void **state)
{
	static const struct {
		const char *label, *fault, *mix; /* a part of the text; NULL: none */
	} labels[] = {
		{"www", NULL, NULL},
		{"a--b", NULL, NULL},
		{"_a--b", NULL, NULL},
		{"ab--c", "reserved", NULL},
		{"xn--bcher-kva", NULL, NULL},
		{"xn--", "cannot be decoded", NULL},
		{"xn--abc", "decodes to characters that IDNA does not allow", NULL},
		{"xn--99999999999", "cannot be decoded", NULL},
		{"xn--a-ecp", "does not allow", NULL},
		{"xn--ls8h", "does not allow", NULL},
		{"xn--pypal-4ve", NULL, "Latin and Cyrillic"},
		{"xn--80ak6aa92e", NULL, NULL},	      /* Cyrillic throughout */
		{"xn--wgv71a119e", NULL, NULL},	      /* Han */
		{"xn--eckwd4c7cu47r2wf", NULL, NULL}, /* Katakana and Han */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(labels); i++) {
		struct idna_label got;

		idna_examine(&arena, str_from(labels[i].label), &got);
		if ((got.fault != NULL) != (labels[i].fault != NULL) ||
		    (got.mix != NULL) != (labels[i].mix != NULL) ||
		    (got.fault != NULL && !str_find(str_from(got.fault), labels[i].fault, NULL)) ||
		    (got.mix != NULL && strcmp(got.mix, labels[i].mix) != 0))
			fail_msg("`%s`: fault %s, mix %s", labels[i].label,
				 got.fault == NULL ? "none" : got.fault,
				 got.mix == NULL ? "none" : got.mix);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_vectors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_to_ascii, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_examine, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

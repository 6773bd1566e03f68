/* idna.c -- internationalised labels. */
#include "model/idna.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "model/dname.h"

#include <idn2.h>
#include <string.h>
#include <unictype.h>

#include "base/banned.h"

/* An A-label has at least one octet for each character, so that a U-label of 63 octets after conversion has
 * at most four times as many before; what is longer is not given to the library. */
enum { U_LABEL_MAX = 4 * DNAME_LABEL_MAX };

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static void free_text(char **text)
{
	idn2_free(*text);
}

/* ---- U-labels into A-labels -------------------------------------------------------------------- */

static enum idna_result convert_label(struct buf *out, struct str label)
{
	char text[U_LABEL_MAX + 1];
	char *ascii CLEANUP(free_text) = NULL;
	int result;

	if (label.len > U_LABEL_MAX)
		return IDNA_TOO_LONG;
	memcpy(text, label.ptr, label.len);
	text[label.len] = '\0';
	result = idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL);
	if (result == IDN2_TOO_BIG_LABEL || result == IDN2_TOO_BIG_DOMAIN ||
	    result == IDN2_PUNYCODE_BIG_OUTPUT)
		return IDNA_TOO_LONG;
	if (result != IDN2_OK)
		return IDNA_REFUSED;
	buf_text(out, ascii);
	return IDNA_CONVERTED;
}

/* Puts TEXT into OUT label by label. */
static enum idna_result convert(struct buf *out, struct str text)
{
	for (;;) {
		struct str label = text;
		bool more = str_cut(&text, '.', &label);
		enum idna_result result = IDNA_CONVERTED;

		if (is_ascii(label))
			buf_str(out, label);
		else
			result = convert_label(out, label);
		if (result != IDNA_CONVERTED || !more)
			return result;
		buf_char(out, '.');
	}
}

enum idna_result idna_to_ascii(struct arena *arena, struct str text, struct str *ret_ascii)
{
	struct buf out CLEANUP(buf_free) = {0};
	enum idna_result result;

	if (is_ascii(text)) {
		*ret_ascii = text;
		return IDNA_PLAIN;
	}
	/* an escaped dot ends no label, and the library does not know it */
	if (str_find(text, "\\", NULL) || memchr(text.ptr, '\0', text.len) != NULL)
		return IDNA_REFUSED;
	buf_init(&out, text.len * 4 + DNAME_WIRE_MAX);
	result = convert(&out, text);
	if (result == IDNA_CONVERTED && out.too_big)
		return IDNA_TOO_LONG;
	if (result == IDNA_CONVERTED)
		*ret_ascii = arena_str(arena, buf_view(&out));
	return result;
}

/* ---- scripts ----------------------------------------------------------------------------------- */

enum { SCRIPTS_MAX = 8 };

struct scripts {
	const char *names[SCRIPTS_MAX];
	size_t n;
};

static bool has_script(const struct scripts *scripts, const char *name)
{
	for (size_t i = 0; i < scripts->n; i++)
		if (strcmp(scripts->names[i], name) == 0)
			return true;
	return false;
}

static void collect_scripts(struct str text, struct scripts *ret_scripts)
{
	ret_scripts->n = 0;
	while (text.len > 0) {
		uint32_t point;
		size_t len = utf8_decode(text, &point);
		const uc_script_t *script;

		if (len == 0)
			return;
		text = str_slice(text.ptr + len, text.len - len);
		script = uc_script(point);
		if (script == NULL || strcmp(script->name, "Common") == 0 ||
		    strcmp(script->name, "Inherited") == 0 ||
		    has_script(ret_scripts, script->name) || ret_scripts->n == SCRIPTS_MAX)
			continue;
		ret_scripts->names[ret_scripts->n++] = script->name;
	}
}

static bool is_among(const char *name, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool are_all_among(const struct scripts *scripts, const char *const *names)
{
	for (size_t i = 0; i < scripts->n; i++)
		if (!is_among(scripts->names[i], names))
			return false;
	return true;
}

/* Whether people write these scripts in one word. */
static bool belong_together(const struct scripts *scripts)
{
	static const char *const japanese[] = {"Latin", "Han", "Hiragana", "Katakana", NULL};
	static const char *const chinese[] = {"Latin", "Han", "Bopomofo", NULL};
	static const char *const korean[] = {"Latin", "Han", "Hangul", NULL};
	/* UAX 31, table 5, without Latin, Cyrillic and Greek */
	static const char *const beside_latin[] = {
		"Arabic",   "Armenian", "Bengali",  "Bopomofo", "Devanagari", "Ethiopic",
		"Georgian", "Gujarati", "Gurmukhi", "Han",	"Hangul",     "Hebrew",
		"Hiragana", "Kannada",	"Katakana", "Khmer",	"Lao",	      "Malayalam",
		"Myanmar",  "Oriya",	"Sinhala",  "Tamil",	"Telugu",     "Thaana",
		"Thai",	    "Tibetan",	NULL};

	if (scripts->n < 2 || are_all_among(scripts, japanese) || are_all_among(scripts, chinese) ||
	    are_all_among(scripts, korean))
		return true;
	if (scripts->n > 2 || !has_script(scripts, "Latin"))
		return false;
	return is_among(scripts->names[0], beside_latin) ||
	       is_among(scripts->names[1], beside_latin);
}

static const char *list_scripts(struct arena *arena, const struct scripts *scripts)
{
	const char *list = scripts->names[0];

	for (size_t i = 1; i < scripts->n; i++)
		list = arena_printf(arena, "%s%s%s", list, i + 1 == scripts->n ? " and " : ", ",
				    scripts->names[i]);
	return list;
}

/* ---- labels of the DNS ------------------------------------------------------------------------- */

static bool is_hostname_label(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_is_alpha(label.ptr[i]) && !ascii_is_digit(label.ptr[i]) &&
		    label.ptr[i] != '-')
			return false;
	return true;
}

static bool can_be_shown(struct str text)
{
	uint32_t point;

	for (size_t len; (len = utf8_decode(text, &point)) > 0;
	     text = str_slice(text.ptr + len, text.len - len))
		if (utf8_is_hostile(point))
			return false;
	return true;
}

/* What is wrong with the A-label TEXT whose decoded form is UNICODE. */
static const char *round_trip_fault(struct arena *arena, const char *text, const char *unicode)
{
	char *back CLEANUP(free_text) = NULL;

	if (idn2_to_ascii_8z(unicode, &back, IDN2_NONTRANSITIONAL) != IDN2_OK)
		return !can_be_shown(str_from(unicode))
			       ? "decodes to characters that IDNA does not allow"
			       : arena_printf(arena, "decodes to `%s`, which IDNA does not allow",
					      unicode);
	if (strcmp(back, text) != 0)
		return arena_printf(arena, "decodes to `%s`, whose A-label is `%s`", unicode, back);
	return NULL;
}

void idna_examine(struct arena *arena, struct str label, struct idna_label *ret_label)
{
	char *unicode CLEANUP(free_text) = NULL;
	struct scripts scripts;
	const char *text;

	*ret_label = (struct idna_label){0};
	if (label.len < 4 || label.ptr[2] != '-' || label.ptr[3] != '-' ||
	    !is_hostname_label(label))
		return;
	if (!str_starts(label, "xn--")) {
		ret_label->fault = "has `--` in its third and fourth place, which is reserved";
		return;
	}
	text = arena_cstr(arena, label);
	if (idn2_to_unicode_8z8z(text, &unicode, 0) != IDN2_OK || strcmp(unicode, text) == 0) {
		ret_label->fault = "cannot be decoded as an A-label";
		return;
	}
	ret_label->unicode = arena_cstr(arena, str_from(unicode));
	ret_label->fault = round_trip_fault(arena, text, ret_label->unicode);
	if (ret_label->fault != NULL)
		return;
	collect_scripts(str_from(ret_label->unicode), &scripts);
	if (!belong_together(&scripts))
		ret_label->mix = list_scripts(arena, &scripts);
}

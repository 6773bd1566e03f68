/* name.c -- domain names as the front ends read them. */
#include "front/name.h"

#include "base/utf8.h"
#include "front/syntax.h"
#include "model/idna.h"

#include "base/banned.h"

enum { SHOWN_MAX = 80 };

const struct rule *name_fault_rule(enum dname_fault fault)
{
	switch (fault) {
	case DNAME_EMPTY_LABEL:
		return &rule_empty_label;
	case DNAME_LABEL_TOO_LONG:
		return &rule_label_too_long;
	case DNAME_TOO_LONG:
		return &rule_name_too_long;
	case DNAME_OK:
	case DNAME_EMPTY:
	case DNAME_BAD_ESCAPE:
	case DNAME_BAD_CHARACTER:
		return NULL;
	}
	BUG("a fault of no kind");
}

/* TEXT, cut where it is very long. */
static const char *shown(struct arena *arena, struct str text)
{
	size_t end = SHOWN_MAX;

	if (text.len <= SHOWN_MAX)
		return arena_cstr(arena, text);
	while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
		end--;
	return arena_printf(arena, "%.*s…", (int)end, text.ptr);
}

/* What the labels of a name as written take on the wire. */
struct measure {
	struct str longest; /* as written */
	size_t longest_octets;
	size_t octets; /* of all labels, each with its length octet */
};

static void measure(struct str text, struct measure *ret_measure)
{
	size_t start = 0, octets = 0;

	*ret_measure = (struct measure){0};
	for (size_t at = 0; at <= text.len; at++) {
		bool end = at == text.len || text.ptr[at] == '.';

		if (!end) {
			octets++;
			if (text.ptr[at] == '\\' && at + 1 < text.len)
				at += ascii_is_digit(text.ptr[at + 1]) && at + 3 < text.len ? 3 : 1;
			continue;
		}
		if (octets > ret_measure->longest_octets) {
			ret_measure->longest = str_slice(text.ptr + start, at - start);
			ret_measure->longest_octets = octets;
		}
		if (octets > 0)
			ret_measure->octets += octets + 1;
		octets = 0;
		start = at + 1;
	}
}

static struct diag *report_long_name(struct arena *arena, struct diag_list *diags, struct str text,
				     struct span at, const struct dname *origin, size_t octets)
{
	bool relative = origin != NULL && !str_ends(text, ".");
	struct diag *diag =
		diag_add(diags, &rule_name_too_long, at,
			 "the name `%s`%s has %zu octets on the wire, and %d are the most",
			 shown(arena, text),
			 !relative ? ""
				   : arena_printf(arena, " with `%s` behind it",
						  dname_text_bare(arena, origin)),
			 octets + (relative ? origin->len : 1u), DNAME_WIRE_MAX);

	diag_help(diags, diag, "shorten the labels, or take some of them away");
	return diag;
}

struct diag *name_report(struct arena *arena, struct diag_list *diags, enum dname_fault fault,
			 struct str text, struct span at, const struct dname *origin)
{
	struct measure m;
	struct diag *diag;

	measure(text, &m);
	switch (fault) {
	case DNAME_EMPTY_LABEL:
		diag = diag_add(diags, &rule_empty_label, at, "the name `%s` has an empty label",
				shown(arena, text));
		diag_help(diags, diag,
			  "take the superfluous dot away, or write the label that is missing");
		break;
	case DNAME_LABEL_TOO_LONG:
		diag = diag_add(diags, &rule_label_too_long, at,
				"the label `%s` has %zu octets, and %d are the most",
				shown(arena, m.longest), m.longest_octets, DNAME_LABEL_MAX);
		diag_help(diags, diag, "shorten the label");
		break;
	case DNAME_TOO_LONG:
		diag = report_long_name(arena, diags, text, at, origin, m.octets);
		break;
	default:
		return NULL;
	}
	diag->cause = shown(arena, text);
	return diag;
}

static void report_u_label(struct arena *arena, struct diag_list *diags, struct str text,
			   struct span at, struct str ascii)
{
	struct diag *diag = diag_add(diags, &rule_idna_label, at,
				     "`%s` is written with a U-label; in the DNS it is `%.*s`",
				     shown(arena, text), STR_ARG(ascii));

	diag_help(diags, diag, "write the A-label, `%.*s`", STR_ARG(ascii));
	diag->cause = shown(arena, text);
}

static void report_long_u_label(struct arena *arena, struct diag_list *diags, struct str text,
				struct span at)
{
	struct diag *diag = diag_add(diags, &rule_label_too_long, at,
				     "a label of `%s` has more than %d octets as an A-label",
				     shown(arena, text), DNAME_LABEL_MAX);

	diag_help(diags, diag, "shorten the label");
	diag->cause = shown(arena, text);
}

bool name_to_ascii(struct arena *arena, struct diag_list *diags, struct str *text, struct span at)
{
	struct str ascii;

	switch (idna_to_ascii(arena, *text, &ascii)) {
	case IDNA_PLAIN:
	case IDNA_REFUSED:
		return true;
	case IDNA_CONVERTED:
		report_u_label(arena, diags, *text, at, ascii);
		*text = ascii;
		return true;
	case IDNA_TOO_LONG:
		report_long_u_label(arena, diags, *text, at);
		return false;
	}
	BUG("a result of no kind");
}

const struct dname *name_read(struct arena *arena, struct diag_list *diags, struct str text,
			      struct span at, const struct dname *origin, const char **ret_fault)
{
	const struct dname *name = NULL;
	enum dname_fault fault;

	*ret_fault = NULL;
	if (!name_to_ascii(arena, diags, &text, at))
		return NULL;
	fault = dname_parse(arena, text, origin, &name);
	if (fault == DNAME_OK)
		return name;
	if (name_report(arena, diags, fault, text, at, origin) != NULL)
		return NULL;
	*ret_fault = fault == DNAME_BAD_CHARACTER && utf8_count(text) != text.len
			     ? "a label that IDNA does not allow"
			     : dname_fault_text(fault);
	return NULL;
}

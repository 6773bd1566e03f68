/* dname.c -- domain names in canonical wire form. */
#include "model/dname.h"

#include "base/buf.h"

#include <string.h>

#include "base/banned.h"

uint32_t dname_wire_hash(const uint8_t *wire, size_t len)
{
	return (uint32_t)str_hash(str_slice((const char *)wire, len));
}

static const struct dname *make(struct arena *arena, const uint8_t *wire, size_t len,
				unsigned labels)
{
	struct dname *name =
		arena_raw(arena, offsetof(struct dname, wire) + len, _Alignof(struct dname));

	memcpy(name->wire, wire, len);
	name->len = (uint8_t)len;
	name->labels = (uint8_t)labels;
	name->hash = dname_wire_hash(wire, len);
	return name;
}

struct cursor {
	uint8_t wire[DNAME_WIRE_MAX + 1];
	size_t len;	    /* octets written, the open label's length octet included */
	size_t label_start; /* its length octet */
	unsigned labels;
};

static enum dname_fault close_label(struct cursor *c)
{
	size_t len = c->len - c->label_start - 1;

	if (len == 0)
		return DNAME_EMPTY_LABEL;
	if (len > DNAME_LABEL_MAX)
		return DNAME_LABEL_TOO_LONG;
	c->wire[c->label_start] = (uint8_t)len;
	c->labels++;
	c->label_start = c->len;
	if (c->len >= DNAME_WIRE_MAX)
		return DNAME_TOO_LONG;
	c->wire[c->len++] = 0;
	return DNAME_OK;
}

/* What stands for itself in a name, but letters of upper case for those of lower case; 0: all else. */
static const uint8_t ordinary[256] = {
	['-'] = '-', ['_'] = '_', ['*'] = '*', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3',
	['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['a'] = 'a',
	['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
	['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v',
	['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c',
	['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
	['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
	['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
	['Y'] = 'y', ['Z'] = 'z',
};

/* As many ordinary characters as the open label has room for; AT moves behind them. */
static void take_ordinary(struct cursor *c, struct str text, size_t *at)
{
	size_t from = *at, room = DNAME_LABEL_MAX + 1 - (c->len - c->label_start);
	uint8_t octet;

	if (room > DNAME_WIRE_MAX - c->len)
		room = DNAME_WIRE_MAX - c->len;
	if (room > text.len - from)
		room = text.len - from;
	while (*at - from < room && (octet = ordinary[(uint8_t)text.ptr[*at]]) != 0) {
		c->wire[c->len++] = octet;
		++*at;
	}
}

/* One character of the text, escapes resolved; AT moves behind it. */
static enum dname_fault take_octet(struct str text, size_t *at, uint8_t *ret_octet)
{
	char c = text.ptr[(*at)++];

	if (c != '\\') {
		if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7f)
			return DNAME_BAD_CHARACTER;
		*ret_octet = (uint8_t)ascii_lower(c);
		return DNAME_OK;
	}
	if (*at >= text.len)
		return DNAME_BAD_ESCAPE;
	if (ascii_is_digit(text.ptr[*at])) {
		uint64_t value;

		if (*at + 3 > text.len || !str_to_u64(str_slice(text.ptr + *at, 3), 255, &value))
			return DNAME_BAD_ESCAPE;
		*at += 3;
		*ret_octet = (uint8_t)ascii_lower((char)value);
		return DNAME_OK;
	}
	c = text.ptr[(*at)++];
	if ((unsigned char)c < ' ' || (unsigned char)c >= 0x7f)
		return DNAME_BAD_CHARACTER;
	*ret_octet = (uint8_t)ascii_lower(c);
	return DNAME_OK;
}

static enum dname_fault append_origin(struct cursor *c, const struct dname *origin)
{
	if (c->len - 1 + origin->len > DNAME_WIRE_MAX)
		return DNAME_TOO_LONG;
	memcpy(c->wire + c->len - 1, origin->wire, origin->len);
	c->len += origin->len - 1u;
	c->labels += origin->labels;
	return DNAME_OK;
}

enum dname_fault dname_parse(struct arena *arena, struct str text, const struct dname *origin,
			     const struct dname **ret_name)
{
	struct cursor c;
	enum dname_fault fault;
	bool absolute = false;

	if (origin != NULL && (text.len == 0 || str_is(text, "@"))) {
		*ret_name = origin;
		return DNAME_OK;
	}
	if (text.len == 0)
		return DNAME_EMPTY;
	if (str_is(text, ".")) {
		*ret_name = make(arena, (const uint8_t *)"", 1, 0);
		return DNAME_OK;
	}
	c.len = 1; /* the octets are written as they come */
	c.label_start = 0;
	c.labels = 0;
	c.wire[0] = 0;
	for (size_t at = 0; at < text.len;) {
		uint8_t octet;

		take_ordinary(&c, text, &at);
		if (at == text.len)
			break;
		if (text.ptr[at] == '.') {
			fault = close_label(&c);
			if (fault != DNAME_OK)
				return fault;
			absolute = ++at == text.len;
			continue;
		}
		fault = take_octet(text, &at, &octet);
		if (fault != DNAME_OK)
			return fault;
		if (c.len - c.label_start - 1 >= DNAME_LABEL_MAX)
			return DNAME_LABEL_TOO_LONG;
		if (c.len >= DNAME_WIRE_MAX)
			return DNAME_TOO_LONG;
		c.wire[c.len++] = octet;
	}
	if (!absolute) {
		fault = close_label(&c);
		if (fault == DNAME_OK && origin != NULL)
			fault = append_origin(&c, origin);
		if (fault != DNAME_OK)
			return fault;
	}
	*ret_name = make(arena, c.wire, c.len, c.labels);
	return DNAME_OK;
}

bool dname_text_is_absolute(struct str text)
{
	size_t slashes = 0;

	if (text.len == 0 || text.ptr[text.len - 1] != '.')
		return false;
	while (slashes + 1 < text.len && text.ptr[text.len - 2 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 0;
}

const char *dname_fault_text(enum dname_fault fault)
{
	switch (fault) {
	case DNAME_OK:
		return "no fault";
	case DNAME_EMPTY:
		return "no name at all";
	case DNAME_EMPTY_LABEL:
		return "an empty label";
	case DNAME_LABEL_TOO_LONG:
		return "a label of more than 63 octets";
	case DNAME_TOO_LONG:
		return "more than 255 octets";
	case DNAME_BAD_ESCAPE:
		return "an escape that is neither `\\X` nor `\\DDD`";
	case DNAME_BAD_CHARACTER:
		return "a blank, a control character or a character outside ASCII";
	}
	BUG("a fault of no kind");
}

const struct dname *dname_from_wire(struct arena *arena, const uint8_t *wire, size_t max,
				    size_t *ret_len)
{
	uint8_t lower[DNAME_WIRE_MAX];
	size_t len = 0;
	unsigned labels = 0;

	for (;;) {
		size_t label;

		if (len >= max || len >= DNAME_WIRE_MAX)
			return NULL;
		label = wire[len];
		lower[len] = (uint8_t)label;
		len++;
		if (label == 0)
			break;
		if (label > DNAME_LABEL_MAX || label > max - len || len + label >= DNAME_WIRE_MAX)
			return NULL;
		for (size_t i = 0; i < label; i++)
			lower[len + i] = (uint8_t)ascii_lower((char)wire[len + i]);
		len += label;
		labels++;
	}
	if (ret_len != NULL)
		*ret_len = len;
	return make(arena, lower, len, labels);
}

static void put_octet(struct buf *out, uint8_t octet)
{
	if (octet <= ' ' || octet >= 0x7f)
		buf_printf(out, "\\%03u", octet);
	else if (strchr(".\\\"();@$", octet) != NULL)
		buf_printf(out, "\\%c", octet);
	else
		buf_char(out, (char)octet);
}

static void print_labels(struct buf *out, const uint8_t *wire)
{
	for (size_t at = 0; wire[at] != 0; at += wire[at] + 1u) {
		if (at > 0)
			buf_char(out, '.');
		for (size_t i = 0; i < wire[at]; i++)
			put_octet(out, wire[at + 1 + i]);
	}
}

void dname_wire_print(struct buf *out, const uint8_t *wire)
{
	print_labels(out, wire);
	buf_char(out, '.');
}

static char *to_text(struct arena *arena, const struct dname *name, bool final_dot)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, (size_t)DNAME_WIRE_MAX * 4 + 2);
	print_labels(&out, name->wire);
	if (final_dot || name->labels == 0)
		buf_char(&out, '.');
	return arena_copy(arena, out.ptr, out.len);
}

char *dname_text(struct arena *arena, const struct dname *name)
{
	return to_text(arena, name, true);
}

char *dname_text_bare(struct arena *arena, const struct dname *name)
{
	return to_text(arena, name, false);
}

bool dname_equal(const struct dname *a, const struct dname *b)
{
	return a == b ||
	       (a->len == b->len && a->hash == b->hash && memcmp(a->wire, b->wire, a->len) == 0);
}

/* Offsets of the labels of NAME; returns their number. */
static unsigned label_offsets(const struct dname *name, uint8_t offsets[DNAME_LABELS_MAX])
{
	unsigned n = 0;

	for (size_t at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		offsets[n++] = (uint8_t)at;
	return n;
}

/* True for two names that differ in their first labels at most, as most of a flat zone do; ret_order takes
 * their order. */
static bool compare_siblings(const struct dname *a, const struct dname *b, int *ret_order)
{
	size_t rest = a->len - a->wire[0] - 1u;

	if (a->labels != b->labels || a->labels == 0 || b->len - b->wire[0] - 1u != rest ||
	    memcmp(a->wire + a->len - rest, b->wire + b->len - rest, rest) != 0)
		return false;
	*ret_order = str_cmp(str_slice((const char *)a->wire + 1, a->wire[0]),
			     str_slice((const char *)b->wire + 1, b->wire[0]));
	return true;
}

int dname_compare(const struct dname *a, const struct dname *b)
{
	uint8_t in_a[DNAME_LABELS_MAX], in_b[DNAME_LABELS_MAX];
	unsigned left_a, left_b;
	int siblings;

	if (compare_siblings(a, b, &siblings))
		return siblings;
	left_a = label_offsets(a, in_a);
	left_b = label_offsets(b, in_b);
	while (left_a > 0 && left_b > 0) {
		const uint8_t *label_a = a->wire + in_a[--left_a],
			      *label_b = b->wire + in_b[--left_b];
		int order = str_cmp(str_slice((const char *)label_a + 1, label_a[0]),
				    str_slice((const char *)label_b + 1, label_b[0]));

		if (order != 0)
			return order;
	}
	return (left_a > 0) - (left_b > 0);
}

/* The first octets of the labels from the right, each octet one higher, so that 0 can end a label and the
 * shorter of two labels comes first. Where an octet has no higher one, the key is as high as it may be. */
void dname_order_key(const struct dname *name, unsigned above, uint8_t key[DNAME_ORDER_KEY_SIZE])
{
	uint8_t offsets[DNAME_LABELS_MAX];
	size_t len = 0;

	for (unsigned left = label_offsets(name, offsets); left > above; left--) {
		const uint8_t *label = name->wire + offsets[left - above - 1];

		for (unsigned i = 1; i <= label[0]; i++) {
			if (len == DNAME_ORDER_KEY_SIZE)
				return;
			if (label[i] == UINT8_MAX) {
				memset(key + len, UINT8_MAX, DNAME_ORDER_KEY_SIZE - len);
				return;
			}
			key[len++] = (uint8_t)(label[i] + 1);
		}
		if (len == DNAME_ORDER_KEY_SIZE)
			return;
		key[len++] = 0;
	}
	memset(key + len, 0, DNAME_ORDER_KEY_SIZE - len);
}

unsigned dname_common_labels(const struct dname *a, const struct dname *b)
{
	uint8_t in_a[DNAME_LABELS_MAX], in_b[DNAME_LABELS_MAX];
	unsigned left_a, left_b, n = 0;
	int siblings;

	if (compare_siblings(a, b, &siblings))
		return siblings == 0 ? a->labels : a->labels - 1u;
	left_a = label_offsets(a, in_a);
	left_b = label_offsets(b, in_b);

	while (left_a > 0 && left_b > 0) {
		const uint8_t *label_a = a->wire + in_a[--left_a],
			      *label_b = b->wire + in_b[--left_b];

		if (label_a[0] != label_b[0] || memcmp(label_a + 1, label_b + 1, label_a[0]) != 0)
			break;
		n++;
	}
	return n;
}

const uint8_t *dname_suffix_wire(const struct dname *name, unsigned skip, size_t *ret_len)
{
	size_t at = 0;

	for (unsigned i = 0; i < skip; i++)
		at += name->wire[at] + 1u;
	*ret_len = name->len - at;
	return name->wire + at;
}

bool dname_is_within(const struct dname *name, const struct dname *ancestor)
{
	const uint8_t *suffix;
	size_t len;

	if (name->labels < ancestor->labels)
		return false;
	suffix = dname_suffix_wire(name, (unsigned)(name->labels - ancestor->labels), &len);
	return len == ancestor->len && memcmp(suffix, ancestor->wire, len) == 0;
}

bool dname_is_below(const struct dname *name, const struct dname *ancestor)
{
	return name->labels > ancestor->labels && dname_is_within(name, ancestor);
}

bool dname_is_wildcard(const struct dname *name)
{
	return name->wire[0] == 1 && name->wire[1] == '*';
}

const struct dname *dname_suffix(struct arena *arena, const struct dname *name, unsigned skip)
{
	size_t len;
	const uint8_t *wire;

	if (skip == 0)
		return name;
	wire = dname_suffix_wire(name, skip, &len);
	return make(arena, wire, len, name->labels - skip);
}

const struct dname *dname_join(struct arena *arena, const struct dname *name, unsigned count,
			       const struct dname *suffix)
{
	uint8_t wire[DNAME_WIRE_MAX];
	size_t rest, head;

	(void)dname_suffix_wire(name, count, &rest);
	head = name->len - rest;
	if (head + suffix->len > DNAME_WIRE_MAX)
		return NULL;
	memcpy(wire, name->wire, head);
	memcpy(wire + head, suffix->wire, suffix->len);
	return make(arena, wire, head + suffix->len, count + suffix->labels);
}

const struct dname *dname_prepend(struct arena *arena, struct str label, const struct dname *suffix)
{
	uint8_t wire[DNAME_WIRE_MAX];

	if (label.len == 0 || label.len > DNAME_LABEL_MAX ||
	    label.len + 1 + suffix->len > DNAME_WIRE_MAX)
		return NULL;
	wire[0] = (uint8_t)label.len;
	for (size_t i = 0; i < label.len; i++)
		wire[1 + i] = (uint8_t)ascii_lower(label.ptr[i]);
	memcpy(wire + 1 + label.len, suffix->wire, suffix->len);
	return make(arena, wire, 1 + label.len + suffix->len, 1u + suffix->labels);
}

struct str dname_label(const struct dname *name, unsigned index)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, index, &len);

	return str_slice((const char *)wire + 1, wire[0]);
}

bool dname_has_underscore_label(const struct dname *name)
{
	for (size_t at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		if (name->wire[at + 1] == '_')
			return true;
	return false;
}

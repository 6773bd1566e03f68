/* rdata_print.c -- rdata in presentation form (RFC 1035 section 5.1). */
#include "model/rdata_form.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

/* A quoted string: quotes and backslashes escaped, and what is not printable ASCII as \DDD. */
static void print_quoted(struct buf *out, const uint8_t *octets, size_t len)
{
	buf_char(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (octets[i] < ' ' || octets[i] >= 0x7f) {
			buf_printf(out, "\\%03u", octets[i]);
			continue;
		}
		if (octets[i] == '"' || octets[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, (char)octets[i]);
	}
	buf_char(out, '"');
}

static void print_strings(struct buf *out, const uint8_t *wire, size_t len)
{
	for (size_t at = 0; at < len; at += wire[at] + 1u) {
		if (at > 0)
			buf_char(out, ' ');
		print_quoted(out, wire + at + 1, wire[at]);
	}
}

static void print_hex(struct buf *out, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(out, "%02x", octets[i]);
}

static void print_address(struct buf *out, int family, const uint8_t *octets)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(family, octets, text, sizeof(text)) == NULL)
		BUG("an address of no family");
	buf_text(out, text);
}

static size_t name_length(const uint8_t *wire)
{
	size_t at = 0;

	while (wire[at] != 0)
		at += wire[at] + 1u;
	return at + 1;
}

/* Prints the part at the start of WIRE and returns its octets. */
static size_t print_part(struct buf *out, enum part_kind kind, const uint8_t *wire, size_t len)
{
	switch (kind) {
	case PART_U8:
		buf_printf(out, "%u", wire[0]);
		return 1;
	case PART_U16:
		buf_printf(out, "%u", (unsigned)(wire[0] << 8 | wire[1]));
		return 2;
	case PART_U32:
	case PART_TIME:
		buf_printf(out, "%u",
			   (uint32_t)wire[0] << 24 | (uint32_t)wire[1] << 16 |
				   (uint32_t)wire[2] << 8 | wire[3]);
		return 4;
	case PART_IPV4:
		print_address(out, AF_INET, wire);
		return 4;
	case PART_IPV6:
		print_address(out, AF_INET6, wire);
		return 16;
	case PART_NAME:
	case PART_TARGET:
	case PART_TARGET_OR_NONE:
		dname_wire_print(out, wire);
		return name_length(wire);
	case PART_STRING:
		print_quoted(out, wire + 1, wire[0]);
		return wire[0] + 1u;
	case PART_TAG:
		buf_add(out, wire + 1, wire[0]);
		return wire[0] + 1u;
	case PART_STRINGS:
		print_strings(out, wire, len);
		return len;
	case PART_TEXT:
		print_quoted(out, wire, len);
		return len;
	case PART_HEX:
		print_hex(out, wire, len);
		return len;
	case PART_PARAMS:
	case PART_LOC:
	case PART_REST:
		break;
	}
	BUG("a part that libknot prints");
}

/* Any octets can be written so (RFC 3597 section 5). */
static void print_generic(struct buf *out, const struct rr *rr)
{
	buf_printf(out, "\\# %u%s", rr->len, rr->len > 0 ? " " : "");
	print_hex(out, rr->rdata, rr->len);
}

/* libknot prints some octets in a way that libzscanner reads as others, or not at all. */
static bool reads_back(enum rr_type type, struct str text, const struct rr *rr)
{
	struct arena scratch;
	struct rr again;
	struct err err;
	bool same;

	arena_init(&scratch);
	same = rdata_parse(&scratch, type, text, &again, &err) == OK && again.len == rr->len &&
	       memcmp(again.rdata, rr->rdata, rr->len) == 0;
	arena_free(&scratch);
	return same;
}

/* Priority, target and SvcParams, which may be absent. */
static bool print_svcb(struct buf *out, const struct rr *rr)
{
	size_t at = 2 + name_length(rr->rdata + 2);

	(void)print_part(out, PART_U16, rr->rdata, 2);
	buf_char(out, ' ');
	dname_wire_print(out, rr->rdata + 2);
	if (at == rr->len)
		return true;
	buf_char(out, ' ');
	return rdata_dump_params(out, rr->rdata + at, rr->len - at);
}

static void print_by_library(struct buf *out, const struct rdata_form *form, enum rr_type type,
			     const struct rr *rr)
{
	struct buf text CLEANUP(buf_free);
	bool printed = false;

	buf_init(&text, SIZE_MAX / 2);
	/* Octets of a type that is not in the table are not checked, and libknot reads past their end
	 * where they are malformed (NSEC3). */
	if (!form->scanned)
		printed = print_svcb(&text, rr);
	else if (form->name != NULL)
		printed = rdata_dump(&text, type, rr->rdata, rr->len);
	if (printed && reads_back(type, buf_view(&text), rr))
		buf_str(out, buf_view(&text));
	else
		print_generic(out, rr);
}

void rdata_print(struct buf *out, enum rr_type type, const struct rr *rr)
{
	const struct rdata_form *form = rdata_form(type);
	size_t at = 0;

	if (form->scanned || type == RR_SVCB || type == RR_HTTPS) {
		print_by_library(out, form, type, rr);
		return;
	}
	for (size_t i = 0; i < form->n_parts; i++) {
		if (i > 0)
			buf_char(out, ' ');
		at += print_part(out, form->parts[i].kind, rr->rdata + at, rr->len - at);
	}
}

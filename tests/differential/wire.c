/* wire.c -- DNS messages. */
#include "wire.h"

#include <string.h>

#include "base/banned.h"

enum { TYPE_NS = 2, TYPE_CNAME = 5, TYPE_SOA = 6, TYPE_PTR = 12, TYPE_MX = 15 };
enum { TYPE_SRV = 33, TYPE_DNAME = 39, TYPE_OPT = 41, HEADER = 12 };

static size_t put16(uint8_t *out, unsigned value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return 2;
}

size_t wire_question(uint8_t out[WIRE_QUESTION_MAX], uint16_t id, const uint8_t *name, size_t len,
		     uint16_t type)
{
	size_t at = HEADER;

	memset(out, 0, HEADER);
	(void)put16(out, id);
	out[5] = 1;  /* QDCOUNT */
	out[11] = 1; /* ARCOUNT */
	memcpy(out + at, name, len);
	at += len;
	at += put16(out + at, type);
	at += put16(out + at, 1);
	out[at++] = 0; /* OPT at the root */
	at += put16(out + at, TYPE_OPT);
	at += put16(out + at, WIRE_ANSWER_MAX);
	memset(out + at, 0, 6);
	return at + 6;
}

struct reader {
	const uint8_t *wire;
	size_t len, at;
	bool bad;
};

static unsigned take(struct reader *r, unsigned octets)
{
	unsigned value = 0;

	if (octets > r->len - r->at) {
		r->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < octets; i++)
		value = value << 8 | r->wire[r->at++];
	return value;
}

/* RFC 1035 section 4.1.4. Pointers must lead backwards, so the loop ends. */
static size_t take_name(struct reader *r, uint8_t out[WIRE_NAME_MAX])
{
	size_t at = r->at, used = 0, limit = r->len;
	bool jumped = false;

	while (at < r->len) {
		size_t label = r->wire[at];

		if (label >= 0xc0) {
			if (at + 2 > r->len)
				break;
			if (!jumped)
				r->at = at + 2;
			jumped = true;
			at = (label & 0x3f) << 8 | r->wire[at + 1];
			if (at >= limit)
				break;
			limit = at;
			continue;
		}
		if (label > 63 || at + label + 1 > r->len || used + label + 1 > WIRE_NAME_MAX)
			break;
		out[used++] = (uint8_t)label;
		for (size_t i = 1; i <= label; i++) {
			uint8_t c = r->wire[at + i];

			out[used++] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
		}
		at += label + 1;
		if (label == 0) {
			if (!jumped)
				r->at = at;
			return used;
		}
	}
	r->bad = true;
	return 0;
}

/* Copies rdata up to END, with its names spelled out. */
static void take_rdata(struct reader *r, size_t end, struct wire_answer *answer,
		       struct wire_record *record)
{
	uint8_t *start = answer->space + answer->used;
	size_t room = sizeof(answer->space) - answer->used, fixed = 0;
	unsigned names = 0;

	switch (record->type) {
	case TYPE_MX:
		fixed = 2;
		names = 1;
		break;
	case TYPE_SRV:
		fixed = 6;
		names = 1;
		break;
	case TYPE_SOA:
		names = 2;
		break;
	case TYPE_NS:
	case TYPE_CNAME:
	case TYPE_PTR:
	case TYPE_DNAME:
		names = 1;
		break;
	default:
		break;
	}
	if (room < 2 * WIRE_NAME_MAX + (end - r->at) || fixed > end - r->at) {
		r->bad = true;
		return;
	}
	memcpy(start, r->wire + r->at, fixed);
	r->at += fixed;
	for (unsigned i = 0; i < names; i++)
		fixed += take_name(r, start + fixed);
	if (r->bad || r->at > end) {
		r->bad = true;
		return;
	}
	memcpy(start + fixed, r->wire + r->at, end - r->at);
	record->rdata = start;
	record->len = fixed + (end - r->at);
	answer->used += record->len;
	r->at = end;
}

static void take_record(struct reader *r, struct wire_answer *answer, enum wire_section section)
{
	struct wire_record *record = &answer->records[answer->n];
	size_t len;

	record->section = section;
	record->owner_len = (uint8_t)take_name(r, record->owner);
	record->type = (uint16_t)take(r, 2);
	(void)take(r, 2);
	record->ttl = take(r, 4);
	len = take(r, 2);
	if (r->bad || len > r->len - r->at || answer->n + 1 == WIRE_RECORDS_MAX) {
		r->bad = true;
		return;
	}
	if (record->type == TYPE_OPT) {
		r->at += len;
		return;
	}
	take_rdata(r, r->at + len, answer, record);
	answer->n++;
}

bool wire_read(const uint8_t *wire, size_t len, struct wire_answer *ret_answer)
{
	struct reader r = {wire, len, 0, false};
	uint8_t name[WIRE_NAME_MAX];
	unsigned flags, questions, counts[3];

	ret_answer->n = ret_answer->used = 0;
	ret_answer->id = (uint16_t)take(&r, 2);
	flags = take(&r, 2);
	ret_answer->rcode = flags & 15;
	ret_answer->authoritative = (flags & 0x0400) != 0;
	ret_answer->truncated = (flags & 0x0200) != 0;
	questions = take(&r, 2);
	for (unsigned i = 0; i < 3; i++)
		counts[i] = take(&r, 2);
	for (unsigned i = 0; i < questions && !r.bad; i++) {
		(void)take_name(&r, name);
		(void)take(&r, 4);
	}
	for (unsigned section = 0; section < 3; section++)
		for (unsigned i = 0; i < counts[section] && !r.bad; i++)
			take_record(&r, ret_answer, (enum wire_section)section);
	return !r.bad && (flags & 0x8000) != 0;
}

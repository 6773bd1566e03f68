/*
 * wire.h -- DNS messages (RFC 1035 section 4): one question out, an answer in.
 *
 * Written anew on purpose: what reads the server's answers shares no code with what is tested.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_WIRE_H
#define ZW_TESTS_DIFFERENTIAL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_NAME_MAX = 255,
	WIRE_QUESTION_MAX = 12 + WIRE_NAME_MAX + 4 + 11,
	WIRE_ANSWER_MAX = 4096,
	WIRE_RECORDS_MAX = 128,
};

enum wire_rcode {
	WIRE_NOERROR = 0,
	WIRE_NXDOMAIN = 3,
	WIRE_REFUSED = 5,
	WIRE_YXDOMAIN = 6, /* RFC 6672 section 2.2: a DNAME made a name too long */
};

enum wire_section { WIRE_ANSWER, WIRE_AUTHORITY, WIRE_ADDITIONAL };

/* Names, of the owner and in the data, are uncompressed and in lower case. */
struct wire_record {
	enum wire_section section;
	uint8_t owner[WIRE_NAME_MAX];
	uint8_t owner_len;
	uint16_t type;
	uint32_t ttl;
	const uint8_t *rdata;
	size_t len;
};

struct wire_answer {
	uint16_t id;
	unsigned rcode;
	bool authoritative, truncated;
	struct wire_record records[WIRE_RECORDS_MAX]; /* without OPT */
	size_t n;
	uint8_t space[4 * WIRE_ANSWER_MAX]; /* what rdata points into */
	size_t used;
};

/* Writes a question for NAME (LEN octets in wire form, in any case) with EDNS (RFC 6891) for answers
 * up to WIRE_ANSWER_MAX octets; returns its length. */
size_t wire_question(uint8_t out[WIRE_QUESTION_MAX], uint16_t id, const uint8_t *name, size_t len,
		     uint16_t type);

/* False where the octets are no answer. */
bool wire_read(const uint8_t *wire, size_t len, struct wire_answer *ret_answer);

#endif

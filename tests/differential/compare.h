/*
 * compare.h -- what a server that holds one level's zones should answer, and whether it does.
 *
 * Compared are RCODE, AA, the answer section as a set (owner, type, TTL, data), and what the authority
 * section says: nothing, an SOA (RFC 2308) or a referral, with its owner, and of a referral its name
 * servers. Differences that are agreed, and why:
 *
 *   chains       named follows CNAMEs and DNAMEs within the zone that it began in, and leaves other
 *                zones to the client, even those that it holds (it does not recurse); so does
 *                expect_answer(), with the look-up that is tested. Where the chain leaves the zone the
 *                answer ends with NOERROR and no authority section, though the last name may not
 *                exist. Chains over several zones are for walk.h.
 *   long chains  A server follows a limited number of links, which differs by version, and leaves the
 *                rest to the client. Of a chain of more than CHAIN_COMPARED links, as of every loop,
 *                the answer section alone is compared: each record is one of ours, and there are more
 *                than CHAIN_COMPARED of them, or all.
 *   AA           of an answer with a chain is not compared: it tells of the first owner name alone (RFC
 *                1035 section 4.1.1), which is the zone's own.
 *   YXDOMAIN     A DNAME that makes a name too long gives YXDOMAIN and the DNAME (RFC 6672 section
 *                2.2). resolve.h calls it NXDOMAIN: nobody gets an address.
 *   additional   is not compared: which glue is sent is the server's choice (RFC 9471).
 */
#ifndef ZW_TESTS_DIFFERENTIAL_COMPARE_H
#define ZW_TESTS_DIFFERENTIAL_COMPARE_H

#include "look.h"
#include "question.h"

enum { CHAIN_COMPARED = 8, EXPECTED_MAX = 64 };

struct expected_record {
	const struct dname *owner;
	enum rr_type type;
	uint32_t ttl;
	const uint8_t *rdata;
	size_t len;
};

enum authority_kind { AUTHORITY_NONE, AUTHORITY_SOA, AUTHORITY_REFERRAL };

struct expected {
	unsigned rcode;
	struct expected_record records[EXPECTED_MAX];
	size_t n;
	enum authority_kind authority;
	const struct dname *authority_owner; /* NULL: none */
	const struct rrset *name_servers;    /* of a referral */
	unsigned links;			     /* CNAMEs and DNAMEs followed */
	bool too_long;			     /* over CHAIN_COMPARED links: the rest is not there */
	bool wildcard;			     /* something was synthesised */
};

/* What a server of QUESTION's level answers if it looks names up with FAULT. SCRATCH takes names. */
void expect_answer(const struct world *world, const struct question *question, enum fault fault,
		   struct arena *scratch, struct expected *ret_expected);

bool answer_agrees(const struct expected *expected, const struct wire_answer *answer);

/* Whether the answer section has a record of that owner, type and data. */
bool answer_has(const struct wire_answer *answer, const struct dname *owner, enum rr_type type,
		const struct rr *rr);

/* Classes of answers: each answer counts in one. */
enum answer_class {
	CLASS_POSITIVE,
	CLASS_NODATA,
	CLASS_NXDOMAIN,
	CLASS_WILDCARD, /* synthesised, records or NODATA, without a chain */
	CLASS_CHAIN,	/* by CNAME or DNAME */
	CLASS_REFERRAL,
	CLASS_REFUSED, /* outside of all zones */
	CLASSES,
};

enum answer_class answer_class(const struct expected *expected);
const char *answer_class_name(enum answer_class class);

/* For the eye. */
void question_print(struct buf *out, const struct question *question);
void expected_print(struct buf *out, const struct expected *expected);
void answer_print(struct buf *out, const struct wire_answer *answer);

#endif

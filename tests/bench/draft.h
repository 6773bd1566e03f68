/*
 * draft.h -- one zone of the benchmark's estate, drawn and written.
 */
#ifndef ZW_TESTS_BENCH_DRAFT_H
#define ZW_TESTS_BENCH_DRAFT_H

#include "base/buf.h"
#include "base/vec.h"

enum { DRAFT_VALUES_MAX = 3, DRAFT_FIELDS_MAX = 4 };

enum draft_type {
	DRAFT_A,
	DRAFT_AAAA,
	DRAFT_CAA,
	DRAFT_CNAME,
	DRAFT_MX,
	DRAFT_NS,
	DRAFT_SRV,
	DRAFT_TXT,
};

/* One record set. */
struct draft_set {
	const char *owner; /* relative to the zone, "" for the apex */
	enum draft_type type;
	unsigned ttl;
	unsigned n;
	const char *values[DRAFT_VALUES_MAX][DRAFT_FIELDS_MAX]; /* in octoDNS's order of keys */
};

struct draft_host {
	const char *owner;
	bool has_ipv6;
};

struct draft {
	struct arena *arena;
	uint64_t state;	  /* of the random numbers */
	const char *name; /* without the final dot */
	VEC(struct draft_set) sets;
	VEC(struct draft_host) hosts; /* what a CNAME of the zone may lead to */
	size_t records;
	unsigned serial; /* of the owner names: each is new */
};

/* Draw a zone called NAME of RECORDS records; the zone's NUMBER is its seed. All of it lives in ARENA. */
void draft_public(struct draft *draft, struct arena *arena, const char *name, unsigned number,
		  size_t records);
/* A team's two zones: NAMES is the number of private names, the same for both. */
void draft_team_private(struct draft *draft, struct arena *arena, const char *name, unsigned number,
			size_t records);
void draft_team_public(struct draft *draft, struct arena *arena, const char *name, unsigned number,
		       const char *owner, size_t records);

/* Sorts the sets: owners in natural order, as octoDNS has them. */
void draft_sort(struct draft *draft);

/* The zone as octoDNS's YamlProvider writes it: owners in natural order. Sorts the sets. */
void draft_print_octodns(struct draft *draft, struct buf *out);

#endif

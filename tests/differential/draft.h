/*
 * draft.h -- estates as lists of zones and records, made by chance, from which records can be taken
 * away; and the same as a model with its index.
 *
 *	struct draft draft;
 *	draft_make(&draft, &arena, seed, 100);
 *	world_build(&world, &draft);
 *
 * Every estate lies below a name of two labels of one octet (`a.k`), so that names of 127 labels fit.
 * It has zones in up to LEVELS layers: a zone's level is the number of zones of its estate that it
 * lies below, whether they delegate it or not.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_DRAFT_H
#define ZW_TESTS_DIFFERENTIAL_DRAFT_H

#include "index/index.h"
#include "random.h"

enum { LEVELS = 3, VALUES_MAX = 3, ESTATES_MAX = 36 * 36 };

struct draft_zone {
	const struct dname *name;
	unsigned estate, level;
	bool dropped;
	VEC(const struct dname *) owners; /* names that records stand at, and some between */
};

struct draft_record {
	unsigned zone;
	const struct dname *owner;
	enum rr_type type;
	uint32_t ttl;
	const char *values[VALUES_MAX]; /* presentation form */
	unsigned n;
	bool fixed; /* SOA and NS of the apex: a server does not load the zone without */
	bool dropped;
};

struct draft {
	struct arena *arena;
	struct random random;
	VEC(struct draft_zone) zones; /* those of one estate stand together, parents first */
	VEC(struct draft_record) records;
	struct {
		unsigned first, end; /* its zones */
	} estates[ESTATES_MAX];
};

/* Makes N_ESTATES estates (at most ESTATES_MAX) of SEED, in ARENA. */
void draft_make(struct draft *draft, struct arena *arena, uint64_t seed, unsigned n_estates);

/* The estate that a name in wire form and lower case lies in; false: none that could be. */
bool draft_estate_of(const uint8_t *name, unsigned *ret_estate);

/* Octets of a label: one that zones like to have, or an odd one. At most 63. */
struct str draft_label(struct random *random, char out[DNAME_LABEL_MAX]);

/* The zones and records that are not dropped, in the form of the tables of test_resolve.c. */
void draft_print(const struct draft *draft, struct buf *out);

struct world {
	struct arena arena;
	struct sources sources;
	struct model model;
	struct policy policy;
	struct index index;
	unsigned *levels;  /* of the index's zones */
	unsigned *numbers; /* of the index's zones: their place in the draft */
};

/* The model and index of what is not dropped. FAILED where a record's value is refused. */
MUST_USE enum status world_build(struct world *world, const struct draft *draft, struct err *err);

void world_free(struct world *world);

/* The zone of LEVEL that NAME lies in: what a server that holds this level's zones answers from;
 * NULL: none. */
const struct zone_index *world_zone(const struct world *world, const struct dname *name,
				    unsigned level);

#endif

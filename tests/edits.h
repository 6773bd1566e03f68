/*
 * edits.h -- a change of an estate as plain data: what exists, and the batches that change it. Tests read it
 * from text, or deal it by dice; the walker of edit_walker.h works on it as it is, and the planner on the
 * models and the plan that are made of it.
 *
 *	# one sentence that says what goes wrong
 *	expect unsafe                        safe | unsafe; `reordered`, where waits make it safe
 *	private pay.corp.test                a name that must not resolve publicly
 *	domain corp.test                     … and all names below this
 *	validation _x.www.example.test       of a certificate: a CNAME there that goes is a loss
 *	token _t.svc.example.test value      of an endpoint service: a TXT
 *	zone example.test                    what exists; `private vpc-1` behind the name: in that VPC
 *	  www A 192.0.2.1                    owner (relative, or `@`), type, value
 *	unknown                              the planner is told of nothing that exists
 *	zone later.test planned              it does not exist, and a batch makes it
 *	batch one example.test               a batch of changes to a zone; behind it the batches that it waits for
 *	  - www A 192.0.2.1                  DELETE
 *	  + www A 192.0.2.2                  CREATE
 *	create two later.test                makes the zone; `delete` deletes one
 *
 * Values that are names are absolute, and written without a final dot, as owners are kept here.
 */
#ifndef ZW_TESTS_EDITS_H
#define ZW_TESTS_EDITS_H

#include "index/plan.h"
#include "index/view.h"

enum {
	EDIT_ZONES = 10,
	EDIT_RECORDS = 96,
	EDIT_BATCHES = 12,
	EDIT_CHANGES = 24,
	EDIT_NAMES = 8,
};

struct edit_zone {
	const char *name;
	const char *vpc; /* NULL: public */
	bool planned;	 /* it does not exist at first */
};

struct edit_record {
	unsigned zone;
	const char *owner; /* "www.example.test" */
	enum rr_type type;
	const char *value;
};

enum edit_kind { EDIT_CHANGE, EDIT_CREATE_ZONE, EDIT_DELETE_ZONE };

struct edit_change {
	bool adds;
	struct edit_record record;
};

struct edit_batch {
	const char *name;
	enum edit_kind kind;
	unsigned zone;
	unsigned after; /* a bit for each batch that it waits for: all of these are earlier ones */
	struct edit_change changes[EDIT_CHANGES];
	unsigned n;
};

struct edit_proof {
	const char *name, *value; /* value NULL: a certificate's validation */
};

struct edit {
	const char *title;
	bool safe, reordered; /* what is expected */
	struct edit_zone zones[EDIT_ZONES];
	unsigned n_zones;
	struct edit_record records[EDIT_RECORDS];
	unsigned n_records;
	struct edit_batch batches[EDIT_BATCHES];
	unsigned n_batches;
	const char *private_names[EDIT_NAMES], *domains[EDIT_NAMES];
	unsigned n_private, n_domains;
	struct edit_proof proofs[EDIT_NAMES];
	unsigned n_proofs;
	bool nothing_known; /* the planner is told of nothing that exists: `before` is NULL */
};

/* Reads the text of one edit; the running test fails where it cannot be read. */
void edit_read(struct edit *edit, struct arena *arena, const char *path);

/* What the zones hold once all batches in APPLIED, a bit each, are applied in their order. */
unsigned edit_state(const struct edit *edit, unsigned applied, struct edit_record *records,
		    bool *zone_exists);

/* The models of both ends, ready for questions, and the plan in between. */
struct edit_side {
	struct model model;
	struct index index;
	struct views views;
};

struct edit_models {
	struct policy policy;
	struct edit_side before, after;
	struct plan plan;
	struct step *steps[EDIT_BATCHES]; /* one for each batch */
};

void edit_build(const struct edit *edit, struct arena *arena, struct edit_models *ret_models);

/* The model of one state, built anew. */
void edit_build_side(const struct edit *edit, unsigned applied, const struct policy *policy,
		     struct arena *arena, struct edit_side *ret_side);

#endif

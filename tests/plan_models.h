/*
 * plan_models.h -- models for the tests of the plan: dealt by dice with a fixed seed, so that a
 * failure comes back, or put together by hand.
 */
#ifndef ZW_TESTS_PLAN_MODELS_H
#define ZW_TESTS_PLAN_MODELS_H

#include "model/model.h"

/* The same sequence on every machine. */
struct dice {
	uint64_t state; /* not 0 */
};

struct record_spec {
	unsigned zone; /* index of the estate's zones */
	const char *owner;
	enum rr_type type;
	unsigned values, size; /* size: digits of each TXT, less one */
	bool pending, alias;
};

struct zone_spec {
	const char *name, *id; /* id NULL: not known */
	enum view view;
	unsigned account, vpcs; /* account: index of plan_accounts */
};

enum { RECORD_SPECS_MAX = 3000, ZONE_SPECS_MAX = 16 };

struct estate_spec {
	struct zone_spec zones[ZONE_SPECS_MAX];
	size_t n_zones;
	struct record_spec records[RECORD_SPECS_MAX];
	size_t n_records;
};

/* central and retail in AWS, other in another cloud. */
extern const struct account plan_accounts[3];

/* Zones with their delegations, glue, wildcards, sets of up to 400 values, values and ids that
 * are not known, a zone in another cloud: as SEED deals them. */
struct estate_spec *plan_spec(struct arena *arena, unsigned seed);

/* Builds the model of SPEC, zones and record sets in the order that DICE deals (NULL: in that of
 * SPEC). */
void plan_model(struct model *model, struct arena *arena, const struct estate_spec *spec,
		struct dice *dice);

/* An empty model in a new arena. */
void plan_empty_model(struct model *model, struct arena *arena);

/* Adds a public zone of the account central. */
struct zone *plan_add_zone(struct model *model, const char *name, const char *id);

void plan_add_rrset(struct model *model, struct zone *zone, const struct record_spec *record);

#endif

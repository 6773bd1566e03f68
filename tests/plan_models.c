/* plan_models.c -- models for the tests of the plan. */
#include "plan_models.h"

#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

/* ---- random numbers ---------------------------------------------------------------------------- */

/* xorshift64 */
static unsigned roll(struct dice *dice, unsigned sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (unsigned)(dice->state >> 33) % sides;
}

/* ---- models ------------------------------------------------------------------------------------ */

const struct account plan_accounts[3] = {
	{.key = {.presence = KNOWN, .s = {"central", 7}},
	 .id = {.presence = KNOWN, .s = {"111111111111", 12}},
	 .region = {.presence = KNOWN, .s = {"eu-west-1", 9}}},
	{.key = {.presence = KNOWN, .s = {"retail", 6}},
	 .id = {.presence = KNOWN, .s = {"222222222222", 12}},
	 .region = {.presence = KNOWN, .s = {"eu-west-1", 9}}},
	{.key = {.presence = KNOWN, .s = {"other", 5}},
	 .cloud = {.presence = KNOWN, .s = {"gcp", 3}}},
};

static const struct origin nowhere = {.what = "the test"};

static void add_record(struct estate_spec *spec, struct record_spec record)
{
	assert_true(spec->n_records < RECORD_SPECS_MAX);
	for (size_t i = 0; i < spec->n_records; i++)
		if (spec->records[i].zone == record.zone && spec->records[i].type == record.type &&
		    strcmp(spec->records[i].owner, record.owner) == 0)
			return;
	spec->records[spec->n_records++] = record;
}

static unsigned add_zone(struct estate_spec *spec, struct zone_spec zone)
{
	spec->zones[spec->n_zones] = zone;
	return (unsigned)spec->n_zones++;
}

static void add_records(struct estate_spec *spec, struct dice *dice, struct arena *arena,
			unsigned zone, unsigned count)
{
	static const enum rr_type types[] = {RR_A, RR_AAAA, RR_TXT, RR_MX, RR_CAA, RR_SRV};
	const char *name = spec->zones[zone].name;

	for (unsigned i = 0; i < count; i++) {
		struct record_spec record = {
			.zone = zone,
			.type = types[roll(dice, COUNT_OF(types))],
			.values = 1 + roll(dice, roll(dice, 20) == 0 ? 399 : 4),
			.size = roll(dice, 10) == 0 ? 60 + roll(dice, 2) * 800 : roll(dice, 40),
			.pending = roll(dice, 25) == 0,
		};

		switch (roll(dice, 12)) {
		case 0:
			record.owner = name;
			break;
		case 1:
			record.owner = arena_printf(arena, "*.%s", name);
			break;
		default:
			record.owner = arena_printf(arena, "h%u.%s", roll(dice, 300), name);
			break;
		}
		if (record.size * record.values > 14000)
			record.values = 1;
		record.alias = record.type == RR_A && roll(dice, 4) == 0;
		add_record(spec, record);
	}
}

/* A zone below PARENT, with its delegation. */
static void add_child(struct estate_spec *spec, struct dice *dice, struct arena *arena,
		      unsigned parent, unsigned number)
{
	const char *name = arena_printf(arena, "z%u.%s", number, spec->zones[parent].name);
	unsigned child = add_zone(
		spec,
		(struct zone_spec){
			.name = name,
			.id = roll(dice, 3) == 0 ? NULL : arena_printf(arena, "ZCHILD%u", number),
			.account = 1 + (roll(dice, 8) == 0),
		});

	add_record(spec, (struct record_spec){.zone = parent,
					      .owner = name,
					      .type = RR_NS,
					      .values = 4,
					      .pending = roll(dice, 4) == 0});
	if (roll(dice, 3) == 0)
		add_record(spec,
			   (struct record_spec){
				   .zone = parent, .owner = name, .type = RR_DS, .values = 1});
	/* glue below the cut */
	if (roll(dice, 3) == 0)
		add_record(spec, (struct record_spec){.zone = parent,
						      .owner = arena_printf(arena, "ns.%s", name),
						      .type = RR_A,
						      .values = 1});
	/* what Route 53 makes itself */
	add_record(spec,
		   (struct record_spec){.zone = child, .owner = name, .type = RR_NS, .values = 4});
	add_records(spec, dice, arena, child, roll(dice, 60));
	if (number % 3 == 0)
		add_zone(spec, (struct zone_spec){.name = name,
						  .view = VIEW_PRIVATE,
						  .account = 1,
						  .vpcs = roll(dice, 3)});
}

struct estate_spec *plan_spec(struct arena *arena, unsigned seed)
{
	struct estate_spec *spec = NEW(arena, struct estate_spec);
	struct dice dice = {0x9e3779b97f4a7c15u * (seed + 1)};
	unsigned children = 1 + roll(&dice, 5);

	add_zone(spec, (struct zone_spec){.name = "example.com",
					  .id = roll(&dice, 4) == 0 ? NULL : "ZCENTRAL"});
	add_records(spec, &dice, arena, 0, roll(&dice, 500));
	for (unsigned i = 0; i < children; i++)
		add_child(spec, &dice, arena, i == 0 ? 0 : roll(&dice, (unsigned)spec->n_zones), i);
	return spec;
}

static const struct dname *name_of(struct arena *arena, const char *text)
{
	const struct dname *name = NULL;

	assert_int_equal(dname_parse(arena, str_from(text), NULL, &name), DNAME_OK);
	return name;
}

static const char *value_text(struct arena *arena, const struct record_spec *record, unsigned i)
{
	switch (record->type) {
	case RR_A:
		return arena_printf(arena, "192.0.%u.%u", i / 250, 1 + i % 250);
	case RR_AAAA:
		return arena_printf(arena, "2001:db8::%x", i + 1);
	case RR_NS:
		return arena_printf(arena, "ns-%u.awsdns-01.org.", i);
	case RR_MX:
		return arena_printf(arena, "%u mail.example.net.", i);
	case RR_SRV:
		return arena_printf(arena, "1 %u 443 host.example.net.", i);
	case RR_CAA:
		return arena_printf(arena, "0 issue \"ca%u.example\"", i);
	case RR_DS:
		return "60485 13 2 "
		       "2bb183af5f22588179a53b0a98631fad1a2921182bb183af5f22588179a53b0a";
	default:
		return arena_printf(arena, "%0*u", (int)record->size + 1, i);
	}
}

void plan_add_rrset(struct model *model, struct zone *zone, const struct record_spec *record)
{
	struct arena *arena = model->arena;
	struct rrset *rrset =
		model_add_rrset(model, zone, name_of(arena, record->owner), record->type, &nowhere);

	if (record->alias) {
		rrset->alias = NEW(arena, struct target);
		rrset->alias->kind = TARGET_LOAD_BALANCER;
		if (!record->pending)
			rrset->alias->dns_name =
				name_of(arena, "lb-0123456789abcdef.elb.eu-west-1.amazonaws.com");
		return;
	}
	rrset->ttl_known = true;
	rrset->ttl = 300;
	if (record->pending) {
		rrset->pending = "it is not known yet";
		return;
	}
	rrset->n = record->values;
	rrset->rrs = NEW_ARRAY(arena, struct rr, record->values);
	for (unsigned i = 0; i < record->values; i++) {
		struct err err = {0};

		if (record->type == RR_TXT)
			rdata_from_text(arena, str_from(value_text(arena, record, i)),
					&rrset->rrs[i]);
		else if (rdata_parse(arena, record->type, str_from(value_text(arena, record, i)),
				     &rrset->rrs[i], &err) != OK)
			fail_msg("%s: %s", record->owner, err.text);
	}
}

static void shuffle(struct dice *dice, unsigned *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = (unsigned)i;
	for (size_t i = n; dice != NULL && i > 1; i--) {
		unsigned k = roll(dice, (unsigned)i), held = order[i - 1];

		order[i - 1] = order[k];
		order[k] = held;
	}
}

void plan_model(struct model *model, struct arena *arena, const struct estate_spec *spec,
		struct dice *dice)
{
	struct sources *sources = NEW(arena, struct sources);
	unsigned *order = NEW_ARRAY(arena, unsigned, RECORD_SPECS_MAX);
	struct zone *zones[ZONE_SPECS_MAX];

	model_init(model, arena, sources);
	shuffle(dice, order, spec->n_zones);
	for (size_t k = 0; k < spec->n_zones; k++) {
		const struct zone_spec *from = &spec->zones[order[k]];
		struct zone *zone =
			model_add_zone(model, name_of(arena, from->name), from->view, &nowhere);

		zone->account = &plan_accounts[from->account];
		if (from->id != NULL)
			zone->id = sample_text(from->id);
		zone->n_vpcs = from->vpcs;
		zone->vpcs = NEW_ARRAY(arena, struct vpc, from->vpcs + 1u);
		for (unsigned v = 0; v < from->vpcs; v++)
			zone->vpcs[v].id = sample_text(arena_printf(arena, "vpc-%u", v));
		zones[order[k]] = zone;
	}
	shuffle(dice, order, spec->n_records);
	for (size_t k = 0; k < spec->n_records; k++)
		plan_add_rrset(model, zones[spec->records[order[k]].zone],
			       &spec->records[order[k]]);
	model_finish(model);
}

/* ---- by hand ----------------------------------------------------------------------------------- */

struct zone *plan_add_zone(struct model *model, const char *name, const char *id)
{
	struct zone *zone =
		model_add_zone(model, name_of(model->arena, name), VIEW_PUBLIC, &nowhere);

	zone->account = &plan_accounts[0];
	if (id != NULL)
		zone->id = sample_text(id);
	return zone;
}

void plan_empty_model(struct model *model, struct arena *arena)
{
	arena_init(arena);
	model_init(model, arena, NEW(arena, struct sources));
}

/*
 * test_plan_laws.c -- three laws of plans against a snapshot, over estates and edits dealt by dice with fixed
 * seeds: what is unchanged gives an empty plan; what was applied and is planned again gives an empty plan; and
 * what was applied and is rolled back is what was there before. Route 53 is a model of its own
 * (route53_model.h), which reads the bodies of the bundle and gives exports.
 *
 * Beside them: foreign records stay, what the base declared and the configuration does not is gone, another
 * spelling of the same values is no difference, and the order of files means nothing.
 */
#include "base/buf.h"
#include "base/json.h"
#include "bundle.h"
#include "engine/run.h"
#include "index/plan.h"
#include "model/existing.h"
#include "route53_model.h"
#include "samples.h"
#include "step_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

enum { ESTATES = 220, ZONES = 3, WRITTEN = 0, PRUNED = 1, EXPORTED = 2, TEXT_MAX = 1 << 24 };

static const char *const zone_names[ZONES] = {"example.com.", "example.org.", "example.net."};

struct dice {
	uint64_t state;
};

/* xorshift64 */
static unsigned roll(struct dice *dice, unsigned sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (unsigned)(dice->state >> 33) % sides;
}

/* ---- estates ----------------------------------------------------------------------------------- */

/* What is wanted: the zones of an r53, without their SOA and NS. */
struct estate {
	struct arena *arena;
	struct dice dice;
	struct r53 wanted;
	bool prune; /* of the zone PRUNED */
};

static const char *label(struct estate *e, const char *prefix)
{
	static const char *const odd[] = {"*.", "_x.", "a\\052b.", ""};
	unsigned kind = roll(&e->dice, 30);

	if (kind < COUNT_OF(odd))
		return arena_printf(e->arena, "%s%s%u.", odd[kind], prefix, roll(&e->dice, 9));
	return arena_printf(e->arena, "%s%u.", prefix, roll(&e->dice, 40));
}

static const char *random_text(struct estate *e)
{
	unsigned n = roll(&e->dice, 12) == 0 ? 300 : 1 + roll(&e->dice, 30);
	struct buf out CLEANUP(buf_free);

	buf_init(&out, TEXT_MAX);
	for (unsigned i = 0; i < n; i++)
		buf_char(&out, "abcdefghij klmnoPQRS=-_"[roll(&e->dice, 23)]);
	return arena_cstr(e->arena, buf_view(&out));
}

static const char *random_value(struct estate *e, const char *type)
{
	struct arena *arena = e->arena;
	unsigned n = roll(&e->dice, 60000);

	if (strcmp(type, "A") == 0)
		return arena_printf(arena, "192.0.%u.%u", n / 250, n % 250);
	if (strcmp(type, "AAAA") == 0)
		return arena_printf(arena, "2001:db8::%x", n + 1);
	if (strcmp(type, "TXT") == 0)
		return arena_printf(arena, "\"%s\"", random_text(e));
	if (strcmp(type, "MX") == 0)
		return arena_printf(arena, "%u mail%u.example.edu.", n % 50, n % 7);
	if (strcmp(type, "SRV") == 0)
		return arena_printf(arena, "1 %u 443 host%u.example.edu.", n % 50, n % 7);
	if (strcmp(type, "CAA") == 0)
		return arena_printf(arena, "0 issue \"ca%u.example\"", n);
	return arena_printf(arena, "host%u.example.edu.", n);
}

static bool has_value(const struct r53_set *set, const char *value)
{
	for (size_t i = 0; i < set->values.n; i++)
		if (strcmp(set->values.items[i], value) == 0)
			return true;
	return false;
}

static void deal_values(struct estate *e, struct r53_set *set)
{
	unsigned n = strcmp(set->type, "CNAME") == 0 || set->policy[0] != '\0'
			     ? 1
			     : 1 + roll(&e->dice, roll(&e->dice, 25) == 0 ? 90 : 3);

	set->values.items = NULL;
	set->values.n = set->values.capacity = 0;
	for (unsigned i = 0; i < n; i++) {
		const char *value = random_value(e, set->type);

		if (!has_value(set, value))
			*VEC_PUSH(e->arena, &set->values) = value;
	}
}

/* Whether a zone of Route 53 may hold SET beside what ZONE holds. */
static bool has_room(const struct r53_zone *zone, const struct r53_set *set)
{
	bool cname = strcmp(set->type, "CNAME") == 0;

	for (size_t i = 0; i < zone->sets.n; i++) {
		const struct r53_set *other = &zone->sets.items[i];

		if (strcmp(other->name, set->name) == 0 &&
		    (cname || strcmp(other->type, "CNAME") == 0 ||
		     strcmp(other->type, set->type) == 0))
			return false;
	}
	return true;
}

/* One to three record sets of one name, told apart by their identifiers. */
static void add_weighted(struct estate *e, struct r53_zone *zone, const char *name)
{
	int64_t ttl = 60 * (1 + roll(&e->dice, 4));
	struct r53_set set = {name, "A", "", "", "Weight", ttl, {0}, {NULL}};
	unsigned n = 1 + roll(&e->dice, 3);

	if (!has_room(zone, &set))
		return;
	for (unsigned i = 0; i < n; i++) {
		set.set_identifier = arena_printf(e->arena, "set-%u", i);
		set.routing = arena_printf(e->arena, "Weight=%u\n", roll(&e->dice, 255));
		deal_values(e, &set);
		*VEC_PUSH(e->arena, &zone->sets) = set;
	}
}

static void add_alias(struct estate *e, struct r53_zone *zone, const char *name)
{
	struct r53_set set = {name, "A", "", "", "", -1, {0}, {NULL}};

	if (!has_room(zone, &set))
		return;
	set.alias[0] = "Z32O12XQLNTSW2";
	set.alias[1] = arena_printf(e->arena, "lb-%u.eu-west-1.elb.amazonaws.com.",
				    1000000000u + roll(&e->dice, 1000));
	set.alias[2] = roll(&e->dice, 2) == 0 ? "true" : "false";
	*VEC_PUSH(e->arena, &zone->sets) = set;
}

static void add_set(struct estate *e, unsigned z, const char *prefix)
{
	static const char *const simple[] = {"A", "AAAA", "TXT", "CNAME"};
	static const char *const more[] = {"MX", "SRV", "CAA"};
	struct r53_zone *zone = &e->wanted.zones.items[z];
	bool apex = roll(&e->dice, 12) == 0;
	struct r53_set set = {.set_identifier = "", .routing = "", .policy = ""};
	const char *name =
		arena_printf(e->arena, "%s%s", apex ? "" : label(e, prefix), zone_names[z]);

	if (str_starts(str_from(name), "*."))
		name = arena_printf(e->arena, "\\052%s", name + 1);
	set.name = name;
	if (z == EXPORTED && roll(&e->dice, 5) == 0) {
		add_weighted(e, zone, name);
		return;
	}
	if (z == EXPORTED && roll(&e->dice, 5) == 0) {
		add_alias(e, zone, name);
		return;
	}
	set.type = z == EXPORTED && roll(&e->dice, 3) == 0
			   ? more[roll(&e->dice, COUNT_OF(more))]
			   : simple[roll(&e->dice, COUNT_OF(simple))];
	set.ttl = 60 * (1 + roll(&e->dice, 4));
	if (apex && strcmp(set.type, "CNAME") == 0)
		return;
	deal_values(e, &set);
	if (has_room(zone, &set))
		*VEC_PUSH(e->arena, &zone->sets) = set;
}

static void deal_estate(struct estate *e, struct arena *arena, unsigned seed)
{
	*e = (struct estate){.arena = arena, .dice = {0x9e3779b97f4a7c15u * (seed + 1)}};
	r53_init(&e->wanted, arena);
	e->prune = seed % 3 == 0;
	for (unsigned z = 0; z < ZONES; z++) {
		struct r53_zone *zone = VEC_PUSH(arena, &e->wanted.zones);
		unsigned n = roll(&e->dice, seed % 10 == 0 ? 250 : 30);

		zone->name = zone_names[z];
		zone->id = arena_printf(arena, "ZHOSTED%u", z);
		for (unsigned i = 0; i < n; i++)
			add_set(e, z, "h");
	}
}

/* ---- edits ------------------------------------------------------------------------------------- */

static void drop(struct r53_zone *zone, size_t i)
{
	zone->sets.items[i] = zone->sets.items[--zone->sets.n];
}

/* What stands alone takes the place of the others at the name, or they its. */
static void swap_cname(struct estate *e, struct r53_zone *zone, size_t i)
{
	struct r53_set set = zone->sets.items[i];
	bool cname = strcmp(set.type, "CNAME") == 0;

	if (strcmp(set.name, zone->name) == 0)
		return;
	for (size_t k = zone->sets.n; k > 0; k--)
		if (strcmp(zone->sets.items[k - 1].name, set.name) == 0)
			drop(zone, k - 1);
	set = (struct r53_set){set.name, cname ? "A" : "CNAME", "", "", "", 120, {0}, {NULL}};
	deal_values(e, &set);
	*VEC_PUSH(e->arena, &zone->sets) = set;
	if (!cname)
		return;
	set.type = "AAAA";
	deal_values(e, &set);
	*VEC_PUSH(e->arena, &zone->sets) = set;
}

static void change_ttl(struct r53_zone *zone, size_t i)
{
	const char *name = zone->sets.items[i].name, *type = zone->sets.items[i].type;

	for (size_t k = 0; k < zone->sets.n; k++)
		if (strcmp(zone->sets.items[k].name, name) == 0 &&
		    strcmp(zone->sets.items[k].type, type) == 0 && zone->sets.items[k].ttl >= 0)
			zone->sets.items[k].ttl += 17;
}

static void edit(struct estate *e)
{
	unsigned n = 1 + roll(&e->dice, 12);

	for (unsigned k = 0; k < n; k++) {
		unsigned z = roll(&e->dice, ZONES);
		struct r53_zone *zone = &e->wanted.zones.items[z];
		size_t i = zone->sets.n == 0 ? 0 : roll(&e->dice, (unsigned)zone->sets.n);

		switch (zone->sets.n == 0 ? 0 : roll(&e->dice, 6)) {
		case 0:
			add_set(e, z, "n");
			break;
		case 1:
			drop(zone, i);
			break;
		case 2:
			if (zone->sets.items[i].alias[0] == NULL)
				deal_values(e, &zone->sets.items[i]);
			break;
		case 3:
			swap_cname(e, zone, i);
			break;
		case 4:
			change_ttl(zone, i);
			break;
		default:
			if (zone->sets.items[i].policy[0] != '\0')
				zone->sets.items[i].routing =
					arena_printf(e->arena, "Weight=%u\n", roll(&e->dice, 255));
			break;
		}
	}
}

/* ---- files ------------------------------------------------------------------------------------- */

/* "www" of "www.example.com."; `*` is written as it is. */
static const char *owner_label(struct arena *arena, const struct r53_set *set, const char *zone)
{
	size_t n = strlen(set->name), z = strlen(zone);
	const char *text = n == z ? "" : arena_copy(arena, set->name, n - z - 1);

	if (str_starts(str_from(text), "\\052."))
		return arena_printf(arena, "*%s", text + 4);
	/* the estate writes decimal escapes */
	if (str_starts(str_from(text), "a\\052b"))
		return arena_printf(arena, "a\\042b%s", text + 6);
	return text;
}

static int by_owner(const void *a, const void *b)
{
	return strcmp(((const struct r53_set *)a)->name, ((const struct r53_set *)b)->name);
}

static void write_record(struct buf *out, const struct r53_set *set)
{
	buf_printf(out, "{type: %s, ttl: %lld, values: [", set->type, (long long)set->ttl);
	for (size_t i = 0; i < set->values.n; i++) {
		struct str value = str_from(set->values.items[i]);

		if (strcmp(set->type, "TXT") == 0)
			value = str_slice(value.ptr + 1, value.len - 2);
		if (i > 0)
			buf_text(out, ", ");
		json_quote(out, value);
	}
	buf_text(out, "]}");
}

static void write_zone(struct estate *e, const char *path, unsigned z)
{
	struct r53_zone *zone = &e->wanted.zones.items[z];
	struct buf out CLEANUP(buf_free);

	buf_init(&out, TEXT_MAX);
	buf_printf(&out,
		   "zones:\n  - name: %s\n    account: main\n    view: public\n    prune: %s\n",
		   zone->name, z == PRUNED && e->prune ? "true" : "false");
	if (zone->sets.n > 0) {
		qsort(zone->sets.items, zone->sets.n, sizeof(struct r53_set), by_owner);
		buf_text(&out, "    records:\n");
	}
	for (size_t i = 0; i < zone->sets.n; i++) {
		const struct r53_set *set = &zone->sets.items[i];

		if (i == 0 || strcmp(zone->sets.items[i - 1].name, set->name) != 0) {
			buf_text(&out, "      ");
			json_quote(&out, str_from(owner_label(e->arena, set, zone->name)));
			buf_text(&out, ":\n");
		}
		buf_text(&out, "        - ");
		write_record(&out, set);
		buf_char(&out, '\n');
	}
	sample_write(path, arena_cstr(e->arena, buf_view(&out)), 0644);
}

static void make_folder(const char *path)
{
	assert_true(mkdir(path, 0755) == 0 || access(path, F_OK) == 0);
}

/* The configuration in FOLDER; FIRST and SECOND name the estate's files. */
static void write_configuration(struct estate *e, const char *folder, const char *first,
				const char *second, bool snapshot)
{
	struct arena *arena = e->arena;
	struct r53 exported;

	make_folder(folder);
	make_folder(arena_printf(arena, "%s/wanted", folder));
	sample_write(arena_printf(arena, "%s/zonewarrant.yaml", folder),
		     arena_printf(arena,
				  "version: 1\nsources: [\"*.yaml\", {path: \"wanted/*.json\", "
				  "format: aws, account: main}]\n%s",
				  snapshot ? "snapshot: snapshot\n" : ""),
		     0644);
	sample_write(arena_printf(arena, "%s/accounts.yaml", folder),
		     "accounts:\n  main: {id: \"111111111111\", region: eu-west-1}\n", 0644);
	write_zone(e, arena_printf(arena, "%s/%s", folder, first), WRITTEN);
	write_zone(e, arena_printf(arena, "%s/%s", folder, second), PRUNED);
	r53_init(&exported, arena);
	*VEC_PUSH(arena, &exported.zones) = e->wanted.zones.items[EXPORTED];
	sample_write(arena_printf(arena, "%s/wanted/zones.json", folder), r53_list_zones(&exported),
		     0644);
	sample_write(arena_printf(arena, "%s/wanted/records-ZHOSTED2.json", folder),
		     r53_list_sets(&exported, &exported.zones.items[0]), 0644);
}

static void write_snapshot(struct arena *arena, struct r53 *live, const char *folder)
{
	const char *snapshot = arena_printf(arena, "%s/snapshot", folder);

	make_folder(snapshot);
	make_folder(arena_printf(arena, "%s/main", snapshot));
	sample_write(arena_printf(arena, "%s/main/list-hosted-zones.json", snapshot),
		     r53_list_zones(live), 0644);
	for (size_t i = 0; i < live->zones.n; i++)
		sample_write(arena_printf(arena, "%s/main/records-%s.json", snapshot,
					  live->zones.items[i].id),
			     r53_list_sets(live, &live->zones.items[i]), 0644);
}

/* ---- plans ------------------------------------------------------------------------------------- */

struct planned {
	VEC(struct str) forward, inverse;
	size_t steps;
};

static struct str file_bytes(const struct bundle *bundle, const char *path)
{
	const struct bundle_file *file = bundle_find(bundle, path);

	assert_non_null(file);
	return file->bytes;
}

static void take_bodies(struct planned *out, const struct plan *plan, struct arena *arena)
{
	struct bundle bundle;

	bundle_init(&bundle, arena);
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = plan->steps.items[i];
		struct step_calls calls;

		assert_int_equal(step->state, STEP_READY);
		assert_false(step->irreversible);
		step_files_add(&bundle, step);
		step_calls(arena, step, &calls);
		for (size_t k = 0; k < calls.items.n; k++) {
			*VEC_PUSH(arena, &out->forward) =
				file_bytes(&bundle, calls.items.items[k].input);
			assert_non_null(calls.items.items[k].rollback);
			*VEC_PUSH(arena, &out->inverse) =
				file_bytes(&bundle, calls.items.items[k].rollback);
		}
	}
}

static void make_plan(struct planned *out, struct arena *arena, const char *folder,
		      const char *base, bool upsert)
{
	struct plan_settings settings = {.upsert = upsert};
	struct run_options options = {
		.paths = &folder,
		.n_paths = 1,
		.now = DATE(2026, 11, 24),
		.jobs = 1,
		.base = base,
		.report_known = true,
		.rules = RULES_NONE,
		.fail_on = SEV_ERROR,
	};
	struct err err = {0};
	struct plan plan;
	struct run run;

	*out = (struct planned){0};
	if (run_check(&run, &options, &err) != RUN_DONE)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < run.diags.diags.n; i++)
		fail_msg("%s", run.diags.diags.items[i]->message);
	if (plan_build(&plan, &run.model, &settings, arena, &err) != OK)
		fail_msg("%s", err.text);
	out->steps = plan.steps.n;
	take_bodies(out, &plan, arena);
	run_free(&run);
}

static void expect_empty(struct arena *arena, const char *folder, const char *base, bool upsert)
{
	struct planned planned;

	make_plan(&planned, arena, folder, base, upsert);
	if (planned.forward.n > 0)
		fail_msg("not empty: %.*s", STR_ARG(planned.forward.items[0]));
	assert_int_equal(planned.steps, 0);
}

static void apply(struct r53 *live, const struct planned *planned)
{
	for (size_t i = 0; i < planned->forward.n; i++) {
		const char *fault = r53_change(live, planned->forward.items[i]);

		if (fault != NULL)
			fail_msg("%s: %.*s", fault, STR_ARG(planned->forward.items[i]));
	}
}

static void roll_back(struct r53 *live, const struct planned *planned)
{
	for (size_t i = planned->inverse.n; i > 0; i--) {
		const char *fault = r53_change(live, planned->inverse.items[i - 1]);

		if (fault != NULL)
			fail_msg("rollback: %s: %.*s", fault,
				 STR_ARG(planned->inverse.items[i - 1]));
	}
}

/* ---- what exists ------------------------------------------------------------------------------- */

static struct r53_set *find(struct r53_zone *zone, const struct r53_set *key)
{
	for (size_t i = 0; i < zone->sets.n; i++)
		if (strcmp(zone->sets.items[i].name, key->name) == 0 &&
		    strcmp(zone->sets.items[i].type, key->type) == 0 &&
		    strcmp(zone->sets.items[i].set_identifier, key->set_identifier) == 0)
			return &zone->sets.items[i];
	return NULL;
}

/* Records that nobody declares, others' values in a TXT that the estate declares too, and record sets that the
 * estate takes over. */
static void deal_foreign(struct estate *e, struct r53 *live, struct r53 *foreign)
{
	r53_init(foreign, e->arena);
	for (unsigned z = 0; z < ZONES; z++) {
		struct r53_zone *zone = &live->zones.items[z];
		struct r53_zone *kept = VEC_PUSH(e->arena, &foreign->zones);
		const struct r53_zone *wanted = &e->wanted.zones.items[z];
		unsigned n = roll(&e->dice, 6);

		for (unsigned i = 0; i < n; i++) {
			struct r53_set set = {
				arena_printf(e->arena, "foreign%u.%s", i, zone_names[z]),
				i % 2 == 0 ? "A" : "TXT",
				"",
				"",
				"",
				300,
				{0},
				{NULL}};

			deal_values(e, &set);
			*VEC_PUSH(e->arena, &zone->sets) = set;
			*VEC_PUSH(e->arena, &kept->sets) = set;
		}
		for (size_t i = 0; i < wanted->sets.n; i++) {
			struct r53_set set = wanted->sets.items[i];

			if (set.policy[0] != '\0' || set.alias[0] != NULL || roll(&e->dice, 3) > 0)
				continue;
			set.ttl = 30 * (1 + roll(&e->dice, 4));
			deal_values(e, &set);
			*VEC_PUSH(e->arena, &zone->sets) = set;
			if (strcmp(set.type, "TXT") == 0)
				*VEC_PUSH(e->arena, &kept->sets) = set;
		}
	}
}

static void expect_foreign(const struct estate *e, struct r53 *live, const struct r53 *foreign)
{
	for (unsigned z = 0; z < ZONES; z++)
		for (size_t i = 0; i < foreign->zones.items[z].sets.n; i++) {
			const struct r53_set *set = &foreign->zones.items[z].sets.items[i];
			const struct r53_set *found = find(&live->zones.items[z], set);

			if (z == PRUNED && e->prune)
				continue;
			assert_non_null(found);
			for (size_t k = 0; k < set->values.n; k++)
				if (strlen(set->values.items[k]) < 250)
					assert_true(has_value(found, set->values.items[k]));
		}
}

/* A value that was declared before stays only where it is wanted still, or another's too. */
static void expect_no_former_values(const struct r53_set *found, const struct r53_set *wanted,
				    const struct r53_set *former, const struct r53_set *foreign)
{
	for (size_t k = 0; k < former->values.n; k++) {
		const char *value = former->values.items[k];

		if (!has_value(wanted, value) && (foreign == NULL || !has_value(foreign, value)))
			assert_false(has_value(found, value));
	}
}

/* What is wanted is there, and what was declared before and is not any more is gone. */
static void expect_wanted(const struct estate *e, struct r53 *live, const struct r53 *before,
			  const struct r53 *foreign)
{
	for (unsigned z = 0; z < ZONES; z++) {
		struct r53_zone *wanted = &e->wanted.zones.items[z];

		for (size_t i = 0; i < wanted->sets.n; i++) {
			const struct r53_set *found =
				find(&live->zones.items[z], &wanted->sets.items[i]);

			assert_non_null(found);
			assert_int_equal(found->ttl, wanted->sets.items[i].ttl);
		}
		for (size_t i = 0; before != NULL && i < before->zones.items[z].sets.n; i++) {
			const struct r53_set *set = &before->zones.items[z].sets.items[i];

			if (find(wanted, set) != NULL)
				expect_no_former_values(find(&live->zones.items[z], set),
							find(wanted, set), set,
							find(&foreign->zones.items[z], set));
			if (find(wanted, set) == NULL &&
			    find(&foreign->zones.items[z], set) == NULL)
				assert_null(find(&live->zones.items[z], set));
		}
	}
}

/* ---- another spelling -------------------------------------------------------------------------- */

static const char *respelled(struct arena *arena, const char *type, const char *value)
{
	size_t n = strlen(value);

	if (strcmp(type, "TXT") == 0 && n > 4 && n < 250)
		return arena_printf(arena, "%.2s\" \"%s", value, value + 2);
	if (strcmp(type, "AAAA") == 0)
		return arena_printf(arena, "2001:0DB8:0:0:%s", value + strlen("2001:db8:"));
	if (strcmp(type, "CNAME") == 0 && n > 4)
		return arena_printf(arena, "HOST%.*s", (int)n - 5, value + 4);
	return value;
}

static void respell(struct arena *arena, struct r53 *live)
{
	for (size_t z = 0; z < live->zones.n; z++)
		for (size_t i = 0; i < live->zones.items[z].sets.n; i++) {
			struct r53_set *set = &live->zones.items[z].sets.items[i], from = *set;

			set->values.items = NULL;
			set->values.n = set->values.capacity = 0;
			for (size_t k = from.values.n; k > 0; k--)
				*VEC_PUSH(arena, &set->values) =
					strcmp(set->type, "AAAA") == 0 ||
							strcmp(set->type, "SOA") == 0
						? from.values.items[k - 1]
						: respelled(arena, set->type,
							    from.values.items[k - 1]);
		}
}

/* ---- the laws ---------------------------------------------------------------------------------- */

struct folders {
	const char *base, *head, *swapped;
};

static void check_order_of_files(struct estate *e, const struct folders *folders, struct r53 *live,
				 const struct planned *planned)
{
	struct planned other;

	write_configuration(e, folders->swapped, "z.yaml", "b.yaml", true);
	write_snapshot(e->arena, live, folders->swapped);
	make_plan(&other, e->arena, folders->swapped, folders->base, false);
	assert_int_equal(other.forward.n, planned->forward.n);
	for (size_t i = 0; i < other.forward.n; i++)
		assert_true(str_eq(other.forward.items[i], planned->forward.items[i]));
}

/* Plans, applies, plans again, rolls back; LIVE is as it is after the plan. */
static void check_laws(struct estate *e, const struct folders *folders, const char *base,
		       struct r53 *live, bool upsert)
{
	struct r53 before, after;
	struct planned planned;

	r53_copy(&before, live);
	write_snapshot(e->arena, live, folders->head);
	make_plan(&planned, e->arena, folders->head, base, upsert);
	if (base != NULL && !upsert)
		check_order_of_files(e, folders, live, &planned);
	apply(live, &planned);
	write_snapshot(e->arena, live, folders->head);
	expect_empty(e->arena, folders->head, base, upsert);
	expect_empty(e->arena, folders->head, NULL, upsert);
	r53_copy(&after, live);
	roll_back(&after, &planned);
	assert_true(r53_equal(&after, &before));
	r53_copy(&after, live);
	respell(e->arena, &after);
	write_snapshot(e->arena, &after, folders->head);
	expect_empty(e->arena, folders->head, NULL, upsert);
}

static void check_estate(unsigned seed)
{
	struct r53 live, foreign, former;
	struct folders folders;
	const char *folder;
	struct estate e;
	struct arena arena;
	bool upsert = seed % 2 == 1;

	arena_init(&arena);
	folder = sample_folder(&arena);
	folders = (struct folders){arena_printf(&arena, "%s/base", folder),
				   arena_printf(&arena, "%s/head", folder),
				   arena_printf(&arena, "%s/swapped", folder)};
	deal_estate(&e, &arena, seed);
	r53_init(&live, &arena);
	for (unsigned z = 0; z < ZONES; z++)
		(void)r53_add_zone(&live, e.wanted.zones.items[z].id, zone_names[z], false);
	deal_foreign(&e, &live, &foreign);
	write_configuration(&e, folders.base, "a.yaml", "b.yaml", false);
	write_configuration(&e, folders.head, "a.yaml", "b.yaml", true);
	check_laws(&e, &folders, NULL, &live, upsert);
	expect_wanted(&e, &live, NULL, &foreign);
	expect_foreign(&e, &live, &foreign);
	r53_copy(&former, &e.wanted);
	edit(&e);
	write_configuration(&e, folders.head, "a.yaml", "b.yaml", true);
	check_laws(&e, &folders, folders.base, &live, upsert);
	expect_wanted(&e, &live, &former, &foreign);
	arena_free(&arena);
}

static void test_laws(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < ESTATES; seed++)
		check_estate(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_laws),
	};

	return cmocka_run_group_tests_name("plan_laws", tests, NULL, NULL);
}

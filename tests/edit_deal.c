/* edit_deal.c -- edits dealt by dice. */
#include "edit_deal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum zone_number { TOP, SUB, OTHER, INSIDE, TWIN };

struct dealer {
	struct edit *edit;
	struct arena *arena;
	uint64_t state;
	const char *label; /* of this pattern alone */
	bool dnames;	   /* deal DNAMEs, too */
};

static unsigned chance(struct dealer *d, unsigned bound)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((d->state >> 33) % bound);
}

static bool percent(struct dealer *d, unsigned n)
{
	return chance(d, 100) < n;
}

/* ---- pieces ------------------------------------------------------------------------------------ */

/* "%" stands for the pattern's label, "" for the apex. */
static const char *owner_of(struct dealer *d, unsigned zone, const char *owner)
{
	const char *percent_at = strchr(owner, '%');
	const char *name = owner;

	if (percent_at != NULL)
		name = arena_printf(d->arena, "%.*s%s%s", (int)(percent_at - owner), owner,
				    d->label, percent_at + 1);
	if (name[0] == '\0')
		return d->edit->zones[zone].name;
	return arena_printf(d->arena, "%s.%s", name, d->edit->zones[zone].name);
}

static struct edit_record record(struct dealer *d, unsigned zone, const char *owner,
				 enum rr_type type, const char *value)
{
	return (struct edit_record){zone, owner_of(d, zone, owner), type, value};
}

static bool is_there(const struct edit *edit, const struct edit_record *record)
{
	for (unsigned i = 0; i < edit->n_records; i++)
		if (edit->records[i].zone == record->zone &&
		    edit->records[i].type == record->type &&
		    strcmp(edit->records[i].owner, record->owner) == 0)
			return true;
	return false;
}

/* The record set of that name and type once all batches until now are applied; NULL: none. */
static const struct edit_record *find_now(const struct edit *edit, const struct edit_record *key)
{
	const struct edit_record *found = NULL;

	for (unsigned i = 0; i < edit->n_records; i++)
		if (edit->records[i].zone == key->zone && edit->records[i].type == key->type &&
		    strcmp(edit->records[i].owner, key->owner) == 0)
			found = &edit->records[i];
	for (unsigned b = 0; b < edit->n_batches; b++)
		for (unsigned i = 0; i < edit->batches[b].n; i++) {
			const struct edit_change *change = &edit->batches[b].changes[i];

			if (change->record.zone == key->zone && change->record.type == key->type &&
			    strcmp(change->record.owner, key->owner) == 0)
				found = change->adds ? &change->record : NULL;
		}
	return found;
}

static void base(struct dealer *d, struct edit_record record)
{
	assert_true(d->edit->n_records < EDIT_RECORDS);
	if (!is_there(d->edit, &record))
		d->edit->records[d->edit->n_records++] = record;
}

static struct edit_batch *batch(struct dealer *d, unsigned zone, enum edit_kind kind)
{
	struct edit_batch *added = &d->edit->batches[d->edit->n_batches];

	assert_true(d->edit->n_batches < EDIT_BATCHES);
	*added = (struct edit_batch){.kind = kind, .zone = zone};
	added->name = arena_printf(d->arena, "b%u", d->edit->n_batches);
	d->edit->n_batches++;
	return added;
}

static void put(struct edit_batch *batch, bool adds, struct edit_record record)
{
	assert_true(batch->n < EDIT_CHANGES);
	batch->changes[batch->n++] = (struct edit_change){adds, record};
}

static void one(struct dealer *d, bool adds, struct edit_record record)
{
	put(batch(d, record.zone, EDIT_CHANGE), adds, record);
}

static const char *in_zone(struct dealer *d, const char *owner, unsigned zone)
{
	return arena_printf(d->arena, "%s.", owner_of(d, zone, owner));
}

/* ---- patterns ---------------------------------------------------------------------------------- */

static unsigned any_public(struct dealer *d)
{
	return chance(d, 2) == 0 ? TOP : OTHER;
}

static void replace_address(struct dealer *d)
{
	unsigned zone = any_public(d);
	struct edit_record old = record(d, zone, "%", RR_A, "192.0.2.1");
	struct edit_record new = record(d, zone, "%", RR_A, "192.0.2.2");

	base(d, old);
	if (percent(d, 70)) {
		struct edit_batch *both = batch(d, zone, EDIT_CHANGE);

		put(both, false, old);
		put(both, true, new);
	} else {
		one(d, false, old);
		one(d, true, new);
	}
}

static void move_target(struct dealer *d)
{
	unsigned zone = chance(d, 3) == 0 ? INSIDE : TOP;
	struct edit_record old = record(d, zone, "%", RR_CNAME, in_zone(d, "%-old", OTHER));
	struct edit_record new = record(d, zone, "%", RR_CNAME, in_zone(d, "%-new", OTHER));
	struct edit_batch *both;

	base(d, old);
	base(d, record(d, OTHER, "%-old", RR_A, "192.0.2.1"));
	one(d, true, record(d, OTHER, "%-new", RR_A, "192.0.2.2"));
	both = batch(d, zone, EDIT_CHANGE);
	put(both, false, old);
	put(both, true, new);
	one(d, false, record(d, OTHER, "%-old", RR_A, "192.0.2.1"));
}

static void address_to_cname(struct dealer *d)
{
	struct edit_batch *both;

	base(d, record(d, TOP, "%", RR_A, "192.0.2.1"));
	one(d, true, record(d, OTHER, "%", RR_A, "192.0.2.2"));
	both = batch(d, TOP, EDIT_CHANGE);
	put(both, false, record(d, TOP, "%", RR_A, "192.0.2.1"));
	put(both, true, record(d, TOP, "%", RR_CNAME, in_zone(d, "%", OTHER)));
}

static void drop_shield(struct dealer *d)
{
	struct edit_record wildcard = record(d, TOP, "*", RR_A, "192.0.2.9");
	struct edit_record token = record(d, TOP, "_t.%", RR_TXT, "token");

	if (d->edit->n_private == EDIT_NAMES)
		return;
	base(d, wildcard);
	base(d, token);
	d->edit->private_names[d->edit->n_private++] =
		owner_of(d, TOP, percent(d, 50) ? "%" : "x.%");
	if (percent(d, 50) || find_now(d->edit, &wildcard) == NULL) {
		one(d, true, record(d, TOP, "%", RR_TXT, "ownership"));
	} else {
		one(d, false, wildcard);
		one(d, true, record(d, TOP, "kept-%", RR_A, "192.0.2.8"));
	}
	one(d, false, token);
}

static void delegate(struct dealer *d)
{
	struct edit_batch *cut;
	struct edit_record old = record(d, TOP, "%.sub", RR_A, "192.0.2.1");

	if (!d->edit->zones[SUB].planned)
		return;
	base(d, old);
	(void)batch(d, SUB, EDIT_CREATE_ZONE);
	one(d, true, record(d, SUB, "%", RR_A, "192.0.2.1"));
	d->edit->batches[d->edit->n_batches - 1].after = 1u << (d->edit->n_batches - 2);
	cut = batch(d, TOP, EDIT_CHANGE);
	put(cut, true, record(d, TOP, "sub", RR_NS, "ns1.example.net."));
	if (percent(d, 50))
		cut = batch(d, TOP, EDIT_CHANGE);
	put(cut, false, old);
}

static void retire(struct dealer *d)
{
	struct edit_record there = record(d, SUB, "%", RR_A, "192.0.2.1");
	unsigned removal;

	if (d->edit->zones[SUB].planned)
		return;
	base(d, record(d, TOP, "sub", RR_NS, "ns1.example.net."));
	base(d, there);
	one(d, true, record(d, TOP, "%.sub", RR_A, "192.0.2.1"));
	one(d, false, record(d, TOP, "sub", RR_NS, "ns1.example.net."));
	removal = d->edit->n_batches;
	one(d, false, there);
	(void)batch(d, SUB, EDIT_DELETE_ZONE);
	d->edit->batches[removal + 1].after = 1u << removal;
}

static void move_proof(struct dealer *d)
{
	struct edit_proof *proof = &d->edit->proofs[d->edit->n_proofs];
	bool txt = percent(d, 50);
	struct edit_record old = record(d, TOP, "_v.%", txt ? RR_TXT : RR_CNAME,
					txt ? "proof" : "x.acm-validations.aws.");

	if (d->edit->n_proofs == EDIT_NAMES)
		return;
	*proof = (struct edit_proof){old.owner, txt ? "proof" : NULL};
	d->edit->n_proofs++;
	base(d, old);
	one(d, false, old);
	if (percent(d, 60))
		put(&d->edit->batches[d->edit->n_batches - 1], true, old);
	else if (percent(d, 50))
		one(d, true, old);
	one(d, true, record(d, TOP, "www.%", RR_A, "192.0.2.7"));
}

static void sign(struct dealer *d)
{
	static const char key[] = "257 3 13 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
	struct edit_record ds, keys;

	if (d->edit->zones[SUB].planned)
		return;
	ds = record(d, TOP, "sub", RR_DS,
		    "1311 13 2 "
		    "2bb183af5f22588179a53b0a98631fad1a2921182bb183af5f22588179a53b0a");
	keys = record(d, SUB, "", RR_DNSKEY, key);
	base(d, record(d, TOP, "sub", RR_NS, "ns1.example.net."));
	base(d, record(d, SUB, "%", RR_A, "192.0.2.1"));
	if (percent(d, 50)) {
		one(d, true, keys);
		one(d, true, ds);
	} else {
		base(d, ds);
		base(d, keys);
		one(d, false, ds);
		one(d, false, keys);
	}
}

static void move_mail(struct dealer *d)
{
	unsigned zone = any_public(d);
	struct edit_record old = record(d, TOP, "%", RR_MX,
					arena_printf(d->arena, "10 %s", in_zone(d, "m.%", zone)));
	struct edit_record new = record(d, TOP, "%", RR_MX,
					arena_printf(d->arena, "10 %s", in_zone(d, "n.%", zone)));
	struct edit_batch *both;

	old.value = arena_copy(d->arena, old.value, strlen(old.value) - 1);
	new.value = arena_copy(d->arena, new.value, strlen(new.value) - 1);
	base(d, old);
	base(d, record(d, zone, "m.%", RR_A, "192.0.2.1"));
	one(d, true, record(d, zone, "n.%", RR_A, "192.0.2.2"));
	both = batch(d, TOP, EDIT_CHANGE);
	put(both, false, old);
	put(both, true, new);
	one(d, false, record(d, zone, "m.%", RR_A, "192.0.2.1"));
}

static void look_inside(struct dealer *d)
{
	struct edit_record old = record(d, INSIDE, "%", RR_A, "10.0.0.1");

	base(d, record(d, TOP, "%", RR_CNAME, in_zone(d, "%", INSIDE)));
	base(d, old);
	if (percent(d, 50)) {
		one(d, false, old);
		one(d, true, record(d, INSIDE, "%", RR_A, "10.0.0.2"));
	} else {
		one(d, true, record(d, INSIDE, "x.%", RR_A, "10.0.0.3"));
	}
}

static void twin(struct dealer *d)
{
	if (!d->edit->zones[TWIN].planned)
		return;
	base(d, record(d, OTHER, "%", RR_A, "192.0.2.1"));
	(void)batch(d, TWIN, EDIT_CREATE_ZONE);
	one(d, true, record(d, TWIN, "%", RR_A, "10.0.0.1"));
	d->edit->batches[d->edit->n_batches - 1].after = 1u << (d->edit->n_batches - 2);
}

static void swap_wildcards(struct dealer *d)
{
	base(d, record(d, TOP, "*", RR_A, "192.0.2.9"));
	one(d, true, record(d, TOP, "*.%", RR_A, "192.0.2.8"));
	one(d, true, record(d, TOP, "_t.%", RR_TXT, "text"));
}

/* What a wildcard answers for, another zone has already, and is delegated for it. */
static void uncover(struct dealer *d)
{
	if (d->edit->zones[SUB].planned)
		return;
	base(d, record(d, TOP, "*.sub", RR_A, "192.0.2.9"));
	base(d, record(d, SUB, "%", RR_A, "192.0.2.1"));
	one(d, true, record(d, TOP, "sub", RR_NS, "ns1.example.net."));
	one(d, false, record(d, TOP, "*.sub", RR_A, "192.0.2.9"));
}

static void leak(struct dealer *d)
{
	if (d->edit->n_domains == EDIT_NAMES)
		return;
	d->edit->domains[d->edit->n_domains++] = owner_of(d, OTHER, "%");
	base(d, record(d, OTHER, "%", RR_TXT, "domain"));
	one(d, true, record(d, OTHER, "*.%", RR_A, "192.0.2.5"));
	one(d, true, record(d, OTHER, "a.%", RR_TXT, "text"));
	one(d, false, record(d, OTHER, "*.%", RR_A, "192.0.2.5"));
}

static void tidy(struct dealer *d)
{
	unsigned zone = chance(d, 3);
	struct edit_record gone = record(d, zone, "gone-%", RR_A, "192.0.2.1");

	if (d->edit->zones[zone].planned)
		zone = TOP, gone = record(d, zone, "gone-%", RR_A, "192.0.2.1");
	base(d, gone);
	one(d, false, gone);
	one(d, true, record(d, zone, "new-%", RR_TXT, "text"));
}

static void split_alias(struct dealer *d)
{
	const char *target = owner_of(d, TOP, "t.%"), *next = owner_of(d, TOP, "u.%");
	struct edit_batch *both;
	struct edit_record old =
		record(d, TOP, "%", RR_A, arena_printf(d->arena, "alias %s", target));
	struct edit_record new =
		record(d, TOP, "%", RR_A, arena_printf(d->arena, "alias %s", next));

	base(d, old);
	base(d, record(d, TOP, "t.%", RR_A, "192.0.2.1"));
	one(d, true, record(d, TOP, "u.%", RR_A, "192.0.2.2"));
	both = batch(d, TOP, EDIT_CHANGE);
	put(both, false, old);
	put(both, true, new);
	one(d, false, record(d, TOP, "t.%", RR_A, "192.0.2.1"));
}

/* ---- anything ---------------------------------------------------------------------------------- */

static const char *const anywhere[] = {"a",   "b",     "a.b",	"*",	 "*.a",	 "_t.a",
				       "sub", "x.sub", "*.sub", "c.b.a", "corp", "_t.x.sub"};

static struct edit_record any_record(struct dealer *d)
{
	static const unsigned zones[] = {TOP, TOP, SUB, OTHER, INSIDE, TWIN};
	static const enum rr_type types[] = {RR_A,     RR_A,  RR_TXT, RR_TXT,
					     RR_CNAME, RR_MX, RR_NS,  RR_DNAME};
	unsigned zone = zones[chance(d, COUNT_OF(zones))];
	struct edit_record any = record(d, zone, anywhere[chance(d, COUNT_OF(anywhere))],
					types[chance(d, d->dnames ? 8 : 7)], "192.0.2.1");
	unsigned to = zones[chance(d, COUNT_OF(zones))];
	const char *target = in_zone(d, anywhere[chance(d, COUNT_OF(anywhere))], to);

	if (any.type == RR_MX)
		any.value = arena_printf(d->arena, "10 %.*s", (int)strlen(target) - 1, target);
	else if (any.type == RR_CNAME || any.type == RR_DNAME || any.type == RR_NS)
		any.value = target;
	return any;
}

static void scatter(struct dealer *d)
{
	for (unsigned n = 4 + chance(d, 8); n > 0; n--) {
		struct edit_record any = any_record(d);

		if (!d->edit->zones[any.zone].planned)
			base(d, any);
	}
	for (unsigned n = 2 + chance(d, 3); n > 0; n--) {
		struct edit_record any = any_record(d);
		unsigned zone = any.zone;
		struct edit_batch *many;

		if (d->edit->zones[zone].planned)
			continue;
		many = batch(d, zone, EDIT_CHANGE);
		for (unsigned i = 1 + chance(d, 3); i > 0; any = any_record(d), i--) {
			const struct edit_record *now = find_now(d->edit, &any);

			if (any.zone != zone)
				continue;
			put(many, now == NULL, now == NULL ? any : *now);
		}
		if (many->n == 0)
			d->edit->n_batches--;
	}
}

/* ---- the whole --------------------------------------------------------------------------------- */

static bool touches_same(const struct edit_batch *a, const struct edit_batch *b)
{
	if (a->zone != b->zone)
		return false;
	if (a->kind != EDIT_CHANGE || b->kind != EDIT_CHANGE)
		return true;
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (a->changes[i].record.type == b->changes[k].record.type &&
			    strcmp(a->changes[i].record.owner, b->changes[k].record.owner) == 0)
				return true;
	return false;
}

static void swap_batches(struct edit *edit, unsigned i)
{
	struct edit_batch held = edit->batches[i];
	unsigned bits[2] = {1u << i, 1u << (i + 1)};

	edit->batches[i] = edit->batches[i + 1];
	edit->batches[i + 1] = held;
	for (unsigned b = 0; b < edit->n_batches; b++) {
		unsigned after = edit->batches[b].after;

		edit->batches[b].after = (after & ~(bits[0] | bits[1])) |
					 ((after & bits[0]) != 0 ? bits[1] : 0) |
					 ((after & bits[1]) != 0 ? bits[0] : 0);
	}
}

/* Neighbours change places, but where one waits for the other or both change one record set. */
static void shuffle(struct dealer *d)
{
	struct edit *edit = d->edit;

	for (unsigned round = 0; round < 3 * edit->n_batches; round++) {
		unsigned i = chance(d, edit->n_batches);

		if (i + 1 < edit->n_batches && (edit->batches[i + 1].after & 1u << i) == 0 &&
		    !touches_same(&edit->batches[i], &edit->batches[i + 1]))
			swap_batches(edit, i);
	}
}

/* Whether B may happen with A: in one zone, without a name in common, and waiting for nothing. */
static bool may_join(const struct edit_batch *a, const struct edit_batch *b)
{
	if (a->kind != EDIT_CHANGE || b->kind != EDIT_CHANGE || a->zone != b->zone || b->after != 0)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (strcmp(a->changes[i].record.owner, b->changes[k].record.owner) == 0)
				return false;
	return a->n + b->n <= EDIT_CHANGES;
}

/* Some batches of one zone are sent as one. */
static void join_batches(struct dealer *d)
{
	struct edit *edit = d->edit;

	for (unsigned i = 0; i + 1 < edit->n_batches; i++)
		for (unsigned k = i + 1; k < edit->n_batches; k++) {
			unsigned low = (1u << k) - 1;

			if (!may_join(&edit->batches[i], &edit->batches[k]) || percent(d, 50))
				continue;
			for (unsigned n = 0; n < edit->batches[k].n; n++)
				put(&edit->batches[i], edit->batches[k].changes[n].adds,
				    edit->batches[k].changes[n].record);
			for (unsigned b = k; b + 1 < edit->n_batches; b++)
				edit->batches[b] = edit->batches[b + 1];
			edit->n_batches--;
			for (unsigned b = 0; b < edit->n_batches; b++) {
				unsigned after = edit->batches[b].after;

				edit->batches[b].after = (after & low) |
							 (after & ~low & ~(1u << k)) >> 1 |
							 ((after & 1u << k) != 0 ? 1u << i : 0);
			}
		}
}

static void add_waits(struct dealer *d, unsigned often)
{
	for (unsigned b = 1; b < d->edit->n_batches; b++)
		for (unsigned k = 0; k < b; k++)
			if (percent(d, often))
				d->edit->batches[b].after |= 1u << k;
}

static void begin(struct dealer *d)
{
	static const struct edit_zone zones[] = {
		{.name = "example.test"},
		{.name = "sub.example.test"},
		{.name = "other.test"},
		{.name = "corp.example.test", .vpc = "vpc-1"},
		{.name = "other.test", .vpc = "vpc-2"},
	};

	*d->edit = (struct edit){.title = "dealt"};
	memcpy(d->edit->zones, zones, sizeof(zones));
	d->edit->n_zones = COUNT_OF(zones);
	d->edit->zones[SUB].planned = percent(d, 50);
	d->edit->zones[TWIN].planned = percent(d, 50);
	for (unsigned z = 0; z < COUNT_OF(zones); z++)
		if (!d->edit->zones[z].planned)
			base(d, record(d, z, "", RR_TXT, "zone"));
}

static bool has_set(const struct edit_record *records, unsigned n, const struct edit_record *key)
{
	for (unsigned i = 0; i < n; i++)
		if (records[i].zone == key->zone && records[i].type == key->type &&
		    strcmp(records[i].owner, key->owner) == 0)
			return true;
	return false;
}

static bool deletes(const struct edit_batch *batch, const struct edit_record *key)
{
	for (unsigned i = 0; i < batch->n; i++)
		if (!batch->changes[i].adds && batch->changes[i].record.type == key->type &&
		    strcmp(batch->changes[i].record.owner, key->owner) == 0)
			return true;
	return false;
}

/* Whether Route 53 takes all batches in their order: what is deleted exists, what is created does not, each
 * record set is named once of either, and a zone is made or deleted once. */
static bool is_taken(const struct edit *edit)
{
	struct edit_record records[EDIT_RECORDS];
	bool exists[EDIT_ZONES];

	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct edit_batch *batch = &edit->batches[b];
		unsigned n = edit_state(edit, (1u << b) - 1, records, exists);

		if (exists[batch->zone] == (batch->kind == EDIT_CREATE_ZONE))
			return false;
		for (unsigned i = 0; i < batch->n; i++) {
			const struct edit_change *change = &batch->changes[i];
			bool there = has_set(records, n, &change->record);

			if (change->adds ? there && !deletes(batch, &change->record) : !there)
				return false;
			for (unsigned k = 0; k < i; k++)
				if (batch->changes[k].adds == change->adds &&
				    batch->changes[k].record.type == change->record.type &&
				    strcmp(batch->changes[k].record.owner, change->record.owner) ==
					    0)
					return false;
		}
	}
	return edit->n_batches > 0;
}

void edit_scatter(struct edit *edit, struct arena *arena, unsigned seed)
{
	struct dealer d = {.edit = edit, .arena = arena, .state = seed + 1u, .dnames = true};

	(void)chance(&d, 2);
	begin(&d);
	for (unsigned i = 0; i < 2 || edit->n_batches == 0; i++)
		scatter(&d);
}

static void deal_once(struct edit *edit, struct arena *arena, uint64_t seed)
{
	static void (*const patterns[])(struct dealer * d) = {
		replace_address,
		move_target,
		address_to_cname,
		drop_shield,
		delegate,
		retire,
		move_proof,
		uncover,
		uncover,
		sign,
		move_mail,
		look_inside,
		twin,
		swap_wildcards,
		leak,
		tidy,
		split_alias,
		uncover,
		tidy,
		scatter,
		scatter,
		move_proof,
		move_proof,
	};
	struct dealer d = {.edit = edit, .arena = arena, .state = seed + 1u};
	unsigned often;

	(void)chance(&d, 2);
	begin(&d);
	often = chance(&d, 3) * 35;
	for (unsigned i = 0; i < 2 || edit->n_batches == 0; i++) {
		d.label = arena_printf(arena, "p%u", i);
		patterns[chance(&d, COUNT_OF(patterns))](&d);
	}
	if (percent(&d, 30))
		join_batches(&d);
	if (percent(&d, 60))
		shuffle(&d);
	add_waits(&d, often);
}

void edit_deal(struct edit *edit, struct arena *arena, unsigned seed)
{
	/* what Route 53 refuses is dealt anew */
	for (uint64_t round = 0; round == 0 || !is_taken(edit); round++)
		deal_once(edit, arena, seed + (round << 32));
}

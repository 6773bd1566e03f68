/* edit_walker.c -- a second opinion on an edit, by brute force. */
#include "edit_walker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { NAMES_MAX = 600, LINKS_MAX = 32, PROBE_TYPES = 9 };

struct world {
	struct edit_record records[EDIT_RECORDS];
	unsigned n;
	bool exists[EDIT_ZONES];
};

struct walker {
	const struct edit *edit;
	struct arena *arena;
	const char *names[NAMES_MAX];
	unsigned n_names;
	struct world first, last;
	struct world *worlds; /* by state; made when first asked for */
	bool *made;
};

/* ---- names ------------------------------------------------------------------------------------- */

static bool within(const char *name, const char *above)
{
	size_t n = strlen(name), m = strlen(above);

	if (n < m || strcmp(name + n - m, above) != 0)
		return false;
	return n == m || name[n - m - 1] == '.';
}

/* NULL: the root is next. */
static const char *parent(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot == NULL ? NULL : dot + 1;
}

/* ---- one zone ---------------------------------------------------------------------------------- */

enum found { RECORD, ALIAS, LINK, CUT, NO_DATA, NO_NAME };

struct reply {
	enum found found;
	const struct edit_record *record;
	const char *at; /* CUT: where */
};

static const struct edit_record *record_at(const struct world *world, unsigned zone,
					   const char *owner, enum rr_type type)
{
	for (unsigned i = 0; i < world->n; i++)
		if (world->records[i].zone == zone && world->records[i].type == type &&
		    strcmp(world->records[i].owner, owner) == 0)
			return &world->records[i];
	return NULL;
}

static bool name_exists(const struct edit *edit, const struct world *world, unsigned zone,
			const char *name)
{
	if (strcmp(edit->zones[zone].name, name) == 0)
		return true;
	for (unsigned i = 0; i < world->n; i++)
		if (world->records[i].zone == zone && within(world->records[i].owner, name))
			return true;
	return false;
}

static struct reply reply_of(const struct world *world, unsigned zone, const char *owner,
			     enum rr_type type)
{
	struct reply reply = {.found = RECORD, .record = record_at(world, zone, owner, type)};

	if (reply.record != NULL) {
		if (strncmp(reply.record->value, "alias ", 6) == 0)
			reply.found = ALIAS;
		return reply;
	}
	reply.record = record_at(world, zone, owner, RR_CNAME);
	reply.found = reply.record != NULL ? LINK : NO_DATA;
	return reply;
}

static struct reply ask_zone(const struct edit *edit, const struct world *world, unsigned zone,
			     const char *name, enum rr_type type)
{
	const char *apex = edit->zones[zone].name, *cut = NULL, *at;
	static _Thread_local char wildcard[300];

	for (at = name; at != NULL && strcmp(at, apex) != 0; at = parent(at))
		if (record_at(world, zone, at, RR_NS) != NULL)
			cut = at;
	if (cut != NULL && !(type == RR_DS && cut == name))
		return (struct reply){.found = CUT, .at = cut};
	if (name_exists(edit, world, zone, name))
		return reply_of(world, zone, name, type);
	for (at = parent(name); !name_exists(edit, world, zone, at); at = parent(at))
		continue;
	wildcard[0] = '*';
	wildcard[1] = '.';
	memcpy(wildcard + 2, at, strlen(at) + 1);
	if (name_exists(edit, world, zone, wildcard))
		return reply_of(world, zone, wildcard, type);
	return (struct reply){.found = NO_NAME};
}

/* ---- the way through zones --------------------------------------------------------------------- */

enum outcome { ANSWERED, NOT_ANSWERED, NOT_KNOWN, NOBODYS };

static int zone_of(const struct edit *edit, const struct world *world, const char *name,
		   const char *vpc)
{
	int best = -1;

	for (unsigned z = 0; z < edit->n_zones; z++) {
		const struct edit_zone *zone = &edit->zones[z];
		bool deeper = best < 0 || strlen(zone->name) > strlen(edit->zones[best].name);

		if (!world->exists[z] || !within(name, zone->name))
			continue;
		if (vpc == NULL ? zone->vpc != NULL
				: zone->vpc == NULL || strcmp(zone->vpc, vpc) != 0)
			continue;
		/* a VPC's private zone: the deepest; public: whoever delegates, from the top */
		if (best < 0 || (vpc != NULL) == deeper)
			best = (int)z;
	}
	return best;
}

static int public_zone_at(const struct edit *edit, const struct world *world, const char *name)
{
	for (unsigned z = 0; z < edit->n_zones; z++)
		if (world->exists[z] && edit->zones[z].vpc == NULL &&
		    strcmp(edit->zones[z].name, name) == 0)
			return (int)z;
	return -1;
}

static bool comes_or_goes(const struct edit *edit, const char *name)
{
	for (unsigned b = 0; b < edit->n_batches; b++) {
		unsigned z = edit->batches[b].zone;

		if (edit->batches[b].kind != EDIT_CHANGE && edit->zones[z].vpc == NULL &&
		    strcmp(edit->zones[z].name, name) == 0)
			return true;
	}
	return false;
}

static bool has_keys_ever(const struct edit *edit, unsigned zone)
{
	for (unsigned i = 0; i < edit->n_records; i++)
		if (edit->records[i].zone == zone && edit->records[i].type == RR_DNSKEY)
			return true;
	for (unsigned b = 0; b < edit->n_batches; b++)
		for (unsigned i = 0; i < edit->batches[b].n; i++)
			if (edit->batches[b].changes[i].record.zone == zone &&
			    edit->batches[b].changes[i].record.type == RR_DNSKEY)
				return true;
	return false;
}

/* The test's keys all match the test's DS. */
static bool bogus(const struct edit *edit, const struct world *world, unsigned zone,
		  const char *cut, unsigned child)
{
	return has_keys_ever(edit, child) && record_at(world, zone, cut, RR_DS) != NULL &&
	       record_at(world, child, cut, RR_DNSKEY) == NULL;
}

static enum outcome outcome_at_cut(const struct edit *edit, const struct reply *reply)
{
	return comes_or_goes(edit, reply->at) ? NOT_ANSWERED : NOT_KNOWN;
}

/* Asks one name until it is answered, or leads to another (ret_next). */
static enum outcome ask_once(const struct edit *edit, const struct world *world, const char *vpc,
			     const char *name, enum rr_type type,
			     const struct edit_record **ret_record, const char **ret_next)
{
	int zone = vpc == NULL ? -1 : zone_of(edit, world, name, vpc);
	bool is_private = zone >= 0;

	if (!is_private)
		zone = zone_of(edit, world, name, NULL);
	if (zone < 0)
		return NOBODYS;
	for (unsigned links = 0; links < LINKS_MAX; links++) {
		struct reply reply = ask_zone(edit, world, (unsigned)zone, name, type);
		int child;

		switch (reply.found) {
		case RECORD:
			*ret_record = reply.record;
			return ANSWERED;
		case LINK:
			*ret_next = reply.record->value;
			return ANSWERED;
		case ALIAS:
			name = reply.record->value + 6;
			continue;
		case NO_DATA:
		case NO_NAME:
			return NOT_ANSWERED;
		case CUT:
			break;
		}
		child = is_private ? -1 : public_zone_at(edit, world, reply.at);
		if (is_private)
			return NOT_KNOWN;
		if (child < 0)
			return outcome_at_cut(edit, &reply);
		if (bogus(edit, world, (unsigned)zone, reply.at, (unsigned)child))
			return NOT_ANSWERED;
		zone = child;
	}
	return NOT_ANSWERED;
}

static enum outcome ask(const struct edit *edit, const struct world *world, const char *vpc,
			const char *name, enum rr_type type, const struct edit_record **ret_record)
{
	static _Thread_local char buffer[2][300];

	*ret_record = NULL;
	for (unsigned links = 0; links < LINKS_MAX; links++) {
		const char *next = NULL;
		enum outcome outcome = ask_once(edit, world, vpc, name, type, ret_record, &next);
		size_t n;

		if (outcome == NOBODYS)
			return links == 0 ? NOBODYS : ANSWERED;
		if (next == NULL)
			return outcome;
		/* a target is written with its final dot, or without */
		n = strlen(next);
		memcpy(buffer[links % 2], next, n + 1);
		if (n > 0 && next[n - 1] == '.')
			buffer[links % 2][n - 1] = '\0';
		name = buffer[links % 2];
	}
	return NOT_ANSWERED;
}

static enum outcome ask_with_host(const struct edit *edit, const struct world *world,
				  const char *vpc, const char *name, enum rr_type type)
{
	const struct edit_record *record, *ignored;
	enum outcome outcome = ask(edit, world, vpc, name, type, &record), a, b;
	const char *host;

	if (outcome == NOBODYS)
		return NOT_ANSWERED;
	if (outcome != ANSWERED || record == NULL || (type != RR_MX && type != RR_SRV))
		return outcome;
	host = strrchr(record->value, ' ') + 1;
	a = ask(edit, world, vpc, host, RR_A, &ignored);
	b = ask(edit, world, vpc, host, RR_AAAA, &ignored);
	if (a == ANSWERED || b == ANSWERED || a == NOBODYS || b == NOBODYS)
		return ANSWERED;
	return a == NOT_KNOWN || b == NOT_KNOWN ? NOT_KNOWN : NOT_ANSWERED;
}

/* ---- private names ----------------------------------------------------------------------------- */

static bool exposes(enum rr_type type)
{
	return type == RR_A || type == RR_AAAA || type == RR_CNAME || type == RR_MX ||
	       type == RR_SRV;
}

static bool proves(const struct edit *edit, const struct edit_record *record)
{
	if (record->type != RR_CNAME || record->owner[0] != '_')
		return false;
	if (strstr(record->value, "acm-validations.aws") != NULL)
		return true;
	for (unsigned i = 0; i < edit->n_proofs; i++)
		if (edit->proofs[i].value == NULL &&
		    strcmp(edit->proofs[i].name, record->owner) == 0)
			return true;
	return false;
}

static bool exposed(const struct edit *edit, const struct world *world, const char *name)
{
	static const enum rr_type types[] = {RR_A, RR_AAAA, RR_CNAME, RR_MX, RR_SRV};

	for (unsigned z = 0; z < edit->n_zones; z++) {
		if (!world->exists[z] || edit->zones[z].vpc != NULL ||
		    !within(name, edit->zones[z].name))
			continue;
		for (unsigned t = 0; t < COUNT_OF(types); t++) {
			struct reply reply = ask_zone(edit, world, z, name, types[t]);

			if (reply.found <= LINK && exposes(reply.record->type) &&
			    !proves(edit, reply.record))
				return true;
		}
	}
	return false;
}

/* A private zone has it, and no public zone of that name. */
static bool only_inside(const struct edit *edit, const struct world *world, const char *name)
{
	bool inside = false;

	for (unsigned i = 0; i < world->n; i++) {
		const struct edit_record *record = &world->records[i];
		const char *zone = edit->zones[record->zone].name;
		int twin = public_zone_at(edit, world, zone);
		bool outside = false;

		if (edit->zones[record->zone].vpc == NULL || !world->exists[record->zone] ||
		    !exposes(record->type) || strcmp(record->owner, name) != 0 || name[0] == '*' ||
		    strchr(name, '_') != NULL)
			continue;
		for (unsigned k = 0; twin >= 0 && k < world->n; k++)
			outside = outside || (world->records[k].zone == (unsigned)twin &&
					      strcmp(world->records[k].owner, name) == 0 &&
					      exposes(world->records[k].type));
		inside = inside || !outside;
	}
	return inside;
}

static bool is_private(const struct walker *w, const char *name)
{
	for (unsigned i = 0; i < w->edit->n_private; i++)
		if (strcmp(name, w->edit->private_names[i]) == 0)
			return true;
	for (unsigned i = 0; i < w->edit->n_domains; i++)
		if (within(name, w->edit->domains[i]))
			return true;
	return only_inside(w->edit, &w->first, name) || only_inside(w->edit, &w->last, name);
}

/* ---- all names --------------------------------------------------------------------------------- */

static void add_name(struct walker *w, const char *name)
{
	for (unsigned i = 0; i < w->n_names; i++)
		if (strcmp(w->names[i], name) == 0)
			return;
	assert_true(w->n_names < NAMES_MAX);
	w->names[w->n_names++] = name;
}

/* The name, those above it, and one below each that nobody has written. */
static void add_names_at(struct walker *w, const char *name)
{
	for (; name != NULL; name = parent(name)) {
		add_name(w, name);
		add_name(w, arena_printf(w->arena, "unwritten.%s", name));
		if (parent(name) == NULL)
			return;
	}
}

static void add_record_names(struct walker *w, const struct edit_record *record)
{
	add_names_at(w, record->owner);
	if (record->type == RR_CNAME) {
		size_t n = strlen(record->value);

		add_names_at(w, arena_copy(w->arena, record->value,
					   record->value[n - 1] == '.' ? n - 1 : n));
	}
}

static void list_names(struct walker *w)
{
	const struct edit *edit = w->edit;

	for (unsigned i = 0; i < edit->n_private; i++)
		add_names_at(w, edit->private_names[i]);
	for (unsigned i = 0; i < edit->n_domains; i++)
		add_names_at(w, edit->domains[i]);
	for (unsigned z = 0; z < edit->n_zones; z++)
		add_names_at(w, edit->zones[z].name);
	for (unsigned i = 0; i < edit->n_records; i++)
		add_record_names(w, &edit->records[i]);
	for (unsigned b = 0; b < edit->n_batches; b++)
		for (unsigned i = 0; i < edit->batches[b].n; i++)
			add_record_names(w, &edit->batches[b].changes[i].record);
}

/* ---- states ------------------------------------------------------------------------------------ */

static const struct world *world_of(struct walker *w, unsigned state)
{
	struct world *world = &w->worlds[state];

	if (!w->made[state]) {
		world->n = edit_state(w->edit, state, world->records, world->exists);
		w->made[state] = true;
	}
	return world;
}

/* One name, or an alias and its record. */
static bool tied(const struct edit_record *a, const struct edit_record *b)
{
	if (strcmp(a->owner, b->owner) == 0)
		return true;
	return (strncmp(a->value, "alias ", 6) == 0 && strcmp(a->value + 6, b->owner) == 0) ||
	       (strncmp(b->value, "alias ", 6) == 0 && strcmp(b->value + 6, a->owner) == 0);
}

static bool same_key(const struct edit_batch *a, const struct edit_batch *b)
{
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (tied(&a->changes[i].record, &b->changes[k].record))
				return true;
	return false;
}

/* What has to come before batch B. SERIAL: all earlier batches of its zone do. */
static unsigned needs(const struct edit *edit, unsigned b, bool serial)
{
	const struct edit_batch *batch = &edit->batches[b];
	unsigned needed = batch->after;

	for (unsigned k = 0; k < b; k++) {
		const struct edit_batch *other = &edit->batches[k];

		if (batch->kind == EDIT_CHANGE && other->kind == EDIT_CHANGE &&
		    other->zone == batch->zone && (serial || same_key(other, batch)))
			needed |= 1u << k;
	}
	return needed;
}

static bool is_state(const struct edit *edit, unsigned state, bool serial)
{
	for (unsigned b = 0; b < edit->n_batches; b++)
		if ((state & 1u << b) != 0 && (needs(edit, b, serial) & ~state) != 0)
			return false;
	return true;
}

/* ---- judging ----------------------------------------------------------------------------------- */

static const enum rr_type probe_types[PROBE_TYPES] = {RR_A,  RR_AAAA, RR_TXT, RR_MX,	RR_CNAME,
						      RR_NS, RR_DS,   RR_SRV, RR_DNSKEY};

struct asked {
	unsigned condition;
	const char *name, *vpc;
	enum rr_type type;
	const struct edit_proof *proof;
};

struct asked_list {
	VEC(struct asked) items;
};

static bool proof_is_seen(const struct edit *edit, const struct world *world,
			  const struct edit_proof *proof, bool *ret_unknown)
{
	const struct edit_record *record;
	enum outcome outcome = ask(edit, world, NULL, proof->name,
				   proof->value == NULL ? RR_CNAME : RR_TXT, &record);

	*ret_unknown = outcome == NOT_KNOWN;
	if (outcome != ANSWERED || record == NULL)
		return false;
	return proof->value == NULL || strcmp(record->value, proof->value) == 0;
}

static bool holds(const struct edit *edit, const struct world *world, const struct asked *asked)
{
	bool unknown;

	if (asked->condition == 1)
		return !exposed(edit, world, asked->name);
	if (asked->condition == 2)
		return ask_with_host(edit, world, asked->vpc, asked->name, asked->type) == ANSWERED;
	return proof_is_seen(edit, world, asked->proof, &unknown);
}

/* What is safe at both ends, and has to be in between. */
static void list_questions(struct walker *w, struct asked_list *list)
{
	const struct edit *edit = w->edit;
	static const char *const vpcs[] = {NULL, "vpc-1", "vpc-2"};

	for (unsigned i = 0; i < w->n_names; i++) {
		struct asked asked = {.condition = 1, .name = w->names[i]};

		if (is_private(w, asked.name) && holds(edit, &w->first, &asked) &&
		    holds(edit, &w->last, &asked))
			*VEC_PUSH(w->arena, &list->items) = asked;
		asked.condition = 2;
		for (unsigned k = 0; k < COUNT_OF(vpcs) * PROBE_TYPES && !edit->nothing_known;
		     k++) {
			asked.vpc = vpcs[k / PROBE_TYPES];
			asked.type = probe_types[k % PROBE_TYPES];
			if (holds(edit, &w->first, &asked) && holds(edit, &w->last, &asked))
				*VEC_PUSH(w->arena, &list->items) = asked;
		}
	}
	for (unsigned i = 0; i < edit->n_proofs; i++)
		*VEC_PUSH(w->arena, &list->items) = (struct asked){
			.condition = 3, .name = edit->proofs[i].name, .proof = &edit->proofs[i]};
}

static void begin(struct walker *w, const struct edit *edit, struct arena *arena)
{
	unsigned n = 1u << edit->n_batches;

	memset(w, 0, sizeof(*w));
	w->edit = edit;
	w->arena = arena;
	w->worlds = NEW_ARRAY(arena, struct world, n);
	w->made = NEW_ARRAY(arena, bool, n);
	w->first = *world_of(w, 0);
	w->last = *world_of(w, n - 1);
	list_names(w);
}

/* Whether the proof was seen in a state before STATE. */
static bool was_seen(struct walker *w, const struct asked *asked, unsigned state)
{
	for (unsigned earlier = 0; earlier <= state; earlier++)
		if ((earlier & ~state) == 0 && is_state(w->edit, earlier, true) &&
		    holds(w->edit, world_of(w, earlier), asked))
			return true;
	return false;
}

void walk_edit(const struct edit *edit, struct arena *arena, struct walk_result *ret_result)
{
	struct walker *w = NEW(arena, struct walker);
	struct asked_list questions = {0};

	*ret_result = (struct walk_result){.safe = true};
	begin(w, edit, arena);
	list_questions(w, &questions);
	for (unsigned state = 0; state < 1u << edit->n_batches; state++) {
		if (!is_state(edit, state, true))
			continue;
		ret_result->n_states++;
		for (size_t i = 0; ret_result->safe && i < questions.items.n; i++) {
			const struct asked *asked = &questions.items.items[i];

			if (holds(edit, world_of(w, state), asked) ||
			    (asked->condition == 3 && !was_seen(w, asked, state)))
				continue;
			ret_result->safe = false;
			ret_result->condition = asked->condition;
			ret_result->state = state;
			ret_result->name = asked->name;
			ret_result->type = asked->type;
		}
	}
}

/* ---- is there an order at all ------------------------------------------------------------------ */

static bool may_step(struct walker *w, const struct asked_list *questions, unsigned from,
		     unsigned to)
{
	for (size_t i = 0; i < questions->items.n; i++) {
		const struct asked *asked = &questions->items.items[i];

		if (!holds(w->edit, world_of(w, to), asked) &&
		    (asked->condition != 3 || holds(w->edit, world_of(w, from), asked)))
			return false;
	}
	return true;
}

static bool find_way(struct walker *w, const struct asked_list *questions, unsigned state,
		     bool *tried)
{
	unsigned all = (1u << w->edit->n_batches) - 1;

	if (state == all)
		return true;
	tried[state] = true;
	for (unsigned b = 0; b < w->edit->n_batches; b++) {
		unsigned next = state | 1u << b;

		if (next == state || tried[next] || (needs(w->edit, b, false) & ~state) != 0)
			continue;
		if (may_step(w, questions, state, next) && find_way(w, questions, next, tried))
			return true;
	}
	return false;
}

bool walk_finds_order(const struct edit *edit, struct arena *arena)
{
	struct walker *w = NEW(arena, struct walker);
	struct asked_list questions = {0};

	begin(w, edit, arena);
	list_questions(w, &questions);
	return find_way(w, &questions, 0, NEW_ARRAY(arena, bool, 1u << edit->n_batches));
}

/* draft.c -- estates made by chance. */
#include "draft.h"

#include <string.h>

#include "base/banned.h"

/* ---- names ------------------------------------------------------------------------------------- */

static const char *const plain_labels[] = {
	"a", "b", "c", "www", "api", "mail", "x1", "0", "a-b", "dev", "internal", "pay",
};
static const char *const underscore_labels[] = {"_tcp", "_sip", "_dmarc", "_acme-challenge", "_"};

/* Octets that mean something to a zone file, to a server or to a C program, and letters of both
 * cases. */
static const char odd_octets[] = "\0\1\t\n\r \"$()*./;@AZ[\\]^_`az{}~\x7f\x80\xc1\xe1\xff";

static struct str odd_label(struct random *random, char out[DNAME_LABEL_MAX])
{
	unsigned len = random_chance(random, 10) ? DNAME_LABEL_MAX : 1 + random_below(random, 4);

	for (unsigned i = 0; i < len; i++)
		out[i] = odd_octets[random_below(random, sizeof(odd_octets) - 1)];
	return str_slice(out, len);
}

struct str draft_label(struct random *random, char out[DNAME_LABEL_MAX])
{
	unsigned roll = random_below(random, 100);

	if (roll < 18)
		return STR("*");
	if (roll < 21)
		return random_chance(random, 50) ? STR("**") : STR("*a");
	if (roll < 30)
		return str_from(
			underscore_labels[random_below(random, COUNT_OF(underscore_labels))]);
	if (roll < 36)
		return odd_label(random, out);
	return str_from(plain_labels[random_below(random, COUNT_OF(plain_labels))]);
}

/* A label before NAME; NAME itself where that is too long. */
static const struct dname *grow(struct draft *draft, const struct dname *name)
{
	char octets[DNAME_LABEL_MAX];
	const struct dname *longer =
		dname_prepend(draft->arena, draft_label(&draft->random, octets), name);

	return longer == NULL ? name : longer;
}

static const struct dname *deepest(struct draft *draft, const struct dname *name)
{
	while (name->labels < DNAME_LABELS_MAX) {
		const struct dname *longer = dname_prepend(draft->arena, STR("a"), name);

		if (longer == NULL)
			break;
		name = longer;
	}
	return name;
}

static const struct dname *pick_owner(struct draft *draft, unsigned zone)
{
	const struct draft_zone *from = &draft->zones.items[zone];

	return from->owners.items[random_below(&draft->random, (unsigned)from->owners.n)];
}

static const struct dname *new_owner(struct draft *draft, unsigned zone)
{
	const struct dname *owner = pick_owner(draft, zone);
	unsigned more = random_chance(&draft->random, 25) ? 2 + random_below(&draft->random, 2) : 1;

	for (unsigned i = 0; i < more; i++)
		owner = grow(draft, owner);
	/* rarely: each makes a hundred empty non-terminals */
	if (random_below(&draft->random, 500) == 0)
		owner = deepest(draft, owner);
	*VEC_PUSH(draft->arena, &draft->zones.items[zone].owners) = owner;
	return owner;
}

/* ---- records ----------------------------------------------------------------------------------- */

static bool is_apex(const struct draft *draft, unsigned zone, const struct dname *owner)
{
	return dname_equal(owner, draft->zones.items[zone].name);
}

/* The estate that is being made is the last one: its first zone, its first record. */
static unsigned first_zone(const struct draft *draft)
{
	unsigned first = (unsigned)draft->zones.n - 1;

	while (first > 0 &&
	       draft->zones.items[first - 1].estate == draft->zones.items[first].estate)
		first--;
	return first;
}

static size_t first_record(const struct draft *draft)
{
	size_t first = draft->records.n;
	unsigned zone = first_zone(draft);

	while (first > 0 && draft->records.items[first - 1].zone >= zone)
		first--;
	return first;
}

static struct draft_record *find_record(const struct draft *draft, unsigned zone,
					const struct dname *owner, enum rr_type type)
{
	for (size_t i = draft->records.n; i > first_record(draft); i--) {
		struct draft_record *record = &draft->records.items[i - 1];

		if (record->zone == zone && record->type == type &&
		    dname_equal(record->owner, owner))
			return record;
	}
	return NULL;
}

/* Whether a server loads a zone with that record too: RFC 1034 section 3.6.2 (CNAME), RFC 6672
 * section 2.4 (DNAME), RFC 4592 section 4.2 (NS at a wildcard, which named refuses). */
static bool fits(const struct draft *draft, unsigned zone, const struct dname *owner,
		 enum rr_type type)
{
	bool alone = false;

	if (find_record(draft, zone, owner, type) != NULL)
		return false;
	if (is_apex(draft, zone, owner) && (type == RR_CNAME || type == RR_DS))
		return false;
	if (type == RR_NS && dname_is_wildcard(owner))
		return false;
	for (size_t i = first_record(draft); i < draft->records.n; i++) {
		const struct draft_record *other = &draft->records.items[i];

		if (other->zone != zone || !dname_equal(other->owner, owner))
			continue;
		alone |= type == RR_CNAME || other->type == RR_CNAME;
		if (!is_apex(draft, zone, owner))
			alone |= (type == RR_DNAME && other->type == RR_NS) ||
				 (type == RR_NS && other->type == RR_DNAME);
	}
	return !alone;
}

/* Adds a record without values where it fits; NULL where it does not. */
static struct draft_record *add_record(struct draft *draft, unsigned zone,
				       const struct dname *owner, enum rr_type type)
{
	struct draft_record *record;

	if (!fits(draft, zone, owner, type))
		return NULL;
	record = VEC_PUSH(draft->arena, &draft->records);
	record->zone = zone;
	record->owner = owner;
	record->type = type;
	record->ttl = 1 + random_below(&draft->random, 86400);
	return record;
}

static void add_value(struct draft_record *record, const char *value)
{
	if (record->n == VALUES_MAX)
		return;
	/* one value twice is one record (RFC 2181 section 5) */
	for (unsigned i = 0; i < record->n; i++)
		if (strcmp(record->values[i], value) == 0)
			return;
	record->values[record->n++] = value;
}

/* A name that something can point at: of any zone of the estate, near one, or of nobody. */
static const char *target(struct draft *draft)
{
	unsigned first = first_zone(draft);
	const struct dname *name;

	if (random_chance(&draft->random, 8))
		return "www.outside.invalid.";
	name = pick_owner(draft,
			  first + random_below(&draft->random, (unsigned)draft->zones.n - first));
	if (random_chance(&draft->random, 15))
		name = grow(draft, name);
	return dname_text(draft->arena, name);
}

static const char *value_of(struct draft *draft, enum rr_type type)
{
	struct arena *arena = draft->arena;
	unsigned n = random_below(&draft->random, 200);

	switch (type) {
	case RR_A:
		return arena_printf(arena, "192.0.2.%u", n);
	case RR_AAAA:
		return arena_printf(arena, "2001:db8::%x", n);
	case RR_TXT:
		return arena_printf(arena, "\"text %u; \\\"quoted\\\" \\\\ \\%03u\" \"second\"", n,
				    n);
	case RR_MX:
		return arena_printf(arena, "%u %s", n, target(draft));
	case RR_SRV:
		return arena_printf(arena, "0 %u 443 %s", n, target(draft));
	case RR_CAA:
		return arena_printf(arena, "0 issue \"ca%u.example\"", n);
	case RR_DS:
		return arena_printf(
			arena, "%u 13 2 %s", n,
			"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	default: /* CNAME, DNAME, PTR */
		return target(draft);
	}
}

/* The names of the estate are all known only at the end, so what points at one is filled then. */
static void fill_values(struct draft *draft)
{
	for (size_t i = first_record(draft); i < draft->records.n; i++) {
		enum rr_type type = draft->records.items[i].type;
		bool single = type == RR_CNAME || type == RR_DNAME;
		unsigned count = single ? 1 : 1 + random_below(&draft->random, VALUES_MAX);

		if (draft->records.items[i].n > 0)
			continue;
		for (unsigned k = 0; k < count; k++)
			add_value(&draft->records.items[i], value_of(draft, type));
	}
}

/* A zone cut at OWNER: with or without glue, DS, and data that the cut hides. */
static void add_cut(struct draft *draft, unsigned zone, const struct dname *owner)
{
	struct draft_record *record = add_record(draft, zone, owner, RR_NS);
	const struct dname *server = NULL;

	if (record == NULL)
		return;
	if (random_chance(&draft->random, 60))
		server = dname_prepend(draft->arena, STR("ns"), owner);
	if (random_chance(&draft->random, 5))
		server = owner;
	add_value(record,
		  server == NULL ? "ns1.outside.invalid." : dname_text(draft->arena, server));
	if (random_chance(&draft->random, 30))
		add_value(record, "ns2.outside.invalid.");
	if (server != NULL && random_chance(&draft->random, 60))
		(void)add_record(draft, zone, server, RR_A);
	if (random_chance(&draft->random, 50))
		(void)add_record(draft, zone, owner, RR_DS);
	if (random_chance(&draft->random, 15))
		(void)add_record(draft, zone, grow(draft, owner), RR_TXT);
	if (random_chance(&draft->random, 10))
		(void)add_record(draft, zone, owner, RR_MX);
}

static void add_service(struct draft *draft, unsigned zone, const struct dname *owner)
{
	const struct dname *tcp = dname_prepend(draft->arena, STR("_tcp"), owner);
	const struct dname *name =
		tcp == NULL ? NULL : dname_prepend(draft->arena, STR("_sip"), tcp);

	if (name != NULL)
		(void)add_record(draft, zone, name, RR_SRV);
}

static void add_owner_records(struct draft *draft, unsigned zone, const struct dname *owner)
{
	static const enum rr_type common[] = {RR_A,  RR_A,   RR_AAAA, RR_TXT,
					      RR_MX, RR_SRV, RR_CAA,  RR_PTR};
	unsigned roll = random_below(&draft->random, 100);

	if (roll < 20)
		(void)add_record(draft, zone, owner, RR_CNAME);
	else if (roll < 28)
		(void)add_record(draft, zone, owner, RR_DNAME);
	else if (roll < 41)
		add_cut(draft, zone, owner);
	else if (roll < 47)
		add_service(draft, zone, owner);
	/* the rest, and DNAMEs sometimes, have one to three types of their own */
	if (roll >= 47 || (roll >= 20 && roll < 24))
		for (unsigned i = random_below(&draft->random, 3) + 1; i > 0; i--)
			(void)add_record(draft, zone, owner,
					 common[random_below(&draft->random, COUNT_OF(common))]);
}

/* ---- zones ------------------------------------------------------------------------------------- */

static void add_apex(struct draft *draft, unsigned zone)
{
	const struct dname *name = draft->zones.items[zone].name;
	struct draft_record *record = add_record(draft, zone, name, RR_SOA);

	record->fixed = true;
	add_value(record, "ns1.outside.invalid. hostmaster.outside.invalid. 1 7200 900 1209600 60");
	record = add_record(draft, zone, name, RR_NS);
	record->fixed = true;
	add_value(record, "ns1.outside.invalid.");
	if (random_chance(&draft->random, 50))
		add_value(record, "ns2.outside.invalid.");
	if (random_chance(&draft->random, 5))
		(void)add_record(draft, zone, name, RR_DNAME);
	if (random_chance(&draft->random, 50))
		(void)add_record(draft, zone, name, RR_A);
	if (random_chance(&draft->random, 30))
		(void)add_record(draft, zone, name, RR_TXT);
}

static unsigned add_zone(struct draft *draft, const struct dname *name, unsigned estate,
			 unsigned level)
{
	struct draft_zone *zone = VEC_PUSH(draft->arena, &draft->zones);

	zone->name = name;
	zone->estate = estate;
	zone->level = level;
	*VEC_PUSH(draft->arena, &zone->owners) = name;
	add_apex(draft, (unsigned)draft->zones.n - 1);
	return (unsigned)draft->zones.n - 1;
}

/* No zone of that name, and none that would come between others and change their levels. */
static bool is_free(const struct draft *draft, unsigned parent, const struct dname *name)
{
	for (size_t i = first_zone(draft); i < draft->zones.n; i++) {
		const struct draft_zone *zone = &draft->zones.items[i];

		if (i != parent && (dname_is_within(zone->name, name) ||
				    (dname_is_within(name, zone->name) &&
				     zone->level >= draft->zones.items[parent].level)))
			return false;
	}
	return true;
}

static void add_child_zone(struct draft *draft, unsigned parent)
{
	const struct dname *name = grow(draft, pick_owner(draft, parent));

	if (random_chance(&draft->random, 30))
		name = grow(draft, name);
	if (dname_equal(name, draft->zones.items[parent].name) || dname_is_wildcard(name) ||
	    name->labels > DNAME_LABELS_MAX / 2 || name->len > DNAME_WIRE_MAX / 2 ||
	    !is_free(draft, parent, name))
		return;
	/* a zone that nothing delegates is served all the same */
	if (random_chance(&draft->random, 85))
		add_cut(draft, parent, name);
	(void)add_zone(draft, name, draft->zones.items[parent].estate,
		       draft->zones.items[parent].level + 1);
}

static void fill_zone(struct draft *draft, unsigned zone)
{
	unsigned owners = 4 + random_below(&draft->random, 24);

	for (unsigned i = 0; i < owners; i++)
		add_owner_records(draft, zone, new_owner(draft, zone));
	if (draft->zones.items[zone].level + 1 < LEVELS)
		for (unsigned i = random_below(&draft->random, 3); i > 0; i--)
			add_child_zone(draft, zone);
}

static const char base_octets[] = "abcdefghijklmnopqrstuvwxyz0123456789";

bool draft_estate_of(const uint8_t *name, unsigned *ret_estate)
{
	const char *high, *low;

	/* until two labels are left */
	while (name[0] != 0 && name[name[0] + 1] != 0 && name[name[0] + name[name[0] + 1] + 2] != 0)
		name += name[0] + 1;
	if (name[0] != 1 || name[2] != 1)
		return false;
	low = memchr(base_octets, name[1], sizeof(base_octets) - 1);
	high = memchr(base_octets, name[3], sizeof(base_octets) - 1);
	if (low == NULL || high == NULL)
		return false;
	*ret_estate = (unsigned)((high - base_octets) * 36 + (low - base_octets));
	return true;
}

static void make_estate(struct draft *draft, unsigned estate)
{
	size_t first = draft->zones.n;
	const struct dname *root, *base;

	if (dname_parse(draft->arena, STR("."), NULL, &root) != DNAME_OK)
		BUG("the root is a name");
	base = dname_prepend(draft->arena, str_slice(base_octets + estate / 36 % 36, 1), root);
	base = dname_prepend(draft->arena, str_slice(base_octets + estate % 36, 1), base);
	if (random_chance(&draft->random, 70)) {
		(void)add_zone(draft, base, estate, 0);
	} else {
		for (unsigned i = 0; i < 2; i++)
			(void)add_zone(
				draft,
				dname_prepend(draft->arena, i == 0 ? STR("p") : STR("q"), base),
				estate, 0);
	}
	/* fill_zone() adds zones behind */
	for (size_t zone = first; zone < draft->zones.n; zone++)
		fill_zone(draft, (unsigned)zone);
	fill_values(draft);
	draft->estates[estate].first = (unsigned)first;
	draft->estates[estate].end = (unsigned)draft->zones.n;
}

void draft_make(struct draft *draft, struct arena *arena, uint64_t seed, unsigned n_estates)
{
	*draft = (struct draft){.arena = arena, .random = {seed}};
	for (unsigned estate = 0; estate < n_estates && estate < ESTATES_MAX; estate++)
		make_estate(draft, estate);
}

void draft_print(const struct draft *draft, struct buf *out)
{
	struct arena scratch CLEANUP(arena_free);

	arena_init(&scratch);
	for (size_t zone = 0; zone < draft->zones.n; zone++) {
		if (draft->zones.items[zone].dropped)
			continue;
		buf_printf(out, "%s\n", dname_text(&scratch, draft->zones.items[zone].name));
		for (size_t i = 0; i < draft->records.n; i++) {
			const struct draft_record *record = &draft->records.items[i];

			if (record->zone != zone || record->dropped)
				continue;
			for (unsigned k = 0; k < record->n; k++)
				buf_printf(out, "%s %s %s\n", dname_text(&scratch, record->owner),
					   rr_type_name(&scratch, record->type), record->values[k]);
		}
	}
}

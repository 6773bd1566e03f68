/* compare.c -- what a server should answer, and whether it does. */
#include "compare.h"

#include <string.h>

#include "base/banned.h"

/* ---- what is expected -------------------------------------------------------------------------- */

static void add_expected(struct expected *e, const struct expected_record *record)
{
	/* a loop comes by the same record again */
	for (size_t i = 0; i < e->n; i++)
		if (e->records[i].type == record->type && e->records[i].len == record->len &&
		    dname_equal(e->records[i].owner, record->owner) &&
		    memcmp(e->records[i].rdata, record->rdata, record->len) == 0)
			return;
	if (e->n == EXPECTED_MAX)
		BUG("more records in one answer than drafts can make");
	e->records[e->n++] = *record;
}

static void add_rrset(struct expected *e, const struct rrset *rrset, const struct dname *owner)
{
	for (size_t i = 0; i < rrset->n; i++) {
		struct expected_record record = {owner, rrset->type, rrset->ttl,
						 rrset->rrs[i].rdata, rrset->rrs[i].len};

		add_expected(e, &record);
	}
}

/* RFC 6672 section 3.1: the DNAME, and the CNAME that it stands for at NAME. */
static const struct dname *add_dname(struct expected *e, const struct rrset *rrset,
				     const struct dname *name, struct arena *scratch)
{
	unsigned below = (unsigned)(name->labels - rrset->owner->labels);
	const struct dname *target = dname_join(scratch, name, below, rrset->rrs[0].target);
	struct expected_record record = {name, RR_CNAME, rrset->ttl, NULL, 0};

	add_rrset(e, rrset, rrset->owner);
	if (target == NULL) {
		e->rcode = WIRE_YXDOMAIN;
		return NULL;
	}
	record.rdata = target->wire;
	record.len = target->len;
	add_expected(e, &record);
	return target;
}

/* Takes one look-up's result; the name to go on with, or NULL. */
static const struct dname *take(struct expected *e, const struct zone_index *zone,
				const struct zone_answer *found, const struct dname *name,
				enum rr_type type, struct arena *scratch)
{
	e->wildcard |= found->wildcard;
	switch (found->kind) {
	case ZONE_RECORDS:
		add_rrset(e, found->rrset, name);
		return NULL;
	case ZONE_CNAME:
		e->links++;
		add_rrset(e, found->rrset, name);
		return found->rrset->rrs[0].target;
	case ZONE_DNAME:
		e->links++;
		name = add_dname(e, found->rrset, name, scratch);
		/* the CNAME that it makes is what was asked for */
		return type == RR_CNAME ? NULL : name;
	case ZONE_REFERRAL:
		e->authority = AUTHORITY_REFERRAL;
		e->authority_owner = found->node->name;
		e->name_servers = found->rrset;
		return NULL;
	case ZONE_NXDOMAIN:
		e->rcode = WIRE_NXDOMAIN;
		/* fall through */
	case ZONE_NODATA:
		e->authority = AUTHORITY_SOA;
		e->authority_owner = zone->zone->name;
		return NULL;
	case ZONE_OUTSIDE:
	case ZONE_UNKNOWN:
		break;
	}
	BUG("a zone was asked for what it does not hold");
}

void expect_answer(const struct world *world, const struct question *question, enum fault fault,
		   struct arena *scratch, struct expected *ret_expected)
{
	const struct dname *name = dname_from_wire(scratch, question->name, question->len, NULL);
	const struct zone_index *zone;
	const uint8_t *asked = question->name;
	struct expected *e = ret_expected;

	e->rcode = WIRE_NOERROR;
	e->n = 0;
	e->authority = AUTHORITY_NONE;
	e->authority_owner = NULL;
	e->name_servers = NULL;
	e->links = 0;
	e->too_long = e->wildcard = false;
	zone = world_zone(world, name, question->level);
	if (zone == NULL) {
		e->rcode = WIRE_REFUSED;
		return;
	}
	while (name != NULL) {
		struct zone_answer found;

		if (!dname_is_within(name, zone->zone->name))
			break;
		if (e->links == CHAIN_COMPARED * 4) {
			e->too_long = true;
			return;
		}
		found = look(fault, zone, name, asked, question->type, scratch);
		name = take(e, zone, &found, name, question->type, scratch);
		asked = name == NULL ? NULL : name->wire;
	}
	e->too_long = e->links > CHAIN_COMPARED;
}

/* ---- and what is answered ---------------------------------------------------------------------- */

static bool same_record(const struct expected_record *a, const struct wire_record *b)
{
	return b->section == WIRE_ANSWER && (unsigned)a->type == b->type && a->ttl == b->ttl &&
	       a->len == b->len && a->owner->len == b->owner_len &&
	       memcmp(a->owner->wire, b->owner, b->owner_len) == 0 &&
	       memcmp(a->rdata, b->rdata, b->len) == 0;
}

/* Each record of the answer section is expected; ret_count takes their number. */
static bool answer_is_within(const struct expected *e, const struct wire_answer *answer,
			     size_t *ret_count)
{
	size_t count = 0;

	for (size_t i = 0; i < answer->n; i++) {
		size_t k = 0;

		if (answer->records[i].section != WIRE_ANSWER)
			continue;
		while (k < e->n && !same_record(&e->records[k], &answer->records[i]))
			k++;
		if (k == e->n)
			return false;
		count++;
	}
	*ret_count = count;
	return true;
}

static bool is_name_server(const struct rrset *rrset, const struct wire_record *record)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].len == record->len &&
		    memcmp(rrset->rrs[i].rdata, record->rdata, record->len) == 0)
			return true;
	return false;
}

static bool authority_agrees(const struct expected *e, const struct wire_answer *answer)
{
	size_t name_servers = 0;
	enum authority_kind authority = AUTHORITY_NONE;

	for (size_t i = 0; i < answer->n; i++) {
		const struct wire_record *record = &answer->records[i];

		if (record->section != WIRE_AUTHORITY)
			continue;
		if (record->type != RR_SOA && record->type != RR_NS)
			continue;
		if (e->authority_owner == NULL || record->owner_len != e->authority_owner->len ||
		    memcmp(record->owner, e->authority_owner->wire, record->owner_len) != 0)
			return false;
		if (record->type == RR_SOA) {
			authority = AUTHORITY_SOA;
			continue;
		}
		authority = AUTHORITY_REFERRAL;
		name_servers++;
		if (e->name_servers == NULL || !is_name_server(e->name_servers, record))
			return false;
	}
	return authority == e->authority &&
	       name_servers == (e->name_servers == NULL ? 0 : e->name_servers->n);
}

bool answer_agrees(const struct expected *e, const struct wire_answer *answer)
{
	size_t count;

	if (answer->truncated || !answer_is_within(e, answer, &count))
		return false;
	if (e->too_long)
		return count > CHAIN_COMPARED || count == e->n;
	if (answer->rcode != e->rcode || count != e->n || !authority_agrees(e, answer))
		return false;
	if (e->links > 0 || e->rcode == WIRE_REFUSED)
		return true;
	return answer->authoritative == (e->authority != AUTHORITY_REFERRAL);
}

bool answer_has(const struct wire_answer *answer, const struct dname *owner, enum rr_type type,
		const struct rr *rr)
{
	for (size_t i = 0; i < answer->n; i++) {
		const struct wire_record *record = &answer->records[i];

		if (record->section == WIRE_ANSWER && record->type == (unsigned)type &&
		    record->owner_len == owner->len && record->len == rr->len &&
		    memcmp(record->owner, owner->wire, owner->len) == 0 &&
		    memcmp(record->rdata, rr->rdata, rr->len) == 0)
			return true;
	}
	return false;
}

/* ---- classes ----------------------------------------------------------------------------------- */

enum answer_class answer_class(const struct expected *e)
{
	if (e->links > 0)
		return CLASS_CHAIN;
	if (e->rcode == WIRE_REFUSED)
		return CLASS_REFUSED;
	if (e->authority == AUTHORITY_REFERRAL)
		return CLASS_REFERRAL;
	if (e->wildcard)
		return CLASS_WILDCARD;
	if (e->rcode == WIRE_NXDOMAIN)
		return CLASS_NXDOMAIN;
	return e->authority == AUTHORITY_SOA ? CLASS_NODATA : CLASS_POSITIVE;
}

const char *answer_class_name(enum answer_class class)
{
	static const char *const names[CLASSES] = {
		"positive", "NODATA",  "NXDOMAIN", "wildcard", "CNAME or DNAME chain",
		"referral", "refused",
	};

	return names[class];
}

/* ---- for the eye ------------------------------------------------------------------------------- */

static void print_record(struct buf *out, const uint8_t *owner, enum rr_type type, uint32_t ttl,
			 const uint8_t *rdata, size_t len)
{
	struct arena scratch CLEANUP(arena_free);
	struct rr rr;
	struct err err;

	arena_init(&scratch);
	buf_text(out, "    ");
	dname_wire_print(out, owner);
	buf_printf(out, " %u %s ", ttl, rr_type_name(&scratch, type));
	if (rdata_from_wire(&scratch, type, rdata, len, &rr, &err) == OK)
		rdata_print(out, type, &rr);
	else
		buf_printf(out, "%zu octets (%s)", len, err.text);
	buf_char(out, '\n');
}

void question_print(struct buf *out, const struct question *question)
{
	struct arena scratch CLEANUP(arena_free);

	arena_init(&scratch);
	dname_wire_print(out, question->name);
	buf_printf(out, " %s, level %u", rr_type_name(&scratch, question->type), question->level);
}

void expected_print(struct buf *out, const struct expected *e)
{
	static const char *const authorities[] = {"no authority", "SOA of ", "referral to "};

	buf_printf(out, "  RCODE %u, %s", e->rcode, authorities[e->authority]);
	if (e->authority_owner != NULL)
		dname_wire_print(out, e->authority_owner->wire);
	buf_printf(out, ", %u links\n", e->links);
	for (size_t i = 0; i < e->n; i++)
		print_record(out, e->records[i].owner->wire, e->records[i].type, e->records[i].ttl,
			     e->records[i].rdata, e->records[i].len);
}

void answer_print(struct buf *out, const struct wire_answer *answer)
{
	static const char *const sections[] = {"answer", "authority", "additional"};

	buf_printf(out, "  RCODE %u%s%s\n", answer->rcode, answer->authoritative ? ", AA" : "",
		   answer->truncated ? ", TC" : "");
	for (size_t i = 0; i < answer->n; i++) {
		if (i == 0 || answer->records[i].section != answer->records[i - 1].section)
			buf_printf(out, "   %s\n", sections[answer->records[i].section]);
		print_record(out, answer->records[i].owner, (enum rr_type)answer->records[i].type,
			     answer->records[i].ttl, answer->records[i].rdata,
			     answer->records[i].len);
	}
}

/* walk.c -- a resolver by brute force. */
#include "walk.h"

#include "compare.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

static bool is_within(const struct question *question, const struct dname *zone)
{
	size_t at = 0;

	for (;;) {
		if (question->len - at == zone->len &&
		    memcmp(question->name + at, zone->wire, zone->len) == 0)
			return true;
		if (question->name[at] == 0)
			return false;
		at += question->name[at] + 1u;
	}
}

/* The zones of one estate stand together: the range of those that end in the name's last two labels. */
static unsigned estate_zones(const struct question *question, const struct draft *draft,
			     unsigned *ret_end)
{
	unsigned estate;

	*ret_end = 0;
	if (!draft_estate_of(question->name, &estate))
		return 0;
	*ret_end = draft->estates[estate].end;
	return draft->estates[estate].first;
}

/* The shallowest zone with the name asked for, on its server; false: there is none. */
static bool ask_top(struct walk *walk, const struct draft *draft)
{
	bool found = false;
	unsigned end;

	for (unsigned i = estate_zones(&walk->now, draft, &end); i < end; i++) {
		const struct draft_zone *zone = &draft->zones.items[i];

		if (zone->dropped || !is_within(&walk->now, zone->name))
			continue;
		if (!found || zone->name->labels < draft->zones.items[walk->zone].name->labels)
			walk->zone = i;
		found = true;
	}
	if (found)
		walk->now.level = draft->zones.items[walk->zone].level;
	else
		walk->kind = ANSWER_OUTSIDE;
	return found;
}

static bool finish(struct walk *walk, enum answer_kind kind)
{
	walk->kind = kind;
	return false;
}

bool walk_begin(struct walk *walk, const struct draft *draft, const struct question *question)
{
	*walk = (struct walk){.start = *question, .now = *question};
	for (size_t i = 0; i < question->len; i++)
		walk->now.name[i] = (uint8_t)ascii_lower((char)question->name[i]);
	return ask_top(walk, draft);
}

static bool owns(const struct walk *walk, const struct wire_record *record)
{
	return record->owner_len == walk->now.len &&
	       memcmp(record->owner, walk->now.name, walk->now.len) == 0;
}

/* The record of the name asked for, of TYPE, in the answer section; NULL: none. */
static const struct wire_record *find(const struct walk *walk, const struct wire_answer *answer,
				      enum rr_type type)
{
	for (size_t i = 0; i < answer->n; i++)
		if (answer->records[i].section == WIRE_ANSWER &&
		    answer->records[i].type == (unsigned)type && owns(walk, &answer->records[i]))
			return &answer->records[i];
	return NULL;
}

static bool follow(struct walk *walk, const struct draft *draft, const struct wire_record *cname)
{
	memcpy(walk->now.name, cname->rdata, cname->len);
	walk->now.len = (uint8_t)cname->len;
	return ask_top(walk, draft) && (walk->messages < LIMIT_CHAIN || finish(walk, ANSWER_LOOP));
}

/* To the child zone at the cut, where there is one. */
static bool descend(struct walk *walk, const struct draft *draft, const struct wire_record *ns)
{
	unsigned end;

	for (unsigned i = estate_zones(&walk->now, draft, &end); i < end; i++) {
		const struct draft_zone *zone = &draft->zones.items[i];

		if (zone->dropped || zone->name->len != ns->owner_len ||
		    memcmp(zone->name->wire, ns->owner, ns->owner_len) != 0)
			continue;
		walk->zone = i;
		walk->now.level = zone->level;
		return walk->messages < LIMIT_CHAIN || finish(walk, ANSWER_LOOP);
	}
	return finish(walk, ANSWER_REFERRAL);
}

bool walk_take(struct walk *walk, const struct draft *draft, const struct wire_answer *answer)
{
	const struct wire_record *cname = find(walk, answer, RR_CNAME);
	bool answers = false;

	walk->messages++;
	if (find(walk, answer, walk->now.type) != NULL)
		return finish(walk, ANSWER_RECORDS);
	if (cname != NULL)
		return follow(walk, draft, cname);
	for (size_t i = 0; i < answer->n; i++) {
		const struct wire_record *record = &answer->records[i];

		answers |= record->section == WIRE_ANSWER;
		if (record->section != WIRE_AUTHORITY || answers)
			continue;
		if (record->type == RR_NS)
			return descend(walk, draft, record);
		if (record->type == RR_SOA)
			return finish(walk, answer->rcode == WIRE_NXDOMAIN ? ANSWER_NXDOMAIN
									   : ANSWER_NODATA);
	}
	if (answer->rcode == WIRE_YXDOMAIN)
		return finish(walk, ANSWER_NXDOMAIN);
	return finish(walk, ANSWER_UNKNOWN);
}

/* Every record of RRSET is in the section that it belongs in, and no other of that type. */
static bool same_rrset(const struct walk *walk, const struct wire_answer *answer,
		       enum wire_section section, const struct rrset *rrset)
{
	size_t count = 0, found = 0;

	for (size_t i = 0; i < answer->n; i++) {
		const struct wire_record *record = &answer->records[i];

		if (record->section != section || record->type != (unsigned)rrset->type ||
		    (section == WIRE_ANSWER && !owns(walk, record)))
			continue;
		count++;
		for (size_t k = 0; k < rrset->n; k++)
			found += rrset->rrs[k].len == record->len &&
				 memcmp(rrset->rrs[k].rdata, record->rdata, record->len) == 0;
	}
	return count == rrset->n && found == count;
}

bool walk_agrees(const struct walk *walk, const struct world *world,
		 const struct wire_answer *answer, struct arena *scratch, struct answer *ret_answer)
{
	const struct dname *name =
		dname_from_wire(scratch, walk->start.name, walk->start.len, NULL);

	resolve_public(&world->index, name, walk->start.type, scratch, ret_answer);
	if (ret_answer->kind != walk->kind)
		return false;
	/* where in a loop one gives up is nothing to agree on */
	if (walk->kind == ANSWER_LOOP)
		return true;
	if (ret_answer->last->len != walk->now.len ||
	    memcmp(ret_answer->last->wire, walk->now.name, walk->now.len) != 0)
		return false;
	/* the CNAME that was asked for is made of a DNAME (RFC 6672 section 3.1) */
	if (walk->kind == ANSWER_RECORDS && ret_answer->rrset->type == RR_DNAME &&
	    walk->now.type == RR_CNAME)
		return answer_has(answer, ret_answer->rrset->owner, RR_DNAME,
				  &ret_answer->rrset->rrs[0]);
	if (walk->kind == ANSWER_RECORDS)
		return same_rrset(walk, answer, WIRE_ANSWER, ret_answer->rrset);
	if (walk->kind == ANSWER_REFERRAL)
		return same_rrset(walk, answer, WIRE_AUTHORITY, ret_answer->rrset);
	return true;
}

/* execute_answer.c -- whether a question is safe in one state. */
#include "index/execute_answer.h"

#include "index/proof_class.h"

#include <string.h>

#include "base/banned.h"

/* ---- private names ----------------------------------------------------------------------------- */

struct exposure_search {
	const struct overlay *overlay;
	const struct dname *name;
	const struct rrset *found;
};

static void ask_zone(void *context, const struct zone_index *zone)
{
	struct exposure_search *search = context;
	struct question_class class = {.zone = zone->zone, .name = search->name};

	if (search->found != NULL)
		return;
	judge_class(&search->overlay->index, zone, &class);
	if (class.verdict == VERDICT_REFUTED)
		search->found = class.decides;
}

static const struct rrset *find_exposing(struct execution *x, const struct dname *name)
{
	struct exposure_search search = {.overlay = &x->overlay, .name = name};

	resolve_each_public_zone(&x->overlay.index, name, ask_zone, &search);
	return search.found;
}

bool execute_exposed(struct execution *x, const struct dname *name)
{
	x->n_answers++;
	return find_exposing(x, name) != NULL;
}

/* ---- DNSSEC ------------------------------------------------------------------------------------ */

/* RFC 4034 appendix B. */
static unsigned key_tag(const struct rr *key)
{
	enum { RSAMD5 = 1, ALGORITHM = 3 };
	uint32_t sum = 0;

	if (key->rdata[ALGORITHM] == RSAMD5)
		return key->len < 7 ? 0
				    : (unsigned)(key->rdata[key->len - 3] << 8 |
						 key->rdata[key->len - 2]);
	for (size_t i = 0; i < key->len; i++)
		sum += i % 2 == 0 ? (uint32_t)key->rdata[i] << 8 : key->rdata[i];
	return (sum + (sum >> 16)) & 0xffff;
}

/* By key tag and algorithm, the first three octets of DS rdata: RFC 4034 section 5.1. */
static bool matches(const struct rr *ds, const struct rr *key)
{
	return ds->len > 4 && key->len > 4 && ds->rdata[2] == key->rdata[3] &&
	       ((unsigned)ds->rdata[0] << 8 | ds->rdata[1]) == key_tag(key);
}

static bool has_match(const struct rrset *ds, const struct rrset *keys)
{
	for (size_t i = 0; i < ds->n; i++)
		for (size_t k = 0; k < keys->n; k++)
			if (matches(&ds->rrs[i], &keys->rrs[k]))
				return true;
	return false;
}

/* Whether the zone's keys are in the model, now or later: Route 53's own never are. */
static bool keys_are_known(const struct zone_index *zone)
{
	const struct overlay_node *apex = overlay_find(zone, zone->zone->name);

	if (node_rrset(&zone->nodes[0], RR_DNSKEY) != NULL)
		return true;
	for (size_t i = 0; apex != NULL && i < apex->own.n; i++)
		if (apex->own.items[i].rrset->type == RR_DNSKEY)
			return true;
	return false;
}

/* Whether a validating resolver takes what CHILD answers for bogus: PARENT has a DS for it, and no key of the
 * child matches (RFC 4035 section 5.2). */
static bool is_bogus(const struct zone_index *parent, const struct dname *cut,
		     const struct zone_index *child)
{
	struct zone_answer ds, keys;

	if (!keys_are_known(child))
		return false;
	ds = zone_lookup(parent, cut, RR_DS);
	if (ds.kind != ZONE_RECORDS || ds.rrset->n == 0)
		return false;
	keys = zone_lookup(child, child->zone->name, RR_DNSKEY);
	if (keys.kind != ZONE_RECORDS)
		return true;
	return keys.rrset->n > 0 && !has_match(ds.rrset, keys.rrset);
}

static bool crosses_bogus_cut(struct execution *x, const struct answer *answer)
{
	for (size_t i = 0; i + 1 < answer->n_steps; i++) {
		const struct trace_step *step = &answer->steps[i];

		if (step->kind == ZONE_REFERRAL &&
		    is_bogus(overlay_zone_index(&x->overlay, step->zone), step->rrset->owner,
			     overlay_zone_index(&x->overlay, answer->steps[i + 1].zone)))
			return true;
	}
	return false;
}

/* ---- answers ----------------------------------------------------------------------------------- */

static void ask(struct execution *x, const struct vpc_view *vpc, const struct dname *name,
		enum rr_type type, struct view_answer *ret_answer)
{
	struct answer *answer = &ret_answer->answer;

	x->n_answers++;
	if (vpc != NULL) {
		resolve_in_vpc(&x->overlay.views, vpc, name, type, &x->scratch, ret_answer);
		return;
	}
	*ret_answer = (struct view_answer){0};
	resolve_public(&x->overlay.index, name, type, &x->scratch, answer);
	for (size_t i = 0; x->chain_names != NULL && i < answer->n_steps; i++)
		x->chain_names(x, answer->steps[i].name);
	if (x->chain_names != NULL)
		x->chain_names(x, answer->last);
}

static bool names_a_host(enum rr_type type)
{
	return type == RR_MX || type == RR_SRV || type == RR_SVCB || type == RR_HTTPS;
}

/* A cut to a zone that the model has, though not now, is lame. */
static bool is_lame(const struct execution *x, const struct answer *answer)
{
	const struct dname *cut = answer->rrset->owner;

	for (size_t i = overlay_first_zone(&x->overlay, cut); i < x->overlay.model.zones.n; i++) {
		const struct zone_index *zone = &x->overlay.index.zones[i];

		if (!dname_equal(zone->zone->name, cut))
			break;
		if (zone->zone->view == VIEW_PUBLIC && zone->overlay != NULL &&
		    zone->overlay->presence.changes.n > 0)
			return true;
	}
	return false;
}

static enum tri answered(struct execution *x, const struct vpc_view *vpc, const struct dname *name,
			 enum rr_type type, struct view_answer *answer)
{
	ask(x, vpc, name, type, answer);
	if (crosses_bogus_cut(x, &answer->answer))
		return NO;
	switch (answer->answer.kind) {
	case ANSWER_RECORDS:
	case ANSWER_ENDPOINT:
		return YES;
	case ANSWER_OUTSIDE:
		/* a chain that leaves the model leads somewhere; a name of no zone is nobody's here */
		return answer->answer.n_steps > 0 ? YES : NO;
	case ANSWER_REFERRAL:
		return is_lame(x, &answer->answer) ? NO : UNKNOWN;
	case ANSWER_FORWARDED:
	case ANSWER_UNKNOWN:
		return UNKNOWN;
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_LOOP:
		break;
	}
	return NO;
}

/* A host that no zone of the model holds has its addresses elsewhere. */
static enum tri has_address(struct execution *x, const struct vpc_view *vpc,
			    const struct dname *host)
{
	static const enum rr_type types[] = {RR_A, RR_AAAA};
	enum tri best = NO;

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct view_answer answer;
		enum tri found = answered(x, vpc, host, types[i], &answer);

		if (found == YES ||
		    (answer.answer.kind == ANSWER_OUTSIDE && answer.answer.n_steps == 0))
			return YES;
		if (found == UNKNOWN)
			best = UNKNOWN;
	}
	return best;
}

/* One host that is there is enough: clients try the others as well (RFC 5321 section 5.1, RFC 2782). */
static enum tri hosts_answer(struct execution *x, const struct vpc_view *vpc,
			     const struct rrset *rrset)
{
	enum tri best = NO;

	for (size_t i = 0; i < rrset->n; i++) {
		enum tri found;

		/* "none", or the owner itself */
		if (rrset->rrs[i].target == NULL)
			return YES;
		found = has_address(x, vpc, rrset->rrs[i].target);
		if (found == YES)
			return YES;
		if (found == UNKNOWN)
			best = UNKNOWN;
	}
	return best;
}

enum tri execute_answered(struct execution *x, const struct vpc_view *vpc, const struct dname *name,
			  enum rr_type type)
{
	struct view_answer answer;
	enum tri found = answered(x, vpc, name, type, &answer);

	if (found != YES || answer.answer.kind != ANSWER_RECORDS || !names_a_host(type) ||
	    answer.answer.rrset->n == 0)
		return found;
	return hosts_answer(x, vpc, answer.answer.rrset);
}

/* ---- proofs ------------------------------------------------------------------------------------ */

static bool has_value(const struct execution *x, const struct plan_question *question,
		      const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++) {
		if (question->target != NULL && rrset->rrs[i].target != NULL &&
		    dname_equal(question->target, rrset->rrs[i].target))
			return true;
		if (question->type == RR_TXT &&
		    str_eq(rdata_joined(x->arena, &rrset->rrs[i]), question->value))
			return true;
	}
	return question->type == RR_CNAME && question->target == NULL;
}

enum tri execute_proves(struct execution *x, const struct plan_question *question)
{
	struct view_answer answer;
	enum tri found = answered(x, NULL, question->name, question->type, &answer);

	if (found != YES || answer.answer.kind != ANSWER_RECORDS)
		return found == UNKNOWN ? UNKNOWN : NO;
	return has_value(x, question, answer.answer.rrset) ? YES : NO;
}

/* ---- types ------------------------------------------------------------------------------------- */

static size_t add_types(struct execution *x, const struct trace_step *step, enum rr_type *types,
			size_t n, size_t max)
{
	const struct zone_index *zone = overlay_zone_index(&x->overlay, step->zone);
	struct zone_place place = zone_place_of(zone, step->name);
	const struct name_node *node = place.exists ? place.encloser : place.wildcard;

	for (size_t i = 0; node != NULL && i < node->n; i++) {
		size_t k = 0;

		while (k < n && types[k] != node->rrsets[i]->type)
			k++;
		if (k == n && n < max)
			types[n++] = node->rrsets[i]->type;
	}
	return n;
}

size_t execute_types(struct execution *x, const struct vpc_view *vpc, const struct dname *name,
		     enum rr_type *types, size_t max)
{
	struct view_answer answer;
	const struct answer *got = &answer.answer;
	size_t n = 0;

	ask(x, vpc, name, EXECUTE_NO_TYPE, &answer);
	if (got->kind == ANSWER_OUTSIDE || got->kind == ANSWER_ENDPOINT)
		types[n++] = RR_A;
	for (size_t i = 0; i < got->n_steps; i++)
		n = add_types(x, &got->steps[i], types, n, max);
	return n;
}

/* ---- phrases ----------------------------------------------------------------------------------- */

static const char *rrset_phrase(struct execution *x, const struct rrset *rrset)
{
	return arena_printf(x->arena, "the %s of `%s`", rr_type_name(x->arena, rrset->type),
			    dname_text_bare(x->arena, rrset->owner));
}

static const char *answer_phrase(struct execution *x, const struct answer *answer)
{
	const char *last = dname_text_bare(x->arena, answer->last);

	switch (answer->kind) {
	case ANSWER_RECORDS:
		return rrset_phrase(x, answer->rrset);
	case ANSWER_NODATA:
		return arena_printf(x->arena, "NODATA: `%s` has no such record", last);
	case ANSWER_NXDOMAIN:
		return arena_printf(x->arena, "NXDOMAIN: `%s` does not exist", last);
	case ANSWER_REFERRAL:
		return arena_printf(x->arena, "a referral to the name servers of `%s`",
				    dname_text_bare(x->arena, answer->rrset->owner));
	case ANSWER_OUTSIDE:
		return arena_printf(x->arena, "what `%s` is answered, outside of the estate", last);
	case ANSWER_LOOP:
		return "a chain that does not end";
	case ANSWER_FORWARDED:
		return "what a Resolver rule's targets say";
	case ANSWER_ENDPOINT:
		return "an interface endpoint";
	case ANSWER_UNKNOWN:
		break;
	}
	return "what is not known yet";
}

const char *execute_phrase(struct execution *x, const struct plan_question *question)
{
	struct view_answer answer;
	const struct rrset *exposing;

	if (question->condition == CONDITION_PRIVATE) {
		exposing = find_exposing(x, question->name);
		return exposing == NULL ? "nothing that leads to an address"
					: rrset_phrase(x, exposing);
	}
	ask(x, question->vpc, question->name, question->type, &answer);
	if (crosses_bogus_cut(x, &answer.answer))
		return "SERVFAIL from a resolver that validates: a DS without its key";
	if (question->condition == CONDITION_PROOFS && answer.answer.kind == ANSWER_RECORDS &&
	    !has_value(x, question, answer.answer.rrset))
		return arena_printf(x->arena, "%s, with another value",
				    rrset_phrase(x, answer.answer.rrset));
	if (names_a_host(question->type) && answer.answer.kind == ANSWER_RECORDS &&
	    hosts_answer(x, question->vpc, answer.answer.rrset) == NO)
		return arena_printf(x->arena, "%s, whose hosts have no address",
				    rrset_phrase(x, answer.answer.rrset));
	return answer_phrase(x, &answer.answer);
}

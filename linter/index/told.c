/* told.c -- what who asks is told, in short, and whether two configurations tell the same. */
#include "index/told.h"

#include "index/expose.h"
#include "index/view_name.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- in short ---------------------------------------------------------------------------------- */

static bool leads_on(const struct trace_step *step)
{
	return step->kind == ZONE_CNAME || step->kind == ZONE_DNAME ||
	       (step->kind == ZONE_RECORDS && step->rrset->alias != NULL &&
		step->rrset->alias->kind == TARGET_RECORD);
}

static const struct rrset *find_shield(const struct index *index, const struct trace_step *step,
				       enum rr_type type)
{
	struct zone_answer found;

	if (step->kind != ZONE_NODATA)
		return NULL;
	found = zone_lookup(index_of_zone(index, step->zone), step->name, type);
	return found.encloser != NULL && found.encloser->n == 0 ? found.encloser->shields : NULL;
}

void told_of(const struct index *index, const struct view_answer *answer, enum rr_type type,
	     struct arena *arena, struct told *ret_told)
{
	const struct answer *got = &answer->answer;
	struct told told = {
		.kind = got->kind,
		.rrset = got->rrset,
		.last = dname_from_wire(arena, got->last->wire, got->last->len, NULL),
		.forwarded = answer->forwarded,
		.service = answer->service,
		.inside = answer->n_hops > 0 && answer->hops[0].binding != NULL,
	};

	for (size_t i = 0; i < got->n_steps; i++) {
		const struct trace_step *step = &got->steps[i];

		told.zone = step->zone;
		if (told.link == NULL && leads_on(step))
			told.link = step->rrset;
		if (told.wildcard == NULL && step->wildcard)
			told.wildcard = step->rrset;
	}
	if (got->n_steps > 0 && got->kind == ANSWER_NODATA)
		told.shield = find_shield(index, &got->steps[got->n_steps - 1], type);
	*ret_told = told;
}

/* ---- values ------------------------------------------------------------------------------------ */

struct values {
	struct arena *arena;
	VEC(struct str) items;
	bool pending; /* some of them are not known */
};

static struct str target_text(struct arena *arena, const struct target *target)
{
	if (target->load_balancer != NULL)
		return target->load_balancer->key.s;
	return str_from(target->dns_name == NULL ? "" : dname_text(arena, target->dns_name));
}

static struct str value_text(struct arena *arena, enum rr_type type, const struct rr *rr)
{
	if (type == RR_TXT || type == RR_SPF)
		return rdata_joined(arena, rr);
	return str_slice((const char *)rr->rdata, rr->len);
}

static void add_value(struct values *values, const struct rrset *rrset, struct str value)
{
	struct str set = str_from(rrset->set_identifier == NULL ? "" : rrset->set_identifier);
	char *text = arena_bytes(values->arena, set.len + value.len + 1);

	if (set.len > 0)
		memcpy(text, set.ptr, set.len);
	text[set.len] = '\0';
	if (value.len > 0)
		memcpy(text + set.len + 1, value.ptr, value.len);
	*VEC_PUSH(values->arena, &values->items) = str_slice(text, set.len + value.len + 1);
}

static void add_rrset(void *context, const struct rrset *rrset)
{
	struct values *values = context;

	if (rrset->pending != NULL)
		values->pending = true;
	if (rrset->alias != NULL)
		add_value(values, rrset, target_text(values->arena, rrset->alias));
	for (size_t i = 0; i < rrset->n; i++)
		add_value(values, rrset, value_text(values->arena, rrset->type, &rrset->rrs[i]));
}

static int compare_values(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Sorted, each once: RFC 2181 section 5. */
static void settle(struct values *values)
{
	size_t kept = 0;

	if (values->items.n > 1)
		qsort(values->items.items, values->items.n, sizeof(*values->items.items),
		      compare_values);
	for (size_t i = 0; i < values->items.n; i++)
		if (kept == 0 || !str_eq(values->items.items[kept - 1], values->items.items[i]))
			values->items.items[kept++] = values->items.items[i];
	values->items.n = kept;
}

static bool same_values(struct values *a, struct values *b)
{
	settle(a);
	settle(b);
	if (a->items.n != b->items.n || a->pending != b->pending)
		return false;
	for (size_t i = 0; i < a->items.n; i++)
		if (!str_eq(a->items.items[i], b->items.items[i]))
			return false;
	return true;
}

/* The logical name is what both have. A rebuilt load balancer keeps it and gets another generated name;
 * one that is not known says nothing. */
static bool same_load_balancer(const struct load_balancer *a, const struct load_balancer *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return str_eq(a->key.s, b->key.s) &&
	       (a->dns_name.presence != KNOWN || b->dns_name.presence != KNOWN ||
		str_eq_nocase(a->dns_name.s, b->dns_name.s));
}

static bool same_target(const struct target *a, const struct target *b)
{
	if (a->kind != b->kind || !same_load_balancer(a->load_balancer, b->load_balancer))
		return false;
	if (a->dns_name == NULL || b->dns_name == NULL)
		return a->load_balancer != NULL || a->dns_name == b->dns_name;
	return dname_equal(a->dns_name, b->dns_name);
}

static bool same_records(const struct rrset *a, const struct rrset *b)
{
	struct values of_a, of_b;
	struct arena scratch;
	bool same;

	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type)
		return false;
	if (a->alias != NULL && b->alias != NULL && a->set_identifier == NULL &&
	    b->set_identifier == NULL)
		return same_target(a->alias, b->alias);
	arena_init(&scratch);
	of_a = (struct values){.arena = &scratch};
	of_b = (struct values){.arena = &scratch};
	rrset_each_beside(a, add_rrset, &of_a);
	rrset_each_beside(b, add_rrset, &of_b);
	same = same_values(&of_a, &of_b);
	arena_free(&scratch);
	return same;
}

/* ---- the same ---------------------------------------------------------------------------------- */

static bool same_rule(const struct forwarding_rule *a, const struct forwarding_rule *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->to.n != b->to.n)
		return false;
	for (size_t i = 0; i < a->to.n; i++)
		if (!str_eq(a->to.items[i].s, b->to.items[i].s))
			return false;
	return true;
}

bool told_equal(const struct told *a, const struct told *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case ANSWER_RECORDS:
	case ANSWER_REFERRAL:
		return same_records(a->rrset, b->rrset);
	case ANSWER_OUTSIDE:
		return (a->link == NULL) == (b->link == NULL) && dname_equal(a->last, b->last);
	case ANSWER_FORWARDED:
		return same_rule(a->forwarded, b->forwarded);
	case ANSWER_ENDPOINT:
		return str_eq(a->service->key.s, b->service->key.s);
	case ANSWER_UNKNOWN: /* a value that is not known, or no statement at all */
		return (a->rrset == NULL) == (b->rrset == NULL);
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_LOOP:
		break;
	}
	return true;
}

bool told_ttl_equal(const struct told *a, const struct told *b)
{
	if (a->kind != ANSWER_RECORDS || b->kind != ANSWER_RECORDS || !a->rrset->ttl_known ||
	    !b->rrset->ttl_known)
		return true;
	return a->rrset->ttl == b->rrset->ttl;
}

bool told_exposes(const struct model *model, const struct told *told, enum rr_type type)
{
	const struct rrset *first = told->link != NULL ? told->link : told->rrset;

	if (!rr_type_exposes(type) || first == NULL || rrset_proves(model, first))
		return false;
	switch (told->kind) {
	case ANSWER_RECORDS:
		return rrset_exposes(told->rrset);
	case ANSWER_OUTSIDE:
		return told->link != NULL;
	case ANSWER_UNKNOWN:
		return told->rrset != NULL && told->rrset->pending != NULL &&
		       rrset_exposes(told->rrset);
	default:
		return false;
	}
}

bool rrset_alike(const struct rrset *a, const struct rrset *b)
{
	struct values of_a, of_b;
	struct arena scratch;
	bool same;

	if (a->type != b->type || a->ttl_known != b->ttl_known || a->ttl != b->ttl ||
	    (a->pending == NULL) != (b->pending == NULL) ||
	    (a->alias == NULL) != (b->alias == NULL) ||
	    !str_eq(str_from(a->set_identifier), str_from(b->set_identifier)))
		return false;
	if (a->alias != NULL && !same_target(a->alias, b->alias))
		return false;
	if (a->n == b->n) {
		size_t i = 0;

		while (i < a->n && rdata_equal(a->type, &a->rrs[i], &b->rrs[i]))
			i++;
		if (i == a->n)
			return true;
	}
	arena_init(&scratch);
	of_a = (struct values){.arena = &scratch};
	of_b = (struct values){.arena = &scratch};
	add_rrset(&of_a, a);
	add_rrset(&of_b, b);
	same = same_values(&of_a, &of_b);
	arena_free(&scratch);
	return same;
}

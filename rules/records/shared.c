/* shared.c -- RRsets that the sources write in several pieces; what to write in place of a CNAME. */
#include "records/shared.h"

#include "base/banned.h"

/* Values that differ only in their routing policy are not one RRset. */
static bool is_same_set(const struct rrset *a, const struct rrset *b)
{
	return a->type == b->type &&
	       str_eq(str_from(a->set_identifier), str_from(b->set_identifier)) &&
	       dname_equal(a->owner, b->owner);
}

size_t rrset_pieces(const struct zone *zone, size_t first)
{
	size_t n = 1;

	while (first + n < zone->rrsets.n &&
	       is_same_set(zone->rrsets.items[first], zone->rrsets.items[first + n]))
		n++;
	return n;
}

/* The key of the load balancer of the estate that has that generated name, or "…". */
static struct str balancer_key(const struct model *model, struct str name)
{
	for (size_t i = 0; i < model->load_balancers.n; i++) {
		const struct load_balancer *balancer = model->load_balancers.items[i];
		struct str known = balancer->dns_name.s;

		if (str_ends(known, "."))
			known.len--;
		if (str_eq_nocase(known, name))
			return balancer->key.s;
	}
	return STR("…");
}

static const char *alias_of_aws(struct check *ck, struct str name)
{
	const char *key = NULL;

	if (str_ends(name, ".cloudfront.net"))
		key = "cloudfront";
	else if (str_ends(name, ".vpce.amazonaws.com"))
		key = "vpc_endpoint";
	else if (str_starts(name, "d-") && str_find(name, ".execute-api.", NULL))
		key = "api_gateway"; /* the regional name of a custom domain; others cannot be aliased */
	if (key != NULL)
		return arena_printf(ck->arena, "write the alias `{type: A, alias: {%s: %.*s}}`",
				    key, STR_ARG(name));
	if (str_ends(name, ".amazonaws.com") && str_find(name, ".elb.", NULL))
		return arena_printf(ck->arena,
				    "write the alias `{type: A, alias: {load_balancer: %.*s}}`",
				    STR_ARG(balancer_key(ck->model, name)));
	return NULL;
}

const char *instead_of_cname(struct check *ck, const struct rrset *rrset)
{
	const struct dname *target = rrset->n > 0 ? rrset->rrs[0].target : NULL;
	const char *alias;

	if (target == NULL)
		return "write an alias record";
	alias = alias_of_aws(ck, str_from(show(ck, target)));
	if (alias != NULL)
		return alias;
	if (dname_is_within(target, rrset->zone->name) && !dname_equal(target, rrset->owner))
		return arena_printf(
			ck->arena,
			"write the alias `{type: A, alias: {record: %s.}}` (and the same for AAAA)",
			show(ck, target));
	return arena_printf(ck->arena,
			    "write the addresses of `%s`, or an alias to the load balancer or "
			    "distribution behind it",
			    show(ck, target));
}

/*
 * public_points_inside.c -- a public record whose target is inside: a private name, an internal load
 * balancer, an interface endpoint.
 *
 * That the owner is private too is no reason to be silent: the owner is private-name-resolves, the
 * target is this rule, and each has its own place.
 */
#include "model/load_balancer_names.h"
#include "privacy/shared.h"

#include "base/banned.h"

enum inside {
	INSIDE_NOTHING,
	INSIDE_PRIVATE_NAME,
	INSIDE_LOAD_BALANCER,	   /* of scheme internal, by what the estate says */
	INSIDE_LOAD_BALANCER_NAME, /* of scheme internal, by its generated name */
	INSIDE_ENDPOINT,
};

/* ---- generated names --------------------------------------------------------------------------- */

/* Whether NAME ends in <what>.amazonaws.com or <what>.amazonaws.com.cn; RET_LEFT takes the number of
 * labels before <what>. */
static bool is_aws_name(const struct dname *name, const char *what, unsigned *ret_left)
{
	unsigned end = name->labels;

	if (end > 0 && str_is(dname_label(name, end - 1), "cn"))
		end--;
	if (end < 4 || !str_is(dname_label(name, end - 1), "com") ||
	    !str_is(dname_label(name, end - 2), "amazonaws") ||
	    !str_is(dname_label(name, end - 3), what))
		return false;
	*ret_left = end - 3;
	return true;
}

/* `internal-<name>-<number>.<region>.elb.amazonaws.com`, perhaps behind `dualstack.`: an Application or
 * Classic Load Balancer of scheme internal (Elastic Load Balancing, "Internal Classic Load Balancers").
 * Names of Network Load Balancers end in elb.<region>.amazonaws.com and do not tell their scheme. */
static bool is_internal_balancer_name(const struct dname *name)
{
	unsigned left;

	if (!is_aws_name(name, "elb", &left))
		return false;
	if (left == 3 && str_is(dname_label(name, 0), "dualstack"))
		return str_starts(dname_label(name, 1), "internal-");
	return left == 2 && str_starts(dname_label(name, 0), "internal-");
}

/* `vpce-<id>-<id>.<service>.<region>.vpce.amazonaws.com`, one zone's or a wildcard of it, the base name
 * `vpce-svc-<id>.<region>.vpce.amazonaws.com` of an endpoint service, and the name of a private REST API
 * by its endpoint, `<api>-vpce-<id>.execute-api.<region>.amazonaws.com`. */
static bool is_endpoint_name(const struct dname *name)
{
	unsigned left, end;

	if (is_aws_name(name, "vpce", &left)) {
		for (unsigned i = 0; i < left; i++)
			if (str_starts(dname_label(name, i), "vpce-"))
				return true;
		return false;
	}
	end = name->labels;
	if (end > 0 && str_is(dname_label(name, end - 1), "cn"))
		end--;
	return end == 5 && str_is(dname_label(name, end - 1), "com") &&
	       str_is(dname_label(name, end - 2), "amazonaws") &&
	       str_is(dname_label(name, 1), "execute-api") &&
	       str_find(dname_label(name, 0), "-vpce-", NULL);
}

/* ---- what a target is -------------------------------------------------------------------------- */

static bool is_internal(const struct load_balancer *balancer)
{
	return balancer != NULL && balancer->scheme.presence == KNOWN &&
	       str_is(balancer->scheme.s, "internal");
}

static bool is_amazon(const struct dname *target)
{
	unsigned end = target->labels;

	if (end > 0 && str_is(dname_label(target, end - 1), "cn"))
		end--;
	return end > 2 && str_is(dname_label(target, end - 1), "com") &&
	       str_is(dname_label(target, end - 2), "amazonaws");
}

static enum inside classify_name(struct check *ck, const struct fact *fact,
				 const struct load_balancer **ret_balancer)
{
	const struct dname *target = fact->target;

	if (is_amazon(target)) {
		const struct load_balancer *balancer =
			load_balancer_named(&ck->index->load_balancer_names, target);

		if (is_internal(balancer)) {
			*ret_balancer = balancer;
			return INSIDE_LOAD_BALANCER;
		}
		if (is_internal_balancer_name(target))
			return INSIDE_LOAD_BALANCER_NAME;
		return is_endpoint_name(target) ? INSIDE_ENDPOINT : INSIDE_NOTHING;
	}
	/* `_acme-challenge.x` and the like below a private domain are proof, not private names. */
	if (fact->type == RR_CNAME && dname_has_underscore_label(target))
		return INSIDE_NOTHING;
	return is_declared_private(ck, target) ? INSIDE_PRIVATE_NAME : INSIDE_NOTHING;
}

static enum inside classify(struct check *ck, const struct fact *fact,
			    const struct load_balancer **ret_balancer)
{
	const struct target *alias = fact->rrset->alias;

	*ret_balancer = NULL;
	if (alias != NULL && is_internal(alias->load_balancer)) {
		*ret_balancer = alias->load_balancer;
		return INSIDE_LOAD_BALANCER;
	}
	if (alias != NULL && alias->kind == TARGET_VPC_ENDPOINT)
		return INSIDE_ENDPOINT;
	return fact->target != NULL ? classify_name(ck, fact, ret_balancer) : INSIDE_NOTHING;
}

/* ---- the two phases ---------------------------------------------------------------------------- */

static bool is_followed(enum rr_type type)
{
	return type == RR_CNAME || type == RR_DNAME || type == RR_MX || type == RR_SRV ||
	       type == RR_NS || type == RR_HTTPS || type == RR_SVCB;
}

static void collect_rrset(struct check *ck, const struct rrset *rrset)
{
	struct fact fact = {
		.zone = rrset->zone,
		.owner = rrset->owner,
		.type = rrset->type,
		.rrset = rrset,
	};

	if (rrset->alias != NULL) {
		/* A record of the same zone is judged where it stands. */
		if (rrset->alias->kind == TARGET_RECORD)
			return;
		fact.target = rrset->alias->dns_name;
		fact.at = rrset->alias->at;
		collect(ck, fact);
		return;
	}
	for (size_t i = 0; i < rrset->n && is_followed(rrset->type); i++) {
		if (rrset->rrs[i].target == NULL)
			continue;
		fact.target = rrset->rrs[i].target;
		fact.at = rrset->rrs[i].at;
		collect(ck, fact);
	}
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->zone->rrsets.n; i++)
		collect_rrset(ck, zone->zone->rrsets.items[i]);
}

static const char *what_it_is(struct check *ck, const struct fact *fact, enum inside inside,
			      const struct load_balancer *balancer)
{
	const char *target = fact->target != NULL ? show(ck, fact->target) : "…";

	switch (inside) {
	case INSIDE_PRIVATE_NAME:
		return arena_printf(ck->arena, "the private name `%s`", target);
	case INSIDE_LOAD_BALANCER:
		return arena_printf(ck->arena, "the internal load balancer `%.*s`",
				    STR_ARG(balancer->key.s));
	case INSIDE_LOAD_BALANCER_NAME:
		return arena_printf(ck->arena, "the internal load balancer `%s`", target);
	default:
		return arena_printf(ck->arena, "the VPC endpoint `%s`", target);
	}
}

static void point_at_target(struct check *ck, struct diag *d, const struct fact *fact,
			    enum inside inside, const struct load_balancer *balancer)
{
	if (inside == INSIDE_LOAD_BALANCER) {
		related(ck, d, balancer->scheme.at,
			"the load balancer `%.*s` is of scheme internal", STR_ARG(balancer->key.s));
		return;
	}
	if (inside == INSIDE_PRIVATE_NAME)
		private_related(ck, d, fact->target);
}

static void add_help(struct check *ck, struct diag *d, const struct fact *fact, enum inside inside)
{
	const char *owner = show(ck, fact->owner);

	if (fact->type == RR_NS)
		help(ck, d, "let `%s` be served by name servers that have public names", owner);
	else if (inside == INSIDE_LOAD_BALANCER || inside == INSIDE_LOAD_BALANCER_NAME)
		help(ck, d,
		     "point `%s` to a load balancer with `scheme: internet-facing`, or move the "
		     "record to a private zone",
		     owner);
	else
		help(ck, d, "point `%s` to a public target, or move the record to a private zone",
		     owner);
}

static void decide_fact(struct check *ck, const struct fact *fact)
{
	const struct load_balancer *balancer;
	enum inside inside = classify(ck, fact, &balancer);
	const char *what;
	struct diag *d;

	if (inside == INSIDE_NOTHING)
		return;
	what = what_it_is(ck, fact, inside, balancer);
	if (fact->zone->view_assumed) {
		undecided(ck, fact->at,
			  "`%s` leads to %s, and nothing says whether the zone `%s` is public or "
			  "private",
			  show(ck, fact->owner), what, show(ck, fact->zone->name));
		return;
	}
	d = report(ck, fact->at, "public name `%s` leads inside: its %s%s points to %s",
		   show(ck, fact->owner), fact->rrset->alias != NULL ? "alias " : "",
		   rr_type_name(ck->arena, fact->type), what);
	about(ck, d, fact->owner, fact->zone,
	      arena_printf(ck->arena, "%s %s", rr_type_name(ck->arena, fact->type), what));
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	point_at_target(ck, d, fact, inside, balancer);
	add_help(ck, d, fact, inside);
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &ck->facts->items.items[i]);
}

const struct rule rule_public_points_inside = {
	.id = "public-points-inside",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a public record that leads to a private name, an internal load balancer or a "
		   "VPC endpoint",
	.source =
		"Elastic Load Balancing, \"Application Load Balancers\" (scheme); AWS PrivateLink, "
		"\"Manage DNS names\"",
	.url = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
	       "application-load-balancers.html",
	.since = "0.1.0",
	.why = "The generated names of internal load balancers and of interface endpoints resolve "
	       "publicly, to private addresses: clients outside the VPC get an address that they "
	       "cannot reach, or that is another machine in their own network, and everybody "
	       "learns the address plan. A private name as a target does not resolve at all "
	       "outside the VPC.",
	.fix = "Point the record to an internet-facing target, or move it to the private hosted "
	       "zone. Where it is meant so, for users of a VPN, waive the finding by name, with "
	       "the reason and an end.",
	.collect_zone = collect_zone,
	.decide = decide,
};

/*
 * view.h -- what a host in one VPC is answered.
 *
 * A question in a VPC goes to the most specific of the domains that are bound to it: Resolver rules and
 * private hosted zones (Amazon Route 53 Developer Guide, "How Resolver determines whether ... forwards",
 * "Considerations when working with a private hosted zone"). A rule wins over a private zone of the same
 * domain, and where it is a SYSTEM rule Resolver answers itself, in spite of a FORWARD rule around it: from the
 * most specific private zone, else from public DNS. The hidden zone of an interface endpoint's private DNS name beats both at that very name. In a
 * private zone a missing name is NXDOMAIN, with no fall back to public DNS. Everything else is public. Each
 * link of a chain of CNAMEs is a question of its own, and may lead from public DNS into a private zone and
 * back; a Route 53 alias to a record stays in its zone.
 *
 * A rule hands the question to the VPC of the inbound endpoint that it forwards to, by name or by an
 * address that one endpoint of the estate has; where it forwards to
 * addresses that are no endpoint of the estate, the answer is not known.
 */
#ifndef ZW_INDEX_VIEW_H
#define ZW_INDEX_VIEW_H

#include "index/resolve.h"

struct overlay_presence;

/* One domain that is bound to a VPC. */
struct binding {
	const struct dname *domain;
	const struct forwarding_rule *rule;	/* NULL: not a rule */
	const struct zone_index *zone;		/* NULL: not a private zone */
	const struct endpoint_service *service; /* NULL: not an endpoint's private DNS name */
	const struct binding *outer; /* the binding that this domain lies below; NULL: none */
	const struct overlay_presence *presence; /* when it is there: overlay.h; NULL: always */
};

/* A VPC that the estate knows. */
struct vpc_view {
	struct str id;
	const struct account *account; /* whose zones and endpoints are there; NULL: not known */
	struct binding
		*bindings; /* canonical order of domains; of one domain: service, rule, zone */
	size_t n;
};

struct views {
	const struct index *index;
	struct arena *arena;
	VEC(struct vpc_view *) vpcs; /* in the order of their ids */
};

/* Finds every VPC that zones, rules, endpoints and consumers name, and binds their domains. */
void views_build(struct views *views, const struct index *index, struct arena *arena);

/* The VPC of that id, or NULL. */
const struct vpc_view *views_vpc(const struct views *views, struct str id);

/* The most specific binding for NAME, the one that wins, never a SYSTEM rule but what it leaves; NULL: the
 * public view answers. */
const struct binding *view_binding(const struct vpc_view *vpc, const struct dname *name);

/* The SYSTEM rule that is the most specific for NAME: no FORWARD rule takes the question; NULL: there is
 * none. */
const struct forwarding_rule *view_system_rule(const struct vpc_view *vpc,
					       const struct dname *name);

/* The VPC that RULE hands questions to; NULL: a SYSTEM rule, or it leads out of the estate. Linear in the
 * Resolver endpoints where RULE gives addresses. */
const struct vpc_view *views_rule_leads_to(const struct views *views,
					   const struct forwarding_rule *rule);

/* One step of the way through VPCs, before and between the steps of `answer`. */
struct hop {
	const struct vpc_view *vpc;
	const struct binding *binding; /* NULL: public */
	const struct dname *name;
	size_t first_step; /* of the answer's steps, those of this hop begin here */
};

enum { HOPS_MAX = 40 };

struct view_answer {
	struct answer answer; /* its trace holds the steps of all zones asked, in order */
	struct hop hops[HOPS_MAX];
	size_t n_hops;
	const struct forwarding_rule *forwarded; /* ANSWER_FORWARDED: by this rule; NULL: not */
	const struct endpoint_service *service;	 /* answered by its interface endpoint; NULL: not */
};

/* Asks from a host in VPC. */
void resolve_in_vpc(const struct views *views, const struct vpc_view *vpc, const struct dname *name,
		    enum rr_type type, struct arena *scratch, struct view_answer *ret_answer);

#endif

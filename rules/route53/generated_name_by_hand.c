/* generated_name_by_hand.c -- a generated name that somebody typed. */
#include "model/aws_names.h"
#include "route53/shared.h"

#include "base/banned.h"

/* What an alias or a logical target would follow. */
static bool is_followed(enum aws_name kind)
{
	switch (kind) {
	case AWS_NAME_LOAD_BALANCER:
	case AWS_NAME_NETWORK_LOAD_BALANCER:
	case AWS_NAME_VPC_ENDPOINT:
	case AWS_NAME_API_GATEWAY:
	case AWS_NAME_CLOUDFRONT:
	case AWS_NAME_GLOBAL_ACCELERATOR:
		return true;
	default:
		return false;
	}
}

/* A CNAME's target; of an alias the name, where it is a load balancer's that has a key or could have one. */
static const struct dname *typed_name(const struct rrset *rrset)
{
	if (rrset->alias != NULL)
		return rrset->alias->kind == TARGET_NAME ? rrset->alias->dns_name : NULL;
	return rrset->type == RR_CNAME && rrset->n > 0 && !rrset->derived ? rrset->rrs[0].target
									  : NULL;
}

/* The load balancer of the estate with that generated name; NULL: none. */
static const struct load_balancer *declared(struct check *ck, const struct dname *name)
{
	const struct model *model = ck->model;
	struct str text = str_from(show(ck, name));

	for (size_t i = 0; i < model->load_balancers.n; i++) {
		const struct load_balancer *balancer = model->load_balancers.items[i];
		struct str known = balancer->dns_name.s;

		if (str_ends(known, "."))
			known.len--;
		if (balancer->dns_name.presence == KNOWN && str_eq_nocase(known, text))
			return balancer;
	}
	return NULL;
}

static bool is_balancer(enum aws_name kind)
{
	return kind == AWS_NAME_LOAD_BALANCER || kind == AWS_NAME_NETWORK_LOAD_BALANCER;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct dname *name = rrset->observed ? NULL : typed_name(rrset);
	enum aws_name kind = name == NULL ? AWS_NAME_NONE : aws_name_of(name);
	const struct load_balancer *balancer;
	struct diag *d;

	/* an alias by name of anything but a load balancer is as it has to be */
	if (!is_followed(kind) || !zone_is_route53(rrset->zone) ||
	    (rrset->alias != NULL && !is_balancer(kind)))
		return;
	balancer = is_balancer(kind) ? declared(ck, name) : NULL;
	d = report(ck, rrset->alias != NULL ? rrset->alias->at : rrset->rrs[0].at,
		   "`%s` leads to %s by its generated name `%s`", show(ck, rrset->owner),
		   aws_name_text(kind), show(ck, name));
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	if (balancer != NULL) {
		related(ck, d, balancer->key.at, "it is the load balancer `%.*s`",
			STR_ARG(balancer->key.s));
		help(ck, d, "write `alias: {load_balancer: %.*s}`", STR_ARG(balancer->key.s));
	} else if (is_balancer(kind)) {
		help(ck, d,
		     "declare it under `load_balancers`, and write `alias: {load_balancer: …}` "
		     "with its key");
	} else {
		help(ck, d, "write an alias to it instead of the CNAME");
	}
}

const struct rule rule_generated_name_by_hand = {
	.id = "generated-name-by-hand",
	.family = "route53",
	.severity = SEV_WARNING,
	.starred = true,
	.summary = "a generated name of AWS typed into a record, where an alias or a logical "
		   "target would follow it",
	.source = "Amazon Route 53 Developer Guide, \"Choosing between alias and non-alias "
		  "records\"; the name forms: linter/model/aws_names.c",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "resource-record-sets-choosing-alias-non-alias.html",
	.since = "0.1.0",
	.why = "The name of a load balancer, a distribution or an API is made anew with "
	       "the thing itself. A record that has it typed in leads nowhere after the "
	       "next rebuild, and to somebody else where the name can be had again. An "
	       "alias, or a load balancer named by its key, changes with it; an alias also"
	       " works at the apex, costs nothing to ask, and gives the addresses at once.",
	.fix = "Write an alias; for a load balancer by its key in the estate, so that its "
	       "generated name stands at one place.",
	.check_rrset = check,
};

/* endpoint_on_gateway_lb.c -- a private DNS name on an endpoint service of a Gateway Load Balancer. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct endpoint_service *service)
{
	const struct load_balancer *balancer = service->load_balancer;
	struct diag *d;

	if (service->private_dns_name.presence != KNOWN || balancer == NULL ||
	    balancer->type.presence != KNOWN || !str_is(balancer->type.s, "gateway"))
		return;
	d = report(ck, service->private_dns_name.at,
		   "endpoint service `%.*s` has the private DNS name `%.*s`, and its load balancer "
		   "`%.*s` is a Gateway Load Balancer, whose endpoints have no DNS name",
		   STR_ARG(service->key.s), STR_ARG(service->private_dns_name.s),
		   STR_ARG(balancer->key.s));
	about(ck, d, service->name, NULL, arena_cstr(ck->arena, service->key.s));
	related(ck, d, balancer->type.at, "the load balancer `%.*s` is of type gateway",
		STR_ARG(balancer->key.s));
	related(ck, d, service->load_balancer_name.at, "the service stands on it");
	help(ck, d,
	     "let a load balancer with `type: network` carry the service: an Application Load "
	     "Balancer may stand behind it, in `targets`");
}

const struct rule rule_endpoint_on_gateway_lb = {
	.id = "endpoint-on-gateway-lb",
	.family = "privatelink",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a private DNS name on a Gateway Load Balancer endpoint service",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "AWS gives private DNS names to interface endpoints alone. A Gateway Load Balancer "
	       "endpoint is reached by route tables and has no DNS name. Neither the command line "
	       "nor the request's model refuses the combination, so it is found at apply time, "
	       "or when no consumer resolves the name.",
	.fix = "Put the service behind a Network Load Balancer, with the Application Load Balancer "
	       "as its target where TLS is to end there. Or leave the private DNS name out.",
	.check_endpoint_service = check,
};

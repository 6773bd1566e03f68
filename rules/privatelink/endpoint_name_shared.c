/*
 * endpoint_name_shared.c -- two endpoint services with one private DNS name, and a VPC that consumes both.
 *
 * The same name in two regions, each for VPCs of its own, is how a service is offered twice, and fine.
 */
#include "engine/rule.h"

#include <stdlib.h>

#include "base/banned.h"

/* The entry of A's consumers that is one of B's too, and ret_other that of B; NULL: none. */
static const struct text *common_consumer(const struct endpoint_service *a,
					  const struct endpoint_service *b,
					  const struct text **ret_other)
{
	for (size_t i = 0; i < a->consumers.n; i++)
		for (size_t k = 0; k < b->consumers.n; k++)
			if (a->consumers.items[i].presence == KNOWN &&
			    b->consumers.items[k].presence == KNOWN &&
			    str_eq(a->consumers.items[i].s, b->consumers.items[k].s)) {
				*ret_other = &b->consumers.items[k];
				return &a->consumers.items[i];
			}
	return NULL;
}

static bool is_consumer_unknown(const struct endpoint_service *service)
{
	for (size_t i = 0; i < service->consumers.n; i++)
		if (service->consumers.items[i].presence != KNOWN)
			return true;
	return service->consumers.n == 0;
}

static void check_pair(struct check *ck, const struct endpoint_service *first,
		       const struct endpoint_service *second)
{
	const struct text *consumer, *other;
	struct diag *d;

	consumer = common_consumer(second, first, &other);
	if (consumer == NULL) {
		if (is_consumer_unknown(first) || is_consumer_unknown(second))
			undecided(ck, second->private_dns_name.at,
				  "the endpoint services `%.*s` and `%.*s` have the private DNS "
				  "name `%s`; whether one VPC consumes both is not known",
				  STR_ARG(first->key.s), STR_ARG(second->key.s),
				  show(ck, second->name));
		return;
	}
	d = report(ck, second->private_dns_name.at,
		   "endpoint services `%.*s` and `%.*s` share the private DNS name `%s`, and the "
		   "VPC `%.*s` consumes both",
		   STR_ARG(first->key.s), STR_ARG(second->key.s), show(ck, second->name),
		   STR_ARG(consumer->s));
	about(ck, d, second->name, NULL,
	      arena_printf(ck->arena, "%.*s %.*s", STR_ARG(first->key.s), STR_ARG(second->key.s)));
	related(ck, d, first->private_dns_name.at, "`%.*s` has the name here",
		STR_ARG(first->key.s));
	related(ck, d, consumer->at, "`%.*s` is consumed here", STR_ARG(second->key.s));
	related(ck, d, other->at, "`%.*s` is consumed here", STR_ARG(first->key.s));
	help(ck, d,
	     "give one of the two another `private_dns_name`, or take `%.*s` off one of them",
	     STR_ARG(consumer->s));
}

static int compare(const void *a, const void *b)
{
	const struct endpoint_service *x = *(const struct endpoint_service *const *)a;
	const struct endpoint_service *y = *(const struct endpoint_service *const *)b;
	int order = dname_compare(x->name, y->name);

	return order != 0 ? order : str_cmp(x->key.s, y->key.s);
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	const struct endpoint_service **named = NEW_ARRAY(
		ck->arena, const struct endpoint_service *, model->endpoint_services.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < model->endpoint_services.n; i++)
		if (model->endpoint_services.items[i]->name != NULL)
			named[n++] = model->endpoint_services.items[i];
	if (n > 1)
		qsort(named, n, sizeof(*named), compare);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && dname_equal(named[k]->name, named[i]->name); k++)
			check_pair(ck, named[i], named[k]);
}

const struct rule rule_endpoint_name_shared = {
	.id = "endpoint-name-shared",
	.family = "privatelink",
	.severity = SEV_ERROR,
	.summary = "two endpoint services share a private DNS name, and one VPC consumes both",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "Private DNS of an interface endpoint makes a hidden private zone of the name in "
	       "the consumer's VPC. There can be one of a name: the second endpoint cannot turn "
	       "its private DNS on, and clients reach the first service under the name of both.",
	.fix = "Give each service that one VPC consumes a name of its own.",
	.decide = decide,
};

/* aws.c -- exports of the AWS CLI into the model: which come first, and what leads to what. */
#include "front/aws.h"

#include "front/aws_parts.h"
#include "front/front_end.h"
#include "front/reference.h"
#include "front/syntax.h"
#include "model/load_balancer_names.h"

#include <string.h>

#include "base/banned.h"

struct text aws_text(struct aws *aws, const struct node *item, const char *key)
{
	const struct node *node = node_get(item, key);

	(void)aws;
	if (node == NULL || node->kind != NODE_SCALAR || node_is_null(node) || node->text.len == 0)
		return (struct text){0};
	return (struct text){KNOWN, node->text, node->at};
}

void aws_list_add(struct aws *aws, struct text_list *list, struct text text)
{
	struct text *grown;

	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i].s, text.s))
			return;
	/* room is doubled whenever the number of items is a power of two */
	if ((list->n & (list->n - 1)) == 0) {
		grown = NEW_ARRAY(aws->arena, struct text, list->n == 0 ? 1 : list->n * 2);
		if (list->n > 0)
			memcpy(grown, list->items, list->n * sizeof(*grown));
		list->items = grown;
	}
	list->items[list->n++] = text;
	if (list->at.file == 0)
		list->at = text.at;
}

struct text aws_account_name(const struct account *account, struct span at)
{
	if (account == NULL)
		return (struct text){0};
	return (struct text){KNOWN, account->key.s, at};
}

/* In this order: what is named before what names it. */
static const struct {
	const char *key;
	void (*take)(struct aws *aws, const struct aws_export *export);
} readers[] = {
	{"HostedZones", aws_take_zones},
	{"HostedZone", aws_take_zone_details},
	{"ResourceRecordSets", aws_take_record_sets},
	{"LoadBalancers", aws_take_load_balancers},
	{"Certificate", aws_take_certificate},
	{"LoadBalancerDescriptions", aws_take_classic_load_balancers},
	{"Listeners", aws_take_listeners},
	{"ServiceConfigurations", aws_take_endpoint_services},
	{"VpcEndpoints", aws_take_vpc_endpoints},
	{"ResolverEndpoints", aws_take_resolver_endpoints},
	{"IpAddresses", aws_take_resolver_addresses},
	{"ResolverRules", aws_take_resolver_rules},
	{"ResolverRuleAssociations", aws_take_resolver_associations},
};

void aws_init(struct aws *aws, struct model *model, struct diag_list *diags)
{
	*aws = (struct aws){.model = model, .diags = diags, .arena = model->arena};
	map_init(&aws->zones, aws->arena);
	map_init(&aws->filled, aws->arena);
	map_init(&aws->detailed, aws->arena);
	map_init(&aws->load_balancers, aws->arena);
	map_init(&aws->endpoints, aws->arena);
	map_init(&aws->rules, aws->arena);
}

void aws_read(struct aws *aws, const struct aws_exports *exports)
{
	for (size_t i = 0; i < COUNT_OF(readers); i++)
		for (size_t k = 0; k < exports->items.n; k++) {
			const struct aws_export *export = &exports->items.items[k];

			if (!export->refused && aws_export_is(export, readers[i].key))
				readers[i].take(aws, export);
		}
}

/* ---- links ------------------------------------------------------------------------------------- */

void aws_link_aliases(struct aws *aws, const struct model *model)
{
	struct map names;

	load_balancer_names_find(&names, model, aws->arena);
	for (size_t i = 0; i < aws->aliases.n; i++) {
		struct target *target = aws->aliases.items[i];

		if (target->kind != TARGET_NAME || target->dns_name == NULL)
			continue;
		target->load_balancer = load_balancer_named(&names, target->dns_name);
		if (target->load_balancer != NULL)
			target->kind = TARGET_LOAD_BALANCER;
	}
}

/* Which VPCs follow a rule, another command says. */
static void settle_rules(struct aws *aws)
{
	struct model *model = aws->model;

	for (size_t i = 0; i < model->forwarding.n && aws->associations_shown; i++)
		model->forwarding.items[i]->vpcs_unknown = false;
}

/* Of a zone that is listed alone, VPCs are not known; nor is what it answers where no source shows its
 * records: absence in it means nothing. */
void aws_doubt_listed_zones(struct aws *aws)
{
	for (size_t i = 0; i < aws->made_zones.n; i++) {
		struct zone *zone = aws->made_zones.items[i];

		zone->vpcs_unknown = zone->view == VIEW_PRIVATE && zone->n_vpcs == 0 &&
				     map_get(&aws->detailed, zone->id.s) == NULL;
		if (zone->rrsets.n > 0 || map_get(&aws->filled, zone->id.s) != NULL)
			continue;
		zone->managed_part = true;
		diag_undecided(aws->diags, NULL, zone->origin->at,
			       "no export holds the record sets of the hosted zone `%.*s`: what it "
			       "answers is not known",
			       STR_ARG(zone->id.s));
	}
}

void aws_link(struct aws *aws)
{
	aws_link_aliases(aws, aws->model);
	settle_rules(aws);
	aws_doubt_listed_zones(aws);
}

static void translate(struct translation *translation, const struct input *input)
{
	const struct account *account = NULL;

	if (input->spec != NULL)
		account = reference_find(translation->diags, &translation->model->account_keys,
					 &input->spec->account, "account", "accounts");
	if (!aws_exports_add(translation->exports, input->source, input->root, input->path,
			     account))
		(void)diag_add(translation->diags, &rule_wrong_type, node_head(input->root),
			       "this is no output of the AWS CLI that is known here");
}

const struct front_end front_end_aws = {
	.format = "aws",
	.recognises_tree = aws_export_recognises,
	.translate = translate,
};

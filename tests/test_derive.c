/*
 * test_derive.c -- what an estate stands for: each case is an estate and the zones, records and
 * certificates that it derives, as text.
 */
#include "front/derive.h"
#include "front/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define HEAD                                                                                       \
	"central: {domain: example.com, account: dns, ownership: own=central,\n"                   \
	"  clouds: {aws: {domain: aws.example.com}}}\n"                                            \
	"accounts: {dns: {cloud: aws}, shop: {cloud: aws, region: eu-west-1}}\n"

static const struct {
	const char *what, *estate;
	bool caa;
	const char *expected;
} cases[] = {
	{
		"no central domain, nothing derived",
		"zones: [{name: example.org, records: {www: {type: A, value: 192.0.2.1}}}]\n",
		false,
		"example.org.\n"
		"  www.example.org. 300 A 192.0.2.1\n",
	},
	{
		"the central team alone",
		HEAD,
		false,
		"example.com.\n"
		"  example.com. 300 TXT \"own=central\"\n"
		"  aws.example.com. 3600 NS pending: the name servers of `aws.example.com` are not "
		"known yet\n"
		"aws.example.com.\n"
		"  aws.example.com. 300 TXT \"own=central\"\n",
	},
	{
		"a private subdomain, delegation known",
		HEAD
		"subdomains: {shop: {account: shop, exposure: [internal], ownership: own=shop,\n"
		"  name_servers: [ns-1.awsdns-01.org, ns-2.awsdns-02.net], vpcs: [vpc-1]}}\n"
		"load_balancers: {front: {account: shop, type: application, scheme: internal}}\n"
		"apis: {pay: {subdomain: shop, exposure: internal, target: {load_balancer: "
		"front}}}\n"
		"certificate_authorities: {corp: {type: private, kind: acm-pca}, amazon: {type: "
		"public, kind: acm}}\n",
		false,
		"example.com.\n"
		"  example.com. 300 TXT \"own=central\"\n"
		"  aws.example.com. 3600 NS pending: the name servers of `aws.example.com` are not "
		"known yet\n"
		"aws.example.com.\n"
		"  aws.example.com. 300 TXT \"own=central\"\n"
		"  shop.aws.example.com. 3600 NS ns-1.awsdns-01.org. ns-2.awsdns-02.net.\n"
		"shop.aws.example.com.\n"
		"  shop.aws.example.com. 300 TXT \"own=shop\"\n"
		"shop.aws.example.com. private vpc-1\n"
		"  pay.shop.aws.example.com. A alias front\n"
		"certificate shop-internal by corp: shop.aws.example.com *.shop.aws.example.com\n",
	},
	{
		"external targets of every kind; the cloud's literal domain",
		"central: {domain: example.com, account: dns}\n"
		"accounts: {dns: {}, shop: {cloud: gcp}}\n"
		"subdomains: {shop: {account: shop, exposure: [external, internal]}}\n"
		"apis:\n"
		"  aa: {subdomain: shop, exposure: external, target: {address: [192.0.2.1, "
		"\"2001:db8::1\"]}}\n"
		"  bb: {subdomain: shop, exposure: external, target: {name: web.example.net}}\n"
		"  cc: {subdomain: shop, exposure: external, target: {cloudfront: "
		"d111111abcdef8.cloudfront.net}}\n"
		"  dd: {subdomain: shop, exposure: internal, target: {address: 10.0.0.1}}\n",
		false,
		"example.com.\n"
		"  shop.example.com. 3600 NS pending: the name servers of `shop.example.com` are "
		"not known yet\n"
		"shop.example.com.\n"
		"  aa.shop.example.com. 300 A 192.0.2.1\n"
		"  aa.shop.example.com. 300 AAAA 2001:db8::1\n"
		"  bb.shop.example.com. 300 CNAME web.example.net.\n"
		"  cc.shop.example.com. A alias d111111abcdef8.cloudfront.net\n"
		"example.com.gcp.\n"
		"  shop.example.com.gcp. 3600 NS pending: the name servers of "
		"`shop.example.com.gcp` are not known yet\n"
		"shop.example.com.gcp.\n"
		"shop.example.com.gcp. private\n"
		"  dd.shop.example.com.gcp. 300 A 10.0.0.1\n",
	},
	{
		"what is written stands",
		HEAD
		"subdomains: {shop: {account: shop, exposure: [external], ownership: own=shop}}\n"
		"apis: {pay: {subdomain: shop, exposure: external, target: {name: "
		"pay.example.net}},\n"
		"  buy: {subdomain: shop, exposure: external, target: {address: 192.0.2.9}}}\n"
		"zones:\n"
		"  - name: shop.example.com\n"
		"    id: Z1\n"
		"    records:\n"
		"      \"\": {type: TXT, ttl: 60, value: own=written}\n"
		"      pay: {type: CNAME, value: elsewhere.example.net}\n"
		"      buy: {type: AAAA, value: \"2001:db8::2\"}\n",
		false,
		"example.com.\n"
		"  example.com. 300 TXT \"own=central\"\n"
		"  aws.example.com. 3600 NS pending: the name servers of `aws.example.com` are not "
		"known yet\n"
		"  shop.example.com. 3600 NS pending: the name servers of `shop.example.com` are "
		"not known yet\n"
		"aws.example.com.\n"
		"  aws.example.com. 300 TXT \"own=central\"\n"
		"shop.example.com. Z1\n"
		"  shop.example.com. 60 TXT \"own=written\"\n"
		"  buy.shop.example.com. 300 A 192.0.2.9\n"
		"  buy.shop.example.com. 300 AAAA 2001:db8::2\n"
		"  pay.shop.example.com. 300 CNAME elsewhere.example.net.\n",
	},
	{
		"proofs: PrivateLink below the name, one validation record for base and wildcard",
		HEAD
		"subdomains: {shop: {account: shop, exposure: [internal]}}\n"
		"load_balancers: {link: {account: shop, type: network, scheme: internal}}\n"
		"endpoint_services: {pay: {account: shop, load_balancer: link,\n"
		"  private_dns_name: pay.shop.aws.example.com, verification: {name: _abc, value: "
		"\"vpce:XyZ\"}}}\n"
		"certificate_authorities: {amazon: {type: public, kind: acm, caa: [amazon.com]}}\n"
		"certificates: {shop-internal: {account: shop, authority: amazon,\n"
		"  names: [shop.aws.example.com, \"*.shop.aws.example.com\"], validation:\n"
		"  [{name: _1.shop.aws.example.com, value: _2.acm-validations.aws},\n"
		"   {name: _1.shop.aws.example.com, value: _2.acm-validations.aws}]}}\n",
		true,
		"example.com.\n"
		"  example.com. 300 TXT \"own=central\"\n"
		"  example.com. 300 CAA 0 issue \"amazon.com\"\n"
		"  aws.example.com. 3600 NS pending: the name servers of `aws.example.com` are not "
		"known yet\n"
		"aws.example.com.\n"
		"  aws.example.com. 300 TXT \"own=central\"\n"
		"  aws.example.com. 300 CAA 0 issue \"amazon.com\"\n"
		"  shop.aws.example.com. 3600 NS pending: the name servers of "
		"`shop.aws.example.com` are not known yet\n"
		"shop.aws.example.com.\n"
		"  shop.aws.example.com. 300 CAA 0 issue \"amazon.com\"\n"
		"  _1.shop.aws.example.com. 300 CNAME _2.acm-validations.aws.\n"
		"  _abc.pay.shop.aws.example.com. 1800 TXT \"vpce:XyZ\"\n"
		"shop.aws.example.com. private\n"
		"certificate shop-internal by amazon: shop.aws.example.com "
		"*.shop.aws.example.com\n",
	},
	{
		"a template of one's own; no authority is asked: CAA forbids all",
		"central: {domain: example.com, account: dns}\n"
		"naming: {external: \"<api>.api-<subdomain>.<centraldomain>\"}\n"
		"accounts: {dns: {}}\n"
		"subdomains: {shop: {account: dns, exposure: external}}\n"
		"apis: {pay: {subdomain: shop, exposure: external, target: {address: "
		"192.0.2.1}}}\n",
		true,
		"example.com.\n"
		"  example.com. 300 CAA 0 issue \";\"\n"
		"  api-shop.example.com. 3600 NS pending: the name servers of "
		"`api-shop.example.com` are not known yet\n"
		"api-shop.example.com.\n"
		"  api-shop.example.com. 300 CAA 0 issue \";\"\n"
		"  pay.api-shop.example.com. 300 A 192.0.2.1\n",
	},
};

static void print_rrset(struct arena *arena, struct buf *out, const struct rrset *rrset)
{
	buf_printf(out, "  %s ", dname_text(arena, rrset->owner));
	if (rrset->ttl_known)
		buf_printf(out, "%u ", rrset->ttl);
	buf_text(out, rr_type_name(arena, rrset->type));
	if (rrset->pending != NULL)
		buf_printf(out, " pending: %s", rrset->pending);
	if (rrset->alias != NULL && rrset->alias->load_balancer != NULL)
		buf_printf(out, " alias %.*s", STR_ARG(rrset->alias->load_balancer->key.s));
	else if (rrset->alias != NULL)
		buf_printf(out, " alias %s", dname_text_bare(arena, rrset->alias->dns_name));
	for (size_t i = 0; i < rrset->n; i++) {
		buf_char(out, ' ');
		rdata_print(out, rrset->type, &rrset->rrs[i]);
	}
	buf_char(out, '\n');
}

static void print_model(const struct model *model, struct buf *out)
{
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		buf_printf(out, "%s%s", dname_text(model->arena, zone->name),
			   zone->view == VIEW_PRIVATE ? " private" : "");
		if (zone->id.presence == KNOWN)
			buf_printf(out, " %.*s", STR_ARG(zone->id.s));
		for (size_t k = 0; k < zone->n_vpcs; k++)
			buf_printf(out, " %.*s", STR_ARG(zone->vpcs[k].id.s));
		buf_char(out, '\n');
		for (size_t k = 0; k < zone->rrsets.n; k++)
			print_rrset(model->arena, out, zone->rrsets.items[k]);
	}
	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];

		buf_printf(out, "certificate %.*s by %.*s:", STR_ARG(certificate->key.s),
			   STR_ARG(certificate->authority_name.s));
		for (size_t k = 0; k < certificate->names.n; k++)
			buf_printf(out, " %.*s", STR_ARG(certificate->names.items[k].s));
		buf_char(out, '\n');
	}
}

static void derive_estate(struct arena *arena, const char *estate, bool caa, struct buf *out)
{
	struct sources sources = {.arena = arena};
	struct policy policy = {.derive_caa = caa};
	struct diag_list diags;
	struct native native;
	struct model *model = NEW(arena, struct model);
	struct source *source = source_add(&sources, STR("estate.yaml"), str_from(estate));
	struct node *root;

	diag_list_init(&diags, arena);
	model_init(model, arena, &sources);
	native_init(&native, model, &diags);
	root = yaml_read(source, arena, &diags);
	assert_non_null(root);
	native_read(&native, root, source);
	native_resolve(&native);
	derive(&native, &policy);
	native_resolve_certificates(&native);
	model_finish(model);
	for (size_t i = 0; i < diags.diags.n; i++)
		buf_printf(out, "%u: %s\n",
			   source_position(source, diags.diags.items[i]->at.start).line,
			   diags.diags.items[i]->message);
	print_model(model, out);
}

static void test_derivations(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena;
		struct buf out CLEANUP(buf_free);

		arena_init(&arena);
		buf_init(&out, 1 << 20);
		derive_estate(&arena, cases[i].estate, cases[i].caa, &out);
		if (!str_is(buf_view(&out), cases[i].expected))
			fail_msg("%s: got\n%s", cases[i].what, out.ptr);
		arena_free(&arena);
	}
}

/* Everything derived points at the line that a person would edit. */
static void test_origins(void **state)
{
	static const char estate[] =
		HEAD "subdomains:\n"
		     "  shop: {account: shop, exposure: [internal]}\n"
		     "apis:\n"
		     "  pay: {subdomain: shop, exposure: internal, target: {address: 10.0.0.1}}\n";
	struct arena arena;
	struct sources sources = {.arena = &arena};
	struct policy policy = {0};
	struct diag_list diags;
	struct native native;
	struct model model;
	struct source *source;
	const struct rrset *rrset = NULL;

	(void)state;
	arena_init(&arena);
	source = source_add(&sources, STR("estate.yaml"), str_from(estate));
	diag_list_init(&diags, &arena);
	model_init(&model, &arena, &sources);
	native_init(&native, &model, &diags);
	native_read(&native, yaml_read(source, &arena, &diags), source);
	native_resolve(&native);
	derive(&native, &policy);
	model_finish(&model);
	assert_int_equal(diags.diags.n, 0);
	for (size_t i = 0; i < model.zones.n; i++)
		for (size_t k = 0; k < model.zones.items[i]->rrsets.n; k++) {
			const struct rrset *at = model.zones.items[i]->rrsets.items[k];

			assert_non_null(at->origin);
			assert_int_not_equal(at->origin->at.file, 0);
			if (at->type == RR_A)
				rrset = at;
		}
	assert_non_null(rrset);
	assert_true(str_is(source_text(&sources, rrset->origin->at), "pay"));
	assert_string_equal(rrset->origin->what, "the API `pay`");
	assert_non_null(rrset->origin->cause);
	assert_true(str_is(source_text(&sources, rrset->origin->cause->at), "shop"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_derivations),
		cmocka_unit_test(test_origins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

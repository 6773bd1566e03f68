/*
 * test_plan_stages.c -- an estate from nothing to applied, in rounds: what a plan cannot know before a step is
 * applied, the next one takes from the exports, and where everything exists as it is declared there is no step.
 * Then a load balancer is built anew, and a domain is given up.
 *
 * What AWS does is played here, by kind of step; record sets go through route53_model.h.
 */
#include "base/buf.h"
#include "bundle.h"
#include "engine/run.h"
#include "golden.h"
#include "index/plan.h"
#include "route53_model.h"
#include "samples.h"
#include "step_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

#define ESTATE "fixtures/plan/first/estate.yaml"

enum { ACCOUNTS = 2, CENTRAL = 0, RETAIL = 1, ROUNDS_MAX = 5, TEXT_MAX = 1 << 20 };

static const char *const account_keys[ACCOUNTS] = {"dns-central", "retail"};

/* What exists. */
struct aws {
	struct arena *arena;
	const char *folder;
	struct r53 zones[ACCOUNTS];
	unsigned made;	       /* zones so far */
	const char *generated; /* in the name of a load balancer */
	bool rule, associated; /* of Resolver */
	bool certificate;      /* requested, and waits for its validation */
	const char *endpoint;  /* state of the endpoint service's private DNS name */
};

/* ---- exports ----------------------------------------------------------------------------------- */

static void export_to(struct aws *cloud, unsigned account, const char *name, const char *text)
{
	sample_write(arena_printf(cloud->arena, "%s/snapshot/%s/%s.json", cloud->folder,
				  account_keys[account], name),
		     text, 0644);
}

static const struct r53_set *servers_of(const struct r53_zone *zone)
{
	for (size_t i = 0; i < zone->sets.n; i++)
		if (strcmp(zone->sets.items[i].name, zone->name) == 0 &&
		    strcmp(zone->sets.items[i].type, "NS") == 0)
			return &zone->sets.items[i];
	fail_msg("a zone without NS");
	return NULL;
}

static const char *details_of(struct arena *arena, const struct r53_zone *zone)
{
	const struct r53_set *servers = servers_of(zone);
	struct buf out CLEANUP(buf_free);
	const char *before = "";

	buf_init(&out, TEXT_MAX);
	buf_printf(&out, "{\"HostedZone\": {\"Id\": \"/hostedzone/%s\", \"Name\": \"%s\", ",
		   zone->id, zone->name);
	buf_printf(&out, "\"Config\": {\"PrivateZone\": %s}}, ", zone->private ? "true" : "false");
	if (zone->private) {
		buf_text(&out, "\"VPCs\": [{\"VPCRegion\": \"eu-west-1\", \"VPCId\": "
			       "\"vpc-0a1b2c3d4e5f67890\"}]}\n");
		return arena_cstr(arena, buf_view(&out));
	}
	buf_text(&out, "\"DelegationSet\": {\"NameServers\": [");
	for (size_t i = 0; i < servers->values.n; i++) {
		struct str server = str_from(servers->values.items[i]);

		buf_printf(&out, "%s\"%.*s\"", before, (int)server.len - 1, server.ptr);
		before = ", ";
	}
	buf_text(&out, "]}}\n");
	return arena_cstr(arena, buf_view(&out));
}

static void export_zones(struct aws *cloud, unsigned account)
{
	struct r53 *zones = &cloud->zones[account];

	export_to(cloud, account, "list-hosted-zones", r53_list_zones(zones));
	for (size_t i = 0; i < zones->zones.n; i++) {
		struct r53_zone *zone = &zones->zones.items[i];

		export_to(cloud, account,
			  arena_printf(cloud->arena, "get-hosted-zone-%s", zone->id),
			  details_of(cloud->arena, zone));
		export_to(cloud, account,
			  arena_printf(cloud->arena, "list-resource-record-sets-%s", zone->id),
			  r53_list_sets(zones, zone));
	}
}

static const char *load_balancer(struct aws *cloud, const char *name, const char *kind,
				 const char *dns_name, const char *zone)
{
	return arena_printf(
		cloud->arena,
		"{\"LoadBalancerArn\": \"arn:aws:elasticloadbalancing:eu-west-1:"
		"222222222222:loadbalancer/%s/%s/0123456789abcdef\", \"LoadBalancerName\": "
		"\"%s\", \"DNSName\": \"%s\", \"CanonicalHostedZoneId\": \"%s\", \"Type\": "
		"\"%s\"}",
		kind, name, name, dns_name, zone, kind);
}

static void export_load_balancers(struct aws *cloud)
{
	struct arena *arena = cloud->arena;

	export_to(cloud, RETAIL, "describe-load-balancers",
		  arena_printf(
			  arena, "{\"LoadBalancers\": [%s, %s, %s]}\n",
			  load_balancer(cloud, "retail-internal", "application",
					"internal-retail-internal-1234567890.eu-west-1.elb."
					"amazonaws.com",
					"Z32O12XQLNTSW2"),
			  load_balancer(cloud, "retail-public", "application",
					arena_printf(arena,
						     "retail-public-%s.eu-west-1.elb.amazonaws.com",
						     cloud->generated),
					"Z32O12XQLNTSW2"),
			  load_balancer(cloud, "retail-link", "network",
					"retail-link-0123456789abcdef.elb.eu-west-1.amazonaws.com",
					"Z2IFOLAFXWLO4F")));
}

static void export_resolver(struct aws *cloud)
{
	export_to(
		cloud, CENTRAL, "list-resolver-endpoints",
		"{\"ResolverEndpoints\": [{\"Id\": \"rslvr-out-1\", \"Arn\": "
		"\"arn:aws:route53resolver:eu-west-1:111111111111:resolver-endpoint/rslvr-out-1\", "
		"\"Name\": \"central-out\", \"Direction\": \"OUTBOUND\", \"HostVPCId\": "
		"\"vpc-0fedcba9876543210\"}]}\n");
	export_to(cloud, CENTRAL, "list-resolver-rules",
		  cloud->rule ? "{\"ResolverRules\": [{\"Id\": \"rslvr-rr-1\", \"DomainName\": "
				"\"retail.aws.example.com.\", \"RuleType\": \"FORWARD\", "
				"\"ResolverEndpointId\": \"rslvr-out-1\", \"TargetIps\": [{\"Ip\": "
				"\"10.20.0.10\"}, {\"Ip\": \"10.20.1.10\"}]}]}\n"
			      : "{\"ResolverRules\": []}\n");
	export_to(cloud, CENTRAL, "list-resolver-rule-associations",
		  cloud->associated ? "{\"ResolverRuleAssociations\": [{\"Id\": \"a\", "
				      "\"ResolverRuleId\": \"rslvr-rr-1\", \"VPCId\": "
				      "\"vpc-0fedcba9876543210\"}]}\n"
				    : "{\"ResolverRuleAssociations\": []}\n");
}

static void export_all(struct aws *cloud)
{
	for (unsigned i = 0; i < ACCOUNTS; i++)
		export_zones(cloud, i);
	export_load_balancers(cloud);
	export_resolver(cloud);
	export_to(cloud, RETAIL, "describe-vpc-endpoint-service-configurations",
		  arena_printf(cloud->arena,
			       "{\"ServiceConfigurations\": [{\"ServiceId\": \"vpce-svc-1\", "
			       "\"PrivateDnsName\": \"payments.retail.aws.example.com\", "
			       "\"PrivateDnsNameConfiguration\": {\"State\": \"%s\", \"Type\": "
			       "\"TXT\", \"Name\": \"_abc\", \"Value\": \"vpce:Token\"}}]}\n",
			       cloud->endpoint));
	if (!cloud->certificate)
		return;
	export_to(cloud, RETAIL, "describe-certificate-1",
		  "{\"Certificate\": {\"CertificateArn\": "
		  "\"arn:aws:acm:eu-west-1:222222222222:certificate/1\", \"DomainName\": "
		  "\"retail.example.com\", \"SubjectAlternativeNames\": [\"*.retail.example.com\", "
		  "\"retail.example.com\"], \"Status\": \"PENDING_VALIDATION\", \"Type\": "
		  "\"AMAZON_ISSUED\", \"DomainValidationOptions\": [{\"DomainName\": "
		  "\"retail.example.com\", \"ResourceRecord\": {\"Name\": "
		  "\"_0123.retail.example.com.\", \"Type\": \"CNAME\", \"Value\": "
		  "\"_4567.abcdefghij.acm-validations.aws.\"}}]}}\n");
}

/* ---- plans ------------------------------------------------------------------------------------- */

struct round {
	struct run run;
	struct plan plan;
};

static void make_round(struct aws *cloud, struct round *round, const char *base)
{
	struct run_options options = {
		.paths = (const char *const[]){cloud->folder},
		.n_paths = 1,
		.now = DATE(2026, 11, 24),
		.jobs = 1,
		.base = base,
		.report_known = true,
		.rules = RULES_NONE,
		.fail_on = SEV_ERROR,
	};
	struct plan_settings settings = {0};
	struct err err = {0};

	export_all(cloud);
	if (run_check(&round->run, &options, &err) != RUN_DONE)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < round->run.diags.diags.n; i++)
		fail_msg("%s", round->run.diags.diags.items[i]->message);
	if (plan_build(&round->plan, &round->run.model, &settings, cloud->arena, &err) != OK)
		fail_msg("%s", err.text);
}

static unsigned account_of(const struct step *step)
{
	return str_is(step->account->key.s, account_keys[RETAIL]) ? RETAIL : CENTRAL;
}

static void change_records(struct aws *cloud, const struct step *step)
{
	struct bundle bundle;
	struct step_calls calls;

	bundle_init(&bundle, cloud->arena);
	step_files_add(&bundle, step);
	step_calls(cloud->arena, step, &calls);
	for (size_t i = 0; i < calls.items.n; i++) {
		const struct bundle_file *body = bundle_find(&bundle, calls.items.items[i].input);
		const char *fault;

		assert_non_null(body);
		fault = r53_change(&cloud->zones[account_of(step)], body->bytes);
		if (fault != NULL)
			fail_msg("%s: %.*s", fault, STR_ARG(body->bytes));
	}
}

static void forget_exports(struct aws *cloud, unsigned account, const struct r53_zone *zone)
{
	static const char *const names[] = {"get-hosted-zone", "list-resource-record-sets"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_int_equal(unlink(arena_printf(cloud->arena, "%s/snapshot/%s/%s-%s.json",
						     cloud->folder, account_keys[account], names[i],
						     zone->id)),
				 0);
}

static void delete_zone(struct aws *cloud, const struct step *step)
{
	struct r53 *zones = &cloud->zones[account_of(step)];

	for (size_t i = 0; i < zones->zones.n; i++) {
		struct r53_zone *zone = &zones->zones.items[i];

		if (!str_is(step->zone->id.s, zone->id))
			continue;
		/* HostedZoneNotEmpty */
		assert_int_equal(zone->sets.n, 2);
		forget_exports(cloud, account_of(step), zone);
		*zone = zones->zones.items[--zones->zones.n];
		return;
	}
	fail_msg("no such zone");
}

static void apply_step(struct aws *cloud, const struct step *step)
{
	if (step_kind_changes_records(step->kind)) {
		change_records(cloud, step);
		return;
	}
	switch (step->kind) {
	case STEP_CREATE_ZONE:
		(void)r53_add_zone(&cloud->zones[account_of(step)],
				   arena_printf(cloud->arena, "ZMADE%u", ++cloud->made),
				   dname_text(cloud->arena, step->zone->name),
				   step->zone->view == VIEW_PRIVATE);
		return;
	case STEP_DELETE_ZONE:
		delete_zone(cloud, step);
		return;
	case STEP_START_VERIFICATION:
		cloud->endpoint = "verified";
		return;
	case STEP_CREATE_RESOLVER_RULE:
		cloud->rule = true;
		return;
	case STEP_ASSOCIATE_RESOLVER_RULE:
		cloud->associated = true;
		return;
	default:
		fail_msg("%s", step->name);
	}
}

/* What waits for nothing pending. */
static void apply(struct aws *cloud, const struct plan *plan)
{
	for (size_t i = 0; i < plan->steps.n; i++)
		if (plan->steps.items[i]->state == STEP_READY)
			apply_step(cloud, plan->steps.items[i]);
	/* requested meanwhile */
	cloud->certificate = true;
}

static void begin(struct aws *cloud, struct arena *arena)
{
	struct str estate;

	arena_init(arena);
	*cloud = (struct aws){
		.arena = arena, .generated = "1111111111", .endpoint = "pendingVerification"};
	cloud->folder = arena_printf(arena, "%s/head", sample_folder(arena));
	assert_int_equal(mkdir(cloud->folder, 0755), 0);
	assert_int_equal(mkdir(arena_printf(arena, "%s/snapshot", cloud->folder), 0755), 0);
	for (unsigned i = 0; i < ACCOUNTS; i++) {
		r53_init(&cloud->zones[i], arena);
		assert_int_equal(
			mkdir(arena_printf(arena, "%s/snapshot/%s", cloud->folder, account_keys[i]),
			      0755),
			0);
	}
	sample_write(arena_printf(arena, "%s/zonewarrant.yaml", cloud->folder),
		     "version: 1\nsources: [estate.yaml]\nsnapshot: snapshot/\n", 0644);
	estate = golden_read(arena, ESTATE);
	sample_write(arena_printf(arena, "%s/estate.yaml", cloud->folder),
		     arena_cstr(arena, estate), 0644);
}

/* How many rounds it takes until nothing is to be done; each does something. */
static unsigned apply_all(struct aws *cloud, const char *base)
{
	for (unsigned n = 0; n < ROUNDS_MAX; n++) {
		struct round round;
		bool empty;

		make_round(cloud, &round, base);
		empty = round.plan.steps.n == 0;
		apply(cloud, &round.plan);
		run_free(&round.run);
		if (empty)
			return n;
	}
	fail_msg("the plan does not come to an end");
	return 0;
}

/* ---- tests ------------------------------------------------------------------------------------- */

static const struct step *step_of(const struct plan *plan, enum step_kind kind)
{
	for (size_t i = 0; i < plan->steps.n; i++)
		if (plan->steps.items[i]->kind == kind)
			return plan->steps.items[i];
	return NULL;
}

static void test_first_round(void **state)
{
	struct aws cloud;
	struct arena arena;
	struct round round;
	size_t zones = 0;

	(void)state;
	begin(&cloud, &arena);
	make_round(&cloud, &round, NULL);
	for (size_t i = 0; i < round.plan.steps.n; i++) {
		const struct step *step = round.plan.steps.items[i];

		zones += step->kind == STEP_CREATE_ZONE;
		/* all else waits for the ids of the zones, each with the export that gives it */
		if (step->state != STEP_PENDING)
			continue;
		for (size_t k = 0; k < step->pending.items.n; k++)
			assert_non_null(step->pending.items.items[k]->export_command);
	}
	assert_int_equal(zones, 5);
	assert_int_equal(round.plan.n_deleted, 0);
	run_free(&round.run);
	arena_free(&arena);
}

static void test_rounds(void **state)
{
	struct aws cloud;
	struct arena arena;
	unsigned rounds;

	(void)state;
	begin(&cloud, &arena);
	rounds = apply_all(&cloud, NULL);
	assert_in_range(rounds, 2, 4);
	assert_int_equal(cloud.made, 5);
	assert_true(cloud.associated);
	assert_string_equal(cloud.endpoint, "verified");
	arena_free(&arena);
}

static void test_rebuilt_load_balancer(void **state)
{
	struct aws cloud;
	struct arena arena;
	struct round round;
	const struct step *step;
	const struct change *changes;

	(void)state;
	begin(&cloud, &arena);
	(void)apply_all(&cloud, NULL);
	cloud.generated = "2222222222";
	make_round(&cloud, &round, NULL);
	assert_int_equal(round.plan.steps.n, 1);
	assert_int_equal(round.plan.n_updated, 1);
	assert_int_equal(round.plan.n_created + round.plan.n_deleted, 0);
	step = round.plan.steps.items[0];
	assert_int_equal(step->batches.items[0].n, 2);
	changes = step->batches.items[0].changes;
	assert_int_equal(changes[0].action, CHANGE_DELETE);
	assert_int_equal(changes[1].action, CHANGE_CREATE);
	assert_string_equal(dname_text(&arena, changes[1].rrset->owner),
			    "storefront.retail.example.com.");
	assert_string_equal(dname_text(&arena, alias_dns_name(&arena, changes[1].rrset)),
			    "retail-public-2222222222.eu-west-1.elb.amazonaws.com.");
	run_free(&round.run);
	assert_int_equal(apply_all(&cloud, NULL), 1);
	arena_free(&arena);
}

/* The estate without its subdomain's external domain, and what names it. */
static void give_up_external(struct aws *cloud, const char *base)
{
	struct arena *arena = cloud->arena;
	const char *estate = arena_cstr(arena, golden_read(arena, ESTATE));
	struct buf out CLEANUP(buf_free);
	struct str text = str_from(estate), line;

	assert_int_equal(mkdir(base, 0755), 0);
	/* one repository: both look at what exists */
	assert_int_equal(mkdir(arena_printf(arena, "%s/../.git", base), 0755), 0);
	sample_write(arena_printf(arena, "%s/zonewarrant.yaml", base),
		     "version: 1\nsources: [estate.yaml]\nsnapshot: ../head/snapshot\n", 0644);
	sample_write(arena_printf(arena, "%s/estate.yaml", base), estate, 0644);
	buf_init(&out, TEXT_MAX);
	while (str_cut(&text, '\n', &line)) {
		if (str_find(line, "storefront:", NULL))
			continue;
		if (str_find(line, "exposure: [external, internal]", NULL))
			line = STR("    exposure: [internal]");
		buf_printf(&out, "%.*s\n", STR_ARG(line));
	}
	sample_write(arena_printf(arena, "%s/estate.yaml", cloud->folder),
		     arena_cstr(arena, buf_view(&out)), 0644);
}

/* The delegation goes first, the records wait for its TTL, the zone goes last. */
static void test_given_up_domain(void **state)
{
	const struct step *undelegate, *remove, *delete;
	struct aws cloud;
	struct arena arena;
	struct round round;
	const char *base;

	(void)state;
	begin(&cloud, &arena);
	(void)apply_all(&cloud, NULL);
	base = arena_printf(&arena, "%s/../base", cloud.folder);
	give_up_external(&cloud, base);
	make_round(&cloud, &round, base);
	undelegate = step_of(&round.plan, STEP_REMOVE_DELEGATIONS);
	remove = step_of(&round.plan, STEP_REMOVE_RECORDS);
	delete = step_of(&round.plan, STEP_DELETE_ZONE);
	assert_non_null(undelegate);
	assert_non_null(remove);
	assert_non_null(delete);
	assert_true(undelegate->number < remove->number && remove->number < delete->number);
	assert_ptr_equal(remove->waits_for.items[0], undelegate);
	assert_int_equal(remove->wait_seconds, 3600);
	assert_true(delete->irreversible);
	run_free(&round.run);
	assert_int_equal(apply_all(&cloud, base), 1);
	assert_int_equal(cloud.zones[CENTRAL].zones.n + cloud.zones[RETAIL].zones.n, 4);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_round),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_rebuilt_load_balancer),
		cmocka_unit_test(test_given_up_domain),
	};

	return cmocka_run_group_tests_name("plan_stages", tests, NULL, NULL);
}

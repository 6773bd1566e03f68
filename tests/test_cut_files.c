/*
 * test_cut_files.c -- a file that ends too early, at each of its octets, in every format: the run ends, every finding
 * has a message and a place that lies in a file, and what cannot be whole is said to be at fault.
 */
#include "engine/run.h"
#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

/* What lies beside the file that is cut. */
struct beside {
	const char *name, *text;
};

static const char accounts[] =
	"accounts:\n"
	"  central: {id: \"111111111111\", role: central, cloud: aws, region: ap-southeast-2}\n"
	"  retail: {id: \"222222222222\", role: tenant, cloud: aws, region: ap-southeast-2}\n";

static const char exports[] =
	"version: 1\nsources: [accounts.yaml, {path: \"*.json\", format: aws}]\n";

static const char listed[] =
	"{\"HostedZones\": [{\"Id\": \"/hostedzone/Z0PRIVATE00000000001\", \"Name\": "
	"\"retail.example.com.\", \"Config\": {\"PrivateZone\": true}}]}\n";

static const char project[] =
	"version: 1\n"
	"sources:\n"
	"  - estate.yaml\n"
	"  - {path: zones/*.yaml, format: octodns, view: public}\n"
	"defaults: {ttl: 60}\n"
	"policy:\n"
	"  private_names: [\".corp.example.com\"]\n"
	"  rules: {ttl-range: {severity: warning, min: 60, max: 86400}}\n"
	"waivers:\n"
	"  - {rule: quota, name: a.example.com, reason: \"none\", approved_by: "
	"a@example.com, expires: 2027-01-01}\n";

static const char native[] =
	"central: {domain: example.com, account: central, ownership: \"example-owner=central\"}\n"
	"accounts:\n"
	"  central: {id: \"111111111111\", role: central, cloud: aws, region: ap-southeast-2}\n"
	"zones:\n"
	"  - name: example.com\n"
	"    account: central\n"
	"    view: public\n"
	"    records:\n"
	"      \"\": {type: TXT, values: [\"example-owner=central\", 'v=spf1 -all']}\n"
	"      www: &web\n"
	"        type: A\n"
	"        values: [192.0.2.1, 192.0.2.2]\n"
	"      web: *web\n"
	"      \"caf\\u00e9\": {type: A, value: 192.0.2.3}\n"
	"      text: {type: TXT, value: >-\n"
	"        folded\n"
	"        text}\n";

static const char octodns[] = "---\n"
			      "? ''\n"
			      ": - type: MX\n"
			      "    values: [{exchange: mx.example.com., preference: 10}]\n"
			      "  - {type: ALIAS, value: www.example.org.}\n"
			      "'*':\n"
			      "  octodns: {lenient: true} # because\n"
			      "  type: TXT\n"
			      "  value: v=DKIM1\\; k=rsa\\; p=AA\n"
			      "pool:\n"
			      "  type: A\n"
			      "  value: 192.0.2.1\n"
			      "  dynamic:\n"
			      "    pools: {one: {values: [{value: 192.0.2.1}]}}\n"
			      "    rules: [{pool: one}]\n";

static const char octodns_config[] =
	"providers:\n"
	"  config: {class: octodns.provider.yaml.YamlProvider, directory: ./zones}\n"
	"  aws: {class: octodns_route53.Route53Provider, private: true}\n"
	"processors: {no-root: {class: octodns.processor.filter.IgnoreRootNsFilter}}\n"
	"zones:\n"
	"  example.com.: &zone\n"
	"    sources: [config]\n"
	"    processors: [no-root]\n"
	"    targets: [aws]\n"
	"  example.net.: {alias: example.com.}\n";

static const char zone[] = "$ORIGIN example.com.\n"
			   "$TTL 1h\n"
			   "@ IN SOA ns1.example.net. hostmaster (\n"
			   "  1 ; serial\n"
			   "  7200 3600 1209600 3600 )\n"
			   "  NS ns1.example.net.\n"
			   "  NS ns2.example.net.\n"
			   "text 60 TXT \"a \\\"quoted\\\" one\" two\\032words \"; none\"\n"
			   "$GENERATE 1-4/2 host${0,3,d} A 192.0.2.$\n"
			   "new TYPE65280 \\# 4 ( C000 0201 )\n"
			   "web HTTPS 1 . alpn=\"h2,h3\" ipv4hint=192.0.2.1\n"
			   "caa CAA 0 issue \"letsencrypt.org\"\n"
			   "$INCLUDE more.inc more\n";

/* ---- one run ------------------------------------------------------------------------------------- */

static bool is_place(const struct run *run, struct span at)
{
	const struct source *source;

	if (at.file == 0)
		return false;
	source = source_of(&run->sources, at);
	return source != NULL && at.start <= at.end && at.end <= source->bytes.len;
}

/* Each finding says what and where. Returns how many errors are in the file NAME. */
static size_t look_at_findings(const struct run *run, const char *name, size_t at)
{
	size_t errors = 0;

	for (size_t i = 0; i < run->diags.diags.n; i++) {
		const struct diag *diag = run->diags.diags.items[i];

		if (!is_place(run, diag->at) || diag->message[0] == '\0')
			fail_msg("%s cut at %zu: `%s` has no place", name, at, diag->message);
		errors += diag->severity == SEV_ERROR &&
			  str_ends(source_of(&run->sources, diag->at)->path, name);
	}
	return errors;
}

static void write_cut(struct arena *arena, const char *folder, const char *name, const char *text,
		      size_t at)
{
	char *copy = arena_copy(arena, text, strlen(text));

	copy[at] = '\0';
	sample_write(arena_printf(arena, "%s/%s", folder, name), copy, 0644);
}

/* Runs over FOLDER with the file NAME cut at each octet. WHOLE: where it has an end, and any shorter one that
 * has octets at all is an error. */
static void cut_everywhere(struct arena *arena, const char *folder, const char *name,
			   const char *text, bool whole)
{
	size_t len = strlen(text), last = len;
	struct run_options options = {
		.paths = &folder, .n_paths = 1, .fail_on = SEV_ERROR, .jobs = 1};

	assert_true(date_parse(STR("2026-11-24"), &options.now));
	while (last > 0 && ascii_is_blank(text[last - 1]))
		last--;
	for (size_t at = 0; at <= len; at++) {
		enum run_result result;
		struct run run = {0};
		struct err err;
		size_t errors;

		write_cut(arena, folder, name, text, at);
		result = run_check(&run, &options, &err);
		if (result != RUN_DONE && result != RUN_USAGE)
			fail_msg("%s cut at %zu: %s", name, at, err.text);
		errors = look_at_findings(&run, name, at);
		if (whole && at > 0 && at < last && errors == 0)
			fail_msg("%s cut at %zu: no error", name, at);
		run_free(&run);
	}
}

static void cut_sample(const char *name, const char *text, const struct beside *beside, bool whole)
{
	struct arena arena;
	const char *folder;

	arena_init(&arena);
	folder = sample_folder(&arena);
	for (; beside != NULL && beside->name != NULL; beside++)
		sample_write(arena_printf(&arena, "%s/%s", folder, beside->name), beside->text,
			     0644);
	cut_everywhere(&arena, folder, name, text, whole);
	arena_free(&arena);
}

/* ---- formats ------------------------------------------------------------------------------------- */

static void test_project_file(void **state)
{
	static const struct beside beside[] = {{"estate.yaml", native}, {NULL, NULL}};

	(void)state;
	cut_sample("zonewarrant.yaml", project, beside, false);
}

static void test_estate(void **state)
{
	(void)state;
	cut_sample("estate.yaml", native, NULL, false);
}

static void test_octodns_zone(void **state)
{
	(void)state;
	cut_sample("example.com.yaml", octodns, NULL, false);
}

static void test_octodns_config(void **state)
{
	static const struct beside beside[] = {{"example.com.yaml", octodns}, {NULL, NULL}};

	(void)state;
	cut_sample("config.yaml", octodns_config, beside, false);
}

static void test_zone_file(void **state)
{
	static const struct beside beside[] = {{"more.inc", "www A 192.0.2.1\n"}, {NULL, NULL}};

	(void)state;
	cut_sample("example.com.zone", zone, beside, false);
}

static const char *read_fixture(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = arena_bytes(arena, 65536);
	size_t n;

	if (file == NULL)
		fail_msg("%s cannot be read", path);
	n = fread(text, 1, 65535, file);
	text[n] = '\0';
	(void)fclose(file);
	return text;
}

static void test_exports(void **state)
{
	static const char folder[] = "fixtures/aws/company/exports/";
	static const char *const files[] = {
		"dns-central/get-hosted-zone-Z0CENTRAL00000000001.json",
		"dns-central/list-hosted-zones.json",
		"dns-central/ap-southeast-2/list-resolver-endpoints.json",
		"dns-central/ap-southeast-2/list-resolver-rules.json",
		"dns-central/ap-southeast-2/list-resolver-rule-associations.json",
		"retail/ap-southeast-2/describe-vpc-endpoint-service-configurations.json",
		"retail/ap-southeast-2/describe-listeners-retail-public.json",
		"retail/ap-southeast-2/"
		"list-resolver-endpoint-ip-addresses-rslvr-in-0123456789abcdef0.json",
		"retail/ap-southeast-2/describe-certificate-12345678.json",
		"retail/ap-southeast-2/describe-load-balancers.json",
		"retail/list-resource-record-sets-Z0PRIVATE00000000001.json",
	};
	static const struct beside beside[] = {{"accounts.yaml", accounts},
					       {"listed.json", listed},
					       {"zonewarrant.yaml", exports},
					       {NULL, NULL}};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const char *path = arena_printf(&arena, "%s%s", folder, files[i]);

		cut_sample(strrchr(path, '/') + 1, read_fixture(&arena, path), beside, true);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_project_file), cmocka_unit_test(test_estate),
		cmocka_unit_test(test_octodns_zone), cmocka_unit_test(test_octodns_config),
		cmocka_unit_test(test_zone_file),    cmocka_unit_test(test_exports),
	};

	return cmocka_run_group_tests_name("cut files", tests, NULL, NULL);
}

/*
 * test_octodns.c -- configurations of octoDNS: which zones come of them, that what is exported reads the
 * same, that includes are bounded, and that no cut file is more than a finding.
 */
#include "octodns.h"

#include "engine/rule.h"
#include "engine/run.h"
#include "samples.h"
#include "source/limits.h"
#include "zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void run_on(struct run *run, const char *path)
{
	struct run_options options = {.n_paths = 1, .fail_on = SEV_ERROR, .jobs = 2};
	struct err err = {0};

	options.paths = &path;
	assert_true(date_parse(STR("2026-11-24"), &options.now));
	if (run_check(run, &options, &err) != RUN_DONE)
		fail_msg("%s: %s", path, err.text);
}

/* A folder of the name below FOLDER. */
static const char *below(const char *folder, const char *name)
{
	const char *path = arena_printf(&arena, "%s/%s", folder, name);

	assert_int_equal(mkdir(path, 0700), 0);
	return path;
}

static void put(const char *folder, const char *name, const char *text)
{
	sample_write(arena_printf(&arena, "%s/%s", folder, name), text, 0644);
}

static size_t count(const struct run *run, const char *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < run->diags.diags.n; i++)
		n += strcmp(run->diags.diags.items[i]->rule->id, rule) == 0;
	return n;
}

/* ---- zones and views --------------------------------------------------------------------------- */

static const struct zone *zone_of(struct run *run, const char *name, enum view view)
{
	const struct dname *parsed;

	assert_int_equal(dname_parse(&run->arena, str_from(name), NULL, &parsed), DNAME_OK);
	return model_zone(&run->model, parsed, view);
}

static const struct rrset *rrset_of(struct run *run, const struct zone *zone, const char *name,
				    enum rr_type type)
{
	const struct dname *parsed;

	assert_int_equal(dname_parse(&run->arena, str_from(name), zone->name, &parsed), DNAME_OK);
	return zone_rrset(zone, parsed, type);
}

#define CONFIG                                                                                     \
	"manager:\n  processors: [filter]\n"                                                       \
	"providers:\n"                                                                             \
	"  config: {class: octodns.provider.yaml.YamlProvider, directory: ./zones,\n"              \
	"           default_ttl: 120, shared_filename: shared.yaml}\n"                             \
	"  more: {class: octodns.provider.yaml.YamlProvider, directory: ./more,\n"                 \
	"         populate_should_replace: true, ignore_missing_zones: true}\n"                    \
	"  dump: {class: octodns.provider.yaml.YamlProvider, directory: ./out}\n"                  \
	"  public: {class: octodns_route53.Route53Provider, private: False}\n"                     \
	"  private: {class: octodns_route53.Route53Provider, vpc_id: vpc-1, vpc_region: "          \
	"eu-west-1}\n"                                                                             \
	"  unsaid: {class: octodns_ns1.Ns1Provider, api_key: env/NS1_KEY}\n"                       \
	"processors:\n"                                                                            \
	"  filter: {class: octodns.processor.filter.NameRejectlistFilter, rejectlist: "            \
	"[/^drop/]}\n"                                                                             \
	"zones:\n"                                                                                 \
	"  both.example.: {sources: [config, more], targets: [public, private]}\n"                 \
	"  private.example.: {sources: [config, more], targets: [private]}\n"                      \
	"  alias.example.: {alias: both.example.}\n"                                               \
	"  '*': {sources: [config], targets: [unsaid, dump], glob: 'g*'}\n"

static const char *write_repository(void)
{
	const char *folder = sample_folder(&arena), *zones, *more, *out;

	below(folder, ".git");
	put(below(folder, "config"), "octodns.yaml", CONFIG);
	zones = below(folder, "zones");
	more = below(folder, "more");
	out = below(folder, "out");
	put(zones, "shared.yaml", "shared: {type: TXT, value: in all zones}\n");
	put(zones, "both.example.yaml",
	    "www: {type: A, value: 192.0.2.1}\n"
	    "db: {type: A, value: 10.0.0.1, octodns: {excluded: [public]}}\n"
	    "drop-me: {type: A, value: 192.0.2.9}\n");
	put(more, "both.example.yaml", "www: {type: A, ttl: 60, value: 192.0.2.2}\n");
	put(zones, "private.example.yaml", "www: {type: A, value: 10.0.0.2}\n");
	put(zones, "glob.example.yaml", "www: {type: A, value: 192.0.2.3}\n");
	put(zones, "left.example.yaml", "www: {type: A, value: 192.0.2.4}\n");
	put(out, "glob.example.yaml", "www: {type: A, value: 192.0.2.5}\n");
	return folder;
}

static void test_zones_of_a_configuration(void **state)
{
	const struct zone *zone;
	const struct rrset *www;
	struct run run;

	(void)state;
	run_on(&run, write_repository());
	assert_int_equal(run.summary.errors, 0);
	/* both.example twice, alias.example twice, private, glob, left */
	assert_int_equal(run.model.zones.n, 7);
	zone = zone_of(&run, "both.example", VIEW_PUBLIC);
	assert_false(zone->view_assumed);
	assert_true(zone->managed_part); /* the filter leaves names to others */
	assert_null(rrset_of(&run, zone, "db", RR_A));
	assert_null(rrset_of(&run, zone, "drop-me", RR_A));
	assert_non_null(rrset_of(&run, zone, "shared", RR_TXT));
	www = rrset_of(&run, zone, "www", RR_A);
	assert_int_equal(www->ttl, 60);
	assert_int_equal(www->rrs[0].rdata[3], 2); /* the later provider replaces */
	zone = zone_of(&run, "both.example", VIEW_PRIVATE);
	assert_int_equal(zone->n_vpcs, 1);
	assert_true(str_is(zone->vpcs[0].id.s, "vpc-1"));
	assert_int_equal(rrset_of(&run, zone, "db", RR_A)->ttl, 120);
	assert_non_null(rrset_of(&run, zone_of(&run, "alias.example", VIEW_PUBLIC), "www", RR_A));
	assert_null(zone_of(&run, "private.example", VIEW_PUBLIC));
	assert_non_null(zone_of(&run, "private.example", VIEW_PRIVATE));
	zone = zone_of(&run, "glob.example", VIEW_PUBLIC);
	assert_true(zone->view_assumed);
	assert_int_equal(rrset_of(&run, zone, "www", RR_A)->n,
			 1); /* what is written is no source */
	assert_non_null(zone_of(&run, "left.example", VIEW_PUBLIC));
	run_free(&run);
}

/* ---- what is exported reads the same ----------------------------------------------------------- */

/* Zone files of the run and who may resolve them, one text. What octoDNS ignores is a comment, and has no way back. */
static struct str zones_text(struct run *run)
{
	struct buf text CLEANUP(buf_free);
	struct bundle bundle;

	buf_init(&text, LIMIT_OUTPUT);
	bundle_init(&bundle, &arena);
	zones_add(&bundle, &run->model);
	bundle_sort(&bundle);
	for (size_t i = 0; i < bundle.files.n; i++) {
		struct str rest = bundle.files.items[i].bytes, line;

		buf_printf(&text, "%s\n", bundle.files.items[i].path);
		while (str_cut(&rest, '\n', &line))
			if (!str_find(line, "octoDNS ignores it", NULL))
				buf_printf(&text, "%.*s\n", STR_ARG(line));
	}
	for (size_t i = 0; i < run->model.zones.n; i++) {
		const struct zone *zone = run->model.zones.items[i];

		buf_printf(&text, "%s%s\n", zone_label(&arena, zone),
			   zone->view_assumed ? ", assumed" : "");
		for (size_t k = 0; k < zone->n_vpcs; k++)
			buf_printf(&text, "%.*s %.*s\n", STR_ARG(zone->vpcs[k].id.s),
				   STR_ARG(zone->vpcs[k].region.s));
	}
	return arena_str(&arena, buf_view(&text));
}

static void check_round_trip(const char *path)
{
	const char *folder = arena_printf(&arena, "%s/export", sample_folder(&arena));
	struct str first, again;
	struct run run;
	struct err err;

	run_on(&run, path);
	if (run.model.zones.n == 0)
		fail_msg("%s: no zones", path);
	first = zones_text(&run);
	assert_int_equal(octodns_export(&run.model, folder, &err), BUNDLE_WRITTEN);
	run_free(&run);
	run_on(&run, folder);
	assert_int_equal(count(&run, "duplicate-key") + count(&run, "rdata-invalid") +
				 count(&run, "parse-error") + count(&run, "missing-key") +
				 count(&run, "unresolved-reference") + count(&run, "wrong-type"),
			 0);
	again = zones_text(&run);
	run_free(&run);
	if (!str_eq(first, again))
		fail_msg("%s: the export reads otherwise:\n%.2000s\n---\n%.2000s", path,
			 arena_cstr(&arena, first), arena_cstr(&arena, again));
}

static void test_export_reads_the_same(void **state)
{
	static const char *const paths[] = {
		"fixtures/rdata-invalid/good-octodns",
		"fixtures/private-address/good-octodns",
		"fixtures/unresolved-reference/good-octodns",
		"fixtures/real/octodns/MapleTree-moe+dns",
		"fixtures/real/octodns/jdkelleher+dns-mgmt-octodns",
		"fixtures/real/octodns/kj5djc+octodns",
		"fixtures/real/octodns/mamercad+analogpuddle.cloud",
		"fixtures/real/octodns/solvahol+dns",
		"fixtures/real/octodns-upstream/docs/examples/basic/config",
		"fixtures/real/octodns-upstream/tests/config/dynamic.tests.yaml",
		"fixtures/real/octodns-upstream/tests/config/simple-alias-zone.yaml",
		"fixtures/real/octodns-upstream/tests/config/simple-split.yaml",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		check_round_trip(paths[i]);
}

static void test_export_of_a_configuration(void **state)
{
	(void)state;
	check_round_trip(write_repository());
}

/* ---- includes are bounded ---------------------------------------------------------------------- */

static void test_include_depth(void **state)
{
	const char *folder = sample_folder(&arena);
	struct run run;

	(void)state;
	put(folder, "example.net.yaml", "www: !include 0.yaml\n");
	for (int i = 0; i < LIMIT_INCLUDE_DEPTH; i++)
		put(folder, arena_printf(&arena, "%d.yaml", i),
		    arena_printf(&arena, "!include %d.yaml\n", i + 1));
	put(folder, arena_printf(&arena, "%d.yaml", LIMIT_INCLUDE_DEPTH),
	    "{type: A, value: 192.0.2.1}\n");
	run_on(&run, folder);
	assert_int_equal(count(&run, "resource-limit"), 1);
	run_free(&run);
	/* one fewer is well */
	put(folder, "example.net.yaml", "www: !include 1.yaml\n");
	run_on(&run, folder);
	assert_int_equal(count(&run, "resource-limit"), 0);
	assert_int_equal(run.summary.records, 1);
	run_free(&run);
}

static void test_include_count(void **state)
{
	const char *folder = sample_folder(&arena);
	struct buf text CLEANUP(buf_free);
	struct run run;

	(void)state;
	buf_init(&text, LIMIT_FILE_SIZE);
	for (int i = 0; i <= LIMIT_YAML_INCLUDES; i++) {
		buf_printf(&text, "h%d: !include h%d.yaml\n", i, i);
		put(folder, arena_printf(&arena, "h%d.yaml", i), "{type: A, value: 192.0.2.1}\n");
	}
	put(folder, "example.net.yaml", text.ptr);
	run_on(&run, folder);
	assert_int_equal(count(&run, "resource-limit"), 1);
	assert_int_equal(run.summary.records, LIMIT_YAML_INCLUDES);
	run_free(&run);
}

/* Each of ten files includes the next one ten times: ten thousand million values. */
static void test_includes_multiply(void **state)
{
	const char *folder = sample_folder(&arena);
	struct run run;

	(void)state;
	put(folder, "example.net.yaml", "www: !include 0.yaml\n");
	for (int i = 0; i < 10; i++) {
		struct buf text CLEANUP(buf_free);

		buf_init(&text, 4096);
		for (int k = 0; k < 10; k++)
			buf_printf(&text, "- !include %d.yaml\n", i + 1);
		put(folder, arena_printf(&arena, "%d.yaml", i), text.ptr);
	}
	put(folder, "10.yaml", "{type: A, value: 192.0.2.1}\n");
	run_on(&run, folder);
	assert_int_equal(count(&run, "resource-limit"), 1);
	run_free(&run);
}

/* ---- cut files --------------------------------------------------------------------------------- */

/* A configuration, a zone file and an included file, each cut at every octet: a finding, or a clean read. */
static void test_cut_files(void **state)
{
	static const char config[] =
		"providers:\n  in:\n    class: octodns.provider.yaml.YamlProvider\n"
		"    directory: .\n  out: {class: a.B, private: true}\n"
		"zones:\n  example.net.:\n    sources: [in]\n    targets: [out]\n"
		"  '*': {glob: 'x*', sources: [in], targets: [out]}\n";
	static const char zone[] =
		"'':\n  - {type: ALIAS, value: a.example.}\n"
		"www:\n  <<: !include part.yaml\n  dynamic:\n    pools:\n      a: {values: "
		"[{value: "
		"192.0.2.2}]}\n    rules: [{pool: a}]\n"
		"r:\n  type: Route53Provider/ALIAS\n  values: [{type: A, name: www}]\n";
	static const char part[] =
		"type: A\ngeo: {EU: [192.0.2.1]}\nvalues: ['192.0.2.1', \"192.0.2.2\"]\n";
	static const struct {
		const char *name, *text;
	} files[] = {{"octodns.yaml", config}, {"example.net.yaml", zone}, {"part.yaml", part}};
	const char *folder = sample_folder(&arena);
	size_t clean = 0, findings = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		put(folder, files[i].name, files[i].text);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		for (size_t len = 0; len < strlen(files[i].text); len++) {
			struct run run;

			put(folder, files[i].name,
			    arena_cstr(&arena, str_slice(files[i].text, len)));
			run_on(&run, folder);
			clean += run.diags.diags.n == 0;
			findings += run.diags.diags.n > 0;
			run_free(&run);
		}
		put(folder, files[i].name, files[i].text);
	}
	assert_true(clean > 0);
	assert_true(findings > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_zones_of_a_configuration, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_export_reads_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_export_of_a_configuration, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_include_depth, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_include_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_includes_multiply, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cut_files, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

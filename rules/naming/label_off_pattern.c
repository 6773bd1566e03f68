/* label_off_pattern.c -- a label that fails its pattern of `naming.labels`. */
#include "shared.h"

#include "source/limits.h"

#include "base/banned.h"

#define DEFAULT_LABEL_PATTERN "[a-z][a-z0-9-]{0,61}[a-z0-9]"

static const struct pattern_limits limits = {
	.size = LIMIT_PATTERN_SIZE,
	.match = LIMIT_PATTERN_MATCH,
	.depth = LIMIT_PATTERN_DEPTH,
	.heap_kib = LIMIT_PATTERN_HEAP_KIB,
};

/* One pattern of `naming.labels`, compiled. */
struct label_pattern {
	struct check *ck;
	const char *key; /* naming.labels.api */
	struct str text;
	struct span at;		 /* no place: the default */
	struct pattern *pattern; /* NULL: it is no expression, or not known */
	bool limit_met;		 /* said once */
};

static void compile(struct label_pattern *label, struct check *ck, const char *key,
		    const struct text *written)
{
	struct err err;
	struct diag *d;

	*label = (struct label_pattern){.ck = ck, .key = key, .text = STR(DEFAULT_LABEL_PATTERN)};
	if (written->presence == UNSETTLED) {
		undecided(ck, written->at, "`%s` is not known yet", key);
		return;
	}
	if (written->presence == KNOWN) {
		label->text = written->s;
		label->at = written->at;
	}
	if (pattern_compile(ck->arena, label->text, true, &limits, &label->pattern, &err) == OK)
		return;
	label->pattern = NULL;
	d = report(ck, label->at, "`%s` is no usable regular expression: %s", key, err.text);
	about(ck, d, NULL, NULL, key);
	help(ck, d, "write an expression of PCRE2 that matches a whole label, as in `\"%s\"`",
	     DEFAULT_LABEL_PATTERN);
}

/* Whether TEXT passes. A limit that is met is no answer: it is said once, and passes. */
static bool passes(struct label_pattern *label, struct str text)
{
	enum tri answer;

	if (label->pattern == NULL)
		return true;
	/* RFC 4343: the DNS knows no case */
	answer = pattern_matches(label->pattern, arena_str_lower(label->ck->arena, text));
	if (answer == UNKNOWN && !label->limit_met) {
		label->limit_met = true;
		undecided(label->ck, label->at,
			  "`%s` backtracks without end at the label `%.*s`: whether labels match "
			  "is not known",
			  label->key, STR_ARG(text));
	}
	return answer != NO;
}

/* TEXT in lower case with `-` for what a host name does not have, where that passes; else NULL. */
static const char *suggestion(struct label_pattern *label, struct str text)
{
	char *out = arena_cstr(label->ck->arena, arena_str_lower(label->ck->arena, text));

	for (char *c = out; *c != '\0'; c++)
		if (!ascii_is_alpha(*c) && !ascii_is_digit(*c))
			*c = '-';
	return passes(label, str_from(out)) ? out : NULL;
}

/* What all findings have: the pattern as the other end, and a label that would pass. */
static void explain(struct label_pattern *label, struct diag *d, struct str text, const char *what)
{
	struct check *ck = label->ck;
	const char *better = suggestion(label, text);

	related(ck, d, label->at, "the pattern `%s` is written here", label->key);
	if (better != NULL)
		help(ck, d, "rename the %s, for instance to `%s`", what, better);
	else
		help(ck, d, "rename the %s so that it matches, or change `%s`", what, label->key);
}

static void check_subdomains(struct label_pattern *label)
{
	struct check *ck = label->ck;

	for (size_t i = 0; i < ck->model->subdomains.n; i++) {
		const struct subdomain *subdomain = ck->model->subdomains.items[i];
		struct diag *d;

		if (passes(label, subdomain->key.s))
			continue;
		d = report(ck, subdomain->key.at,
			   "the subdomain `%.*s` does not match the pattern `%.*s` of `%s`",
			   STR_ARG(subdomain->key.s), STR_ARG(label->text), label->key);
		about(ck, d,
		      subdomain->external != NULL ? subdomain->external : subdomain->internal, NULL,
		      "subdomain");
		explain(label, d, subdomain->key.s, "subdomain");
	}
}

/* APIs of one label; those of several are name-off-template's. Names reported go into REPORTED. */
static void check_apis(struct label_pattern *label, struct map *reported)
{
	struct check *ck = label->ck;

	for (size_t i = 0; i < ck->model->apis.n; i++) {
		struct api *api = ck->model->apis.items[i];
		struct diag *d;

		if (str_find(api->key.s, ".", NULL) || passes(label, api->key.s))
			continue;
		d = report(ck, api->key.at,
			   "the API `%.*s` does not match the pattern `%.*s` of `%s`",
			   STR_ARG(api->key.s), STR_ARG(label->text), label->key);
		about(ck, d, api->name, NULL, "api");
		explain(label, d, api->key.s, "API");
		if (api->name != NULL)
			(void)map_add(reported, name_key(api->name), api);
	}
}

static void check_records(struct label_pattern *label, const struct zone_index *zone,
			  const struct map *reported)
{
	struct check *ck = label->ck;
	enum exposure exposure;
	const struct dname *domain = zone_domain(zone->zone, &exposure);

	if (domain == NULL)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct rrset *rrset = node_service_rrset(zone, &zone->nodes[i]);
		struct str text;
		struct diag *d;

		/* a name of another shape is name-off-template's */
		if (rrset == NULL || !follows_template(rrset->owner, domain))
			continue;
		text = dname_label(rrset->owner, 0);
		if (passes(label, text) || map_get(reported, name_key(rrset->owner)) != NULL)
			continue;
		d = report(ck, rrset->owner_at,
			   "the label `%s` of `%s` does not match the pattern `%.*s` of `%s`",
			   show_joined(ck, rrset->owner, domain->labels), show(ck, rrset->owner),
			   STR_ARG(label->text), label->key);
		about(ck, d, rrset->owner, zone->zone, NULL);
		explain(label, d, text, "record");
	}
}

static void decide(struct check *ck)
{
	struct label_pattern api, subdomain;
	struct map reported;

	if (!model_has_pattern(ck->model))
		return;
	map_init(&reported, ck->arena);
	compile(&api, ck, "naming.labels.api", &ck->model->naming.api_label);
	compile(&subdomain, ck, "naming.labels.subdomain", &ck->model->naming.subdomain_label);
	check_subdomains(&subdomain);
	check_apis(&api, &reported);
	for (size_t i = 0; i < ck->model->zones.n; i++)
		check_records(&api, &ck->index->zones[i], &reported);
}

const struct rule rule_label_off_pattern = {
	.id = "label-off-pattern",
	.family = "naming",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a label of an API, a subdomain or a record that fails its pattern",
	.source = "naming.labels of the estate; RFC 1123, section 2.1, for the default",
	.url = "https://www.rfc-editor.org/rfc/rfc1123#section-2.1",
	.since = "0.1.0",
	.why = "The labels are what people and programs tell APIs and teams apart by. One that "
	       "breaks "
	       "the agreed pattern sorts wrongly, breaks scripts that take names apart, and with "
	       "an "
	       "underscore cannot be in a certificate of a public authority at all.",
	.fix = "Rename it so that the whole label matches, or change the pattern in "
	       "`naming.labels`. "
	       "Labels that begin with an underscore are no host names and need not match.",
	.decide = decide,
};

/* project.c -- the project file, zonewarrant.yaml. */
#include "front/project.h"

#include "front/decode.h"
#include "front/front_end.h"
#include "front/name.h"
#include "front/syntax.h"
#include "front/yaml.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* ---- the keys ---------------------------------------------------------------------------------- */

/* `policy` as it is written, in the project file or in a file of its own. */
struct policy_file {
	struct text extends;
	struct text_list locked;
	struct text_list private_names;
	struct ownership_policy ownership;
	struct flag derive_caa;
	const struct node *rules, *paths, *user_rules;
	struct span at;
};

/* The project file as it is written. */
struct project_file {
	struct project project; /* first */
	struct policy_file policy;
	struct waiver *waivers;
	size_t n_waivers;
	struct gate gate;
	struct expectation *expectations;
	size_t n_expectations;
};

static const char *const views[] = {"public", "private", NULL};
static const char *const managed[] = {"whole", "part", NULL};

#define TEXT(type, member, name, text)                                                             \
	{                                                                                          \
		.key = name, .kind = FIELD_TEXT, .offset = offsetof(type, member), .summary = text \
	}
#define NEEDED(type, member, name, text)                                                           \
	{                                                                                          \
		.key = name, .kind = FIELD_TEXT, .offset = offsetof(type, member),                 \
		.required = true, .summary = text                                                  \
	}
#define SHAPE(symbol, type, title, text, span_at, bare)                                            \
	static const struct shape shape_##symbol = {                                               \
		.name = title,                                                                     \
		.summary = text,                                                                   \
		.size = sizeof(type),                                                              \
		.fields = symbol##_fields,                                                         \
		.n_fields = COUNT_OF(symbol##_fields),                                             \
		.key_offset = NO_OFFSET,                                                           \
		.at_offset = span_at,                                                              \
		.scalar_key = bare,                                                                \
	}

static const struct field source_fields[] = {
	NEEDED(struct source_spec, path, "path", "a glob, relative to the project file"),
	{.key = "format",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct source_spec, format),
	 .values = front_end_formats,
	 .summary = "the format, where content does not tell it"},
	TEXT(struct source_spec, account, "account", "the account that owns the zones"),
	{.key = "view",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct source_spec, view),
	 .values = views,
	 .summary = "public or private; by default public"},
	{.key = "managed",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct source_spec, managed),
	 .values = managed,
	 .summary = "whether absence means absence; by default whole"},
	TEXT(struct source_spec, zone, "zone",
	     "the zone's name, where the file's name does not say it"),
};
SHAPE(source, struct source_spec, "a source", "Files to read", NO_OFFSET, "path");

static const struct field defaults_fields[] = {
	{.key = "ttl",
	 .kind = FIELD_NUMBER,
	 .offset = offsetof(struct project_file, project.default_ttl),
	 .min = 0,
	 .max = 2147483647,
	 .summary = "seconds, of records that say none"},
};
SHAPE(defaults, struct project_file, "`defaults`", "What is taken where nothing is said", NO_OFFSET,
      NULL);

static const struct field ownership_fields[] = {
	TEXT(struct ownership_policy, name, "name", "where the proof stands: `@`, the apex"),
	TEXT(struct ownership_policy, value, "value",
	     "PCRE2 pattern of the TXT that proves ownership"),
};
SHAPE(ownership, struct ownership_policy, "`ownership`", "What proves ownership, and where",
      offsetof(struct ownership_policy, at), NULL);

static const struct field policy_fields[] = {
	TEXT(struct policy_file, extends, "extends", "recommended, strict, or a policy file"),
	{.key = "locked",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct policy_file, locked),
	 .summary = "rules that a policy which extends this one may not change"},
	{.key = "private_names",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct policy_file, private_names),
	 .summary = "private besides what the estate declares: x, *.x (below x), .x (both)"},
	{.key = "ownership",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct policy_file, ownership),
	 .shape = &shape_ownership,
	 .summary = "what proves ownership"},
	{.key = "derive_caa",
	 .kind = FIELD_FLAG,
	 .offset = offsetof(struct policy_file, derive_caa),
	 .summary = "derive CAA records from the authorities used"},
	{.key = "rules",
	 .kind = FIELD_NODE,
	 .offset = offsetof(struct policy_file, rules),
	 .summary = "rule ids to a severity, `off`, or {severity: …, options}"},
	{.key = "paths",
	 .kind = FIELD_NODE,
	 .offset = offsetof(struct policy_file, paths),
	 .summary = "settings for some files: {match: glob, rules: …}"},
	{.key = "user_rules",
	 .kind = FIELD_NODE,
	 .offset = offsetof(struct policy_file, user_rules),
	 .summary = "a company's own rules"},
};
SHAPE(policy, struct policy_file, "`policy`", "The rules of the house",
      offsetof(struct policy_file, at), NULL);

static const struct field expect_fields[] = {
	NEEDED(struct expectation, name, "name", "the name asked for"),
	NEEDED(struct expectation, type, "type", "the type asked for"),
	TEXT(struct expectation, view, "view", "public (the default), vpc:<id> or account:<name>"),
	{.key = "answer",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct expectation, answer),
	 .required = true,
	 .summary = "NODATA, NXDOMAIN, or all the values, in any order"},
};
SHAPE(expect, struct expectation, "an expectation", "An assertion about an answer", NO_OFFSET,
      NULL);

static const struct field waiver_fields[] = {
	NEEDED(struct waiver, rule, "rule", "the rule that is waived"),
	TEXT(struct waiver, name, "name", "the name it is waived for; absent: every name"),
	NEEDED(struct waiver, reason, "reason", "why"),
	NEEDED(struct waiver, approved_by, "approved_by", "who approved it"),
	{.key = "expires",
	 .kind = FIELD_DATE,
	 .offset = offsetof(struct waiver, expires),
	 .required = true,
	 .summary = "its last day"},
};
SHAPE(waiver, struct waiver, "a waiver", "A finding that is accepted for a time",
      offsetof(struct waiver, at), NULL);

static const char *const passable[] = {"protected-name-deleted", "change-share-exceeded",
				       "foreign-record-touched", NULL};

static const struct field allow_fields[] = {
	NEEDED(struct allowance, name, "name", "what may change: x, *.x (below x), .x (both)"),
	NEEDED(struct allowance, reason, "reason", "why"),
	{.key = "rule",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct allowance, rule),
	 .values = passable,
	 .summary = "the rule that it passes; absent: each of them"},
};
SHAPE(allow, struct allowance, "an allowance", "What passes the gate by name and reason", NO_OFFSET,
      NULL);

static const struct field gate_fields[] = {
	{.key = "max_delete_percent",
	 .kind = FIELD_NUMBER,
	 .offset = offsetof(struct gate, max_delete_percent),
	 .max = 100,
	 .summary = "share of a zone's RRsets that a plan may delete"},
	{.key = "max_update_percent",
	 .kind = FIELD_NUMBER,
	 .offset = offsetof(struct gate, max_update_percent),
	 .max = 100,
	 .summary = "share of a zone's RRsets that a plan may change"},
	TEXT(struct gate, max_snapshot_age, "max_snapshot_age", "an older snapshot is refused"),
	{.key = "protect",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct gate, protect),
	 .summary = "names that no plan deletes"},
	{.key = "allow",
	 .kind = FIELD_LIST,
	 .offset = offsetof(struct gate, allow),
	 .count_offset = offsetof(struct gate, n_allow),
	 .shape = &shape_allow,
	 .summary = "what passes the gate by name and reason"},
};
SHAPE(gate, struct gate, "`gate`", "What a plan may not do", offsetof(struct gate, at), NULL);

static const struct field project_fields[] = {
	{.key = "version",
	 .kind = FIELD_NUMBER,
	 .offset = offsetof(struct project_file, project.version),
	 .min = 1,
	 .max = 1,
	 .required = true,
	 .summary = "the version of this format: 1"},
	{.key = "sources",
	 .kind = FIELD_LIST,
	 .offset = offsetof(struct project_file, project.sources),
	 .count_offset = offsetof(struct project_file, project.n_sources),
	 .shape = &shape_source,
	 .required = true,
	 .summary = "the files to read: globs, or {path: …, format: …}"},
	TEXT(struct project_file, project.snapshot, "snapshot",
	     "the folder with exports of what exists today"),
	TEXT(struct project_file, project.certificates, "certificates",
	     "the folder with issued certificates"),
	{.key = "defaults",
	 .kind = FIELD_OBJECT,
	 .offset = 0,
	 .shape = &shape_defaults,
	 .summary = "what is taken where nothing is said"},
	{.key = "policy",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct project_file, policy),
	 .shape = &shape_policy,
	 .summary = "the rules of the house"},
	{.key = "expect",
	 .kind = FIELD_LIST,
	 .offset = offsetof(struct project_file, expectations),
	 .count_offset = offsetof(struct project_file, n_expectations),
	 .shape = &shape_expect,
	 .summary = "assertions about answers"},
	{.key = "waivers",
	 .kind = FIELD_LIST,
	 .offset = offsetof(struct project_file, waivers),
	 .count_offset = offsetof(struct project_file, n_waivers),
	 .shape = &shape_waiver,
	 .summary = "findings that are accepted for a time"},
	TEXT(struct project_file, project.baseline, "baseline",
	     "the file of findings known at adoption"),
	{.key = "gate",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct project_file, gate),
	 .shape = &shape_gate,
	 .summary = "what a plan may not do"},
};

const struct shape shape_project = {
	.name = "the project file",
	.summary = "The project file of zonewarrant",
	.size = sizeof(struct project_file),
	.fields = project_fields,
	.n_fields = COUNT_OF(project_fields),
	.key_offset = NO_OFFSET,
	.at_offset = NO_OFFSET,
};

/* ---- policy ------------------------------------------------------------------------------------ */

struct reader {
	struct decoder d;
	struct policy *policy;
	struct sources *sources;
	struct text_list locked; /* by the policies that are extended */
};

static bool read_severity(struct reader *r, const struct node *node, struct rule_setting *setting)
{
	static const struct {
		const char *name;
		enum severity severity;
	} names[] = {{"error", SEV_ERROR},
		     {"warning", SEV_WARNING},
		     {"info", SEV_INFO},
		     {"off", SEV_OFF}};

	for (size_t i = 0; node->kind == NODE_SCALAR && i < COUNT_OF(names); i++)
		if (str_is(node->text, names[i].name)) {
			setting->severity = names[i].severity;
			setting->has_severity = true;
			return true;
		}
	diag_help(r->d.diags,
		  diag_add(r->d.diags, &rule_wrong_type, node_head(node),
			   "rule `%.*s` has no severity of that name", STR_ARG(setting->rule.s)),
		  "write `error`, `warning`, `info` or `off`");
	return false;
}

static void read_options(struct reader *r, const struct node *node, struct rule_setting *setting)
{
	setting->options = NEW_ARRAY(r->d.arena, struct rule_option, node->mapping.n);
	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		struct rule_option *option;

		if (str_is(pair->key->text, "severity")) {
			(void)read_severity(r, pair->value, setting);
			continue;
		}
		option = &setting->options[setting->n_options++];
		option->key = decode_text(&r->d, pair->key, "rules", false);
		option->value = decode_text(&r->d, pair->value, "rules", false);
	}
}

static void read_settings(struct reader *r, const struct node *node,
			  struct rule_setting **ret_rules, size_t *ret_count)
{
	struct rule_setting *rules;

	if (node->kind != NODE_MAPPING) {
		(void)diag_add(r->d.diags, &rule_wrong_type, node_head(node),
			       "`rules` wants a mapping of rule ids, and this is %s",
			       node_kind_name(node));
		return;
	}
	rules = NEW_ARRAY(r->d.arena, struct rule_setting, node->mapping.n + *ret_count);
	if (*ret_count > 0)
		memcpy(rules, *ret_rules, *ret_count * sizeof(*rules));
	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		struct rule_setting *setting = &rules[(*ret_count)++];

		setting->rule = decode_text(&r->d, pair->key, "rules", false);
		if (pair->value->kind == NODE_MAPPING)
			read_options(r, pair->value, setting);
		else
			(void)read_severity(r, pair->value, setting);
	}
	*ret_rules = rules;
}

static void read_paths(struct reader *r, const struct node *node)
{
	struct policy *p = r->policy;

	if (node->kind != NODE_SEQUENCE) {
		(void)diag_add(r->d.diags, &rule_wrong_type, node_head(node),
			       "`paths` wants a list, and this is %s", node_kind_name(node));
		return;
	}
	p->paths = NEW_ARRAY(r->d.arena, struct path_setting, node->sequence.n);
	for (size_t i = 0; i < node->sequence.n; i++) {
		const struct node *item = node->sequence.items[i];
		const struct node *match = node_get(item, "match"),
				  *rules = node_get(item, "rules");
		struct path_setting *setting = &p->paths[p->n_paths];

		if (match == NULL || rules == NULL) {
			(void)diag_add(r->d.diags, &rule_missing_key, node_head(item),
				       "an entry of `paths` needs the keys `match` and `rules`");
			continue;
		}
		setting->match = decode_text(&r->d, match, "match", true);
		read_settings(r, rules, &setting->rules, &setting->n_rules);
		p->n_paths++;
	}
}

/* `x` the name alone, `*.x` any name below x, `.x` both. */
/* False where it is none. */
static bool read_pattern(struct reader *r, const struct text *text, const char *key,
			 struct private_pattern *pattern)
{
	struct str rest = text->s;
	const char *fault;

	pattern->text = *text;
	pattern->self = !str_starts(rest, "*.");
	pattern->below = str_starts(rest, "*.") || str_starts(rest, ".");
	if (pattern->below)
		rest = str_slice(rest.ptr + (pattern->self ? 1 : 2),
				 rest.len - (pattern->self ? 1 : 2));
	pattern->base = name_read(r->d.arena, r->d.diags, rest, text->at, NULL, &fault);
	if (fault != NULL)
		diag_help(r->d.diags,
			  diag_add(r->d.diags, &rule_wrong_type, text->at,
				   "`%s` wants a domain name, and `%.*s` has %s", key,
				   STR_ARG(text->s), fault),
			  "write `x` for the name alone, `*.x` for the names below it, `.x` for "
			  "both");
	return pattern->base != NULL;
}

static void read_private_names(struct reader *r, const struct text_list *list)
{
	struct policy *p = r->policy;
	struct private_pattern *patterns =
		NEW_ARRAY(r->d.arena, struct private_pattern, p->n_private_names + list->n);

	if (p->n_private_names > 0)
		memcpy(patterns, p->private_names, p->n_private_names * sizeof(*patterns));
	for (size_t i = 0; i < list->n; i++)
		if (read_pattern(r, &list->items[i], "private_names",
				 &patterns[p->n_private_names]))
			p->n_private_names++;
	p->private_names = patterns;
}

static void read_ownership(struct reader *r, const struct ownership_policy *written)
{
	static const struct pattern_limits limits = {LIMIT_PATTERN_SIZE, LIMIT_PATTERN_MATCH,
						     LIMIT_PATTERN_DEPTH, LIMIT_PATTERN_HEAP_KIB};
	struct ownership_policy *ownership = &r->policy->ownership;
	struct err err;

	if (written->at.file == 0)
		return;
	*ownership = *written;
	if (ownership->name.presence == KNOWN && !str_is(ownership->name.s, "@"))
		diag_help(r->d.diags,
			  diag_add(r->d.diags, &rule_wrong_type, ownership->name.at,
				   "ownership is proven at the apex, and this is `%.*s`",
				   STR_ARG(ownership->name.s)),
			  "write `name: \"@\"`");
	if (ownership->value.presence == KNOWN &&
	    pattern_compile(r->d.arena, ownership->value.s, false, &limits, &ownership->pattern,
			    &err) != OK)
		(void)diag_add(r->d.diags, &rule_wrong_type, ownership->value.at,
			       "`%.*s` is no regular expression: %s", STR_ARG(ownership->value.s),
			       err.text);
}

static bool is_locked(const struct reader *r, struct str rule, struct span *ret_at)
{
	for (size_t i = 0; i < r->locked.n; i++)
		if (str_eq(r->locked.items[i].s, rule)) {
			*ret_at = r->locked.items[i].at;
			return true;
		}
	return false;
}

/* A locked rule stays as the policy that locks it says. */
static void drop_locked(struct reader *r, size_t first)
{
	struct policy *p = r->policy;
	size_t kept = first;

	for (size_t i = first; i < p->n_rules; i++) {
		struct span at;

		if (is_locked(r, p->rules[i].rule.s, &at)) {
			struct diag *diag = diag_add(
				r->d.diags, &rule_policy_weakened, p->rules[i].rule.at,
				"rule `%.*s` is locked by the policy that this one extends",
				STR_ARG(p->rules[i].rule.s));

			diag_related(r->d.diags, diag, at, "locked here");
			continue;
		}
		p->rules[kept++] = p->rules[i];
	}
	p->n_rules = kept;
}

static void apply_policy(struct reader *r, const struct policy_file *file, unsigned depth);

static void read_extended(struct reader *r, const struct text *extends, unsigned depth)
{
	const struct source *from = source_of(r->sources, extends->at);
	struct policy_file base = {0};
	struct source *source;
	struct node *root;
	struct str path, bytes;
	struct err err;
	enum read_result result;

	if (depth >= 8) {
		(void)diag_add(r->d.diags, &rule_resource_limit, extends->at,
			       "policies extend one another more than 8 deep");
		return;
	}
	path = path_join(r->d.arena, path_folder(from->path), extends->s);
	result = source_read(r->sources, path, r->d.arena, &bytes, &err);
	if (result != READ_OK) {
		(void)diag_add(r->d.diags,
			       result == READ_OUTSIDE ? &rule_include_outside_root
						      : &rule_parse_error,
			       extends->at, "policy file `%.*s` %s", STR_ARG(extends->s), err.text);
		return;
	}
	source = source_add(r->sources, path, bytes);
	root = yaml_read(source, r->d.arena, r->d.diags);
	if (root == NULL)
		return;
	decode_object(&r->d, &shape_policy, root,
		      (struct span){source->file, source->lines[0], source->lines[0]}, &base);
	apply_policy(r, &base, depth + 1);
}

static void apply_policy(struct reader *r, const struct policy_file *file, unsigned depth)
{
	struct policy *p = r->policy;
	size_t first;

	if (file->extends.presence == KNOWN && !str_is(file->extends.s, "recommended") &&
	    !str_is(file->extends.s, "strict"))
		read_extended(r, &file->extends, depth);
	else if (file->extends.presence == KNOWN)
		p->strict = str_is(file->extends.s, "strict");
	first = p->n_rules;
	if (file->rules != NULL)
		read_settings(r, file->rules, &p->rules, &p->n_rules);
	drop_locked(r, first);
	if (file->paths != NULL)
		read_paths(r, file->paths);
	if (file->private_names.n > 0)
		read_private_names(r, &file->private_names);
	read_ownership(r, &file->ownership);
	if (file->derive_caa.presence == KNOWN)
		p->derive_caa = file->derive_caa.yes;
	if (file->locked.n > 0) {
		struct text *items =
			NEW_ARRAY(r->d.arena, struct text, r->locked.n + file->locked.n);

		if (r->locked.n > 0)
			memcpy(items, r->locked.items, r->locked.n * sizeof(*items));
		memcpy(items + r->locked.n, file->locked.items, file->locked.n * sizeof(*items));
		r->locked.items = items;
		r->locked.n += file->locked.n;
	}
}

void policy_init(struct policy *policy)
{
	*policy = (struct policy){0};
}

/* A waiver says why and by whom; blanks say neither. */
static void require_words(struct reader *r, const struct text *text, const char *key,
			  const char *what)
{
	if (text->presence == KNOWN && str_trim(text->s).len == 0)
		(void)diag_add(r->d.diags, &rule_wrong_type, text->at,
			       "`%s` of %s wants words, and this is empty", key, what);
}

static void read_gate(struct reader *r, struct gate *gate)
{
	gate->protected = NEW_ARRAY(r->d.arena, struct private_pattern, gate->protect.n + 1);
	for (size_t i = 0; i < gate->protect.n; i++)
		if (read_pattern(r, &gate->protect.items[i], "protect",
				 &gate->protected[gate->n_protected]))
			gate->n_protected++;
	for (size_t i = 0; i < gate->n_allow; i++) {
		struct allowance *allowance = &gate->allow[i];

		require_words(r, &allowance->reason, "reason", "an allowance");
		if (allowance->name.presence == KNOWN)
			(void)read_pattern(r, &allowance->name, "name", &allowance->pattern);
	}
}

static void read_waivers(struct reader *r, struct project_file *file)
{
	r->policy->waivers = file->waivers;
	r->policy->n_waivers = file->n_waivers;
	for (size_t i = 0; i < file->n_waivers; i++) {
		struct waiver *waiver = &file->waivers[i];

		require_words(r, &waiver->reason, "reason", "a waiver");
		require_words(r, &waiver->approved_by, "approved_by", "a waiver");
		const char *fault;

		if (waiver->name.presence != KNOWN)
			continue;
		waiver->dname = name_read(r->d.arena, r->d.diags, waiver->name.s, waiver->name.at,
					  NULL, &fault);
		if (fault != NULL)
			(void)diag_add(r->d.diags, &rule_wrong_type, waiver->name.at,
				       "`name` wants a domain name, and `%.*s` has %s",
				       STR_ARG(waiver->name.s), fault);
	}
}

void project_read(struct project *project, struct policy *ret_policy, struct sources *sources,
		  const struct source *file, const struct node *root, struct diag_list *diags)
{
	struct reader r = {
		.d = {sources->arena, diags, file->file}, .policy = ret_policy, .sources = sources};
	struct span top = {file->file, file->lines[0], file->lines[0]};
	struct project_file written = {0};
	size_t before = diags->diags.n;

	decode_object(&r.d, &shape_project, root, top, &written);
	*project = written.project;
	project->file = file;
	apply_policy(&r, &written.policy, 0);
	read_waivers(&r, &written);
	ret_policy->extends = written.policy.extends;
	read_gate(&r, &written.gate);
	ret_policy->gate = written.gate;
	ret_policy->expectations = written.expectations;
	ret_policy->n_expectations = written.n_expectations;
	if (written.policy.user_rules != NULL &&
	    !(written.policy.user_rules->kind == NODE_SEQUENCE &&
	      written.policy.user_rules->sequence.n == 0))
		project->user_rules_at = node_head(written.policy.user_rules);
	for (size_t i = before; i < diags->diags.n; i++)
		project->invalid =
			project->invalid || diags->diags.items[i]->rule != &rule_implicit_typing;
}

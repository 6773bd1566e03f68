/* snapshot.c -- exports of the AWS CLI: are they whole, and of whom are they. */
#include "front/snapshot.h"

#include "base/map.h"
#include "front/json_tree.h"
#include "front/syntax.h"
#include "source/glob.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* A command's output: the key of what it lists, and where an item says its account. */
struct export_kind {
	const char *key;
	const char *owner; /* member that is an ARN, or an account's number; NULL: none says */
};

/* Members that may name another account's resource (a shared authority, a shared Resolver rule) are not
 * here. Names as in the service models of route53, elbv2, acm, acm-pca, ec2, route53resolver, sts. */
static const struct export_kind kinds[] = {
	{"HostedZones", NULL},
	{"HostedZone", NULL},
	{"ResourceRecordSets", NULL},
	{"DelegationSets", NULL},
	{"LoadBalancers", "LoadBalancerArn"},
	{"TargetGroups", "TargetGroupArn"},
	{"Listeners", "ListenerArn"},
	{"CertificateSummaryList", "CertificateArn"},
	{"Certificate", "CertificateArn"},
	{"CertificateAuthorities", NULL},
	{"ServiceConfigurations", NULL},
	{"ServiceDetails", NULL},
	{"VpcEndpoints", "OwnerId"},
	{"ResolverEndpoints", "Arn"},
	{"ResolverRules", NULL},
	{"ResolverRuleAssociations", NULL},
	{"Vpcs", NULL},
	{"HealthChecks", NULL},
};

struct export
{
	const struct source *source;
	const struct node *root;
	struct str path; /* below the snapshot's folder */
	const struct export_kind *kind;
	const struct pair *list;       /* of kind->key */
	const struct account *account; /* whose folder it lies in; NULL: no folder says */
	bool owner_said;	       /* some ARN says the account, and it is declared */
};

struct snapshot {
	struct arena *arena;
	struct sources *sources;
	struct diag_list *diags;
	const struct model *model;
	struct text folder;
	VEC(struct export) exports;
	struct map zones; /* ids of the hosted zones that some export holds */
	size_t files;
};

static const struct export_kind *kind_of(const struct node *root, const struct pair **ret_list)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const struct pair *pair = node_pair(root, str_from(kinds[i].key));

		if (pair != NULL && pair->value->kind != NODE_SCALAR) {
			*ret_list = pair;
			return &kinds[i];
		}
	}
	return NULL;
}

bool snapshot_recognises(const struct node *root)
{
	const struct pair *list;

	return root != NULL && kind_of(root, &list) != NULL;
}

static struct diag *incomplete(struct snapshot *s, struct span at, const char *fmt, ...)
	PRINTF(3, 4);

static struct diag *incomplete(struct snapshot *s, struct span at, const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(s->diags, &rule_snapshot_incomplete, at, fmt, args);
	va_end(args);
	return diag;
}

/* ---- read -------------------------------------------------------------------------------------- */

static void refuse_file(struct snapshot *s, struct str path, enum read_result result,
			const char *reason)
{
	const struct rule *rule = result == READ_OUTSIDE   ? &rule_include_outside_root
				  : result == READ_TOO_BIG ? &rule_resource_limit
							   : &rule_parse_error;
	struct span at = s->folder.at;
	struct diag *diag;

	if (result != READ_OUTSIDE)
		at = (struct span){source_add(s->sources, path, STR(""))->file, 0, 0};
	diag = diag_add(s->diags, rule, at, "`%.*s` %s", STR_ARG(path), reason);
	diag->cause = arena_cstr(s->arena, path);
	if (result != READ_OUTSIDE)
		diag_related(s->diags, diag, s->folder.at, "the snapshot is named here");
}

static void read_export(struct snapshot *s, struct str path)
{
	struct export export = {0};
	struct str bytes;
	struct err err;
	enum read_result result = source_read(s->sources, path, s->arena, &bytes, &err);

	s->files++;
	if (result != READ_OK) {
		refuse_file(s, path, result, err.text);
		return;
	}
	export.source = source_add(s->sources, path, bytes);
	export.root = json_read(export.source, s->arena, s->diags);
	if (export.root == NULL)
		return;
	export.kind = kind_of(export.root, &export.list);
	if (export.kind == NULL)
		return; /* some other file: of nothing that is asked here */
	export.path = str_slice(path.ptr + s->folder.s.len, path.len - s->folder.s.len);
	if (export.path.len > 0 && export.path.ptr[0] == '/')
		export.path = str_slice(export.path.ptr + 1, export.path.len - 1);
	*VEC_PUSH(s->arena, &s->exports) = export;
}

static void read_exports(struct snapshot *s)
{
	struct str pattern = path_join(s->arena, s->folder.s, STR("**/*.json"));
	struct path_list list = {0};

	switch (glob_find(s->sources, pattern, s->arena, &list)) {
	case GLOB_OK:
		break;
	case GLOB_OUTSIDE:
		(void)diag_add(s->diags, &rule_include_outside_root, s->folder.at,
			       "`%.*s` leads outside the repository", STR_ARG(s->folder.s));
		return;
	case GLOB_LIMIT:
		(void)diag_add(s->diags, &rule_resource_limit, s->folder.at,
			       "`%.*s` holds more than %d entries, or is more than %d folders deep",
			       STR_ARG(s->folder.s), LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
		return;
	}
	for (size_t i = 0; i < list.paths.n; i++)
		read_export(s, list.paths.items[i]);
	if (s->files == 0)
		diag_help(
			s->diags,
			incomplete(s, s->folder.at, "`%.*s` holds no export", STR_ARG(s->folder.s)),
			"export what exists with the AWS CLI, or take `snapshot` out");
}

/* ---- cut off ----------------------------------------------------------------------------------- */

static bool says_more(const struct pair *pair)
{
	if (pair->value->kind != NODE_SCALAR || node_is_null(pair->value))
		return false;
	if (str_is(pair->key->text, "IsTruncated"))
		return str_is(pair->value->text, "true");
	return pair->value->text.len > 0;
}

/* The AWS CLI follows pages by itself; these are left over where it was told not to, and in answers of
 * the API (AWS CLI User Guide, "Using the pagination options"). */
static void check_whole(struct snapshot *s, const struct export *export)
{
	static const char *const keys[] = {"NextToken", "IsTruncated", "NextMarker"};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct pair *pair = node_pair(export->root, str_from(keys[i]));
		struct diag *diag;

		if (pair == NULL || !says_more(pair))
			continue;
		diag = incomplete(s, pair->key->at,
				  "this export is cut off: `%s` says that there is more", keys[i]);
		diag_help(s->diags, diag, "export again without --max-items and --no-paginate");
		return;
	}
}

/* ---- of whom ----------------------------------------------------------------------------------- */

static bool is_account_number(struct str text)
{
	uint64_t number;

	return text.len == 12 && str_to_u64(text, UINT64_MAX, &number);
}

static const struct account *account_of_number(const struct model *model, struct str number)
{
	for (size_t i = 0; i < model->accounts.n; i++)
		if (model->accounts.items[i]->id.presence == KNOWN &&
		    str_eq(model->accounts.items[i]->id.s, number))
			return model->accounts.items[i];
	return NULL;
}

/* All numbers are known: a number that is none of them is of no declared account. */
static bool numbers_are_known(const struct model *model)
{
	for (size_t i = 0; i < model->accounts.n; i++)
		if (model->accounts.items[i]->id.presence != KNOWN)
			return false;
	return true;
}

/* The account that a folder above the export names, by key or by number; of several the nearest. */
static const struct account *account_of_folders(const struct model *model, struct str path)
{
	for (struct str folder = path_folder(path); folder.len > 0; folder = path_folder(folder)) {
		const struct account *account = model_account(model, path_base(folder));

		if (account == NULL)
			account = account_of_number(model, path_base(folder));
		if (account != NULL)
			return account;
	}
	return NULL;
}

/* "222222222222" of "arn:aws:acm:ap-southeast-2:222222222222:certificate/…", or the number itself;
 * empty where there is none. */
static struct str number_of_owner(struct str owner)
{
	struct str part;

	if (is_account_number(owner))
		return owner;
	if (!str_starts(owner, "arn:"))
		return STR("");
	for (int i = 0; i < 5; i++)
		if (!str_cut(&owner, ':', &part))
			return STR("");
	return is_account_number(part) ? part : STR("");
}

static void wrong_owner(struct snapshot *s, const struct export *export, const struct node *owner,
			struct str number)
{
	const struct account *folder = export->account;
	struct diag *diag;

	if (folder != NULL && folder->id.presence == KNOWN) {
		diag = incomplete(
			s, owner->at,
			"`%.*s` is of account %.*s, and the folder of this export is that of "
			"`%.*s`, %.*s",
			STR_ARG(owner->text), STR_ARG(number), STR_ARG(folder->key.s),
			STR_ARG(folder->id.s));
		diag_related(s->diags, diag, folder->id.at, "`%.*s` is declared here",
			     STR_ARG(folder->key.s));
		diag_help(s->diags, diag, "export again with credentials of `%.*s`",
			  STR_ARG(folder->key.s));
		return;
	}
	diag = incomplete(s, owner->at,
			  "`%.*s` is of account %.*s, which the estate does not declare",
			  STR_ARG(owner->text), STR_ARG(number));
	diag_help(s->diags, diag, "declare the account under `accounts`, or take the export away");
}

/* False where the item says another account than it should; the export is then reported once. */
static bool check_owner(struct snapshot *s, struct export *export, const struct node *item)
{
	const struct node *owner = node_get(item, export->kind->owner);
	const struct account *account;
	struct str number;

	if (owner == NULL || owner->kind != NODE_SCALAR)
		return true;
	number = number_of_owner(owner->text);
	if (number.len == 0)
		return true;
	account = account_of_number(s->model, number);
	export->owner_said = export->owner_said || account != NULL;
	if (export->account != NULL && export->account->id.presence == KNOWN) {
		if (account == export->account)
			return true;
	} else if (account != NULL || !numbers_are_known(s->model)) {
		return true; /* declared, or of an account whose number nobody has written yet */
	}
	wrong_owner(s, export, owner, number);
	return false;
}

static bool check_owners(struct snapshot *s, struct export *export)
{
	const struct node *list = export->list->value;

	if (export->kind->owner == NULL)
		return true;
	if (list->kind == NODE_MAPPING)
		return check_owner(s, export, list);
	for (size_t i = 0; i < list->sequence.n; i++)
		if (!check_owner(s, export, list->sequence.items[i]))
			return false;
	return true;
}

static void check_folder(struct snapshot *s, const struct export *export)
{
	struct str folder = path_folder(export->path), first = folder, rest = folder;
	struct diag *diag;

	if (export->account != NULL || export->owner_said || folder.len == 0)
		return;
	(void)str_cut(&rest, '/', &first);
	diag = incomplete(s, export->list->key->at,
			  "the folder `%.*s` names no account of the estate, and nothing in this "
			  "export says whose it is",
			  STR_ARG(first));
	diag_help(s->diags, diag, "name the folder after a key under `accounts`");
}

static void check_account(struct snapshot *s, struct export *export)
{
	if (s->model->accounts.n == 0)
		return;
	export->account = account_of_folders(s->model, export->path);
	if (check_owners(s, export))
		check_folder(s, export);
}

/* ---- hosted zones ------------------------------------------------------------------------------ */

/* The API gives "/hostedzone/Z…", and takes it with and without. */
static struct str bare_zone_id(struct str id)
{
	static const char prefix[] = "/hostedzone/";

	return str_starts(id, prefix) ? str_slice(id.ptr + strlen(prefix), id.len - strlen(prefix))
				      : id;
}

static void add_zone(struct snapshot *s, const struct node *zone)
{
	struct node *id = node_get(zone, "Id");

	if (id != NULL && id->kind == NODE_SCALAR)
		(void)map_add(&s->zones, bare_zone_id(id->text), id);
}

static void collect_zones(struct snapshot *s, const struct export *export)
{
	const struct node *list = export->list->value;

	if (str_is(export->list->key->text, "HostedZone"))
		add_zone(s, list);
	if (!str_is(export->list->key->text, "HostedZones") || list->kind != NODE_SEQUENCE)
		return;
	for (size_t i = 0; i < list->sequence.n; i++)
		add_zone(s, list->sequence.items[i]);
}

static bool is_word(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

/* The next run of letters and digits of PATH; empty at the end. */
static struct str next_word(struct str *path)
{
	size_t start = 0, end;

	while (start < path->len && !is_word(path->ptr[start]))
		start++;
	for (end = start; end < path->len && is_word(path->ptr[end]);)
		end++;
	*path = str_slice(path->ptr + end, path->len - end);
	return str_slice(path->ptr - (end - start), end - start);
}

/* Hosted zone ids are `Z` and capitals and digits, to 32 of them. */
static bool looks_like_zone_id(struct str word)
{
	if (word.len < 8 || word.len > 32 || word.ptr[0] != 'Z')
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (!ascii_is_digit(word.ptr[i]) && (word.ptr[i] < 'A' || word.ptr[i] > 'Z'))
			return false;
	return true;
}

/* Records do not say of which zone they are; the file's path does, where its id stands in it. */
static void check_zone(struct snapshot *s, const struct export *export)
{
	struct str path = export->path, word, id = {NULL, 0};
	struct diag *diag;

	if (!str_is(export->list->key->text, "ResourceRecordSets"))
		return;
	while ((word = next_word(&path)).len > 0) {
		if (map_get(&s->zones, word) != NULL)
			return;
		if (looks_like_zone_id(word))
			id = word;
	}
	if (id.len == 0) {
		diag = incomplete(s, export->list->key->at,
				  "the name of this file does not say of which hosted zone these "
				  "records are");
		diag_help(s->diags, diag, "name it list-resource-record-sets-<zone id>.json");
		return;
	}
	diag = incomplete(s, export->list->key->at,
			  "these are records of the hosted zone `%.*s`, which no export of hosted "
			  "zones holds",
			  STR_ARG(id));
	diag_help(s->diags, diag,
		  "export list-hosted-zones of the same account, or take this away");
}

void snapshot_check(struct sources *sources, struct diag_list *diags, const struct model *model,
		    struct text folder)
{
	struct snapshot s = {
		.arena = model->arena,
		.sources = sources,
		.diags = diags,
		.model = model,
		.folder = folder,
	};

	s.folder.s = path_normal(s.arena, folder.s);
	map_init(&s.zones, s.arena);
	read_exports(&s);
	for (size_t i = 0; i < s.exports.n; i++)
		collect_zones(&s, &s.exports.items[i]);
	for (size_t i = 0; i < s.exports.n; i++) {
		check_whole(&s, &s.exports.items[i]);
		check_account(&s, &s.exports.items[i]);
		check_zone(&s, &s.exports.items[i]);
	}
}

/* aws_export.c -- outputs of the AWS CLI: what they are, whose they are, and whether they are whole. */
#include "front/aws_export.h"

#include "front/syntax.h"

#include <string.h>

#include "base/banned.h"

/* ---- what a file is ---------------------------------------------------------------------------- */

/* Members that may name another account's resource (a shared authority, a shared Resolver rule) are not
 * here. Names as in the service models of route53, elbv2, acm, acm-pca, ec2, route53resolver, sts. */
static const struct aws_export_kind kinds[] = {
	{"HostedZones", NULL},
	{"HostedZone", NULL},
	{"ResourceRecordSets", NULL},
	{"DelegationSets", NULL},
	{"LoadBalancers", "LoadBalancerArn"},
	{"LoadBalancerDescriptions", NULL},
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
	{"IpAddresses", NULL},
	{"Vpcs", NULL},
	{"HealthChecks", NULL},
};

static const struct aws_export_kind *kind_of(const struct node *root, const struct pair **ret_list)
{
	for (size_t i = 0; root != NULL && i < COUNT_OF(kinds); i++) {
		const struct pair *pair = node_pair(root, str_from(kinds[i].key));

		if (pair != NULL && pair->value->kind != NODE_SCALAR) {
			*ret_list = pair;
			return &kinds[i];
		}
	}
	return NULL;
}

bool aws_export_recognises(const struct node *root)
{
	const struct pair *list;

	return kind_of(root, &list) != NULL;
}

bool aws_export_is(const struct aws_export *export, const char *key)
{
	return str_is(export->list->key->text, key);
}

size_t aws_export_count(const struct aws_export *export)
{
	const struct node *list = export->list->value;

	return list->kind == NODE_SEQUENCE ? list->sequence.n : 1;
}

const struct node *aws_export_item(const struct aws_export *export, size_t i)
{
	const struct node *list = export->list->value;

	return list->kind == NODE_SEQUENCE ? list->sequence.items[i] : list;
}

static PRINTF(3, 4) struct diag *incomplete(struct aws_exports *s, struct span at, const char *fmt,
					    ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(s->diags, &rule_snapshot_incomplete, at, fmt, args);
	va_end(args);
	return diag;
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
static bool check_whole(struct aws_exports *s, const struct aws_export *export)
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
		return false;
	}
	return true;
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

struct str aws_arn_part(struct str text, unsigned index)
{
	struct str part;

	if (!str_starts(text, "arn:"))
		return STR("");
	for (unsigned i = 0; i < 5; i++) {
		if (!str_cut(&text, ':', &part))
			return STR("");
		if (i == index)
			return part;
	}
	return text;
}

/* "222222222222" of "arn:aws:acm:ap-southeast-2:222222222222:certificate/…", or the number itself;
 * empty where there is none. */
static struct str number_of_owner(struct str owner)
{
	struct str part = is_account_number(owner) ? owner : aws_arn_part(owner, 4);

	return is_account_number(part) ? part : STR("");
}

static void wrong_owner(struct aws_exports *s, const struct aws_export *export,
			const struct node *owner, struct str number)
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
static bool check_owner(struct aws_exports *s, struct aws_export *export, const struct node *item)
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

static bool check_owners(struct aws_exports *s, struct aws_export *export)
{
	if (export->kind->owner == NULL)
		return true;
	for (size_t i = 0; i < aws_export_count(export); i++)
		if (!check_owner(s, export, aws_export_item(export, i)))
			return false;
	return true;
}

static bool check_folder(struct aws_exports *s, const struct aws_export *export)
{
	struct str folder = path_folder(export->path), first = folder, rest = folder;
	struct diag *diag;

	if (export->account != NULL || export->owner_said || folder.len == 0)
		return true;
	(void)str_cut(&rest, '/', &first);
	diag = incomplete(s, export->list->key->at,
			  "the folder `%.*s` names no account of the estate, and nothing in this "
			  "export says whose it is",
			  STR_ARG(first));
	diag_help(s->diags, diag, "name the folder after a key under `accounts`");
	return false;
}

/* False where it is reported. A run that declares no account has none to be held against. */
static bool check_account(struct aws_exports *s, struct aws_export *export)
{
	if (s->model->accounts.n == 0)
		return true;
	export->account = export->stated != NULL ? export->stated
						 : account_of_folders(s->model, export->path);
	return check_owners(s, export) && check_folder(s, export);
}

/* ---- hosted zones ------------------------------------------------------------------------------ */

struct str aws_bare_zone_id(struct str id)
{
	static const char prefix[] = "/hostedzone/";

	return str_starts(id, prefix) ? str_slice(id.ptr + strlen(prefix), id.len - strlen(prefix))
				      : id;
}

/* The hosted zones of one name, as a public and a private one. */
struct zone_name {
	struct str id; /* of the first */
	bool several;
};

static void collect_name(struct aws_exports *s, const struct node *name, struct str id)
{
	struct zone_name *entry, *first;

	if (name == NULL || name->kind != NODE_SCALAR)
		return;
	entry = NEW(s->arena, struct zone_name);
	entry->id = id;
	first = map_add(&s->zone_names, name->text, entry);
	/* list-hosted-zones and get-hosted-zone may both show one */
	if (first != NULL && !str_eq(first->id, id))
		first->several = true;
}

static void collect_zones(struct aws_exports *s, const struct aws_export *export)
{
	if (!aws_export_is(export, "HostedZone") && !aws_export_is(export, "HostedZones"))
		return;
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct node *id = node_get(item, "Id");

		if (id == NULL || id->kind != NODE_SCALAR)
			continue;
		(void)map_add(&s->zones, aws_bare_zone_id(id->text), id);
		collect_name(s, node_get(item, "Name"), aws_bare_zone_id(id->text));
	}
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

struct str aws_path_key(struct str path, const struct map *keys)
{
	struct str word;

	while ((word = next_word(&path)).len > 0)
		if (map_get(keys, word) != NULL)
			return word;
	return (struct str){0};
}

void *aws_path_find(struct str path, const struct map *keys)
{
	return map_get(keys, aws_path_key(path, keys));
}

/* The owner of the SOA record, which every hosted zone has, at its apex; NULL: there is none. */
static const struct node *apex_of(const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		const struct node *type = node_get(item, "Type"), *name = node_get(item, "Name");

		if (type != NULL && type->kind == NODE_SCALAR && str_is(type->text, "SOA") &&
		    name != NULL && name->kind == NODE_SCALAR)
			return name;
	}
	return NULL;
}

/* Where the path has no id: by the name of the zone. False, and a finding, where that does not tell it. */
static bool find_by_name(struct aws_exports *s, struct aws_export *export)
{
	const struct node *apex = apex_of(export);
	const struct zone_name *zone = apex == NULL ? NULL : map_get(&s->zone_names, apex->text);
	struct diag *diag;

	if (zone != NULL && !zone->several) {
		export->zone_id = zone->id;
		return true;
	}
	if (zone == NULL)
		diag = incomplete(s, export->list->key->at,
				  "the name of this file does not say of which hosted zone these "
				  "records are");
	else
		diag = incomplete(s, apex->at,
				  "the name of this file does not say of which of the hosted "
				  "zones `%.*s` these records are",
				  STR_ARG(apex->text));
	diag_help(s->diags, diag, "name it list-resource-record-sets-<zone id>.json");
	return false;
}

/* Records do not say of which zone they are; the file's path does, where its id stands in it. */
static bool check_zone(struct aws_exports *s, struct aws_export *export)
{
	struct str path = export->path, word, id = {NULL, 0};
	struct diag *diag;

	if (!aws_export_is(export, "ResourceRecordSets"))
		return true;
	export->zone_id = aws_path_key(path, &s->zones);
	if (export->zone_id.len > 0)
		return true;
	while ((word = next_word(&path)).len > 0)
		if (looks_like_zone_id(word))
			id = word;
	if (id.len == 0)
		return find_by_name(s, export);
	diag = incomplete(s, export->list->key->at,
			  "these are records of the hosted zone `%.*s`, which no export of hosted "
			  "zones holds",
			  STR_ARG(id));
	diag_help(s->diags, diag,
		  "export list-hosted-zones of the same account, or take this away");
	return false;
}

/* ---- all of them ------------------------------------------------------------------------------- */

void aws_exports_init(struct aws_exports *exports, const struct model *model,
		      struct diag_list *diags)
{
	*exports = (struct aws_exports){.arena = model->arena, .diags = diags, .model = model};
	map_init(&exports->zones, model->arena);
	map_init(&exports->zone_names, model->arena);
}

bool aws_exports_add(struct aws_exports *exports, const struct source *source,
		     const struct node *root, struct str path, const struct account *stated)
{
	struct aws_export export = {
		.source = source,
		.root = root,
		.path = path,
		.stated = stated,
	};

	export.kind = kind_of(root, &export.list);
	if (export.kind == NULL)
		return false;
	*VEC_PUSH(exports->arena, &exports->items) = export;
	collect_zones(exports, &export);
	return true;
}

void aws_exports_check(struct aws_exports *exports)
{
	for (size_t i = 0; i < exports->items.n; i++) {
		struct aws_export *export = &exports->items.items[i];
		bool whole = check_whole(exports, export);
		bool ours = check_account(exports, export);
		bool placed = check_zone(exports, export);

		export->refused = !whole || !ours || !placed;
	}
}

/* previous.c -- what the bundle that was applied last declared. */
#include "front/previous.h"

#include "base/digest.h"
#include "front/json_tree.h"
#include "model/route53.h"

#include "base/banned.h"

struct previous {
	struct model *model;
	struct arena *arena;
	struct sources sources;
	const char *folder;
	struct map digests;  /* struct node of the SHA-256 by path */
	struct map accounts; /* struct account by key */
	struct map zones;    /* struct zone by account, view, id and name */
	struct err *err;
};

static const struct origin nowhere = {.what = "the bundle applied last"};

static struct str text_of(const struct node *item, const char *key)
{
	const struct node *node = node_get(item, key);

	return node == NULL || node->kind != NODE_SCALAR || node_is_null(node) ? STR("")
									       : node->text;
}

static size_t count_of(const struct node *list)
{
	return list == NULL || list->kind != NODE_SEQUENCE ? 0 : list->sequence.n;
}

/* ---- files ------------------------------------------------------------------------------------- */

static enum status read_file(struct previous *p, struct str path, struct str *ret_bytes)
{
	struct err reason;

	if (source_read(&p->sources, path, p->arena, ret_bytes, &reason) == READ_OK)
		return OK;
	return err_set(p->err, "%.200s is no whole bundle: %.*s %.200s", p->folder, STR_ARG(path),
		       reason.text);
}

static enum status parse(struct previous *p, struct str path, struct str bytes,
			 const struct node **ret_root)
{
	struct diag_list unheard;
	const struct source *source = source_add(&p->sources, path, bytes);

	diag_list_init(&unheard, p->arena);
	*ret_root = json_read(source, p->arena, &unheard);
	if (*ret_root != NULL)
		return OK;
	return err_set(p->err, "%.200s is no bundle: %.*s is not JSON", p->folder, STR_ARG(path));
}

static enum status read_json(struct previous *p, struct str path, const struct node **ret_root)
{
	struct str bytes;

	if (map_get(&p->digests, path) == NULL)
		return err_set(p->err, "%.200s is no whole bundle: its manifest does not list %.*s",
			       p->folder, STR_ARG(path));
	TRY(read_file(p, path, &bytes));
	return parse(p, path, bytes, ret_root);
}

static enum status verify_list(struct previous *p, const struct node *list)
{
	for (size_t i = 0; i < count_of(list); i++) {
		struct str path = text_of(list->sequence.items[i], "path");
		struct node *digest = node_get(list->sequence.items[i], "sha256");
		char hex[SHA256_HEX_SIZE];
		struct str bytes;

		if (digest == NULL || digest->kind != NODE_SCALAR)
			return err_set(p->err, "%.200s is no bundle: its manifest lacks a digest",
				       p->folder);
		TRY(read_file(p, path, &bytes));
		if (!str_is(digest->text, sha256_hex(bytes, hex)))
			return err_set(p->err,
				       "%.200s was changed: %.*s has not the digest that its "
				       "manifest says",
				       p->folder, STR_ARG(path));
		(void)map_add(&p->digests, path, digest);
	}
	return OK;
}

static enum status verify(struct previous *p, const struct node **ret_manifest)
{
	struct str bytes;

	TRY(read_file(p, STR("manifest.json"), &bytes));
	TRY(parse(p, STR("manifest.json"), bytes, ret_manifest));
	if (!str_is(text_of(*ret_manifest, "zonewarrant_bundle"), "1"))
		return err_set(p->err,
			       "%.200s is no bundle of a kind that is known here: "
			       "`zonewarrant_bundle` in manifest.json is not 1",
			       p->folder);
	TRY(verify_list(p, node_get(*ret_manifest, "files")));
	return verify_list(p, node_get(*ret_manifest, "not_reproducible"));
}

/* ---- what it declared -------------------------------------------------------------------------- */

static struct account *account_of(struct previous *p, struct str key)
{
	struct account *account = map_get(&p->accounts, key);

	if (account != NULL || key.len == 0)
		return account;
	account = NEW(p->arena, struct account);
	account->key = (struct text){.presence = KNOWN, .s = key};
	(void)map_add(&p->accounts, key, account);
	return account;
}

/* NULL where NAME is none. */
static struct zone *zone_of(struct previous *p, struct str name, struct str view,
			    struct str account, struct str id)
{
	struct str key = str_from(arena_printf(p->arena, "%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(account),
					       STR_ARG(view), STR_ARG(id), STR_ARG(name)));
	struct zone *zone = map_get(&p->zones, key);
	const struct dname *owner;

	if (zone != NULL || route53_name_parse(p->arena, name, &owner) != DNAME_OK)
		return zone;
	zone = model_add_zone(p->model, owner, str_is(view, "private") ? VIEW_PRIVATE : VIEW_PUBLIC,
			      &nowhere);
	zone->account = account_of(p, account);
	if (id.len > 0)
		zone->id = (struct text){.presence = KNOWN, .s = id};
	(void)map_add(&p->zones, key, zone);
	return zone;
}

static void add_value(struct previous *p, struct rrset *rrset, const struct node *value)
{
	struct err err;

	if (value != NULL && value->kind == NODE_SCALAR &&
	    route53_value_parse(p->arena, rrset->type, value->text, &rrset->rrs[rrset->n], &err) ==
		    OK)
		rrset->n++;
}

/* NULL where it cannot be read: it is then taken as not declared, and stays. */
static struct rrset *add_set(struct previous *p, struct zone *zone, struct str name,
			     struct str type, struct str set)
{
	const struct dname *owner;
	enum rr_type rr_type;
	struct rrset *rrset;

	if (route53_name_parse(p->arena, name, &owner) != DNAME_OK ||
	    !rr_type_parse(type, &rr_type))
		return NULL;
	rrset = model_add_rrset(p->model, zone, owner, rr_type, &nowhere);
	if (set.len > 0)
		rrset->set_identifier = arena_cstr(p->arena, set);
	return rrset;
}

/* ["www.example.com.", "TXT", null, ["\"a\""]]; what is empty at the end is left out. */
static void take_entry(struct previous *p, struct zone *zone, const struct node *entry)
{
	struct str parts[3] = {{NULL, 0}};
	const struct node *values;
	struct rrset *rrset;

	for (size_t i = 0; i < COUNT_OF(parts) && i < count_of(entry); i++) {
		const struct node *part = entry->sequence.items[i];

		if (part->kind == NODE_SCALAR && !node_is_null(part))
			parts[i] = part->text;
	}
	rrset = add_set(p, zone, parts[0], parts[1], parts[2]);
	values = count_of(entry) > COUNT_OF(parts) ? entry->sequence.items[3] : NULL;
	if (rrset == NULL || count_of(values) == 0)
		return;
	rrset->rrs = NEW_ARRAY(p->arena, struct rr, count_of(values));
	for (size_t i = 0; i < count_of(values); i++)
		add_value(p, rrset, values->sequence.items[i]);
}

static enum status take_declared(struct previous *p)
{
	const struct node *root, *zones;

	TRY(read_json(p, STR("evidence/declared.json"), &root));
	zones = node_get(root, "zones");
	for (size_t i = 0; i < count_of(zones); i++) {
		const struct node *item = zones->sequence.items[i];
		const struct node *sets = node_get(item, "record_sets");
		struct zone *zone = zone_of(p, text_of(item, "name"), text_of(item, "view"),
					    text_of(item, "account"), text_of(item, "id"));

		for (size_t k = 0; zone != NULL && k < count_of(sets); k++)
			take_entry(p, zone, sets->sequence.items[k]);
	}
	return OK;
}

/* ---- … a bundle without a snapshot ------------------------------------------------------------- */

static void take_change(struct previous *p, struct zone *zone, const struct node *change)
{
	const struct node *set = node_get(change, "ResourceRecordSet");
	const struct node *values = node_get(set, "ResourceRecords");
	struct rrset *rrset;

	if (str_is(text_of(change, "Action"), "DELETE"))
		return;
	rrset = add_set(p, zone, text_of(set, "Name"), text_of(set, "Type"),
			text_of(set, "SetIdentifier"));
	if (rrset == NULL || rrset->type != RR_TXT || count_of(values) == 0)
		return;
	rrset->rrs = NEW_ARRAY(p->arena, struct rr, count_of(values));
	for (size_t i = 0; i < count_of(values); i++)
		add_value(p, rrset, node_get(values->sequence.items[i], "Value"));
}

static enum status take_body(struct previous *p, struct zone *zone, struct str path)
{
	const struct node *root, *incomplete, *changes;

	if (!str_ends(path, ".json") || str_starts(path_base(path), "rollback-"))
		return OK;
	TRY(read_json(p, path, &root));
	incomplete = node_get(root, "incomplete");
	changes = node_get(node_get(incomplete != NULL ? incomplete : root, "ChangeBatch"),
			   "Changes");
	for (size_t i = 0; i < count_of(changes); i++)
		take_change(p, zone, changes->sequence.items[i]);
	return OK;
}

static enum status take_step(struct previous *p, struct str folder)
{
	struct str path = path_join(p->arena, folder, STR("step.json"));
	const struct node *root, *zone, *files;
	struct zone *declared;

	TRY(read_json(p, path, &root));
	zone = node_get(root, "zone");
	files = node_get(root, "files");
	if (text_of(zone, "name").len == 0)
		return OK;
	declared = zone_of(p, text_of(zone, "name"), text_of(zone, "view"),
			   text_of(node_get(root, "account"), "name"), text_of(zone, "id"));
	for (size_t i = 0; declared != NULL && i < count_of(files); i++)
		if (files->sequence.items[i]->kind == NODE_SCALAR)
			TRY(take_body(p, declared, files->sequence.items[i]->text));
	return OK;
}

static enum status take_steps(struct previous *p, const struct node *manifest)
{
	const struct node *steps = node_get(manifest, "steps");

	for (size_t i = 0; i < count_of(steps); i++)
		TRY(take_step(p, text_of(steps->sequence.items[i], "folder")));
	return OK;
}

static enum status read_bundle(struct previous *p)
{
	const struct node *manifest;

	TRY(verify(p, &manifest));
	if (map_get(&p->digests, STR("evidence/declared.json")) != NULL)
		return take_declared(p);
	return take_steps(p, manifest);
}

enum status previous_read(struct model *model, struct arena *arena, const char *folder,
			  struct err *err)
{
	struct previous p = {.model = model, .arena = arena, .folder = folder, .err = err};
	enum status status;

	map_init(&p.digests, arena);
	map_init(&p.accounts, arena);
	map_init(&p.zones, arena);
	TRY(sources_init(&p.sources, arena, folder, err));
	model_init(model, arena, NEW(arena, struct sources));
	status = read_bundle(&p);
	sources_done(&p.sources);
	if (status == OK)
		model_finish(model);
	return status;
}

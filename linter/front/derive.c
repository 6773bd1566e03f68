/* derive.c -- what twenty lines of an estate stand for. */
#include "front/derive.h"

#include "front/derive_parts.h"
#include "front/name.h"
#include "front/snapshot.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- records that give way to written ones ----------------------------------------------------- */

static bool within_limit(struct derivation *d, struct span at)
{
	if (++d->derived <= LIMIT_DERIVED)
		return true;
	if (d->derived == LIMIT_DERIVED + 1)
		(void)diag_add(d->native->diags, &rule_resource_limit, at,
			       "this estate derives more than %d RRsets", LIMIT_DERIVED);
	return false;
}

struct rrset_key {
	char bytes[sizeof(const struct zone *) + sizeof(enum rr_type) + DNAME_WIRE_MAX];
};

static struct str make_key(struct rrset_key *key, const struct zone *zone,
			   const struct dname *owner, enum rr_type type)
{
	char *at = key->bytes;

	memcpy(at, &zone, sizeof(zone));
	at += sizeof(zone);
	memcpy(at, &type, sizeof(type));
	at += sizeof(type);
	memcpy(at, owner->wire, owner->len);
	at += owner->len;
	return str_slice(key->bytes, (size_t)(at - key->bytes));
}

/* What is derived waits unsorted behind the written RRsets of its zone: it is found by the map. */
struct rrset *derive_find(const struct derivation *d, const struct zone *zone,
			  const struct dname *owner, enum rr_type type)
{
	struct rrset *written = zone_written_rrset(zone, owner, type);
	struct rrset_key key;

	return written != NULL ? written : map_get(&d->rrsets, make_key(&key, zone, owner, type));
}

struct rrset *derive_rrset(struct derivation *d, struct zone *zone, const struct dname *owner,
			   enum rr_type type, const struct origin *origin)
{
	struct rrset *written = derive_find(d, zone, owner, type);
	struct rrset *cname = derive_find(d, zone, owner, RR_CNAME);
	struct rrset *rrset;
	struct rrset_key key;

	if (written != NULL && !written->derived)
		return NULL;
	if (cname != NULL && !cname->derived)
		return NULL;
	if (written != NULL && type == RR_TXT)
		return written; /* proof beside proof: one RRset */
	if (!within_limit(d, origin->at))
		return NULL;
	rrset = model_add_rrset(d->model, zone, owner, type, origin);
	rrset->derived = true;
	rrset->ttl = d->model->default_ttl;
	rrset->ttl_known = true;
	rrset->owner_at = origin->at;
	rrset->at = origin->at;
	(void)map_add(&d->rrsets, arena_str(d->arena, make_key(&key, zone, owner, type)), rrset);
	return rrset;
}

/* The values of RRSET with room for one more: doubled whenever their number is a power of two. */
static struct rr *room_for_one(struct derivation *d, const struct rrset *rrset)
{
	struct rr *grown;

	if (rrset->n > 0 && (rrset->n & (rrset->n - 1)) != 0)
		return rrset->rrs;
	grown = NEW_ARRAY(d->arena, struct rr, rrset->n == 0 ? 1 : rrset->n * 2);
	for (size_t i = 0; i < rrset->n; i++)
		grown[i] = rrset->rrs[i];
	return grown;
}

void derive_value(struct derivation *d, struct rrset *rrset, struct str value, struct span at)
{
	struct rr *grown = room_for_one(d, rrset);
	struct err err;

	if (rrset->type == RR_TXT)
		rdata_from_text(d->arena, value, &grown[rrset->n]);
	else if (rdata_parse(d->arena, rrset->type, value, &grown[rrset->n], &err) != OK) {
		(void)diag_add(d->native->diags, &rule_rdata_invalid, at,
			       "`%.*s` is no value of type %s: %s", STR_ARG(value),
			       rr_type_name(d->arena, rrset->type), err.text);
		if (rrset->n == 0)
			rrset->pending = "its value cannot be read";
		return;
	}
	grown[rrset->n].at = at;
	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_equal(rrset->type, &grown[i], &grown[rrset->n]))
			return; /* base and wildcard share one validation record */
	rrset->rrs = grown;
	rrset->n++;
}

struct zone *derive_public_zone_of(struct derivation *d, const struct dname *name)
{
	for (unsigned skip = 0; skip <= name->labels; skip++) {
		struct zone *zone =
			model_zone(d->model, dname_suffix(d->arena, name, skip), VIEW_PUBLIC);

		if (zone != NULL)
			return zone;
	}
	return NULL;
}

/* ---- zones ------------------------------------------------------------------------------------- */

static bool has_vpc(const struct zone *zone, struct str id)
{
	for (size_t i = 0; i < zone->n_vpcs; i++)
		if (str_eq(zone->vpcs[i].id.s, id))
			return true;
	return false;
}

/* Of several private zones of one name, the subdomain's is the one on its VPCs, else one on no VPC yet; NULL:
 * they are all on others. */
static struct zone *private_zone_of(const struct model *model, const struct subdomain *subdomain)
{
	struct zone *first = model_zone(model, subdomain->internal, VIEW_PRIVATE);

	if (first == NULL || first->same_name == NULL || subdomain->n_vpcs == 0)
		return first;
	for (struct zone *zone = first; zone != NULL; zone = zone->same_name)
		for (size_t i = 0; i < subdomain->n_vpcs; i++)
			if (has_vpc(zone, subdomain->vpcs[i].id.s))
				return zone;
	for (struct zone *zone = first; zone != NULL; zone = zone->same_name)
		if (zone->n_vpcs == 0)
			return zone;
	return NULL;
}

/* The zone of NAME and VIEW, written (ZONE), or made here. */
static struct zone *claim_zone(struct derivation *d, struct zone *zone, const struct dname *name,
			       enum view view, enum zone_role role, const struct account *account,
			       const struct origin *origin)
{
	if (zone == NULL) {
		zone = model_add_zone(d->model, name, view, origin);
		zone->derived = true;
	}
	zone->role = role;
	if (zone->account == NULL)
		zone->account = account;
	return zone;
}

static void add_ownership(struct derivation *d, struct zone *zone, const struct text *ownership,
			  const struct origin *cause)
{
	struct rrset *rrset;

	if (zone->ownership.presence != KNOWN)
		zone->ownership = *ownership;
	if (ownership->presence != KNOWN)
		return;
	rrset = derive_rrset(d, zone, zone->name, RR_TXT,
			     origin_new(d->arena, ownership->at, cause, "the declared ownership"));
	if (rrset != NULL)
		derive_value(d, rrset, ownership->s, ownership->at);
}

/* The NS RRset of CHILD in the zone above it. */
static void add_delegation(struct derivation *d, struct zone *parent, const struct zone *child,
			   const struct origin *origin)
{
	struct rrset *rrset;

	if (parent == NULL || !dname_is_below(child->name, parent->name))
		return;
	rrset = derive_rrset(d, parent, child->name, RR_NS, origin);
	if (rrset == NULL)
		return;
	rrset->ttl = 3600;
	if (child->n_name_servers == 0)
		rrset->pending =
			arena_printf(d->arena, "the name servers of `%s` are not known yet",
				     dname_text_bare(d->arena, child->name));
	for (size_t i = 0; i < child->n_name_servers; i++)
		derive_value(d, rrset, str_from(dname_text(d->arena, child->name_servers[i])),
			     origin->at);
}

static const struct dname **parse_names(struct derivation *d, const struct text_list *list,
					size_t *ret_n)
{
	const struct dname **names = NEW_ARRAY(d->arena, const struct dname *, list->n);
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct text *item = &list->items[i];
		const char *fault;

		names[n] = name_read(d->arena, d->native->diags, item->s, item->at, NULL, &fault);
		if (names[n] != NULL)
			n++;
		else if (fault != NULL)
			(void)diag_add(d->native->diags, &rule_wrong_type, item->at,
				       "`name_servers` wants domain names, and `%.*s` has %s",
				       STR_ARG(item->s), fault);
	}
	/* a set of which one name cannot be read is not known */
	*ret_n = list->partial || n < list->n ? 0 : n;
	return names;
}

static void derive_central(struct derivation *d)
{
	struct central *central = &d->model->central;
	const struct origin *origin =
		origin_new(d->arena, central->domain.at, NULL, "the central domain");

	d->central_zone =
		claim_zone(d, model_zone(d->model, central->name, VIEW_PUBLIC), central->name,
			   VIEW_PUBLIC, ZONE_CENTRAL, central->account, origin);
	add_ownership(d, d->central_zone, &central->ownership, origin);
	for (size_t i = 0; i < central->n_clouds; i++) {
		struct cloud *cloud = &central->clouds[i];
		struct zone *zone;

		if (cloud->name == NULL)
			continue;
		origin = origin_new(d->arena, cloud->domain.at, NULL, "the cloud `%.*s`",
				    STR_ARG(cloud->key.s));
		zone = claim_zone(d, model_zone(d->model, cloud->name, VIEW_PUBLIC), cloud->name,
				  VIEW_PUBLIC, ZONE_CLOUD, central->account, origin);
		add_ownership(d, zone, &central->ownership, origin);
	}
}

static void delegate_clouds(struct derivation *d)
{
	const struct central *central = &d->model->central;

	for (size_t i = 0; i < central->n_clouds; i++) {
		const struct cloud *cloud = &central->clouds[i];
		struct zone *zone =
			cloud->name == NULL ? NULL : model_zone(d->model, cloud->name, VIEW_PUBLIC);

		if (zone == NULL || cloud->name->labels == 0 || zone == d->central_zone)
			continue;
		add_delegation(d, derive_public_zone_of(d, dname_suffix(d->arena, cloud->name, 1)),
			       zone,
			       origin_new(d->arena, cloud->domain.at, NULL, "the cloud `%.*s`",
					  STR_ARG(cloud->key.s)));
	}
}

static struct zone *derive_public_zone(struct derivation *d, struct subdomain *subdomain,
				       const struct dname *name, enum zone_role role,
				       const struct text *id, const struct text_list *name_servers,
				       const struct origin *origin)
{
	struct zone *zone = claim_zone(d, model_zone(d->model, name, VIEW_PUBLIC), name,
				       VIEW_PUBLIC, role, subdomain->account, origin);

	zone->subdomain = subdomain;
	if (zone->id.presence != KNOWN)
		zone->id = *id;
	if (zone->n_name_servers == 0)
		zone->name_servers = parse_names(d, name_servers, &zone->n_name_servers);
	add_ownership(d, zone, &subdomain->ownership, origin);
	return zone;
}

static void derive_subdomain_zones(struct derivation *d, struct subdomain *subdomain)
{
	const struct naming *naming = &d->model->naming;
	const struct origin *origin = origin_new(d->arena, subdomain->key.at, NULL,
						 "the subdomain `%.*s`", STR_ARG(subdomain->key.s));

	if (subdomain->exposed & EXPOSED_EXTERNAL)
		subdomain->external = template_name(d->native, &naming->external, NULL, subdomain);
	if (subdomain->exposed & EXPOSED_INTERNAL)
		subdomain->internal = template_name(d->native, &naming->internal, NULL, subdomain);
	if (subdomain->external != NULL)
		subdomain->zone_external = derive_public_zone(
			d, subdomain, subdomain->external, ZONE_EXTERNAL,
			&subdomain->zone_id_external, &subdomain->name_servers_external,
			origin_new(d->arena, subdomain->key.at,
				   origin_new(d->arena, naming->external.at, NULL,
					      "the external template"),
				   "the subdomain `%.*s`", STR_ARG(subdomain->key.s)));
	if (subdomain->internal == NULL)
		return;
	subdomain->zone_internal = derive_public_zone(
		d, subdomain, subdomain->internal, ZONE_INTERNAL, &subdomain->zone_id_internal,
		&subdomain->name_servers_internal,
		origin_new(d->arena, subdomain->key.at,
			   origin_new(d->arena, naming->internal.at, NULL, "the internal template"),
			   "the subdomain `%.*s`", STR_ARG(subdomain->key.s)));
	subdomain->zone_private =
		claim_zone(d, private_zone_of(d->model, subdomain), subdomain->internal,
			   VIEW_PRIVATE, ZONE_INTERNAL, subdomain->account, origin);
	subdomain->zone_private->subdomain = subdomain;
	if (subdomain->zone_private->id.presence != KNOWN)
		subdomain->zone_private->id = subdomain->zone_id_private;
	if (subdomain->zone_private->n_vpcs == 0) {
		subdomain->zone_private->vpcs = subdomain->vpcs;
		subdomain->zone_private->n_vpcs = subdomain->n_vpcs;
	}
}

static void derive_delegation(struct derivation *d, const struct subdomain *subdomain,
			      const struct zone *zone)
{
	if (zone == NULL || zone->name->labels == 0)
		return;
	add_delegation(d, derive_public_zone_of(d, dname_suffix(d->arena, zone->name, 1)), zone,
		       origin_new(d->arena, subdomain->key.at, NULL, "the subdomain `%.*s`",
				  STR_ARG(subdomain->key.s)));
}

/* ---- clouds that are used and not written ------------------------------------------------------ */

static void add_cloud(struct derivation *d, const struct text *key)
{
	struct central *central = &d->model->central;
	struct cloud *grown, *cloud;

	if (map_get(&d->native->cloud_keys, key->s) != NULL)
		return;
	grown = NEW_ARRAY(d->arena, struct cloud, central->n_clouds + 1);
	for (size_t i = 0; i < central->n_clouds; i++)
		grown[i] = central->clouds[i];
	cloud = &grown[central->n_clouds++];
	cloud->key = *key;
	central->clouds = grown;
	map_init(&d->native->cloud_keys, d->arena);
	for (size_t i = 0; i < central->n_clouds; i++)
		(void)map_add(&d->native->cloud_keys, grown[i].key.s, &grown[i]);
}

/* Without a domain of its own, a cloud's domain is <centraldomain>.<cloud>, literally. */
static void name_clouds(struct derivation *d)
{
	static const struct text aws = {KNOWN, {"aws", 3}, {0}};
	struct central *central = &d->model->central;

	for (size_t i = 0; i < d->model->subdomains.n; i++) {
		const struct subdomain *subdomain = d->model->subdomains.items[i];

		if (!(subdomain->exposed & EXPOSED_INTERNAL))
			continue;
		add_cloud(d,
			  subdomain->account != NULL && subdomain->account->cloud.presence == KNOWN
				  ? &subdomain->account->cloud
				  : &aws);
	}
	for (size_t i = 0; i < central->n_clouds; i++) {
		struct cloud *cloud = &central->clouds[i];
		const char *fault;
		char *text;

		if (cloud->domain.at.file == 0)
			cloud->domain.at =
				cloud->key.at.file != 0 ? cloud->key.at : central->domain.at;
		if (cloud->name != NULL || cloud->domain.presence == KNOWN)
			continue;
		text = arena_printf(d->arena, "%s.%.*s", dname_text_bare(d->arena, central->name),
				    STR_ARG(cloud->key.s));
		cloud->name = name_read(d->arena, d->native->diags, str_from(text), cloud->key.at,
					NULL, &fault);
		if (cloud->name == NULL && fault != NULL)
			(void)diag_add(d->native->diags, &rule_wrong_type, cloud->key.at,
				       "cloud `%.*s` gives `%s`, which is no domain name",
				       STR_ARG(cloud->key.s), text);
	}
}

/* ---- all of it --------------------------------------------------------------------------------- */

static void set_naming_defaults(struct naming *naming)
{
	struct {
		struct text *text;
		const char *value;
	} defaults[] = {{&naming->external, NAMING_EXTERNAL},
			{&naming->internal, NAMING_INTERNAL},
			{&naming->api_label, NAMING_LABEL},
			{&naming->subdomain_label, NAMING_LABEL}};

	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		if (defaults[i].text->presence != KNOWN)
			*defaults[i].text = (struct text){KNOWN, str_from(defaults[i].value), {0}};
}

static void derive_zones(struct derivation *d)
{
	name_clouds(d);
	derive_central(d);
	for (size_t i = 0; i < d->model->subdomains.n; i++)
		derive_subdomain_zones(d, d->model->subdomains.items[i]);
}

static void derive_what_they_hold(struct derivation *d)
{
	const struct model *model = d->model;

	delegate_clouds(d);
	for (size_t i = 0; i < model->subdomains.n; i++) {
		derive_delegation(d, model->subdomains.items[i],
				  model->subdomains.items[i]->zone_external);
		derive_delegation(d, model->subdomains.items[i],
				  model->subdomains.items[i]->zone_internal);
	}
	derive_apis(d);
}

void derive(struct native *native, const struct policy *policy)
{
	struct derivation d = {
		.native = native, .model = native->model, .arena = native->arena, .policy = policy};

	map_init(&d.rrsets, d.arena);
	set_naming_defaults(&native->model->naming);
	for (size_t i = 0; i < native->model->zones.n; i++)
		zone_sort(native->model, native->model->zones.items[i]);
	if (native->model->central.name != NULL)
		derive_zones(&d);
	/* delegations and proofs are of what the snapshot shows, where nobody states it */
	if (native->model->existing != NULL)
		snapshot_match_zones(native->model, native->diags);
	if (native->model->central.name != NULL)
		derive_what_they_hold(&d);
	derive_certificates(&d);
	if (native->model->existing != NULL)
		snapshot_fill_certificates(native->model);
	derive_proofs(&d);
	if (policy->derive_caa)
		derive_caa(&d);
}

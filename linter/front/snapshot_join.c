/* snapshot_join.c -- what becomes of each record set that exists, and what of it stays beside the declared
 * ones. */
#include "front/snapshot.h"

#include <string.h>

#include "base/banned.h"

struct join {
	struct model *model;
	struct arena *arena;
	struct zone *existing;	   /* a hosted zone of the snapshot */
	struct zone *zone;	   /* its declared counterpart; NULL: none */
	const struct zone *before; /* what was declared before; NULL: nothing, or not known */
};

static enum fate fate_of(const struct join *j, const struct rrset *present)
{
	if (rrset_is_of_service(present))
		return FATE_SERVICE;
	if (j->zone != NULL && zone_record_set(j->zone, present->owner, present->type,
					       present->set_identifier) != NULL)
		return FATE_DECLARED;
	/* a record set of a traffic policy goes with the policy's instance alone */
	if (present->pending != NULL && present->alias == NULL)
		return FATE_FOREIGN;
	if ((j->zone != NULL && j->zone->prune) || was_declared(j->before, present))
		return FATE_REMOVED;
	return FATE_FOREIGN;
}

/* ---- values of several owners ------------------------------------------------------------------ */

/* The pieces in which ZONE writes the record set that begins at FIRST. */
static bool next_piece(const struct zone *zone, const struct rrset *first, size_t *i)
{
	return *i < zone->rrsets.n && zone->rrsets.items[*i]->type == first->type &&
	       zone->rrsets.items[*i]->set_identifier == NULL &&
	       dname_equal(zone->rrsets.items[*i]->owner, first->owner);
}

/* "v=spf1", "v=DMARC1": of each kind a name has one TXT, and another is its former text (RFC 7208 section
 * 3.2, RFC 7489 section 6.6.3). */
static struct str version_of(struct arena *arena, const struct rr *rr)
{
	struct str text = rdata_joined(arena, rr);
	size_t n = 0;

	if (!str_starts(text, "v="))
		return STR("");
	while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != ';')
		n++;
	return str_slice(text.ptr, n);
}

static bool takes_place_of(struct arena *arena, const struct rrset *rrset, const struct rr *value)
{
	struct str version = version_of(arena, value);

	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_equal(rrset->type, &rrset->rrs[i], value) ||
		    (version.len > 0 && str_eq_nocase(version_of(arena, &rrset->rrs[i]), version)))
			return true;
	return false;
}

static bool has_own_value(const struct rrset *rrset, const struct rr *value)
{
	for (size_t i = 0; i + rrset->n_foreign < rrset->n; i++)
		if (rdata_equal(rrset->type, &rrset->rrs[i], value))
			return true;
	return false;
}

/* Whether some piece of the record set in ZONE has VALUE, or another that takes its place. */
static bool is_settled(const struct join *j, const struct zone *zone, const struct rrset *first,
		       const struct rr *value)
{
	size_t i = zone_first_of(zone, first->owner, first->type);

	for (; next_piece(zone, first, &i); i++)
		if (takes_place_of(j->arena, zone->rrsets.items[i], value))
			return true;
	return false;
}

static bool was_ours(const struct join *j, const struct rrset *present, const struct rr *value)
{
	const struct rrset *first =
		j->before == NULL ? NULL
				  : zone_record_set(j->before, present->owner, present->type, NULL);
	size_t i;

	if (first == NULL)
		return false;
	for (i = zone_first_of(j->before, first->owner, first->type);
	     next_piece(j->before, first, &i); i++)
		if (!j->before->rrsets.items[i]->foreign &&
		    has_own_value(j->before->rrsets.items[i], value))
			return true;
	return false;
}

/* Values that stand in the existing TXT and were never declared stay beside the declared ones. */
static void keep_values(struct join *j, const struct rrset *present)
{
	struct rrset *rrset =
		zone_record_set(j->zone, present->owner, present->type, present->set_identifier);
	struct rr *kept = NEW_ARRAY(j->arena, struct rr, present->n + 1);
	size_t n = 0;

	if (present->alias != NULL || rrset->alias != NULL || rrset->n == 0 || j->zone->prune)
		return;
	for (size_t i = 0; i < present->n; i++)
		if (!is_settled(j, j->zone, rrset, &present->rrs[i]) &&
		    !was_ours(j, present, &present->rrs[i]))
			kept[n++] = present->rrs[i];
	if (n == 0)
		return;
	rrset->rrs = memcpy(NEW_ARRAY(j->arena, struct rr, rrset->n + n), rrset->rrs,
			    rrset->n * sizeof(struct rr));
	memcpy(rrset->rrs + rrset->n, kept, n * sizeof(struct rr));
	rrset->n += n;
	rrset->n_foreign = n;
}

/* ---- zones ------------------------------------------------------------------------------------- */

static struct zone *add_foreign_zone(struct join *j)
{
	const struct zone *from = j->existing;
	struct zone *zone = model_add_zone(j->model, from->name, from->view, from->origin);

	zone->account = from->account;
	zone->id = from->id;
	zone->name_servers = from->name_servers;
	zone->n_name_servers = from->n_name_servers;
	zone->vpcs = from->vpcs;
	zone->n_vpcs = from->n_vpcs;
	zone->vpcs_unknown = from->vpcs_unknown;
	zone->managed_part = from->managed_part;
	zone->foreign = true;
	zone->counterpart = j->existing;
	return zone;
}

static void add_foreign(struct join *j, struct zone *zone, const struct rrset *present)
{
	struct rrset *rrset =
		model_add_rrset(j->model, zone, present->owner, present->type, present->origin);

	*rrset = *present;
	rrset->zone = zone;
	rrset->foreign = true;
}

/* Whether something of the hosted zone stays that nobody declares. */
static bool settle_fates(struct join *j)
{
	bool any = false;

	for (size_t i = 0; i < j->existing->rrsets.n; i++) {
		struct rrset *present = j->existing->rrsets.items[i];

		present->fate = fate_of(j, present);
		any = any || present->fate == FATE_FOREIGN;
	}
	return any;
}

static void join_zone(struct join *j)
{
	struct zone *existing = j->existing, *zone = j->zone;
	bool foreign = settle_fates(j);

	if (zone == NULL && j->before != NULL && !foreign && !existing->managed_part) {
		existing->retired = true;
		return;
	}
	if (zone == NULL)
		existing->counterpart = zone = add_foreign_zone(j);
	for (size_t i = 0; i < existing->rrsets.n; i++) {
		const struct rrset *present = existing->rrsets.items[i];

		if (present->fate == FATE_FOREIGN ||
		    (present->fate == FATE_SERVICE && zone->foreign))
			add_foreign(j, zone, present);
		else if (present->fate == FATE_DECLARED && present->type == RR_TXT &&
			 present->set_identifier == NULL)
			keep_values(j, present);
	}
}

void snapshot_join(struct model *model)
{
	/* what is there so far is declared: it is looked up */
	for (size_t i = 0; i < model->zones.n; i++)
		zone_sort(model, model->zones.items[i]);
	for (size_t i = 0; i < model->existing->zones.n; i++) {
		struct join j = {.model = model, .arena = model->arena};

		j.existing = model->existing->zones.items[i];
		j.zone = j.existing->counterpart;
		j.existing->before = j.before = zone_before(model, j.existing);
		join_zone(&j);
	}
}

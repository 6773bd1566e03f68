/* index.c -- zones by name, names by zone. */
#include "index/index.h"

#include "base/work.h"
#include "index/build.h"
#include "index/overlay.h"

#include <string.h>

#include "base/banned.h"

/* ---- zones by name ----------------------------------------------------------------------------- */

static uint32_t zone_hash(const uint8_t *wire, size_t len, enum view view)
{
	return dname_wire_hash(wire, len) + (uint32_t)view * 0x9e3779b9u;
}

/* The hash is in the slot, so that a name that is no zone's leads to no zone's memory. */
static struct index_slot *zone_slot(const struct index *index, uint32_t hash, const uint8_t *wire,
				    size_t len, enum view view)
{
	size_t mask = index->n_zone_slots - 1, at = hash & mask;

	for (;; at = (at + 1) & mask) {
		struct index_slot *slot = &index->zone_slots[at];
		const struct zone *zone;

		if (slot->number == 0)
			return slot;
		if (slot->hash != hash)
			continue;
		zone = index->zones[slot->number - 1].zone;
		if (zone->view == view && zone->name->len == len &&
		    memcmp(zone->name->wire, wire, len) == 0)
			return slot;
	}
}

void index_build_zone_slots(struct index *index, size_t n_zones)
{
	index->n_zone_slots = 16;
	while (index->n_zone_slots < n_zones * 2 + 2)
		index->n_zone_slots *= 2;
	index->zone_slots = NEW_ARRAY(index->arena, struct index_slot, index->n_zone_slots);
	for (size_t i = 0; i < n_zones; i++) {
		const struct zone *zone = index->zones[i].zone;
		uint32_t hash = zone_hash(zone->name->wire, zone->name->len, zone->view);
		struct index_slot *slot =
			zone_slot(index, hash, zone->name->wire, zone->name->len, zone->view);

		if (slot->number == 0)
			*slot = (struct index_slot){hash, (uint32_t)i + 1};
	}
}

/* Of the zones of one name and view, which stand side by side from AT on, the first that is there: under an
 * overlay one may not be made yet. NULL: none. */
static const struct zone_index *first_present(const struct index *index, size_t at)
{
	const struct zone_index *first = &index->zones[at];

	if (first->overlay == NULL)
		return first;
	for (; at < index->model->zones.n && index->zones[at].zone->view == first->zone->view &&
	       dname_equal(index->zones[at].zone->name, first->zone->name);
	     at++)
		if (overlay_zone_present(&index->zones[at]))
			return &index->zones[at];
	return NULL;
}

const struct zone_index *index_zone_for(const struct index *index, const struct dname *name,
					enum view view, unsigned max_labels)
{
	unsigned labels = max_labels < name->labels ? max_labels : name->labels;

	for (unsigned skip = name->labels - labels; skip <= name->labels; skip++) {
		size_t len;
		const uint8_t *wire = dname_suffix_wire(name, skip, &len);
		const struct index_slot *slot =
			zone_slot(index, zone_hash(wire, len, view), wire, len, view);

		const struct zone_index *zone =
			slot->number == 0 ? NULL : first_present(index, slot->number - 1);

		if (zone != NULL)
			return zone;
	}
	return NULL;
}

const struct zone_index *index_zones_for(const struct index *index, const struct dname *name,
					 enum view view, unsigned max_labels, size_t *ret_n)
{
	const struct zone_index *first = index_zone_for(index, name, view, max_labels);
	const struct zone_index *end = index->zones + index->model->zones.n, *zone = first;

	while (zone != NULL && zone < end && zone->zone->view == view &&
	       dname_equal(zone->zone->name, first->zone->name))
		zone++;
	*ret_n = first == NULL ? 0 : (size_t)(zone - first);
	return first;
}

const struct zone_index *index_of_zone(const struct index *index, const struct zone *zone)
{
	const struct zone_index *first =
		index_zone_for(index, zone->name, zone->view, zone->name->labels);

	for (const struct zone_index *at = first;
	     at != NULL && at < index->zones + index->model->zones.n; at++)
		if (at->zone == zone)
			return at;
	BUG("a zone that is not in the index");
}

/* ---- zones, each by one worker ----------------------------------------------------------------- */

struct job {
	struct index *index;
	struct arena *arenas; /* one a worker */
};

static void build_zone(void *context, size_t item, unsigned worker)
{
	struct job *job = context;

	zone_index_build(&job->index->zones[item], job->index->model->zones.items[item],
			 &job->arenas[worker]);
}

void index_build(struct index *index, const struct model *model, const struct policy *policy,
		 struct arena *arena, unsigned jobs)
{
	struct arena arenas[WORK_JOBS_MAX];
	struct job job = {index, arenas};

	*index = (struct index){.model = model, .policy = policy, .arena = arena};
	index->zones = NEW_ARRAY(arena, struct zone_index, model->zones.n);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_init(&arenas[i]);
	work_run(model->zones.n, jobs, build_zone, &job);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_absorb(arena, &arenas[i]);
	index_build_zone_slots(index, model->zones.n);
	index_build_privacy(index);
	index_build_tls(index);
}

/* ---- subdomains and certificates --------------------------------------------------------------- */

const struct subdomain *index_subdomain_of(const struct index *index, const struct dname *name,
					   enum exposure *ret_exposure)
{
	/* A subdomain has a public zone for each of its domains, so the zones are the look-up. */
	for (unsigned labels = name->labels + 1u; labels > 0;) {
		const struct zone_index *found =
			index_zone_for(index, name, VIEW_PUBLIC, labels - 1);
		const struct zone *zone;

		if (found == NULL)
			return NULL;
		zone = found->zone;
		if (zone->subdomain != NULL) {
			if (ret_exposure != NULL)
				*ret_exposure = zone->role == ZONE_INTERNAL ? EXPOSURE_INTERNAL
									    : EXPOSURE_EXTERNAL;
			return zone->subdomain;
		}
		labels = zone->name->labels;
	}
	return NULL;
}

bool certificate_name_covers(const struct dname *dns_name, const struct dname *name)
{
	const uint8_t *base, *rest;
	size_t base_len, rest_len;

	if (!dname_is_wildcard(dns_name))
		return dname_equal(dns_name, name);
	if (name->labels != dns_name->labels || dname_is_wildcard(name))
		return dname_equal(dns_name, name);
	base = dname_suffix_wire(dns_name, 1, &base_len);
	rest = dname_suffix_wire(name, 1, &rest_len);
	return base_len == rest_len && memcmp(base, rest, base_len) == 0;
}

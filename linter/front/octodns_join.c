/* octodns_join.c -- what octoDNS's zone files hold, joined into zones of the model. */
#include "front/octodns_zones.h"
#include "front/project.h"
#include "front/syntax.h"

#include <string.h>

#include "base/banned.h"

/* Which use an owner's RRset of a type is taken from. */
struct winner {
	const struct octodns_use *use;
	const struct rrset *rrset;
};

struct join {
	struct octodns *o;
	struct zone *zone;
	struct map winners;
};

static struct str winner_key(struct arena *arena, const struct rrset *rrset)
{
	size_t len = rrset->owner->len;
	char *key = arena_bytes(arena, len + 2);

	memcpy(key, rrset->owner->wire, len);
	key[len] = (char)((unsigned)rrset->type >> 8);
	key[len + 1] = (char)((unsigned)rrset->type & 0xff);
	return str_slice(key, len + 2);
}

static void twice(struct octodns *o, const struct rrset *rrset, const struct rrset *first)
{
	const char *type = rr_type_name(o->arena, rrset->type);
	struct diag *diag = diag_add(o->diags, &rule_duplicate_key, rrset->owner_at,
				     "the %s record at `%s` is in another file of the zone, too",
				     type, dname_text_bare(o->arena, rrset->owner));

	diag->name = dname_text(o->arena, rrset->owner);
	diag->cause = type;
	diag_related(o->diags, diag, first->owner_at, "first here");
	diag_help(o->diags, diag,
		  "keep one of the two, or let the later provider say `populate_should_replace`");
}

/* A later file replaces records only where its provider says so. */
static void contend(struct join *j, const struct octodns_use *use)
{
	for (size_t i = 0; i < use->zone->rrsets.n; i++) {
		const struct rrset *rrset = use->zone->rrsets.items[i];
		struct str key = winner_key(j->o->arena, rrset);
		struct winner *winner = map_get(&j->winners, key);

		if (winner == NULL) {
			winner = NEW(j->o->arena, struct winner);
			*winner = (struct winner){use, rrset};
			(void)map_add(&j->winners, key, winner);
		} else if (winner->use != use && use->provider->replaces) {
			*winner = (struct winner){use, rrset};
		} else if (winner->use != use) {
			twice(j->o, rrset, winner->rrset);
		}
	}
}

static void take_use(struct join *j, const struct octodns_use *use)
{
	for (size_t i = 0; i < use->zone->rrsets.n; i++) {
		struct rrset *rrset = use->zone->rrsets.items[i];

		if (j->winners.arena != NULL) {
			const struct winner *winner =
				map_get(&j->winners, winner_key(j->o->arena, rrset));

			if (winner->use != use)
				continue;
		}
		rrset->zone = j->zone;
		*VEC_PUSH(j->o->arena, &j->zone->rrsets) = rrset;
	}
}

/* Two configurations often differ in their targets alone. */
static bool is_repeated(const struct octodns_hosted *zone)
{
	for (const struct octodns_hosted *same = zone->same; same != NULL; same = same->same) {
		size_t equal = 0;

		if (same->uses.n != zone->uses.n)
			continue;
		while (equal < zone->uses.n &&
		       str_eq(zone->uses.items[equal]->path, same->uses.items[equal]->path))
			equal++;
		if (equal == zone->uses.n)
			return true;
	}
	return false;
}

/* The model's zone: one that an estate declares is joined once. */
static struct zone *model_zone_of(struct octodns *o, struct model *model,
				  const struct octodns_hosted *from)
{
	struct zone *zone = from->same == NULL ? model_zone(model, from->name, from->view) : NULL;

	if (zone != NULL)
		return zone;
	zone = model_add_zone(model, from->name, from->view,
			      origin_new(o->arena, from->entry->name.at, NULL,
					 "the zone `%s` of the octoDNS configuration",
					 dname_text_bare(o->arena, from->name)));
	zone->view_assumed = from->view_assumed;
	return zone;
}

static void take_spec(struct model *model, struct zone *zone, const struct source_spec *spec)
{
	if (spec == NULL)
		return;
	if (zone->account == NULL)
		zone->account = map_get(&model->account_keys, spec->account.s);
	zone->managed_stated = zone->managed_stated || spec->managed.presence == KNOWN;
	if (spec->managed.presence == KNOWN)
		zone->managed_part = str_is(spec->managed.s, "part");
}

static void attach(struct octodns *o, struct model *model, struct octodns_hosted *from)
{
	struct join j = {.o = o};
	const struct source_spec *spec = from->uses.items[0]->spec;

	if (is_repeated(from))
		return;
	if (from->view_assumed && spec != NULL && spec->view.presence == KNOWN) {
		from->view = str_is(spec->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
		from->view_assumed = false;
	}
	j.zone = model_zone_of(o, model, from);
	if (from->uses.n > 1) {
		map_init(&j.winners, o->arena);
		for (size_t i = 0; i < from->uses.n; i++)
			if (from->uses.items[i]->zone != NULL)
				contend(&j, from->uses.items[i]);
	}
	for (size_t i = 0; i < from->uses.n; i++)
		if (from->uses.items[i]->zone != NULL)
			take_use(&j, from->uses.items[i]);
	j.zone->octodns = true;
	if (!j.zone->managed_stated)
		j.zone->managed_part = j.zone->managed_part || from->part;
	if (j.zone->n_vpcs == 0) {
		j.zone->vpcs = from->vpcs.items;
		j.zone->n_vpcs = from->vpcs.n;
	}
	take_spec(model, j.zone, spec != NULL ? spec : from->config->spec);
}

static bool leaves_to_others(const struct octodns_zone *entry)
{
	for (size_t i = 0; i < entry->processors.n; i++)
		if (entry->processors.items[i]->kind != PROCESSOR_NEUTRAL &&
		    entry->processors.items[i]->kind != PROCESSOR_TEMPLATE)
			return true;
	return false;
}

static void manage_in_part(struct zone *zone)
{
	if (zone != NULL && zone->octodns && !zone->managed_stated)
		zone->managed_part = true;
}

/* The files of a zone may be named as sources, and not be found where octoDNS looks for them: what its
 * processors leave alone is left alone all the same. */
static void doubt_zones(const struct octodns_zone *entry, struct model *model)
{
	if (!leaves_to_others(entry))
		return;
	if (entry->dname != NULL) {
		manage_in_part(model_zone(model, entry->dname, VIEW_PUBLIC));
		manage_in_part(model_zone(model, entry->dname, VIEW_PRIVATE));
		return;
	}
	for (size_t i = 0; i < model->zones.n; i++)
		manage_in_part(model->zones.items[i]);
}

void octodns_attach(struct octodns *octodns, struct model *model)
{
	for (size_t i = 0; i < octodns->hosted.n; i++)
		attach(octodns, model, octodns->hosted.items[i]);
	for (size_t i = 0; i < octodns->configs.n; i++)
		for (size_t k = 0; k < octodns->configs.items[i]->zones.n; k++)
			doubt_zones(octodns->configs.items[i]->zones.items[k], model);
}

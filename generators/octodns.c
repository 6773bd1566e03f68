/* octodns.c -- the model as a configuration of octoDNS with its zone files. */
#include "octodns.h"

#include "octodns_record.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* One configuration. */
struct part {
	const char *name;
	struct buf head; /* providers */
	struct buf zones;
	struct map targets; /* those that `head` has */
};

struct writer {
	struct bundle *bundle;
	const struct model *model;
	struct arena *arena;
	VEC(struct part *)
	parts[2]; /* by view: the zones that are the first of their name, the second … */
};

/* ---- zone files -------------------------------------------------------------------------------- */

static void print_zone(struct writer *w, struct buf *out, const struct zone *zone)
{
	struct rrset *const *rrsets = zone->rrsets.items;

	buf_printf(out, "---\n# %s\n", zone_label(w->arena, zone));
	for (size_t i = 0, end; i < zone->rrsets.n; i = end) {
		for (end = i + 1;
		     end < zone->rrsets.n && dname_equal(rrsets[end]->owner, rrsets[i]->owner);)
			end++;
		octodns_owner_print(out, w->arena, zone, rrsets + i, end - i);
	}
}

/* ---- configurations ---------------------------------------------------------------------------- */

static struct part *part_of(struct writer *w, enum view view, size_t n)
{
	const char *name = view == VIEW_PUBLIC ? "public" : "private";
	struct part *part;

	if (n < w->parts[view].n)
		return w->parts[view].items[n];
	part = NEW(w->arena, struct part);
	part->name = n == 0 ? name : arena_printf(w->arena, "%s-%zu", name, n + 1);
	buf_init(&part->head, LIMIT_OUTPUT);
	buf_init(&part->zones, LIMIT_OUTPUT);
	map_init(&part->targets, w->arena);
	buf_printf(&part->head,
		   "---\nproviders:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n"
		   "    directory: ./%s\n    enforce_order: false\n    escaped_semicolons: true\n",
		   part->name);
	*VEC_PUSH(w->arena, &w->parts[view]) = part;
	return part;
}

static const char *target_name(struct arena *arena, const struct zone *zone, size_t vpc)
{
	if (zone->view == VIEW_PUBLIC)
		return zone->view_assumed ? "host" : "route53";
	return vpc < zone->n_vpcs
		       ? arena_printf(arena, "route53-%.*s", STR_ARG(zone->vpcs[vpc].id.s))
		       : "route53-private";
}

static void print_target(struct writer *w, struct part *part, const struct zone *zone, size_t vpc)
{
	struct buf *out = &part->head;
	const char *name = target_name(w->arena, zone, vpc);

	if (map_add(&part->targets, str_from(name), part) != NULL)
		return;
	buf_text(out, "  ");
	(void)yaml_text_print(out, str_from(name));
	buf_text(out, ":\n    class: octodns_route53.Route53Provider\n");
	if (zone->view_assumed)
		return;
	buf_printf(out, "    private: %s\n", zone->view == VIEW_PUBLIC ? "false" : "true");
	if (zone->view == VIEW_PUBLIC || vpc >= zone->n_vpcs)
		return;
	buf_text(out, "    vpc_id: ");
	(void)yaml_text_print(out, zone->vpcs[vpc].id.s);
	buf_text(out, "\n    vpc_region: ");
	/* octoDNS needs one; where the estate does not say it, the environment may */
	(void)yaml_text_print(out, zone->vpcs[vpc].region.presence == KNOWN
					   ? zone->vpcs[vpc].region.s
					   : STR("env/VPC_REGION"));
	buf_char(out, '\n');
}

static size_t count_targets(const struct zone *zone)
{
	return zone->view == VIEW_PRIVATE && zone->n_vpcs > 0 ? zone->n_vpcs : 1;
}

static void print_config_zone(struct writer *w, struct buf *out, const struct zone *zone)
{
	buf_text(out, "  ");
	(void)yaml_text_print(out, str_from(dname_text(w->arena, zone->name)));
	buf_text(out, ":\n");
	if (zone->managed_part)
		buf_text(out, "    # others write into this zone, too\n");
	buf_text(out, "    sources: [config]\n    targets: [");
	for (size_t i = 0; i < count_targets(zone); i++) {
		buf_text(out, i == 0 ? "" : ", ");
		(void)yaml_text_print(out, str_from(target_name(w->arena, zone, i)));
	}
	buf_text(out, "]\n");
}

/* What file systems take for the name of a file. */
enum { FILE_NAME_MAX = 255 };

/* Why a zone has no file; NULL: it has one. */
static const char *no_file(struct writer *w, const struct zone *zone)
{
	struct str rest = str_from(dname_text_bare(w->arena, zone->name)), label;
	bool more = true;

	if (zone->name->labels == 0)
		return "the root has no name for a file";
	if (rest.len + strlen(".yaml") > FILE_NAME_MAX)
		return "its name is too long for that of a file";
	while (more) {
		more = str_cut(&rest, '.', &label);
		if (!more)
			label = rest;
		if (!str_eq(label, str_from(bundle_part(w->arena, label))))
			return "its name has characters that are none of a file's";
	}
	return NULL;
}

static void add_zone(struct writer *w, struct part *part, const struct zone *zone)
{
	struct buf text CLEANUP(buf_free);
	const char *reason = no_file(w, zone);

	buf_init(&text, LIMIT_OUTPUT);
	if (reason != NULL) {
		buf_printf(&part->zones, "  # %s: %s\n", dname_text(w->arena, zone->name), reason);
		return;
	}
	for (size_t i = 0; i < count_targets(zone); i++)
		print_target(w, part, zone, i);
	print_config_zone(w, &part->zones, zone);
	print_zone(w, &text, zone);
	bundle_add(w->bundle,
		   arena_printf(w->arena, "%s/%s.yaml", part->name,
				dname_text_bare(w->arena, zone->name)),
		   buf_view(&text));
}

static void finish_part(struct writer *w, struct part *part)
{
	buf_text(&part->head, "zones:\n");
	buf_str(&part->head, buf_view(&part->zones));
	bundle_add(w->bundle, arena_printf(w->arena, "%s.yaml", part->name), buf_view(&part->head));
	buf_free(&part->head);
	buf_free(&part->zones);
}

void octodns_export_add(struct bundle *bundle, const struct model *model)
{
	struct writer w = {.bundle = bundle, .model = model, .arena = bundle->arena};
	size_t same[2] = {0};

	/* zones of one name stand side by side */
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		if (i > 0 && !dname_equal(zone->name, model->zones.items[i - 1]->name))
			same[VIEW_PUBLIC] = same[VIEW_PRIVATE] = 0;
		add_zone(&w, part_of(&w, zone->view, same[zone->view]++), zone);
	}
	for (unsigned view = VIEW_PUBLIC; view <= VIEW_PRIVATE; view++)
		for (size_t i = 0; i < w.parts[view].n; i++)
			finish_part(&w, w.parts[view].items[i]);
}

enum bundle_result octodns_export(const struct model *model, const char *folder, struct err *err)
{
	enum bundle_result result;
	struct bundle bundle;
	struct arena arena;

	arena_init(&arena);
	bundle_init(&bundle, &arena);
	octodns_export_add(&bundle, model);
	result = bundle_write(&bundle, folder, err);
	arena_free(&arena);
	return result;
}

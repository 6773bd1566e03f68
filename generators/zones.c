/* zones.c -- the model as zone files (RFC 1035 section 5). */
#include "zones.h"

#include "index/plan.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* RFC 2606 section 2: a name that is never registered, for what is not known. */
#define UNKNOWN_NAME "unknown.invalid."

/* The SOA that Route 53 gives a new zone, with our own serial. */
#define SOA_TIMERS "1 7200 900 1209600 86400"

struct printer {
	struct buf *out;
	const struct zone *zone;
	struct arena *arena;
};

static void print_comment(struct printer *p, const char *text)
{
	buf_text(p->out, "; ");
	/* a line end in a source's text must not begin a record */
	for (; *text != '\0'; text++)
		buf_char(p->out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
	buf_char(p->out, '\n');
}

static void print_record(struct printer *p, const struct dname *owner, uint32_t ttl,
			 const char *type, const char *data)
{
	buf_printf(p->out, "%s %u IN %s %s\n", dname_text(p->arena, owner), ttl, type, data);
}

static const struct rrset *apex(const struct zone *zone, enum rr_type type)
{
	const struct rrset *rrset = zone_rrset(zone, zone->name, type);

	return rrset != NULL && rrset->n > 0 ? rrset : NULL;
}

/* The SOA that a zone needs and the model does not hold. */
static void make_up_soa(struct printer *p)
{
	const struct rrset *ns = apex(p->zone, RR_NS);
	const char *first = UNKNOWN_NAME;

	if (ns != NULL && ns->rrs[0].target != NULL)
		first = dname_text(p->arena, ns->rrs[0].target);
	else if (p->zone->n_name_servers > 0)
		first = dname_text(p->arena, p->zone->name_servers[0]);
	print_record(p, p->zone->name, 900, "SOA",
		     arena_printf(p->arena, "%s hostmaster.invalid. " SOA_TIMERS, first));
}

static void print_apex_ns(struct printer *p)
{
	if (apex(p->zone, RR_NS) != NULL)
		return;
	for (size_t i = 0; i < p->zone->n_name_servers; i++)
		print_record(p, p->zone->name, 172800, "NS",
			     dname_text(p->arena, p->zone->name_servers[i]));
	if (p->zone->n_name_servers == 0)
		print_record(p, p->zone->name, 172800, "NS", UNKNOWN_NAME);
}

static uint32_t ttl_of(const struct rrset *rrset)
{
	return rrset->ttl_known ? rrset->ttl : 300;
}

static const char *target_text(struct printer *p, const struct rrset *rrset)
{
	const struct dname *name = alias_dns_name(p->arena, rrset);

	return name == NULL ? UNKNOWN_NAME : dname_text(p->arena, name);
}

/* RRsets of one owner: sorted, so they stand together. */
struct owner_group {
	struct rrset *const *rrsets;
	size_t n;
};

static bool is_address(const struct rrset *rrset)
{
	return rrset->type == RR_A || rrset->type == RR_AAAA;
}

/* The alias records at an owner become one CNAME where nothing else is there and all lead to one
 * place. */
static bool can_be_cname(struct printer *p, struct owner_group group)
{
	if (dname_equal(group.rrsets[0]->owner, p->zone->name))
		return false;
	for (size_t i = 0; i < group.n; i++) {
		const struct rrset *rrset = group.rrsets[i];

		if (rrset->alias == NULL || !is_address(rrset))
			return false;
		if (strcmp(target_text(p, rrset), target_text(p, group.rrsets[0])) != 0)
			return false;
		/* a record that points at itself would be a loop */
		if (rrset->alias->dns_name != NULL &&
		    dname_equal(rrset->alias->dns_name, rrset->owner))
			return false;
	}
	return true;
}

static const char *alias_text(struct printer *p, const struct rrset *rrset)
{
	const struct load_balancer *balancer = rrset->alias->load_balancer;

	if (alias_dns_name(p->arena, rrset) != NULL)
		return target_text(p, rrset);
	if (balancer == NULL)
		return "a target that is not known yet";
	return arena_printf(p->arena, "the load balancer %.*s, whose DNS name is not known yet",
			    STR_ARG(balancer->key.s));
}

static void print_alias_comment(struct printer *p, const struct rrset *rrset)
{
	print_comment(p, arena_printf(p->arena, "%s %s: alias of %s",
				      dname_text(p->arena, rrset->owner),
				      rr_type_name(p->arena, rrset->type), alias_text(p, rrset)));
}

static void print_values(struct printer *p, const struct rrset *rrset, uint32_t ttl)
{
	struct buf data CLEANUP(buf_free);

	buf_init(&data, LIMIT_OUTPUT);
	for (size_t i = 0; i < rrset->n; i++) {
		buf_clear(&data);
		rdata_print(&data, rrset->type, &rrset->rrs[i]);
		print_record(p, rrset->owner, ttl, rr_type_name(p->arena, rrset->type),
			     data.ptr == NULL ? "" : data.ptr);
	}
}

static bool is_delegation(const struct printer *p, const struct rrset *rrset)
{
	return rrset->type == RR_NS && !dname_equal(rrset->owner, p->zone->name);
}

static void print_pending(struct printer *p, const struct rrset *rrset)
{
	print_comment(p, arena_printf(p->arena, "%s %s: %s", dname_text(p->arena, rrset->owner),
				      rr_type_name(p->arena, rrset->type),
				      rrset->pending == NULL ? "no values" : rrset->pending));
	if (is_delegation(p, rrset))
		print_record(p, rrset->owner, ttl_of(rrset), "NS", UNKNOWN_NAME);
}

/* RFC 2181 section 5.2: one TTL for all records of a set; but a signature has that of what it signs (RFC
 * 4034 section 3). */
static bool has_own_ttl(const struct rrset *rrset)
{
	enum { RR_RRSIG = 46 };

	return (unsigned)rrset->type == RR_RRSIG;
}

/* FIRST is the first RRset of the owner and type that was printed; NULL: RRSET is it. */
static void print_rrset(struct printer *p, const struct rrset *rrset, const struct rrset *first)
{
	if (rrset->alias != NULL)
		print_alias_comment(p, rrset);
	else if (rrset->n == 0)
		print_pending(p, rrset);
	else if (first != NULL && (rrset->type == RR_CNAME || rrset->type == RR_DNAME))
		print_comment(
			p,
			arena_printf(p->arena, "%s %s: another of its routing policy, %s",
				     dname_text(p->arena, rrset->owner),
				     rr_type_name(p->arena, rrset->type),
				     rrset->set_identifier == NULL ? "" : rrset->set_identifier));
	else
		print_values(p, rrset, ttl_of(has_own_ttl(rrset) || first == NULL ? rrset : first));
}

static void print_owner(struct printer *p, struct owner_group group)
{
	const struct rrset *first = NULL;

	if (can_be_cname(p, group)) {
		print_record(p, group.rrsets[0]->owner, 60, "CNAME",
			     target_text(p, group.rrsets[0]));
		for (size_t i = 0; i < group.n; i++)
			print_alias_comment(p, group.rrsets[i]);
		return;
	}
	for (size_t i = 0; i < group.n; i++) {
		const struct rrset *rrset = group.rrsets[i];

		if (rrset->type == RR_SOA)
			continue; /* it stands at the head */
		if (first != NULL && first->type != rrset->type)
			first = NULL;
		print_rrset(p, rrset, first);
		if (first == NULL && rrset->alias == NULL && rrset->n > 0)
			first = rrset;
	}
}

void zone_file_print(struct buf *out, const struct zone *zone, struct arena *arena)
{
	struct printer p = {out, zone, arena};

	print_comment(&p, arena_printf(arena, "%s, %s view", dname_text(arena, zone->name),
				       zone->view == VIEW_PUBLIC ? "public" : "private"));
	buf_printf(out, "$ORIGIN %s\n", dname_text(arena, zone->name));
	/* The SOA comes first: some servers want it so. */
	if (apex(zone, RR_SOA) != NULL)
		print_values(&p, apex(zone, RR_SOA), ttl_of(apex(zone, RR_SOA)));
	else
		make_up_soa(&p);
	print_apex_ns(&p);
	for (size_t i = 0, end; i < zone->rrsets.n; i = end) {
		struct rrset *const *rrsets = zone->rrsets.items;

		for (end = i + 1;
		     end < zone->rrsets.n && dname_equal(rrsets[end]->owner, rrsets[i]->owner);)
			end++;
		print_owner(&p, (struct owner_group){rrsets + i, end - i});
	}
}

static const char *file_path(struct bundle *bundle, const struct zone *zone)
{
	const char *folder = zone->view == VIEW_PUBLIC ? "public" : "private";
	const char *part =
		zone->name->labels == 0
			? "root"
			: bundle_part(bundle->arena,
				      str_from(dname_text_bare(bundle->arena, zone->name)));
	const char *path = arena_printf(bundle->arena, "%s/%s.zone", folder, part);

	/* Two zones of one name and view are legal in Route 53. */
	for (unsigned n = 2; bundle_has(bundle, path); n++)
		path = arena_printf(bundle->arena, "%s/%s.%u.zone", folder, part, n);
	return path;
}

void zones_add(struct bundle *bundle, const struct model *model)
{
	for (size_t i = 0; i < model->zones.n; i++) {
		struct buf out CLEANUP(buf_free);

		buf_init(&out, LIMIT_OUTPUT);
		zone_file_print(&out, model->zones.items[i], bundle->arena);
		bundle_add(bundle, file_path(bundle, model->zones.items[i]), buf_view(&out));
	}
}

enum bundle_result zones_export(const struct model *model, const char *folder, struct err *err)
{
	enum bundle_result result;
	struct bundle bundle;
	struct arena arena;

	arena_init(&arena);
	bundle_init(&bundle, &arena);
	zones_add(&bundle, model);
	result = bundle_write(&bundle, folder, err);
	arena_free(&arena);
	return result;
}

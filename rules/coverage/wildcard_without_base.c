/* wildcard_without_base.c -- `*.x` in a certificate without x, while x is used. */
#include "shared.h"

#include "base/banned.h"

/* What uses a base name. */
struct use {
	struct span at;
	const char *what;
};

static struct str key_of(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static void add_use(struct check *ck, struct map *uses, const struct dname *name, struct span at,
		    const char *what)
{
	struct use *use = NEW(ck->arena, struct use);

	use->at = at;
	use->what = what;
	(void)map_add(uses, key_of(name), use);
}

/* The names that end TLS here, and those of endpoint services. */
static void add_uses(struct check *ck, struct map *uses)
{
	const struct model *model = ck->model;

	for (size_t i = 0; i < ck->index->tls_names.n; i++) {
		const struct tls_name *name = ck->index->tls_names.items[i];

		add_use(ck, uses, name->name, name->at,
			arena_printf(ck->arena, "with TLS that ends at the load balancer `%.*s`",
				     STR_ARG(name->front->key.s)));
	}
	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];

		if (service->name != NULL)
			add_use(ck, uses, service->name, service->private_dns_name.at,
				arena_printf(
					ck->arena,
					"as the private DNS name of the endpoint service `%.*s`",
					STR_ARG(service->key.s)));
	}
}

/* An address, an alias or a CNAME at NAME. */
static const struct rrset *record_in(const struct zone_index *zone, const struct dname *name)
{
	const struct name_node *node = zone_index_node(zone, name);

	for (size_t i = 0; node != NULL && i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (rrset->alias != NULL || rrset->type == RR_A || rrset->type == RR_AAAA ||
		    rrset->type == RR_CNAME)
			return rrset;
	}
	return NULL;
}

/* … in one of the zones of VIEW that answer for it: a private one may be another in each VPC. */
static const struct rrset *record_at(const struct check *ck, const struct dname *name,
				     enum view view)
{
	size_t n;
	const struct zone_index *zones =
		index_zones_for(ck->index, name, view, DNAME_LABELS_MAX, &n);
	const struct rrset *found = NULL;

	for (size_t i = 0; found == NULL && i < n; i++)
		found = record_in(&zones[i], name);
	return found;
}

static bool find_use(struct check *ck, const struct map *uses, const struct dname *name,
		     struct use *ret_use)
{
	const struct use *use = map_get(uses, key_of(name));

	if (use != NULL) {
		*ret_use = *use;
		return true;
	}
	for (int view = VIEW_PUBLIC; view <= VIEW_PRIVATE; view++) {
		const struct rrset *rrset = record_at(ck, name, (enum view)view);

		if (rrset == NULL)
			continue;
		ret_use->at = rrset->owner_at;
		ret_use->what = arena_printf(ck->arena, "by its %s record",
					     rr_type_name(ck->arena, rrset->type));
		return true;
	}
	return false;
}

/* Names that a certificate of the estate covers in another way than by the wildcard below them. */
static void add_covered(struct check *ck, struct map *covered, bool *ret_unknown)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		struct certificate *certificate = ck->model->certificates.items[i];

		if (!coverage_names_known(certificate))
			*ret_unknown = true;
		for (size_t j = 0; j < certificate->names.n; j++) {
			if (certificate->dns_names[j] == NULL)
				*ret_unknown = true;
			else
				(void)map_add(covered, key_of(certificate->dns_names[j]),
					      certificate);
		}
	}
}

/* Whether a certificate holds BASE, or the wildcard beside it. */
static bool is_covered(struct check *ck, const struct map *covered, const struct dname *base)
{
	const struct dname *beside;

	if (map_get(covered, key_of(base)) != NULL)
		return true;
	beside = base->labels == 0
			 ? NULL
			 : dname_prepend(ck->arena, STR("*"), dname_suffix(ck->arena, base, 1));
	return beside != NULL && map_get(covered, key_of(beside)) != NULL;
}

static void report_name(struct check *ck, const struct certificate *certificate, size_t index,
			const struct dname *base, const struct use *use)
{
	struct span at = certificate->derived ? coverage_place(certificate)
					      : certificate->names.items[index].at;
	struct diag *d;

	d = report(ck, at, "the certificate `%.*s` holds `%s` without `%s`, which is used",
		   STR_ARG(certificate->key.s), show(ck, certificate->dns_names[index]),
		   show(ck, base));
	about(ck, d, base, NULL, arena_printf(ck->arena, "%.*s", STR_ARG(certificate->key.s)));
	related(ck, d, use->at, "`%s` is used here, %s", show(ck, base), use->what);
	help(ck, d, "write `names: %s`", coverage_names(ck, certificate, show(ck, base)));
}

static void decide(struct check *ck)
{
	struct map uses, covered;
	bool unknown = false;

	map_init(&uses, ck->arena);
	map_init(&covered, ck->arena);
	add_uses(ck, &uses);
	add_covered(ck, &covered, &unknown);
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		const struct certificate *certificate = ck->model->certificates.items[i];

		for (size_t j = 0; j < certificate->names.n; j++) {
			const struct dname *name = certificate->dns_names[j];
			const struct dname *base;
			struct use use;

			if (name == NULL || !dname_is_wildcard(name))
				continue;
			base = dname_suffix(ck->arena, name, 1);
			if (is_covered(ck, &covered, base) || !find_use(ck, &uses, base, &use))
				continue;
			if (unknown)
				undecided(ck, certificate->names.items[j].at,
					  "whether a certificate holds `%s` is not known: not all "
					  "names of "
					  "certificates are known",
					  show(ck, base));
			else
				report_name(ck, certificate, j, base, &use);
		}
	}
}

const struct rule rule_wildcard_without_base = {
	.id = "wildcard-without-base",
	.family = "coverage",
	.severity = SEV_WARNING,
	.starred = true,
	.summary = "a certificate with a wildcard and without the domain itself, which is used",
	.source = "RFC 9525, section 6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "`*.example.com` stands for one label before `example.com`, never for none. Whoever "
	       "opens "
	       "the domain itself is refused, and the name was meant to be in the same "
	       "certificate: it "
	       "costs nothing there, and one validation record serves both.",
	.fix = "Add the domain itself to the names of the certificate.",
	.decide = decide,
};

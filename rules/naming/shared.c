/* shared.c -- an owner name held against a template. */
#include "shared.h"

#include "base/banned.h"

const struct text *template_of(const struct model *model, enum exposure exposure)
{
	return exposure == EXPOSURE_EXTERNAL ? &model->naming.external : &model->naming.internal;
}

const char *template_key(enum exposure exposure)
{
	return exposure == EXPOSURE_EXTERNAL ? "naming.external" : "naming.internal";
}

bool follows_template(const struct dname *name, const struct dname *domain)
{
	return name->labels == domain->labels + 1 && dname_is_below(name, domain);
}

const struct dname *zone_domain(const struct zone *zone, enum exposure *ret_exposure)
{
	const struct subdomain *subdomain = zone->subdomain;

	if (subdomain == NULL)
		return NULL;
	if (subdomain->internal != NULL && dname_equal(zone->name, subdomain->internal)) {
		*ret_exposure = EXPOSURE_INTERNAL;
		return subdomain->internal;
	}
	if (subdomain->external != NULL && dname_equal(zone->name, subdomain->external)) {
		*ret_exposure = EXPOSURE_EXTERNAL;
		return subdomain->external;
	}
	return NULL;
}

const struct rrset *node_service_rrset(const struct zone_index *zone, const struct name_node *node)
{
	if (node->n == 0 || node->cut != NULL || dname_equal(node->name, zone->zone->name) ||
	    dname_is_wildcard(node->name) || dname_has_underscore_label(node->name))
		return NULL;
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (!rrset->derived && (rrset->alias != NULL || rrset->type == RR_A ||
					rrset->type == RR_AAAA || rrset->type == RR_CNAME))
			return rrset;
	}
	return NULL;
}

struct str name_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

const char *show_joined(struct check *ck, const struct dname *name, unsigned labels)
{
	char *text = arena_copy(ck->arena, show(ck, name), str_from(show(ck, name)).len);
	unsigned left = (unsigned)name->labels - labels;

	for (char *c = text; *c != '\0'; c++) {
		if (*c == '\\' && c[1] != '\0') {
			c++; /* `\.` ends no label */
		} else if (*c == '.') {
			if (--left == 0) {
				*c = '\0';
				break;
			}
			*c = '-';
		}
	}
	return text;
}

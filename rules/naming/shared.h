/*
 * shared.h -- what two rules of the family `naming` need: an owner name held against a template.
 *
 * A template begins with `<api>.`, and what follows is the domain of the subdomain; so a name follows
 * its template when it has exactly one label before that domain.
 */
#ifndef ZW_RULES_NAMING_SHARED_H
#define ZW_RULES_NAMING_SHARED_H

#include "engine/rule.h"

/* `naming.external` or `naming.internal`; without a place where it is the default. */
const struct text *template_of(const struct model *model, enum exposure exposure);
const char *template_key(enum exposure exposure);

/* Whether NAME has one label before DOMAIN, as the template has `<api>`. */
bool follows_template(const struct dname *name, const struct dname *domain);

/* The domain of its subdomain that ZONE is; NULL: it is none. */
const struct dname *zone_domain(const struct zone *zone, enum exposure *ret_exposure);

/*
 * The first RRset of NODE that a person wrote and that makes it a name of a service: A, AAAA, CNAME or
 * an alias; NULL: none. The apex, wildcards, names with a label that begins with `_` (RFC 8552) and
 * what lies at or below a zone cut are no such names.
 */
const struct rrset *node_service_rrset(const struct zone_index *zone, const struct name_node *node);

/* NAME as a key of a map. */
struct str name_key(const struct dname *name);

/* The labels of NAME before its last LABELS in presentation form, joined by `-`: "a-b". */
const char *show_joined(struct check *ck, const struct dname *name, unsigned labels);

#endif

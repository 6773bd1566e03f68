/*
 * derive.h -- what twenty lines of an estate stand for: zones, delegation, ownership records, private
 * records, verification and validation records, certificates (docs/estate.md, Meaning).
 *
 * What is written explicitly stands: a derived RRset gives way to a written one of its name and type,
 * and to a written CNAME at its name.
 */
#ifndef ZW_FRONT_DERIVE_H
#define ZW_FRONT_DERIVE_H

#include "front/native.h"
#include "model/policy.h"

/* Call after native_resolve(), before native_resolve_certificates() and model_finish(). Does nothing in
 * a run without `central`, but for what endpoint services and certificates ask for in zones that are
 * written. */
void derive(struct native *native, const struct policy *policy);

/* The name that TEMPLATE gives; NULL, and a finding, where that is no name. LABEL is the API's, NULL for
 * the domain above the APIs. */
const struct dname *template_name(struct native *native, const struct text *template,
				  const struct text *label, const struct subdomain *subdomain);

/* Default templates, and their PCRE2 patterns of labels. */
#define NAMING_EXTERNAL "<api>.<subdomain>.<centraldomain>"
#define NAMING_INTERNAL "<api>.<subdomain>.<centraldomain>.<cloud>"
#define NAMING_LABEL "[a-z][a-z0-9-]{0,61}[a-z0-9]"

#endif

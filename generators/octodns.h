/*
 * octodns.h -- `export --to octodns -o DIR`: the model as a configuration of octoDNS with its zone files.
 *
 *	DIR/public.yaml         providers, and the zones with their targets
 *	DIR/public/<zone>.yaml  records
 *	DIR/private.yaml, DIR/private/<zone>.yaml
 *
 * octoDNS knows a zone by its name alone, so that each view has a configuration of its own; so has, as
 * `public-2`, a second zone of one name and view. octoDNS is started in DIR. Targets are of
 * octodns-route53: `private: false` or `private: true`, and one for each VPC that a private zone is for;
 * none says it where the view is assumed. Reading DIR again gives the same zones.
 *
 * What has no form in octoDNS is a comment: values that are not known yet, aliases of load balancers
 * without a name, types that octoDNS does not have (SOA with them, which the host makes), routing policies
 * of other origin, a zone whose name is too long for a file's. A parameter of SVCB and HTTPS has its escapes,
 * for octoDNS hands it on as it is. Of pools the rules are not in the model: `rules` is empty, and octoDNS refuses that
 * until somebody writes them.
 */
#ifndef ZW_GENERATORS_OCTODNS_H
#define ZW_GENERATORS_OCTODNS_H

#include "bundle.h"
#include "model/model.h"

/* Adds all files. */
void octodns_export_add(struct bundle *bundle, const struct model *model);

/* Writes all files to FOLDER, which may not exist yet: whole or not at all. */
MUST_USE enum bundle_result octodns_export(const struct model *model, const char *folder,
					   struct err *err);

#endif

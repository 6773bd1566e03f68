/*
 * aws.h -- exports of the AWS CLI into the model (docs/sources.md): hosted zones and their record sets, load
 * balancers and their listeners, ACM certificates, endpoint services and endpoints, Resolver endpoints
 * and rules.
 *
 * What the estate declares too is one thing with what the export shows, where the ids say so or where
 * name, account and kind are the same: the export fills in what the estate does not state. The files are
 * checked by aws_export.h first; what that refuses is not read.
 */
#ifndef ZW_FRONT_AWS_H
#define ZW_FRONT_AWS_H

#include "front/aws_export.h"

/* State of reading exports. */
struct aws {
	struct model *model;
	struct diag_list *diags;
	struct arena *arena;
	struct map zones;	       /* struct zone by hosted zone id */
	struct map filled;	       /* … those whose record sets some export holds */
	struct map detailed;	       /* … those that an export of get-hosted-zone shows */
	VEC(struct zone *) made_zones; /* that no other source had before */
	VEC(struct target *) aliases;  /* of record sets */
	struct map load_balancers;     /* struct load_balancer by ARN */
	struct map endpoints;	       /* struct resolver_endpoint by id */
	struct map rules;	       /* struct forwarding_rule by id */
	bool associations_shown;       /* some export says which VPCs follow the rules */
};

void aws_init(struct aws *aws, struct model *model, struct diag_list *diags);

/* Reads all of EXPORTS, checked, into the model, whose declared accounts, load balancers and authorities
 * are merged already and not linked yet (native.h). */
void aws_read(struct aws *aws, const struct aws_exports *exports);

/* Links alias records to the load balancers whose DNS names they have, and doubts the zones whose record
 * sets no source shows. Call it when the estate's own names are linked and its zones are read. */
void aws_link(struct aws *aws);

/* The two parts of it, for exports that are read into a model of their own; the first links to the load
 * balancers of MODEL. */
void aws_link_aliases(struct aws *aws, const struct model *model);
void aws_doubt_listed_zones(struct aws *aws);

#endif

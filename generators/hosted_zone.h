/*
 * hosted_zone.h -- the bodies of `aws route53 create-hosted-zone` and of the calls that associate a
 * private hosted zone with VPCs. What is not known is null (change_batch.h).
 */
#ifndef ZW_GENERATORS_HOSTED_ZONE_H
#define ZW_GENERATORS_HOSTED_ZONE_H

#include "base/json.h"
#include "index/plan.h"

/*
 * Name, CallerReference, HostedZoneConfig and, of a private zone, VPC (NULL: none is known), into
 * the open object of JSON. The reference depends on account, name and view alone: a request that is
 * sent again, on another day too, is refused instead of making a second zone of that name.
 */
void hosted_zone_create_write(struct json *json, const struct zone *zone, const struct vpc *vpc,
			      struct arena *arena);

/* HostedZoneId and VPC: of the association, its authorization, and the end of both. */
void hosted_zone_vpc_write(struct json *json, const struct zone *zone, const struct vpc *vpc,
			   const struct account *account);

#endif

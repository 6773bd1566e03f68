/*
 * alias_zones.h -- which hosted zone an alias target lies in (AliasTarget.HostedZoneId of Route
 * 53), by service and region.
 *
 * What the estate or an export of the AWS CLI states comes first; this table is for what nobody
 * states, and to hold a stated id against. A disputed row proves nothing and is never written into
 * a plan.
 */
#ifndef ZW_MODEL_ALIAS_ZONES_H
#define ZW_MODEL_ALIAS_ZONES_H

#include "model/rr.h"

enum alias_service {
	ALIAS_LOAD_BALANCER, /* Application and Classic: one suffix, one zone a region */
	ALIAS_NETWORK_LOAD_BALANCER,
	ALIAS_API_GATEWAY, /* regional custom domains */
	ALIAS_VPC_ENDPOINT,
	ALIAS_CLOUDFRONT,	  /* one zone for the world */
	ALIAS_GLOBAL_ACCELERATOR, /* one zone for the world */
	ALIAS_S3_WEBSITE,
	ALIAS_ELASTIC_BEANSTALK,
	ALIAS_APP_RUNNER,
};

enum alias_confidence { ALIAS_AGREED, ALIAS_SINGLE, ALIAS_DISPUTED };

struct alias_zone {
	enum alias_service service;
	const char *region; /* "*" for the world, "cn" for the partition of China */
	const char *hosted_zone_id;
	const char *suffix; /* names of the service end so: ".eu-west-1.elb.amazonaws.com" */
	enum alias_confidence confidence;
};

/* The row of SERVICE in REGION ("*" where the service has one for the world), or NULL. */
const struct alias_zone *alias_zone_find(enum alias_service service, struct str region);

/* The row whose service gives such names, or NULL: then NAME is no alias target that is known
 * here. */
const struct alias_zone *alias_zone_of_name(struct arena *scratch, const struct dname *name);

/* What an alias to NAME leads to: API Gateway, a VPC endpoint, CloudFront, or TARGET_NAME for every other
 * name. */
enum target_kind alias_target_kind(struct arena *scratch, const struct dname *name);

/* The whole table, ordered by service and region. */
const struct alias_zone *alias_zones_all(size_t *ret_count);

#endif

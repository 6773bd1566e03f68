/*
 * route53_model.h -- hosted zones and record sets as Route 53 keeps them, for tests: it takes the bodies of
 * ChangeResourceRecordSets and gives exports of the AWS CLI. Nothing of the planner is in it: bodies are
 * read as JSON, and what is refused is what the service's texts say (facts: API reference of
 * ChangeResourceRecordSets; Developer Guide, "DNS domain name format", "Quotas").
 */
#ifndef ZW_TESTS_ROUTE53_MODEL_H
#define ZW_TESTS_ROUTE53_MODEL_H

#include "base/str.h"
#include "base/vec.h"

#include <stdint.h>

enum { ROUTE53_ALIAS_FIELDS = 3 };

/* One ResourceRecordSet. */
struct r53_set {
	const char *
		name; /* lower case, absolute, every octet but a-z 0-9 - _ and the dots as `\ooo` */
	const char *type;
	const char *set_identifier; /* "": simple */
	const char *routing;	    /* the members of its policy, sorted, as text; "": none */
	const char *policy;	    /* "Weight", "Region" …; "": simple */
	int64_t ttl;		    /* -1: none */
	VEC(const char *) values;
	const char *alias[ROUTE53_ALIAS_FIELDS]; /* HostedZoneId, DNSName, health; NULL: no alias */
};

struct r53_zone {
	const char *id, *name; /* "Z1", "example.com." */
	bool private;
	VEC(struct r53_set) sets;
};

struct r53 {
	struct arena *arena;
	VEC(struct r53_zone) zones;
};

void r53_init(struct r53 *r53, struct arena *arena);

/* A zone with its SOA and NS. The pointer is good until the next zone. */
struct r53_zone *r53_add_zone(struct r53 *r53, const char *id, const char *name, bool private);

/* Takes the whole body of a request: all of it or nothing. NULL where it is taken, else the reason. */
const char *r53_change(struct r53 *r53, struct str body);

/* What `list-hosted-zones` and `list-resource-record-sets` print. */
const char *r53_list_zones(struct r53 *r53);
const char *r53_list_sets(struct r53 *r53, const struct r53_zone *zone);

/* An independent copy, and whether two hold the same. */
void r53_copy(struct r53 *into, const struct r53 *from);
bool r53_equal(struct r53 *a, struct r53 *b);

#endif

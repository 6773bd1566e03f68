/*
 * aws_parts.h -- what the readers of exports share: aws.c (order, links), aws_records.c (hosted zones and
 * record sets), aws_issued.c (certificates as issued), aws_resources.c (everything else).
 */
#ifndef ZW_FRONT_AWS_PARTS_H
#define ZW_FRONT_AWS_PARTS_H

#include "front/aws.h"
#include "front/decode.h"

/* The scalar KEY of ITEM; ABSENT where there is none, or an empty one. */
struct text aws_text(struct aws *aws, const struct node *item, const char *key);

/* Adds TEXT to LIST, each text once. */
void aws_list_add(struct aws *aws, struct text_list *list, struct text text);

/* The key of ACCOUNT as a text with the place AT; ABSENT for NULL. */
struct text aws_account_name(const struct account *account, struct span at);

/* ---- aws_records.c ---- */
void aws_take_zones(struct aws *aws, const struct aws_export *export);
void aws_take_zone_details(struct aws *aws, const struct aws_export *export);
void aws_take_record_sets(struct aws *aws, const struct aws_export *export);

/* ---- aws_issued.c ---- */

/* Adds what ITEM, a described certificate, says to the inventory. DECLARED is what the model knows it as;
 * NULL: it covers nothing any more. */
void aws_take_issued(struct aws *aws, const struct node *item, struct certificate *declared);

/* ---- aws_resources.c ---- */
void aws_take_load_balancers(struct aws *aws, const struct aws_export *export);
void aws_take_classic_load_balancers(struct aws *aws, const struct aws_export *export);
void aws_take_certificate(struct aws *aws, const struct aws_export *export);
void aws_take_listeners(struct aws *aws, const struct aws_export *export);
void aws_take_endpoint_services(struct aws *aws, const struct aws_export *export);
void aws_take_vpc_endpoints(struct aws *aws, const struct aws_export *export);
void aws_take_resolver_endpoints(struct aws *aws, const struct aws_export *export);
void aws_take_resolver_addresses(struct aws *aws, const struct aws_export *export);
void aws_take_resolver_rules(struct aws *aws, const struct aws_export *export);
void aws_take_resolver_associations(struct aws *aws, const struct aws_export *export);

#endif

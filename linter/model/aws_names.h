/*
 * aws_names.h -- names that AWS generates for what one makes there: a load balancer, a distribution, an
 * endpoint. Whoever types one into a record has to type it again when the thing is made anew.
 *
 * The forms are those that the services document or that their exports show; each row of the table in
 * aws_names.c says which, read on 2026-11-24.
 */
#ifndef ZW_MODEL_AWS_NAMES_H
#define ZW_MODEL_AWS_NAMES_H

#include "model/dname.h"

enum aws_name {
	AWS_NAME_NONE,
	AWS_NAME_LOAD_BALANCER, /* Application or Classic: one form */
	AWS_NAME_NETWORK_LOAD_BALANCER,
	AWS_NAME_VPC_ENDPOINT,	   /* of an interface endpoint */
	AWS_NAME_ENDPOINT_SERVICE, /* the provider's side: no client is answered there */
	AWS_NAME_API_GATEWAY,	   /* the regional name of a custom domain */
	AWS_NAME_API_STAGE, /* the endpoint of an API itself: it takes its own host name alone */
	AWS_NAME_CLOUDFRONT,
	AWS_NAME_GLOBAL_ACCELERATOR,
	AWS_NAME_S3_WEBSITE,
	AWS_NAME_ELASTIC_BEANSTALK,
	AWS_NAME_APP_RUNNER,
	AWS_NAME_RDS,
	AWS_NAME_LAMBDA_URL,
	AWS_NAME_EC2,
};

/* What NAME is the generated name of. Cheap for names of any other domain. */
enum aws_name aws_name_of(const struct dname *name);

/* Whether TEXT has the form of a region's name: `ap-southeast-2`, `us-gov-west-1`. */
bool aws_is_region(struct str text);

/* The region in the generated name of a load balancer; "" for any other name. */
struct str aws_name_region(const struct dname *name);

/* "a load balancer", "a CloudFront distribution"; for messages. */
const char *aws_name_text(enum aws_name kind);

#endif

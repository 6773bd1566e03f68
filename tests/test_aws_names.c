/* test_aws_names.c -- the forms of names that AWS generates, and names that only look like them. */
#include "model/aws_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

static const struct {
	const char *name;
	enum aws_name kind;
	const char *region;
} cases[] = {
	{"web-1234567890.eu-west-1.elb.amazonaws.com", AWS_NAME_LOAD_BALANCER, "eu-west-1"},
	{"dualstack.web-1.us-gov-west-1.elb.amazonaws.com", AWS_NAME_LOAD_BALANCER,
	 "us-gov-west-1"},
	{"internal-web-12.ap-southeast-2.elb.amazonaws.com", AWS_NAME_LOAD_BALANCER,
	 "ap-southeast-2"},
	{"web-12.cn-north-1.elb.amazonaws.com.cn", AWS_NAME_LOAD_BALANCER, "cn-north-1"},
	{"WEB-12.EU-WEST-1.ELB.AMAZONAWS.COM", AWS_NAME_LOAD_BALANCER, "eu-west-1"},
	{"nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com", AWS_NAME_NETWORK_LOAD_BALANCER,
	 "eu-west-1"},
	{"eu-west-1a.nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com",
	 AWS_NAME_NETWORK_LOAD_BALANCER, "eu-west-1"},
	{"nlb-0123456789abcde.elb.eu-west-1.amazonaws.com", AWS_NAME_NONE, ""},
	{"web.eu-west-1.elb.amazonaws.com", AWS_NAME_NONE, ""},
	{"vpce-0a1b2c3d-abcdefgh.vpce-svc-071afff70666e61e0.us-east-1.vpce.amazonaws.com",
	 AWS_NAME_VPC_ENDPOINT, ""},
	{"*.vpce-0a1b2c3d-abcdefgh.s3.us-east-1.vpce.amazonaws.com", AWS_NAME_VPC_ENDPOINT, ""},
	{"vpce-svc-071afff70666e61e0.us-east-1.vpce.amazonaws.com", AWS_NAME_ENDPOINT_SERVICE, ""},
	{"d-1a2b3c4d5e.execute-api.eu-west-1.amazonaws.com", AWS_NAME_API_GATEWAY, ""},
	{"1a2b3c4d5e.execute-api.eu-west-1.amazonaws.com", AWS_NAME_API_STAGE, ""},
	{"d111111abcdef8.cloudfront.net", AWS_NAME_CLOUDFRONT, ""},
	{"cloudfront.net", AWS_NAME_NONE, ""},
	{"d111111abcdef8.cloudfront.example.net", AWS_NAME_NONE, ""},
	{"a1234567890abcdef.awsglobalaccelerator.com", AWS_NAME_GLOBAL_ACCELERATOR, ""},
	{"s3-website-us-east-1.amazonaws.com", AWS_NAME_S3_WEBSITE, ""},
	{"s3-website.eu-central-1.amazonaws.com", AWS_NAME_S3_WEBSITE, ""},
	{"shop.eu-west-1.elasticbeanstalk.com", AWS_NAME_ELASTIC_BEANSTALK, ""},
	{"shop.elasticbeanstalk.com", AWS_NAME_NONE, ""},
	{"abc.eu-west-1.awsapprunner.com", AWS_NAME_APP_RUNNER, ""},
	{"orders.abcdefghijkl.eu-west-1.rds.amazonaws.com", AWS_NAME_RDS, ""},
	{"abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws", AWS_NAME_LAMBDA_URL, ""},
	{"ec2-192-0-2-1.eu-west-1.compute.amazonaws.com", AWS_NAME_EC2, ""},
	{"ec2-192-0-2-1.compute-1.amazonaws.com", AWS_NAME_EC2, ""},
	{"inbound-smtp.eu-west-1.amazonaws.com", AWS_NAME_NONE, ""},
	{"com", AWS_NAME_NONE, ""},
	{".", AWS_NAME_NONE, ""},
};

static void knows_the_forms(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dname *name;

		assert_int_equal(dname_parse(&arena, str_from(cases[i].name), NULL, &name),
				 DNAME_OK);
		if (aws_name_of(name) != cases[i].kind)
			fail_msg("%s is taken for %s", cases[i].name,
				 aws_name_text(aws_name_of(name)));
		if (!str_is(aws_name_region(name), cases[i].region))
			fail_msg("%s has another region", cases[i].name);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(knows_the_forms)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* aws_names.c -- names that AWS generates. */
#include "model/aws_names.h"

#include "base/banned.h"

/* Label INDEX from the right; "" beyond the leftmost. */
static struct str from_right(const struct dname *name, unsigned index)
{
	return index < name->labels ? dname_label(name, name->labels - 1u - index) : STR("");
}

/* Whether TEXT ends in `-` and at least MIN characters of a class, and nothing else of that class before. */
static bool ends_numbered(struct str text, bool hex, unsigned exactly)
{
	size_t n = 0;

	while (n < text.len) {
		char c = text.ptr[text.len - 1 - n];

		if (!ascii_is_digit(c) && !(hex && c >= 'a' && c <= 'f'))
			break;
		n++;
	}
	return n > 0 && n < text.len && text.ptr[text.len - 1 - n] == '-' &&
	       (exactly == 0 || n == exactly);
}

bool aws_is_region(struct str text)
{
	unsigned hyphens = 0;

	if (text.len < 9 || !ascii_is_digit(text.ptr[text.len - 1]))
		return false;
	for (size_t i = 0; i < text.len; i++)
		hyphens += text.ptr[i] == '-';
	return hyphens >= 2 && ascii_is_alpha(text.ptr[0]) && ascii_is_alpha(text.ptr[1]) &&
	       text.ptr[2] == '-';
}

/* Elastic Load Balancing: <name>-<number>.<region>.elb.amazonaws.com for Application and Classic Load Balancers,
 * with `dualstack.` before it in records of Route 53; <name>-<16 hexadecimal digits>.elb.<region>.amazonaws.com
 * for Network Load Balancers. LABELS behind `amazonaws.com` are counted from SKIP on. */
static enum aws_name elastic_load_balancing(const struct dname *name, unsigned skip)
{
	if (str_is(from_right(name, skip), "elb") && aws_is_region(from_right(name, skip + 1)) &&
	    ends_numbered(from_right(name, skip + 2), false, 0))
		return AWS_NAME_LOAD_BALANCER;
	if (aws_is_region(from_right(name, skip)) && str_is(from_right(name, skip + 1), "elb") &&
	    ends_numbered(from_right(name, skip + 2), true, 16))
		return AWS_NAME_NETWORK_LOAD_BALANCER;
	return AWS_NAME_NONE;
}

/* AWS PrivateLink Guide: vpce-<id>-<more>.<service>.<region>.vpce.amazonaws.com, and the service's own
 * vpce-svc-<id>.<region>.vpce.amazonaws.com. */
static enum aws_name private_link(const struct dname *name, unsigned skip)
{
	if (!str_is(from_right(name, skip), "vpce") || !aws_is_region(from_right(name, skip + 1)))
		return AWS_NAME_NONE;
	if (name->labels == skip + 3u && str_starts(from_right(name, skip + 2), "vpce-svc-"))
		return AWS_NAME_ENDPOINT_SERVICE;
	for (unsigned i = skip + 2; i < name->labels; i++)
		if (str_starts(from_right(name, i), "vpce-") &&
		    !str_starts(from_right(name, i), "vpce-svc-"))
			return AWS_NAME_VPC_ENDPOINT;
	return AWS_NAME_NONE;
}

/* API Gateway Developer Guide: d-<id>.execute-api.<region>.amazonaws.com for custom domains, <id>.execute-api…
 * for the APIs themselves. */
static enum aws_name api_gateway(const struct dname *name, unsigned skip)
{
	if (!aws_is_region(from_right(name, skip)) ||
	    !str_is(from_right(name, skip + 1), "execute-api") || name->labels != skip + 3u)
		return AWS_NAME_NONE;
	return str_starts(from_right(name, skip + 2), "d-") ? AWS_NAME_API_GATEWAY
							    : AWS_NAME_API_STAGE;
}

/* Amazon S3 User Guide, "Website endpoints": a hyphen in the older regions, a dot in the others. */
static enum aws_name s3_website(const struct dname *name, unsigned skip)
{
	struct str first = from_right(name, skip);

	if (str_starts(first, "s3-website-"))
		return AWS_NAME_S3_WEBSITE;
	return aws_is_region(first) && str_is(from_right(name, skip + 1), "s3-website")
		       ? AWS_NAME_S3_WEBSITE
		       : AWS_NAME_NONE;
}

/* <id>.<id>.<region>.rds.amazonaws.com; ec2-<address>.<region>.compute.amazonaws.com, or compute-1 in the first
 * region. */
static enum aws_name hosts(const struct dname *name, unsigned skip)
{
	struct str first = from_right(name, skip);

	if (str_is(first, "rds") && aws_is_region(from_right(name, skip + 1)) &&
	    name->labels >= skip + 4u)
		return AWS_NAME_RDS;
	if ((str_is(first, "compute-1") && str_starts(from_right(name, skip + 1), "ec2-")) ||
	    (str_is(first, "compute") && aws_is_region(from_right(name, skip + 1)) &&
	     str_starts(from_right(name, skip + 2), "ec2-")))
		return AWS_NAME_EC2;
	return AWS_NAME_NONE;
}

static enum aws_name amazonaws(const struct dname *name, unsigned skip)
{
	static enum aws_name (*const forms[])(const struct dname *name, unsigned skip) = {
		elastic_load_balancing, private_link, api_gateway, s3_website, hosts,
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		enum aws_name kind = forms[i](name, skip);

		if (kind != AWS_NAME_NONE)
			return kind;
	}
	return AWS_NAME_NONE;
}

/* Domains of one service each; the label before them is an id, behind `region` a region's name. */
static const struct {
	const char *domain, *top;
	bool region;
	enum aws_name kind;
} domains[] = {
	{"cloudfront", "net", false, AWS_NAME_CLOUDFRONT},
	{"awsglobalaccelerator", "com", false, AWS_NAME_GLOBAL_ACCELERATOR},
	{"elasticbeanstalk", "com", true, AWS_NAME_ELASTIC_BEANSTALK},
	{"awsapprunner", "com", true, AWS_NAME_APP_RUNNER},
};

enum aws_name aws_name_of(const struct dname *name)
{
	struct str top = from_right(name, 0), second = from_right(name, 1);

	if (str_is(second, "amazonaws") && str_is(top, "com"))
		return amazonaws(name, 2);
	if (str_is(top, "cn") && str_is(second, "com") && str_is(from_right(name, 2), "amazonaws"))
		return amazonaws(name, 3);
	if (str_is(top, "aws") && str_is(second, "on") && aws_is_region(from_right(name, 2)) &&
	    str_is(from_right(name, 3), "lambda-url"))
		return AWS_NAME_LAMBDA_URL;
	for (size_t i = 0; i < COUNT_OF(domains); i++)
		if (str_is(second, domains[i].domain) && str_is(top, domains[i].top) &&
		    name->labels >= 3 && (!domains[i].region || aws_is_region(from_right(name, 2))))
			return domains[i].kind;
	return AWS_NAME_NONE;
}

struct str aws_name_region(const struct dname *name)
{
	unsigned skip = str_is(from_right(name, 0), "cn") ? 3 : 2;

	switch (aws_name_of(name)) {
	case AWS_NAME_LOAD_BALANCER:
		return from_right(name, skip + 1);
	case AWS_NAME_NETWORK_LOAD_BALANCER:
		return from_right(name, skip);
	default:
		return STR("");
	}
}

const char *aws_name_text(enum aws_name kind)
{
	static const char *const texts[] = {
		[AWS_NAME_NONE] = "nothing of AWS",
		[AWS_NAME_LOAD_BALANCER] = "a load balancer",
		[AWS_NAME_NETWORK_LOAD_BALANCER] = "a network load balancer",
		[AWS_NAME_VPC_ENDPOINT] = "an interface endpoint",
		[AWS_NAME_ENDPOINT_SERVICE] = "an endpoint service",
		[AWS_NAME_API_GATEWAY] = "an API Gateway custom domain",
		[AWS_NAME_API_STAGE] = "an API of API Gateway",
		[AWS_NAME_CLOUDFRONT] = "a CloudFront distribution",
		[AWS_NAME_GLOBAL_ACCELERATOR] = "a Global Accelerator",
		[AWS_NAME_S3_WEBSITE] = "an S3 website",
		[AWS_NAME_ELASTIC_BEANSTALK] = "an Elastic Beanstalk environment",
		[AWS_NAME_APP_RUNNER] = "an App Runner service",
		[AWS_NAME_RDS] = "a database of RDS",
		[AWS_NAME_LAMBDA_URL] = "a Lambda function URL",
		[AWS_NAME_EC2] = "an EC2 instance",
	};

	return texts[kind];
}

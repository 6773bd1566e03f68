#!/bin/sh
# snapshot.sh -- exports what exists in the accounts of the estate, with the AWS CLI, into one folder: the
# snapshot that `zonewarrant check` and `plan` hold the configuration against. It changes nothing in AWS.
#
# The folder appears when everything is in it, and not before. `made.json` in it says when the export began. Write
# this script anew when accounts or regions come to the estate: `zonewarrant init --snapshot-script -o FILE`.
set -u

output=snapshot # @folder@
role=${ZONEWARRANT_ROLE:-zonewarrant-snapshot}
prefix=
mode=

usage() {
	cat <<END
Usage: sh snapshot.sh [OPTION…]

  -o, --output DIR     the folder to write, by default $output; a snapshot that is there is replaced
  --role NAME          the role to take on in each account, by default zonewarrant-snapshot, or
                       \$ZONEWARRANT_ROLE
  --no-role            take on none: the credentials are those of the account already
  --profile-prefix P   instead of a role the AWS profile that is P followed by the account's name
  --roles              print the ARN of each account's role, and end
  --policy             print the policy that the role needs, which can read and nothing else, and end
  --help               this help

The profile of one account is also taken from ZONEWARRANT_PROFILE_NAME, NAME in capitals with \`_\` for what is
neither letter nor digit.
END
}

# All that is called below; there is nothing in it that writes, and none of it can be limited to a resource that
# is known before.
policy() {
	cat <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ZonewarrantSnapshot",
      "Effect": "Allow",
      "Action": [
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "ec2:DescribeVpcEndpointServiceConfigurations",
        "ec2:DescribeVpcEndpoints",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "route53:GetHostedZone",
        "route53:ListHostedZones",
        "route53:ListResourceRecordSets",
        "route53resolver:ListResolverEndpointIpAddresses",
        "route53resolver:ListResolverEndpoints",
        "route53resolver:ListResolverRuleAssociations",
        "route53resolver:ListResolverRules"
      ],
      "Resource": "*"
    }
  ]
}
END
}

stop() {
	status=$1
	shift
	printf 'snapshot.sh: %s\n' "$*" >&2
	exit "$status"
}

say() {
	printf '%s\n' "$*" >&2
}

value() {
	if [ "$1" -lt 2 ] || [ -z "$3" ]; then
		stop 2 "\`$2\` needs a value; see --help"
	fi
}

while [ $# -gt 0 ]; do
	case $1 in
	-o | --output) value $# "$1" "${2:-}" && output=$2 && shift ;;
	--role) value $# "$1" "${2:-}" && role=$2 && shift ;;
	--no-role) role= ;;
	--profile-prefix) value $# "$1" "${2:-}" && prefix=$2 && shift ;;
	--roles) mode=roles ;;
	--policy) policy && exit 0 ;;
	--help | -h) usage && exit 0 ;;
	*) stop 2 "unknown option \`$1\`; see --help" ;;
	esac
	shift
done

# --- the AWS CLI --------------------------------------------------------------------------------
# No pager, and patience where the services ask for it: Route 53 takes five requests a second of an account.
export AWS_PAGER='' AWS_MAX_ATTEMPTS="${AWS_MAX_ATTEMPTS:-10}" AWS_RETRY_MODE="${AWS_RETRY_MODE:-standard}"
profile=
place=

run_aws() {
	aws "$@" ${place:+--region "$place"} ${profile:+--profile "$profile"} </dev/null
}

profile_of() {
	variable=$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]' | tr -c '[:upper:][:digit:]' '_')
	printenv "ZONEWARRANT_PROFILE_$variable" || printf '%s' "${prefix:+$prefix$1}"
}

role_arn() {
	printf 'arn:%s:iam::%s:role/%s' "$2" "$1" "$role"
}

# become NAME NUMBER PARTITION: credentials of the account, for this shell alone.
become() {
	profile=$(profile_of "$1")
	if [ -z "$profile" ] && [ -n "$role" ]; then
		answer=$(run_aws sts assume-role --role-arn "$(role_arn "$2" "$3")" --role-session-name zonewarrant-snapshot \
			--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text) ||
			stop 1 "cannot take on $(role_arn "$2" "$3") in account $1"
		AWS_ACCESS_KEY_ID=$(printf '%s\n' "$answer" | cut -f 1)
		AWS_SECRET_ACCESS_KEY=$(printf '%s\n' "$answer" | cut -f 2)
		AWS_SESSION_TOKEN=$(printf '%s\n' "$answer" | cut -f 3)
		export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
	fi
	found=$(run_aws sts get-caller-identity --query Account --output text) || stop 1 "no credentials for account $1 ($2)"
	[ "$found" = "$2" ] || stop 1 "the credentials are of account $found, and $1 is $2"
}

# fetch FILE WORD...: the whole answer of one command.
fetch() {
	file=$to/$1
	shift
	run_aws "$@" --output json >"$file" || stop 1 "\`aws $*\` failed in account $name${place:+, $place}"
	# The AWS CLI follows pages to the end; where it says that there is more, somebody told it not to.
	if grep -Eq '^ *"(NextToken|NextMarker|NextRecordName)": *"|^ *"IsTruncated": *true' "$file"; then
		stop 1 "the answer of \`aws $*\` is cut off in account $name: look at the configuration of the AWS CLI"
	fi
}

# The values of KEY in a file that match PATTERN, one a line.
values() {
	sed -n 's|^.*"'"$1"'": *"\('"$2"'\)".*$|\1|p' "$3" | sort -u
}

# What an ARN says behind the account, as a part of a file's name.
tail_of() {
	printf '%s' "$1" | sed 's|^arn:[^:]*:[^:]*:[^:]*:[^:]*:||; s|^[a-z]*/||' | tr -c 'A-Za-z0-9.\n_-' '-'
}

# --- what is exported ---------------------------------------------------------------------------
export_zones() {
	fetch list-hosted-zones.json route53 list-hosted-zones
	for zone in $(values Id '/hostedzone/[A-Z0-9]*' "$to/list-hosted-zones.json" | sed 's|.*/||'); do
		fetch "get-hosted-zone-$zone.json" route53 get-hosted-zone --id "$zone"
		fetch "list-resource-record-sets-$zone.json" route53 list-resource-record-sets --hosted-zone-id "$zone"
	done
}

export_certificates() {
	# Without key types only RSA keys of up to 2,048 bits are listed (ACM API Reference, Filters).
	fetch list-certificates.json acm list-certificates \
		--includes keyTypes=RSA_1024,RSA_2048,RSA_3072,RSA_4096,EC_prime256v1,EC_secp384r1,EC_secp521r1
	for arn in $(values CertificateArn 'arn:[^"]*' "$to/list-certificates.json"); do
		fetch "describe-certificate-$(tail_of "$arn").json" acm describe-certificate --certificate-arn "$arn"
	done
}

export_load_balancers() {
	fetch describe-load-balancers.json elbv2 describe-load-balancers
	for arn in $(values LoadBalancerArn 'arn:[^"]*' "$to/describe-load-balancers.json"); do
		fetch "describe-listeners-$(tail_of "$arn").json" elbv2 describe-listeners --load-balancer-arn "$arn"
	done
	fetch describe-load-balancers-classic.json elb describe-load-balancers
}

export_endpoints() {
	fetch describe-vpc-endpoint-service-configurations.json ec2 describe-vpc-endpoint-service-configurations
	fetch describe-vpc-endpoints.json ec2 describe-vpc-endpoints
}

export_resolver() {
	fetch list-resolver-endpoints.json route53resolver list-resolver-endpoints
	for endpoint in $(values Id 'rslvr-[a-z]*-[a-z0-9]*' "$to/list-resolver-endpoints.json"); do
		fetch "list-resolver-endpoint-ip-addresses-$endpoint.json" \
			route53resolver list-resolver-endpoint-ip-addresses --resolver-endpoint-id "$endpoint"
	done
	fetch list-resolver-rules.json route53resolver list-resolver-rules
	fetch list-resolver-rule-associations.json route53resolver list-resolver-rule-associations
}

begin_region() {
	place=$1
	to=$partial/$folder/$place
	say "account $name, $place"
	mkdir -p "$to" || stop 1 "cannot make $to"
}

# export_account PARTITION REGION...
export_account() {
	partition=$1
	shift
	to=$partial/$folder
	mkdir -p "$to" || stop 1 "cannot make $to"
	place=${1:-}
	become "$name" "$id" "$partition"
	say "account $name"
	export_zones
	global=us-east-1
	for region in "$@"; do
		begin_region "$region"
		export_load_balancers
		export_certificates
		export_endpoints
		export_resolver
		[ "$region" != "$global" ] || global=
	done
	# The certificates of CloudFront lie there, whatever regions the estate has.
	if [ "$partition" = aws ] && [ -n "$global" ]; then
		begin_region "$global"
		export_certificates
	fi
}

# account NAME NUMBER FOLDER PARTITION REGION...
account() {
	name=$1 id=$2 folder=$3
	shift 3
	if [ -z "$id" ]; then
		say "account $name is left out: the estate does not state its number"
	elif [ "$mode" = roles ]; then
		printf '%s\t%s\n' "$name" "$(role_arn "$id" "$1")"
	else
		# what become() takes on ends with the subshell
		(trap - EXIT && export_account "$@") || exit 1
	fi
}

# The accounts of the estate, with their regions.
accounts() {
	: # @accounts@
}

# --- the run ------------------------------------------------------------------------------------
if [ "$mode" = roles ]; then
	[ -n "$role" ] || stop 2 "--roles needs a role"
	accounts
	exit 0
fi
command -v aws >/dev/null 2>&1 || stop 2 "the AWS CLI (aws) is not in the PATH"
output=${output%/}
if [ -e "$output" ] && [ ! -f "$output/made.json" ]; then
	stop 2 "$output is there, and is no snapshot of this script: name another folder with -o"
fi
partial=$output.partial-$$
made=$(date -u +%Y-%m-%dT%H:%M:%SZ)
mkdir -p "$partial" || stop 2 "cannot make $partial"
trap 'rm -rf "$partial"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
accounts
printf '{"zonewarrant_snapshot": "1", "made": "%s"}\n' "$made" >"$partial/made.json" || stop 1 "cannot write $partial/made.json"
if [ -e "$output" ]; then
	mv "$output" "$partial.old" || stop 1 "cannot take $output away"
	mv "$partial" "$output" || { mv "$partial.old" "$output"; stop 1 "cannot write $output"; }
	rm -rf "$partial.old"
else
	mv "$partial" "$output" || stop 1 "cannot write $output"
fi
say "the snapshot is in $output"

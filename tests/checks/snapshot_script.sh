#!/usr/bin/env bash
# snapshot_script.sh PROGRAM -- `init --snapshot-script`: the script exports all accounts and regions of an estate, whole
# or not at all, with a policy that is enough and no more. The `aws` of these tests answers with the exports of
# fixtures/aws/company, by account and region; the real one is asked whether it takes the command lines.
. "$(dirname "$0")/../peers/common.bash"
need jq shellcheck dash
case $program in /*) ;; *) program=$PWD/$program ;; esac
company=$root/fixtures/aws/company
real_aws=/usr/bin/aws

mkdir "$work/bin" "$work/project"
export AWS_LOG=$work/calls COMPANY=$company/exports FAKE=$work/fake
cat >"$work/bin/aws" <<'END'
#!/usr/bin/env bash
# Answers as an account that is the company's, or another, which has nothing.
words=$*
printf '%s\n' "$words" >>"$AWS_LOG"
option() { sed -n "s/.* --$1 \([^ ]*\).*/\1/p" <<<" $words "; }
case $AWS_ACCESS_KEY_ID:$(option profile) in
AKIA*:) number=${AWS_ACCESS_KEY_ID#AKIA} ;;
*:p-dns-central) number=111111111111 ;;
*:p-retail) number=222222222222 ;;
*) number=999999999999 ;;
esac
case $number in 111111111111) account=dns-central ;; 222222222222) account=retail ;; *) account=other ;; esac
region=$(option region)
global=$COMPANY/$account
here=$global/$region
[ ! -e "$FAKE/fail" ] || ! grep -q -f "$FAKE/fail" <<<"$words" || { echo 'An error occurred (AccessDenied)' >&2; exit 254; }
[ ! -e "$FAKE/hang" ] || ! grep -q -f "$FAKE/hang" <<<"$words" || { touch "$FAKE/hangs"; sleep 60; }
# show FILE KEY: as the AWS CLI lays it out; an empty list where the account has none.
show() {
	if [ -f "$1" ]; then jq --indent 4 . "$1"; else jq --indent 4 -n "{$2: []}"; fi
	[ ! -e "$FAKE/more" ] || jq --indent 4 -n '{NextToken: "x"}'
}
by_arn() { grep -l "$1" "$here"/$2-*.json; }
case $words in
'sts assume-role '*)
	arn=$(option role-arn)
	number=$(cut -d : -f 5 <<<"$arn")
	printf 'AKIA%s\tsecret-%s\ttoken\n' "${number/333333333333/111111111111}" "$number" ;;
'sts get-caller-identity '*) echo "$number" ;;
'route53 list-hosted-zones '*) show "$global/list-hosted-zones.json" HostedZones ;;
'route53 get-hosted-zone '*) show "$global/get-hosted-zone-$(option id).json" HostedZone ;;
'route53 list-resource-record-sets '*) show "$global/list-resource-record-sets-$(option hosted-zone-id).json" ResourceRecordSets ;;
'elbv2 describe-load-balancers '*) show "$here/describe-load-balancers.json" LoadBalancers ;;
'elbv2 describe-listeners '*) show "$(by_arn "$(option load-balancer-arn)" describe-listeners)" Listeners ;;
'elb describe-load-balancers '*) show - LoadBalancerDescriptions ;;
'acm list-certificates '*)
	cat "$here"/describe-certificate-*.json 2>/dev/null | jq --indent 4 -s '{CertificateSummaryList: [.[].Certificate | {CertificateArn, DomainName}]}' ;;
'acm describe-certificate '*) show "$(by_arn "$(option certificate-arn)" describe-certificate)" Certificate ;;
'ec2 describe-vpc-endpoint-service-configurations '*) show "$here/describe-vpc-endpoint-service-configurations.json" ServiceConfigurations ;;
'ec2 describe-vpc-endpoints '*) show - VpcEndpoints ;;
'route53resolver list-resolver-endpoints '*) show "$here/list-resolver-endpoints.json" ResolverEndpoints ;;
'route53resolver list-resolver-endpoint-ip-addresses '*) show "$here/list-resolver-endpoint-ip-addresses-$(option resolver-endpoint-id).json" IpAddresses ;;
'route53resolver list-resolver-rules '*) show "$here/list-resolver-rules.json" ResolverRules ;;
'route53resolver list-resolver-rule-associations '*) show "$here/list-resolver-rule-associations.json" ResolverRuleAssociations ;;
*) echo "unknown: $words" >&2; exit 252 ;;
esac
END
chmod +x "$work/bin/aws"
PATH=$work/bin:$PATH
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN ZONEWARRANT_ROLE
export AWS_ACCESS_KEY_ID=

again() {
	rm -rf "$FAKE" "$work/project/what exists"*
	mkdir "$FAKE"
	: >"$AWS_LOG"
}

# run STATUS NAME PATTERN [WORD...]: the script, in the project's folder; what it said is in $said.
run() {
	local status=$1 name=$2 pattern=$3 got
	shift 3
	said=$(cd "$work/project" && timeout 60 "${shell:-dash}" "$work/snapshot.sh" "$@" 2>&1 </dev/null)
	got=$?
	if [ "$got" -ne "$status" ]; then
		not_ok "$name" "status $got instead of $status: $said"
	else
		expect "$name" "$said" "$pattern"
	fi
}

cp "$company/accounts.yaml" "$work/project/"
printf 'version: 1\nsources: [accounts.yaml]\nsnapshot: what exists/\n' >"$work/project/zonewarrant.yaml"

# --- the command --------------------------------------------------------------------------------
said=$("$program" init "$work/project" 2>&1)
expect "init alone" "$? $said" 'init. needs .--snapshot-script'
said=$("$program" init --snapshot-script -o "$work/snapshot.sh" "$work/project" 2>&1)
expect "init" "$? $said" '^0 $'
"$program" init --snapshot-script "$work/project" | cmp - "$work/snapshot.sh" && ok "the same on standard output" || not_ok "the same on standard output" "it is not"
said=$(shellcheck generators/snapshot.sh "$work/snapshot.sh" 2>&1) && ok "ShellCheck has nothing to say" || not_ok "ShellCheck has nothing to say" "$said"
printf 'accounts:\n\tx: 1\n' >"$work/project/accounts.yaml"
said=$("$program" init --snapshot-script "$work/project" 2>/dev/null)
expect "a source that cannot be read" "$? $said" '^1 error|^1 '
grep -q '^#!/bin/sh' <<<"$said" && not_ok "… writes no script" "$said" || ok "… writes no script"
printf 'zones: [{name: example.com, view: public}]\n' >"$work/project/accounts.yaml"
said=$("$program" init --snapshot-script "$work/project" 2>&1)
expect "no accounts" "$? $said" 'declares no account of AWS'
cp "$company/accounts.yaml" "$work/project/"
regions=$("$program" init --snapshot-script fixtures/example | sed -n 's/^	account //p')
expect "regions of what lies in an account" "$regions" '^retail 222222222222 retail aws ap-southeast-2 us-east-1$'
expect "an account of another region" "$regions" '^logistics 444444444444 logistics aws eu-central-1$'
cat >"$work/estate.yaml" <<'END'
accounts:
  "a b; rm -rf /": {id: "111111111111", region: cn-north-1}
  gcp: {cloud: gcp}
  gov: {id: "222222222222", region: us-gov-west-1}
  new: {region: "../../etc"}
load_balancers:
  x: {account: gov, type: network, scheme: internal, region: us-gov-east-1}
certificates:
  y: {account: gov, region: us-gov-west-1, names: [a.example.com]}
  z: {account: gov, region: us-gov-mars-1, names: [b.example.com]}
END
hostile=$("$program" init --snapshot-script "$work/estate.yaml" | sed -n 's/^	account //p')
expect "a name that is no folder" "$hostile" "^'a b; rm -rf /' 111111111111 111111111111 aws-cn cn-north-1\$"
expect "another partition, and each region once" "$hostile" '^gov 222222222222 gov aws-us-gov us-gov-east-1 us-gov-mars-1 us-gov-west-1$'
expect "a region that is none, and no number" "$hostile" "^new '' new aws\$"
expect "accounts of AWS alone" "$(wc -l <<<"$hostile")" '^3$'

# --- the script ---------------------------------------------------------------------------------
again
run 0 "help" 'sh snapshot\.sh \[OPTION' --help
run 0 "the roles" '^retail	arn:aws:iam::222222222222:role/zonewarrant-snapshot$' --roles
run 0 "roles of another name" '^dns-central	arn:aws:iam::111111111111:role/path/reader$' --roles --role path/reader
run 2 "an unknown option" 'unknown option `--frob`' --frob
run 2 "no value" '`--role` needs a value' --role
[ ! -s "$AWS_LOG" ] && ok "nothing was called" || not_ok "nothing was called" "$(cat "$AWS_LOG")"

run 0 "the export" 'the snapshot is in what exists'
snapshot="$work/project/what exists"
for file in $(cd "$company/exports" && find . -name '*.json' | sort); do
	copy=$snapshot/$file
	case $file in
	*describe-listeners-*) copy=$(dirname "$copy")/describe-listeners-app-retail-public-50dc6c495c0c9188.json ;;
	*describe-certificate-*) copy=$(ls "$(dirname "$copy")"/describe-certificate-*) ;;
	esac
	cmp -s <(jq -S . "$company/exports/$file") <(jq -S . "$copy") || not_ok "export of $file" "it is not in the snapshot"
done
ok "all that exists is in it"
expect "certificates of us-east-1" "$(cd "$snapshot" && ls -d */us-east-1/list-certificates.json | tr '\n' ' ')" '^dns-central/.* retail/'
expect "its age" "$(jq -r '[.zonewarrant_snapshot, .made] | @tsv' "$snapshot/made.json")" "^1	$(date -u +%Y-%m-%d)T[0-9:]{8}Z\$"
expect "nothing stays beside it" "$(ls -A "$work/project" | tr '\n' ' ')" '^accounts\.yaml what exists zonewarrant\.yaml $'
grep -Eq 'secret-|token' <<<"$said" && not_ok "no secret is shown" "$said" || ok "no secret is shown"
grep -rq 'secret-' "$snapshot" && not_ok "no secret is written" "it is" || ok "no secret is written"
said=$("$program" check "$work/project" 2>&1)
grep -Eq 'snapshot-incomplete|parse-error' <<<"$said" && not_ok "it is whole for check" "$said" || ok "it is whole for check"
printf 'version: 1\nsources: [accounts.yaml, "what exists/**/*.json"]\n' >"$work/project/zonewarrant.yaml"
same=$(diff <("$program" export --to json "$company" | jq -S '.zones' | grep -v '"file"\|"line"\|"column"') \
	<("$program" export --to json "$work/project" | jq -S '.zones' | grep -v '"file"\|"line"\|"column"')) &&
	ok "it reads as the exports did" || not_ok "it reads as the exports did" "$same"
printf 'version: 1\nsources: [accounts.yaml]\nsnapshot: what exists/\n' >"$work/project/zonewarrant.yaml"

# Each call has its action, and each action its call.
needed=$(grep -v '^sts ' "$AWS_LOG" | awk '{ print $1, $2 }' | sort -u | sed -E 's/^elbv2 |^elb /elasticloadbalancing /' |
	$python -c '
import sys
for line in sys.stdin:
    service, command = line.split()
    print(service + ":" + "".join(word.capitalize() for word in command.split("-")))' | sort -u)
given=$(dash "$work/snapshot.sh" --policy | jq -r '.Statement[] | select(.Effect == "Allow") | .Action[]' | sort)
[ "$needed" = "$given" ] && ok "the policy is enough and no more" || not_ok "the policy is enough and no more" "$(diff <(echo "$needed") <(echo "$given"))"
grep -Ev ':(Get|List|Describe)' <<<"$given" && not_ok "the policy can read alone" "$given" || ok "the policy can read alone"

# The real AWS CLI takes the command lines: it gets as far as the connection, which nobody answers.
port=$(free_port)
bad=0
while read -r words; do
	said=$(AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_EC2_METADATA_DISABLED=true AWS_MAX_ATTEMPTS=1 AWS_CONFIG_FILE=/dev/null \
		AWS_SHARED_CREDENTIALS_FILE=/dev/null timeout 60 $real_aws $words --endpoint-url "http://127.0.0.1:$port" 2>&1)
	grep -q 'Could not connect to the endpoint' <<<"$said" || { not_ok "aws $words" "$said"; bad=1; }
done < <(awk '!seen[$1 " " $2]++' "$AWS_LOG")
[ $bad -eq 0 ] && ok "the AWS CLI takes each command"

# --- again, and in part -------------------------------------------------------------------------
first=$(cat "$snapshot/made.json")
echo mine >"$snapshot/old.json"
sleep 1
run 0 "a snapshot is replaced" 'the snapshot is in'
[ ! -e "$snapshot/old.json" ] && [ "$(cat "$snapshot/made.json")" != "$first" ] && ok "… as a whole" || not_ok "… as a whole" "$(ls "$snapshot")"
second=$(cat "$snapshot/made.json")
echo 'route53 list-resource-record-sets --hosted-zone-id Z0PRIVATE00000000001' >"$FAKE/fail"
run 1 "a call is refused" '`aws route53 list-resource-record-sets .* failed in account retail'
[ "$(cat "$snapshot/made.json")" = "$second" ] && expect "… and the old one stays" "$(ls -A "$work/project" | tr '\n' ' ')" '^accounts\.yaml what exists zonewarrant\.yaml $'
rm "$FAKE/fail" && touch "$FAKE/more"
run 1 "an answer that is cut off" 'is cut off in account dns-central'
rm "$FAKE/more"
echo 'sts assume-role.*222222222222' >"$FAKE/fail"
run 1 "a role that cannot be taken on" 'cannot take on arn:aws:iam::222222222222:role/zonewarrant-snapshot in account retail'
rm "$FAKE/fail" && echo 'acm list-certificates' >"$FAKE/hang"
(cd "$work/project" && exec setsid dash "$work/snapshot.sh") >"$work/said" 2>&1 </dev/null &
pid=$!
for _ in $(seq 100); do [ -e "$FAKE/hangs" ] && break; sleep 0.1; done
kill -TERM -- -"$pid"
{ wait "$pid"; } 2>/dev/null
expect "ended from outside, nothing stays" "$(ls -A "$work/project" | tr '\n' ' ')" '^accounts\.yaml what exists zonewarrant\.yaml $'
again
mkdir "$snapshot" && echo mine >"$snapshot/file"
run 2 "a folder that is no snapshot" 'is there, and is no snapshot of this script'
[ "$(ls "$snapshot")" = file ] && [ ! -s "$AWS_LOG" ] && ok "… is left alone" || not_ok "… is left alone" "$(ls "$snapshot")"

# --- credentials --------------------------------------------------------------------------------
again
run 0 "profiles instead of roles" 'the snapshot is in' --profile-prefix p-
grep -q 'assume-role' "$AWS_LOG" && not_ok "… takes on none" "$(grep assume-role "$AWS_LOG")" || ok "… takes on none"
expect "… and each call has its own" "$(grep -c 'list-hosted-zones.*--profile p-retail' "$AWS_LOG")" '^1$'
again
run 1 "the credentials of another account" 'the credentials are of account 999999999999, and dns-central is 111111111111' --no-role
again
sed 's/222222222222/333333333333/' "$company/accounts.yaml" >"$work/project/accounts.yaml"
"$program" init --snapshot-script -o "$work/snapshot.sh" "$work/project"
run 1 "a role of another account" 'the credentials are of account 111111111111, and retail is 333333333333'
again
sed 's/id: "222222222222", //' "$company/accounts.yaml" >"$work/project/accounts.yaml"
"$program" init --snapshot-script -o "$work/snapshot.sh" "$work/project"
run 0 "an account without its number" 'account retail is left out: the estate does not state its number'
again
shell=bash
run 0 "in bash" 'the snapshot is in other/place' -o other/place/
[ $failures -eq 0 ]

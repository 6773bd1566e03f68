#!/usr/bin/env bash
# key_plan.sh PROGRAM -- every command of the key management plan is one that its tool takes: the shell
# parses it, the AWS CLI gets past its arguments and only then misses credentials. And what the plan tells
# to hold an issued certificate against is what a certificate of its CSR has.
. "$(dirname "$0")/common.bash"
need /usr/bin/aws /usr/bin/openssl

make_bundle key-plan fixtures/key-plan/estate
bundle=$work/key-plan
document=$bundle/key-management-plan.md
mkdir "$work/home"

# An authority of our own issues the one certificate whose key is in a file.
cd "$bundle" || exit 1
/usr/bin/openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out retail-internal.chain.pem \
	-subj /CN=Test -days 2 2>/dev/null
if said=$(/usr/bin/openssl x509 -req -in csr/retail-internal.csr.pem -CA retail-internal.chain.pem \
	-CAkey "$work/ca.key" -copy_extensions copy -days 1 -out retail-internal.crt.pem 2>&1); then
	ok "issue retail-internal"
else
	not_ok "issue retail-internal" "$said"
fi

key=$(grep -o '^| retail-internal | [0-9a-f]\{64\} |' "$document" | cut -d' ' -f4)
check=$(grep '^openssl x509 -in retail-internal.crt.pem .*dgst' "$document")
expect "the key of the certificate is the one of the plan" "$(bash -c "$check" 2>&1)" "${key:-no key}"
check=$(grep '^openssl x509 -in retail-internal.crt.pem .*subjectAltName' "$document")
expect "the names of the certificate are those of the plan" "$(bash -c "$check" 2>&1)" \
	'DNS:retail\.aws\.example\.com, DNS:\*\.retail\.aws\.example\.com'

# What the commands want to find; no credentials, no network.
export KEYS=$work/key-plan-keys CERTIFICATE_ARN=arn:aws:acm:us-east-1:111111111111:certificate/x
export SERIAL=01 REASON=SUPERSEDED HOME=$work/home AWS_DEFAULT_REGION=us-east-1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE

commands=$(sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$document" | sort -u)
number=0
while IFS= read -r line; do
	number=$((number + 1))
	said=$(bash -nc "$line" 2>&1) || not_ok "command $number parses" "$said"
	case $line in
	'aws '*)
		# 252 is a wrong argument, 253 what comes after: no credentials
		said=$(bash -c "/usr/bin/$line" 2>&1)
		status=$?
		if [ $status -eq 253 ]; then
			ok "command $number: ${line:0:60}"
		else
			not_ok "command $number" "status $status: $line: $said"
		fi
		;;
	*) ok "command $number: ${line:0:60}" ;;
	esac
done <<<"$commands"

if grep -rl 'PRIVATE KEY' "$bundle" >"$work/leaks"; then
	not_ok "no private key in the bundle" "$(cat "$work/leaks")"
else
	ok "no private key in the bundle"
fi
[ $failures -eq 0 ]

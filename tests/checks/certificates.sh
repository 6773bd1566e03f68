#!/usr/bin/env bash
# certificates.sh PROGRAM -- the inventory as the command line sees it: what `certificates` of the project file may
# name, what is passed over, that no key is ever repeated, and that the certificates of the fixtures can be made
# again. Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-${ZONEWARRANT:-$root/zonewarrant}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
now='--now 2026-11-24'
fine=$root/fixtures/parse-error/good-certificates/certs

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; }

# project NAME: a folder with a project, and `certificates` in it as the second argument says.
project() {
	mkdir -p "$work/$1/certs"
	printf 'accounts:\n  retail: {role: tenant}\n' >"$work/$1/estate.yaml"
	printf 'version: 1\nsources: [estate.yaml]\ncertificates: %s\n' "$2" >"$work/$1/zonewarrant.yaml"
	cd "$work/$1" || exit 2
}

# expect NAME STATUS PATTERN [ARGUMENT...]: `check` ends with STATUS, and says PATTERN.
expect() {
	local name=$1 status=$2 pattern=$3 said got
	shift 3
	said=$(timeout 60 "$program" check $now "$@" 2>&1)
	got=$?
	if [ $got -ne "$status" ]; then
		not_ok "$name" "status $got: $(head -c 600 <<<"$said" | tr '\n' '~')"
	elif ! grep -qE -- "$pattern" <<<"$said"; then
		not_ok "$name" "does not say $pattern: $(head -c 600 <<<"$said" | tr '\n' '~')"
	else
		ok "$name"
	fi
}

# count NAME FILTER NUMBER: what `export --to json` lists.
count() {
	local got
	got=$("$program" export --to json 2>&1 | jq -c "$2" 2>&1)
	[ "$got" = "$3" ] && ok "$1" || not_ok "$1" "$got, not $3"
}

# --- the fixtures can be made again ------------------------------------------------------------

if python3 "$root/tests/certificates/make.py" "$work/made" >"$work/log" 2>&1; then
	bad=
	while read -r file; do
		cmp -s "$work/made/$file" "$root/$file" || bad="$bad $file"
	done < <(cd "$work/made" && find fixtures -type f)
	while read -r file; do
		[ -e "$work/made/$file" ] || bad="$bad $file(by-hand)"
	done < <(cd "$root" && find fixtures -path '*/certs/*' -type f ! -name '*.expect')
	[ -z "$bad" ] && ok "the fixtures are what make.py makes" || not_ok "the fixtures are what make.py makes" "$bad"
else
	not_ok "the fixtures are what make.py makes" "$(tail -1 "$work/log")"
fi

# --- what `certificates` names -----------------------------------------------------------------

project folder certs/
cp "$fine"/* certs/
mkdir -p certs/more certs/.hidden
cp "$fine/text.pem" certs/more/renewed
cp "$fine/shop.der" certs/.hidden/
printf '# Notes\n\nNothing of ours: {"json": [\n' >certs/README.md
printf 'a: [b\n' >certs/index.yaml
expect "a folder, with what else lies in it" 0 '^no findings'
count "the certificates of the folder" '.issued_certificates | length' 10
count "its requests" '.signing_requests | length' 1
count "a place" '.issued_certificates[] | select(.place.file | endswith("carriage.pem")) | .place.line' 1

project file certs/shop.der
cp "$fine/shop.der" certs/
expect "a single file" 0 '^no findings'
count "the certificate of the file" '[.issued_certificates[].dns_names[]]' '["shop.example.com"]'

project glob '"certs/*.pem"'
cp "$fine"/*.pem "$fine"/*.der certs/
expect "a glob" 0 '^no findings'
count "the certificates of the glob" '.issued_certificates | length' 4

project empty certs/
expect "an empty folder" 1 'parse-error\]: `certs/` holds no certificate'
project absent nowhere/
expect "no folder" 1 'parse-error\]: `nowhere/` holds no certificate'
project outside ../..
expect "outside of the repository" 1 'include-outside-root\]: `\.\./\.\.` leads outside'
project link certs/
ln -s "$fine/shop.der" certs/shop.der
expect "a link that leads outside" 1 'include-outside-root\]: `certs/shop.der` leaves the repository|include-outside-root|holds no certificate'

# --- as a source -------------------------------------------------------------------------------

mkdir -p "$work/source" && cd "$work/source" || exit 2
cp "$fine/text.pem" "$fine/shop.der" .
expect "a file on the command line" 0 '^no findings in 1 file' shop.der
expect "standard input" 0 '^no findings in 1 file' --stdin-format certificate - <shop.der
printf 'not one\n' >x.pem
expect "a file that is named and holds none" 1 'parse-error\]: holds no certificate' x.pem
: >empty.pem
expect "an empty file" 0 '^no findings' empty.pem
expect "a folder without a project" 1 'parse-error\]: holds no certificate|no findings' x.pem
printf 'version: 1\nsources:\n  - {path: text.pem, format: zone}\n' >zonewarrant.yaml
expect "another format is stated" 1 '`format` says zone, and `text.pem` is certificate'
printf 'version: 1\nsources:\n  - {path: renewed, format: certificate}\n' >zonewarrant.yaml
cp text.pem renewed
expect "the format is stated" 0 '^no findings'

# --- files of others ---------------------------------------------------------------------------

# cfssl's test data: as many certificates and requests as OpenSSL finds there, or refused.
cd "$work" || exit 2
while IFS=$'\t' read -r file expected; do
	case $file in '#'*) continue ;; esac
	got=$("$program" export --to json --stdin-format certificate - <"$root/fixtures/real/cfssl/$file" 2>"$work/err" |
		jq -r '"\(.issued_certificates | length) certificates, \(.signing_requests | length) requests"' 2>/dev/null)
	[ -n "$got" ] || got=refused
	[ "$got" = "$expected" ] && ok "cfssl: $file" || not_ok "cfssl: $file" "$got, not $expected: $(cat "$work/err")"
done <"$root/fixtures/real/cfssl/expected.tsv"

# --- keys are never repeated -------------------------------------------------------------------

project key certs/
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out certs/server.pem 2>/dev/null
secret=$(sed -n 2p certs/server.pem)
cat "$fine/carriage.pem" >>certs/server.pem
openssl pkey -in certs/server.pem -outform DER -out certs/server.der
expect "a private key beside its certificate" 1 'secret-in-text\]: `certs/server.pem` holds a private key'
expect "a private key in DER" 1 '^undecided: looks like a private key or PKCS #12, which are not read'
all=
for format in text json sarif; do
	all+=$("$program" check $now --format $format 2>&1)
done
all+=$("$program" export --to json 2>&1)
case $all in
*"$secret"*) not_ok "no report repeats a key" "it does" ;;
*) ok "no report repeats a key" ;;
esac
count "the certificate is read all the same" '.issued_certificates | length' 1

# --- octets that are no text -------------------------------------------------------------------

project binary certs/
for i in 1 2 3 4 5 6 7 8; do
	head -c $((i * 97)) "$fine/shop.der" >"certs/cut-$i.der"
	head -c 4096 /dev/zero | openssl enc -aes-128-ctr -K "0$i" -iv 00 2>/dev/null >"certs/random-$i.der"
done
expect "cut and random DER" 1 'parse-error\]: the certificate is cut off: it says that it has [0-9]+ octets, and 97 are there'
for format in text json sarif; do
	"$program" check $now --format $format >"$work/said" 2>&1
	[ $? -eq 1 ] || not_ok "cut and random DER as $format" "another status"
	if LC_ALL=C grep -q '[^ -~[:space:]]' <(sed 's/…//g' "$work/said"); then
		not_ok "cut and random DER as $format" "octets of a certificate are in the report"
	else
		ok "cut and random DER as $format"
	fi
done

# --- what ACM describes ------------------------------------------------------------------------

mkdir -p "$work/acm" && cd "$work/acm" || exit 2
printf 'accounts:\n  retail: {id: "222222222222", role: tenant}\n' >accounts.yaml
described() {
	printf '{"Certificate": {"CertificateArn": "arn:aws:acm:ap-southeast-2:222222222222:certificate/%s", "DomainName": "shop.example.com", "SubjectAlternativeNames": ["shop.example.com"], "Status": "%s", "NotBefore": "2026-06-01T00:00:00+00:00", "NotAfter": %s, "KeyAlgorithm": "RSA-2048", "SignatureAlgorithm": "SHA256WITHRSA", "Type": "AMAZON_ISSUED", "RenewalEligibility": "%s", "InUseBy": [%s]}}\n' "$@"
}
printf 'version: 1\nsources: [accounts.yaml, "*.json"]\n' >zonewarrant.yaml
described 1 ISSUED '"2026-12-10T23:59:59+00:00"' ELIGIBLE '"arn:aws:elasticloadbalancing:x"' >a.json
expect "a certificate of ACM that it does not renew" 0 'certificate-expiring\]: the certificate `shop.example.com` ends on 2026-12-10, in 16 days, and ACM, which renews it, has not done so'
described 1 EXPIRED '"2026-11-20T23:59:59+10:00"' INELIGIBLE '"arn:aws:elasticloadbalancing:x"' >a.json
expect "one that has ended, in use" 1 'certificate-expired\]: the certificate `shop.example.com` has ended on 2026-11-20'
described 1 EXPIRED '"2026-11-20T23:59:59+00:00"' INELIGIBLE '' >a.json
expect "one that has ended, unused" 0 '^no findings'
described 1 ISSUED 1796860799.0 INELIGIBLE '' >a.json
count "times as the first version of the CLI prints them" '[.issued_certificates[] | .not_before, .not_after, .status, .public_key.algorithm, .certificate_by]' '["2026-06-01T00:00:00Z","2026-12-09T23:59:59Z","ISSUED","RSA 2048","arn"]'

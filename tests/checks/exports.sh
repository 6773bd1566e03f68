#!/usr/bin/env bash
# exports.sh PROGRAM -- exports of the AWS CLI as sources: what is read from them is what they say.
# Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need jq
company=fixtures/aws/company
day=--now=2026-11-24

same_file() {
	if diff -u "$2" "$3" >"$work/diff" 2>&1; then ok "$1"; else not_ok "$1" "$(head -30 "$work/diff")"; fi
}

# --- a sound company ------------------------------------------------------------------------------
"$program" check $day --format json $company >"$work/check.json" 2>"$work/err"
if [ $? -eq 0 ] && jq -e '.findings == [] and .undecided == [] and .summary.files == 16' "$work/check.json" >/dev/null; then
	ok "a company's exports have no finding and nothing undecided"
else
	not_ok "a company's exports have no finding and nothing undecided" "$(jq -c '.findings, .undecided' "$work/check.json") $(cat "$work/err")"
fi

# --- zones, as a name server would load them -------------------------------------------------------
"$program" export $day --to zones -o "$work/zones" $company >/dev/null 2>"$work/err" || not_ok "zones are exported" "$(cat "$work/err")"
for zone in fixtures/aws/zones/*/*; do
	same_file "the zone file ${zone#fixtures/aws/zones/}" "$zone" "$work/zones/${zone#fixtures/aws/zones/}"
done

# --- what is planned from exports is what they hold --------------------------------------------------
# Each record set of the exports but the apex NS and SOA, which Route 53 makes itself, in every member.
if "$program" plan $day -o "$work/bundle" $company >"$work/plan" 2>&1; then
	jq -S '.ResourceRecordSets[] | select(.Type != "SOA" and ((.Type == "NS" and (.Name | split(".") | length) < 5) | not))' \
		$company/exports/*/list-resource-record-sets-*.json | jq -s -S 'sort_by(.Name, .Type, .SetIdentifier)' >"$work/held"
	find "$work/bundle/steps" -name 'change-*.json' -exec cat {} + |
		jq -s -S '[.[].ChangeBatch.Changes[].ResourceRecordSet | .Name |= sub("^\\*"; "\\052")] | sort_by(.Name, .Type, .SetIdentifier)' >"$work/planned"
	same_file "every member of every record set comes back" "$work/held" "$work/planned"
	if grep -rq 'request-certificate' "$work/bundle/steps"; then
		not_ok "no certificate that exists is asked for again" "$(grep -rl request-certificate "$work/bundle/steps")"
	else
		ok "no certificate that exists is asked for again"
	fi
else
	not_ok "a plan is made from exports" "$(cat "$work/plan")"
fi

# --- the order of files does not matter, nor their names beyond the ids --------------------------------
mkdir "$work/flat"
number=0
find $company/exports -name '*.json' | sort -r | while read -r file; do
	number=$((number + 1))
	id=$(grep -oE 'Z0[A-Z0-9]+|rslvr-in-[0-9a-f]+' <<<"${file##*/}")
	cp "$file" "$work/flat/$number-$id.json"
done
cp $company/accounts.yaml "$work/flat/"
printf 'version: 1\nsources: [accounts.yaml, "*.json"]\n' >"$work/flat/zonewarrant.yaml"
"$program" export $day --to zones -o "$work/flat-zones" "$work/flat" >/dev/null 2>&1
if diff -r "$work/zones" "$work/flat-zones" >"$work/diff" 2>&1; then
	ok "folders and names of files do not matter"
else
	not_ok "folders and names of files do not matter" "$(head -20 "$work/diff")"
fi

# --- record sets in a file whose name says nothing: their SOA record does ------------------------------
mkdir "$work/unnamed"
cat >"$work/unnamed/zones.json" <<'JSON'
{"HostedZones": [
  {"Id": "/hostedzone/Z0PUBLIC000000000001", "Name": "example.com.", "Config": {"PrivateZone": false}},
  {"Id": "/hostedzone/Z0PUBLIC000000000002", "Name": "example.net.", "Config": {"PrivateZone": false}}]}
JSON
cat >"$work/unnamed/records.json" <<'JSON'
{"ResourceRecordSets": [
  {"Name": "example.com.", "Type": "SOA", "TTL": 900, "ResourceRecords": [{"Value": "ns-1.awsdns-00.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"}]},
  {"Name": "example.com.", "Type": "NS", "TTL": 172800, "ResourceRecords": [{"Value": "ns-1.awsdns-00.com."}, {"Value": "ns-2.awsdns-01.net."}]},
  {"Name": "www.example.com.", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "198.51.100.7"}]}]}
JSON
expect "record sets are found to be of the only zone of their name" \
	"$("$program" query --project "$work/unnamed" www.example.com 2>&1)" '198\.51\.100\.7'
sed -i 's/"Name": "example.net."/"Name": "example.com."/' "$work/unnamed/zones.json"
expect "record sets of one of two zones of a name" "$("$program" check "$work/unnamed" 2>&1)" \
	'which of the hosted zones `example.com.` these records are'

# --- bad input ----------------------------------------------------------------------------------------
# Cut at every octet, a record export is a finding or is read, and nothing else.
export_file=$company/exports/retail/list-resource-record-sets-Z0PRIVATE00000000001.json
mkdir "$work/cut"
cp $company/exports/retail/list-hosted-zones.json "$work/cut/"
size=$(stat -c %s "$export_file")
bad=
for ((at = 0; at < size; at += 1)); do
	head -c "$at" "$export_file" >"$work/cut/list-resource-record-sets-Z0PRIVATE00000000001.json"
	timeout 10 "$program" check $day "$work/cut" >/dev/null 2>&1
	status=$?
	[ $status -le 1 ] || bad="$bad $at:$status"
done
if [ -z "$bad" ]; then ok "an export cut at each of $size octets"; else not_ok "an export cut at every octet" "$bad"; fi
[ $failures -eq 0 ]

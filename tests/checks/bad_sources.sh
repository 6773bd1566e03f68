#!/usr/bin/env bash
# bad_sources.sh PROGRAM -- octoDNS, zone files and exports that are broken, hostile, in another encoding or of another
# format than the project file says: each is a finding with a message that helps and a place, whatever it is, and
# what is sound beside it is still read. Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need jq iconv

day=--now=2026-11-24
soa='@ 60 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600\n  60 NS ns1.example.net.\n  60 NS ns2.example.net.\n'

# source NAME FORMAT FILE: a project whose one source is FILE, of that format ("": the content tells); the file's
# octets come on standard input.
source_of() {
	mkdir -p "$work/$1/.git"
	cat >"$work/$1/$3"
	if [ -z "$2" ]; then
		printf 'version: 1\nsources: ["%s"]\n' "$3" >"$work/$1/zonewarrant.yaml"
	else
		printf 'version: 1\nsources: [{path: "%s", format: %s}]\n' "$3" "$2" >"$work/$1/zonewarrant.yaml"
	fi
}

# finds NAME RULE:LINE:COLUMN PATTERN: the project has that error at that place, with a message that matches, status 1,
# in time, and with no bundle.
finds() {
	local status said
	timeout 60 "$program" check $day --format json "$work/$1" >"$work/report" 2>"$work/said"
	status=$?
	said=$(jq -r '.findings[] | select(.severity == "error") | "\(.rule):\(.line):\(.column) \(.message)"' "$work/report" 2>&1)
	if [ $status -ne 1 ]; then
		not_ok "$1" "status $status: $said $(cat "$work/said")"
	elif ! grep -Eq -- "^$2 .*$3" <<<"$said"; then
		not_ok "$1" "expected $2 /$3/, got: $said"
	else
		ok "$1: $(grep -Em1 -- "^$2 .*$3" <<<"$said" | cut -c -120)"
	fi
	timeout 60 "$program" plan $day -o "$work/$1-bundle" "$work/$1" >/dev/null 2>&1
	[ ! -e "$work/$1-bundle" ] || not_ok "$1" "a bundle was made of it"
}

# holds NAME RECORDS: what is sound beside the fault is read.
holds() {
	local said
	said=$("$program" check $day --format json "$work/$1" | jq .summary.records)
	[ "$said" = "$2" ] && ok "$1: the rest is read" || not_ok "$1: the rest is read" "$said records, and not $2"
}

# --- encodings ------------------------------------------------------------------------------------
records='www: {type: A, value: 192.0.2.1}\ncafé: {type: TXT, value: naïve}\n'
for encoding in UTF-16LE UTF-16BE; do
	mark=$([ $encoding = UTF-16LE ] && printf '\\xff\\xfe' || printf '\\xfe\\xff')
	{ printf "$mark"; printf "$records" | iconv -t $encoding; } | source_of "octodns-$encoding" octodns example.com.yaml
	finds "octodns-$encoding" 'parse-error:1:1' "UTF-16"
	{ printf "$mark"; printf "$soa" | iconv -t $encoding; } | source_of "zone-$encoding" zone example.com.zone
	finds "zone-$encoding" 'parse-error:1:1' "UTF-16"
	{ printf "$mark"; printf '{"HostedZones": []}' | iconv -t $encoding; } | source_of "export-$encoding" aws zones.json
	finds "export-$encoding" 'parse-error:1:1' "UTF-16"
done
printf "${soa}b\u00fccher 60 A 192.0.2.1\nwww 60 A 192.0.2.1\n" | source_of zone-u-label zone example.com.zone
finds zone-u-label 'parse-error:4:1' 'outside ASCII'
holds zone-u-label 4
expect "zone-u-label: how to write it" "$("$program" check $day "$work/zone-u-label")" 'help: write `xn--bcher-kva`'
printf "$records" | iconv -t LATIN1 | source_of octodns-latin1 octodns example.com.yaml
finds octodns-latin1 'parse-error:2:4' 'not UTF-8'
printf "$soa"'caf\xe9 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n' | source_of zone-latin1 zone example.com.zone
finds zone-latin1 'parse-error:4:1' 'caf'
holds zone-latin1 4
printf '{"HostedZones": [{"Id": "/hostedzone/Z0123456789", "Name": "caf\xe9.example.com."}]}' | source_of export-latin1 aws zones.json
finds export-latin1 'parse-error:1:[0-9]+' 'UTF-8'
printf '\xef\xbb\xbf'"$soa" | source_of zone-bom '' example.com.zone
printf '\xef\xbb\xbf{"HostedZones": []}' | source_of export-bom '' zones.json
printf '\xef\xbb\xbf'"$records" | source_of octodns-bom '' example.com.yaml
for name in zone-bom export-bom octodns-bom; do
	said=$("$program" check $day "$work/$name" 2>&1) && ok "$name: a byte order mark of UTF-8 is none of the content" ||
		not_ok "$name" "$said"
done

# --- another format than the project file says ------------------------------------------------------
printf "$soa" | source_of zone-as-octodns octodns example.com.zone
finds zone-as-octodns 'wrong-type:[0-9]+:[0-9]+' 'zone'
printf "$soa" | source_of zone-as-native native example.com.zone
finds zone-as-native 'wrong-type:[0-9]+:[0-9]+' 'zone'
printf "$soa" | source_of zone-as-aws aws example.com.zone
finds zone-as-aws 'wrong-type:[0-9]+:[0-9]+' 'zone'
printf "$records" | source_of octodns-as-zone zone example.com.yaml
finds octodns-as-zone 'wrong-type:[0-9]+:[0-9]+' 'octodns'
printf "$records" | source_of octodns-as-aws aws example.com.yaml
finds octodns-as-aws 'wrong-type:[0-9]+:[0-9]+' 'AWS'
printf '{"HostedZones": []}' | source_of export-as-zone zone zones.json
finds export-as-zone 'wrong-type:[0-9]+:[0-9]+' 'aws'
printf 'accounts: {a: {id: "111111111111"}}\n' | source_of native-as-zone zone example.com.zone
finds native-as-zone 'wrong-type:[0-9]+:[0-9]+' 'native'
printf "$soa" | source_of no-format bind9 example.com.zone
said=$("$program" check $day "$work/no-format" 2>&1)
[ $? -eq 2 ] && grep -q '`bind9`' <<<"$said" && grep -q 'zonewarrant.yaml:2:' <<<"$said" &&
	ok "no-format: a format that is none" || not_ok "no-format" "$said"

# --- zone files -----------------------------------------------------------------------------------
printf "$soa"'$GENERATE 1-999999999 host$ 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n' | source_of generate zone example.com.zone
finds generate 'resource-limit:4:11' '999999999 records'
holds generate 4
printf "$soa"'$INCLUDE /etc/passwd\nwww 60 A 192.0.2.2\n' | source_of include-passwd zone example.com.zone
finds include-passwd 'include-outside-root:4:10' 'outside'
holds include-passwd 4
printf "$soa"'$INCLUDE hosts\nwww 60 A 192.0.2.2\n' | source_of include-link zone example.com.zone
ln -s /etc/passwd "$work/include-link/hosts"
finds include-link 'include-outside-root:4:10' 'outside'
holds include-link 4
printf "$soa"'$INCLUDE folder/hosts\nwww 60 A 192.0.2.2\n' | source_of include-linked-folder zone example.com.zone
ln -s /etc "$work/include-linked-folder/folder"
finds include-linked-folder 'include-outside-root:4:10' 'outside'
printf "$soa"'bad 60 A 192.0.2.999\nbad 60 FOO x\n"quoted 60 A 192.0.2.1\nopen 60 TXT ( a\nwww 60 A 192.0.2.2\n\\25 60 A 192.0.2.1\nmail 60 MX 10\n$NOTHING\nlast 60 A 192.0.2.3\n' |
	source_of many-faults zone example.com.zone
for place in rdata-invalid:4:10 parse-error:5:8 parse-error:6:1 parse-error:7:13 parse-error:9:1 rdata-invalid:10:12 parse-error:11:1; do
	finds many-faults $place ''
done
holds many-faults 7

# --- JSON -----------------------------------------------------------------------------------------
{ printf '{"HostedZones": '; head -c 100000 /dev/zero | tr '\0' '['; head -c 100000 /dev/zero | tr '\0' ']'; printf '}'; } |
	source_of json-deep aws zones.json
finds json-deep 'resource-limit:1:[0-9]+' 'deep|nested|levels'
head -c 100000 /dev/zero | tr '\0' '{' | source_of json-open aws zones.json
finds json-open '(resource-limit|parse-error):1:[0-9]+' ''
zone='{"HostedZones": [{"Id": "/hostedzone/Z0123456789", "Name": "example.com.", "Config": {"PrivateZone": false}}]}'
source_of json-number aws zones.json <<<"$zone"
cat >"$work/json-number/list-resource-record-sets-Z0123456789.json" <<'END'
{"ResourceRecordSets": [
  {"Name": "www.example.com.", "Type": "A", "TTL": 1e999, "ResourceRecords": [{"Value": "192.0.2.1"}]},
  {"Name": "mail.example.com.", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "192.0.2.2"}]}]}
END
printf 'version: 1\nsources: [{path: "*.json", format: aws}]\n' >"$work/json-number/zonewarrant.yaml"
finds json-number 'parse-error:2:[0-9]+' '1e999'
source_of json-twice aws zones.json <<<'{"HostedZones": [], "HostedZones": []}'
finds json-twice 'duplicate-key:1:21' 'HostedZones'
for text in '\ud800' '\udc00x' '\ud800\u0041'; do
	printf '{"HostedZones": [{"Id": "%s"}]}' "$text" | source_of json-surrogate aws zones.json
	finds json-surrogate 'parse-error:1:[0-9]+' 'invalid Unicode'
done
source_of json-nan aws zones.json <<<'{"HostedZones": [{"Id": NaN}]}'
finds json-nan 'parse-error:1:2[0-9]' 'NaN'
[ $failures -eq 0 ]

#!/usr/bin/env bash
# zone_files.sh PROGRAM -- real zone files (fixtures/real/zones) get the verdict that name servers and their
# tests give them: bad is what has a finding of severity error of the families syntax, records and delegation. Where we
# differ on purpose, zone_files/differences.tsv says why. Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-$root/zonewarrant}
zones=$root/fixtures/real/zones
tables=$root/tests/checks/zone_files
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# project FILE ZONE: a project of that zone file, and of what lies beside it, in $work/project.
project() {
	rm -rf "$work/project"
	cp -r "$(dirname "$zones/$1")" "$work/project"
	printf 'version: 1\nsources:\n  - {path: "%s", format: zone, zone: "%s", view: public}\n' "$(basename "$1")" "$2" \
		>"$work/project/zonewarrant.yaml"
}

# errors: "LINE RULE" of each finding of severity error in $work/project; status 2 where there is no report.
errors() {
	timeout 60 "$program" check --format json --now 2026-11-24 --select syntax,records,delegation,empty-label,label-too-long,name-too-long \
		"$work/project" >"$work/report" 2>"$work/said"
	[ $? -le 1 ] || return 2
	jq -r '.findings[] | select(.severity == "error") | "\(.line) \(.rule)"' "$work/report"
}

declare -A differs seen
while IFS=$'\t' read -r path by ours why; do
	case $path in '#'* | path) continue ;; esac
	[ -n "$why" ] || echo "not ok $path: a difference without a reason"
	differs["$path by $by"]=$ours
done <"$tables/differences.tsv"

while IFS=$'\t' read -r path zone verdict by; do
	case $path in '#'* | path) continue ;; esac
	project "$path" "$zone"
	if ! found=$(errors); then
		echo "not ok $path: no report: $(head -2 "$work/said")"
		continue
	fi
	ours=good
	[ -z "$found" ] || ours=bad
	allowed=${differs["$path by $by"]:-$verdict}
	[ -z "${differs["$path by $by"]:-}" ] || seen["$path by $by"]=$verdict
	if [ "$ours" = "$allowed" ]; then
		echo "ok $path, $verdict by $by"
	else
		echo "not ok $path: $verdict by $by, and here $ours: $(head -3 <<<"$found" | tr '\n' ';')"
	fi
done <"$tables/verdicts.tsv"

for key in "${!differs[@]}"; do
	if [ -z "${seen[$key]:-}" ]; then
		echo "not ok $key: a difference from a verdict that nobody gives"
	elif [ "${seen[$key]}" = "${differs[$key]}" ]; then
		echo "not ok $key: a difference that is none"
	fi
done

# Line by line: every line that validns finds at fault, and that is ours to find, has a finding.
project tobez-validns/t/zones/manyerrors.zone galaxyplus.org
found=$(errors) || echo "not ok manyerrors.zone: no report"
while IFS=$'\t' read -r line what; do
	case $line in '#'* | line) continue ;; esac
	if grep -q "^$line " <<<"$found"; then
		echo "ok manyerrors.zone:$line: $what"
	else
		echo "not ok manyerrors.zone:$line: $what is not found"
	fi
done <"$tables/manyerrors.tsv"

# A folder without a project file: zone files are found by what is in them, and what is none is passed over.
folder=$work/folder
mkdir -p "$folder/named" "$folder/assets"
head='$TTL 1h\n@ IN SOA ns1.example.net. hostmaster 1 7200 3600 1209600 3600\n  NS ns1.example.edu.\n  NS ns2.example.edu.\n'
printf "; the first\n${head}\$INCLUDE hosts\n" >"$folder/named/db.example.com"
printf 'www 300 IN A 192.0.2.1\n' >"$folder/named/hosts"
printf "\$ORIGIN example.net.\n$head" >"$folder/named/internal"
printf 'www: {type: A, value: 192.0.2.1}\n' >"$folder/example.org.yaml"
printf 'There is such a thing IN a house.\n\n    $TTL 3600\n' >"$folder/README.md"
printf '#!/bin/sh\necho $TTL\n' >"$folder/assets/run"
head -c 20000 "$program" >"$folder/assets/program"
printf '$TTL 60\n\0' >"$folder/assets/example.com.zone"
: >"$folder/assets/empty"
mkfifo "$folder/assets/pipe"
said=$(timeout 60 "$program" check --format json --now 2026-11-24 "$folder" 2>&1 |
	jq -c '[.summary.files, .summary.zones, .summary.records, (.findings | length)]')
if [ "$said" = '[4,3,8,0]' ]; then
	echo "ok a folder of zone files and others"
else
	echo "not ok a folder of zone files and others: files, zones, records, findings are $said"
fi
said=$(printf "\$ORIGIN example.net.\n$head" | timeout 60 "$program" check --stdin-format zone --format json - 2>&1 | jq -c '[.summary.zones, .summary.errors]')
if [ "$said" = '[1,0]' ]; then
	echo "ok a zone file on standard input"
else
	echo "not ok a zone file on standard input: zones, errors are $said"
fi

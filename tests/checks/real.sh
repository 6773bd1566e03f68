#!/usr/bin/env bash
# real.sh -- configurations that others published: a finding of severity error is one that an oracle confirms, or
# stands in tests/differences/real.tsv with what it rests on, at most ten in all. Each line says the repository's
# summary. Repositories of octoDNS are checked alone and in one run with an estate; zone files that name servers
# take, one by one, with all rules; what AWS answered, as exports. Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${ZONEWARRANT:-$root/zonewarrant}
real=$root/fixtures/real/octodns
table=$root/tests/differences/real.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# sound NAME PATH ZONES [RULE]: `check` has read that many zones, and finds no error, or one, of RULE.
sound() {
	local said status errors=0
	[ -z "$4" ] || errors=1
	said=$(timeout 60 "$program" check --format json --now 2026-11-24 "$2" 2>&1)
	status=$?
	if [ $status -ne $errors ]; then
		echo "not ok $1: status $status: $said"
	elif ! grep -q "\"errors\": $errors," <<<"$said" || ! grep -q "\"zones\": $3," <<<"$said"; then
		echo "not ok $1: not $errors errors, or not $3 zones: $(head -14 <<<"$said" | tr -d '\n')"
	elif [ -n "$4" ] && ! grep -A2 "\"rule\": \"$4\"" <<<"$said" | grep -q '"severity": "error"'; then
		echo "not ok $1: the error is not of $4"
	else
		echo "ok $1: $(timeout 60 "$program" check --now 2026-11-24 "$2" 2>&1 | tail -n 1)"
	fi
}

# --- repositories of octoDNS ----------------------------------------------------------------------
# The error of the last is octoDNS's own validator mx-target-not-cname (tests/octodns/validators.tsv).

while IFS=$'\t' read -r folder zones rule; do
	sound "$folder" "$real/$folder" "$zones" "$rule"
	# the same zones beside an estate, as sources of one project
	mkdir -p "$work/$folder/estate" "$work/$folder/zones"
	cp "$root"/fixtures/example/estate/*.yaml "$work/$folder/estate/"
	cp "$root"/fixtures/example/zones/*.yaml "$work/$folder/zones/"
	find "$real/$folder" -name '*.*.yaml' -exec cp {} "$work/$folder/zones/" \;
	printf 'version: 1\nsources:\n  - estate/*.yaml\n  - {path: zones/*.yaml, format: octodns}\n' \
		>"$work/$folder/zonewarrant.yaml"
	# the processors that keep records out of the zones are written in octoDNS's configuration
	if [ -f "$real/$folder/config.yaml" ]; then
		cp "$real/$folder/config.yaml" "$work/$folder/"
		echo '  - config.yaml' >>"$work/$folder/zonewarrant.yaml"
	fi
	sound "$folder with an estate" "$work/$folder" $((zones + 11)) "$rule"
done <<'LIST'
MapleTree-moe+dns	2
jdkelleher+dns-mgmt-octodns	3
kj5djc+octodns	1
mamercad+analogpuddle.cloud	1
solvahol+dns	1	mx-target
LIST

# --- the reviewed errors --------------------------------------------------------------------------

grep -v '^#' "$table" | tail -n +2 >"$work/table"
rows=$(wc -l <"$work/table")
[ "$rows" -le 10 ] && echo "ok $rows errors that no oracle confirms, and ten at most" ||
	echo "not ok errors that no oracle confirms: $rows, and ten at most"
while IFS=$'\t' read -r path line rule why; do
	[ -n "$why" ] || echo "not ok $path:$line: $rule rests on nothing"
	printf '%s\t%s\t%s\n' "$path" "$line" "$rule"
done <"$work/table" | sort >"$work/reviewed"
: >"$work/seen"

# errors PREFIX PATH: the errors of a run over PATH as rows of the table, the file behind PREFIX; then its summary
# in $work/summary. Status 1 where the program gives no report.
errors() {
	timeout 60 "$program" check --format json --now 2026-11-24 "$2" >"$work/report" 2>"$work/said"
	[ $? -le 1 ] || return 1
	jq -r '.summary | "\(.errors) errors, \(.warnings) warnings in \(.files) files (\(.zones) zones, \(.records) records)"' \
		"$work/report" >"$work/summary"
	jq -r --arg prefix "$1" '.findings[] | select(.severity == "error") |
		[$prefix + (.file | split("/") | last), .line, .rule] | @tsv' "$work/report" | sort
}

# unreviewed NAME PREFIX PATH: ok where every error is a reviewed one.
unreviewed() {
	local rest
	if ! errors "$2" "$3" >"$work/errors"; then
		echo "not ok $1: no report: $(head -2 "$work/said")"
		return
	fi
	cat "$work/errors" >>"$work/seen"
	rest=$(comm -23 "$work/errors" "$work/reviewed" | tr '\t\n' ' ;')
	[ -z "$rest" ] && echo "ok $1: $(cat "$work/summary")" || echo "not ok $1: errors that no oracle confirms: $rest"
}

# Zone files that their oracle takes (checks/zone_files/verdicts.tsv). Nothing says of which view they are.
while IFS=$'\t' read -r path zone verdict by; do
	rm -rf "$work/project"
	cp -r "$(dirname "$root/fixtures/real/zones/$path")" "$work/project"
	printf 'version: 1\nsources:\n  - {path: "%s", format: zone, zone: "%s"}\n' "$(basename "$path")" "$zone" \
		>"$work/project/zonewarrant.yaml"
	unreviewed "$path" "zones/$(dirname "$path")/" "$work/project"
done < <(awk -F'\t' '$3 == "good" && !seen[$1]++' "$root/tests/checks/zone_files/verdicts.tsv")

# Answers of AWS that others recorded: what stands under `data` is what the AWS CLI prints. A folder without
# anything that we read says so.
for folder in "$root"/fixtures/real/aws-dumps/*; do
	name=${folder##*/}
	mkdir -p "$work/dumps/$name"
	for file in "$folder"/*.json; do
		jq .data "$file" >"$work/dumps/$name/${file##*/}"
	done
	if grep -q 'no file here is a source' <("$program" check "$work/dumps/$name" 2>&1); then
		grep -lE '"(HostedZones?|ResourceRecordSets|ResolverRules|Certificate|CertificateSummaryList|VpcEndpoints|HealthChecks)": *[[{]' \
			"$work/dumps/$name"/*.json >"$work/known" && echo "not ok $name: not recognised: $(cat "$work/known")" ||
			echo "ok $name: nothing that is read here"
	else
		unreviewed "aws-dumps/$name" "aws-dumps/$name/" "$work/dumps/$name"
	fi
done

unseen=$(comm -13 <(sort -u "$work/seen") "$work/reviewed" | tr '\t\n' ' ;')
[ -z "$unseen" ] && echo "ok every reviewed error is reported" || echo "not ok reviewed errors that are not reported: $unseen"

#!/usr/bin/env bash
# real.sh -- configurations that others published, and that octoDNS takes: none of them may have a finding of
# severity error, alone or in one run with an estate, but the faults that the list below says they have.
# Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${ZONEWARRANT:-$root/zonewarrant}
real=$root/fixtures/real/octodns
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
		echo "ok $1"
	fi
}

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

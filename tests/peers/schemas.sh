#!/usr/bin/env bash
# schemas.sh PROGRAM -- what zonewarrant writes and reads keeps to the schemas: SARIF reports to OASIS's, the
# example estates to the schemas of docs/schema/ that editors use.
. "$(dirname "$0")/common.bash"
need $python jq
validate() {
	$python "$here/validate.py" "$@" || failures=$((failures + 1))
}
sarif=$here/sarif-schema-2.1.0.json

for example in example example-broken; do
	"$program" check --format sarif --output "$work/$example.sarif" "fixtures/$example" >/dev/null 2>&1
	[ $? -le 1 ] || not_ok "check --format sarif fixtures/$example" "exit status over 1"
	validate "SARIF of fixtures/$example" "$sarif" "$work/$example.sarif"
	"$program" check --format json --output "$work/$example.json" "fixtures/$example" >/dev/null 2>&1
	# docs/cli.md: the findings of a report and its summary tell the same.
	if jq -e '(.zonewarrant == "1") and (.summary.errors ==
		([.findings[] | select(.severity == "error" and .waived == null)] | length))' \
		"$work/$example.json" >/dev/null; then
		ok "JSON of fixtures/$example"
	else
		not_ok "JSON of fixtures/$example" "$(head -c 300 "$work/$example.json")"
	fi
done
# The model in JSON, of each format that it is read from; jq counts what the summary says.
for estate in fixtures/example fixtures/example-broken fixtures/aws/company \
	fixtures/real/octodns/MapleTree-moe+dns; do
	"$program" export --to json --output "$work/model.json" "$estate" || not_ok "export --to json $estate" "status $?"
	validate "model of $estate" docs/schema/model.schema.json "$work/model.json"
	"$program" check --format json "$estate" >"$work/check.json" 2>/dev/null
	if [ "$(jq '.summary.zones, .summary.records, .summary.certificates' "$work/check.json")" = \
		"$(jq '(.zones | length), ([.zones[].records[] | [1, (.values | length)] | max] | add), (.certificates | length)' "$work/model.json")" ]; then
		ok "the model of $estate is complete"
	else
		not_ok "the model of $estate is complete" "$(jq -c .summary "$work/check.json")"
	fi
done
# docs/diff.md
for heads in "example example-broken" "diff/base diff/head"; do
	set -- $heads
	"$program" diff --format json --output "$work/diff.json" "fixtures/$1" "fixtures/$2" >/dev/null 2>&1
	[ $? -le 1 ] || not_ok "diff fixtures/$1 fixtures/$2" "exit status over 1"
	validate "JSON of diff fixtures/$1 fixtures/$2" docs/schema/diff.schema.json "$work/diff.json"
done
make_bundle bundle fixtures/example
validate "SARIF of the bundle" "$sarif" "$work/bundle/evidence/findings.sarif"

# Zone files of octoDNS, under zones/, have a schema of their own.
for file in $(find fixtures/example "$here/algorithms" -path '*/zones/*' -prune -o -name '*.yaml' -print | sort); do
	kind=estate
	[ "$(basename "$file")" != zonewarrant.yaml ] || kind=project
	validate "${file#"$root/"}" "docs/schema/$kind.schema.json" "$file"
done

# broken NAME SCHEMA TEXT: the schema refuses it.
broken() {
	printf '%s\n' "$3" >"$work/broken.yaml"
	local said
	if said=$($python "$here/validate.py" "$1" "$2" "$work/broken.yaml"); then
		not_ok "self test: $1" "the schema takes it"
	elif grep -q '^not ok' <<<"$said"; then
		ok "self test: $1"
	else
		not_ok "self test: $1" "$said"
	fi
}
# What the rules of the family `syntax` find in keys and values, an editor finds by the schema.
for name in press retail; do
	broken "fixtures/example-broken/estate/$name.yaml" docs/schema/estate.schema.json \
		"$(cat "fixtures/example-broken/estate/$name.yaml")"
done
broken "SARIF with an unknown key" "$sarif" '{version: "2.1.0", runs: [], extra: 1}'
broken "diff with a kind that there is not" docs/schema/diff.schema.json \
	"$(jq '.changes[0].kind = "odd"' "$work/diff.json")"
broken "estate with an unknown key" docs/schema/estate.schema.json 'subdomains: {retail: {acount: retail}}'
broken "project with a wrong type" docs/schema/project.schema.json 'version: [1]'
[ $failures -eq 0 ]

#!/usr/bin/env bash
# snapshot.sh PROGRAM -- `plan` and `check` against what exists: what may be deleted, what is refused, what is said.
. "$(dirname "$0")/../peers/common.bash"
need git jq
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com \
	GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com NO_COLOR=1
case $program in /*) ;; *) program=$PWD/$program ;; esac
day=--now=2026-11-24

# run STATUS NAME WORD...: runs the program in the repository; keeps $out and $err, and the status must match.
run() {
	local status=$1 name=$2 got
	shift 2
	(cd "$repo" && timeout 60 "$program" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null)
	got=$?
	out=$(cat "$work/stdout") err=$(cat "$work/stderr")
	if [ "$got" -eq "$status" ]; then
		ok "$name"
	else
		not_ok "$name" "status $got instead of $status: $out $err"
	fi
}

# changes BUNDLE: a line for each change, in the order of the steps.
changes() {
	cat "$1"/steps/*/change-*.json 2>/dev/null |
		jq -r '.ChangeBatch.Changes[] | "\(.Action) \(.ResourceRecordSet.Name) \(.ResourceRecordSet.Type)"'
}

repo=$work/repo
exports=$repo/snapshot/main
mkdir -p "$exports"
git -C "$work" init -q -b main repo
printf 'version: 1\nsources: [estate.yaml]\n' >"$repo/zonewarrant.yaml"

# estate RECORDS: the estate, of one zone.
estate() {
	printf 'accounts:\n  main: {id: "111111111111", region: eu-west-1}\n' >"$repo/estate.yaml"
	printf 'zones:\n  - name: example.org\n    account: main\n    view: public\n%s\n' "$1" >>"$repo/estate.yaml"
}
www='      www: {type: A, ttl: 300, value: 192.0.2.1}'
shop='      shop: {type: A, ttl: 300, value: 192.0.2.2}'
api='      api: {type: A, ttl: 300, value: 192.0.2.3}'
records='    records:'
estate "$records
$www
$shop"
git -C "$repo" add . && git -C "$repo" commit -q -m one

# set NAME TYPE VALUE: one record set of an export.
set_of() {
	printf '{"Name": "%s", "Type": "%s", "TTL": 300, "ResourceRecords": [{"Value": "%s"}]}' "$1" "$2" "$3"
}
echo '{"HostedZones": [{"Id": "/hostedzone/Z0000000000000000001", "Name": "example.org.", "Config": {"PrivateZone": false}}]}' \
	>"$exports/list-hosted-zones.json"
sets=$exports/list-resource-record-sets-Z0000000000000000001.json
own=$(set_of example.org. NS ns-1.awsdns-01.org.)
own="$own, $(set_of example.org. SOA 'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400')"
hand=$(set_of hand.example.org. A 192.0.2.77)
cat_sets() { echo "{\"ResourceRecordSets\": [$own, $(set_of www.example.org. A 192.0.2.1), $(set_of shop.example.org. A 192.0.2.2), $hand]}" >"$sets"; }
cat_sets
snapshot=(--snapshot snapshot)

# --- drift --------------------------------------------------------------------------------------
run 0 "drift: by hand alone" check $day "${snapshot[@]}"
expect "drift: counted" "$out" '^drift: 0 missing, 0 different, 1 undeclared$'
expect "drift: where" "$out" 'undeclared hand.example.org A +snapshot/main/list-resource-record-sets-Z0000000000000000001.json:1:'
run 0 "drift: as JSON" check $day "${snapshot[@]}" --format json
expect "drift: the item" "$(jq -c '.drift.items[] | [.kind, .name, .type, .to_be_deleted]' <<<"$out")" \
	'^\["undeclared","hand.example.org.","A",false\]$'
run 0 "without a snapshot" check $day --format json
expect "without a snapshot no drift" "$(jq -c '.drift' <<<"$out")" '^null$'

# --- what is changed ----------------------------------------------------------------------------
run 0 "unchanged" plan $day "${snapshot[@]}" -o "$work/unchanged"
expect "unchanged: no step" "$(ls "$work/unchanged/steps" 2>/dev/null | wc -l)" '^0$'
expect "unchanged: said" "$(cat "$work/unchanged/PLAN.md")" 'Nothing is to be done'
expect "what stays is listed" "$(cat "$work/unchanged/PLAN.md")" '^\| example.org \| public \| hand.example.org \| A \| 192.0.2.77 \|$'
expect "the manifest knows the snapshot" "$(jq -c '.snapshot | [.folder, .files]' "$work/unchanged/manifest.json")" '^\["snapshot",2\]$'
estate "$records
$www
$api"
run 0 "without a base nothing goes" plan $day "${snapshot[@]}" -o "$work/kept"
expect "without a base: created alone" "$(changes "$work/kept")" '^CREATE api.example.org. A$'
run 0 "with a revision as base" plan $day "${snapshot[@]}" --base main -o "$work/based"
expect "base: what is new, then what goes" "$(changes "$work/based" | tr '\n' ';')" \
	'^CREATE api.example.org. A;DELETE shop.example.org. A;$'
run 0 "with the last bundle as base" plan $day "${snapshot[@]}" --previous "$work/unchanged" -o "$work/previous"
expect "previous: the same" "$(changes "$work/previous" | tr '\n' ';')" \
	'^CREATE api.example.org. A;DELETE shop.example.org. A;$'
run 0 "from elsewhere" plan $day --snapshot "$repo/snapshot" --base main -o "$work/elsewhere" "$repo"
expect "elsewhere: the same bytes" "$(diff -r "$work/based" "$work/elsewhere" | wc -l)" '^0$'
run 0 "upsert" plan $day "${snapshot[@]}" --upsert -o "$work/upsert"
expect "upsert: it can be undone" "$(cat "$work"/upsert/steps/*/rollback-001.json | jq -r '.ChangeBatch.Changes[0].Action')" '^DELETE$'

# --- what is refused ----------------------------------------------------------------------------
run 2 "two bases" plan $day "${snapshot[@]}" --base main --previous "$work/unchanged" -o "$work/no"
expect "two bases: said" "$err" 'give one'
echo >>"$work/kept/PLAN.md"
run 2 "a bundle that was changed" plan $day "${snapshot[@]}" --previous "$work/kept" -o "$work/no"
expect "changed bundle: which file" "$err" 'PLAN.md has not the digest'
rm "$work/previous/evidence/declared.json"
run 2 "a bundle that is not whole" plan $day "${snapshot[@]}" --previous "$work/previous" -o "$work/no"
expect "not whole: which file" "$err" 'evidence/declared.json'
run 2 "no bundle" plan $day "${snapshot[@]}" --previous "$repo" -o "$work/no"
expect "no bundle: said" "$err" 'manifest.json'
run 2 "no snapshot there" plan $day --snapshot absent -o "$work/no"
run 2 "a snapshot outside the repository" plan $day --snapshot "$work" -o "$work/no"
expect "outside: said" "$err" 'outside the repository'
mv "$sets" "$work/sets.json"
run 1 "record sets that are not exported" plan $day "${snapshot[@]}" -o "$work/no"
expect "not exported: the command" "$err" 'list-resource-record-sets --hosted-zone-id Z0000000000000000001'
mv "$work/sets.json" "$sets"
mv "$exports/list-hosted-zones.json" "$work/zones.json"
mv "$sets" "$work/sets.json"
echo '{"LoadBalancers": []}' >"$exports/describe-load-balancers.json"
run 1 "hosted zones that are not listed" plan $day "${snapshot[@]}" -o "$work/no"
expect "not listed: the command" "$err" 'export `aws route53 list-hosted-zones`'
mv "$work/zones.json" "$exports/list-hosted-zones.json"
mv "$work/sets.json" "$sets"
printf 'version: 1\nsources: [estate.yaml]\nwaivers:\n  - {rule: zone-emptied, reason: no, approved_by: me, expires: 2027-01-01}\n' \
	>"$repo/zonewarrant.yaml"
estate ''
run 1 "an emptied zone, though it is waived" plan $day "${snapshot[@]}" --base main -o "$work/no"
expect "emptied: said" "$err" 'no plan empties a zone'
[ ! -e "$work/no" ] && ok "nothing was written" || not_ok "nothing was written" "$(ls "$work/no")"
[ $failures -eq 0 ]

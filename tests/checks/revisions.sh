#!/usr/bin/env bash
# revisions.sh PROGRAM -- `check --base` and `diff` in repositories as people and build jobs have them.
. "$(dirname "$0")/../peers/common.bash"
need git jq
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com \
	GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com NO_COLOR=1
case $program in /*) ;; *) program=$PWD/$program ;; esac
day=--now=2026-11-24

# run STATUS NAME FOLDER WORD...: runs the program there; keeps $out and $err, and the status must match.
run() {
	local status=$1 name=$2 folder=$3 got
	shift 3
	(cd "$folder" && timeout 60 "$program" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null)
	got=$?
	out=$(cat "$work/stdout") err=$(cat "$work/stderr")
	if [ "$got" -eq "$status" ]; then
		ok "$name"
	else
		not_ok "$name" "status $got instead of $status: $out $err"
	fi
}

repo=$work/repo
mkdir -p "$repo/dns/estate"
git -C "$work" init -q -b main repo
echo '{}' >"$repo/README"
git -C "$repo" add . && git -C "$repo" commit -q -m empty && git -C "$repo" tag before

# zone FOLDER RECORDS: the estate of the tests.
zone() {
	printf 'version: 1\nsources: [estate/*.yaml]\n' >"$1/zonewarrant.yaml"
	printf 'zones:\n  - name: example.com\n    view: public\n    records:\n%s\n' "$2" >"$1/estate/zone.yaml"
}
old='      www: {type: A, values: [192.0.2.1, 192.0.2.1]}'
zone "$repo/dns" "$old"
git -C "$repo" add . && git -C "$repo" commit -q -m one && git -C "$repo" tag one

# --- check --base -------------------------------------------------------------------------------
run 0 "nothing new" "$repo/dns" check $day --fail-on warning --base main
expect "nothing new: what the base has is counted" "$out" '^no findings .*; not in `main`, which has 1 of the findings$'
zone "$repo/dns" "      # a line more
      api: {type: A, value: 192.0.2.7}
$old
      new: {type: A, values: [192.0.2.2, 192.0.2.2]}"
run 1 "one new" "$repo/dns" check $day --fail-on warning --base main
expect "one new: it alone" "$out" '^1 warning in '
expect "one new: where" "$out" 'estate/zone.yaml:8:'
run 1 "the same from elsewhere" "$work" check $day --fail-on warning --base main repo/dns
run 1 "the same as JSON" "$repo/dns" check $day --fail-on warning --base main --format json
expect "JSON: the base" "$(jq -c .base <<<"$out")" '^\{"name":"main","findings":1,"undecided":0,"note":null\}$'
expect "JSON: the findings" "$(jq '.findings | length' <<<"$out")" '^1$'
run 0 "a file that has nothing new" "$repo/dns" check $day --fail-on warning --base main zonewarrant.yaml --ignore records
zone "$repo/dns" "      www: {type: A, values: [192.0.2.1, 192.0.2.1, 192.0.2.1]}"
run 1 "as many as the base has are known" "$repo/dns" check $day --fail-on warning --base main
expect "one of two" "$out" '^1 warning in .* has 1 of the findings$'
run 1 "before the project" "$repo/dns" check $day --fail-on warning --base before
expect "before the project: said" "$out" 'no zonewarrant.yaml in the folder of the project: all of them are new$'
mkdir -p "$work/other/estate" "$work/other/.git"
zone "$work/other" "$old"
run 1 "a folder as the base" "$repo/dns" check $day --fail-on warning --base "$work/other"
expect "a folder as the base: counted" "$out" 'which has 1 of the findings$'
git -C "$repo" show one:dns/estate/zone.yaml >"$repo/dns/estate/zone.yaml"
cat >"$repo/dns/zonewarrant.yaml" <<'END'
version: 1
sources: [estate/*.yaml]
waivers:
  - {rule: duplicate-record, reason: known, approved_by: a@example.com, expires: 2027-01-01}
END
git -C "$repo" commit -q -a -m waived
zone "$repo/dns" "$old"
run 1 "a waiver that is taken away" "$repo/dns" check $day --fail-on warning --base main
git -C "$repo" checkout -q -f main
printf 'zones: [\n' >"$repo/dns/estate/zone.yaml"
git -C "$repo" commit -q -a -m broken
git -C "$repo" show one:dns/estate/zone.yaml >"$repo/dns/estate/zone.yaml"
run 0 "a base that cannot be parsed" "$repo/dns" check $day --base main
printf 'version: [1]\n' >"$repo/dns/zonewarrant.yaml"
git -C "$repo" commit -q -a -m invalid
zone "$repo/dns" "$old"
run 2 "a base whose project file is invalid" "$repo/dns" check $day --base main
expect "a base whose project file is invalid: reason" "$err" '`main` cannot be compared with: '
git -C "$repo" reset -q --hard one

# --- diff ---------------------------------------------------------------------------------------
zone "$repo/dns" "      www: {type: A, value: 192.0.2.3}"
run 0 "diff with the folder" "$repo/dns" diff $day main
expect "diff with the folder: the place in the revision" "$out" 'main:dns/estate/zone.yaml:5:'
expect "diff with the folder: the place in the folder" "$out" ' estate/zone.yaml:5:'
expect "diff with the folder: the summary" "$out" '^1 other answer changes$'
git -C "$repo" commit -q -a -m two
run 0 "diff of two revisions" "$repo/dns" diff $day one HEAD
expect "diff of two revisions: the summary" "$out" '^1 other answer changes$'
run 0 "diff of two revisions, from above" "$repo" diff $day --project dns HEAD~1 HEAD
expect "diff of two revisions, from above: the summary" "$out" '^1 other answer changes$'
git -C "$repo" rm -q -r --cached dns && mv "$repo/dns" "$repo/aside" && mkdir "$repo/dns"
run 0 "diff of revisions whose project is not in the folder" "$repo/dns" diff $day one main
expect "diff of revisions whose project is not in the folder: the summary" "$out" '^1 other answer changes$'
rm -r "$repo/dns" && mv "$repo/aside" "$repo/dns" && git -C "$repo" reset -q
run 0 "diff, reversed" "$repo/dns" diff $day main one
run 0 "diff of a thing with itself" "$repo/dns" diff $day HEAD main
expect "diff of a thing with itself: nothing" "$out" '^no answer changes$'
run 0 "diff of files" "$work" diff $day other/estate/zone.yaml repo/dns/estate/zone.yaml
expect "diff of files: the summary" "$out" '^1 other answer changes$'
run 0 "diff of folders" "$work" diff $day other repo/dns
run 2 "diff with what is before the project" "$repo/dns" diff $day before
expect "diff with what is before the project: reason" "$err" 'no zonewarrant.yaml in the folder of the project'
run 0 "three reports" "$repo/dns" diff $day one --format text --output "$work/a.txt" --format json --output "$work/a.json" \
	--format markdown --output "$work/a.md"
expect "three reports: JSON" "$(jq -c '[.base, .head, .summary.change]' "$work/a.json")" '^\["one",null,1\]$'
expect "three reports: Markdown" "$(cat "$work/a.md")" '^<details><summary>Other answers that change \(1\)'
[ -z "$(git -C "$repo" status --porcelain)" ] && ok "the work tree is untouched" ||
	not_ok "the work tree is untouched" "$(git -C "$repo" status --porcelain)"
printf 'zones: [\n' >"$repo/dns/estate/zone.yaml"
run 1 "diff of what cannot be read" "$repo/dns" diff $day one
expect "diff of what cannot be read: the finding" "$out" '^error\[parse-error\]'
expect "diff of what cannot be read: said" "$err" 'nothing was compared'
git -C "$repo" checkout -q -f main

# Findings of the rules of changes, and no others.
run 1 "diff with a finding" "$root" diff $day fixtures/shield-removed/bad-token/base fixtures/shield-removed/bad-token/head
expect "diff with a finding: it" "$out" '^error\[shield-removed\]'
grep -q 'wildcard-exposes-private' <<<"$out" && not_ok "diff with a finding: it alone" "$out" || ok "diff with a finding: it alone"
run 0 "diff with a finding that is left out" "$root" diff $day --ignore shield-removed \
	fixtures/shield-removed/bad-token/base fixtures/shield-removed/bad-token/head
run 1 "diff in colour" "$root" diff $day --color always fixtures/diff/base fixtures/diff/head
expect "diff in colour: green" "$out" $'\033\[32m    \+ '

# --- words that are refused ---------------------------------------------------------------------
mkdir "$repo/dns/one"
run 2 "a path and a revision" "$repo/dns" diff $day one
expect "a path and a revision: reason" "$err" 'is both a path and a git revision: write `./one` for the path'
run 0 "the revision of the two" "$repo/dns" diff $day refs/tags/one
run 2 "the path of the two" "$repo/dns" diff $day ./one
expect "the path of the two: reason" "$err" '`./one` cannot be compared with'
run 2 "no such revision" "$repo/dns" diff $day nowhere
expect "no such revision: reason" "$err" '`nowhere` is no revision of this git repository'
run 2 "no such base" "$repo/dns" check $day --base nowhere
run 2 "no such folder" "$repo/dns" check $day --base ./nowhere
expect "no such folder: reason" "$err" 'nowhere: No such file or directory'
run 2 "a range" "$repo/dns" diff $day one..main
expect "a range: reason" "$err" 'is a range'
run 2 "no repository" "$work" diff $day main --project other/estate
expect "no repository: reason" "$err" 'cannot be compared with: '
run 2 "an empty base" "$repo/dns" check $day --base=
run 2 "standard input" "$repo/dns" check $day --stdin-format native --base main -
run 2 "diff of nothing" "$repo/dns" diff $day
run 2 "diff of three" "$repo/dns" diff $day a b c
git clone -q --depth 1 "file://$repo" "$work/shallow"
run 2 "a shallow clone" "$work/shallow/dns" check $day --base HEAD~1
expect "a shallow clone: reason" "$err" 'which is a shallow clone: fetch it first'
run 0 "a shallow clone, what is there" "$work/shallow/dns" check $day --base HEAD

# A checkout of somebody else's, as build jobs in containers have it.
if [ "$(id -u)" -eq 0 ]; then
	chown -R 65534 "$work/shallow"
	run 0 "a checkout that belongs to another user" "$work/shallow/dns" check $day --base origin/main
fi
[ $failures -eq 0 ]

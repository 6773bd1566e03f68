#!/usr/bin/env bash
# docs.sh write|check PROGRAM SCHEMA -- the generated documents: the man page, the command line, the
# rules with their fixtures as examples, the schemas and the reference of their keys. `write` writes them,
# `check` fails where they differ from what would be written.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
shopt -s nullglob
mode=$1
program=$2
schema=$3
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# quote_certificates FILE: what is in it, for base64 tells a reader nothing.
quote_certificates() {
	local text
	text=$("$program" export --to json --stdin-format certificate - <"$1" 2>/dev/null | jq -r -f tests/docs/certificates.jq) &&
		[ -n "$text" ] || return
	printf '\n`%s`\n\n```text\n%s\n```\n' "$1" "$text"
}

# quote FILE: the file in a fence; fails where it is no text, or too long to be an example.
quote() {
	local language
	case $1 in
	*.pem | *.csr)
		quote_certificates "$1"
		return
		;;
	esac
	[ -f "$1" ] && [ "$(wc -l <"$1")" -le 60 ] && iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || return
	! grep -q '```' "$1" || return
	case $1 in
	*.yaml) language=yaml ;;
	*.json) language=json ;;
	*) language=text ;;
	esac
	# A missing end of line would put the fence behind the last line. Traps (tests/traps.tsv) are the tests' own.
	printf '\n`%s`\n\n```%s\n%s\n```\n' "$1" "$language" \
		"$(sed -E '1,3s/^([#;] .*) \(T[0-9]{2}(, T[0-9]{2})*\)(\.?)$/\1\3/' "$1")"
}

# example TITLE FIXTURE...: quotes the first fixture that can be quoted; of a folder every file.
example() {
	local title=$1 fixture file text
	shift
	for fixture in "$@"; do
		[ -e "$fixture" ] || continue
		text=$(find "$fixture" -type f ! -name '*.expect' | sort | while read -r file; do quote "$file" || exit 1; done) &&
			[ -n "$text" ] || continue
		printf '\n## %s\n%s\n' "$title" "$text"
		return
	done
}

mkdir -p "$new/rules" "$new/schema"
"$program" help --format man >"$new/zonewarrant.1"
"$program" help --format markdown >"$new/cli.md"
"$program" rules --format markdown >"$new/rules.md"
for id in $(sed -n 's/^RULE(\(.*\))$/\1/p' rules/rules.def | tr _ -); do
	{
		"$program" explain "$id" --format markdown
		example "An example that is found" fixtures/"$id"/bad{,.*,-*}
		example "An example that is fine" fixtures/"$id"/good{,.*,-*}
	} >"$new/rules/$id.md"
done
"$schema" project >"$new/schema/project.schema.json"
"$schema" estate >"$new/schema/estate.schema.json"
cp linter/report/model.schema.json linter/report/diff.schema.json "$new/schema/"
{
	printf '# The keys\n\n%s\n%s\n' \
		'`<name>` stands for a name of your own, `[]` for each entry of a list. A key in bold is required where' \
		'the mapping that it is in is written. What the keys mean together: [estate.md](estate.md).'
	for name in project estate; do
		case $name in
		project) printf '\n## The project file, `zonewarrant.yaml`\n\n' ;;
		estate) printf '\n## Estate files\n\n' ;;
		esac
		jq -r -f tests/docs/keys.jq "$new/schema/$name.schema.json"
	done
} >"$new/keys.md"

case $mode in
write)
	rm -rf docs/rules docs/schema
	cp -R "$new/." docs/
	;;
check)
	bad=0
	for name in zonewarrant.1 cli.md keys.md rules.md rules schema; do
		diff -ru "docs/$name" "$new/$name" || bad=1
	done
	[ $bad -eq 0 ] || { echo "docs/ is not what the program writes: run \`make docs\`"; exit 1; }
	;;
esac

#!/usr/bin/env bash
# groot.sh PROGRAM -- GRoot's simple test (fixtures/real/groot): what it finds and what we find is the same, but for
# what tests/differences/groot.tsv gives a reason for. Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need jq
test=$root/fixtures/real/groot/integration_tests/simple_test
day=--now=2026-11-24

# GRoot is told which name server has the zone: it is one that anybody asks.
mkdir "$work/zone"
cp "$test/zone_files/foo.com.txt" "$work/zone/"
printf 'version: 1\nsources:\n  - {path: foo.com.txt, view: public}\n' >"$work/zone/zonewarrant.yaml"
"$program" check $day --format json "$work/zone" >"$work/report" 2>"$work/said"
jq -r '.findings[] | select(.severity == "error") | "\(.rule) \(.line)"' "$work/report" | sort >"$work/found"

# links NAME: the CNAME and DNAME records on the way to the answer, and where the first stands.
links() {
	"$program" query $day --format json --project "$work/zone" "$1" A >"$work/answer" 2>&1
	jq -r '[.answers[0].records[] | select(.type == "CNAME" or .type == "DNAME")] | length' "$work/answer"
}

while IFS=$'\t' read -r groot ours line why; do
	case $groot in '#'* | groot) continue ;; esac
	[ "$groot" = "$ours" ] || [ "$groot" = "CNAME AND OTHER TYPES" ] || [ -n "$why" ] || [[ $ours == expect* ]] ||
		not_ok "$groot" "a difference without a reason"
	read -r kind name type value <<<"$ours"
	case $kind in
	query)
		# GRoot's own file says so, and the answer has as many
		name_of=${groot#Rewrites }
		wanted=$(jq -r --arg query "${name_of% *}" '.[] | select(.Query == $query) | .Violation.ActualRewrites' \
			"$test/output_expected.json")
		said=$(links "$name")
		if [ "$said" = "$wanted" ] && [ "$said" = "$type" ]; then
			ok "$groot: $said links to the answer of $name"
		else
			not_ok "$groot" "$said links, and GRoot says $wanted"
		fi
		;;
	expect)
		"$program" query $day --format json --project "$work/zone" "$name" "$type" >"$work/answer" 2>&1
		if jq -e --arg type "$type" --arg value "$value" \
			'[.answers[0].records[] | select(.type == $type) | .value] == [$value]' "$work/answer" >/dev/null; then
			ok "$groot"
		else
			not_ok "$groot" "$(head -40 "$work/answer")"
		fi
		;;
	*)
		if grep -qx "$ours $line" "$work/found"; then
			ok "$groot: $ours in line $line"
			sed -i "/^$ours $line\$/d" "$work/found"
		else
			not_ok "$groot: $ours in line $line" "errors: $(tr '\n' ';' <"$work/found")"
		fi
		;;
	esac
done <"$root/tests/differences/groot.tsv"
[ ! -s "$work/found" ] && ok "no other error than the table's" || not_ok "no other error than the table's" "$(cat "$work/found")"
[ $failures -eq 0 ]

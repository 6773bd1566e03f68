#!/usr/bin/env bash
# octodns.sh -- what octoDNS itself says of configurations, against what we say: its own bad configurations
# (tests/octodns/manager.tsv), its own good ones (only the reviewed errors of errors.tsv), its validators on
# real repositories (validators.tsv). Then zones, views and exports of small repositories of its kind, and
# that no cut file brings the program down. Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${ZONEWARRANT:-$root/zonewarrant}
tables=$root/tests/octodns
configs=$root/fixtures/real/octodns-upstream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

# rows FILE: its rows without comments and heads, an empty column as `~`, for read folds what is empty.
rows() {
	grep -v '^#' "$1" | tail -n +2 | sed -e 's/\t\t/\t~\t/g' -e 's/\t\t/\t~\t/g' -e 's/\t$/\t~/'
}

# findings PATH: "file<TAB>line<TAB>rule<TAB>severity" of each finding.
findings() {
	timeout 60 "$program" check --format json --now 2026-11-24 "$1" 2>/dev/null |
		jq -r '.findings[] | [.file, .line, .rule, .severity] | @tsv'
}

# --- octoDNS's own configurations ---------------------------------------------------------------

while IFS=$'\t' read -r config says test rule line why; do
	name="manager test $test: $config"
	if [ "$rule" = - ]; then
		[ "$why" != '~' ] && echo "ok $name" || echo "not ok $name: no reason why nothing is said"
	elif findings "$configs/tests/config/$config" |
		grep -q "$config	$line	$rule	error\$"; then
		echo "ok $name"
	else
		echo "not ok $name: octoDNS says '$says', and there is no $rule in line $line"
	fi
done < <(rows "$tables/manager.tsv")

# Every configuration that octoDNS takes, and each finding that no table confirms.
rows "$tables/errors.tsv" | while IFS=$'\t' read -r config file rule lines why; do
	for line in ${lines//,/ }; do
		printf '%s\t%s\t%s\t%s\n' "$config" "$file" "$rule" "$line"
	done
done >"$work/confirmed"
grep -rl '^providers' "$configs" | sort >"$work/configs"
while read -r config; do
	base=${config##*/}
	findings "$config" >"$work/found.$base"
	said=$(grep "	error\$" "$work/found.$base" | while IFS=$'\t' read -r file line rule severity; do
		cut -f2- "$work/confirmed" | grep -qxF "${file##*/}	$rule	$line" ||
			grep -q "^$base	" "$tables/manager.tsv" ||
			echo "$file:$line: $severity[$rule]"
	done)
	if [ -z "$said" ]; then
		echo "ok no unconfirmed error in $base"
	else
		echo "not ok no unconfirmed error in $base: $said"
	fi
done <"$work/configs"
while IFS=$'\t' read -r config file rule line; do
	if grep -F "$file	$line	$rule	error" "$work/found.$config" >/dev/null; then
		echo "ok confirmed $rule in $file, line $line"
	else
		echo "not ok confirmed $rule in $file, line $line: it is not reported there"
	fi
done <"$work/confirmed"

# --- octoDNS's validators on real repositories --------------------------------------------------

while IFS=$'\t' read -r repository validator file line name rule why; do
	title="$validator on $name"
	id=${rule//-/_}
	if [ "$why" = '~' ]; then
		echo "not ok $title: no reason"
	elif [ "$rule" = - ]; then
		if findings "$root/fixtures/real/octodns/$repository" | grep -q "$file	$line	.*	error\$"; then
			echo "not ok $title: the table says that nothing is reported in $file:$line"
		else
			echo "ok $title"
		fi
	elif ! grep -q "^RULE($id)" "$root/rules/rules.def" ||
		findings "$root/fixtures/real/octodns/$repository" | grep -q "$file	[0-9]*	$rule	"; then
		echo "ok $title"
	else
		echo "not ok $title: $rule reports nothing in $file"
	fi
done < <(rows "$tables/validators.tsv")

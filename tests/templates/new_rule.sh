#!/bin/sh
# new_rule.sh FAMILY ID -- scaffolds a rule: rules/<family>/<id>.c, its line in rules/rules.def and
# fixtures/<id>/. What is left to write stands in capitals between @ signs; `make check-rules` fails
# as long as any of it is there.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C
family=$1
id=$2
families=$(sed -n 's/^families="\(.*\)"$/\1/p' tests/check_rules.sh)

stop() {
	echo "$*" >&2
	exit 2
}
[ -n "$family" ] && [ -n "$id" ] || stop "usage: make rule ID=some-id FAMILY=naming"
case " $families " in *" $family "*) ;; *) stop "FAMILY is one of: $families" ;; esac
printf '%s\n' "$id" | grep -Eqx '[a-z][a-z0-9]*(-[a-z0-9]+)*' && [ ${#id} -le 40 ] ||
	stop "ID is of a-z, 0-9 and single hyphens, at most 40 long; it reads well behind \"allow\""
file=$(printf %s "$id" | tr - _)
! grep -qx "RULE($file)" rules/rules.def || stop "the rule $id is there already"
version=$(sed -n 's/^VERSION := //p' Makefile)

fill() {
	sed "s/@FILE@/$file/g; s/@ID@/$id/g; s/@FAMILY@/$family/g; s/@VERSION@/$version/g" "tests/templates/$1"
}
mkdir -p "rules/$family" "fixtures/$id"
fill rule.c >"rules/$family/$file.c"
fill bad.yaml >"fixtures/$id/bad.yaml"
fill good.yaml >"fixtures/$id/good.yaml"

table=$(mktemp)
trap 'rm -f "$table"' EXIT
{ grep -v '^RULE(' rules/rules.def || :; } >"$table"
{ grep '^RULE(' rules/rules.def || :; echo "RULE($file)"; } | sort -t '(' -k 2 >>"$table"
cat "$table" >rules/rules.def

echo "Wrote rules/$family/$file.c, its line in rules/rules.def, and fixtures/$id/."
echo "Write what stands in capitals, then: make check-rules && make test"

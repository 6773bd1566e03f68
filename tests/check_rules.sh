#!/bin/sh
# check_rules.sh -- one identity everywhere: the line in rules/rules.def, the file
# rules/<family>/<id>.c, the symbol rule_<id> in it, and fixtures/<id>/ with a bad and a good one.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
export LC_ALL=C
families="syntax naming privacy ownership coverage certificates delegation privatelink records route53 governance"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
	echo "$*"
	bad=1
}

[ -f rules/rules.def ] || { echo "rules/rules.def is missing"; exit 1; }
sed -n 's/^RULE(\([a-z0-9_]*\))$/\1/p' rules/rules.def >"$work/table"
[ -s "$work/table" ] || complain "rules/rules.def: no rule"
grep -vnE '^RULE\([a-z0-9_]+\)$|^(/\*| \*|//|$)' rules/rules.def >"$work/odd" &&
	complain "rules/rules.def: lines that are neither RULE(id) nor a comment: $(cat "$work/odd")"
sort -c "$work/table" 2>"$work/order" || complain "rules/rules.def is not sorted: $(cat "$work/order")"
sort "$work/table" | uniq -d | while read -r id; do echo "rules/rules.def: $id stands twice"; done >"$work/twice"
[ ! -s "$work/twice" ] || complain "$(cat "$work/twice")"

find rules -mindepth 2 -maxdepth 2 -name '*.c' ! -name shared.c | sort >"$work/files"
sed 's|.*/||; s|\.c$||' "$work/files" | sort >"$work/ids"
sort -u "$work/table" >"$work/sorted"
for id in $(comm -23 "$work/sorted" "$work/ids"); do complain "rules/rules.def names $id, and no rules/*/$id.c is there"; done
for id in $(comm -13 "$work/sorted" "$work/ids"); do complain "rules/*/$id.c is not in rules/rules.def"; done
for id in $(uniq -d "$work/ids"); do complain "two families have a file $id.c"; done
find rules -name '*.c' | sort | while read -r file; do
	case $file in
	rules/*/*/*) echo "$file lies too deep" ;;
	rules/*/*) ;;
	*) echo "$file is in no family's folder" ;;
	esac
done >"$work/places"
[ ! -s "$work/places" ] || complain "$(cat "$work/places")"

while read -r file; do
	family=${file#rules/}
	family=${family%%/*}
	id=$(basename "$file" .c)
	name=$(printf %s "$id" | tr _ -)
	case " $families " in *" $family "*) ;; *) complain "$file: $family is no family" ;; esac
	grep -q "^const struct rule rule_$id = {" "$file" || complain "$file does not define rule_$id"
	grep -q "\.id = \"$name\"" "$file" || complain "$file: its id is not \"$name\""
	# The scaffold says what to write in capitals between @ signs.
	! grep -n '@[A-Z][A-Z ]*@' "$file" || complain "$file: left over from the template"
	for kind in bad good; do
		ls -d fixtures/"$name"/"$kind"* >/dev/null 2>&1 || complain "fixtures/$name/ holds no $kind*"
	done
	! grep -rn '@[A-Z][A-Z ]*@' "fixtures/$name" 2>/dev/null || complain "fixtures/$name: left over from the template"
done <"$work/files"
exit $bad

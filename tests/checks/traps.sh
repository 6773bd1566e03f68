#!/usr/bin/env bash
# traps.sh -- tests/traps.tsv: each trap T01 to T35 once, in good fixtures that are there, of rules that are there, and
# whose first sentence names the trap; what waits for a rule waits no longer than until it is there; and no
# fixture names a trap that the list does not hold it for. Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need awk grep sed find sort
traps=35
list=tests/traps.tsv

# The first sentence: the comment that a fixture, or one file of its folder, opens with.
sentences() {
	find "$1" -type f ! -name '*.json' -exec awk 'FNR <= 3 && /^[#;] / && !/profile:/ { print; exit }' {} \;
}

# Whether there is a rule of that id.
is_rule() {
	grep -qx "RULE(${1//-/_})" rules/rules.def
}

rows() {
	grep -v '^#' "$list" | tail -n +2
}

seen=$(rows | cut -f 1)
wanted=$(seq -f 'T%02g' 1 $traps)
[ "$seen" = "$wanted" ] && ok "each trap once, in order" || not_ok "each trap once, in order" \
	"$(diff <(echo "$wanted") <(echo "$seen") | grep '^[<>]' | tr '\n' ' ')"

while IFS=$'\t' read -r trap what fixtures waits rest; do
	fault=
	[ -n "$what" ] && [ -n "$fixtures" ] && [ -n "$waits" ] && [ -z "$rest" ] || fault="a line has four columns"
	[ "$fixtures $waits" = "- -" ] && fault="neither a fixture nor a rule that it waits for"
	[ "$fixtures" = - ] && fixtures=
	[ "$waits" = - ] && waits=
	for fixture in $fixtures; do
		name=${fixture#*/}
		if [ ! -e "fixtures/$fixture" ]; then
			fault+=" fixtures/$fixture is not there;"
		elif ! is_rule "${fixture%%/*}" || [ "${name#good}" = "$name" ]; then
			fault+=" fixtures/$fixture is no good fixture of a rule;"
		elif ! sentences "fixtures/$fixture" | grep -q "[( ]$trap[,)]"; then
			fault+=" fixtures/$fixture does not say ($trap) in its first sentence;"
		fi
	done
	for rule in $waits; do
		is_rule "$rule" && fault+=" the rule $rule is there now: give it a good fixture for $trap, and take it off the last column;"
	done
	[ -z "$fault" ] && ok "$trap $what" || not_ok "$trap" "$fault"
done < <(rows)

# The other way round.
said=$(grep -rlE '^[#;] .*[( ]T[0-9][0-9][,)]' fixtures --include='*' | while read -r file; do
	fixture=$(cut -d / -f 2-3 <<<"$file")
	awk 'FNR <= 3 && /^[#;] /' "$file" | grep -oE '[( ]T[0-9]{2}[,)]' | tr -d '(), ' | while read -r trap; do
		rows | awk -F '\t' -v trap="$trap" '$1 == trap { print " " $3 " " }' | grep -qF " $fixture " ||
			echo "$file says $trap"
	done
done)
[ -z "$said" ] && ok "no fixture names a trap that the list does not have" ||
	not_ok "no fixture names a trap that the list does not have" "$said"
[ $failures -eq 0 ]

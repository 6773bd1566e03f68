#!/usr/bin/env bash
# mixed.sh PROGRAM -- one run over a native estate, a zone of octoDNS, a zone file and exports of AWS (fixtures/mixed):
# the contradiction that is found lies in three of them, and is found in no run that lacks one. Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need jq
day=--now=2026-11-24
mixed=$root/fixtures/mixed

# run FOLDER: its findings into $work/report.
run() {
	timeout 60 "$program" check $day --format json "$1" >"$work/report" 2>"$work/said"
}

# files RULE: the files that its finding points at, its own first.
files() {
	jq -r --arg rule "$1" '.findings[] | select(.rule == $rule) | [.file, .related[].file] |
		map(split("/") | .[-2:] | join("/")) | reduce .[] as $file ([]; if index($file) then . else . + [$file] end) |
		join(" ")' "$work/report"
}

run "$mixed"
said=$(files wildcard-exposes-private)
[ "$said" = "octodns/retail.aws.example.com.yaml estate/company.yaml bind/aws.example.com.zone" ] &&
	ok "the wildcard, what is private, and where it leads: three formats" ||
	not_ok "the wildcard, what is private, and where it leads" "$said $(cat "$work/said")"
said=$(files public-points-inside)
[ "$said" = "bind/aws.example.com.zone exports/describe-load-balancers.json" ] &&
	ok "the record of the zone file, and the load balancer of the exports" ||
	not_ok "the record of the zone file, and the load balancer of the exports" "$said"
said=$(jq -r '[.findings[] | .rule] | sort | join(" ")' "$work/report")
[ "$said" = "generated-name-by-hand public-points-inside wildcard-exposes-private" ] && ok "and nothing else" ||
	not_ok "and nothing else" "$said"

# Without any one of the sources the contradiction is not there to be seen.
for lacking in estate octodns; do
	cp -r "$mixed" "$work/without-$lacking"
	rm -r "$work/without-$lacking/$lacking"
	run "$work/without-$lacking"
	said=$(files wildcard-exposes-private)
	[ -z "$said" ] && ok "not without $lacking" || not_ok "not without $lacking" "$said"
done
cp -r "$mixed" "$work/without-bind"
rm -r "$work/without-bind/bind"
run "$work/without-bind"
said=$(files wildcard-exposes-private)$(files public-points-inside)
[[ $said != *bind* && $said != *exports* ]] && ok "where it leads is not known without bind" ||
	not_ok "where it leads is not known without bind" "$said"
cp -r "$mixed" "$work/without-exports"
rm -r "$work/without-exports/exports"
run "$work/without-exports"
said=$(files public-points-inside)
[[ $said != *exports* ]] && ok "the load balancer is not known without exports" || not_ok "without exports" "$said"

# The same without a project file: the formats are told by their content.
cp -r "$mixed" "$work/found"
rm "$work/found/zonewarrant.yaml"
run "$work/found"
said=$(files wildcard-exposes-private)
[ "$said" = "octodns/retail.aws.example.com.yaml estate/company.yaml bind/aws.example.com.zone" ] &&
	ok "the same without a project file" || not_ok "the same without a project file" "$said"
jq -e '.summary.files == 4' "$work/report" >/dev/null && ok "all four are recognised" || not_ok "all four are recognised" "$(jq -c .summary "$work/report")"
[ $failures -eq 0 ]

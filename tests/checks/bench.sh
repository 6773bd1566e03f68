#!/usr/bin/env bash
# bench.sh -- the benchmarks run at their smallest size: the estate and the zone files are the known ones, every
# private name is proved, and what is measured is printed. No time is tested. Prints ok and not ok lines.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${ZONEWARRANT:-$root/zonewarrant}
case ${BUILD:-build} in /*) bench=$BUILD ;; *) bench=$root/${BUILD:-build} ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

said=$("$bench/tests/bench/bench" "$program" "$work" 1 10000 2>&1)
status=$?

# has NAME TEXT: the output holds the text, and the benchmark ended with 0.
has() {
	if [ $status -eq 0 ] && grep -qF -- "$2" <<<"$said"; then
		echo "ok $1"
	else
		echo "not ok $1: status $status: $said"
	fi
}
has "the estate's SHA-256" "as it must be"
has "every private name and domain is proved" "; 1003 private names and domains proved;"
has "the ratios are held against the stated ones" "read and translate, one core"
has "the growth with the records is shown" "CPU seconds a million records"

# what sha256sum says of the same files
listed=$(cd "$work/10000" && {
	sha256sum zonewarrant.yaml estate.yaml
	for i in 0 1 2 3 4 5 6 7; do sha256sum "public/shop$i.example.net.yaml"; done
	sha256sum public/team0.aws.example.com.yaml private/team0.aws.example.com.yaml
} | sha256sum)
has "the digest is that of sha256sum" "${listed%% *}"

# Zone files beside the checkers of name servers. One of them that is missing is an error.
said=$("$bench/tests/bench/zone_bench" "$program" "$work" 1 10000 2>&1)
status=$?
has "the zone files' SHA-256" "zone-10000 of 10000 records: SHA-256 55e3f2b8394e4b1e0f9e49f0524776e1991d01098b2a0de27acedee95c6f3a35 as it must be"
for tool in kzonecheck "named-checkzone -i none" "ldns-read-zone -E SOA"; do
	has "reading is held against $tool" "against $tool "
done
# what is read is all of it
listed=$("$bench/tests/bench/zone_bench" --read "$work/zones-10000" 2)
if [ "$listed" = "10 10000" ]; then
	echo "ok every record is read"
else
	echo "not ok every record is read: $listed"
fi
said=$(PATH=/nowhere "$bench/tests/bench/zone_bench" "$program" "$work" 1 10000 2>&1)
if [ $? -eq 2 ] && grep -q "kzonecheck is not installed" <<<"$said"; then
	echo "ok a missing tool is an error"
else
	echo "not ok a missing tool is an error: $said"
fi

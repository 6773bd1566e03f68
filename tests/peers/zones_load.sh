#!/usr/bin/env bash
# zones_load.sh PROGRAM -- every zone that is exported loads in BIND, without an error or a warning.
. "$(dirname "$0")/common.bash"
need named-checkzone $python
export_zones example fixtures/example

# check_zone NAME FILE: status 0, "OK" as the last line, and nothing said before but the serial.
check_zone() {
	named-checkzone -i local -k fail -n fail -m fail -M fail -S fail -r fail -T warn -W warn "$@" 2>&1
}

self_test() {
	local said
	printf '%s\n' '$TTL 300' '@ SOA ns1 host 1 2 3 4 5' ' NS ns1.example.' 'a CNAME b' 'a A 192.0.2.1' >"$work/broken.zone"
	if said=$(check_zone broken.example "$work/broken.zone"); then
		not_ok "self test: CNAME and other data" "named-checkzone takes it: $said"
	else
		ok "self test: CNAME and other data"
	fi
}
self_test

cp -r "$here/everything" "$work/estate"
$python "$here/many_records.py" >"$work/estate/many.yaml"
export_zones everything "$work/estate"
while IFS= read -r file; do
	said=$(check_zone "$(basename "$file" .zone)" "$file")
	status=$?
	rest=$(grep -vE '^zone .*: loaded serial [0-9]+$|^OK$' <<<"$said")
	if [ $status -eq 0 ] && [ -z "$rest" ]; then
		ok "${file#"$work/"}"
	else
		not_ok "${file#"$work/"}" "status $status: $said"
	fi
done < <(find "$work/example" "$work/everything" -name '*.zone' | sort)
[ $failures -eq 0 ]

#!/usr/bin/env bash
# zone_files.sh PROGRAM -- real zone files, read and written again, are to BIND the same zones: what
# named-compilezone makes of the original and of the export is equal, record by record, TTLs included. Names are
# compared without case, for the model keeps none (RFC 4343).
. "$(dirname "$0")/common.bash"
need named-compilezone

zones=$root/fixtures/real/zones

# compile ZONE FILE FOLDER: the records of a zone file as BIND has them, sorted; FOLDER is what it may include.
compile() {
	(cd "$3" && named-compilezone -i none -k ignore -m ignore -M ignore -n ignore -r ignore -S ignore \
		-T ignore -W ignore -F text -s full -o - "$1" "$2" 2>"$work/compile-log") |
		sed 's/[[:space:]][[:space:]]*/ /g' | tr '[:upper:]' '[:lower:]' | LC_ALL=C sort
	return "${PIPESTATUS[0]}"
}

# Types that we read as data of unknown form, and so do not write again.
unread='[[:space:]](WKS|MD|MF|MB|MG|MR|X25|ISDN|NSAP|PX|GPOS|NXT|EID|NIMLOC|ATMA|HIP|AVC|DOA|AMTRELAY|RESINFO|WALLET)[[:space:]]'
declare -A done
compared=0
while IFS=$'\t' read -r path zone verdict by; do
	case $path in '#'* | path) continue ;; esac
	[ "$verdict" = good ] && [ -z "${done[$path]:-}" ] || continue
	done[$path]=1
	file=$zones/$path
	grep -Eqi "$unread" "$file" && continue
	grep -q "^$path	.*	bad	" "$root/tests/checks/zone_files/differences.tsv" && continue
	rm -rf "$work/project" "$work/export"
	cp -r "$(dirname "$file")" "$work/project"
	printf 'version: 1\nsources:\n  - {path: "%s", format: zone, zone: "%s"}\n' "$(basename "$path")" "$zone" \
		>"$work/project/zonewarrant.yaml"
	compile "$zone" "$(basename "$path")" "$work/project" >"$work/theirs" || continue
	said=$("$program" export --to zones --now 2026-11-24 -o "$work/export" "$work/project" 2>&1)
	ours=("$work"/export/public/*.zone)
	if [ ! -f "${ours[0]}" ]; then
		not_ok "$path" "$said"
	elif ! compile "$zone" "${ours[0]}" "$work" >"$work/ours"; then
		not_ok "$path" "BIND refuses what we write: $(cat "$work/compile-log")"
	elif ! diff "$work/theirs" "$work/ours" >"$work/difference"; then
		not_ok "$path" "$(head -6 "$work/difference")"
	else
		ok "$path"
	fi
	compared=$((compared + 1))
done <"$root/tests/checks/zone_files/verdicts.tsv"
[ $compared -gt 60 ] || not_ok "zone files" "only $compared were compared"
[ $failures -eq 0 ]

#!/usr/bin/env bash
# nslookup.sh PROGRAM -- the promise of the pattern, asked of real name servers: publicly, a private
# domain answers nothing, an internal API does not exist, the proof of ownership answers; inside, the API
# answers. nslookup exits 0 for "No answer" and 1 for NXDOMAIN, so only its text counts.
. "$(dirname "$0")/common.bash"
need nslookup dig named-checkzone $python
[ -n "$named" ] || need named
export_zones example fixtures/example
$python "$here/expectations.py" fixtures/example >"$work/expectations" ||
	{ not_ok "expectations" "cannot be read from fixtures/example"; exit 1; }

ask() {
	nslookup -port="$port" -timeout=2 -retry=2 "$@" 127.0.0.1 2>&1
}

# Every owner name of the public zones, absolute and in lower case.
for file in "$work"/example/public/*.zone; do
	named-checkzone -q -D -o - "$(basename "$file" .zone)" "$file"
done | awk '$1 !~ /^;/ { print tolower($1) }' | sort -u >"$work/public-names"

serve public "$work/example/public"
while read -r kind name value; do
	case $kind in
	private-domain)
		expect "$name: No answer" "$(ask "$name")" "^\*\*\* Can't find ${name//./\\.}: No answer"
		;;
	internal-api)
		# Where a proof stands below a name, the name exists and has no address (RFC 8020).
		if grep -q "\.${name//./\\.}\.$" "$work/public-names"; then
			expect "$name: No answer" "$(ask "$name")" "^\*\*\* Can't find ${name//./\\.}: No answer"
		else
			expect "$name: NXDOMAIN" "$(ask "$name")" "server can't find ${name//./\\.}: NXDOMAIN"
		fi
		;;
	ownership)
		expect "$name: $value" "$(ask -type=TXT "$name")" "text = .*\"$value\""
		;;
	esac
done <"$work/expectations"
for kind in private-domain internal-api ownership; do
	grep -q "^$kind " "$work/expectations" || not_ok "$kind" "the example has none to ask for"
done

# An alias record is exported as a CNAME to its target, a name that these servers do not hold.
while IFS= read -r folder; do
	serve "${folder#"$work/example/"}" "$folder"
	while read -r kind name target; do
		[ "$kind" = internal-api ] || continue
		answer=$(ask "$name")
		# A name of a zone that this view does not hold is not for it to answer.
		! grep -q "can't find ${name//./\\.}: REFUSED" <<<"$answer" || continue
		case $target in
		*[!0-9.]*) wanted="^${name//./\\.}[[:space:]]+canonical name = ${target//./\\.}\.?$" ;;
		*) wanted="^Address: ${target//./\\.}$" ;;
		esac
		expect "$name in ${folder#"$work/example/"}" "$answer" "$wanted"
		echo "$name" >>"$work/answered"
	done <"$work/expectations"
done < <(find "$work/example/private" -name '*.zone' -printf '%h\n' | sort -u)
while read -r kind name value; do
	[ "$kind" = internal-api ] || continue
	grep -qx "$name" "$work/answered" 2>/dev/null || not_ok "$name" "no private view answers it"
done <"$work/expectations"
[ $failures -eq 0 ]

#!/usr/bin/env bash
# apply.sh PROGRAM -- bundles are applied by the AWS CLI to an emulated AWS, step by step, until there is
# nothing left to plan; and the zones that stand then, served by a real name server, keep private names
# private.
. "$(dirname "$0")/common.bash"
need /usr/bin/aws $python nslookup dig
[ -n "$named" ] || need named
program=$(realpath "$program")
$python "$here/apply.py" "$program" "$work" || failures=1
[ -d "$work/public" ] || { not_ok "zones" "nothing was applied"; exit 1; }
$python "$here/expectations.py" "$work/estate" >"$work/expectations"
serve applied "$work/public"
while read -r kind name value; do
	answer=$(nslookup -port="$port" -timeout=2 -retry=2 "$name" 127.0.0.1 2>&1)
	case $kind in
	private-domain | internal-api)
		# A name with a proof below it exists, and has no address (RFC 8020).
		expect "$name is private" "$answer" "(\*\*\* Can't find ${name//./\\.}: No answer|server can't find ${name//./\\.}: NXDOMAIN)"
		;;
	ownership)
		answer=$(nslookup -port="$port" -type=TXT "$name" 127.0.0.1 2>&1)
		expect "$name is owned" "$answer" "text = .*\"$value\""
		;;
	esac
done <"$work/expectations"
answer=$(nslookup -port="$port" storefront.retail.example.com 127.0.0.1 2>&1)
expect "storefront.retail.example.com is public" "$answer" "^Address: 192\.0\.2\.99$"
[ $failures -eq 0 ]

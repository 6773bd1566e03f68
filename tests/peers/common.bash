# common.bash -- what the scripts of tests/peers/ share. Sourced; needs $1, the program.
#
# Each script prints "ok NAME" or "not ok NAME: reason" for each thing it checks, and its status is 0
# only when every line is "ok". Tools are named by their full path: another aws or python3 that comes
# first in PATH is not the one that the tests were made for.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$1
python=/usr/bin/python3
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
cd "$root" || exit 2
work=$(mktemp -d)
servers=()
failures=0

finish() {
	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

ok() {
	echo "ok $1"
}

not_ok() {
	echo "not ok $1: $(tr -s '\n' ' ' <<<"$2" | cut -c -600)"
	failures=$((failures + 1))
}

# expect NAME TEXT PATTERN: the text has a line that matches the extended regular expression.
expect() {
	if grep -Eq -- "$3" <<<"$2"; then
		ok "$1"
	else
		not_ok "$1" "expected /$3/, got: $2"
	fi
}

# need COMMAND...: ends the script where one of them is missing.
need() {
	local missing=0
	for tool in "$@"; do
		command -v "$tool" >/dev/null || { not_ok "$tool" "is missing: run \`make packages\`"; missing=1; }
	done
	[ $missing -eq 0 ] || exit 1
}

# make_bundle NAME SOURCE: plans SOURCE into $work/NAME, its keys into $work/NAME-keys.
make_bundle() {
	local said
	if said=$("$program" plan -o "$work/$1" --keys "$work/$1-keys" "$2" 2>&1) && [ -f "$work/$1/manifest.json" ]; then
		ok "plan $1"
	else
		not_ok "plan $1" "$said"
		exit 1
	fi
}

# export_zones NAME SOURCE: exports the zone files of SOURCE into $work/NAME.
export_zones() {
	local said
	if said=$("$program" export --to zones -o "$work/$1" "$2" 2>&1) && [ -d "$work/$1/public" ]; then
		ok "export $1"
	else
		not_ok "export $1" "$said"
		exit 1
	fi
}

# A port that nothing listens on, neither UDP nor TCP, on loopback.
free_port() {
	$python -c '
import socket
while True:
    tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", 0))
    try:
        udp.bind(tcp.getsockname())
    except OSError:
        continue
    print(tcp.getsockname()[1])
    break'
}

# serve NAME FOLDER: a named on loopback for every *.zone of the folder, as nobody where we are root.
# Sets $port; ends the script where it does not answer.
serve() {
	local name=$1 folder=$2 home=$work/named-$1 zone file as=() first= answer
	mkdir -p "$home" && cp "$folder"/*.zone "$home/" || { not_ok "serve $name" "no zone in $folder"; exit 1; }
	port=$(free_port)
	{
		cat <<-END
			options {
				directory "$home"; pid-file "$home/named.pid"; session-keyfile none;
				listen-on port $port { 127.0.0.1; }; listen-on-v6 { none; };
				recursion no; minimal-responses yes; zero-no-soa-ttl no; allow-query { any; };
				empty-zones-enable no; dnssec-validation no; notify no;
			};
			controls { };
		END
		for file in "$home"/*.zone; do
			zone=$(basename "$file" .zone)
			: "${first:=$zone}"
			echo "zone \"$zone\" { type primary; file \"$file\"; };"
		done
	} >"$home/named.conf"
	if [ "$(id -u)" -eq 0 ]; then
		chmod 755 "$work"
		chown -R 65534:65534 "$home"
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	fi
	"${as[@]}" "$named" -c "$home/named.conf" -f -g -n 1 >"$home/log" 2>&1 &
	servers+=($!)
	for _ in $(seq 100); do
		# dig succeeds on REFUSED too: only the text of an answer says that it serves.
		answer=$(dig +noall +answer +tries=1 +time=1 -p "$port" @127.0.0.1 "$first" SOA 2>/dev/null)
		if grep -q '[[:space:]]SOA[[:space:]]' <<<"$answer"; then
			ok "serve $name"
			return
		fi
		kill -0 "${servers[-1]}" 2>/dev/null || break
		sleep 0.1
	done
	not_ok "serve $name" "named does not answer: $(tail -n 5 "$home/log")"
	exit 1
}

# Debian keeps named in sbin, which is not in everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin
named=$(command -v named || :)

#!/usr/bin/env bash
# run.sh [N] -- asks real name servers (BIND's named, on loopback, as nobody where we are root) what they
# answer from generated zones, and holds it against ours: 1,000,000 questions for each of the seeds 1 to N
# (1 by default). Prints "ok NAME", "not ok NAME: reason", and counts in lines that begin with `#`.
set -u
cd "$(dirname "$0")/../.." || exit 2
seeds=${1:-1}
program=${BUILD:-build}/tests/differential/differential
# Debian keeps named in sbin, which is not in everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin
named=$(command -v named) || { echo "not ok named: is missing: run \`make packages\`"; exit 1; }
status=0
for seed in $(seq "$seeds"); do
	work=$(mktemp -d)
	chmod 755 "$work"
	[ "$seeds" -eq 1 ] || echo "# seed $seed"
	"$program" "$work" "$named" "$seed" || { status=1; tail -n 5 "$work"/*.log; }
	rm -rf "$work"
done
exit $status

#!/usr/bin/env bash
# bad_zones.sh PROGRAM -- zones that lead in circles, contradict one another or are as large as they can be:
# each gives an answer or a finding, in bounded time. The budget of a case is generous: work that grows with
# the square of these sizes takes hours.
. "$(dirname "$0")/../peers/common.bash"

budget=${BAD_ZONES_BUDGET:-300} # seconds; sanitizers take their time

# zones NAME: standard input becomes the one source of the project $work/NAME.
zones() {
	mkdir -p "$work/$1"
	printf 'version: 1\nsources: [zones.yaml]\n' >"$work/$1/zonewarrant.yaml"
	cat >"$work/$1/zones.yaml"
}

# found STATUS NAME PATTERN [COUNT]: `check` ends with that status in time, and says COUNT (one) lines that match;
# with COUNT 0 none.
found() {
	local said status n
	said=$(timeout "$budget" "$program" check --now 2026-11-24 "$work/$2" 2>&1 </dev/null)
	status=$?
	n=$(grep -Ec -- "$3" <<<"$said")
	if [ $status -ne "$1" ]; then
		not_ok "$2" "status $status instead of $1: $(head -c 2000 <<<"$said")"
	elif [ "$n" -ne "${4:-1}" ]; then
		not_ok "$2" "$n lines match /$3/, not ${4:-1}: $(head -c 2000 <<<"$said")"
	else
		ok "$2: $3"
	fi
}

# answered NAME PATTERN OWNER OPTION...: `query` for the A of OWNER says a line that matches.
answered() {
	local name=$1 pattern=$2 owner=$3 said
	shift 3
	said=$(cd "$work/$name" && timeout "$budget" "$program" query "$@" "$owner" A 2>&1 </dev/null)
	if [ $? -gt 1 ] || ! grep -Eq -- "$pattern" <<<"$said"; then
		not_ok "$name: query ${owner:0:40} $*" "expected /$pattern/, got: $(head -c 2000 <<<"$said")"
	else
		ok "$name: query ${owner:0:40} $*"
	fi
}

# Zones that need each other: each one's only name server is a name of the other.
zones delegation-cycle <<'END'
zones:
  - {name: example.com, records: {"": {type: NS, values: [ns.example.net.]}, www: {type: A, value: 192.0.2.1}}}
  - {name: example.net, records: {"": {type: NS, values: [ns.example.com.]}, www: {type: A, value: 192.0.2.2}}}
  - name: a.example.com
    records: {sub: {type: NS, values: [ns.sub.a.example.com.]}, x: {type: CNAME, value: y.sub.a.example.com.}}
  - name: sub.a.example.com
    records: {a: {type: NS, values: [ns.sub.a.example.com.]}, y: {type: CNAME, value: x.a.example.com.}}
END
found 1 delegation-cycle 'alias-loop.*leads back to itself'
answered delegation-cycle '192\.0\.2\.1' www.example.com

# A cycle of 100,000 names over ten zones of two accounts: one finding, at the first name.
awk 'BEGIN {
	print "accounts:\n  a0: {id: \"111111111111\", role: tenant}\n  a1: {id: \"222222222222\", role: central}\nzones:"
	for (z = 0; z < 10; z++) {
		printf "  - name: z%d.example\n    account: a%d\n    records:\n", z, z % 2
		for (i = z; i < 100000; i += 10)
			printf "      n%06d: {type: CNAME, value: n%06d.z%d.example.}\n", i, (i + 1) % 100000, (z + 1) % 10
	}
}' | zones cycle
found 1 cycle '^error\[alias-loop\]'
found 1 cycle 'the CNAME at `n000000.z0.example` leads back to itself by way of .* and 99996 more'
answered cycle 'loop|does not end' n000001.z1.example

# A line of 300,000 CNAMEs: one chain, told at its head.
awk 'BEGIN {
	print "zones:\n  - name: example.com\n    records:"
	for (i = 0; i < 300000; i++)
		printf "      n%d: {type: CNAME, value: n%d.example.com.}\n", i, i + 1
	print "      n300000: {type: A, value: 192.0.2.1}"
}' | zones line
found 0 line 'chain-too-long.*over 300000 links'
rm -rf "$work/line"

# The same in a private zone on 50 VPCs that are all alike, and weighted records that all lead back.
awk 'BEGIN {
	print "zones:\n  - name: example.com\n    view: private\n    vpcs:"
	for (v = 0; v < 50; v++) printf "      - vpc-%d\n", v
	print "    records:"
	for (i = 0; i < 100000; i++)
		printf "      n%d: [{type: CNAME, value: n%d.example.com.}]\n", i, (i + 1) % 100000
}' | zones private-cycle
found 1 private-cycle '^error\[alias-loop\]: in `vpc-0`'

# DNAMEs in a circle and one that grows, with 50,000 names that lead there: one finding each, at the DNAME.
awk 'BEGIN {
	print "zones:\n  - name: example.com\n    records:"
	print "      grow: {type: DNAME, value: x.grow.example.com.}"
	for (i = 0; i < 1000; i++)
		printf "      d%d: {type: DNAME, value: d%d.example.com.}\n", i, (i + 1) % 1000
	for (i = 0; i < 50000; i++)
		printf "      c%d: {type: CNAME, value: n%d.%s.example.com.}\n", i, i, i % 2 ? "grow" : "d" i % 1000
}' | zones dnames
found 1 dnames '^error\[alias-loop\]' 2
found 1 dnames '^error\[target-missing\]' 0
answered dnames 'YXDOMAIN|NXDOMAIN|loop|does not end' a.grow.example.com

# A zone cut under a wildcard: the wildcard answers beside it, and never below it.
zones cut <<'END'
zones:
  - name: example.com
    records:
      "*": {type: A, value: 192.0.2.1}
      team: {type: NS, values: [ns1.example.org., ns2.example.org.]}
      www: {type: CNAME, value: x.team.example.com.}
      web: {type: CNAME, value: x.other.example.com.}
END
found 0 cut 'target-missing|wildcard-blocked' 0
answered cut '192\.0\.2\.1' x.other.example.com
answered cut 'delegated|referral|UNKNOWN' x.team.example.com

# A public zone in two entries is one zone; private zones of one name are told apart by their VPCs.
zones twice <<'END'
zones:
  - {name: example.com, records: {a: {type: A, value: 192.0.2.1}}}
  - {name: example.com, records: {b: {type: A, value: 192.0.2.2}}}
  - {name: corp.example, view: private, vpcs: [vpc-1], records: {a: {type: A, value: 10.0.0.1}}}
  - {name: corp.example, view: private, vpcs: [vpc-2], records: {a: {type: A, value: 10.0.0.2}}}
END
found 0 twice '^error' 0
answered twice '192\.0\.2\.1' a.example.com
answered twice '192\.0\.2\.2' b.example.com
answered twice '10\.0\.0\.1' a.corp.example --view vpc:vpc-1
answered twice '10\.0\.0\.2' a.corp.example --view vpc:vpc-2
awk 'BEGIN {
	print "zones:"
	for (i = 0; i < 20000; i++)
		printf "  - {name: corp.example, view: private, vpcs: [vpc-%d], records: {a: {type: A, value: 10.0.0.1}}}\n", i
	print "  - {name: corp.example, view: private, records: {b: {type: A, value: 10.0.0.1}}}"
}' | zones many-twice
found 1 many-twice '^error\[missing-key\]: there are several private zones'
rm -rf "$work/many-twice"

# A private zone without a VPC is nobody's; what is wrong within it is still said.
zones no-vpc <<'END'
zones:
  - name: corp.example
    view: private
    records: {a: {type: CNAME, value: b.corp.example.}, b: {type: CNAME, value: a.corp.example.}}
END
found 1 no-vpc 'private-zone-unassociated'
found 1 no-vpc '^error\[alias-loop\]'

# 127 labels in 255 octets are a name; one octet more is none.
longest=$(printf 'a.%.0s' {1..126})a
zones longest <<END
zones:
  - name: a
    records:
      "${longest%.a}": {type: A, value: 192.0.2.1}
      www: {type: CNAME, value: $longest.}
END
found 0 longest '^error' 0
answered longest '192\.0\.2\.1' "$longest"
answered longest '192\.0\.2\.1' www.a
zones too-long <<END
zones:
  - {name: a, records: {www: {type: CNAME, value: b$longest.}}}
END
found 1 too-long '255 octets'

# 1,000,000 children of one node, half of them by what stands below them alone.
awk 'BEGIN {
	print "zones:\n  - name: example.com\n    records:"
	for (i = 0; i < 500000; i++)
		printf "      n%d: {type: A, value: 192.0.2.1}\n      _t.e%d: {type: TXT, value: x}\n", i, i
	print "      \"*\": {type: TXT, value: x}\n      www: {type: CNAME, value: gone.example.com.}"
}' | zones children
found 0 children '^error' 0
answered children '192\.0\.2\.1' n499999.example.com
[ $failures -eq 0 ]

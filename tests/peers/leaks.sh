#!/usr/bin/env bash
# leaks.sh PROGRAM -- for leaks made by hand, the query that refutes the proof is really answered by a name
# server that loads the exported zones; and where the proof holds, the name is not.
. "$(dirname "$0")/common.bash"
need dig jq
[ -n "$named" ] || need named

# estate NAME: standard input as the only source; db.corp.example.com is private by its private zone.
estate() {
	mkdir -p "$work/$1/.git"
	{
		cat
		cat <<-END
			  - name: corp.example.com
			    view: private
			    vpcs: [{id: vpc-0a1b2c3d4e5f67890, region: ap-southeast-2}]
			    records:
			      db: {type: A, ttl: 60, value: 10.0.0.1}
		END
	} >"$work/$1/estate.yaml"
}

# answers NAME TYPE: the lines that the served zones answer; a CNAME is asked for in turn, as a resolver does,
# for a server need not follow it into another zone.
answers() {
	local lines target
	lines=$(dig +noall +answer +tries=2 +time=2 -p "$port" @127.0.0.1 "$1" "$2")
	printf '%s' "${lines:+$lines$'\n'}"
	target=$(tail -n 1 <<<"$lines" | awk '$4 == "CNAME" { print $5 }')
	[ -z "$target" ] || dig +noall +answer +tries=2 +time=2 -p "$port" @127.0.0.1 "$target" "$2"
}

# leak NAME: the proof is refuted, and its query is answered with an address.
leak() {
	local name=$1 query answer
	"$program" prove --format json "$work/$name/estate.yaml" >"$work/$name.json" 2>"$work/$name.err"
	query=$(jq -r '[.proofs[] | select(.verdict == "refuted")][0].query | "\(.name) \(.type)"' "$work/$name.json")
	case $query in
	db.corp.example.com.*) ok "$name: $query refutes" ;;
	*) not_ok "$name: a query refutes" "got: $query $(cat "$work/$name.err")"; return ;;
	esac
	export_zones "$name-zones" "$work/$name/estate.yaml"
	serve "$name" "$work/$name-zones/public"
	# shellcheck disable=SC2086
	answer=$(answers $query)
	expect "$name: dig is answered" "$answer" '[[:space:]]A[[:space:]]+192\.0\.2\.1$'
}

estate wildcard <<-END
	zones:
	  - name: example.com
	    view: public
	    records:
	      "*": {type: A, ttl: 60, value: 192.0.2.1}
END
leak wildcard

shielded() {
	cat <<-END
		zones:
		  - name: example.com
		    view: public
		    records:
		      "*": {type: A, ttl: 60, value: 192.0.2.1}
		      $1: {type: TXT, ttl: 60, value: example-owner=corp}
	END
}
shielded _token.db.corp | estate shield
if [ "$("$program" prove --format json "$work/shield/estate.yaml" | jq -r '.proofs[0] | "\(.verdict) \(.assumes[0])"')" = "proved route53-ent" ]; then
	ok "shield: proved, by an assumption"
else
	not_ok "shield: proved, by an assumption" "$("$program" prove "$work/shield/estate.yaml" 2>&1)"
fi
export_zones shield-zones "$work/shield/estate.yaml"
serve shield "$work/shield-zones/public"
if [ -z "$(answers db.corp.example.com A)" ]; then
	ok "shield: dig is not answered"
else
	not_ok "shield: dig is not answered" "$(answers db.corp.example.com A)"
fi
shielded _token | estate shield-removed
leak shield-removed

estate chain <<-END
	accounts:
	  one: {id: "111111111111", role: central, cloud: aws, region: ap-southeast-2}
	  two: {id: "222222222222", role: tenant, cloud: aws, region: ap-southeast-2}
	zones:
	  - name: example.com
	    account: one
	    view: public
	    records:
	      db.corp: {type: CNAME, ttl: 60, value: front.example.net.}
	  - name: example.net
	    account: two
	    view: public
	    records:
	      front: {type: A, ttl: 60, value: 192.0.2.1}
END
leak chain
[ $failures -eq 0 ]

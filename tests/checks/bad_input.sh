#!/usr/bin/env bash
# bad_input.sh PROGRAM -- input that is broken, hostile or out of reach gives a message with a place and the
# status that the man page promises: never a crash, a hang, or a bundle in part.
. "$(dirname "$0")/../peers/common.bash"
need setpriv

# A project of one sound estate file, in $work/<name>.
project() {
	mkdir -p "$work/$1/.git" "$work/$1/estate"
	printf 'version: 1\nsources: [estate/*.yaml]\n' >"$work/$1/zonewarrant.yaml"
	cat >"$work/$1/estate/retail.yaml" <<-'END'
		central:
		  domain: example.com
		  account: dns-central
		  ownership: "example-owner=central"
		  clouds: {aws: {domain: aws.example.com}}
		accounts:
		  dns-central: {id: "111111111111", role: central, cloud: aws, region: ap-southeast-2}
		  retail: {id: "222222222222", role: tenant, cloud: aws, region: ap-southeast-2}
		subdomains:
		  retail:
		    account: retail
		    owner: retail-platform@example.com
		    exposure: [internal]
		    ownership: "example-owner=retail"
		    vpcs: [{id: vpc-0a1b2c3d4e5f67890, region: ap-southeast-2}]
		certificate_authorities:
		  corp: {type: private, kind: acm-pca, arn: "arn:aws:acm-pca:ap-southeast-2:222222222222:certificate-authority/11111111-2222-3333-4444-555555555555", max_validity_days: 395, not_after: 2051-06-30, revocation: {contact: pki@example.com}}
		certificates:
		  retail: {account: retail, region: ap-southeast-2, names: [retail.aws.example.com, "*.retail.aws.example.com"], authority: corp, key: {algorithm: ecdsa-p256, custody: file}, validity_days: 90, renew_before_days: 30, owner: retail-platform@example.com}
	END
}

# run STATUS NAME PATTERN WORD...: the program, with these words, ends with that status in time and says a
# line that matches.
run() {
	local status=$1 name=$2 pattern=$3 said got
	shift 3
	said=$(timeout 60 "$program" "$@" 2>&1 </dev/null)
	got=$?
	if ! [[ $got =~ ^($status)$ ]]; then
		not_ok "$name" "status $got instead of $status: $said"
	elif ! grep -Eq -- "$pattern" <<<"$said"; then
		not_ok "$name" "expected /$pattern/, got: $said"
	else
		ok "$name"
	fi
}

# broken NAME PATTERN: the project $work/NAME has an error at a place that matches, and no bundle.
broken() {
	run 1 "$1" "$2" check "$work/$1"
	run 1 "$1: no bundle" "$2" plan -o "$work/$1-bundle" --keys "$work/$1-keys" "$work/$1"
	[ ! -e "$work/$1-bundle" ] || not_ok "$1: no bundle" "there is one"
}

place='estate/retail\.yaml:[0-9]+:[0-9]+'
extra='estate/extra\.yaml:[0-9]+:[0-9]+'

project sound
run 0 "sound" "" check "$work/sound"

project empty && : >"$work/empty/estate/extra.yaml"
run 0 "empty file" "" check "$work/empty"

project folder && mkdir "$work/folder/estate/extra.yaml" &&
	printf 'version: 1\nsources: [estate/retail.yaml, estate/extra.yaml]\n' >"$work/folder/zonewarrant.yaml"
broken folder 'estate/extra\.yaml'

project binary && head -c 4096 /bin/sh >"$work/binary/estate/extra.yaml"
broken binary "$extra"

project utf8 && printf 'accounts: {x\xff: {id: "333333333333"}}\n' >"$work/utf8/estate/extra.yaml"
broken utf8 "$extra"

project tab && printf 'accounts:\n\tx: {id: "333333333333"}\n' >"$work/tab/estate/extra.yaml"
broken tab 'estate/extra\.yaml:2:1'

project documents && printf -- '---\naccounts: {}\n---\naccounts: {}\n' >"$work/documents/estate/extra.yaml"
broken documents 'estate/extra\.yaml:3:'

project twice && printf 'accounts: {x: {id: "333333333333", role: tenant}, x: {id: "444444444444", role: tenant}}\n' >"$work/twice/estate/extra.yaml"
broken twice 'estate/extra\.yaml:1:5[0-9]'

project two-files && cp "$work/two-files/estate/retail.yaml" "$work/two-files/estate/extra.yaml"
broken two-files "$place"

project section && printf 'acounts: {}\n' >"$work/section/estate/extra.yaml"
broken section 'did you mean `accounts`'

project reference && sed -i 's/^    account: retail$/    account: retial/' "$work/reference/estate/retail.yaml"
broken reference 'estate/retail\.yaml:11:14'

project missing && sed -i '/^    account: retail$/d' "$work/missing/estate/retail.yaml"
broken missing "$place"

project laughs && {
	echo 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "a$i: &a$i [*a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1))]"
	done
} >"$work/laughs/estate/extra.yaml"
broken laughs "$extra"

project nested && { head -c 10000 /dev/zero | tr '\0' '['; echo; } >"$work/nested/estate/extra.yaml"
broken nested "$extra"

project cycle && printf 'accounts: &a {x: *a}\n' >"$work/cycle/estate/extra.yaml"
broken cycle "$extra"

project scalar && { printf 'accounts: "'; head -c 200000000 /dev/zero | tr '\0' x; echo '"'; } >"$work/scalar/estate/extra.yaml"
broken scalar 'estate/extra\.yaml'
rm -f "$work/scalar/estate/extra.yaml"

project bom && sed -i '1s/^/\xef\xbb\xbf/' "$work/bom/estate/retail.yaml"
run 0 "byte order mark" "" check "$work/bom"
project crlf && sed -i 's/$/\r/' "$work/crlf/estate/retail.yaml"
run 0 "CR LF" "" check "$work/crlf"

project link && ln -s /etc/passwd "$work/link/estate/extra.yaml"
broken link 'estate/extra\.yaml'

project outside && mkdir "$work/elsewhere" && cp "$work/sound/estate/retail.yaml" "$work/elsewhere/" &&
	printf 'version: 1\nsources: [estate/*.yaml, ../elsewhere/*.yaml]\n' >"$work/outside/zonewarrant.yaml"
run '1|2' "glob out of the repository" 'zonewarrant\.yaml:2:' check "$work/outside"

# (a+)+$ is the pattern that backtracks for ever; the limit on its steps ends it.
project pattern && {
	sed -i '/clouds:/a naming: {labels: {api: "(a+)+$"}}' "$work/pattern/estate/retail.yaml"
	printf 'apis: {%sb: {subdomain: retail, exposure: internal, target: {address: 10.0.0.1}}}\n' "$(head -c 50 /dev/zero | tr '\0' a)" >"$work/pattern/estate/extra.yaml"
}
run 0 "pattern that backtracks" 'undecided.*backtracks|^ *--> .*estate/retail\.yaml:' check "$work/pattern"

project subject && sed -i 's/validity_days: 90/subject: {country: Australia}, validity_days: 90/' "$work/subject/estate/retail.yaml"
run 1 "subject that does not fit" 'estate/retail\.yaml:[0-9]+:[0-9]+: .*`country`' plan -o "$work/subject-bundle" --keys "$work/subject-keys" "$work/subject"
[ ! -e "$work/subject-keys" ] || not_ok "subject that does not fit" "a key was made before it was seen"

# Zone files. `zone NAME TEXT`: the project $work/NAME has the zone file example.com.zone of that text.
zone() {
	mkdir -p "$work/$1/.git"
	printf 'version: 1\nsources: [example.com.zone]\n' >"$work/$1/zonewarrant.yaml"
	printf '@ 60 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600\n  60 NS ns1.example.net.\n%b' "$2" >"$work/$1/example.com.zone"
}
zone zone-open '' && head -c 4000000 /dev/zero | tr '\0' '(' | fold -w 2 >>"$work/zone-open/example.com.zone"
broken zone-open 'more than 100 errors'
zone zone-blank '' && { echo 'a 60 TXT ('; yes ' x' | head -1000000; } >>"$work/zone-blank/example.com.zone"
broken zone-blank 'example\.com\.zone:3:10'
zone zone-quote 'a 60 TXT "' && head -c 4000000 /dev/zero | tr '\0' '"' >>"$work/zone-quote/example.com.zone"
broken zone-quote 'example\.com\.zone:3:'
zone zone-generate '$GENERATE 0-65535 a$ 60 IN TXT "$ \n'
for i in $(seq 100); do echo "\$GENERATE 0-65535 a\$ 60 IN TXT $(head -c 3000 /dev/zero | tr '\0' x)"; done >>"$work/zone-generate/example.com.zone"
broken zone-generate 'example\.com\.zone:3:'
zone zone-binary '' && head -c 4096 /bin/sh >>"$work/zone-binary/example.com.zone"
broken zone-binary 'is binary'
zone zone-bomb '$INCLUDE 1.inc\n'
for i in $(seq 14); do printf "\$INCLUDE $((i + 1)).inc\n%.0s" $(seq 10) >"$work/zone-bomb/$i.inc"; done
echo 'a 60 A 192.0.2.1' >"$work/zone-bomb/15.inc"
broken zone-bomb 'more than 10000 inclusions'
zone zone-passwd '$INCLUDE /etc/passwd\n$INCLUDE link.inc\n$INCLUDE pipe\n$INCLUDE .\n' && ln -s /etc/passwd "$work/zone-passwd/link.inc" && mkfifo "$work/zone-passwd/pipe"
broken zone-passwd 'example\.com\.zone:4:10.*leads outside|`link.inc` leads outside'
said=$("$program" check "$work/zone-passwd" 2>&1)
! grep -q 'root:' <<<"$said" && ok "zone-passwd: nothing of it is shown" || not_ok "zone-passwd: nothing of it is shown" "$said"

run 2 "no such path" 'nowhere' check "$work/nowhere"
run 2 "no source" '.' check "$(mkdir "$work/none" && echo "$work/none")"
run 2 "unknown option" 'did you mean' check --formt text "$work/sound"
project bad-project && printf 'version: 1\nsource: [x]\n' >"$work/bad-project/zonewarrant.yaml"
run 2 "invalid project file" 'zonewarrant\.yaml:2:1' check "$work/bad-project"

mkdir "$work/there" && echo mine >"$work/there/file"
run 2 "existing output folder" 'there' plan -o "$work/there" --keys "$work/k1" "$work/sound"
[ "$(cat "$work/there/file")" = mine ] && [ "$(ls "$work/there")" = file ] || not_ok "existing output folder" "it was touched"

# What only others may write or read. Root may do everything, so this is done as nobody.
nobody=()
if [ "$(id -u)" -eq 0 ]; then
	nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 755 "$work"
fi
# The program is copied to where nobody can read it.
cp "$program" "$work/program"
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${nobody[*]}" "$work/program" >"$work/as-nobody"
chmod 755 "$work/as-nobody" "$work/program"
own_program=$program
program=$work/as-nobody
mkdir -m 555 "$work/locked"
run 2 "unwritable output folder" 'locked' plan -o "$work/locked/bundle" "$work/sound"
project unreadable && cp "$work/unreadable/estate/retail.yaml" "$work/unreadable/estate/extra.yaml" && chmod 000 "$work/unreadable/estate/extra.yaml"
run 1 "unreadable file" 'estate/extra\.yaml' check "$work/unreadable"
program=$own_program

# Writing stops in the middle: the limit on a file's size stands in for a full disk.
mkdir "$work/full"
said=$(
	trap '' XFSZ
	ulimit -f 1
	timeout 60 "$program" plan -o "$work/full/bundle" --keys "$work/full-keys" "$work/sound" 2>&1 >/dev/null
)
status=$?
if [ $status -ne 3 ]; then
	not_ok "full disk" "status $status instead of 3: $said"
elif [ -n "$(ls -A "$work/full")" ]; then
	not_ok "full disk" "something stayed behind: $(ls -A "$work/full")"
else
	ok "full disk"
fi
[ $failures -eq 0 ]

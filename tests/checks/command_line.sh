#!/usr/bin/env bash
# command_line.sh PROGRAM -- what a user types and gets back: the exit status, which stream says what, and
# reports that are written whole or not at all.
. "$(dirname "$0")/../peers/common.bash"
need $python jq script unshare
broken=fixtures/report/estate
sound=$work/sound
day=--now=2026-11-24

# run STATUS NAME WORD...: runs the program in time; keeps $out and $err, and the status must match.
run() {
	local status=$1 name=$2 got
	shift 2
	timeout 60 "$program" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
	got=$?
	out=$(cat "$work/stdout") err=$(cat "$work/stderr")
	if [ "$got" -eq "$status" ]; then
		ok "$name"
	else
		not_ok "$name" "status $got instead of $status: $out $err"
	fi
}

# is NAME COMMAND...: the command succeeds.
is() {
	local name=$1
	shift
	if "$@"; then ok "$name"; else not_ok "$name" "failed: $*; output: $out $err"; fi
}

empty() { [ -z "$1" ]; }
holds() { jq -e "$2" "$1" >/dev/null; }
same() { cmp -s "$1" "$2"; }
# alone FILE...: the folder of the first holds these files and no others.
alone() { [ "$(ls -A "$(dirname "$1")")" = "$(printf '%s\n' "${@##*/}" | sort)" ]; }

# estate NAME VALUES: a small estate of one zone in $work/NAME.
estate() {
	mkdir -p "$work/$1/.git"
	cat >"$work/$1/zone.yaml" <<-END
		accounts:
		  dns: {id: "111111111111", role: central, cloud: aws, region: ap-southeast-2}
		zones:
		  - name: example.com
		    account: dns
		    view: public
		    records:
		      www: {type: A, ttl: 300, values: [$2]}
	END
}
estate sound 192.0.2.1
estate warning "192.0.2.1, 192.0.2.1"

# --- secrets ------------------------------------------------------------------------------------
run 1 "a secret is found" check --select secret-in-text "$day" fixtures/secret-in-text/bad.yaml
is "and not repeated as text" [ "${out#*hunter22}" = "$out" ]
for format in json sarif; do
	run 1 "a secret as $format" check --select secret-in-text "$day" --format $format fixtures/secret-in-text/bad.yaml
	is "and not repeated as $format" [ "${out#*hunter22}" = "$out" ]
done

# --- help ---------------------------------------------------------------------------------------
run 0 "version" --version
is "version on standard output" [ "$out" = "zonewarrant $(sed -n 's/^VERSION := //p' Makefile)" ]
run 0 "help" --help
is "help on standard output" empty "$err"
for command in check plan export query prove explain rules help; do
	expect "help names $command" "$out" "^  $command "
done
for command in check plan export query prove explain rules help; do
	run 0 "$command --help" $command --help
	expect "$command --help: usage" "$out" "^Usage: zonewarrant $command "
done
run 2 "no command"
is "no command: nothing on standard output" empty "$out"
expect "no command: points at the help" "$err" 'zonewarrant --help'
run 2 "unknown command" chek
expect "unknown command: suggestion" "$err" 'did you mean `check`'
run 2 "unknown rule in a list" check --select parse-eror "$sound"
expect "unknown rule in a list: suggestion" "$err" 'did you mean `parse-error`'
run 2 "unknown format" check --format jsno "$sound"
expect "unknown format: suggestion" "$err" 'did you mean `json`'
run 2 "hostile words are escaped" check $'--\033[31m'
expect "hostile words are escaped: text" "$err" '\\u001b\[31m'

# --- query --------------------------------------------------------------------------------------
ask=(query --project fixtures/example)
run 0 "query: an address" query www.example.com --project "$sound"
expect "query: status" "$out" '^;; status: NOERROR$'
expect "query: answer" "$out" "^www\.example\.com\.\s300\sIN\sA\s192\.0\.2\.1$"
expect "query: what decided" "$out" '^;; decided by .*zone\.yaml:8:[0-9]+$'
run 0 "query: a private name, publicly" "${ask[@]}" stock.retail.aws.example.com
expect "query: a private name, publicly: status" "$out" '^;; status: (NXDOMAIN|NOERROR \(no data)'
run 0 "query: in its VPC" "${ask[@]}" stock.retail.aws.example.com A --view vpc:vpc-0a1b2c3d4e5f67890 --trace
expect "query: in its VPC: the private zone" "$out" '^;; VPC vpc-0a1b2c3d4e5f67890: the private zone .retail\.aws\.example\.com. answers'
run 0 "query: through a rule" "${ask[@]}" stock.retail.aws.example.com --view vpc:vpc-0fedcba9876543210 --trace
expect "query: through a rule: the rule" "$out" '^;; VPC vpc-0fedcba9876543210: the rule for .*central\.yaml:[0-9]+:[0-9]+$'
run 0 "query: an account as JSON" "${ask[@]}" stock.retail.aws.example.com --view account:retail --format json
is "query: an account as JSON: form" holds "$work/stdout" '.zonewarrant == "1" and .question.type == "A" and .same_everywhere and (.answers | length > 0) and all(.answers[]; .kind == "records" and .status == "NOERROR" and (.trace[0].file | endswith(".yaml")))'
run 0 "query: a name of nobody" "${ask[@]}" www.example.test
expect "query: a name of nobody: status" "$out" '^;; status: UNKNOWN .*in no zone of the estate'
run 2 "query: no name" "${ask[@]}" a..b
expect "query: no name: reason" "$err" 'is no domain name: it has an empty label'
run 2 "query: unknown type" "${ask[@]}" www.example.com TXTT
expect "query: unknown type: suggestion" "$err" 'did you mean `TXT`'
run 2 "query: unknown account" "${ask[@]}" www.example.com --view account:retal
expect "query: unknown account: suggestion" "$err" 'did you mean `account:retail`'
run 2 "query: unknown view" "${ask[@]}" www.example.com --view publc
expect "query: unknown view: suggestion" "$err" 'did you mean `public`'
run 1 "query: sources unread" query www.example.com --project "$broken"
expect "query: sources unread: reason" "$err" 'nothing was asked'

# --- prove --------------------------------------------------------------------------------------
run 0 "prove" prove fixtures/example
expect "prove: summary" "$out" '^[0-9]+ names, [0-9]+ domains: [0-9]+ proved, 0 refuted, 0 unknown$'
is "prove: every name is proved" [ "$(grep -cv '^proved  \|^[0-9]' <<<"$out")" = 0 ]
run 1 "prove: a counter-example" prove fixtures/wildcard-exposes-private/bad.yaml
expect "prove: a counter-example: query" "$out" '^ +asked: [^ ]+ A, of the servers of the zone '
expect "prove: a counter-example: place" "$out" 'is answered by .*bad\.yaml:[0-9]+:[0-9]+$'
run 0 "prove: JSON to a file" prove --format json --output "$work/proof.json" fixtures/example
is "prove: JSON to a file: form" holds "$work/proof.json" '.zonewarrant == "1" and .summary.refuted == 0 and (.proofs | length) == .summary.names + .summary.domains and all(.proofs[]; .verdict == "proved" and .query == null and (.classes | length > 0))'
is "prove: JSON to a file: nothing else said" empty "$out"
run 1 "prove: sources unread" prove "$broken"
expect "prove: sources unread: reason" "$err" 'nothing was proved'
run 0 "plan: the proof in the evidence" plan -o "$work/proven" $day fixtures/plan/first/estate.yaml
is "plan: the proof in the evidence: form" holds "$work/proven/evidence/proof.json" '.summary.proved > 0 and .summary.refuted == 0'
is "plan: the proof in the manifest" holds "$work/proven/manifest.json" '[.. | strings | select(. == "evidence/proof.json")] | length == 1'

# --- rules --------------------------------------------------------------------------------------
run 0 "rules" rules
expect "rules: a rule" "$out" '^  private-name-resolves +error '
run 0 "rules as JSON" rules --format json
is "rules as JSON: as many as in the table" \
	[ "$(jq length <<<"$out")" = "$(grep -c '^RULE(' rules/rules.def)" ]
run 0 "explain" explain private-name-resolves
expect "explain: the source" "$out" 'https://'
run 2 "explain an unknown rule" explain private-name-resolve
expect "explain an unknown rule: suggestion" "$err" 'did you mean `private-name-resolves`'

# --- status and streams -------------------------------------------------------------------------
run 0 "sound estate" check $day "$sound"
expect "sound estate: summary" "$out" '^no findings in [0-9]+ files? \([0-9]+ zones?, [0-9]+ records?\)'
is "sound estate: nothing on standard error" empty "$err"
run 0 "sound estate, quiet" check $day --quiet "$sound"
is "sound estate, quiet: nothing at all" empty "$out$err"
run 1 "broken estate" check $day "$broken"
expect "broken estate: summary" "$out" '^[0-9]+ errors?.* in [0-9]+ files?'
is "broken estate: nothing on standard error" empty "$err"
cp "$work/stdout" "$work/one-thread"
run 1 "broken estate, many threads" check $day --jobs 8 "$broken"
is "many threads: the same output" same "$work/stdout" "$work/one-thread"
run 1 "broken estate, quiet" check $day --quiet "$broken"
is "broken estate, quiet: no summary" [ -z "$(grep -E ' in [0-9]+ files? \(' <<<"$out")" ]
run 1 "statistics" check $day --statistics --quiet "$broken"
expect "statistics on standard error" "$err" '^ +[0-9]+ [a-z0-9-]+'

# One warning and nothing else decides by --fail-on.
run 0 "a warning" check $day "$work/warning"
expect "a warning: is there" "$out" '^warning\[duplicate-record\]'
run 1 "a warning, --fail-on warning" check $day --fail-on warning "$work/warning"
run 1 "a warning, --fail-on info" check $day --fail-on=info "$work/warning"
run 0 "a warning, ignored" check $day --fail-on warning --ignore duplicate-record "$work/warning"
expect "a warning, ignored: is gone" "$out" '^no findings'
run 0 "a warning of another family" check $day --fail-on warning --select privacy "$work/warning"
run 1 "plan with a warning, --fail-on warning" plan $day --fail-on warning -o "$work/no-bundle" "$work/warning"
is "plan with a warning: nothing written" [ ! -e "$work/no-bundle" ]

# Standard input.
timeout 60 "$program" check $day --stdin-format native - <"$work/warning/zone.yaml" >"$work/stdout" 2>&1
status=$? out=$(cat "$work/stdout")
is "standard input" [ $status -eq 0 ]
expect "standard input: the finding" "$out" '^warning\[duplicate-record\]'

# --- colour -------------------------------------------------------------------------------------
escape=$'\033['
has_color() { grep -qF "$escape" <<<"$1"; }
plain() { ! has_color "$1"; }
typed() { script -qec "$1" /dev/null </dev/null; } # on a terminal
unset NO_COLOR
run 1 "no colour in a pipe" check $day "$broken"
is "no colour in a pipe: plain" plain "$out"
run 1 "colour always" check $day --color always "$broken"
is "colour always: coloured" has_color "$out"
command="'$program' check $day $broken"
is "colour on a terminal" has_color "$(TERM=xterm typed "$command")"
is "no colour with NO_COLOR" plain "$(TERM=xterm NO_COLOR=1 typed "$command")"
is "no colour on a dumb terminal" plain "$(TERM=dumb typed "$command")"
is "no colour when never" plain "$(TERM=xterm typed "$command --color never")"

# --- reports in files ---------------------------------------------------------------------------
mkdir "$work/reports"
run 1 "two reports" check $day --format text --format json --output "$work/reports/a.json" "$broken"
is "two reports: text on standard output" same "$work/stdout" "$work/one-thread"
is "two reports: JSON in the file" holds "$work/reports/a.json" '.findings | length > 0'
run 1 "no report on standard output" check $day --format sarif --output "$work/reports/b.sarif" "$broken"
is "no report on standard output: empty" empty "$out$err"
is "SARIF in the file" holds "$work/reports/b.sarif" '.version == "2.1.0"'
$python "$here/../peers/validate.py" "SARIF keeps to its schema" "$here/../peers/sarif-schema-2.1.0.json" \
	"$work/reports/b.sarif" || failures=$((failures + 1))
is "no other file beside them" alone "$work/reports/a.json" "$work/reports/b.sarif"
cp "$work/reports/a.json" "$work/a.json"
mkdir "$work/link"
ln -s ../reports/a.json "$work/link/a.json"
chmod 640 "$work/reports/a.json"
echo old >"$work/reports/a.json"
run 1 "an existing file, through a link" check $day --format json --output "$work/link/a.json" "$broken"
is "the file is replaced" same "$work/reports/a.json" "$work/a.json"
is "the link stays" [ -L "$work/link/a.json" ]
is "the permissions stay" [ "$(stat -c %a "$work/reports/a.json")" = 640 ]
run 2 "output into a folder that is not there" check $day --output "$work/nowhere/a" "$sound"
expect "output into a folder that is not there: reason" "$err" 'nowhere/a: No such file or directory'
run 2 "output onto a folder" check $day --output "$work/reports" "$sound"
expect "output onto a folder: reason" "$err" 'reports: Is a directory'
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$work"
	cp "$program" "$work/program"
	as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	copy=$work/program
else
	as_nobody=() copy=$program
fi
echo old >"$work/locked"
chmod 444 "$work/locked"
out=$("${as_nobody[@]}" "$copy" check $day --output "$work/locked" "$work/warning" 2>&1)
is "output onto a file that may not be written" [ $? -eq 2 ]
is "it is untouched" [ "$(cat "$work/locked")" = old ]

# --- a full disk, a closed pipe -----------------------------------------------------------------
run 3 "/dev/full" check $day --output /dev/full "$broken"
expect "/dev/full: reason" "$err" 'cannot write /dev/full: No space left on device'
timeout 60 "$program" check $day "$broken" >/dev/full 2>"$work/stderr"
is "standard output on a full disk" [ $? -eq 3 ]
timeout 60 "$program" check $day "$broken" >&- 2>"$work/stderr"
is "standard output closed" [ $? -eq 3 ]

# What a file system without room leaves behind: a small one of our own where that is allowed, a limit on the
# size of files where it is not.
mkdir "$work/full"
cat >"$work/fill" <<-'END'
	trap '' XFSZ
	[ "$4" = limit ] && ulimit -f 4
	if [ "$4" = mount ]; then mount -t tmpfs -o size=16k none "$2" || exit 99; fi
	[ "$4" = probe ] && exec mount -t tmpfs -o size=16k none "$2"
	echo old >"$2/report"
	timeout 60 "$1" check --now=2026-11-24 --format sarif --output "$2/report" "$3" >/dev/null
	echo "status $?, files: $(ls -A "$2"), content: $(head -c 20 "$2/report")"
END
how=(bash) kind=limit
for private in "unshare -m" "unshare -rm"; do
	if $private bash "$work/fill" "$program" "$work/full" "$broken" probe 2>/dev/null; then
		how=($private bash) kind=mount
		break
	fi
done
out=$("${how[@]}" "$work/fill" "$program" "$work/full" "$broken" $kind 2>"$work/stderr")
is "report on a full disk" [ "$out" = "status 3, files: report, content: old" ]
expect "report on a full disk: reason" "$(cat "$work/stderr")" 'cannot write .*/report: (No space left on device|File too large)'

# A reader that went away ends the program as it ends other tools: by SIGPIPE, silently; where the parent
# ignores that signal, with a message.
pipe=$($python - "$program" "$broken" <<-'END'
	import os, subprocess, sys
	for restore in (True, False):
	    reader, writer = os.pipe()
	    os.close(reader)
	    done = subprocess.run([sys.argv[1], "check", "--now=2026-11-24", sys.argv[2]], stdout=writer,
	                          stderr=subprocess.PIPE, restore_signals=restore, timeout=60, text=True)
	    os.close(writer)
	    print(done.returncode, done.stderr.strip())
	END
)
is "closed pipe" [ "$pipe" = "-13 
3 zonewarrant: cannot write to standard output: Broken pipe" ]

# --- plan and export ----------------------------------------------------------------------------
run 1 "plan of a broken estate" plan $day -o "$work/bundle" --keys "$work/keys" "$broken"
is "plan of a broken estate: nothing written" [ ! -e "$work/bundle" ]
is "plan of a broken estate: no keys" [ ! -e "$work/keys" ]
expect "plan of a broken estate: says so" "$err" 'no bundle was written'
run 0 "plan" plan $day -o "$work/bundle" --keys "$work/keys" "$sound"
run 2 "plan onto a bundle" plan $day -o "$work/bundle" --keys "$work/keys" "$sound"
run 0 "export" export --to zones -o "$work/zones" "$sound"
is "export: silent" empty "$out$err"
run 2 "export onto a folder" export --to zones -o "$work/zones" "$sound"
mkdir -p "$work/unread/.git"
printf 'zones: [\n' >"$work/unread/a.yaml"
run 1 "export of what cannot be read" export --to zones -o "$work/no-zones" "$work/unread"
is "export of what cannot be read: nothing written" [ ! -e "$work/no-zones" ]
expect "export of what cannot be read: the finding" "$out" '^error\[parse-error\]'
[ $failures -eq 0 ]

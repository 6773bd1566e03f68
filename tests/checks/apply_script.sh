#!/usr/bin/env bash
# apply_script.sh PROGRAM -- apply.sh in the bundle: what it calls, where it stops, how it goes on, and what it
# refuses. The `aws` of these tests is a script that writes down its words and fails on demand.
. "$(dirname "$0")/../peers/common.bash"
need jq shellcheck dash bash
day=--now=2026-11-24
estate=$root/fixtures/plan/known/estate.yaml

mkdir "$work/bin" "$work/a place"
bundle="$work/a place/bundle"
applied=$bundle.applied
export AWS_LOG=$work/calls FAKE=$work/fake
cat >"$work/bin/aws" <<'END'
#!/bin/sh
# What stands in $FAKE steers it: `account` is whose credentials these are, `fail-N` fails call N (of those that
# are no question), `hang-N` hangs in it, `fail-wait` fails the waiting.
account=$(cat "$FAKE/account")
words=$*
case $words in *' --profile '*)
	case $words in *' --profile p-dns-central'*) account=111111111111 ;; *' --profile p-retail'*) account=222222222222 ;; *' --profile other'*) account=333333333333 ;; esac
	;;
esac
printf '%s\n' "$words" >>"$AWS_LOG"
case $words in
'sts get-caller-identity '*) [ ! -e "$FAKE/no-credentials" ] || { echo 'Unable to locate credentials' >&2; exit 253; }
	echo "$account"; exit 0 ;;
*' wait '*) [ ! -e "$FAKE/fail-wait" ] || { echo 'Waiter failed' >&2; exit 255; }
	exit 0 ;;
esac
n=$(($(cat "$FAKE/count") + 1))
echo $n >"$FAKE/count"
[ ! -e "$FAKE/hang-$n" ] || { touch "$FAKE/hangs"; sleep 60; }
[ ! -e "$FAKE/fail-$n" ] || { echo "An error occurred (InvalidChangeBatch) when calling" >&2; exit 254; }
input=$(printf '%s\n' "$words" | sed -n 's|.*file://\([^ ]*\).*|\1|p')
[ -f "$input" ] || { echo "no such body: $input" >&2; exit 252; }
printf '{"ChangeInfo": {"Status": "PENDING",\n  "Id": "/change/C%d"}}\n' $n
END
chmod +x "$work/bin/aws"
PATH=$work/bin:$PATH

# again: nothing is applied, and the credentials are those of whichever account.
again() {
	rm -rf "$FAKE" "$applied"
	mkdir "$FAKE"
	echo 0 >"$FAKE/count"
	echo 222222222222 >"$FAKE/account"
	: >"$AWS_LOG"
}

# run STATUS NAME PATTERN [WORD...]: apply.sh ends with that status and says a line that matches; what it said is
# in $said.
run() {
	local status=$1 name=$2 pattern=$3 got
	shift 3
	said=$(cd "$work" && timeout 60 "${shell:-dash}" "$bundle/apply.sh" "$@" 2>&1 </dev/null)
	got=$?
	if [ "$got" -ne "$status" ]; then
		not_ok "$name" "status $got instead of $status: $said"
	else
		expect "$name" "$said" "$pattern"
	fi
}

# The calls that change something, without profile and output, as step.json has them.
changes() {
	grep -Ev '^sts |^[a-z0-9]+ wait ' "$AWS_LOG" | sed 's/ --output json.*//; s/^/aws /'
}
wanted() {
	jq -r 'select(.state == "ready") | .calls[].command_line' "$bundle"/steps/*/step.json
}
same() {
	if [ "$2" = "$3" ] && [ -n "$2" ]; then ok "$1"; else not_ok "$1" "$(diff <(echo "$2") <(echo "$3"))"; fi
}

"$program" plan -q $day -o "$bundle" "$estate" >"$work/said" 2>&1 || { not_ok "plan" "$(cat "$work/said")"; exit 1; }
said=$(shellcheck generators/apply.sh "$bundle/apply.sh" 2>&1) && ok "ShellCheck has nothing to say" || not_ok "ShellCheck has nothing to say" "$said"
"$program" plan -q $day -o "$work/example" fixtures/example >/dev/null 2>&1
said=$(shellcheck "$work/example/apply.sh" 2>&1) && ok "… of the example company" || not_ok "… of the example company" "$said"

# --- looking ------------------------------------------------------------------------------------
again
run 0 "help" 'sh apply\.sh \[OPTION' --help
run 0 "list" '^step 10: associate-vpc retail\.aws\.example\.com \(private\)$' --list
expect "list says the account" "$said" '^  account retail \(222222222222\), ready$'
expect "list says what a pending step lacks" "$said" 'missing: id of the Resolver rule .*; write it at'
[ ! -s "$AWS_LOG" ] && [ ! -e "$applied" ] && ok "list calls nothing and writes nothing" || not_ok "list calls nothing and writes nothing" "$(cat "$AWS_LOG"; ls "$applied")"

# --- all of it ----------------------------------------------------------------------------------
for shell in dash bash; do
	again
	run 3 "all in $shell" 'what can be done is done; write the missing values into the estate' --yes --profile-prefix p-
	same "… calls what step.json says, in order" "$(wanted)" "$(changes)"
done
shell=dash
again
run 3 "all in dash once more" 'step 130 .* is pending' --yes --profile-prefix p-
same "calls what step.json says, in order" "$(wanted)" "$(changes)"
expect "each with the profile of its account" "$(grep -c 'p-retail$' <<<"$(grep -E 'Z0PRIVATE|acm |ec2 |retail' "$AWS_LOG")") $(grep -v -- '--profile p-' "$AWS_LOG" | wc -l)" '^[1-9][0-9]* 0$'
expect "waits for the change that was made" "$(grep ' wait ' "$AWS_LOG" | head -n 1)" '^route53 wait resource-record-sets-changed --id /change/C1 --profile p-retail$'
waits=$(jq -r 'select(.state == "ready") | .calls[] | select(.wait) | .wait' "$bundle"/steps/*/step.json | wc -l)
expect "… and for each" "$(grep -c ' wait ' "$AWS_LOG")" "^$waits\$"
: >"$AWS_LOG"
run 3 "once more" 'is pending' --yes --profile-prefix p-
[ ! -s "$AWS_LOG" ] && ok "… calls nothing" || not_ok "… calls nothing" "$(cat "$AWS_LOG")"
run 0 "list says what is done" '^  account retail \(222222222222\), ready, done$' --list
expect "the answers are kept" "$(cat "$applied/010-001.json")" '/change/C1'
said=$("$program" verify $day "$bundle" "$estate") && ok "the bundle is as it was" || not_ok "the bundle is as it was" "$said"
[ ! -e "$applied/lock" ] && ok "no lock stays" || not_ok "no lock stays" "it does"

# --- taking it back -----------------------------------------------------------------------------
undo=$(jq -r 'select(.state == "ready") | .calls[] | select(.rollback) | .rollback_command_line' "$bundle"/steps/*/step.json | tac)
: >"$AWS_LOG"
run 0 "rollback" 'step 90 has nothing that takes it back' --rollback --yes --profile-prefix p-
same "… the inverse, last first" "$undo" "$(changes)"
: >"$AWS_LOG"
run 0 "rollback once more" '.' --rollback --yes --profile-prefix p-
[ -z "$(changes)" ] && ok "… calls nothing" || not_ok "… calls nothing" "$(changes)"
run 3 "apply again" 'is pending' --yes --profile-prefix p-
same "… what was taken back, in order" "$(jq -r 'select(.state == "ready") | .calls[] | select(.rollback) | .command_line' "$bundle"/steps/*/step.json)" "$(changes)"

# --- a refusal ----------------------------------------------------------------------------------
again
touch "$FAKE/fail-4" # of step 40
run 1 "a call is refused" 'step 40 was refused; nothing after it was done' --yes --profile-prefix p-
expect "… its own reason is shown" "$said" 'InvalidChangeBatch'
same "… nothing was called after it" "$(wanted | head -n 4)" "$(changes)"
same "… what takes the rest back is shown" "$(tac <<<"$undo" | head -n 3 | tac)" "$(sed -n 's/^  \(aws .*\)  # step [0-9]*, account .*/\1/p' <<<"$said")"
: >"$AWS_LOG"
rm "$FAKE/fail-4"
run 3 "it goes on where it stopped" 'is pending' --yes --profile-prefix p-
same "… with the call that was refused" "$(wanted | tail -n +4)" "$(changes)"

# --- interruptions ------------------------------------------------------------------------------
again
touch "$FAKE/fail-wait"
run 1 "it is not in effect" 'step 10 is not in effect yet: run this again to wait on' --yes --profile-prefix p-
rm "$FAKE/fail-wait"
: >"$AWS_LOG"
run 3 "it waits on" 'is pending' --yes --profile-prefix p-
same "… and makes no call twice" "$(wanted | tail -n +2)" "$(changes)"
expect "… for the same change" "$(grep ' wait ' "$AWS_LOG" | head -n 1)" '/change/C1 '

again
touch "$FAKE/hang-2"
(cd "$work" && exec setsid dash "$bundle/apply.sh" --yes --profile-prefix p-) >"$work/said" 2>&1 </dev/null &
pid=$!
for _ in $(seq 100); do [ -e "$FAKE/hangs" ] && break; sleep 0.1; done
kill -KILL -- -"$pid"
{ wait "$pid"; } 2>/dev/null
rm -f "$FAKE/hang-2"
run 2 "somebody else is at work" "another apply\.sh is at work on this bundle; if none is, remove $applied/lock" --yes --profile-prefix p-
rmdir "$applied/lock"
run 1 "it was killed in a call" 'it is not known whether call 1 of step 20 was made' --yes --profile-prefix p-
: >"$AWS_LOG"
run 3 "… which is made again" 'is pending' --yes --retry --profile-prefix p-
same "… and the rest" "$(wanted | tail -n +2)" "$(changes)"

# --- credentials --------------------------------------------------------------------------------
again
echo 333333333333 >"$FAKE/account"
run 1 "the credentials of another account" 'the credentials are of account 333333333333, and step 10 is of account retail \(222222222222\): give --profile-prefix or set ZONEWARRANT_PROFILE_RETAIL' --yes
[ -z "$(changes)" ] && ok "… nothing was called" || not_ok "… nothing was called" "$(changes)"
touch "$FAKE/no-credentials"
run 1 "no credentials" 'no credentials for account retail \(222222222222\)' --yes
again
run 1 "the credentials of one account for all" 'step 40 is of account dns-central \(111111111111\)' --yes
export ZONEWARRANT_PROFILE_DNS_CENTRAL=p-dns-central ZONEWARRANT_PROFILE_RETAIL=p-retail
again
run 3 "a profile for each account" 'is pending' --yes --profile-prefix other-
unset ZONEWARRANT_PROFILE_DNS_CENTRAL ZONEWARRANT_PROFILE_RETAIL
sed 's/retail:      {id: "222222222222", /retail:      {/' "$estate" >"$work/estate.yaml"
"$program" plan -q $day -o "$work/unknown" "$work/estate.yaml" >/dev/null 2>&1
again
said=$(dash "$work/unknown/apply.sh" --yes 2>&1)
expect "an account without its number" "$said" 'does not state the number of account retail'

# --- asking -------------------------------------------------------------------------------------
again
run 1 "nobody answers" 'no answer: nothing more was done; --yes asks nothing'
[ ! -s "$AWS_LOG" ] && ok "… nothing was called" || not_ok "… nothing was called" "$(cat "$AWS_LOG")"
said=$(printf 'what\ny\nq\n' | dash "$bundle/apply.sh" --profile-prefix p- 2>&1)
expect "yes, then quit" "$? $said" 'ended at step 20, before it'
same "… made one step" "$(wanted | head -n 1)" "$(changes)"
expect "… which was shown" "$said" '^step 10: associate-vpc retail\.aws\.example\.com \(private\)$'
expect "… with what must be true" "$said" '^  after:  '
expect "… and how much it changes" "$said" 'change-001\.json  # [0-9]+ record sets?$'
again
said=$(printf 's\ny\nq\n' | dash "$bundle/apply.sh" --profile-prefix p- 2>&1)
expect "a step left out" "$(changes | head -n 1)" 'steps/020-'

# --- parts of it --------------------------------------------------------------------------------
again
run 1 "one step that waits" 'step 70 waits for step 20, which is not done here; where somebody else did it, give --done 20' --yes --only 070 --profile-prefix p-
run 0 "one step" 'all steps are done' --yes --only 020 --only 10 --profile-prefix p-
same "… alone" "$(wanted | head -n 2)" "$(changes)"
again
run 1 "one account, of which a step waits" 'step [0-9]+ waits for step' --yes --account dns-central --profile-prefix p-
for n in 10 20 30 50; do run 0 "step $n by another team" "step $n is done" --done $n; done
run 3 "… then goes on" 'step 130 ' --yes --account dns-central --profile-prefix p-
expect "… in its account alone" "$(grep -c p-dns-central "$AWS_LOG") $(grep -vc p-dns-central "$AWS_LOG")" '^[1-9][0-9]* 0$'
run 2 "a step that is none" 'there is no step 999' --done 999
run 2 "a step that is no number" 'is no number of a step' --only x
run 2 "an unknown option" 'unknown option `--frob`' --frob
run 2 "an option without its value" 'needs a value' --account

# --- what it refuses ----------------------------------------------------------------------------
whole=$bundle
refuses() {
	again
	run 2 "$1" "$2" --yes --profile-prefix p-
	[ ! -s "$AWS_LOG" ] && [ ! -e "$applied" ] && ok "$1: nothing was called" || not_ok "$1: nothing was called" "$(cat "$AWS_LOG")"
	rm -rf "$bundle" && cp -a "$whole" "$bundle"
}
bundle=$work/copy applied=$work/copy.applied
cp -a "$whole" "$bundle"
body=$(cd "$bundle" && ls steps/020-*/change-001.json)
sed -i 's/300/301/' "$bundle/$body"
refuses "a body that was changed" "^$body: FAILED"
rm "$bundle/$body"
refuses "a body that is gone" "the bundle is not as it was planned"
touch "$bundle/steps/x.json"
refuses "a file that nobody lists" 'the bundle holds what its manifest does not list'
ln -s /etc/passwd "$bundle/x"
refuses "a link" 'the bundle holds what its manifest does not list'
jq . "$whole/manifest.json" | sed '/"path": "PLAN.md"/,+2d' >"$bundle/manifest.json"
refuses "a manifest that lists less" 'manifest\.json is not the one'
jq -c . "$whole/manifest.json" >"$bundle/manifest.json"
refuses "a manifest in another form" 'manifest\.json is not the one'
rm "$bundle/manifest.json"
refuses "no manifest" 'cannot be read|is not the one'
again
run 0 "one step of it" 'all steps are done' --yes --only 10 --profile-prefix p-
rm -rf "$bundle" && "$program" plan -q --now 2026-11-25 -o "$bundle" "$estate" >/dev/null 2>&1
run 2 "what was done of another bundle" 'is of another bundle: move it away' --yes --profile-prefix p-
run 0 "… is kept elsewhere" 'all steps are done' --yes --only 10 --profile-prefix p- --state "state of this"
[ -s "$work/state of this/state" ] && ok "a state of another name" || not_ok "a state of another name" "there is none"
[ $failures -eq 0 ]

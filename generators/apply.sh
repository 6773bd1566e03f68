#!/bin/sh
# apply.sh -- applies this bundle with the AWS CLI, step by step.
#
# It is never needed: each step.json has the command lines, and they stand alone. It shows a step, asks, sees
# that the credentials are those of the step's account, makes the calls, waits until they are in effect, and
# writes down what is done, so that it goes on where it stopped. It stops at the first call that is refused. It
# touches nothing where the bundle is not as its manifest says.
set -u

# How many files the manifest lists.
files=0 # @files@

usage() {
	cat <<'END'
Usage: sh apply.sh [OPTION…]

  --only STEP          this step alone (its number); may be repeated
  --account NAME       the steps of this account alone
  --yes                ask nothing
  --list               show the steps and what is done, and call nothing
  --done STEP          write down that a step was done by hand or by another team, and end
  --retry              make a call again of which it is not known whether it was made
  --rollback           take back what was applied, last first
  --profile-prefix P   the AWS profile of an account is P followed by its name
  --state DIR          where to write down what is done; by default the bundle's name with `.applied`
  --help               this help

The profile of one account is also taken from ZONEWARRANT_PROFILE_NAME, NAME in capitals with `_` for what is
neither letter nor digit. Without either, the AWS CLI takes the credentials that it finds.

The status is 0 when all is done, 1 when a call was refused or somebody said no, 2 when nothing was tried, and
3 when all that can be done is done and steps are pending.
END
}

say() {
	printf '%s\n' "$*"
}

stop() {
	status=$1
	shift
	printf 'apply.sh: %s\n' "$*" >&2
	exit "$status"
}

# --- the command line ---------------------------------------------------------------------------
mode=apply
only=
account=
yes=
retry=
prefix=
applied=
by_hand=

value() {
	[ "$1" -gt 1 ] || stop 2 "\`$2\` needs a value; see --help"
}

# number TEXT: a step's number into $number, without the leading zeros that folders have.
number() {
	case $1 in
	'' | *[!0-9]*) stop 2 "\`$1\` is no number of a step" ;;
	esac
	number=$(printf '%s\n' "$1" | sed 's/^0*//')
}

while [ $# -gt 0 ]; do
	case $1 in
	--only) value $# "$1" && number "$2" && only="$only $number " && shift ;;
	--account) value $# "$1" && account=$2 && shift ;;
	--done) value $# "$1" && number "$2" && mode="by-hand" && by_hand=$number && shift ;;
	--profile-prefix) value $# "$1" && prefix=$2 && shift ;;
	--state) value $# "$1" && applied=$2 && shift ;;
	--yes) yes=1 ;;
	--list) mode=list ;;
	--retry) retry=1 ;;
	--rollback) mode=rollback ;;
	--help | -h) usage && exit 0 ;;
	*) stop 2 "unknown option \`$1\`; see --help" ;;
	esac
	shift
done
case $applied in '' | /*) ;; *) applied=$(pwd)/$applied ;; esac

# --- the bundle ---------------------------------------------------------------------------------
sha256() {
	if command -v sha256sum >/dev/null 2>&1; then
		sha256sum "$@"
	else
		shasum -a 256 "$@"
	fi
}

# The files of the manifest as `sha256sum -c` takes them.
listed() {
	awk '
		/^  "/ { inside = /^  "(files|not_reproducible)": \[/ }
		inside && /^      "path": "/ { path = $0; sub(/^ *"path": "/, "", path); sub(/",?$/, "", path) }
		inside && /^      "sha256": "/ { sum = $0; sub(/^ *"sha256": "/, "", sum); sub(/",?$/, "", sum); print sum "  " path }
	' manifest.json
}

check_bundle() {
	sums=$(listed) || stop 2 "the manifest cannot be read"
	[ "$(printf '%s\n' "$sums" | wc -l)" -eq "$files" ] ||
		stop 2 "manifest.json is not the one that this script was made with: copy the bundle again from where it was planned"
	said=$(printf '%s\n' "$sums" | sha256 -c 2>&1) || {
		printf '%s\n' "$said" | grep -v ': OK$' >&2
		stop 2 "the bundle is not as it was planned: copy it again from where it was, or plan again"
	}
	# the manifest itself, and the statement with its signature
	there=$((files + 1))
	for file in evidence/statement.json evidence/statement.dsse.json; do
		[ ! -f "$file" ] || there=$((there + 1))
	done
	if [ "$(find . -type f | wc -l)" -ne "$there" ] || [ -n "$(find . ! -type f ! -type d)" ]; then
		stop 2 "the bundle holds what its manifest does not list: \`zonewarrant verify\` names it"
	fi
}

# --- what is done -------------------------------------------------------------------------------
# A line a change: what happened, step, part of it (`-`: all of it), the id of the change, when.
note() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:-}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$applied/state" ||
		stop 1 "cannot write $applied/state"
}

# What happened last to that part of that step.
last() {
	[ -f "$applied/state" ] || return 0
	awk -F '\t' -v step="$1" -v part="$2" '$2 == step && $3 == part { last = $1 } END { print last }' "$applied/state"
}

change_of() {
	awk -F '\t' -v step="$1" -v part="$2" -v what="$3" '$1 == what && $2 == step && $3 == part { id = $4 } END { print id }' "$applied/state"
}

is_done() {
	[ "$(last "$1" -)" = "done" ]
}

open_state() {
	digest=$(sha256 <manifest.json | cut -c 1-64)
	if [ -f "$applied/state" ] && [ "$(head -n 1 "$applied/state")" != "$(printf 'manifest\t%s' "$digest")" ]; then
		stop 2 "$applied is of another bundle: move it away, or name another folder with --state"
	fi
	[ "$mode" != list ] || return 0
	mkdir -p "$applied" || stop 2 "cannot make $applied"
	mkdir "$applied/lock" 2>/dev/null ||
		stop 2 "another apply.sh is at work on this bundle; if none is, remove $applied/lock"
	trap 'rmdir "$applied/lock"' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	[ -f "$applied/state" ] || printf 'manifest\t%s\n' "$digest" >"$applied/state" || stop 2 "cannot write $applied/state"
}

# --- the AWS CLI --------------------------------------------------------------------------------
profile_of() {
	name=$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]' | tr -c '[:upper:][:digit:]' '_')
	printenv "ZONEWARRANT_PROFILE_$name" || printf '%s' "${prefix:+$prefix$1}"
}

run_aws() {
	AWS_PAGER='' aws "$@" ${profile:+--profile "$profile"} </dev/null
}

# check_account NAME NUMBER: that the credentials are those of the account.
check_account() {
	[ -n "$1" ] || stop 1 "nobody says of which account step $step is: make its calls by hand, and then give --done $step"
	[ -n "$2" ] ||
		stop 1 "the estate does not state the number of account $1, so the credentials cannot be held against it: write it there and plan again, or make the calls of step $step by hand and then give --done $step"
	profile=$(profile_of "$1")
	found=$(run_aws sts get-caller-identity --query Account --output text) ||
		stop 1 "no credentials for account $1 ($2)${profile:+, profile $profile}"
	[ "$found" = "$2" ] ||
		stop 1 "the credentials are of account $found, and step $step is of account $1 ($2): give --profile-prefix or set ZONEWARRANT_PROFILE_$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]' | tr -c '[:upper:][:digit:]' '_')"
}

# The first value of KEY in a JSON file.
json_value() {
	sed -n 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' "$2" | head -n 1
}

# command_line SERVICE OPERATION REGION INPUT: as it is shown, and as step.json has it.
command_line() {
	printf 'aws %s %s%s --cli-input-json file://%s\n' "$1" "$2" "${3:+ --region $3}" "$4"
}

# make_call SERVICE OPERATION REGION INPUT OUTPUT
make_call() {
	say "  $(command_line "$1" "$2" "$3" "$4")"
	run_aws "$1" "$2" ${3:+--region "$3"} --cli-input-json "file://$4" --output json >"$5"
}

# wait_for SERVICE REGION WAIT INPUT OUTPUT: until the call is in effect.
wait_for() {
	[ -n "$3" ] || return 0
	words=$(printf '%s\n' "$3" | sed \
		-e "s|CHANGE_ID|$(json_value Id "$5")|" \
		-e "s|CERTIFICATE_ARN|$(json_value CertificateArn "$5")|" \
		-e "s|AUTHORITY_ARN|$(json_value CertificateAuthorityArn "$4")|")
	say "  aws $1 wait $words"
	# shellcheck disable=SC2086 # it is several words
	run_aws "$1" wait $words ${2:+--region "$2"}
}

# --- steps --------------------------------------------------------------------------------------
# step NUMBER STATE ACCOUNT ID KIND SUBJECT FOLDER IRREVERSIBLE WAITS_FOR BEFORE AFTER
step() {
	step=$1 state=$2 name=$3 id=$4 kind=$5 subject=$6 folder=$7 irreversible=$8
	shift 8
	waits=$1 before=$2 after=$3
	calls=
	missing=
}

# call PART SERVICE OPERATION REGION INPUT ROLLBACK_OPERATION ROLLBACK WAIT COUNT: a call of the step.
call() {
	calls="$calls$1|$2|$3|$4|$5|$6|$7|$8|$9
"
}

# missing VALUE FROM: what a pending step waits for.
missing() {
	missing="$missing    missing: $1${2:+ ($2)}
"
}

is_wanted() {
	[ -z "$account" ] || [ "$account" = "$name" ] || return 1
	case $only in '') return 0 ;; *" $step "*) return 0 ;; esac
	return 1
}

show_step() {
	say
	say "step $step: $kind $subject"
	say "  account $name${id:+ ($id)}, $state${irreversible:+, cannot be undone}$(is_done "$step" && printf ', done')"
	say "  before: $before"
	say "  after:  $after"
	while IFS='|' read -r part service operation region input _ _ _ count <&3; do
		[ -z "$part" ] || say "  $(command_line "$service" "$operation" "$region" "$input")${count:+  # $count}"
	done 3<<END
$calls
END
	[ -z "$missing" ] || printf '%s' "$missing"
}

# ask QUESTION: yes, or the script ends; 1 where the step is to be left out.
ask() {
	[ -z "$yes" ] || return 0
	while :; do
		printf '%s [y]es, [s]kip, [q]uit: ' "$1"
		read -r answer || stop 1 "no answer: nothing more was done; --yes asks nothing"
		case $answer in
		y | yes) return 0 ;;
		s | skip) return 1 ;;
		q | quit) stop 1 "ended at step $step, before it" ;;
		esac
	done
}

# What takes back what is done so far, last first.
show_rollback() {
	mode="rollback-list"
	undo=
	steps
	[ -z "$undo" ] || say "To take back what is done so far, run \`sh apply.sh --rollback\`, or:"
	run_undo
}

# refused PART
refused() {
	say
	show_rollback
	stop 1 "step $1 was refused; nothing after it was done. Mend the reason and run this again, or take back what is done"
}

# run_call PART SERVICE OPERATION REGION INPUT WAIT
run_call() {
	out=$applied/$(printf '%03d-%03d' "$step" "$1").json
	case $(last "$step" "$1") in
	done) return 0 ;;
	calling)
		[ -n "$retry" ] ||
			stop 1 "it is not known whether call $1 of step $step was made: the last run was ended in it. Look at the account; then give --retry to make it again, or --done $step where all of it is done"
		;;
	called) ;;
	esac
	if [ "$(last "$step" "$1")" != called ]; then
		note calling "$step" "$1"
		if ! make_call "$2" "$3" "$4" "$5" "$out"; then
			note refused "$step" "$1"
			refused "$step"
		fi
		note called "$step" "$1" "$(json_value Id "$out")"
	fi
	wait_for "$2" "$4" "$6" "$5" "$out" || stop 1 "step $step is not in effect yet: run this again to wait on"
	note "done" "$step" "$1"
}

# Caches hold what a step removes: step.json says for how long.
let_pass() {
	seconds=$(sed -n 's/^  "wait_seconds": \([0-9]*\),*$/\1/p' "$folder/step.json")
	[ -n "$seconds" ] && [ "$(last "$step" wait)" != "done" ] || return 0
	say "  waiting $seconds seconds, for what caches hold"
	sleep "$seconds" || stop 1 "ended while waiting"
	note "done" "$step" wait
}

apply_step() {
	for other in $waits; do
		is_done "$other" ||
			stop 1 "step $step waits for step $other, which is not done here; where somebody else did it, give --done $other"
	done
	ask "apply step $step?" || { skipped=1 && return 0; }
	[ -z "$calls" ] || check_account "$name" "$id"
	let_pass
	while IFS='|' read -r part service operation region input _ _ wait _ <&3; do
		[ -z "$part" ] || run_call "$part" "$service" "$operation" "$region" "$input" "$wait"
	done 3<<END
$calls
END
	note "done" "$step" -
	say "  done"
}

# Remembers the calls of the step that are done, before those of the steps that came earlier.
remember_undo() {
	mine=
	while IFS='|' read -r part service _ region _ operation rollback wait _ <&3; do
		case $(last "$step" "${part:-none}") in
		done | called)
			mine="$step|$name|$id|$part|$service|$operation|$region|$rollback|$wait
$mine"
			;;
		esac
	done 3<<END
$calls
END
	undo="$mine${undo:-}"
}

# end: of a step, when all its calls are there.
end() {
	is_wanted || return 0
	case $mode in
	apply)
		if is_done "$step"; then
			return 0
		elif [ "$state" = ready ]; then
			show_step
			apply_step
		else
			held_back="${held_back:-}step $step ($kind $subject) is $state
$missing"
		fi
		;;
	list) show_step ;;
	by-hand)
		[ "$step" != "$by_hand" ] || { note "done" "$step" - by-hand && say "step $step is done" && exit 0; }
		;;
	rollback | rollback-list) remember_undo ;;
	esac
}

undo_call() {
	out=$applied/$(printf '%03d-%03d-rollback' "$step" "$1").json
	case $(last "$step" "$1") in
	undoing) [ -n "$retry" ] || stop 1 "it is not known whether call $1 of step $step was taken back: look at the account, and give --retry" ;;
	esac
	check_account "$name" "$id"
	note undoing "$step" "$1"
	if ! make_call "$2" "$3" "$4" "$5" "$out"; then
		# it stands as before
		note "done" "$step" "$1"
		stop 1 "step $step could not be taken back; what was applied before it stands"
	fi
	note undone "$step" "$1"
	note undone "$step" -
	wait_for "$2" "$4" "$6" "$5" "$out" || stop 1 "what was taken back of step $step is not in effect yet"
}

run_undo() {
	while IFS='|' read -r step name id part service operation region rollback wait <&4; do
		if [ -z "$step" ]; then
			continue
		elif [ -z "$rollback" ]; then
			say "  # step $step has nothing that takes it back"
		elif [ "$mode" = rollback-list ]; then
			say "  $(command_line "$service" "$operation" "$region" "$rollback")  # step $step, account $name"
		elif ask "take back call $part of step $step in account $name?"; then
			undo_call "$part" "$service" "$operation" "$region" "$rollback" "$wait"
		fi
	done 4<<END
${undo:-}
END
}

# The steps of this bundle, in order.
# shellcheck disable=SC2016 # what stands in quotes is text
steps() {
	: # @steps@
}

# --- the run ------------------------------------------------------------------------------------
cd "$(dirname "$0")" || exit 2
applied=${applied:-$(pwd -P).applied}
check_bundle
open_state
[ "$mode" = list ] || [ "$mode" = by-hand ] || command -v aws >/dev/null 2>&1 || stop 2 "the AWS CLI (aws) is not in the PATH"
held_back=
skipped=
undo=
steps
case $mode in
by-hand) stop 2 "there is no step $by_hand" ;;
rollback)
	[ -n "$undo" ] || say "nothing is done that could be taken back"
	run_undo
	;;
apply)
	if [ -n "$held_back" ]; then
		printf '\n%s' "$held_back"
		stop 3 "what can be done is done; write the missing values into the estate, and plan again (docs/bundle.md)"
	fi
	[ -z "$skipped" ] || stop 1 "some steps were left out"
	say "all steps are done"
	;;
esac

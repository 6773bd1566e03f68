#!/usr/bin/env bash
# run.sh -- builds and runs every test, shows the output of what fails, and ends with the plain line
# "N passed, N failed". The status is 0 only when nothing failed.
#
# A piece is one of three kinds:
#   programs   a cmocka program; its tests are counted by its own summary
#   lines      a command that prints "ok NAME" and "not ok NAME: reason", one line a test
#   command    a command that counts as one test by its status
# What crashes, hangs, prints no result, or prints fewer results than it announced has failed. A tool
# that is missing is a failure too: nothing is skipped.
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C.UTF-8
export BUILD=${BUILD:-build}
export ZONEWARRANT=$PWD/${BUILD}/zonewarrant
case $BUILD in /*) ZONEWARRANT=$BUILD/zonewarrant ;; esac
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
make=${MAKE:-make}
limit=${TEST_TIMEOUT:-900}
logs=$BUILD/test-logs
passed=0
failed=0

mkdir -p "$logs" || exit 2
rm -f "$logs"/*.log

# add NAME PASSED FAILED LOG: counts, says one line, shows of a failure what did not go well.
add() {
	passed=$((passed + $2))
	failed=$((failed + $3))
	if [ "$3" -eq 0 ]; then
		printf 'ok      %-28s %5d passed\n' "$1" "$2"
	else
		printf 'FAILED  %-28s %5d passed, %d failed; its output:\n' "$1" "$2" "$3"
		sed '/^\[ RUN      \]/d; /^\[       OK \]/d; /^ok /d; s/^/        /' "$4" | tail -n 200
	fi
}

# Runs a command under the time limit, output to the log; the status is the command's.
logged() {
	local log=$1 status
	shift
	timeout --kill-after=10 "$limit" "$@" >"$log" 2>&1 </dev/null
	status=$?
	[ $status -eq 0 ] || echo "(exit status $status$([ $status -eq 124 ] && echo ": stopped after $limit seconds"))" >>"$log"
	return $status
}

run_program() {
	local name=${1##*/} status ran good bad
	local log=$logs/$name.log
	logged "$log" "$1"
	status=$?
	# The summary of cmocka, once for each group of tests.
	read -r ran good bad < <(awk '
		function count(text) {
			text = substr($0, RSTART, RLENGTH)
			gsub(/[^0-9]/, "", text)
			return text + 0
		}
		match($0, /\[==========\] Running [0-9]+ test/) { ran += count() }
		match($0, /\[  PASSED  \] [0-9]+ test/) { good += count() }
		match($0, /\[  (FAILED  |SKIPPED )\] [0-9]+ test/) { bad += count() }
		END { print ran + 0, good + 0, bad + 0 }' "$log")
	[ $((good + bad)) -ge "$ran" ] || bad=$((ran - good))
	if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	elif [ "$ran" -eq 0 ] && [ "$bad" -eq 0 ]; then
		echo "(no test ran)" >>"$log"
		bad=1
	fi
	add "$name" "$good" "$bad" "$log"
}

run_lines() {
	local name=$1 status good bad
	local log=$logs/$name.log
	shift
	logged "$log" "$@"
	status=$?
	good=$(grep -c '^ok ' "$log")
	bad=$(grep -c '^not ok ' "$log")
	if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	elif [ $((good + bad)) -eq 0 ]; then
		echo "(no result was printed)" >>"$log"
		bad=1
	fi
	add "$name" "$good" "$bad" "$log"
}

run_command() {
	local name=$1
	local log=$logs/$name.log
	shift
	if logged "$log" "$@"; then
		add "$name" 1 0 "$log"
	else
		add "$name" 0 1 "$log"
	fi
}

run_command build $make --no-print-directory -k -j"$(getconf _NPROCESSORS_ONLN)" BUILD="$BUILD" test-programs

# A test program that did not build is run all the same, and fails.
for source in tests/test_*.c; do
	[ -e "$source" ] || continue
	run_program "$BUILD/${source%.c}"
done
for source in tests/fuzz/fuzz_*.c; do
	[ -e "$source" ] || continue
	target=${source##*/fuzz_}
	target=${target%.c}
	seeds=(fixtures)
	[ -d "tests/fuzz/seeds/$target" ] && seeds+=("tests/fuzz/seeds/$target")
	run_command "fuzz-seeds-$target" "$BUILD/tests/fuzz/replay_$target" "${seeds[@]}"
done
for fuzzer in ${FUZZERS:-}; do
	target=${fuzzer##*/fuzz_}
	rm -rf "$logs/found-$target" && mkdir "$logs/found-$target"
	run_command "fuzz-short-$target" "$fuzzer" -runs=20000 -seed=1 -timeout=10 -max_len=4096 \
		-artifact_prefix="$logs/found-$target/" "$logs/found-$target" "tests/fuzz/seeds/$target"
done
for target in check-rules check-layers check-headers check-docs check-format; do
	run_command "$target" $make --no-print-directory BUILD="$BUILD" "$target"
done
for script in tests/checks/*.sh tests/peers/*.sh; do
	[ -e "$script" ] || continue
	name=${script##*/}
	run_lines "${name%.sh}" bash "$script" "$ZONEWARRANT"
done

run_lines differential tests/differential/run.sh
grep '^# ' "$logs/differential.log" | sed 's/^#/       /'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

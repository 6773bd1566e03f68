#!/bin/sh
# run.sh FUZZER CORPUS SECONDS -- fuzzes one target. Inputs that reach new code are kept in
# CORPUS/<target>/; an input that crashes goes to CORPUS/crashes-<target>/, and the status is not 0.
set -eu
fuzzer=$1
target=${fuzzer##*/fuzz_}
corpus=$2/$target
seconds=$3
crashes=$2/crashes-$target
mkdir -p "$corpus" "$crashes"
set -- fixtures
[ ! -d "tests/fuzz/seeds/$target" ] || set -- "$@" "tests/fuzz/seeds/$target"
echo "fuzzing $target for $seconds seconds"
exec "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
	-print_final_stats=1 -artifact_prefix="$crashes/" "$corpus" "$@"

#!/usr/bin/env bash
# round_trips.sh PROGRAM -- `export --to json` keeps to its schema, and what `--to zones` and `--to octodns` write
# is read again as the same model: over the example estates, exports of AWS, and what others published. What
# a format has no form for, and no comment in the files says, stands in tests/differences/round_trips.tsv
# with its reason. Prints ok and not ok lines.
. "$(dirname "$0")/../peers/common.bash"
need $python
$python "$root/tests/checks/round_trips.py" "$program" "$work" || failures=1
[ $failures -eq 0 ]

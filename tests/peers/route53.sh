#!/usr/bin/env bash
# route53.sh -- the emulated Route 53 that bundles are applied to refuses and takes what the real one does.
. "$(dirname "$0")/common.bash"
need /usr/bin/aws $python
$python "$here/route53_cases.py"

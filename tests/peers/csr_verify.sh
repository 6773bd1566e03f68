#!/usr/bin/env bash
# csr_verify.sh PROGRAM -- every certificate request verifies in OpenSSL and in GnuTLS, is of its key, and
# holds the names of the estate: for the example, and for every key algorithm and custody.
. "$(dirname "$0")/common.bash"
need /usr/bin/openssl /usr/bin/certtool $python
$python "$here/csr_verify.py" --self-test || failures=1

make_bundle example fixtures/example
$python "$here/csr_verify.py" "$work/example" "$work/example-keys" fixtures/example || failures=1

mkdir -m 700 "$work/keys"
cp -r "$here/algorithms" "$work/estate"
(umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$work/keys/existing.pem" 2>/dev/null)
make_bundle algorithms "$work/estate"
$python "$here/csr_verify.py" "$work/algorithms" "$work/algorithms-keys" "$work/estate" || failures=1
[ $failures -eq 0 ]

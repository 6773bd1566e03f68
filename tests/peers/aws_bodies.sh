#!/usr/bin/env bash
# aws_bodies.sh PROGRAM -- every request body of a bundle is taken by the AWS CLI's own validator, and by the
# service model: of the example, and of an estate with every call and every type of record; and the test
# catches broken bodies.
. "$(dirname "$0")/common.bash"
need /usr/bin/aws $python
$python "$here/aws_bodies.py" --self-test || failures=1
make_bundle example fixtures/example
$python "$here/aws_bodies.py" "$work/example" || failures=1
cp -r "$here/everything" "$work/estate"
$python "$here/many_records.py" >"$work/estate/many.yaml"
make_bundle everything "$work/estate"
$python "$here/aws_bodies.py" "$work/everything" || failures=1
# Each call that a plan can make was there.
for call in create-hosted-zone associate-vpc authorize-vpc deauthorize-vpc change start-verification \
	create-resolver-rule; do
	[ -n "$(find "$work"/*/steps -name "$call*.json")" ] || not_ok "$call" "no bundle has one"
done
[ $failures -eq 0 ]

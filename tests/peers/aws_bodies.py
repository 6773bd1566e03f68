#!/usr/bin/python3
"""aws_bodies.py BUNDLE -- every request body of a bundle is taken by the AWS CLI.

aws_bodies.py --self-test -- bodies that are broken are caught, sound ones are not.

Each body goes to the AWS CLI, without credentials: with --generate-cli-skeleton output where that works,
which checks the input and sends nothing; and else to a server on loopback that answers an error, so that
a request which arrives there was accepted by the CLI. Each goes through aws_model as well.
"""

import concurrent.futures
import http.server
import json
import os
import pathlib
import re
import shlex
import sys
import tempfile
import threading

import aws_cli
import aws_model

REGION = "us-east-1"

# This CLI checks the skeleton that it makes up itself and refuses it, whatever the input is.
NO_SKELETON = {
    ("acm", "request-certificate"),
    ("route53resolver", "create-resolver-rule"),
    ("route53resolver", "create-resolver-endpoint"),
    ("route53resolver", "delete-resolver-rule"),
}


class Refuse(http.server.BaseHTTPRequestHandler):
    """Answers every request with an error that the CLI prints and does not try again."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = b'{"__type": "RequestArrived", "message": "request arrived"}'
        if self.headers.get("Content-Type", "").find("json") < 0:
            text = (
                b"<ErrorResponse><Error><Type>Sender</Type><Code>RequestArrived</Code>"
                b"<Message>request arrived</Message></Error></ErrorResponse>"
            )
        self.send_response(400)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Checker:
    """The AWS CLI, and a server that refuses what reaches it."""

    def __init__(self):
        self.cli = aws_cli.Cli()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def check(self, words, folder):
        """What the CLI says against a call, made in the folder; empty where it takes it."""
        # A profile states the region where the step cannot.
        environment = {} if "--region" in words else {"AWS_DEFAULT_REGION": REGION}
        if tuple(words[:2]) not in NO_SKELETON:
            status, text = self.cli.run(
                [*words, "--generate-cli-skeleton", "output"], folder, environment
            )
            return "" if status == 0 else text.strip() or f"status {status}"
        port = self.server.server_address[1]
        _, text = self.cli.run(
            [*words, "--endpoint-url", f"http://127.0.0.1:{port}"],
            folder,
            {**environment, "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"},
        )
        return "" if "request arrived" in text else text.strip() or "nothing was sent"

    def close(self):
        self.cli.close()
        self.server.shutdown()


def result(name, complaints):
    text = "; ".join(line.strip() for line in complaints if line.strip())
    print(f"not ok {name}: {text}" if text else f"ok {name}", flush=True)
    return not text


def calls_of(bundle):
    """(path of the body below the bundle, words behind `aws`) of each call and of each inverse."""
    for step_file in sorted(bundle.glob("steps/*/step.json")):
        for call in json.loads(step_file.read_text())["calls"]:
            if call["command"] != shlex.split(call["command_line"]):
                raise ValueError(f"{step_file}: command and command_line differ")
            yield call["input"], call["command"][1:]
            if "rollback" in call:
                yield call["rollback"], shlex.split(call["rollback_command_line"])[1:]


def check_call(cli, bundle, path, words):
    complaints = []
    if words[-2:] != ["--cli-input-json", f"file://{path}"]:
        complaints.append(f"the command does not read {path}: {' '.join(words)}")
    try:
        body = json.loads((bundle / path).read_text())
        complaints += aws_model.check_body(words[0], words[1], body)
    except (OSError, ValueError) as error:
        complaints.append(str(error))
    return [*complaints, cli.check(words, bundle)]


def check_bundle(bundle):
    cli = Checker()
    try:
        calls = list(calls_of(bundle))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda call: check_call(cli, bundle, *call), calls))
    finally:
        cli.close()
    good = result("calls", [] if calls else ["the bundle has none"])
    for (path, words), complaints in zip(calls, found):
        good &= result(f"{path} ({words[0]} {words[1]})", complaints)
    # Nothing that looks like a body lies about without a call that takes it.
    called = {path for path, _ in calls}
    for folder in ("steps", "acm", "acm-pca"):
        for file in sorted(bundle.glob(f"{folder}/**/*.json")):
            path = str(file.relative_to(bundle))
            if file.name == "step.json" or path in called:
                continue
            pending = file.name.startswith("pending-") and "pending" in json.loads(file.read_text())
            good &= result(path, [] if pending else ["no call takes it, and it is not pending"])
    return good


def change(count=1, **replaced):
    record_set = {
        "Name": "a.example.com.",
        "Type": "TXT",
        "TTL": 300,
        "ResourceRecords": [{"Value": f'"{i}"'} for i in range(count)],
        **replaced.pop("record_set", {}),
    }
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record_set, **replaced}]}
    return {"HostedZoneId": "Z0000000000000000001", "ChangeBatch": batch}


ROUTE53 = ("route53", "change-resource-record-sets")
ACM = ("acm", "request-certificate")
RULE = ("route53resolver", "create-resolver-rule")
SOUND_RULE = {"CreatorRequestId": "a", "RuleType": "FORWARD", "DomainName": "a.example", "Name": "a",
              "ResolverEndpointId": "rslvr-out-0123456789abcdef0", "TargetIps": [{"Ip": "10.0.0.1", "Port": 53}]}

# name, call, body, the CLI itself refuses it, the model refuses it
SELF_TESTS = [
    ("sound change", ROUTE53, change(), False, False),
    ("sound HTTPS record", ROUTE53, change(record_set={"Type": "HTTPS"}), False, False),
    ("1000 values", ROUTE53, change(1000), False, False),
    ("1001 values", ROUTE53, change(1001), False, True),
    ("501 values under UPSERT", ROUTE53, change(501, Action="UPSERT"), False, True),
    ("unknown key", ROUTE53, change(Comments="x"), True, True),
    ("missing key", ROUTE53, {"HostedZoneId": "Z1"}, True, True),
    ("TTL as text", ROUTE53, change(record_set={"TTL": "300"}), True, True),
    ("TTL too large", ROUTE53, change(record_set={"TTL": 2**31}), False, True),
    ("no TTL", ROUTE53, change(record_set={"ResourceRecords": [], "TTL": 300}), True, True),
    ("unknown action", ROUTE53, change(Action="REPLACE"), False, True),
    ("unknown type", ROUTE53, change(record_set={"Type": "BOGUS"}), False, True),
    ("TXT without quotes", ROUTE53, change(record_set={"ResourceRecords": [{"Value": "a"}]}), False, True),
    ("zone id too long", ROUTE53, {**change(), "HostedZoneId": "Z" * 33}, False, True),
    ("sound request", ACM, {"DomainName": "a.example.com", "ValidationMethod": "DNS"}, False, False),
    ("request with an unknown key", ACM, {"DomainName": "a.example.com", "Name": "x"}, True, True),
    ("request with an underscore", ACM, {"DomainName": "_a.example.com"}, False, True),
    ("sound rule", RULE, SOUND_RULE, False, False),
    ("rule with an unknown key", RULE, {**SOUND_RULE, "VPCId": "vpc-1"}, True, True),
    ("rule of an unknown type", RULE, {**SOUND_RULE, "RuleType": "PASS"}, False, True),
]


def self_test():
    cli = Checker()
    good = True
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "body.json")
            for name, (service, command), body, by_cli, by_model in SELF_TESTS:
                path.write_text(json.dumps(body))
                said = cli.check([service, command, "--cli-input-json", f"file://{path}"], folder)
                found = aws_model.check_body(service, command, body)
                complaints = []
                if bool(said) != by_cli:
                    complaints.append(f"the CLI {'refuses it: ' + said if said else 'takes it'}")
                if by_cli and said and not re.search("parameter|Parameter|type", said):
                    complaints.append(f"the CLI fails for another reason: {said}")
                if bool(found) != by_model:
                    complaints.append(f"the model {'refuses it: ' + str(found) if found else 'takes it'}")
                good &= result(f"self test: {name}", complaints)
    finally:
        cli.close()
    return good


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--self-test":
        sys.exit(0 if self_test() else 1)
    sys.exit(0 if check_bundle(pathlib.Path(sys.argv[1]).resolve()) else 1)

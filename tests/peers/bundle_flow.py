"""bundle_flow.py -- applies bundles to the emulated AWS by the real AWS CLI, and exports what is there.

A bundle's steps are taken as PLAN.md says: in the order of their numbers, only those that are ready, each
command line as it stands, from inside the bundle's folder, then its `wait`. Nothing of a step is
interpreted here but what a person reads in it.
"""

import concurrent.futures
import json
import os
import pathlib
import shlex

import aws_cli


class Stopped(Exception):
    """A command was refused."""


class Flow:
    def __init__(self, aws):
        self.aws, self.cli = aws, aws_cli.Cli()
        # The waiter of the CLI sleeps half a minute before it asks again.
        aws.route53.pending_answers = 0

    def close(self):
        self.cli.close()

    def call(self, account, words, folder=".", region="us-east-1"):
        environment = {
            "AWS_ACCESS_KEY_ID": f"ACCOUNT{account}",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": region,
        }
        endpoint = ["--endpoint-url", self.aws.url, "--output", "json"]
        return self.cli.run([*words, *endpoint], folder, environment)

    def must(self, account, words, folder=".", region="us-east-1"):
        status, text = self.call(account, words, folder, region)
        if status != 0:
            raise Stopped(f"account {account}: aws {shlex.join(words)}: {text.strip()}")
        return json.loads(text) if text.strip() else {}

    # Applying

    def steps(self, bundle):
        for file in sorted(pathlib.Path(bundle).glob("steps/*/step.json")):
            yield json.loads(file.read_text())

    def run_line(self, bundle, step, line):
        words = shlex.split(line)
        if words[0] != "aws":
            raise Stopped(f"step {step['step']}: not a command of the AWS CLI: {line}")
        return self.must(step["account"]["id"], words[1:], str(bundle), step["region"] or "us-east-1")

    def apply(self, bundle, skip=(), after=lambda step: None):
        """Runs every step that is ready, but those of the certificates in SKIP, and calls AFTER behind
        each call; the calls that were made."""
        done = []
        for step in self.steps(bundle):
            if step["state"] != "ready" or step.get("certificate") in skip:
                continue
            for call in step["calls"]:
                answer = self.run_line(bundle, step, call["command_line"])
                done.append((step, call))
                after(step)
                if "wait" in call:
                    self.wait(bundle, step, call, answer)
        return done

    def wait(self, bundle, step, call, answer):
        """Its command line, with what a person would write for the words in capitals."""
        body = json.loads((pathlib.Path(bundle) / call["input"]).read_text())
        known = {
            "CHANGE_ID": answer.get("ChangeInfo", {}).get("Id", ""),
            "CERTIFICATE_ARN": answer.get("CertificateArn", ""),
            "AUTHORITY_ARN": body.get("CertificateAuthorityArn", ""),
        }
        words = [known.get(word, word) for word in shlex.split(call["wait"])]
        self.run_line(bundle, step, shlex.join(words))

    def roll_back(self, bundle, done):
        for step, call in reversed(done):
            if "rollback_command_line" in call:
                self.run_line(bundle, step, call["rollback_command_line"])

    # Exporting: what docs/snapshot.md lists, account by account

    def export(self, accounts, folder):
        """ACCOUNTS: {number: regions}. Writes the snapshot below FOLDER."""
        folder = pathlib.Path(folder)
        jobs = []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for account, regions in accounts.items():
                jobs.append(pool.submit(self.export_zones, account, folder / account))
                for region in regions:
                    jobs.append(pool.submit(self.export_region, account, region, folder / account / region))
            for job in jobs:
                job.result()

    def save(self, account, words, file, region="us-east-1"):
        answer = self.must(account, words, region=region)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(answer, indent=2))
        return answer

    def export_zones(self, account, folder):
        listing = self.save(account, ["route53", "list-hosted-zones"], folder / "list-hosted-zones.json")
        for zone in listing["HostedZones"]:
            zone_id = zone["Id"].removeprefix("/hostedzone/")
            self.save(account, ["route53", "get-hosted-zone", "--id", zone_id], folder / f"get-hosted-zone-{zone_id}.json")
            words = ["route53", "list-resource-record-sets", "--hosted-zone-id", zone_id]
            self.save(account, words, folder / f"list-resource-record-sets-{zone_id}.json")

    def export_region(self, account, region, folder):
        def save(*words):
            name = "-".join(word.strip("-") for word in words[1:2])
            return self.save(account, list(words), folder / f"{name}.json", region)

        save("elbv2", "describe-load-balancers")
        save("ec2", "describe-vpc-endpoint-service-configurations")
        save("route53resolver", "list-resolver-rules")
        save("route53resolver", "list-resolver-rule-associations")
        save("route53resolver", "list-resolver-endpoints")
        for summary in save("acm", "list-certificates")["CertificateSummaryList"]:
            arn = summary["CertificateArn"]
            file = folder / f"describe-certificate-{arn.rsplit('/', 1)[1]}.json"
            self.save(account, ["acm", "describe-certificate", "--certificate-arn", arn], file, region)

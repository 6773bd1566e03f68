#!/usr/bin/python3
"""apply.py PROGRAM WORK -- bundles do what they say: the example company goes from nothing to applied.

The AWS of world.json is exported, planned against, and changed by the bundle's own command lines, round
after round until a plan has nothing left to do. Then a stack is rebuilt, a record is edited and a
subdomain retired; each change is applied, planned again to nothing, and rolled back to what was there
before. The public zones that stand in the end are written to WORK/public for a real name server.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

from bundle_flow import Flow, Stopped
from route53 import names
from route53.server import Aws

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "fixtures" / "example"
NOW = "2026-11-24"
REGIONS = {
    "111111111111": ["ap-southeast-2"],
    "222222222222": ["ap-southeast-2", "us-east-1"],
    "333333333333": ["ap-southeast-2"],
    "444444444444": ["eu-central-1"],
}
ROUNDS = 6


class Company:
    """The estate, its cloud, and the plans between them."""

    def __init__(self, program, work):
        self.program, self.work = program, pathlib.Path(work)
        self.estate = self.work / "estate"
        shutil.copytree(EXAMPLE, self.estate)
        self.edit("zonewarrant.yaml", "version: 1\n", "version: 1\nsnapshot: snapshot\n")
        self.aws = Aws(json.loads((HERE / "apply" / "world.json").read_text()))
        self.flow = Flow(self.aws)
        self.plans = 0
        self.certificates = set()  # asked of the private authority, of which no export tells

    def close(self):
        self.flow.close()
        self.aws.close()

    def edit(self, file, before, after):
        path = self.estate / file
        text = path.read_text()
        if before not in text:
            raise Stopped(f"{file} has no {before!r}")
        path.write_text(text.replace(before, after))

    def export(self):
        shutil.rmtree(self.estate / "snapshot", ignore_errors=True)
        self.flow.export(REGIONS, self.estate / "snapshot")

    def plan(self, *options):
        self.plans += 1
        bundle = self.work / f"bundle-{self.plans}"
        self.run("plan", "-o", bundle, "--keys", self.work / "keys", *options, ".")
        self.run("verify", bundle, ".")
        return bundle

    def run(self, command, *words):
        done = subprocess.run(
            [self.program, command, "--now", NOW, *words],
            cwd=self.estate,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode != 0:
            raise Stopped(f"{command}: status {done.returncode}: {done.stdout}")

    def todo(self, bundle):
        """Its steps, but for requests that were made already."""
        return [step for step in self.flow.steps(bundle) if step.get("certificate") not in self.certificates]

    def apply(self, bundle):
        done = self.flow.apply(bundle, skip=self.certificates)
        for step, _ in done:
            if step["kind"] == "issue-certificate":
                self.certificates.add(step["certificate"])
        return done

    def changes(self, bundle):
        """(action, name, type) of every change of the bundle's batches."""
        found = []
        for file in sorted(bundle.glob("steps/*/change-*.json")):
            for change in json.loads(file.read_text())["ChangeBatch"]["Changes"]:
                record_set = change["ResourceRecordSet"]
                found.append((change["Action"], record_set["Name"], record_set["Type"]))
        return found


def result(name, complaint=""):
    print(f"not ok {name}: {' '.join(complaint.split())[:600]}" if complaint else f"ok {name}", flush=True)
    return not complaint


def describe(steps):
    return ", ".join(f"{step['step']} {step['kind']} ({step['state']})" for step in steps)


def roll_out(company):
    """From nothing to applied; a line for each round."""
    for number in range(1, ROUNDS + 1):
        company.export()
        bundle = company.plan()
        todo = company.todo(bundle)
        if not todo:
            yield f"round {number}: nothing is left to do", ""
            return
        done = company.apply(bundle)
        if not done:
            yield f"round {number}", f"no step is ready: {describe(todo)}"
            return
        yield f"round {number}: {len(done)} calls", ""
    yield "rounds", f"after {ROUNDS} of them there is more to do: {describe(company.todo(bundle))}"


def settled(company):
    company.export()
    todo = company.todo(company.plan())
    return f"there is more to do: {describe(todo)}" if todo else ""


def edit_and_back(company, name, edit, expected, *options):
    """An edit is planned, applied, planned again to nothing, and rolled back to what was there."""
    before = company.aws.record_sets()
    edit()
    company.export()
    bundle = company.plan(*options)
    changes = company.changes(bundle)
    yield f"{name}: exactly its changes", "" if changes == expected else f"expected {expected}, got {changes}"
    done = company.apply(bundle)
    yield f"{name}: applied, nothing is left to do", settled(company)
    company.flow.roll_back(bundle, done)
    after = company.aws.record_sets()
    yield f"{name}: rolled back to what was there", "" if after == before else difference(before, after)
    company.apply(bundle)


def difference(before, after):
    for zone_id in sorted(set(before) | set(after)):
        for record_set in before.get(zone_id, []):
            if record_set not in after.get(zone_id, []):
                return f"{zone_id} lacks {record_set}"
        for record_set in after.get(zone_id, []):
            if record_set not in before.get(zone_id, []):
                return f"{zone_id} has besides {record_set}"
    return "the zones are in another order"


def rebuild_stack(company):
    """What ECS does to a rebuilt stack: the load balancer has another generated name."""
    for balancer in company.aws.others.load_balancers:
        if balancer["LoadBalancerName"] == "billing-internal":
            balancer["DNSName"] = "internal-billing-internal-999999999.ap-southeast-2.elb.amazonaws.com"


ALLOW = """  protect: ["example.com", "*.example.com"]
  allow:
    - {name: "*.billing.aws.example.com", reason: "the stack of billing was rebuilt"}
    - {name: "example.net", reason: "the web site moves"}
    - {name: "logistics.example.com", reason: "logistics is retired"}
    - {name: "*.logistics.example.com", reason: "logistics is retired"}
    - {name: "logistics.aws.example.com", reason: "logistics is retired"}
    - {name: "*.logistics.aws.example.com", reason: "logistics is retired"}
"""


def edits(company):
    company.edit("zonewarrant.yaml", '  protect: ["example.com", "*.example.com"]\n', ALLOW)
    private = "billing.aws.example.com."
    aliases = [f"payments.{private}", f"refunds.{private}"]
    yield from edit_and_back(
        company,
        "a rebuilt load balancer",
        lambda: rebuild_stack(company),
        [(action, name, "A") for name in aliases for action in ("DELETE", "CREATE")],
    )
    yield from edit_and_back(
        company,
        "an edited record",
        lambda: company.edit("zones/example.net.yaml", "192.0.2.80", "192.0.2.81"),
        [("DELETE", "example.net.", "A"), ("CREATE", "example.net.", "A")],
    )


def dangling(aws):
    """Delegations between zones of ours whose zone is gone, or has other name servers."""
    zones = [zone for zone in aws.route53.zones.values() if not zone.private]
    for zone in zones:
        for record_set in zone.listing():
            owner = names.parse(record_set["Name"])
            if record_set["Type"] != "NS" or owner == zone.name:
                continue
            servers = {server.rstrip(".") for server in record_set["ResourceRecords"]}
            if not any(child.name == owner and servers == set(child.name_servers) for child in zones):
                yield record_set["Name"]


def retire(company):
    """A subdomain goes: its delegation first, its zones when nothing leads to them, nothing dangles."""
    base = company.work / "base"
    shutil.copytree(company.estate, base)
    (company.estate / "estate" / "logistics.yaml").unlink()
    company.edit(
        "estate/central.yaml",
        "  # Logistics run their own resolvers in Frankfurt.\n"
        "  - {domain: logistics.aws.example.com, from: dns-central, through: central-out, "
        "to: [10.40.0.10, 10.40.1.10], vpcs: [vpc-0fedcba9876543210]}\n",
        "",
    )
    company.export()
    bundle = company.plan("--base", base)
    found = []

    def look(step):
        found.extend(f"after step {step['step']}: {name}" for name in dangling(company.aws))

    company.flow.apply(bundle, skip=company.certificates, after=look)
    yield "a retired subdomain: no delegation dangles at any moment", ", ".join(found)
    left = [
        f"{record_set['Name']} {record_set['Type']}"
        for zone in company.aws.route53.zones.values()
        for record_set in zone.listing()
        if ".logistics." in f".{record_set['Name']}" and record_set["Type"] not in ("NS", "SOA")
        or record_set["Name"].startswith("logistics.") and names.parse(record_set["Name"]) != zone.name
    ]
    yield "a retired subdomain: nothing of it is left", ", ".join(left)
    yield "a retired subdomain: nothing is left to do", settled(company)


def write_zones(company):
    """The public zones as files for a name server; what an alias leads to is an address there."""
    folder = company.work / "public"
    folder.mkdir()
    for zone in company.aws.route53.zones.values():
        if zone.private:
            continue
        lines = []
        for record_set in zone.listing():
            ttl, rr_type = record_set.get("TTL", 60), record_set["Type"]
            values = record_set.get("ResourceRecords")
            if values is None:
                values = ["192.0.2.99" if rr_type == "A" else "2001:db8::99"]
            # A zone file writes an octet in decimal.
            owner = re.sub(r"\\([0-7]{3})", lambda m: f"\\{int(m[1], 8):03d}", record_set["Name"])
            for value in values:
                if rr_type in ("CNAME", "NS") and not value.endswith("."):
                    value += "."
                lines.append(f"{owner} {ttl} IN {rr_type} {value}")
        (folder / f"{names.show(zone.name).rstrip('.')}.zone").write_text("\n".join(lines) + "\n")


def main():
    program, work = sys.argv[1:]
    company = Company(program, work)
    good = True
    try:
        for stage in (roll_out, edits, retire):
            for name, complaint in stage(company):
                good &= result(name, complaint)
        write_zones(company)
    except Stopped as stopped:
        good = result("apply", str(stopped))
    finally:
        company.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

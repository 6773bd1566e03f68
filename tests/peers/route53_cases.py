#!/usr/bin/python3
"""route53_cases.py -- the emulated Route 53 of route53/ refuses what the real one refuses, with its words,
takes what it takes, and lists what it holds as the real one does; asked by the real AWS CLI.

Each case begins with a hosted zone of its own that holds what HELD says.
"""

import concurrent.futures
import json
import os
import pathlib
import sys
import tempfile

import aws_cli
from route53.server import Aws

ACCOUNT, OTHER = "111111111111", "222222222222"
VPC = {"VPCRegion": "us-east-1", "VPCId": "vpc-00000000000000001"}
ELB = {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": "a-1.us-east-1.elb.amazonaws.com", "EvaluateTargetHealth": True}
FRONT = {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d1.cloudfront.net", "EvaluateTargetHealth": False}


def records(name, rr_type, *values, ttl=300, **more):
    return {"Name": name, "Type": rr_type, "TTL": ttl, "ResourceRecords": [{"Value": v} for v in values], **more}


def alias(name, rr_type, target, **more):
    return {"Name": name, "Type": rr_type, "AliasTarget": target, **more}


def create(*sets):
    return [{"Action": "CREATE", "ResourceRecordSet": s} for s in sets]


def delete(*sets):
    return [{"Action": "DELETE", "ResourceRecordSet": s} for s in sets]


def upsert(*sets):
    return [{"Action": "UPSERT", "ResourceRecordSet": s} for s in sets]


def weighted(identifier, weight=1, ttl=60, value="192.0.2.1"):
    return records("w.z.example", "A", value, ttl=ttl, SetIdentifier=identifier, Weight=weight)


A, CNAME, TXT = records("a.z.example", "A", "192.0.2.1"), records("c.z.example", "CNAME", "t.example"), records(
    "z.example", "TXT", '"x"'
)
NS = records("z.example", "NS", "ns-1.example.", ttl=172800)
LONG = "a" * 63

# name, what the zone holds, the batch, what the CLI prints (None: the batch is taken)
CHANGES = [
    # Facts §1.3: a batch is one transaction; exact DELETE; CREATE of what exists.
    ("create", [], create(A), None),
    ("create what exists", [A], create(A), r"Tried to create resource record set [name='a.z.example.', type='A'] but it already exists"),
    ("a batch with one bad change changes nothing", [A], create(records("b.z.example", "A", "192.0.2.2"), A), "but it already exists"),
    ("delete", [A], delete(A), None),
    ("delete what is not there", [], delete(A), "Tried to delete resource record set [name='a.z.example.', type='A'] but it was not found"),
    ("delete with another value", [A], delete(records("a.z.example", "A", "192.0.2.9")), "but the values provided do not match the current values"),
    ("delete with another TTL", [A], delete(records("a.z.example", "A", "192.0.2.1", ttl=60)), "but the values provided do not match the current values"),
    ("delete with a value too few", [records("a.z.example", "A", "192.0.2.1", "192.0.2.2")], delete(A), "but the values provided do not match the current values"),
    ("delete with the values in another order", [records("a.z.example", "A", "192.0.2.1", "192.0.2.2")], delete(records("a.z.example", "A", "192.0.2.2", "192.0.2.1")), None),
    ("delete twice", [A], delete(A, A), "InvalidChangeBatch"),
    ("delete and create in one batch", [A], delete(A) + create(records("a.z.example", "A", "192.0.2.2")), None),
    ("upsert what is not there", [], upsert(A), None),
    ("upsert what is there", [A], upsert(records("a.z.example", "A", "192.0.2.2")), None),
    ("a name in other letters is the same name", [A], create(records("A.Z.Example.", "A", "192.0.2.1")), "but it already exists"),
    # CNAME
    ("CNAME beside others", [records("c.z.example", "A", "192.0.2.1")], create(CNAME), "RRSet of type CNAME with DNS name c.z.example. is not permitted as it conflicts with other records with the same DNS name in zone z.example."),
    ("others beside a CNAME", [CNAME], create(records("c.z.example", "A", "192.0.2.1")), "RRSet of type A with DNS name c.z.example. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone z.example."),
    ("CNAME at the apex", [], create(records("z.example", "CNAME", "t.example")), "RRSet of type CNAME with DNS name z.example. is not permitted at apex in zone z.example."),
    ("CNAME to alias in one batch", [CNAME], delete(CNAME) + create(alias("c.z.example", "A", ELB)), None),
    ("CNAME to alias, created before it is deleted", [CNAME], create(alias("c.z.example", "A", ELB)) + delete(CNAME), "is not permitted because a conflicting RRSet"),
    ("name outside the zone", [], create(records("a.example.org", "A", "192.0.2.1")), "RRSet with DNS name a.example.org. is not permitted in zone z.example."),
    # Apex
    ("delete the NS of the apex", [], "apex NS", "A HostedZone must contain at least one NS record for the zone itself."),
    ("delete the SOA", [], "apex SOA", "A HostedZone must contain exactly one SOA record."),
    ("upsert the NS of the apex", [], upsert(NS), None),
    ("create the NS of the apex", [], create(NS), "but it already exists"),
    # Routing policies
    ("weighted", [], create(weighted("blue"), weighted("green")), None),
    ("weighted with two TTLs", [weighted("blue")], create(weighted("green", ttl=300)), "cannot be created as weighted sets must contain the same TTL"),
    ("weighted beside simple", [records("w.z.example", "A", "192.0.2.1", ttl=60)], create(weighted("blue")), "another policy"),
    ("weight out of range", [], create(weighted("blue", 256)), "Weight 256"),
    ("a policy without SetIdentifier", [], create(records("w.z.example", "A", "192.0.2.1", Weight=1)), "go together"),
    ("two policies", [], create(records("w.z.example", "A", "192.0.2.1", SetIdentifier="x", Weight=1, Failover="PRIMARY")), "more than one routing policy"),
    ("weighted with two values", [], create({**weighted("blue"), "ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}]}), "one ResourceRecord"),
    ("multivalue CNAME", [], create({**CNAME, "SetIdentifier": "x", "MultiValueAnswer": True}), "no multivalue routing policy"),
    ("multivalue alias", [], create(alias("m.z.example", "A", ELB, SetIdentifier="x", MultiValueAnswer=True)), "may not be an alias"),
    ("failover alias without health", [], create(alias("f.z.example", "A", {**ELB, "EvaluateTargetHealth": False}, SetIdentifier="x", Failover="PRIMARY")), "needs EvaluateTargetHealth"),
    ("weighted NS", [], create(records("n.z.example", "NS", "ns.example.", SetIdentifier="x", Weight=1)), "has no weighted routing policy"),
    ("101 weighted sets", [], create(*[weighted(str(i)) for i in range(101)]), "over 100"),
    # Limits, facts §1.2
    ("1,000 values", [], create(*[records(f"n{i}.z.example", "TXT", *[f'"{j}"' for j in range(250)]) for i in range(4)]), None),
    ("1,001 values", [], create(*[records(f"n{i}.z.example", "TXT", *[f'"{j}"' for j in range(250)]) for i in range(4)], A), "limit of 1000"),
    ("501 values, upserted", [], upsert(*[records(f"n{i}.z.example", "TXT", *[f'"{j}"' for j in range(167)]) for i in range(3)]), "limit of 1000"),
    ("32,000 characters", [], create(*[records(f"n{i}.z.example", "TXT", '"' + "x" * 198 + '"') for i in range(160)]), None),
    ("32,001 characters", [], create(*[records(f"n{i}.z.example", "TXT", '"' + "x" * 198 + '"') for i in range(160)], records("m.z.example", "TXT", '""')), "character limit"),
    ("401 values in a record set", [], create(records("m.z.example", "TXT", *[f'"{j}"' for j in range(401)])), "Over 400 values"),
    # Values, facts §1.5
    ("TXT without quotes", [], create(records("t.z.example", "TXT", "v=spf1 -all")), "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all'"),
    ("TXT in two strings", [], create(records("t.z.example", "TXT", '"a" "b"')), None),
    ("TXT with a string of 256", [], create(records("t.z.example", "TXT", '"' + "x" * 256 + '"')), "CharacterStringTooLong"),
    ("TXT with escapes", [], create(records("t.z.example", "TXT", '"\\"\\\\\\303\\251"')), None),
    ("TXT over 4,000", [], create(records("t.z.example", "TXT", " ".join(['"' + "x" * 250 + '"'] * 16))), "longer than 4000"),
    ("bad address", [], create(records("a.z.example", "A", "192.0.2.256")), "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.256'"),
    ("bad IPv6 address", [], create(records("a.z.example", "AAAA", "192.0.2.1")), "IPv6"),
    ("CAA without quotes", [], create(records("z.example", "CAA", "0 issue amazon.com")), "CAA"),
    ("CAA", [], create(records("z.example", "CAA", '0 issue "amazon.com"')), None),
    ("MX without preference", [], create(records("z.example", "MX", "mail.example")), "MX"),
    ("CNAME with two values", [], create(records("c.z.example", "CNAME", "a.example", "b.example")), "has one value"),
    ("type that Route 53 lacks", [], create(records("l.z.example", "LOC", "x")), "at 'type' failed to satisfy"),
    ("action that it lacks", [], [{"Action": "REPLACE", "ResourceRecordSet": A}], "at 'action' failed to satisfy"),
    ("neither values nor alias", [], create({"Name": "a.z.example", "Type": "A"}), "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=a.z.example, Type=A, SetIdentifier=null]"),
    ("no TTL", [], create({"Name": "a.z.example", "Type": "A", "ResourceRecords": [{"Value": "192.0.2.1"}]}), "Expected exactly one of"),
    ("TTL out of range", [], create(records("a.z.example", "A", "192.0.2.1", ttl=2**31)), "TTL 2147483648"),
    # Aliases, facts §1.6
    ("alias", [], create(alias("z.example", "A", ELB)), None),
    ("alias with a TTL", [], create(alias("z.example", "A", ELB, TTL=60)), "Expected exactly one of"),
    ("alias of type NS", [], create(alias("n.z.example", "NS", ELB)), "cannot be an alias"),
    ("alias of type TXT", [], create(alias("t.z.example", "TXT", ELB)), "cannot have the type TXT"),
    ("alias to CloudFront", [], create(alias("z.example", "HTTPS", FRONT)), None),
    ("alias to CloudFront with health", [], create(alias("z.example", "A", {**FRONT, "EvaluateTargetHealth": True})), "EvaluateTargetHealth has to be false"),
    ("alias to a record", [A], "alias to a.z.example. A", None),
    ("alias to a record that is not there", [], "alias to a.z.example. A", "Tried to create an alias that targets a.z.example."),
    ("alias to a record of another type", [A], "alias to a.z.example. AAAA", "Tried to create an alias that targets a.z.example."),
    # Names, facts §1.4
    ("wildcard", [], create(records("*.z.example", "A", "192.0.2.1")), None),
    ("wildcard in octal is the same", [records("*.z.example", "A", "192.0.2.1")], create(records("\\052.z.example", "A", "192.0.2.1")), "but it already exists"),
    ("wildcard NS", [], create(records("*.z.example", "NS", "ns.example.")), "a wildcard has no name servers"),
    ("escaped dot in a label", [], create(records("a\\056b.z.example", "A", "192.0.2.1")), None),
    ("label of 64 octets", [], create(records(LONG + "a.z.example", "A", "192.0.2.1")), "over 63 octets"),
    ("name of 256 octets", [], create(records(".".join([LONG] * 4) + ".z.example", "A", "192.0.2.1")), "over 255 octets"),
    ("raw octet over 0176", [], create(records("bücher.z.example", "A", "192.0.2.1")), "has to be written as an escape"),
]


class Client:
    """The AWS CLI at the emulated service."""

    def __init__(self, aws):
        self.aws, self.cli = aws, aws_cli.Cli()
        self.folder = tempfile.TemporaryDirectory()

    def call(self, account, service, command, body=None, *words):
        arguments = [service, command, "--endpoint-url", self.aws.url, "--output", "json", *words]
        if body is not None:
            with tempfile.NamedTemporaryFile("w", dir=self.folder.name, delete=False) as file:
                json.dump(body, file)
            arguments += ["--cli-input-json", f"file://{pathlib.Path(file.name).name}"]
        environment = {
            "AWS_ACCESS_KEY_ID": f"ACCOUNT{account}",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        return self.cli.run(arguments, self.folder.name, environment)

    def route53(self, command, body=None, *words, account=ACCOUNT):
        return self.call(account, "route53", command, body, *words)

    def close(self):
        self.cli.close()
        self.folder.cleanup()


def result(name, complaint):
    print(f"not ok {name}: {complaint}" if complaint else f"ok {name}", flush=True)
    return not complaint


def stored(record_set):
    return {**record_set, "ResourceRecords": [r["Value"] for r in record_set["ResourceRecords"]]}


def batch_of(zone, batch):
    """The batches that need the zone's own values."""
    if not isinstance(batch, str):
        return batch
    if batch.startswith("apex"):
        there = next(s for s in zone.listing() if s["Type"] == batch.split()[1])
        return delete({**there, "ResourceRecords": [{"Value": v} for v in there["ResourceRecords"]]})
    _, _, name, rr_type = batch.split()
    target = {"HostedZoneId": zone.id, "DNSName": name, "EvaluateTargetHealth": False}
    return create(alias("b.z.example", rr_type, target))


def change_case(client, number, case):
    _, held, batch, refusal = case
    service = client.aws.route53
    with client.aws.lock:
        zone, _ = service.create_zone(ACCOUNT, "z.example", f"case-{number}")
        if held:
            changes = [{"Action": "CREATE", "ResourceRecordSet": stored(s)} for s in held]
            service.change(ACCOUNT, zone.id, changes)
    before = json.dumps(zone.listing())
    body = {"HostedZoneId": zone.id, "ChangeBatch": {"Changes": batch_of(zone, batch)}}
    status, text = client.route53("change-resource-record-sets", body)
    if refusal is None:
        return "" if status == 0 and json.dumps(zone.listing()) != before else f"status {status}: {text.strip()}"
    if status == 0:
        return "it was taken"
    if refusal not in text:
        return f"expected {refusal!r}, got: {text.strip()}"
    return "" if json.dumps(zone.listing()) == before else "it was refused, and changed the zone"


def zone_cases(client):
    """Creating, sharing, listing and deleting zones; (name, complaint) for each."""
    def call(command, body=None, *words, account=ACCOUNT):
        return client.route53(command, body, *words, account=account)

    def refused(answer, code):
        status, text = answer
        return "" if status != 0 and code in text else f"expected {code}, got status {status}: {text.strip()}"

    def taken(answer):
        return "" if answer[0] == 0 else answer[1].strip()

    new = {"Name": "new.example", "CallerReference": "one"}
    status, text = call("create-hosted-zone", new)
    made = json.loads(text)
    yield "a public zone has four name servers", "" if len(made["DelegationSet"]["NameServers"]) == 4 else text
    zone_id = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    change = made["ChangeInfo"]["Id"]
    statuses = [json.loads(call("get-change", None, "--id", change)[1])["ChangeInfo"]["Status"] for _ in range(2)]
    yield "a change is pending first", "" if statuses == ["PENDING", "INSYNC"] else str(statuses)
    yield "one caller reference twice", refused(call("create-hosted-zone", new), "HostedZoneAlreadyExists")
    yield "two zones of one name", taken(call("create-hosted-zone", {**new, "CallerReference": "two"}))
    yield "a name that begins with *", refused(call("create-hosted-zone", {"Name": "*.example", "CallerReference": "x"}), "InvalidDomainName")
    yield "a top-level domain", refused(call("create-hosted-zone", {"Name": "example", "CallerReference": "x"}), "InvalidDomainName")
    private = {"Name": "in.example", "CallerReference": "three", "VPC": VPC, "HostedZoneConfig": {"PrivateZone": True}}
    _, text = call("create-hosted-zone", private)
    private_id = json.loads(text)["HostedZone"]["Id"].removeprefix("/hostedzone/")
    yield "a private zone twice on a VPC", refused(call("create-hosted-zone", {**private, "CallerReference": "four"}), "ConflictingDomainExists")
    shared = {"HostedZoneId": private_id, "VPC": {**VPC, "VPCId": "vpc-00000000000000002"}}
    yield "associate without authorization", refused(call("associate-vpc-with-hosted-zone", shared, account=OTHER), "NotAuthorizedException")
    yield "authorize", taken(call("create-vpc-association-authorization", shared))
    yield "associate", taken(call("associate-vpc-with-hosted-zone", shared, account=OTHER))
    yield "take the authorization back", taken(call("delete-vpc-association-authorization", shared))
    yield "take it back twice", refused(call("delete-vpc-association-authorization", shared), "VPCAssociationAuthorizationNotFound")
    _, text = call("get-hosted-zone", None, "--id", private_id)
    yield "the private zone lists both VPCs", "" if len(json.loads(text)["VPCs"]) == 2 else text
    yield "associate with a public zone", refused(call("associate-vpc-with-hosted-zone", {**shared, "HostedZoneId": zone_id}), "PublicZoneVPCAssociation")
    yield "another account's zone", refused(call("get-hosted-zone", None, "--id", zone_id, account=OTHER), "AccessDenied")
    yield "a zone that is not there", refused(call("get-hosted-zone", None, "--id", "Z0"), "NoSuchHostedZone")
    record = {"HostedZoneId": zone_id, "ChangeBatch": {"Changes": create(records("*.new.example", "TXT", '"x"'))}}
    call("change-resource-record-sets", record)
    _, text = call("list-resource-record-sets", None, "--hosted-zone-id", zone_id)
    listed = [s["Name"] for s in json.loads(text)["ResourceRecordSets"]]
    yield "a wildcard is listed in octal, after the apex", "" if listed == ["new.example.", "new.example.", "\\052.new.example."] else str(listed)
    yield "delete a zone that is not empty", refused(call("delete-hosted-zone", None, "--id", zone_id), "HostedZoneNotEmpty")
    many = [records(f"n{i}.new.example", "A", "192.0.2.1") for i in range(250)]
    call("change-resource-record-sets", {"HostedZoneId": zone_id, "ChangeBatch": {"Changes": create(*many)}})
    _, text = call("list-resource-record-sets", None, "--hosted-zone-id", zone_id)
    count = len(json.loads(text)["ResourceRecordSets"])
    yield "a listing of several pages is whole", "" if count == 253 else str(count)
    call("change-resource-record-sets", {"HostedZoneId": zone_id, "ChangeBatch": {"Changes": delete(*many, records("*.new.example", "TXT", '"x"'))}})
    yield "delete an empty zone", taken(call("delete-hosted-zone", None, "--id", zone_id))


def main():
    aws = Aws()
    client = Client(aws)
    good = True
    try:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda item: change_case(client, *item), enumerate(CHANGES))
            for (name, *_), complaint in zip(CHANGES, found):
                good &= result(name, complaint)
        for name, complaint in zone_cases(client):
            good &= result(name, complaint)
    finally:
        client.close()
        aws.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

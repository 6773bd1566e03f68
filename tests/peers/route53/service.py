"""Route 53 in memory, with the semantics that its documentation and its refusals show.

A change batch is taken as a whole or not at all. Its changes are tried one after the other, so what has
to go comes first in a batch; what concerns a set of record sets (one policy, one TTL) is looked at when
all of them are done. Not emulated: throttling, health checks, traffic policies, DNSSEC, the cost of
record sets, and whether an alias target of another service exists.
"""

import copy
import dataclasses
import itertools

from . import names, values

TYPES = set(values.CHECKS)
NO_ROUTING_POLICY = {"NS", "SOA", "DS"}
POLICIES = {
    "Weight": "weighted",
    "Region": "latency",
    "GeoLocation": "geolocation",
    "GeoProximityLocation": "geoproximity",
    "Failover": "failover",
    "MultiValueAnswer": "multivalue",
    "CidrRoutingConfig": "IP-based",
}
CLOUDFRONT = "Z2FDTNDATAQYW2"
# What an alias of that service's zone may be; others are aliases of load balancers and endpoints.
ALIAS_TYPES = {CLOUDFRONT: {"A", "AAAA", "HTTPS"}, "Z2BJ6XQ5FK7U4H": {"A", "AAAA"}}
PRIVATE_SERVERS = ["ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk"]

MAX_ELEMENTS = 1000
MAX_CHARACTERS = 32000
MAX_VALUES = 400
MAX_GROUP = 100


class Refusal(Exception):
    def __init__(self, code, *messages, status=400):
        super().__init__(code, *messages)
        self.code, self.messages, self.status = code, list(messages), status


@dataclasses.dataclass
class Zone:
    id: str
    account: str
    name: tuple
    reference: str
    comment: str
    private: bool
    name_servers: list
    delegation_set: str | None = None
    vpcs: list = dataclasses.field(default_factory=list)  # of {"VPCRegion", "VPCId"}
    authorized: list = dataclasses.field(default_factory=list)
    sets: dict = dataclasses.field(default_factory=dict)  # (name, type, identifier) -> record set

    def listing(self):
        return [self.sets[key] for key in sorted(self.sets, key=lambda k: (names.order(k[0]), k[1], k[2] or ""))]


def policy_of(record_set):
    found = [POLICIES[key] for key in POLICIES if key in record_set]
    return found[0] if found else "simple"


def same_value(rr_type, one, other):
    """Whether two texts are one value. Host names compare as names, all else as it is written."""
    if rr_type in ("CNAME", "NS", "PTR"):
        return names.parse(one) == names.parse(other)
    return one == other


def same_set(one, other):
    """Whether a DELETE names what is there: all values, the TTL, the policy, the alias target."""
    keys = (set(one) | set(other)) - {"Name", "ResourceRecords", "AliasTarget"}
    if any(one.get(key) != other.get(key) for key in keys):
        return False
    alias, stored = one.get("AliasTarget"), other.get("AliasTarget")
    if (alias is None) != (stored is None):
        return False
    if alias is not None:
        return (
            alias["HostedZoneId"] == stored["HostedZoneId"]
            and names.parse(alias["DNSName"]) == names.parse(stored["DNSName"])
            and alias["EvaluateTargetHealth"] == stored["EvaluateTargetHealth"]
        )
    mine, theirs = one.get("ResourceRecords", []), list(other.get("ResourceRecords", []))
    if len(mine) != len(theirs):
        return False
    for value in mine:
        match = next((v for v in theirs if same_value(one["Type"], value, v)), None)
        if match is None:
            return False
        theirs.remove(match)
    return True


class Route53:
    def __init__(self):
        self.zones = {}
        self.changes = {}
        self.delegation_sets = {}
        self.numbers = itertools.count(1)
        self.pending_answers = 1  # how often a change that is asked for is PENDING still

    # Hosted zones

    def zone(self, account, zone_id, foreign=False):
        zone = self.zones.get(zone_id)
        if zone is None:
            raise Refusal("NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}", status=404)
        if zone.account != account and not foreign:
            raise Refusal(
                "AccessDenied",
                f"User: arn:aws:iam::{account}:user/test is not authorized to access this resource",
                status=403,
            )
        return zone

    def create_zone(self, account, name, reference, comment="", private=False, vpc=None, delegation_set=None, zone_id=None):
        try:
            labels = names.parse(name)
        except names.BadName as error:
            raise Refusal("InvalidDomainName", str(error)) from error
        if labels[0] == b"*" or len(labels) < 2:
            raise Refusal("InvalidDomainName", f"{name} is not a valid domain name")
        if not 1 <= len(reference) <= 128:
            raise Refusal("InvalidInput", "CallerReference has to have 1 to 128 characters")
        if any(zone.reference == reference and zone.account == account for zone in self.zones.values()):
            raise Refusal(
                "HostedZoneAlreadyExists",
                f"A hosted zone has already been created with the specified caller reference {reference}.",
                status=409,
            )
        if private != (vpc is not None):
            raise Refusal("InvalidInput", "A private hosted zone is made with a VPC, a public one without.")
        if delegation_set is not None and (private or delegation_set not in self.delegation_sets):
            raise Refusal("NoSuchDelegationSet", f"The specified delegation set does not exist: {delegation_set}")
        number = next(self.numbers)
        zone = Zone(
            id=zone_id or f"Z{number:020d}",
            account=account,
            name=labels,
            reference=reference,
            comment=comment,
            private=private,
            name_servers=PRIVATE_SERVERS if private else self.name_servers(number, delegation_set),
            delegation_set=delegation_set,
        )
        if vpc is not None:
            self.check_overlap(zone, vpc)
            zone.vpcs.append(vpc)
        self.add_apex(zone)
        self.zones[zone.id] = zone
        return zone, self.new_change(account)

    def name_servers(self, number, delegation_set):
        if delegation_set is not None:
            return self.delegation_sets[delegation_set]
        return [
            f"ns-{number}.awsdns-{number % 64:02d}.com",
            f"ns-{512 + number}.awsdns-{number % 64:02d}.net",
            f"ns-{1024 + number}.awsdns-{number % 64:02d}.org",
            f"ns-{1536 + number}.awsdns-{number % 64:02d}.co.uk",
        ]

    @staticmethod
    def add_apex(zone):
        apex = names.show(zone.name)
        servers = [{"Value": f"{server}."} for server in zone.name_servers]
        soa = f"{zone.name_servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
        zone.sets[zone.name, "NS", None] = {
            "Name": apex, "Type": "NS", "TTL": 172800, "ResourceRecords": [r["Value"] for r in servers],
        }
        zone.sets[zone.name, "SOA", None] = {"Name": apex, "Type": "SOA", "TTL": 900, "ResourceRecords": [soa]}

    def delete_zone(self, account, zone_id):
        zone = self.zone(account, zone_id)
        if len(zone.sets) > 2:
            raise Refusal(
                "HostedZoneNotEmpty",
                "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
            )
        del self.zones[zone_id]
        return self.new_change(account)

    def of_account(self, account):
        return [zone for _, zone in sorted(self.zones.items()) if zone.account == account]

    # VPCs of private zones

    def check_overlap(self, zone, vpc):
        for other in self.zones.values():
            if other is not zone and other.name == zone.name and vpc in other.vpcs:
                raise Refusal(
                    "ConflictingDomainExists",
                    f"The VPC {vpc['VPCId']} in region {vpc['VPCRegion']} has already been associated with "
                    f"the hosted zone {other.id} with the same domain name.",
                )

    def private_zone(self, account, zone_id, foreign=False):
        zone = self.zone(account, zone_id, foreign)
        if not zone.private:
            raise Refusal("PublicZoneVPCAssociation", "You can't associate a VPC with a public hosted zone.")
        return zone

    def authorize(self, account, zone_id, vpc):
        zone = self.private_zone(account, zone_id)
        if vpc not in zone.authorized:
            zone.authorized.append(vpc)
        return zone

    def deauthorize(self, account, zone_id, vpc):
        zone = self.private_zone(account, zone_id)
        if vpc not in zone.authorized:
            raise Refusal(
                "VPCAssociationAuthorizationNotFound",
                "The VPC that you specified is not authorized to be associated with the hosted zone.",
                status=404,
            )
        zone.authorized.remove(vpc)

    def associate(self, account, zone_id, vpc):
        zone = self.private_zone(account, zone_id, foreign=True)
        if zone.account != account and vpc not in zone.authorized:
            raise Refusal(
                "NotAuthorizedException",
                "Associating the specified VPC with the specified hosted zone has not been authorized.",
                status=401,
            )
        self.check_overlap(zone, vpc)
        if vpc in zone.vpcs:
            raise Refusal("ConflictingDomainExists", f"The VPC {vpc['VPCId']} is associated with it already.")
        zone.vpcs.append(vpc)
        return self.new_change(account)

    def disassociate(self, account, zone_id, vpc):
        zone = self.private_zone(account, zone_id, foreign=True)
        if vpc not in zone.vpcs:
            raise Refusal("VPCAssociationNotFound", "The VPC is not associated with the hosted zone.", status=404)
        if len(zone.vpcs) == 1:
            raise Refusal("LastVPCAssociation", "The VPC is the last one of the hosted zone.")
        zone.vpcs.remove(vpc)
        return self.new_change(account)

    # Changes

    def new_change(self, account):
        change_id = f"C{next(self.numbers):013d}"
        self.changes[change_id] = [account, self.pending_answers]
        return change_id

    def change_status(self, account, change_id):
        change = self.changes.get(change_id)
        if change is None or change[0] != account:
            raise Refusal("NoSuchChange", f"A change with the ID {change_id} does not exist.", status=404)
        change[1] -= 1
        return "PENDING" if change[1] >= 0 else "INSYNC"

    def change(self, account, zone_id, changes):
        zone = self.zone(account, zone_id)
        self.check_limits(changes)
        for change in changes:
            self.check_form(zone, change)
        after = copy.deepcopy(zone.sets)
        complaints, touched, deleted = [], set(), set()
        for change in changes:
            complaint = self.apply(zone, after, change, deleted)
            if complaint:
                complaints.append(complaint)
            record_set = change["ResourceRecordSet"]
            touched.add((names.parse(record_set["Name"]), record_set["Type"]))
        if not complaints:
            complaints = [c for c in self.check_groups(zone, after, touched) if c]
        if complaints:
            raise Refusal("InvalidChangeBatch", *complaints)
        zone.sets = after
        return self.new_change(account)

    @staticmethod
    def check_limits(changes):
        if not changes:
            raise Refusal("InvalidChangeBatch", "The batch has no change.")
        elements = characters = 0
        for change in changes:
            factor = 2 if change["Action"] == "UPSERT" else 1
            records = change["ResourceRecordSet"].get("ResourceRecords", [])
            elements += factor * len(records)
            characters += factor * sum(len(value) for value in records)
        if elements > MAX_ELEMENTS:
            raise Refusal("InvalidChangeBatch", f"Number of records limit of {MAX_ELEMENTS} exceeded.")
        if characters > MAX_CHARACTERS:
            raise Refusal("InvalidChangeBatch", f"RDATA character limit exceeded: {characters} of {MAX_CHARACTERS}.")

    def check_form(self, zone, change):
        """What is refused before anything is compared with the zone."""
        record_set, action = change["ResourceRecordSet"], change["Action"]
        name, rr_type = record_set.get("Name", ""), record_set.get("Type", "")
        identifier = record_set.get("SetIdentifier")
        if action not in ("CREATE", "DELETE", "UPSERT"):
            raise Refusal("InvalidInput", f"Value '{action}' at 'action' failed to satisfy an enum constraint")
        if rr_type not in TYPES:
            raise Refusal("InvalidInput", f"Value '{rr_type}' at 'type' failed to satisfy an enum constraint")
        try:
            names.parse(name)
        except names.BadName as error:
            raise Refusal("InvalidChangeBatch", f"FATAL problem: {error}") from error
        has_records, has_ttl = bool(record_set.get("ResourceRecords")), "TTL" in record_set
        has_alias = "AliasTarget" in record_set
        if has_alias == (has_records or has_ttl) or (not has_alias and has_records != has_ttl):
            found = "more than one" if has_alias else "none"
            raise Refusal(
                "InvalidInput",
                "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
                f"TrafficPolicyInstanceId], but found {found} in Change with [Action={action}, Name={name}, "
                f"Type={rr_type}, SetIdentifier={identifier or 'null'}]",
            )
        if has_ttl and not 0 <= record_set["TTL"] <= 2**31 - 1:
            raise Refusal("InvalidInput", f"TTL {record_set['TTL']} is out of range")
        self.check_policy(record_set)
        if has_alias:
            self.check_alias(zone, record_set)
            return
        if len(record_set["ResourceRecords"]) > MAX_VALUES:
            raise Refusal("InvalidInput", f"Over {MAX_VALUES} values in the record set {name} {rr_type}")
        if rr_type in ("CNAME", "SOA") and len(record_set["ResourceRecords"]) > 1:
            raise Refusal("InvalidChangeBatch", f"The RRSet of type {rr_type} with DNS name {name} has one value")
        for value in record_set["ResourceRecords"]:
            complaint = values.complaint(rr_type, value)
            if complaint:
                raise Refusal("InvalidChangeBatch", complaint)

    @staticmethod
    def check_policy(record_set):
        name, rr_type = record_set["Name"], record_set["Type"]
        identifier = record_set.get("SetIdentifier")
        found = [POLICIES[key] for key in POLICIES if key in record_set]
        if len(found) > 1:
            raise Refusal("InvalidInput", f"{name} {rr_type} has more than one routing policy: {', '.join(found)}")
        if bool(found) != (identifier is not None):
            raise Refusal("InvalidInput", f"{name} {rr_type}: a routing policy and a SetIdentifier go together")
        if not found:
            return
        if not 1 <= len(identifier) <= 128:
            raise Refusal("InvalidInput", f"The SetIdentifier of {name} {rr_type} has to have 1 to 128 characters")
        if rr_type in NO_ROUTING_POLICY or (found == ["multivalue"] and rr_type == "CNAME"):
            raise Refusal("InvalidInput", f"A record set of type {rr_type} has no {found[0]} routing policy")
        if found == ["weighted"] and not 0 <= record_set["Weight"] <= 255:
            raise Refusal("InvalidInput", f"Weight {record_set['Weight']} is not from 0 to 255")
        if found[0] in ("weighted", "latency") and len(record_set.get("ResourceRecords", [1])) > 1:
            raise Refusal("InvalidInput", f"A {found[0]} record set has one ResourceRecord")
        if found == ["multivalue"] and "AliasTarget" in record_set:
            raise Refusal("InvalidInput", "A multivalue answer record set may not be an alias")
        if found == ["failover"] and "AliasTarget" in record_set:
            if not record_set["AliasTarget"]["EvaluateTargetHealth"]:
                raise Refusal("InvalidInput", "A failover alias record set needs EvaluateTargetHealth")

    @staticmethod
    def check_alias(zone, record_set):
        target, rr_type = record_set["AliasTarget"], record_set["Type"]
        if rr_type in ("NS", "SOA"):
            raise Refusal("InvalidInput", f"A record set of type {rr_type} cannot be an alias")
        try:
            names.parse(target["DNSName"])
        except names.BadName as error:
            raise Refusal("InvalidChangeBatch", f"FATAL problem: {error}") from error
        if target["HostedZoneId"] == zone.id:
            return
        if target["HostedZoneId"] == CLOUDFRONT:
            if target["EvaluateTargetHealth"]:
                raise Refusal("InvalidInput", "EvaluateTargetHealth has to be false for CloudFront")
            if zone.private:
                raise Refusal("InvalidInput", "An alias in a private hosted zone cannot lead to CloudFront")
        if rr_type not in ALIAS_TYPES.get(target["HostedZoneId"], {"A", "AAAA"}):
            raise Refusal("InvalidChangeBatch", f"An alias to that service cannot have the type {rr_type}")

    def apply(self, zone, sets, change, deleted):
        """Makes one change; what Route 53 says against it, or None."""
        record_set, action = change["ResourceRecordSet"], change["Action"]
        name, rr_type = names.parse(record_set["Name"]), record_set["Type"]
        key = (name, rr_type, record_set.get("SetIdentifier"))
        text, apex = names.show(name), names.show(zone.name)
        label = f"resource record set [name='{text}', type='{rr_type}'"
        label += f", set-identifier='{key[2]}']" if key[2] else "]"
        if not names.is_below(name, zone.name):
            return f"RRSet with DNS name {text} is not permitted in zone {apex}"
        if action == "DELETE":
            if key in deleted:
                return f"Tried to delete {label} twice"
            if key not in sets:
                return f"Tried to delete {label} but it was not found"
            if not same_set(record_set, sets[key]):
                return f"Tried to delete {label} but the values provided do not match the current values"
            deleted.add(key)
            del sets[key]
            return None
        if action == "CREATE" and key in sets:
            return f"Tried to create {label} but it already exists"
        complaint = self.exclusive(sets, name, rr_type, text, apex, zone)
        if complaint:
            return complaint
        if rr_type == "NS" and name[0] == b"*":
            return f"RRSet of type NS with DNS name {text} is not permitted: a wildcard has no name servers"
        sets[key] = {**copy.deepcopy(record_set), "Name": text}
        return None

    @staticmethod
    def exclusive(sets, name, rr_type, text, apex, zone):
        if rr_type == "CNAME" and name == zone.name:
            return f"RRSet of type CNAME with DNS name {text} is not permitted at apex in zone {apex}"
        if rr_type == "SOA" and name != zone.name:
            return f"RRSet of type SOA with DNS name {text} is not permitted below the apex in zone {apex}"
        there = {other_type for other, other_type, _ in sets if other == name}
        if rr_type == "CNAME" and there - {"CNAME"}:
            return (
                f"RRSet of type CNAME with DNS name {text} is not permitted as it conflicts with other records "
                f"with the same DNS name in zone {apex}"
            )
        if rr_type != "CNAME" and "CNAME" in there:
            return (
                f"RRSet of type {rr_type} with DNS name {text} is not permitted because a conflicting RRSet of "
                f"type CNAME with the same DNS name already exists in zone {apex}"
            )
        return None

    def check_groups(self, zone, sets, touched):
        apex = names.show(zone.name)
        if (zone.name, "SOA", None) not in sets:
            yield "A HostedZone must contain exactly one SOA record."
        if (zone.name, "NS", None) not in sets:
            yield "A HostedZone must contain at least one NS record for the zone itself."
        groups = {}
        for (name, rr_type, _), record_set in sets.items():
            groups.setdefault((name, rr_type), []).append(record_set)
        for name, rr_type in sorted(touched):
            members = groups.get((name, rr_type), [])
            what = f"RRSet with DNS name {names.show(name)}, type {rr_type}"
            if len({policy_of(member) for member in members}) > 1:
                yield f"{what} cannot be created as other RRSets exist with the same name and type but another policy"
            elif len(members) > MAX_GROUP:
                yield f"{what} cannot be created: over {MAX_GROUP} with the same name and type"
            elif members and policy_of(members[0]) == "weighted" and len({m.get("TTL") for m in members}) > 1:
                yield f"{what} cannot be created as weighted sets must contain the same TTL."
            for member in members:
                yield self.check_alias_target(zone, groups, member, apex)

    @staticmethod
    def check_alias_target(zone, groups, member, apex):
        target = member.get("AliasTarget")
        if target is None or target["HostedZoneId"] != zone.id:
            return None
        name = names.parse(target["DNSName"])
        if not names.is_below(name, zone.name):
            return f"Tried to create an alias that targets {names.show(name)}, which is not in zone {apex}"
        if (name, member["Type"]) in groups:
            return None
        kind = f"{names.show(name)}, type {member['Type']} in zone {zone.id}"
        return f"Tried to create an alias that targets {kind}, but that target was not found"

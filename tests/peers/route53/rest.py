"""The REST-XML calls of Route 53, API version 2013-04-01, as the AWS CLI makes them."""

import re
import urllib.parse
import xml.etree.ElementTree as ET

from . import names
from .service import Refusal

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
PAGE = 100
BODY_LIMIT = 4 << 20
WHOLE = ("TTL", "Weight")
TRUTH = ("EvaluateTargetHealth", "MultiValueAnswer", "PrivateZone")


def tag(element):
    return element.tag.rsplit("}", 1)[-1]


def structure(element):
    """A body's element as a dict of its children, texts at the leaves."""
    if len(element) == 0:
        text = element.text or ""
        if tag(element) in WHOLE:
            return int(text)
        return text == "true" if tag(element) in TRUTH else text
    return {tag(child): structure(child) for child in element}


def change_of(element):
    change = {"Action": "", "ResourceRecordSet": {}}
    for child in element:
        if tag(child) == "Action":
            change["Action"] = child.text
            continue
        for part in child:
            if tag(part) == "ResourceRecords":
                change["ResourceRecordSet"]["ResourceRecords"] = [record[0].text or "" for record in part]
            else:
                change["ResourceRecordSet"][tag(part)] = structure(part)
    return change


def add(parent, name, content):
    """Appends CONTENT below PARENT: a text, a dict, or a list of pairs for repeated elements."""
    element = ET.SubElement(parent, name)
    if isinstance(content, dict):
        for key, value in content.items():
            add(element, key, value)
    elif isinstance(content, list):
        for key, value in content:
            add(element, key, value)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    else:
        element.text = str(content)
    return element


def answer(name, content):
    root = ET.Element(name, xmlns=NAMESPACE)
    for key, value in content.items():
        add(root, key, value)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root)


def refusal(error):
    text = " ".join(error.messages)
    if error.code == "InvalidChangeBatch":
        text = f"[{', '.join(error.messages)}]"
    content = {"Type": "Sender", "Code": error.code, "Message": text}
    return answer("ErrorResponse", {"Error": content, "RequestId": "0"})


def zone_xml(zone):
    return {
        "Id": f"/hostedzone/{zone.id}",
        "Name": names.show(zone.name),
        "CallerReference": zone.reference,
        "Config": {"Comment": zone.comment, "PrivateZone": zone.private},
        "ResourceRecordSetCount": len(zone.sets),
    }


def change_xml(change_id, status="PENDING"):
    return {"Id": f"/change/{change_id}", "Status": status, "SubmittedAt": "2026-11-24T00:00:00Z"}


def vpc_list(vpcs):
    return [("VPC", vpc) for vpc in vpcs]


def set_xml(record_set):
    content = []
    for key, value in record_set.items():
        if key == "ResourceRecords":
            value = [("ResourceRecord", {"Value": text}) for text in value]
        elif key == "AliasTarget":
            value = {**value, "DNSName": names.show(names.parse(value["DNSName"]))}
        content.append((key, value))
    return content


class Rest:
    """Takes one request; gives status and body."""

    def __init__(self, service):
        self.service = service
        self.routes = [
            ("POST", r"/hostedzone", self.create_hosted_zone),
            ("GET", r"/hostedzone", self.list_hosted_zones),
            ("GET", r"/hostedzonesbyname", self.list_hosted_zones_by_name),
            ("GET", r"/hostedzonecount", self.count),
            ("GET", r"/hostedzone/([^/]+)", self.get_hosted_zone),
            ("DELETE", r"/hostedzone/([^/]+)", self.delete_hosted_zone),
            ("POST", r"/hostedzone/([^/]+)/rrset/?", self.change),
            ("GET", r"/hostedzone/([^/]+)/rrset", self.list_sets),
            ("POST", r"/hostedzone/([^/]+)/associatevpc", self.associate),
            ("POST", r"/hostedzone/([^/]+)/disassociatevpc", self.disassociate),
            ("POST", r"/hostedzone/([^/]+)/authorizevpcassociation", self.authorize),
            ("POST", r"/hostedzone/([^/]+)/deauthorizevpcassociation", self.deauthorize),
            ("GET", r"/hostedzone/([^/]+)/authorizevpcassociation", self.authorized),
            ("GET", r"/change/([^/]+)", self.get_change),
        ]

    def handle(self, account, method, target, body):
        url = urllib.parse.urlsplit(target)
        path = url.path.removeprefix("/2013-04-01")
        query = dict(urllib.parse.parse_qsl(url.query))
        try:
            if len(body) > BODY_LIMIT:
                raise Refusal("InvalidInput", "The body is too large")
            for verb, pattern, call in self.routes:
                match = re.fullmatch(pattern, path)
                if verb == method and match:
                    parts = [urllib.parse.unquote(part) for part in match.groups()]
                    root = ET.fromstring(body) if body else None
                    return call(account, query, root, *parts)
            raise Refusal("InvalidAction", f"{method} {path} is not emulated", status=404)
        except Refusal as error:
            return error.status, refusal(error)

    # Hosted zones

    def create_hosted_zone(self, account, _, root):
        request = structure(root)
        zone, change_id = self.service.create_zone(
            account,
            request["Name"],
            request["CallerReference"],
            request.get("HostedZoneConfig", {}).get("Comment", ""),
            request.get("HostedZoneConfig", {}).get("PrivateZone", False),
            request.get("VPC"),
            request.get("DelegationSetId"),
        )
        content = {"HostedZone": zone_xml(zone), "ChangeInfo": change_xml(change_id)}
        if zone.private:
            content["VPC"] = zone.vpcs[0]
        else:
            content["DelegationSet"] = self.delegation_set(zone)
        return 201, answer("CreateHostedZoneResponse", content)

    @staticmethod
    def delegation_set(zone):
        servers = [("NameServer", server) for server in zone.name_servers]
        named = {"Id": f"/delegationset/{zone.delegation_set}"} if zone.delegation_set else {}
        return {**named, "NameServers": servers}

    def list_hosted_zones(self, account, query, _):
        zones = [zone for zone in self.service.of_account(account) if zone.id >= query.get("marker", "")]
        page, rest = zones[:PAGE], zones[PAGE:]
        content = {
            "HostedZones": [("HostedZone", zone_xml(zone)) for zone in page],
            "Marker": query.get("marker", ""),
            "IsTruncated": bool(rest),
        }
        if rest:
            content["NextMarker"] = rest[0].id
        content["MaxItems"] = PAGE
        return 200, answer("ListHostedZonesResponse", content)

    def list_hosted_zones_by_name(self, account, query, _):
        zones = sorted(self.service.of_account(account), key=lambda zone: (names.order(zone.name), zone.id))
        if "dnsname" in query:
            first = names.order(names.parse(query["dnsname"]))
            zones = [zone for zone in zones if names.order(zone.name) >= first]
        content = {
            "HostedZones": [("HostedZone", zone_xml(zone)) for zone in zones[:PAGE]],
            "IsTruncated": len(zones) > PAGE,
            "MaxItems": PAGE,
        }
        return 200, answer("ListHostedZonesByNameResponse", content)

    def count(self, account, *_):
        return 200, answer("GetHostedZoneCountResponse", {"HostedZoneCount": len(self.service.of_account(account))})

    def get_hosted_zone(self, account, _, __, zone_id):
        zone = self.service.zone(account, zone_id)
        content = {"HostedZone": zone_xml(zone)}
        if zone.private:
            content["VPCs"] = vpc_list(zone.vpcs)
        else:
            content["DelegationSet"] = self.delegation_set(zone)
        return 200, answer("GetHostedZoneResponse", content)

    def delete_hosted_zone(self, account, _, __, zone_id):
        change_id = self.service.delete_zone(account, zone_id)
        return 200, answer("DeleteHostedZoneResponse", {"ChangeInfo": change_xml(change_id)})

    # VPCs

    def associate(self, account, _, root, zone_id):
        change_id = self.service.associate(account, zone_id, structure(root)["VPC"])
        return 200, answer("AssociateVPCWithHostedZoneResponse", {"ChangeInfo": change_xml(change_id)})

    def disassociate(self, account, _, root, zone_id):
        change_id = self.service.disassociate(account, zone_id, structure(root)["VPC"])
        return 200, answer("DisassociateVPCFromHostedZoneResponse", {"ChangeInfo": change_xml(change_id)})

    def authorize(self, account, _, root, zone_id):
        vpc = structure(root)["VPC"]
        self.service.authorize(account, zone_id, vpc)
        return 200, answer("CreateVPCAssociationAuthorizationResponse", {"HostedZoneId": zone_id, "VPC": vpc})

    def deauthorize(self, account, _, root, zone_id):
        self.service.deauthorize(account, zone_id, structure(root)["VPC"])
        return 200, answer("DeleteVPCAssociationAuthorizationResponse", {})

    def authorized(self, account, _, __, zone_id):
        zone = self.service.private_zone(account, zone_id)
        content = {"HostedZoneId": zone_id, "VPCs": vpc_list(zone.authorized)}
        return 200, answer("ListVPCAssociationAuthorizationsResponse", content)

    # Record sets

    def change(self, account, _, root, zone_id):
        changes = []
        for batch in root:
            for part in batch:
                if tag(part) == "Changes":
                    changes = [change_of(element) for element in part]
        change_id = self.service.change(account, zone_id, changes)
        return 200, answer("ChangeResourceRecordSetsResponse", {"ChangeInfo": change_xml(change_id)})

    def list_sets(self, account, query, _, zone_id):
        zone = self.service.zone(account, zone_id)
        listing = zone.listing()
        if "name" in query:
            first = (names.order(names.parse(query["name"])), query.get("type", ""), query.get("identifier", ""))
            listing = [s for s in listing if self.position(s) >= first]
        page, rest = listing[:PAGE], listing[PAGE:]
        content = {
            "ResourceRecordSets": [("ResourceRecordSet", set_xml(s)) for s in page],
            "IsTruncated": bool(rest),
        }
        if rest:
            content["NextRecordName"], content["NextRecordType"] = rest[0]["Name"], rest[0]["Type"]
            if "SetIdentifier" in rest[0]:
                content["NextRecordIdentifier"] = rest[0]["SetIdentifier"]
        content["MaxItems"] = PAGE
        return 200, answer("ListResourceRecordSetsResponse", content)

    @staticmethod
    def position(record_set):
        return names.order(names.parse(record_set["Name"])), record_set["Type"], record_set.get("SetIdentifier", "")

    def get_change(self, account, _, __, change_id):
        status = self.service.change_status(account, change_id)
        return 200, answer("GetChangeResponse", {"ChangeInfo": change_xml(change_id, status)})

"""The calls of other services that a bundle makes or whose exports it asks for: ACM, AWS Private CA,
Elastic Load Balancing, PrivateLink, the Resolver. What they answer is plausible and complete for those
calls; of their semantics only those are here on which a plan depends."""

import base64
import datetime
import hashlib
import json
import urllib.parse
import xml.etree.ElementTree as ET

from . import names
from .service import Refusal

JSON_KIND = "application/x-amz-json-1.1"


def token(length, *parts):
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:length]


class Services:
    def __init__(self, route53):
        self.route53 = route53
        self.certificates = []  # of account, region: what describe-certificate answers
        self.issued = []  # of the private authority
        self.load_balancers = []
        self.endpoint_services = []
        self.resolver_rules = []
        self.rule_associations = []
        self.resolver_endpoints = []

    def load(self, world):
        """What exists before anything is applied: see world.json beside the estates of the tests."""
        for zone in world.get("zones", []):
            made, _ = self.route53.create_zone(
                zone["account"],
                zone["name"],
                f"world-{zone['id']}",
                private=zone.get("private", False),
                vpc=zone.get("vpcs", [None])[0],
                zone_id=zone["id"],
            )
            made.vpcs = zone.get("vpcs", [])
            if "name_servers" in zone:
                made.name_servers = zone["name_servers"]
                made.sets.clear()
                self.route53.add_apex(made)
        self.load_balancers = world.get("load_balancers", [])
        self.endpoint_services = world.get("endpoint_services", [])
        self.resolver_endpoints = world.get("resolver_endpoints", [])

    def handle(self, account, region, service, headers, body):
        target = headers.get("X-Amz-Target")
        try:
            if target is not None:
                call = getattr(self, "json_" + target.rsplit(".", 1)[1], None)
                if call is None:
                    raise Refusal("UnknownOperationException", f"{target} is not emulated")
                text = json.dumps(call(account, region, json.loads(body or b"{}"))).encode()
                return 200, JSON_KIND, text
            query = dict(urllib.parse.parse_qsl(body.decode()))
            call = getattr(self, f"query_{service}_{query['Action']}", None)
            if call is None:
                raise Refusal("InvalidAction", f"{service} {query['Action']} is not emulated")
            return 200, "text/xml", call(account, region, query)
        except Refusal as error:
            if target is not None:
                text = json.dumps({"__type": error.code, "message": " ".join(error.messages)}).encode()
                return error.status, JSON_KIND, text
            root = ET.Element("ErrorResponse")
            inner = ET.SubElement(root, "Error")
            ET.SubElement(inner, "Code").text = error.code
            ET.SubElement(inner, "Message").text = " ".join(error.messages)
            return error.status, "text/xml", ET.tostring(root)

    # AWS Certificate Manager

    def json_RequestCertificate(self, account, region, body):
        domains = [body["DomainName"], *body.get("SubjectAlternativeNames", [])]
        domains = list(dict.fromkeys(domains))
        number = len(self.certificates) + 1
        arn = f"arn:aws:acm:{region}:{account}:certificate/00000000-0000-4000-8000-{number:012d}"
        options = []
        for domain in domains:
            base = domain.removeprefix("*.")
            options.append(
                {
                    "DomainName": domain,
                    "ValidationDomain": base,
                    "ValidationMethod": "DNS",
                    "ValidationStatus": "PENDING_VALIDATION",
                    # One account's record for a domain is the same in all its certificates.
                    "ResourceRecord": {
                        "Name": f"_{token(32, account, base)}.{base}.",
                        "Type": "CNAME",
                        "Value": f"_{token(32, account, base, 'value')}.abcdefghij.acm-validations.aws.",
                    },
                }
            )
        self.certificates.append(
            {
                "account": account,
                "region": region,
                "CertificateArn": arn,
                "DomainName": body["DomainName"],
                "SubjectAlternativeNames": domains,
                "DomainValidationOptions": options,
                "Status": "PENDING_VALIDATION",
                "Type": "AMAZON_ISSUED",
                "KeyAlgorithm": body.get("KeyAlgorithm", "RSA_2048").replace("_", "-", 1),
                "InUseBy": [],
            }
        )
        return {"CertificateArn": arn}

    def of(self, things, account, region):
        return [thing for thing in things if (thing["account"], thing["region"]) == (account, region)]

    def validate(self, certificate):
        """ACM issues when every validation record is in a public zone."""
        for option in certificate["DomainValidationOptions"]:
            record = option["ResourceRecord"]
            if not self.public_value(record["Name"], "CNAME", record["Value"]):
                return
            option["ValidationStatus"] = "SUCCESS"
        certificate["Status"] = "ISSUED"
        issued = datetime.date(2026, 11, 24)
        certificate["NotBefore"] = issued.isoformat() + "T00:00:00+00:00"
        certificate["NotAfter"] = (issued + datetime.timedelta(198)).isoformat() + "T00:00:00+00:00"

    def public_value(self, name, rr_type, value):
        """Whether the longest public zone of the name holds the value."""
        labels = names.parse(name)
        zones = [z for z in self.route53.zones.values() if not z.private and names.is_below(labels, z.name)]
        if not zones:
            return False
        zone = max(zones, key=lambda z: len(z.name))
        record_set = zone.sets.get((labels, rr_type, None), {})
        return value.rstrip(".") in [v.rstrip(".") for v in record_set.get("ResourceRecords", [])]

    @staticmethod
    def shown(thing):
        shown = {key: value for key, value in thing.items() if key not in ("account", "region")}
        for key in ("NotBefore", "NotAfter"):
            if key in shown:
                shown[key] = datetime.datetime.fromisoformat(shown[key]).timestamp()
        return shown

    def json_ListCertificates(self, account, region, _):
        found = self.of(self.certificates, account, region)
        keys = ("CertificateArn", "DomainName", "Status", "Type")
        return {"CertificateSummaryList": [{key: c[key] for key in keys} for c in found]}

    def json_DescribeCertificate(self, account, region, body):
        for certificate in self.of(self.certificates, account, region):
            if certificate["CertificateArn"] == body["CertificateArn"]:
                self.validate(certificate)
                return {"Certificate": self.shown(certificate)}
        raise Refusal("ResourceNotFoundException", f"Could not find certificate {body['CertificateArn']}.")

    # AWS Private CA: takes the request, signs nothing.

    def json_IssueCertificate(self, account, region, body):
        request = base64.b64decode(body["Csr"], validate=True)
        if b"BEGIN CERTIFICATE REQUEST" not in request:
            raise Refusal("MalformedCSRException", "The certificate signing request is malformed.")
        arn = f"{body['CertificateAuthorityArn']}/certificate/{token(32, str(len(self.issued)))}"
        self.issued.append({"account": account, "region": region, "arn": arn, **body})
        return {"CertificateArn": arn}

    def json_GetCertificate(self, _, __, body):
        if not any(issued["arn"] == body["CertificateArn"] for issued in self.issued):
            raise Refusal("ResourceNotFoundException", f"{body['CertificateArn']} does not exist")
        return {"Certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"}

    # Elastic Load Balancing

    def query_elasticloadbalancing_DescribeLoadBalancers(self, account, region, _):
        root = ET.Element("DescribeLoadBalancersResponse", xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/")
        members = ET.SubElement(ET.SubElement(root, "DescribeLoadBalancersResult"), "LoadBalancers")
        for balancer in self.of(self.load_balancers, account, region):
            member = ET.SubElement(members, "member")
            for key in ("LoadBalancerArn", "DNSName", "CanonicalHostedZoneId", "LoadBalancerName", "Scheme", "VpcId", "Type"):
                if key in balancer:
                    ET.SubElement(member, key).text = balancer[key]
            ET.SubElement(ET.SubElement(member, "State"), "Code").text = "active"
        return ET.tostring(root)

    # PrivateLink

    def query_ec2_DescribeVpcEndpointServiceConfigurations(self, account, region, query):
        root = ET.Element(
            "DescribeVpcEndpointServiceConfigurationsResponse", xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"
        )
        items = ET.SubElement(root, "serviceConfigurationSet")
        for service in self.of(self.endpoint_services, account, region):
            if query.get("ServiceId.1", service["ServiceId"]) != service["ServiceId"]:
                continue
            item = ET.SubElement(items, "item")
            ET.SubElement(item, "serviceId").text = service["ServiceId"]
            ET.SubElement(item, "serviceName").text = f"com.amazonaws.vpce.{region}.{service['ServiceId']}"
            ET.SubElement(item, "serviceState").text = "Available"
            ET.SubElement(item, "privateDnsName").text = service["PrivateDnsName"]
            kinds = ET.SubElement(item, "serviceType")
            ET.SubElement(ET.SubElement(kinds, "item"), "serviceType").text = "Interface"
            arns = ET.SubElement(item, "networkLoadBalancerArnSet")
            for arn in service.get("NetworkLoadBalancerArns", []):
                ET.SubElement(arns, "item").text = arn
            state = ET.SubElement(item, "privateDnsNameConfiguration")
            for key, value in (
                ("state", service.get("State", "pendingVerification")),
                ("type", "TXT"),
                ("value", service["Value"]),
                ("name", service["Name"]),
            ):
                ET.SubElement(state, key).text = value
        return ET.tostring(root)

    def query_ec2_StartVpcEndpointServicePrivateDnsVerification(self, account, region, query):
        for service in self.of(self.endpoint_services, account, region):
            if service["ServiceId"] != query["ServiceId"]:
                continue
            name = f"{service['Name']}.{service['PrivateDnsName']}"
            found = self.public_value(name, "TXT", f'"{service["Value"]}"')
            service["State"] = "verified" if found else "failed"
            root = ET.Element(
                "StartVpcEndpointServicePrivateDnsVerificationResponse", xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"
            )
            ET.SubElement(root, "return").text = "true"
            return ET.tostring(root)
        raise Refusal("InvalidVpcEndpointServiceId.NotFound", f"{query['ServiceId']} does not exist")

    # Route 53 Resolver

    def json_CreateResolverRule(self, account, region, body):
        if any(
            rule["CreatorRequestId"] == body["CreatorRequestId"] for rule in self.of(self.resolver_rules, account, region)
        ):
            raise Refusal("ResourceExistsException", f"{body['CreatorRequestId']} was used before")
        number = len(self.resolver_rules) + 1
        rule = {
            "account": account,
            "region": region,
            "Id": f"rslvr-rr-{number:017x}",
            "Arn": f"arn:aws:route53resolver:{region}:{account}:resolver-rule/rslvr-rr-{number:017x}",
            "Status": "COMPLETE",
            "OwnerId": account,
            "ShareStatus": "NOT_SHARED",
            **body,
        }
        rule["DomainName"] = names.show(names.parse(body["DomainName"]))
        rule.pop("Tags", None)
        self.resolver_rules.append(rule)
        return {"ResolverRule": self.shown(rule)}

    def json_ListResolverRules(self, account, region, _):
        return {"ResolverRules": [self.shown(rule) for rule in self.of(self.resolver_rules, account, region)]}

    def json_AssociateResolverRule(self, account, region, body):
        if not any(rule["Id"] == body["ResolverRuleId"] for rule in self.resolver_rules):
            raise Refusal("ResourceNotFoundException", f"{body['ResolverRuleId']} does not exist")
        association = {
            "account": account,
            "region": region,
            "Id": f"rslvr-rrassoc-{len(self.rule_associations) + 1:017x}",
            "ResolverRuleId": body["ResolverRuleId"],
            "VPCId": body["VPCId"],
            "Name": body.get("Name", ""),
            "Status": "COMPLETE",
        }
        if any(
            (a["ResolverRuleId"], a["VPCId"]) == (association["ResolverRuleId"], association["VPCId"])
            for a in self.rule_associations
        ):
            raise Refusal("ResourceExistsException", "The rule is associated with that VPC already")
        self.rule_associations.append(association)
        return {"ResolverRuleAssociation": self.shown(association)}

    def json_ListResolverRuleAssociations(self, account, region, _):
        found = self.of(self.rule_associations, account, region)
        return {"ResolverRuleAssociations": [self.shown(association) for association in found]}

    def json_ListResolverEndpoints(self, account, region, _):
        return {"ResolverEndpoints": [self.shown(e) for e in self.of(self.resolver_endpoints, account, region)]}

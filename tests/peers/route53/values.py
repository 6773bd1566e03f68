"""What Route 53 takes as the text of a value: the developer guide, "Supported DNS record types"."""

import ipaddress
import re

from . import names

FATAL = "Invalid Resource Record: FATAL problem: {} encountered with '{}'"

STRING = re.compile(r'"((?:[^"\\]|\\["\\]|\\[0-3][0-7][0-7])*)"')
NUMBER = r"(?:0|[1-9][0-9]*)"


def _name(text):
    try:
        names.parse(text)
    except names.BadName:
        return False
    return True


def _text(value):
    at = 0
    while True:
        match = STRING.match(value, at)
        if not match:
            if '"' not in value:
                return "InvalidCharacterString (Value should be enclosed in quotation marks)"
            return "InvalidCharacterString (Unescaped or unterminated quotation mark)"
        if any(ord(octet) > 0o176 or ord(octet) < 0o40 for octet in match[1]):
            return "InvalidCharacterString (Value contains characters that have to be escaped)"
        if len(re.sub(r'\\(?:["\\]|[0-7]{3})', "x", match[1])) > 255:
            return "CharacterStringTooLong (Value is too long)"
        at = match.end()
        if at == len(value):
            return None
        if value[at] != " ":
            return "InvalidCharacterString (Strings have to be separated by a space)"
        at += 1


def _address(version, complaint):
    def check(value):
        try:
            ipaddress.ip_address(value)
        except ValueError:
            return complaint
        return None if ipaddress.ip_address(value).version == version else complaint

    return check


def _fields(pattern, complaint, *hosts, limit=65535):
    """Fields by a pattern; the groups in HOSTS are names, no number is over LIMIT."""
    compiled = re.compile(pattern, re.DOTALL)

    def check(value):
        match = compiled.fullmatch(value)
        if not match or not all(_name(match[group]) or match[group] == "." for group in hosts):
            return complaint
        leading = re.match(r"(?:\d+ )*", value)[0]
        return complaint if any(int(number) > limit for number in leading.split()) else None

    return check


def _host(value):
    return None if _name(value) else "DomainLabelEmpty or illegal (Value is not a valid domain name)"


CHECKS = {
    "A": _address(4, "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
    "AAAA": _address(6, "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"),
    "CNAME": _host,
    "NS": _host,
    "PTR": _host,
    "TXT": _text,
    "SPF": _text,
    "MX": _fields(rf"({NUMBER}) (\S+)", "MXRRDATANotTwoFields (Value is not a priority and a host)", 2),
    "SRV": _fields(
        rf"({NUMBER}) ({NUMBER}) ({NUMBER}) (\S+)", "SRVRRDATANotFourFields (Value has not four fields)", 4
    ),
    "CAA": _fields(r'(\d{1,3}) ([A-Za-z0-9]{1,15}) "([^"]*)"', "CAARRDATA (Value is not flags, tag and quoted value)", limit=255),
    "NAPTR": _fields(
        rf'{NUMBER} {NUMBER} "[^"]*" "[^"]*" ".*" (\S+)', "NAPTRRRDATA (Value has not six fields)", 1
    ),
    "SOA": _fields(
        rf"(\S+) (\S+) {NUMBER} {NUMBER} {NUMBER} {NUMBER} {NUMBER}", "SOARRDATANotSevenFields", 1, 2
    ),
    "DS": _fields(rf"{NUMBER} {NUMBER} {NUMBER} [0-9A-Fa-f ]+", "DSRRDATA (Value has not four fields)"),
    "SSHFP": _fields(rf"{NUMBER} {NUMBER} [0-9A-Fa-f]+", "SSHFPRRDATA (Value has not three fields)"),
    "TLSA": _fields(rf"{NUMBER} {NUMBER} {NUMBER} [0-9A-Fa-f]+", "TLSARRDATA (Value has not four fields)"),
    "SVCB": _fields(rf"{NUMBER} (\S+)(?: \S+)*", "SVCBRRDATA (Value is not a priority and a target)", 1),
    "HTTPS": _fields(rf"{NUMBER} (\S+)(?: \S+)*", "HTTPSRRDATA (Value is not a priority and a target)", 1),
}


def complaint(rr_type, value):
    """Why Route 53 refuses the value, in its words; None where it takes it."""
    if len(value) > 4000:
        return FATAL.format("TooLong (Value is longer than 4000 characters)", value[:40])
    found = CHECKS[rr_type](value)
    return FATAL.format(found, value) if found else None

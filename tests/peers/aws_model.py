"""Checks the body of an AWS request offline, against the service model of Debian's AWS CLI.

The CLI's validator knows types, required and unknown members and minimal sizes. The model also states
enumerations, maximal sizes and patterns, which the service refuses and the CLI sends as they are; and
some limits stand in the developer guides only. All three are checked here.
"""

import base64
import binascii
import re

from awscli.botocore import xform_name
from awscli.botocore.loaders import Loader
from awscli.botocore.model import ServiceModel
from awscli.botocore.validate import ParamValidator

# Values that AWS added after the model of this CLI was published, which sends them unhindered.
# Route 53 developer guide, "Supported DNS record types"; Resolver API, "CreateResolverRule".
NEWER = {
    "RRType": {"TLSA", "SSHFP", "SVCB", "HTTPS"},
    "RuleTypeOption": {"DELEGATE"},
}

# Route 53 developer guide, "Quotas on ChangeResourceRecordSets": each counted twice under UPSERT.
BATCH_ELEMENTS_MAX = 1000
BATCH_CHARACTERS_MAX = 32000

# The classes of characters that the models' patterns name, in Python's words.
CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{ASCII}": r"[\x00-\x7f]",
}


def _as_python(pattern):
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    return pattern


_models = {}
_patterns = {}  # (service, shape) to a regular expression; the library's own shapes leave it out


def service_model(service):
    if service not in _models:
        loaded = Loader().load_service_model(service, "service-2")
        _models[service] = ServiceModel(loaded, service)
        for name, shape in loaded["shapes"].items():
            if "pattern" in shape:
                _patterns[service, name] = re.compile(_as_python(shape["pattern"]))
    return _models[service]


def operation_model(service, command):
    """The operation that the CLI calls `command`: "create-hosted-zone" of route53."""
    model = service_model(service)
    for name in model.operation_names:
        if xform_name(name, "-") == command:
            return model.operation_model(name)
    raise ValueError(f"{service} has no command {command}")


def check_body(service, command, body):
    """What is wrong with the body, a list of texts; empty where nothing is."""
    if not isinstance(body, dict):
        return ["the body is no JSON object"]
    try:
        operation = operation_model(service, command)
    except Exception as error:  # an unknown service is an error of the loader
        return [str(error)]
    shape = operation.input_shape
    report = ParamValidator().validate(body, shape)
    found = report.generate_report().splitlines() if report.has_errors() else []
    if not found:
        found = list(_check_value(service, shape, body, ""))
    if not found and service == "route53" and command == "change-resource-record-sets":
        found = list(_check_batch(body["ChangeBatch"]["Changes"]))
    return found


def _check_value(service, shape, value, at):
    if shape.type_name == "structure":
        for key, member in value.items():
            yield from _check_value(service, shape.members[key], member, f"{at}.{key}")
    elif shape.type_name == "list":
        yield from _check_size(shape, len(value), at, "elements")
        for i, member in enumerate(value):
            yield from _check_value(service, shape.member, member, f"{at}[{i}]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from _check_value(service, shape.value, member, f"{at}.{key}")
    elif shape.type_name == "string":
        yield from _check_text(service, shape, value, at)
    elif shape.type_name in ("integer", "long"):
        yield from _check_size(shape, value, at, "")
    elif shape.type_name == "blob":
        yield from _check_blob(shape, value, at)


def _check_size(shape, size, at, unit):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if high is not None and size > high:
        yield f"{at}: {size} {unit} is over the maximum of {high}"
    if low is not None and size < low:
        yield f"{at}: {size} {unit} is under the minimum of {low}"


def _check_text(service, shape, value, at):
    yield from _check_size(shape, len(value), at, "characters")
    known = shape.metadata.get("enum")
    if known and value not in known and value not in NEWER.get(shape.name, ()):
        yield f"{at}: {value!r} is none of {', '.join(known)}"
    pattern = _patterns.get((service, shape.name))
    if pattern and not pattern.fullmatch(value):
        yield f"{at}: {value!r} does not match {pattern.pattern}"


def _check_blob(shape, value, at):
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        yield f"{at}: not base64, which the CLI takes for binary members"
    else:
        yield from _check_size(shape, len(raw), at, "octets")


def _check_batch(changes):
    elements = characters = 0
    for i, change in enumerate(changes):
        record_set = change["ResourceRecordSet"]
        at = f".ChangeBatch.Changes[{i}] ({record_set['Name']} {record_set['Type']})"
        times = 2 if change["Action"] == "UPSERT" else 1
        values = record_set.get("ResourceRecords")
        is_alias = "AliasTarget" in record_set
        if is_alias and (values is not None or "TTL" in record_set):
            yield f"{at}: an alias has neither TTL nor ResourceRecords"
        if not is_alias and (not values or "TTL" not in record_set):
            yield f"{at}: exactly one of AliasTarget, or TTL and ResourceRecords"
        for record in values or []:
            elements += times
            characters += times * len(record["Value"])
            if record_set["Type"] == "TXT":
                yield from _check_strings(record["Value"], at)
    if elements > BATCH_ELEMENTS_MAX:
        yield f"{elements} ResourceRecord elements are over {BATCH_ELEMENTS_MAX} a batch"
    if characters > BATCH_CHARACTERS_MAX:
        yield f"{characters} characters of values are over {BATCH_CHARACTERS_MAX} a batch"


def _check_strings(value, at):
    """TXT values are one or more strings in double quotes, each of at most 255 octets."""
    if not re.fullmatch(r'"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*', value):
        yield f"{at}: a TXT value is enclosed in quotation marks: {value}"
        return
    for string in re.findall(r'"((?:[^"\\]|\\.)*)"', value):
        octets = re.sub(r"\\(?:[0-7]{3}|.)", "x", string)
        if len(octets) > 255:
            yield f"{at}: a string of {len(octets)} octets in a TXT value"

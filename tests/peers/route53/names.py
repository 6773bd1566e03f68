"""Domain names as Route 53 takes and shows them: facts of the developer guide, "DNS domain name format"."""

import re


class BadName(ValueError):
    pass


# What comes back as it is; every other octet comes back as \ooo.
PLAIN = b"abcdefghijklmnopqrstuvwxyz0123456789-_"


def parse(text):
    """The labels of a name, leftmost first, lower-case; raises BadName.

    Octets outside of 041-0176 have to be written as \\ooo, and so has a dot inside a label.
    """
    raw = text.encode("utf-8")
    labels, label, at = [], bytearray(), 0
    while at < len(raw):
        octet = raw[at]
        if octet == ord("\\"):
            escape = raw[at + 1 : at + 4]
            if not re.fullmatch(rb"[0-3][0-7][0-7]", escape):
                raise BadName(f"bad escape in {text!r}")
            label.append(int(escape, 8))
            at += 4
            continue
        if octet == ord("."):
            labels.append(bytes(label))
            label = bytearray()
        elif octet <= 0o40 or octet >= 0o177:
            raise BadName(f"octet {octet:#o} has to be written as an escape in {text!r}")
        else:
            label.append(octet)
        at += 1
    if label or not raw.endswith(b"."):
        labels.append(bytes(label))
    if not labels or any(not label or len(label) > 63 for label in labels):
        raise BadName(f"a label of {text!r} is empty or over 63 octets")
    if sum(len(label) + 1 for label in labels) + 1 > 255:
        raise BadName(f"{text!r} has over 255 octets")
    return tuple(label.lower() for label in labels)


def show(labels):
    """The one form in which Route 53 gives a name back."""
    return "".join(
        "".join(chr(octet) if octet in PLAIN else f"\\{octet:03o}" for octet in label) + "."
        for label in labels
    )


def is_below(name, zone):
    """Whether the name is the zone's apex or stands below it."""
    return len(name) >= len(zone) and name[len(name) - len(zone) :] == zone


def order(labels):
    """Listings are sorted by the reversed labels."""
    return tuple(reversed(labels))

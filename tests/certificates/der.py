"""der.py -- DER, keys and signatures for the certificates of the fixtures, without any library.

Nothing here is secret and nothing is random: each key follows from its name, and a signature from what
is signed (RFC 6979 in spirit), so that the fixtures can be made again, octet by octet.
"""

import base64
import hashlib
import hmac

# --- DER (ITU-T X.690) -------------------------------------------------------------------------


def tlv(tag, body):
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    length = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def set_of(*parts):
    return tlv(0x31, b"".join(parts))


def integer(value):
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(text):
    first, second, *rest = [int(part) for part in text.split(".")]
    out = bytearray([first * 40 + second])
    for value in rest:
        chunk = [value & 0x7F]
        while value > 0x7F:
            value >>= 7
            chunk.append(0x80 | value & 0x7F)
        out += bytes(reversed(chunk))
    return tlv(0x06, bytes(out))


def octet_string(body):
    return tlv(0x04, body)


def bit_string(body, unused=0):
    return tlv(0x03, bytes([unused]) + body)


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\x00")


def utf8(text):
    return tlv(0x0C, text.encode())


NULL = tlv(0x05, b"")


def time(text):
    """`YYYY-MM-DD HH:MM:SS`: UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5)."""
    digits = "".join(c for c in text if c.isdigit()).ljust(14, "0")
    if int(digits[:4]) < 2050:
        return tlv(0x17, digits[2:].encode() + b"Z")
    return tlv(0x18, digits.encode() + b"Z")


def pem(label, der):
    text = base64.b64encode(der).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


# --- numbers out of names ----------------------------------------------------------------------


def stream(name, bits):
    """A number of that many bits at most, which follows from NAME."""
    out, counter = b"", 0
    while len(out) * 8 < bits:
        out += hashlib.sha256(f"{name}/{counter}".encode()).digest()
        counter += 1
    return int.from_bytes(out, "big") >> (len(out) * 8 - bits)


SMALL = [p for p in range(3, 2000) if all(p % q for q in range(2, int(p**0.5) + 1))]


def is_prime(n):
    if any(n % p == 0 for p in SMALL):
        return n in SMALL
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


# --- keys --------------------------------------------------------------------------------------


class Rsa:
    """Two primes of half the bits each, with the two highest bits set, and the exponent."""

    def __init__(self, name, bits=2048, exponent=65537, primes=None):
        half = bits // 2
        if primes is None:
            top = 3 << (half - 2)
            primes = []
            for part in "pq":
                size = half if part == "p" else bits - half
                top = 3 << (size - 2)
                start = top | stream(f"{name}/{part}", size - 2)
                primes.append(self.fitting(start, exponent))
        self.p, self.q = primes
        self.n, self.e = self.p * self.q, exponent

    @staticmethod
    def fitting(start, exponent):
        prime = next_prime(start)
        while exponent > 2 and prime % exponent == 1:
            prime = next_prime(prime + 2)
        return prime

    def spki(self):
        key = seq(integer(self.n), integer(self.e))
        return seq(seq(oid("1.2.840.113549.1.1.1"), NULL), bit_string(key))

    def algorithm(self, digest):
        number = {"sha256": 11, "sha1": 5, "md5": 4}[digest]
        return seq(oid(f"1.2.840.113549.1.1.{number}"), NULL)

    def sign(self, data, digest):
        names = {"sha256": "2.16.840.1.101.3.4.2.1", "sha1": "1.3.14.3.2.26", "md5": "1.2.840.113549.2.5"}
        info = seq(seq(oid(names[digest]), NULL), octet_string(hashlib.new(digest, data).digest()))
        size = (self.n.bit_length() + 7) // 8
        padded = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
        d = pow(65537, -1, (self.p - 1) * (self.q - 1))
        return pow(int.from_bytes(padded, "big"), d, self.n).to_bytes(size, "big")


# NIST P-256 (SEC 2, 2.4.2)
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point=G):
    out = None
    while k:
        if k & 1:
            out = add(out, point)
        point = add(point, point)
        k >>= 1
    return out


class Ec:
    def __init__(self, name):
        self.d = stream(name, 256) % (N - 1) + 1
        self.point = multiply(self.d)

    def spki(self, curve="1.2.840.10045.3.1.7"):
        point = b"\x04" + b"".join(part.to_bytes(32, "big") for part in self.point)
        return seq(seq(oid("1.2.840.10045.2.1"), oid(curve)), bit_string(point))

    def algorithm(self, digest):
        return seq(oid({"sha256": "1.2.840.10045.4.3.2", "sha1": "1.2.840.10045.4.1"}[digest]))

    def sign(self, data, digest):
        e = int.from_bytes(hashlib.new(digest, data).digest(), "big")
        nonce = hmac.new(self.d.to_bytes(32, "big"), data, "sha256").digest()
        k = int.from_bytes(nonce, "big") % (N - 1) + 1
        r = multiply(k)[0] % N
        s = pow(k, -1, N) * (e + r * self.d) % N
        return seq(integer(r), integer(s))


class Curve(Ec):
    """A point that is only shown, on another curve: secp256k1 (SEC 2, 2.4.1), its generator."""

    def spki(self, curve=None):
        x = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798
        y = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8
        point = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
        return seq(seq(oid("1.2.840.10045.2.1"), oid("1.3.132.0.10")), bit_string(point))


class Ed25519:
    """A public key that is only shown: RFC 8032, 7.1, the first test."""

    def spki(self):
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        return seq(seq(oid("1.3.101.112")), bit_string(key))


# --- names, extensions, certificates -----------------------------------------------------------

ATTRIBUTES = {"CN": "2.5.4.3", "O": "2.5.4.10", "OU": "2.5.4.11", "C": "2.5.4.6"}


def name(*attributes):
    """("CN", "text") pairs; a text of octets is put in as it is."""
    parts = []
    for key, text in attributes:
        value = tlv(0x0C, text) if isinstance(text, bytes) else utf8(text)
        parts.append(set_of(seq(oid(ATTRIBUTES[key]), value)))
    return seq(*parts)


def extension(number, value, critical=False):
    parts = [oid(number)] + ([boolean(True)] if critical else []) + [octet_string(value)]
    return seq(*parts)


def general_names(names):
    """Text: a dNSName; octets: a dNSName as they are; ("ip", octets); ("email", text)."""
    out = b""
    for one in names:
        if isinstance(one, tuple):
            kind, value = one
            out += tlv(0x87, value) if kind == "ip" else tlv(0x81, value.encode())
        else:
            out += tlv(0x82, one if isinstance(one, bytes) else one.encode())
    return tlv(0x30, out)


def san(names, critical=False):
    return extension("2.5.29.17", general_names(names), critical)


def policies(*numbers):
    return extension("2.5.29.32", seq(*[seq(oid(number)) for number in numbers]))


def constraints(path_length=None):
    parts = [boolean(True)] + ([integer(path_length)] if path_length is not None else [])
    return extension("2.5.29.19", seq(*parts), True)


def must_staple():
    return extension("1.3.6.1.5.5.7.1.24", seq(integer(5)))


SERVER_AUTH = extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.1")))
BR_DOMAIN_VALIDATED = "2.23.140.1.2.1"


def serial_of(*parts):
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:12], "big") | 1 << 90


def certificate(subject, issuer, key, signer, begins, ends, extensions, digest="sha256", serial=None):
    if serial is None:
        serial = serial_of(subject, begins, ends, extensions, key.spki())
    algorithm = signer.algorithm(digest)
    tbs = seq(
        tlv(0xA0, integer(2)),
        integer(serial),
        algorithm,
        issuer,
        seq(time(begins), time(ends)),
        subject,
        key.spki(),
        tlv(0xA3, seq(*extensions)),
    )
    return seq(tbs, algorithm, bit_string(signer.sign(tbs, digest)))


def request(subject, key, names):
    attributes = tlv(0xA0, seq(oid("1.2.840.113549.1.9.14"), set_of(seq(san(names)))))
    info = seq(integer(0), subject, key.spki(), attributes)
    return seq(info, key.algorithm("sha256"), bit_string(key.sign(info, "sha256")))


def pkcs7(*certificates):
    signed = seq(
        integer(1),
        tlv(0x31, b""),
        seq(oid("1.2.840.113549.1.7.1")),
        tlv(0xA0, b"".join(certificates)),
        tlv(0x31, b""),
    )
    return seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, signed))

#!/usr/bin/env python3
"""make.py FOLDER -- makes the certificates of the fixtures, below FOLDER as below the repository.

They were all made by this program: no authority has issued any of them, and no key of theirs is secret
(der.py). Fixtures are read on 2026-11-24.
"""

import base64
import os
import sys

from der import *

OUT = sys.argv[1]
BEGINS, ENDS = "2026-10-01 00:00:00", "2027-03-31 23:59:59"  # 182 days

ROOT, INTER = Ec("root"), Ec("intermediate")
ROOT_NAME = name(("O", "Example Test"), ("CN", "Example Test Root"))
INTER_NAME = name(("O", "Example Test"), ("CN", "Example Test Issuing"))
EXTERNAL = name(("O", "Another Test"), ("CN", "Another Test Issuing"))


def put(path, *blocks):
    """Certificates as PEM, texts as they are, octets of a name in `.der` as they are."""
    path = os.path.join(OUT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for block in blocks:
            if isinstance(block, str):
                file.write(block.encode())
            elif path.endswith(".der"):
                file.write(block)
            else:
                file.write(pem("CERTIFICATE", block).encode())


def leaf(names, key=None, common_name=None, begins=BEGINS, ends=ENDS, public=True, digest="sha256", more=(),
         issuer=EXTERNAL, signer=None):
    """A certificate of an authority that is not in the inventory, unless one is named."""
    subject = name(("CN", common_name)) if common_name is not None else name()
    key = key or Ec(f"leaf {names} {common_name}")
    extensions = [san(names, common_name is None), SERVER_AUTH]
    if public:
        extensions.append(policies(BR_DOMAIN_VALIDATED))
    return certificate(subject, issuer, key, signer or Ec("another"), begins, ends, extensions + list(more), digest)


def authority(subject=ROOT_NAME, key=ROOT, issuer=None, signer=None, begins="2020-01-01", ends="2040-01-01",
              digest="sha256", path_length=None):
    return certificate(subject, issuer or subject, key, signer or key, begins, ends,
                       [constraints(path_length)], digest)


# --- certificate-expired, certificate-expiring -------------------------------------------------

put("fixtures/certificate-expired/bad/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-06-01", ends="2026-11-20 12:00:00"))
put("fixtures/certificate-expired/bad/certs/issuing.pem",
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT, "2016-01-01", "2026-11-23 23:59:59"),
    authority())
put("fixtures/certificate-expired/good/certs/shop.2026-06.pem",
    leaf(["shop.example.com"], begins="2026-06-01", ends="2026-11-20 12:00:00"))
put("fixtures/certificate-expired/good/certs/shop.2026-11.pem",
    leaf(["shop.example.com"], begins="2026-11-10", ends="2027-05-20 12:00:00"))
put("fixtures/certificate-expired/good/certs/api.2026-06.pem",
    leaf(["api.example.net"], begins="2026-06-01", ends="2026-11-20 12:00:00"))
put("fixtures/certificate-expired/good/certs/api.2026-11.pem",
    leaf(["api.example.net"], begins="2026-11-10", ends="2027-05-20 12:00:00"))
put("fixtures/certificate-expired/good/certs/far.pem",
    leaf(["far.example.com"], public=False, begins="2026-01-01", ends="2099-12-31 23:59:59"))

put("fixtures/certificate-expiring/bad/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-06-01", ends="2026-12-10 12:00:00"))
put("fixtures/certificate-expiring/bad/certs/today.pem",
    leaf(["today.example.com"], begins="2026-06-01", ends="2026-11-24 00:00:00"))
put("fixtures/certificate-expiring/bad-declared/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-08-01", ends="2027-01-10 12:00:00"))
put("fixtures/certificate-expiring/good/certs/short.pem",
    leaf(["short.example.com"], begins="2026-11-01", ends="2026-12-17 23:59:59"))
put("fixtures/certificate-expiring/good/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-08-01", ends="2026-12-25 12:00:00"))

# --- weak-key, weak-signature ------------------------------------------------------------------

WEAK = "fixtures/weak-key/bad/certs/"
months = iter(range(1, 13))


def weak(label, key, **more):
    """They end in different weeks, so that they are no cluster."""
    month = next(months)
    put(f"{WEAK}{label}.pem",
        leaf([f"{label}.example.com"], key, begins="2026-11-20",
             ends=f"2027-{month % 5 + 1:02d}-{month * 2:02d} 12:00:00", **more))


weak("short", Rsa("short", 1024))
weak("odd-length", Rsa("odd length", 2052))
weak("exponent-1", Rsa("exponent 1", exponent=1))
weak("exponent-even", Rsa("exponent even", exponent=2))
weak("exponent-3", Rsa("exponent 3", exponent=3))
start = 3 << 1022 | stream("close", 1022)
prime = next_prime(start)
weak("close-primes", Rsa("close", primes=(prime, next_prime(prime + (1 << 515)))))
weak("same-prime", Rsa("same", primes=(prime, prime)))
weak("small-factor", Rsa("small", primes=(743, next_prime(3 << 2036 | stream("small", 2036)))))


def roca_prime(label, size=1024):
    """k * M + (65537^a mod M), M the product of the first 126 primes."""
    primes = [p for p in range(2, 702) if all(p % q for q in range(2, p))]
    assert len(primes) == 126
    m = 1
    for p in primes:
        m *= p
    power = pow(65537, stream(label, 64), m)
    k = (3 << (size - 2)) // m + 1 + stream(label + " k", size - m.bit_length() - 3)
    while not is_prime(k * m + power):
        k += 1
    return k * m + power


weak("roca", Rsa("roca", primes=(roca_prime("p"), roca_prime("q"))))
weak("secp256k1", Curve("k1"), public=False)
weak("ed25519", Ed25519())
short = Rsa("short request", 1024)
put(WEAK + "request.csr", pem("CERTIFICATE REQUEST", request(name(), short, ["request.example.com"])))
GOOD = "fixtures/weak-key/good/certs/"
put(GOOD + "p256.pem", leaf(["p256.example.com"]))
put(GOOD + "rsa-2048.pem", leaf(["rsa-2048.example.com"], Rsa("fine")))
put(GOOD + "rsa-3072.pem", leaf(["rsa-3072.example.com"], Rsa("fine 3072", 3072)))
put(GOOD + "ed25519.pem", leaf(["ed25519.example.com"], Ed25519(), public=False))

put("fixtures/weak-signature/bad/certs/shop.pem",
    leaf(["shop.example.com"], digest="sha1", issuer=ROOT_NAME, signer=ROOT))
put("fixtures/weak-signature/bad/certs/md5.pem",
    leaf(["md5.example.com"], digest="md5", signer=Rsa("fine")))
put("fixtures/weak-signature/bad/certs/root.pem", authority())
put("fixtures/weak-signature/good/certs/root.pem", authority(digest="sha1"))
put("fixtures/weak-signature/good/certs/shop.pem",
    leaf(["shop.example.com"], issuer=ROOT_NAME, signer=ROOT))

# --- key-reused, key-mismatch ------------------------------------------------------------------

shared = Ec("shared")
put("fixtures/key-reused/bad/certs/billing.pem", leaf(["billing.example.com"], shared))
put("fixtures/key-reused/bad/certs/shop.pem", leaf(["shop.example.com"], shared))
put("fixtures/key-reused/bad/certs/other.pem", leaf(["other.example.net"], shared))
old = leaf(["shop.example.com"], shared, begins="2026-06-01", ends="2026-12-01")
new = leaf(["shop.example.com"], shared, begins="2026-11-10", ends="2027-05-20")
put("fixtures/key-reused/bad-renewal/certs/shop.pem", old, new)
put("fixtures/key-reused/good/certs/shop.pem", old, new)
put("fixtures/key-reused/good/certs/chain.pem",
    "The authority is signed by its root, and by another one; its certificate stands here twice.\n",
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT),
    authority(INTER_NAME, INTER, EXTERNAL, Ec("another")),
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT),
    authority())

put("fixtures/key-mismatch/bad/certs/shop.csr",
    pem("CERTIFICATE REQUEST", request(name(), Ec("asked"), ["shop.example.com"])))
put("fixtures/key-mismatch/bad/certs/shop.pem", leaf(["shop.example.com"], Ec("got")))
put("fixtures/key-mismatch/good/certs/shop.csr",
    pem("NEW CERTIFICATE REQUEST", request(name(("CN", "shop.example.com")), Ec("asked"), ["shop.example.com"])))
put("fixtures/key-mismatch/good/certs/shop.pem", leaf(["shop.example.com"], Ec("asked")))
put("fixtures/key-mismatch/good/certs/older.pem", leaf(["shop.example.com"], Ec("older"), begins="2026-04-01", ends="2026-09-30"))

# --- validity-too-long, authority-expires-first, expiry-cluster --------------------------------

put("fixtures/validity-too-long/bad/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-06-16 00:00:00", ends="2027-01-02 00:00:00"))
put("fixtures/validity-too-long/bad/certs/inner.pem",
    leaf(["inner.corp.example.com"], public=False, begins="2026-10-01", ends="2027-12-31 23:59:59"))
put("fixtures/validity-too-long/good/certs/shop.pem",
    leaf(["shop.example.com"], begins="2026-06-16 00:00:00", ends="2027-01-01 23:59:59"))
put("fixtures/validity-too-long/good/certs/old.pem",
    leaf(["old.example.com"], begins="2026-03-14 00:00:00", ends="2027-04-15 23:59:59"))
put("fixtures/validity-too-long/good/certs/inner.pem",
    leaf(["inner.corp.example.com"], public=False, begins="2026-10-01", ends="2027-10-30 23:59:59"))

put("fixtures/authority-expires-first/bad/certs/chain.pem",
    leaf(["api.example.net"], issuer=INTER_NAME, signer=INTER, public=False),
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT, ends="2027-01-31"),
    authority())
put("fixtures/authority-expires-first/bad/certs/shop.pem", leaf(["shop.example.com"], public=False))
put("fixtures/authority-expires-first/good/certs/chain.pem",
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT, ends="2027-01-31"),
    authority(INTER_NAME, INTER, ROOT_NAME, ROOT, begins="2026-06-01", ends="2030-01-31"),
    leaf(["api.example.net"], issuer=INTER_NAME, signer=INTER, public=False),
    authority())
put("fixtures/authority-expires-first/good/certs/shop.pem", leaf(["shop.example.com"], public=False))

for case, days in (("bad", (3, 5, 9)), ("good", (3, 12, 25))):
    for label, day in zip("abc", days):
        put(f"fixtures/expiry-cluster/{case}/certs/{label}.pem",
            leaf([f"{label}.example.com"], public=False, ends=f"2027-04-{day:02d} 12:00:00"))

# --- names -------------------------------------------------------------------------------------

put("fixtures/san-duplicate/bad/certs/shop.pem",
    leaf(["shop.example.com", "www.example.com", "Shop.Example.com", ("ip", bytes([198, 18, 9, 1])),
          ("ip", bytes([198, 18, 9, 1]))]))
put("fixtures/san-duplicate/good/certs/shop.pem", leaf(["shop.example.com", "*.example.com"]))
put("fixtures/san-duplicate/good/certs/inner.pem", leaf(["a.corp.example.com", "a.corp.example.com"], public=False))

BAD = "fixtures/san-underscore/bad/certs/"
put(BAD + "underscore.pem", leaf(["my_shop.example.com"]))
put(BAD + "nul.pem", leaf([b"shop.example.com\x00.example.net"], public=False))
put(BAD + "line.pem", leaf([b"a.example.com\nb.example.com"], public=False))
put(BAD + "comma.pem", leaf(["a.example.com,b.example.com"]))
put(BAD + "blank.pem", leaf(["shop .example.com"]))
put(BAD + "octets.pem", leaf([b"caf\xe9.example.com"]))
put(BAD + "dots.pem", leaf([".example.com", "shop..example.com", "shop.example.com."]))
put(BAD + "hyphens.pem", leaf(["-shop.example.com", "shop-.example.com", "ab--cd.example.com"]))
put(BAD + "wildcards.pem", leaf(["f*.example.com", "a.*.example.com"]))
put("fixtures/san-underscore/good/certs/shop.pem",
    leaf(["shop.example.com", "*.shop.example.com", "xn--bcher-kva.example.com", "1.example.com"]))
put("fixtures/san-underscore/good/certs/inner.pem", leaf(["my_shop.corp.example.com"], public=False))

long_name = "a" * 60 + ".example.com"
put("fixtures/common-name-too-long/bad/certs/shop.pem", leaf([long_name], common_name=long_name))
put("fixtures/common-name-too-long/good/certs/shop.pem", leaf([long_name]))
put("fixtures/common-name-too-long/good/certs/wide.pem",
    leaf(["wide.example.com"], common_name="ü" * 64, public=False))

put("fixtures/common-name-not-in-san/bad/certs/shop.pem",
    leaf(["www.example.com"], common_name="shop.example.com"))
put("fixtures/common-name-not-in-san/bad/certs/letters.pem",
    leaf(["letters.example.com"], common_name="Letters.example.com"))
put("fixtures/common-name-not-in-san/good/certs/shop.pem",
    leaf(["www.example.com", "shop.example.com"], common_name="shop.example.com"))
put("fixtures/common-name-not-in-san/good/certs/address.pem",
    leaf([("ip", bytes([198, 18, 9, 1]))], common_name="198.18.9.1"))
put("fixtures/common-name-not-in-san/good/certs/inner.pem",
    leaf(["inner.corp.example.com"], common_name="The inner one", public=False))

put("fixtures/san-not-public/bad/certs/inner.pem",
    leaf(["db.corp", "*.internal", "printer", "1.2.0.192.in-addr.arpa",
          ("ip", bytes([10, 0, 0, 1])), ("ip", bytes.fromhex("fd00" + "00" * 13 + "01"))]))
put("fixtures/san-not-public/good/certs/shop.pem",
    leaf(["shop.example.com", "*.example.com", ("ip", bytes([8, 8, 8, 8]))]))
put("fixtures/san-not-public/good/certs/inner.pem", leaf(["db.corp", ("ip", bytes([10, 0, 0, 1]))], public=False))

put("fixtures/san-too-many/bad/certs/many.pem", leaf([f"n{i}.example.com" for i in range(101)]))
put("fixtures/san-too-many/good/certs/many.pem", leaf([f"n{i}.example.com" for i in range(100)]))

# --- what was issued for a declared certificate -------------------------------------------------

put("fixtures/name-not-covered/bad-issued/certs/retail-external.pem", leaf(["retail.example.com"]))
put("fixtures/name-not-covered/bad-renewed/certs/retail-external.pem",
    leaf(["retail.example.com", "*.retail.example.com"], begins="2026-06-01", ends="2026-12-10"),
    leaf(["retail.example.com"]))
put("fixtures/name-not-covered/good-issued/certs/retail-external.pem",
    leaf(["retail.example.com"], begins="2026-06-01", ends="2026-12-10"),
    leaf(["retail.example.com", "*.retail.example.com"]))

# --- what cannot be read -----------------------------------------------------------------------

fine = leaf(["shop.example.com"])
text = pem("CERTIFICATE", fine).splitlines(keepends=True)
BAD = "fixtures/parse-error/bad-certificates/certs/"
put(BAD + "cut-off.der", fine[:200])
put(BAD + "random.der", b"".join(stream(f"random {i}", 256).to_bytes(32, "big") for i in range(8)))
put(BAD + "tail.der", fine + b"\x00\x00")
put(BAD + "inside.der", fine[:40] + bytes([fine[40] ^ 0xFF]) + fine[41:])
put(BAD + "open.pem", "".join(text[:-1]))
put(BAD + "ends-otherwise.pem", "".join(text[:-1]) + "-----END PKCS7-----\n")
put(BAD + "cut-off.pem", "".join(text[:5] + text[-1:]))
put(BAD + "character.pem", "".join([text[0], text[1][:10] + "!" + text[1][11:], *text[2:]]))
put(BAD + "empty.pem", text[0] + text[-1])
put(BAD + "no-block.pem", "This is no certificate.\n")
put(BAD + "no-dates.pem", leaf(["shop.example.com"], ends="2026-13-45 00:00:00"))
put(BAD + "names.pem", leaf(["shop.example.com"], more=[extension("2.5.29.17", b"\x30\x03\x82\x05a")]))
put(BAD + "fine-beside.pem", pem("CERTIFICATE", fine[:-1]), leaf(["beside.example.com"]))
GOOD = "fixtures/parse-error/good-certificates/certs/"
put(GOOD + "shop.der", fine)
put(GOOD + "text.pem", "Certificate:\n    Data:\n        Version: 3 (0x2)\n", fine, "\nIssuer: nobody\n")
put(GOOD + "carriage.pem", pem("CERTIFICATE", leaf(["carriage.example.com"])).replace("\n", "\r\n"))
put(GOOD + "mark.pem", "\ufeff" + pem("X509 CERTIFICATE", leaf(["mark.example.com"])))
put(GOOD + "bundle.p7b", pem("PKCS7", pkcs7(leaf(["in-bundle.example.com"]), authority())))
put(GOOD + "bundle.der", pkcs7(leaf(["in-bundle.example.com"]), authority()))
put(GOOD + "staple.pem", leaf(["staple.example.com"], more=[must_staple()]))
put(GOOD + "server.csr", pem("CERTIFICATE REQUEST", request(name(), Ec("server"), ["shop.example.com"])))

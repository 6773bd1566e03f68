#!/usr/bin/python3
"""csr_verify.py BUNDLE KEYS ESTATE -- every certificate request of a bundle, held against two other
implementations and against the estate.

csr_verify.py --self-test -- requests whose signature is broken are caught by both.

OpenSSL 3.0 and GnuTLS end with status 0 when the signature of a request is wrong: their text counts.
"""

import base64
import pathlib
import re
import stat
import subprocess
import sys
import tempfile

import expectations

OPENSSL = "/usr/bin/openssl"
CERTTOOL = "/usr/bin/certtool"

# What `openssl req -text` says of the key, and certtool of the algorithm.
KEYS = {
    "ecdsa-p256": ("ASN1 OID: prime256v1", "EC/ECDSA"),
    "ecdsa-p384": ("ASN1 OID: secp384r1", "EC/ECDSA"),
    "rsa-2048": ("Public-Key: (2048 bit)", "RSA"),
    "rsa-3072": ("Public-Key: (3072 bit)", "RSA"),
    "rsa-4096": ("Public-Key: (4096 bit)", "RSA"),
    "ed25519": ("ED25519 Public-Key:", "EdDSA (Ed25519)"),
}


def say(*words, data=None):
    done = subprocess.run(
        words, input=data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False
    )
    return done.stdout.decode("utf-8", "replace")


def openssl_text(path):
    return say(
        OPENSSL, "req", "-in", str(path), "-noout", "-verify", "-text", "-nameopt", "RFC2253"
    )


def certtool_text(path):
    return say(CERTTOOL, "--crq-info", "--infile", str(path))


def openssl_verifies(text):
    return bool(re.search(r"self-signature verify OK", text))


def certtool_verifies(text):
    return bool(re.search(r"^Self signature: verified", text, re.MULTILINE))


def result(name, complaints):
    print(f"not ok {name}: {'; '.join(complaints)}" if complaints else f"ok {name}", flush=True)
    return not complaints


def check_signatures(openssl, certtool):
    if not openssl_verifies(openssl):
        yield f"openssl does not verify it: {openssl[-300:]!r}"
    if not certtool_verifies(certtool):
        yield f"certtool does not verify it: {certtool[-300:]!r}"


def check_names(openssl, certtool, names):
    found = re.search(r"Subject Alternative Name: ?(critical)?\s*\n\s*(.*)", openssl)
    if not found:
        yield "no subject alternative name"
        return
    wanted = sorted("DNS:" + name for name in names)
    if sorted(found.group(2).split(", ")) != wanted:
        yield f"openssl reads the names {found.group(2)}, the estate says {', '.join(names)}"
    others = re.findall(r"DNSname: (.*)", certtool)
    if sorted(others) != sorted(names):
        yield f"certtool reads the names {others}"
    # RFC 5280, section 4.2.1.6: critical where the subject is empty.
    subject = re.search(r"Subject:(.*)", openssl).group(1).strip()
    if bool(found.group(1)) != (subject == ""):
        yield f"SAN {'critical' if found.group(1) else 'not critical'} beside the subject {subject!r}"
    if ("(critical)" in (re.search(r"Subject Alternative Name \(.*", certtool) or [""])[0]) != (
        subject == ""
    ):
        yield "certtool sees the SAN's criticality otherwise"


def check_key(path, declared, openssl, certtool, keys, folder):
    key = declared.get("key", {})
    algorithm = key.get("algorithm", "ecdsa-p256")
    in_openssl, in_certtool = KEYS[algorithm]
    if in_openssl not in openssl:
        yield f"openssl sees no {algorithm} key"
    if f"Public Key Algorithm: {in_certtool}" not in certtool:
        yield f"certtool sees no {algorithm} key"
    name = path.name.removesuffix(".csr.pem")
    file = keys / f"{name}.pem"
    if "path" in key:
        file = folder / key["path"]
    elif stat.S_IMODE(file.stat().st_mode) != 0o600:
        yield f"{file.name} is not of mode 0600"
    of_key = say(OPENSSL, "pkey", "-in", str(file), "-pubout")
    of_request = say(OPENSSL, "req", "-in", str(path), "-noout", "-pubkey")
    if not of_key.startswith("-----BEGIN PUBLIC KEY-----") or of_key != of_request:
        yield f"the request is not of the key {file.name}"


def derived_certificates(estate):
    """The wildcard certificates of internal domains that nobody declares: by the private authority."""
    private = [
        name
        for name, authority in estate.get("certificate_authorities", {}).items()
        if authority["type"] == "private"
    ]
    held = {name for c in estate.get("certificates", {}).values() for name in c["names"]}
    for label, subdomain in estate.get("subdomains", {}).items():
        cloud = estate["accounts"][subdomain["account"]].get("cloud", "aws")
        clouds = estate.get("central", {}).get("clouds", {})
        if "internal" not in subdomain["exposure"] or cloud not in clouds or len(private) != 1:
            continue
        domain = f"{label}.{clouds[cloud]['domain']}"
        if f"*.{domain}" not in held:
            yield f"{label}-internal", {"names": [domain, f"*.{domain}"], "authority": private[0]}


def declared_certificates(estate):
    """The certificates that need a request: those whose key is a file of ours."""
    authorities = estate.get("certificate_authorities", {})
    yield from derived_certificates(estate)
    for name, certificate in estate.get("certificates", {}).items():
        authority = authorities.get(certificate.get("authority"), {})
        custody = certificate.get("key", {}).get(
            "custody", "acm" if authority.get("kind") == "acm" else "file"
        )
        if custody in ("file", "existing"):
            yield name, certificate


def check_bundle(bundle, keys, folder):
    estate = expectations.read_estate(folder)
    good = True
    seen = set()
    declared = dict(declared_certificates(estate))
    for path in sorted((bundle / "csr").glob("*.csr.pem")):
        name = path.name.removesuffix(".csr.pem")
        seen.add(name)
        openssl, certtool = openssl_text(path), certtool_text(path)
        complaints = list(check_signatures(openssl, certtool))
        if name in declared:
            complaints += check_names(openssl, certtool, declared[name]["names"])
            complaints += check_key(path, declared[name], openssl, certtool, keys, folder)
        else:
            complaints.append("the estate asks for no such certificate with a key of its own")
        if not (bundle / "csr" / f"{name}.csr.json").is_file():
            complaints.append("there is no .csr.json beside it")
        good &= result(f"csr/{path.name}", complaints)
    missing = [f"no request for {name}" for name in declared if name not in seen]
    good &= result("a request for each certificate", missing)
    private = [
        str(path.relative_to(bundle))
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes()
    ]
    good &= result("no private key in the bundle", private)
    if keys.exists():
        mode = stat.S_IMODE(keys.stat().st_mode)
        good &= result("the folder of keys", [] if mode == 0o700 else [f"is of mode {mode:o}"])
    return good


def self_test():
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for algorithm in (["rsa:2048"], ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["ed25519"]):
            sound = pathlib.Path(folder, "sound.pem")
            say(OPENSSL, "req", "-new", "-newkey", *algorithm, "-nodes", "-subj", "/CN=a",
                "-keyout", "/dev/null", "-out", str(sound))  # fmt: skip
            complaints = list(check_signatures(openssl_text(sound), certtool_text(sound)))
            good &= result(f"self test: sound {algorithm[0]} request", complaints)

            der = bytearray(base64.b64decode("".join(sound.read_text().splitlines()[1:-1])))
            der[-2] ^= 0x55
            broken = pathlib.Path(folder, "broken.pem")
            text = base64.encodebytes(bytes(der)).decode()
            broken.write_text(
                f"-----BEGIN CERTIFICATE REQUEST-----\n{text}-----END CERTIFICATE REQUEST-----\n"
            )
            openssl, certtool = openssl_text(broken), certtool_text(broken)
            complaints = []
            if openssl_verifies(openssl) or "verify failure" not in openssl:
                complaints.append(f"openssl does not see it: {openssl[-300:]!r}")
            if certtool_verifies(certtool) or "Self signature: FAILED" not in certtool:
                complaints.append(f"certtool does not see it: {certtool[-300:]!r}")
            good &= result(f"self test: {algorithm[0]} signature broken", complaints)
    return good


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(0 if check_bundle(*(pathlib.Path(argument) for argument in sys.argv[1:])) else 1)

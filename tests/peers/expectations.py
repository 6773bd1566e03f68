#!/usr/bin/python3
"""expectations.py FOLDER -- what an estate promises, read from its YAML without zonewarrant.

Prints one line each: "private-domain NAME", "internal-api NAME TARGET" and "ownership NAME VALUE", for
estates that use the default naming templates. TARGET is the first address of the API, or the name that
it leads to; the exporter writes unknown.invalid where the estate does not state it.
"""

import pathlib
import sys

import yaml

TEMPLATES = {
    "external": "<api>.<subdomain>.<centraldomain>",
    "internal": "<api>.<subdomain>.<centraldomain>.<cloud>",
}


def read_estate(folder):
    """All estate files of a folder, merged by section; those under zones/ are octoDNS's."""
    merged = {}
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
        if path.name == "zonewarrant.yaml" or path.parent.name == "zones":
            continue
        for section, content in (yaml.safe_load(path.read_text()) or {}).items():
            if isinstance(content, dict):
                merged.setdefault(section, {}).update(content)
            else:
                merged.setdefault(section, []).extend(content)
    return merged


def target_of(estate, target):
    """What the API's name leads to, as an exported zone shows it."""
    if "address" in target:
        addresses = target["address"]
        return addresses if isinstance(addresses, str) else addresses[0]
    balancer = estate.get("load_balancers", {}).get(target.get("load_balancer"), {})
    names = [balancer.get("dns_name"), *(target[key] for key in target if key != "load_balancer")]
    return next((name.rstrip(".").lower() for name in names if name), "unknown.invalid")


def main(folder):
    estate = read_estate(folder)
    central = estate["central"]["domain"]
    if any(estate.get("naming", {}).get(key, value) != value for key, value in TEMPLATES.items()):
        sys.exit("this reads estates with the default templates only")
    clouds = estate["central"].get("clouds", {})

    def cloud_domain(account):
        cloud = estate["accounts"][account].get("cloud", "aws")
        return (clouds.get(cloud) or {}).get("domain", f"{central}.{cloud}")

    print("ownership", central, estate["central"]["ownership"])
    for label, subdomain in estate["subdomains"].items():
        internal = f"{label}.{cloud_domain(subdomain['account'])}"
        if "internal" in subdomain["exposure"]:
            print("private-domain", internal)
            print("ownership", internal, subdomain["ownership"])
        if "external" in subdomain["exposure"]:
            print("ownership", f"{label}.{central}", subdomain["ownership"])
    for label, api in estate.get("apis", {}).items():
        if api["exposure"] == "internal":
            subdomain = estate["subdomains"][api["subdomain"]]
            name = f"{label}.{api['subdomain']}.{cloud_domain(subdomain['account'])}"
            print("internal-api", name, target_of(estate, api["target"]))


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/python3
"""round_trips.py PROGRAM FOLDER -- see round_trips.sh. FOLDER is for what is written on the way.

A model is compared as RRsets: records of one zone, view, owner, type, TTL and set identifier are joined, for
sources may have them in several places. Everything else has to be the same, or to be one of:

zones     what zones.h says: SOA and apex NS that are made up, aliases as CNAME, the NS of a delegation that is
          pending, RRsets of a routing policy joined; a comment in the file for what is left out
octodns   a comment in the file for what is left out

Differences that no file says are rows of tests/differences/round_trips.tsv. A row that nothing needs fails.
"""

import collections
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs/schema/model.schema.json"
TABLE = ROOT / "tests/differences/round_trips.tsv"
VERDICTS = ROOT / "tests/checks/zone_files/verdicts.tsv"
UNKNOWN = "unknown.invalid."
EXAMPLES = ["example", "mixed", "aws/company", "rdata-invalid/good-octodns", "target-missing/good-octodns",
            "private-address/bad-octodns", "svcb-params/good.yaml"]
# octoDNS's own: every type, pools, aliases, zones of several sources.
UPSTREAM = ["docs/examples/basic/config/octodns.yaml", "tests/config/alias-zone-loop.yaml", "tests/config/dynamic-config.yaml",
            "tests/config/simple-split.yaml", "tests/config/simple.yaml"]
# What octoDNS has record classes for: a comment is no excuse for these, but for octets that YAML cannot hold.
OCTODNS = set("A AAAA CAA CNAME DNAME DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SPF SRV SSHFP SVCB TLSA TXT URI".split())
NO_TEXT = re.compile(r"\\[0-9]|^\\#")
# Their parameters keep the escapes.
ESCAPED = {"SVCB", "HTTPS"}
# Below these a run has not read what it was to read.
LEAST_INPUTS, LEAST_RRSETS = 90, 1000

Key = collections.namedtuple("Key", "zone view owner type set ttl")


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    return None if done.returncode == 0 else f"status {done.returncode}: {done.stderr[:300]}"


class Model:
    """The RRsets of a model: key -> sorted values; and the same of what has no plain form."""

    def __init__(self, content):
        self.zones = collections.Counter((zone["name"], zone["view"]) for zone in content["zones"])
        self.name_servers = {(z["name"], z["view"]): sorted(z["name_servers"]) for z in content["zones"]}
        self.plain = collections.defaultdict(list)
        self.aliases = collections.defaultdict(list)
        self.pending = set()
        self.routed = collections.defaultdict(list)
        self.owners = collections.defaultdict(set)
        # AWS has no final dot there
        self.balancers = {b["key"]: b["dns_name"].lower().rstrip(".") + "." for b in content["load_balancers"] if b["dns_name"]}
        for zone in content["zones"]:
            for record in zone["records"]:
                self.take(zone, record)
        for values in (*self.plain.values(), *self.routed.values()):
            values.sort()

    def take(self, zone, record):
        where = (zone["name"], zone["view"], record["name"], record["type"])
        key = Key(*where, record["set_identifier"], record["ttl"])
        self.owners[where[:3]].add(record["type"])
        if record["alias"] is not None:
            alias = record["alias"]
            name = alias["name"] or self.balancers.get(alias["load_balancer"]) or ""
            self.aliases[where].append((record["set_identifier"] or "", name, alias["evaluate_target_health"]))
        elif not record["values"]:
            self.pending.add(where)
        elif record["set_identifier"] is not None or record["routing"] is not None:
            self.routed[key] += record["values"]
        else:
            self.plain[key] += record["values"]

    def count(self):
        return len(self.plain) + len(self.aliases) + len(self.pending) + len(self.routed)


def difference(kind, key, first, second):
    return (key.owner, key.type, f"{kind} {key.zone} {key.view} {key.owner} {key.type} {key.ttl} {key.set or ''}: {first} -> {second}")


def unlike(first, second):
    """Keys of which the two have not the same, with both values."""
    for key in sorted(first.keys() | second.keys(), key=str):
        if first.get(key) != second.get(key):
            yield key, first.get(key), second.get(key)


def joined_routed(model, where):
    """Values and TTL of the RRsets of one owner and type that a routing policy chooses from."""
    keys = sorted((key for key in model.routed if key[:4] == where), key=str)
    return sorted({value for key in keys for value in model.routed[key]}), {key.ttl for key in keys}


def zone_file_says(model, key, values):
    """Whether VALUES, which the model does not hold like this, is what zones.h promises to write for it."""
    zone, where = (key.zone, key.view), key[:4]
    at_apex = key.owner == key.zone
    if key.type == "SOA" and at_apex:
        return not any(k[:4] == where for k in model.plain) and values[0].endswith(" hostmaster.invalid. 1 7200 900 1209600 86400")
    if key.type == "NS" and at_apex:
        return not any(k[:4] == where for k in model.plain) and values == (model.name_servers[zone] or [UNKNOWN])
    if key.type == "NS" and where in model.pending:
        return values == [UNKNOWN]
    if key.type == "CNAME" and model.owners[key[:3]] <= {"A", "AAAA"}:
        names = {name or UNKNOWN for w, aliases in model.aliases.items() if w[:3] == key[:3] for _, name, _ in aliases}
        return not at_apex and key.ttl == 60 and values == sorted(names)
    chosen, ttls = joined_routed(model, where)
    if key.type in ("CNAME", "DNAME"):
        return len(values) == 1 and values[0] in chosen and key.ttl in ttls
    return bool(chosen) and sorted(set(values)) == chosen and key.ttl in ttls


def compare_zones(first, second, comments):
    """What zone files have lost or made up, but for what zones.h says."""
    for key, before, after in unlike(first.plain, second.plain):
        if before is not None or not zone_file_says(first, key, after):
            yield difference("record", key, before, after)
    for key in first.routed:
        written = [value for k, values in second.plain.items() if k[:4] == key[:4] for value in values]
        left_out = set(first.routed[key]) - set(written)
        if left_out and (key.owner, key.type) not in comments:
            yield difference("of a routing policy", key, sorted(left_out), None)
    for where in first.aliases.keys() | first.pending:
        if where[2:] not in comments:
            yield difference("without a comment", Key(*where, None, None), "an alias, or pending", None)
    for kind in ("aliases", "routed", "pending"):
        if getattr(second, kind):
            yield ("", "", f"a zone file cannot have {kind}")


def compare_octodns(first, second, comments):
    """What octoDNS's files have lost or made up, but for what they say in comments."""
    for key, before, after in (*unlike(first.plain, second.plain), *unlike(first.routed, second.routed)):
        no_text = key.type not in ESCAPED and any(map(NO_TEXT.search, before or []))
        form = key.type in OCTODNS and key not in first.routed and not no_text
        if after is not None or form or (key.owner, key.type) not in comments:
            yield difference("record", key, before, after)
    for where, before, after in unlike(first.aliases, second.aliases):
        if after is not None or where[2:] not in comments:
            yield difference("alias", Key(*where, None, None), before, after)
    for where in first.pending ^ second.pending:
        if where[2:] not in comments:
            yield difference("pending", Key(*where, None, None), where in first.pending, where in second.pending)


def comments_of(folder, mark):
    """(owner, type) of every comment `# owner TYPE: reason` in the files of a folder."""
    found = set()
    for path in folder.rglob("*"):
        if path.suffix in (".yaml", ".zone"):
            for owner, rr_type in re.findall(rf"^{mark} (\S+) ([A-Z0-9-]+): \S", path.read_text(), re.M):
                found.add((owner.rstrip(".") + ".", rr_type))
    return found


def add_project_file(folder):
    lines = ["version: 1", "sources:"]
    for view in ("public", "private"):
        if (folder / view).is_dir():
            lines.append(f'  - {{path: "{view}/*.zone", format: zone, view: {view}}}')
    (folder / "zonewarrant.yaml").write_text("\n".join(lines) + "\n")


# A name that is long, but one of a file; parameters that need quotes or escapes; one RRset in two places.
HARD_ZONE = ".".join(["sixteen-octets-a"] * 13) + ".example."
HARD = rf"""$ORIGIN {HARD_ZONE}
$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
ns A 192.0.2.1
@ NS ns2.example.net.
ns A 192.0.2.2
quotes SVCB 1 . key667="a b;c(d)e\"f" key668="1.50" key669="\\ \200"
lists HTTPS 1 . alpn="a\\,b,c\\\\,d" ipv4hint=192.0.2.1,192.0.2.2
text TXT "a;b" "c\"d" "\200"
ca CAA 0 issue "ca.example; policy=a"
*.under_score TXT "\000"
"""


class Input:
    """One input: its results are lines, and the rows of the table that it needed."""

    def __init__(self, program, number, name, path, work, rows):
        self.program, self.name, self.path = program, name, path
        self.home = work / str(number)
        self.rows = {(form, owner, rr_type) for n, form, owner, rr_type in rows if n == name}
        self.needed, self.lines, self.count = set(), [], 0

    def say(self, title, problems):
        said = "; ".join(problems)
        self.lines.append(f"ok {title}" if not problems else f"not ok {title}: {said[:600]}")

    def model(self, file, path):
        problem = run(self.program, "export", "--now=2026-11-24", "--to", "json", "--output", file, path)
        return (None, problem) if problem else (json.loads(file.read_text()), None)

    def validate(self, title, content, validator):
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(content)]
        self.say(title, errors[:5])

    def way_back(self, form, first, validator):
        folder, title = self.home / form, f"{self.name}, {form}"
        problem = run(self.program, "export", "--now=2026-11-24", "--to", form, "-o", folder, self.path)
        if problem:
            return self.say(title, [problem])
        if form == "zones":
            add_project_file(folder)
        comments = comments_of(folder, ";" if form == "zones" else "#")
        content, problem = self.model(self.home / f"{form}.json", folder)
        if problem:
            return self.say(title, [f"what was written is not read: {problem}"])
        second = Model(content)
        self.validate(f"{title}, schema", content, validator)
        found = list((compare_zones if form == "zones" else compare_octodns)(first, second, comments))
        found += [(zone, "zone", f"zone {zone} {view}: {first.zones[zone, view]} -> {second.zones[zone, view]}")
                  for zone, view in first.zones.keys() | second.zones.keys() if first.zones[zone, view] != second.zones[zone, view]]
        needed = {(form, owner, rr_type) for owner, rr_type, _ in found} & self.rows
        self.needed |= needed
        self.say(f"{title}: {first.count()} RRsets in {sum(first.zones.values())} zones",
                 [text for owner, rr_type, text in found if (form, owner, rr_type) not in needed])
        return None

    def run(self, validator):
        self.home.mkdir()
        content, problem = self.model(self.home / "first.json", self.path)
        if problem:
            self.say(self.name, [problem])
            return self
        self.validate(f"{self.name}, schema", content, validator)
        first = Model(content)
        self.count = first.count()
        for form in ("zones", "octodns"):
            self.way_back(form, first, validator)
        for row in sorted(self.rows - self.needed):
            self.say(f"{self.name}, the table's {' '.join(row)}", ["nothing differs there any more: take the row out"])
        shutil.rmtree(self.home)
        return self


def rows_of(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def inputs(work):
    """(name, path) of every input; a zone file gets a project that says its zone."""
    for name in EXAMPLES:
        yield name, ROOT / "fixtures" / name
    for name in UPSTREAM:
        yield name, ROOT / "fixtures/real/octodns-upstream" / name
    for folder in sorted((ROOT / "fixtures/real/octodns").iterdir()):
        yield folder.name, folder
    hard = work / "hard"
    hard.mkdir()
    (hard / "hard.zone").write_text(HARD)
    (hard / "zonewarrant.yaml").write_text('version: 1\nsources:\n  - {path: hard.zone, format: zone, view: public}\n')
    yield "hard names and values", hard
    seen = set()
    for path, zone, verdict, *_ in rows_of(VERDICTS):
        if verdict != "good" or path in seen:
            continue
        seen.add(path)
        project = work / f"project-{len(seen)}"
        # the folder, for what the file includes
        shutil.copytree((ROOT / "fixtures/real/zones" / path).parent, project)
        (project / "zonewarrant.yaml").write_text(
            f'version: 1\nsources:\n  - {{path: "{pathlib.Path(path).name}", format: zone, zone: "{zone}", view: public}}\n')
        yield path, project


def changed(content, change):
    copy = json.loads(json.dumps(content))
    record = next(r for zone in copy["zones"] for r in zone["records"] if r["type"] == "MX" and r["alias"] is None)
    zone = next(zone for zone in copy["zones"] if record in zone["records"])
    change(copy, zone, record)
    return copy


# Each has to be found, or a round trip shows nothing.
CHANGES = {
    "another value": lambda model, zone, record: record["values"].__setitem__(0, "1 other.example.net."),
    "a value less": lambda model, zone, record: record["values"].pop(),
    "another TTL": lambda model, zone, record: record.update(ttl=record["ttl"] + 1),
    "another owner": lambda model, zone, record: record.update(name="other." + record["name"]),
    "a record less": lambda model, zone, record: zone["records"].remove(record),
    "a record more": lambda model, zone, record: zone["records"].append({**record, "type": "TXT", "values": ['"more"']}),
    "another view": lambda model, zone, record: zone.update(view="private" if zone["view"] == "public" else "public"),
}


def self_tests(program, work, validator):
    """The comparisons find what is changed, and the schema refuses what it does not know."""
    file = work / "self.json"
    problem = run(program, "export", "--now=2026-11-24", "--to", "json", "--output", file, ROOT / "fixtures/example")
    if problem:
        return [f"not ok self test: {problem}"]
    content, lines = json.loads(file.read_text()), []
    for name, change in CHANGES.items():
        model, other = Model(content), Model(changed(content, change))
        for compare in (compare_zones, compare_octodns):
            # the same comments: what a model does not have in plain form is not what is changed
            comments = {where[2:] for where in (*model.aliases, *model.pending)}
            second = other if compare is compare_octodns else without_forms(other)
            found = list(compare(model, second, comments))
            lines.append(f"{'ok' if found else 'not ok'} self test: {compare.__name__} finds {name}{'' if found else ': nothing'}")
    found = list(validator.iter_errors({**content, "extra": 1}))
    lines.append(f"{'ok' if found else 'not ok'} self test: the schema refuses an unknown key{'' if found else ': it takes it'}")
    return lines


def without_forms(model):
    """As a zone file has it."""
    for kind in (model.aliases, model.pending, model.routed):
        kind.clear()
    return model


def main(program, work):
    work = pathlib.Path(work)
    schema = json.loads(SCHEMA.read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    table = rows_of(TABLE)
    chosen = list(inputs(work))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        tasks = [Input(program, number, name, path, work, [row[:4] for row in table])
                 for number, (name, path) in enumerate(chosen)]
        done = list(pool.map(lambda task: task.run(validator), tasks))
    lines = self_tests(program, work, validator) + [line for task in done for line in task.lines]
    for name, form, owner, rr_type, reason in table:
        if not reason or name not in {name for name, _ in chosen}:
            lines.append(f"not ok the table's {name} {form} {owner} {rr_type}: no such input, or no reason")
    count = sum(task.count for task in done)
    enough = len(done) >= LEAST_INPUTS and count >= LEAST_RRSETS
    lines.append(f"{'ok' if enough else 'not ok'} {len(done)} inputs with {count} RRsets: {LEAST_INPUTS} and {LEAST_RRSETS} are the least")
    print("\n".join(lines))
    return any(line.startswith("not ok") for line in lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

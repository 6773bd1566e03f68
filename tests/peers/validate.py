#!/usr/bin/python3
"""validate.py NAME SCHEMA FILE -- holds a JSON or YAML file against a JSON Schema; prints "ok NAME" or
"not ok NAME: reason"."""

import json
import pathlib
import re
import sys

import jsonschema
import yaml


class Plain(yaml.SafeLoader):
    """Reads booleans and numbers as JSON does, and everything else as the text that was written."""


Plain.yaml_implicit_resolvers = {}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(true|false)$"), "tf")
Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("-?(0|[1-9][0-9]*)$"), "-0123456789")
Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(~|null|)$"), ["~", "n", ""])
Plain.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("<<$"), ["<"])


def main(name, schema_file, file):
    schema = json.loads(pathlib.Path(schema_file).read_text())
    text = pathlib.Path(file).read_text()
    content = yaml.load(text, Plain) if file.endswith(".yaml") else json.loads(text)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = sorted(validator(schema).iter_errors(content), key=lambda error: list(map(str, error.path)))
    if not errors:
        print(f"ok {name}")
        return 0
    said = "; ".join(f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors[:5])
    print(f"not ok {name}: {said}")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

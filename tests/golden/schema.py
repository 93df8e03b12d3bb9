#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""schema.py: docs/rule-pack.schema.json accepts every document of the packs in this tree and of the language's examples,
and refuses broken packs whose mistake is one of shape. (The argument, a binary, is not needed.)"""
import json
import pathlib
import re

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```yaml (?!broken)([^\n]+)\n(.*?)^```$", re.M | re.S)
# Broken packs that a schema of one document can see.
SHAPE = """key-unknown key-unknown-far key-missing-signal key-missing-name key-missing-condition key-missing-detection
signal-and-pattern type-detection type-title-list type-tests type-pattern-colon value-status value-basis value-scope-label
value-scope-action value-same value-sensitive value-who value-kind value-direction value-exists number-modifier field-unknown
modifier-unknown modifier-text needs-without-regex selection-mixed selection-empty selection-name rule-name uuid-short
uuid-upper date-dutch test-both test-neither test-register test-record-field document-unknown list-without-terms list-name
slot-voice slot-empty typo-short scope-label scope-reach scope-key overlay-no-reason overlay-two-targets overlay-date
overlay-set-detection overlay-status""".split()


class Loader(yaml.SafeLoader):
    """YAML 1.2 as the engine reads it: no dates, no sexagesimals, no yes and no."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [("bool", r"^(true|false)$", "tf"), ("int", r"^-?(0|[1-9][0-9]*)$", "-0123456789"),
                            ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"), ("null", r"^(null|~|)$", ["n", "~", ""])]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def documents(text: str):
    files = re.sub(r"^#-- .*$", "---", text, flags=re.M)  # golden packs cut into several files
    return [d for d in yaml.load_all(files, Loader) if d is not None]


def main() -> int:
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/rule-pack.schema.json").read_text()))
    validator.check_schema(validator.schema)
    passed = failed = 0
    good = [(str(p.relative_to(ROOT)), p.read_text()) for pack in ("rules", "tests/packs")
            for p in sorted((ROOT / pack).rglob("*.yaml"))]
    good += [("docs/rule-language.md", m.group(2)) for m in FENCE.finditer((ROOT / "docs/rule-language.md").read_text())]
    for name, text in good:
        for document in documents(text):
            errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(document)]
            passed, failed = passed + (not errors), failed + bool(errors)
            if errors:
                print(f"FAIL {name}: refused: {errors[0]}")
    for name in SHAPE:
        text = (ROOT / "tests/golden/packs" / f"{name}.yaml").read_text()
        refused = any(not validator.is_valid(d) for d in documents(text))
        passed, failed = passed + refused, failed + (not refused)
        if not refused:
            print(f"FAIL {name}: the schema accepts it")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


raise SystemExit(main())

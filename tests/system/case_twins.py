#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""case_twins.py names RECORDS            the records with other person references, on stdout
case_twins.py compare OUT TWIN [-v]    cases whose alerts differ between two outputs of `waakvlam scan`, and of how many

An alert is its pattern, triage and evidence; ids of records are the same in both. -v shows what differs."""
import collections
import json
import re
import sys

NAMES = {"A": "Samira", "B": "Jan de Boer", "C": "Els", "C1": "Roos", "D": "Kofi", "E": "Li Na"}


def renamed(value):
    if isinstance(value, str):
        m = re.fullmatch(r"(C1|[A-E])\.(\d+)", value)
        return f"{NAMES[m[1]]} {m[2]}" if m else value
    if isinstance(value, list):
        return [renamed(v) for v in value]
    if isinstance(value, dict):
        return {renamed(k): v if k == "text" else renamed(v) for k, v in value.items()}
    return value


def read(path):
    alerts, cases = collections.defaultdict(set), set()
    with open(path, encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            cases.add(line.get("case"))
            if line["type"] == "alert":
                alerts[line["case"]].add((line["pattern"], line["triage"], tuple(sorted(line["evidence"]))))
    return alerts, cases


def compare(own, twin, verbose):
    (a, cases), (b, others) = read(own), read(twin)
    differ = [c for c in sorted(cases | others) if a[c] != b[c]]
    for c in differ if verbose else ():
        for sign, only in (("-", a[c] - b[c]), ("+", b[c] - a[c])):
            for pattern, triage, evidence in sorted(only):
                print(f"  {c} {sign} {pattern} {triage} {' '.join(evidence)}")
    print(f"{len(differ)} of {len(cases | others)}")


if sys.argv[1] == "names":
    with open(sys.argv[2], encoding="utf-8") as records:
        for line in records:
            print(json.dumps(renamed(json.loads(line)), ensure_ascii=False))
else:
    compare(sys.argv[2], sys.argv[3], "-v" in sys.argv)

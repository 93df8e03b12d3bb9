#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Records of the cases that the browser tests work through. They are older than all others, so that they stand first in the
queue; no two tests share one. Each round has six: see round.mjs."""
import json

ROUNDS = ["toetsen", "muis", "muis-zonder-script", "toetsen-zonder-script"]
THREAT = "Ik maak je dood als je niet opneemt. En ik sta zo weer voor je deur te wachten."
CALM = "Hoe laat ben je thuis? Dan haal ik de spullen op."


def message(case, number, at, text):
    print(json.dumps({
        "id": f"{case}-{number}", "case": case, "kind": "message", "from": "B", "to": "A", "channel": "whatsapp",
        "occurred_at": at, "text": text, "persons": [{"ref": "A", "role": "target"}, {"ref": "B", "role": "other"}],
    }, ensure_ascii=False))


for day, name in enumerate(ROUNDS, 1):
    for number, step in enumerate(["besluit", "later", "overdracht", "lezing", "vierogen", "volgende"]):
        at = f"2020-0{day}-{number + 10}T2{number % 3}:10:00+01:00"
        message(f"proef-{name}-{step}", 1, at, THREAT)
        message(f"proef-{name}-{step}", 2, at.replace(":10:00", ":40:00"), CALM)
for number in range(12):  # pairs of readings, for the page on agreement
    message(f"proef-paren-{number}", 1, f"2020-06-{number + 10}T12:00:00+01:00", THREAT)

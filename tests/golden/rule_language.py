#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""rule_language.py WAAKVLAM: every fenced example of docs/rule-language.md is run.

```yaml pack.yaml     a file of that name        ```yaml rule          must load and pass its own tests
```yaml broken E123   must be refused, with that code and no other

All good examples are one pack together, so they may refer to each other; each broken one is put beside them."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DOC = pathlib.Path(__file__).resolve().parents[2] / "docs" / "rule-language.md"
FENCE = re.compile(r"^```yaml ([^\n]+)\n(.*?)^```$", re.M | re.S)


def call(binary: str, pack: str, command: str) -> tuple[int, str]:
    done = subprocess.run([binary, *command.split(), "-r", pack], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    binary = os.path.abspath(sys.argv[1])
    blocks = [(m.group(1).split(), m.group(2)) for m in FENCE.finditer(DOC.read_text())]
    passed = failed = 0

    def count(good: bool, what: str, said: str) -> None:
        nonlocal passed, failed
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAIL {what}\n{said}")

    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder)
        for number, (info, text) in enumerate(blocks):
            if info[0] == "rule":
                (pack / f"example{number:02}.yaml").write_text(text)
            elif info[0] != "broken":
                (pack / info[0]).write_text(text)
        code, said = call(binary, folder, "check -q")
        count(code == 0, "the examples do not load", said)
        code, said = call(binary, folder, "test")
        tests = re.search(r"^(\d+) passed, (\d+) failed$", said, re.M)
        count(code == 0 and tests is not None and int(tests.group(1)) > 10, "tests of the examples", said)
        for number, (info, text) in enumerate(blocks):
            if info[0] != "broken":
                continue
            path = pack / f"broken{number:02}.yaml"
            path.write_text(text)
            code, said = call(binary, folder, "check -q")
            codes = set(re.findall(r"error\[(E\d+)\]", said))
            count(code == 78 and codes == {info[1]}, f"broken example {info[1]} gave {sorted(codes)}", said)
            path.unlink()
    count(len(blocks) > 15, f"only {len(blocks)} examples found", "")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""packs.py WAAKVLAM [--update] [NAME...]: every broken pack gives its diagnostics, byte for byte.

packs/NAME.yaml is the file rules/NAME.yaml of a pack whose other files stand in packs/base; lines `#-- PATH` cut it
into several files (`#-- PATH absent` leaves one of base out; ../overlay/ is an overlay). packs/NAME.stderr is what `check -q` must say of it, and its
exit code must be 78; of warn-NAME it is what `check --strict` warns of its matching. --update writes what it says now: read it before you commit it."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent / "packs"
MARK = re.compile(rb"^#-- (\S+)( absent)?\n", re.M)


def lay_out(case: pathlib.Path, pack: pathlib.Path) -> None:
    shutil.copytree(FOLDER / "base", pack)
    data = case.read_bytes()
    marks = list(MARK.finditer(data)) if data.startswith(b"#-- ") else []
    if not marks:
        (pack / "rules").mkdir()
        (pack / "rules" / case.name).write_bytes(data)
    for i, mark in enumerate(marks):
        path = pack / mark.group(1).decode()
        end = marks[i + 1].start() if i + 1 < len(marks) else len(data)
        if mark.group(2):
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[mark.end():end])


# What `check` warns of a rule's matching; the other warnings (tests, lock) are not what these packs are about.
WARNING = re.compile(rb"^\S+: warning\[W(?:085|09[4-7])\]")


def warnings(said: bytes) -> bytes:
    kept, keep = [], False
    for line in said.splitlines(keepends=True):
        if not line.startswith(b" "):
            keep = bool(WARNING.match(line))
        if keep:
            kept.append(line)
    return b"".join(kept)


def run(binary: str, case: pathlib.Path) -> tuple[int, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "pack"
        lay_out(case, pack)
        overlay = ["--overlay", "overlay", "--as-of", "2026-11-23"] if (pack.parent / "overlay").exists() else []
        warns = case.name.startswith("warn-")
        how = ["--strict"] if warns else ["-q"]
        done = subprocess.run([binary, "check", *how, "-r", "pack", *overlay], cwd=folder, capture_output=True, timeout=60)
    return done.returncode, warnings(done.stderr) if warns else done.stderr


def main() -> int:
    binary, *names = sys.argv[1:]
    binary = os.path.abspath(binary)
    update = "--update" in names
    names = [n for n in names if n != "--update"]
    passed = failed = 0
    for case in sorted(FOLDER.glob("*.yaml")):
        if names and case.stem not in names:
            continue
        expected = case.with_suffix(".stderr")
        code, said = run(binary, case)
        if update:
            expected.write_bytes(said)
        want = expected.read_bytes() if expected.exists() else b"(no .stderr file)\n"
        if code == 78 and said == want:
            passed += 1
            continue
        failed += 1
        print(f"FAIL {case.name}: exit {code}\n--- expected\n{want.decode(errors='replace')}--- said\n"
              f"{said.decode(errors='replace')}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())

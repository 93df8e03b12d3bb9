#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""readme.py WAAKVLAM [--update]: the rule of README.md loads, passes its tests, and gives exactly the flag that README.md shows.

The rule is the ```yaml rule block, the sentence its first match test, the flag the ```json block; tests/packs/readme is around it."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / 'README.md'
RULE = re.compile(r'^```yaml rule\n(.*?)^```$', re.M | re.S)
FLAG = re.compile(r'^```json\n(.*?)^```$', re.M | re.S)


def pretty(line):
    """One finding a line: what a reader can follow, and no byte of it changed."""
    return line.replace('"findings":[', '"findings":[\n ').replace(',"scope":', ',\n  "scope":').replace(
        ',"why":', ',\n  "why":').replace('],"pack":', '],\n "pack":')


def main():
    binary, page = os.path.abspath(sys.argv[1]), README.read_text(encoding='utf-8')
    rule = RULE.search(page).group(1)
    sentence = re.search(r'- match: "([^"]+)"', rule).group(1)
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / 'pack'
        shutil.copytree(ROOT / 'tests/packs/readme', pack)
        (pack / 'rules').mkdir()
        (pack / 'rules/keel.yaml').write_text(rule, encoding='utf-8')
        tested = subprocess.run([binary, 'test', '-r', pack], capture_output=True, text=True)
        record = json.dumps({'id': 'm1', 'kind': 'report', 'text': sentence}, ensure_ascii=False) + '\n'
        scanned = subprocess.run([binary, 'scan', '-r', pack, '-'], input=record, capture_output=True, text=True)
    flag = pretty(scanned.stdout)
    if '--update' in sys.argv:
        README.write_text(FLAG.sub(lambda _: '```json\n' + flag + '```', page), encoding='utf-8')
        return 0
    good = [tested.returncode == 0, FLAG.search(page).group(1) == flag]
    if not all(good):
        print(tested.stdout, tested.stderr, scanned.stdout, scanned.stderr)
    print(f'{sum(good)} passed, {len(good) - sum(good)} failed')
    return not all(good)


if __name__ == '__main__':
    sys.exit(main())

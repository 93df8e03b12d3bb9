#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""store_flags.py WAAKVLAM PACK ITEMS COUNT OUT [TEXTS]: COUNT flags of ITEMS under other ids, four to a case, in OUT, and the records
of the first TEXTS of them in OUT.records: a store of any size whose lines are those of the engine (1.3 findings, 1 kB each)."""
import hashlib
import json
import subprocess
import sys


def name(*parts):
    return hashlib.md5('|'.join(map(str, parts)).encode()).hexdigest()


def main():
    program, pack, items, count, out = *sys.argv[1:4], int(sys.argv[4]), sys.argv[5]
    texts = int(sys.argv[6]) if len(sys.argv) > 6 else 0
    scan = subprocess.run([program, 'scan', '-q', '-r', pack, items], stdout=subprocess.PIPE, check=True)
    flags = [f for f in map(json.loads, scan.stdout.splitlines()) if f['type'] == 'flag']
    words = {r['id']: r['text'] for r in map(json.loads, open(items, encoding='utf-8'))}
    with open(out, 'w', encoding='utf-8') as lines, open(out + '.records', 'w', encoding='utf-8') as records:
        for i in range(count):
            f, case, record = dict(flags[i * 7 % len(flags)]), f'c{i // 4:07d}', f'r{i}'
            at = f'2026-{i % 12 + 1:02d}-{i % 28 + 1:02d}T{i % 24:02d}:{i % 60:02d}:00+01:00'
            if i < texts:
                r = {'id': record, 'case': case, 'kind': 'report', 'occurred_at': at, 'text': words[f['record']]}
                records.write(json.dumps(r, ensure_ascii=False) + '\n')
            f.update(id=name('id', i), key=name('key', case, record), record=record, case=case, raised_at=at)
            f['findings'] = [dict(x, key=name('f', record, x['rule'])) for x in f['findings']]
            lines.write(json.dumps(f, ensure_ascii=False, separators=(',', ':')) + '\n')


if __name__ == '__main__':
    main()

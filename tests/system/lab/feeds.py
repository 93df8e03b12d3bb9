# SPDX-License-Identifier: EUPL-1.2
"""feeds.py check DIR RATE | prefix SMALL LARGE | patterns DIR PACK: is the ground truth of generated cases true of them?"""
import collections
import datetime
import glob
import json
import re
import sys


def lines(path):
    return [json.loads(line) for line in open(path, encoding='utf-8')]


def when(text):
    return datetime.datetime.fromisoformat(text)


def received(record):
    return when(record.get('received_at', record['occurred_at']))


def amsterdam_is_right(text):
    """+02:00 from the last Sunday of March to that of October."""
    t = when(text).replace(tzinfo=None)

    def last_sunday(month):
        d = datetime.datetime(t.year, month, 31)
        return d - datetime.timedelta(days=(d.weekday() + 1) % 7)
    summer = last_sunday(3) + datetime.timedelta(hours=3) <= t < last_sunday(10) + datetime.timedelta(hours=3)
    return text.endswith('+02:00' if summer else '+01:00')


def check_record(r, wrong):
    if received(r) < when(r['occurred_at']):
        wrong.append((r['id'], 'received before it occurred'))
    if not amsterdam_is_right(r['occurred_at']):
        wrong.append((r['id'], 'the offset is not that of the day'))
    if any(c in r.get('text', '') for c in '{}[]') or ('text' in r and not r['text']):
        wrong.append((r['id'], 'a bracket was left, or there is no text'))
    number = r['case'].lstrip('c').lstrip('0') or '0'
    for key in ('from', 'to', 'reporter'):
        if r.get(key, 'R') != 'R' and not re.fullmatch(r'[A-E]1?\.' + number, r[key]):
            wrong.append((r['id'], 'a person of another case'))


def check_case(g, records, wrong):
    own = {r['id']: r for r in records}
    for m in g['must']:
        on = [m['record']] if 'record' in m else m['evidence_any_of']
        if not on or any(i not in own for i in on):
            wrong.append((g['case'], m['slug'], 'evidence of another case'))
            continue
        if max(received(own[i]) for i in on) > when(m['stands']):
            wrong.append((g['case'], m['slug'], 'stands before its evidence was there'))
        if not when(m['stands']) <= when(m['by']) or when(m['by']).date() != when(m['stands']).date():
            wrong.append((g['case'], m['slug'], 'the deadline is not the end of that day'))
    if g['max_severity'] is None and not g['must'] and not g['must_not']:
        wrong.append((g['case'], 'says nothing'))
    wrong.extend((g['case'], i, 'silent record of another case') for i in g['silent'] if i not in own)


def check(folder, rate):
    records, gold, wrong = lines(f'{folder}/records.ndjson'), lines(f'{folder}/gold.ndjson'), []
    of_case = collections.defaultdict(list)
    for r in records:
        of_case[r['case']].append(r)
        check_record(r, wrong)
    for g in gold:
        check_case(g, of_case[g['case']], wrong)
    asked = sum(bool(g['must']) for g in gold) / len(gold)
    late = sum(received(r) - when(r['occurred_at']) >= datetime.timedelta(days=1) for r in records)
    jumps = sum(received(a) > received(b) for a, b in zip(records, records[1:]))
    mixed = sum(a['case'] != b['case'] for a, b in zip(records, records[1:]))
    counts = json.load(open(f'{folder}/manifest.json', encoding='utf-8'))['counts']
    if abs(asked - float(rate)) > 0.08:
        wrong.append(('share of cases', asked))
    if not late or not jumps or mixed < len(records) / 4 or len(of_case) != len(gold):
        wrong.append(('late', late, 'out of order', jumps, 'interleaved', mixed))
    if counts['records'] != len(records) or counts['late'] != late or set(counts['splits']) != {'train', 'dev', 'test'}:
        wrong.append(('the manifest counts something else', counts))
    return wrong


def prefix(small, large):
    a, b = ({g['case']: g for g in lines(f'{d}/gold.ndjson')} for d in (small, large))
    texts = [{r['id']: r for r in lines(f'{d}/records.ndjson')} for d in (small, large)]
    wrong = [(c, 'differs') for c in a if a[c] != b.get(c)]
    return wrong + [(i, 'differs') for i, r in texts[0].items() if texts[1].get(i) != r]


def patterns(folder, pack):
    named = set()
    for path in glob.glob(f'{pack}/**/*.yaml', recursive=True):
        named |= set(re.findall(r'^pattern: (pattern\.\w+)', open(path, encoding='utf-8').read(), re.M))
    asked = {m['slug'] for g in lines(f'{folder}/gold.ndjson') for m in g['must']}
    return [(p, 'has no feed') for p in sorted(named - asked)] + ([] if len(named) >= 14 else [('patterns', len(named))])


wrong = {'check': check, 'prefix': prefix, 'patterns': patterns}[sys.argv[1]](*sys.argv[2:])
for w in wrong[:10]:
    print(*w)
sys.exit(bool(wrong))

# SPDX-License-Identifier: EUPL-1.2
"""annotate_check.py WHAT FILE...: reads what `annotate` wrote as the tools do: Python's strings are code points."""
import csv
import json
import os
import re
import sys


def records(path):
    return [json.loads(line) for line in open(path, encoding='utf-8', newline='\n') if line.strip()]


def shown_fits(shown, text):
    assert len(shown) == len(text), (shown, text)
    assert '\r' not in shown and '\x00' not in shown
    assert len(shown.encode('utf-16-le')) == len(text.encode('utf-16-le'))
    for a, b in zip(shown, text):
        assert a == b or b < ' ' or b in '\x85\u2028\u2029', (a, b)


def units(text, start, end):
    """The slice that JavaScript would take."""
    return text.encode('utf-16-le')[2 * start:2 * end].decode('utf-16-le')


def check(found, record):
    """found: {(label, words)}; a word is enough, the places were taken from the tool's own text."""
    want = {(slug, record['text'][s:e].replace('\r\n', ' \n')) for slug, spans in record['gold']['spans'].items() for s, e in spans}
    return want <= found if found else not want


def documents(what, path):
    """(record, case, shown text, {(slug, words)}) of each document."""
    if what == 'label-studio':
        for task in json.load(open(path, encoding='utf-8')):
            data, found = task['data'], set()
            for result in (task.get('annotations') or task['predictions'])[0]['result']:
                v = result['value']
                if result['type'] == 'labels':
                    assert data['text'][v['start']:v['end']] == v['text']
                    found.add((v['labels'][0], v['text']))
            yield data['record'], data.get('case'), data['text'], found
    elif what == 'doccano':
        for d in records(path):
            yield d['record'], d.get('case'), d['text'], {(x.split('/')[0], units(d['text'], s, e)) for s, e, x in d['label']}
    elif what == 'csv':
        rows = {}
        for row in csv.DictReader(open(path, encoding='utf-8-sig', newline='')):
            row = {k: re.sub(r"^'(?='*[=+\-@\t\r\n])", '', v) for k, v in row.items()}
            key = row['record'], row['case'] or None
            _, found = rows.setdefault(key, (row['text'], set()))
            for s, e in re.findall(r'\[(\d+),(\d+)\]', row['spans']):
                found.add((row['signal'], row['text'][int(s):int(e)]))
        for (record, case), (text, found) in rows.items():
            yield record, case, text, found
    else:
        for line in records(os.path.join(path, 'index.ndjson')):
            text = open(os.path.join(path, line['file'] + '.txt'), encoding='utf-8').read()  # universal line ends
            found = set()
            # codecs' lines, which also end at U+2028 and friends
            for ann in open(os.path.join(path, line['file'] + '.ann'), encoding='utf-8').read().splitlines():
                ident, data, rest = (ann.split('\t') + [''])[:3] if ann[0] != 'T' else ann.split('\t', 2)
                if ident[0] != 'T':
                    continue
                name, offsets = data.split(' ', 1)
                pieces = [tuple(map(int, p.split())) for p in offsets.split(';')]
                assert all(a[1] < b[0] for a, b in zip(pieces, pieces[1:])), 'pieces touch'
                assert rest == ' '.join(text[s:e] for s, e in pieces), (rest, pieces)
                assert re.fullmatch('[a-z0-9_-]+', name)
                found.add((name.replace('-', '.'), text[pieces[0][0]:pieces[-1][1]]))
            yield line['record'], line.get('case'), text, found


def tool(what, path, items):
    known = {(r['id'], r.get('case')): r for r in records(items)}
    gold = path.startswith('gold')
    seen = 0
    for record, case, text, found in documents(what, path):
        r = known.pop((record, case))
        shown_fits(text, r['text'])
        assert all(words for _, words in found)
        if gold:
            assert check(found, r), (record, found)
        seen += len(found)
    assert not known, known
    assert seen > 10


def same(back, items):
    a, b = records(back), records(items)
    assert len(a) == len(b)
    for x, y in zip(a, b):
        for key in ('require', 'allow', 'negated', 'spans', 'register', 'scope'):
            assert x['gold'][key] == y['gold'][key], (x['id'], key, x['gold'], y['gold'])
        del x['gold'], y['gold']
        assert x == y


def to_utf16(path):
    tasks = json.load(open(path, encoding='utf-8'))
    for task in tasks:
        text = task['data']['text']
        for result in task['annotations'][0]['result']:
            for end in ('start', 'end'):
                result['value'][end] = len(text[:result['value'][end]].encode('utf-16-le')) // 2
            if 'text' in result['value']:  # as its frontend writes line ends
                result['value']['text'] = result['value']['text'].replace('\n', '\\n')
    json.dump(tasks, sys.stdout, ensure_ascii=False, separators=(',', ':'))


VERDICTS = {'plain': 'right', 'emoji': 'arguable', 'combining': 'negated', 'tab': 'wrong'}


def judge(path, out):
    rows = list(csv.DictReader(open(path, encoding='utf-8', newline='')))
    with open(out, 'w', encoding='utf-8', newline='') as f:
        w = csv.DictWriter(f, list(reversed(rows[0])))  # somebody moved the columns
        w.writeheader()
        for row in rows:
            if row['record'] in VERDICTS and row['signal']:
                row['verdict'] = VERDICTS[row['record']]
            if row['record'] == 'nothing':
                row['verdict'] = 'none'
            if row['record'] == 'nul' and row['signal']:
                row['verdict'] = 'right'
                w.writerow(row)
                row = dict(row, signal='contact.unwanted', rule='', spans='', evidence='twee')
            w.writerow(row)


def judged(path):
    by = {(r['id'], r.get('case')): r['gold'] for r in records(path)}
    assert by['plain', None]['require'] and not by['plain', None]['allow']
    assert by['emoji', None]['allow'] and not by['emoji', None]['require']
    assert by['combining', None]['negated'] and not by['combining', None]['require']
    assert by['tab', None]['require'] == by['tab', None]['allow'] == by['tab', None]['negated'] == []
    assert by['tab', None]['spans'] == {}
    assert by['nothing', None]['require'] == []
    assert by['nul', None]['spans']['contact.unwanted'] == [[4, 8]]
    assert ('crlf', None) not in by, 'a record without verdicts is not judged'


def no_formula(path):
    for row in csv.reader(open(path, encoding='utf-8', newline='')):
        for cell in row:
            assert cell[:1] not in tuple('=+-@\t\r\n') or cell == '', cell


{'same': same, 'to-utf16': to_utf16, 'judge': judge, 'judged': judged, 'no-formula': no_formula}.get(
    sys.argv[1], lambda *a: tool(sys.argv[1], *a))(*sys.argv[2:])

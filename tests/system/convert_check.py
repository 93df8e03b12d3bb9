#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""convert_check.py SAMPLES FORMAT...: takes the bytes that golden records and dead letters name out of the sample files.

The bytes of a record must hold its text (read in the way of the format, by Python's own parsers), ranges must not overlap,
dead letters must be the very bytes, and of formats made of lines nothing but white space may be left over."""
import base64
import csv
import glob
import hashlib
import html
import io
import json
import os
import re
import sys

SUFFIXES = ('.ndjson', '.stderr', '.dead', '.args', '.yaml')
LINES = {'whatsapp', 'signal-text', 'csv'}
# What convert says it mended is compared by what is left when everything beyond ASCII is taken out.
MENDED = {'bytes_replaced', 'mojibake_mended', 'surrogates_mended', 'charset_corrected'}
# Lines of signal-export that are no words of the sender are taken out of the middle of a text.
NOT_OWN = re.compile(rb'^(> ?.*|\(- .* -\))\s*$', re.M)


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield ''.join(v if isinstance(v, str) else v.get('text', '') for v in value if isinstance(v, (str, dict)))
        for v in value:
            yield from strings_of(v)
    elif isinstance(value, dict):
        for k, v in value.items():
            yield k
            yield from strings_of(v)


def halves(match):
    return match.group(0).encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


def xml_texts(raw):
    quotes = re.findall(rb'="([^"]*)"', raw)
    for quoted in [q.decode(e, 'replace') for e in ('utf-8', 'windows-1252') for q in quotes]:
        text = re.sub(r'&#(\d+);', lambda m: chr(int(m.group(1))), quoted)
        yield html.unescape(re.sub('[\ud800-\udbff][\udc00-\udfff]', halves, text))


def texts(fmt, raw):
    """Every text that these bytes may be read as."""
    if fmt in ('telegram', 'signal', 'messenger', 'instagram'):
        yield from strings_of(json.loads(raw.decode('utf-8', 'replace')))
    elif fmt == 'sms':
        yield from xml_texts(raw)
        yield 'received made missed voice mail refused blocked'
    elif fmt == 'csv':
        for encoding in ('utf-8', 'windows-1252'):
            line = raw.decode(encoding, 'replace')
            for separator in ',;\t':
                for row in csv.reader(io.StringIO(line, newline=''), delimiter=separator):
                    for cell in row:
                        yield cell.lstrip("'") if cell.startswith("'") else cell
    else:
        yield (NOT_OWN.sub(b'', raw) if fmt == 'signal-text' else raw).decode('utf-8', 'replace')


def plain(text):
    return re.sub(r'[^\x21-\x7e]', '', text)


def holds(fmt, raw, record):
    text = record.get('text') or record.get('attrs', {}).get('as_written', '')
    if text in ('owner', 'Me'):
        return True
    if set(record.get('warnings', [])) & MENDED:
        return any(plain(text) in plain(t) for t in texts(fmt, raw))
    return any(text in t for t in texts(fmt, raw)) or any(plain(text) in plain(t) for t in texts(fmt, raw)
                                                          if fmt == 'signal-text')


def check(fmt, golden, problems):
    stem = golden[:-len('.ndjson')]
    (sample,) = [f for f in glob.glob(stem + '.*') if not f.endswith(SUFFIXES)]
    data = open(sample, 'rb').read()
    digest = hashlib.sha256(data).hexdigest()
    ranges = []
    for line in open(golden, encoding='utf-8'):
        record = json.loads(line)
        src = record['src']
        raw = data[src['byte_start']:src['byte_end']]
        ranges.append((src['byte_start'], src['byte_end']))
        if src['file_sha256'] != digest or not raw or src['byte_end'] > len(data):
            problems.append(f'{golden}: {record["id"]}: not of this file')
        elif not holds(fmt, raw, record):
            problems.append(f'{golden}: {record["id"]}: its bytes do not hold its text')
        if src.get('line') and data.count(b'\n', 0, src['byte_start']) + 1 != src['line']:
            problems.append(f'{golden}: {record["id"]}: line {src["line"]}')
    if os.path.exists(stem + '.dead'):
        for line in open(stem + '.dead', encoding='utf-8'):
            dead = json.loads(line)
            src = dead['src']
            ranges.append((src['byte_start'], src['byte_end']))
            if base64.b64decode(dead['raw']) != data[src['byte_start']:src['byte_end']]:
                problems.append(f'{golden}: a dead letter holds other bytes')
    ranges.sort()
    at, left = 0, b''
    for start, end in ranges:
        if start < at:
            problems.append(f'{golden}: ranges overlap at byte {start}')
        left += data[at:start]
        at = max(at, end)
    left += data[at:]
    if fmt == 'csv':  # its first row
        left = left.split(b'\n', 1)[-1]
    if fmt in LINES and ranges and left.replace(b'\xef\xbb\xbf', b'').strip():
        problems.append(f'{golden}: bytes that are in no record: {left[:60]!r}')
    return len(ranges)


def main(samples, *formats):
    problems, count = [], 0
    for fmt in formats:
        for golden in sorted(glob.glob(f'{samples}/{fmt}/*.ndjson')):
            count += check(fmt, golden, problems)
    print('\n'.join(problems))
    print(f'{count} ranges')
    return bool(problems) or count < 100


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))

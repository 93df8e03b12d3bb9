#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""convert_documents_check.py SAMPLES FORMAT...: takes the bytes that golden records name out of the sample files (or out of
the member of the zip that `part` names) and looks for the record's words in them, by Python's own parsers of XML and mail.

A mail's text is its subject and its own lines, a document's text is its runs: each line must be found, in this order."""
import email
import email.policy
import glob
import hashlib
import html
import json
import re
import sys
import zipfile

SUFFIXES = ('.ndjson', '.stderr', '.dead', '.args', '.yaml')


def plain(text):
    """Letters and digits of ASCII: what no mending of characters, marks or spaces touches."""
    return re.sub(r'[^A-Za-z0-9]', '', text)


def xml_text(raw):
    return html.unescape(re.sub(r'<!\[CDATA\[(.*?)\]\]>|<[^>]*>', lambda m: html.escape(m.group(1) or ''), raw.decode('utf-8', 'replace'),
                                flags=re.S))


def part_text(part):
    payload = part.get_payload(decode=True) or b''
    for charset in (part.get_content_charset() or 'utf-8', 'windows-1252'):
        try:
            text = payload.decode(charset)
            break
        except (UnicodeDecodeError, LookupError):
            text = payload.decode('windows-1252', 'replace')
    if part.get_content_subtype() == 'html':
        text = html.unescape(re.sub(r'<style.*?</style>|<[^>]*>', '', text, flags=re.S))
    return text


def mail_text(raw):
    if raw.startswith(b'From '):
        raw = raw.split(b'\n', 1)[1]
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    subject = ''.join(s.decode(c or 'ascii', 'replace') if isinstance(s, bytes) else s
                      for s, c in email.header.decode_header(message.get('Subject', '')))
    return subject + '\n' + '\n'.join(part_text(p) for p in message.walk() if p.get_content_maintype() == 'text')


def file_text(raw):
    if raw.startswith(b'\xff\xfe'):
        return raw.decode('utf-16')
    try:
        return raw.decode('utf-8-sig')
    except UnicodeDecodeError:
        return raw.decode('windows-1252', 'replace')


def found(record, text):
    at, text = 0, plain(text)
    words = (record.get('text') or '').replace('[verwijderd: ', '')
    if record['src']['kind'] == 'media':  # names of files
        words = words.replace(', ', '\n')
    for line in words.split('\n'):
        at = text.find(plain(line), at)
        if at < 0:
            return False
        at += len(plain(line))
    return True


def check(fmt, golden, problems):
    (sample,) = [f for f in glob.glob(golden[:-len('.ndjson')] + '.*') if not f.endswith(SUFFIXES)]
    data, count = open(sample, 'rb').read(), 0
    for line in open(golden, encoding='utf-8'):
        record = json.loads(line)
        src = record['src']
        whole = zipfile.ZipFile(sample).open(src['part']) if 'part' in src else open(sample, 'rb')
        whole._expected_crc = None  # a sample has a wrong one on purpose
        whole = whole.read()
        raw = whole[src['byte_start']:src['byte_end']]
        read = {'ufdr': xml_text, 'docx': xml_text, 'mbox': mail_text, 'eml': mail_text, 'text': file_text}.get(fmt)
        count += 1
        if src['file_sha256'] != hashlib.sha256(data).hexdigest() or not raw or src['byte_end'] > len(whole):
            problems.append(f'{golden}: {record["id"]}: not of this file')
        elif fmt == 'ufdr' and not (raw.startswith(b'<model ') and raw.endswith(b'</model>')):
            problems.append(f'{golden}: {record["id"]}: its bytes are no <model> element')
        elif read and not found(record, read(raw)):  # the bytes of a PDF are packed: its text does not stand in them
            problems.append(f'{golden}: {record["id"]}: its bytes do not hold its text')
        if src.get('line') and whole.count(b'\n', 0, src['byte_start']) + 1 != src['line']:
            problems.append(f'{golden}: {record["id"]}: line {src["line"]}')
    return count


def main(samples, *formats):
    problems = []
    count = sum(check(fmt, golden, problems) for fmt in formats for golden in sorted(glob.glob(f'{samples}/{fmt}/*.ndjson')))
    print('\n'.join(problems))
    print(f'{count} ranges')
    return bool(problems) or count < 90


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))

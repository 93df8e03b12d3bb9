#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""convert_big_ufdr.py FILE MIB: an invented UFDR of so many MiB of XML: one chat of short messages, each other one by the owner."""
import random
import sys
import zipfile

HEAD = ('<?xml version="1.0" encoding="utf-8"?>\n<project reportVersion="5.2" xmlns="http://pa.cellebrite.com/report/2.0">\n'
        '<decodedData>\n<modelType type="Chat">\n<model type="Chat" id="c-1" deleted_state="Intact">'
        '<field name="Source" type="String"><value type="String">WhatsApp</value></field>'
        '<multiModelField name="Messages" type="InstantMessage">\n')
FOOT = '</multiModelField></model></modelType></decodedData></project>'


def message(number, words):
    owner, day, hour = number % 2, number // 2000 % 28 + 1, number // 100 % 24
    return (f'<model type="InstantMessage" id="m-{number}" deleted_state="Intact" decoding_confidence="High" isrelated="False">\n'
            f'<modelField name="From" type="Party"><model type="Party" id="p{number}" deleted_state="Intact">'
            f'<field name="Identifier" type="String"><value type="String"><![CDATA[3160000000{owner}@s.whatsapp.net]]></value></field>'
            f'<field name="IsPhoneOwner" type="Boolean"><value type="Boolean">{bool(owner)}</value></field></model></modelField>\n'
            f'<field name="Body" type="String"><value type="String"><![CDATA[{" ".join(random.choices(words, k=12))}]]></value></field>\n'
            '<field name="TimeStamp" type="TimeStamp"><value type="TimeStamp">'
            f'2026-01-{day:02d}T{hour:02d}:{number % 60:02d}:00.000+00:00</value></field>\n</model>\n')


def main(path, mib):
    random.seed(1)
    words = [''.join(random.choices('abcdefghijklmnopqrstuvwxyz', k=random.randint(2, 9))) for _ in range(20000)]
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as z, z.open('report.xml', 'w', force_zip64=True) as f:
        written, number = f.write(HEAD.encode()), 0
        while written < int(mib) << 20:
            written += f.write(''.join(message(number + i, words) for i in range(500)).encode())
            number += 500
        f.write(FOOT.encode())


if __name__ == '__main__':
    main(*sys.argv[1:])

#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Feeds for the case stage: make_cases.py RECORDS CASES OUT.ndjson
Calls, visits and short messages without a signal in their text, spread evenly over the cases in order of time; the first
record of a case tells its roles. The same arguments always give the same bytes."""
import sys

START = 1767222000  # 2026-01-01T00:00:00+01:00
TEXTS = ['ben om vijf uur thuis', 'heb je de jas gevonden', 'de fiets staat in de schuur', 'tot morgen', 'bel je later']


def stamp(second):
    days, rest = divmod(second - START, 86400)
    month, day = divmod(days % 336, 28)
    return f'{2026 + days // 336}-{month + 1:02}-{day + 1:02}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}+01:00'


def line(i, cases):
    case, turn = i % cases, i // cases
    head = f'{{"id":"r{turn}","case":"c{case}","occurred_at":"{stamp(START + turn * 7200 + case % 7200)}",'
    if turn == 0:
        return head + '"kind":"event","type":"case.roles","attrs":{"A":"target","B":"other"}}\n'
    who = '"from":"B","to":"A"' if (case + turn) % 3 else '"from":"A","to":"B"'
    if turn % 4 == 1:
        return head + f'"kind":"event","type":"contact.call","attrs":{{{who},"answered":false}}}}\n'
    return head + f'"kind":"message",{who},"channel":"whatsapp","text":"{TEXTS[(case + turn) % 5]}"}}\n'


def main():
    records, cases, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with open(path, 'w', encoding='utf-8') as out:
        out.writelines(line(i, cases) for i in range(records))


if __name__ == '__main__':
    main()

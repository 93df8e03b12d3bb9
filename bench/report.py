#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Writes the tables of docs/performance.md and docs/performance.svg: report.py PEERS.json LANES.json
Only what stands in the two files; the text around the tables is written by people. The plot shows each asked figure as a share of what
was asked, so that 1 is met; lower is better for the cost of the case stage and for memory, and there the share is turned over."""
import html
import json
import math
import pathlib
import re
import sys

NAMES = {'word_stage_vs_vectorscan': 'word stage, 1,000 stems, against Vectorscan',
         'scan_vs_vectorscan_spans': 'whole scan against simdjson + Vectorscan with spans',
         'scan_vs_vectorscan': 'whole scan against simdjson + Vectorscan', 'scan_share_of_simdjson': 'whole scan, share of simdjson alone',
         'rules_x10': 'ten times the rules', 'terms_50k': '50,000 terms against 500', 'unseen_random_mb_s': 'words never seen, random',
         'unseen_gated_mb_s': 'words never seen, built to pass the gates', 'popular_anchor': '500 phrases on slaan against 5',
         'case_stage_cost': 'the case stage adds', 'threads_2': 'two threads against one', 'peak_mb': 'peak memory'}
DOC, PLOT = pathlib.Path('docs/performance.md'), pathlib.Path('docs/performance.svg')


def asked(figure):
    sign, number = figure['asked'].split()
    return sign, float(number)


def share(figure, value):
    sign, number = asked(figure)
    return value / number if sign == '>=' else number / max(value, number / 100)


def met(figure):
    return figure['value'] is not None and share(figure, figure['value']) >= 1


def verdict(key, figure):
    """Memory is asked for 10 GB of input: less of it can miss, but not meet."""
    if figure['value'] is None:
        return 'not measured'
    size = re.search(r'scan of (\d+) MB', figure['method']) if key == 'peak_mb' else None
    if size and int(size.group(1)) < 10000 and met(figure):
        return f'not shown: {size.group(1)} MB of input, not 10 GB'
    return 'met' if met(figure) else 'missed'


def number(x):
    return '-' if x is None else f'{x:.4f}'.rstrip('0').rstrip('.') if x < 1 else f'{x:.2f}' if x < 100 else f'{x:.0f}'


def figures_table(peers):
    rows = ['| measure | measured | spread | asked | |', '|---|---|---|---|---|']
    for key, name in NAMES.items():
        f = peers[key]
        spread = f'{number(f["spread"][0])} .. {number(f["spread"][1])}' if f['spread'] else '-'
        unit = 'share' if 'share' in f['unit'] else f['unit']
        rows.append(f'| {name} | {number(f["value"])} {unit} | {spread} | {f["asked"].replace(">=", "≥").replace("<=", "≤")} | {verdict(key, f)} |')
    return rows + ['', 'How each was measured:', ''] + [f'- *{NAMES[k]}* (`{k}`): {peers[k]["method"]}.' for k in NAMES]


def whole_tables(peers):
    """The scan of BENCH_MB, and below it that of more text; a file of before it was measured has none."""
    longer = speeds_table(peers, 'whole scan, 64 MB', 'the full pack, 64 MB')
    return speeds_table(peers, 'whole scan', 'the full pack') + ([''] + longer if len(longer) > 2 else [])


def speeds_table(peers, step, header):
    rows = [f'| {header} | MB/s | spread | found |', '|---|---|---|---|']
    for name, s in peers['speeds'].items():
        if name.startswith(step + ': '):
            rows.append(f'| {name[len(step) + 2:]} | {number(s["mb_s"])} | {number(s["spread"][0])} .. {number(s["spread"][1])} | {s["hits"]} |')
    return rows


def lanes_table(lanes):
    some = next(v for k, v in lanes.items() if isinstance(v, dict) and 'read' in v)
    threads = [k for k in some if 'thread' in k]
    rows = ['| lane | read | words | scan | ' + ' | '.join(threads) + ' | records/s | allocations | peak MB |', '|---|' + '---|' * (6 + len(threads))]
    for lane, v in lanes.items():
        if isinstance(v, dict) and 'read' in v:
            cells = [number(v[s]['mb_s']) for s in ('read', 'words', 'scan')]
            cells += [f'{number(v[t]["mb_s"])} ({number(v[t]["spread"][0])} .. {number(v[t]["spread"][1])})' for t in threads]
            cells += [f'{v[threads[0]]["records_s"]:,}', str(v['scan']['allocations']), number(v['peak_mb'])]
            rows.append(f'| {lane} | ' + ' | '.join(cells) + ' |')
    return rows


def about(data):
    a = data['about']
    keep = ('version', 'commit', 'cpu', 'cores', 'compiler', 'kernel', 'rounds', 'mb', 'scale', 'load', 'pack_sha256')
    return ', '.join(f'{k} {a[k]}' for k in keep if k in a)


def plot(peers):
    """One bar a figure on a logarithmic scale from 1/1000 to 10 of what was asked."""
    left, top, wide, step, rows = 330, 40, 420, 26, len(NAMES)
    x = lambda s: left + wide * (3 + max(-3.0, min(1.0, math.log10(max(s, 1e-9))))) / 4
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="860" height="{top + rows * step + 50}" font-family="sans-serif" font-size="13" role="img">',
           '<title>Each figure as a share of what was asked; the line at 1 is what was asked</title>', '<rect width="100%" height="100%" fill="#fff"/>']
    for power in range(-3, 2):
        at = x(10.0 ** power)
        out.append(f'<line x1="{at:.1f}" y1="{top - 8}" x2="{at:.1f}" y2="{top + rows * step}" stroke="{"#000" if power == 0 else "#ccc"}"/>')
        out.append(f'<text x="{at:.1f}" y="{top - 14}" text-anchor="middle">{10.0 ** power:g}</text>')
    for i, (key, name) in enumerate(NAMES.items()):
        f, y = peers[key], top + i * step
        out.append(f'<text x="{left - 8}" y="{y + 16}" text-anchor="end">{html.escape(name)}</text>')
        if f['value'] is None:
            out.append(f'<text x="{left + 6}" y="{y + 16}">not measured</text>')
            continue
        end, a, z = x(share(f, f['value'])), x(share(f, f['spread'][0])), x(share(f, f['spread'][1]))
        colour = {'met': '#3a7d44', 'missed': '#b5482f'}.get(verdict(key, f), '#888')
        out.append(f'<rect x="{left}" y="{y + 4}" width="{max(1, end - left):.1f}" height="15" fill="{colour}"/>')
        out.append(f'<line x1="{a:.1f}" y1="{y + 11.5}" x2="{z:.1f}" y2="{y + 11.5}" stroke="#000" stroke-width="2"/>')
        out.append(f'<text x="{max(end, a, z) + 6:.1f}" y="{y + 16}">{number(f["value"])} {verdict(key, f).split(":")[0]}</text>')
    out.append(f'<text x="{left}" y="{top + rows * step + 24}">share of what was asked (logarithmic); black: spread over rounds</text>')
    return '\n'.join(out) + '\n</svg>\n'


def main():
    peers, lanes = (json.loads(pathlib.Path(p).read_text(encoding='utf-8')) for p in sys.argv[1:3])
    parts = {'figures': figures_table(peers), 'peers': speeds_table(peers, 'peers', '1,000 stems, 2 MB'),
             'whole': whole_tables(peers), 'lanes': lanes_table(lanes),
             'machine': [f'Peers: {about(peers)}.', '', f'Lanes: {about(lanes)}. Start-up {lanes["start_up"]["ms"]} ms '
                         f'({lanes["start_up"]["spread"][0]} .. {lanes["start_up"]["spread"][1]}).', '', 'Corpora (first 16 digits of SHA-256): ' + ', '.join(
                             f'{k} {v}' for k, v in peers['about']['corpora_sha256'].items()) + '.'],
             'notes': [f'- {n}' for n in peers['about']['notes']]}
    text = DOC.read_text(encoding='utf-8')
    for name, lines in parts.items():
        mark = re.compile(f'(<!-- {name} begin -->\n).*?(<!-- {name} end -->)', re.S)
        if not mark.search(text):
            sys.exit(f'report.py: {DOC} has no place for {name}')
        text = mark.sub(lambda m, lines=lines: m.group(1) + '\n'.join(lines) + '\n' + m.group(2), text)
    DOC.write_text(text, encoding='utf-8')
    PLOT.write_text(plot(peers), encoding='utf-8')
    print(f'wrote {DOC}, {PLOT}')


if __name__ == '__main__':
    main()

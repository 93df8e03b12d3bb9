# SPDX-License-Identifier: EUPL-1.2
"""gold.py ITEMS [RATE [REGISTERS]]: is the ground truth of a generated corpus true of its texts?"""
import collections
import json
import sys

items = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]
wrong, splits, pairs = [], collections.defaultdict(set), collections.defaultdict(list)
for r in items:
    g, text = r['gold'], r['text']
    for slug, quote in g['quotes'].items():
        if quote not in text or slug not in g['require']:
            wrong.append((r['id'], 'quote'))
        if not any(text[a:b] == quote for a, b in g['spans'][slug]):
            wrong.append((r['id'], 'span'))
    if set(g['require']) & (set(g['allow']) | set(g['negated'])):
        wrong.append((r['id'], 'a signal stands twice'))
    if any(not 0 <= a < b <= len(text) for s in g['spans'].values() for a, b in s):
        wrong.append((r['id'], 'span outside the text'))
    for t in g['templates']:
        splits[t].add(g['split'])
    if 'pair' in g:
        pairs[g['pair']].append(r)
    if any(c in text for c in '{}[]'):
        wrong.append((r['id'], 'a bracket was left'))
wrong += [(t, 'in two splits') for t, s in splits.items() if len(s) > 1]
for name, sides in pairs.items():
    signs = [bool(s['gold']['require']) for s in sides]
    if len(sides) == 2 and (signs != [True, False] or sides[0]['gold']['axis'] != sides[1]['gold']['axis']):
        wrong.append((name, 'a pair has one sign'))
if len(sys.argv) > 2:
    share = sum(bool(r['gold']['require']) for r in items) / len(items)
    if abs(share - float(sys.argv[2])) > 0.015:
        wrong.append(('share', share))
if len(sys.argv) > 3 and {r['gold']['register'] for r in items} != set(sys.argv[3].split(',')):
    wrong.append(('registers', ''))
for w in wrong[:10]:
    print(*w)
sys.exit(bool(wrong) or not items)

# SPDX-License-Identifier: EUPL-1.2
"""annotate_items.py: invented labelled items whose texts make tools lose count: emoji, pairs, marks, line ends, formulas."""
import json

KILL = 'maak ik je dood'
TEXTS = {
    'plain': f'als je weggaat {KILL}',
    'emoji': f'😀👨\u200d👩\u200d👧 als je weggaat {KILL} 🔪',
    'emoji-flag': f'🇳🇱 {KILL} 🇳🇱 of ik {KILL}',
    'combining': f'Zoe\u0308 e\u0301n ik: als je weggaat {KILL}\u0301 x',
    'crlf': f'Dag.\r\nAls je weggaat {KILL}.\r\n\r\nGroet',
    'cr': f'Dag.\rAls je weggaat {KILL}.',
    'lines': 'Als je weggaat maak ik\nje dood',
    'lines-crlf': 'Als je weggaat maak ik\r\nje dood 😀',
    'separators': f'een\u2028twee\u2029drie\u0085vier\u000bvijf\u000czes\u001c {KILL}',
    'nul': f'een\u0000twee {KILL}',
    'tab': f'een\ttwee\t{KILL}',
    'formula': f'=HYPERLINK("x";"y") {KILL}',
    'formula-minus': f'-1+1 {KILL}',
    'apostrophes': f"''=x {KILL}",
    'quotes': f'hij zei: "{KILL}", en; nog "",',
    'astral-cjk': f'\U00020000\U0001F600 {KILL}',
    'nothing': 'Gewoon een dag.',
    'markup': f'<b>&amp;</b> {KILL} </script>',
    'odd/../id"\n,;': f'{KILL}',
    '00012': f'{KILL}',
    'bom': f'\ufeff{KILL}',
}


def places(text, words):
    at, out = 0, []
    while words and (at := text.find(words, at)) >= 0:
        out.append([at, at + len(words)])
        at += len(words)
    return out


for name, text in TEXTS.items():
    words = next((w for w in (KILL, 'maak ik\nje dood', 'maak ik\r\nje dood') if w in text), '')
    gold = {'require': ['threat.kill'] if words else [], 'allow': [], 'negated': [],
            'spans': {'threat.kill': places(text, words)} if words else {}, 'scope': {}, 'register': 'chat'}
    if name == 'plain':
        gold['allow'] = ['finality.last_chance']
        gold['spans']['finality.last_chance'] = [[0, 14]]
    if name == 'emoji':
        gold['negated'] = ['weapon.use_or_show']
        at = text.index('🔪')
        gold['spans']['weapon.use_or_show'] = [[at, at + 1]]
    item = {'id': name, 'kind': 'message', 'from': 'B', 'to': ['A'], 'channel': 'whatsapp',
            'persons': [{'ref': 'A', 'role': 'target'}, {'ref': 'B', 'role': 'other'}], 'text': text, 'gold': gold}
    print(json.dumps(item, ensure_ascii=name in ('emoji', 'nul')))
    if name == 'plain':  # the same id in another case is another record
        print(json.dumps(dict(item, case='c2', text=text + ' !'), ensure_ascii=False))

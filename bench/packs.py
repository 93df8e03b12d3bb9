#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Packs that are made to be measured: packs.py WAAKVLAM PACK VOCABULARY OUT FORMS CORPUS
WAAKVLAM: the program, asked which words no rule may use because they say who somebody is; PACK: the pack to start from;
VOCABULARY: the words of the corpus, one a line; FORMS: the program forms, which tells of CORPUS what the
engine takes a word for; OUT: a folder that gets
  stems_1000   a thousand words of PACK's rules, each a pattern by itself
  terms_500    five hundred of them;  terms_50000  the same and 49,500 words that the corpus has not
  slaan_5      five phrases with slaan;  slaan_500  the same and 495 whose second word the corpus has not
  rules_x10    PACK and nine times as many rules again, of rare words and function words, as many patterns a rule as PACK has
Seeded; the same arguments give the same bytes."""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import uuid

HEAD = '# SPDX-License-Identifier: EUPL-1.2\n'
SIGNALS = 'signals:\n  - {slug: bench.word, label: woord, definition: "Een woord om aan te meten.", severity: 1}\n'
FUNCTION = '=ik =hij =zij =mij =niet =naar =met =voor =op =als'.split()


def dutch_words():
    path = os.environ.get('WORDLIST', '/usr/share/dict/dutch')
    return [w for w in open(path, encoding='utf-8').read().split() if re.fullmatch('[a-z]{5,14}', w)]


def refused(waakvlam, pack):
    out = subprocess.run([waakvlam, 'scan', '-r', pack, '/dev/null'], capture_output=True, text=True, check=False)
    return set(re.findall(r"error\[E065\]: '([^']+)' says", out.stdout + out.stderr))


def unwanted(forms, pack, corpus, vocabulary, wanted):
    """Terms of which the corpus has a form all the same: gedraaid of draaien."""
    out = subprocess.run([forms, pack, corpus], capture_output=True, text=True, check=True).stdout
    terms, hit = {}, set()
    for form, group in (line.split('\t') for line in out.splitlines()):
        terms.setdefault(group, []).append(form)
        if form in vocabulary:
            hit.add(group)
    return {form for group in hit for form in terms[group]} - set(wanted)


def pack_words(pack):
    """Words that rules name, in the order of the files; frequent ones (engine/pack/data/frequency.inc) left out."""
    frequent = set(re.findall(r'[a-z]+', pathlib.Path('engine/pack/data/frequency.inc').read_text(encoding='utf-8')))
    seen = {}
    for path in sorted(pathlib.Path(pack, 'rules').rglob('*.yaml')):
        for line in path.read_text(encoding='utf-8').splitlines():
            if re.match(r'\s+- \(', line):
                for word in re.findall(r'(?<![=<+_\w])[a-z]{4,15}(?![+_\w:>])', line):
                    seen.setdefault(word, None)
    return [w for w in seen if w not in frequent]


def rule(name, signal, patterns):
    ident = uuid.uuid5(uuid.NAMESPACE_URL, 'waakvlam/bench/' + name)
    lines = ''.join(f'    - {p}\n' for p in patterns)
    return (f'name: {name}\nid: {ident}\ntitle: Meting\nsignal: {signal}\nbasis: said\nstatus: test\nauthor: bench\n'
            f'date: 2026-11-23\ndetection:\n  a:\n{lines}  condition: a\n')


def write_rules(path, signal, patterns, each):
    path.parent.mkdir(parents=True, exist_ok=True)
    rules = [rule(f'{signal}.r{i}', signal, patterns[i:i + each]) for i in range(0, len(patterns), each)]
    path.write_text(HEAD + '---\n'.join(rules), encoding='utf-8')


def small_pack(out, patterns):
    out.mkdir(parents=True)
    (out / 'pack.yaml').write_text(HEAD + f'name: {out.name.replace("_", "-")}\nversion: 0.1.0\nengine: ">=0.1"\n', encoding='utf-8')
    (out / 'signals.yaml').write_text(HEAD + SIGNALS, encoding='utf-8')
    for i in range(0, len(patterns), 5000):
        part = [rule(f'bench.word.r{k}', 'bench.word', patterns[k:min(k + 100, i + 5000)]) for k in range(i, min(i + 5000, len(patterns)), 100)]
        path = out / 'rules' / f'words{i}.yaml'
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + '---\n'.join(part), encoding='utf-8')


def absent_words(vocabulary):
    """Words of which the corpus has no form: none that begins as they do."""
    starts = {w[:6] for w in vocabulary} | {w[:5] for w in vocabulary if len(w) < 6} | {w[:4] for w in vocabulary if len(w) < 5}
    return [w for w in dutch_words() if not {w[:6], w[:5], w[:4]} & starts and len(w) > 6]


def ten_times(pack, out, draw, banned):
    shutil.copytree(pack, out)
    (out / 'pack.lock').unlink(missing_ok=True)
    sources = [p.read_text(encoding='utf-8') for p in sorted((out / 'rules').rglob('*.yaml'))]
    rules = sum(len(re.findall(r'^name:', s, re.M)) for s in sources)
    patterns = sum(len(re.findall(r'^\s+- \(', s, re.M)) for s in sources)
    signal = re.search(r'slug: (\S+?),', (out / 'signals.yaml').read_text(encoding='utf-8')).group(1)
    words, each = dutch_words(), max(1, patterns // rules)
    draw.shuffle(words)
    words = [w for w in words[:9000] if w not in banned]
    pairs = [f'({b} | {c})' for b, c in zip(words[0:6000:2], words[1:6000:2])]
    made = []
    for _ in range(9 * rules * each):  # words and pairs come back, as they do in a pack
        a, bc = draw.choice(words), draw.choice(pairs)
        made.append(f'({a} & {bc})' if draw.random() < .5 else f'({draw.choice(FUNCTION)} .. {a} .. {bc})')
    for i in range(0, len(made), 100 * each):
        part = [rule(f'{signal}.bench{k}', signal, made[k:k + each]) for k in range(i, min(i + 100 * each, len(made)), each)]
        (out / 'rules' / f'bench{i}.yaml').write_text(HEAD + '---\n'.join(part), encoding='utf-8')


def make_all(pack, vocabulary, out, banned):
    """Writes all packs; returns the words that the corpus may have."""
    shutil.rmtree(out, ignore_errors=True)
    draw = random.Random(20261123)
    named, absent = pack_words(pack), absent_words(vocabulary)
    draw.shuffle(named)
    draw.shuffle(absent)
    absent = [w for w in absent if w not in banned]
    if len(named) < 1000 or len(absent) < 49500:
        sys.exit(f'packs.py: {len(named)} words in the pack, {len(absent)} the corpus has not: too few')
    small_pack(out / 'stems_1000', named[:1000])
    small_pack(out / 'terms_500', named[:500])
    small_pack(out / 'terms_50000', named[:500] + absent[:49500])
    common = [w for w in vocabulary if len(w) > 6]
    small_pack(out / 'slaan_5', [f'(slaan & {w})' for w in common[:5]])
    small_pack(out / 'slaan_500', [f'(slaan & {w})' for w in common[:5] + absent[:495]])
    ten_times(pack, out / 'rules_x10', draw, banned)
    return named[:500]


def main():
    waakvlam, pack, words, out, forms, corpus = sys.argv[1:7]
    vocabulary, banned = open(words, encoding='utf-8').read().split(), set()
    for _ in range(8):
        wanted = make_all(pack, vocabulary, pathlib.Path(out), banned)
        more = refused(waakvlam, f'{out}/terms_50000') | refused(waakvlam, f'{out}/rules_x10')
        if not more:
            more = unwanted(forms, f'{out}/terms_50000', corpus, set(vocabulary), wanted) - banned
        if not more:
            return
        banned |= more
    print('packs.py: a few words of the larger packs are met in the corpus')


if __name__ == '__main__':
    main()

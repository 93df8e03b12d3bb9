#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Pinned, seeded benchmark corpora: the same lane and size always give the same bytes.
usage: make_corpus.py LANE RECORDS OUT.ndjson
lanes: quiet   ordinary Dutch, no signal            normal  one record in fifty carries a signal
       heavy   every record carries one             long    reports of about 2,000 words
       chat    short messages with typos            unseen  half of the words were never seen before
Invented text only; the generator is a linear congruential one, so no library's random numbers are involved."""
import json
import sys

WHO = 'de buurvrouw|mijn collega|de monteur|onze trainer|een klant|de juf|zijn broer|haar tante|de postbode|een voorbijganger'.split('|')
DID = 'vertelde over|keek naar|praatte met|belde over|fietste langs|betaalde voor|zocht naar|lachte om|schreef over|wachtte op'.split('|')
WHAT = ('de verbouwing|het zwembad|een nieuwe fiets|de vergadering|het feest van zaterdag|de sleutel van de schuur|'
        'een kapotte lamp|het weer aan zee|de huur van volgende maand|een oude foto').split('|')
TAIL = ('en daarna ging iedereen naar huis|omdat het al laat was|terwijl de soep nog op tafel stond|'
        'maar niemand had er tijd voor|zodat de kinderen op tijd in bed lagen|want morgen is er weer school').split('|')
SIGNAL = ('hij zei dat hij mij dood zou maken als ik bij hem wegga|hij kneep mijn keel dicht en ik kreeg geen lucht|'
          'ik mag niet naar mijn zus zonder het te vragen|ze stond weer de hele avond voor mijn deur te wachten|'
          'er zat een AirTag onder mijn auto geplakt|hij belt me elke nacht op met een ander nummer').split('|')
CHAT = {'niet': 'nie', 'even': 'ff', 'gewoon': 'gwn', 'het': 't', 'een': 'n', 'weer': 'wr'}


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def pick(self, items):
        return items[self.below(len(items))]


def sentence(r):
    s = f'{r.pick(WHO)} {r.pick(DID)} {r.pick(WHAT)} {r.pick(TAIL)}.'
    return s[0].upper() + s[1:]


def unseen_word(r):
    return ''.join(r.pick('bdfgklmnprstvz') + r.pick('aeiou') + r.pick(['', 'n', 'r', 's']) for _ in range(2 + r.below(3)))


def text(r, lane, i):
    n = 120 if lane == 'long' else 1 + r.below(2) if lane == 'chat' else 3 + r.below(5)
    parts = [sentence(r) for _ in range(n)]
    if lane == 'heavy' or (lane in ('normal', 'long', 'chat') and i % 50 == 0):
        parts.insert(r.below(n + 1), r.pick(SIGNAL) + '.')
    words = ' '.join(parts)
    if lane == 'chat':
        words = ' '.join(CHAT.get(w, w) for w in words.lower().replace('.', '').split())
    if lane == 'unseen':
        words = ' '.join(w if k % 2 else unseen_word(r) for k, w in enumerate(words.split()))
    return words


def main():
    lane, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    r = Lcg(sum(map(ord, lane)) * 1000003)
    with open(path, 'w', encoding='utf-8') as out:
        for i in range(count):
            record = {'id': f'{lane}{i}', 'kind': 'report', 'source': 'politie', 'text': text(r, lane, i)}
            out.write(json.dumps(record, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()

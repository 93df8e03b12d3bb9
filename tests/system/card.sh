#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# card.sh BUILD: the pack card and the text for the Algoritmeregister: said in the pack, counted in it or measured, never made
# up. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/rules/nl-stalking
has() { grep -qF -- "$2" "$1"; }
card() { "$wv" card "$@" 2>err; }
lacks() { ! grep -qF -- "$2" "$1"; }

head -n 200 "$root/corpus-synthetic/small/items.ndjson" >items.ndjson
"$wv" eval --json -r "$pack" items.ndjson >figures.json
claim "a card with figures" exits 0 "$wv" card -r "$pack" --eval figures.json -o card.md
for part in "Waar het voor is" "Waar het niet voor is" Grenzen "Wat erin staat" "Bekende missers" Cijfers \
            "Wie heeft het nagekeken" Bronnen; do
    claim "it says: $part" grep -qx "## $part" card.md
done
claim "each line of pack.yaml that it tells stands in it" python3 - "$pack/pack.yaml" card.md <<'P'
import sys, yaml
pack, card = yaml.safe_load(open(sys.argv[1])), open(sys.argv[2]).read().replace('\\', '')
for text in [pack['purpose'], pack['limits'], *pack['not_for'], *pack['misses'], *pack['references'],
             *(r[k] for r in pack['review'] for k in ('role', 'result'))]:
    assert ' '.join(text.split()) in card, text
P
claim "the figures are those of the measure" python3 - figures.json card.md <<'P'
import json, sys
j, card = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
def percent(x):
    return f'{int(x * 1000 + 0.5) // 10},{int(x * 1000 + 0.5) % 10} %'
for key in ('precision', 'recall'):
    s = j['all'][key]
    assert f"{percent(s['share'])} ({percent(s['low'])} tot {percent(s['high'])})" in card, key
for s in j['signals']:
    often = s['right'] + s['missed'] >= 3 and s['missed'] > s['right']
    line = f"{s['name']}: {s['missed']} van {s['right'] + s['missed']} gemist".replace('_', '\\_')
    assert (line in card) == often, line
P
claim "the counts are those of the pack" python3 - "$pack" card.md <<'P'
import glob, re, sys, yaml
signals = yaml.safe_load(open(sys.argv[1] + '/signals.yaml'))
rules = [d for f in glob.glob(sys.argv[1] + '/**/*.yaml', recursive=True) for d in yaml.safe_load_all(open(f))
         if isinstance(d, dict) and ('signal' in d or 'pattern' in d) and 'name' in d]
card = open(sys.argv[2]).read()
assert f"{len(signals['signals'])} signalen in een tekst, {len(signals['patterns'])} patronen over een zaak" in card
assert f'{len(rules)} regels' in card, len(rules)
threat = [s for s in signals['signals'] if s['slug'].startswith('threat.')]
row = re.search(r'^\| threat \| (\d+) \| (\d+) \|', card, re.M)
assert int(row[1]) == len(threat) and int(row[2]) == sum(s['severity'] >= 4 for s in threat)
P
claim "without a measure there are no figures" exits 0 "$wv" card -r "$pack" -o bare.md
claim "... and it says so" has bare.md "geen meting gegeven"
claim "... and no share stands in it" lacks bare.md " %"
claim "the same bytes again" bash -c '"$0" card -r "$1" -o again.md && cmp bare.md again.md' "$wv" "$pack"

cp -r "$root/tests/system/lab/pack" other
claim "figures of another pack are refused" exits 65 card -r other --eval figures.json
claim "... in words" grep -q 'figures.json measures another pack or version' err
sed -i 's/\("sha256":"\)./\1x/' figures.json
claim "figures of another version too" exits 65 "$wv" card -r "$pack" --eval figures.json
echo '{"all":3}' >no.json
claim "what is no measure is refused" exits 65 "$wv" card -r "$pack" --eval no.json
claim "a file that is not there" exits 66 "$wv" card -r "$pack" --eval nowhere.json
claim "a pack that says little" exits 0 "$wv" card -r other -o other.md
claim "... what it does not say is said to be missing" has other.md "(staat niet in pack.yaml)"

sed -i '/^purpose:/,/^[a-z]/{/^purpose:/d}' other/pack.yaml
echo 'purpose: "<script>alert(1)</script> | [x](http://y) & *z*"' >>other/pack.yaml
claim "a page" exits 0 "$wv" card --html -r other -o other.html
claim "... of which no text is markup" lacks other.html "<script>"
claim "... but shows what was written" has other.html "&lt;script&gt;alert(1)&lt;/script&gt;"
"$wv" card -r other -o other.md
claim "... nor in Markdown" has other.md '\<script\>alert(1)\</script\> \| \[x\](http://y) & \*z\*'
claim "the page is well formed" python3 -c 'import sys, xml.etree.ElementTree as e
e.fromstring(open("other.html").read().split("\n", 1)[1].replace("<meta charset=\"utf-8\">", ""))'

claim "the text for the register" exits 0 "$wv" card --register -r "$pack" -o register.md
claim "has the fields of the standard, in its order" python3 - register.md <<'P'
import re, sys
text = open(sys.argv[1]).read()
fields = dict(re.findall(r'^### (.+)\n\n(.+)$', text, re.M))
standard = ['Naam', 'Korte omschrijving', 'Organisatie', 'Thema', 'Status', 'Begindatum', 'Einddatum', 'Contactgegevens',
            'Link naar publiekspagina', 'Publicatiecategorie', 'Doel en impact', 'Afwegingen', 'Menselijke tussenkomst',
            'Risicobeheer', 'Wettelijke basis', 'Links naar wettelijke basis', 'Link naar verwerkingsregister',
            'Impacttoetsen', 'Gegevens', 'Links naar gegevensbronnen', 'Technische werking', 'Leverancier',
            'Link naar broncode', 'Taal', 'Versie publicatiestandaard', 'Zoektermen']
assert list(fields) == standard, [f for f in standard if f not in fields]
assert len(fields['Naam']) < 100 and len(fields['Korte omschrijving']) < 350
assert 'niet zelflerend' in fields['Technische werking']
assert 'in te vullen door de organisatie' in fields['Wettelijke basis'], 'a law is the organisation\'s to name'
long = [s for f in ('Doel en impact', 'Afwegingen', 'Menselijke tussenkomst') for s in re.split(r'(?<=[.?!]) ', fields[f])
        if len(s.split()) > 30]
assert not long, long  # B1: short sentences
P
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

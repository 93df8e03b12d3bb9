#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# annotate.sh BUILD: findings out to annotation tools and verdicts back, with texts at which tools lose count.
# An independent reader in Python checks each export. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
for name in items check; do cp "$root/tests/system/annotate_$name.py" "$name.py"; done
rules="$root/rules/nl-stalking"
python3 items.py >items.ndjson
out() { "$wv" annotate export "$@" 2>err; }
back() { "$wv" annotate import "$@" 2>err; }

for tool in brat label-studio doccano csv; do
    claim "$tool: gold goes out" out --to $tool --gold -o gold.$tool items.ndjson
    claim "$tool: another reader finds each word where it says" python3 check.py $tool gold.$tool items.ndjson
    claim "$tool: it comes back" back --from $tool --records items.ndjson -o back.$tool gold.$tool
    claim "$tool: the same gold in the same records" python3 check.py same back.$tool items.ndjson
    claim "$tool: eval takes it" exits 0 "$wv" eval -r "$rules" back.$tool
    claim "$tool: without the records too" back --from $tool -o bare.$tool gold.$tool
    claim "$tool: eval takes that too" exits 0 "$wv" eval -r "$rules" bare.$tool
    claim "$tool: findings of the pack go out" out --to $tool -r "$rules" -o found.$tool items.ndjson
    claim "$tool: each word stands where it says" python3 check.py $tool found.$tool items.ndjson
    out --to $tool -r "$rules" -o again.$tool items.ndjson
    claim "$tool: the same bytes again" diff -r found.$tool again.$tool
done
claim "doccano by code points" out --to doccano --gold --code-points -o points items.ndjson
claim "... which JavaScript would read wrongly" exits 1 python3 check.py doccano points items.ndjson
claim "... and comes back by code points" back --from doccano --code-points --records items.ndjson -o back.points points
claim "... the same" python3 check.py same back.points items.ndjson
claim "an offset that cuts a character is refused" exits 65 back --from doccano --records items.ndjson points
claim "Label Studio of before 2022 counted UTF-16: the text tells" \
    bash -c 'python3 check.py to-utf16 gold.label-studio >old.json &&
             "$0" annotate import --from label-studio --records items.ndjson -o back.old old.json &&
             python3 check.py same back.old items.ndjson' "$wv"
sed -i 's/"text":"maak ik je dood"/"text":"maak ik je doof"/' old.json
claim "a region whose text is elsewhere is refused" exits 65 back --from label-studio --records items.ndjson old.json
claim "... with file and line" grep -q '^waakvlam annotate: old.json:[0-9]*: has a region of which the text does not stand' err

claim "predictions alone are no verdicts" exits 65 back --from label-studio found.label-studio
claim "... and it says so" grep -q 'nobody judged' err
claim "a row without a verdict is no verdict" exits 65 back --from csv found.csv
claim "verdicts in the sheet" python3 check.py judge found.csv judged.csv
claim "... come back" back --from csv --records items.ndjson -o judged.ndjson judged.csv
claim "... right, arguable, negated, wrong and missed" python3 check.py judged judged.ndjson
claim "a sheet of a Dutch spreadsheet" out --to csv --semicolons --gold -o dutch.csv items.ndjson
claim "... comes back" back --from csv --records items.ndjson -o back.dutch dutch.csv
claim "... the same" python3 check.py same back.dutch items.ndjson
claim "no cell is a formula" python3 check.py no-formula gold.csv

"$wv" scan -r "$rules" -o flags.ndjson items.ndjson 2>err
claim "findings of a scan's flags" out --to label-studio --flags flags.ndjson -o flags.json items.ndjson
claim "... stand where they say" python3 check.py label-studio flags.json items.ndjson
claim "the labels for Label Studio" out --to label-studio -r "$rules" --config labels.xml -o x.json items.ndjson
claim "... are XML with each signal" python3 -c 'import sys,xml.etree.ElementTree as e
assert len(list(e.parse("labels.xml").iter("Label"))) > 90'
claim "the labels for doccano" out --to doccano -r "$rules" --config labels.json -o x.jsonl items.ndjson
claim "... are JSON" python3 -c 'import json; assert {"text": "threat.kill/negated"} in json.load(open("labels.json"))'

sed 's/maak ik/ga ik/' items.ndjson >other.ndjson
claim "another text than was annotated is refused" exits 65 back --from doccano --records other.ndjson gold.doccano
head -n 2 items.ndjson >few.ndjson
claim "an annotation of no record is refused" exits 65 back --from doccano --records few.ndjson gold.doccano
claim "an unknown tool" exits 64 out --to word items.ndjson
claim "a tool's file that is not there" exits 66 back --from csv nowhere.csv
claim "a file of index.ndjson outside the folder is refused" \
    bash -c 'mkdir evil; echo "{\"file\":\"../x\",\"record\":\"a\"}" >evil/index.ndjson
             "$0" annotate import --from brat evil; [ $? -eq 65 ]' "$wv"
claim "texts are not for others to read" bash -c '[ "$(stat -c %a gold.csv)" = 600 ]'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

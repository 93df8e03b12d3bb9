#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# calibrate.sh BUILD: cuts for a review load, a sample of what they hide, and what its verdicts say.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"

mkdir -p mini/rules
printf 'name: mini\nversion: 0.1.0\nengine: ">=0.1"\n' >mini/pack.yaml
cat >mini/signals.yaml <<'Y'
signals:
  - {slug: threat.kill, label: a, definition: d, severity: 5}
  - {slug: contact.unwanted, label: b, definition: d, severity: 2}
Y
cat >mini/rules/r.yaml <<'Y'
name: kill
signal: threat.kill
detection: {a: [vermoorden], condition: a}
---
name: contact
signal: contact.unwanted
detection: {a: [bellen], condition: a}
Y
# 100 labelled items: 10 threats of which 8 are found, 20 contacts all found, 70 ordinary of which 10 say `bellen`.
for n in $(seq 100); do
    text="Gewoon een dag." require=
    [ "$n" -le 10 ] && require='"threat.kill"' && text="Ik vermoord je."
    [ "$n" -le 2 ] && text="Ik doe je wat."
    [ "$n" -gt 10 ] && [ "$n" -le 30 ] && require='"contact.unwanted"' && text="Hij belt steeds."
    [ "$n" -gt 90 ] && text="Bel de tandarts."
    printf '{"id":"g%03d","text":"%s","gold":{"require":[%s]}}\n' "$n" "$text" "$require"
done >gold.ndjson
for n in $(seq 1000); do
    text="Gewoon."; [ $((n % 50)) -eq 0 ] && text="Hij vermoordt haar."; [ $((n % 10)) -eq 3 ] && text="Bel even."
    printf '{"id":"f%04d","text":"%s"}\n' "$n" "$text"
done >flow.ndjson
cal() { "$wv" calibrate -r mini "$@"; }
cuts() { cal --json "$@" | jq -c '[.cuts[]|select(.cut=="now" or .cut=="context")|.shown.value,.recall.value,.severe.value,.precision.value]'; }
claim "cuts of the labelled corpus: shown, recall, severe recall, right" \
    test "$(cuts --budget 50 --per-day 100 gold.ndjson)" = '[8,0.2667,0.8,1,38,0.9333,0.8,0.7368]'
claim "with a flow the load is the flow's, recall stays the labels'" \
    test "$(cuts --budget 50 --per-day 100 --flow flow.ndjson gold.ndjson)" = '[2,0.2667,0.8,1,12,0.9333,0.8,0.7368]'
wanted() { cal --json "$@" | jq -r .proposed; }
claim "the widest cut that fits is proposed" test "$(wanted --budget 50/day --per-day 100 gold.ndjson)" = info
claim "a narrow one for a small budget" test "$(wanted --budget 10/day --per-day 100 gold.ndjson)" = week
claim "none when nothing fits" test "$(wanted --budget 1/day --per-day 100 gold.ndjson)" = null
claim "the text says that load without a flow is not life's" grep -q -- --flow <(cal --budget 9 --per-day 9 gold.ndjson)

draw() { cal --budget 3 --per-day 100 --flow flow.ndjson --sample 40 -o "$@" gold.ndjson >/dev/null; }
claim "a sample is drawn" draw s1.ndjson --seed 1
claim "the same seed draws the same bytes on another number of threads" draw s2.ndjson --seed 1 -j 1
claim "byte for byte" cmp s1.ndjson s2.ndjson
draw s3.ndjson --seed 2
claim "another seed draws others" exits 1 cmp -s s1.ndjson s3.ndjson
claim "what the cut shows is not in the sample" exits 1 grep -q vermoordt s1.ndjson
claim "the head says from how many" test "$(head -1 s1.ndjson | jq -c '[.cut,.read,.population,.items]')" = '["week",1000,980,40]'
claim "texts are for the owner's eyes" test "$(stat -c %a s1.ndjson)" = 600
claim "a cut may be named" test "$(draw s4.ndjson --cut context; head -1 s4.ndjson | jq .population)" = 880
jq -c 'if .number==1 then .verdict="sign" elif .number==2 then .verdict="unsure" elif .number>38 then . elif .type=="item" then .verdict="none" else . end' \
    s1.ndjson >v.ndjson
claim "verdicts give an estimate of what is missed, with bounds" \
    grep -q '^missed: about 26 (95 %: 5 to 169), 2.63 % of what is not shown' <("$wv" calibrate --verdicts v.ndjson)
claim "what nobody read is counted apart" grep -q '1 sign, 36 none, 1 unsure; 2 not read yet' <("$wv" calibrate --verdicts v.ndjson)
claim "with what was confirmed, recall" grep -q '^recall: about 0.437 (0.106 to 0.814)' \
    <("$wv" calibrate --verdicts v.ndjson --confirmed 20)
sed 's/"verdict":"sign"/"verdict":"ja"/' v.ndjson >w.ndjson
claim "another word is refused" exits 65 "$wv" calibrate --verdicts w.ndjson
claim "with its line" grep -q 'line 2' <("$wv" calibrate --verdicts w.ndjson 2>&1)
claim "no verdicts at all too" exits 65 "$wv" calibrate --verdicts s1.ndjson
claim "and a file that is no sample" exits 65 "$wv" calibrate --verdicts gold.ndjson
claim "a budget that is no number is a usage error" exits 64 cal --budget veel --per-day 10 gold.ndjson
claim "as is no flow of a day" exits 64 cal --budget 10 gold.ndjson
claim "the pack is as it was" test "$(find mini -type f | sort | tr '\n' ' ')" = 'mini/pack.yaml mini/rules/r.yaml mini/signals.yaml '
claim "it goes with the real pack" "$wv" calibrate -r "$root/rules/nl-stalking" --budget 40/day --per-day 120 \
    "$root/corpus-synthetic/small/items.ndjson"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# schema.sh BUILD: what every command writes as JSON is what docs/output.schema.json says. One `ok` or `not ok` line a
# claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking

# Whole cases with text, and one whose records come late, fall and are told in parts of the engine that those do not reach.
python3 "$root/tests/cases/scenarios.py" records | grep -E '"case": ?"[SC][0-9]-plain"' >in.ndjson
event() { # event ID TYPE DAY ATTRS [RECEIVED]
    echo "{\"id\":\"$1\",\"case\":\"x\",\"kind\":\"event\",\"type\":\"$2\",\"occurred_at\":\"2026-01-$3T09:00:00+01:00\"," \
        "\"attrs\":$4${5:+,\"received_at\":\"$5\"}}"
}
told() { # told ID DAY REPORTER SOURCE TEXT
    echo "{\"id\":\"$1\",\"case\":\"x\",\"kind\":\"report\",\"occurred_at\":\"2026-01-$2T20:00:00+01:00\",\"reporter\":\"$3\"," \
        "\"source\":\"$4\",\"handler\":\"R3\",\"code\":\"ruzie\",\"text\":\"$5\"}"
}
{
    event x1 case.roles 01 '{"A":"target","B":"other"}'
    told x2 03 A politie "Hij zei dat hij mij dood zou maken, en stuurde wel 80 appjes."
    told x3 04 B politie "Zij bedreigt mij."
    for i in 4 5 6 7; do
        echo "{\"id\":\"x1$i\",\"case\":\"x\",\"from\":\"B\",\"to\":\"A\",\"channel\":\"sms\"," \
            "\"occurred_at\":\"2026-01-0${i}T02:00:00+01:00\",\"text\":\"ik maak je dood\"}"
    done
    event x4 order.imposed 02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}' 2026-01-10T09:00:00+01:00
    event x5 record.deleted 12 '{"id":"x2"}'
    echo '{"id":"odd","case":"x","kind":"report","occurred_at":"gisteren","text":"Hij slaat mij.","new_field":1}'
    echo '{"id":"lost","kind":"report"}'
    echo 'no json'
} >>in.ndjson
sed 's/"case": *"[^"]*", *//' in.ndjson | grep '"x' >loose.ndjson
cp -r "$WAAKVLAM_RULES" other && rm -rf other/rules/threat other/pack.lock

valid() { # valid DEFINITION... FILE: each line is one of these, each of these is there, and the file is not empty
    python3 - "$root/docs/output.schema.json" "$@" <<'E1'
import json, sys
from jsonschema import Draft7Validator
schema, wanted, path = json.load(open(sys.argv[1])), sys.argv[2:-1], sys.argv[-1]
checks = {w: Draft7Validator({'$ref': '#/definitions/' + w, 'definitions': schema['definitions']}) for w in wanted}
seen, whole = set(), Draft7Validator(schema)
for number, line in enumerate(open(path, encoding='utf-8'), 1):
    value = json.loads(line)
    is_one = [w for w in wanted if checks[w].is_valid(value)]
    if len(is_one) != 1 or not whole.is_valid(value):
        print(f'line {number} is {is_one}, wanted one of {wanted}, and one line of the whole schema: {line[:400]}')
        for w in wanted:
            for error in sorted(checks[w].iter_errors(value), key=lambda e: len(e.path))[:3]: print('  ', w, list(error.path), error.message[:200])
        sys.exit(1)
    seen.update(is_one)
missing = set(wanted) - seen
if missing: sys.exit(f'no line of {sorted(missing)} in {path}')
E1
}
refused() { # refused DEFINITION JQ FILE: the same lines, changed, are not valid: the schema can say no
    head -1 "$3" | jq -c "$2" >changed && [ -s changed ] && ! valid "$1" changed >/dev/null 2>&1
}
dead_and_all() {
    "$wv" scan -q --all --state s --log json in.ndjson -o out.all 2>log.all
    valid flag alert revision out.all && valid dead out.all.dead.ndjson && valid notice stats log.all
}
units() { for u in bytes utf16; do "$wv" scan -q --offsets $u in.ndjson -o u.out; valid flag alert revision u.out || return 1; done; }
now() { "$wv" scan -q --only now in.ndjson -o now.out; valid flag alert revision now.out; }
books() {
    for c in x S1-plain S2-plain S7-plain; do "$wv" logbook --state s --format ndjson $c; done >book &&
        valid logbookRecord logbookAlert book && jq -e -s 'any(.standing==false)' book &&
        jq -s -e '[.[].signals[]?.claimed] | any(. == 80)' book
}
digests() {
    "$wv" digest --state s --peek --format ndjson >dig && "$wv" digest --state s --since 2026-01-09 --format ndjson >>dig &&
        valid digest dig &&
        jq -s -e 'any(.signals_late | length > 0)' dig
}
parts() { # under a profile each line has some of the fields of its type, and those are valid
    for p in full partner; do
        { "$wv" scan -q --profile $p in.ndjson; "$wv" logbook --state s --profile $p --format ndjson x
          "$wv" digest --state s --peek --profile $p --format ndjson; } >part.$p
        valid partial part.$p || return 1
    done
    python3 - "$root/docs/output.schema.json" part.full part.partner <<'E2'
import json, sys
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
def loosen(node):
    if isinstance(node, dict): return {k: loosen(v) for k, v in node.items() if k != 'required' or not isinstance(v, list)}
    return [loosen(v) for v in node] if isinstance(node, list) else node
for kind in ('flag', 'alert', 'revision', 'logbookRecord', 'logbookAlert', 'digest'):
    schema['definitions'][kind]['properties']['profile'] = {'type': 'string'}
loose = loosen(schema['definitions'])
for path in sys.argv[2:]:
    for line in open(path):
        value = json.loads(line)
        kind = value['type'] if value['type'] != 'logbook' else 'logbookAlert' if value['row'] == 'alert' else 'logbookRecord'
        errors = list(Draft7Validator({'$ref': '#/definitions/' + kind, 'definitions': loose}).iter_errors(value))
        if errors: sys.exit(f'{line[:300]}: {errors[0].message}')
E2
}
agenda() { for c in x S1-plain S2-plain; do "$wv" overleg --state s --format ndjson $c; done >ov && valid overleg ov; }
screened() {
    "$wv" screening --state s --format ndjson --records in.ndjson x >sc 2>/dev/null && valid screening sc &&
        jq -s -e 'any(.pattern) and any(.passages|length>0)' sc
}
counted() { for p in month quarter year; do "$wv" monitor --state s --period $p; done >mon && valid monitor mon; }
linked() { "$wv" link loose.ndjson >li 2>/dev/null; valid link li; }
left_open() {
    printf '{"id":"%s","kind":"message","from":"%s","to":"%s","text":"hoi"}\n' a1 B A a2 B A b1 B C b2 B C >open.in
    echo '{"id":"q","kind":"report","reporter":"B","text":"Hoi."}' >>open.in
    "$wv" link open.in >lo 2>/dev/null; valid link linkOpen lo
}
replayed() {
    "$wv" replay -r other --against out.all in.ndjson >re 2>/dev/null
    valid replay re && [ "$(jq -r .change re | sort -u | tr '\n' ' ')" = "changed gone new " ]
}
explained() {
    for c in x S2-plain; do "$wv" explain --state s --format ndjson --case $c; done >wh && valid why wh &&
        jq -s -e 'any(.raised) and any(.raised|not)' wh
}
exported() {
    head -40 in.ndjson | "$wv" scan -q --state e --as-of 2026-12-01 - -o /dev/null
    "$wv" state export s >ex && "$wv" state export e >>ex && valid stateRecord stateRaised stateAlone stateAsOf ex
}
manifested() {
    "$wv" scan -q --manifest ma --canary builtin -o ma.out in.ndjson 2>/dev/null
    valid runManifest ma && refused runManifest 'del(.inputs[0].read)' ma
}
worded() { "$wv" tokens loose.ndjson >to 2>/dev/null; valid tokens to; }
made() {
    local templates=$root/corpus-synthetic/templates
    "$wv" gen --templates "$templates" --seed 3 --size 60 -o gen >/dev/null 2>&1 &&
        "$wv" gen --cases --templates "$templates" --seed 3 --size 300 -o feeds >/dev/null 2>&1 &&
        valid item gen/items.ndjson && valid manifest gen/manifest.json &&
        valid caseGold feeds/gold.ndjson && valid manifest feeds/manifest.json
}
measured() { "$wv" eval --json gen/items.ndjson >ev 2>/dev/null; valid evaluation ev; }
said_no() {
    refused flag 'del(.triage)' out.all && refused flag '.more = 1' out.all &&
        refused flag '.raised_at = "gisteren"' out.all && refused logbookRecord '.signals = [{"signal":"x.y"}]' book &&
        refused digest '.new.other = 1' dig && refused monitor '.count = 3' mon &&
        refused evaluation '.all.recall.share = 2' ev
}
every_type() { # each type of line that stands in the code is one of the schema
    grep -rhoE '(waakvlam/1|FLAG_SCHEMA ")\\",\\"type\\":\\"[a-z_]+\\"' "$root"/engine/*/*.c |
        grep -oE '[a-z_]+\\"$' | tr -d '\\"' | sort -u >types
    [ "$(wc -l <types)" -ge 9 ] && while read -r t; do
        jq -e --arg t "$t" '[.definitions[] | .properties?.type? | .const?, .enum[]?] | index($t)' "$root/docs/output.schema.json" >/dev/null ||
            { echo "type $t of a line is not in the schema"; return 1; }
    done <types
}
claim "scan --all: flags, alerts, revisions, dead letters, and its log" dead_and_all
claim "offsets in other units" units
claim "scan --only now" now
claim "logbook" books
claim "digest, with findings on older records" digests
claim "lines under an output profile" parts
claim "overleg" agenda
claim "screening, with words of the records" screened
claim "monitor" counted
claim "link" linked
claim "link, what is left open" left_open
claim "scan --manifest" manifested
claim "replay" replayed
claim "explain --case" explained
claim "state export" exported
claim "tokens" worded
claim "gen, of items and of cases" made
claim "eval --json" measured
claim "the schema refuses what is not so" said_no
claim "no type of line is missing" every_type

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

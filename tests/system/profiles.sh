#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# profiles.sh BUILD: what leaves under an output profile, from outside. One `ok` or `not ok` line a claim; closes with
# `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking

record() { # record ID DAY KIND-AND-REST
    echo "{\"id\":\"$1\",\"case\":\"z1\",\"occurred_at\":\"2026-01-$2:00:00+01:00\",$3}"
}
{
    record r 01T09 '"kind":"event","type":"case.roles","attrs":{"A":"target","B":"other"}'
    record o 02T09 '"kind":"event","type":"order.imposed","attrs":{"order":"O1","against":"B","protects":["A"],
        "until":"2026-06-01","zone":"Geheimelaan","supervisor":"R7","do_not_disclose":["zone","supervisor"]}' | tr -d '\n'
    echo
    record p1 03T20 '"kind":"report","reporter":"Buurvrouw9","source":"politie","handler":"Behandelaar9",
        "code":"overlast9","text":"Hij zei dat hij haar dood zou maken. Hij stuurde wel 80 appjes."' | tr -d '\n'
    echo
    record m1 04T02 '"kind":"message","from":"B","to":"A","channel":"sms","text":"ik maak je dood"'
    record m2 05T02 '"kind":"message","from":"B","to":"A","channel":"sms","text":"hoi"'
    record d 06T09 '"kind":"event","type":"record.deleted","attrs":{"id":"m2"}'
} >in.ndjson
"$wv" scan -q --state s in.ndjson -o all || exit 1
profile() { # profile NAME LINES [WITHHOLD]
    printf 'profile: %s\nlines: {%s}\n' "$1" "$2"
    [ -z "${3:-}" ] || printf 'withhold: [%s]\n' "$3"
}
log() { "$wv" logbook --state s "$@" z1; }

only_named() {
    profile p 'flag: [record, findings.signal], alert: [pattern]' >p.yaml
    "$wv" scan -q --profile p.yaml in.ndjson >p.out || return 1
    [ "$(jq -r 'select(.type=="flag") | keys_unsorted | join(" ")' p.out | sort -u)" = "schema type profile record findings" ] &&
        [ "$(jq -r 'select(.type=="flag") | .findings[] | keys_unsorted | join(" ")' p.out | sort -u)" = signal ] &&
        [ "$(jq -r 'select(.type=="alert") | keys_unsorted | join(" ")' p.out | sort -u)" = "schema type profile pattern" ] &&
        # nothing is lost but fields, and what is left is what it was
        cmp <(jq -c 'select(.type=="flag")|[.record,[.findings[].signal]]' p.out) <(jq -c 'select(.type=="flag")|[.record,[.findings[].signal]]' all)
}
unnamed_type() { jq -e -s 'any(.type=="revision")' all && [ "$(jq -r .type p.out | sort -u | tr '\n' ' ')" = "alert flag " ]; }
whole() {
    profile p 'flag: all, alert: all, revision: all' >w.yaml
    "$wv" scan -q --profile w.yaml in.ndjson | jq -c 'del(.profile)' | cmp - <(jq -c . all)
}
withheld() { # beats the whole that it is a part of, and `all`
    profile p 'flag: [findings], logbook: all' 'findings.spans, reporter, handler' >h.yaml
    "$wv" scan -q --profile h.yaml in.ndjson >h.out && ! grep -q '"spans"\|"text"' h.out && grep -q '"severity"' h.out || return 1
    for f in ndjson csv html; do
        log --profile h.yaml --format $f >h.log || return 1
        ! grep -q 'Buurvrouw9\|Behandelaar9' h.log && grep -q overlast9 h.log || return 1
    done
}
one_by_one() { # a logbook without one field never tells its value, in whatever form
    local field value form there
    while read -r field value; do
        profile p 'logbook: all' "$field" >one.yaml
        there=0
        for form in ndjson csv html; do
            log --format $form | grep -qF -- "$value" && there=1
            ! log --profile one.yaml --format $form | grep -F -- "$value" || { echo "$field leaves as $form"; return 1; }
        done
        [ $there = 1 ] || { echo "$field: $value is not there at all"; return 1; }
    done <<'E2'
reporter Buurvrouw9
handler Behandelaar9
code,facts overlast9
source politie
channel sms
case z1
event order.imposed
signals.signal doodsbedreiging
signals.signal threat.kill
pattern pattern.order_breach
night "night":true
deleted "deleted":true
signals.claimed,facts "claimed"
occurred_at "occurred_at"
received_at "received_at"
facts "facts"
record "record"
triage "triage"
E2
}
hidden_moments() { # without its clock the page has no picture and no date
    profile p 'logbook: all' 'occurred_at, received_at, raised_at' >t.yaml
    log --profile t.yaml --format html >t.html && ! grep -q '2026\|<circle' t.html && grep -q 'Niet alles staat hier' t.html
}
nothing() { # a profile for something else: the lines do not leave, the page says so
    profile p 'flag: [record]' >n.yaml
    [ -z "$(log --profile n.yaml --format ndjson)" ] && log --profile n.yaml --format html | grep -q 'laat niets van het logboek zien' &&
        ! log --profile n.yaml --format html | grep -q '<td>'
}
digested() {
    profile p 'digest: [case, alerts_open, alerts_new]' >g.yaml
    "$wv" digest --state s --peek --profile g.yaml --format ndjson >g.out &&
        [ "$(jq -r 'keys_unsorted | join(" ")' g.out)" = "schema type profile case alerts_new alerts_open" ] &&
        "$wv" digest --state s --peek --profile g.yaml >g.txt && grep -q 'Niet alles staat hier' g.txt &&
        ! grep -q 'Nieuw signaal\|Laatste stuk\|Nieuwe stukken' g.txt && grep -q 'Nieuw patroon' g.txt
}
unknown() { # UNKNOWN FIELD is refused with its place and what was meant
    profile p 'flag: [record, findings.sgnal]' >u.yaml
    exits 78 "$wv" scan -q --profile u.yaml in.ndjson -o u.out 2>err && [ ! -e u.out ] &&
        grep -q "u.yaml:2:.*unknown field 'findings.sgnal' of flag.*did you mean 'findings.signal'" err
}
unknown_withheld() {
    profile p 'flag: all' 'handlr' >u.yaml
    exits 78 "$wv" logbook --state s --profile u.yaml z1 2>err && grep -q "did you mean 'handler'" err
}
unknown_type() {
    profile p 'flags: all' >u.yaml
    exits 78 "$wv" scan -q --profile u.yaml in.ndjson 2>err && grep -q "did you mean 'flag'" err
}
unknown_name() { exits 66 "$wv" logbook --state s --profile partnr z1 2>err && grep -q "did you mean 'partner'" err; }
shipped() {
    for p in full partner chronology; do log --profile $p >$p.html && "$wv" scan -q --profile $p in.ndjson >$p.out || return 1; done
    jq -c 'del(.profile)' full.out | cmp - <(jq -c . all) && [ ! -s chronology.out ] &&
        ! grep -q 'dood zou\|maak je dood\|Buurvrouw9\|Behandelaar9\|overlast9' partner.out partner.html &&
        ! grep -q 'bedreiging\|verbod overtreden' chronology.html && grep -q 'verbod opgelegd' chronology.html
}
not_a_rule() { # a profile in the pack changes nothing of what is found
    cp -r "$WAAKVLAM_RULES" pack && rm -rf pack/profiles
    cmp <("$wv" scan -q -r pack in.ndjson) all && exits 66 "$wv" scan -q -r pack --profile full in.ndjson
}
never() { # an attribute that is not to be disclosed is in no output, profile or not; the breach is still found
    ! grep -q 'Geheimelaan\|"R7"' all && jq -e -s 'any(.pattern=="pattern.order_breach")' all &&
        for f in ndjson csv html; do ! log --format $f | grep -q 'Geheimelaan\|R7' || return 1; done
    sed 's/,"do_not_disclose":\["zone","supervisor"\]//' in.ndjson | "$wv" scan -q --state open - -o open.out
    # the rule that tells who supervises does so when nobody forbids it
    ! grep -q supervisor "$WAAKVLAM_RULES/patterns/orders.yaml" || [ -s open.out ]
}
resumed() { # with a state: the same lines as without, cut where one likes
    head -3 in.ndjson >cut && "$wv" scan -q --profile partner --state st cut -o st.out &&
        cp in.ndjson cut && "$wv" scan -q --profile partner --state st cut -o st.out &&
        cmp st.out <("$wv" scan -q --profile partner in.ndjson)
}
every_field_is_in_the_schema() { # and the other way: docs/profiles.md, the table in the code, the schema
    python3 - "$root" <<'E3'
import json, re, sys
root = sys.argv[1]
schema = json.load(open(root + '/docs/output.schema.json'))['definitions']
docs = open(root + '/docs/profiles.md').read()
def fields(definition, prefix=''):
    for name, value in definition.get('properties', {}).items():
        yield prefix + name
        seen = value
        while True:
            if '$ref' in seen: seen = schema[seen['$ref'].split('/')[-1]]
            elif 'items' in seen: seen = seen['items']
            else: break
        if name in PARTS: yield from fields(seen, prefix + name + '.')
PARTS = {'findings', 'spans', 'direction', 'signals'}
bad = 0
for kind in ('flag', 'alert', 'revision', 'digest', 'logbook'):
    named = set(re.findall(r'`([^`]+)`', re.search(r'^\| `%s` \|(.*)\|$' % kind, docs, re.M).group(1)))
    if kind == 'logbook': have = {f for row in schema['logbook']['oneOf'] for f in fields(schema[row['$ref'].split('/')[-1]])}
    else: have = set(fields(schema[kind]))
    have -= {'schema', 'type', 'row', 'profile'}
    if have != named:
        bad = 1
        print(kind, 'only in the schema:', sorted(have - named), 'only in the docs:', sorted(named - have))
sys.exit(bad)
E3
}
claim "only named fields leave, at every depth" only_named
claim "a type of line that is not named does not leave" unnamed_type
claim "all is all, byte for byte" whole
claim "what is withheld stays, whatever else is named" withheld
claim "no field of the logbook leaves by another form" one_by_one
claim "hidden moments are in no picture" hidden_moments
claim "a profile for other lines gives an empty page that says so" nothing
claim "digest has profiles, as lines and as text" digested
claim "an unknown field is refused with its place and what was meant" unknown
claim "so is one that is withheld" unknown_withheld
claim "so is an unknown type of line" unknown_type
claim "an unknown profile is refused with 66 and what was meant" unknown_name
claim "the pack's profiles work" shipped
claim "profiles are no part of what is found" not_a_rule
claim "an attribute that is not to be disclosed is in no output" never
claim "a state goes on under a profile" resumed
claim "docs, schema and code know the same fields" every_field_is_in_the_schema

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

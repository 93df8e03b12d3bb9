#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# link.sh BUILD: loose records proposed as cases, and given back by hand. One `ok` or `not ok` line a
# claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"

# A scenario as it comes from desks that know no case: every record without `case`; the references
# that its story names stay, without their roles; S1 and S3 are other people.
loose() {
    python3 - "$root/tests/cases/$1.feed" "$1" <<'PY'
import json, re, sys
name = sys.argv[2]
known = {"A", "B", "C", "D", "C1", "X"}
told = {"S1-1": "AB", "S1-2": "AB", "S1-3": "A", "S1-6": "AB", "S3-2": "AB", "S3-3": "AB", "S3-4": "B", "S3-5": "B"}
other = lambda ref: f"{name}{ref}" if ref in known else ref
for line in open(sys.argv[1]):
    if not line.startswith("{"):
        continue
    r = json.loads(line)
    del r["case"]
    for key in ("reporter", "from", "to"):
        if key in r:
            r[key] = other(r[key])
    if "attrs" in r:
        r["attrs"] = {other(k): v for k, v in r["attrs"].items()}
    if r["id"] in told:
        r["persons"] = [{"ref": other(p), "role": "unknown"} for p in told[r["id"]]]
    if "signals" in r:
        r["signals"] = [re.sub(r"\b([A-D]|C1)\b(?=>|$)", lambda m: name + m[1], s) if ">" in s else s for s in r["signals"]]
    print(json.dumps(r))
PY
}
loose S1 >S1.loose
loose S3 >S3.loose
{
    echo '{"id":"n1","kind":"report","reporter":"Q","text":"Mijn fiets is weg.","occurred_at":"2026-01-13"}'
    echo '{"id":"n2","kind":"message","from":"K","to":"L","text":"hoi","occurred_at":"2026-01-13"}'
} >noise
# The desks' records mixed, as they come in.
sort -t'"' -k4 S1.loose S3.loose noise >all.loose

proposed() {
    "$wv" link all.loose >p 2>log || { cat log; return 1; }
    [ "$(wc -l <p)" = 2 ] || { cat p; return 1; }
    [ "$(jq -r '.records[].id' p | sort | tr '\n' ' ')" = "$(jq -r .id S1.loose S3.loose | sort | tr '\n' ' ')" ] &&
        [ "$(jq -r 'select(.pair==["S1A","S1B"]).records[].id' p | grep -vc '^S1')" = 0 ] &&
        [ "$(jq -r .roles_told p | sort -u)" = true ]
}
with_reason() {
    [ "$(jq -r '.records[] | select(.id=="S3-4") | .because + " " + .ref' p)" = "one reference, of this pair only S3B" ] &&
        [ "$(jq -r '.records[] | select(.id=="S1-1").because' p)" = "both references" ]
}
logged() { grep -q "mode propose; read 15, loose 15, unusable 0; cases 2, records joined 13, left open 0" log; }
nothing_joined() { [ -s p ] && ! grep -q '"text"' p; }
order_does_not_matter() {
    tac all.loose | "$wv" link - 2>/dev/null | jq -cS '.records |= sort_by(.id)' | sort >turned
    jq -cS '.records |= sort_by(.id)' p | sort | cmp - turned
}
scenarios_pass() { # the acceptance cases themselves, over the feeds that were linked
    mkdir -p tests/cases && cp "$root"/tests/cases/*.feed tests/cases/ && ln -sfn "$root/rules" rules
    "$wv" link --apply p S1.loose >S1.linked 2>log1 && "$wv" link --apply p S3.loose >S3.linked 2>log3 || return 1
    [ "$(jq -r .case S1.linked S3.linked | sort -u | wc -l)" = 2 ] || return 1
    for s in S1 S3; do
        { cat $s.linked; grep '^#must\|^#not' "$root/tests/cases/$s.feed"; } >tests/cases/$s.feed
    done
    "$build/tests/test_case_scenarios"
}
fails_apart() { # without linking the same feeds raise nothing: the test above can fail
    mkdir -p apart/tests/cases && cp "$root"/tests/cases/*.feed apart/tests/cases/ && ln -sfn "$root/rules" apart/rules
    { cat S1.loose; grep '^#must' "$root/tests/cases/S1.feed"; } >apart/tests/cases/S1.feed
    (cd apart && ! "$build/tests/test_case_scenarios" >out 2>&1 && grep -q "S1: missing" out)
}
only_case_changes() {
    cmp <(jq -cS . S1.loose) <(jq -cS 'del(.case)' S1.linked)
}
taken_out() { # a person strikes a record from a proposal
    jq -c '.records |= map(select(.id!="S3-4"))' p >struck
    "$wv" link --apply struck S3.loose >out 2>log && [ "$(jq -r 'select(.case==null).id' out)" = S3-4 ] &&
        grep -q "mode apply; read 6, loose 6, unusable 0; cases 2, records joined 5, left open 1" log
}
two_pairs() { # B stands in two pairs: a tip that names B alone is nobody's
    {
        echo '{"id":"a","kind":"report","persons":[{"ref":"A1","role":"target"},{"ref":"B","role":"other"}],"text":"x"}'
        echo '{"id":"b","kind":"report","persons":[{"ref":"A2","role":"target"},{"ref":"B","role":"other"}],"text":"y"}'
        echo '{"id":"c","kind":"report","persons":[{"ref":"A1","role":"target"},{"ref":"B","role":"other"}],"text":"z"}'
        echo '{"id":"tip","kind":"report","persons":[{"ref":"B","role":"unknown"}],"text":"t"}'
    } >two
    "$wv" link two >p2 2>/dev/null
    [ "$(jq -c 'select(.type=="link").records | map(.id)' p2)" = '["a","c"]' ] &&
        [ "$(jq -r 'select(.record=="tip").cases | sort | join(" ")' p2)" = "link:A1+B link:A2+B" ]
}
known_case() { # a case of the input knows the pair
    {
        echo '{"id":"r","case":"Z9","kind":"event","type":"case.roles","attrs":{"A":"target","B":"other"}}'
        echo '{"id":"m","kind":"message","from":"B","to":"A","text":"hoi"}'
    } >known
    "$wv" link known >p3 2>/dev/null && [ "$(jq -c '[.case,.known_case,(.records|map(.id))]' p3)" = '["Z9",true,["m"]]' ]
}
friend_of_both() { # B writes to a friend of A: the pair stays A and B
    {
        echo '{"id":"r","kind":"event","type":"contact.blocked","attrs":{"by":"A","of":"B"}}'
        for i in 1 2 3; do echo "{\"id\":\"f$i\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"C\",\"text\":\"hoi $i\"}"; done
    } >friend
    "$wv" link friend >p4 2>/dev/null && [ "$(jq -c '[.pair,(.records|length)]' p4)" = '[["A","B"],4]' ]
}
same_id() {
    {
        echo '{"id":"x","kind":"message","from":"B","to":"A","text":"een"}'
        echo '{"id":"x","kind":"message","from":"D","to":"E","text":"twee"}'
    } >clash
    "$wv" link clash 2>/dev/null | jq -e 'select(.type=="link_open" and .record=="x")' >/dev/null
}
odd_bytes() { # null cases, spaces, dead lines, CR LF: only the case changes
    printf '%s\r\n' \
        '{ "case" : null, "id":"m", "kind":"message","from":"B","to":"A","text":"h\u00e9"}' \
        '{"id":"n","kind":"message","from":"A","to":"B","text":"x"}' 'kapot' >odd
    "$wv" link odd >p5 2>/dev/null; [ $? -eq 65 ] || return 1
    "$wv" link --apply p5 odd >odd.out 2>/dev/null; [ $? -eq 65 ] || return 1
    [ "$(sed -n 1p odd.out)" = '{ "case" : "link:A+B", "id":"m", "kind":"message","from":"B","to":"A","text":"h\u00e9"}' ] &&
        [ "$(sed -n 2p odd.out)" = '{"case":"link:A+B","id":"n","kind":"message","from":"A","to":"B","text":"x"}' ] &&
        [ "$(sed -n 3p odd.out)" = kapot ]
}
two_cases_for_one() {
    sed 's/S3-4/S1-1/' p >bad; exits 65 "$wv" link --apply bad S1.loose
}
names_apart() { # "A+B" and "C" is another pair than "A" and "B+C"
    for i in 1 2; do
        echo "{\"id\":\"p$i\",\"kind\":\"message\",\"from\":\"A+B\",\"to\":\"C\",\"text\":\"x$i\"}"
        echo "{\"id\":\"q$i\",\"kind\":\"message\",\"from\":\"A\",\"to\":\"B+C\",\"text\":\"x$i\"}"
    done | "$wv" link - 2>/dev/null | jq -r .case | sort -u | wc -l | grep -qx 2
}

claim "two scenarios without case are two proposals, and strangers stay out" proposed
claim "each record has its reason" with_reason
claim "what it did stands on stderr" logged
claim "a proposal joins nothing" nothing_joined
claim "the order of the records does not matter" order_does_not_matter
claim "S1 and S3 pass with case stripped and references kept" scenarios_pass
claim "S1 does not pass when its records stay loose" fails_apart
claim "only the case of a record changes" only_case_changes
claim "a record that a person struck stays loose" taken_out
claim "a reference of two pairs joins nothing and is named" two_pairs
claim "a loose record is proposed for the case that knows its pair" known_case
claim "friends of a pair do not make a case of their own" friend_of_both
claim "one id on two records is left to a person" same_id
claim "odd lines pass with their bytes" odd_bytes
claim "one record in two proposals is refused with 65" two_cases_for_one
claim "two pairs never get one name" names_apart
claim "proposals that are none are refused with 65" exits 65 "$wv" link --apply all.loose all.loose
claim "a file that is not there is refused with 66" exits 66 "$wv" link nergens
claim "link without a file is wrong use" exits 64 "$wv" link

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

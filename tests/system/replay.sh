#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# replay.sh BUILD: records of before under a new pack, from outside. One `ok` or `not ok` line a
# claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
# Patterns only, and one rule of our own about a word.
cp -r "$root/rules/nl-stalking" old && rm -rf old/{rules,lexicon,scope,pack.lock}
mkdir old/rules private
export TMPDIR=$work/private

rule() { # rule NAME ID SIGNAL WORDS
    cat <<EOF
name: $1
id: $2
title: Proef
description: A made rule for this test.
signal: $3
status: test
author: waakvlam
date: 2026-11-23
detection:
  words:
    text: [$4]
  condition: words
EOF
}
rule threat.kill.made 2b0e1a52-7f2c-4f0f-9d1b-5a1f6a0a9c01 threat.kill "=kapotmaken" >old/rules/a.yaml
rule approach.follow.made 2b0e1a52-7f2c-4f0f-9d1b-5a1f6a0a9c02 approach.follow "=achtervolgd" >old/rules/b.yaml
cp -r old new
rule threat.kill.made 2b0e1a52-7f2c-4f0f-9d1b-5a1f6a0a9c01 threat.kill "=kapotmaken, =vermoorden" >new/rules/a.yaml
rm new/rules/b.yaml
rule pet.harm.made 2b0e1a52-7f2c-4f0f-9d1b-5a1f6a0a9c03 pet.harm "=hond" >new/rules/c.yaml

{
    event r case.roles 01 '{"A":"target","B":"other"}'
    event o order.imposed 02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}'
    message m1 03 sms "ik zal je kapotmaken en vermoorden"
    message m2 05 sms "ik heb je achtervolgd"
    message m3 06 sms "je hond is weg"
} >archive

before() { "$wv" check -r old >/dev/null && "$wv" scan -q -r old archive -o was; }
same_pack() {
    "$wv" replay -r old --against was archive >d0 2>log && [ ! -s d0 ] && grep -q "new 0, gone 0, changed 0" log
}
differs() { # the breach of the area hangs on the rule that is gone
    "$wv" check -r new >/dev/null && "$wv" replay -r new --against was archive >d 2>log || return 1
    [ "$(jq -r 'select(.change=="new" and .of=="finding") | .record + " " + .signal' d)" = "m3 pet.harm" ] &&
        [ "$(jq -r 'select(.change=="gone" and .of=="finding") | .record + " " + .signal' d | sort | tr '\n' ' ')" = "m2 approach.follow m2 order.breach " ] &&
        [ "$(jq -c 'select(.change=="changed" and .record=="m1") | [.was[0].spans, .is[0].spans]' d)" = '[["kapotmaken"],["kapotmaken","vermoorden"]]' ]
}
counted() {
    for c in new gone changed; do
        [ "$(jq -r "select(.change==\"$c\").key" d | wc -l)" = "$(grep -oE "$c [0-9]+" log | grep -oE '[0-9]+')" ] || return 1
    done
}
other_way() { # what is new one way is gone the other way
    "$wv" scan -q -r new archive -o is && "$wv" replay -r old --against is archive >back 2>/dev/null
    cmp <(jq -r 'select(.change=="new").key' d | sort) <(jq -r 'select(.change=="gone").key' back | sort) &&
        cmp <(jq -r 'select(.change=="gone").key' d | sort) <(jq -r 'select(.change=="new").key' back | sort) &&
        cmp <(jq -r 'select(.change=="changed").key' d | sort) <(jq -r 'select(.change=="changed").key' back | sort)
}
alert_changed() { # a pattern at another triage is the same alert, changed
    cp -r old calm
    sed -i '/slug: pattern.order_breach/ s/triage: today/triage: info/' calm/signals.yaml
    "$wv" replay -r calm --against was archive >c 2>/dev/null
    [ "$(jq -r 'select(.of=="alert" and .pattern=="pattern.order_breach") | .change' c | sort -u)" = changed ] &&
        [ "$(jq -r 'select(.of=="alert" and .pattern=="pattern.order_breach") | .is[].triage' c | sort -u)" = info ] &&
        [ "$(jq -r 'select(.of=="finding")' c)" = "" ]
}
taken_back() { # late records: what a revision took back does not stand, so order is no difference
    tac archive >turned && "$wv" scan -q -r old turned -o was2 &&
        "$wv" replay -r old --against was2 archive >d1 2>log
    [ "$(jq -r 'select(.change!="changed")' d1)" = "" ]
}
all_lines() { # an old output with suppressed and shadow findings compares too
    "$wv" scan -q --all -r old archive -o wasall && "$wv" replay -r old --against wasall archive 2>/dev/null | wc -c | grep -qx 0
}
missed() { # without an old output: what this pack would have raised, and when
    "$wv" replay -r old archive >m 2>/dev/null && [ "$(jq -r .change m | sort -u)" = new ] &&
        [ "$(jq -r 'select(.pattern=="pattern.order_breach") | .is[0].raised_at' m)" = 2026-01-03T08:00:00+01:00 ]
}
told_whole() { # the lines with something new, as a scan writes them but for their origin
    "$wv" replay -r new --against was -o told archive >/dev/null 2>&1 && "$wv" scan -q -r new archive -o is || return 1
    [ "$(jq -r .origin told | sort -u)" = replay ] && [ "$(stat -c %a told)" = 600 ] &&
        [ -z "$(comm -23 <(jq -c 'del(.origin)' told | sort) <(jq -c . is | sort))" ] &&
        jq -r 'select(.change!="gone") | .key' d | sort -u >differ && jq -r '.key, (.findings[]? | .key)' told | sort -u >keys &&
        [ -s differ ] && [ -z "$(comm -23 differ keys)" ] && # each difference has a line, and each line a difference
        [ "$(grep -cFf differ told)" = "$(wc -l <told)" ] &&
        "$wv" replay -r old --against was -o none archive >/dev/null 2>&1 && [ -e none ] && [ ! -s none ] && rm none
}
nothing_left() { [ -z "$(ls private)" ]; }
untouched() { cmp was <("$wv" scan -q -r old archive); }

claim "records are scanned with the old pack" before
claim "the same pack finds no difference" same_pack
claim "what is new, gone and changed is listed by key" differs
claim "the account counts the lines" counted
claim "what is new one way is gone the other way" other_way
claim "an alert at another triage has changed" alert_changed
claim "what was taken back does not stand" taken_back
claim "an output with --all compares" all_lines
claim "without an old output: what would have been raised, and when" missed
claim "-o gives the lines with something new, whole, with their origin" told_whole
claim "the old output stays as it is" untouched
claim "an old output that is none is refused with 65" exits 65 "$wv" replay -r old --against archive archive
claim "an old output that is not there is refused with 66" exits 66 "$wv" replay -r old --against none archive
claim "an archive that is not there is refused with 66" exits 66 "$wv" replay -r old none
claim "replay without an archive is wrong use" exits 64 "$wv" replay -r old
claim "no file stays behind" nothing_left

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

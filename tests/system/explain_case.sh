#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# explain_case.sh BUILD: explain --case from outside: what counted, what did not, what one more act
# would do, and that it then does so. One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
cp -r "$root/rules/nl-stalking" pack && rm -rf pack/{rules,lexicon,scope,patterns,pack.lock}
mkdir pack/patterns

rule() { # rule NAME NUMBER PATTERN CORRELATION-LINES
    cat <<EOF
name: $1
id: 7d2f0e52-7f2c-4f0f-9d1b-5a1f6a0a9c0$2
title: Proef
description: A made rule for this test.
pattern: $3
status: test
author: waakvlam
date: 2026-11-23
correlation:
$4
EOF
}
rule made.count 1 pattern.burst "  type: event_count
  entries: [{kind: message, direction: other->target}]
  timespan: 7d
  gte: 3" >pack/patterns/a.yaml
rule made.kinds 2 pattern.multi_channel "  type: value_count
  field: channel
  entries: [{kind: message, direction: other->target}]
  timespan: 30d
  gte: 4" >pack/patterns/b.yaml
rule made.frame 3 pattern.order_breach "  type: during
  open: {type: order.imposed, as: o}
  close: [{at: \$o.until}]
  entries: [{kind: message, direction: other->target}]
  gte: 2" >pack/patterns/c.yaml
rule made.silence 4 pattern.resurgence "  type: resume
  entries: [{kind: message, direction: other->target}]
  silence: 20d" >pack/patterns/d.yaml

event() { # event ID TYPE DAY ATTRS
    echo "{\"id\":\"$1\",\"case\":\"z\",\"kind\":\"event\",\"type\":\"$2\"," \
         "\"occurred_at\":\"2026-01-$3T08:00:00+01:00\",\"attrs\":$4}"
}
message() { # message ID DAY CHANNEL
    echo "{\"id\":\"$1\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\"," \
         "\"occurred_at\":\"2026-01-$2T08:00:00+01:00\",\"channel\":\"$3\",\"text\":\"hoi\"}"
}
{
    event r case.roles 01 '{"A":"target","B":"other"}'
    message m1 02 sms
    event o order.imposed 05 '{"order":"O1","against":"B","protects":["A"],"until":"2026-01-08"}'
    message m2 06 app
    message m3 10 sms
} >in.ndjson
"$wv" scan -q -r pack --state s in.ndjson -o first
why() { # why RULE FILTER
    jq -c "select(.rule==\"$1\") | $2" w
}
one_more() { # one_more CHANNEL DAY: the case with one more message
    cp s t && message extra "$2" "$1" | "$wv" scan -q -r pack --state t - -o "out.$1.$2"
    grep -q "\"rule\":\"$3\"" "out.$1.$2"
}

written() { "$wv" explain -r pack --state s --case z --format ndjson >w && "$wv" explain -r pack --state s --case z >w.txt; }
not_raised() { [ "$(jq -r .raised w | sort -u)" = false ] && ! grep -q '"type":"alert"' first; }
outside() { # m1 lies 8 days before m3: a window of 7 days began one day (and a second) later
    [ "$(why made.count '[.inside, .outside, .window_seconds]')" = '[["m2","m3"],[{"record":"m1","seconds":86401}],604800]' ] &&
        grep -q "2026, .*  m1: bericht (1 dag te vroeg)" w.txt
}
short_of() { [ "$(why made.count '.conditions')" = '[{"of":"count","have":2,"need":3,"with_one_more":3}]' ]; }
one_more_is_enough() {
    [ "$(why made.count .one_more_raises)" = true ] && one_more sms 11 made.count && ! one_more sms 30 made.count
}
one_more_is_not() {
    [ "$(why made.kinds '[.conditions[0].have, .conditions[0].need, .one_more_raises]')" = '[2,4,false]' ] &&
        ! one_more post 11 made.kinds && grep -q "Een enkele handeling erbij is niet genoeg" w.txt
}
framed() { # before the ban, and after it ended
    [ "$(why made.frame '[.opened_by, .inside, (.outside | map(.record))]')" = '["o",["m2"],["m1","m3"]]' ] &&
        [ "$(why made.frame '.outside | map(.seconds > 0)')" = '[true,false]' ] && grep -q "m3: bericht (.* te laat)" w.txt &&
        [ "$(why made.frame .one_more_raises)" = true ] && one_more app 07 made.frame
}
silence() {
    [ "$(why made.silence '[.conditions[0].have, .conditions[0].need, .one_more_raises]')" = '[4,20,false]' ] &&
        ! one_more sms 12 made.silence && one_more sms 31 made.silence
}
raised() { # the same numbers when it was raised
    cp s t && message m4 11 sms | "$wv" scan -q -r pack --state t - -o out &&
        "$wv" explain -r pack --state t --case z --format ndjson >w
    [ "$(why made.count '[.raised, .raised_at, .inside]')" = '[true,"2026-01-11T08:00:00+01:00",["m2","m3","m4"]]' ] &&
        [ "$(why made.count '.inside')" = "$(jq -c 'select(.type=="alert" and .rule=="made.count").evidence' out)" ]
}
one_rule() { [ "$("$wv" explain -r pack --state s --case z --rule 'made.k*' --format ndjson | jq -r .rule)" = made.kinds ]; }
empty_case() {
    event r case.roles 01 '{"A":"target","B":"other"}' | "$wv" scan -q -r pack --state e - -o /dev/null
    "$wv" explain -r pack --state e --case z | grep -q "Dat zegt niets over de veiligheid"
}
untouched() { cp s u && "$wv" explain -r pack --state s --case z >/dev/null && cmp s u; }

claim "explain --case writes text and lines" written
claim "what was not raised is told too" not_raised
claim "a record outside the window is named with how far" outside
claim "each condition has what there is and what is needed" short_of
claim "where one more act is said to be enough, it is" one_more_is_enough
claim "where it is said not to be, it is not" one_more_is_not
claim "what lies before a ban or after its end is named" framed
claim "a silence is told in days" silence
claim "an alert has the records of its evidence" raised
claim "--rule picks by name" one_rule
claim "a case without anything says what that means" empty_case
claim "the state stays as it was" untouched
claim "a case that is not there is refused with 66" exits 66 "$wv" explain -r pack --state s --case nergens
claim "--case without a state is wrong use" exits 64 "$wv" explain -r pack --case z

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

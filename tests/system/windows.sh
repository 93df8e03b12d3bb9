#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# windows.sh BUILD: what the shipped patterns make of whole feeds: windows that lower a threshold, one episode for one
# series, the codes that records were booked under, and numbers that are told but not counted. One `ok` or `not ok` line a
# claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking

event() { # event ID TYPE TIME ATTRS
    echo "{\"id\":\"$1\",\"case\":\"z\",\"kind\":\"event\",\"type\":\"$2\",\"occurred_at\":\"$3\",\"attrs\":$4}"
}
message() { # message ID TIME TEXT [CHANNEL]
    echo "{\"id\":\"$1\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\",\"channel\":\"${4:-sms}\"," \
        "\"occurred_at\":\"$2\",\"text\":\"$3\"}"
}
report() { # report ID TIME CODE TEXT
    echo "{\"id\":\"$1\",\"case\":\"z\",\"kind\":\"report\",\"reporter\":\"A\",\"source\":\"politie\",\"code\":\"$3\"," \
        "\"occurred_at\":\"$2\",\"text\":\"$4\"}"
}
roles() { event r case.roles "${1:-2026-01-01T09:00:00+01:00}" '{"A":"target","B":"other"}'; }
day() { date -u -d "2026-03-01 12:00 UTC ${1} days" +%Y-%m-%dT%H:%M:%SZ; } # day N: N days after the first of March
two_acts() { # two acts a week apart, from day 0
    event v1 contact.visit "$(day +0)" '{"from":"B","to":"A"}'
    event v2 contact.visit "$(day +7)" '{"from":"B","to":"A"}'
}
raised() { # raised PATTERN FIELDS: of the alerts on standard input
    "$wv" scan -q - | tee lines | jq -c "select(.pattern==\"pattern.$1\") | $2"
}
course() { raised course_of_conduct '[.triage, (.evidence | index("w") != null)]' | tail -1; }

# --- windows
none() { [ "$({ roles; two_acts; } | course)" = '["info",false]' ]; }
lowered() { # lowered TYPE ATTRS: the same acts are for this week, and the record that made it so is in the evidence
    [ "$({ roles; event w "$1" "$(day -30)" "$2"; two_acts; } | course)" = '["week",true]' ]
}
too_old() { [ "$({ roles; event w detention.release "$(day -100)" '{"of":"B"}'; two_acts; } | course)" = '["info",false]' ]; }
after_ban() {
    ban() { event o order.imposed "$(day -59)" '{"order":"O1","against":"B","protects":["A"],"until":"2026-02-10"}'; }
    [ "$({ roles; ban; event w order.ended "$(day -19)" '{"order":"O1"}'; two_acts; } | course)" = '["week",true]' ]
}
released() { # released DAY: one unanswered call so many days after release
    { roles; event w detention.release "$(day +0)" '{"of":"B","supervision_days":90}'
      event c contact.call "$(day "+$1")" '{"from":"B","to":"A","answered":false}'; } | raised post_release '[.triage, .facts.released, .evidence]'
}
one_call() { [ "$(released 89)" = '["today","B",["c"]]' ] || [ "$(released 89)" = '["today","B",["w","c"]]' ]; }
call_too_late() { [ -z "$(released 91)" ]; }
without_release() {
    [ -z "$({ roles; event c contact.call "$(day +1)" '{"from":"B","to":"A","answered":false}'; } | raised post_release .triage)" ]
}
in_the_rule() { # the lowered level can be read in the pack, and taken out there
    cp -r "$WAAKVLAM_RULES" pack && rm -f pack/pack.lock
    python3 - pack/patterns/conduct.yaml <<'E1'
import re, sys
text = open(sys.argv[1]).read()
new, n = re.subn(r'  - gte: 2\n    triage: week\n    with: .*\n', '', text, count=1)
assert n == 1
open(sys.argv[1], 'w').write(new)
E1
    [ "$({ roles; event w detention.release "$(day -30)" '{"of":"B"}'; two_acts; } | "$wv" scan -q -r pack - |
        jq -r 'select(.pattern=="pattern.course_of_conduct").triage' | tail -1)" = info ]
}
claim "two acts in a month are information" none
claim "within ninety days after release they are for this week, and the release is in the evidence" lowered detention.release '{"of":"B"}'
claim "so when the file is about to be closed" lowered case.closing_planned '{"at":"2026-04-01"}'
claim "so after the end of a ban" after_ban
claim "a release of longer ago lowers nothing" too_old
claim "one call within ninety days after release is for today" one_call
claim "one call later is none" call_too_late
claim "one call without a release is none" without_release
claim "the level stands in the rule: without it there is none" in_the_rule

# --- one series is one episode
ban() { event o order.imposed "$(day -1)" '{"order":"O1","against":"B","protects":["A"],"until":"2026-09-01"}'; }
hours() { date -u -d "2026-03-01 12:00 UTC $1 hours" +%Y-%m-%dT%H:%M:%SZ; }
series() { for i in $(seq 0 39); do message "m$i" "$(hours "+$((i * 6))")" hoi; done; }
breaches() { raised order_breach '[.episode, .facts.breaches]' | tr '\n' ' '; }
one_series() {
    [ "$({ roles; ban; series; } | breaches)" = "[1,1] " ] &&
        [ "$(jq -r 'select(.type=="flag") | .findings[] | select(.signal=="order.breach") | .signal' lines | wc -l)" = 40 ]
}
two_series() { # three days after the last of them
    [ "$({ roles; ban; series; message n "$(hours +306)" hoi; message n2 "$(hours +310)" hoi; } | breaches)" = "[1,1] [2,41] " ]
}
other_road() { [ "$({ roles; ban; series; message n "$(hours +238)" hoi bank; } | breaches)" = "[1,1] [2,41] " ]; }
each_order() { # each breach names what it breaks
    { roles; ban; series; } | "$wv" scan -q --state s - -o s.out && "$wv" logbook --state s --format ndjson z >book &&
        [ "$(jq -s '[.[] | select(.signals[]?.signal=="order.breach")] | length' book)" = 40 ] &&
        [ "$(jq -s '[.[] | select(.pattern=="pattern.order_breach")] | length' book)" = 1 ]
}
claim "forty breaches in a row are forty findings and one episode" one_series
claim "after two days of rest it is a second episode, that counts on" two_series
claim "so is another road" other_road
claim "the logbook shows each breach and one alert" each_order

# --- codes, and numbers that are told
coded() {
    { roles
      report p1 2026-02-01T12:00:00+01:00 overlast "Hij stond weer voor mijn deur en liet mij niet gaan."
      report p2 2026-02-05T12:00:00+01:00 ruzie "Hij volgde mij naar mijn werk."
      report p3 2026-02-09T12:00:00+01:00 overlast "Hij zei dat hij mij dood zou maken."; } |
        raised course_of_conduct .facts.codes | tail -1
}
codes_named() { [ "$(coded)" = '["overlast","ruzie"]' ]; }
told() { { roles; report p1 2026-02-01T12:00:00+01:00 overlast "Hij heeft mij wel 80 appjes gestuurd."; } ; }
counts_nothing() { # eighty told are one report
    told | "$wv" scan -q --state t - -o t.out && [ -z "$(jq -r 'select(.type=="alert").pattern' t.out)" ] &&
        "$wv" logbook --state t --format ndjson z >t.book &&
        [ "$(jq -s -c '[.[].signals[]?.claimed | numbers] | unique' t.book)" = '[80]' ] &&
        "$wv" logbook --state t z | grep -q 'genoemd aantal: 80'
}
apart() { # counted and told stand side by side
    { told; message m1 2026-02-02T12:00:00+01:00 "ik maak je dood"; message m2 2026-02-03T12:00:00+01:00 "ik maak je dood"; } |
        raised course_of_conduct '[.facts.claimed, (.facts.counted < 10)]' | tail -1 >f
    [ "$(cat f)" = '[80,true]' ]
}
counted() { # eighty that were sent are eighty
    { roles; for i in $(seq 10 89); do message "m$i" "2026-02-01T12:$((i % 60)):0$((i / 60))+01:00" hoi; done; } | raised one_sided .facts.counted >f
    [ -s f ] && [ "$(jq -s 'max' f)" -ge 10 ] && ! grep -q claimed lines
}
claim "an alert names the codes that its records were booked under" codes_named
claim "a number that is told counts for nothing and stands in the logbook" counts_nothing
claim "what was counted and what is told stand apart" apart
claim "what was sent is counted" counted

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

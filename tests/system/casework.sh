#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# casework.sh BUILD: digest, overleg, screening, monitor and scan --only now, from outside.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking

has() { grep -qF -- "$1" "$2" || { echo "not in $2: $1"; head -c 2000 "$2"; return 1; }; }
hasnt() { [ -s "$2" ] && ! grep -qF -- "$1" "$2" || { echo "in $2: $1"; return 1; }; }

event() { # event CASE ID TYPE DATE ATTRS
    echo "{\"id\":\"$2\",\"case\":\"$1\",\"kind\":\"event\",\"type\":\"$3\"," \
         "\"occurred_at\":\"$4T08:00:00+01:00\",\"attrs\":$5}"
}
message() { # message CASE ID TIME TEXT
    echo "{\"id\":\"$2\",\"case\":\"$1\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\"," \
         "\"channel\":\"whatsapp\",\"occurred_at\":\"$3:00+01:00\",\"text\":\"$4\"}"
}
report() { # report CASE ID TIME REPORTER SOURCE TEXT
    echo "{\"id\":\"$2\",\"case\":\"$1\",\"kind\":\"report\",\"reporter\":\"$4\"," \
         "\"source\":\"$5\",\"occurred_at\":\"$3:00+01:00\",\"text\":\"$6\"}"
}
{
    event z1 r case.roles 2026-01-01 '{"A":"target","B":"other","C":"third"}'
    event z1 o order.imposed 2026-01-02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}'
    report z1 p1 2026-01-03T20:00 A politie "Hij stond vanavond weer voor mijn deur. Hij zei dat hij me dood zou maken."
    report z1 p2 2026-01-03T20:15 C gemeente "Een man stond te wachten op straat."
    message z1 m1 2026-01-04T08:00 "ik maak je dood"
    report z1 b1 2026-01-06T10:00 B politie "Zij heeft mij bedreigd met een mes."
} >in.ndjson
{
    message z1 m2 2026-02-20T08:00 "ik weet waar je woont"
    message z1 m0 2025-12-30T08:00 "hoi"
    report z2 q 2026-02-21T09:00 C politie "Het gaat goed met iedereen."
} >later.ndjson

# --- who is who in a text
named() { # a report that names two people: in c1 they wrote to each other before, in c2 nobody told who they are
    {
        message c1 m 2026-01-04T08:00 "hoi" | sed 's/"from":"B","to":"A"/"from":"Kees","to":"Samira"/'
        for c in c1 c2; do report $c p 2026-01-05T10:00 R politie "Kees stond gisteren weer de hele avond bij Samira voor de deur."; done
    } | "$wv" scan -q - >names || return 1
    [ "$(jq -r '.case as $c | .findings[]? | $c + " " + .signal + " " + .direction.actor' names)" = "c1 approach.loitering Kees" ]
}
claim "who takes part in a case is a person in its reports, by any name; a name nobody told is not" named

# --- digest
first_digest() {
    "$wv" scan -q --state s in.ndjson -o f || return 1
    "$wv" digest --state s >d1 || return 1
    has "Nieuwe stukken: 3 meldingen, 1 bericht, 2 gebeurtenissen." d1 &&
        has "Nieuw signaal: doodsbedreiging (p1, m1)" d1 && has "Nieuw patroon: verbod overtreden." d1
}
second_digest() {
    "$wv" digest --state s >d2 || return 1
    has "Geen nieuwe stukken." d2 && hasnt "Nieuw signaal" d2 && hasnt "Nieuw patroon" d2 &&
        has "Open patroon: verbod overtreden." d2
}
late_is_new() { # m0 happened before everything that the first digest saw
    "$wv" scan -q --state s later.ndjson -o g || return 1
    "$wv" digest --state s --peek --format ndjson >d3 || return 1
    [ "$(jq -r 'select(.case=="z1").new.message' d3)" = 2 ] &&
        [ "$(jq -r 'select(.case=="z1").signals[].records[]' d3 | sort -u)" = m2 ] &&
        [ "$(jq -r 'select(.case=="z1").longest_silence.days' d3)" = 44 ] &&
        [ "$(jq -r 'select(.case=="z2").days_since_last_record' d3)" = 0 ]
}
peek_again() { "$wv" digest --state s --peek --format ndjson >d4 && cmp d3 d4; }
urgent_first() { [ "$(head -1 d3 | jq -r .case)" = z1 ] && [ "$(tail -1 d3 | jq -r .case)" = z2 ]; }
since() {
    cp s s2 && "$wv" digest --state s --since 2026-02-20T12:00:00+01:00 --format ndjson >d5 || return 1
    [ "$(jq -r 'select(.case=="z1").new.message' d5)" = 0 ] &&
        [ "$(jq -r 'select(.case=="z2").new.report' d5)" = 1 ] &&
        "$wv" digest --state s --peek --format ndjson >d6 && cmp d3 d6
}
as_of() {
    "$wv" digest --state s --peek --as-of 2026-03-01T09:00:00+01:00 --format ndjson >d7 &&
        [ "$(jq -r 'select(.case=="z2").days_since_last_record' d7)" = 8 ]
}
full_disk() { # what could not be written was not told: it is new next time too
    "$wv" digest --state s >/dev/full; [ $? -eq 74 ] || return 1
    "$wv" digest --state s --peek --format ndjson >d8 && cmp d3 d8
}
removed_case() {
    cp s r && "$wv" state remove r z1 && "$wv" digest --state r --all --format ndjson >d9 &&
        [ "$(jq -r .case d9)" = z2 ]
}
steering() { # a case may be named with bytes that steer a terminal
    printf '{"id":"x","case":"z\\u001b[31m","kind":"report","reporter":"R","occurred_at":"2026-01-01","text":"hij belt me steeds"}\n' |
        "$wv" scan -q --state e - -o /dev/null
    "$wv" digest --state e --all >e.txt && ! grep -q $'\x1b' e.txt
}
claim "the first digest tells everything" first_digest
claim "the next one tells nothing again, and what stands open" second_digest
claim "a record that happened long ago and came today is new" late_is_new
claim "--peek leaves the mark where it was" peek_again
claim "cases with urgent alerts come first" urgent_first
claim "--since is a moment and moves no mark" since
claim "--as-of moves the clock of a digest" as_of
claim "a digest that could not be written is told again" full_disk
claim "a removed case is in no digest" removed_case
claim "names of cases cannot steer a terminal" steering
claim "digest without a state is refused with 66" exits 66 "$wv" digest --state none
claim "digest --format xml is wrong use" exits 64 "$wv" digest --state s --format xml
claim "digest --since gisteren is wrong use" exits 64 "$wv" digest --state s --since gisteren

# --- overleg
agenda() { "$wv" overleg --state s z1 >o.txt && "$wv" overleg --state s --format ndjson z1 >o; }
question_once() { # p1, m1 and m2 raise it, it is asked once
    [ "$(jq -r 'select(.point=="question").text' o | sort | uniq -d)" = "" ] &&
        [ "$(jq -r 'select(.point=="question").text' o | wc -l)" -gt 3 ]
}
two_sources() {
    [ "$(jq -c 'select(.about=="incident").records' o)" = '["p1","p2"]' ] &&
        jq -r 'select(.about=="incident").text' o | grep -q "Alleen bij A .* doodsbedreiging"
}
counter_report() {
    [ "$(jq -c 'select(.about=="counter_report").records' o)" = '["b1"]' ] &&
        has "alleen het woord van de ander" o.txt
}
not_asked() { ! jq -r 'select(.point=="question").records[]' o | grep -q b1; }
pattern_once() {
    sed -n '/^OPEN PATRONEN/,/^$/p' o.txt | grep '^-' | cut -d'(' -f1 >names
    [ -s names ] && [ "$(sort names | uniq -d)" = "" ] && grep -q "verbod overtreden .*[2-9] keer gezien, van 3 jan 2026" o.txt
}
missing() {
    [ "$(jq -r 'select(.point=="missing").about' o | sort | tr '\n' ' ')" = "closing director phase plan screening supervisor " ]
}
on_file() {
    {
        cat in.ndjson
        event z1 d case.director 2026-01-07 '{"who":"R1"}'
        event z1 h case.phase 2026-01-07 '{"phase":"safety"}'
        event z1 g plan.goal 2026-01-07 '{"safety_effect":"ja"}'
        event z1 k case.closing_planned 2026-01-07 '{"at":"2026-05-01"}'
        event z1 w screening.sash 2026-01-08 '{}'
        event z1 e order.ended 2026-01-09 '{"order":"O1"}'
    } | "$wv" scan -q --state full - -o /dev/null
    "$wv" overleg --state full --format ndjson z1 >o2 && [ "$(jq -r 'select(.point=="missing").about' o2)" = "" ] &&
        message z1 later 2026-02-20T08:00 "ik maak je dood" | "$wv" scan -q --state full - -o /dev/null
    "$wv" overleg --state full --format ndjson z1 >o3 &&
        [ "$(jq -r 'select(.point=="missing") | .about + .records[0]' o3)" = screeningw ]
}
bookings() {
    {
        cat in.ndjson
        event z1 r2 case.roles 2026-01-07 '{"A":"other","B":"target"}'
        event z1 o2 order.imposed 2026-01-08 '{"order":"O2","against":"B","protects":["A"],"until":"2026-01-01"}'
    } | "$wv" scan -q --state book - -o /dev/null
    "$wv" overleg --state book --format ndjson z1 >o4 &&
        [ "$(jq -c 'select(.about=="roles").records' o4 | sort -u)" = '["r","r2"]' ] &&
        [ "$(jq -c 'select(.about=="order_dates").records' o4)" = '["o2"]' ]
}
denied() {
    {
        event z5 r case.roles 2026-01-01 '{"A":"target","B":"other"}'
        report z5 y 2026-01-03T20:00 A politie "Hij heeft mij geslagen."
        report z5 n 2026-01-05T20:00 C huisarts "Hij heeft haar niet geslagen."
    } | "$wv" scan -q --state den - -o /dev/null
    "$wv" overleg --state den --format ndjson z5 >o5 &&
        [ "$(jq -c 'select(.about=="denied").records' o5)" = '["y","n"]' ]
}
late_appointment() { # made before m1, for long after it
    {
        cat in.ndjson
        event z1 a1 appointment 2026-01-02 '{"at":"2026-01-20","with":"politie"}'
        event z1 a2 appointment 2026-01-02 '{"at":"2026-01-03T09:00:00+01:00"}'
    } | "$wv" scan -q --state app - -o /dev/null
    "$wv" overleg --state app --format ndjson z1 >o6 && "$wv" overleg --state app z1 >o6.txt &&
        [ "$(jq -r 'select(.about=="appointment").records[0]' o6)" = a1 ] &&
        has "De afspraak is op 20 jan 2026. Al op 3 jan 2026 is gezien:" o6.txt
}
breaches() { # nothing is on file after them, until the phase of the seventh
    "$wv" scan -q --state br in.ndjson -o /dev/null && "$wv" overleg --state br z1 >o7.txt &&
        has "- O1: 3 overtredingen, van 3 jan 2026 tot en met 4 jan 2026. Daarna is geen stap van ons gevonden, al 2 dagen." o7.txt &&
        event z1 h case.phase 2026-01-07 '{"phase":"safety"}' | "$wv" scan -q --state br - -o /dev/null
    "$wv" overleg --state br z1 >o8.txt && has "De eerste stap daarna: fase, na 3 dagen." o8.txt
}
claim "overleg writes an agenda" agenda
claim "an appointment that is later than what was seen is a point, an earlier one is not" late_appointment
claim "the breaches of an order are counted, with the days until somebody did something" breaches
claim "a question stands there once, with its records" question_once
claim "one incident that two sources tell differently is a point" two_sources
claim "a report of B about A stays the word of B" counter_report
claim "and no question is asked of it as if the other had done it" not_asked
claim "a pattern stands there once, however often it came" pattern_once
claim "what is not on file is named" missing
claim "what is on file is not; a screening from before the newest alert is old" on_file
claim "roles and dates that contradict each other are told" bookings
claim "what one source tells and another denies is a point" denied
claim "no text of a record stands on the agenda" hasnt "dood zou maken" o.txt
claim "overleg of a case that is not there is refused with 66" exits 66 "$wv" overleg --state s nergens
claim "overleg without a case is wrong use" exits 64 "$wv" overleg --state s

# --- screening
screened() {
    "$wv" screening --state s z1 >sc.txt && "$wv" screening --state s --format ndjson z1 >sc &&
        [ "$(grep -c '^[0-9]*\. ' sc.txt)" = 11 ] && has "Geen signaal gevonden" sc.txt
}
by_area() {
    [ "$(jq -r 'select(.area=="threat" and .signal=="threat.kill").record' sc | tr '\n' ' ')" = "p1 m1 " ] &&
        [ "$(jq -r 'select(.area=="order" and .pattern!=null).pattern' sc | sort -u)" = pattern.order_breach ] &&
        [ "$(jq -r 'select(.record=="b1").word_of_other' sc | sort -u)" = true ]
}
no_score() { [ -s sc ] && [ -s sc.txt ] && ! grep -qiE '"(score|risk|level|severity|weight)"' sc && ! grep -qi "risico" sc.txt; }
passages() {
    "$wv" screening --state s --records in.ndjson --records later.ndjson --format ndjson z1 >sp 2>log || return 1
    [ "$(jq -r 'select(.record=="m1" and .area=="threat").passages[0][0].text' sp)" = "ik maak je dood" ] &&
        has "8 records of the case read, 0 with other content" log && has "1 others passed" log &&
        # where a span is told is where its text stands
        jq -s -e '(.[0] | map({(.id): .text}) | add) as $t | .[1] | map(.record as $r | .passages[]?[]? |
            $t[$r][.start:.end] == .text) | length > 5 and all' <(jq -s . in.ndjson later.ndjson) <(jq -s . sp)
}
no_words_without() { [ "$(jq -c '.passages // [] | .[]' sc)" = "" ] && hasnt "maak je dood" sc.txt; }
other_content() {
    sed 's/ik maak je dood/ik maak je echt dood/' in.ndjson >changed.ndjson
    "$wv" screening --state s --records changed.ndjson --format ndjson z1 >sq 2>log &&
        has " 1 with other content" log && [ "$(jq -c 'select(.record=="m1").passages[]?' sq)" = "" ]
}
all_signals_have_an_area() {
    "$wv" screening --areas | cut -f2 | sort -u >areas
    grep -o '{slug: [a-z_.]*' "$WAAKVLAM_RULES/signals.yaml" | cut -d' ' -f2 | sort -u >slugs
    [ "$(comm -23 slugs areas | grep -v '^process\.')" = protective.safety ]
}
claim "screening writes eleven areas, empty ones too" screened
claim "signals and patterns stand in their areas; a report of B is the word of B" by_area
claim "there is no score" no_score
claim "with the records there are passages, at the places they are told" passages
claim "without the records there are no words" no_words_without
claim "a record with other content than the state's gives no words" other_content
claim "every signal about behaviour bears on an area" all_signals_have_an_area
claim "records that cannot be opened are refused with 66" exits 66 "$wv" screening --state s --records none z1

# --- monitor
many() { # many CASES: each a threat in January; one more threat in case 1 in February
    for i in $(seq 1 "$1"); do
        event "c$i" "r$i" case.roles 2026-01-01 '{"A":"target","B":"other"}'
        message "c$i" "m$i" 2026-01-10T08:00 "ik maak je dood"
        [ "$i" -le 11 ] && event "c$i" "w$i" screening.sash 2026-01-20 '{}'
        event "c$i" "s$i" separation 2026-01-09 '{}'
    done
    for i in $(seq 1 30); do message c1 "x$i" 2026-02-10T08:00 "ik maak je dood"; done
}
cells() { # cells PERIOD INDICATOR
    jq -c "select(.period==\"$1\" and .indicator==\"$2\") | [.count,.cases]" mon
}
monitored() {
    many 12 | "$wv" scan -q --state many - -o /dev/null && "$wv" monitor --state many >mon || return 1
    [ "$(cells 2026-01 signals.threat.kill)" = "[12,12]" ] && [ "$(cells 2026-01 records.message)" = "[12,12]" ] &&
        [ "$(cells 2026-01 cases_with_records)" = "[12,12]" ]
}
one_case_is_hidden() { # thirty messages, one case
    [ "$(cells 2026-02 records.message)" = '["<10","<10"]' ] && [ "$(cells 2026-02 signals.threat.kill)" = '["<10","<10"]' ]
}
rest_is_hidden() { # 11 of 12 would tell that one was not screened
    [ "$(cells 2026-01 cases_alerted)" = "[12,12]" ] && [ "$(cells 2026-01 cases_alerted.screened)" = '["<10","<10"]' ]
}
nobody_in_it() {
    [ -s mon ] && ! jq -r '.indicator' mon | grep -qE '(^|[^a-z])(c|m|x|r)[0-9]' && ! grep -qE '"(A|B)"' mon &&
        [ "$(jq -r 'keys | join(",")' mon | sort -u)" = cases,count,indicator,period,schema,type ]
}
free_words() { # a source may hold a name
    sed 's/"politie"/"Jan de Vries"/' in.ndjson | "$wv" scan -q --state fw - -o /dev/null
    "$wv" monitor --state fw >fw.out && hasnt Vries fw.out && has sources.other fw.out
}
quarters() { "$wv" monitor --state many --period quarter >q && [ "$(jq -r .period q | sort -u)" = 2026-Q1 ]; }
claim "monitor counts by month" monitored
claim "what rests on one case is hidden, however many records it has" one_case_is_hidden
claim "a part is hidden when the rest would be few" rest_is_hidden
claim "no person, case or record stands in it" nobody_in_it
claim "a free word of a record is no name of a cell" free_words
claim "monitor counts by quarter" quarters
claim "--period week is wrong use" exits 64 "$wv" monitor --state s --period week

# --- scan --only now: a feed for a desk
only_now() {
    many 3 | "$wv" scan -q - -o all || return 1
    many 3 | "$wv" scan -q --only now - -o now || return 1
    [ "$(jq -r 'select(.triage=="now").id' all | wc -l)" -ge 3 ] &&
        # what is taken back is told to who was given it, and to nobody else
        cmp <(jq -r .id now) <(jq -s -r '(map(select(.triage=="now").id)) as $given |
            .[] | select(.triage=="now" or (.type=="revision" and (.of | IN($given[])))).id' all)
}
taken_back_now() { # m1 threatens and breaches; deleting it takes back a line for now and an alert for today
    {
        event z1 r case.roles 2026-01-01 '{"A":"target","B":"other"}'
        event z1 o order.imposed 2026-01-02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}'
        message z1 m1 2026-01-03T12:00 "ik maak je dood"
        message z1 m2 2026-01-04T12:00 "hoi"
        event z1 d record.deleted 2026-01-05 '{"id":"m1"}'
        event z1 d2 record.deleted 2026-01-05 '{"id":"m2"}'
    } >back.in
    "$wv" scan -q back.in -o back.all && "$wv" scan -q --only now back.in -o back.now || return 1
    [ "$(jq -r 'select(.type=="revision").of' back.all | wc -l)" -gt "$(jq -r 'select(.type=="revision").of' back.now | wc -l)" ] &&
        jq -s -e 'map(select(.type!="revision").id) as $ids | map(select(.type=="revision")) |
            length > 0 and all(.of | IN($ids[]))' back.now
}
live_feed() { # a line is there before the input ends
    mkfifo pipe
    (many 1 | grep dood | head -1; sleep 3) | "$wv" scan -q --only now --line-buffered - >pipe 2>/dev/null &
    timeout 2 head -1 pipe >first; local code=$?
    wait
    [ $code -eq 0 ] && [ "$(jq -r .triage first)" = now ]
}
claim "scan --only now writes all that is for now" only_now
claim "a desk is told what is taken back of what it was given, and of nothing else" taken_back_now
claim "scan --only now --line-buffered is a live feed" live_feed

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

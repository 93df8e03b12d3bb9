#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# reading.sh BUILD: what people read: the page of a logbook, findings on older records in a digest, zaak or casus. One
# `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking

record() { # record ID TIME REST
    echo "{\"id\":\"$1\",\"case\":\"z1\",\"occurred_at\":\"2026-$2:00+01:00\",$3}"
}
call() { record "$1" "$2" '"kind":"event","type":"contact.call","attrs":{"from":"B","to":"A","answered":false}'; }
message() { record "$1" "$2" "\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\",\"channel\":\"$3\",\"text\":\"hoi\""; }
order() { # order ID TIME NAME UNTIL [RECEIVED]
    record "$1" "$2" "\"kind\":\"event\",\"type\":\"order.imposed\",${5:+\"received_at\":\"$5\",}\"attrs\":{\"order\":\"$3\",
        \"against\":\"B\",\"protects\":[\"A\"],\"until\":\"$4\"}" | tr -d '\n'
    echo
}
{
    record r 01-01T00:05 '"kind":"event","type":"case.roles","attrs":{"A":"target","B":"other"}'
    for h in 09 10 11 12 13; do message "m$h" "01-02T$h:00" sms; done
    for i in 1 2 3; do message "n$i" "01-03T0$i:00" sms; done
    call c1 01-04T12:00
    order o 01-05T09:00 O1 2026-06-01
    record e 03-20T09:00 '"kind":"event","type":"order.ended","attrs":{"order":"O1"}'
    record v 05-10T12:00 '"kind":"event","type":"contact.visit","attrs":{"from":"B","to":"A"}'
    record x '05-11T12:00' '"kind":"report","reporter":"<b>A</b>","source":"a&b","text":"Hij zei dat hij mij dood zou maken."'
} >in.ndjson
"$wv" scan -q --state s in.ndjson -o /dev/null || exit 1
"$wv" logbook --state s z1 >page || exit 1

has() { grep -qF -- "$1" "${2:-page}" || { echo "no '$1'"; return 1; }; }
hasnt() { ! grep -nF -- "$1" "${2:-page}"; }
well_formed() { # it is XML but for its doctype, and nothing comes from outside
    python3 - page <<'E1'
import re, sys, xml.dom.minidom
text = open(sys.argv[1], encoding='utf-8').read()
xml.dom.minidom.parseString(text.replace('<!doctype html>\n', '').replace('<meta charset="utf-8">', '').replace('<br>', '<br/>'))
assert not re.search(r'<script|src=|href=|url\((?!#)', text)
E1
}
folded() { # five messages of one day stand on one line, with their names; three by night do not
    has "5 berichten" && has "m09, m10, m11, m12, m13" && [ "$(grep -c '<td>bericht</td>' page)" = 3 ] && has "(nacht)"
}
pictured() { # a ban to its end, quiet months with their days, night apart, the axis
    has 'class="ban"' && has "tot 20 mrt 2026" && has "dagen stil" && has 'class="night"' && has 'class="day"' && has "1 feb 2026" &&
        has 'class="alert"'
}
ban_is_as_long_as_it_was() { # the bar stops where the ban was ended, not on its day
    python3 - page <<'E2'
import re, sys
text = open(sys.argv[1]).read()
x, width = map(int, re.search(r'<rect x="(\d+)" y="\d+" width="(\d+)" height="10" class="ban"', text).groups())
day = (990 - 150) / 129.5  # from 2 January, 9:00, to 11 May; a day of the picture
assert abs(x - 150 - 3 * day) < 3, x
assert abs(width - 74 * day) < 3, width
E2
}
booking_is_no_act() { # roles are booked a minute past midnight: that is no night, and no mark in the picture
    [ "$(grep -o '<circle[^>]*class="day"\|<path[^>]*class="night"' page | wc -l)" -ge 5 ] && ! grep -A1 '1 jan 2026' page | grep nacht
}
dutch_events() { has "bezoek" && has "verbod opgelegd" && has "oproep" && hasnt "contact.visit" && hasnt "order.imposed"; }
escaped() { has '&lt;b&gt;A&lt;/b&gt;' && has 'a&amp;b' && hasnt '<b>A'; }
no_text() { hasnt "dood zou"; }

late() { # a ban that is imported late makes a finding on a message that the last digest told as new
    "$wv" digest --state s >/dev/null
    order o2 01-01T08:00 O2 2026-01-03 2026-05-20T09:00:00+02:00 | "$wv" scan -q --state s - -o /dev/null
    "$wv" digest --state s --peek --format ndjson >d && "$wv" digest --state s --peek >d.txt &&
        [ "$(jq -r '.signals_late[] | select(.signal=="order.breach") | .record' d | sort | tr '\n' ' ')" = \
            "m09 m10 m11 m12 m13 n1 n2 n3 " ] &&
        [ "$(jq -r '[.signals[].records[]] | index("m09")' d)" = null ] &&
        has "Nieuw signaal bij een ouder stuk: overtreding van een verbod (m09)" d.txt
}
fallen() { # and when it turns out to have been over, they fall
    "$wv" digest --state s >/dev/null
    record e2 '01-01T09:00' '"kind":"event","type":"order.ended","received_at":"2026-05-21T09:00:00+02:00","attrs":{"order":"O2"}' |
        "$wv" scan -q --state s - -o /dev/null
    "$wv" digest --state s --peek --format ndjson >d && "$wv" digest --state s --peek >d.txt &&
        [ "$(jq -r '.signals_fallen[] | select(.signal=="order.breach") | .record' d | wc -l)" = 8 ] &&
        [ "$(jq -c '[.signals_late[] | select(.signal=="order.breach")]' d)" = '[]' ] &&
        has "Signaal vervallen: overtreding van een verbod (m09)" d.txt
}
told_once() {
    "$wv" digest --state s >/dev/null
    "$wv" digest --state s --all --format ndjson >d && [ "$(jq -c '[.signals_late,.signals_fallen]' d)" = '[[],[]]' ]
}
long_silence() { [ "$(jq -r '.longest_silence | "\(.days) \(.from) \(.to)"' d | cut -c1-13)" = "74 2026-01-05" ]; }

casus() { # everything that is read, by option or by variable, and no zaak left
    "$wv" logbook --state s --case-word casus z1 >l && has "Logboek van casus z1" l && ! grep -niw 'zaak\|zaken' l || return 1
    export WAAKVLAM_CASE_WORD=casus
    for command in "logbook" "overleg" "screening" "explain --case"; do
        "$wv" $command z1 --state s >l || return 1
        ! grep -niw 'zaak\|zaken' l || { echo "$command"; return 1; }
    done
    "$wv" digest --state s --peek --all >l && has "OVERZICHT VAN CASUSSEN" l && has "Casus z1" l && ! grep -niw 'zaak\|zaken' l &&
        "$wv" scan -q in.ndjson | "$wv" show - >l && has ", casus z1," l && ! grep -niw 'zaak' l
}
zaak() {
    unset WAAKVLAM_CASE_WORD
    has "Logboek van zaak z1" && "$wv" overleg --state s z1 | head -1 | grep -q "ZAAK z1" &&
        WAAKVLAM_CASE_WORD=casus "$wv" overleg --case-word zaak --state s z1 | grep -q "ZAAK z1"
}
claim "the page stands alone and is well-formed" well_formed
claim "a day full of messages is one line that names them" folded
claim "the picture has bans, quiet months, night and a scale" pictured
claim "a ban is drawn to where it was ended" ban_is_as_long_as_it_was
claim "a booking is no act" booking_is_no_act
claim "events are told in Dutch" dutch_events
claim "what comes from a record is escaped" escaped
claim "no text of a record stands in it" no_text
claim "a digest tells what an order of before makes of older records" late
claim "and what falls" fallen
claim "once" told_once
claim "the longest silence has its days" long_silence
claim "Veilig Thuis reads casus" casus
claim "the police read zaak" zaak
claim "another word is wrong use" exits 64 "$wv" logbook --state s --case-word dossier z1

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

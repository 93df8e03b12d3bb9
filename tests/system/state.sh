#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# state.sh BUILD: the state of cases from outside: killed runs, another pack, two processes, damage.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
# Cases need the patterns only: no word of Dutch is looked for here.
cp -r "$root/rules/nl-stalking" "$work/pack" && rm -rf "$work"/pack/{rules,lexicon,scope,pack.lock}

scan() { "$wv" scan -q -r pack "$@"; }

{
    event r case.roles 01 '{"A":"target","B":"other"}'
    event o order.imposed 02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}'
    message m 03 bank "betaling 0,01: bel me even"
} >in.ndjson
message n 09 sms hoi >later.ndjson

next_day() { scan --state s later.ndjson | grep -q order.breach.contact; }
all_seen() { "$wv" scan -r pack --state s in.ndjson later.ndjson 2>&1 >/dev/null | grep -q "seen 4"; }
no_text() { ! grep -aq "bel me even" s; }
other_pack() {
    cp -r pack other && echo "# anders" >>other/pack.yaml
    "$wv" scan -r other --state s in.ndjson >/dev/null 2>err
    [ $? -eq 78 ] && grep -q pack-change err
}
in_use() {
    (sleep 2 | "$wv" scan -q -r other --state s - >/dev/null) & sleep .8
    "$wv" scan -q -r other --state s in.ndjson >/dev/null; local code=$?
    wait
    [ $code -eq 75 ]
}
no_database() { head -c 5000 /dev/urandom >bad; scan --state bad in.ndjson >/dev/null; [ $? -eq 74 ]; }
cut_short() {
    scan --state t in.ndjson -o out && : >out
    scan --state t in.ndjson -o out; [ $? -eq 74 ]
}

removed() { cp s r && "$wv" state remove r z1 && ! grep -aq z1 r; }
backed_up() { "$wv" state backup s b && "$wv" state verify b && [ "$("$wv" state list b)" = z1 ]; }
logbook() {
    "$wv" logbook -r pack --state s --format html z1 >page || return 1
    grep -q "class=\"ban\"" page && grep -q "verbod overtreden" page && ! grep -q "bel me even" page
    "$wv" logbook -r pack --state s --format ndjson z1 | grep -q '"pattern":"pattern.order_breach"'
}

expired() { # only the case of which nothing came in since the date goes, and it leaves no byte
    cp s e && [ -z "$("$wv" state expire e 2001-01-01)" ] && [ "$("$wv" state list e)" = z1 ] &&
        [ "$("$wv" state expire e 2100-01-01)" = z1 ] && [ -z "$("$wv" state list e)" ] && ! grep -aq z1 e &&
        exits 64 "$wv" state expire e soon
}

exported() { # all that is in it, by case or whole; no text; unknown cases are an error
    "$wv" state export s >all && "$wv" state export s z1 >one && cmp all one && ! grep -q "bel me even" all &&
        [ "$(grep -c '"type":"state_record"' all)" -eq 4 ] &&
        grep '"record":"m",' all | grep -q '"occurred_at":"2026-01-03T08:00:00+01:00"' &&
        grep -q '"from":"B","to":\["A"\],"channel":"bank"' all &&
        grep '"type":"state_raised"' all | grep '"rule":"order.breach.contact"' | grep -q '"standing":true' &&
        python3 -c 'import json, sys; [json.loads(line) for line in open("all")]' && exits 66 "$wv" state export s z9
}

# Format 1 had no table of cases that wait and no count of records; its logs have no op that is not in today's.
make_old() {
    cp "$1" "$2" && python3 -c 'import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as s:
    s.execute("DROP TABLE waiting"); s.execute("DELETE FROM meta WHERE name = ?", ("tally",))
    s.execute("UPDATE meta SET value = ? WHERE name = ?", (sys.argv[2], "format"))' "$2" "$3"
}
migrated() { # refused with a hint until it is migrated; then it goes on as if it had always been of this format
    make_old s old 1 && ! "$wv" scan -q -r other --state old in.ndjson >/dev/null 2>err && grep -q "state migrate" err &&
        exits 78 "$wv" state show old && "$wv" state migrate old | grep -q "format 1 is now format 3" &&
        "$wv" state migrate old | grep -q "nothing to do" && "$wv" state export old | cmp - all &&
        "$wv" scan -r other --state old in.ndjson later.ndjson 2>&1 >/dev/null | grep -q "seen 4"
}
newer() { make_old s new 4 && exits 78 "$wv" state migrate new && ! "$wv" state show new 2>err && grep -q newer err; }

merged() { # told, kept, and no record is moved: the other case stands as it did
    { event g case.merge 10 '{"with":"z2"}'; event h case.split 11 '{"into":["z3"]}'; } >joined.ndjson
    cp s m && "$wv" scan -r other --state m joined.ndjson 2>err >/dev/null
    [ "$(grep -c "doubtful: case\.[a-z]* is kept and moves no record" err)" -eq 2 ] && grep -q "doubtful 2" err &&
        [ "$("$wv" state list m)" = z1 ] && "$wv" logbook -r other --state m --format html z1 | grep -qi samengevoegd
}

clock_without_case() { # a deadline of seven days runs out when a clock that names no case says so
    cp -r pack deadline || return 1
    cat >deadline/patterns/deadline.yaml <<'END'
name: test.deadline
id: 2f6c2c0e-64a3-4d0c-8d3e-0a3a3d2f9b11
title: Geen screening binnen een week
signal: process.sash_missing
status: test
author: waakvlam
date: 2026-11-23
correlation:
  type: absent
  entries: [{kind: message, direction: other->target}]
  absent: [{type: screening.sash}]
  within: 7d
END
    echo '{"id":"k","kind":"event","type":"clock","occurred_at":"2026-03-01T08:00:00+01:00"}' >clock.ndjson
    "$wv" scan -q -r deadline in.ndjson >before && ! grep -q test.deadline before &&
        "$wv" scan -q -r deadline in.ndjson clock.ndjson | grep test.deadline |
        grep -q '"raised_at":"2026-01-10T08:00:00'
}

claim "kill -9 and run again gives the same bytes" \
    python3 "$root/tests/system/test_state_kill.py" "$wv" pack 2
claim "a state is made" scan --state s in.ndjson -o first
claim "a second run with the next day's records knows the ban of the day before" next_day
claim "records that were here are seen" all_seen
claim "no text of a record stands in the state" no_text
claim "a state of another pack is refused with 78 and a hint" other_pack
claim "--pack-change keep goes on" \
    exits 0 "$wv" scan -q -r other --state s --pack-change keep in.ndjson -o /dev/null
claim "a state in use is refused with 75" in_use
claim "no database is refused with 74" no_database
claim "a removed case leaves no byte of its name" removed
claim "export writes all of a state as NDJSON, and no text" exported
claim "case.merge and case.split are told, kept, and move no record" merged
claim "a state of format 1 is refused with a hint, and goes on after migrate" migrated
claim "a state of a format to come is refused, also by migrate" newer
claim "expire takes out what had no news since a date" expired
claim "a clock without a case moves the time of all cases" clock_without_case
claim "a backup verifies and has the cases" backed_up
claim "the logbook shows the ban, the breach and the alert, and no text" logbook
claim "an output that was cut short is refused, not written over" cut_short

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

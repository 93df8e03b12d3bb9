#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# store.sh BUILD: a review store from the command line: what scan writes goes in once, however it is
# given, a kill loses nothing that was said to be in, and what reviewers said comes out as items.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/rules/nl-stalking
purpose=(--purpose 'toetsen van signalen door twee paar ogen' --legal-basis wpg-8)
query() { python3 - "$@" <<'P'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep='|')
P
}
same() { [ "$1" = "$2" ] || { echo "$1"; echo "want $2"; return 1; }; }
tables='SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM finding), (SELECT count(*) FROM record),
 (SELECT count(*) FROM case_row WHERE open), (SELECT sum(open_count) FROM case_row)'

"$wv" gen --cases --templates "$root/corpus-synthetic/templates" --base-rate 0.8 --seed 5 -n 800 -o feed >/dev/null 2>&1
records=feed/records.ndjson
"$wv" scan -q -r "$pack" -o out.ndjson "$records"

asks() { ! "$wv" ingest refused.db out.ndjson 2>said && grep -q purpose said && [ ! -e refused.db ]; }
claim 'without a purpose nothing goes in, and no store is left' asks
claim 'ingest makes a store' "$wv" ingest "${purpose[@]}" --records "$records" one.db out.ndjson
claim 'it is its owner'"'"'s alone' same "$(stat -c %a one.db)" 600
once=$(query one.db "$tables")
counts() { same "$(query one.db 'SELECT count(*) FROM item')" "$(grep -cE '"type":"(flag|alert)"' out.ndjson)" &&
    same "$(query one.db 'SELECT count(*) FROM record')" "$(wc -l <"$records")"; }
claim 'every flag, alert and record is in it' counts
again() { "$wv" ingest --records "$records" one.db out.ndjson && same "$(query one.db "$tables")" "$once"; }
claim 'the same again changes nothing' again
bulk() { "$wv" ingest --bulk "${purpose[@]}" --records "$records" bulk.db out.ndjson &&
    same "$(query bulk.db "$tables")" "$once" && [ ! -e bulk.db.part ]; }
claim 'a bulk load gives the same store' bulk
rows='SELECT name, alone, open, urgency, open_count, severity, since, newest FROM case_row ORDER BY alone, name'
open=${rows/ORDER/WHERE open ORDER} # a case of which only records came in has a row too
claim 'and the same queue' same "$(query bulk.db "$rows" | sha256sum)" "$(query one.db "$rows" | sha256sum)"
claim 'bulk is for a store that is not there yet' exits 64 "$wv" ingest --bulk one.db out.ndjson
scanned() { "$wv" scan -q -r "$pack" --store scan.db "${purpose[@]}" "$records" &&
    same "$(query scan.db "$rows" | sha256sum)" "$(query one.db "$rows" | sha256sum)" &&
    same "$(query scan.db "$tables")" "$once"; }
claim 'scan --store gives the same store' scanned
piped() { "$wv" scan -q -r "$pack" "$records" | "$wv" ingest "${purpose[@]}" pipe.db &&
    same "$(query pipe.db 'SELECT count(*) FROM finding')" "$(query one.db 'SELECT count(*) FROM finding')"; }
claim 'a pipe is as good as a file' piped
order() { shuf --random-source=<(yes) out.ndjson >mixed.ndjson && "$wv" ingest -q "${purpose[@]}" mixed.db mixed.ndjson &&
    same "$(query mixed.db "$open" | sha256sum)" "$(query one.db "$open" | sha256sum)"; }
claim 'the order of the lines makes no other queue' order

notext() { "$wv" ingest -q "${purpose[@]}" --no-text --records "$records" bare.db out.ndjson &&
    same "$(query bare.db "SELECT count(*) FROM record WHERE text <> '' OR json LIKE '%\"title\"%'")" 0; }
claim 'with --no-text no text of a record is in it' notext
bad() { { head -2 out.ndjson; echo '{"schema":"waakvlam/1","type":"flag"}'; echo 'x'; } >bad.ndjson
    "$wv" ingest one.db bad.ndjson 2>said; same $? 65 && grep -q 'bad.ndjson:3: ' said && grep -q 'bad.ndjson:4: ' said; }
claim 'a line that cannot be used is named by file and line' bad
"$wv" scan -q -r "$pack" --state s.state -o s.ndjson "$records"
# Which journal a file has stands in its first bytes: a file that is not ours stays as it was, to the byte.
untouched() { local file=$1; shift; sha256sum "$file" >sum && exits 74 "$@" && sha256sum -c --status sum && [ ! -e "$file-wal" ]; }
claim 'a state is no store, and stays as it was' untouched s.state "$wv" ingest "${purpose[@]}" s.state out.ndjson
python3 -c "import sqlite3; c = sqlite3.connect('other.db'); c.execute('CREATE TABLE meta(name, value)'); c.commit()"
claim 'nor is the file of another program' untouched other.db "$wv" ingest "${purpose[@]}" other.db out.ndjson
claim 'a store is no state, and stays as it was' untouched one.db "$wv" scan -q -r "$pack" --state one.db -o t.ndjson "$records"
claim 'no store, no verdicts' exits 66 "$wv" verdicts nothing.db

# Killed at odd moments and given again, the store is the one of a run that nobody disturbed.
killed() {
    for i in 1 2 3 4 5 6; do
        "$wv" ingest -q "${purpose[@]}" --records "$records" killed.db out.ndjson & pid=$!
        sleep "0.0$((i * 13 % 9 + 1))"; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
    done
    "$wv" ingest -q "${purpose[@]}" --records "$records" killed.db out.ndjson &&
        same "$(query killed.db "$tables")" "$once" &&
        same "$(query killed.db 'PRAGMA integrity_check')" ok
}
claim 'killed six times and given again, it is whole' killed

# A new pack: the same words keep their decision and their number.
numbers='SELECT num, hex(key), hex(evidence) FROM finding ORDER BY num'
newer() { sed -E 's/"sha256":"[0-9a-f]{64}"/"sha256":"'"$(printf 'f%.0s' {1..64})"'"/; s/"id":"..../"id":"ffff/' out.ndjson >newer.ndjson
    query one.db "$numbers" >before && "$wv" ingest one.db newer.ndjson 2>said && query one.db "$numbers" | diff before - &&
    grep -q 'findings 0 new' said && same "$(query one.db 'SELECT count(*) FROM finding WHERE stale')" 0; }
claim 'what a new pack finds again in the same words is no new finding' newer

# A rescan that no longer finds anything in a record has no line of it: only --rescan can tell that.
rescan() { local case; case=$(jq -r 'select(.type == "flag" and .case) | .case' out.ndjson | head -1)
    jq -c --arg c "$case" 'select(.case != $c)' out.ndjson >fewer.ndjson
    exits 64 "$wv" ingest --rescan one.db fewer.ndjson || return 1
    local open="SELECT open FROM case_row WHERE name = '$case' AND NOT alone"
    "$wv" ingest --records "$records" one.db fewer.ndjson 2>said && same "$(query one.db "$open")" 1 &&
    "$wv" ingest --rescan --records "$records" one.db fewer.ndjson 2>said && grep -q 'closed [1-9]' said &&
    same "$(query one.db "$open")" 0 && same "$(query one.db "SELECT count(*) > 0 FROM revision WHERE NOT standing")" 1 &&
    "$wv" ingest --rescan --records "$records" one.db out.ndjson 2>said && ! grep -q closed said &&
    same "$(query one.db "SELECT sum(open_count) FROM case_row")" "$(query bulk.db "SELECT sum(open_count) FROM case_row")"; }
claim 'what a rescan no longer says is closed' rescan

# scan --store reads all its records again, so it knows by itself; a part of the output, or a state, does not.
again() { local open='SELECT sum(open_count) FROM case_row'; local all; all=$(query scan.db "$open")
    "$wv" scan -r "$root/tests/packs/minimal" --only now --store scan.db "$records" 2>said && ! grep -q closed said && same "$(query scan.db "$open")" "$all" &&
    "$wv" scan -r "$root/tests/packs/minimal" --store scan.db "$records" 2>said && grep -q 'closed [1-9]' said &&
    "$wv" scan -r "$pack" --store scan.db "$records" 2>said && same "$(query scan.db "$open")" "$all"; }
claim 'scan --store with another pack closes what that no longer finds, and with the first opens it' again

# What a pack with one more rule finds in the records of before: open and marked; what was decided stays decided.
# A pattern that now counts the new finding too is another pattern: the old one is stale, and that is no loss.
more_rules() {
    cp -R "$pack" more && rm -f more/pack.lock && cat >more/rules/zz-made.yaml <<'R'
name: approach.follow.made
id: 2b0e1a52-7f2c-4f0f-9d1b-5a1f6a0a9c07
title: Proef
description: A made rule for this test.
signal: approach.follow
status: test
author: waakvlam
date: 2026-11-23
detection:
  words:
    text: ["=de"]
  condition: words
R
    "$wv" check -r more 2>/dev/null
}
decide_all() { python3 - <<'P'
import sqlite3
c = sqlite3.connect('replay.db')
put = """INSERT INTO decision(question, case_num, finding, key, evidence, answer, reason, target, note, user, role, at,
 until, through, round, effect) SELECT """
c.execute(put + "2, num, 0, NULL, NULL, 3, 0, '', 'bekend', 'anna', 'reviewer', 1700000000, 0, through, 1, 1 FROM case_row WHERE open")
c.execute(put + """1, case_num, num, key, evidence, 1, 0, '', '', 'anna', 'reviewer', 1700000000, 0, 0, 1, 1 FROM finding
 WHERE live AND NOT is_alert""")
c.execute("UPDATE finding SET answer = 1 WHERE live AND NOT is_alert")
c.execute("UPDATE case_row SET open = 0, open_count = 0, decided = through")
c.commit()
P
}
replayed() {
    local decided='SELECT * FROM decision ORDER BY num'
    local open_new='SELECT sum(open_count) > 0, sum(open_count) - (SELECT sum(replayed AND live AND standing AND NOT stale) FROM finding) FROM case_row'
    local old='SELECT num, hex(key), hex(evidence), answer, live, standing, stale FROM finding WHERE NOT (replayed OR is_alert) ORDER BY num'
    more_rules && "$wv" ingest -q "${purpose[@]}" --records "$records" replay.db out.ndjson && decide_all || return 1
    query replay.db "$decided" >decided && query replay.db "$old" >old
    "$wv" replay -r more --against out.ndjson -o told "$records" >differs && [ -s told ] && "$wv" ingest replay.db told &&
        query replay.db "$decided" | cmp decided - && query replay.db "$old" | diff old - || return 1
    query replay.db "SELECT DISTINCT n.text, replayed FROM finding JOIN name n ON n.num = rule WHERE replayed OR n.text LIKE '%made'" >new
    grep -q '^approach.follow.made|1$' new && ! grep -q '|0$' new &&
        same "$(query replay.db "SELECT count(DISTINCT finding.key) FROM finding JOIN name n ON n.num = rule WHERE n.text = 'approach.follow.made'")" \
            "$(jq -c 'select(.change == "new" and .rule == "approach.follow.made")' differs | wc -l)" &&
        same "$(query replay.db "$open_new")" '1|0' || return 1
    query replay.db "$tables" >after && "$wv" ingest -q replay.db told && query replay.db "$tables" | diff after -
}
claim 'what a newer pack finds in old records is open and marked; decisions and all else stay' replayed
claim 'a replay is no rescan: it holds only what differs' exits 64 "$wv" ingest --rescan --records "$records" replay.db told

# What rules cost, for the rule pages.
costs() {
    exits 66 "$wv" profile -r "$pack" --store nothing.db "$records" && [ ! -e nothing.db ] || return 1
    local kept='SELECT count(*), sum(steps) FROM cost_rule'
    "$wv" profile -r "$pack" --store one.db "$records" >profile && query one.db "$kept" >first &&
        same "$(cat first)" "$(awk 'NR > 3 {n++; s += $4} END {print n "|" s}' profile)" &&
        same "$(query one.db 'SELECT corpus, records, pack_sha256 FROM cost_measure')" \
            "records.ndjson|$(wc -l <"$records")|$(jq -r .pack.sha256 out.ndjson | head -1)" &&
        "$wv" profile -r "$pack" --store one.db "$records" >/dev/null && query one.db "$kept" | cmp first - && "$wv" audit verify one.db
}
claim 'profile --store keeps what each rule cost, once a pack' costs

# The index of words.
old() { query2="UPDATE meta SET value = 'x' WHERE name = 'words'"; python3 -c "
import sqlite3; c = sqlite3.connect('one.db'); c.execute(\"$query2\"); c.commit()" &&
    "$wv" reindex --batches 1 one.db 2>said && grep -q 'run it again' said &&
    "$wv" reindex one.db 2>said && grep -qE 'waakvlam: ([0-9]+) of \1 records' said; }
claim 'reindex may stop in the middle and goes on' old

# Verdicts: decisions are made on the pages; here they are put where those put them.
decide() { python3 - <<'P'
import sqlite3
c = sqlite3.connect('one.db')
c.execute("""INSERT INTO decision(question, case_num, finding, key, evidence, answer, reason, target, note, user, role, at,
 until, through, round, effect) SELECT 1, case_num, num, key, evidence, CASE WHEN num % 5 THEN 1 ELSE 2 END,
 CASE WHEN num % 5 THEN 0 ELSE 4 END, '', '', 'anna', 'reviewer', 1700000000, 0, 0, 1, 1 FROM finding WHERE live AND NOT is_alert""")
c.execute("UPDATE finding SET answer = CASE WHEN num % 5 THEN 1 ELSE 2 END WHERE live AND NOT is_alert")
c.commit()
P
}
verdicts() { decide && "$wv" verdicts -o items.ndjson one.db 2>said && grep -q '; 0 more' said && same "$(stat -c %a items.ndjson)" 600 &&
    "$wv" eval -r "$pack" --json items.ndjson | python3 -c "
import json, sys
rows = [json.loads(l) for l in sys.stdin]
all = rows[0]['all']
assert all['items'] > 50, all
p = all['precision']['share']
assert 0.5 < p < 0.95, p"; }
claim 'verdicts are items that eval measures the pack in use with' verdicts
claim 'what went in and out stands in the log' same "$(query one.db "SELECT count(*) > 3 FROM audit_detail WHERE verb IN ('ingest', 'export')")" 1

echo "$passed passed, $failed failed"
exit "$((failed > 0))"

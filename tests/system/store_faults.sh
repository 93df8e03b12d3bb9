#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# store_faults.sh BUILD: a full disk, a store that another program holds, a folder that may not be written: a clear error and its exit
# code, and nothing that was acknowledged is lost. A full disk is a limit on the size of a file: that needs no rights.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/rules/nl-stalking
purpose=(--purpose 'proef met fouten' --legal-basis wpg-8)
query() { python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep="|")' "$@"; }
rows='SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM finding), (SELECT count(*) FROM record), (SELECT sum(open_count) FROM case_row)'
python3 "$root/tests/long/store_flags.py" "$wv" "$pack" "$root/corpus-synthetic/small/items.ndjson" 6000 flags.ndjson 500
"$wv" ingest -q "${purpose[@]}" --records flags.ndjson.records whole.db flags.ndjson

# full KB COMMAND...: no file may grow beyond KB
full() { local kb=$1; shift; ( ulimit -f "$kb"; exec "$@" ) 2>said; }
full_live() {
    for kb in 1500 3000 5000 7000; do
        rm -f full.db*
        full "$kb" "$wv" ingest -q "${purpose[@]}" --records flags.ndjson.records full.db flags.ndjson; local code=$?
        [ "$code" = 74 ] && grep -q 'full.db' said || { echo "$kb: exit $code"; cat said; return 1; }
        [ "$(query full.db 'PRAGMA integrity_check')" = ok ] || { echo "$kb: damaged"; return 1; }
        "$wv" ingest -q "${purpose[@]}" --records flags.ndjson.records full.db flags.ndjson || return 1
        [ "$(query full.db "$rows")" = "$(query whole.db "$rows")" ] || { echo "$kb: not whole afterwards"; return 1; }
    done
}
claim 'a disk that is full says so (74); with room again, the same again makes it whole' full_live
full_bulk() { full 3000 "$wv" ingest -q --bulk "${purpose[@]}" part.db flags.ndjson; local code=$?
    [ "$code" = 74 ] && [ ! -e part.db ] && [ ! -e part.db.part ] || { echo "exit $code"; cat said; ls; return 1; }; }
claim 'a bulk load that does not fit leaves nothing' full_bulk
full_purge() { cp whole.db purge.db; cp whole.db other.db
    full 2000 "$wv" purge purge.db --use-days 1 --keep-days 1 >receipt; local code=$?
    [ "$code" = 74 ] && [ ! -s receipt ] || { echo "exit $code"; cat said; return 1; }
    "$wv" purge purge.db --use-days 1 --keep-days 1 >receipt && "$wv" purge other.db --use-days 1 --keep-days 1 >want || return 1
    [ "$(jq -c .destroyed receipt)" = "$(jq -c .destroyed want)" ] || { cat receipt want; return 1; }
    [ "$(query purge.db "$rows")" = "$(query other.db "$rows")" ] && [ "$(query purge.db "$rows")" != "$(query whole.db "$rows")" ]; }
claim 'a purge that cannot be finished gives no receipt; the next one goes on and does' full_purge

hold() { # hold STORE SECONDS: another program writes for that long
    python3 - "$1" "$2" <<'P' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('BEGIN IMMEDIATE')
open('held', 'w').close()
time.sleep(float(sys.argv[2]))
db.execute('ROLLBACK')
P
    for _ in $(seq 100); do [ -e held ] && rm held && return; sleep 0.1; done
}
busy() { hold whole.db 60; local holder=$!
    "$wv" ingest -q whole.db flags.ndjson 2>said; local code=$?; kill "$holder"; wait "$holder" 2>/dev/null
    [ "$code" = 75 ] && grep -q 'another process' said || { echo "exit $code"; cat said; return 1; }; }
claim 'a store that another program writes is waited for, and then said (75)' busy
wait_for() { hold whole.db 1; "$wv" ingest -q whole.db flags.ndjson 2>said; local code=$?; wait
    [ "$code" = 0 ] || { echo "exit $code"; cat said; return 1; }; }
claim 'a short wait is none of anybody'"'"'s business' wait_for
nowhere() { exits 73 "$wv" ingest -q "${purpose[@]}" no/such/folder/x.db flags.ndjson 2>said && grep -q 'no/such/folder' said; }
claim 'a store that cannot be made is said (73)' nowhere
claim 'people who decide while the disk fills, and empties: nothing acknowledged is lost' \
    python3 "$root/tests/long/store_serve.py" "$wv" "$pack" whole.db full --deciders 3

echo "$passed passed, $failed failed"
exit "$((failed > 0))"

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# service.sh BUILD: a service that nobody watches: settings, spool, manifest, canary, sandbox, monitor.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/rules/nl-stalking
# Cases need the patterns only: it opens at once.
cp -r "$pack" small && rm -rf small/{rules,lexicon,scope,pack.lock}

{
    event r case.roles 01 '{"A":"target","B":"other"}'
    event o order.imposed 02 '{"order":"O1","against":"B","protects":["A"],"until":"2026-06-01"}'
    message m 03 bank "betaling 0,01: bel me even"
} >in.ndjson
threat() { message "t$1" 04 sms "ik maak je dood"; }
place() { cp "$2" "$1/in/$3" && touch "$1/in/$3.ok"; }
fresh() { rm -rf "$1" && mkdir -p "$1/in"; }
spool() { "$wv" spool -q -r small --canary off "$@"; }
count() { find "$@" -type f | wc -l; }

# --- settings
settings_in_order() { # typed > environment > file > default
    printf 'threads: 2\nspool:\n  rest: 10m\n' >c.yaml
    "$wv" --config c.yaml config show >shown && grep -Eq "^threads +2 +c.yaml:1$" shown &&
        grep -Eq "^spool.rest +10m +c.yaml:3$" shown && grep -Eq "^sandbox +auto +default" shown &&
        WAAKVLAM_THREADS=3 "$wv" config show --config c.yaml | grep -Eq '^threads +3 +\$WAAKVLAM_THREADS$' &&
        WAAKVLAM_CONFIG=c.yaml "$wv" scan -j 300 in.ndjson 2>&1 | grep -q "at most 256"
}
settings_used() { printf 'rules: %s/small\nsandbox: off\n' "$work" >c.yaml &&
    "$wv" scan --config c.yaml -q --manifest m.json -o o.ndjson in.ndjson && jq -e '.sandbox == null' m.json &&
    WAAKVLAM_SANDBOX=auto "$wv" scan --config c.yaml -q --manifest m.json -o o.ndjson in.ndjson && jq -e '.sandbox.calls' m.json &&
    WAAKVLAM_SANDBOX=auto "$wv" scan --config c.yaml --sandbox off -q --manifest m.json -o o.ndjson in.ndjson &&
    jq -e '.sandbox == null' m.json; }
settings_wrong() {
    printf 'sandbx: auto\nspool:\n  rest: 10\nmonitor: {expect: {jan: 1d}}\n' >bad.yaml
    exits 78 "$wv" config check --config bad.yaml 2>err && grep -q "bad.yaml:1:1: .*did you mean 'sandbox'" err &&
        grep -q "bad.yaml:3:9: .*a time such as" err && grep -q "bad.yaml:4:" err && exits 78 "$wv" scan --config bad.yaml in.ndjson &&
        exits 66 "$wv" scan --config nowhere.yaml in.ndjson &&
        ! WAAKVLAM_THREADS=many "$wv" scan in.ndjson 2>err && grep -q 'WAAKVLAM_THREADS wants a whole number' err
}
each_setting_is_an_option() { # of every command that it names
    sed -n '/^static const wv_setting TABLE/,/^};/p' "$root/engine/cli/settings.c" | tr '\n' ' ' |
        grep -oE '\{"[a-z._]+", WV_[A-Z_]+, "[a-z-]+", +" [a-z ]+"' | sed -E 's/.*, "([a-z-]+)", +"(.*)"/\1 \2/' >pairs
    [ "$(wc -l <pairs)" -ge 20 ] || return 1
    while read -r option commands; do
        for c in $commands; do "$wv" "$c" --help | grep -q -- "--$option" || { echo "$c has no --$option"; return 1; }; done
    done <pairs
}
claim "what is typed counts before the environment, that before the file" settings_in_order
claim "settings reach the command" settings_used
claim "what is wrong in the settings is said with its place" settings_wrong
claim "each setting is an option of each command that gets it" each_setting_is_an_option

# --- sandbox and manifest of a scan
required() { "$wv" scan -q -r small --sandbox=require --state s/state --manifest s/m.json -o s/out.ndjson -j 3 in.ndjson &&
    jq -e '.sandbox.files and .sandbox.calls' s/m.json && cmp s/out.ndjson plain.ndjson; }
mkdir s
"$wv" scan -q -r small --sandbox off -o plain.ndjson in.ndjson
claim "threads, state, manifest and output in a folder work in the sandbox, and change no byte" required
claim "a stream works in it too" sh -c "'$wv' scan -q -r small --sandbox=require - <in.ndjson | cmp - plain.ndjson"
outside() {
    strace -f -e trace=socket,connect,execve,fork,vfork "$wv" scan -q -r small --sandbox=require -o o.ndjson in.ndjson 2>trace
    ! grep -E "socket|connect" trace
}
command -v strace >/dev/null && claim "no socket is tried" outside
manifest() {
    "$wv" scan -q -r small --run nacht-7 --manifest m.json -o o.ndjson in.ndjson &&
        jq -e --arg sum "$(sha256sum <in.ndjson | cut -c1-64)" --arg out "$(sha256sum <o.ndjson | cut -c1-64)" \
            '.run == "nacht-7" and .inputs[0].sha256 == $sum and .inputs[0].read == 3 and .output.sha256 == $out and .exit == 0
             and .account.read == .account.scanned + .account.seen + .account.dead and .pack.name == "nl-stalking"
             and (.arguments | index("in.ndjson") == null)' m.json && [ "$(stat -c %a m.json)" = 600 ]
}
claim "a manifest tells inputs with their hashes, pack, account and exit" manifest
wrong_values() { exits 64 "$wv" scan --sandbox=perhaps in.ndjson && exits 64 "$wv" scan --run x in.ndjson; }
claim "wrong values are usage errors" wrong_values

# --- canary
canary_flies() {
    threat 1 >t.ndjson && "$wv" scan -q -r "$pack" --canary builtin --store store --purpose 'een proef van de kanarie' --legal-basis avg --state cs \
        --manifest m.json -o c.ndjson t.ndjson && jq -e '.canary == {"records":3,"flagged":3}' m.json &&
        jq -e '.account.read == 1 and .account.flags == 1' m.json && ! grep -q canary c.ndjson &&
        ! "$wv" state show cs 2>/dev/null | grep -q canary && ! grep -aq "waakvlam-canary" store cs
}
canary_falls() { # a pack without its rules: nothing is read, nothing is written
    exits 70 "$wv" scan -q -r small --canary builtin -o fallen.ndjson in.ndjson 2>err &&
        grep -q "the canary was not flagged: 1 of its 3 records" err && [ ! -e fallen.ndjson ]
}
own_canary() { threat 9 >own.ndjson && "$wv" scan -q -r "$pack" --canary own.ndjson -o c.ndjson t.ndjson &&
    message n 04 sms "tot morgen" >>own.ndjson && exits 70 "$wv" scan -q -r "$pack" --canary own.ndjson -o c.ndjson t.ndjson; }
claim "a canary is flagged, and in no output, store, state or count" canary_flies
claim "a canary that is not flagged ends the run with 70" canary_falls
claim "a canary of one's own: each of its records must be flagged" own_canary

# --- spool
ready_or_not() {
    fresh d; place d in.ndjson a.ndjson; cp in.ndjson d/in/b.ndjson; cp in.ndjson d/in/.c.ndjson; ln -s a.ndjson d/in/l.ndjson
    spool d 2>err; [ "$(ls d/done/*)" = a.ndjson ] && [ -e d/in/b.ndjson ] && [ ! -e d/in/a.ndjson.ok ] && grep -q "1 names" err &&
        cmp d/out/*Z.ndjson plain.ndjson && jq -e '.run as $r | $r != null' d/out/*.manifest.json &&
        touch -d '1 hour ago' d/in/b.ndjson && spool --rest 10m d 2>/dev/null && [ "$(count d/done)" = 2 ] && [ "$(count d/out -name '*.manifest.json')" = 2 ]
}
promised() {
    fresh d; cp in.ndjson d/in/a.ndjson; (cd d/in && sha256sum a.ndjson >a.ndjson.ok); echo '{}' >d/in/b.ndjson; sha256sum <in.ndjson >d/in/b.ndjson.ok
    exits 65 spool d 2>err && grep -q "b.ndjson: is not the file that its .ok promises" err && [ "$(ls d/done/*)" = a.ndjson ] && [ -e d/in/b.ndjson ]
}
broken_file() {
    fresh d; place d in.ndjson a.ndjson; echo '{"x' >k; place d k kapot.ndjson
    exits 65 spool d 2>/dev/null && [ "$(ls d/dead/*)" = kapot.ndjson ] && [ "$(ls d/done/*)" = a.ndjson ] &&
        [ "$(count d/out -name '*.dead.ndjson')" = 1 ] && spool d && [ "$(count d/out -name '*.manifest.json')" = 1 ] &&
        jq -e '.dead == 1 and .dead_files == 1 and .files == 2' d/history.ndjson
}
two_at_once() { fresh d; place d in.ndjson a.ndjson; mkdir -p d; (flock 9; spool d; echo $? >code) 9>d/lock; [ "$(cat code)" = 75 ] && spool d; }
crashing() { # the worker is killed, we are not: each file is tried alone, and what was read is kept
    fresh d; for i in 1 2 3; do for n in $(seq 4000); do threat "$i-$n"; done >big; place d big "f$i.ndjson"; done
    "$wv" spool -q -r "$pack" --canary off -j 1 d 2>err & local pid=$!
    for _ in $(seq 400); do
        worker=$(cat /proc/$pid/task/$pid/children 2>/dev/null); [ -n "$worker" ] && [ -s "$(ls d/run/*.ndjson 2>/dev/null | head -1)" ] && break
        sleep .01
    done
    kill -9 $worker && wait $pid; local code=$?
    [ $code -eq 65 ] && grep -q "each file is tried alone" err && [ "$(count d/done)" = 3 ] && [ "$(count d/dead)" = 0 ] &&
        [ "$(cat d/out/*Z*.ndjson | jq -r 'select(.type == "flag").record' | sort -u | wc -l)" = 12000 ]
}
stopped() {
    fresh d; for n in $(seq 12000); do threat "$n"; done >big; place d big f.ndjson
    "$wv" spool -q -r "$pack" --canary off -j 1 d 2>err & local pid=$!
    for _ in $(seq 400); do [ -n "$(ls d/run/*.ndjson 2>/dev/null)" ] && break; sleep .01; done
    kill $pid && wait $pid && grep -q "stopped; run .* goes on next time" err && [ "$(ls d/claimed)" = f.ndjson ] &&
        "$wv" spool -q -r "$pack" --canary off d && [ "$(ls d/done/*)" = f.ndjson ] &&
        [ "$(jq -r 'select(.type == "flag").record' d/out/*Z.ndjson | sort -u | wc -l)" = 12000 ] && [ "$(wc -l <d/history.ndjson)" = 1 ]
}
full_disk() { # in a small file system of our own; nothing moves, and it goes on when there is room
    fresh d
    unshare -rm bash -c '
        mount -t tmpfs -o size=600k tmpfs d && mkdir d/in && cp in.ndjson d/in/a.ndjson && touch d/in/a.ndjson.ok &&
        head -c 580k /dev/zero >d/full; "$0" spool -q -r small --canary off d 2>err; code=$?
        [ $code -eq 74 ] || [ $code -eq 73 ] || { echo "exit $code"; cat err; exit 1; }
        grep -qi "space\|full" err || { cat err; exit 1; }
        [ -e d/in/a.ndjson ] || [ -e d/claimed/a.ndjson ] || exit 1
        rm d/full && "$0" spool -q -r small --canary off d && [ "$(ls d/done/*)" = a.ndjson ] && cmp d/out/*Z.ndjson plain.ndjson' "$wv"
}
wrong_pack() { # a fault of the world: the files wait
    fresh d; place d in.ndjson a.ndjson; exits 78 "$wv" spool -q -r c.yaml d; [ -e d/claimed/a.ndjson ] && spool d && [ "$(count d/done)" = 1 ]
}
canary_of_spool() { fresh d; place d in.ndjson a.ndjson; exits 70 "$wv" spool -q -r small d 2>err && grep -q "canary was not flagged" err &&
    [ -e d/claimed/a.ndjson ] && [ "$(count d/dead)" = 0 ] && "$wv" spool -q -r "$pack" --pack-change keep d && [ "$(count d/done)" = 1 ]; }
metrics() {
    fresh d; place d in.ndjson geheim-jansen.ndjson; umask 077; spool --metrics m.prom d; umask 022; [ "$(stat -c %a m.prom)" = 644 ] &&
        grep -qx 'waakvlam_run_records{became="scanned"} 3' m.prom && ! grep -qi jansen m.prom && ! grep -q "bel me" m.prom &&
        [ "$(grep -c '^# TYPE' m.prom)" = "$(grep '^# TYPE' m.prom | sort -u | wc -l)" ] &&
        ! grep -vE '^# (HELP|TYPE) waakvlam_|^waakvlam_[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9]+$' m.prom
}
claim "a file is taken when it is marked or has been at rest, and once" ready_or_not
claim "a marker with a hash is held to it" promised
claim "a file of which nothing can be used goes to dead/, and the others are read" broken_file
claim "two at once: the second ends with 75" two_at_once
claim "a worker that is killed costs no flag, and its files are tried alone" crashing
claim "stopped, the run goes on next time" stopped
unshare -rm true 2>/dev/null && claim "a full disk moves nothing, is said, and is got over" full_disk
claim "a pack that cannot be used moves nothing" wrong_pack
claim "a canary that is not flagged moves nothing" canary_of_spool
claim "metrics are what Prometheus reads, and tell of nobody" metrics
claim "kill -9 at random moments loses and doubles nothing" python3 "$root/tests/system/spool_kill.py" "$wv" small "${KILLS:-12}"

# --- monitor
night() { # night DAY READ DEAD UNKNOWN SOURCES [DEAD_FILES]
    printf '{"run":"r%s","started_at":"2026-%sT02:00:00Z","ended_at":"2026-%sT02:01:00Z","exit":0,"read":%d,' "$1" "$1" "$1" "$2"
    printf '"scanned":%d,"seen":0,"dead":%d,' $(($2 - $3)) "$3"
    printf '"unknown":%d,"flags":1,"alerts":0,"bytes":1,"files":1,"dead_files":%d,"canary":1,"sources":{%s}}\n' "$4" "${6:-0}" "$5"
}
monitor() { "$wv" monitor --spool f --expect politie=1d,veiligthuis=2d "$@"; }
usual() { rm -rf f; mkdir f; for d in 01 02 03 04 05 06 07 08 09 10; do night "03-$d" 200 1 0 '"politie":150,"veiligthuis":50'; done >f/history.ndjson; }
all_is_well() { usual; monitor --as-of 2026-03-10T20:00:00Z >out && [ ! -s out ]; }
silent() { # told once, and when it is over
    night 03-11 60 1 0 '"veiligthuis":50' >>f/history.ndjson
    exits 69 monitor --as-of 2026-03-11T12:00:00Z >out && grep -q "^fault: silent:politie: .*nothing since 2026-03-10T02:01" out && [ "$(wc -l <out)" = 1 ] &&
        monitor --as-of 2026-03-11T18:00:00Z >out && [ ! -s out ] && exits 69 monitor --standing --as-of 2026-03-11T18:00:00Z >out && grep -q silent out &&
        night 03-12 200 1 0 '"politie":150,"veiligthuis":50' >>f/history.ndjson && monitor --as-of 2026-03-12T12:00:00Z >out &&
        grep -q "^over: silent:politie" out && monitor --as-of 2026-03-12T13:00:00Z >out && [ ! -s out ]
}
fallen() { usual; night 03-11 55 0 0 '"politie":10,"veiligthuis":50' >>f/history.ndjson; exits 69 monitor --as-of 2026-03-11T12:00:00Z >out &&
    grep -q "^fault: volume:politie: politie sent 10 records in the last 1d, where 150 are usual" out && [ "$(wc -l <out)" = 1 ]; }
morning() { monitor --as-of 2026-03-11T12:00:00Z >out; }
last_night() { usual; night 03-11 200 "$1" "$2" '"politie":150,"veiligthuis":50' >>f/history.ndjson; }
jumped() {
    last_night 40 0; exits 69 morning && grep -q "^fault: dead: 40 of 200" out &&
        last_night 1 300 && exits 69 morning && grep -q "^fault: unknown: 300" out && last_night 4 0 && morning && [ ! -s out ]
}
waiting() { usual; mkdir f/in; touch f/in/a f/in/a.ok; monitor --as-of 2026-03-10T20:00:00Z --backlog 1h >out; [ ! -s out ] &&
    exits 69 "$wv" monitor --spool f --backlog 1h --as-of 2100-01-01 >out && grep -q "^fault: backlog: 1 files wait" out; }
never() { rm -rf f; mkdir f; exits 69 monitor --as-of 2026-03-10T20:00:00Z >out && grep -q "silent:politie: politie has sent nothing at all" out; }
year() { # a quiet feed, few records a day with chance in them: not one false alarm in 365 nights
    rm -rf f; mkdir f
    python3 - >f/all <<'PY'
import datetime, json, random
random.seed(4)
day = datetime.datetime(2026, 1, 1, 2)
for n in range(365):
    s = {'politie': sum(random.random() < .5 for _ in range(60 + n // 20)), 'veiligthuis': sum(random.random() < .3 for _ in range(20))}
    read = sum(s.values())
    dead, at = sum(random.random() < .004 for _ in range(read)), (day + datetime.timedelta(n)).isoformat() + 'Z'
    print(json.dumps({'run': f'r{n}', 'started_at': at, 'ended_at': at, 'read': read, 'dead': dead, 'unknown': 0, 'sources': s}))
PY
    for n in $(seq 10 365); do
        head -"$n" f/all >f/history.ndjson
        monitor --as-of "$(tail -1 f/history.ndjson | jq -r .ended_at)" || { echo "night $n"; return 1; }
    done >out && [ ! -s out ]
}
claim "a feed as always: nothing is said" all_is_well
claim "a source that falls silent is told once, and when it is over" silent
claim "a volume that falls is told" fallen
claim "a jump in dead records or unknown fields is told, a few are not" jumped
claim "files that wait too long are told" waiting
claim "a source that never sent is told" never
claim "365 ordinary nights give no false alarm" year
wrong_expectation() {
    exits 64 "$wv" monitor --spool f --expect jan=1d && exits 64 "$wv" monitor --spool f --expect politie=1 && exits 66 "$wv" monitor --spool nowhere
}
claim "wrong expectations are usage errors" wrong_expectation

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# scan.sh BUILD: `waakvlam scan` from outside: bad input, exit codes, the account, the same bytes
# for any threads.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/tests/packs/minimal

scan() { timeout 120 "$wv" scan -r "$pack" "$@"; } # no test may hang
exits() { # exits CODE COMMAND...
    local want=$1 got; shift
    "$@" >out.txt 2>err.txt; got=$?
    [ "$got" -eq "$want" ] || { echo "exit $got, not $want"; head -5 err.txt; return 1; }
}
# The account of the last `exits`, and its five numbers.
account() { grep -aoE 'read [0-9]+ = scanned [0-9]+ \+ seen [0-9]+ \+ dead [0-9]+' err.txt; }
counts() { # counts READ SCANNED SEEN DEAD
    local want="read $1 = scanned $2 + seen $3 + dead $4"
    [ "$(account)" = "$want" ] || { echo "$(account), not $want"; return 1; }
    [ "$1" -eq $(($2 + $3 + $4)) ]
}
quiet() { ! grep -aq "$1" err.txt || { echo "stderr shows text of a record"; return 1; }; }

good='{"id":"g","case":"c","kind":"message","from":"B","to":"A"'
good+=',"occurred_at":"2026-02-03T10:00:00+01:00","text":"Ik maak je dood."}'

# -- each kind of bad input, between two good records --
bad_input() { # bad_input REASON COLUMN LINE: one dead letter, the good ones scanned, nothing shown
    rm -f ./*.dead.ndjson
    { printf '%s\n' "$good"; printf '%b\n' "$3"; printf '%s\n' "${good/\"g\"/\"h\"}"; } >bad.ndjson
    exits 65 scan bad.ndjson && counts 3 2 0 1 && quiet 'geheim' &&
        [ "$(grep -c '"type":"flag"' out.txt)" -eq 2 ] && dead_is "$1" 2 "$2" &&
            raw_is_line 2 bad.ndjson
}
dead_is() { # dead_is REASON LINE COLUMN
    jq -e --arg r "$1" --argjson l "$2" --argjson c "$3" \
        'select(.reason == $r and .line == $l and .column == $c)' waakvlam.dead.ndjson ||
            cat waakvlam.dead.ndjson
    jq -e --arg r "$1" --argjson l "$2" --argjson c "$3" \
        'select(.reason == $r and .line == $l and .column == $c)' waakvlam.dead.ndjson >/dev/null
}
raw_is_line() { # the dead letter decodes to that line of the file
    jq -r .raw waakvlam.dead.ndjson | base64 -d >raw.bin
    sed -n "$1p" "$2" | head -c -1 | cmp - raw.bin
}
claim 'a broken line is dead and nothing else is lost' bad_input bad_json 32 \
    '{"id":"x","text":"geheim dood" oeps}'
claim 'invalid UTF-8 is dead with its column' bad_input invalid_utf8 26 \
    '{"id":"x","text":"geheim \xff"}'
claim 'a duplicate key is dead' bad_input duplicate_key 27 \
    '{"id":"x","text":"geheim",\x22text\x22:"y"}'
claim 'a duplicate key in escapes is dead' bad_input duplicate_key 27 \
    '{"id":"x","text":"geheim",\x22te\\u0078t\x22:"y"}'
claim 'a missing id is dead' bad_input no_id 1 '{"text":"geheim dood"}'
claim 'no text and no event is dead' bad_input no_text 1 '{"id":"geheim"}'
claim 'no object is dead' bad_input not_object 1 '["geheim"]'
claim 'a truncated record is dead' bad_input bad_json 25 '{"id":"x","text":"geheim'
claim 'half a surrogate pair is dead' bad_input bad_json 19 '{"id":"x","text":"\\ud83d geheim"}'
claim 'what nests too deep is dead' bad_input too_deep 81 \
    "{\"id\":\"x\",\"text\":$(printf '[%.0s' {1..70})"
doubtful() { # taken, told with its line and the rule, without a word of the record; a state holds no order then
    {
        echo '{"id":"r","case":"c","type":"case.roles","occurred_at":"2026-01-01","attrs":{"Kees":"other","Samira":"target"}}'
        echo '{"id":"s","case":"c","type":"case.roles","occurred_at":"2026-01-02","attrs":{"Kees":"target"}}'
        echo '{"id":"o","case":"c","type":"order.imposed","occurred_at":"2026-01-03","attrs":{"against":"Kees","protects":["Samira"],"until":"2025-01-03"}}'
        echo '{"id":"m","case":"c","from":"Kees","to":"Samira","occurred_at":"2026-01-04T10:00:00+01:00","text":"hoi"}'
    } >doubt.ndjson
    exits 0 scan doubt.ndjson && counts 4 4 0 0 && grep -q "doubtful 2" err.txt &&
        grep -q "line 2: doubtful: a role differs" err.txt && grep -q "line 3: doubtful: .until. lies before" err.txt &&
        ! grep -q "Kees" err.txt && ! grep -q order out.txt
}
claim 'roles that contradict and an end before its start are taken and told' doubtful
claim 'other content under an id of the case is dead' bad_input id_conflict 1 \
    '{"id":"g","case":"c","text":"geheim"}'

degraded() { # degraded FIELDS RECORD: scanned, flagged, and the flag says what could not be read
    printf '%s\n' "$2" >d.ndjson
    exits 0 scan d.ndjson && counts 1 1 0 0 && jq -e --argjson f "$1" '.degraded == $f' out.txt
}
claim 'an unknown kind is scanned and said' degraded '["kind"]' \
    '{"id":"a","kind":"memo","from":"B","text":"Ik maak je dood."}'
claim 'a bad time is scanned and said' degraded '["occurred_at"]' \
    '{"id":"a","from":"B","occurred_at":"gisteren","text":"Ik maak je dood."}'
claim 'a clock without offset is bad without --tz' degraded '["occurred_at"]' \
    '{"id":"a","from":"B","occurred_at":"2026-07-01T10:00","text":"Ik maak je dood."}'

tz_given() {
    exits 0 scan --tz Europe/Amsterdam d.ndjson &&
        jq -e '.degraded == null and .raised_at == "2026-07-01T10:00:00+02:00"' out.txt
}
claim 'and good with it, in summer time' tz_given

nul_in_text() {
    printf '{"id":"a","from":"B","text":"hoi\\u0000. Ik maak je dood."}\n' >nul.ndjson
    exits 0 scan nul.ndjson && jq -e '.findings[0].spans[0].start == 9' out.txt &&
        grep -q 'maak je dood' out.txt
}
claim 'a threat behind a NUL is found' nul_in_text

long_line() {
    { printf '%s\n' "$good"; printf '{"id":"x","text":"'; head -c 100000000 /dev/zero |
        tr '\0' a; printf '"}\n'
      printf '%s\n' "${good/\"g\"/\"h\"}"; } >long.ndjson
    exits 65 scan -j 2 long.ndjson && counts 3 2 0 1 &&
        jq -c '[.reason, .line, .bytes, (.raw | length)]' waakvlam.dead.ndjson |
            grep -x '\["too_long",2,100000020,89478488\]'
    local code=$?; rm -f long.ndjson waakvlam.dead.ndjson; return $code
}
claim 'a line of 100 MB is dead and the next one is read' long_line

many_words() {
    { printf '{"id":"w","from":"B","text":"'; yes 'ja hoor' | head -n 500000 | tr '\n' ' '
      printf 'Ik maak je dood."}\n'; } >words.ndjson
    exits 0 timeout 60 "$wv" scan -r "$pack" words.ndjson && counts 1 1 0 0 &&
        jq -e \
            '.findings[0].spans[0] | .text == "maak je dood" and .start == 4000003' out.txt
}
claim 'a text of 1,000,000 words is scanned in a minute' many_words

empty_input() { : >empty.ndjson; exits 0 scan empty.ndjson && counts 0 0 0 0; }
claim 'an empty input is fine' empty_input
blank_lines() {
    printf '\n \t\r\n%s\n\n' "$good" >b.ndjson
    exits 0 scan b.ndjson && counts 1 1 0 0 && grep -q 'empty lines 3' err.txt
}
claim 'blank lines are counted and skipped' blank_lines
dressed() {
    printf '\xef\xbb\xbf%s\r\n%s' "$good" "${good/\"g\"/\"h\"}" >c.ndjson
    exits 0 scan c.ndjson && counts 2 2 0 0
}
claim 'a byte order mark, CR LF and no last line break are fine' dressed
seen() { printf '%s\n' "$good" " $good " >s.ndjson; exits 0 scan s.ndjson && counts 2 1 1 0; }
claim 'the same record again is seen' seen
names() {
    printf '%s\n' '{"id":"n","text":"x","genre":1,"ik weet waar je woont":2}' >n.ndjson
    exits 0 scan n.ndjson && quiet woont && grep -q 'unknown fields: genre 1, (others) 1' err.txt
}
claim 'a field name that is a sentence stays off stderr' names

# -- exit codes --
printf '%s\n' "$good" >good.ndjson
printf '{"id":"q","text":"Het regent."}\n' >calm.ndjson
{ cat good.ndjson; echo broken; } >half.ndjson
claim '0 when all is done' exits 0 scan good.ndjson
claim '0 with findings, unless asked' exits 0 scan -q good.ndjson
claim '1 when --fail-on meets a severity' exits 1 scan --fail-on 5 good.ndjson
claim '1 when --fail-on meets a signal' exits 1 scan --fail-on 'threat.*' good.ndjson
claim '0 when --fail-on meets another signal' exits 0 scan --fail-on 'order.*' good.ndjson
claim '0 when --fail-on meets nothing' exits 0 scan --fail-on 0 calm.ndjson
claim '64 on an unknown option' exits 64 scan --nergens
claim '64 on a bad value' exits 64 scan --offsets ells good.ndjson
claim '65 with a dead record' exits 65 scan half.ndjson
claim '0 when --dead-max allows it' exits 0 scan --dead-max 1 half.ndjson
claim '0 when --dead-max allows the share' exits 0 scan --dead-max 50% half.ndjson
claim '65 when the share is passed' exits 65 scan --dead-max 49% half.ndjson
missing() {
    exits 66 scan nergens.ndjson good.ndjson && counts 1 1 0 0 &&
        grep -q 'nergens.ndjson: cannot open' err.txt
}
claim '66 when an input is not there, and the others are read' missing
folder() { mkdir -p folder; exits 66 scan folder good.ndjson && counts 1 1 0 0; }
claim '66 when an input is a folder' folder
claim '73 when the output cannot be created' exits 73 scan -o nergens/flags.ndjson good.ndjson
dead_nowhere() { exits 73 scan --dead-letter nergens/dead.ndjson half.ndjson && counts 2 1 0 1; }
claim '73 when dead letters cannot be kept, and the rest is done' dead_nowhere
full_disk() { scan good.ndjson >/dev/full 2>err.txt; [ $? -eq 74 ] && grep -qi 'no space' err.txt; }
claim '74 on a full disk' full_disk
claim '74 on a full disk behind -o' exits 74 scan -o /dev/full good.ndjson
io_error() { exits 74 scan /proc/self/mem good.ndjson && counts 1 1 0 0; }
claim '74 when an input breaks off, and the others are read' io_error
broken_pack() {
    cp -R "$pack" broken && echo 'rule: x' >>broken/pack.yaml &&
        exits 78 "$wv" scan -r broken good.ndjson
}
claim '78 when the pack is broken' broken_pack

# -- files and streams --
closed_pipe() {
    for _ in {1..3000}; do printf '%s\n' "$good"; done |
        jq -c '.id = "r\(input_line_number)" | del(.case)' >many.ndjson
    scan many.ndjson 2>err.txt | head -n 1 >/dev/null
    [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -qi 'pipe' err.txt
}
claim '0 and quiet when the reader goes away' closed_pipe
atomic() {
    echo before >flags.ndjson
    scan -o flags.ndjson nergens.ndjson good.ndjson 2>/dev/null
    grep -q threat.kill flags.ndjson && [ -z "$(ls -A | grep '\.part$')" ]
}
claim '-o appears whole and leaves nothing else behind' atomic
private() {
    rm -f ./*.dead.ndjson; umask 022
    scan -o flags.ndjson half.ndjson 2>/dev/null
    [ "$(stat -c %a flags.ndjson.dead.ndjson)" = 600 ] && [ "$(stat -c %a flags.ndjson)" = 644 ]
}
claim 'dead letters are for their owner only' private
standard_input() {
    scan <good.ndjson 2>/dev/null | grep -q '"record":"g"' && scan - <good.ndjson 2>/dev/null |
        grep -q '"record":"g"'
}
claim 'standard input with and without -' standard_input
live_feed() {
    mkfifo feed
    scan --line-buffered feed >live.txt 2>/dev/null &
    local pid=$! code=1
    exec 7>feed
    printf '%s\n' "$good" >&7
    for _ in {1..100}; do grep -q threat.kill live.txt && code=0 && break; sleep 0.05; done
    exec 7>&-
    wait "$pid" && return "$code"
}
claim 'a live feed gives its flag before it ends' live_feed
stop() { # SIGTERM while the input is silent: what was read is written and accounted for
    rm -f feed; mkfifo feed
    "$wv" scan -r "$pack" -o stop.ndjson feed 2>err.txt &
    local pid=$!
    exec 7>feed
    printf '%s\n{"id":"cut' "$good" >&7
    sleep 0.5
    kill -TERM "$pid"
    wait "$pid"; local code=$?
    exec 7>&-
    [ "$code" -eq 0 ] && counts 1 1 0 0 && grep -q 'stopped early' err.txt &&
        grep -q threat.kill stop.ndjson
}
claim 'SIGTERM ends cleanly, with what was read' stop
plain() {
    printf 'Meldster zegt:\nhij zei dat hij haar zou vermoorden.\n' >melding.txt
    exits 0 scan melding.txt &&
        jq -e '.record == "melding.txt" and .findings[0].signal == "threat.kill"' out.txt &&
        counts 1 1 0 0
}
claim 'a text file is one report' plain
plain_lines() {
    printf 'Het regent.\n\nHij zei dat hij haar zou vermoorden.\r\n' >lines.log
    exits 0 scan --lines lines.log && jq -e '.record == "lines.log:3"' out.txt && counts 2 2 0 0
}
claim '--lines makes each line a report' plain_lines
offsets() {
    printf '{"id":"o","from":"B","text":"é😡 Ik maak je dood."}\n' >o.ndjson
    local starts=''
    for unit in codepoints bytes utf16; do
        starts+="$(scan -q --offsets $unit o.ndjson | jq .findings[0].spans[0].start) "
    done
    [ "$starts" = '6 10 7 ' ]
}
claim '--offsets counts code points, bytes, UTF-16 units' offsets
only() { [ -z "$(scan -q --only now calm.ndjson)" ] && [ -n "$(scan -q --only now good.ndjson)" ]; }
claim '--only keeps the urgent lines' only
all() {
    printf '{"id":"a","from":"B","text":"Ik maak je dood in dat computerspel."}\n' >a.ndjson
    [ -z "$(scan -q a.ndjson)" ] && scan -q --all a.ndjson |
        jq -e '.findings[0].suppressed.by == "filter_spel" and .triage == "info"'
}
claim '--all shows what a filter suppressed' all
log_json() {
    exits 65 scan --log json half.ndjson &&
        jq -es 'map(.log) == ["notice", "stats"] and .[1].read == 2' err.txt
}
claim '--log json is JSON, line by line' log_json
no_colour() { scan half.ndjson 2>&1 >/dev/null | grep -q $'\033' && return 1; return 0; }
claim 'no escape codes and no bar where stderr is a file' no_colour
bar() {
    for i in {1..20}; do jq -c --arg i "$i" '.id += "-" + $i ' many.ndjson; done >huge.ndjson
    TERM=xterm timeout 60 script -qec \
        "$wv scan -r $pack -j 1 --chunk-bytes 4000 -o /dev/null huge.ndjson" /dev/null >tty.txt
    grep -aq 'MB/s' tty.txt && grep -aq 'left' tty.txt && grep -aq 'read 60000 = ' tty.txt
}
# A build chroot may have no pseudo-terminals; then there is nothing to look at.
if script -qec true /dev/null >/dev/null 2>&1; then
    claim 'a bar with rate and time left on a terminal' bar
fi

# -- the same bytes, by the schema --
same_bytes() {
    cat good.ndjson half.ndjson nul.ndjson o.ndjson a.ndjson n.ndjson many.ndjson bad.ndjson \
        c.ndjson >all.ndjson
    local sums=''
    for j in 1 2 8; do
        for chunk in 1 7 100 4096 1000000; do
            scan --all -j $j --chunk-bytes $chunk --dead-letter dead.txt all.ndjson \
                "$root/corpus-synthetic/sample.ndjson" \
                >same.txt 2>err.txt
            sums+="$(cat same.txt dead.txt err.txt | sha256sum)"$'\n'
        done
    done
    [ "$(printf '%s' "$sums" | sort -u | wc -l)" -eq 1 ] && [ "$(wc -l <same.txt)" -gt 1000 ]
}
claim 'threads 1, 2, 8 and odd chunks give the same flags, dead letters and account' same_bytes
valid() {
    exits 0 "$wv" scan --all -r "$root/rules/nl-stalking" "$root"/corpus-synthetic/sample.ndjson
    cp out.txt sample.txt
    python3 - "$root/docs/output.schema.json" same.txt dead.txt sample.txt <<'PY'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
check, kinds = jsonschema.Draft7Validator(schema), set()
for path in sys.argv[2:]:
    for line in open(path, encoding='utf-8'):
        record = json.loads(line)
        kinds.add(record['type'])
        if not check.is_valid(record):
            sys.exit(f'{path}: {line[:300]}: {next(check.iter_errors(record)).message}')
assert {'flag', 'dead'} <= kinds, kinds
broken = json.loads(open(sys.argv[2], encoding='utf-8').readline())
del broken['key']
assert not check.is_valid(broken), 'the schema accepts anything'
PY
}
claim 'all output is valid by the published schema' valid

# No rule can hold in it, so a scan stops before its words; who asks for them gets them.
echo '{"id":"1","text":"Hij bakte de koekjes niet en ging toen weg."}' >quiet.ndjson
words_of_quiet() {
    "$wv" tokens -r "$root/rules/nl-stalking" quiet.ndjson 2>/dev/null |
        jq -e '(.tokens | length) == 9 and (.verbs | length) > 0 and (.negated | length) > 0'
}
claim "tokens tells the words of a sentence that no rule can hold in" words_of_quiet

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

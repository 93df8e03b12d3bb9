#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# frozen.sh BUILD: a pack frozen into a file, and the cache that keeps such files: the same output bytes whatever the way a
# pack was opened, and a refusal of everything that is not whole or not ours.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
unset WAAKVLAM_RULES WAAKVLAM_CACHE XDG_CACHE_HOME
export HOME=$work/home
mkdir home
full=$root/rules/nl-stalking minimal=$root/tests/packs/minimal sample=$root/corpus-synthetic/sample.ndjson
cache=$work/cache
cached() { WAAKVLAM_CACHE=$cache "$wv" "$@"; }
fresh() { rm -rf "$cache"; }
head -n 60 "$sample" >some.ndjson

# ---- the same bytes, whatever the way -----------------------------------------------------------------------------

# same NAME COMMAND OPTIONS...: without a cache, writing the cache, from it and from a file.
same() {
    local name=$1 command=$2; shift 2
    "$wv" "$command" --no-cache "$@" >plain.out 2>plain.err
    local code=$?
    fresh
    cached "$command" "$@" >cold.out 2>cold.err; [ $? = $code ] || { echo "cold: another exit code"; return 1; }
    cached "$command" "$@" >warm.out 2>warm.err; [ $? = $code ] || { echo "warm: another exit code"; return 1; }
    cmp plain.out cold.out && cmp plain.out warm.out && cmp plain.err cold.err && cmp plain.err warm.err || return 1
    "$wv" "$command" "${file_options[@]}" >file.out 2>file.err; [ $? = $code ] || { echo "file: another exit code"; return 1; }
    cmp plain.out file.out && [ -s plain.out ]
}
frozen() { "$wv" freeze "$@" -o pack.wvpack && file=$work/pack.wvpack; }
claim "freeze writes the full pack and says so" grep -qE '^nl-stalking .* rules, [0-9.]+ MB in full.wvpack$' <("$wv" freeze -r "$full" -o full.wvpack)
for name in minimal overlay; do
    pack=$root/tests/packs/$name
    [ -f "$pack/pack.yaml" ] || continue
    frozen -r "$pack" >/dev/null
    file_options=(-q --all -r "$file" "$sample")
    claim "$name: scan gives the same bytes" same $name scan -q --all -r "$pack" "$sample"
done
file_options=(-q --all -r "$work/full.wvpack" "$sample")
claim "the full pack: scan gives the same bytes" same full scan -q --all -r "$full" "$sample"
file_options=(-r "$work/full.wvpack")
claim "the full pack: its own tests say the same" same full test -r "$full"
file_options=(-r "$work/full.wvpack" "Hij sloeg haar niet, maar kneep wel haar keel dicht.")
claim "the full pack: explain says the same" same full explain -r "$full" "Hij sloeg haar niet, maar kneep wel haar keel dicht."
for overlay in "$root"/rules/overlays/*/; do
    name=$(basename "$overlay")
    frozen -r "$full" --overlay "$overlay" >/dev/null
    file_options=(-q --all -r "$file" some.ndjson)
    claim "$name: scan with an overlay gives the same bytes" same "$name" scan -q --all -r "$full" --overlay "$overlay" some.ndjson
done
"$wv" freeze -r "$full" -o again.wvpack >/dev/null
claim "the same pack gives the same file, at whatever addresses it was made" cmp full.wvpack again.wvpack
# The second one finds its address taken: all its pointers are moved.
moved() { "$wv" diff full.wvpack full.wvpack some.ndjson >diff.out 2>&1 && ! grep -qE '^[-+] ' diff.out; }
claim "opened twice in one process it finds the same" moved
elsewhere() { (cd / && "$wv" scan -q -r "$work/full.wvpack" "$work/some.ndjson"); }
claim "a frozen pack needs nothing beside it" cmp <(elsewhere) <("$wv" scan -q --no-cache -r "$full" some.ndjson)

# ---- what is refused ----------------------------------------------------------------------------------------------

refused() { # refused CODE TEXT FILE
    "$wv" scan -q -r "$3" some.ndjson >refused.out 2>refused.err
    local got=$?
    [ $got = "$1" ] && [ ! -s refused.out ] && grep -q -- "$2" refused.err || { echo "exit $got"; cat refused.err; return 1; }
}
"$wv" freeze -r "$minimal" -o small.wvpack >/dev/null
bytes=$(stat -c %s small.wvpack)
flip() { # flip OFFSET: small.wvpack with one bit of that byte turned, as bad.wvpack
    python3 - "$1" <<'PY'
import sys
data = bytearray(open("small.wvpack", "rb").read())
data[int(sys.argv[1])] ^= 0x10
open("bad.wvpack", "wb").write(data)
PY
}
flips() {
    local at
    for at in $(seq 208 $((bytes / 47)) $((bytes - 1))) $((bytes - 1)); do
        flip "$at"; refused 78 'is damaged' bad.wvpack || { echo "byte $at"; return 1; }
    done
}
claim "a bit turned anywhere in the image or its checksum: damaged" flips
headers() {
    local at
    for at in $(seq 0 3 207); do
        flip "$at"
        if [ "$at" -lt 8 ]; then refused 66 'cannot open the rule pack' bad.wvpack
        else refused 78 'the frozen pack \(was made by\|is damaged\)' bad.wvpack; fi || { echo "byte $at"; return 1; }
    done
}
claim "a bit turned anywhere in the header: refused, and never opened" headers
flip 8; claim "another version of the format is named" refused 78 'another version of the format' bad.wvpack
flip 50; claim "another engine is named" refused 78 'another engine (waakvlam 0' bad.wvpack
flip 112; claim "another layout is named" refused 78 'another layout' bad.wvpack
flip 120; claim "another stemmer is named" refused 78 'another stemmer' bad.wvpack
claim "and what to do about it" grep -q 'hint: make it again: waakvlam freeze' refused.err
cuts() {
    local n
    for n in 8 100 223 224 5000 $((bytes - 1)); do
        head -c "$n" small.wvpack >bad.wvpack
        refused 78 'is damaged' bad.wvpack || { echo "cut at $n"; return 1; }
    done
}
claim "a file cut short is damaged" cuts
{ cat small.wvpack; echo; } >bad.wvpack
claim "a file with more behind it is damaged" refused 78 'not as long as it says' bad.wvpack
claim "a frozen pack takes no overlay" exits 64 "$wv" scan -q -r small.wvpack --overlay "$root/rules/overlays/heidezoom" some.ndjson
claim "check wants the folder" exits 64 "$wv" check -r small.wvpack
claim "and so does freeze" exits 64 "$wv" freeze -r small.wvpack -o twice.wvpack
claim "freeze must be told where to" exits 64 "$wv" freeze -r "$minimal"
claim "a folder that is not there" exits 73 "$wv" freeze -r "$minimal" -o nergens/p.wvpack
cp -r "$minimal" broken && echo 'naam: fout' >>broken/pack.yaml
claim "a pack with errors is not frozen" exits 78 "$wv" freeze -r broken -o broken.wvpack
claim "and nothing is left of the attempts" test -z "$(ls -d broken.wvpack* twice.wvpack* small.wvpack.* full.wvpack.* 2>/dev/null)"

# ---- the cache ----------------------------------------------------------------------------------------------------

scan_small() { cached scan -q -r "$minimal" some.ndjson 2>cache.err; }
scan_small_bytes() { cmp <(scan_small) <("$wv" scan -q --no-cache -r "$minimal" some.ndjson); }
one_file() { [ "$(ls "$cache" | wc -l)" = 1 ]; }
kept() { echo "$cache"/*.wvpack; }
fresh; scan_small >/dev/null
claim "a scan keeps one file" one_file
claim "that nobody else reads" test "$(stat -c %a "$cache" "$(kept)" | tr '\n' ' ')" = "700 600 "
claim "and says nothing of it" test ! -s cache.err
inode=$(stat -c %i "$(kept)")
scan_small >/dev/null
claim "the next scan writes nothing" test "$(stat -c %i "$(kept)")" = "$inode"
same_files() { [ "$(md5sum <"$(kept)")" = "$(md5sum <small.wvpack)" ]; }
claim "what it keeps is what freeze writes" same_files
damage() { printf 'x' | dd of="$(kept)" bs=1 seek=9000 conv=notrunc 2>/dev/null; }
damage
claim "a damaged one: the same output" scan_small_bytes
claim "and it is made anew" same_files
damage; scan_small >/dev/null
claim "with one line that says so" test "$(grep -c 'a pack in the cache is made again: .*damaged' cache.err)/$(wc -l <cache.err)" = 1/1
: >"$(kept)"; scan_small >/dev/null
claim "an empty one is made anew" same_files
chmod 666 "$(kept)"; scan_small >/dev/null
claim "one that others may write to is not believed" grep -q 'others may write to it' cache.err
claim "and replaced" test "$(stat -c %a "$(kept)")" = 600
name=$(kept); mv "$name" elsewhere; ln -s "$work/elsewhere" "$name"; scan_small >/dev/null
claim "a symbolic link is replaced, not followed" test -f "$name" -a ! -L "$name"
chmod 777 "$cache"; scan_small >/dev/null
claim "a folder that others may write to is not used, and told" grep -q 'is not used: others may write to it' cache.err
chmod 700 "$cache"
if [ "$(id -u)" = 0 ]; then
    chown 12345 "$(kept)"; scan_small >/dev/null
    claim "a file of another user is not believed" grep -q 'others may write to it' cache.err
fi
cp -r "$minimal" edited && printf '\n# een regel erbij\n' >>edited/signals.yaml
cached scan -q -r edited some.ndjson >/dev/null 2>&1
claim "another byte in the pack is another file" test "$(ls "$cache" | wc -l)" = 2
cached test -r edited >/dev/null && printf '# nog een\n' >>edited/signals.yaml && cached test -r edited >/dev/null
claim "who tests rules adds none" test "$(ls "$cache" | wc -l)" = 2
race() {
    fresh
    for i in 1 2 3 4; do scan_small >race.$i & done; wait
    cmp race.1 race.2 && cmp race.1 race.3 && cmp race.1 race.4 && one_file && same_files
}
claim "four at once leave one whole file" race
: >file
nowhere() { WAAKVLAM_CACHE=$work/file "$wv" scan -q -r "$minimal" some.ndjson 2>&1; }
claim "a cache that cannot be: scans all the same" cmp <(nowhere) <("$wv" scan -q --no-cache -r "$minimal" some.ndjson)
fresh
cached scan -q --no-cache -r "$minimal" some.ndjson >/dev/null 2>&1
WAAKVLAM_CACHE=off "$wv" scan -q -r "$minimal" some.ndjson >/dev/null 2>&1
claim "--no-cache and off keep nothing" test ! -e "$cache" -a ! -e off -a ! -e home/.cache
"$wv" scan -q -r "$minimal" some.ndjson >/dev/null 2>&1
claim "without a word about it: ~/.cache/waakvlam" ls home/.cache/waakvlam/*.wvpack
XDG_CACHE_HOME=$work/xdg "$wv" scan -q -r "$minimal" some.ndjson >/dev/null 2>&1
claim "or waakvlam in XDG_CACHE_HOME" ls xdg/waakvlam/*.wvpack
XDG_CACHE_HOME=relative "$wv" scan -q -r "$minimal" some.ndjson >/dev/null 2>&1
claim "which must be absolute" test ! -e relative
claim "a command without a pack has no such option" exits 64 "$wv" --no-cache
nothing_of_records() { ! grep -aqF "$(jq -r '.text | select(length > 60) | .[10:50]' some.ndjson | head -1)" "$cache"/*.wvpack; }
scan_small >/dev/null; claim "nothing of what was scanned is in it" nothing_of_records

# ---- what it is for -----------------------------------------------------------------------------------------------

# Processor time, the best of five: a loaded machine must not fail this.
best() {
    TIMEFORMAT='%U %S'
    for i in 1 2 3 4 5; do { time "$@" >/dev/null 2>&1; } 2>&1; done |
        awk '{t = $1 + $2} NR == 1 || t < best {best = t} END {printf "%d\n", best * 1000}'
}
echo '{"id":"1","text":"Hij sloeg haar."}' >one.ndjson
cached scan -q -r "$full" one.ndjson >/dev/null
cold=$(best "$wv" scan -q --no-cache -r "$full" one.ndjson)
file=$(best "$wv" scan -q -r full.wvpack one.ndjson)
warm=$(best cached scan -q -r "$full" one.ndjson)
echo "# ms of processor time for one record: $cold without, $file with a frozen file, $warm with the cache"
claim "a start from a frozen file takes a quarter of one without at most" test $((4 * file)) -le "$cold"
claim "and so does one from the cache" test $((4 * warm)) -le "$cold"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

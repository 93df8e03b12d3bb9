#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# convert.sh BUILD: every sample of tests/convert/<format>/ gives its golden records, dead letters and words on stderr,
# twice the same, and every byte range holds its text. RENEW=1 writes the golden files anew (look at the diff).
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking
samples=$root/tests/convert
. "$root/tests/samples.sh"
ranges() { python3 "$root/tests/system/convert_check.py" "$samples" "$@"; }
formats="whatsapp telegram signal signal-text messenger sms csv"
[ -z "${RENEW:-}" ] || for f in $formats instagram; do renew "$f"; done

for f in $formats; do claim "$f: each sample gives its golden records, dead letters and account" golden "$f"; done
claim "instagram: the same shape under its own channel" golden instagram 1
claim "the bytes of each record hold its text, and nothing of a text file is left over" ranges $formats instagram

detected() { # each sample that can be recognised is recognised as what it is
    local f n said
    for f in whatsapp telegram signal messenger sms; do
        for n in "$samples/$f"/01-*.ndjson "$samples/$f"/02-*.ndjson; do
            said=$("$wv" convert "$(sample_of "$n")" 2>&1 >/dev/null | head -1)
            [[ $said == *": $f: "* ]] || { echo "$n: $said"; return 1; }
        done
    done
}
claim "a format is recognised, and said with what speaks for it" detected
unknown_file() {
    printf 'zomaar een tekst\n' >plain.bin
    "$wv" convert plain.bin >o 2>e
    [ $? = 65 ] && [ ! -s o ] && grep -q 'no format fits' e && grep -q 'whatsapp: none of the first 1 lines' e
}
claim "what nobody recognises is refused, with what each format missed" unknown_file
two_formats() {
    printf '[2026-05-29, 15:04] Me: "conversationId" "sent_at"\n' >two.txt
    "$wv" convert two.txt >o 2>e
    [ $? = 64 ] && [ ! -s o ] && grep -q 'more than one format fits' e && [ "$(grep -c '^waakvlam convert: two.txt: signal' e)" = 2 ]
}
claim "two formats that fit are never guessed between" two_formats
wrong_name() { "$wv" convert --from whatsap x 2>e; [ $? = 64 ] && grep -q "did you mean 'whatsapp'" e; }
claim "an unknown format is an error with a hint" wrong_name
map_errors() {
    printf 'kind: call\ncolumns: {form: A}\n' >bad.yaml
    "$wv" convert --map bad.yaml "$samples/csv/01-calls.csv" 2>e
    [ $? = 65 ] && grep -q '^bad.yaml:2:11: error\[E020\]' e && grep -q "did you mean 'from'" e && grep -q 'needs `zone`' e
}
claim "a mapping's mistakes have a place and a hint" map_errors
piped() {
    "$wv" convert --from whatsapp - <"$samples/whatsapp/01-android-nl.txt" 2>/dev/null >a
    "$wv" convert --from whatsapp "$samples/whatsapp/01-android-nl.txt" 2>/dev/null >b
    [ -s a ] && cmp a b
}
claim "a pipe gives the bytes of a file" piped
scanned() { # directly, and by way of convert, the same flags
    local f=$samples/whatsapp/10-call-bombing.txt
    "$wv" scan -q --case z1 --self "Alma Testa" "$f" >direct || return 1
    "$wv" convert -q --case z1 --self "Alma Testa" "$f" | "$wv" scan -q - >piped || return 1
    [ -s direct ] && cmp direct piped && grep -q '"pattern"' direct
}
claim "scan reads a chat export directly, and forty missed calls in a night raise an alert" scanned
scan_said() {
    "$wv" scan --case z1 "$samples/whatsapp/01-android-nl.txt" 2>e >/dev/null
    grep -q 'whatsapp: .* lines have a header' e && grep -q '^waakvlam: read 9 = scanned 9 ' e
}
claim "scan says which format it saw, and why" scan_said
scan_dead() {
    "$wv" scan -q --from whatsapp --dead-letter d "$samples/whatsapp/11-preamble.txt" >/dev/null 2>&1
    [ $? = 65 ] && [ "$(jq -r .raw d | base64 -d | jq -r .reason)" = no_header ]
}
claim "what convert can make nothing of is dead in the scan's account" scan_dead
provenance() {
    printf '03-02-2026 04:00 - B: ik maak je dood\n' >one.txt
    "$wv" scan -q --case z1 --from whatsapp one.txt >flag
    [ "$(jq -r .src.file_sha256 flag)" = "$(sha256sum one.txt | cut -d' ' -f1)" ] && [ "$(jq -r .src.byte_end flag)" = 38 ]
}
claim "a flag says of which file and bytes its record is" provenance
again() { # a longer export of the same chat: what was there is seen
    head -4 "$samples/whatsapp/08-autumn-hour.txt" >short.txt
    "$wv" scan -q --case z1 --state st short.txt && "$wv" scan --case z1 --state st "$samples/whatsapp/08-autumn-hour.txt" 2>e >/dev/null
    grep -q 'read 6 = scanned 2 + seen 4 + dead 0' e
}
claim "a longer export of the same chat gives the old messages their old ids" again
stored() {
    "$wv" scan -q --store st.db --purpose "zicht op stalking" --legal-basis avg --case z1 "$samples/whatsapp/01-android-nl.txt" >/dev/null 2>e || return 1
    cat e; ! grep -q 'line [0-9]' e
}
claim "scan --store does not read a chat export as records" stored
changed() {
    for i in 1 2 3; do "$wv" convert -q "$samples/telegram/05-account.json" >"r$i"; done
    cmp r1 r2 && cmp r2 r3
}
claim "the same file gives the same bytes" changed

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

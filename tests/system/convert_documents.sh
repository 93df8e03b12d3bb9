#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# convert_documents.sh BUILD: mail, Cellebrite extractions and reports: golden records, dead letters and words on stderr, and
# every byte range holds its text. RENEW=1 writes the golden files anew (look at the diff).
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking
samples=$root/tests/convert
. "$root/tests/samples.sh"
formats="ufdr mbox eml text docx"
# pdftotext is another program; where it is not installed PDF is not tested, and said so.
if command -v pdftotext >/dev/null; then formats="$formats pdf"; else echo "# no pdftotext: PDF is not tested"; fi
[ -z "${RENEW:-}" ] || for f in $formats; do renew "$f"; done
for f in $formats; do claim "$f: each sample gives its golden records, dead letters and account" golden "$f"; done
claim "the bytes of each record hold its text" python3 "$root/tests/system/convert_documents_check.py" "$samples" $formats

recognised() {
    local f said
    for f in ufdr/01-chat.xml ufdr/02-chat-in-zip.ufdr mbox/01-two-mails.mbox eml/01-plain.eml text/01-with-head.txt \
        docx/01-paragraphs.docx; do
        said=$("$wv" convert "$samples/$f" 2>&1 >/dev/null | head -1)
        [[ $said == *": ${f%%/*}: "* ]] || { echo "$f: $said"; return 1; }
    done
}
claim "each is recognised, and said with what speaks for it" recognised
not_pdf() {
    "$wv" convert "$samples/pdf/01-one-page.pdf" >o 2>e
    [ $? = 64 ] && [ ! -s o ] && grep -q 'hint: add --pdf' e
}
claim "no program is started for a PDF unless --pdf allows it" not_pdf
no_path() { mkdir -p none; PATH=$PWD/none "$wv" convert --pdf "$samples/pdf/01-one-page.pdf" >o 2>e; [ $? = 66 ] || [ -s o ]; }
claim "without pdftotext the exit code says so" no_path

# Who said what: the words of A that B repeats are not B's.
quoted() {
    "$wv" convert -q "$samples/eml/07-reply-gmail-nl.eml" >r
    [ "$(jq -r 'select(.text=="Ik sla je dood.")|.from' r)" = bram@example.org ] &&
        [ "$(jq -r 'select(.text=="Kom niet meer langs.")|.from+(.warnings|join(","))+(.occurred_at//"none")' r)" = anna@example.orgquotednone ]
}
claim "a quote is said by whom it quotes, and has no time to be counted by" quoted
scanned() {
    "$wv" scan -q --case z1 "$samples/eml/07-reply-gmail-nl.eml" >flags
    [ -n "$(jq -r 'select(.findings[].signal=="threat.kill").id' flags)" ]
}
claim "a threat that stands only in a quote is flagged" scanned
recovered() {
    [ -n "$("$wv" scan -q --case z1 "$samples/ufdr/10-quoted.xml" | jq -r 'select(.findings[].signal=="threat.kill").src.byte_start')" ]
}
claim "scan reads an extraction directly, with the place in report.xml" recovered
cut() { # the same report cut at every 97th byte: no crash, never silence about what is missing
    local n size; size=$(stat -c %s "$samples/ufdr/03-deleted.xml")
    for ((n = 200; n < size - 20; n += 97)); do
        head -c "$n" "$samples/ufdr/03-deleted.xml" >cut.xml
        "$wv" convert -q --from ufdr cut.xml -o cut.out 2>/dev/null
        [ $? = 65 ] && [ "$(jq -r .reason cut.out.dead.ndjson)" = bad_xml ] || { echo "cut at $n"; return 1; }
    done
}
claim "a report cut off anywhere gives what was whole, and a dead letter" cut
cut_zip() {
    local n size code; size=$(stat -c %s "$samples/ufdr/02-chat-in-zip.ufdr")
    for ((n = 4; n < size - 1; n += 23)); do
        head -c "$n" "$samples/ufdr/02-chat-in-zip.ufdr" >cut.ufdr
        "$wv" convert -q --from ufdr cut.ufdr >/dev/null 2>e; code=$?
        [ $code = 65 ] && [ -s e ] || { echo "cut at $n: exit $code"; return 1; }
    done
}
claim "a zip cut off anywhere is refused and said" cut_zip
flat() { # five times the messages, the same memory: 8 MiB and 40 MiB of XML
    local small big
    python3 "$root/tests/system/convert_big_ufdr.py" small.ufdr 8 && python3 "$root/tests/system/convert_big_ufdr.py" big.ufdr 40 || return 1
    small=$(peak small.ufdr) big=$(peak big.ufdr)
    echo "peak $small and $big KiB"
    [ "$small" -gt 0 ] && [ "$big" -lt $((small + 3000)) ]
}
peak() { # peak memory in KiB
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$wv" convert -q --from ufdr "$1"
}
claim "memory does not grow with an extraction" flat

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

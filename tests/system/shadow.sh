#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# shadow.sh BUILD: rules that are tried beside the pack change no byte of the main output.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
feed=$root/corpus-synthetic/sample.ndjson
cat >try.yaml <<'Y'
name: proef.schor
signal: violence.injury
status: experimental
detection:
  schor: [(<proef_hals> ... schor)]
  condition: schor
---
list: proef_hals
terms: [hals, keel]
Y
scan() { "$wv" scan -q -r "$root/rules/nl-stalking" --dead-letter dead.ndjson "$@"; }
claim "the main output is made without shadow rules" scan "$feed" -o main.ndjson
for j in 1 2; do
    claim "with them, on $j threads, it scans" \
        scan -j $j --chunk-bytes 700 --shadow try.yaml --shadow-output "shadow$j.ndjson" -o "main$j.ndjson" "$feed"
    claim "and the main output has the same bytes" cmp main.ndjson "main$j.ndjson"
done
claim "the shadow output does not depend on threads" cmp shadow1.ndjson shadow2.ndjson
claim "an experimental rule is seen there, by its own name" \
    test "$(jq -r '.findings[].rule' shadow1.ndjson | sort -u)" = proef.schor
claim "as a flag of the shadow pack" test "$(jq -r .pack.name shadow1.ndjson | sort -u)" = nl-stalking+shadow
claim "with the roles of the case" test "$(jq -r .case shadow1.ndjson | sort -u)" = voorbeeld-1
mkdir folder && cp try.yaml folder/
claim "a folder will do" scan --shadow folder --shadow-output s3.ndjson -o m3.ndjson "$feed"
claim "and finds the same" test "$(jq -c .findings s3.ndjson)" = "$(jq -c .findings shadow1.ndjson)"
printf 'name: x\nsignal: nergens\ndetection: {a: [b], condition: a}\n' >wrong.yaml
claim "a broken shadow rule is exit 78" exits 78 scan --shadow wrong.yaml --shadow-output s4.ndjson "$feed"
claim "named with its place" grep -q 'shadow/wrong.yaml:2:9: error\[E062\]' \
    <(scan --shadow wrong.yaml --shadow-output s4.ndjson "$feed" 2>&1)
printf 'name: x\npattern: pattern.burst\ncorrelation: {type: event_count, entries: [{kind: message}], timespan: 1d, gte: 2}\n' >case.yaml
claim "a rule on a case is refused with a way out" grep -q 'replay' \
    <(scan --shadow case.yaml --shadow-output s4.ndjson "$feed" 2>&1)
claim "a file that is not there is exit 66" exits 66 scan --shadow nergens.yaml --shadow-output s4.ndjson "$feed"
claim "--shadow without its output is a usage error" exits 64 scan --shadow try.yaml "$feed"
claim "and with --state too" exits 64 scan --shadow try.yaml --shadow-output s4.ndjson --state s.db -o m4.ndjson "$feed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

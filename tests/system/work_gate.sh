#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# work_gate.sh BUILD: the engine does not work harder than the baseline says (bench/gate.py), and the gate can fail.
# Closes with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 1
wv=$1/waakvlam work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/claim.sh
claim_log=$work/claim.log passed=0 failed=0
gate() { python3 bench/gate.py "$wv" "$@"; }
lower() { # lower NAME FILE: the baseline with half of one counter
    jq --arg n "$1" '.counters[$n] |= (. / 2 | floor)' bench/gate/baseline.json >"$2"
}
claim "no counter and no instruction count is far above its baseline" gate
for name in steps candidates findings; do
    lower $name "$work/$name.json"
    claim "twice the $name of a baseline fail" exits 1 gate --counters --baseline "$work/$name.json"
done
claim "a renewed baseline is one that passes" eval 'gate --counters --renew --baseline "$work/new.json" && gate --counters --baseline "$work/new.json"'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

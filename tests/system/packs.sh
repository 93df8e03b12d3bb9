#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# packs.sh BUILD: what `check` says of broken packs, byte for byte; the examples of
# docs/rule-language.md and README.md; and the JSON Schema for editors against the packs of the tree.
# Closes with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.."
build=$1 passed=0 failed=0
for run in "tests/golden/packs.py" "tests/golden/rule_language.py" "tests/golden/schema.py" "tests/golden/readme.py"; do
    out=$(python3 "$run" "$build/waakvlam" 2>&1)
    echo "$out"
    last=${out##*$'\n'}
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# fairness.sh BUILD: every test of the pack with men and women changed places gives the same verdict, but for those
# that fairness.list explains. Closes with `N passed, N failed`: a rule with twins that differ beyond the list fails.
set -u
cd "$(dirname "$0")/../.."
out=$("$1/waakvlam" eval --twins -r "${2:-rules/nl-stalking}") || { echo "0 passed, 1 failed"; exit 1; }
last=${out##*$'\n'} failed=0
while read -r rule count _; do
    [[ $rule == "${last%% *}" ]] && continue
    allowed=$(awk -v r="$rule" '$1 == r {print $2}' tests/system/fairness.list)
    if [ "$count" -gt "${allowed:-0}" ]; then
        failed=$((failed + 1))
        echo "failed: $rule: $count twins differ, ${allowed:-0} explained (waakvlam eval --twins -v shows them)"
    fi
done <<<"$out"
echo "$last"
twins=${last%% *}
echo "$((twins - failed)) passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$twins" -gt 0 ]

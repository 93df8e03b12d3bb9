#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# case_twins.sh BUILD: whole cases told of other people, or in another hand, raise the same alerts: 200 cases of `gen --cases`
# with `--twin AXIS`, and the same with other person references. Closes with `N passed, N failed`; each axis is one.
# At most so many cases a thousand may differ (a text that only one of the two rules knows; fairness.sh names such rules).
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
cd "$root" || exit 1
cases() { "$wv" gen --cases --seed 21 --size 3000 --base-rate 0.9 -o "$work/$1" "${@:2}" >/dev/null && cp "$work/$1/records.ndjson" "$work/$1.ndjson"; }
scan() { "$wv" scan -q -r rules/nl-stalking -o "$work/$1.out" "$work/$1.ndjson" 2>"$work/err.txt"; }
check() { # AXIS MOST
    local said differ of
    said=$(python3 tests/system/case_twins.py compare "$work/own.out" "$work/$1.out" -v) || said="1 of 0"
    differ=$(tail -1 <<<"$said") of=${differ##* } differ=${differ%% *}
    if [ "$of" -ge 200 ] && [ $((differ * 1000)) -le $((of * $2)) ]; then
        passed=$((passed + 1)) && echo "ok $1: $differ of $of cases differ"
    else
        failed=$((failed + 1)) && echo "not ok $1: $differ of $of cases differ, at most $2 per 1,000" && head -6 <<<"$said"
    fi
}
cases own && scan own || { tail -3 "$work/err.txt"; echo "0 passed, 1 failed"; exit 1; }
python3 tests/system/case_twins.py names "$work/own.ndjson" >"$work/names.ndjson" && scan names && check names 0
for axis in "person 8" "spelling 4" "diacritics 0" "dialect 4"; do
    set -- $axis
    cases "$1" --twin "$1" && scan "$1" && check "$1" "$2"
done
for wrong in "--twin name --cases" "--twin person" "--twin x --cases"; do
    "$wv" gen $wrong -o "$work/x" 2>/dev/null
    if [ $? -eq 64 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "not ok gen $wrong is no wrong use"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -eq 8 ]

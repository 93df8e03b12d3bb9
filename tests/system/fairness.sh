#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# fairness.sh BUILD [PACK [RECORDS]]: every test of the pack, told of other people or written in another hand, gives the same
# verdict, and every record the same signals, but for those that fairness.list explains. Closes with `N passed, N failed`: each
# axis and each rule that differs beyond the list is one. `waakvlam eval --twins -v` shows the texts.
set -u
cd "$(dirname "$0")/../.."
bin=$1/waakvlam pack=${2:-rules/nl-stalking} records=${3:-corpus-synthetic/small/items.ndjson}
passed=0 failed=0
allowed() { awk -v a="$1" -v n="$2" '$1 == a && $2 == n {print $3}' tests/system/fairness.list; }
bad() { failed=$((failed + 1)); echo "failed: $*"; }

tests=$("$bin" eval --twins -r "$pack") || { echo "0 passed, 1 failed"; exit 1; }
while read -r axis name count rest; do
    if [ "$axis" = axis ]; then
        echo "tests: $name $count $rest"
        passed=$((passed + 1))
    elif [ "$count" -gt "$(allowed "$axis" "$name" | grep . || echo 0)" ]; then
        known=$(allowed "$axis" "$name")
        bad "$axis: $name: $count twins differ, ${known:-0} explained"
    fi
done <<<"$tests"

found=$("$bin" eval --twins -r "$pack" "$records") || bad "twins of $records"
while read -r axis name made _ differ _; do
    [ "$axis" = axis ] || continue
    name=${name%:} limit=$(allowed "$name" records)
    echo "records: $name $made twins, $differ differ, at most ${limit:-0} per 1,000"
    if [ $((differ * 1000)) -gt $((made * ${limit:-0})) ]; then bad "$name: $differ of $made records differ"
    else passed=$((passed + 1)); fi
done <<<"$found"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

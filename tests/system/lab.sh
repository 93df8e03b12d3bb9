#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# lab.sh BUILD: the researcher's commands (gen, eval, diff, coverage, profile, fmt) on small made things.
# Closes with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.."
bin=$1/waakvlam
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0
ok() { # ok NAME CONDITION...
    local name=$1; shift
    if "$@" >"$tmp/out" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1)); echo "failed: $name"; head -n 5 "$tmp/out"
    fi
}
code() { # code WANTED COMMAND...
    local wanted=$1; shift
    "$@" >"$tmp/code.out" 2>"$tmp/code.err"; local got=$?
    [ "$got" -eq "$wanted" ] || { echo "exit $got, not $wanted"; cat "$tmp/code.err"; return 1; }
}
for part in tests/system/lab/{gen,eval,cases,diff,coverage,mutate,fmt}.sh; do . "$part"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

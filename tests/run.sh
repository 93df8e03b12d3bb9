#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD NAME=COMMAND...: runs each test command, keeps its output in BUILD/tests/log, counts, and closes with
# one line `N passed, N failed`. A command counts by its TAP lines (cmocka), by its own closing line of that shape,
# or else as one test by its exit code. A command that fails without a counted failure counts as one failure.
set -u
build=$1; shift
mkdir -p "$build/tests/log"
passed=0 failed=0
for pair in "$@"; do
    name=${pair%%=*} command=${pair#*=}
    log="$build/tests/log/$name.log"
    start=$(date +%s)
    CMOCKA_MESSAGE_OUTPUT=TAP bash -c "$command" >"$log" 2>&1 </dev/null
    code=$?
    if line=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1) && [ -n "$line" ]; then
        ok=${line%% *} bad=$(sed -E 's/.*, ([0-9]+) failed.*/\1/' <<<"$line")
    elif grep -aqE '^(not )?ok ' "$log"; then
        ok=$(grep -acE '^ok ' "$log") bad=$(grep -acE '^not ok ' "$log")
    else
        ok=$((code == 0)) bad=$((code != 0))
    fi
    [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad))
    printf '%-34s %6d passed %4d failed %4d s\n' "$name" "$ok" "$bad" $(($(date +%s) - start))
    [ "$bad" -ne 0 ] && { echo "---- end of $log"; tail -n 40 "$log"; echo "----"; }
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

# SPDX-License-Identifier: EUPL-1.2
# coverage.sh: part of lab.sh: coverage and profile.
ok "coverage" code 0 "$bin" coverage -r "$pack" --gold "$tmp/gold.ndjson"
cp "$tmp/code.out" "$tmp/coverage.out"
ok "a signal without a rule comes first" bash -c 'sed -n 2p "$1" | grep -qE "^control.phone +0 +0 +0 .*no rule$"' - "$tmp/coverage.out"
ok "recall beside rules and tests" grep -qE '^threat.kill +1 +1 +1 -P-- +2 +0.500 +few tests, registers$' "$tmp/coverage.out"
ok "profile" code 0 "$bin" profile -r "$pack" --no-time "$tmp/gold.ndjson"
cp "$tmp/code.out" "$tmp/profile.out"
ok "its counters are those of the texts" grep -qE '^threat.kill.doodmaken +3 +3 +3 +3 +3$' "$tmp/profile.out"
"$bin" profile -r "$pack" --no-time "$tmp/gold.ndjson" >"$tmp/profile2.out"
ok "its counters are the same every time" cmp "$tmp/profile.out" "$tmp/profile2.out"

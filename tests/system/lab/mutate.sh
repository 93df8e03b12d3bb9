# SPDX-License-Identifier: EUPL-1.2
# mutate.sh: part of lab.sh: variants of the tests of a pack.
ok "eval --mutate" code 0 "$bin" eval --mutate -v -r "$pack"
cp "$tmp/code.out" "$tmp/mutate.out"
ok "what survives, by rule and kind" grep -qE '^threat.kill.doodmaken +1/1 +1/1 +1/1 ' "$tmp/mutate.out"
ok "the tests are counted" grep -qx '1 matching tests, 0 of them left out because they do not match' "$tmp/mutate.out"

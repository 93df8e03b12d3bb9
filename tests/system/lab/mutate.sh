# SPDX-License-Identifier: EUPL-1.2
# mutate.sh: part of lab.sh: variants of the tests of a pack.
ok "eval --mutate" code 0 "$bin" eval --mutate -v -r "$pack"
cp "$tmp/code.out" "$tmp/mutate.out"
ok "what survives, by rule and kind" grep -qE '^threat.kill.doodmaken +1/1 +1/1 +1/1 ' "$tmp/mutate.out"
ok "the tests are counted" grep -qx '1 matching tests, 0 of them left out because they do not match' "$tmp/mutate.out"
cp -r "$pack" "$tmp/pack3"
sed -i -e 's/doden: \[dood+maken\]/doden: [(=hij .. dood+maken)]/' -e 's/"Ik maak je dood."/"Hij maakt haar dood."/' "$tmp/pack3/rules/kill.yaml"
ok "twins of the pack give the same verdict or are counted" code 0 "$bin" eval --twins -r "$pack"
ok "a rule that reads only hij is not fair" bash -c '! bash tests/system/fairness.sh "$1" "$2" >"$3"' - "$1" "$tmp/pack3" "$tmp/fair.out"
ok "... by name" grep -q '^failed: person: threat.kill.doodmaken: 1 twins differ, 0 explained' "$tmp/fair.out"

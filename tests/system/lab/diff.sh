# SPDX-License-Identifier: EUPL-1.2
# diff.sh: part of lab.sh: two packs over one corpus.
cp -r "$pack" "$tmp/pack2"
sed -i 's/doden: \[dood+maken\]/doden: [vermoorden, (=ik \& dood+maken)]/' "$tmp/pack2/rules/kill.yaml"
ok "a pack differs in nothing from itself" code 0 "$bin" diff "$pack" "$pack" "$tmp/gold.ndjson"
ok "a changed rule differs" code 1 "$bin" diff "$pack" "$tmp/pack2" "$tmp/gold.ndjson"
cp "$tmp/code.out" "$tmp/diff.out"
ok "what appears, with rule, span and verdict" grep -qx "+ 2 threat.kill by threat.kill.doodmaken: 'vermoorden'  (better)" "$tmp/diff.out"
ok "what vanishes" grep -q "^- 4 threat.kill by threat.kill.doodmaken: .*(better)$" "$tmp/diff.out"
ok "counts by signal" grep -qE '^threat.kill +1 +1 +0 +2 +0$' "$tmp/diff.out"
ok "counts of items" grep -qx '2 of 5 items differ' "$tmp/diff.out"
ok "a pack that is not there is no input" code 66 "$bin" diff "$pack" "$tmp/nopack" "$tmp/gold.ndjson"

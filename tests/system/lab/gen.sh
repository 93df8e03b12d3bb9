# SPDX-License-Identifier: EUPL-1.2
# gen.sh: part of lab.sh: the generator.
gen() { "$bin" gen "$@" >/dev/null; }
gold() { python3 tests/system/lab/gold.py "$@"; }

gen --seed 1 --size 2000 -o "$tmp/small"
ok "the committed corpus is what the seed makes" cmp "$tmp/small/items.ndjson" corpus-synthetic/small/items.ndjson
ok "its manifest too" cmp "$tmp/small/manifest.json" corpus-synthetic/small/manifest.json
gen --cases --seed 1 --size 2000 --base-rate 0.7 -o "$tmp/cases"
for part in records.ndjson gold.ndjson manifest.json; do
    ok "the committed cases are what the seed makes: $part" cmp "$tmp/cases/$part" "corpus-synthetic/cases/$part"
done
gen --seed 1 --size 777 -o "$tmp/part"
head -n 777 "$tmp/small/items.ndjson" >"$tmp/head"
ok "a smaller size is a prefix" cmp "$tmp/part/items.ndjson" "$tmp/head"
gen --seed 2 --size 777 -o "$tmp/other"
ok "another seed is another corpus" code 1 cmp -s "$tmp/part/items.ndjson" "$tmp/other/items.ndjson"
ok "spans, quotes, splits and pairs agree with the texts" gold "$tmp/small/items.ndjson"
gen --seed 3 --size 4000 --base-rate 0.05 --registers chat -o "$tmp/rare"
ok "the base rate and the registers are what was asked" gold "$tmp/rare/items.ndjson" 0.05 chat
gen --seed 3 --size 4000 --base-rate 1 --registers formal,flemish -o "$tmp/all"
ok "a base rate of one makes signs only" gold "$tmp/all/items.ndjson" 1 formal,flemish
ok "the scanner reads every record" code 0 "$bin" scan -q -r tests/packs/minimal -o "$tmp/flags" "$tmp/small/items.ndjson"
ok "no folder to write to is wrong use" code 64 "$bin" gen --size 5
ok "a base rate of 2 is wrong use" code 64 "$bin" gen --base-rate 2 -o "$tmp/x"
ok "an unknown register is wrong use" code 64 "$bin" gen --registers dialect -o "$tmp/x"
mkdir -p "$tmp/bad"
printf '# x\n- words: tijd\n  any: ["{nergens}"]\n' >"$tmp/bad/a.yaml"
ok "an unknown {name} is refused" code 78 "$bin" gen --templates "$tmp/bad" -o "$tmp/x"
ok "... with its place" grep -q 'a.yaml:3:.*{nergens}' "$tmp/code.err"

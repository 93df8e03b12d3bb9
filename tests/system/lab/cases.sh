# SPDX-License-Identifier: EUPL-1.2
# cases.sh: part of lab.sh: cases made by gen, and what a scan raised of cases.
feeds() { python3 tests/system/lab/feeds.py "$@"; }
gen --cases --seed 4 --size 3000 --base-rate 0.7 -o "$tmp/feeds"
gen --cases --seed 4 --size 3000 --base-rate 0.7 -o "$tmp/feeds2"
ok "same seed, same cases" cmp "$tmp/feeds/records.ndjson" "$tmp/feeds2/records.ndjson"
ok "... and the same gold" cmp "$tmp/feeds/gold.ndjson" "$tmp/feeds2/gold.ndjson"
gen --cases --seed 5 --size 3000 --base-rate 0.7 -o "$tmp/feeds3"
ok "another seed is other cases" code 1 cmp -s "$tmp/feeds/records.ndjson" "$tmp/feeds3/records.ndjson"
gen --cases --seed 4 --size 6000 --base-rate 0.7 -o "$tmp/feeds4"
ok "a larger size begins with the same cases" feeds prefix "$tmp/feeds" "$tmp/feeds4"
ok "clocks, people, evidence, splits and deadlines agree" feeds check "$tmp/feeds4" 0.7
ok "all patterns of the pack have a feed" feeds patterns "$tmp/feeds4" rules/nl-stalking
ok "the scanner reads every record" code 0 "$bin" scan -q -r tests/packs/minimal -o "$tmp/f.out" "$tmp/feeds/records.ndjson"
printf '# x\n- feed: kapot\n  steps: [{id: a, day: 9..3, type: contact.call}]\n  quiet: 2\n' >"$tmp/bad/a.yaml"
ok "a range the wrong way round is refused" code 78 "$bin" gen --cases --templates "$tmp/bad" -o "$tmp/x"
ok "... with its place" grep -q 'a.yaml:3:.*day is from' "$tmp/code.err"
printf '# x\n- feed: kapot\n  steps: [{id: a, day: 3, type: contact.call}]\n  must: [{slug: pattern.burst, at: b}]\n' >"$tmp/bad/a.yaml"
ok "a moment that no case has is refused" code 78 "$bin" gen --cases --templates "$tmp/bad" -o "$tmp/x"
ok "... by name" grep -q "a.yaml:4:.*'b' is no record" "$tmp/code.err"

here=tests/system/lab
# cases_gold.ndjson has three cases: c1 raised in time and late and not at all; c2 must be quiet and is not; c3 is not to be raised.
ok "eval --cases" code 0 "$bin" eval --cases --json --flags $here/cases_out.ndjson --html "$tmp/c.html" $here/cases_gold.ndjson
cp "$tmp/code.out" "$tmp/c.json"
ok "in time, late and missed are told apart" jq -e '.all | .must == 3 and .in_time == 1 and .late == 1 and .missed == 1' "$tmp/c.json"
ok "an alert below the asked level does not count" jq -e '.slugs[] | select(.name == "pattern.burst") | .late == 1 and .broken == 1' "$tmp/c.json"
ok "lead and delay are those of the clocks" jq -e '.slugs[] | select(.name == "threat.kill") |
    (.lead_days.median * 86400 | round) == 43199 and (.after_days.median * 86400 | round) == 7200' "$tmp/c.json"
ok "quiet is broken by what no one allows" jq -e '.all.quiet == 1 and .all.kept == 0 and [.noise[].name] == ["threat.veiled"]' "$tmp/c.json"
ok "a severity that may be is not broken" jq -e '.all.must_not == 2 and .all.broken == 1' "$tmp/c.json"
ok "ordinary talk counts once a record" jq -e '.silent == 1 and .silent_broken == 1' "$tmp/c.json"
ok "an alert nobody asked for is counted apart" jq -e '.slugs[] | select(.name == "pattern.one_sided") | .unasked == 1 and .unasked_in_quiet == 0' "$tmp/c.json"
ok "the page has plots" python3 -c '
import re, sys, xml.dom.minidom
s = open(sys.argv[1], encoding="utf-8").read()
assert len([xml.dom.minidom.parseString(x) for x in re.findall("<svg.*?</svg>", s, re.S)]) == 2 and "<script" not in s' "$tmp/c.html"
ok "one split only" code 0 "$bin" eval --cases --split test --json --flags $here/cases_out.ndjson $here/cases_gold.ndjson
ok "... counts nothing else" jq -e ".cases == 1 and .all.must == 0" "$tmp/code.out"
echo '{"case":"c1","must":3}' >"$tmp/c.bad"
ok "a must that is no list is refused" code 65 "$bin" eval --cases --flags $here/cases_out.ndjson "$tmp/c.bad"
ok "... with its line" grep -q "line 1 of the gold has no" "$tmp/code.err"
ok "gold of items is no gold of cases" code 65 "$bin" eval --cases --flags $here/cases_out.ndjson "$tmp/gold.ndjson"
"$bin" eval --cases --json -r tests/packs/minimal --records "$tmp/feeds/records.ndjson" "$tmp/feeds/gold.ndjson" >"$tmp/c1.json"
"$bin" eval --cases --json --flags "$tmp/f.out" "$tmp/feeds/gold.ndjson" >"$tmp/c2.json"
ok "records scanned on the way give the same" cmp "$tmp/c1.json" "$tmp/c2.json"
ok "--flags and --records together are wrong use" code 64 "$bin" eval --cases --flags "$tmp/f.out" --records "$tmp/f.out" "$tmp/c1.json"
ok "--cases without flags is wrong use" code 64 "$bin" eval --cases $here/cases_gold.ndjson

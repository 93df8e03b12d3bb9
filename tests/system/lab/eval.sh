# SPDX-License-Identifier: EUPL-1.2
# eval.sh: part of lab.sh: measuring against labelled items.
pack=tests/system/lab/pack
cat >"$tmp/gold.ndjson" <<'END'
{"id":"1","text":"Ik maak je dood.","gold":{"require":["threat.kill"],"allow":[],"quotes":{"threat.kill":"maak je dood"}},"class":"threat"}
{"id":"2","text":"Ik ga je vermoorden!","gold":{"require":["threat.kill"],"allow":[]},"class":"threat"}
{"id":"3","text":"Ik maak je blij.","gold":{"require":[],"allow":[]},"class":"neg"}
{"id":"4","text":"Ze maakt je dood, in die game.","gold":{"require":[],"allow":[]},"class":"neg"}
{"id":"5","text":"Ik maak je niet dood.","gold":{"require":[],"allow":[],"negated":["threat.kill"],"scope":{"threat.kill":["negated"]}},"class":"neg"}
END
ok "eval counts" code 0 "$bin" eval -r "$pack" --json "$tmp/gold.ndjson"
cp "$tmp/code.out" "$tmp/eval.json"
ok "right, false, missed, untouched, labels" jq -e '.all.right == 1 and .all.false == 1 and .all.missed == 1 and
    .untouched_ids == ["2"] and .all.overlap == 1 and (.labels[0].right == 1)' "$tmp/eval.json"
"$bin" eval -r "$pack" -j 1 --json "$tmp/gold.ndjson" >"$tmp/one.json"
ok "any number of threads counts alike" cmp "$tmp/one.json" "$tmp/eval.json"
"$bin" scan -q -r "$pack" -o "$tmp/gold.flags" "$tmp/gold.ndjson"
"$bin" eval --flags "$tmp/gold.flags" --json "$tmp/gold.ndjson" >"$tmp/flags.json"
ok "flags of a scan give the same score" jq -en --slurpfile a "$tmp/flags.json" --slurpfile b "$tmp/eval.json" '$a[0].all == $b[0].all'
"$bin" scan -q -r "$pack" -o "$tmp/who.flags" tests/system/lab/direction.ndjson
"$bin" eval --flags "$tmp/who.flags" --json tests/system/lab/direction.ndjson >"$tmp/who.json"
ok "flags give the direction: who sent it is right, the other way round is wrong" jq -e '.directions[0] | .right == 1 and .false == 1' "$tmp/who.json"
"$bin" eval -r "$pack" --json tests/system/lab/direction.ndjson >"$tmp/who2.json"
ok "... as a scan by eval itself" jq -en --slurpfile a "$tmp/who.json" --slurpfile b "$tmp/who2.json" '$a[0].directions == $b[0].directions'
ok "voice, tense and typos have rows of their own" jq -e '[.styles[] | [.name, .items, .right]] ==
    [["tense future", 1, 1], ["typos yes", 1, 1], ["voice P", 1, 1]]' "$tmp/who.json"
ok "the page is made" code 0 "$bin" eval -r "$pack" --html "$tmp/page.html" "$tmp/gold.ndjson"
ok "... with plots and without script" python3 -c '
import re, sys, xml.dom.minidom
s = open(sys.argv[1], encoding="utf-8").read()
[xml.dom.minidom.parseString(x) for x in re.findall("<svg.*?</svg>", s, re.S)]
assert "<svg" in s and "<script" not in s and "http" not in s
tables = {h: re.findall("<tr>(.*?)</tr>", t, re.S) for h, t in re.findall("<h2>([^<]*)</h2>\\s*<table>(.*?)</table>", s, re.S)}
cells = lambda row: re.sub("<[^>]+>", " ", row).split()
assert cells(tables["Rules"][0]) == ["items", "precision", "right", "false", "neutral", "alone"]
assert cells(tables["Rules"][1])[:3] == ["threat.kill.doodmaken", "2", "0.500"] and cells(tables["Rules"][1])[4:] == ["1", "1", "0", "1"]
assert cells(tables["Scope labels that gold asks for"][1]) == ["negated", "1", "1", "0", "0"]
assert "missed" in cells(tables["Signals in figures"][0]) and "Ik ga je vermoorden!" in s' "$tmp/page.html"
ok "a rule has no recall" jq -e '.rules[0].recall == null and .signals[0].recall.share == 0.5' "$tmp/eval.json"
sed 's/"maak je dood"/"sla je dood"/' "$tmp/gold.ndjson" >"$tmp/wrong.ndjson"
ok "a quote that is not in its text is bad data" code 65 "$bin" eval -r "$pack" "$tmp/wrong.ndjson"
ok "... named with its line" grep -q 'wrong.ndjson:1: item 1: threat.kill has a quote' "$tmp/code.err"
sed '2s/threat.kill/threat.kil/' "$tmp/gold.ndjson" >"$tmp/slug.ndjson"
ok "a signal that the pack does not have is bad data" code 65 "$bin" eval -r "$pack" "$tmp/slug.ndjson"
echo '{"id":"1","text":"x"}' >"$tmp/bare.ndjson"
ok "a corpus without gold is bad data" code 65 "$bin" eval -r "$pack" "$tmp/bare.ndjson"
ok "no corpus is no input" code 66 "$bin" eval -r "$pack" "$tmp/nowhere.ndjson"

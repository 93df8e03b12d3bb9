#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# fix_watch.sh BUILD: what `check --fix` mends and what it leaves, and `test --watch`.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"

mkdir -p p/rules
printf 'name: mini\nversion: 0.1.0\nengine: ">=0.1"\n' >p/pack.yaml
printf 'signals: [{slug: threat.kill, label: a, definition: d, severity: 5}]\n' >p/signals.yaml
cat >p/rules/old.yaml <<'Y'
# een kop die blijft
signal: threat.kill
name: old
definition: wat het is
detection:
  a: [doden]   # wie
  condition: a
tests:
  - {nomatch: "Ik zei: , voice: stop", voice: P}
  - match: Ik dood je.
    who: P
Y
cat >p/rules/broken.yaml <<'Y'
name: broken
signal: threat.kill
detection:
  a:
    - text|re: "\bd00d\b"
      needs: d00d
  b: [dood+maken]
  condition: a or b
tests:
  - match: Hij zei: ik maak je dood.
  - no-match: @thuis is het stil.
Y
cp -r p q
claim "the pack is refused as it is" exits 78 "$wv" check -q -r p
claim "--fix mends it, and it passes" "$wv" check --fix -q -r p --as-of 2026-01-02
said=$(cd q && "$wv" check --fix -q -r . --as-of 2026-01-02)
for what in 'old.yaml:4: has its key of now: description' 'old.yaml:9: has its key of now: no-match' \
    'old.yaml:9: has its key of now: who' 'old.yaml:3: has a date now: 2026-01-02' 'old.yaml: is laid out' \
    'broken.yaml:5: has single quotes' 'broken.yaml:10: has quotes' 'broken.yaml:11: has quotes'; do
    claim "it says: $what" grep -qF "rules/$what" <<<"$said"
done
claim "comments stay" grep -q '^# een kop die blijft' p/rules/old.yaml
claim "a comma and a colon between quotes are no keys" grep -q '"Ik zei: , voice: stop"' p/rules/old.yaml
claim "the ids are UUIDs, and drawn" test "$(grep -hoE '^id: [0-9a-f]{8}-[0-9a-f]{4}-4' p/rules/*.yaml q/rules/*.yaml | sort -u | wc -l)" = 4
cp -r p r
claim "a second time does nothing" test "$("$wv" check --fix -q -r r | grep -c '^rules/')" = 0
claim "not a byte" diff -r p r
claim "and its tests pass" "$wv" test -r p
printf 'name: x\nsignal: threat.kill\ndetection: {a: [doden], condition: a}\ntests:\n  - match: "dood\n' >p/rules/lost.yaml
cp p/rules/lost.yaml lost.yaml
claim "what has no one way is left and told" exits 78 "$wv" check --fix -q -r p
claim "as it was" cmp lost.yaml p/rules/lost.yaml
rm p/rules/lost.yaml
cp -r "$root/rules/nl-stalking" national
claim "the national pack needs no mending that changes its rules" \
    test "$("$wv" check --fix -q -r national | grep -cE '^[a-z]+/.*:[0-9]+: ')" = 0
claim "an overlay is mended by hand" exits 64 "$wv" check --fix -r p --overlay q

"$wv" test -r p --watch --watch-runs 4 >watch.out 2>watch.err &
watcher=$!
runs() { # runs N: waits until the watcher has run so often
    for _ in $(seq 100); do [ "$(grep -c '^-- waiting' watch.out)" -ge "$1" ] && return 0; sleep 0.1; done
    return 1
}
claim "test --watch runs at once" runs 1
sed -i 's/Ik dood je\./Ik groet je./' p/rules/old.yaml
claim "and again when a rule changes" runs 2
claim "with the outcome of now" grep -q '3 passed, 1 failed' watch.out
echo 'kapot: [' >p/rules/half.yaml
claim "a rule half written is told" runs 3
claim "on stderr" grep -q 'half.yaml' watch.err
touch p/rules/notes.txt
rm p/rules/half.yaml
wait "$watcher"
claim "and the last run's exit code is that of its tests" test $? = 1
claim "after four runs" test "$(grep -c 'passed,' watch.out)" = 3
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

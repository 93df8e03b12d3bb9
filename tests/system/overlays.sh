#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# overlays.sh BUILD: a region's changes to a pack: applied everywhere, replayed by check, side by side in parity.
# Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"

mkdir -p rules/mini/rules rules/overlays/noord rules/overlays/zuid
cat >rules/mini/pack.yaml <<'Y'
name: mini
version: 0.1.0
engine: ">=0.1"
Y
cat >rules/mini/signals.yaml <<'Y'
signals:
  - {slug: threat.kill, label: doodsbedreiging, definition: d, severity: 5}
  - {slug: contact.unwanted, label: contact, definition: d, severity: 2}
patterns:
  - {slug: pattern.burst, label: stroom, definition: d, triage: week}
Y
cat >rules/mini/rules/r.yaml <<'Y'
name: threat.kill.direct
signal: threat.kill
detection:
  doden: [<doden>]
  condition: doden
tests:
  - {match: "Ik vermoord je."}
  - {match: "Ik sla je dood."}
---
name: contact.unwanted.bel
signal: contact.unwanted
detection:
  bel: [stop .. bellen]
  condition: bel
tests: [{match: "Stop met bellen."}]
---
name: burst
pattern: pattern.burst
correlation:
  type: event_count
  entries: [{kind: message}]
  timespan: 24h
  gte: 2
---
list: doden
terms: [vermoorden, dood+slaan]
Y
head_of() { printf 'overlay: %s\nbase: mini\nversion: 1.0.0\nbase_versions: ">=0.1 <0.2"\nchanges:\n' "$1"; }
why='reason: proef, owner: regio, review_by: 2027-01-01'
{ head_of noord; echo "  - {list: doden, add: [kapot+maken], $why}"; } >rules/overlays/noord/overlay.yaml
{ head_of zuid; echo "  - {rule: contact.unwanted.bel, enabled: false, $why}"; } >rules/overlays/zuid/overlay.yaml
printf '%s\n' '{"id":"g1","text":"Ik maak je kapot."}' >one.ndjson
printf '%s\n' '{"id":"g1","text":"Stop toch met bellen.","gold":{"require":["contact.unwanted"]}}' >gold.ndjson
for n in 1 2 3; do
    printf '{"id":"m%d","case":"c","kind":"message","from":"B","to":"A","text":"hoi","occurred_at":"2026-01-01T1%d:00:00+01:00"}\n' $n $n
done >feed.ndjson

pack() { "$wv" "$@" -q one.ndjson | jq -r .pack.name; }
claim "an overlay finds what it adds, and says so in the pack's name" \
    test "$(pack scan -r rules/mini --overlay rules/overlays/noord)" = mini+noord
claim "without it the text has no flag" test -z "$(pack scan -r rules/mini)"
sha() { "$wv" scan -q -r rules/mini "$@" <<<'{"id":"1","text":"Ik vermoord je."}' | jq -r .pack.sha256; }
claim "its pack has another hash" test "$(sha)" != "$(sha --overlay rules/overlays/noord)"
claim "explain takes an overlay" grep -q threat.kill.direct \
    <("$wv" explain -r rules/mini --overlay rules/overlays/noord "Ik maak je kapot.")
claim "test runs the rules as the region has them" grep -q '^2 passed, 0 failed' \
    <("$wv" test -r rules/mini --overlay rules/overlays/zuid)
claim "eval measures the region's pack" grep -q '"missed":1' \
    <("$wv" eval --json -r rules/mini --overlay rules/overlays/zuid gold.ndjson | tr -d ' ')
claim "coverage counts the region's rules" grep -q 'contact.unwanted .* no rule' \
    <("$wv" coverage -r rules/mini --overlay rules/overlays/zuid)
claim "diff shows what the region loses" grep -q '^- g1 contact.unwanted' \
    <("$wv" diff rules/mini rules/mini --overlay rules/overlays/zuid gold.ndjson)

claim "-r may be the overlay's folder: its pack is found beside it" \
    test "$(pack scan -r rules/overlays/noord)" = mini+noord
"$wv" scan -q -r rules/overlays/noord --state s.db -o s.ndjson feed.ndjson
claim "so commands on a case read what was scanned with it" "$wv" logbook -r rules/overlays/noord --state s.db c
claim "check -r of it replays as with --overlay" grep -q '^overlay noord 1.0.0: 1 changes' \
    <("$wv" check -q -r rules/overlays/noord --as-of 2026-11-23)
claim "explain --case points there" exits 64 "$wv" explain -r rules/mini --overlay rules/overlays/noord --case c --state s.db

check() { "$wv" check -q -r rules/mini --as-of 2026-11-23 "$@"; }
claim "an overlay that only adds passes" check --overlay rules/overlays/noord
claim "a lost true signal of a test is refused" exits 78 check --overlay rules/overlays/zuid
claim "and named with its place" grep -q "zuid/overlay.yaml:6:12: error\[E255\]: 'contact.unwanted'" \
    <(check --overlay rules/overlays/zuid 2>&1)
cat >>rules/overlays/zuid/overlay.yaml <<Y
losses:
  - {signal: contact.unwanted, items: ["contact.unwanted.bel#*"], $why}
Y
claim "an argued loss passes" check --overlay rules/overlays/zuid
claim "a loss in a corpus that is given is refused too" exits 78 check --overlay rules/overlays/zuid --corpus gold.ndjson
{ head_of oost; echo "  - {rule: burst, set: {correlation.gte: 9}, $why}"; } >oost.yaml
mkdir oost && mv oost.yaml oost/overlay.yaml
claim "a threshold passes when no feed shows what it costs" check --overlay oost
claim "and is refused with the feed in which an alert is lost" exits 78 check --overlay oost --feeds feed.ndjson
claim "which names the pattern and the case" grep -q "'pattern.burst' is no longer found in c" \
    <(check --overlay oost --feeds feed.ndjson 2>&1)
claim "an overdue review warns" grep -q 'warning\[W254\].*before 2027-01-01 by regio' \
    <("$wv" check -r rules/mini --overlay rules/overlays/noord --as-of 2027-01-02 2>&1)
claim "and one that is due does not" exits 1 grep -q W254 \
    <("$wv" check -r rules/mini --overlay rules/overlays/noord --as-of 2027-01-01 2>&1)
claim "an argued loss that does not happen warns" grep -q 'warning\[W256\]' <(
    { cat rules/overlays/noord/overlay.yaml; echo "losses: [{signal: threat.kill, items: ['*'], $why}]"; } >n.yaml
    mkdir -p n && mv n.yaml n/overlay.yaml; "$wv" check -r rules/mini --overlay n 2>&1)
claim "a lock is of a pack alone" exits 64 check --overlay oost --write-lock
claim "a folder that is not there is exit 66" exits 66 check --overlay nergens

claim "parity finds the overlays beside the pack and passes what is argued" "$wv" parity -r rules/mini
claim "it shows who loses what" grep -Eq '^contact.unwanted +1 +1.000 +1.000 +0.000 -1 \+0' <("$wv" parity -r rules/mini)
claim "JSON says the same" test "$("$wv" parity -r rules/mini --json |
    jq -c '[.signals[]|select(.signal=="contact.unwanted").overlays.zuid|.found,.lost]')" = '[0,1]'
claim "a loss that is not argued is exit 1" exits 1 "$wv" parity -r rules/mini gold.ndjson
claim "parity of an overlay's folder is of that one" test "$("$wv" parity -r rules/overlays/noord | tail -1)" = \
    "noord: lost 0, of which argued 0"
claim "parity without overlays is a usage error" exits 64 "$wv" parity -r rules/overlays/nergens

cd "$root" || exit 1
for region in rules/overlays/*/; do
    claim "the example $region passes check, without warnings of its own" exits 1 grep -qE 'E[0-9]{3}|W25[0-9]' \
        <("$wv" check -r rules/nl-stalking --overlay "$region" --as-of 2026-11-23 2>&1)
    claim "and its tests" "$wv" test -r rules/nl-stalking --overlay "$region" "$(basename "$region").*" 'contact.*'
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

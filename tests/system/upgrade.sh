#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# upgrade.sh BUILD: the files that each release left behind (tests/upgrade/VERSION, made by that release's own binary) under
# this engine and this pack: a feed goes on in its state, a store keeps its decisions and its log.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
unset WAAKVLAM_RULES
pack=$root/rules/nl-stalking sample=$root/corpus-synthetic/sample.ndjson
# Another pack than any release had: its own version, so that a state must be told to go on.
cp -R "$pack" newer
sed -i -E 's/^version: .*/version: 99.0.0/' newer/pack.yaml
rm -f newer/pack.lock
tail -n +11 "$sample" >rest.ndjson
# A line is known by its key, which does not depend on the pack.
lines() { jq -r "select(.type == \"$1\") | .key" "$2" | sort -u; }
for release in "$root"/tests/upgrade/*/; do
    name=$(basename "$release")
    gunzip -c "$release/cases.state.gz" >cases.state
    cp cases.state before.state
    claim "$name: a state of another pack is not taken without being told" exits 78 "$wv" scan -q -r newer --state cases.state -o rest.flags.ndjson rest.ndjson
    claim "$name: and stays as it was" cmp cases.state before.state
    claim "$name: state migrate brings it up, or has nothing to do" "$wv" state migrate cases.state
    claim "$name: the feed goes on under the new pack" "$wv" scan -q -r newer --pack-change keep --state cases.state -o rest.flags.ndjson rest.ndjson
    claim "$name: the state is sound" "$wv" state verify cases.state
    cat "$release/first.flags.ndjson" rest.flags.ndjson >both.ndjson
    kept_of() { [ -s rest.flags.ndjson ] && [ -z "$(comm -23 <(lines "$1" "$release/flags.ndjson") <(lines "$1" both.ndjson))" ]; }
    claim "$name: every record flagged in one run then is flagged over the two" kept_of flag
    claim "$name: and every alert is there" kept_of alert
    new_pack_named() { jq -e -s 'all(.pack.version == "99.0.0")' rest.flags.ndjson; }
    claim "$name: what is written now names the new pack" new_pack_named

    gunzip -c "$release/review.store.gz" >review.store
    query() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())' "$1" "$2"; }
    decisions='SELECT num, case_num, answer, note, user, at FROM decision'
    decided=$(query review.store "$decisions")
    has_decision() { [ "$decided" != '[]' ] && [ -n "$decided" ]; }
    claim "$name: somebody decided in the store" has_decision
    same_again() { "$wv" ingest review.store "$release/flags.ndjson" 2>&1 | grep -q '; findings 0 new'; }
    claim "$name: the lines of then change nothing" same_again
    claim "$name: the log holds" "$wv" audit verify review.store
    "$wv" scan -q -r newer -o newer.flags.ndjson "$sample"
    claim "$name: lines of the new pack go in" "$wv" ingest -q --records "$sample" review.store newer.flags.ndjson
    kept() { [ "$(query review.store "$decisions")" = "$decided" ]; }
    claim "$name: the decision is kept" kept
    claim "$name: words are indexed by this engine" "$wv" reindex review.store
    claim "$name: and the log still holds" "$wv" audit verify review.store
done
claim "there is a release to come from" [ -n "${name:-}" ]
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

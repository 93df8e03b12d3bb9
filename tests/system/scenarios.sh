#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# scenarios.sh BUILD: whole cases with text (tests/cases/scenarios.py) through the binary and the shipped pack: as
# cases, and two of them as loose records that `link` joins. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
stop() {
    tail -5 "$work/err.txt"
    echo "0 passed, 1 failed"
    exit 1
}
scan() { "$wv" scan --all -r "$root/rules/nl-stalking" "$1" >"$2" 2>"$work/err.txt" || stop; }

python3 "$root/tests/cases/scenarios.py" records >"$work/feed.ndjson" || exit 1
scan "$work/feed.ndjson" "$work/out.ndjson"
mkdir "$work/linked"
for case in {S1,S3}-{plain,gender,names,people,flemish}; do
    python3 "$root/tests/cases/scenarios.py" loose "$case" >"$work/loose.ndjson" || exit 1
    "$wv" link "$work/loose.ndjson" >"$work/proposals.ndjson" 2>"$work/err.txt" || stop
    "$wv" link --apply "$work/proposals.ndjson" "$work/loose.ndjson" >"$work/joined.ndjson" 2>"$work/err.txt" || stop
    scan "$work/joined.ndjson" "$work/linked/$case"
done
python3 "$root/tests/cases/scenarios.py" check "$work/out.ndjson" "$root/tests/cases/known_misses.txt" "$work/linked"

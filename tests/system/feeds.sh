#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# feeds.sh BUILD: short cases of what is easily counted wrong (tests/cases/feeds.py), in five twins each, through the
# binary and the shipped pack. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"

python3 "$root/tests/cases/feeds.py" records >"$work/feed.ndjson" || exit 1
if ! "$wv" scan --all -r "$root/rules/nl-stalking" "$work/feed.ndjson" >"$work/out.ndjson" 2>"$work/err.txt"; then
    tail -5 "$work/err.txt"
    echo "0 passed, 1 failed"
    exit 1
fi
python3 "$root/tests/cases/feeds.py" check "$work/out.ndjson" "$root/tests/cases/known_misses_feeds.txt"

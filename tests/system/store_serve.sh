#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# store_serve.sh BUILD: a served store under many readers, people who decide, and kill -9: the short form of `make store-load` and
# `make store-kill`. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
pack=$root/rules/nl-stalking long=$root/tests/long
serve() { python3 "$long/store_serve.py" "$wv" "$pack" "$@"; }
made() { python3 "$long/store_flags.py" "$wv" "$pack" "$root/corpus-synthetic/small/items.ndjson" 20000 flags.ndjson 4000 &&
    "$wv" ingest -q --bulk --purpose 'meten met verzonnen zaken' --legal-basis avg --records flags.ndjson.records s.db flags.ndjson; }

claim 'a store of 20,000 flags is made' made
claim '200 readers and 10 who decide for ten seconds: no error, no decision lost' serve s.db load --seconds 10
claim 'killed ten times while people decide: no acknowledged decision is lost, and the log verifies' serve s.db kill --kills 10

echo "$passed passed, $failed failed"
exit "$((failed > 0))"

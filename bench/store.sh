#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# store.sh BUILD [FLAGS]: how fast a review store takes flags in, and gives a page of its queue out.
# Flags are those of corpus-synthetic/small (1.3 findings, 1 kB each) under other ids, four to a case. Processor time is
# what counts on a shared machine; the wall clock is printed beside it.
set -eu
build=$(cd "$1" && pwd); count=${2:-1000000}; root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 "$root/tests/long/store_flags.py" "$build/waakvlam" "$root/rules/nl-stalking" "$root/corpus-synthetic/small/items.ndjson" \
    "$count" flags.ndjson
purpose=(--purpose 'meten hoe snel het gaat' --legal-basis avg)
rate() { # rate NAME STORE OPTION...
    local label=$1 store=$2; shift 2
    local start; start=$(date +%s.%N)
    local used; used=$( { TIMEFORMAT='%U %S'; time "$build/waakvlam" ingest -q "${purpose[@]}" "$@" "$store" flags.ndjson; } 2>&1)
    python3 -c "
import sys, time
u = sum(map(float, '$used'.split())); w = time.time() - $start
print(f'$label: {$count / u:,.0f} flags a second of processor time, {$count / w:,.0f} by the clock')"
}
nproc | sed 's/$/ processors/'; uptime | sed 's/.*load/load/'
rate bulk bulk.db --bulk
rate live live.db
gcc -O2 -std=c11 -D_GNU_SOURCE -I"$root/engine" "$root/bench/store_queue.c" "$build/libwaakvlam.a" -o queue \
    $(pkg-config --libs libfyaml libpcre2-8 sqlite3 libsodium libxxhash) -lstemmer -fopenmp
./queue live.db $((count / 4))

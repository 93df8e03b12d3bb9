#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# store_serve.sh BUILD DIR WHAT [OPTION...]: tests/long/store_serve.py on a copy of a store of FLAGS flags (1,000,000), which is made
# once in DIR. `make store-load` and `make store-kill` call it.
set -eu
build=$(cd "$1" && pwd); mkdir -p "$2"; dir=$(cd "$2" && pwd); what=$3; shift 3
root=$(cd "$(dirname "$0")/../.." && pwd); flags=${FLAGS:-1000000}
store=$dir/store-$flags.db pack=$root/rules/nl-stalking
if [ ! -e "$store" ]; then
    python3 "$root/tests/long/store_flags.py" "$build/waakvlam" "$pack" "$root/corpus-synthetic/small/items.ndjson" \
        "$flags" "$dir/flags.ndjson" 50000
    "$build/waakvlam" ingest --bulk --purpose 'meten met verzonnen zaken' --legal-basis avg --records "$dir/flags.ndjson.records" \
        "$store" "$dir/flags.ndjson"
    rm "$dir/flags.ndjson" "$dir/flags.ndjson.records"
fi
cp "$store" "$dir/served.db"; rm -f "$dir/served.db-wal" "$dir/served.db-shm"
nproc | sed 's/$/ processors/'; uptime | sed 's/.*load/load/'
python3 "$root/tests/long/store_serve.py" "$build/waakvlam" "$pack" "$dir/served.db" "$what" "$@"

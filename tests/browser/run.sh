#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD: the review pages in a real browser, on a store of 100,000 items: a whole round of work by keyboard and by
# mouse, with and without script; axe-core on every page, light and dark, at 200 % and in 320 pixels; a picture of each page
# in build/browser/. Not part of `make check`: it needs node, npm (the registry, once) and chromium, which it names when missing.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
out=$root/build/browser
wv=$build/waakvlam
unset WAAKVLAM_RULES WAAKVLAM_CASE_WORD
cd "$root"

missing=()
for program in node npm chromium python3; do command -v "$program" >/dev/null || missing+=("$program"); done
if [ ${#missing[@]} -gt 0 ]; then
    echo "browser: not here: ${missing[*]}"
    echo "  apt-get install -y --no-install-recommends nodejs npm chromium python3   (node 20 or later)"
    exit 1
fi
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo "browser: node $(node -v) is too old: 20 or later"
    exit 1
fi

mkdir -p "$out/npm"
if ! cmp -s tests/browser/package-lock.json "$out/npm/package-lock.json" || [ ! -d "$out/npm/node_modules/axe-core" ]; then
    cp tests/browser/package.json tests/browser/package-lock.json "$out/npm/"
    (cd "$out/npm" && npm ci --ignore-scripts --no-audit --no-fund) || { rm -f "$out/npm/package-lock.json"; exit 1; }
fi

# 920,000 records of cases give just over 100,000 items. They are made once, until the tables or the rules change.
records=${WV_BROWSER_RECORDS:-920000}
key=$( (cat engine/store/schema*.c rules/nl-stalking/pack.lock; echo "$records") | sha256sum | cut -c1-16)
seed=$out/seed-$records-$key.store
if [ ! -f "$seed" ]; then
    echo "browser: making a store of $records records (once)"
    rm -rf "$out"/seed-"$records"-*.store* "$out/seed"
    "$wv" gen --cases --seed 6 --size "$records" -o "$out/seed"
    "$wv" scan -q -o "$out/seed/flags.ndjson" "$out/seed/records.ndjson"
    "$wv" ingest -q --bulk --purpose 'beoordelen van meldingen' --legal-basis wpg-8 \
        --records "$out/seed/records.ndjson" "$out/seed/new.store" "$out/seed/flags.ndjson"
    mv "$out/seed/new.store" "$seed"
    rm -rf "$out/seed"
fi

work=$(mktemp -d "$out/run.XXXXXX")
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
cp --reflink=auto "$seed" "$work/s.store"
python3 tests/browser/cases.py >"$work/records.ndjson"
cat corpus-synthetic/sample.ndjson >>"$work/records.ndjson"
"$wv" scan -q -o "$work/flags.ndjson" "$work/records.ndjson"
"$wv" ingest -q --records "$work/records.ndjson" "$work/s.store" "$work/flags.ndjson"
export WV_PASSWORD=een-lang-wachtwoord
for who in ingrid:intake jan:reviewer els:reviewer tess:second_reviewer ria:case_director piet:process_director oda:pack_owner \
    beheer:administrator; do
    echo "$WV_PASSWORD" | "$wv" user "$work/s.store" add "${who%%:*}" "${who##*:}" >/dev/null
done
rm -f "$out"/*.png
"$wv" serve "$work/s.store" --listen 127.0.0.1:0 >"$work/serve.out" 2>"$work/serve.err" &
server=$!
for _ in $(seq 100); do grep -q 'waakvlam serve:' "$work/serve.out" && break; sleep 0.1; done
port=$(sed -n 's/.*port \([0-9]*\) on.*/\1/p' "$work/serve.out")
code=0
WV_MODULES=$out/npm/package.json node tests/browser/main.mjs "http://127.0.0.1:$port" "$work/s.store" "$out" || code=$?
if [ -s "$work/serve.err" ]; then echo "not ok the server said:"; cat "$work/serve.err"; code=1; fi
exit "$code"

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# make.sh WAAKVLAM PACK DIR: the files that a release leaves behind, made with the binary and the pack of that release, once,
# at its tag: DIR/{cases.state,review.store}.gz and the lines it wrote. tests/system/upgrade.sh brings them to today.
set -eu
wv=$(readlink -f "$1") pack=$(readlink -f "$2") here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
sample=$here/../../corpus-synthetic/sample.ndjson
head -n 10 "$sample" >first.ndjson
# A service that stopped in the middle of a feed.
"$wv" scan -q -r "$pack" --state cases.state --more-follows -o "$out/first.flags.ndjson" first.ndjson
# A store in which somebody decided.
"$wv" scan -q -r "$pack" -o "$out/flags.ndjson" "$sample"
"$wv" ingest -q --records "$sample" --purpose 'proef met verzonnen zaken' --legal-basis wpg-8 review.store "$out/flags.ndjson"
echo 'een-lang-wachtwoord' | "$wv" user review.store add reviewer reviewer
"$wv" serve review.store -r "$pack" --listen 127.0.0.1:0 >serve.out &
server=$!
for _ in $(seq 100); do grep -q 'port ' serve.out && break; sleep 0.1; done
python3 "$here/decide.py" "$(sed -n 's/.*port \([0-9]*\) on.*/\1/p' serve.out)" een-lang-wachtwoord
kill -TERM "$server" && wait "$server"
server=0
gzip -9nc cases.state >"$out/cases.state.gz"
gzip -9nc review.store >"$out/review.store.gz"
"$wv" --version >"$out/version"

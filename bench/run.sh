#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD [ROUNDS]: throughput of the whole scan by lane, one and two threads, in interleaved rounds.
# Prints median and spread (min..max) of MB/s and records/s, with what is needed to repeat the run.
set -eu
build=$1 rounds=${2:-5} dir=$1/bench
mkdir -p "$dir"
declare -A size=([quiet]=60000 [normal]=60000 [heavy]=30000 [long]=2500 [chat]=150000 [unseen]=30000)
lanes="quiet normal heavy long chat unseen"
for lane in $lanes; do
    [ -s "$dir/$lane.ndjson" ] || python3 bench/make_corpus.py "$lane" "${size[$lane]}" "$dir/$lane.ndjson"
done
echo "version $("$build/waakvlam" --version | head -1); commit $(git rev-parse --short HEAD 2>/dev/null || echo none)"
echo "cpu $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs); compiler $(${CC:-gcc} -dumpfullversion)"
echo "corpus sha256 $(cat "$dir"/*.ndjson | sha256sum | cut -c1-16); rounds $rounds"
: > "$dir/times"
for round in $(seq "$rounds"); do
    for lane in $lanes; do
        for threads in 1 2; do
            start=$(date +%s%N)
            "$build/waakvlam" scan -r rules/nl-stalking -j "$threads" "$dir/$lane.ndjson" > /dev/null 2> "$dir/stderr"
            end=$(date +%s%N)
            echo "$lane $threads $((end - start)) $(stat -c %s "$dir/$lane.ndjson") ${size[$lane]}" >> "$dir/times"
        done
    done
done
python3 - "$dir/times" <<'P'
import collections, statistics, sys
runs = collections.defaultdict(list)
for line in open(sys.argv[1]):
    lane, threads, ns, size, records = line.split()
    runs[lane, threads].append((int(size) / 1e6 / (int(ns) / 1e9), int(records) / (int(ns) / 1e9)))
print(f'{"lane":8s} {"threads":>7s} {"MB/s median":>12s} {"min..max":>16s} {"records/s":>12s}')
for (lane, threads), xs in runs.items():
    mb = [x[0] for x in xs]
    print(f'{lane:8s} {threads:>7s} {statistics.median(mb):12.1f} {min(mb):7.1f}..{max(mb):<7.1f} {statistics.median(x[1] for x in xs):12.0f}')
P

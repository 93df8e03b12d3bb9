#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What the engine does in each lane of the corpus: lanes.py WAAKVLAM DIR [OUT.json]
Per lane each stage alone (read, words, scan: texts and lines in memory, one core, processor time, warm) and the whole pipeline with 1, 2 ... N
threads (wall time): MB/s and records/s, median and spread over rounds that take turns, allocations of a warm pass, peak memory of a scan.
BENCH_SCALE (1) multiplies the 2 MB of a lane, BENCH_ROUNDS (5) the rounds. Ends with OUT.json (DIR/lanes.json)."""
import json
import os
import pathlib
import statistics
import subprocess
import sys

import peers

SCALE = float(os.environ.get('BENCH_SCALE', '1'))
LANES = ('none', 'normal', 'heavy', 'long', 'chat', 'unseen', 'random', 'cases', 'disorder', 'popular')
STAGES = ('read', 'words', 'scan')


def figures(runs, clock):
    speeds = [peers.speed(r, clock) for r in runs]
    first = runs[0]
    return {'mb_s': round(statistics.median(speeds), 2), 'spread': [round(min(speeds), 2), round(max(speeds), 2)],
            'records_s': round(statistics.median(r.records / getattr(r, clock) for r in runs)), 'allocations': min(r.allocations for r in runs),
            'hits': first.hits, 'hit_records': first.hit_records}


def peak_of(waakvlam, corpus):
    scan = subprocess.Popen([waakvlam, 'scan', '-q', '-j', '1', '-r', peers.PACK, '-o', '/dev/null', corpus], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(scan.pid, 0)
    scan.returncode = os.waitstatus_to_exitcode(status)
    return round(usage.ru_maxrss * 1024 / 1e6, 1) if scan.returncode == 0 else None


def start_up(waakvlam):
    """Milliseconds of processor time to open the full pack and scan nothing."""
    times = []
    for _ in range(peers.ROUNDS):
        times.append(peers.child_cpu([waakvlam, 'scan', '-q', '-r', peers.PACK, '-o', '/dev/null', '/dev/null'])[0] * 1000)
    return {'ms': round(statistics.median(times), 1), 'spread': [round(min(times), 1), round(max(times), 1)]}


def row(name, what, f):
    print(f'{name:9s} {what:10s} {f["mb_s"]:9.2f} MB/s {f["spread"][0]:8.2f}..{f["spread"][1]:<8.2f} {f["records_s"]:10d} records/s'
          f' {f["allocations"]:9d} allocations', flush=True)


def measure(b, lane):
    corpus, pack = b.corpus(lane, 2 * SCALE), peers.PACK
    alone = b.race({stage: f'{stage}@{pack}@{corpus}' for stage in STAGES})
    whole = b.race({f'{n} thread{"s" * (n > 1)}': f'run{n}@{pack}@{corpus}' for n in range(1, os.cpu_count() + 1)}, cores=True)
    out = {'bytes': corpus.stat().st_size, 'sha256': b.made[lane], 'peak_mb': peak_of(b.waakvlam, corpus)}
    for runs, clock in ((alone, 'cpu'), (whole, 'wall')):
        for name, list_of in runs.items():
            out[name] = figures(list_of, clock)
            row(lane, name, out[name])
    print(f'{lane:9s} peak {out["peak_mb"]} MB, {out["bytes"]} bytes, sha256 {out["sha256"]}', flush=True)
    return out


def main():
    b = peers.Bench(sys.argv[1], sys.argv[2])
    about = dict(peers.machine(b.waakvlam), scale=SCALE, pack_sha256=peers.pack_hash())
    print(', '.join(f'{k} {v}' for k, v in about.items()))
    result = {'about': about, 'start_up': start_up(b.waakvlam)}
    print(f'start-up with the full pack {result["start_up"]["ms"]} ms, spread {result["start_up"]["spread"]}')
    for lane in LANES:
        result[lane] = measure(b, lane)
    out = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else b.dir / 'lanes.json')
    out.write_text(json.dumps(result, indent=1) + '\n', encoding='utf-8')
    print(f'wrote {out}')


if __name__ == '__main__':
    main()

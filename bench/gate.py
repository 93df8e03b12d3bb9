#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Does the engine work harder than it did? gate.py WAAKVLAM [--renew] [--counters] [--baseline FILE]
A pack and a corpus that nobody tunes (bench/gate/) are scanned; what is counted is the same on every run of one build:
  counters      `waakvlam profile --no-time`: candidates, verifications, steps of the matcher, hits, findings; 10 % more fails
  instructions  valgrind's callgrind, start-up alone and the whole scan; 5 % more fails
Hits and findings may not be 10 % fewer either: then less was done. Instructions are compared only where compiler, machine type and the
processor's way are those of the baseline, and where valgrind is installed; else a line says why not. --counters leaves them out.
Less work passes, with the advice to renew. --renew writes bench/gate/baseline.json; commit it with the change that explains it."""
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent / 'gate'
TOLERANCE = {'counters': .10, 'instructions': .05}
BOTH_WAYS = ('hits', 'findings', 'records')


def run(command):
    # A cached pack would make the first run another than the second.
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ, WAAKVLAM_CACHE='off'))
    if done.returncode:
        sys.exit(f'gate: {command[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}')
    return done


def counters(waakvlam):
    lines = run([waakvlam, 'profile', '--no-time', '-r', HERE / 'pack', HERE / 'corpus.ndjson']).stdout.splitlines()
    head = dict(zip(('records', 'dead', 'bytes', 'sentences', 'anchored'), map(int, re.findall(r'\d+', lines[0]))))
    sums = dict.fromkeys(('candidates', 'verified', 'steps', 'hits', 'findings'), 0)
    for line in lines[3:]:
        for name, number in zip(sums, map(int, line.split()[1:])):
            sums[name] += number
    return {'records': head['records'], 'anchored': head['anchored'], **sums}


def instructions(waakvlam, corpus):
    scan = [waakvlam, 'scan', '-q', '-j', '1', '-r', HERE / 'pack', '-o', '/dev/null', corpus]
    # From main on: what the dynamic linker does for a library that serve needs is no work of the scan.
    said = run(['valgrind', '--tool=callgrind', '--toggle-collect=main', '--callgrind-out-file=/dev/null', *scan]).stderr
    return int(re.search(r'Collected : (\d+)', said).group(1))


def build_of():
    compiler = subprocess.run([os.environ.get('CC', 'gcc'), '--version'], capture_output=True, text=True, check=False).stdout.split('\n')[0]
    flags = pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8') if os.path.exists('/proc/cpuinfo') else ''
    return {'compiler': compiler, 'machine': platform.machine(), 'avx2': ' avx2' in flags}


def measure(waakvlam, counters_only):
    now = {'build': build_of(), 'counters': counters(waakvlam)}
    if shutil.which('valgrind') and not counters_only:
        now['instructions'] = {'start_up': instructions(waakvlam, '/dev/null'), 'scan': instructions(waakvlam, HERE / 'corpus.ndjson')}
    return now


def compare(kind, then, now):
    """Lines about each number; how many failed."""
    failed, better = 0, False
    for name, was in then.items():
        new, limit = now.get(name, 0), TOLERANCE[kind]
        less = new < was * (1 - limit)
        bad = new > was * (1 + limit) or (less and name in BOTH_WAYS)
        better |= less and not bad
        failed += bad
        rule = f'at most {limit:.0%} more' + (' or fewer' if name in BOTH_WAYS else '')
        print(f'{"not ok" if bad else "ok"} {kind} {name}: {new}, baseline {was} ({(new - was) / max(was, 1):+.1%}; {rule})')
    if better:
        print(f'# {kind}: less work than the baseline; keep it: python3 bench/gate.py WAAKVLAM --renew')
    return failed


def main():
    arguments = sys.argv[1:]
    baseline = pathlib.Path(arguments[arguments.index('--baseline') + 1] if '--baseline' in arguments else HERE / 'baseline.json')
    now = measure(arguments[0], '--counters' in arguments)
    if '--renew' in arguments:
        baseline.write_text(json.dumps(now, indent=1) + '\n', encoding='utf-8')
        print(f'wrote {baseline}')
        return 0
    then = json.loads(baseline.read_text(encoding='utf-8'))
    failed, checked = compare('counters', then['counters'], now['counters']), len(then['counters'])
    if 'instructions' not in now or 'instructions' not in then:
        print('# instructions: not compared: not asked for, or valgrind is not installed')
    elif now['build'] != then['build']:
        print(f'# instructions: not compared, the baseline is of {then["build"]}')
    else:
        failed += compare('instructions', then['instructions'], now['instructions'])
        checked += len(then['instructions'])
    if failed:
        print('# more work than the baseline. Meant? Then renew it, and say why in the commit: python3 bench/gate.py WAAKVLAM --renew')
    print(f'{checked - failed} passed, {failed} failed')
    return bool(failed)


if __name__ == '__main__':
    sys.exit(main())

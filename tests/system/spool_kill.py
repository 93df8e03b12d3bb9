#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 of a spool and its worker at random moments: after it is left in peace, every file is in done/ or dead/ once,
every record that should be flagged is flagged in out/, and no case is told differently than by runs that nobody killed.

usage: spool_kill.py WAAKVLAM PACK KILLS"""
import glob, json, os, random, shutil, signal, subprocess, sys, tempfile, time

program, pack, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(5)


def night(folder, number):
    """Six files of a night, one of them broken from end to end."""
    for n in range(6):
        name = f'{folder}/in/n{number:03d}-{n}.ndjson'
        with open(name, 'w', encoding='utf-8') as f:
            for i in range(120):
                at = f'2026-{1 + number // 25 % 12:02d}-{1 + number % 25:02d}T{8 + i % 12:02d}:{i % 60:02d}:00+01:00'
                r = {'id': f'm{number}-{n}-{i}', 'case': f'c{i % 7}', 'kind': 'message', 'from': 'B', 'to': 'A',
                     'channel': 'sms', 'occurred_at': at, 'text': 'ik maak je dood' if i % 3 else 'tot morgen'}
                f.write(json.dumps(r) + '\n' if n < 5 else '{"id": "kapot\n')
        open(name + '.ok', 'w').close()


def command(folder):
    return [program, 'spool', '-q', '-j', '2', '-r', pack, '--canary', 'off', '--metrics', f'{folder}/metrics.prom', folder]


def flags(folder):
    """id -> line, of all runs; a line that comes twice is the same line."""
    out = {}
    for path in sorted(glob.glob(folder + '/out/*.ndjson')):
        if path.endswith('.dead.ndjson'): continue
        for line in open(path, encoding='utf-8'):
            flag = json.loads(line)
            assert out.setdefault(flag['id'], line) == line
    return out


def where(folder):
    """name -> folders that hold it."""
    out = {}
    for sub in ('in', 'claimed', 'done/*', 'dead/*'):
        for path in glob.glob(f'{folder}/{sub}/*.ndjson'):
            out.setdefault(os.path.basename(path), []).append(sub)
    return out


def main():
    with tempfile.TemporaryDirectory() as work:
        calm, wild = work + '/calm', work + '/wild'
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for folder in (calm, wild): os.makedirs(folder + '/in')
        done, number, took = 0, 0, None
        while done < kills:
            for folder in (calm, wild): night(folder, number)
            begun = time.monotonic()
            assert subprocess.run(command(calm), **quiet).returncode == 65
            took = took or time.monotonic() - begun
            number += 1
            for _ in range(6):
                p = subprocess.Popen(command(wild), start_new_session=True, **quiet)
                # Most of the time is the pack; the steps between which files move are short: aim at both.
                time.sleep(took * random.choice([random.random(), random.uniform(.7, 1.1)]))
                # The worker alone, us alone (it dies with us), or both.
                if p.poll() is None:
                    random.choice([lambda: os.killpg(p.pid, signal.SIGKILL), p.kill])()
                    done += 1
                p.wait()
                for name, places in where(wild).items(): assert len(places) == 1, (name, places)
            while subprocess.run(command(wild), **quiet).returncode == 75: time.sleep(.01)
        places = where(wild)
        assert len(places) == number * 6, f'{len(places)} files of {number * 6}'
        assert all(p == (['dead/*'] if '-5.' in n else ['done/*']) for n, p in places.items()), places
        assert not os.listdir(wild + '/in') and not os.listdir(wild + '/claimed') and not os.path.exists(wild + '/plan.json')
        mine, theirs = flags(wild), flags(calm)
        assert mine.keys() == theirs.keys(), f'{len(mine)} ids, want {len(theirs)}'
        assert mine == theirs, 'a line differs'
        runs = [json.loads(line)['run'] for line in open(wild + '/history.ndjson')]
        assert len(runs) == len(set(runs)) == len(glob.glob(wild + '/out/*.manifest.json')), 'each run is told once'
        left = [n for n in os.listdir(wild + '/run')]
        print(f'ok: {done} kills over {number} nights, {len(mine)} lines the same; {len(left)} leftovers in run/')
        assert not left, left


main()

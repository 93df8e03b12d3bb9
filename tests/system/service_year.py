#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A year of nights: growth, late files, a pack upgrade, killed runs, a full disk, a source that falls silent and a source of
which the volume falls, a night of broken records. Nothing is lost, and every fault is told once, and once when it is over.

usage: service_year.py WAAKVLAM PACK [NIGHTS]"""
import datetime, glob, json, os, random, shutil, signal, subprocess, sys, tempfile, time

program, pack = sys.argv[1], sys.argv[2]
nights = int(sys.argv[3]) if len(sys.argv) > 3 else 365
random.seed(6)
START = datetime.datetime(2026, 1, 1, 2)
quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def record(source, night, n):
    at = START + datetime.timedelta(days=night, minutes=-n)
    return {'id': f'{source}{night}-{n}', 'case': f'c{random.randrange(40)}', 'kind': 'report', 'source': source,
            'occurred_at': at.isoformat() + '+01:00', 'text': 'Een melding.'}


def write(folder, name, records, broken=0):
    with open(f'{folder}/in/{name}', 'w', encoding='utf-8') as f:
        for r in records: f.write(json.dumps(r) + '\n')
        f.write('{"id": "kapot\n' * broken)
    open(f'{folder}/in/{name}.ok', 'w').close()


def main():
    work = tempfile.mkdtemp()
    folder, mine = work + '/spool', work + '/pack'
    os.makedirs(folder + '/in')
    shutil.copytree(pack, mine)
    # Faults of this year, in nights of the calendar.
    at = lambda share: int(nights * share)
    silent, fallen, broken, upgrade = range(at(.3), at(.3) + 6), range(at(.55), at(.55) + 3), {at(.7)}, at(.45)
    kills, full = {at(.1), at(.2), at(.4), at(.6), at(.8)}, {at(.9)}
    told, sent, broken_sent, late, killed = [], set(), 0, [], 0

    def monitor(moment):
        p = subprocess.run([program, 'monitor', '--spool', folder, '--expect', 'politie=2d,veiligthuis=2d', '--backlog', '24h',
                            '--as-of', moment.isoformat() + 'Z'], capture_output=True, text=True)
        assert p.returncode == (69 if 'fault:' in p.stdout else 0), (p.returncode, p.stdout, p.stderr)
        told.extend((moment, line.split(': ')[0], line.split(': ')[1].split(' (')[0]) for line in p.stdout.splitlines())

    for night in range(nights):
        moment = START + datetime.timedelta(days=night)
        many = 60 + night // 10 + random.randrange(20)
        feeds = {'politie': [] if night in silent else [record('politie', night, n) for n in range(many)],
                 'veiligthuis': [record('veiligthuis', night, n) for n in range(4 if night in fallen else many // 2)]}
        for source, records in feeds.items():
            bad = 40 if night in broken and source == 'politie' else int(random.random() < .1)
            if not records: continue
            sent.update(r['id'] for r in records)
            broken_sent += bad
            if random.random() < .05: late.append((night + 3, f'{source}-{night}-late.ndjson', records[:5])); records = records[5:]
            write(folder, f'{source}-{night}.ndjson', records, bad)
        for entry in [e for e in late if e[0] <= night]:
            write(folder, entry[1], entry[2])
            late.remove(entry)
        if night == upgrade: open(mine + '/pack.yaml', 'a').write('# een nieuwe versie\n')
        run = [program, 'spool', '-q', '-j', '1', '-r', mine, '--canary', 'off', '--pack-change', 'keep', '--clock',
               '--now', moment.isoformat() + 'Z', '--metrics', work + '/m.prom', folder]
        if night in kills:
            p = subprocess.Popen(run, start_new_session=True, **quiet)
            time.sleep(random.uniform(.01, .1))
            if p.poll() is None: os.killpg(p.pid, signal.SIGKILL); killed += 1
            p.wait()
        if night in full:  # nothing can be written: as on a disk without room
            code = subprocess.run(['bash', '-c', 'ulimit -f 0; trap "" XFSZ; exec "$0" "$@"', *run], **quiet).returncode
            assert code in (73, 74), f'a full disk gave {code}'
        while True:  # a worker that dies a moment after us holds the lock until it has
            p = subprocess.run(run, capture_output=True, text=True)
            if p.returncode != 75: break
            time.sleep(.01)
        assert p.returncode in (0, 65), (night, p.returncode, p.stderr)
        monitor(moment + datetime.timedelta(hours=6))
    moment = START + datetime.timedelta(days=nights)
    for entry in late: write(folder, entry[1], entry[2])
    subprocess.run([*run[:run.index('--now')], '--now', moment.isoformat() + 'Z', folder], **quiet)

    state = subprocess.run([program, 'state', 'export', folder + '/state/cases'], capture_output=True, text=True).stdout
    missing = [i for i in sorted(sent) if f'"{i}"' not in state]
    history = [json.loads(line) for line in open(folder + '/history.ndjson')]
    read = sum(h['read'] for h in history)
    assert read == len(sent) + broken_sent, f'{read} lines read of {len(sent)} + {broken_sent}'
    assert not missing, f'{len(missing)} of {len(sent)} records are in no case, such as {missing[:3]}'
    assert sum(h['dead'] for h in history) == broken_sent
    assert not os.listdir(folder + '/in') and not os.listdir(folder + '/claimed') and not os.listdir(folder + '/run')
    assert len({h['run'] for h in history}) == len(history) == len(glob.glob(folder + '/out/*.manifest.json'))
    faults = [(kind, key) for _, kind, key in told]
    assert faults == [('fault', 'silent:politie'), ('over', 'silent:politie'), ('fault', 'volume:veiligthuis'),
                      ('over', 'volume:veiligthuis'), ('fault', 'dead'), ('over', 'dead')], told
    print(f'ok: {nights} nights, {len(sent)} records, {broken_sent} broken, {killed} kills; told: '
          + ', '.join(f'{kind} {key}' for kind, key in faults))
    shutil.rmtree(work)


main()

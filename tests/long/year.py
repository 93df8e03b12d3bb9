#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""year.py WAAKVLAM FOLDER [NIGHTS] [SEED]: a year of nights of the spool, with what goes wrong in one, in FOLDER (removed first).

A feed of invented cases (`gen --cases`) is spread over the nights and sent by two organisations, with a growing number of
loose reports. Some nights a file is late, sent twice, half broken or of a new form; a source falls silent; the disk is full;
the run is killed; the rules no longer flag the canary; a new pack is tried by replay and taken; the state is lost and comes
back from its copy; the store is purged. The clock is a faked one (libfaketime); everything else is the real program.

At the end it holds: every record that was sent is scanned, seen before or dead, once; the lines are those of one run over the
same records that nobody disturbed; every fault was told once, and once that it was over, in the night it should; the canary
is nowhere. One `ok` or `not ok` line a claim; a table by month; closes with `N passed, N failed`."""
import collections
import datetime
import glob
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

PROGRAM, FOLDER = os.path.realpath(sys.argv[1]), pathlib.Path(sys.argv[2])
NIGHTS, SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 365, int(sys.argv[4]) if len(sys.argv) > 4 else 1
ROOT = pathlib.Path(__file__).resolve().parents[2]
START = datetime.datetime(2025, 1, 1, 2, tzinfo=datetime.timezone.utc)
SOURCES = {'politie': '1d', 'veiligthuis': '2d'}
passed = failed = 0


def claim(text, good, why=''):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(('ok ' if good else 'not ok ') + text + ('' if good or not why else f'\n#   {why}'), flush=True)


class Calendar:
    """Which night brings what: eight things that go wrong, evenly from the night on which monitor knows what is usual."""
    def __init__(self, rng):
        special = [12 + n * (NIGHTS - 20) // 8 for n in range(8)]
        self.late, self.full, self.broken, self.upgrade, self.new_form, silent, self.lost, self.no_canary = special
        self.fallen = self.lost + 1                                    # politie sends three reports
        self.silent = range(silent, silent + 5)                        # veiligthuis; all comes the night after
        usual = [n for n in range(NIGHTS - 2) if not {n - 2, n - 1, n} & set(special)]
        self.twice = set(rng.sample(usual, max(2, NIGHTS // 30)))      # a file comes under another name too
        self.killed = set(rng.sample(range(2, NIGHTS), NIGHTS // 6))
        self.purge = set(range(24, NIGHTS, 30))


# ---- the feed ------------------------------------------------------------------------------------------------------

def shifted(text, days):
    moment = datetime.datetime.fromisoformat(text) + datetime.timedelta(days)
    return moment.isoformat()


def cases(rng):
    """night -> source -> records, in the order in which they came in."""
    made = FOLDER / 'gen'
    subprocess.run([PROGRAM, 'gen', '--cases', '--seed', str(SEED), '-n', str(NIGHTS * 30), '-o', made], check=True, cwd=ROOT, capture_output=True)
    by_case = collections.defaultdict(list)
    for line in open(made / 'records.ndjson', encoding='utf-8'):
        record = json.loads(line)
        by_case[record['case']].append(record)
    feed = collections.defaultdict(lambda: collections.defaultdict(list))
    for name, records in sorted(by_case.items()):
        first = min(r.get('received_at', r['occurred_at'])[:10] for r in records)
        days = (START.date() - datetime.date.fromisoformat(first)).days + rng.randrange(NIGHTS)
        source = rng.choice(list(SOURCES))
        for r in records:
            for key in ('occurred_at', 'received_at'):
                if key in r: r[key] = shifted(r[key], days)
            for key in ('until', 'at', 'date'):
                value = r.get('attrs', {}).get(key)
                if isinstance(value, str) and re.match(r'\d{4}-\d\d-\d\d', value):
                    r['attrs'][key] = shifted(value, days)[:len(value)]
            r['source'] = source
            came = datetime.date.fromisoformat(r.get('received_at', r['occurred_at'])[:10])
            feed[min(NIGHTS - 1, (came - START.date()).days)][source].append(r)
    for night in feed.values():
        for records in night.values(): records.sort(key=lambda r: (r.get('received_at', r['occurred_at']), r['id']))
    return feed


def filler(rng, night, source):
    """Loose reports, as many as grow in a year; most of them of nothing."""
    count = (40 if source == 'politie' else 15) + night // 15 + rng.randrange(8)
    texts = ['Melder hoorde harde muziek bij de buren.', 'Fiets gestolen bij het station.', 'Hij zei dat hij haar dood zou maken.',
             'Betrokkene is naar huis gebracht.', 'Zij wordt dagelijks gebeld door haar ex.', 'Aanrijding met blikschade.']
    return [{'id': f'{source}-{night}-{i}', 'kind': 'report', 'source': source, 'text': rng.choice(texts),
             'occurred_at': (START + datetime.timedelta(night, -3600 * rng.randrange(2, 20))).isoformat()} for i in range(count)]


class Feed:
    def __init__(self, rng):
        self.rng, self.calendar, self.cases = rng, Calendar(rng), cases(rng)
        self.waiting, self.sent = [], {}     # files that are late; name -> bytes
        self.records = self.broken = 0

    def file(self, night, source):
        lines = [json.dumps(r, ensure_ascii=False) for r in self.cases[night][source] + filler(self.rng, night, source)]
        if source == 'politie' and night == self.calendar.fallen: lines = lines[:3]
        if source == 'politie' and night == self.calendar.broken:
            lines = [line if n % 3 else line[:len(line) // 2] for n, line in enumerate(lines)]
            self.broken += (len(lines) + 2) // 3
        if source == 'veiligthuis' and night == self.calendar.new_form:
            lines = [line[:-1] + ',"nieuw_veld":1,"nog_een":2,"derde":3}' for line in lines]
        return f'n{night:03d}-{source}.ndjson', ('\n'.join(lines) + '\n').encode()

    def night(self, night):
        """Files that arrive this night, those that were late first."""
        c, files = self.calendar, []
        for source in SOURCES:
            made = self.file(night, source)
            is_late = (source == 'politie' and night == c.late) or (source == 'veiligthuis' and night in c.silent)
            (self.waiting if is_late else files).append(made)
        if night == c.late + 1 or night == c.silent.stop: files, self.waiting = self.waiting + files, []
        if night in c.twice and files: files.append(('z' + files[0][0], files[0][1]))
        for name, data in files: self.records += data.count(b'\n')
        self.sent.update(files)
        return files


# ---- a night --------------------------------------------------------------------------------------------------------

class Service:
    def __init__(self):
        self.spool, self.pack = FOLDER / 'spool', FOLDER / 'pack'
        self.kills, self.peak, self.told, self.rng = 0, 0, [], random.Random(SEED + 1)
        self.took = .3
        (self.spool / 'in').mkdir(parents=True)
        shutil.copytree(ROOT / 'rules/nl-stalking', self.pack)

    def command(self, night, keep):
        now = (START + datetime.timedelta(night)).strftime('%Y-%m-%dT%H:%M:%SZ')
        return [PROGRAM, 'spool', '-q', '-j', '2', '-r', self.pack, '--canary', 'builtin', '--store', self.spool / 'review.store', '--purpose',
                'een jaar met verzonnen zaken', '--legal-basis', 'wpg-8', '--now', now, *(['--pack-change', 'keep'] if keep else []), self.spool]

    def run(self, night, keep=False, kill=False):
        begun = time.monotonic()
        p = subprocess.Popen(self.command(night, keep), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             start_new_session=True, text=True)
        if kill:
            time.sleep(self.took * self.rng.uniform(.05, .95))
            if p.poll() is None:
                os.killpg(p.pid, signal.SIGKILL)
                self.kills += 1
        out = p.stdout.read()
        _, status, usage = os.wait4(p.pid, 0) if p.returncode is None else (0, 0, None)
        if usage: self.peak = max(self.peak, usage.ru_maxrss // 1024)
        p.returncode = os.waitstatus_to_exitcode(status) if usage else p.returncode
        if not kill: self.took = .8 * self.took + .2 * (time.monotonic() - begun)
        return p.returncode, out

    def settle(self, night, keep=False):
        """Runs until nothing of a killed run holds the folder; the exit code of the last."""
        for _ in range(100):
            code, out = self.run(night, keep)
            if code != 75: return code, out
            time.sleep(.05)
        return code, out

    def place(self, files):
        for name, data in files:
            (self.spool / 'in' / name).write_bytes(data)
            (self.spool / 'in' / (name + '.ok')).touch()

    def monitor(self, night):
        now = (START + datetime.timedelta(night, 6 * 3600)).strftime('%Y-%m-%dT%H:%M:%SZ')
        expect = [x for s, t in SOURCES.items() for x in ('--expect', f'{s}={t}')]
        done = subprocess.run([PROGRAM, 'monitor', '--spool', self.spool, *expect, '--as-of', now], capture_output=True, text=True, check=False)
        lines = [m.groups() for m in re.finditer(r'^(fault|over): (\S+?):? ', done.stdout, re.M)]
        self.told += [(night, *line) for line in lines]
        return done.returncode, lines


# ---- what goes wrong -------------------------------------------------------------------------------------------------

def own_disk():
    """FOLDER becomes a disk of its own, in memory, so that it can be full; this program begins again on it."""
    if os.path.ismount(FOLDER) or subprocess.run(['unshare', '-rm', 'true'], check=False, stderr=subprocess.DEVNULL).returncode: return
    FOLDER.mkdir(exist_ok=True)
    mount = 'mount -t tmpfs -o size=600m year "$0" && exec "$@"'
    os.execvp('unshare', ['unshare', '-rm', 'sh', '-c', mount, str(FOLDER), sys.executable, *sys.argv])


def full_disk(service, night):
    """The disk of the spool fills before the run: nothing may move, nothing may be lost."""
    if not os.path.ismount(FOLDER):
        print('left out: a full disk (no user namespaces here)')
        return
    waiting = sorted(os.listdir(service.spool / 'in'))
    with open(FOLDER / 'filler', 'wb') as f:
        try:
            while True: f.write(b'x' * 65536)
        except OSError: pass
    code, out = service.run(night)
    claim(f'night {night}: a full disk ends the run with an error', code in (73, 74), f'exit {code}: {out[-300:]}')
    os.remove(FOLDER / 'filler')
    now = sorted(os.listdir(service.spool / 'in')) + sorted(os.listdir(service.spool / 'claimed') if (service.spool / 'claimed').exists() else [])
    claim('... and no file is lost', {n for n in waiting if not n.endswith('.ok')} <= set(now), f'{waiting} became {now}')


def canary_falls(service, night):
    good = service.pack
    service.pack = FOLDER / 'deaf'
    shutil.copytree(ROOT / 'tests/packs/minimal', service.pack)
    before = sorted(os.listdir(service.spool / 'out'))
    code, out = service.settle(night, keep=True)
    claim(f'night {night}: rules that miss the canary end the run with 70', code == 70, f'exit {code}: {out[-300:]}')
    lines = [n for n in set(os.listdir(service.spool / 'out')) - set(before) if not n.endswith('.manifest.json')]
    claim('... and nothing is written', not lines, str(lines))
    service.pack = good


def upgrade(service, night, feed):
    """A new version with one more rule: replay says what it would have found; then it is taken."""
    newer = FOLDER / 'newer'
    shutil.copytree(service.pack, newer)
    manifest = newer / 'pack.yaml'
    manifest.write_text(re.sub(r'(?m)^version: .*', 'version: 99.0.0', manifest.read_text(encoding='utf-8')), encoding='utf-8')
    if (newer / 'pack.lock').exists(): (newer / 'pack.lock').unlink()
    archive, was = FOLDER / 'archive.ndjson', FOLDER / 'was.ndjson'
    archive.write_bytes(b''.join(read_in_order(service, feed)))
    was.write_bytes(b''.join(pathlib.Path(p).read_bytes() for p in outputs(service)))
    done = subprocess.run([PROGRAM, 'replay', '-r', newer, '--against', was, archive], capture_output=True, text=True, check=False)
    claim(f'night {night}: replay of the archive under the same rules finds nothing new',
          done.returncode in (0, 65) and ', new 0, gone 0, changed 0' in done.stderr, done.stderr[-300:])
    service.pack = newer
    code, out = service.settle(night)
    claim('... another pack does not go on by itself', code == 78, f'exit {code}: {out[-300:]}')


def lose_state(service, night):
    state, copy = service.spool / 'state/cases', FOLDER / 'copy.state'
    if copy.exists(): copy.unlink()
    done = subprocess.run([PROGRAM, 'state', 'backup', state, copy], capture_output=True, text=True, check=False)
    claim(f'night {night}: the state has a copy', done.returncode == 0, done.stderr)
    for path in glob.glob(str(state) + '*'): os.remove(path)
    shutil.copy(copy, state)


# ---- what must hold --------------------------------------------------------------------------------------------------

def manifests(service):
    return [json.load(open(p, encoding='utf-8')) for p in sorted(glob.glob(f'{service.spool}/out/*.manifest.json'))]


def outputs(service):
    return sorted(p for p in glob.glob(f'{service.spool}/out/*.ndjson') if not p.endswith('.dead.ndjson'))


def read_in_order(service, feed):
    return [feed.sent[os.path.basename(i['path'])] for m in manifests(service) for i in m['inputs']]


def lines_of(paths):
    flags, alerts, kinds = set(), set(), collections.Counter()
    for path in paths:
        for line in open(path, encoding='utf-8'):
            d = json.loads(line)
            kinds[d['type']] += 1
            if d['type'] == 'flag': flags |= {(d['case'], d['record'], f['key'], d['raised_at']) for f in d['findings']}
            if d['type'] == 'alert': alerts.add((d['case'], d['pattern'], d['key'], d['raised_at']))
    return flags, alerts, kinds


def reference(service, feed, switched):
    """The same records in the same order by two undisturbed runs: before the new pack and after."""
    out, parts = [], ([m for m in manifests(service) if m['started_at'] < switched], [m for m in manifests(service) if m['started_at'] >= switched])
    for n, part in enumerate(parts):
        records = FOLDER / f'reference-{n}.in.ndjson'
        records.write_bytes(b''.join(feed.sent[os.path.basename(i['path'])] for m in part for i in m['inputs']))
        out.append(FOLDER / f'reference-{n}.ndjson')
        pack = ROOT / 'rules/nl-stalking' if n == 0 else FOLDER / 'newer'
        subprocess.run([PROGRAM, 'scan', '-q', '-r', pack, '--pack-change', 'keep', '--state', FOLDER / 'reference.state', '--more-follows',
                        '-o', out[-1], records], check=False, stderr=subprocess.DEVNULL)
    return lines_of(out)


def check(service, feed, switched):
    account = collections.Counter()
    for m in manifests(service): account.update({k: v for k, v in m['account'].items() if isinstance(v, int)})
    claim(f'all {feed.records} records that were sent were read', account['read'] == feed.records, str(account))
    claim('read = scanned + seen + dead', account['read'] == account['scanned'] + account['seen'] + account['dead'], str(account))
    claim(f'the {feed.broken} broken ones are dead letters', account['dead'] == feed.broken, str(account['dead']))
    left = os.listdir(service.spool / 'in') + (os.listdir(service.spool / 'claimed') if (service.spool / 'claimed').exists() else [])
    kept = [os.path.basename(p) for d in ('done', 'dead') for p in glob.glob(f'{service.spool}/{d}/**/*.ndjson', recursive=True)]
    claim('every file is in done/ or dead/, once', not left and sorted(kept) == sorted(feed.sent), f'{left} {len(kept)} of {len(feed.sent)}')
    mine, theirs = lines_of(outputs(service)), reference(service, feed, switched)
    for n, what in enumerate(('findings', 'alerts')):
        claim(f'{what}: the {len(theirs[n])} of runs that nobody disturbed', theirs[n] and mine[n] == theirs[n],
              f'lost {sorted(theirs[n] - mine[n])[:3]}, more {sorted(mine[n] - theirs[n])[:3]}')
    claim(f'as many lines of each kind: {dict(theirs[2])}', mine[2] == theirs[2], str(mine[2]))
    found = subprocess.run(['grep', '-rlai', 'waakvlam-canary', service.spool / 'out', service.spool / 'state', service.spool / 'review.store'],
                           capture_output=True, text=True, check=False).stdout
    claim('the canary is in no output, state or store', not [p for p in found.split() if not p.endswith('.manifest.json')], found)
    done = subprocess.run([PROGRAM, 'audit', 'verify', service.spool / 'review.store'], capture_output=True, text=True, check=False)
    claim('the log of the store holds', done.returncode == 0, done.stderr)


def expected_faults(c):
    faults = [(c.late, 'fault', 'silent:politie'), (c.late + 1, 'over', 'silent:politie'),
              (c.silent.start + 1, 'fault', 'silent:veiligthuis'), (c.silent.stop, 'over', 'silent:veiligthuis'),
              (c.broken, 'fault', 'dead'), (c.broken + 1, 'over', 'dead'), (c.new_form, 'fault', 'unknown'), (c.new_form + 1, 'over', 'unknown'),
              (c.fallen, 'fault', 'volume:politie'), (c.fallen + 1, 'over', 'volume:politie')]
    return sorted(faults)


def main():
    os.environ['WAAKVLAM_CACHE'] = str(FOLDER / 'cache')
    os.environ.pop('WAAKVLAM_RULES', None)
    own_disk()
    rng = random.Random(SEED)
    for name in os.listdir(FOLDER) if FOLDER.exists() else []:
        (shutil.rmtree if (FOLDER / name).is_dir() else os.remove)(FOLDER / name)
    FOLDER.mkdir(exist_ok=True)
    feed, service = Feed(rng), Service()
    c, switched, month = feed.calendar, '9', collections.Counter()
    print(f'{NIGHTS} nights, seed {SEED}')
    for night in range(NIGHTS):
        service.place(feed.night(night))
        keep = False
        if night == c.full: full_disk(service, night)
        if night == c.no_canary: canary_falls(service, night)
        if night == c.upgrade:
            upgrade(service, night, feed)
            keep, switched = True, (START + datetime.timedelta(night)).strftime('%Y-%m-%dT%H')
        if night in c.killed: service.run(night, keep, kill=True)
        code, out = service.settle(night, keep)
        if code != (65 if night == c.broken else 0):
            claim(f'night {night}: the run ends well', False, f'exit {code}: {out[-400:]}')
        if night == c.lost: lose_state(service, night)
        if night in c.purge:
            when = (START + datetime.timedelta(night)).strftime('%Y-%m-%dT%H:%M:%SZ')
            done = subprocess.run([PROGRAM, 'purge', service.spool / 'review.store', '--as-of', when], capture_output=True, text=True,
                                  check=False)
            if done.returncode: claim(f'night {night}: the store is purged', False, done.stderr)
        service.monitor(night)
        if night % 30 == 29:
            size = [sum(os.path.getsize(p) for p in glob.glob(f'{service.spool}/{part}*')) >> 10 for part in ('state/cases', 'review.store')]
            print(f'  night {night + 1}: {feed.records} records, state {size[0]} KiB, store {size[1]} KiB, peak {service.peak} MiB, '
                  f'a run takes {service.took:.2f} s, {service.kills} killed', flush=True)
            service.peak = 0
    check(service, feed, switched)
    want = expected_faults(c)
    claim(f'each of {len(want) // 2} faults was told once, and once that it was over', sorted(service.told) == want,
          f'told and not expected: {sorted(set(service.told) - set(want))[:6]}; not told: {sorted(set(want) - set(service.told))[:6]}')
    claim(f'{service.kills} runs were killed', service.kills > 0)
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed > 0)


main()

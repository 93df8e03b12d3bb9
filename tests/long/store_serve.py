#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""store_serve.py WAAKVLAM PACK STORE pages|load|kill|full [OPTION...]: a running `waakvlam serve` under readers, deciders, kill -9.

pages   one reader after another; p50 and p95 of each page                      --times N
load    many at once, over loopback; nothing fails, no decision is lost         --seconds N --readers N --deciders N
kill    kill -9 while people decide; what was acknowledged is there, and the log verifies     --kills N --seed N
full    the disk is full for a while: an error and no acknowledgement, then it goes on; a held store is 503     --deciders N

A decision is acknowledged when the 303 after its form has arrived. Prints figures; exit 1 when a promise was broken. Only the
standard library. The store is changed: give a copy."""
import argparse
import asyncio
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse

PASSWORD = 'een-lang-wachtwoord'
PURPOSE = ['--purpose', 'meten met verzonnen zaken', '--legal-basis', 'avg']


class Server:
    def __init__(self, program, pack, store):
        self.command = [program, 'serve', '-r', pack, store, '--listen', '127.0.0.1:0']
        self.process, self.port = None, 0

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        found = re.search(r'port (\d+)', line)
        if not found:
            raise SystemExit('serve did not start: ' + line + self.process.stderr.read().decode())
        self.port = int(found.group(1))

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()
        return self.process.stderr.read().decode()


class Link:
    """One connection that is kept, with a cookie jar: what a browser does, without its pages."""

    def __init__(self, server, cookies=None, token=''):
        self.server, self.cookies, self.token = server, dict(cookies or {}), token
        self.reader = self.writer = None

    async def ask(self, method, path, form=None):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection('127.0.0.1', self.server.port)
        head = [f'{method} {path} HTTP/1.1', f'Host: 127.0.0.1:{self.server.port}']
        if self.cookies:
            head.append('Cookie: ' + '; '.join(f'{k}={v}' for k, v in self.cookies.items()))
        body = urllib.parse.urlencode(form).encode() if form is not None else b''
        if form is not None:
            head += ['Content-Type: application/x-www-form-urlencoded', f'Content-Length: {len(body)}']
        self.writer.write('\r\n'.join(head).encode() + b'\r\n\r\n' + body)
        await self.writer.drain()
        return await self.answer()

    async def answer(self):
        head = (await self.reader.readuntil(b'\r\n\r\n')).decode('latin-1').split('\r\n')
        status, fields = int(head[0].split()[1]), {}
        for line in head[1:]:
            key, _, value = line.partition(': ')
            if key.lower() == 'set-cookie':
                name, _, rest = value.partition('=')
                self.cookies[name] = rest.split(';')[0]
            fields[key.lower()] = value
        text = (await self.reader.readexactly(int(fields.get('content-length', 0)))).decode('utf-8')
        found = re.search(r'name="token" value="([0-9a-f]*)"', text)
        self.token = found.group(1) if found else self.token
        return status, fields, text

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def log_in(server, name):
    link = Link(server)
    await link.ask('GET', '/inloggen')
    status, _, _ = await link.ask('POST', '/inloggen', {'naam': name, 'wachtwoord': PASSWORD, 'token': link.token})
    if status != 303:
        raise SystemExit(f'{name} cannot log in: {status}')
    await link.ask('GET', '/toetsen')
    link.close()
    return link


def accounts(program, store, names):
    for name in names:
        subprocess.run([program, 'user', store, 'add', name, 'reviewer'], input=PASSWORD.encode(), check=True)


def cases_of(store):
    with sqlite3.connect(f'file:{store}?mode=ro', uri=True) as db:
        rows = [r[0] for r in db.execute('SELECT num FROM case_row WHERE open = 1')]
        return rows, db.execute('SELECT count(*) FROM item').fetchone()[0]


class Tally:
    def __init__(self):
        self.times, self.errors, self.decided = {}, [], {}

    def report(self, seconds=None):
        for what, list_ in sorted(self.times.items()):
            list_.sort()
            rate = f', {len(list_) / seconds:,.0f} a second' if seconds else ''
            print(f'{what}: {len(list_):,} pages{rate}; p50 {1e3 * list_[len(list_) // 2]:.1f} ms, p95 '
                  f'{1e3 * list_[len(list_) * 95 // 100]:.1f} ms, most {1e3 * list_[-1]:.1f} ms')


async def timed(tally, what, link, method, path, form=None, want=(200,)):
    start = time.perf_counter()
    status, fields, text = await link.ask(method, path, form)
    tally.times.setdefault(what, []).append(time.perf_counter() - start)
    if status not in want:
        tally.errors.append(f'{method} {path}: {status}')
    return status, fields, text


PER_KILL = 120  # cases: more than are decided before the kill comes
WORDS = ['bedreigen', 'mes', 'bang kinderen', 'telefoon', 'wurgen', 'slaan']


async def read_round(tally, link, cases, rng):
    await timed(tally, 'queue', link, 'GET', '/wachtrij')
    case = rng.choice(cases)
    _, _, text = await timed(tally, 'case', link, 'GET', f'/zaak/{case}')
    items = re.findall(r'href="/signaal/(\d+)"', text)
    if items:
        await timed(tally, 'item', link, 'GET', f'/signaal/{rng.choice(items)}')
    await timed(tally, 'search', link, 'GET', '/zoeken?woorden=' + urllib.parse.quote_plus(rng.choice(WORDS)))


async def decide(tally, link, case, user):
    _, _, text = await timed(tally, 'case', link, 'GET', f'/zaak/{case}')
    through = re.search(r'name="tot" value="(\d+)"', text)
    if not through:
        return
    form = {'token': link.token, 'wat': 'door', 'naar': 'wijkteam', 'noot': f'besproken in {case}', 'tot': through.group(1)}
    status, fields, _ = await timed(tally, 'decision', link, 'POST', f'/zaak/{case}/besluit', form, (303, 409))
    if status == 303:
        tally.decided[int(re.search(r'besluit=(\d+)', fields['location']).group(1))] = (case, user)


def lost(store, decided):
    """Acknowledged decisions that are not there as they were given."""
    with sqlite3.connect(f'file:{store}?mode=ro', uri=True) as db:
        there = {r[0]: (r[1], r[2]) for r in db.execute('SELECT num, case_num, user FROM decision WHERE question = 2 AND answer = 1'
                                                         " AND target = 'wijkteam' AND undone_at = 0")}
        audited = db.execute("SELECT count(*) FROM audit_detail WHERE verb = 'decide'").fetchone()[0]
    return [n for n, what in decided.items() if there.get(n) != what], audited


def verified(program, store):
    done = subprocess.run([program, 'audit', 'verify', store], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode == 0 or print(done.stdout.decode())


async def pages(o, server):
    cases, items = cases_of(o.store)
    tally, rng = Tally(), random.Random(o.seed)
    server.start()
    link = await log_in(server, 'lezer')
    for _ in range(o.times):
        await read_round(tally, link, cases, rng)
    link.close()
    server.stop()
    print(f'{items:,} items, {len(cases):,} open cases; one reader, one thread')
    tally.report()
    slow = [what for what, t in tally.times.items() if o.p95_ms and 1e3 * t[len(t) * 95 // 100] > o.p95_ms]
    return not tally.errors and not slow or print(f'errors {tally.errors[:5]}, too slow {slow}')


async def load(o, server):
    cases, items = cases_of(o.store)
    tally = Tally()
    server.start()
    users = [f'besluit{i}' for i in range(o.deciders)]
    decider = [await log_in(server, u) for u in users]
    reader = await log_in(server, 'lezer')
    end = time.monotonic() + o.seconds

    async def reads(i):
        link, rng = Link(server, reader.cookies), random.Random(i)
        while time.monotonic() < end:
            await read_round(tally, link, cases, rng)
        link.close()

    async def decides(i):
        link = Link(server, decider[i].cookies)
        for case in cases[i::o.deciders]:
            if time.monotonic() >= end:
                break
            await decide(tally, link, case, users[i])
        link.close()

    done = await asyncio.gather(*[reads(i) for i in range(o.readers)], *[decides(i) for i in range(o.deciders)], return_exceptions=True)
    tally.errors += [repr(d) for d in done if d is not None]
    said = server.stop()
    gone, audited = lost(o.store, tally.decided)
    print(f'{items:,} items; {o.readers} readers and {o.deciders} deciders, {o.seconds} s over loopback')
    tally.report(o.seconds)
    print(f'{len(tally.decided):,} decisions acknowledged, {len(gone)} lost, {audited:,} in the log; {len(tally.errors)} errors')
    good = not tally.errors and not gone and not said and tally.decided and verified(o.program, o.store)
    return good or print(tally.errors[:5], gone[:5], said)


async def kill(o, server):
    cases, _ = cases_of(o.store)
    tally, rng, cut = Tally(), random.Random(o.seed), 0
    users, at = [f'besluit{i}' for i in range(o.deciders)], 0
    server.start()
    jars = [(await log_in(server, u)).cookies for u in users]
    server.stop()
    for _ in range(o.kills):
        server.start()
        mine, at = cases[at:at + PER_KILL], at + PER_KILL

        async def decides(i):
            link = Link(server, jars[i])
            for case in mine[i::o.deciders]:
                await decide(tally, link, case, users[i])

        work = asyncio.gather(*[decides(i) for i in range(o.deciders)], return_exceptions=True)
        await asyncio.sleep(0.01 + rng.random() * 0.15)
        cut += not work.done()
        server.stop(signal.SIGKILL)
        await work
        gone, audited = lost(o.store, tally.decided)
        if gone or not verified(o.program, o.store):
            return print(f'after a kill: {len(gone)} of {len(tally.decided)} acknowledged decisions are gone: {gone[:5]}')
    print(f'{o.kills} kills, {cut} of them while people decided: {len(tally.decided):,} decisions acknowledged, 0 lost, '
          f'{audited:,} in the log, which verifies')
    return cut and tally.decided and not tally.errors or print(f'{cut} in the middle; {tally.errors[:5]}')


async def full(o, server):
    """No file may grow from here: what a full disk is to a program, without needing rights for it."""
    cases, _ = cases_of(o.store)
    tally, states = Tally(), {}
    users = [f'besluit{i}' for i in range(o.deciders)]
    server.start()
    links = [await log_in(server, u) for u in users]

    async def everybody(what, from_, count):
        for i, case in enumerate(cases[from_:from_ + count]):
            before = len(tally.decided)
            try:
                await decide(tally, links[i % o.deciders], case, users[i % o.deciders])
            except (OSError, asyncio.IncompleteReadError):
                links[i % o.deciders].close()
            states.setdefault(what, []).append(len(tally.decided) - before)

    await everybody('before', 0, 30)
    pid, unlimited = server.process.pid, resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    await everybody('full', 30, 30)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    await everybody('after', 60, 30)
    with sqlite3.connect(o.store, isolation_level=None) as other:
        other.execute('BEGIN IMMEDIATE')
        links[0].close()
        status, _, _ = await links[0].ask('GET', '/wachtrij')
        other.execute('ROLLBACK')
    await everybody('then', 90, 30)
    for link in links:
        link.close()
    server.stop()
    gone, audited = lost(o.store, tally.decided)
    counts = {k: sum(v) for k, v in states.items()}
    print(f'acknowledged: {counts}; lost {len(gone)}; {audited} in the log; a held store gives {status}')
    return not gone and counts['full'] == 0 and min(counts['before'], counts['after'], counts['then']) > 20 and status == 503 \
        and audited == len(tally.decided) and verified(o.program, o.store)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    for name in ('program', 'pack', 'store'):
        p.add_argument(name)
    p.add_argument('what', choices=['pages', 'load', 'kill', 'full'])
    for name, value in (('times', 300), ('seconds', 120), ('readers', 200), ('deciders', 10), ('kills', 200), ('seed', 1), ('p95-ms', 0)):
        p.add_argument('--' + name, type=int, default=value)
    o = p.parse_args()
    names = ['lezer'] + [f'besluit{i}' for i in range(o.deciders if o.what != 'pages' else 0)]
    known = subprocess.run([o.program, 'user', o.store, 'list'], stdout=subprocess.PIPE).stdout.decode()
    accounts(o.program, o.store, [n for n in names if not re.search(rf'\b{n}\b', known)])
    server = Server(o.program, o.pack, o.store)
    try:
        good = asyncio.run({'pages': pages, 'load': load, 'kill': kill, 'full': full}[o.what](o, server))
    finally:
        if server.process and server.process.poll() is None:
            server.process.kill()
    sys.exit(0 if good else 1)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 at any moment and run again, or a feed that is cut into runs: the same bytes as one run that nobody disturbed,
for flags and dead letters; also while late records of a case wait to be read in (engine/case/arrears.c).

usage: test_state_kill.py WAAKVLAM PACK [ROUNDS]"""
import json, os, random, shutil, sqlite3, subprocess, sys, tempfile, time

def feed(path, cases):
    """Invented case feeds: calls, messages, late ones, duplicates, two that conflict and some broken lines."""
    random.seed(7)
    with open(path, 'w', encoding='utf-8') as f:
        for c in range(cases):
            roles = {"id": "r", "case": f"c{c}", "kind": "event", "type": "case.roles",
                     "occurred_at": "2026-01-01T08:00:00+01:00", "attrs": {"A": "target", "B": "other"}}
            f.write(json.dumps(roles) + '\n')
            for i in range(60):
                day, late = 1 + i // 3, random.random() < .1
                clock = f"T{random.randrange(24):02d}:{random.randrange(60):02d}:00+01:00"
                r = {"id": f"m{i}", "case": f"c{c}", "kind": "message", "from": random.choice("ABB"),
                     "channel": random.choice(["whatsapp", "sms", "bank"]), "occurred_at": f"2026-01-{day:02d}{clock}",
                     "text": random.choice(["ik maak je af", "waar ben je", "goed", "ik weet waar je nu woont"])}
                r["to"] = "A" if r["from"] == "B" else "B"
                if late: r["received_at"] = f"2026-01-{min(day + 3, 28):02d}T10:00:00+01:00"
                f.write(json.dumps(r) + '\n')
                if i % 25 == 3: f.write(json.dumps(r) + '\n')
                if i % 40 == 5: f.write(json.dumps({**r, "text": "iets anders"}) + '\n')
            f.write('{"id": "kapot\n')

def shuffled(path, count):
    """One case, its records in no order at all: after some 300 of them it has no credit left and the others wait."""
    random.seed(11)
    lines = [{"id": "r", "case": "w", "kind": "event", "type": "case.roles", "occurred_at": "2026-01-01T08:00:00+01:00",
              "attrs": {"A": "target", "B": "other"}}]
    for i in range(count):
        at = f"2026-{1 + i // 300:02d}-{1 + i // 12 % 25:02d}T{i % 12 + 8:02d}:00:00+01:00"
        who = {"from": "B", "to": "A"} if i % 3 else {"from": "A", "to": "B"}
        kind = {"kind": "message", **who, "channel": ["sms", "bank"][i % 2], "text": "hoi"} if i % 40 else \
            {"kind": "event", "type": ["contact.visit", "order.imposed"][i // 40 % 2],
             "attrs": {**who, "against": "B", "protects": ["A"], "order": f"O{i}"}}
        lines.append({"id": f"n{i}", "case": "w", "occurred_at": at, **kind})
    random.shuffle(lines)
    with open(path, 'a', encoding='utf-8') as f: f.writelines(json.dumps(r) + '\n' for r in lines)

def cut_runs(program, pack, folder, whole):
    """The feed in three files, one run each on one state; only the last is the end of the feed."""
    at = lambda name: os.path.join(folder, name)
    lines = open(at('in.ndjson'), 'rb').readlines()
    random.seed(3)
    edges = [0, *sorted(random.sample(range(len(lines) - 350, len(lines)), 2)), len(lines)]
    told, waited = b'', 0
    for n in range(3):
        with open(at(f'part{n}'), 'wb') as f: f.writelines(lines[edges[n]:edges[n + 1]])
        more = ['--more-follows'] if n < 2 else []
        told += subprocess.run([program, 'scan', '-q', '-r', pack, '--state', at('cut'), *more, at(f'part{n}')],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        with sqlite3.connect(at('cut')) as state: waited += state.execute('SELECT count(*) FROM waiting').fetchone()[0]
        state.close()
    assert waited == 2, 'both cuts fall where late records wait, and at the end none does'
    assert told == whole, 'three runs over the parts of a feed tell other lines than one run over the whole'

def main():
    program, pack = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        feed(at('in.ndjson'), 60)
        shuffled(at('in.ndjson'), 700)
        shutil.copytree(pack, at('pack'))
        pack = at('pack')
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keep = lambda state: ['--state', at(state), '--commit-records', '400'] if state else []
        run = lambda out, state, *more: [program, 'scan', '-q', '-r', pack, at('in.ndjson'), '-o', at(out),
                                         *keep(state), *more]
        subprocess.run(run('whole', None), **quiet)
        whole, dead = open(at('whole'), 'rb').read(), open(at('whole.dead.ndjson'), 'rb').read()
        assert len(whole) > 100000 and dead, 'the feed raises something'
        subprocess.run(run('odd', None, '-j', '3', '--chunk-bytes', '3001', '--commit-records', '97'), **quiet)
        assert open(at('odd'), 'rb').read() == whole, 'threads, chunks or commits change the lines'
        cut_runs(program, pack, folder, whole)
        kills = 0
        for n in range(rounds):
            random.seed(n)
            out, state = f'out{n}', f'state{n}'
            while True:
                p = subprocess.Popen(run(out, state, '-j', str(1 + n % 3)), **quiet)
                bytes_of = lambda name: os.path.getsize(at(name)) if os.path.exists(at(name)) else 0
                goal = bytes_of(out) + random.randrange(1, len(whole) // 4)
                while p.poll() is None and bytes_of(out) < goal: time.sleep(.0005)
                if p.poll() is not None: break
                p.kill(); p.wait(); kills += 1
            assert p.returncode == 65, f'exit {p.returncode}'
            assert open(at(out), 'rb').read() == whole, f'round {n}: flags differ after {kills} kills'
            assert open(at(out + '.dead.ndjson'), 'rb').read() == dead, f'round {n}: dead letters differ'
            subprocess.run(run(out, state), **quiet)
            assert open(at(out), 'rb').read() == whole, f'round {n}: a run that has nothing to do changed the output'
        assert kills >= rounds, f'only {kills} kills'
        print(f'ok: {rounds} rounds, {kills} kills, {len(whole)} bytes the same each time')

main()

#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 at any moment and run again: the same bytes as a run that nobody disturbed, for flags and dead letters.

usage: test_state_kill.py WAAKVLAM PACK [ROUNDS]"""
import json, os, random, shutil, subprocess, sys, tempfile, time

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

def main():
    program, pack = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        feed(at('in.ndjson'), 60)
        shutil.copytree(pack, at('pack'))
        pack = at('pack')
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keep = lambda state: ['--state', at(state), '--commit-records', '400'] if state else []
        run = lambda out, state, *more: [program, 'scan', '-q', '-r', pack, at('in.ndjson'), '-o', at(out),
                                         *keep(state), *more]
        subprocess.run(run('whole', None), **quiet)
        whole, dead = open(at('whole'), 'rb').read(), open(at('whole.dead.ndjson'), 'rb').read()
        assert len(whole) > 100000 and dead, 'the feed raises something'
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

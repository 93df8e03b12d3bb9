#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The engine beside what a user would pick instead: peers.py WAAKVLAM DIR [OUT.json]
DIR holds what bench/build.sh made (corpus, forms, race). Every ratio is of two contenders of one process that take turns, by
processor seconds on one core; median and spread are over rounds. BENCH_MB (8) is the size of a corpus, BENCH_ROUNDS (5)
the rounds, BENCH_PEAK_MB (64) the input of the memory measure. Ends with OUT.json (DIR/peers.json)."""
import collections
import hashlib
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

MB = float(os.environ.get('BENCH_MB', '8'))
ROUNDS = int(os.environ.get('BENCH_ROUNDS', '5'))
PEAK_MB = float(os.environ.get('BENCH_PEAK_MB', '64'))
STEADY_MB = 64
STEADY = f'whole scan, {STEADY_MB} MB'
PACK = 'rules/nl-stalking'
Run = collections.namedtuple('Run', 'cpu wall bytes records hits hit_records allocations', defaults=(0,))


class Bench:
    def __init__(self, waakvlam, folder):
        self.waakvlam, self.dir = waakvlam, pathlib.Path(folder)
        self.made, self.figures, self.notes, self.speeds = {}, {}, [], {}

    def note(self, text):
        self.notes.append(text)
        print('  ' + text, flush=True)

    def corpus(self, lane, megabytes=MB, forms='', name=''):
        path = self.dir / f'{name or lane}.ndjson'
        if (name or lane) not in self.made:
            command = [self.dir / 'corpus', lane, str(int(megabytes * 1e6))] + ([str(forms)] if forms else [])
            with open(path, 'wb') as out:
                subprocess.run(command, stdout=out, check=True)
            self.made[name or lane] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        return path

    def forms(self, pack, corpus, name):
        path = self.dir / name
        with open(path, 'wb') as out:
            done = subprocess.run([self.dir / 'forms', pack, corpus], stdout=out, stderr=subprocess.PIPE, check=True)
        hits, analysed = map(int, done.stderr.split())
        return path, hits, analysed

    def race(self, specs, rounds=ROUNDS, cores=False):
        """Runs of each contender that was built, by the name given to it here."""
        env = dict(os.environ, **({'RACE_CORES': '1'} if cores else {}))
        done = subprocess.run([self.dir / 'race', str(rounds), *specs.values()], stdout=subprocess.PIPE, env=env, check=False, text=True)
        if done.returncode:
            self.note(f'not measured: {", ".join(specs)} (race ended with {done.returncode})')
            return {}
        names, runs = {spec: name for name, spec in specs.items()}, collections.defaultdict(list)
        for line in map(json.loads, done.stdout.splitlines()):
            if 'name' in line:
                runs[names[line['name']]].append(Run(*(line[f] for f in Run._fields)))
        return runs

    def figure(self, key, values, unit, method, asked):
        values = list(values)
        value = {'value': round(statistics.median(values), 4) if values else None,
                 'spread': [round(min(values), 4), round(max(values), 4)] if values else None,
                 'unit': unit, 'method': method, 'asked': asked}
        self.figures[key] = value
        print(f'{key:26s} {value["value"]} {unit}, spread {value["spread"]}, asked {asked}', flush=True)


def speed(run, clock='cpu'):
    return run.bytes / 1e6 / getattr(run, clock)


def ratios(ours, theirs, clock='cpu'):
    return [speed(a, clock) / speed(b, clock) for a, b in zip(ours, theirs)]


def show(b, step, runs):
    for name, list_of in runs.items():
        s = [speed(r) for r in list_of]
        b.speeds[f'{step}: {name}'] = {'mb_s': round(statistics.median(s), 3), 'spread': [round(min(s), 3), round(max(s), 3)], 'hits': list_of[0].hits}
        found = f'hits {list_of[0].hits} in {list_of[0].hit_records} records'
        print(f'    {name:26s} {statistics.median(s):10.2f} MB/s  {min(s):.2f}..{max(s):.2f}  {found}')


def same(bench, what, numbers):
    numbers = {k: v for k, v in numbers.items() if v is not None}
    if len(set(numbers.values())) > 1:
        sys.exit(f'peers.py: {what}: not the same answer: {numbers}')
    bench.note(f'{what}: equal for {", ".join(numbers)}: {next(iter(numbers.values()))}')


# ---- commands as peers -------------------------------------------------------------------------------------------

def child_cpu(command, stdin=None):
    """Processor seconds and standard output of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, check=False, env=dict(os.environ, LC_ALL='C'))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def greps(bench, texts, forms, runs, records):
    words = bench.dir / 'words.txt'
    words.write_text(''.join(line.split('\t')[0] + '\n' for line in forms.read_text(encoding='utf-8').splitlines()), encoding='utf-8')
    size = texts.stat().st_size
    for name, command in (('ripgrep', ['rg', '-j', '1']), ('grep', ['grep'])):
        command += ['-c', '-i', '-w', '-F', '-f', words, texts]
        if not shutil.which(command[0]):
            bench.note(f'missing: {name} (Debian package {name}): not measured')
            continue
        for _ in range(ROUNDS):
            cpu, out = child_cpu(command)
            cpu -= child_cpu(command[:-1] + ['/dev/null'])[0]
            runs[name].append(Run(cpu, cpu, size, 0, int(out or 0), int(out or 0)))
        records[name] = int(out or 0)


def fts5(bench, lines, forms, runs, records):
    words = [line.split('\t')[0] for line in forms.read_text(encoding='utf-8').splitlines()]
    size = sum(map(len, lines))
    for _ in range(ROUNDS):
        db = sqlite3.connect(':memory:')
        db.execute('CREATE TABLE w (term TEXT PRIMARY KEY) WITHOUT ROWID')
        db.executemany('INSERT OR IGNORE INTO w VALUES (?)', ((w,) for w in words))
        begin = time.process_time()
        try:
            db.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='unicode61')")
        except sqlite3.OperationalError as e:
            bench.note(f'not measured: SQLite FTS5 ({e})')
            return
        db.executemany('INSERT INTO t(rowid, text) VALUES (?, ?)', enumerate(lines, 1))
        db.execute("CREATE VIRTUAL TABLE v USING fts5vocab('t', 'instance')")
        hits, found = db.execute('SELECT count(*), count(DISTINCT doc) FROM v WHERE term IN (SELECT term FROM w)').fetchone()
        cpu = time.process_time() - begin
        runs['sqlite fts5, with index'].append(Run(cpu, cpu, size, 0, hits, found))
    records['sqlite'] = found


POSTGRES = '''SET client_min_messages = log; SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE t (text text); CREATE TEMP TABLE w (term text);
COPY t FROM '{texts}'; COPY w FROM '{words}';
SET log_statement_stats = on;
SELECT count(*) FROM t WHERE to_tsvector('dutch', text) @@ (SELECT string_agg(quote_literal(l), '|')::tsquery
  FROM (SELECT DISTINCT unnest(ts_lexize('dutch_stem', term)) AS l FROM w) AS s WHERE l <> '');
'''


def postgres(bench, texts, runs):
    """Dutch full text: stems of its own, so another answer; as root its programs run as the user postgres."""
    found = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/postgres'))
    if not found:
        bench.note('missing: PostgreSQL (Debian package postgresql): not measured')
        return
    home, place = found[-1].parent, pathlib.Path(f'/tmp/waakvlam-bench-pg-{os.getpid()}')
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    shutil.copy(texts, place / 'texts')
    shutil.copy(bench.dir / 'words.txt', place / 'words')
    sql = place / 'ask.sql'
    sql.write_text(POSTGRES.format(texts=place / 'texts', words=place / 'words'), encoding='utf-8')
    for f in place.iterdir():
        f.chmod(0o644)
    as_user = ['runuser', '-u', 'postgres', '--'] if os.getuid() == 0 else []
    try:
        make = ['initdb', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-D', place / 'db']
        subprocess.run([*as_user, home / make[0], *make[1:]], check=True, capture_output=True)
        start = ['-D', place / 'db', '-o', f"-c listen_addresses='' -k {place}", '-l', place / 'log', '-w']
        subprocess.run([*as_user, home / 'pg_ctl', *start, 'start'], check=True, capture_output=True)
        try:
            for _ in range(min(ROUNDS, 3)):
                ask = ['psql', '-h', place, '-d', 'postgres', '-At', '-f', sql]
                done = subprocess.run([*as_user, *ask], capture_output=True, text=True, check=True)
                cpu = re.findall(r'!\s+([\d.]+) s user, ([\d.]+) s system', done.stderr)[-1]
                count = int(done.stdout.split()[-1])
                runs['postgresql dutch'].append(Run(sum(map(float, cpu)), 0, texts.stat().st_size, 0, count, count))
        finally:
            subprocess.run([*as_user, home / 'pg_ctl', '-D', place / 'db', '-m', 'immediate', 'stop'], check=False, capture_output=True)
    except (subprocess.CalledProcessError, OSError, IndexError, ValueError) as e:
        bench.note(f'not measured: PostgreSQL could not run here ({type(e).__name__})')
    finally:
        shutil.rmtree(place, ignore_errors=True)


# ---- the measures ------------------------------------------------------------------------------------------------

def word_stage(b):
    corpus, pack = b.corpus('normal'), b.dir / 'packs/stems_1000'
    forms, hits, analysed = b.forms(pack, corpus, 'stems.tsv')
    count = sum(1 for _ in open(forms, encoding='utf-8'))
    print(f'word stage: 1,000 stems, {count} written forms, {analysed} of them known by analysis only')
    runs = b.race({'waakvlam words': f'words@{pack}@{corpus}', 'vectorscan': f'vectorscan@{forms}@{corpus}', 'memory': f'memory@@{corpus}'})
    show(b, 'word stage', runs)
    ours, theirs = runs.get('waakvlam words'), runs.get('vectorscan')
    if ours and theirs:
        same(b, 'words found, 1,000 stems', {'the engine, word by word': hits, 'waakvlam words': ours[0].hits, 'vectorscan': theirs[0].hits})
    b.figure('word_stage_vs_vectorscan', ratios(ours, theirs) if ours and theirs else [], 'times',
             f'pass 1 over texts in memory; 1,000 stems of the pack, their {count} forms as caseless literals with a boundary check; equal hits', '>= 4')


def many_peers(b):
    """The same words in a smaller corpus, by everything a user might pick."""
    corpus, pack = b.dir / 'peers.ndjson', b.dir / 'packs/stems_1000'
    with open(b.corpus('few'), 'rb') as f:
        head = f.read(int(min(MB, 2) * 1e6))
    corpus.write_bytes(head[:head.rindex(b'\n') + 1])
    forms, _, _ = b.forms(pack, corpus, 'peers.tsv')
    lines = [json.loads(line)['text'] for line in open(corpus, encoding='utf-8')]
    texts = b.dir / 'peers.txt'
    texts.write_text(''.join(line + '\n' for line in lines), encoding='utf-8')
    specs = {'waakvlam words': f'words@{pack}@{corpus}'}
    for peer in ('vectorscan', 're2', 'pcre2', 'yara'):
        specs[peer] = f'{peer}@{forms}@{corpus}'
    print('the same 1,000 stems by others (the first 2 MB of the lane few; commands: their start on an empty file taken off):')
    runs = b.race(specs)
    records = {name: r[0].hit_records for name, r in runs.items()}
    greps(b, texts, forms, runs, records)
    fts5(b, lines, forms, runs, records)
    postgres(b, texts, runs)
    show(b, 'peers', runs)
    same(b, 'records with one of 1,000 stems', records)
    for name, r in runs.items():
        if name != 'waakvlam words':
            rounds = min(len(r), len(runs['waakvlam words']))
            values = [speed(x) / speed(y) for x, y in zip(runs['waakvlam words'][:rounds], r)]
            b.figure('peer: ' + name, values, 'times', 'word stage, 1,000 stems, against this peer', 'none')


def whole_scan(b):
    corpus = b.corpus('normal')
    forms, hits, analysed = b.forms(PACK, corpus, 'pack.tsv')
    count = sum(1 for _ in open(forms, encoding='utf-8'))
    print(f'whole scan: the full pack, {count} written forms of the words that rules begin with')
    runs = b.race({'waakvlam run': f'run@{PACK}@{corpus}', 'waakvlam scan': f'scan@{PACK}@{corpus}',
                   'waakvlam words': f'words@{PACK}@{corpus}', 'waakvlam read': f'read@@{corpus}',
                   'simdjson': f'simdjson@@{corpus}', 'simdjson+vectorscan': f'vectorscan_json@{forms}@{corpus}',
                   'simdjson+vectorscan spans': f'vectorscan_spans@{forms}@{corpus}'})
    show(b, 'whole scan', runs)
    run = runs.get('waakvlam run', [])
    if 'simdjson+vectorscan' in runs:
        b.note(f'words of the full pack found: engine {runs["waakvlam words"][0].hits}, word by word {hits}, vectorscan {runs["simdjson+vectorscan"][0].hits}'
               f' ({analysed} forms known by analysis only are among its literals)')
    what = 'NDJSON in, flags with spans, scope and direction out, one thread, the full pack, against simdjson and a Vectorscan database of the words alone'
    b.figure('scan_vs_vectorscan_spans', ratios(run, runs.get('simdjson+vectorscan spans', [])), 'times', what + ', with HS_FLAG_SOM_LEFTMOST', '>= 4')
    b.figure('scan_vs_vectorscan', ratios(run, runs.get('simdjson+vectorscan', [])), 'times', what, '>= 1.5')
    b.figure('scan_share_of_simdjson', ratios(run, runs.get('simdjson', [])), 'share', 'the same scan against simdjson parsing alone (parse_many)', '>= .15')


def steady(b):
    """The same with more text: from cold, a few MB measure the learning of words as much as the scan, and an archive has hundreds of GB."""
    corpus = b.corpus('normal', STEADY_MB, name='steady')
    forms, _, _ = b.forms(PACK, corpus, 'steady.tsv')
    print(f'{STEADY}: the lane normal, from cold')
    show(b, STEADY, b.race({'waakvlam run': f'run@{PACK}@{corpus}', 'simdjson': f'simdjson@@{corpus}',
                            'simdjson+vectorscan': f'vectorscan_json@{forms}@{corpus}',
                            'simdjson+vectorscan spans': f'vectorscan_spans@{forms}@{corpus}'}, rounds=min(ROUNDS, 3)))


def growth(b):
    corpus, packs = b.corpus('few'), b.dir / 'packs'
    for key, small, large, where, asked, what in (
            ('rules_x10', PACK, packs / 'rules_x10', b.corpus('normal'), '>= .85',
             'whole scan, the pack and nine times as many generated rules of rare words, against the pack'),
            ('terms_50k', packs / 'terms_500', packs / 'terms_50000', corpus, '>= .85', 'whole scan, 50,000 words as patterns against 500'),
            ('popular_anchor', packs / 'slaan_5', packs / 'slaan_500', b.corpus('popular'), '>= .70',
             'whole scan, 500 phrases on slaan against 5, a form of slaan in every sentence')):
        print(key + ':')
        runs = b.race({f'{stage} {name}': f'{kind}@{pack}@{where}' for stage, kind in (('run', 'run'), ('words', 'words'))
                       for name, pack in (('small', small), ('large', large))})
        show(b, key, runs)
        found = f'; findings {runs["run small"][0].hits} and {runs["run large"][0].hits}' if runs else '; the larger pack could not be loaded'
        b.figure(key, ratios(runs.get('run large', []), runs.get('run small', [])), 'share', what + found, asked)


def unseen(b):
    forms = b.dir / 'plain.txt'
    words = [line.split('\t')[0] for line in open(b.dir / 'pack.tsv', encoding='utf-8')]
    forms.write_text(''.join(w + '\n' for w in words if len(w) > 7), encoding='utf-8')
    for key, lane, asked in (('unseen_random_mb_s', 'random', '>= 100'), ('unseen_gated_mb_s', 'gated', '>= 25')):
        corpus = b.corpus(lane, min(MB, 2), forms)  # 170,000 words, more than are remembered
        runs = b.race({lane: f'words@{PACK}@{corpus}', lane + ' run': f'run@{PACK}@{corpus}'})
        show(b, 'unseen', runs)
        tops = [peak(b, lane, size, forms)[0] for size in (PEAK_MB / 16, PEAK_MB / 8)]
        b.figure(key, [speed(r) for r in runs.get(lane, [])], 'MB/s', 'pass 1, the full pack, every word new; '
                 f'peak memory of a scan of {PEAK_MB / 16:.0f} MB {tops[0]:.0f} MB, of twice as much {tops[1]:.0f} MB', asked)


def case_stage(b):
    with_case, without = b.corpus('cases'), b.dir / 'loose.ndjson'
    without.write_text(re.sub('"case":"c[0-9]+",', '', with_case.read_text(encoding='utf-8')), encoding='utf-8')
    runs = b.race({'cases': f'run@{PACK}@{with_case}', 'no case': f'run@{PACK}@{without}'})
    show(b, 'case stage', runs)
    b.figure('case_stage_cost', [c.cpu / n.cpu - 1 for c, n in zip(runs.get('cases', []), runs.get('no case', []))], 'share of time added',
             'the normal lane in 1,000 cases against the same records without their case', '<= .15')


def threads(b):
    corpus = b.corpus('normal')
    runs = b.race({'one': f'run@{PACK}@{corpus}', 'two': f'run2@{PACK}@{corpus}'}, cores=True)
    values = [one.wall / two.wall for one, two in zip(runs.get('one', []), runs.get('two', []))]
    load = os.getloadavg()[0]
    b.figure('threads_2', values, 'times', f'whole scan, two threads against one, wall time ({os.cpu_count()} cores; load of the machine {load:.1f})', '>= 1.8')


def peak(b, lane, megabytes, forms=''):
    """Megabytes of the most memory a scan had, fed by a pipe, and how long it took."""
    command = [b.dir / 'corpus', lane, str(int(megabytes * 1e6))] + ([str(forms)] if forms else [])
    begin = time.monotonic()
    source = subprocess.Popen(command, stdout=subprocess.PIPE)
    scan = subprocess.Popen([b.waakvlam, 'scan', '-q', '-r', PACK, '-o', '/dev/null', '-'], stdin=source.stdout, stderr=subprocess.DEVNULL)
    source.stdout.close()
    _, status, usage = os.wait4(scan.pid, 0)
    scan.returncode = os.waitstatus_to_exitcode(status)
    source.wait()
    if scan.returncode:
        sys.exit(f'peers.py: a scan of {lane} ended with {scan.returncode}')
    return usage.ru_maxrss * 1024 / 1e6, time.monotonic() - begin


def memory(b):
    small, _ = peak(b, 'normal', PEAK_MB / 4)
    cases_mb = min(PEAK_MB, 64)  # more would put tens of thousands of records into each of its 1,000 cases
    tops = [peak(b, 'normal', PEAK_MB)[0], peak(b, 'cases', cases_mb)[0]]
    b.figure('peak_mb', [max(tops)], 'MB', f'largest resident size of a scan by a pipe, all cores: {PEAK_MB:.0f} MB of the lane normal {tops[0]:.0f}, '
             f'of a quarter of it {small:.0f}; {cases_mb:.0f} MB in 1,000 cases {tops[1]:.0f} (BENCH_PEAK_MB=10240 for the asked 10 GB)', '<= 200')


def machine(waakvlam):
    def first(command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split('\n')[0]
    cpu = re.search(r'model name\s*: (.*)', pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8'))
    return {'version': first([waakvlam, '--version']), 'commit': first(['git', 'rev-parse', '--short', 'HEAD']),
            'cpu': cpu.group(1) if cpu else platform.machine(),
            'cores': os.cpu_count(), 'compiler': first([os.environ.get('CC', 'gcc'), '--version']), 'kernel': platform.release(),
            'rounds': ROUNDS, 'mb': MB, 'load': round(os.getloadavg()[0], 2)}


def pack_hash():
    return hashlib.sha256(b''.join(p.read_bytes() for p in sorted(pathlib.Path(PACK).rglob('*.yaml')))).hexdigest()[:16]


def vocabulary(b):
    seen = {}
    for path in (b.corpus('few'), b.corpus('popular')):
        for line in open(path, encoding='utf-8'):
            for word in re.findall('[a-z]+', json.loads(line)['text'].lower()):
                seen.setdefault(word)
    out = b.dir / 'vocabulary'
    out.write_text('\n'.join(seen) + '\n', encoding='utf-8')
    subprocess.run([sys.executable, 'bench/packs.py', b.waakvlam, PACK, out, b.dir / 'packs', b.dir / 'forms', b.corpus('few')], check=True)


def main():
    b = Bench(sys.argv[1], sys.argv[2])
    about = machine(b.waakvlam)
    print(', '.join(f'{k} {v}' for k, v in about.items()))
    vocabulary(b)
    for step in (word_stage, many_peers, whole_scan, steady, growth, unseen, case_stage, threads, memory):
        step(b)
    others = {k: v for k, v in b.figures.items() if k.startswith('peer: ')}
    wanted = {k: v for k, v in b.figures.items() if k not in others}
    out = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else b.dir / 'peers.json')
    result = {**wanted, 'peers': others, 'speeds': b.speeds, 'about': {**about, 'pack_sha256': pack_hash(), 'corpora_sha256': b.made, 'notes': b.notes}}
    out.write_text(json.dumps(result, indent=1) + '\n', encoding='utf-8')
    print(f'wrote {out}')


if __name__ == '__main__':
    main()

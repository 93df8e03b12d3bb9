#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Style as a test: what `make tidy` (and so `make check`) holds every file to.

Checked: licence line, line length, tabs and trailing blanks, file and function length, names that say nothing, leftovers,
the direction of includes (docs/ARCHITECTURE.md), and that each third-party header enters by one folder.
Prints `file:line: message` for each breach and closes with `N passed, N failed` (a file is one check)."""
import re
import subprocess
import sys

CODE_MAX, COMMENT_MAX, SCRIPT_MAX, FILE_MAX, FUNCTION_MAX = 100, 120, 160, 900, 70
# Tables of words are data: long lines and long files are how they stay readable.
DATA = re.compile(r'^engine/(text|pack)/data/')
ALLOWED = {
    'base': set(), 'model': {'base'}, 'text': {'base'}, 'crypto': {'base'}, 'db': {'base'},
    'pack': {'base', 'model', 'text', 'crypto'},
    'read': {'base', 'model', 'text', 'crypto'}, 'scan': {'base', 'model', 'text'}, 'flag': {'base', 'model', 'text', 'crypto'},
    'case': {'base', 'model', 'text', 'crypto', 'db'},
    'store': {'base', 'model', 'text', 'crypto', 'db', 'read'},
    'convert': {'base', 'model', 'text', 'crypto', 'read'},
    'review': {'base', 'model', 'text', 'crypto', 'db', 'store', 'read', 'pack'},
}
FROZEN_ONLY = {'read', 'scan', 'case', 'flag', 'review'}
# scan reads the matcher's tables: they are what a frozen pack is made of.
FROZEN_HEADERS = {'pack/frozen.h', 'pack/ast.h', 'pack/node.h'}
SCAN_HEADERS = FROZEN_HEADERS | {'pack/matcher.h', 'pack/regex.h', 'pack/wordbook.h', 'pack/trigger.h'}
THIRD_PARTY = {'libfyaml.h': 'pack', 'pcre2.h': 'pack', 'libstemmer.h': 'text', 'sqlite3.h': 'db', 'sodium.h': 'crypto',
               'microhttpd.h': 'review', 'seccomp.h': 'service',
               'libxml/parser.h': 'convert', 'zip.h': 'convert', 'gmime/gmime.h': 'convert'}
# Comment lines may be a little wider than code: drawings and essays read badly when they are broken.
COMMENT = re.compile(r'\s*(/\*|\*|//)|.*/\*.*\*/')
EMPTY_NAMES = re.compile(r'(^|/)(util|utils|common|misc|helpers?)\.(c|h)$')


def files():
    out = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True, check=True).stdout
    # tests/golden/packs/ holds broken packs: they are meant to be wrong. tests/convert/ holds files as they come.
    return [f for f in out.splitlines()
            if (re.search(r'\.(c|h|cpp|py|sh|yaml)$', f) or f == 'Makefile') and not f.startswith(('tests/golden/packs/', 'tests/convert/'))]


def include_breaches(path, text):
    parts = path.split('/')
    if parts[0] != 'engine' or len(parts) < 3:
        return
    layer = parts[1]
    for number, line in enumerate(text, 1):
        m = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if not m:
            continue
        header = m.group(2)
        home = THIRD_PARTY.get(header)
        if home and home != layer:
            yield number, f'<{header}> enters by {home}/ only'
        if m.group(1) == '<' or layer not in ALLOWED or '/' not in header:
            continue
        folder = header.split('/')[0]
        if folder == layer:
            continue
        if layer in FROZEN_ONLY and folder == 'pack':
            if header not in (SCAN_HEADERS if layer == 'scan' else FROZEN_HEADERS):
                yield number, f'{layer}/ may see of pack/ only the frozen pack, not {header}'
        elif folder not in ALLOWED[layer]:
            yield number, f'{layer}/ may not include {header}'


def line_breaches(path, text):
    data = DATA.match(path) or path.endswith('.yaml')
    for number, line in enumerate(text, 1):
        c = path.endswith(('.c', '.h', '.cpp'))
        limit = SCRIPT_MAX if not c else COMMENT_MAX if COMMENT.match(line) else CODE_MAX
        if len(line) > limit and not data:
            yield number, f'{len(line)} columns (at most {limit})'
        if line != line.rstrip():
            yield number, 'white space at the end of the line'
        if '\t' in line and path != 'Makefile':
            yield number, 'a tab'
        if path.endswith(('.c', '.h')) and re.search(r'\b(TODO|FIXME|XXX|HACK)\b', line):
            yield number, 'a leftover'


def file_breaches(path, text):
    if not any('SPDX-License-Identifier: EUPL-1.2' in line for line in text[:3]):
        yield 1, 'no SPDX line'
    if EMPTY_NAMES.search(path):
        yield 1, 'a name that says nothing'
    if len(text) > FILE_MAX and not DATA.match(path) and not path.endswith('.yaml'):
        yield 1, f'{len(text)} lines (at most {FILE_MAX})'


def function_breaches(paths):
    paths = [p for p in paths if re.match(r'engine/.*\.c$', p) and not DATA.match(p)]
    if not paths:
        return
    out = subprocess.run(['ctags', '-x', '--c-kinds=f', '--fields=+ne', '--_xformat=%N|%F|%n|%{end}', *paths],
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        name, path, start, end = line.split('|')
        if end and int(end) - int(start) + 1 > FUNCTION_MAX:
            yield path, int(start), f'{name} has {int(end) - int(start) + 1} lines (at most {FUNCTION_MAX})'


def main():
    breaches, paths = {}, files()
    for path in paths:
        text = open(path, encoding='utf-8').read().split('\n')
        for check in (file_breaches, line_breaches, include_breaches):
            for number, message in check(path, text):
                breaches.setdefault(path, []).append((number, message))
    for path, number, message in function_breaches(paths):
        breaches.setdefault(path, []).append((number, message))
    for path in sorted(breaches):
        for number, message in sorted(breaches[path]):
            print(f'{path}:{number}: {message}')
    print(f'{len(paths) - len(breaches)} passed, {len(breaches)} failed')
    return bool(breaches)


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""serve_requests.py PORT PASSWORD: requests to a running `waakvlam serve` (serve.sh starts it), one claim a line.

Every route without a session, with each role, with a wrong token; another's case; oversize and odd encodings; then a round
of work. Only the standard library: a browser would hide what is sent."""
import http.client
import os
import re
import socket
import sys
import time
import urllib.parse

PORT, PASSWORD = int(sys.argv[1]), sys.argv[2]
ROLES = ['intake', 'reviewer', 'second_reviewer', 'case_director', 'process_director', 'pack_owner', 'auditor',
         'administrator', 'partner_reader']
QUEUE = {'intake', 'reviewer', 'second_reviewer', 'case_director', 'process_director'}
HANDLES = {'intake', 'reviewer', 'second_reviewer', 'case_director'}
READS = HANDLES - {'intake'}
FIGURES = {'process_director', 'pack_owner', 'auditor'}
# method, path, who may (the roles that do not get 403)
ROUTES = [
    ('GET', '/wachtrij', QUEUE), ('GET', '/inzage', {'partner_reader'}), ('GET', '/zaak/{case}', HANDLES | {'partner_reader'}),
    ('GET', '/signaal/{item}', HANDLES | {'partner_reader'}), ('GET', '/patroon/{finding}', HANDLES | {'partner_reader'}),
    ('GET', '/vindplaats/{finding}', HANDLES | {'partner_reader'}), ('GET', '/stuk/{case}/m1', HANDLES | {'partner_reader'}),
    ('GET', '/zoeken', HANDLES), ('GET', '/tweede', {'second_reviewer', 'case_director'}),
    ('GET', '/kwaliteit', FIGURES), ('GET', '/kwaliteit/toezicht', FIGURES),
    ('GET', '/kwaliteit/regels', {'process_director', 'pack_owner'}),
    ('GET', '/kwaliteit/steekproef', {'process_director', 'second_reviewer'}),
    ('GET', '/regel/threat.kill.direct', {'process_director', 'pack_owner'}),
    ('POST', '/zaak/{case}/nemen', HANDLES), ('POST', '/zaak/{case}/vrijgeven', HANDLES),
    ('POST', '/zaak/{case}/later', HANDLES), ('POST', '/zaak/{case}/overdragen', HANDLES),
    ('POST', '/zaak/{case}/besluit', READS), ('POST', '/signaal/{item}/lezen', READS),
    ('POST', '/patroon/{finding}/lezen', READS), ('POST', '/besluit/999/terug', READS), ('POST', '/gemist/{case}', HANDLES),
    ('POST', '/tweede/{finding}/lezen', {'second_reviewer', 'case_director'}),
]
# Without a permission of their own: for everybody, or the door itself.
OPEN = {('GET', 'inloggen'), ('POST', 'inloggen'), ('POST', 'uitloggen'), ('GET', 'toetsen'), ('POST', 'toetsen'), ('GET', '')}
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'engine', 'review', 'routes.c')


def shape(path):
    """`/zaak/{case}/nemen`, and `zaak/#/nemen` as the table of the program has it: the same."""
    parts = path.strip('/').split('/')
    return '/'.join('*' if p in ('*', '#', 'm1', '999') or '{' in p or '.' in p else p for p in parts)


def test_table():
    """A route that is new and not asked here fails this test: so none is forgotten."""
    with open(TABLE, encoding='utf-8') as f:
        rows = re.findall(r'\{WV_METHOD_(GET|POST), "([^"]*)", (OPEN|FOR)', f.read())
    there = {(method, shape(path)) for method, path, _ in rows}
    asked = {(method, shape(path)) for method, path, _ in ROUTES} | OPEN
    claim('every route of the table is asked, and no other', len(rows) > 20 and there == asked, str(there ^ asked))
    closed = {(method, shape(path)) for method, path, way in rows if way == 'OPEN'}
    claim('no route is open but those of the door and the keys', closed == OPEN, str(closed ^ OPEN))


def claim(text, good, why=''):
    print(('ok ' if good else 'not ok ') + text + ('' if good or not why else f'\n#   {why}'), flush=True)


class Browser:
    def __init__(self):
        self.cookies, self.token, self.headers = {}, '', {}

    def ask(self, method, path, form=None, **headers):
        link = http.client.HTTPConnection('127.0.0.1', PORT, timeout=20)
        headers = {k.replace('_', '-'): v for k, v in headers.items()}
        if self.cookies:
            headers.setdefault('Cookie', '; '.join(f'{k}={v}' for k, v in self.cookies.items()))
        body = None
        if form is not None:
            body = form if isinstance(form, (bytes, str)) else urllib.parse.urlencode(form)
            headers.setdefault('Content-Type', 'application/x-www-form-urlencoded')
        link.request(method, path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode('utf-8')
        self.headers = dict(answer.getheaders())
        for name, value in answer.getheaders():
            if name.lower() == 'set-cookie':
                key, rest = value.split('=', 1)
                self.cookies[key] = rest.split(';')[0]
        found = re.search(r'name="token" value="([0-9a-f]*)"', text)
        if found:
            self.token = found.group(1)
        link.close()
        return answer.status, text

    def log_in(self, name, password=PASSWORD):
        self.ask('GET', '/inloggen')
        status, _ = self.ask('POST', '/inloggen', {'naam': name, 'wachtwoord': password, 'token': self.token})
        if status == 303:
            self.ask('GET', '/toetsen')
        return status

    def post(self, path, **fields):
        return self.ask('POST', path, {'token': self.token, **{k.replace('__', '.'): v for k, v in fields.items()}})


def case_of(browser, name):
    _, page = browser.ask('GET', '/wachtrij')
    found = re.search(r'href="/zaak/(\d+)"[^>]*>\s*Zaak ' + re.escape(name) + '<', page)
    return found.group(1) if found else '0'


def item_of(browser, case):
    _, page = browser.ask('GET', f'/zaak/{case}')
    found = re.findall(r'href="/signaal/(\d+)"', page)
    return found[-1] if found else '0'


def test_login():
    b = Browser()
    claim('a wrong password is refused', b.log_in('reviewer', 'geen-goed-wachtwoord') == 403)
    claim('an unknown name gets the same answer', b.log_in('niemand', 'geen-goed-wachtwoord') == 403)
    c = Browser()
    c.ask('GET', '/inloggen')
    first, c.cookies = c.cookies, {}
    status, _ = c.ask('POST', '/inloggen', {'naam': 'reviewer', 'wachtwoord': PASSWORD, 'token': c.token})
    claim('a login form without its cookie is refused', status == 403 and 'sessie' not in c.cookies and first)
    claim('a right one is let in', b.log_in('reviewer') == 303)
    flags = b.headers
    status, _ = b.ask('GET', '/wachtrij')
    claim('... and sees the queue', status == 200)
    claim('pages are not kept and may not be framed', b.headers.get('Cache-Control') == 'no-store' and
          b.headers.get('X-Frame-Options') == 'DENY' and "default-src 'none'" in b.headers['Content-Security-Policy'] and
          'unsafe' not in b.headers['Content-Security-Policy'], str(flags))
    old = dict(b.cookies)
    b.post('/uitloggen')
    b.cookies = old
    claim('after logging out the cookie is worth nothing', b.ask('GET', '/wachtrij')[0] == 303)


def test_doors(browsers, case, item):
    nobody = Browser()
    wrong = []
    for method, path, _ in ROUTES:
        status, text = nobody.ask(method, path.format(case=case, item=item, finding=1), {} if method == 'POST' else None)
        if status != (303 if method == 'GET' else 403) or 'm1' in text:
            wrong.append((method, path, status))
    claim('without a session every route is closed', not wrong, str(wrong))
    forged = Browser()
    forged.cookies['sessie'] = 'a' * 64
    claim('a made-up session is none', forged.ask('GET', '/wachtrij')[0] == 303)
    for role in ROLES:
        wrong = []
        for method, path, may in ROUTES:
            path = path.format(case=case, item=item, finding=1)
            status, _ = browsers[role].post(path) if method == 'POST' else browsers[role].ask('GET', path)
            if (status == 403) == (role in may):
                wrong.append((method, path, status))
        claim(f'{role} gets its own routes and no other', not wrong, str(wrong))
    wrong = []
    for method, path, _ in ROUTES:
        if method == 'POST':
            for token in ('', 'f' * 64, browsers['case_director'].token):
                status, _ = browsers['reviewer'].ask('POST', path.format(case=case, item=item, finding=1), {'token': token})
                if status != 403:
                    wrong.append((path, status))
    claim('no form goes through with a wrong token or with another\'s', not wrong, str(wrong))
    r = browsers['reviewer']
    status, _ = r.ask('POST', f'/zaak/{case}/nemen', {'token': r.token}, Origin='http://elders.example')
    claim('a form from another site is refused', status == 403)
    claim('a route by another method is refused', r.ask('GET', f'/zaak/{case}/nemen')[0] == 405 and
          r.ask('DELETE', '/wachtrij')[0] == 405)


def test_other_case(case, other_item):
    b = Browser()
    b.log_in('beperkt')
    mine = case_of(b, 'z2')
    _, queue = b.ask('GET', '/wachtrij')
    claim('who was granted one case sees that one', mine != '0' and 'Zaak z1' not in queue)
    wrong = []
    for path in (f'/zaak/{case}', f'/signaal/{other_item}', f'/stuk/{case}/m1', '/zaak/99999', '/signaal/99999'):
        status, text = b.ask('GET', path)
        if status != 404 or 'opneemt' in text:
            wrong.append((path, status))
    for path in (f'/zaak/{case}/nemen', f'/zaak/{case}/besluit', f'/signaal/{other_item}/lezen', f'/gemist/{case}'):
        status, _ = b.post(path, wat='geen', noot='x', tot='999', signaal='threat.kill', stuk='m1', uren='1')
        if status != 404:
            wrong.append((path, status))
    claim('another case is as one that is not there', not wrong, str(wrong))
    _, hits = b.ask('GET', '/zoeken?woorden=gemaakt')
    claim('a search stays within it', 'opneemt' not in hits)


HOSTILE = [  # what, body, type, answers
    ('a body over the limit', b'noot=' + b'a' * (256 * 1024), None, {413}),
    ('too many fields', '&'.join(f'a{i}=1' for i in range(300)).encode(), None, {413}),
    ('another type', b'{}', 'application/json', {415}),
    ('a type of files', b'--x\r\n\r\n', 'multipart/form-data; boundary=x', {415}),
    ('a name twice', b'tot=1&tot=2', None, {400}),
    ('a field without a name', b'=1', None, {400}),
    ('a zero byte', b'noot=a%00b', None, {400}),
    ('a raw zero byte', b'noot=a\x00b', None, {400}),
    ('half an escape', b'noot=%4', None, {400}),
    ('no hexadecimal', b'noot=%zz', None, {400}),
    ('bytes that are no UTF-8', b'noot=%c0%ae', None, {400}),
    ('half a surrogate', b'noot=%ed%a0%80', None, {400}),
    ('a control character of C1', b'noot=%c2%85', None, {400}),
    ('an escape sequence', b'noot=%1b%5b2J', None, {400}),
]


def test_hostile(r, case, item):
    """Every form and every page of the table with every odd thing: refused before anybody looks who asks."""
    wrong = []
    for method, path, _ in ROUTES + [('POST', '/inloggen', None), ('POST', '/toetsen', None)]:
        path = path.format(case=case, item=item, finding=1)
        if method == 'POST':
            for what, body, kind, answers in HOSTILE:
                status, _ = r.ask('POST', path, body, **({'Content_Type': kind} if kind else {}))
                if status not in answers:
                    wrong.append((path, what, status))
            continue
        for end, answers in (('?x=1&x=2', {400}), ('?%00=1', {400}), ('?x=%ff', {400}), ('/%2e%2e', {400}), ('/', {200, 303, 403, 404}), ('//', {400}),
                             ('?' + 'a' * 9000, {413, 414}), ('/../../etc/passwd', {400}), ('%0d%0aX:1', {400})):
            status, text = r.ask('GET', path + end)
            if status not in answers or 'root:' in text:
                wrong.append((path + end[:20], status))
    claim('every route refuses what is oversize or oddly written', not wrong, str(wrong[:6]))
    claim('... and the service goes on as before', r.ask('GET', '/wachtrij')[0] == 200)


def test_every_other_case(case, item, finding):
    """All routes with a number in them, by somebody who was granted another case."""
    b, wrong = Browser(), []
    b.log_in('beperkt')
    for method, path, may in ROUTES:
        if '{' not in path:
            continue
        path = path.format(case=case, item=item, finding=finding)
        status, text = b.ask('GET', path) if method == 'GET' else \
            b.post(path, wat='door', naar='x', noot='x', tot='999', signaal='threat.kill', stuk='m1', uren='1', rol='intake',
                   **{f'lezing__{finding}': 'ja'})
        if status != (404 if 'reviewer' in may else 403) or 'opneemt' in text or 'maak' in text:
            wrong.append((method, path, status))
    claim('no route with a number opens another case', not wrong, str(wrong))


def test_partner(partner, case):
    """The partner was granted z1 (serve.sh), and finds it without a link from somebody else."""
    status, page = partner.ask('GET', '/inzage')
    claim('who reads for a partner has a list of what was granted', status == 200 and f'href="/zaak/{case}"' in page and 'z2' not in page)
    claim('... and comes there first', partner.ask('GET', '/')[0] == 303 and partner.headers['Location'] == '/inzage')
    claim('... from where the case opens', partner.ask('GET', f'/zaak/{case}')[0] == 200)


def test_odd(r, case):
    wrong = []
    for path in ('/%zz', '/zaak/%00', '/%c0%ae%c0%ae/x', '//wachtrij', '/../wachtrij', '/wachtrij?x=1&x=2',
                 '/zoeken?woorden=%ff', '/zoeken?woorden=%1b', '/' + '/'.join('abcdefgh')):
        status, _ = r.ask('GET', path)
        if status not in (400, 413):
            wrong.append((path, status))
    claim('odd encodings are refused', not wrong, str(wrong))
    claim('a long path is refused', r.ask('GET', '/' + 'a' * 9000)[0] in (413, 414))
    claim('long headers are refused', r.ask('GET', '/wachtrij', X_Lang='a' * 60000)[0] in (413, 431))
    status, _ = r.ask('POST', f'/zaak/{case}/besluit', 'noot=' + 'a' * (256 * 1024))
    claim('a body over the limit is refused', status == 413)
    status, _ = r.ask('POST', f'/zaak/{case}/besluit', '&'.join(f'a{i}=1' for i in range(300)))
    claim('too many fields are refused', status == 413)
    status, _ = r.ask('POST', f'/zaak/{case}/besluit', '{}', Content_Type='application/json')
    claim('another type of body is refused', status == 415)
    link = socket.create_connection(('127.0.0.1', PORT), timeout=20)
    link.sendall(b'POST /inloggen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n'
                 b'Content-Type: application/x-www-form-urlencoded\r\n\r\n')
    sent = 0
    try:
        while sent < 1024:  # 64 MB: more than a system keeps for a program that reads none of it
            link.sendall(b'10000\r\n' + b'a' * 65536 + b'\r\n')
            sent += 1
    except OSError:
        pass
    link.close()
    claim('a body without end is cut off', sent < 1024)
    claim('... and the service goes on', r.ask('GET', '/wachtrij')[0] == 200)
    numbers = [r.ask('GET', f'/zaak/{n}')[0] for n in ('99999999999999999999', '-1', '1e3', '0')]
    claim('odd numbers are not there', numbers == [404] * 4, str(numbers))


def test_pages(r, case, item):
    _, page = r.ask('GET', f'/signaal/{item}')
    claim('the words are marked', re.search(r'<mark>[^<]*maak je dood', page) is not None)
    claim('the rule\'s question and version are shown', 'Om na te gaan' in page and 'nl-stalking' in page)
    _, text = r.ask('GET', f'/stuk/{case}/m3')
    claim('markup in a text is text', '<script>alert' not in text and '&lt;script&gt;alert' in text)
    odd = case_of(r, 'z/3 é')
    claim('an odd name of a case has its page', r.ask('GET', f'/zaak/{odd}')[0] == 200)
    everything = ''
    for path in ('/wachtrij', f'/zaak/{case}', f'/signaal/{item}', f'/stuk/{case}/m2', '/zoeken', '/toetsen'):
        everything += r.ask('GET', path)[1]
    claim('no page has a style or script of its own, or asks others', not re.search(
        r'style=|<style|<script(?! src="/toetsen\.js")|\son[a-z]+=|https?://(?!www\.w3\.org)', everything))
    claim('no page speaks of low risk, a perpetrator or a score', not re.search(
        r'laag risico|geen risico|low risk|\bdader|\bscore\b|\bveilig\b', everything, re.I))
    _, css = r.ask('GET', '/stijl.css')
    claim('the style sheet asks nothing of others', 'url(' not in css.replace('url(#hatch)', '') and '@import' not in css)


def test_work(r, other, second, case, item):
    claim('a case is taken', r.post(f'/zaak/{case}/nemen')[0] == 303)
    status, page = other.post(f'/zaak/{case}/nemen')
    claim('... and nobody else takes it', status == 409 and 'Iemand anders' in page)
    claim('... and it is given back', r.post(f'/zaak/{case}/vrijgeven')[0] == 303)
    _, page = r.ask('GET', f'/signaal/{item}')
    finding = re.search(r'name="lezing\.(\d+)"', page).group(1)
    status, page = r.post(f'/signaal/{item}/lezen', **{f'lezing__{finding}': 'nee'})
    claim('"nee" wants a reason', status == 422 and 'reden' in page)
    claim('no answer is no answer', r.post(f'/signaal/{item}/lezen')[0] == 422)
    status, _ = r.post(f'/signaal/{item}/lezen', **{f'lezing__{finding}': 'twijfel', f'noot__{finding}': 'een\r\n<b>twee'})
    claim('a reading is kept', status == 303)
    num = re.search(r'besluit=(\d+)', r.headers['Location']).group(1)
    _, page = r.ask('GET', f'/signaal/{item}')
    claim('... with its note, escaped', '&lt;b&gt;twee' in page and '<b>twee' not in page)
    claim('another cannot undo it', other.post(f'/besluit/{num}/terug')[0] == 409)
    claim('who gave it can', r.post(f'/besluit/{num}/terug')[0] == 303)
    r.post(f'/signaal/{item}/lezen', **{f'lezing__{finding}': 'twijfel', f'noot__{finding}': 'wat is dit'})
    _, page = second.ask('GET', f'/signaal/{item}')
    claim('a second reader does not meet the first answer', 'wat is dit' not in page)
    due = None
    for _ in range(40):  # a reading is handed on when it can no longer be undone
        _, page = second.ask('GET', '/tweede')
        due = re.search(r'action="/tweede/(\d+)/lezen"', page)
        if due:
            break
        time.sleep(0.5)
    claim('... but gets the same words to read', due is not None and 'Wanneer kijken' not in page, page[:600])
    if due:
        status, _ = second.post(f'/tweede/{due.group(1)}/lezen', **{f'lezing__{due.group(1)}': 'ja', 'ronde': '2'})
        claim('a second reading is kept', status == 303)
    _, page = r.ask('GET', f'/zaak/{case}')
    through = re.search(r'name="tot" value="(\d+)"', page).group(1)
    claim('"geen vervolg" wants a note', r.post(f'/zaak/{case}/besluit', wat='geen', tot=through)[0] == 422)
    claim('a decision on the case is kept', r.post(f'/zaak/{case}/besluit', wat='geen', noot='bekend', tot=through)[0] == 303)
    _, page = other.ask('GET', f'/zaak/{case}')
    claim('at severity 5 it waits for a second person', 'tweede persoon' in page)
    status, page = r.post(f'/zaak/{case}/besluit', wat='geen', noot='bekend', tot=through)
    claim('... who is not the first', status == 409, f'{status} {page[-300:]}')
    claim('... and may agree', other.post(f'/zaak/{case}/besluit', wat='geen', noot='eens', tot=through)[0] == 303)
    claim('then it leaves the queue', case_of(r, 'z1') == '0')
    _, page = r.ask('GET', f'/zaak/{case}')
    claim('... and its page still tells the decisions', 'Nu geen vervolg' in page and 'eens' in page)
    claim('... of which none waits any more', 'tweede persoon)' not in page)
    _, hits = r.ask('GET', '/zoeken?woorden=gemaakt')
    claim('a word is found in another form', hits.count('<mark>') >= 2, hits[-900:])


def test_preferences(r):
    claim('a key that stands twice is refused', r.post('/toetsen', volgende='k', vorige='k')[0] == 422)
    claim('keys can be changed', r.post('/toetsen', volgende='w', masker='1')[0] == 303)
    _, page = r.ask('GET', '/toetsen')
    claim('... and stay changed', 'volgende=w' in page and 'vorige=k' not in page)
    claim('keys can be switched off', r.post('/toetsen', volgende='w', masker='1', uit='1')[0] == 303 and
          'data-keys' not in r.ask('GET', '/toetsen')[1])
    _, page = r.ask('GET', f'/signaal/{item_of(r, case_of(r, "z2"))}')
    claim('heavy words can be hidden, and opened without script', '<details class="mask">' in page)


def main():
    test_table()
    test_login()
    browsers = {role: Browser() for role in ROLES}
    claim('every role can log in', all([b.log_in(role) == 303 for role, b in browsers.items()]))
    r = browsers['reviewer']
    case = case_of(r, 'z1')
    item = item_of(r, case)
    claim('the seeded case is there', case != '0' and item != '0')
    test_pages(r, case, item)
    test_partner(browsers['partner_reader'], case)
    test_other_case(case, item)
    _, page = r.ask('GET', f'/signaal/{item}')
    test_every_other_case(case, item, re.search(r'name="lezing\.(\d+)"', page).group(1))
    test_odd(r, case)
    test_hostile(r, case, item)
    other = Browser()
    other.log_in('ander')
    test_work(r, other, browsers['second_reviewer'], case, item)
    test_preferences(r)
    # Last: these try every route, and take, hand over and put away as they go.
    test_doors(browsers, case_of(r, 'z2'), item_of(r, case_of(r, 'z2')))
    print('done')


main()

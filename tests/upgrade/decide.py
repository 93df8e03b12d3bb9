#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""decide.py PORT PASSWORD: as reviewer, decide on the first case of the queue. Only what every release has: the form."""
import http.client
import re
import sys
import urllib.parse

PORT, PASSWORD = int(sys.argv[1]), sys.argv[2]
cookies = {}


def ask(method, path, form=None):
    link = http.client.HTTPConnection('127.0.0.1', PORT, timeout=20)
    headers = {'Cookie': '; '.join(f'{k}={v}' for k, v in cookies.items())} if cookies else {}
    if form is not None:
        headers['Content-Type'] = 'application/x-www-form-urlencoded'
    link.request(method, path, urllib.parse.urlencode(form) if form is not None else None, headers)
    answer = link.getresponse()
    for name, value in answer.getheaders():
        if name.lower() == 'set-cookie':
            key, rest = value.split('=', 1)
            cookies[key] = rest.split(';')[0]
    return answer.status, answer.read().decode('utf-8')


def token(page):
    return re.search(r'name="token" value="([0-9a-f]*)"', page).group(1)


def form_to(page, path):
    """The fields of the form that goes to a path: what is hidden, ticked or first in a list."""
    body = re.search(r'<form[^>]*action="' + re.escape(path) + r'".*?</form>', page, re.S).group(0)
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', body))
    for name, value in re.findall(r'<input[^>]*type="radio"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', body):
        fields.setdefault(name, value)
    for name in re.findall(r'<textarea[^>]*name="([^"]*)"', body):
        fields[name] = 'Besproken met de collega van dienst, verzonnen zaak.'
    return fields


_, page = ask('GET', '/inloggen')
status, _ = ask('POST', '/inloggen', {'naam': 'reviewer', 'wachtwoord': PASSWORD, 'token': token(page)})
assert status == 303, status
_, page = ask('GET', '/wachtrij')
case = re.search(r'href="(/zaak/\d+)"', page).group(1)
_, page = ask('GET', case)
status, page = ask('POST', case + '/besluit', {**form_to(page, case + '/besluit'), 'wat': 'geen', 'token': token(page)})
assert status == 303, (status, page)

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# accounting.sh BUILD: what a store must account for: a purpose before anything goes in, accounts, a log that shows each
# touch, and destroying without a byte left, also when it is killed. Closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
export WAAKVLAM_RULES=$root/rules/nl-stalking
says() { local want=$1; shift; "$@" 2>&1 | grep -qE -- "$want"; }
sql() { python3 - "$@" <<'P'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for statement in sys.argv[2:]:
    for row in db.execute(statement): print(*row)
db.commit()
P
}
valid() { # valid DEFINITION FILE
    python3 - "$root/docs/output.schema.json" "$@" <<'P'
import json, sys
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
check = Draft7Validator({'$ref': '#/definitions/' + sys.argv[2], 'definitions': schema['definitions']})
lines = [l for l in open(sys.argv[3], encoding='utf-8') if l.strip()]
assert lines, 'no line'
for line in lines: check.validate(json.loads(line)); Draft7Validator(schema).validate(json.loads(line))
P
}

# Two cases, one of them with a word that stands nowhere else; old and new records.
python3 - >in.ndjson <<'P'
import json
for i in range(60):
    case = 'c%d' % (i % 2)
    word = 'kwetterbessen' if case == 'c1' else 'appels'
    print(json.dumps({'id': 'm%d' % i, 'case': case, 'kind': 'message', 'from': 'B', 'to': ['A'], 'channel': 'sms',
                      'occurred_at': '%d-03-%02dT10:00:00+01:00' % (2019 if i < 10 else 2026, i % 28 + 1),
                      'text': 'Ik maak je dood met je %s, nummer %d.' % (word, i)}))
P
"$wv" scan -o out.ndjson in.ndjson 2>/dev/null
ingest() { "$wv" ingest -q --records in.ndjson "$@"; }

# --- purpose
claim "a store without a purpose takes nothing in" exits 64 ingest s.db out.ndjson
claim "... and is not made" test ! -e s.db
claim "a word is no purpose" exits 64 ingest --purpose test --legal-basis avg s.db out.ndjson
claim "no such legal basis" exits 64 ingest --purpose "Casusoverleg stalking" --legal-basis zomaar s.db out.ndjson
claim "with both it does" exits 0 ingest --purpose "Casusoverleg stalking" --legal-basis wpg-8 s.db out.ndjson
claim "the store remembers" exits 0 ingest s.db out.ndjson
claim "another purpose is refused" exits 64 ingest --purpose "Iets heel anders" s.db out.ndjson
claim "the file is the owner's alone" test "$(stat -c %a s.db)" = 600

# --- accounts
add() { printf '%s\n' "$1" | "$wv" user s.db add "$2" "$3"; }
claim "an account" add "een lang wachtwoord" anna reviewer
claim "a short password is refused" exits 64 add kort bert reviewer
claim "an unknown role is refused" exits 64 add "een lang wachtwoord" bert baas
claim "... with the roles named" says partner_reader add "een lang wachtwoord" bert baas
claim "a name twice is refused" exits 64 add "een lang wachtwoord" anna auditor
claim "another role" exits 0 "$wv" user s.db role anna partner_reader
claim "a case is granted" exits 0 "$wv" user s.db grant anna c0
claim "a case that is not there is not" exits 66 "$wv" user s.db grant anna c9
claim "the list says so" says $'^anna\tpartner_reader\tgranted cases$' "$wv" user s.db list
claim "disabled" exits 0 "$wv" user s.db disable anna
claim "the list says that" says disabled "$wv" user s.db list
claim "nobody of that name" exits 66 "$wv" user s.db disable carla
claim "no password stands in the store" bash -c '! grep -aq "een lang wachtwoord" s.db'

# --- the log
claim "a key" exits 0 "$wv" audit keygen key
claim "a key is never written over" exits 73 "$wv" audit keygen key
claim "the secret one is the owner's alone" test "$(stat -c %a key)" = 600
"$wv" audit head s.db --key key >heads
claim "heads are as the schema says" valid auditHead heads
verify() { "$wv" audit verify "${1:-s.db}" --heads heads --public-key key.pub; }
claim "a log that nobody touched" exits 0 verify
"$wv" audit show s.db >log.ndjson
claim "lines of the log are as the schema says" valid audit log.ndjson
claim "ingest, accounts and grants stand in it" bash -c \
    'for v in ingest account grant; do grep -q "\"verb\":\"$v\"" log.ndjson || exit 1; done'
claim "showing it is an entry too" says '"what":\{"log":true\}' "$wv" audit show s.db --verb view
claim "it is shown by case" test "$("$wv" audit show s.db --case c0 | grep -c '"verb":"grant"')" = 1
tampered() { # tampered SQL: exit 74
    cp s.db t.db && sql t.db "$1" && exits 74 verify t.db
}
claim "a changed entry is found" tampered "UPDATE audit SET at = at - 60 WHERE seq = 3"
claim "changed details are found" tampered "UPDATE audit_detail SET who = 'bert' WHERE seq = 4"
claim "a dropped entry is found" tampered "DELETE FROM audit WHERE seq = 4"
claim "dropped details are found" tampered "DELETE FROM audit_detail WHERE seq = 4"
claim "a cut end is found" tampered "DELETE FROM audit WHERE seq >= 6"
claim "another case is found" tampered "UPDATE audit_case SET case_num = 2"
other() { "$wv" audit keygen other && "$wv" audit verify s.db --heads heads --public-key other.pub; }
claim "heads of another key are not believed" exits 74 other

# --- the bundle
echo "12 passed, 0 failed" >tests.out
claim "a bundle" exits 0 "$wv" audit bundle s.db -o b --heads heads --public-key key.pub --tests tests.out
claim "its manifest holds" bash -c 'cd b && sha256sum -c --quiet MANIFEST.sha256'
claim "it is whole" bash -c 'cd b && ls config.json packs.ndjson accounts.ndjson audit.ndjson receipts.ndjson verify.json tests.txt'
claim "the report in it is as the schema says" valid auditReport b/verify.json
claim "it names purpose, pack and roles" bash -c \
    'grep -q "Casusoverleg" b/config.json && grep -q sha256 b/packs.ndjson && grep -q partner_reader b/accounts.ndjson'
claim "no text of a record is in it" bash -c '! grep -rq "appels\|kwetterbessen" b'
claim "a folder that is there is left alone" exits 73 "$wv" audit bundle s.db -o b

# --- retention
claim "what would go" says "destroyed" "$wv" purge s.db --dry-run
claim "nothing went" test "$(sql s.db 'SELECT count(*) FROM record')" = 60
claim "a moment to come is for rehearsals" exits 64 "$wv" purge s.db --as-of 2099-01-01
claim "a purge" bash -c "'$wv' purge s.db >receipt.ndjson"
claim "its receipt is as the schema says" valid receipt receipt.ndjson
claim "ten records of 2019 went, with their flags" test "$(jq -c '[.destroyed.records, .destroyed.flags]' receipt.ndjson)" = '[10,10]'
claim "and the log still holds" exits 0 verify
hits() { cat s.db s.db-wal s.db-shm 2>/dev/null | grep -aoc -- "$1"; }
claim "the word is there" test "$(hits kwetterbessen)" -gt 0
claim "the source deleted a case" bash -c "'$wv' purge s.db --case c1 >receipt.ndjson"
claim "the case went" test "$(jq .destroyed.cases receipt.ndjson)" = 1
claim "no byte of the word is left" test "$(hits kwetterbessen)" = 0
claim "the other case is there" test "$(hits appels)" -gt 0
echo '{"case":"c0","id":"m12"}' >deleted.ndjson
claim "the source deleted a record" bash -c "'$wv' purge s.db --deleted deleted.ndjson >receipt.ndjson"
claim "it went with its flag" test "$(jq -c '[.destroyed.records, .destroyed.flags]' receipt.ndjson)" = '[1,1]'
claim "the log still holds" exits 0 verify
claim "receipts are kept" test "$(sql s.db 'SELECT count(*) FROM receipt')" = 3

# --- by day: all but rewriting the file
not_yet() {
    "$wv" ingest -q --records in.ndjson --purpose "Casusoverleg stalking" --legal-basis avg d.db out.ndjson &&
        "$wv" purge d.db --case c1 --not-yet >early 2>/dev/null && [ ! -s early ] && [ "$(sql d.db 'SELECT count(*) FROM receipt')" = 0 ] &&
        [ "$(sql d.db "SELECT count(*) FROM case_row WHERE name = 'c1'")" = 0 ] && "$wv" purge d.db >late &&
        [ "$(jq .destroyed.cases late)" = 1 ] && [ "$(cat d.db d.db-wal 2>/dev/null | grep -ao kwetterbessen | wc -l)" = 0 ]
}
claim "by day it goes without the receipt; the next purge takes the bytes and gives it" not_yet

# --- killed in the middle: the next one finishes, no byte is left, the log holds
killed() {
    local round
    for round in $(seq 1 12); do
        rm -f k.db*
        "$wv" ingest -q --records in.ndjson --purpose "Casusoverleg stalking" --legal-basis avg k.db out.ndjson || return 1
        "$wv" purge k.db --case c1 >/dev/null 2>&1 &
        sleep "0.0$((round * 3 % 40 + 10))"
        kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        "$wv" purge k.db --case c1 >/dev/null 2>&1 || return 1
        [ "$(cat k.db k.db-wal k.db-shm 2>/dev/null | grep -ao kwetterbessen | wc -l)" = 0 ] || return 1
        "$wv" audit verify k.db >/dev/null 2>&1 || return 1
    done
}
claim "killed twelve times in the middle" killed

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

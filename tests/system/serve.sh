#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# serve.sh BUILD: the review pages from outside: who may see what, a round of work, hostile requests, and
# that what was done is in the audit log. The requests are made by serve_requests.py, one claim each.
# One `ok` or `not ok` line a claim; closes with `N passed, N failed`.
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
export WAAKVLAM_RULES=$root/rules/nl-stalking
password=een-lang-wachtwoord

record() { # record ID CASE DAY TEXT
    jq -cn --arg id "$1" --arg case "$2" --arg at "2026-03-$3T21:10:00+01:00" --arg text "$4" \
        '{id:$id, case:$case, kind:"message", from:"B", to:"A", channel:"whatsapp", occurred_at:$at, text:$text,
          persons:[{ref:"A",role:"target"},{ref:"B",role:"other"}]}'
}
{
    record m1 z1 02 'Ik maak je dood als je niet opneemt.'
    record m2 z1 03 'Hoe laat ben je thuis?'
    record m3 z1 04 '<script>alert(1)</script> ik maak je dood "dan'
    record m4 z2 05 'Ik maak je dood.'
    record m5 "z/3 é" 06 'Ik maak je kapot, ik maak je dood.'
} >records.ndjson

"$wv" scan -q -o flags.ndjson records.ndjson || exit 1
claim "without a purpose nothing is served" \
    eval '"$wv" ingest -q --records records.ndjson none.store flags.ndjson; ! "$wv" serve none.store --listen 127.0.0.1:0'
"$wv" ingest -q --purpose 'proef met verzonnen zaken' --legal-basis wpg-8 --records records.ndjson s.store flags.ndjson || exit 1
for role in intake reviewer second_reviewer case_director process_director pack_owner auditor administrator partner_reader; do
    echo "$password" | "$wv" user s.store add "$role" "$role" || exit 1
done
echo "$password" | "$wv" user s.store add ander reviewer
echo "$password" | "$wv" user --granted-only s.store add beperkt reviewer
"$wv" user s.store grant beperkt z2 && "$wv" user s.store grant partner_reader z1 || exit 1

claim "an address that others can reach is refused" exits 64 timeout 20 "$wv" serve s.store --listen 0.0.0.0:0
claim "a name of a host is refused" exits 64 timeout 20 "$wv" serve s.store --listen example.org:80
claim "headers of a proxy on a port are refused" exits 64 timeout 20 "$wv" serve s.store --proxy-user X-User --proxy-role X-Role
claim "a store that is not there is said" exits 66 timeout 20 "$wv" serve no.store --listen 127.0.0.1:0

serve_on() { # serve_on OPTION...: starts a server and waits until it listens
    "$wv" serve s.store "$@" >serve.out 2>serve.err &
    server=$!
    for _ in $(seq 100); do grep -q 'waakvlam serve:' serve.out && return 0; kill -0 "$server" 2>/dev/null || return 1; sleep 0.2; done
    return 1
}
stop() { kill -TERM "$server" && wait "$server"; }

claim "it serves" serve_on --listen 127.0.0.1:0
port=$(sed -n 's/.*port \([0-9]*\) on.*/\1/p' serve.out)
python3 "$root/tests/system/serve_requests.py" "$port" "$password" >requests.out 2>&1
cat requests.out
passed=$((passed + $(grep -c '^ok ' requests.out))) failed=$((failed + $(grep -c '^not ok ' requests.out)))
claim "all requests were made" grep -q '^done$' requests.out
claim "a second server on the same port is refused" exits 75 timeout 20 "$wv" serve s.store --listen "127.0.0.1:$port"
claim "it ends on SIGTERM" stop
claim "nothing was said on stderr" eval '! [ -s serve.err ]'
claim "the audit log holds" "$wv" audit verify s.store
logged() { "$wv" audit show s.store >audit.ndjson && for verb in login login_failed view take read decide undo search refused; do
    jq -e -s --arg v "$verb" 'any(.verb == $v)' audit.ndjson >/dev/null || { echo "no $verb"; return 1; }; done; }
claim "every kind of act is in the log" logged
claim "the words of a search are in the log" jq -e -s 'any(.verb == "search" and (.what | tostring | contains("gemaakt")))' audit.ndjson
claim "no text of a record is in the log" eval '! grep -q "opneemt" audit.ndjson'

claim "it serves on a unix socket, to a proxy" serve_on --unix pages.sock --proxy-user X-User --proxy-role X-Role
claim "... that group may use, and others may not" eval '[ "$(stat -c %a pages.sock)" = 660 ]'
get() { curl -s -o page.html -w '%{http_code}\n' --unix-socket pages.sock "$@"; }
status() { local want=$1; shift; local got; got=$(get "$@"); [ "$got" = "$want" ] || { echo "$got, want $want"; return 1; }; }
claim "a user and role of the proxy get their page" status 200 -H 'X-User: jan' -H 'X-Role: reviewer' http://x/wachtrij
claim "without its headers nothing is shown" status 403 http://x/wachtrij
claim "an unknown role is nobody" status 403 -H 'X-User: jan' -H 'X-Role: baas' http://x/wachtrij
claim "a role that sees no cases sees none" status 403 -H 'X-User: jan' -H 'X-Role: administrator' http://x/wachtrij
claim "there is no login page then" status 404 http://x/inloggen
claim "it ends, and takes its socket along" eval 'stop; ! [ -e pages.sock ]'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

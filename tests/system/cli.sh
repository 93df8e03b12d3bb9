#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# cli.sh BUILD: the command line itself: help, versions, slips, exit codes, options, the lock.
# Closes with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.."
bin=$(realpath "$1/waakvlam") passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# expect NAME EXIT PATTERN COMMAND...: the exit code, and a pattern in what it said (stdout and
# stderr).
expect() {
    local name=$1 code=$2 pattern=$3 got
    shift 3
    said=$("$@" 2>&1 </dev/null)
    got=$?
    if [ "$got" -eq "$code" ] && grep -qE -- "$pattern" <<<"$said"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    printf 'FAIL %s: exit %s, expected %s and /%s/; said:\n%s\n' \
        "$name" "$got" "$code" "$pattern" "$said"
}

pack=tests/packs/minimal
expect "no command is a usage error" 64 "usage: waakvlam COMMAND" "$bin"
expect "help is no error" 0 "commands:" "$bin" --help
expect "help lists check" 0 "^  check " "$bin" help
expect "version" 0 "^waakvlam $(cat VERSION)$" "$bin" --version
expect "unknown command is guessed" 64 "unknown command 'chekc' \(did you mean 'check'\?\)" \
    "$bin" chekc
expect "unknown command far off" 64 "unknown command 'xyzzyxyzzy'$" "$bin" xyzzyxyzzy
expect "command help comes from its option table" 0 "--write-lock +write pack.lock" \
    "$bin" check --help
expect "help COMMAND is the same" 0 "--write-lock +write pack.lock" "$bin" help check
expect "unknown option is guessed" 64 "unknown option --strickt \(did you mean --strict\?\)" \
    "$bin" check --strickt
expect "unknown letter" 64 "unknown option -Z" "$bin" check -Z
expect "missing value" 64 "-r needs a value: PACK" "$bin" check -r
expect "a flag takes no value" 64 "--strict takes no value" "$bin" check --strict=1
expect "an operand that is not wanted" 64 "no operand expected" "$bin" check x
expect "a pack that is not there" 66 "cannot open the rule pack" "$bin" check -r "$work/nergens"
expect "check says what it found" 0 \
    "^minimal 0.1.0: 2 rules, 3 tests; 2 of 2 signals and 0 of 1 patterns" \
    "$bin" check -r $pack
expect "value joined to its letter" 0 "^minimal" "$bin" check -q -r$pack
expect "value after =" 0 "^minimal" "$bin" check --quiet --rules=$pack
expect "long option cut short" 0 "^minimal" "$bin" check --qui --rule $pack
expect "strict makes warnings fail" 78 "warnings$" "$bin" check --strict -r $pack
expect "the environment names the pack" 0 "^minimal" env WAAKVLAM_RULES=$pack "$bin" check -q
expect "-r goes before the environment" 0 "^minimal" \
    env WAAKVLAM_RULES=/nergens "$bin" check -q -r $pack
expect "in-rule tests pass" 0 "^3 passed, 0 failed$" "$bin" test -r $pack
expect "a glob chooses rules" 0 "^0 passed, 0 failed$" "$bin" test -r $pack "order.*"
expect "a glob that fits nothing" 64 "no rule is named 'zo.niet'" "$bin" test -r $pack "zo.niet"
expect "a full disk is told" 74 "cannot write the output" bash -c "'$bin' --help >/dev/full"

cp -r $pack "$work/pack"
rules=$work/pack/rules/dreigen.yaml
sed -i 's/no-match: "Ik maak je blij."/no-match: "Ik maak je dood hoor."/' "$rules"
expect "a failing test is exit 1" 1 "^2 passed, 1 failed$" "$bin" test -r "$work/pack"
expect "with its place" 1 \
    "^rules/dreigen.yaml:19:17: failed: threat.kill.direct: no-match, who P$" \
    "$bin" test -r "$work/pack"
expect "and what was found" 1 "found '.*je dood'" "$bin" test -r "$work/pack"
sed -i 's/no-match: "Ik maak je dood hoor."/match: "Ik maak je blij."/' "$rules"
expect "a missing word is named" 1 "doden: not matched; nearest: .*, which lacks <dood_maken>$" \
    "$bin" test -r "$work/pack"
expect "the lock is written" 0 "^minimal" "$bin" check -q --write-lock -r "$work/pack"
expect "and fits" 0 "^minimal" \
    bash -c "! '$bin' check -r '$work/pack' 2>&1 | grep 'W24' && '$bin' check -q -r '$work/pack'"
sed -i 's/^basis: said/basis: inferred/' "$rules"
expect "a change without a new date is seen" 0 "W244.*threat.kill.direct" \
    "$bin" check -r "$work/pack"
# 66,000 words that are nobody's, each a pattern of its own.
mkdir -p "$work/large/rules" && sed '/^reviewed/,$d' $pack/pack.yaml >"$work/large/pack.yaml" && cp $pack/signals.yaml "$work/large"
awk 'BEGIN { c = "bdfgklmnprstvwz"; v = "aeiou"; e = "ksl"
    for (i = 0; i < 66000; i++) {
        if (i % 100 == 0) printf "%sname: order.breach.r%d\nid: 00000000-0000-4000-8000-%012d\ntitle: Vol\nsignal: order.breach\nbasis: said\nstatus: test\n" \
            "author: test\ndate: 2026-11-23\ndetection:\n  condition: a\n  a:\n", i ? "---\n" : "", i, i
        n = i; w = substr(e, n % 3 + 1, 1); n = int(n / 3)
        for (k = 0; k < 5; k++) { s = k % 2 ? v : c; w = substr(s, n % length(s) + 1, 1) w; n = int(n / length(s)) }
        print "    - " w
    } }' >"$work/large/rules/words.yaml"
expect "a pack of too many words is told so" 78 "names too many words: at most 200000 " "$bin" check -q -r "$work/large"
expect "with a hint" 78 "hint: put words that may stand for each other in one list" \
    "$bin" scan --no-cache -r "$work/large" -
printf 'x: [' >>"$work/pack/signals.yaml"
expect "a broken pack stops test" 78 "error\[E005\]" "$bin" test -r "$work/pack"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

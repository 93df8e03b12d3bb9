# SPDX-License-Identifier: EUPL-1.2
# claim.sh: sourced by the system tests. They start with `begin`, or from `passed=0 failed=0`, and close with the two counts.
claim_log=claim.log # a test that stays in the tree names another place
begin() { # begin BUILD: $root, $build and $wv, and a folder of its own to work in, $work, that goes at the end
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    build=$(cd "$1" && pwd) wv=$build/waakvlam passed=0 failed=0
    unset WAAKVLAM_CASE_WORD
    export WAAKVLAM_CONFIG=off # what this machine is set to is not what is tested
    export PYTHONDONTWRITEBYTECODE=1
    work=$(mktemp -d) && cd "$work" || exit 1
    trap 'rm -rf "$work"' EXIT
    claim_log=$work/claim.log
}
claim() { # claim TEXT COMMAND...: the command's exit code decides
    local text=$1; shift
    if "$@" >"$claim_log" 2>&1; then passed=$((passed + 1)); echo "ok $text"
    else failed=$((failed + 1)); echo "not ok $text"; sed 's/^/#   /' "$claim_log" | head -20; fi
}
exits() { # exits CODE COMMAND...
    local want=$1; shift
    "$@"; local got=$?
    [ "$got" -eq "$want" ] || { echo "exit $got, want $want"; return 1; }
}
# Records of one case, z1, in January 2026 at eight.
event() { # event ID TYPE DAY ATTRS
    echo "{\"id\":\"$1\",\"case\":\"z1\",\"kind\":\"event\",\"type\":\"$2\"," \
         "\"occurred_at\":\"2026-01-$3T08:00:00+01:00\",\"attrs\":$4}"
}
message() { # message ID DAY CHANNEL TEXT
    echo "{\"id\":\"$1\",\"case\":\"z1\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\"," \
         "\"occurred_at\":\"2026-01-$2T08:00:00+01:00\",\"channel\":\"$3\",\"text\":\"$4\"}"
}

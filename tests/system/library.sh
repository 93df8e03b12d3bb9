#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# library.sh BUILD: the installed header stands alone as C11 and C++17, and docs/example.c builds
# and says what it should.
set -u
cd "$(dirname "$0")/../.."
. tests/claim.sh
build=$1 passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
claim_log=$work/log
{ printf '#include <waakvlam.h>\n#include <waakvlam.h>\n'
  printf 'int main(void) { return wv_rules_count(0) != 0; }\n'; } >"$work/a.c"
cp "$work/a.c" "$work/a.cpp"
strict=(-pedantic-errors -Wall -Wextra -Wconversion -Werror -Iengine/include)
libs="$build/libwaakvlam.a -fopenmp -lm
    $(pkg-config --libs libfyaml libpcre2-8 sqlite3 libsodium libxxhash) -lstemmer"
claim 'the header compiles alone as C11' gcc -std=c11 "${strict[@]}" -c "$work/a.c" -o "$work/a.o"
claim 'the header compiles alone as C++17' g++ -std=c++17 "${strict[@]}" -c "$work/a.cpp" -o \
    "$work/b.o"
claim 'a C++ program links' g++ "$work/b.o" $libs -o "$work/b"
claim 'the example compiles' gcc -std=c11 "${strict[@]}" docs/example.c $libs -o "$work/example"
example() {
    "$work/example" tests/packs/minimal 'é Hij zei dat hij mij zou vermoorden.' >"$work/out" ||
        return 1
    cat "$work/out"
    grep -q '^severity 5  threat.kill  (threat.kill.direct)$' "$work/out" &&
        grep -qE '^    18-21  mij$' "$work/out"
}
claim 'the example finds a threat and its words' example
refused() { "$work/example" tests/nergens 'x'; [ $? -eq 1 ]; }
claim 'the example says what is wrong with a pack that is not there' refused
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

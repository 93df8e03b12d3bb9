#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# install.sh BUILD: `make install` below a prefix gives a program that finds its rules, and a library that a program
# found by pkg-config links with, static and shared. Closes with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.."
. tests/claim.sh
build=$1 passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
claim_log=$work/log
claim 'make install' make --no-print-directory BUILD="$build" PREFIX="$work/usr" install
export PKG_CONFIG_PATH=$work/usr/lib/pkgconfig
unset WAAKVLAM_RULES
sample=$PWD/corpus-synthetic/sample.ndjson
scan() { (cd / && "$work/usr/bin/waakvlam" scan "$sample" | grep -q '"rule":"violence.strangulation'); }
claim 'the installed program finds its own rules from any folder' scan
shared() {
    gcc docs/example.c $(pkg-config --cflags --libs waakvlam) -Wl,-rpath,"$work/usr/lib" -o "$work/shared" &&
        "$work/shared" tests/packs/minimal 'Hij zei dat hij mij zou vermoorden.' | grep -q threat.kill &&
        ldd "$work/shared" | grep -q libwaakvlam.so.0
}
claim 'a program links with the shared library by pkg-config' shared
hidden() { ! nm -D --defined-only "$work/usr/lib/libwaakvlam.so.0" | grep -E ' [TDB] ' | grep -vE ' (wv_(library|rules|scanner|status)_[a-z0-9_]+)$'; }
claim 'the shared library shows only the public API' hidden
manual() { man -l --warnings "$work/usr/share/man/man1/waakvlam.1" >/dev/null 2>"$work/man" ; [ ! -s "$work/man" ]; }
command -v man >/dev/null && claim 'the man page has no warnings' manual
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

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
pages=$work/usr/share/man/man1
all_pages() {
    local names
    names=$("$work/usr/bin/waakvlam" --help=table | cut -f2) && [ -n "$names" ] || return 1
    for name in $names; do [ -s "$pages/waakvlam-$name.1" ] || return 1; done
}
claim 'each command has a man page, made of its option table' all_pages
all_parts() { for part in man/parts/*.roff; do [ -s "$pages/waakvlam-$(basename "$part" .roff).1" ] || return 1; done; }
claim 'no part of the manual is of a command that is not there' all_parts
manual() { for page in "$pages"/*.1; do man -l --warnings "$page" 2>&1 >/dev/null; done >"$work/man"; [ ! -s "$work/man" ]; }
command -v man >/dev/null && claim 'the man pages have no warnings' manual
completed() { # completed LINE: what bash offers at the end of LINE
    bash -c '. "$1"; COMP_WORDS=($2); [ "${2: -1}" = " " ] && COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
             _waakvlam; printf "%s\n" "${COMPREPLY[@]}"' \
        _ "$work/usr/share/bash-completion/completions/waakvlam" "$1"
}
bash_commands() { [ "$(completed 'waakvlam sca')" = scan ] && completed 'waakvlam state ' | grep -qx verify; }
claim 'bash completes commands and their words' bash_commands
bash_options() { completed 'waakvlam scan --dead' | grep -qx -- --dead-letter && [ "$(completed 'waakvlam key --wh')" = --why ]; }
claim 'bash completes the options of a command' bash_options
fish_options() { grep -q "__fish_seen_subcommand_from scan' -s o -l output -r " "$work/usr/share/fish/vendor_completions.d/waakvlam.fish"; }
claim 'fish knows an option, its letter, and that it takes a value' fish_options
zsh_options() { grep -q -- "'--output\[.*\]:FILE:_files'" "$work/usr/share/zsh/site-functions/_waakvlam"; }
claim 'zsh knows an option and its value' zsh_options
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# arm64.sh BUILD OUT: the engine built for 64-bit ARM and run in an emulator: its vector code (NEON) by the unit tests of what has ways of its own, and a
# scan whose bytes must be those of BUILD, made for this machine. Debian's arm64 libraries are unpacked under OUT and touch nothing else; OUT/root may stay.
# Closes with `N passed, N failed`.
set -eu
build=$1 out=$2 passed=0 failed=0
libraries="libc6-dev libgomp1 libfyaml-dev libpcre2-dev libstemmer-dev libsqlite3-dev libsodium-dev libxxhash-dev libmicrohttpd-dev libseccomp-dev
           libxml2-dev libzip-dev libgmime-3.0-dev libcmocka-dev"
tests="test_pieces test_piece_table test_json test_marks test_reader test_utf8 test_sha256 test_wordgate test_sketch test_checksum"
for need in aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu qemu-aarch64:qemu-user apt-get:apt; do
    command -v "${need%:*}" >/dev/null || { echo "missing: ${need%:*} (Debian package ${need#*:})" >&2; exit 1; }
done
mkdir -p "$out" && out=$(realpath "$out") root=$(realpath "$out")/root

# A folder of its own for apt: the packages of this machine stay as they are.
unpack() {
    local own=$out/apt
    mkdir -p "$own/lists/partial" "$own/archives/partial" && : >"$own/status"
    local apt=(apt-get -q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State=$own" -o "Dir::State::status=$own/status"
        -o "Dir::State::lists=$own/lists" -o "Dir::Cache=$own" -o "Dir::Cache::archives=$own/archives" -o APT::Sandbox::User= -o Debug::NoLocking=1)
    "${apt[@]}" update >"$own/log" 2>&1 || { tail -n 5 "$own/log" >&2; return 1; }
    # shellcheck disable=SC2086
    "${apt[@]}" install -y --no-install-recommends --download-only $libraries >>"$own/log" 2>&1 || { tail -n 5 "$own/log" >&2; return 1; }
    mkdir -p "$root.new"
    for package in "$own"/archives/*.deb; do dpkg -x "$package" "$root.new"; done
    mv "$root.new" "$root" && rm -rf "$own"
}
[ -d "$root" ] || unpack

export PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root/usr/lib/aarch64-linux-gnu/pkgconfig:$root/usr/share/pkgconfig
for_arm() { make --no-print-directory -j2 CC="aarch64-linux-gnu-gcc --sysroot=$root" HOSTCC="${HOSTCC:-gcc}" BUILD="$out/build" "$@"; }
for_arm all
export QEMU_LD_PREFIX=$root WAAKVLAM_CONFIG=off WAAKVLAM_CACHE=off WAAKVLAM_SANDBOX=off
verdict() { # verdict NAME COMMAND...
    if "${@:2}" >"$out/log" 2>&1; then passed=$((passed + 1)) && echo "ok $1"
    else failed=$((failed + 1)) && echo "not ok $1" && tail -n 5 "$out/log"; fi
}
for t in $tests; do
    [ -f "tests/unit/$t.c" ] || continue
    for_arm "$out/build/tests/$t" >"$out/log" 2>&1 || { tail -n 5 "$out/log"; failed=$((failed + 1)); continue; }
    verdict "$t" qemu-aarch64 "$out/build/tests/$t"
done
for file in corpus-synthetic/sample.ndjson corpus-synthetic/small/items.ndjson corpus-synthetic/cases/records.ndjson; do
    "$build/waakvlam" scan -q -r rules/nl-stalking -j 1 -o "$out/here" "$file"
    verdict "the flags of $file are the same bytes" sh -c \
        "qemu-aarch64 '$out/build/waakvlam' scan -q -r rules/nl-stalking -j 2 -o '$out/there' '$file' && cmp '$out/here' '$out/there'"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# build.sh BUILD DIR: compiles what measures into DIR: corpus, forms, race. A peer whose package is missing is named and
# left out of race. CC, CXX as in the Makefile.
set -eu
build=$1 dir=$2
mkdir -p "$dir"
cc=${CC:-gcc} cxx=${CXX:-g++} flags="-O2 -g -Wall -Wextra -Iengine -Iengine/include -I$build/gen -fopenmp"
libs="$build/libwaakvlam.a $(pkg-config --libs libfyaml libpcre2-8 sqlite3 libsodium libxxhash) -lstemmer"
with="" objects="" peers=""
missing() { echo "missing: $1 (Debian package $2): not measured"; }
$cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra bench/corpus.c -o "$dir/corpus"
$cc -std=c11 -D_GNU_SOURCE $flags bench/forms.c $libs -o "$dir/forms"
if pkg-config --exists simdjson && command -v "$cxx" >/dev/null; then
    $cxx -std=c++17 -O2 -Wall -Ibench -c bench/json.cpp -o "$dir/json.o"
    with="$with -DWITH_SIMDJSON" objects="$objects $dir/json.o" peers="$peers -lsimdjson"
else missing simdjson libsimdjson-dev; fi
if pkg-config --exists libhs; then
    with="$with -DWITH_VECTORSCAN" objects="$objects bench/vectorscan.c" peers="$peers -lhs"
else missing Vectorscan libvectorscan-dev; fi
if pkg-config --exists re2 && command -v "$cxx" >/dev/null; then
    $cxx -std=c++17 -O2 -Wall -Ibench -c bench/re2.cpp -o "$dir/re2.o"
    with="$with -DWITH_RE2" objects="$objects $dir/re2.o" peers="$peers -lre2"
else missing RE2 libre2-dev; fi
if pkg-config --exists libpcre2-8; then with="$with -DWITH_PCRE2" objects="$objects bench/pcre2.c"
else missing PCRE2 libpcre2-dev; fi
if pkg-config --exists yara; then with="$with -DWITH_YARA" objects="$objects bench/yara.c" peers="$peers -lyara"
else missing YARA libyara-dev; fi
$cc -std=c11 -D_GNU_SOURCE $flags $with bench/race.c bench/engine.c $objects $libs $peers -lstdc++ -lm -o "$dir/race"

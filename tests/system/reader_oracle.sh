#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# reader_oracle.sh BUILD: our JSON reader against simdjson and jansson on 1,000,000 mutated lines
# (6 s on one core).
# ORACLE_LINES and ORACLE_SEED ask for more, or for others.
set -eu
cd "$(dirname "$0")/../.."
build=$1
mkdir -p "$build/tests"
${CXX:-g++} -O2 -std=c++17 -Wall -Wextra -Iengine tests/reader_oracle.cpp "$build/libwaakvlam.a" \
    -fopenmp -lsimdjson \
    -ljansson -o "$build/tests/reader_oracle"
"$build/tests/reader_oracle" "${ORACLE_LINES:-1000000}" "${ORACLE_SEED:-1}"
echo "1 passed, 0 failed"

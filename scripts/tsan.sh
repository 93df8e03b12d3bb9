#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# tsan.sh BUILD: the pipeline with four threads and small chunks under ThreadSanitizer. ThreadSanitizer does not understand
# libgomp, so BUILD was made with clang and libomp, and Archer tells it of OpenMP's joins. What remains: third-party
# libraries are not instrumented (races inside them would not be seen). Any report fails.
set -eu
build=$1 archer=$(find /usr/lib/llvm-* -name libarcher.so 2>/dev/null | sort | tail -n 1)
[ -n "$archer" ] || { echo "no libarcher.so: install libomp-14-dev" >&2; exit 1; }
export OMP_TOOL_LIBRARIES=$archer TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=0 exitcode=66"
for i in $(seq 40); do sed "s/\"id\":\"/\"id\":\"r$i-/; s/\"case\":\"/\"case\":\"c$i-/" corpus-synthetic/sample.ndjson; done > "$build/tsan.ndjson"
for chunk in 700 4096 65536; do
    "$build/waakvlam" scan -r rules/nl-stalking -j 4 --chunk-bytes "$chunk" "$build/tsan.ndjson" > "$build/tsan.$chunk" 2> "$build/tsan.err" ||
        { cat "$build/tsan.err"; echo "0 passed, 1 failed"; exit 1; }
    ! grep -q "WARNING: ThreadSanitizer" "$build/tsan.err" || { cat "$build/tsan.err"; echo "0 passed, 1 failed"; exit 1; }
done
cmp "$build/tsan.700" "$build/tsan.4096" && cmp "$build/tsan.700" "$build/tsan.65536"
echo "3 passed, 0 failed"

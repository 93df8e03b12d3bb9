#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# cases.sh BUILD [RECORDS]: what a record costs in the case stage, by number of cases and by records in a case.
# One thread; the same records without their cases give the cost of everything else, and the rest is the case stage.
set -eu
build=$1 records=${2:-1000000} dir=$1/bench
mkdir -p "$dir"
measure() { # NAME FILE RECORDS
    rm -f "$dir/cases.db"*
    /usr/bin/env bash -c "TIMEFORMAT='%U %S'; time $build/waakvlam scan -r rules/nl-stalking -j 1 --state $dir/cases.db -o $dir/cases.out $2" 2>&1 >/dev/null |
        tail -n 1 | awk -v n="$3" -v name="$1" -v state="$(stat -c %s "$dir"/cases.db 2>/dev/null || echo 0)" \
            '{printf "%-34s %10d records  %6.1f us a record\n", name, n, ($1 + $2) * 1e6 / n}'
    rm -f "$dir/cases.db"*
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print("    peak %d MB" % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))' \
        "$build/waakvlam" scan -r rules/nl-stalking -j 1 --state "$dir/cases.db" -o "$dir/cases.out" "$2"
    echo "    state $(stat -c %s "$dir/cases.db") bytes, $(($(stat -c %s "$dir/cases.db") / $3)) a record"
}
for cases in 100 1000 10000 100000; do
    python3 bench/make_cases.py "$records" $cases "$dir/cases.ndjson"
    measure "$cases cases of $((records / cases))" "$dir/cases.ndjson" "$records"
done
sed 's/"case":"[^"]*",//; s/"id":"/&x/' "$dir/cases.ndjson" | awk '{sub(/"id":"x/, "\"id\":\"" NR); print}' > "$dir/loose.ndjson"
measure "no case at all" "$dir/loose.ndjson" "$records"

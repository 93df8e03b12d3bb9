#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# dutch_report.sh BUILD DATA TOOLS: measures the Dutch of the engine on real text and writes the tables of docs/dutch.md.
# DATA holds conflation/, separable/, negation/, noise/ and TOOLS the scorers (eval_*.py), both as described in docs/dutch.md;
# neither is part of this repository. The tables stand between the two marker lines of docs/dutch.md.
set -eu
build=$1 data=$2 tools=$3
for needed in "$data/conflation/ud_dev.tsv" "$tools/eval_conflation.py"; do
    [ -e "$needed" ] || { echo "dutch_report: no $needed; call: make dutch-report DATA=... TOOLS=..." >&2; exit 66; }
done
dir=$build/dutch
mkdir -p "$dir"
wv=$build/waakvlam
${CC:-gcc} -O2 bench/stem_keys.c -lstemmer -o "$dir/stem_keys"

{ cut -f1 "$data/conflation/ud_dev.tsv"; cut -f1,2 "$data/noise/misspellings.tsv" | tr '\t' '\n'; } | LC_ALL=C sort -u > "$dir/forms"
"$wv" key < "$dir/forms" > "$dir/keys.tsv"
"$dir/stem_keys" < "$dir/forms" > "$dir/stems.tsv"

field() { grep -oE "$1=[0-9.]+" | head -1 | cut -d= -f2; }
conflation() { # KEYS ROW -> P R F1
    python3 "$tools/eval_conflation.py" "$data/conflation/ud_dev.tsv" "$1" --split dev |
        awk -F'\t' -v row="$2" '$2==row && $3=="type"{print $4, $5, $6}' | sed 's/[PRF1]*=//g'
}
row() { printf '| %s | %s | %s | %s |\n' "$@"; }

jq -c '{id, text, kind: "report"}' "$data/separable/dev_train.ndjson" > "$dir/separable.ndjson"
"$wv" tokens --verbs "$data/separable/verbs_dev_train.txt" "$dir/separable.ndjson" |
    jq -c '.id as $id | .verbs[] | {id: $id} + .' > "$dir/separable.pred"
python3 "$tools/eval_separable.py" "$data/separable/dev_train.ndjson" "$dir/separable.pred" --split dev > "$dir/separable.txt"
jq -c '{id, text, kind: "report"}' "$data/negation/dev.ndjson" | "$wv" tokens > "$dir/negation.pred"
python3 "$tools/eval_negation.py" "$data/negation/dev.ndjson" "$dir/negation.pred" --split dev > "$dir/negation.txt"
noise() { python3 "$tools/eval_noise.py" "$data/noise/misspellings.tsv" "$1" | grep -oE 'types [0-9]+/[0-9]+ = [0-9.]+' | sed 's/.*= //'; }
span() { awk -F'\t' -v row="$1" '$2==row{print $5}' "$dir/separable.txt" | field F1; }
negation() { sed -E 's/.*head recall [0-9/]+ = ([0-9.]+) over-negation [0-9/]+ = ([0-9.]+).*/\1 \/ \2/' "$dir/negation.txt"; }
pairs() { # FILE same|other: share of pairs that are wrong
    cut -f1,2 "$1" | grep -v '^#' | tr '\t' '\n' | "$wv" key | cut -f2 | paste - - |
        awk -F'\t' -v want="$2" '{n++; same = $1 == $2; if (same != (want == "same")) bad++} END {printf "%d of %d (%.1f %%)", bad, n, 100 * bad / n}'
}
{
    row "measure (data a user points at; \`--split dev\`)" "libstemmer 2.2" waakvlam ask
    row --- --- --- ---
    row "conflation, pairs within a part of speech, distinct forms: P R F1" \
        "$(conflation "$dir/stems.tsv" samepos)" "$(conflation "$dir/keys.tsv" samepos)" "F1 ≥ .98"
    row "the same, verbs" "$(conflation "$dir/stems.tsv" VERB)" "$(conflation "$dir/keys.tsv" VERB)" "F1 ≥ .99"
    row "misspelt word keeps the key of the right one" "$(noise "$dir/stems.tsv")" "$(noise "$dir/keys.tsv")" "≥ .40"
    row "minimal pairs that must stay apart, wrong" "" "$(pairs tests/data/pairs_apart.tsv other)" "≤ 2 %"
    row "minimal pairs that must meet, wrong" "" "$(pairs tests/data/pairs_meet.tsv same)" "≤ 2 %"
    row "separable verbs, all shapes, span F1" "" "$(span all)" "≥ .93"
    row "separable verbs, split only, span F1" "" "$(span split)" "≥ .88"
    row "negated head found / others wrongly negated" "" "$(negation)" "≥ .92 / ≤ .05"
} > "$dir/table.md"
cat "$dir/table.md"
python3 - docs/dutch.md "$dir/table.md" <<'P'
import sys
page, table = open(sys.argv[1], encoding='utf-8').read(), open(sys.argv[2], encoding='utf-8').read()
begin, end = '<!-- dutch-report begin -->\n', '<!-- dutch-report end -->'
head, rest = page.split(begin)
open(sys.argv[1], 'w', encoding='utf-8').write(head + begin + table + end + rest.split(end)[1])
P

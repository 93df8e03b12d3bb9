#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# demo.sh BUILD: scans the invented sample and shows what a reviewer would see.
set -eu
build=$1 sample=corpus-synthetic/sample.ndjson
echo
echo "== $build/waakvlam scan -r rules/nl-stalking -o $build/flags.ndjson $sample"
"$build/waakvlam" scan -r rules/nl-stalking -o "$build/flags.ndjson" "$sample"
echo
"$build/waakvlam" show --records "$sample" "$build/flags.ndjson"
echo
echo "The same as data: $build/flags.ndjson ($(wc -l < "$build/flags.ndjson") lines, one JSON object each)."
echo "Why did a text match, or not?"
echo "  $build/waakvlam explain 'Hij sloeg haar niet, maar kneep wel haar keel dicht.'"
echo "A flag is a question to a person, never a decision: read the text, ask the question beside it, and decide."

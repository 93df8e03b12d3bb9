#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# sanitize_sample.sh BUILD: the sample through a sanitizer build; a report of the sanitizer fails it.
set -eu
"$1/waakvlam" scan -r rules/nl-stalking -j 2 --all corpus-synthetic/sample.ndjson > "$1/sample.ndjson"
"$1/waakvlam" test -r rules/nl-stalking > "$1/rule-tests.log"

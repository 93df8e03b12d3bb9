#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# year.sh BUILD: thirty nights of the spool with all that goes wrong in a year (tests/long/year.py; `make year` runs 365).
set -u
. "$(dirname "$0")/../claim.sh"
begin "$1"
unset WAAKVLAM_RULES
python3 "$root/tests/long/year.py" "$wv" "$work/year" 30 1

#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# packages.sh PACKAGE...: makes sure that the Debian packages are there.
# Installs what is missing when it may (root, or sudo without a password); else prints the one line to run and stops.
set -u
command -v dpkg-query >/dev/null || { echo "no dpkg here; needed: $*"; exit 0; }
missing=()
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
line="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then run=()
elif sudo -n true 2>/dev/null; then run=(sudo -n)
else
    echo "These Debian packages are missing. Run this, then try again:"
    echo "  sudo $line"
    exit 1
fi
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { "${run[@]}" apt-get update -qq && "${run[@]}" $line -qq; } >"$log" 2>&1; then
    cat "$log"
    echo "could not install; run this by hand: sudo $line"
    exit 1
fi
rm -f "$log"

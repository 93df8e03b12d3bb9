#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# deb.sh OUT: the Debian packages of HEAD, in OUT. Built twice, in folders of different names and with another time zone,
# language, umask and home: the same bytes must come out. Then lintian, for which a warning is an error.
set -eu
out=$1
mkdir -p "$out"
out=$(cd "$out" && pwd)
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
build() { # build FOLDER: the packages beside FOLDER/waakvlam
    rm -rf "$1"
    mkdir -p "$1/waakvlam"
    git archive HEAD | tar -x -C "$1/waakvlam"
    (cd "$1/waakvlam" && dpkg-buildpackage -us -uc -b -j"$(nproc)") >"$1/log" 2>&1 || { tail -n 40 "$1/log"; exit 1; }
}
echo "building the packages"
build "$out/first"
echo "building them again, elsewhere"
(umask 027; export TZ=Pacific/Auckland LC_ALL=C.UTF-8 HOME=/nonexistent; build "$out/second-in-a-longer-path")
for package in "$out"/first/*.deb; do
    cmp "$package" "$out/second-in-a-longer-path/$(basename "$package")" || { echo "not reproducible: $(basename "$package")"; exit 1; }
done
rm -f "$out"/*.deb
cp "$out"/first/*.deb "$out"/first/*.changes "$out"/first/*.buildinfo "$out"
echo "reproducible: the same bytes twice"
lintian --allow-root --fail-on error,warning --info "$out"/*.changes
echo "lintian: no error, no warning"
(cd "$out" && sha256sum ./*.deb)

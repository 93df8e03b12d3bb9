#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# deb_test.sh OUT: the packages in OUT are installed, run, upgraded and removed in a clean Debian root folder
# (debootstrap minbase, kept in OUT/root.tar for a next time). As root. Closes with `N passed, N failed`.
set -u
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
. tests/claim.sh
passed=0 failed=0 claim_log=$out/deb-test.log
[ "$(id -u)" -eq 0 ] || { echo "deb_test.sh: a root folder can only be made by root: sudo make deb-test"; exit 1; }
root=$out/root
umount -q "$root/proc" 2>/dev/null
rm -rf "$root"
if [ -f "$out/root.tar" ]; then mkdir -p "$root" && tar -C "$root" -xf "$out/root.tar"
else
    mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$out/debootstrap.log" 2>&1 || { tail "$out/debootstrap.log"; exit 1; }
    tar -C "$root" -cf "$out/root.tar" .
fi
mount -t proc proc "$root/proc" || exit 1
trap 'umount "$root/proc"; rm -rf "$root"' EXIT
cp /etc/resolv.conf "$root/etc/resolv.conf"
for f in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d; do [ -e "$f" ] && cp -r "$f" "$root/etc/apt/"; done
inside() { DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$root" "$@"; }
mkdir -p "$root/packages" "$root/newer"
packages=$(ls "$out"/*.deb | grep -v -- -dbgsym_)
cp $packages "$root/packages/"
# The next version of each: the same files under a higher number.
for package in $packages; do
    rm -rf "$out/repack"
    dpkg-deb -R "$package" "$out/repack"
    sed -i -E 's/^(Version: .*)$/\1+next/; s/\(= ([^)]*)\)/(= \1+next)/' "$out/repack/DEBIAN/control"
    dpkg-deb -Zgzip -b "$out/repack" "$root/newer/" >/dev/null
done
rm -rf "$out/repack"

claim 'apt reads its lists' inside apt-get update -qq
run_packages() { inside sh -c "apt-get install -y --no-install-recommends /packages/waakvlam_*.deb /packages/waakvlam-rules-nl_*.deb jq"; }
claim 'program and rules install' run_packages
autopkgtest() { cp "debian/tests/$1" "$root/tmp/test"; inside env AUTOPKGTEST_TMP=/tmp sh /tmp/test; }
claim 'the sample is flagged, the same at four threads, and the rules pass their tests' autopkgtest sample
settings() { [ -f "$root/etc/waakvlam/config.yaml" ] && inside waakvlam config check; }
claim 'settings are there, and good' settings
folders() { inside systemd-tmpfiles --create waakvlam.conf; inside stat -c %U:%a /var/spool/waakvlam/in | grep -x waakvlam:2770; }
claim 'user and folders of the service are there' folders
timers() { ls "$root"/etc/systemd/system/timers.target.wants/waakvlam-{spool,monitor}.timer; }
claim 'its timers are enabled' timers
spool() { # as the unit does it: as that user, with the settings of the package
    inside sh -c 'cd /var/spool/waakvlam/in && zcat -f /usr/share/doc/waakvlam/examples/sample.ndjson* >a.ndjson && touch a.ndjson.ok &&
        chown waakvlam: a.ndjson* && cd / && setpriv --reuid=waakvlam --regid=waakvlam --clear-groups waakvlam spool &&
        ls /var/spool/waakvlam/done/*/a.ndjson && grep -q violence.strangulation /var/spool/waakvlam/out/*Z.ndjson &&
        setpriv --reuid=waakvlam --regid=waakvlam --clear-groups waakvlam monitor'
}
claim 'a file that arrives is scanned and moved, by the user of the service' spool
dev_packages() { inside sh -c 'apt-get install -y --no-install-recommends /packages/libwaakvlam*.deb gcc libc6-dev pkg-config'; }
claim 'library and header install' dev_packages
claim 'a program of somebody else builds with them and finds' autopkgtest embed
echo '# ours' >>"$root/etc/waakvlam/config.yaml"
upgrade() { inside sh -c 'dpkg -i --force-confold /newer/*.deb'; }
claim 'the next version installs over this one' upgrade
version() { inside dpkg-query -W -f='${Version}\n' waakvlam | grep -q '+next$'; }
claim 'and is the one that is there' version
kept() { grep -q '^# ours$' "$root/etc/waakvlam/config.yaml"; }
claim 'what the administrator changed in the settings is kept' kept
claim 'and it still runs' autopkgtest sample
purge() { inside sh -c "apt-get purge -y waakvlam waakvlam-rules-nl 'libwaakvlam*'"; }
claim 'all of it is removed' purge
left() { [ -z "$(find "$root/usr" "$root/etc" -name '*waakvlam*' -not -path '*/deb-systemd*')" ]; }
claim 'and leaves no file of its own in /usr and /etc' left
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

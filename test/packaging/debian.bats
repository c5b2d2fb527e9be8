# SPDX-License-Identifier: LGPL-2.1-or-later
# Debian's packages, built once for all tests: without optimization and without their own
# tests, or with WHOLE=yes as they are shipped.

load common

setup_file()
{
	cd "$BATS_FILE_TMPDIR"
	needs dpkg-buildpackage dh git
	export DEBS=$BATS_FILE_TMPDIR/debs
	export DEB_BUILD_OPTIONS="nocheck noopt parallel=2"
	[ "${WHOLE-}" != yes ] || export DEB_BUILD_OPTIONS="parallel=2" CCACHE_DISABLE=1
	git -C "$SRCDIR" rev-parse HEAD >/dev/null || skip "git does not know $SRCDIR"
	"$SRCDIR/packaging/debs" "$SRCDIR" "$DEBS" >"$BATS_FILE_TMPDIR/built" 2>&1 ||
		{ tail -n 30 "$BATS_FILE_TMPDIR/built" >&2; return 1; }
}

setup()
{
	cd "$BATS_TEST_TMPDIR"
}

contents() # PACKAGE: its files, without directories
{
	dpkg-deb -c "$DEBS/$1"_*.deb | awk '$1 !~ /^d/ { print $6 }' | LC_ALL=C sort
}

@test "three packages are built, of the version that the source has" {
	version=$(cat "$SRCDIR/VERSION")-1
	for package in volscan libvolscan0 libvolscan-dev; do
		equal "$(dpkg-deb -f "$DEBS/$package"_*.deb Version)" "$version"
	done
}

@test "lintian finds nothing but what is listed, with reasons" {
	needs lintian
	suppressed=()
	[ "${WHOLE-}" = yes ] || suppressed=(--suppress-tags=hardening-no-fortify-functions)
	lintian --allow-root --fail-on error,warning,info --display-info \
		"${suppressed[@]}" "$DEBS"/*.changes
}

@test "the program's package has neither the library nor its pages" {
	contents volscan >volscan
	contains "$(cat volscan)" ./usr/sbin/volscan
	contains "$(cat volscan)" ./lib/systemd/system/volscan-monitor.service
	contains "$(cat volscan)" ./usr/share/man/man5/volscan.conf.5.gz
	equal "$(grep -E 'libvolscan|volscan\.h|/man3/' volscan)" ""
	equal "$(dpkg-deb -I "$DEBS"/volscan_*.deb conffiles)" /etc/volscan/volscan.conf
}

@test "the library's packages have what a program needs to run, and to be built" {
	contents libvolscan0 | grep -vE '/doc/|/lintian/' >runs
	contents libvolscan-dev | grep -vE '/doc/|/lintian/|/man3/' >is-built
	equal "$(sed 's|/[a-z0-9_]*-linux-gnu[a-z0-9]*||' runs)" ./usr/lib/libvolscan.so.0
	equal "$(sed 's|/[a-z0-9_]*-linux-gnu[a-z0-9]*||' is-built)" "./usr/include/volscan.h
./usr/lib/libvolscan.a
./usr/lib/libvolscan.so
./usr/lib/pkgconfig/volscan.pc"
}

@test "the program needs no library of ours, and what is built with ours needs this one" {
	lacks "$(dpkg-deb -f "$DEBS"/volscan_*.deb Depends)" libvolscan
	dpkg-deb -I "$DEBS"/libvolscan0_*.deb symbols >symbols
	contains "$(cat symbols)" "VOLSCAN_0.1@VOLSCAN_0.1 0.1.0"
}

@test "packages built elsewhere have the same bytes" {
	[ "${WHOLE-}" = yes ] || skip "takes long: make check-packages does it"
	DEB_BUILD_OPTIONS="nocheck parallel=2" "$SRCDIR/packaging/debs" "$SRCDIR" "$BATS_TEST_TMPDIR/again" >built 2>&1
	for package in "$DEBS"/*.deb; do
		cmp "$package" "$BATS_TEST_TMPDIR/again/${package##*/}"
	done
}

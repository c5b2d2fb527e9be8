# SPDX-License-Identifier: LGPL-2.1-or-later
# Debian's packages in a Debian 12 that has nothing else: they install, work, and leave
# nothing when they are purged. The tests go on from each other, in this order.

load common

setup_file()
{
	needs dpkg-buildpackage dh
	export DEBS=$BATS_FILE_TMPDIR/debs
	unpack_root bookworm "$(dpkg --print-architecture)" gcc,libc6-dev,man-db,pkg-config,systemd,zstd \
		libaio1,libdevmapper1.02.1,liburing2
	DEB_BUILD_OPTIONS="nocheck parallel=2" "$SRCDIR/packaging/debs" "$SRCDIR" "$DEBS" \
		>"$BATS_FILE_TMPDIR/built" 2>&1 || { tail -n 30 "$BATS_FILE_TMPDIR/built" >&2; return 1; }
	files >"$BATS_FILE_TMPDIR/files"
	in_root dpkg-query -W >"$BATS_FILE_TMPDIR/packages"
	mkdir "$ROOT/source"
	cp "$DEBS"/*.deb "$ROOT/source"
	(cd "$DEBS"/volscan-*/ && cp -R --parents debian test/golden/linear "$ROOT/source")
}

# All but what is written down of packages that come and go, and who may ask the monitor.
files()
{
	(cd "$ROOT" && find . \( -path ./source -o -path ./var/cache -o -path ./var/log \
		-o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./tmp \) -prune -o -print | sort
	cat etc/group etc/gshadow)
}

autopkgtest() # NAME: one of the package's own tests, as autopkgtest runs it
{
	in_root sh -euc 'cd /source; AUTOPKGTEST_TMP=$(mktemp -d) debian/tests/'"$1"
}

@test "the packages install" {
	in_root sh -euc 'apt-get install -y --no-install-recommends \
		$(ls /source/*.deb | grep -v dbgsym)'
	contains "$(in_root dpkg-query -W -f '${Package} ${Status}\n' '*volscan*')" "volscan install ok installed"
}

@test "who may ask the monitor is a group, and its directory is there" {
	contains "$(cat "$ROOT/etc/group")" volscan:
	equal "$(stat -c '%U:%G %a' "$ROOT/run/volscan")" "root:root 755"
	[ ! -e "$ROOT/etc/systemd/system/multi-user.target.wants/volscan-monitor.service" ]
}

@test "volscan scan works" {
	in_root volscan scan
	autopkgtest scan
}

@test "man volscan works" {
	contains "$(in_root man volscan)" volscan
}

@test "man volscan.conf works" {
	contains "$(in_root man volscan.conf)" device_timeout
}

@test "examples are built with what pkg-config says, and work" {
	autopkgtest build
}

@test "purging leaves nothing" {
	in_root apt-get purge -y --autoremove volscan libvolscan-dev libvolscan0
	in_root dpkg-query -W | diff "$BATS_FILE_TMPDIR/packages" -
	files | diff "$BATS_FILE_TMPDIR/files" -
}

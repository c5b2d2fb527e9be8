# SPDX-License-Identifier: LGPL-2.1-or-later
# A Debian 12 of 32 bits: a release is built there, and the parsers, whose numbers come
# from disks, with nothing to warn of. Their unit tests pass. (Elsewhere gcc warns of
# sizes of 64 bits that are bounded before they become a size_t.)

load common

parsers="base config format_text label metadata"
suites="label mda fields ring history text text_lv text_refused segments segment_lists
	generations layout crc uuid vg vg_check"

setup_file()
{
	[ "$(uname -m)" = x86_64 ] || skip "no i386 runs here"
	unpack_root bookworm-i386 i386 \
		check,gcc,libaio-dev,libblkid-dev,libc6-dev,libdevmapper-dev,liburing-dev,make,pkg-config,zstd
	release "$ROOT"
	tar -C "$ROOT" -xzf "$ROOT/volscan.tar.gz"
}

in_source() # COMMAND: what it says is told only if it fails
{
	in_root linux32 sh -euc "cd /volscan; $1" >"$BATS_TEST_TMPDIR/said" 2>&1 ||
		{ tail -n 20 "$BATS_TEST_TMPDIR/said" >&2; return 1; }
}

@test "a release is built, and the parsers without a warning" {
	in_source './configure --quiet && make -j2 all'
	contains "$(readelf -h "$ROOT/volscan/tools/volscan")" "Intel 80386"
	for parser in $parsers; do
		! grep -A 4 "^$parser/.*warning:" "$BATS_TEST_TMPDIR/said"
	done
}

@test "the parsers pass their unit tests" {
	in_source 'make -j2 -C test/unit unit'
	in_source "test/unit/unit $(echo $suites)"
	contains "$(cat "$BATS_TEST_TMPDIR/said")" " passed, 0 failed"
}

@test "it shows disks that are part of the source" {
	in_source 'mkdir disks
		zstd -dcq --long=27 test/golden/linear/images.tar.zst | tar -C disks -xSf -
		tools/volscan vgs --noheadings -o vg_name,vg_size --devices disks'
	contains "$(cat "$BATS_TEST_TMPDIR/said")" "vg_lin 120.00m"
}

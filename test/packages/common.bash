# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by the tests in roots of their own.

load ../packaging/common

# Sets ROOT to a Debian 12 that has just been unpacked; it is downloaded once. The words
# after its name are those of `root make`.
unpack_root() # NAME ARCHITECTURE PACKAGES [LATER]
{
	local archive=$BUILDDIR/packaging/$1.tar.zst
	[ "$(id -u)" = 0 ] || skip "needs root"
	needs debootstrap git unshare zstd
	shift
	[ -e "$archive" ] || "$BATS_TEST_DIRNAME/root" make "$archive" "$@" >"$BATS_FILE_TMPDIR/made" 2>&1 ||
		skip "debootstrap: $(tail -n 1 "$BATS_FILE_TMPDIR/made")"
	export ROOT=$BATS_FILE_TMPDIR/root
	mkdir "$ROOT"
	zstd -dcq "$archive" | tar -C "$ROOT" -xf -
}

in_root() # COMMAND...
{
	"$BATS_TEST_DIRNAME/root" run "$ROOT" "$@"
}

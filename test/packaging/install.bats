# SPDX-License-Identifier: LGPL-2.1-or-later
# make install and make uninstall, each into a root of its own.

load common

setup()
{
	root=$BATS_TEST_TMPDIR/root
	prefix=$(sed -n 's/^prefix = //p' "$BUILDDIR/make.tmpl")
	sysconfdir=$(sed -n 's/^sysconfdir = //p' "$BUILDDIR/make.tmpl")
	sysconfdir=${sysconfdir/'${prefix}'/$prefix}
	made install
}

made() # TARGET
{
	make -C "$BUILDDIR" --no-print-directory "$1" DESTDIR="$root" >"$BATS_TEST_TMPDIR/made" 2>&1 ||
		{ cat "$BATS_TEST_TMPDIR/made" >&2; return 1; }
}

installed() # What `find` looks for below the root.
{
	(cd "$root" && find . "$@" -printf '%p\n' | sort)
}

@test "the program, the library and what else there is are installed" {
	local file
	for file in sbin/volscan lib/libvolscan.so.0 lib/libvolscan.a include/volscan.h \
		lib/pkgconfig/volscan.pc share/man/man5/volscan.conf.5 share/man/man8/volscan.8 \
		share/bash-completion/completions/volscan share/doc/volscan/findings.md \
		lib/systemd/system/volscan-monitor.service lib/tmpfiles.d/volscan.conf \
		lib/sysusers.d/volscan.conf; do
		[ -s "$root$prefix/$file" ] || { echo "there is no $file" >&2; false; }
	done
	[ -s "$root$sysconfdir/volscan/volscan.conf" ]
	equal "$(readlink "$root$prefix/lib/libvolscan.so")" libvolscan.so.0
}

@test "what is installed can be read by all, and written by its owner only" {
	equal "$(installed -type f ! -perm 644 ! -perm 755)" ""
	equal "$(installed -type f -perm 755)" ".$prefix/lib/libvolscan.so.0
.$prefix/sbin/volscan"
}

@test "what is installed names neither the build nor DESTDIR" {
	! grep -rF -e "$root" -e "$(realpath "$BUILDDIR")" -e "$(realpath "$SRCDIR")" "$root"
}

@test "what was installed runs" {
	contains "$("$root$prefix/sbin/volscan" --version)" "$(cat "$SRCDIR/VERSION")"
}

@test "uninstall leaves nothing" {
	made uninstall
	equal "$(installed ! -type d)" ""
	equal "$(installed -name '*volscan*')" ""
}

@test "a second install changes nothing, and a second uninstall is none" {
	before=$(installed -printf '%m %s ')
	made install
	equal "$(installed -printf '%m %s ')" "$before"
	made uninstall
	made uninstall
}

@test "what others put beside it stays, and so does a configuration that was changed" {
	mine=$root$prefix/share/doc/volscan/mine
	echo "# mine" | tee -a "$root$sysconfdir/volscan/volscan.conf" >"$mine"
	made install
	made uninstall
	equal "$(installed ! -type d)" "$(printf '%s\n' ".$sysconfdir/volscan/volscan.conf" "${mine/#$root/.}" | sort)"
}

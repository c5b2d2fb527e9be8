# SPDX-License-Identifier: LGPL-2.1-or-later
# The RPM spec. Without Fedora it is read and held against what is installed, not built.

load common

spec=$BATS_TEST_DIRNAME/../../packaging/rpm/volscan.spec

# What %files lists, with Fedora's directories under /usr; links and wildcards as they are.
listed()
{
	rpmspec -P --define "_unitdir /usr/lib/systemd/system" --define "_tmpfilesdir /usr/lib/tmpfiles.d" \
		--define "_sysusersdir /usr/lib/sysusers.d" --define "_libdir /usr/lib" "$spec" |
		sed -n '/^%files/,/^%changelog/{ s/^%doc //; s/^%config([a-z]*) //; /^\//p }'
}

@test "rpmlint finds nothing but what is listed, with reasons" {
	needs rpmlint rpm
	contains "$(rpmlint -c "${spec%/*}/rpmlint.toml" "$spec" 2>&1)" "0 errors, 0 warnings"
}

@test "it has the version that the source has" {
	equal "$(sed -n 's/^Version: *//p' "$spec")" "$(cat "$SRCDIR/VERSION")"
}

# In Fedora's directories: the build may have another prefix.
installed()
{
	local prefix sysconfdir
	prefix=$(sed -n 's/^prefix = //p' "$BUILDDIR/make.tmpl")
	sysconfdir=$(sed -n 's/^sysconfdir = //p' "$BUILDDIR/make.tmpl")
	make -C "$BUILDDIR" install DESTDIR="$BATS_TEST_TMPDIR/root" >&2
	(cd root && find . ! -type d) | sed "s|^\.||; s|^${sysconfdir/'${prefix}'/$prefix}/|/etc/|; s|^$prefix/|/usr/|"
}

@test "it lists all that is installed, and nothing else" {
	local file pattern
	needs rpmspec
	cd "$BATS_TEST_TMPDIR"
	listed >listed
	installed >installed 2>made
	while read -r file; do
		while read -r pattern; do
			[[ $file != $pattern && $file != $pattern/* ]] || echo "$pattern" >>used
			[[ $file != $pattern && $file != $pattern/* ]] || echo "$file" >>found
		done <listed
	done <installed
	equal "$(sort -u found)" "$(sort installed)"
	equal "$(sort -u used)" "$(grep -v '^/etc/volscan$' listed | sort)"
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# A release: the archive that `make dist` makes.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
	release .
}

# An autoconf that says that it was called.
without_autoconf()
{
	mkdir -p bin
	printf '#!/bin/sh\necho "autoconf was called" >&2\nexit 1\n' >bin/autoconf
	chmod +x bin/autoconf
	PATH=$PWD/bin:$PATH
}

@test "a release has what git has, and configure" {
	equal "$(tar tzf volscan.tar.gz)" \
		"$({ git -C "$SRCDIR" ls-files; echo configure; } | LC_ALL=C sort | sed 's|^|volscan/|')"
}

@test "files of a release belong to nobody, and can be read by all" {
	equal "$(tar tvzf volscan.tar.gz | awk '{ print $1, $2 }' | sort -u)" \
		"-rw-r--r-- 0/0
-rwxr-xr-x 0/0"
}

@test "SOURCE_DATE_EPOCH says how old a release is" {
	SOURCE_DATE_EPOCH=86400 release .
	equal "$(TZ=UTC tar tvzf volscan.tar.gz | awk '{ print $4 }' | sort -u)" 1970-01-02
}

@test "a release is built without autoconf" {
	without_autoconf
	tar xzf volscan.tar.gz
	mkdir build
	cd build
	configure_alike ../volscan
	make make.tmpl config.h
	[ ! -e ../volscan/autom4te.cache ]
}

@test "a release passes its own tests" {
	[ "${WHOLE-}" = yes ] || skip "takes long: make check-packages does it"
	without_autoconf
	tar xzf volscan.tar.gz
	cd volscan
	./configure --quiet >configured
	make -j2 all check-build >made
	MODES=no_aio make -k check-layers check-api check-unit check-fuzz check-damage check-golden check-cells
}

@test "a source that git does not know is no release" {
	tar xzf volscan.tar.gz
	! GIT_CEILING_DIRECTORIES=$PWD volscan/packaging/dist volscan again 2>told
	contains "$(cat told)" "git knows nothing of volscan"
	[ ! -e again.tar.gz ]
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# The same source gives the same bytes wherever it is built, and whenever.

load common

# It is the compiler that is asked, not a cache of what it made, which can have its own
# ways with names (base_dir of ccache).
setup()
{
	export CCACHE_DISABLE=1
	cd "$BATS_TEST_TMPDIR"
}

@test "a build elsewhere, of the source by its whole name, has the same bytes" {
	mkdir -p far/away
	cd far/away
	configure_alike "$(realpath "$SRCDIR")"
	builds_the_same
}

@test "a release built in its own directory has the same bytes" {
	release .
	tar xzf volscan.tar.gz
	cd volscan
	configure_alike .
	builds_the_same
}

@test "two releases of one source have the same bytes" {
	mkdir -p one two
	release one
	sleep 1
	(umask 077 && release two)
	cmp one/volscan.tar.gz two/volscan.tar.gz
}

@test "an archive of objects has no times" {
	needs ar
	lacks "$(ar tvO "$BUILDDIR/lib/libvolscan.a")" "$(date +%Y)"
}

# What the compiler was told leaves no other way for a time to come in.
@test "the compiler tells of a time in what is built" {
	echo 'const char built[] = __DATE__;' >built.c
	cat >built.mk <<-END
		srcdir = .
		top_srcdir = $SRCDIR
		top_builddir = $BUILDDIR
		dir = test
		SOURCES = built.c
		include $BUILDDIR/make.tmpl
	END
	contains "$(make -f built.mk built.o 2>&1)" "reproducible builds"
}

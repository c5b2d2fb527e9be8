# SPDX-License-Identifier: LGPL-2.1-or-later
# Another C library than glibc: Debian's musl. The path wants preadv2() with RWF_NOWAIT,
# which musl 1.2.3 has not, and of the libraries that a whole build needs Debian has none
# for musl. So it is the parsers that are tried, and nothing is kept of it. (What clang
# has to say, `make check-static` asks.)

load common

setup()
{
	needs musl-gcc
}

# With the warnings of the build. Other libraries' headers are of glibc's world, and looked
# at last.
try() # DIRECTORY...
{
	local flags
	flags=$(make -C "$BUILDDIR" -f make.tmpl -f - top_builddir="$BUILDDIR" top_srcdir="$SRCDIR" tell <<-'END'
		tell: ; @echo flags $(ALL_CPPFLAGS) $(WARNINGS)
	END
	)
	# shellcheck disable=SC2046 # a list of words
	find "$@" -name '*.c' -print0 | xargs -0 musl-gcc $(sed -n 's/^flags //p' <<<"$flags") \
		-idirafter /usr/include -idirafter "/usr/include/$(gcc -print-multiarch)" \
		-std=gnu11 -Werror -fsyntax-only
}

@test "musl's headers are enough for the parsers" {
	try "$SRCDIR"/lib/{base,config,label,metadata,format_text}
}

@test "what musl has not is noticed" {
	! try "$SRCDIR/lib/io"
}

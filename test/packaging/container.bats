# SPDX-License-Identifier: LGPL-2.1-or-later
# The Containerfile, held against what else says what is needed: no image is built here.

load common

containerfile=$BATS_TEST_DIRNAME/../../packaging/Containerfile

image() # N: what is said after its FROM, as one line of words
{
	echo " $(awk -v n="$1" '/^FROM/ { stage++ } stage == n' "$containerfile" | tr -s '\n\t' '  ') "
}

@test "an image is built with what quickstart installs to build" {
	wanted=$(sed -n '/^	deb)/,/;;/s/^		build="$common \(.*\)"/\1/p; s/^	common="\(.*\)"/\1/p' "$SRCDIR/quickstart")
	for package in $wanted; do
		contains "$(image 1)" " $package "
	done
}

@test "an image runs with the libraries that the program is linked with" {
	needs dpkg-query readelf
	libraries=$(readelf -dW "$BUILDDIR/tools/volscan" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
	for library in $libraries; do
		package=$(dpkg-query -S "*-linux-gnu*/$library" | sed -n '1s/:.*//p')
		[ "$package" != libc6 ] || continue
		contains "$(image 2)" " $package "
	done
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by the tests of what is installed, packed and shipped.

load ../cli/common

: "${SRCDIR:?set SRCDIR to the source}" "${BUILDDIR:?set BUILDDIR to where it was built}"

needs() # COMMAND...
{
	local command
	for command; do
		command -v "$command" >/dev/null || skip "there is no $command here"
	done
}

# Configures the source here as the build was, and tells what went wrong only.
configure_alike() # SOURCE
{
	eval "\"$1/configure\" --quiet $("$BUILDDIR/config.status" --config)" >configured 2>&1 ||
		{ cat configured; return 1; }
}

# Builds here what is compared, and compares it with the build: some objects, or with
# WHOLE=yes all that is installed.
builds_the_same()
{
	local made="lib/base/crc.o lib/device/dev_io.o lib/label/label.o tools/volscan.o tools/report/cell.o"

	if [ "${WHOLE-}" = yes ]; then
		made="lib/libvolscan.a lib/libvolscan.so.0 tools/volscan conf/volscan.conf doc/volscan.conf.5"
		make -j2 all >made
	else
		make -C lib base/crc.o device/dev_io.o label/label.o
		make -C tools volscan.o report/cell.o
	fi
	for file in $made; do
		cmp "$BUILDDIR/$file" "$file" || return
	done
}

release() # DIRECTORY: makes it there, as volscan.tar.gz
{
	needs git
	git -C "$SRCDIR" rev-parse HEAD >/dev/null || skip "git does not know $SRCDIR"
	(cd "$1" && "$SRCDIR/packaging/dist" "$SRCDIR" volscan)
}

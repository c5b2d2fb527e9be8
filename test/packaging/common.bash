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

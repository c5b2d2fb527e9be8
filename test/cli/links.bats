# SPDX-License-Identifier: LGPL-2.1-or-later
# Called by the name of a command of LVM2, volscan is that command.

load common

called() # NAME [OPTION...]
{
	local program=$BATS_TEST_TMPDIR/$1 VOLSCAN=$VOLSCAN
	shift
	ln -sf "$(realpath "$VOLSCAN")" "$program"
	VOLSCAN=$program volscan "$@"
}

@test "each of LVM2's names is its command" {
	for name in $(sed -n '/^LINKS = /,/[^\\]$/ { s/LINKS =//; s/\\$//; p }' "$here/../../tools/Makefile.in"); do
		volscan "$name" --help
		equal "$name: $status" "$name: 0"
		expected=$output
		called "$name" --help
		equal "$name: $status" "$name: 0"
		equal "$output" "$expected"
	done
	contains "$expected" "volscan $name "
}

@test "options, names and wrong ones are the command's" {
	golden_images linear
	called lvs --noheadings -o lv_name --devices "$BATS_TEST_TMPDIR/linear" vg_lin/beta
	equal "${output// /}" beta
	called vgs --no-such-option
	equal "$status" 3
	contains "$stderr" no-such-option
	called pvs --version
	contains "$output" "volscan"
}

@test "commands that are volscan's own, and other names, are no names of it" {
	for name in scan devices help anything; do
		called $name --version
		equal "$status" 0
		called $name
		equal "$status" 3
		contains "$stderr" "Name a command"
	done
}

# What make installs, in a directory of its own.
make_in() # TARGET
{
	make -s -C "$BUILDDIR" "$1" DESTDIR="$BATS_TEST_TMPDIR/root" >"$BATS_TEST_TMPDIR/log" 2>&1
}

installed()
{
	(cd "$BATS_TEST_TMPDIR/root" && find . \( -type l -o -type f \) -path '*sbin/*' -printf '%f\n' | sort)
}

@test "make install makes no links, install-links does, uninstall removes them" {
	need_program make
	make_in install
	equal "$(installed)" volscan
	make_in install-links
	contains "$(installed)" lvdisplay
	contains "$(installed)" pvs
	make_in install-links	# once more, and nothing is in its way
	make_in uninstall
	equal "$(installed)" ""
}

@test "make install-links leaves alone what has such a name already" {
	need_program make
	make_in install
	sbin=$(dirname "$(find "$BATS_TEST_TMPDIR/root" -name volscan -path '*sbin*')")
	ln -s lvm "$sbin/pvs"
	run make_in install-links
	[ "$status" != 0 ]
	contains "$(cat "$BATS_TEST_TMPDIR/log")" "pvs is there already"
	equal "$(readlink "$sbin/pvs")" lvm
	equal "$(readlink "$sbin/vgs")" volscan
	make_in uninstall
	equal "$(installed)" pvs
}

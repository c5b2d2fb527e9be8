# SPDX-License-Identifier: LGPL-2.1-or-later
# What a person meets who types something wrong, or asks for help.

load common

@test "no command: usage on stderr, exit 3" {
	volscan
	equal "$status" 3
	equal "$output" ""
	contains "$stderr" "volscan scan"
}

@test "--version prints the version of the file VERSION" {
	volscan --version
	equal "$status" 0
	contains "$output" "$(cat "$here/../../VERSION")"
}

@test "--help of the program and of each command goes to stdout, exit 0" {
	for command in "" scan pvs vgs lvs fullreport devices history dump pvscan vgscan lvscan pvdisplay \
		vgdisplay lvdisplay vgck vgcfgbackup; do
		volscan $command --help
		equal "$status" 0
		contains "$output" "volscan"
		equal "$stderr" ""
	done
}

@test "an unknown command is named, exit 3" {
	volscan pvz
	equal "$status" 3
	contains "$stderr" "pvz"
	equal "$output" ""
}

@test "an unknown option is named, exit 3" {
	for command in scan pvs vgs lvs fullreport devices history dump; do
		volscan $command --no-such-option
		equal "$status" 3
		contains "$stderr" "no-such-option"
		equal "$output" ""
	done
}

@test "an unknown field is named, and nothing is printed on stdout" {
	volscan pvs -o no_such_field --devices "$BATS_TEST_TMPDIR"
	[ "$status" != 0 ]
	contains "$stderr" "no_such_field"
	equal "$output" ""
}

@test "a bad selection is an error" {
	volscan pvs -S 'no_such_field=1' --devices "$BATS_TEST_TMPDIR"
	[ "$status" != 0 ]
	[ -n "$stderr" ]
}

@test "bad units are named, exit 3" {
	volscan pvs --units q --devices "$BATS_TEST_TMPDIR"
	equal "$status" 3
	contains "$stderr" "units"
}

@test "a format that is not known is named, exit 3" {
	volscan pvs --reportformat xml --devices "$BATS_TEST_TMPDIR"
	equal "$status" 3
	contains "$stderr" "xml"
}

@test "stdout that cannot be written is an error" {
	golden_images linear
	volscan_full() { "$VOLSCAN" pvs --devices "$BATS_TEST_TMPDIR/linear" >/dev/full; }
	run volscan_full
	[ "$status" != 0 ]
	contains "$output" "No space left"
}

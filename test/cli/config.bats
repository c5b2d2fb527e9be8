# SPDX-License-Identifier: LGPL-2.1-or-later
# Configuration: wrong names, types and values name the place and what is expected.

load common

refused() # TEXT PART...
{
	local text=$1 part
	shift
	volscan pvs --devices "$BATS_TEST_TMPDIR" --config "$text"
	[ "$status" != 0 ]
	equal "$output" ""
	for part; do
		contains "$stderr" "$part"
	done
}

@test "an unknown setting" { refused 'devices/aio_maxx=1' aio_maxx; }
@test "an unknown section" { refused 'devicez/aio_max=1' devicez; }
@test "a wrong type" { refused 'devices/aio_max="many"' devices/aio_max many number; }
@test "a value out of bounds" { refused 'devices/aio_max=-1' devices/aio_max -1; }
@test "a word that is not allowed" { refused 'devices/io_engine="warp"' devices/io_engine warp libaio; }
@test "a syntax error" { refused 'devices {' config; }
@test "a bad filter" { refused 'devices/filter=["x|a|"]' filter 'x|a|'; }

@test "a file: the error names file and line" {
	printf 'devices {\n\taio_max = 16\n\n\tuse_aio = "maybe"\n}\n' >"$BATS_TEST_TMPDIR/bad.conf"
	volscan pvs --configfile "$BATS_TEST_TMPDIR/bad.conf" --devices "$BATS_TEST_TMPDIR"
	[ "$status" != 0 ]
	contains "$stderr" "bad.conf:4"
	contains "$stderr" "use_aio"
}

@test "a file that is not there is an error when it was asked for" {
	volscan pvs --configfile "$BATS_TEST_TMPDIR/none.conf" --devices "$BATS_TEST_TMPDIR"
	[ "$status" != 0 ]
	contains "$stderr" "none.conf"
}

@test "the file's settings hold, and --config overrides them" {
	golden_images linear
	echo 'devices { filter = [ "r|d0|" ] }' >"$BATS_TEST_TMPDIR/f.conf"
	volscan pvs --noheadings -o pv_name --configfile "$BATS_TEST_TMPDIR/f.conf" \
		--devices "$BATS_TEST_TMPDIR/linear"
	lacks "$output" d0.img
	contains "$output" d1.img
	volscan pvs --noheadings -o pv_name --configfile "$BATS_TEST_TMPDIR/f.conf" \
		--config 'devices/filter=[]' --devices "$BATS_TEST_TMPDIR/linear"
	contains "$output" d0.img
}

@test "the installed file holds the defaults: with it nothing changes" {
	conf=${VOLSCAN_CONF:?set VOLSCAN_CONF to the built volscan.conf}
	golden_images thin
	volscan lvs -a --devices "$BATS_TEST_TMPDIR/thin"
	plain=$output
	volscan lvs -a --configfile "$conf" --devices "$BATS_TEST_TMPDIR/thin"
	equal "$status" 0
	equal "$output" "$plain"
	equal "$stderr" ""
}

# LVM2's own configuration.
pv_names() # OPTION...
{
	volscan pvs --noheadings -o pv_name --devices "$BATS_TEST_TMPDIR/linear" "$@"
}

@test "--lvmconf: LVM2's settings hold, volscan.conf and --config override them" {
	golden_images linear
	conf=$BATS_TEST_TMPDIR
	printf 'devices {\n\tissue_discards = 0\n\tfilter = [ "r|d0|" ]\n}\nallocation { }\n' >"$conf/lvm.conf"
	pv_names --lvmconf "$conf/lvm.conf"
	equal "$status" 0
	lacks "$stderr" lvm.conf
	lacks "$output" d0.img
	contains "$output" d1.img
	echo 'devices/filter = [ "r|d1|" ]' >"$conf/volscan.conf"
	pv_names --lvmconf "$conf/lvm.conf" --configfile "$conf/volscan.conf"
	lacks "$output" d1.img
	contains "$output" d0.img
	pv_names --lvmconf "$conf/lvm.conf" --config 'devices/filter = []'
	contains "$output" d0.img
	contains "$output" d1.img
}

@test "--lvmconf with a directory, and LVM_SYSTEM_DIR: lvm.conf, then lvmlocal.conf" {
	golden_images linear
	mkdir "$BATS_TEST_TMPDIR/etc"
	pv_names --lvmconf "$BATS_TEST_TMPDIR/etc"
	contains "$output" d0.img
	echo 'devices/filter = [ "r|d0|" ] devices/global_filter = [ "r|d0|" ]' >"$BATS_TEST_TMPDIR/etc/lvm.conf"
	echo 'devices/filter = [ "r|d1|" ]' >"$BATS_TEST_TMPDIR/etc/lvmlocal.conf"
	pv_names --lvmconf "$BATS_TEST_TMPDIR/etc"
	equal "$status|$output|$stderr" "0||"
	export LVM_SYSTEM_DIR=$BATS_TEST_TMPDIR/etc
	pv_names
	equal "$status|$output|$stderr" "0||"
	: >"$BATS_TEST_TMPDIR/empty.conf"
	pv_names --lvmconf "$BATS_TEST_TMPDIR/empty.conf"
	contains "$output" d0.img
	export LVM_SYSTEM_DIR=
	pv_names
	contains "$output" d0.img
}

@test "--lvmconf: a file that is not there, or is none of LVM2's, is an error" {
	volscan pvs --lvmconf "$BATS_TEST_TMPDIR/none.conf" --devices "$BATS_TEST_TMPDIR"
	equal "$status" 3
	contains "$stderr" none.conf
	echo 'devices {' >"$BATS_TEST_TMPDIR/bad.conf"
	volscan pvs --lvmconf "$BATS_TEST_TMPDIR/bad.conf" --devices "$BATS_TEST_TMPDIR"
	equal "$status" 3
	contains "$stderr" bad.conf:1
}

@test "the lvm.conf that LVM2 installs is read without complaint, and changes nothing" {
	[ -e /etc/lvm/lvm.conf ] || skip "needs /etc/lvm/lvm.conf"
	golden_images linear
	pv_names
	plain=$output
	pv_names --lvmconf /etc/lvm
	equal "$status|$output|$stderr" "0|$plain|"
}

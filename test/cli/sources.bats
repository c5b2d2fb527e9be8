# SPDX-License-Identifier: LGPL-2.1-or-later
# Where devices come from, and what happens to those that are odd.

load common

teardown()
{
	[ -z "${loop-}" ] || losetup -d "$loop"
}

@test "scan shows VGs, LVs and PVs of a directory of images" {
	golden_images thin
	volscan scan "$BATS_TEST_TMPDIR/thin"
	equal "$status" 0
	contains "$output" vg_thin
	contains "$output" tsnap
	contains "$output" d1.img
}

@test "an empty directory: nothing found, said plainly" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	volscan scan "$BATS_TEST_TMPDIR/empty"
	equal "$status" 0
	[ -n "$output" ]
	volscan pvs --devices "$BATS_TEST_TMPDIR/empty"
	equal "$status" 0
	equal "$output" ""
}

@test "a path that is not there is an error that names it" {
	volscan pvs --devices "$BATS_TEST_TMPDIR/none.img"
	[ "$status" != 0 ]
	contains "$stderr" none.img
	contains "$stderr" "No such file"
}

@test "an unreadable file is named, and the others are listed" {
	golden_images linear
	need_program setpriv
	[ "$(id -u)" = 0 ] || skip "needs root, to be somebody who may not read"
	chmod 755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/linear"
	chmod 600 "$BATS_TEST_TMPDIR/linear/d1.img"
	cp "$VOLSCAN" "$BATS_TEST_TMPDIR/volscan"
	dir=$BATS_TEST_TMPDIR/linear
	chmod 755 "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_RUN_TMPDIR"
	run setpriv --reuid 65534 --regid 65534 --clear-groups "$BATS_TEST_TMPDIR/volscan" scan "$dir"
	equal "$status" 0
	contains "$output" vg_lin
	contains "$output" d1.img
	contains "$output" "Permission denied"
}

@test "images need no root" {
	need_program setpriv
	[ "$(id -u)" = 0 ] || skip "is not root anyway"
	golden_images linear
	cp "$VOLSCAN" "$BATS_TEST_TMPDIR/volscan"
	chmod 755 "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_RUN_TMPDIR"
	run setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$BATS_TEST_TMPDIR/volscan" pvs --noheadings -o vg_name --devices "$BATS_TEST_TMPDIR/linear"
	equal "$status" 0
	equal "$output" "  vg_lin
  vg_lin"
}

@test "an image of size 0 is no PV and no error" {
	golden_images linear
	: >"$BATS_TEST_TMPDIR/linear/zero.img"
	volscan pvs --noheadings -o vg_name --devices "$BATS_TEST_TMPDIR/linear"
	equal "$status" 0
	equal "$output" "  vg_lin
  vg_lin"
}

@test "an image cut at every 512 bytes of its first 16 KiB: no crash, the other PV is listed" {
	golden_images linear
	dir=$BATS_TEST_TMPDIR/linear
	cp "$dir/d0.img" "$BATS_TEST_TMPDIR/whole.img"
	for size in $(seq 0 512 16384); do
		head -c "$size" "$BATS_TEST_TMPDIR/whole.img" >"$dir/d0.img"
		volscan pvs --noheadings -o pv_name,vg_name --devices "$dir" --config 'devices/pv_min_size=512'
		equal "$size: $status" "$size: 0"
		contains "$output" "d1.img vg_lin"
	done
}

@test "truncated to whole megabytes: the PV is shown, with a warning that the device is too small" {
	golden_images linear
	truncate -s 8M "$BATS_TEST_TMPDIR/linear/d0.img"
	volscan pvs --noheadings -o pv_name,vg_name --devices "$BATS_TEST_TMPDIR/linear"
	equal "$status" 0
	contains "$output" d0.img
	contains "$stderr" d0.img
	contains "$stderr" "small"
}

@test "partitions inside an image are found and named PATH#N" {
	golden_images gptpart
	volscan pvs --noheadings -o pv_name --devices "$BATS_TEST_TMPDIR/gptpart/d0.img"
	equal "$output" "  $BATS_TEST_TMPDIR/gptpart/d0.img#1
  $BATS_TEST_TMPDIR/gptpart/d0.img#3"
}

@test "the machine's own devices: scan ends well with and without them" {
	volscan scan
	equal "$status" 0
	[ -n "$output" ]
}

@test "--devices twice, with commas, and one twice: each device once" {
	golden_images linear
	dir=$BATS_TEST_TMPDIR/linear
	volscan pvs --noheadings -o pv_name --devices "$dir/d0.img,$dir/d1.img" --devices "$dir/d0.img"
	equal "$output" "  $dir/d0.img
  $dir/d1.img"
}

@test "positional names: known ones are shown, unknown ones give exit 5" {
	golden_images linear
	dir=$BATS_TEST_TMPDIR/linear
	volscan vgs --noheadings -o vg_name --devices "$dir" vg_lin
	equal "$status" 0
	equal "$output" "  vg_lin"
	volscan lvs --noheadings -o lv_name --devices "$dir" vg_lin/beta
	equal "$output" "  beta"
	volscan pvs --noheadings -o pv_name --devices "$dir" "$dir/d1.img"
	equal "$output" "  $dir/d1.img"
	for wrong in "vgs no_vg" "lvs vg_lin/no_lv" "pvs /no/pv"; do
		volscan ${wrong% *} --devices "$dir" "${wrong#* }"
		equal "$status" 5
		contains "$stderr" "${wrong#* }"
	done
}

# System calls that change a file, and requests of ioctl() that change a block device.
changes='p?writev?(64|v2)?|f?truncate(64)?|fallocate|f(data)?sync|sendfile|splice|copy_file_range'
changes+='|f?(set|remove)xattr|utim[a-z]*|f?ch(mod|own)(at)?'
orders='BLK(SEC)?DISCARD|BLKZEROOUT|BLKROSET|BLKFLSBUF|BLKRRPART|BLKPG|BLKF?RASET|BLKBSZSET|LOOP_SET'

# Scan $1 on every engine, in the I/O process and without. What is read matches $2; it
# is opened for reading, and nothing in its traces would change it.
only_read() # DEVICES PATTERN
{
	local engine isolation trace=$BATS_TEST_TMPDIR/trace opened
	for engine in $ENGINES; do
		for isolation in 0 1; do
			strace -f -y -qq -o "$trace" "$VOLSCAN" devices --signatures --devices "$1" \
				--config "devices { io_engine=\"$engine\" io_isolation=$isolation }" >/dev/null
			opened=$(grep -E " open(at|at2)?\(.*$2" "$trace")
			contains "$opened" O_RDONLY
			lacks "$opened" O_WRONLY
			lacks "$opened" O_RDWR
			equal "$(grep -E " ($changes)\(.*$2" "$trace")" ""
			equal "$(grep -E " ioctl\(.*$2.*($orders)" "$trace")" ""
			equal "$(grep " io_submit(.*PWRITE" "$trace")" ""
		done
	done
}

@test "images are opened for reading only, and not changed" {
	need_program strace
	need_plain_build
	golden_images linear
	only_read "$BATS_TEST_TMPDIR/linear" '/linear/d[0-9]*\.img'
}

@test "block devices are opened for reading only, and not changed" {
	need_program strace
	need_program losetup
	need_plain_build
	need_root
	golden_images linear
	loop=$(losetup -f --show "$BATS_TEST_TMPDIR/linear/d0.img") || skip "needs a loop device"
	only_read "$loop" "$loop"
}

# strace does not see what a ring opens (test/api/readonly.c does); but who may only read
# can prove it too.
@test "files that may only be read are enough, on every engine" {
	need_program setpriv
	[ "$(id -u)" = 0 ] || skip "needs root, to be somebody who may only read"
	golden_images linear
	chmod 444 "$BATS_TEST_TMPDIR"/linear/*.img
	cp "$VOLSCAN" "$BATS_TEST_TMPDIR/volscan"
	chmod 755 "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_RUN_TMPDIR"
	for engine in $ENGINES; do
		run setpriv --reuid 65534 --regid 65534 --clear-groups "$BATS_TEST_TMPDIR/volscan" \
			pvs --noheadings -o vg_name --devices "$BATS_TEST_TMPDIR/linear" \
			--config "devices/io_engine=\"$engine\""
		equal "$engine: $status" "$engine: 0"
		equal "$output" "  vg_lin
  vg_lin"
	done
}

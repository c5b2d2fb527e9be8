# SPDX-License-Identifier: LGPL-2.1-or-later
# The rig itself, with plain readers.

load rig

@test "a delay: fifty disks at 300 ms answer side by side" {
	start_rig 50
	knob '*' delay 300
	limited 5000 bash -c 'for d; do dd if=$d of=/dev/null iflag=direct bs=4k count=1 & done; wait' - \
		"${disks[@]}"
	equal "$status" 0
	between 300 "$ms" 1000
}

@test "an error, an error in a range, and none any more" {
	start_rig 2
	knob d000 error EIO
	knob d001 range 4096 512 ENODATA
	fails read_disk "${disks[0]}"
	read_disk "${disks[1]}"
	fails dd if="$rig/disks/d001" of=/dev/null iflag=direct bs=8k count=1 status=none
	fails dd if="${disks[1]}" of=/dev/null iflag=direct bs=4k count=1 skip=1 status=none
	dd if="${disks[1]}" of=/dev/null iflag=direct bs=4k count=1 skip=2 status=none
	knob '*' reset
	read_disk "${disks[0]}"
	dd if="${disks[1]}" of=/dev/null iflag=direct bs=4k count=3 status=none
}

@test "short reads of a file, and its reads counted" {
	start_rig 2
	equal "$(dd if="$rig/disks/d001" iflag=direct bs=4k count=1 status=none | wc -c)" 4096
	knob d001 short 512
	equal "$(dd if="$rig/disks/d001" iflag=direct bs=4k count=1 status=none | wc -c)" 3584
	equal "$(knob d001 reads)" 2
	equal "$(knob d000 reads)" 0
	equal "$(knob 'd*' reads)" 2
}

@test "a dead disk hangs its reader beyond SIGKILL, and nobody else, until it is released" {
	start_rig 3
	knob d001 hang
	limited_read 300 "${disks[1]}"
	equal "$status" 124
	[ -n "$left" ]
	is_alive $left
	read_disk "${disks[0]}"
	knob d001 release
	until_true gone $left
	read_disk "${disks[1]}"
}

@test "a disk can be dead in places" {
	start_rig 1
	knob d000 hang 8192 4096
	limited 1000 dd if="${disks[0]}" of=/dev/null iflag=direct bs=4k count=2
	equal "$status" 0
	limited 300 dd if="${disks[0]}" of=/dev/null iflag=direct bs=4k count=3
	equal "$status" 124
}

@test "what cannot be is refused, and says why" {
	start_rig 1
	for wrong in "no_file hang" "d000 no_knob" "d000 delay" "d000 delay 1 2" "d000 delay x" \
		"d000 delay -1" "d000 delay 3600001" "d000 error EWHAT" "d000 range 0 1"; do
		run knob $wrong
		equal "$wrong: $status" "$wrong: 1"
		contains "$output" "rig knob: error: "
	done
	run "$RIG" pvs "$rig" 1
	contains "$output" "File exists"
	run "$RIG" start "$BATS_TEST_TMPDIR/none" $$
	contains "$output" "No such file"
	knob d000 reads
}

@test "holdopen: open() hangs, for everybody, until it is released" {
	start_rig 2
	knob '*' hang 2097152 4096
	"$RIG" holdopen "${disks[0]}"
	limited_read 300 "${disks[0]}"
	equal "$status" 124
	contains "$(cat /proc/${left%% *}/stack)" blkdev_open
	stuck=$left
	read_disk "${disks[1]}"
	knob d000 release
	until_true gone $stuck
	read_disk "${disks[0]}"
	run "$RIG" holdopen "${disks[0]}"
	equal "$status" 1
	contains "$output" "its reads do not hang"
}

@test "holdclose: the last close() of the next reader hangs" {
	start_rig 2
	knob d001 hang 2097152 4096
	knob d001 delay 200
	"$RIG" holdclose "$rig" d001 "${disks[1]}"
	limited_read 1000 "${disks[1]}"
	equal "$status" 124
	contains "$(cat /proc/${left%% *}/stack)" blkdev_release
	knob d001 release
	until_true gone $left
	read_disk "${disks[1]}"
}

@test "a device that somebody has open is not detached, and detach says so" {
	start_rig 2
	exec 7<"${disks[0]}"
	run "$RIG" detach "${disks[@]}"
	equal "$status" 1
	equal "$output" "rig detach: ${disks[0]} is still in use"
	exec 7<&-
	"$RIG" detach "${disks[0]}"
}

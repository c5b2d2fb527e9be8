# SPDX-License-Identifier: LGPL-2.1-or-later
# A program's own event loop (examples/loop.c) is not held up by dead disks: it hears of the
# healthy ones at once, and its timer is in time throughout.

load scan

# A disk answers within this, and the loop is as late as this, on a busy machine.
SOON=500

# "MS PV DEVICE" of those that were heard of in time.
in_time()
{
	awk -v soon=$SOON '$2 == "ms" && $3 == "PV" && $1 < soon { print $4 }' <<<"$output"
}

scan_in_a_loop()
{
	knob d007 hang
	limited 20000 "$LOOP" -c "devices { io_isolation=$isolation io_engine=\"$engine\" \
		device_timeout=1000 } global/run_dir=\"\"" "${disks[@]}"
	all_left+=($left)
	equal "$status:$stderr" "0:"
	equal "$(in_time | sort)" "$(printf '%s\n' "${disks[@]:0:7}" "${disks[@]:8}" | sort)"
	late=$(awk '/does not answer/ { print ($1 >= 1000), $3 }' <<<"$output")
	equal "$late" "1 ${disks[7]}"
	ticks=$(awk '/ticks/ { print $1 }' <<<"$output")
	latest=$(awk '/ticks/ { print int($3) }' <<<"$output")
	[ "$ticks" -ge 90 ]
	at_most "$latest" $SOON
}

@test "a loop with a dead disk goes on, and hears of all others at once" {
	start_rig 20
	with worker scan_in_a_loop
	with ring scan_in_a_loop
}

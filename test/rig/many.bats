# SPDX-License-Identifier: LGPL-2.1-or-later
# Many disks, slow ones, and those that fail.

load scan

slow_failing_and_dead()
{
	knob '*' delay 200
	knob 'd9[0-4]?' error EIO
	knob 'd8[5-9]?' hang
	knob 'd9[5-9]?' hang
	scan_pvs 20000 --strict
	equal "$status" 5
	at_most "$ms" 4000
	lists {0..849}
	scan_devices 20000
	at_most "$ms" 4000
	equal "$states" "850 pv
100 timed out
50 unreadable"
}

@test "1000 disks: 850 at 200 ms, 50 that fail, 100 dead" {
	start_rig 1000
	settings=devices/device_timeout=2000
	with worker slow_failing_and_dead
	with ring slow_failing_and_dead
}

slow()
{
	knob '*' reset
	knob '*' delay 200
	scan_pvs 20000
	equal "$status" 0
	equal "$stderr" ""
	at_most "$ms" 900
	lists {0..199}
	at_most "$(knob '*' reads)" 600
}

@test "200 disks at 200 ms, no fault: at most three round trips, 0.9 s" {
	start_rig 200
	with worker slow
	ENGINES=$(printf '%s\n' $ENGINES | grep -v sync)
	with process slow
}

# d001 fails, d002 fails only behind the label, where the mda_header is.
failing()
{
	knob '*' delay 10
	knob d001 error EIO
	knob d002 range 4096 512 EIO
	scan_pvs 20000 --strict
	equal "$status" 5
	lists 0 {3..11}
	contains "$stderr" "cannot read ${disks[1]}, ${disks[2]}: "
	scan_devices 20000
	equal "$status" 0
	equal "$states" "10 pv
2 unreadable"
}

@test "disks that fail, on every engine" {
	start_rig 12
	with worker failing
	with process failing
}

# Of a file, since a loop device makes short reads whole.
short()
{
	knob d001 short 512
	scan_devices 20000
	equal "$status" 0
	equal "$states" "3 pv
1 unreadable"
	at_most "$(knob d001 reads)" 60
}

@test "a file with short reads, on every engine" {
	start_rig 4
	disks=("$rig"/disks/*)
	with worker short
	with process short
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# Disks whose reads hang.

load scan

one_of_twenty_is_dead()
{
	knob d007 hang
	limited 10000 bash -c '"$@" | cat' - "$VOLSCAN" pvs --noheadings -o pv_name,pv_uuid \
		$(scan_options)
	all_left+=($left)
	at_most "$ms" 1500
	listed=$(awk '{ print $1, $2 }' <<<"$output" | sort)
	lists {0..6} {8..19}
	contains "$stderr" "cannot read ${disks[7]}: "
	lacks "$stderr" "${disks[6]}"
}

@test "one of 20 disks is dead: a pipe ends after the deadline, with all the others" {
	start_rig 20
	settings=devices/device_timeout=1000
	with worker one_of_twenty_is_dead
	with ring one_of_twenty_is_dead
}

all_are_dead()
{
	knob '*' hang
	scan_pvs 10000 --strict
	equal "$status" 5
	at_most "$ms" 2000
	lists
	contains "$stderr" "${disks[0]}"
	contains "$stderr" " and 292 more: "
	scan_devices 10000 --retry-hung
	equal "$status" 0
	at_most "$ms" 2000
	equal "$states" "300 timed out"
}

@test "all of 300 disks are dead: it ends after the deadline, says so, and --strict exits with 5" {
	start_rig 300
	settings=devices/device_timeout=1000
	with worker all_are_dead
	with ring all_are_dead
}

# 40 dead disks are two and a half times what may be in flight.
more_are_dead_than_may_be_in_flight()
{
	knob 'd0[0-3]?' hang
	scan_pvs 10000
	at_most "$ms" 2000
	lists {40..59}
}

@test "more dead disks than aio_max: the healthy ones are listed, with a deadline more for each set" {
	start_rig 60
	settings="devices/device_timeout=500 devices/aio_max=16"
	with worker more_are_dead_than_may_be_in_flight
	with ring more_are_dead_than_may_be_in_flight
}

# What is past its deadline keeps no room from the others, in any layer.
many_more_are_dead()
{
	knob 'd[01]??' hang
	scan_pvs 10000
	at_most "$ms" 2500
	lists {200..219}
	lacks "$stderr" "not tried"
}

@test "three full sets of dead disks: all of them are tried" {
	start_rig 220
	settings="devices/device_timeout=300 devices/aio_max=64"
	with worker many_more_are_dead
	with ring many_more_are_dead
}

# Reads of others have taken all places of the device's queue, so that a further
# one has to wait for a place before it can be handed in.
queue_is_full()
{
	knob d001 hang
	for i in {1..8}; do
		read_disk "${disks[1]}" &
		all_left+=($!)
	done
	sleep 0.2
	scan_pvs 10000
	at_most "$ms" 1500
	lists 0 {2..19}
}

@test "the queue of a dead disk is full: the command ends, with all the others" {
	start_rig 20
	settings=devices/device_timeout=1000
	echo 4 >"/sys/block/${disks[1]#/dev/}/queue/nr_requests"
	with worker queue_is_full
}

# The disk's answer comes while the others, one at a time, still are read.
one_answers_late()
{
	knob '*' delay 100
	knob d003 delay 700
	scan_pvs 10000 --stats
	equal "$status" 0
	lists {0..2} {4..15}
	equal "$(stat_of 'timed out')" 1
	equal "$(stat_of late)" 1
	at_least "$ms" 700
}

@test "a disk that answers after its deadline is counted as late, and disturbs no other" {
	start_rig 16
	settings="devices/device_timeout=500 devices/aio_max=2"
	with worker one_answers_late
	with ring one_answers_late
}

again_and_again()
{
	local i first run_dir=$BATS_TEST_TMPDIR/run.$engine
	knob 'd00[0-4]' hang
	scan_pvs 10000
	lists {5..19}
	first=$left
	[ -n "$first" ]
	for i in {2..50}; do
		scan_pvs 10000
		at_most "$ms" 499
		lists {5..19}
		contains "$stderr" "hanging since"
		equal "$left" ""
	done
	is_alive $first
	scan_devices 10000
	equal "$states" "15 pv
5 timed out"
	scan_pvs 10000 --retry-hung
	at_least "$ms" 1000
	lists {5..19}
	knob '*' release
	until_true gone "${all_left[@]}"
	scan_pvs 10000
	equal "$status" 0
	equal "$stderr" ""
	lists {0..19}
}

@test "50 calls with 5 dead disks: only the first waits, and leaves a process; then all is well again" {
	start_rig 20
	settings=devices/device_timeout=1000
	with worker again_and_again
}

# The label answers, and so the scan knows of an area that then does not.
one_area_is_dead()
{
	knob d003 hang 65536 8192
	scan 10000 history --noheadings -o seqno
	equal "$status" 0
	at_most "$ms" 2500
	contains "$stderr" "${disks[3]}: metadata area at byte 4096 cannot be read: "
	lacks "$stderr" "${disks[4]}: metadata area"
	knob d003 hang
	scan 10000 dump mda --retry-hung
	equal "$status" 5
	at_most "$ms" 2500
	contains "$output" "${disks[4]}: metadata area 1 at byte 4096"
	contains "$stderr" "${disks[3]}: cannot read "
}

@test "a metadata area is dead: history and dump end after the deadline, with all the others" {
	start_rig 8
	settings=devices/device_timeout=1000
	with worker one_area_is_dead
	with ring one_area_is_dead
}

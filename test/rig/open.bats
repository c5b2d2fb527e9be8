# SPDX-License-Identifier: LGPL-2.1-or-later
# Disks whose open() hangs, and those whose last close() does.

load scan

# How long all disks take while nothing is wrong. The first scan takes longer than
# those after it.
measure()
{
	knob '*' delay 20
	scan_pvs 10000
	scan_pvs 10000
	lists $(seq 0 $((${#disks[@]} - 1)))
	without_faults=$(last_answer '*')
}

# The best of six counts, of those where something did hang: this machine has
# more to do than this, and others may look at its devices.
fast_once() # NAME COMMAND...
{
	local i
	for i in 1 2 3 4 5 6; do
		"${@:2}"
		last=$(last_answer "$1")
		echo "# $i: the last answer after $last ms, $without_faults without faults"
		[ "$last" -gt $((2 * without_faults)) ] || [ -z "$left" ] || return 0
	done
	return 1
}

# The disks below COUNT hang.
scan_others() # COUNT
{
	scan_pvs 10000
	at_most "$ms" 1500
	lists $(seq "$1" 199)
	contains "$stderr" "cannot read ${disks[0]}"
}

hang_at_open()
{
	restart_rig 200
	measure
	hold_open 0
	fast_once '*' scan_others 1
	hold_open {1..4}
	fast_once '*' scan_others 5
	hold_open {5..59}
	fast_once '*' scan_others 60
	detaches {60..199}
}

@test "open() hangs on 1, 5, 60 of 200 disks: no other is late, and none is held open" {
	settings=devices/device_timeout=1000
	with worker hang_at_open
}

# Read it was, and so it is listed, and nobody waits for the close.
scan_and_hang_at_close()
{
	knob d000 release
	knob d000 hang 2097152 4096
	knob d000 delay 200
	"$RIG" holdclose "$rig" d000 "${disks[0]}"
	scan_pvs 10000
	at_most "$ms" 1500
	lists {0..19}
}

hang_at_close()
{
	restart_rig 20
	measure
	fast_once 'd0[01][1-9]' scan_and_hang_at_close
	detaches {1..19}
}

@test "the last close() hangs on 1 of 20 disks: no other is late, and none is held open" {
	settings=devices/device_timeout=1000
	with worker hang_at_close
}

# A cgroup with a limit of tasks; of a test that was killed one can be left.
make_cgroup() # LIMIT
{
	local top=/sys/fs/cgroup/pids
	[ -d "$top" ] || top=/sys/fs/cgroup
	rmdir "$top"/volscan-rig.* 2>/dev/null || :
	cgroup=$top/volscan-rig.$$
	mkdir "$cgroup" 2>/dev/null && echo "$1" 2>/dev/null >"$cgroup/pids.max" ||
		skip "needs a cgroup with a pids controller"
}

# 30 opens that hang need more tasks than there may be. The ten disks before them
# are read.
too_few_tasks()
{
	restart_rig 40
	knob '*' delay 20
	hold_open {10..39}
	scan_devices 10000 -o name,state
	at_most "$ms" 1500
	equal "$(grep -c ' pv *$' <<<"$output")" 10
	equal "$(wc -l <<<"$output")" 40
	timed_out=$(grep -c " timed out *$" <<<"$output") || :
	not_tried=$(grep -c " not tried *$" <<<"$output") || :
	between 1 "$timed_out" 18
	equal "$not_tried" $((30 - timed_out))
	contains "$stderr" "not tried to read "
}

@test "a limit of tasks below what 30 hung opens need: the rest is not tried" {
	make_cgroup 20
	prefix=(bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup")
	settings=devices/device_timeout=1000
	with worker too_few_tasks
}

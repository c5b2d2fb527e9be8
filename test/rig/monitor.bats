# SPDX-License-Identifier: LGPL-2.1-or-later
# A monitor of disks that die and come back.

load scan

: "${STORM:?set STORM to the program of test/storm}"

# A monitor of disks[]. Whoever reads them is a child of it.
start_monitor()
{
	local list
	list=$(IFS=,; echo "${disks[*]}")
	run_dir=$(mktemp -d "$BATS_TEST_TMPDIR/run.XXXX")
	chmod 755 "$run_dir"
	socket=$run_dir/monitor
	"$VOLSCAN" monitor --devices "$list" --pidfile "$run_dir/pid" --logfile "$run_dir/log" \
		--config "global/run_dir=\"$run_dir\" devices/device_timeout=1000"
}

teardown()
{
	[ ! -e "${run_dir-}/pid" ] || kill "$(cat "$run_dir/pid")"
	[ -n "$why_not" ] || "$RIG" stop "$rig"
}

stop_monitor()
{
	local pid began
	pid=$(cat "$run_dir/pid")
	began=$(date +%s%N)
	kill "$pid"
	until_true gone "$pid"
	at_most $((($(date +%s%N) - began) / 1000000)) 1000
}

from_monitor() # COMMAND...
{
	"$VOLSCAN" "--from-monitor=$socket" "$@" 2>"$BATS_TEST_TMPDIR/stderr"
}

state_is() # DISK STATE
{
	[ "$(from_monitor devices --noheadings -o state -S "name=$1" | sed 's/^ *//; s/ *$//')" = "$2" ]
}

# As a writer does it, who closes the device: it is to be read.
change() # DISK...
{
	local disk
	for disk; do
		dd if=/dev/null of="$disk" conv=notrunc status=none
	done
}

@test "a disk dies, and comes back: no answer waits for it, and it is told" {
	start_rig 8
	start_monitor
	state_is "${disks[3]}" pv
	knob d003 hang
	change "${disks[@]:0:5}"
	# While its answer is waited for, 20 ask, and 20 ask when it is given up.
	timed=$("$STORM" ask "$socket" 20 2 100 pvs)
	equal "$(sed -n 's/^failed //p' <<<"$timed")" 0
	at_most "$(sed -n 's/^longest_us //p' <<<"$timed")" 500000
	until_true state_is "${disks[3]}" "timed out"
	from_monitor pvs >"$BATS_TEST_TMPDIR/pvs"
	contains "$(cat "$BATS_TEST_TMPDIR/stderr")" "${disks[3]}"
	lacks "$(cat "$BATS_TEST_TMPDIR/pvs")" "${disks[3]}"
	contains "$(from_monitor metrics)" "volscan_device_hanging_since_timestamp_seconds{device=\"${disks[3]}\"}"
	# What else changes is noticed at once, with what hangs not asked again.
	dd if=/dev/zero of="$rig/images/d005" bs=4k count=1 conv=notrunc status=none
	change "${disks[5]}"
	until_true state_is "${disks[5]}" "not a pv"
	knob d003 release
	until_true state_is "${disks[3]}" pv
	stop_monitor
}

@test "SIGTERM ends a monitor at once, whatever hangs" {
	start_rig 8
	start_monitor
	knob 'd00[0-3]' hang
	change "${disks[@]}"
	until_true state_is "${disks[0]}" "timed out"
	stop_monitor
}

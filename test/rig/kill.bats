# SPDX-License-Identifier: LGPL-2.1-or-later
# The I/O process is killed or stopped, and so is the command.

load scan

# Start a scan in the background, of which $starter is the process that limited()
# would wait for, and find the command and its I/O process.
start_scan() # COMMAND [OPTION...]
{
	"$RIG" run 10000 "$report" "$VOLSCAN" "$@" $(scan_options) >"$BATS_TEST_TMPDIR/stdout" \
		2>"$BATS_TEST_TMPDIR/stderr" </dev/null 3>&- &
	starter=$!
	until_true find_command
}

find_command()
{
	command=$(pgrep -P "$starter") && worker=$(pgrep -P "$command" -x volscan-io)
}

end_scan()
{
	status=0
	wait "$starter" || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/stdout")
	. "$report"
	all_left+=($left)
}

signal_worker()
{
	local signal
	knob '*' delay 400
	for signal in KILL STOP; do
		start_scan pvs --noheadings -o pv_name,pv_uuid
		sleep 0.1
		kill -$signal "$worker"
		end_scan
		equal "$signal: $status" "$signal: 0"
		listed=$(awk 'NF { print $1, $2 }' <<<"$output" | sort)
		lists {0..19}
		until_true gone "$worker"
	done
}

@test "the I/O process is killed, or stopped, in the middle: the result is complete" {
	start_rig 20
	settings=devices/device_timeout=5000
	with worker signal_worker
}

milliseconds()
{
	echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# Its exit status is that of the signal, and comes at once.
kill_after() # SIGNAL DELAY
{
	local before
	start_scan pvs
	sleep "$2"
	before=$(milliseconds)
	kill -"$1" "$command"
	until_true gone "$command"
	at_most $(($(milliseconds) - before)) 200
	end_scan
	equal "$status" $((128 + $1))
}

# Disks of all kinds; the command is killed at moments from its start to its end.
kill_command()
{
	local signal delay
	knob '*' delay 100
	knob 'd00[0-4]' hang
	hold_open {5..9}
	for signal in 15 9; do
		for delay in 0 0.005 0.02 0.05 0.1 0.2 0.4 0.6; do
			kill_after "$signal" "$delay"
		done
	done
}

@test "the command is killed at any moment: it is gone at once, and the rig comes down clean" {
	start_rig 30
	settings=devices/device_timeout=1000
	with worker kill_command
	"$RIG" stop "$rig"
	for disk in "${disks[@]}"; do
		[ ! -e "/sys/block/${disk#/dev/}" ]
	done
}

# Those that have been asked must answer first: a thread that waits for one takes no
# signal.
kill_among_slow_disks()
{
	local signal
	knob '*' delay 1000
	for signal in 15 9; do
		start_scan pvs
		sleep 0.1
		kill -STOP "$worker"
		kill -"$signal" "$command"
		end_scan
		equal "$status" $((128 + signal))
		until_true gone "$worker"
	done
}

@test "the command is killed, and no disk is dead: its I/O process goes with it, even a stopped one" {
	start_rig 10
	with worker kill_among_slow_disks
}

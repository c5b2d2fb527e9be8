# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by the tests that scan disks of the rig with volscan.

load rig

# The engines of the I/O process; those that need not wait for a dead disk when
# there is no such process, nor does their exit; and all that there are.
worker_engines()
{
	grep -oxE 'uring|threads' <<<"${ENGINES// /$'\n'}"
}

# For each of these, with a rig that is as new before and clean afterwards.
#	with worker COMMAND...		isolated, on each engine that serves there
#	with ring COMMAND...		not isolated, on uring: the only one that a
#					dead disk never holds up
#	with process COMMAND...		not isolated, on all engines
with() # worker|ring|process COMMAND...
{
	local engines
	case $1 in
	worker) engines=$(worker_engines) isolation=1 ;;
	ring) engines=$(worker_engines | grep uring) isolation=0 ;;
	process) engines=$ENGINES isolation=0 ;;
	esac
	for engine in $engines; do
		echo "# $engine, isolation $isolation"
		all_left=()
		"${@:2}"
		knob '*' reset
		until_true gone "${all_left[@]}"
	done
}

# One volscan that may hang: see limited(). Its settings are these and those in
# $settings; what hangs it remembers in $run_dir, a new one each time if that is
# empty. The command prefix[] starts it.
scan() # LIMIT COMMAND [OPTION...]
{
	limited "$1" "${prefix[@]}" "$VOLSCAN" "$2" "${@:3}" $(scan_options)
	all_left+=($left)
}

scan_options()
{
	local list
	list=$(IFS=,; echo "${disks[*]}")
	printf '%s\n' --devices "$list" --config "devices/io_engine=\"$engine\"" \
		--config "devices/io_isolation=$isolation" \
		--config "global/run_dir=\"${run_dir:-$(mktemp -d "$BATS_TEST_TMPDIR/run.XXXX")}\""
	[ -z "$settings" ] || printf -- '--config\n%s\n' $settings
}

# pvs on all disks, as DEVICE UUID in $listed.
scan_pvs() # LIMIT [OPTION...]
{
	scan "$1" pvs --noheadings -o pv_name,pv_uuid "${@:2}"
	listed=$(awk 'NF { print $1, $2 }' <<<"$output" | sort)
}

# Those that were listed are the disks of these numbers, each with its own UUID.
lists() # NUMBER...
{
	local i
	equal "$listed" "$(for i; do
		printf '%s 000000-0000-0000-0000-0000-0000-%06d\n' "${disks[i]}" "$i"
	done | sort)"
}

# What became of the disks, in $states: lines "COUNT STATE".
scan_devices() # LIMIT [OPTION...]
{
	scan "$1" devices --noheadings -o state "${@:2}"
	states=$(sed 's/^ *//; s/ *$//' <<<"$output" | sort | uniq -c | sed 's/^ *//')
}

# Make open() of these disks hang.
hold_open() # NUMBER...
{
	local i
	for i; do
		knob "$(printf 'd%03d' "$i")" hang 2097152 4096
		"$RIG" holdopen "${disks[i]}" &
	done
	wait
}

# Nobody has any of these disks open.
detaches() # NUMBER...
{
	local i names=()
	for i; do
		names+=("${disks[i]}")
	done
	"$RIG" detach "${names[@]}"
}

# When the last of these disks answered, from the beginning of the last scan.
last_answer() # NAME
{
	echo $(($(knob "$1" answered) - began))
}

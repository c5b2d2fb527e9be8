# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by the tests with slow and dead disks. RIG names the rig's program, empty
# where it could not be built; VOLSCAN the program that is tested.

: "${RIG=}"
load ../cli/common

# Why there can be no rig here, or nothing.
why_no_rig()
{
	[ -n "$RIG" ] || { echo "needs libfuse3"; return; }
	[ "$(id -u)" = 0 ] || { echo "needs root"; return; }
	[ -w /dev/fuse ] || { echo "needs /dev/fuse"; return; }
	[ -w /dev/loop-control ] || { echo "needs loop devices"; return; }
	local dir=$BATS_FILE_TMPDIR/try
	"$RIG" pvs "$dir" 1
	if ! "$RIG" start "$dir" $$ 2>/dev/null; then
		echo "cannot mount FUSE"
	elif ! "$RIG" attach "$dir/disks/d000" >/dev/null 2>&1; then
		echo "cannot attach loop devices"
	fi
	"$RIG" stop "$dir" 2>/dev/null || :
}

setup_file()
{
	why_not=$(why_no_rig)
	export why_not
}

setup()
{
	[ -z "$why_not" ] || skip "$why_not"
	rig=$BATS_TEST_TMPDIR/rig
	report=$BATS_TEST_TMPDIR/report
}

teardown()
{
	[ -n "$why_not" ] || "$RIG" stop "$rig"
	[ -z "${cgroup-}" ] || until_true rmdir "$cgroup"
}

# COUNT PVs on files $rig/disks/d000, ..., and on the loop devices disks[].
start_rig() # COUNT
{
	"$RIG" pvs "$rig" "$1"
	"$RIG" start "$rig" $$
	mapfile -t disks < <("$RIG" attach "$rig"/disks/*)
	equal "${#disks[@]}" "$1"
}

restart_rig() # COUNT
{
	"$RIG" stop "$rig"
	start_rig "$1"
}

knob() # NAME KNOB [VALUE...]
{
	"$RIG" knob "$rig" "$@"
}

# Run what may hang, for LIMIT ms: $status (124: it did hang), $output, $stderr,
# $ms it took since $began, and $left, the processes that it left behind.
limited() # LIMIT COMMAND...
{
	status=0
	"$RIG" run "$1" "$report" "${@:2}" >"$BATS_TEST_TMPDIR/stdout" \
		2>"$BATS_TEST_TMPDIR/stderr" </dev/null || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/stdout")
	stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
	. "$report"
}

# The first block of a device, past the page cache.
read_disk() # DEVICE
{
	dd if="$1" of=/dev/null iflag=direct bs=4k count=1 status=none
}

# A failure that is expected; "!" alone is not looked at by bats.
fails() # COMMAND...
{
	! "$@"
}

limited_read() # LIMIT DEVICE
{
	limited "$1" dd if="$2" of=/dev/null iflag=direct bs=4k count=1
}

# Zombies are gone too: some containers have nobody who reaps orphans.
is_alive() # PID
{
	local state
	state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 1
	[ -n "$state" ] && [ "$state" != Z -o "$(ls "/proc/$1/task" | wc -l)" -gt 1 ]
}

# Within ten seconds, which is for ever unless the machine has much else to do.
until_true() # COMMAND...
{
	local i
	for i in {1..500}; do
		! "$@" || return 0
		sleep 0.02
	done
	echo "in vain for ten seconds: $*" >&2
	return 1
}

gone() # PID...
{
	local pid
	for pid; do
		! is_alive "$pid" || return 1
	done
}

at_least() # ACTUAL LIMIT
{
	[ "$1" -ge "$2" ] || { echo "got $1, expected at least $2" >&2; return 1; }
}

between() # LEAST ACTUAL MOST
{
	at_least "$2" "$1" && at_most "$2" "$3"
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by `run` and `smoke`. VOLSCAN, BENCH and RIG name the programs.
#
# work	a directory for everything; devices[]	what is scanned

: "${VOLSCAN:?set VOLSCAN to the program}" "${BENCH:?set BENCH to the bench}"
: "${RIG=}"
export LC_ALL=C LVM_SUPPRESS_FD_WARNINGS=1

# Why there can be no loop devices here; nothing if there can.
why_no_loops()
{
	[ "$(id -u)" = 0 ] || { echo "needs root"; return; }
	[ -n "$RIG" ] || { echo "needs libfuse3"; return; }
	[ -w /dev/fuse ] || { echo "needs /dev/fuse"; return; }
	[ -w /dev/loop-control ] || { echo "needs loop devices"; return; }
	"$BENCH" blank "$work/try" 1
	if ! "$RIG" start "$work/try" $$ 2>/dev/null; then
		echo "cannot mount FUSE"
	elif ! "$RIG" attach "$work/try/disks/d0000" >/dev/null 2>&1; then
		echo "cannot attach loop devices"
	fi
	"$RIG" stop "$work/try" 2>/dev/null || :
}

# LVM2 asks neither udev nor the kernel's device-mapper, and keeps its files here.
begin()
{
	work=$(mktemp -d) || exit 1
	trap end EXIT
	trap 'exit 1' INT TERM HUP
	export LVM_SYSTEM_DIR=$work/lvm
	mkdir "$work/lvm" "$work/lock" "$work/commands"
	cat >"$work/lvm/lvm.conf" <<-END
		activation { udev_sync=0 udev_rules=0 monitoring=0 verify_udev_operations=0 }
		backup { backup=0 archive=0 }
		devices { use_devicesfile=0 obtain_device_list_from_udev=0 hints="none"
			external_device_info_source="none" }
		global { notify_dbus=0 event_activation=0 use_lvmpolld=0
			locking_dir="$work/lock" }
	END
}

end()
{
	[ ! -d "$work/disks" ] || stop_disks
	rm -rf "$work"
}

# The keeper of the rig detaches them, should we die before.
stop_disks()
{
	[ -z "$RIG" ] || "$RIG" stop "$work/disks"
	rm -rf "$work/disks"
	devices=()
}

# What `bench pvs` or `bench blank` makes, as loop devices: on the images themselves,
# or where reads have to be slow, on those of the rig.
loops() # images|disks MAKE ARGUMENTS...
{
	"$BENCH" "$2" "$work/disks" "${@:3}" && "$RIG" start "$work/disks" $$ || exit 1
	mapfile -t devices < <("$RIG" attach "$work/disks/$1"/*)
}

images() # MAKE ARGUMENTS...
{
	"$BENCH" "$1" "$work/disks" "${@:2}" || exit 1
	devices=("$work/disks/images"/*)
}

list()
{
	local IFS=,
	echo "${devices[*]}"
}

# A command that is measured, an argument a line.
command_file() # NAME ARGUMENTS...
{
	printf '%s\n' "${@:2}" >"$work/commands/$1"
}

# Run it by another program, which gets it as its last arguments.
run_file() # NAME PROGRAM ARGUMENTS...
{
	xargs -a "$work/commands/$1" -d '\n' "${@:2}"
}

# System calls of all its processes.
calls_of() # NAME
{
	run_file "$1" strace -f -c -o "$work/count" >/dev/null 2>&1
	awk '$NF == "total" { print $(NF > 4 ? 4 : 3) }' "$work/count"
}

allocations_of() # NAME
{
	run_file "$1" env LD_PRELOAD="${BENCH%/*}/allocations.so" ALLOCATIONS="$work/count" \
		>/dev/null 2>&1
	cat "$work/count"
}

memory_of() # NAME: KiB
{
	"$BENCH" memory "${MEMORY_ROUNDS-5}" "$work/commands/$1"
}

# The median and the least of each, in ms, and how often the first one's is in it.
show_times() # < what `bench time` prints
{
	jq -r 'def median: sort | .[length / 2 | floor];
		def ms: . / 10 | round / 100;
		to_entries as $all | $all[]
		| [ .key, (.value | (.wall_us, .cpu_us) | median, min | ms),
			( . as $one | "wall_us", "cpu_us" | . as $k
			| [ $one.value[$k], $all[0].value[$k] ] | transpose
			| map(.[0] / ([ .[1], 1 ] | max)) | median * 100 | round / 100 ) ] | @tsv' |
		awk 'BEGIN { printf "# %-20s %9s %9s %9s %9s %8s %8s\n", "ms", "wall", "(least)",
				"CPU", "(least)", "wall x", "CPU x" }
			{ printf "# %-20s %9.2f %9.2f %9.2f %9.2f %8.2f %8.2f\n", $1, $2, $3, $4, $5, $6, $7 }'
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# Disks that the installed LVM2 writes, and what it and volscan say of them. Shared
# by what is in this directory, and by the scripts that `random` prints.
#
# disks	the loop devices, by number; devices	those that both programs are given
# work	a directory for everything

: "${VOLSCAN:?set VOLSCAN to the program}"
live=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
export LVM_SUPPRESS_FD_WARNINGS=1 LC_ALL=C
disks=() devices=

# Why the tests cannot run here; nothing if they can.
live_obstacle()
{
	[ "$(id -u)" = 0 ] || { echo "needs root"; return; }
	command -v lvm >/dev/null || { echo "needs lvm2"; return; }
	command -v losetup >/dev/null || { echo "needs losetup"; return; }
	[ -e /dev/loop-control ] || echo "needs loop devices"
}

# To be ended with live_end. LVM2 asks neither udev nor the kernel, keeps nothing outside of $work, and waits
# for no io_destroy(), which is most of the time that a report takes.
live_start()
{
	work=$(mktemp -d) || return
	export LVM_SYSTEM_DIR=$work/lvm
	mkdir "$LVM_SYSTEM_DIR" "$work/lock"
	cat >"$LVM_SYSTEM_DIR/lvm.conf" <<-END
		activation { udev_sync=0 udev_rules=0 monitoring=0 verify_udev_operations=0 }
		backup { backup=0 archive=0 }
		config { profile_dir="/etc/lvm/profile" }
		devices { use_devicesfile=0 obtain_device_list_from_udev=0 hints="none"
			external_device_info_source="none" }
		global { use_aio=0 notify_dbus=0 event_activation=0 use_lvmpolld=0
			locking_dir="$work/lock" }
	END
}

live_end()
{
	disks_free
	rm -rf "$work"
}

all_devices()
{
	local IFS=,
	devices="${disks[*]}"
}

disks_attach() # [OPTION...] IMAGE...
{
	local options=()

	while [[ $1 == -* ]]; do
		options+=("$1")
		shift
	done
	for image; do
		disks+=("$(losetup -f --show "${options[@]}" "$image")") || return
	done
	all_devices
}

disks_make() # SIZE...: blank ones
{
	local i=0 size images=()

	for size; do
		rm -f "$work/$i.img"
		truncate -s "$size" "$work/$i.img" || return
		images+=("$work/$i.img")
		i=$((i + 1))
	done
	disks_attach "${images[@]}"
}

disks_free()
{
	[ ${#disks[@]} = 0 ] || losetup -d "${disks[@]}"
	disks=() devices=
}

lvm2() # COMMAND [OPTION...]
{
	lvm "$@" --devices "$devices" --driverloaded n </dev/null
}

# A disk goes away, or comes back: neither program is given it meanwhile.
disk_away() # DEVICE
{
	local rest=,$devices,

	[[ $rest == *",$1,"* && $devices == *,* ]] || return
	rest=${rest/",$1,"/,}
	rest=${rest#,}
	devices=${rest%,}
}

disk_back() # DEVICE
{
	[[ ,$devices, != *",$1,"* ]] || return
	devices+=,$1
}

change() # COMMAND OPTION...
{
	case $1 in
	disk-away) disk_away "$2" ;;
	disk-back) disk_back "$2" ;;
	*) lvm2 "$@" ;;
	esac
}

# A cell a line, for people to see which one it is.
cells()
{
	sed 's/", "/",\n  "/g'
}

# LVM2's file gets what it should be.
equal_but_for_defects() # LVM2's OURS
{
	cmp -s "$1" "$2" && return
	sed -i -f "$live/defects.sed" "$1"
	cmp -s "$1" "$2"
}

# Whether both programs say the same, and end with the same status: if not, says so.
same() # COMMAND [OPTION...]
{
	local theirs=0 ours=0

	lvm2 "$@" >"$work/theirs" 2>"$work/theirs.err" || theirs=$?
	"$VOLSCAN" "$@" --devices "$devices" --driverloaded n >"$work/ours" 2>"$work/ours.err" \
		</dev/null || ours=$?
	[ "$theirs" = "$ours" ] && equal_but_for_defects "$work/theirs" "$work/ours" && return
	echo "Different: $(printf '%q ' "$@")"
	[ "$theirs" = "$ours" ] || echo "exit status: LVM2 $theirs, volscan $ours"
	diff <(cells <"$work/theirs") <(cells <"$work/ours") | head -n "${SHOW:-20}"
	head -n 5 "$work/theirs.err" "$work/ours.err"
	return 1
}

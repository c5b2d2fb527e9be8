# SPDX-License-Identifier: LGPL-2.1-or-later
# The rig leaves nothing behind, however its user ends.

load rig

# A test of its own, in the background: 20 disks, of which one is dead, one cannot
# be opened, and one has a reader. $runner is its process, disks[] its devices.
start_runner()
{
	"$RIG" pvs "$rig" 20
	cat >"$BATS_TEST_TMPDIR/runner" <<-'END'
		"$RIG" start "$rig" $$
		"$RIG" attach "$rig"/disks/* >"$rig.disks"
		"$RIG" knob "$rig" 'd00[12]' hang
		dd if="$(sed -n 2p "$rig.disks")" of=/dev/null iflag=direct bs=4k count=1 &
		echo $! >"$rig.reader"
		"$RIG" holdopen "$(sed -n 3p "$rig.disks")"
		touch "$rig.ready"
		sleep 60
	END
	RIG=$RIG rig=$rig bash "$BATS_TEST_TMPDIR/runner" >/dev/null 2>&1 3>&- &
	runner=$!
	until_true test -e "$rig.ready"
	mapfile -t disks <"$rig.disks"
	reader=$(cat "$rig.reader")
	equal "${#disks[@]}" 20
}

no_devices()
{
	local disk
	for disk in "${disks[@]}"; do
		[ ! -e "/sys/block/${disk#/dev/}" ] || return 1
	done
}

no_mount()
{
	! grep -qF " $rig/disks " /proc/self/mounts
}

nothing_left()
{
	until_true no_devices
	until_true no_mount
	until_true test ! -e "$rig"
	until_true gone "$reader" "${keeper[@]}"
}

# The keeper and its child, the server.
find_keeper()
{
	keeper=($(pgrep -f "^$RIG start $rig "))
	equal "${#keeper[@]}" 2
}

@test "stop ends it all, and can be called twice" {
	start_runner
	find_keeper
	"$RIG" stop "$rig"
	nothing_left
	"$RIG" stop "$rig"
	kill "$runner"
}

@test "a test that is killed in the middle" {
	start_runner
	find_keeper
	kill -9 "$runner"
	nothing_left
}

@test "a server that is killed" {
	start_runner
	find_keeper
	kill -9 "${keeper[1]}"
	nothing_left
	kill "$runner"
}

@test "a keeper that is killed: all reads end, and the rest is done by hand" {
	start_runner
	find_keeper
	kill -9 "${keeper[0]}"
	until_true gone "$reader" "${keeper[@]}"
	"$RIG" detach "${disks[@]}"
	umount "$rig/disks"
	rm -r "$rig"
	nothing_left
	kill "$runner"
}

@test "a rig that cannot be: no process stays, and no mount" {
	"$RIG" pvs "$rig" 1
	rm "$rig/images/d000"
	run "$RIG" start "$rig" $$
	equal "$status" 1
	contains "$output" "No such file"
	disks=() reader=$$ keeper=()
	until_true test ! -e "$rig"
	no_mount
}

@test "devices on the images themselves are detached, too" {
	"$RIG" pvs "$rig" 3
	"$RIG" start "$rig" $$
	mapfile -t disks < <("$RIG" attach "$rig"/images/*)
	equal "${#disks[@]}" 3
	"$RIG" stop "$rig"
	until_true no_devices
}

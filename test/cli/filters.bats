# SPDX-License-Identifier: LGPL-2.1-or-later
# Filters: the installed LVM2 and volscan, with the same settings on the same loop
# devices, use the same ones. A devices file of LVM2 is in a directory of ours.

load common

quiet='backup { backup=0 archive=0 } activation { udev_sync=0 udev_rules=0 }
	devices { obtain_device_list_from_udev=0 hints="none" external_device_info_source="none" }
	global { notify_dbus=0 event_activation=0 }'

# PVs of our own: another of the same UUID, as a golden one can have, would hide
# them. The last device is none.
setup_file()
{
	[ "$(id -u)" = 0 ] && command -v lvm losetup >/dev/null && [ -e /dev/loop-control ] || return 0
	images=$BATS_FILE_TMPDIR/images
	mkdir -p "$images" "$BATS_FILE_TMPDIR/system/devices"
	for image in d0 d1 "a  b" blank; do
		truncate -s 16M "$images/$image.img"
		loop=$(losetup -f --show "$images/$image.img") || break
		echo "$loop" >>"$BATS_FILE_TMPDIR/loops"
		[ "$image" = blank ] || LVM_SUPPRESS_FD_WARNINGS=1 lvm pvcreate --devices "$loop" \
			--driverloaded n --config "$quiet" "$loop"
	done >/dev/null 2>&1 </dev/null
}

teardown_file()
{
	[ ! -s "$BATS_FILE_TMPDIR/loops" ] || xargs losetup -d <"$BATS_FILE_TMPDIR/loops"
}

setup()
{
	need_root
	need_program lvm
	need_program losetup
	export LVM_SUPPRESS_FD_WARNINGS=1 LVM_SYSTEM_DIR=$BATS_FILE_TMPDIR/system
	loops=()
	[ ! -e "$BATS_FILE_TMPDIR/loops" ] || mapfile -t loops <"$BATS_FILE_TMPDIR/loops"
	[ ${#loops[@]} = 4 ] || skip "needs loop devices"
	images=$BATS_FILE_TMPDIR/images
	file=$LVM_SYSTEM_DIR/devices/system.devices
	rm -f "$file"
}

# Those of our loop devices that a report has, by number, on one line.
of_ours()
{
	local name
	while read -r name _; do
		name=$(readlink -f "$name")
		for i in "${!loops[@]}"; do
			[ "$name" != "${loops[i]}" ] || echo "$i"
		done
	done | sort | xargs
}

pvid() # NUMBER: as the devices file has it
{
	"$VOLSCAN" pvs --noheadings -o pv_uuid --devices "${loops[$1]}" | tr -d ' -'
}

# LVM2 corrects the file when it finds it wrong; ours is read first, so as it was.
same_devices() # SETTINGS [EXPECTED]
{
	volscan pvs -a -q --noheadings -o pv_name,pv_attr --config "$1"
	equal "$1: $status" "$1: 0"
	ours=$(of_ours <<<"$output")
	theirs=$(lvm pvs -a --noheadings -o pv_name,pv_attr --driverloaded n --config "$quiet $1" \
		</dev/null 2>"$BATS_TEST_TMPDIR/lvm2.err" | of_ours)
	equal "$1: $ours" "$1: $theirs"
	[ $# = 1 ] || equal "$1: $ours" "$1: $2"
}

devices_file() # LINE...
{
	{
		echo VERSION=1.1.1
		printf '%s\n' "$@"
	} >"$file"
}

with_file() # EXPECTED LINE...: what the devices file leaves
{
	local expected=$1
	shift
	devices_file "$@"
	same_devices devices/use_devicesfile=1 "$expected"
}

only_ours() # the patterns of the rest
{
	printf '"a|^%s$|", ' "${loops[@]}"
	echo '"r|.*|"'
}

@test "filter and global_filter" {
	# Patterns that LVM2 takes: an empty list is an error there.
	for list in "\"r|.*|\"" "\"a|.*|\"" "\"a|${loops[0]}\$|\", \"r|.*|\"" \
		"\"r|${loops[0]}\$|\"" "\"r|${loops[0]}\$|\", \"a|${loops[0]}|\"" \
		"\"a/loop/\", \"r/.*/\"" "\"r!loop!\"" "\"r#^/dev/loop#\"" "\"rxloopx\"" \
		"\"r(loop)\"" "\"r[loop]\"" "\"r{loop}\"" "\"r|loop[0-9]*\$|\"" \
		"\"r|loop[^0-9]|\"" "\"r|/(loop|sd)[0-9]+\$|\"" "\"r|^loop|\"" \
		"\"r|.oop|\"" "\"r|l\\\\.op|\"" "\"r|LOOP|\"" "\"a|nothing|\"" \
		"\"r|nothing|\"" "$(only_ours)"; do
		same_devices "devices/filter=[$list]"
		same_devices "devices/global_filter=[$list]"
	done
}

@test "what --devices names is not held against patterns" {
	pattern='devices { filter="r|.*|" global_filter="r|.*|" }'
	theirs=$(lvm pvs --noheadings -o pv_name --driverloaded n --devices "${loops[0]},${loops[1]}" \
		--config "$quiet $pattern" 2>/dev/null)
	volscan pvs --noheadings -o pv_name --devices "${loops[0]},${loops[1]}" --config "$pattern"
	equal "$output" "$theirs"
	contains "$output" "${loops[1]}"
}

@test "both must accept, and a list of one needs no brackets" {
	same_devices "devices { filter=[$(only_ours)] global_filter=\"r|${loops[1]}\$|\" }" "0 2 3"
	same_devices "devices { filter=\"r|${loops[0]}\$|\" global_filter=\"r|${loops[1]}\$|\" }" "2 3"
}

@test "links to a device are names of it" {
	links=/dev/volscan-test.$$
	mkdir -p "$links/sub"
	ln -s "${loops[0]}" "$links/sub/one"
	ln -s "$links/sub" "$links/linked"
	mknod "$links/node" b 7 "${loops[1]#/dev/loop}"
	for list in '"a|sub/one|", "r|.*|"' '"r|sub/one|"' '"a|linked|", "r|.*|"' '"a|/node$|", "r|.*|"' \
		"\"r|${loops[0]}\$|\", \"a|sub/one|\", \"r|.*|\"" \
		"\"a|${loops[0]}\$|\", \"r|sub/one|\", \"r|.*|\""; do
		same_devices "devices/filter=[$list]" && same_devices "devices/global_filter=[$list]" || failed=1
	done
	same_devices "devices/scan=[\"$links\"]" "0 1" || failed=1
	same_devices "devices { scan=[\"$links/sub\"] filter=[\"r|${loops[0]}\$|\"] }" 0 || failed=1
	same_devices "devices/scan=[\"$links/sub/one\"]" "" || failed=1
	same_devices "devices/scan=[\"$links/linked\"]" || failed=1
	rm -r "$links"
	[ -z "${failed-}" ]
}

@test "scan, size and types" {
	same_devices 'devices/scan="/dev"' "0 1 2 3"
	same_devices 'devices/scan=["/dev/mapper"]' ""
	same_devices 'devices/scan=["/no/such/directory", "/dev"]' "0 1 2 3"
	same_devices 'devices/pv_min_size=100000000' ""
	same_devices 'devices/types=["loop", 1]' "0 1 2 3"
	same_devices 'devices/sysfs_scan=0' "0 1 2 3"
}

@test "a component of an md array, and one that is not to be looked for" {
	printf '\374\116\053\251' | dd of="${loops[0]}" conv=notrunc status=none
	same_devices devices/md_component_detection=1 "1 2 3" || failed=1
	same_devices devices/md_component_detection=0 "0 1 2 3" || failed=1
	printf '\0\0\0\0' | dd of="${loops[0]}" conv=notrunc status=none
	[ -z "${failed-}" ]
}

@test "the devices file: IDs" {
	image=$images/d0.img
	with_file 0 "IDTYPE=loop_file IDNAME=$image DEVNAME=${loops[0]} PVID=$(pvid 0)"
	with_file "0 1" "IDTYPE=loop_file IDNAME=$image" "IDTYPE=loop_file IDNAME=$images/d1.img"
	with_file 2 "IDTYPE=loop_file IDNAME=$images/a__b.img DEVNAME=${loops[2]} PVID=$(pvid 2)"
	with_file "" "IDTYPE=loop_file IDNAME=$images/a_b.img"
	with_file 0 "IDTYPE=loop_file IDNAME=$image DEVNAME=/dev/other PVID=$(pvid 1)"
	with_file "" "IDTYPE=loop_file IDNAME=$image PART=1"
	with_file "" "IDTYPE=loop_file IDNAME=$image.other DEVNAME=${loops[0]} PVID=$(pvid 0)"
	with_file "" "IDTYPE=no_such IDNAME=$image DEVNAME=${loops[0]} PVID=$(pvid 0)"
	with_file "" "IDTYPE=sys_serial IDNAME=x" "IDTYPE=md_uuid IDNAME=x" "IDTYPE=sys_wwid IDNAME=."
	with_file 0 "  PVID=$(pvid 0) IDNAME=$image IDTYPE=loop_file"
	with_file "" "# IDTYPE=loop_file IDNAME=$image"
	with_file ""
}

@test "the devices file: names" {
	with_file 0 "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=$(pvid 0)"
	with_file 0 "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=."
	with_file "" "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=$(pvid 1)"
	with_file 3 "IDTYPE=devname IDNAME=${loops[3]} DEVNAME=${loops[3]} PVID=$(pvid 0)"
	with_file 1 "IDTYPE=devname IDNAME=${loops[1]} DEVNAME=${loops[0]} PVID=$(pvid 1)"
	with_file "" "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=$(pvid 0) PART=1"
	with_file 0 "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=$(pvid 1)" \
		"IDTYPE=loop_file IDNAME=$images/d0.img DEVNAME=${loops[0]} PVID=$(pvid 0)"
	ln -s "${loops[1]}" "/dev/volscan-test.$$"
	with_file 1 "IDTYPE=devname IDNAME=/dev/volscan-test.$$ DEVNAME=/dev/x PVID=$(pvid 1)" || failed=1
	rm "/dev/volscan-test.$$"
	[ -z "${failed-}" ]
}

@test "the devices file: with and without, patterns, other filters" {
	same_devices devices/use_devicesfile=1 "0 1 2 3"
	devices_file "IDTYPE=loop_file IDNAME=$images/d0.img DEVNAME=${loops[0]} PVID=$(pvid 0)"
	same_devices devices/use_devicesfile=0 "0 1 2 3"
	same_devices "devices { use_devicesfile=1 filter=\"r|.*|\" }" 0
	same_devices "devices { use_devicesfile=1 global_filter=\"r|.*|\" }" 0
	same_devices "devices { use_devicesfile=1 pv_min_size=100000000 }" ""
	mv "$file" "$LVM_SYSTEM_DIR/devices/other.devices"
	same_devices 'devices { use_devicesfile=1 devicesfile="other.devices" }' 0
}

@test "one lvm.conf for both" {
	conf=$LVM_SYSTEM_DIR/lvm.conf
	cp /etc/lvm/lvm.conf "$conf" 2>/dev/null || : >"$conf"
	printf 'devices {\n\tfilter = [ "a|%s$|", "r|.*|" ]\n\tissue_discards = 0\n}\n' "${loops[1]}" >>"$conf"
	same_devices "" 1 || failed=1
	devices_file "IDTYPE=loop_file IDNAME=$images/d0.img DEVNAME=${loops[0]} PVID=$(pvid 0)"
	echo 'devices/use_devicesfile = 1' >"$LVM_SYSTEM_DIR/lvmlocal.conf"
	same_devices "" 0 || failed=1
	rm "$conf" "$LVM_SYSTEM_DIR/lvmlocal.conf"
	[ -z "${failed-}" ]
}

@test "the devices file: volscan says which lines it has no use for, and never writes" {
	devices_file "IDTYPE=devname IDNAME=${loops[0]} DEVNAME=${loops[0]} PVID=$(pvid 1)" \
		"IDTYPE=loop_file IDNAME=$images/gone DEVNAME=/dev/loop999"
	before=$(cat "$file")
	volscan pvs --config devices/use_devicesfile=1
	equal "$status|$output" "0|"
	contains "$stderr" "system.devices, line 2: PV $(pvid 1) is not on ${loops[0]} any more"
	contains "$stderr" "system.devices, line 3: there is no device with loop_file $images/gone, last seen as /dev/loop999"
	equal "$(cat "$file")" "$before"
}

@test "volscan devices names the filter" {
	devices_file "IDTYPE=devname IDNAME=${loops[0]} PVID=$(pvid 1)"
	reason() { volscan devices -q --noheadings -o reason -S "name=${loops[0]}" --config "$1"; }
	reason devices/use_devicesfile=1
	contains "$output" "the devices file has its name for another PV"
	reason 'devices { use_devicesfile=1 scan="/elsewhere" }'
	contains "$output" devices/scan
	devices_file
	reason devices/use_devicesfile=1
	contains "$output" "it is not in the devices file $file"
}

@test "--devicesfile: a name, a path, none, and one that is not there" {
	echo "IDTYPE=loop_file IDNAME=$images/d0.img" >"$LVM_SYSTEM_DIR/devices/mine.devices"
	names() { volscan pvs -q --noheadings -o pv_name "$@"; of_ours <<<"$output"; }
	equal "$(names --devicesfile mine.devices)" 0
	cp "$LVM_SYSTEM_DIR/devices/mine.devices" "$BATS_TEST_TMPDIR/a \"b\" \\c"
	equal "$(names --devicesfile "$BATS_TEST_TMPDIR/a \"b\" \\c")" 0
	: >"$BATS_TEST_TMPDIR/lvm.conf"
	mkdir -p "$BATS_TEST_TMPDIR/other/devices"
	echo "IDTYPE=loop_file IDNAME=$images/d1.img" >"$BATS_TEST_TMPDIR/other/devices/mine.devices"
	equal "$(names --lvmconf "$BATS_TEST_TMPDIR/lvm.conf" --devicesfile mine.devices)" 0
	equal "$(names --lvmconf "$BATS_TEST_TMPDIR/other" --devicesfile mine.devices)" 1
	mv "$LVM_SYSTEM_DIR/devices/mine.devices" "$file"
	equal "$(names --config devices/use_devicesfile=1 --devicesfile '')" "0 1 2"
	volscan pvs --devicesfile none.devices
	equal "$status" 5
	contains "$stderr" "cannot read the devices file $LVM_SYSTEM_DIR/devices/none.devices"
	volscan pvs --devicesfile mine.devices --devices "${loops[0]}"
	equal "$status" 3
}

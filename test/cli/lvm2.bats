# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed LVM2 and volscan on the same loop devices, one after the other:
# same text. LVM2 writes the metadata, volscan only reads.

load common

setup()
{
	need_root
	need_program lvm
	need_program losetup
	[ -e /dev/loop-control ] || skip "needs loop devices"
	export LVM_SUPPRESS_FD_WARNINGS=1
	loops=() parts=()
	quiet='backup { backup=0 archive=0 }
		activation { udev_sync=0 udev_rules=0 monitoring=0 verify_udev_operations=0 }
		devices { use_devicesfile=0 obtain_device_list_from_udev=0 hints="none"
			external_device_info_source="none" }
		global { notify_dbus=0 event_activation=0 use_lvmpolld=0 }'
	for i in 0 1 2 3; do
		truncate -s 64M "$BATS_TEST_TMPDIR/$i.img"
		loops+=("$(losetup -f --show "$BATS_TEST_TMPDIR/$i.img")") || skip "losetup failed"
	done
	devices=$(IFS=,; echo "${loops[*]}")
}

# Partitions stay with a loop device that loses its file.
teardown()
{
	for part in "${parts[@]}"; do
		delpart "${part%p?}" "${part##*p}"
	done
	[ ${#loops[@]} = 0 ] || losetup -d "${loops[@]}"
}

lvm2() # COMMAND [OPTION...]
{
	lvm "$@" --devices "$devices" --driverloaded n --config "$quiet" </dev/null 2>"$BATS_TEST_TMPDIR/lvm2.err"
}

# What changes the disks says so on stdout, which nobody needs here.
write() # COMMAND [OPTION...]
{
	lvm2 "$@" >/dev/null || { cat "$BATS_TEST_TMPDIR/lvm2.err" >&2; return 1; }
}

new_lv() # [OPTION...]
{
	write lvcreate -an -Zn -Wn -y "$@"
}

# All default reports, plain and with options, of both programs.
same_reports()
{
	local report
	for report in "pvs" "pvs -a" "vgs" "lvs" "lvs -a" "pvs -o+pv_uuid,pv_used --units b" \
		"vgs -o+vg_uuid,vg_extent_size,vg_seqno --units k --nosuffix" \
		"lvs -a -o+lv_uuid,segtype,lv_tags --separator ," "lvs --noheadings -O-lv_size" \
		"vgs -o+vg_mda_count,vg_missing_pv_count" \
		"pvs --reportformat json" "vgs --reportformat json" "lvs -a --reportformat json" \
		"lvs -S lv_size>8m" "vgs -S vg_name=~^vg" "pvs --segments" "pvs --segments -v" \
		"lvs --segments" "lvs --segments -v" "fullreport --reportformat json" \
		"fullreport -a --configreport lv -o lv_name,vg_name --configreport pvseg -O -pvseg_size" \
		"fullreport --configreport seg -S seg_size>8m -o+lv_name" "lvs -a -o+seg_all --segments"; do
		volscan $report --devices "$devices"
		equal "$report: $status" "$report: 0"
		equal "$report
$output" "$report
$(lvm2 $report)"
	done
}

# And all listings, with what becomes of them.
same_listings()
{
	local listing theirs
	for listing in pvscan "pvscan -u" "pvscan -s" "pvscan -n" "pvscan -e" vgscan lvscan \
		"lvscan -a" pvdisplay "pvdisplay -m" "pvdisplay -c" "pvdisplay -s" \
		"pvdisplay -m --units s" "vgdisplay -v" "vgdisplay -c" "vgdisplay -s" \
		"vgdisplay --units k --nosuffix" "lvdisplay -am" "lvdisplay -ac" \
		"lvdisplay --units H"; do
		theirs=$(lvm2 $listing)
		volscan $listing --devices "$devices"
		equal "$listing: $status" "$listing: 0"
		equal "$listing
$output" "$listing
$theirs"
	done
}

# The VG of a file of vgcfgbackup that has its name, without what stands in front.
vg_of() # FILE
{
	sed -n "/^${1##*/} {/,\$p" "$1"
}

# And the files of vgcfgbackup.
same_backups()
{
	local file dir=$BATS_TEST_TMPDIR
	mkdir -p "$dir/theirs" "$dir/ours"
	rm -f "$dir"/{theirs,ours}/*
	write vgcfgbackup -f "$dir/theirs/%s"
	volscan vgcfgbackup -f "$dir/ours/%s" --devices "$devices"
	equal "$status" 0
	equal "$(ls "$dir/ours")" "$(ls "$dir/theirs")"
	for file in "$dir"/theirs/*; do
		contains "$(vg_of "$file")" physical_volumes
		diff -u <(vg_of "$file") <(vg_of "$dir/ours/${file##*/}") >&2
	done
}

# Without device-mapper LVM2 makes no raid, thin or cache LVs: for those there
# are the golden tests.
@test "linear, striped, error, zero, extended" {
	write vgcreate vgone "${loops[0]}" "${loops[1]}" "${loops[2]}"
	new_lv -n lin -l 3 vgone
	new_lv -n str -i 2 -l 4 vgone
	new_lv -n none --type zero -l 3 vgone
	new_lv -n bad --type error -l 2 vgone
	write lvextend -l +3 vgone/lin "${loops[2]}"
	write lvextend -i 1 -l +1 vgone/str
	same_reports
	same_listings
	same_backups
}

@test "tags, allocation policy, limits, exported, orphan" {
	write vgcreate --addtag vt -s 1m -l 10 -p 5 vgtwo "${loops[0]}" "${loops[1]}"
	new_lv -n one -l 5 --addtag lt --alloc anywhere vgtwo
	new_lv -n ro -l 2 -pr vgtwo
	write pvchange --addtag pt "${loops[1]}"
	write pvchange -xn "${loops[1]}"
	write pvcreate "${loops[2]}"
	write vgchange -xn vgtwo
	write vgcreate vgexp "${loops[3]}"
	write vgexport vgexp
	same_reports
	same_listings
	same_backups
}

# Partitions have another major than their disks: the order of what is not sorted.
@test "devices of two majors" {
	command -v addpart >/dev/null || skip "needs addpart"
	for loop in "${loops[@]:0:2}"; do
		addpart "$loop" 1 2048 61440 || skip "no partitions of loop devices here"
		parts+=("${loop}p1")
		addpart "$loop" 2 65536 65536
		parts+=("${loop}p2")
	done
	devices=${loops[3]},${parts[3]},${loops[2]},${parts[2]},${parts[1]},${parts[0]}
	write vgcreate vgc "${loops[3]}"
	write vgcreate vga "${parts[3]}"
	write vgcreate vgb "${parts[1]}" "${loops[2]}"
	write pvcreate "${parts[0]}"
	write pvcreate "${parts[2]}"
	for report in "pvs -O ''" "pvs -a -O vg_name" "vgs -O ''" "vgs -o+pv_name -O ''" \
		"lvs -O ''"; do
		eval "volscan $report --devices $devices"
		equal "$report
$output" "$report
$(eval "lvm2 $report")"
	done
	same_reports
	same_listings
}

@test "two mdas, none, and ignored ones" {
	write pvcreate --metadatacopies 2 "${loops[0]}"
	write pvcreate --metadatacopies 0 "${loops[1]}"
	write pvcreate --metadataignore y "${loops[2]}"
	write vgcreate vgmda "${loops[0]}" "${loops[1]}" "${loops[2]}"
	new_lv -n one -l 20 vgmda
	same_reports
	same_listings
	same_backups
}

@test "removed, renamed, split, reduced" {
	write vgcreate vgold "${loops[0]}" "${loops[1]}" "${loops[2]}"
	new_lv -n a -l 5 vgold "${loops[0]}"
	new_lv -n b -l 5 vgold "${loops[1]}"
	write lvremove -y vgold/a
	write lvrename vgold b c
	write vgrename vgold vgnew
	write vgsplit vgnew vgsplit "${loops[2]}"
	write vgreduce vgnew "${loops[0]}"
	same_reports
	same_listings
	same_backups
}

@test "a missing PV" {
	write vgcreate vgmiss "${loops[0]}" "${loops[1]}"
	new_lv -n a -l 5 vgmiss "${loops[0]}"
	new_lv -n b -l 5 vgmiss "${loops[1]}"
	devices=${loops[0]},${loops[2]}
	same_reports
	same_listings
	same_backups
}

@test "PVs that are back: with extents, without, and without metadata" {
	write pvcreate --metadatacopies 0 "${loops[3]}"
	write vgcreate vgback "${loops[@]}"
	new_lv -n a -l 5 vgback "${loops[1]}"
	new_lv -n b -l 5 vgback "${loops[3]}"
	all=$devices devices=${loops[0]}
	write vgchange --addtag alone vgback
	devices=$all
	same_reports
	same_listings
	same_backups
}

@test "a VG that was removed while one of its PVs was away" {
	write vgcreate vgaway "${loops[0]}" "${loops[1]}"
	all=$devices devices=${loops[0]}
	write vgremove -y vgaway
	devices=$all
	same_reports
	same_listings
}

@test "zeros behind data, and a PV of smaller extents that was resized" {
	write vgcreate vgend "${loops[0]}"
	new_lv -n a -l 2 vgend
	write lvextend --type zero -l +2 vgend/a
	write vgchange -s 32k vgend
	write pvresize -y "${loops[0]}"
	same_reports
	same_listings
}

@test "40 commits: the text has moved on in its area" {
	write vgcreate vgwrap "${loops[0]}"
	for i in $(seq 1 40); do
		new_lv -n "lv$i" --type error -l 1 vgwrap
	done
	same_reports
	same_listings
	same_backups
}

# What LVM2 does not make without device-mapper, it takes as metadata: raid10,
# writecache, VDO, snapshots that are merged and sparse ones, cache with a policy.
@test "types of LVs that only metadata can bring" {
	write vgcreate vgtypes "${loops[@]}"
	write vgcfgbackup -f "$BATS_TEST_TMPDIR/plain"
	{ sed '$d' "$BATS_TEST_TMPDIR/plain"; cat "$here/data/types.lvs"; echo '}'; } >"$BATS_TEST_TMPDIR/types"
	write vgcfgrestore --force --file "$BATS_TEST_TMPDIR/types" vgtypes
	same_reports
	same_listings
	same_backups
}

@test "a string of several lines stays as it is in a backup" {
	write vgcreate vgone "${loops[0]}"
	new_lv -n a -l 1 vgone
	write vgcfgbackup -f "$BATS_TEST_TMPDIR/plain"
	sed '/^\t\t\tcreation_host/s/".*"/"{ [ a # [\n\t\textent_count = 5\n} b"/' "$BATS_TEST_TMPDIR/plain" \
		>"$BATS_TEST_TMPDIR/lines"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -gt "$(wc -l <"$BATS_TEST_TMPDIR/plain")" ]
	write vgcfgrestore --file "$BATS_TEST_TMPDIR/lines" vgone
	same_backups
}

@test "a VG that may not be written" {
	write vgcreate vgone "${loops[0]}"
	write vgcfgbackup -f "$BATS_TEST_TMPDIR/plain"
	sed '/^\tstatus/s/, "WRITE"//' "$BATS_TEST_TMPDIR/plain" >"$BATS_TEST_TMPDIR/read"
	write vgcfgrestore --file "$BATS_TEST_TMPDIR/read" vgone
	same_reports
	same_listings
	contains "$(lvm2 vgdisplay -c)" "vgone:r:"
}

@test "vgcfgrestore takes a file of vgcfgbackup: the LVs are back" {
	write vgcreate --addtag 'a#b' vgone "${loops[0]}" "${loops[1]}"
	new_lv -n str -i 2 -l 4 --addtag lt vgone
	new_lv -n lin -l 3 vgone
	lvs=$(lvm2 lvs -o lv_all,vg_tags,devices)
	contains "$lvs" lin
	volscan vgcfgbackup -f "$BATS_TEST_TMPDIR/vg" --devices "$devices"
	equal "$status" 0
	write lvremove -y vgone/lin
	write vgchange --deltag 'a#b' vgone
	write vgcfgrestore -y --file "$BATS_TEST_TMPDIR/vg" vgone
	equal "$(lvm2 lvs -o lv_all,vg_tags,devices)" "$lvs"
}

@test "dump areas shows a bootloader area, and hidden LVs where they are" {
	write pvcreate -y --bootloaderareasize 1m "${loops[0]}"
	write vgcreate vgone "${loops[0]}" "${loops[1]}"
	write lvcreate -an -Zn -y -n fast --type raid0 -i 2 -l 4 vgone
	volscan dump areas --devices "${loops[0]},${loops[1]}"
	equal "$status:$stderr" "0:"
	contains "$output" "     1.00m  bootloader area
"
	contains "$output" ": LV fast_rimage_0, linear"
	contains "$output" ": LV fast_rimage_1, linear"
	equal "$(grep -c "metadata area 1: text of VG vgone, seqno $(lvm2 vgs --noheadings -o seqno | tr -d ' '), in use" <<<"$output")" 2
}

@test "history has a generation of each change, and vgcfgrestore takes them from dump" {
	local changes=("vgcreate vgold ${loops[0]} ${loops[1]}" "vgrename vgold vgone"
		"vgextend vgone ${loops[2]}" "lvcreate -an -Zn -Wn -y -n a -l 3 vgone"
		"lvcreate -an -Zn -Wn -y -n b -l 2 vgone" "vgchange --addtag tag vgone"
		"lvextend -l +2 vgone/a" "lvrename vgone/b vgone/c"
		"lvcreate -an -Zn -Wn -y -n str -i 3 -l 3 vgone" "pvchange --addtag ptag ${loops[1]}"
		"lvremove -y vgone/a" "lvchange --addtag x --alloc cling vgone/c")
	local i words seqnos
	state_of_all() { lvm2 lvs -a -o lv_all,seg_all,vg_tags,vg_attr && lvm2 pvs -o pv_all,vg_name; }
	for i in "${!changes[@]}"; do
		write ${changes[i]}
		state_of_all >"$BATS_TEST_TMPDIR/state.$i"
	done
	volscan history --devices "$devices" --noheadings -o state,description --separator :
	equal "$status:$stderr" "0:"
	equal "$(wc -l <<<"$output")" 12
	equal "$(sed 's/:.*//' <<<"$output" | xargs)" "committed$(printf ' whole%.0s' {1..11})"
	for i in "${!changes[@]}"; do
		words=(${changes[i]})
		contains "$(sed -n "$((12 - i))p" <<<"$output")" ":Write from ${words[0]} "
	done
	volscan history --devices "$devices" --noheadings -o seqno -O seqno
	seqnos=($output)
	local rows=("VG|renamed|vgold" "PV|added|" "LV|made|" "LV|made|" "VG|tags|" "LV|resized|12.00m"
		"LV|renamed|b" "LV|made|" "PV|tags|" "LV|removed|20.00m" "LV|allocation|inherit LV|tags|")
	for i in "${!rows[@]}"; do
		volscan history --noheadings --separator '|' -o type,change,from --devices "$devices" \
			--diff "${seqnos[i]}" "${seqnos[i + 1]}"
		equal "$status:$(xargs <<<"$output")" "0:${rows[i]}"
	done
	for i in "${!changes[@]}"; do
		volscan dump metadata --seqno "${seqnos[i]}" --devices "$devices"
		equal "$status:$stderr" "0:"
		printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/file.$i"
	done
	for i in {11..2}; do	# before that it had another name, and a PV less
		write vgcfgrestore --file "$BATS_TEST_TMPDIR/file.$i" vgone
		equal "$(state_of_all)" "$(<"$BATS_TEST_TMPDIR/state.$i")"
	done
}

# From what follows the report on, without the values.
log_form()
{
	sed -n '/^      ,$/,$ { s/:"[^"]*"/:""/g; p }'
}

@test "JSON: the log report has LVM2's form" {
	quiet+=' log { report_command_log=1 command_log_selection="all" }'
	theirs=$(lvm2 pvs --reportformat json "${loops[0]}x") || true
	for i in 1 2; do	# an entry of theirs is the status of the whole
		ln -s /no/such/disk "$BATS_TEST_TMPDIR/gone$i"
	done
	volscan pvs --reportformat json --devices "$BATS_TEST_TMPDIR"
	contains "$theirs" log_ret_code
	equal "$(log_form <<<"$output")" "$(log_form <<<"$theirs")"
}

@test "the log behind a report, and alone: titles and headings, when it is empty" {
	write vgcreate vgone "${loops[0]}"
	new_lv -n one -l 5 vgone
	quiet+=' log { report_command_log=1 }'
	for report in "vgs" "lvs --reportformat json" "vgs --logonly" "pvs --noheadings" \
		"vgs --logonly --reportformat json" "lvs --configreport log -o log_type,log_message" \
		"pvs --nameprefixes --separator ," "fullreport --configreport vg -o vg_name"; do
		volscan $report --devices "$devices" --config log/report_command_log=1
		equal "$report
$output" "$report
$(lvm2 $report)"
	done
}

@test "the log: which PVs of a VG are missing" {
	write vgcreate vgone "${loops[0]}" "${loops[1]}" "${loops[2]}"
	new_lv -n one -l 5 vgone
	devices=${loops[2]},${loops[3]}
	quiet+=' log { report_command_log=1 command_log_selection="all" }'
	for report in "vgs --logonly" "pvs --logonly -o+vg_name" "lvs --logonly vgone/one vgone/no" \
		"fullreport --logonly" "pvs --logonly -o pv_name"; do
		volscan $report --devices "$devices" \
			--config 'log { report_command_log=1 command_log_selection="all" }'
		equal "$report
$output" "$report
$(lvm2 $report)"
	done
}

# Headings of sections and names of fields, without what each is: ours are other words.
fields_of_help()
{
	sed -n -e '/^  [A-Z].* Fields$/p' -e 's/^\(    [a-z_?]*\)  *- .*/\1/p'
}

@test "-o help: LVM2's sections and fields, in its order" {
	for report in pvs vgs lvs "pvs --segments" "lvs --segments"; do
		volscan $report -o help --devices "$devices"
		ours=$(fields_of_help <<<"$output")
		lvm2 $report -o help
		equal "$report $ours" "$report $(fields_of_help <"$BATS_TEST_TMPDIR/lvm2.err")"
		contains "$ours" lv_full_name
	done
}

@test "never written: the images are the same after every command" {
	write vgcreate vgone "${loops[0]}" "${loops[1]}"
	before=$(sha256sum "$BATS_TEST_TMPDIR"/?.img)
	for command in "scan ${loops[*]}" "pvs -a --devices $devices" "vgs --devices $devices" \
		"lvs -a --devices $devices" "lvdisplay -am --devices $devices" \
		"pvscan --devices $devices"; do
		volscan $command
		equal "$status" 0
	done
	equal "$(sha256sum "$BATS_TEST_TMPDIR"/?.img)" "$before"
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# How reports look in what LVM2's own output has no example of in the golden tests. What
# is expected is what libdevmapper's dm_report printed.

load common

setup()
{
	golden_images tags
	cd "$BATS_TEST_TMPDIR/tags"
}

report() # COMMAND [OPTION...]
{
	volscan "$@" --devices .
	equal "$status $stderr" "0 "
}

@test "a heading has a separator behind it where the columns that follow are left out" {
	report vgs -o vg_name,vg_sysid,lv_count,vg_lock_type,vg_profile --separator , \
		--config report/compact_output=1
	equal "$output" $'  VG,#LV,\n  vg_tag,2'
}

@test "only what is named is left out, and only where it is empty" {
	report lvs -o lv_name,lv_profile,lv_tags,lv_lockargs -o '#lv_profile,tags' --separator ,
	equal "$output" $'  LV,LV Tags,LLockArgs\n  one,db,web,\n  two,later,'
}

@test "a report without rows has no headings" {
	report lvs -S lv_name=nothing
	equal "$output" ""
	report lvs -S lv_name=nothing --rows
	equal "$output" ""
}

@test "no columns are empty lines" {
	report vgs -o vg_name -o-vg_name
	equal "$output" $'  \n  '
}

@test "unbuffered rows are as wide as they are themselves, and not sorted" {
	report lvs --unbuffered -o lv_name,lv_tags,lv_attr --config report/lvs_sort=lv_tags
	equal "$output" '  LV   LV Tags Attr      
  one  db,web  -wi-XX----
  two  later   -wi-XX----'
}

@test "names of fields and columns by setting: the values are aligned" {
	report lvs -o lv_name,seg_count,lv_tags --config report/prefixes=1
	equal "$output" "  LV   #Seg LV Tags
  LVM2_LV_NAME='one ' LVM2_SEG_COUNT='   1' LVM2_LV_TAGS='db,web '
  LVM2_LV_NAME='two ' LVM2_SEG_COUNT='   1' LVM2_LV_TAGS='later  '"
}

@test "with the field \"selected\" all rows are shown, and not where it is a sort key" {
	report lvs -o lv_name,selected -S lv_name=two --noheadings
	equal "$output" $'  one         0\n  two         1'
	report lvs -o lv_name -O selected -S lv_name=two --noheadings
	equal "$output" '  two '
}

@test "names in selections need no prefix, whatever the columns are about" {
	for columns in lv_name lv_name,vg_name lv_name,devices; do
		report lvs -o "$columns" --noheadings --separator / -S 'name=two && size>4m'
		equal "${output%%/*}" "  two"
	done
}

@test "help among the names of fields is help" {
	report lvs -o lv_name,help,vg_name
	contains "$output" "Logical Volume Fields"
	lacks "$output" "  one"
}

@test "a log behind a report has the form of the report" {
	report pvs -o vg_name --nameprefixes --config log/report_command_log=1 \
		--configreport log -o log_type,log_message -S all
	equal "$output" "  Physical Volume Label
  =====================
  VG
  LVM2_VG_NAME='vg_tag'
  LVM2_VG_NAME='vg_tag'
  
  Command Log
  ===========
  LogType Msg
  LVM2_LOG_TYPE='status' LVM2_LOG_MESSAGE='success'
  LVM2_LOG_TYPE='status' LVM2_LOG_MESSAGE='success'
  LVM2_LOG_TYPE='status' LVM2_LOG_MESSAGE='success'
  LVM2_LOG_TYPE='status' LVM2_LOG_MESSAGE='success'"
}

@test "a setting that leaves out empty columns leaves the log as it is" {
	report vgs -o vg_name,vg_sysid --config 'report/compact_output_cols="vg_sysid"
		log/report_command_log=1' --configreport log -o log_object_group,log_type -S all
	equal "$output" $'  Volume Group\n  ============\n  VG     \n  vg_tag\n  \n  Command Log\n  ===========\n  ObjGrp  LogType\n          status '
}

@test "lists sort rows by what they show" {
	report lvs -o lv_name --noheadings -O -lv_tags
	equal "$output" $'  two \n  one '
	report lvs -o lv_name --noheadings -O lv_tags
	equal "$output" $'  one \n  two '
}

@test "a report that is longer than what goes out at once" {
	report lvs --noheadings -o "$(yes lv_uuid | head -n 2000 | paste -sd,)"
	equal "$(wc -l <<<"$output") $(wc -c <<<"$output")" "2 $((2 * (2 + 2000 * 39)))"
}

@test "why a long report could not be written" {
	status=0
	"$VOLSCAN" lvs -o "$(yes lv_uuid | head -n 2000 | paste -sd,)" --devices . \
		>/dev/full 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
	equal "$status $(cat "$BATS_TEST_TMPDIR/stderr")" \
		"5   Cannot write to standard output: No space left on device"
}

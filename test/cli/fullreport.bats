# SPDX-License-Identifier: LGPL-2.1-or-later
# fullreport, and what --configreport says about its parts. That it is LVM2's to the
# byte is shown by `make check-cells` and lvm2.bats.

load common

full() # OPTION...: of the case of two VGs and orphans, as JSON
{
	volscan fullreport --reportformat json --devices "$BATS_TEST_TMPDIR/$case" "$@"
}

setup()
{
	case=gptpart
	golden_images $case
}

# Names and numbers of rows of all parts, as in "vg 1,pv 2".
parts()
{
	need_program jq
	jq -r '[.report[] | to_entries[] | "\(.key) \(.value | length)"] | join(",")' <<<"$output"
}

@test "one scan: as many reads as pvs" {
	for case in gptpart bigmeta; do
		golden_images $case
		volscan pvs --stats --devices "$BATS_TEST_TMPDIR/$case"
		reads=$(stat_of reads) bytes=$(stat_of 'bytes read')
		full --stats
		equal "$(stat_of reads) $(stat_of 'bytes read')" "$reads $bytes"
	done
}

@test "an element for each VG, and one for PVs without a VG" {
	full
	equal "$status $stderr" "0 "
	equal "$(parts)" "vg 1,pv 2,lv 2,pvseg 5,seg 2,pv 1,pvseg 1"
	full vg_gpt
	equal "$status $stderr" "0 "
	equal "$(parts)" "vg 1,pv 2,lv 2,pvseg 5,seg 2"
}

@test "names: one that is missing is told, exit 5; that of an LV is refused, exit 3" {
	full nosuch
	equal "$status" 5
	contains "$stderr" 'Volume group "nosuch" not found'
	equal "$(jq -c .report <<<"$output")" "[]"
	full vg_gpt/lv
	equal "$status $(jq -c . <<<"$output")" '3 {"report":[]}'
}

@test "--configreport: columns, order and selection of each part" {
	full --configreport vg -o vg_name --configreport pv -o pv_size,vg_name -O pv_size \
		--configreport lv -S lv_name=none --configreport pvseg -o pvseg_size -O -pvseg_size \
		--configreport vg -o+vg_size vg_gpt
	equal "$status $stderr" "0 "
	equal "$(jq -c '.report[0].vg | map(keys_unsorted)' <<<"$output")" '[["vg_name","vg_size"]]'
	equal "$(jq -c '.report[0].pv | map(keys_unsorted) | unique' <<<"$output")" '[["pv_size","vg_name"]]'
	equal "$(jq -c '.report[0].lv' <<<"$output")" '[]'
	equal "$(jq -c '.report[0].pvseg | map(.pvseg_size | tonumber) | . == (sort | reverse)' <<<"$output")" true
}

@test "--configreport of the command's own report is that report; others are not used" {
	volscan lvs --devices "$BATS_TEST_TMPDIR/$case" --noheadings -o lv_name
	names=$output
	volscan lvs --devices "$BATS_TEST_TMPDIR/$case" --noheadings --configreport lv -o lv_name \
		--configreport vg -o vg_size
	equal "$status $output" "0 $names"
}

@test "a report that is not known is named, exit 3" {
	full --configreport disk -o pv_name
	equal "$status$output" 3
	contains "$stderr" "--configreport: disk"
}

@test "fields of another part are refused before anything is printed" {
	full --configreport lv -o pv_name
	equal "$status$output" 5
	contains "$stderr" 'subreport type "lv"'
	full --configreport vg -o vg_name,pv_name
	equal "$status$output" 5
	contains "$stderr" 'Subreport of type "vg"'
	full --configreport seg -o nosuch
	equal "$status$output" 5
	contains "$stderr" nosuch
}

@test "-o without --configreport is for no part, which is told" {
	full -o vg_name
	equal "$status" 0
	contains "$stderr" "--configreport"
	warned=$output
	full
	equal "$stderr" ""
	equal "$output" "$warned"
}

@test "--logonly: nothing but the log" {
	full --logonly
	equal "$status" 0
	equal "$(jq -c . <<<"$output")" '{"log":[]}'
	ln -s /no/such/disk "$BATS_TEST_TMPDIR/$case/gone"
	for command in pvs fullreport; do
		volscan $command --logonly --reportformat json --devices "$BATS_TEST_TMPDIR/$case" \
			--configreport log -o log_object_name,log_ret_code
		equal "$(jq -c . <<<"$output")" \
			"{\"log\":[{\"log_object_name\":\"$BATS_TEST_TMPDIR/$case/gone\",\"log_ret_code\":\"0\"}]}"
	done
}

@test "settings: columns and order of each part" {
	full --config 'report/vgs_cols_full="vg_name" report/segs_cols_full="lv_name,seg_size_pe"
		report/segs_sort_full="seg_size_pe"' vg_gpt
	equal "$status $stderr" "0 "
	equal "$(jq -c '.report[0].vg' <<<"$output")" '[{"vg_name":"vg_gpt"}]'
	equal "$(jq -c '.report[0].seg | map(.seg_size_pe | tonumber) | . == sort' <<<"$output")" true
}

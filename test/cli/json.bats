# SPDX-License-Identifier: LGPL-2.1-or-later
# JSON is JSON, whatever the options are, and whatever disks say.

load common

setup()
{
	need_program jq
	golden_images tags
}

json() # REPORT [OPTION...]
{
	volscan "$1" --reportformat json "${@:2}" --devices "$BATS_TEST_TMPDIR/tags"
	equal "$status $stderr" "0 "
	jq -e . >"$BATS_TEST_TMPDIR/parsed" <<<"$output" || { echo "no JSON:"; echo "$output"; return 1; } >&2
}

@test "options for text change nothing" {
	json lvs -o lv_name,lv_size,lv_tags
	plain=$output
	for option in --nameprefixes "--nameprefixes --unquoted" --unbuffered --rows --noheadings \
		--aligned "--separator ," "--config report/prefixes=1" "--config report/buffered=0" \
		"--config report/columns_as_rows=1" "--config report/quoted=0"; do
		json lvs -o lv_name,lv_size,lv_tags $option
		equal "$option $output" "$option $plain"
	done
}

std() # REPORT [OPTION...]
{
	json "$@" --reportformat json_std
}

@test "json_std: numbers, null and lists, as LVM2 2.03.39 has them" {
	std lvs -a -o lv_name,lv_kernel_major,data_percent,lv_tags,lv_size -S lv_name=one
	equal "$output" '  {
      "report": [
          {
              "lv": [
                  {"lv_name":"one", "lv_kernel_major":-1, "data_percent":null, "lv_tags":["db","web"], "lv_size":"8.00m"}
              ]
          }
      ]
  }'
}

@test "json_std: 0, 1 and -1 for yes, no and not known" {
	std vgs -o vg_extendable,vg_exported,vg_mda_copies,vg_sysid,vg_extent_count,vg_size --units b --nosuffix
	equal "$(jq -c '.report[0].vg[0] | map_values(type)' <<<"$output")" \
		'{"vg_extendable":"number","vg_exported":"number","vg_mda_copies":"number","vg_sysid":"string","vg_extent_count":"number","vg_size":"string"}'
	equal "$(jq -c '.report[0].vg[0] | [.vg_extendable, .vg_exported, .vg_mda_copies, .vg_sysid]' <<<"$output")" '[1,0,-1,""]'
	std lvs -o lv_active_locally,selected
	equal "$(jq -c '.report[0].lv | unique' <<<"$output")" '[{"lv_active_locally":-1,"selected":1}]'
}

# Of every cell of every case: the values of json, of another type.
@test "json_std: says what json says" {
	for case in cache history raid1 snapshot tags thin; do
		golden_images "$case"
		for report in "lvs -aH -o all" "lvs -a --segments -o all" "pvs -a -o pv_all,vg_all" "devices -o name,state,reads,error" "fullreport"; do
			volscan $report --binary --reportformat json --devices "$BATS_TEST_TMPDIR/$case"
			jq -c '.report' <<<"$output" >"$BATS_TEST_TMPDIR/strings"
			volscan $report --reportformat json_std --devices "$BATS_TEST_TMPDIR/$case"
			jq -c '.report | map(map_values(map(with_entries(
				(if .key == "seg_pe_ranges" then " " else "," end) as $separator |
				if .key == "vg_mda_copies" then .value = "unmanaged"
				elif .value == null then .value = ""
				elif (.value | type) == "array" then .value |= join($separator)
				elif (.value | type) == "number" then .value |= tostring
				else . end))))' <<<"$output" >"$BATS_TEST_TMPDIR/rewritten"
			cmp "$BATS_TEST_TMPDIR/strings" "$BATS_TEST_TMPDIR/rewritten"
		done
	done
}

@test "json_std: lists are selected and sorted as ever" {
	std lvs -a -o lv_name -S 'lv_tags={"web"}' -O lv_tags
	selected=$(jq -c .report <<<"$output")
	json lvs -a -o lv_name -S 'lv_tags={"web"}' -O lv_tags
	equal "$selected" "$(jq -c .report <<<"$output")"
	contains "$selected" lv_name
}

@test "json_std: by the setting, in the log, and of devices" {
	ln -s /no/such/disk "$BATS_TEST_TMPDIR/tags/gone"
	volscan devices -o name,reads,error,size --config 'report/output_format="json_std"' \
		--devices "$BATS_TEST_TMPDIR/tags"
	equal "$(jq -c '.report[0].device | map(map_values(type)) | unique' <<<"$output")" \
		'[{"name":"string","reads":"number","error":"null","size":"string"},{"name":"string","reads":"number","error":"number","size":"string"}]'
	equal "$(jq -c '.log[0] | map_values(type) | {log_seq_num, log_object_id, log_errno}' <<<"$output")" \
		'{"log_seq_num":"number","log_object_id":"string","log_errno":"number"}'
}

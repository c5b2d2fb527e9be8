# SPDX-License-Identifier: LGPL-2.1-or-later
# Devices that cannot be read: who names them, and what the exit status says.

load common

setup()
{
	golden_images linear
	dir=$BATS_TEST_TMPDIR/linear
	ln -s /no/such/disk "$dir/gone.img"
}

@test "each command names a device that cannot be read, exit 0" {
	for command in scan pvs vgs lvs devices; do
		volscan $command --devices "$dir"
		equal "$command: $status" "$command: 0"
		contains "$stderr" "gone.img"
		[ -n "$output" ]
	done
}

@test "--strict: exit 5 when a device cannot be read, and the same report" {
	# Times differ.
	for command in scan pvs vgs lvs 'devices -o-time'; do
		volscan $command --devices "$dir"
		report=$output
		volscan $command --strict --devices "$dir"
		equal "$command: $status" "$command: 5"
		equal "$output" "$report"
		contains "$stderr" "gone.img"
	done
}

@test "--strict: exit 0 when all devices are read or left out" {
	rm "$dir/gone.img"
	: >"$dir/empty.img"
	for command in scan pvs vgs lvs devices; do
		volscan $command --strict --devices "$dir" --config 'devices/filter=["r|d1|"]'
		equal "$command: $status" "$command: 0"
	done
}

@test "--retry-hung is taken by each command" {
	for command in scan pvs vgs lvs devices; do
		volscan $command --retry-hung --devices "$dir"
		equal "$command: $status" "$command: 0"
		[ -n "$output" ]
	done
}

@test "JSON: a log report in LVM2's form names it, behind every report" {
	need_program jq
	log="      ,
      \"log\": [
          {\"log_seq_num\":\"1\", \"log_type\":\"error\", \"log_context\":\"processing\", \"log_object_type\":\"pv\", \"log_object_name\":\"$dir/gone.img\", \"log_object_id\":\"\", \"log_object_group\":\"\", \"log_object_group_id\":\"\", \"log_message\":\"No such file or directory\", \"log_errno\":\"2\", \"log_ret_code\":\"0\"}
      ]
  }"
	for command in pvs vgs lvs devices "lvs --segments" "pvs --segments"; do
		volscan $command --reportformat json --devices "$dir" -o all
		equal "$status" 0
		equal "$(tail -n 5 <<<"$output")" "$log"
		jq -e '.report[0] | to_entries[0].value | length > 0' <<<"$output"
	done
}

@test "JSON: a log report has an entry for each, and options of the report change none" {
	need_program jq
	ln -s /no/such/disk "$dir/"$'gone "too"\\\t.img'
	volscan pvs --reportformat json --devices "$dir" -S 'pv_name=nothing' -O -pv_name --rows \
		--nameprefixes --unbuffered
	equal "$(jq -r '.log[] | .log_seq_num + .log_object_name' <<<"$output")" \
		"1$dir/"$'gone "too"\\\t.img'"
2$dir/gone.img"
}

@test "JSON: no log report when all devices were read, and none in other forms" {
	volscan pvs --devices "$dir"
	lacks "$output" gone.img
	rm "$dir/gone.img"
	volscan pvs --reportformat json --devices "$dir"
	lacks "$output" '"log"'
}

@test "a PV that was not found is not to be given up while a device could not be read" {
	golden_images missing
	volscan pvs --devices "$BATS_TEST_TMPDIR/missing"
	contains "$stderr" "vgreduce --removemissing"
	ln -s /no/such/disk "$BATS_TEST_TMPDIR/missing/gone.img"
	volscan pvs --devices "$BATS_TEST_TMPDIR/missing"
	contains "$stderr" "It may be on one of the devices that could not be read"
	lacks "$stderr" "vgreduce"
}

@test "a filter leaves out what could not even be looked at" {
	volscan devices --strict --noheadings -o name,state --devices "$dir" --config 'devices/filter=["r|gone|"]'
	equal "$status" 0
	contains "$(grep gone.img <<<"$output")" "left out"
	lacks "$stderr" gone.img
}

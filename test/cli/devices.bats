# SPDX-License-Identifier: LGPL-2.1-or-later
# The report of devices: none disappears, whatever became of it.

load common

setup()
{
	golden_images orphans
	dir=$BATS_TEST_TMPDIR/devices
	mkdir "$dir"
	mv "$BATS_TEST_TMPDIR/orphans/d0.img" "$dir/a-pv.img"
	truncate -s 4M "$dir/blank.img"
	truncate -s 4M "$dir/filtered.img"
	ln -s /no/such/disk "$dir/gone.img"
	: >"$dir/zero.img"
	filter='devices/filter=["r|filtered|"]'
}

# The report without headings, alignment and messages.
devices() # OPTION...
{
	volscan devices -q --noheadings --separator '|' --config "$filter" "$@"
	equal "$status" 0
	equal "$stderr" ""
}

@test "each device is there once, sorted by name, in one state" {
	devices -o name,state "$dir"
	equal "$output" "  $dir/a-pv.img|pv
  $dir/blank.img|not a pv
  $dir/filtered.img|left out
  $dir/gone.img|unreadable
  $dir/zero.img|not a pv"
}

@test "size, reads and bytes" {
	devices -o name,size,reads,bytes "$dir"
	equal "$output" "  $dir/a-pv.img|64.00m|1|8.00k
  $dir/blank.img|4.00m|1|8.00k
  $dir/filtered.img|4.00m|0|0 
  $dir/gone.img|0 |0|0 
  $dir/zero.img|0 |0|0 "
	devices -o size,bytes --units b --nosuffix "$dir/a-pv.img"
	equal "$output" "  67108864|8192"
}

@test "reason and error say why, and are empty where there is nothing to say" {
	devices -o name,error,reason -S "name=~\"/(a-pv|filtered|gone).img$\"" "$dir"
	equal "$(sed -n 1p <<<"$output")" "  $dir/a-pv.img||"
	contains "$(sed -n 2p <<<"$output")" 'of devices/filter rejects'
	equal "$(sed -n 3p <<<"$output")" "  $dir/gone.img|2|No such file or directory"
}

@test "time is milliseconds with a fraction for what was read, and empty for what was not" {
	devices -o time -S 'reads>0' "$dir"
	equal "$(grep -c '^  [0-9]*\.[0-9][0-9]ms$' <<<"$output")" 2
	devices -o time -S 'reads=0' "$dir"
	equal "$output" "$(printf '  \n  \n  ')"
	devices -o time --nosuffix "$dir/a-pv.img"
	[[ $output =~ ^\ \ [0-9]+\.[0-9][0-9]$ ]]
}

@test "selections take time as it is shown" {
	devices -o time -S 'time>=0.00 && time<60000.5' "$dir/a-pv.img"
	[ -n "$output" ]
	devices -o time -S 'time>60000.5' "$dir/a-pv.img"
	equal "$output" ""
}

@test "major and minor are those of a block device, and empty for a file" {
	need_root
	need_program losetup
	[ -e /dev/loop-control ] || skip "needs loop devices"
	loop=$(losetup -f --show "$dir/a-pv.img") || skip "losetup failed"
	run "$VOLSCAN" devices --noheadings --separator '|' -o name,major,minor,state "$loop"
	losetup -d "$loop"
	equal "$output" "  $loop|7|${loop#/dev/loop}|pv"
	devices -o major,minor "$dir/a-pv.img"
	equal "$output" "  |"
}

@test "the columns that it has by itself, with -v and with --signatures" {
	headings() { volscan devices -q "$@" "$dir/a-pv.img"; sed -n 1p <<<"$output" | xargs; }
	equal "$(headings)" "Device State Size Time Reads Bytes Reason"
	equal "$(headings --signatures)" "Device State Size Time Reads Bytes Reason Signatures"
	equal "$(headings --config report/devices_cols=\"state\")" "State"
	equal "$(headings -o -reason,bytes)" "Device State Size Time Reads"
	equal "$(headings -o +signatures)" "Device State Size Time Reads Bytes Reason Signatures"
	volscan devices -v "$dir/a-pv.img"
	contains "$output" "Maj Min Error Hanging Since Reason"
}

@test "signatures: what libblkid says, one after the other" {
	golden_images neighbours
	ext4=$BATS_TEST_TMPDIR/neighbours/d0.img
	uuid=9e29e070-7596-4cd4-bb65-1325aac5aa9b
	devices --signatures -o +signatures "$ext4"
	contains "$output" "|ext4 LABEL=fs_ext4 UUID=$uuid"
	# A partition table as well, in the part that ext4 leaves to boot loaders.
	printf '\0\0\2\0\203 \040\0\0\10\0\0\0\20\0\0' |
		dd of="$ext4" bs=1 seek=446 conv=notrunc status=none
	printf '\125\252' | dd of="$ext4" bs=1 seek=510 conv=notrunc status=none
	devices -o signatures -S "name=$ext4" "$ext4"
	equal "$output" "  ext4 LABEL=fs_ext4 UUID=$uuid,dos"
	devices -o signatures -S "name=$ext4" --config 'report/list_item_separator=";"' "$ext4"
	equal "$output" "  ext4 LABEL=fs_ext4 UUID=$uuid;dos"
	devices -o name -S 'signatures=~ext4' "$dir/blank.img" "$ext4"
	equal "$output" "  $ext4"
}

@test "a component of an md array is left out, unless it is not to be looked for" {
	printf '\374\116\053\251' | dd of="$dir/a-pv.img" conv=notrunc status=none
	devices -o state,reason "$dir/a-pv.img"
	contains "$output" "left out|it is a component of an md array"
	filter=devices/md_component_detection=0
	devices -o state,reason "$dir/a-pv.img"
	equal "$output" "  pv|"
}

@test "sorting, selection and rows are those of the other reports" {
	devices -o name -O -size,name "$dir"
	equal "$(sed -n 1p <<<"$output")" "  $dir/a-pv.img"
	equal "$(sed -n '$p' <<<"$output")" "  $dir/zero.img"
	devices -o name -S 'state="not a pv" && size>0' "$dir"
	equal "$output" "  $dir/blank.img"
	devices -o name,state --rows -S 'state=pv' "$dir"
	equal "$output" "  $dir/a-pv.img
  pv"
	volscan devices -q --noheadings -o state --nameprefixes "$dir/a-pv.img"
	equal "$output" "  LVM2_STATE='pv'"
	devices -o name --config report/devices_sort=\"-name\" "$dir"
	equal "$(sed -n 1p <<<"$output")" "  $dir/zero.img"
}

@test "JSON" {
	need_program jq
	volscan devices -q --reportformat json -o name,state,size,reads "$dir/a-pv.img"
	equal "$(jq -c . <<<"$output")" \
		"{\"report\":[{\"device\":[{\"name\":\"$dir/a-pv.img\",\"state\":\"pv\",\"size\":\"64.00m\",\"reads\":\"1\"}]}]}"
}

@test "without paths: this machine's, each in a state" {
	volscan devices -q --noheadings -o name -S 'state!~"^(pv|not a pv|left out|unreadable|timed out|not tried)$"'
	equal "$status" 0
	equal "$output" ""
}

@test "a path that is not there is an error that names it, and paths add to --devices" {
	volscan devices /no/such/disk
	equal "$status" 5
	contains "$stderr" /no/such/disk
	equal "$output" ""
	devices -o name --devices "$dir/zero.img" "$dir/blank.img"
	equal "$output" "  $dir/blank.img
  $dir/zero.img"
}

@test "--signatures: what libblkid says, in the worker and without it" {
	need_program blkid
	golden_images neighbours
	images=$BATS_TEST_TMPDIR/neighbours
	for config in io_isolation=1 io_isolation=0 use_aio=0 'io_engine="sync"'; do
		volscan devices --signatures --config "devices/$config" --noheadings -o name,signatures \
			--separator ' ' --devices "$images"
		for image in "$images"/*.img; do
			type=$(blkid -p -s TYPE -o value "$image" || true)
			[ -n "$type" ] || type=$(blkid -p -s PTTYPE -o value "$image" || true)
			label=$(blkid -p -s LABEL -o value "$image" || true)
			line=$(grep -F "$image" <<<"$output")
			[ -z "$type" ] || contains "$line" " $type"
			[ -z "$label" ] || contains "$line" "LABEL=$label"
			[ -n "$type" ] || lacks "$line" "LABEL="
		done
	done
}

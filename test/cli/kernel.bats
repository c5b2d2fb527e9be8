# SPDX-License-Identifier: LGPL-2.1-or-later
# --kernel: what device-mapper knows of LVs. It is a recorded one, in most tests with
# something wrong in it that the golden cases do not have.

load common

setup()
{
	export RECORDED=$BATS_TEST_TMPDIR/active
	VOLSCAN=${RECORDED_VOLSCAN:?set RECORDED_VOLSCAN to the program}
	. "$golden/recorded.bash"
	export VOLSCAN_CONFIG_FILE=$BATS_TEST_TMPDIR/volscan.conf
	echo "global/run_dir=\"$BATS_TEST_TMPDIR/run\"" >"$VOLSCAN_CONFIG_FILE"
}

# What hangs ends with it.
teardown()
{
	rm -rf "$RECORDED"
}

# The disks of a golden case, and its device-mapper.
recorded() # CASE
{
	golden_images "$1"
	unpack "$BATS_TEST_TMPDIR" "$golden/$1/active.tar.zst"
	disks=$BATS_TEST_TMPDIR/$1
}

# The status of a device is another one.
status_of() # NAME STATUS
{
	grep -q "^$1: " "$RECORDED/dmsetup-status.txt"
	sed -i "s|^\($1: [0-9]* [0-9]* [a-z-]*\) .*|\1 $2|" "$RECORDED/dmsetup-status.txt"
}

# And so is its state, as of dmsetup info -c: Live, Inactive table, suspended, r or w.
state_of() # NAME STATE
{
	grep -q "^$1 " "$RECORDED/dmsetup-info.txt"
	sed -i "s|^\($1  *[0-9]*  *[0-9]* \) *[^ ]*|\1 $2|" "$RECORDED/dmsetup-info.txt"
}

# It has none of its devices.
remove() # NAME...
{
	local name
	for name; do
		sed -i "/^$name[ :]/d" "$RECORDED/dmsetup-info.txt" "$RECORDED/dmsetup-status.txt"
	done
}

lvs() # FIELDS [OPTION...]
{
	recorded_sysfs
	volscan lvs --kernel --noheadings --separator ' ' --devices "$disks" -o "$@"
	output=$(sed 's/^ *//' <<<"$output")
}

expect() # FIELDS LV VALUES
{
	lvs "$1" -a -S "lv_name=$2"
	equal "$status" 0
	equal "$output" "$3"
}

@test "without device-mapper: one warning, and what is shown without --kernel" {
	recorded raid1
	rm -r "$RECORDED"
	volscan lvs -a -o all --devices "$disks"
	plain=$output
	volscan lvs -a -o all --devices "$disks" --kernel
	equal "$status" 0
	equal "$output" "$plain"
	equal "$(wc -l <<<"$stderr")" 1
	contains "$stderr" "no device-mapper"
}

@test "without devices: no LV is active" {
	recorded raid1
	: >"$RECORDED/dmsetup-info.txt"
	expect lv_attr,lv_active,lv_active_locally,lv_kernel_minor,lv_suspended,copy_percent two \
		"rwi---r---   -1 unknown "
}

@test "a device that hangs: its LV is shown without, the others are not held up" {
	recorded raid1
	sed -i 's|^vg_r1-two: .*|vg_r1-two: hang|' "$RECORDED/dmsetup-status.txt"
	recorded_sysfs
	begin=$SECONDS
	volscan lvs -o lv_name,lv_attr,sync_percent --noheadings --separator ' ' \
		--devices "$disks" --kernel --config devices/device_timeout=400
	at_most $((SECONDS - begin)) 3
	equal "$status" 0
	contains "$output" "two rwi-XXr-X- "
	contains "$output" "three rwi-a-r--- 100.00"
	contains "$output" "lin rwi-a-r--- 100.00"
	equal "$(wc -l <<<"$stderr")" 1
	contains "$stderr" "vg_r1-two: it does not answer."
}

@test "a device that hangs is not asked again" {
	recorded raid1
	sed -i 's|^vg_r1-two: .*|vg_r1-two: hang|' "$RECORDED/dmsetup-status.txt"
	recorded_sysfs
	volscan lvs --devices "$disks" --kernel --config devices/device_timeout=300
	begin=$(date +%s%N)
	volscan lvs -o lv_name,lv_attr --noheadings --separator ' ' --devices "$disks" --kernel
	at_most $((($(date +%s%N) - begin) / 1000000)) 2500
	contains "$output" "two rwi-XXr-X-"
	contains "$output" "three rwi-a-r---"
	contains "$stderr" "vg_r1-two: it does not answer."
}

@test "many devices that hang cost one deadline" {
	recorded raid1
	sed -i 's|^\(vg_r1-[a-z0-9_]*\): .*|\1: hang|' "$RECORDED/dmsetup-status.txt"
	recorded_sysfs
	begin=$SECONDS
	volscan lvs -a --devices "$disks" --kernel --config devices/device_timeout=300
	at_most $((SECONDS - begin)) 3
	equal "$status" 0
	equal "$(wc -l <<<"$stderr")" 1
	contains "$stderr" " and "
	contains "$stderr" "more: it does not answer."
}

@test "nobody may ask: a reason, and what is shown without --kernel" {
	recorded raid1
	sed -i 's|^\(vg_r1-[a-z0-9_]*\): .*|\1: refuse|' "$RECORDED/dmsetup-status.txt"
	recorded_sysfs
	volscan lvs -a -o all --devices "$disks"
	plain=$output
	volscan lvs -a -o all --devices "$disks" --kernel
	equal "$status" 0
	equal "$output" "$plain"
	contains "$stderr" "Operation not permitted"
}

@test "a status that is not understood is unknown" {
	recorded thin
	status_of vg_thin-pool-tpool "6 113/ rw"
	status_of vg_thin-tvol "lots"
	expect lv_attr,data_percent,lv_health_status,lv_check_needed,lv_device_open pool \
		"twi-XXtzX-  unknown unknown open"
	expect lv_attr,data_percent tvol "Vwi-XXtzX- "
}

@test "--driverloaded: y asks, n does not" {
	recorded raid1
	recorded_sysfs
	volscan lvs -o lv_attr --noheadings --devices "$disks" --driverloaded y vg_r1/two
	equal "$output" "  rwi-a-r---"
	volscan lvs -o lv_attr --noheadings --devices "$disks" --driverloaded n --kernel vg_r1/two
	equal "$output" "  rwi-XXr-X-"
	volscan lvs -o lv_attr --noheadings --devices "$disks" --config global/kernel=1 vg_r1/two
	equal "$output" "  rwi-a-r---"
	volscan lvs --devices "$disks" --driverloaded maybe
	equal "$status" 3
	contains "$stderr" "--driverloaded maybe"
}

@test "states of a device" {
	recorded raid1
	state_of vg_r1-two L-sw
	state_of vg_r1-lin -I-w
	state_of vg_r1-rates ---w
	state_of vg_r1-three LI-r
	expect lv_attr,lv_suspended,lv_live_table,lv_inactive_table two \
		"rwi-s-r--- suspended live table present "
	expect lv_attr,lv_live_table,lv_inactive_table lin \
		"rwi-i-r---  inactive table present"
	expect lv_attr,lv_live_table,lv_inactive_table rates "rwi-d-r---  "
	expect lv_attr,lv_inactive_table,lv_permissions three \
		"rRi-a-r--- inactive table present read-only-override"
	lvs lv_suspended,lv_inactive_table,lv_device_open --binary vg_r1/three
	equal "$output" "0 1 0"
}

@test "health of a RAID and its images" {
	recorded raid1
	status_of vg_r1-two "raid1 2 AD 24576/24576 idle 0 0 -"
	status_of vg_r1-three "raid1 3 AAa 8192/16384 recover 0 0 -"
	status_of vg_r1-lin "raid1 2 AA 8192/8192 check 24 0 -"
	status_of vg_r1-rates "raid1 2 AA 4096/8192 reshape 0 0 -"
	expect lv_attr,lv_health_status,sync_percent two "rwi-a-r-r- refresh needed 100.00"
	expect lv_attr,lv_health_status two_rimage_0 "iwi-aor--- "
	expect lv_attr,lv_health_status two_rimage_1 "Iwi-aor-r- refresh needed"
	expect lv_attr,lv_health_status two_rmeta_1 "ewi-aor-r- refresh needed"
	expect lv_attr,sync_percent,raid_sync_action three "rwi-a-r--- 50.00 recover"
	expect lv_attr,lv_image_synced three_rimage_0 "iwi-aor--- image synced"
	expect lv_attr,lv_image_synced three_rimage_2 "Iwi-aor--- "
	expect lv_attr,lv_health_status,raid_mismatch_count,raid_sync_action lin \
		"rwi-a-r-m- mismatches exist 24 check"
	expect lv_attr,lv_health_status rates "rwi-a-r-s- "
}

@test "thin pools in trouble" {
	recorded thin
	status_of vg_thin-pool-tpool "6 113/1024 512/512 - out_of_data_space discard_passdown queue_if_no_space - 256"
	status_of vg_thin-pool2-tpool "1 5/10 1/2 - ro ignore_discard error_if_no_space needs_check 256"
	status_of vg_thin-tvol Fail
	expect lv_attr,lv_health_status,data_percent,lv_check_needed pool "twi-aotzD- out_of_data 100.00 "
	expect lv_attr,lv_health_status,metadata_percent,lv_check_needed,kernel_discards pool2 \
		"twi-cot-M- metadata_read_only 50.00 check needed ignore"
	expect lv_attr,lv_health_status,data_percent tvol "Vwi-a-tzF- failed "
	state_of vg_thin-pool2-tpool L-sw
	status_of vg_thin-pool-tpool Fail
	expect lv_attr pool2 "twi-Cot-M-"
	expect lv_attr,lv_health_status,data_percent,metadata_percent pool "twi-aotzF- failed  "
}

@test "a pool is active if what stands for it is, or if it needs a check" {
	recorded thin
	remove vg_thin-pool vg_thin-pool2
	status_of vg_thin-pool2-tpool "1 5/10 1/2 - rw discard_passdown queue_if_no_space needs_check 256"
	expect lv_attr,lv_active,data_percent pool "twi---tz--  14.84"
	expect lv_attr,lv_active pool2 "twi-cot--- "
}

@test "snapshots that are lost, full or being merged" {
	recorded snapshot
	status_of vg_cow-snap1 Invalid
	status_of vg_cow-snap2 "Merge failed"
	status_of vg_cow-snapro Overflow
	expect lv_attr,data_percent,lv_snapshot_invalid,lv_merge_failed snap1 \
		"swi-I-s--- 100.00 snapshot invalid "
	expect lv_attr,data_percent,lv_snapshot_invalid,lv_merge_failed snap2 \
		"swi-m-s---   merge failed"
	expect lv_attr,data_percent snapro "sri-a-s--- 100.00"
	state_of vg_cow-snap1 L-sw
	state_of vg_cow-snap2 L-sw
	expect lv_attr snap1 "swi-S-s---"
	expect lv_attr snap2 "swi-M-s---"
	recorded_sysfs
	volscan lvscan --kernel --devices "$disks"
	contains "$output" "inactive Snapshot '/dev/vg_cow/snap2'"
	contains "$output" "ACTIVE   Snapshot '/dev/vg_cow/snap1'"
}

@test "fields of caches that LVM2 has since 2.03.39: by name, and in no all" {
	recorded cache
	status_of vg_cache-slow "8 12/2048 128 32/128 1 2 3 4 5 6 16 1 passthrough 0 smq 0 rw -"
	expect cache_demotions,cache_promotions,kernel_cache_mode slow "5 6 passthrough"
	lvs lv_name -S 'kernel_cache_mode=passthrough && cache_promotions>5'
	equal "$output" slow
	volscan lvs -o lv_name,cache_promotions --reportformat json_std --devices "$disks"
	equal "$status" 0
	for columns in all lv_all; do
		volscan lvs -a -o $columns --reportformat json --devices "$disks"
		equal "$status" 0
		contains "$output" '"lv_name":'
		lacks "$output" '"cache_promotions":'
		lacks "$output" '"kernel_cache_mode":'
	done
	volscan lvs -o cache_mode --config report/headings=2 --devices "$disks"
	equal "$(head -n 1 <<<"$output" | xargs)" cache_mode
}

@test "caches in trouble" {
	recorded cache
	status_of vg_cache-slow "8 12/2048 128 32/128 1 2 3 4 5 6 16 1 passthrough 0 smq 0 ro needs_check"
	status_of vg_cache-slow2 Fail
	expect lv_attr,lv_health_status,data_percent,copy_percent,lv_check_needed slow \
		"Cwi-c-C-M- metadata_read_only 25.00 50.00 check needed"
	expect cache_total_blocks,cache_used_blocks,cache_dirty_blocks,cache_read_hits slow "128 32 16 1"
	expect cache_read_misses,cache_write_hits,cache_write_misses slow "2 3 4"
	expect kernel_metadata_format,kernel_cache_policy,kernel_cache_settings slow "1 smq "
	expect data_percent,cache_used_blocks cpool_cpool "25.00 32"
	expect lv_attr,lv_health_status,data_percent,cache_total_blocks,kernel_cache_policy slow2 \
		"Cwi-a-C-F- failed   "
}

@test "mirrors that are not in sync" {
	recorded mirror
	status_of vg_mir-disklog "2 253:1 253:2 3/6 1 AA 3 disk 253:0 A"
	expect copy_percent disklog 33.33
	expect lv_attr disklog_mimage_0 "Iwi-aom---"
	expect lv_attr,copy_percent corelog "mwi-a-m--- 100.00"
	expect lv_attr,lv_image_synced corelog_mimage_0 "iwi-aom--- image synced"
}

@test "a pvmove is as far as its segments are" {
	recorded pvmove
	expect copy_percent pvmove0 27.27
	status_of vg_mv-pvmove0 "2 8:208 8:224 16/16 1 AA 1 core"
	sed -i 's|^vg_mv-pvmove0: 65536 24576 .*|vg_mv-pvmove0: 65536 24576 mirror 2 8:208 8:224 0/6 1 AA 1 core|' \
		"$RECORDED/dmsetup-status.txt"
	expect copy_percent pvmove0 72.73
}

@test "integrity: its mismatches, and how much is calculated anew" {
	recorded raid1_integrity
	status_of vg_int-ri_rimage_0 "3 32768 8192"
	status_of vg_int-ri_rimage_1 "4 32768 -"
	expect integritymismatches ri 7
	expect integritymismatches,copy_percent ri_rimage_0 "3 25.00"
	expect integritymismatches,copy_percent ri_rimage_1 "4 100.00"
}

@test "an origin is not active because what lies below it is" {
	recorded thin
	remove vg_thin-ext
	expect lv_attr,lv_active,lv_kernel_minor ext "ori-------  -1"
	expect lv_attr fromext "Vwi-a-tz--"
}

# Of all types of LVs on four PVs; "NAME MINOR LAYER STATUS" of each device.
typed()
{
	disks=$BATS_TEST_TMPDIR/types
	mkdir -p "$disks" "$RECORDED"
	{
		echo 'vgt {
			id = "LLLLLL-LLLL-LLLL-LLLL-LLLL-LLLL-LLLLLL"
			seqno = 1 format = "lvm2" status = ["RESIZEABLE", "READ", "WRITE"]
			flags = [] extent_size = 8192 max_lv = 0 max_pv = 0 metadata_copies = 0
			physical_volumes {'
		for id in a b c d; do
			n=$(printf '%d' "'$id")
			u=$(printf "$id%.0s" {1..32})
			echo "pv$((n - 97)) {
				id = \"${u:0:6}-${u:0:4}-${u:0:4}-${u:0:4}-${u:0:4}-${u:0:4}-${u:0:6}\"
				status = [\"ALLOCATABLE\"] flags = [] dev_size = 16384
				pe_start = 2048 pe_count = 100 }"
		done
		echo '}'
		cat "$here/data/types.lvs"
		echo '} contents = "Text Format Volume Group" version = 1'
	} >"$BATS_TEST_TMPDIR/types.vg"
	for id in a b c d; do
		"$COMPOSE" "$disks/$id.img" $id <"$BATS_TEST_TMPDIR/types.vg"
	done
	: >"$RECORDED/dmsetup-info.txt" >"$RECORDED/dmsetup-status.txt" >"$RECORDED/read-ahead.txt"
}

typed_device() # NAME MINOR LAYER STATUS
{
	volscan lvs -a --noheadings -o vg_uuid,lv_uuid --devices "$disks" -S "lv_name=$1"
	[ -n "$output" ] || { echo "no LV $1" >&2; return 1; }
	uuid=$(tr -d ' -' <<<"$output")
	echo "vgt-$1${3:+-$3} 253 $2 L--w 1 1 0 LVM-$uuid${3:+-$3}" >>"$RECORDED/dmsetup-info.txt"
	echo "vgt-$1${3:+-$3}: 0 8192 $4" >>"$RECORDED/dmsetup-status.txt"
}

@test "VDO" {
	typed
	typed_device vdp 1 vpool "vdo /dev/dm-0 read-only - online offline 256 1024"
	typed_device vdp 2 pool "linear "
	typed_device vd 3 "" "linear "
	expect lv_attr,lv_kernel_minor,data_percent,vdo_operating_mode,vdo_compression_state vdp \
		"dwi-ao---- 1 25.00 read-only offline"
	lvs vdo_index_state,vdo_used_size vgt/vdp --units k
	equal "$output" "online 1024.00k"
	expect lv_attr,lv_kernel_minor,vdo_index_state vd "vwi-aov--- 3 online"
}

@test "a writecache" {
	typed
	typed_device wc 1 "" "writecache 0 1000 600 30"
	expect lv_attr,data_percent,writecache_total_blocks wc "Cwi-aoC--- 40.00 1000"
	expect writecache_free_blocks,writecache_writeback_blocks,writecache_error wc "600 30 0"
	sed -i 's/writecache 0/writecache 5/' "$RECORDED/dmsetup-status.txt"
	expect lv_attr,lv_health_status,writecache_error wc "Cwi-aoC-E- error 5"
}

@test "a snapshot that is being merged is shown by its origin" {
	typed
	sed -i '/^snapshot0 {/,/^}/s/status = .*"VISIBLE"\]/status = ["READ", "WRITE", "VISIBLE"]/; /^segment1/,/}/s/^type = "snapshot"/&/' \
		"$BATS_TEST_TMPDIR/types.vg"
	sed -i '0,/^origin = "org"/s//merging_store = "snp"\norigin = "org"/; 0,/^cow_store = "snp"/s///' \
		"$BATS_TEST_TMPDIR/types.vg"
	for id in a b c d; do
		"$COMPOSE" "$disks/$id.img" $id <"$BATS_TEST_TMPDIR/types.vg"
	done
	typed_device org 1 "" "snapshot-merge 2048/8192 0"
	typed_device org 2 real "linear "
	typed_device snp 3 "" "error "
	expect lv_attr,lv_kernel_minor,data_percent org "Owi-aos--- 1 25.00"
	expect lv_attr,lv_kernel_minor,data_percent snp "Swi-aos--- 1 25.00"
}

@test "selections, sorting and json_std" {
	recorded thin
	lvs lv_name -S 'lv_active=active && data_percent>5'
	equal "$output" $'pool\ntvol'
	lvs lv_name -S 'lv_active_locally=0 && lv_skip_activation=1'
	equal "$output" $'tsnap\ntsnap2'
	lvs lv_kernel_minor,lv_active_exclusively,data_percent --reportformat json_std vg_thin/tvol
	contains "$output" '"data_percent":7.42'
	contains "$output" '"lv_active_exclusively":1'
}

@test "listings" {
	recorded raid1
	remove vg_r1-two
	state_of vg_r1-lin "L--w    2"
	sed -i '/^vg_r1-lin /s/    2    0/    2/' "$RECORDED/dmsetup-info.txt"
	recorded_sysfs
	volscan vgdisplay --kernel --devices "$disks"
	contains "$output" "Open LV               1"
	volscan vgdisplay -c --kernel --devices "$disks"
	contains "$output" "vg_r1:r/w:772:-1:0:5:1:-1:"
	volscan lvdisplay -c --kernel --devices "$disks" vg_r1/lin vg_r1/two
	contains "$output" "/dev/vg_r1/lin:vg_r1:3:1:-1:2:8192:1:-1:0:-1:253:"
	contains "$output" "/dev/vg_r1/two:vg_r1:3:0:-1:0:24576:3:-1:0:-1:-1:-1"
	volscan lvdisplay --kernel --devices "$disks" vg_r1/two
	contains "$output" "LV Status              NOT available"
	volscan vgdisplay -A -s --kernel --devices "$disks"
	contains "$output" '"vg_r1"'
	: >"$RECORDED/dmsetup-info.txt"
	rm -r "$RECORDED/sys"
	recorded_sysfs
	volscan vgdisplay -A -s --kernel --devices "$disks"
	equal "$output" ""
}

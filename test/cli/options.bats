# SPDX-License-Identifier: LGPL-2.1-or-later
# LVM2's options that are not about the looks of a report.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
	images=$BATS_TEST_TMPDIR/linear
	golden_images linear
}

names() # OPTION...
{
	volscan pvs -o pv_name,dev_size --devices "$images" "$@"
}

profile() # NAME TEXT
{
	mkdir -p "$BATS_TEST_TMPDIR/lvm/profile"
	echo "$2" >"$BATS_TEST_TMPDIR/lvm/profile/$1.profile"
	export LVM_SYSTEM_DIR=$BATS_TEST_TMPDIR/lvm
}

@test "options that have no meaning here are taken, and change nothing" {
	names
	plain=$output
	for option in --readonly --nolocking --ignorelockingfailure --ignoreskippedcluster --nohints \
		-P --trustcache --yes --test -t --debug -d "--journal output" "--lockopt auto"; do
		names $option
		equal "$option $status $stderr $output" "$option 0  $plain"
	done
}

@test "pvs -A, --allpvs: without the devices file" {
	names
	plain=$output
	for option in "" -A --allpvs; do
		names $option --config 'devices/use_devicesfile=1 devices/devicesfile="/no/such/file"'
		if [ -z "$option" ]; then
			equal "$status$output" 5
		else
			equal "$option $status $stderr $output" "$option 0  $plain"
		fi
	done
	volscan vgs -A --devices "$images"
	equal "$status$output" 3
}

@test "hyphens inside of a name are only looked at, as in LVM2" {
	names --noheadings --reportformat=json --nosuffix
	plain=$output
	names --no-headings --report-format=json --no-suffix
	equal "$status $stderr $output" "0  $plain"
	names --no-such-option
	equal "$status" 3
	contains "$stderr" "no-such-option"
	names --retry-hung --stri-ct
	equal "$status" 0
}

@test "--commandprofile, --profile: settings of the file; --config wins" {
	profile bytes 'global { units = "b" suffix = 0 } report { headings = 0 }'
	for option in --commandprofile --profile; do
		names $option bytes
		equal "$status $stderr $output" "0    $images/d0.img 67108864
  $images/d1.img 67108864"
		names $option bytes --config global/units=k
		contains "$output" "65536.00"
		names $option bytes --units m
		contains "$output" "64.00"
	done
}

@test "a profile that is not there is named; settings for other programs are passed over" {
	profile odd 'allocation { thin_pool_zero = 0 } report { headings = 0 }'
	names --profile nosuch
	equal "$status$output" 3
	contains "$stderr" "nosuch.profile"
	names --profile odd
	equal "$status $stderr" "0 "
	lacks "$output" DevSize
}

@test "the profile that LVM2 has for its D-Bus service" {
	need_program lvm
	[ -e /etc/lvm/profile/lvmdbusd.profile ] || skip "needs LVM2's profiles"
	unset LVM_SYSTEM_DIR
	need_program jq
	volscan fullreport --devices "$images" --profile lvmdbusd
	equal "$status $stderr" "0 "
	equal "$(jq -c '.log, (.report[0].pvseg[0] | keys_unsorted)' <<<"$output")" \
		'[]
["pvseg_start","pvseg_size","segtype","pv_uuid","lv_uuid","pv_name"]'
}

@test "without LVM_SYSTEM_DIR, profiles are below global/etc" {
	profile bytes 'global { units = "b" }'
	unset LVM_SYSTEM_DIR
	echo "global { etc = \"$BATS_TEST_TMPDIR\" }" >"$BATS_TEST_TMPDIR/etc.conf"
	names --profile bytes --configfile "$BATS_TEST_TMPDIR/etc.conf"
	equal "$status $stderr" "0 "
	contains "$output" 67108864B
}

@test "settings of the columns: by default and with -v; -o#FIELD and compact_output_cols" {
	volscan vgs --devices "$images" --config report/vgs_cols=vg_name
	equal "$output" "  VG    
  vg_lin"
	volscan vgs -v --devices "$images" --config report/vgs_cols_verbose=vg_size
	equal "$output" "  VSize  
  120.00m"
	volscan pvs --segments --devices "$images" --noheadings \
		--config 'report/pvsegs_cols=pvseg_size report/pvsegs_sort=-pvseg_size'
	equal "$(sort -rn <<<"$output")" "$output"
	for config in 'report/compact_output_cols=vg_tags' 'report/compact_output=1'; do
		volscan vgs --devices "$images" -o vg_name,vg_tags --config "$config"
		equal "$output" "  VG     
  vg_lin"
	done
	volscan vgs --devices "$images" -o vg_name,vg_tags -o#vg_tags
	equal "$output" "  VG     
  vg_lin"
}

@test "report/buffered=0: rows as they come; -O sorts all the same" {
	volscan lvs --devices "$images" --noheadings -o lv_name --config report/buffered=0
	unsorted=$output
	volscan lvs --devices "$images" --noheadings -o lv_name --unbuffered
	equal "$output" "$unsorted"
	volscan lvs --devices "$images" --noheadings -o lv_name
	sorted=$output
	[ "$sorted" != "$unsorted" ]
	volscan lvs --devices "$images" --noheadings -o lv_name --unbuffered -O lv_name
	equal "$output" "$sorted"
}

@test "the name of what is no PV: told, exit 5, with -a too" {
	truncate -s 10M blank
	for options in "" -a "-o pv_name"; do
		volscan pvs blank $options --devices blank,linear/d0.img
		equal "$options $status" "$options 5"
		contains "$stderr" "blank"
	done
}

# Without LVM2 to compare with: test/live does that.
@test "the log: what is done with, and messages, which are not on stderr then" {
	volscan vgs nosuch vg_lin --devices "$images" --logonly --reportformat json \
		--configreport log -o log_type,log_object_name,log_message,log_errno,log_ret_code -S all
	equal "$status $stderr" "5 "
	equal "$(jq -r '.log[] | map(.) | join(",")' <<<"$output")" \
"error,nosuch,Volume group \"nosuch\" not found,-1,0
error,nosuch,Cannot process volume group nosuch,-1,0
status,nosuch,failure,-1,5
status,vg_lin,success,-1,1"
	volscan pvs --devices "$images" --logonly --noheadings
	equal "$status $output" "0 "
}

@test "JSON of a disk that cannot be read has a log, and stderr its messages, too" {
	ln -s /no/such/disk "$BATS_TEST_TMPDIR/linear/gone"
	volscan vgs nosuch --devices "$images" --reportformat json \
		--configreport log -o log_type,log_object_type,log_object_name,log_message
	equal "$status" 5
	contains "$stderr" 'Volume group "nosuch" not found'
	equal "$(jq -r '.log[] | map(.) | join(",")' <<<"$output")" \
"error,pv,$images/gone,No such file or directory
error,vg,nosuch,Volume group \"nosuch\" not found
error,vg,nosuch,Cannot process volume group nosuch
status,vg,nosuch,failure"
}

@test "--headings: none, short ones, or the names of the fields; report/headings; --noheadings wins" {
	volscan vgs --devices "$images" -o vg_name,pv_count
	equal "$output" "  VG     #PV
  vg_lin   2"
	short=$output
	for option in "--headings abbrev" "--headings 1" "--config report/headings=2 --headings 1"; do
		volscan vgs --devices "$images" -o vg_name,pv_count $option
		equal "$option $status $stderr $output" "$option 0  $short"
	done
	for option in "--headings full" "--headings 2" "--config report/headings=2"; do
		volscan vgs --devices "$images" -o vg_name,pv_count $option
		equal "$option $status $stderr $output" "$option 0    vg_name pv_count
  vg_lin         2"
	done
	for option in "--headings none" "--headings 0" "--config report/headings=0" \
		"--headings full --noheadings" "--config report/headings=2 --noheadings"; do
		volscan vgs --devices "$images" -o vg_name,pv_count $option
		equal "$option $status $stderr $output" "$option 0    vg_lin   2"
	done
	volscan vgs --devices "$images" --headings short
	equal "$status$output" 3
	contains "$stderr" "--headings: short"
}

@test "full headings: of all parts of fullreport and of the log; sorted and selected as ever" {
	volscan fullreport --devices "$images" --headings full --config log/report_command_log=1 \
		--configreport vg -o vg_name --configreport pv -o pv_size -O -pv_size \
		--configreport lv -o lv_name -S lv_name=alpha --configreport pvseg -o pvseg_start \
		--configreport seg -o seg_start --configreport log -o log_type
	equal "$status $stderr" "0 "
	for name in vg_name pv_size lv_name pvseg_start seg_start log_type; do
		contains "$output" "
  $name"
	done
	contains "$output" alpha
	lacks "$output" beta
}

@test "--nameprefixes: nothing that a disk says gets out of its quotes" {
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	tail -c +4609 "$images/d0.img" | head -c 8192 | tr '\0' '\n' |
		sed '/^creation_time/q' | sed $'s/^extent_size/tags = ["it\'s", "\'$(touch x)\'"]\\n&/' >text
	"$COMPOSE" bad.img r <text
	volscan vgs --nameprefixes --noheadings -o vg_tags --devices bad.img
	equal "$output" "  LVM2_VG_TAGS=''\\''\$(touch x)'\\'',it'\\''s'"
	eval "$output"
	equal "$LVM2_VG_TAGS" "'\$(touch x)',it's"
	[ ! -e x ]
}

@test "an option may not be repeated, unless it counts or is a list" {
	golden_images linear
	disks=$BATS_TEST_TMPDIR/linear
	for twice in "--units b --units k" "--nosuffix --nosuffix" "--separator , --separator :" \
		"--readonly --readonly" "--reportformat json --reportformat basic"; do
		volscan lvs $twice --devices "$disks"
		equal "$status" 3
		contains "$stderr" "Option ${twice%% *} may not be repeated."
		equal "$output" ""
	done
	volscan lvs -a --all --devices "$disks"
	equal "$status" 3
	contains "$stderr" "Option -a/--all may not be repeated."
	volscan lvs -v -v -q -q -d -d --config global/suffix=1 --config global/suffix=0 \
		--devices "$disks" --devices "$disks"
	equal "$status" 0
	volscan lvs --noheadings -o lv_name -o lv_name -S lv_name=nope -S lv_name=a -O lv_name \
		-O -lv_name --devices "$disks"
	equal "$status" 0
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# pvscan, vgscan, lvscan and the display commands in the forms that the golden tests
# do not try. What is expected is what LVM2 2.03.16 printed of the same images.

load common

export TZ=UTC

# On the images of a case, from their directory.
on() # CASE COMMAND [OPTION...]
{
	[ -d "$BATS_TEST_TMPDIR/$1" ] || golden_images "$1"
	cd "$BATS_TEST_TMPDIR/$1"
	shift
	volscan "$@" --devices "$(echo *.img | tr ' ' ,)"
}

@test "pvscan: -s only names, -u also UUIDs" {
	on linear pvscan -s
	equal "$status" 0
	equal "$output" "  d0.img
  d1.img
  Total: 2 [120.00 MiB] / in use: 2 [120.00 MiB] / in no VG: 0 [0   ]"
	on linear pvscan -u
	contains "$output" "  PV d0.img with UUID Rhzbyg-xmjh-23gk-Urmf-lddL-D7gQ-slQeHx    VG vg_lin          lvm2 [60.00 MiB / 16.00 MiB free]"
}

@test "pvscan: -e only exported, -n only those in no VG, not both" {
	on exported pvscan -e
	equal "$status" 0
	contains "$stderr" "only considering physical volumes of exported volume group(s)"
	contains "$output" "  Total: 2 [120.00 MiB] / in use: 2"
	on exported pvscan -n
	equal "$status" 0
	contains "$stderr" "only considering physical volumes in no volume group"
	equal "$output" "  No matching physical volumes found"
	on linear pvscan -e
	equal "$output" "  No matching physical volumes found"
	on linear pvscan -ne
	equal "$status" 3
	equal "$output" ""
}

@test "the scans take no names" {
	for command in pvscan vgscan lvscan; do
		volscan $command vg_lin
		equal "$status" 3
		contains "$stderr" "Command does not accept argument: vg_lin."
	done
}

@test "-c: one line each" {
	on linear pvdisplay -c d1.img
	equal "$output" "  d1.img:vg_lin:131072:-1:8:8:-1:4096:15:10:5:TCJj0A-rEYr-ZzMh-JJVI-yqvA-g94R-7aksRI"
	on linear vgdisplay -c
	equal "$output" "  vg_lin:r/w:772:-1:0:4:0:-1:0:2:2:122880:4096:30:16:14:CrdxRU-oDMN-BDX0-bkp1-UgWf-Y6CZ-2ZfOJw"
	on linear lvdisplay -c vg_lin/beta
	equal "$output" "  /dev/vg_lin/beta:vg_lin:3:0:-1:0:24576:3:-1:0:-1:-1:-1"
}

@test "-c: status, policy, limits and read ahead as numbers" {
	on lvflags vgdisplay -c
	contains "$output" "vg_fl:r/w:788:-1:30:13:0:-1:8:2:2:188416:"
	on lvflags lvdisplay -c
	contains "$output" "/dev/vg_fl/ro:vg_fl:1:0:"
	contains "$output" "/dev/vg_fl/contig:vg_fl:3:0:-1:0:16384:2:-1:2:-1:-1:-1"
	contains "$output" "/dev/vg_fl/ra128:vg_fl:3:0:-1:0:8192:1:-1:0:128:-1:-1"
	on missing pvdisplay -c
	contains "$output" "[unknown]:vg_mis:131072:-1:8388616:8:-1:4096:15:4:11:"
	on exported pvdisplay -c d0.img
	contains "$output" 'Physical volume "d0.img" of volume group "vg_exp" is exported'
	contains "$output" "d0.img:vg_exp:131072:-1:10:8:"
	on exported vgdisplay -c
	contains "$output" "vg_exp:r/w:774:"
}

@test "-s: names and sizes" {
	on orphans pvdisplay -s d0.img
	equal "$output" '  Device "d0.img" has a capacity of 64.00 MiB'
	on linear pvdisplay -s d0.img
	equal "$output" '  Device "d0.img" has a capacity of 16.00 MiB'
	on mda2 vgdisplay -s
	equal "$output" '  "vg_m2" 120.00 MiB [120.00 MiB used / 0    free]'
	on multivg vgdisplay -s vg_c
	equal "$output" '  "vg_c" 60.00 MiB [8.00 MiB  used / 52.00 MiB free]'
}

@test "-C: the report, with its options" {
	local of=([0]="pvdisplay pvs" [1]="vgdisplay vgs" [2]="lvdisplay lvs")
	for pair in "${of[@]}"; do
		on linear ${pair#* } --units b -v --noheadings
		equal "$status" 0
		expected=$output
		on linear ${pair% *} -C --units b -v --noheadings
		equal "$status" 0
		equal "$output" "$expected"
	done
}

@test "options that do not go together: exit 3" {
	for command in "pvdisplay -cs" "pvdisplay -cm" "pvdisplay -Cs" "pvdisplay -Cm" \
		"pvdisplay -a" "pvdisplay -o pv_name" "vgdisplay -cs" "vgdisplay -CA" \
		"vgdisplay --noheadings" "vgdisplay -O vg_name" "lvdisplay -cm" "lvdisplay -Cc" \
		"lvdisplay --separator /"; do
		volscan $command
		equal "$command: $status" "$command: 3"
		equal "$output" ""
	done
}

first_cells() # [OPTION...]
{
	on "$@"
	equal "$status $stderr" "0 "
	output=$(cut -d: -f"${cell:-1}" <<<"$output" | xargs -n1 | paste -sd' ')
}

@test "-S: the PVs, VGs and LVs that such a report would have" {
	first_cells tags lvdisplay -c -S 'lv_tags=""'
	nothing_tagged=$output
	first_cells tags lvdisplay -c
	[ "$nothing_tagged" != "$output" ]
	first_cells multivg vgdisplay -c -S 'vg_name=vg_b || vg_name=none'
	equal "$output" "vg_b"
	first_cells multivg vgdisplay -c -S 'vg_name=~c$' vg_a vg_c
	equal "$output" "vg_c"
	first_cells multivg vgdisplay -c vg_a -S 'vg_name=vg_c'
	equal "$output" ""
	cell=2 first_cells multivg pvdisplay -c -S 'vg_name=vg_b'
	equal "$(xargs -n1 <<<"$output" | uniq)" "vg_b"
	first_cells thin lvdisplay -c vg_thin/pool_tdata -S 'lv_role=public'
	equal "$output" ""
	cell=2 first_cells thin lvdisplay -c vg_thin/pool_tdata -S 'lv_role=private'
	equal "$output" "vg_thin"
	on linear lvdisplay vg_lin/nosuch -S lv_size=0
	equal "$status$output" 5
	contains "$stderr" 'Failed to find logical volume "vg_lin/nosuch"'
	lacks "$stderr" "Volume group"
}

@test "-S: one of an LV's segments or a VG's LVs is enough" {
	first_cells striped vgdisplay -c -S 'stripes>1'
	equal "$output" "vg_str"
	first_cells linear vgdisplay -c -S 'stripes>1'
	equal "$output" ""
	on striped vgdisplay -v -S 'lv_name=two'
	equal "$status" 0
	equal "$(grep 'LV Name' <<<"$output" | xargs)" "LV Name two"
	on striped vgdisplay -v -S 'vg_name=vg_str'
	equal "$(grep -c 'LV Name' <<<"$output")" 3
	first_cells orphans pvdisplay -s -S 'pvseg_size>=0'
	equal "$output" ""
}

@test "-S: help, and what is no selection" {
	on linear lvdisplay -S help
	equal "$status" 0
	contains "$output" "Selection operators"
	lacks "$output" "LV Name"
	on linear lvdisplay -S nosuch=1
	equal "$status" 5
	contains "$stderr" "Run \`volscan lvdisplay -S help'"
	lacks "$output" "LV Name"
	on linear lvdisplay -S pv_name=a
	equal "$status$output" 5
	contains "$stderr" "Can't report LV and PV fields at the same time"
}

@test "names: VGs, LVs, PVs and tags; what is not there: exit 5" {
	on multivg vgdisplay -c vg_a vg_c
	equal "$(cut -d: -f1 <<<"$output" | paste -sd,)" "  vg_a,  vg_c"
	on tags lvdisplay -c @web
	equal "$status" 0
	contains "$output" /dev/vg_tag/
	on linear vgdisplay -c vg_lin nosuch
	equal "$status" 5
	contains "$output" vg_lin
	contains "$stderr" 'Volume group "nosuch" not found'
	on linear lvdisplay vg_lin/nosuch
	equal "$status" 5
	contains "$stderr" 'Failed to find logical volume "vg_lin/nosuch"'
	on linear pvdisplay nosuch
	equal "$status" 5
	contains "$stderr" "Cannot use nosuch: device not found"
	on exported lvdisplay vg_exp
	equal "$status" 5
	contains "$stderr" "Volume group vg_exp is exported"
}

@test "--units and --nosuffix" {
	on linear vgdisplay --units k
	contains "$output" "  VG Size               122880.00 KiB"
	on linear lvdisplay --units b vg_lin/beta
	contains "$output" "  LV Size                12582912 B "
	on linear pvdisplay --units m --nosuffix d0.img
	contains "$output" "  PV Size               64.00 / not usable 4.00"
}

@test "vgdisplay -A: none is known to be active" {
	on linear vgdisplay -A
	equal "$status" 0
	equal "$output" ""
}

@test "lvdisplay -H: LVs that are remembered" {
	on history lvdisplay
	lacks "$output" Historical
	on history lvdisplay -H
	contains "$output" "  --- Historical Logical volume ---
  LV Name                -s1
  VG Name                vg_his
  LV UUID                A40pRB-hJp8-4TbO-n0G3-Jd6b-Q3Hi-nGIn8q
  LV Creation time       2026-11-22"
	on history lvdisplay -Hc
	contains "$output" "  /dev/vg_his/s1:vg_his:0:0:-1:0:0:0:-1:0:0:-1:-1"
	on history lvdisplay -Hm	# LVM2 crashes here
	equal "$status" 0
	equal "$(grep -c -e '--- Segments' <<<"$output")" "$(grep -c -e '--- Logical' <<<"$output")"
}

@test "another host's VG only with --foreign" {
	for command in pvscan vgscan lvscan pvdisplay vgdisplay lvdisplay; do
		on systemid $command
		equal "$status" 0
		lacks "$output" vg_sys
		on systemid $command --foreign
		equal "$status" 0
		contains "$output" vg_sys
	done
	on systemid vgdisplay --foreign
	contains "$output" "  System ID             hostA.example"
}

@test "pvscan --cache is refused; vgscan takes --cache, and fails with --mknodes" {
	on linear vgscan
	plain=$output
	on linear pvscan --cache
	equal "$status" 3
	equal "$output" ""
	contains "$stderr" "volscan writes nothing"
	on linear vgscan --cache
	equal "$status" 0
	equal "$output" "$plain"
	on linear vgscan --mknodes
	equal "$status" 5
	equal "$output" "$plain"
	contains "$stderr" "made no nodes"
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# What other projects ask LVM2, word for word, asked of the installed LVM2 and of
# volscan on the same disks: same text, same status. Each test names the project and
# the file of its source that has the command.

load common

setup()
{
	need_program zstd
	. "$here/../live/live.bash"
	obstacle=$(live_obstacle)
	[ -z "$obstacle" ] || skip "$obstacle"
	TMPDIR=$BATS_TEST_TMPDIR live_start
	for case in linear orphans raid1 tags thin; do
		unpack "$work/$case" "$golden/$case/images.tar.zst"
		disks_attach -r "$work/$case"/d*.img || skip "losetup failed"
	done
}

teardown()
{
	[ -z "${work-}" ] || live_end
}

topolvm_lv=lv_uuid,lv_name,lv_full_name,lv_path,lv_size,lv_kernel_major,lv_kernel_minor,origin,
topolvm_lv+=origin_size,pool_lv,lv_tags,lv_attr,vg_name,data_percent,metadata_percent,pool_lv

# VGs and LVs that are not there: topolvm knows them by the exit status.
@test "topolvm: internal/lvmd/command/lvm_lvs.go, lvm_vgs.go, lvm_pvs.go" {
	for name in vg_thin vg_thin/pool vg_tag/one vg_none vg_tag/none; do
		same lvs "$name" -o "$topolvm_lv" --units b --nosuffix --reportformat json
	done
	for name in vg_thin vg_none; do
		same vgs "$name" -o vg_uuid,vg_name,vg_size,vg_free --units b --nosuffix --reportformat json
	done
	same pvs -o pv_name --select vg_name=vg_thin --reportformat json
}

@test "topolvm: internal/lvmd/command/lvm_state_json.go" {
	same fullreport --reportformat json --units b --nosuffix \
		--configreport vg -o vg_name,vg_uuid,vg_size,vg_free \
		--configreport lv -o "$topolvm_lv" \
		--configreport pv -o, --configreport pvseg -o, --configreport seg -o,
}

exporter_config='global/suffix=false global/units=b report/binary_values_as_numeric=1
	report/output_format=json report/buffered=false report/time_format=%s'

# It asks for the fields that it knows, which are nearly all.
@test "prometheus-lvm-exporter: lvmreport/command.go" {
	same fullreport --all --config "${exporter_config//$'\n\t'/ }" \
		--configreport lv --options lv_all --configreport pv --options pv_all \
		--configreport vg --options vg_all --configreport seg --options seg_all \
		--configreport pvseg --options pvseg_all
}

linstor_lvs=lv_name,lv_path,lv_size,vg_name,pool_lv,data_percent,lv_attr,metadata_percent,chunk_size

@test "LINSTOR: satellite/.../layer/storage/lvm/utils/LvmCommands.java" {
	config='devices { filter=["r|^/dev/drbd.*|"] }'
	same lvs --config "$config" -o "$linstor_lvs" --separator ';' --noheadings --units k --nosuffix \
		vg_lin vg_thin
	same vgs --config "$config" -o vg_name,vg_extent_size --separator ';' --units k --noheadings \
		--nosuffix vg_lin vg_thin
	for field in vg_size vg_free; do
		same vgs --config "$config" -o vg_name,$field --units k --separator ';' --noheadings \
			--nosuffix vg_lin vg_none vg_thin
	done
	same lvs --config "$config" -o lv_name,lv_size --units k --separator ';' --noheadings --nosuffix \
		vg_thin/pool
	same vgs --config "$config" -o lv_name,lv_size,data_percent --units b --separator ';' \
		--noheadings --nosuffix vg_thin
	same vgs --config "$config" -o vg_name --noheadings
	same pvdisplay --config "$config" --columns -o pv_name -S vg_name=vg_thin --noheadings --nosuffix
	same vgscan -qq
}

bd_pv=pv_name,pv_uuid,pv_free,pv_size,pe_start,vg_name,vg_uuid,vg_size,vg_free,vg_extent_size,
bd_pv+=vg_extent_count,vg_free_count,pv_count,pv_tags,pv_missing
bd_vg=name,uuid,size,free,extent_size,extent_count,free_count,pv_count,vg_exported,vg_tags
bd_lv=vg_name,lv_name,lv_uuid,lv_size,lv_attr,segtype,origin,pool_lv,data_lv,metadata_lv,role,move_pv,
bd_lv+=data_percent,metadata_percent,copy_percent,lv_tags
bd_tree=$bd_lv,devices,metadata_devices,seg_size_pe

@test "libblockdev: src/plugins/lvm.c" {
	as_variables=(--noheadings --nosuffix --nameprefixes --unquoted --units=b)

	same pvs --unit=b --nosuffix --nameprefixes --unquoted --noheadings -o "$bd_pv" "${disks[0]}"
	same pvs --unit=b --nosuffix --nameprefixes --unquoted --noheadings -o "$bd_pv"
	same vgs "${as_variables[@]}" -o "$bd_vg" vg_tag
	same vgs "${as_variables[@]}" -o "$bd_vg"
	for name in vg_thin vg_thin/pool vg_r1 vg_none; do
		same lvs "${as_variables[@]}" -a -o "$bd_lv" "$name"
		same lvs "${as_variables[@]}" -a -o "$bd_tree" "$name"
	done
	same lvs "${as_variables[@]}" -a -o "$bd_tree"
	same lvs --noheadings -o origin vg_thin/tsnap
	same lvs --noheadings -o pool_lv vg_thin/tvol
}

@test "Ansible, community.general: plugins/modules/lvg.py" {
	same vgs --noheadings -o vg_name,pv_count,lv_count --separator ';'
	same vgs --noheadings -o lv_attr,autoactivation --separator ';' vg_thin
	same pvdisplay "${disks[0]}" --units b --columns --noheadings --nosuffix --separator ';' \
		-o dev_size,pv_size,pe_start,vg_extent_size
	same pvs --noheadings -o uuid "${disks[0]}"
	same pvs --noheadings -o pv_name,vg_name --separator ';'
	same pvs --noheadings -o pv_name,vg_name --separator ';' \
		--select "pv_name = ${disks[0]} || pv_name = ${disks[3]} || vg_name = vg_thin"
}

@test "Ansible, community.general: plugins/modules/lvol.py" {
	for unit in m g b; do
		same vgs --noheadings --nosuffix --units $unit --separator ';' \
			-o vg_name,size,free,vg_extent_size vg_thin
		same lvs -a --noheadings --nosuffix --units $unit --separator ';' \
			-o lv_name,size,lv_attr vg_thin
	done
	same lvs -a --noheadings --nosuffix --units m --separator ';' -o lv_name,size,lv_attr vg_none
}

@test "harvester, node-disk-manager: pkg/lvm/lvm.go" {
	same pvs --noheadings -o pv_name,vg_name
}

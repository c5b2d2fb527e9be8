# SPDX-License-Identifier: LGPL-2.1-or-later
# volscan metrics: numbers, in a format that Prometheus and others read.

load common

setup()
{
	need_program zstd
	TMPDIR=$BATS_TEST_TMPDIR
}

metrics_of() # CASE
{
	golden_images "$1"
	volscan metrics "$BATS_TEST_TMPDIR/$1"
	equal "$status" 0
}

# The samples of a family, in $output.
samples() # NAME
{
	grep "^$1[{ ]" <<<"$output" || :
}

# A name of each VG, and the sum of values per VG: what vgs prints has to be the same.
as_vgs_prints() # METRIC FIELD
{
	local dir=$BATS_TEST_TMPDIR/$case
	equal "$(samples "$1" | sed -E 's/.*\{vg="([^"]*)".*\} (.*)/\1 \2/' | sort)" \
		"$("$VOLSCAN" vgs --devices "$dir" --noheadings --nosuffix --units b -o "vg_name,$2" 2>/dev/null |
			awk '{ print $1, $2 }' | sort)"
}

@test "sizes and counts of VGs are those of vgs" {
	for case in linear missing multivg thin; do
		metrics_of $case
		as_vgs_prints volscan_vg_size_bytes vg_size
		as_vgs_prints volscan_vg_free_bytes vg_free
		as_vgs_prints volscan_vg_pvs pv_count
		as_vgs_prints volscan_vg_missing_pvs vg_missing_pv_count
		as_vgs_prints volscan_vg_lvs lv_count
		as_vgs_prints volscan_vg_seqno vg_seqno
		as_vgs_prints volscan_vg_mda_free_bytes vg_mda_free
		as_vgs_prints volscan_vg_mda_size_bytes vg_mda_size
	done
}

@test "sizes of PVs and LVs are those of pvs and lvs" {
	for case in linear missing orphans thin; do
		metrics_of $case
		dir=$BATS_TEST_TMPDIR/$case
		for field in size free; do
			equal "$(samples volscan_pv_${field}_bytes |
				sed -E 's/.*\{pv="([^"]*)",uuid="([^"]*)".*\} (.*)/\1 \2 \3/' | sort)" \
				"$("$VOLSCAN" pvs --devices "$dir" --noheadings --nosuffix --units b \
					-o pv_name,pv_uuid,pv_$field 2>/dev/null |
					awk '{ print $1, $2, $3 }' | sort)"
		done
		equal "$(samples volscan_lv_size_bytes |
			sed -E 's/.*\{vg="([^"]*)",lv="([^"]*)".*\} (.*)/\1 \2 \3/' | sort)" \
			"$("$VOLSCAN" lvs --devices "$dir" --noheadings --nosuffix --units b \
				-o vg_name,lv_name,lv_size 2>/dev/null | awk '{ print $1, $2, $3 }' | sort)"
	done
}

@test "what is missing and what is wrong is told" {
	metrics_of missing
	contains "$(samples volscan_pv_missing)" 'pv="[unknown]",uuid="JtXDCJ-hndd-YKuV-3bdu-nFnT-fgDi-3g7QZi",vg="vg_mis"} 1'
	equal "$(samples volscan_pv_missing | grep -c '} 0$')" 2
	equal "$(samples volscan_lv_partial | grep -c '} 1$')" 5
	equal "$(samples volscan_findings)" 'volscan_findings{code="VS-PV-MISSING",severity="error"} 1'
	metrics_of linear
	equal "$(samples volscan_findings)" ""
}

@test "findings that only check looks for, with its setting" {
	metrics_of mda2
	printf x | dd of="$BATS_TEST_TMPDIR/mda2/d0.img" bs=1 seek=4096 conv=notrunc status=none
	volscan metrics "$BATS_TEST_TMPDIR/mda2" --config metadata/check_all=1
	equal "$(samples volscan_findings | awk '{ n += $NF } END { print n }')" \
		"$("$VOLSCAN" check "$BATS_TEST_TMPDIR/mda2" -o code --noheadings | wc -l)"
}

@test "each device has one state, and what it cost" {
	metrics_of neighbours
	equal "$(samples volscan_device_state | wc -l)" "$(awk '{ n += $NF } END { print n }' <<<"$(samples volscan_devices)")"
	equal "$(samples volscan_devices | grep '"pv"')" \
		"volscan_devices{state=\"pv\"} $(samples volscan_device_state | grep -c 'state="pv"')"
	equal "$(samples volscan_devices | wc -l)" 6
	equal "$(samples volscan_device_reads | sed 's/.*="//; s/"}//' | sort)" \
		"$("$VOLSCAN" devices "$BATS_TEST_TMPDIR/neighbours" --noheadings -o name,reads 2>/dev/null |
			awk '{ print $1, $2 }' | sort)"
}

@test "the scan's time is told" {
	before=$(date +%s)
	metrics_of linear
	ended=$(samples volscan_scan_timestamp_seconds | sed 's/.* //; s/\..*//')
	[ "$ended" -ge "$before" ] && [ "$ended" -le "$(date +%s)" ]
	[[ $(samples volscan_scan_duration_seconds) =~ \ [0-9]+\.[0-9]{6}$ ]]
	equal "$(samples volscan_build_info)" "volscan_build_info{version=\"$(cat "$here/../../VERSION")\"} 1"
}

# Quotes, backslashes, line ends, and bytes that are no character.
odd_names()
{
	golden_images linear
	mkdir "$BATS_TEST_TMPDIR/odd"
	mv "$BATS_TEST_TMPDIR/linear/d0.img" "$BATS_TEST_TMPDIR/odd/"$'q"b\\n\nx\xff'
	volscan metrics "$BATS_TEST_TMPDIR/odd"
	equal "$status" 0
}

@test "what stands in names cannot break a line" {
	odd_names
	contains "$(samples volscan_device_state)" 'odd/q\"b\\n\\x0ax\\xff",state="pv"} 1'
	equal "$(grep -c '^# EOF$' <<<"$output")" 1
	equal "${output##*$'\n'}" "# EOF"
	lacks "$(grep -v '^volscan_[a-z_]*\({.*}\)\? [0-9.]*$\|^# ' <<<"$output")" volscan
}

@test "promtool check metrics has nothing to say" {
	need_program promtool
	for case in missing neighbours thin; do
		metrics_of $case
		equal "$(promtool check metrics <<<"$output" 2>&1)" ""
	done
	odd_names
	equal "$(promtool check metrics <<<"$output" 2>&1)" ""
}

# The strict one: units, names, order, the end.
@test "a parser of OpenMetrics takes it" {
	python=/usr/bin/python3
	"$python" -c 'import prometheus_client.openmetrics.parser' 2>/dev/null ||
		skip "needs python3-prometheus-client"
	for case in missing neighbours thin; do
		metrics_of $case
		"$python" - "$BATS_TEST_TMPDIR/stdout" <<-'END'
			import sys
			from prometheus_client.openmetrics.parser import text_string_to_metric_families
			families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
			assert len(families) > 20, len(families)
			assert all(f.documentation for f in families)
		END
	done
}

@test "nothing is printed of a scan that was not possible" {
	volscan metrics /nowhere
	equal "$status" 5
	equal "$output" ""
}

# A device-mapper that was recorded: see kernel.bats.
recorded()
{
	export RECORDED=$BATS_TEST_TMPDIR/active
	export VOLSCAN_CONFIG_FILE=$BATS_TEST_TMPDIR/volscan.conf
	echo "global/run_dir=\"$BATS_TEST_TMPDIR/run\"" >"$VOLSCAN_CONFIG_FILE"
	. "$golden/recorded.bash"
	golden_images "$1"
	unpack "$BATS_TEST_TMPDIR" "$golden/$1/active.tar.zst"
	recorded_sysfs
	VOLSCAN=${RECORDED_VOLSCAN:?set RECORDED_VOLSCAN to the program}
}

# NAME PERCENT of LVs, from the metrics in $output.
ratios() # METRIC
{
	samples "$1" | sed -E 's/.*,lv="([^"]*)".*\} /\1 /' |
		awk '{ printf "%s %.2f\n", $1, $2 * 100 }' | sort
}

@test "--kernel: which LVs are active, and how full they are, as lvs says" {
	recorded thin
	volscan metrics --kernel "$BATS_TEST_TMPDIR/thin"
	equal "$status" 0
	for field in data metadata; do
		as_lvs=$("$VOLSCAN" lvs --kernel --devices "$BATS_TEST_TMPDIR/thin" --noheadings \
			-o lv_name,${field}_percent -S "${field}_percent>=0" | awk 'NF == 2 { print $1, $2 }' | sort)
		[ -n "$as_lvs" ]
		equal "$(ratios volscan_lv_${field}_used_ratio)" "$as_lvs"
	done
	equal "$(samples volscan_lv_active | grep -c '} 1$')" \
		"$("$VOLSCAN" lvs --kernel --devices "$BATS_TEST_TMPDIR/thin" --noheadings -S lv_active=active | wc -l)"
	equal "$(samples volscan_lv_active | wc -l)" "$(samples volscan_lv_size_bytes | wc -l)"
	recorded raid1
	volscan metrics --kernel "$BATS_TEST_TMPDIR/raid1"
	equal "$(ratios volscan_lv_synced_ratio)" \
		"$("$VOLSCAN" lvs --kernel --devices "$BATS_TEST_TMPDIR/raid1" --noheadings -o lv_name,sync_percent |
			awk 'NF == 2 { print $1, $2 }' | sort)"
	rm -rf "$RECORDED"
}

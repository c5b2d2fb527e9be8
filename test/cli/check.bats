# SPDX-License-Identifier: LGPL-2.1-or-later
# check: what is wrong, for people and for programs, and what the command exits with.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
}

# A VG of one LV on two PVs, whose UUIDs are repeated characters.
vg_text() # NAME ID SEQNO PV PV
{
	cat <<-END
		$1 {
		id = "$(uuid "$2")"
		seqno = $3
		format = "lvm2"
		status = ["RESIZEABLE", "READ", "WRITE"]
		flags = []
		extent_size = 2048
		max_lv = 0
		max_pv = 0
		physical_volumes {
		$(pv_text pv0 "$4")
		$(pv_text pv1 "$5")
		}
		logical_volumes {
		lv {
		id = "$(uuid L)"
		status = ["READ", "WRITE", "VISIBLE"]
		flags = []
		segment_count = 1
		segment1 {
		start_extent = 0
		extent_count = 1
		type = "striped"
		stripe_count = 1
		stripes = ["pv1", 0]
		}
		}
		}
		}
		contents = "Text Format Volume Group"
		version = 1
		description = ""
		creation_host = "test"
		creation_time = 1500000000
	END
}

pv_text() # NAME ID
{
	echo "$1 { id = \"$(uuid "$2")\" device = \"/dev/$2\" status = [\"ALLOCATABLE\"] flags = []
		dev_size = 16384 pe_start = 2048 pe_count = 7 }"
}

uuid() # CHARACTER
{
	echo xxxxxx-xxxx-xxxx-xxxx-xxxx-xxxx-xxxxxx | tr x "$1"
}

# VG "good" in g/, and VG "bad" in b/.
make_vgs()
{
	mkdir g b
	vg_text good g 1 a b >good.txt
	vg_text bad x 1 c d >bad.txt
	"$COMPOSE" g/a a <good.txt
	"$COMPOSE" g/b b <good.txt
	"$COMPOSE" b/c c <bad.txt
	"$COMPOSE" b/d d <bad.txt
}

overwrite() # IMAGE OFFSET TEXT
{
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

lose_mda() # IMAGE: its mda_header
{
	overwrite "$1" 4100 XXXX
}

codes() # ARGUMENT...
{
	volscan check --noheadings -o code "$@"
	output=$(xargs <<<"$output")
}

last_line()
{
	echo "${output##*$'\n'}"
}

@test "nothing wrong: 0" {
	make_vgs
	volscan check g b
	equal "$status" 0
	equal "$output" "Checked 4 devices, 4 PVs, 2 VGs and 2 LVs: nothing wrong."
	equal "$stderr" ""
}

@test "what was written by LVM2 has nothing wrong" {
	golden_images raid1
	volscan check raid1
	equal "$status" 0
	contains "$output" ": nothing wrong."
}

@test "notes do not count: 0" {
	make_vgs
	truncate -s 9M g/a
	volscan check g
	equal "$status" 0
	equal "$output" 'note VS-PVH-SIZE: g/a: has 9437184 bytes, the pv_header says 8388608. If the device was made larger, "pvresize" makes use of it.
    pv_header.device_size: expected 9437184, found 8388608
Checked 2 devices, 2 PVs, 1 VG and 1 LV: 1 note.'
	equal "$stderr" ""
}

@test "warnings: 1" {
	make_vgs
	lose_mda g/b
	volscan check g
	equal "$status" 1
	contains "$output" "warning VS-MDA-CRC: g/b: metadata area at byte 4096 is damaged"
	contains "$output" "    mda_header.crc, byte 4096 to 4099: expected 0x"
	equal "$(last_line)" "Checked 2 devices, 2 PVs, 1 VG and 1 LV: 1 warning."
	equal "$stderr" ""
}

@test "errors: 2, whatever else there is" {
	make_vgs
	rm g/b
	lose_mda b/d
	truncate -s 9M b/c
	volscan check g b
	equal "$status" 2
	contains "$output" "error VS-PV-MISSING: VG good: PV $(uuid b) is missing"
	contains "$output" "error VS-LV-PARTIAL: VG good: LV lv needs a PV that is missing"
	equal "$(last_line)" "Checked 3 devices, 4 PVs, 2 VGs and 2 LVs: 2 errors, 1 warning, 1 note."
}

@test "a wrong command line: 3" {
	volscan check --no-such-option
	equal "$status" 3
	equal "$output" ""
	contains "$stderr" no-such-option
}

@test "what cannot be looked at: 5" {
	make_vgs
	volscan check no/such
	equal "$status" 5
	contains "$stderr" no/such
	volscan check --devices g nothing
	equal "$status" 5
	equal "$stderr" '  Volume group "nothing" not found'
}

@test "an unknown field: 5, before anything is read" {
	volscan check -o no_such no/such
	equal "$status" 5
	contains "$stderr" "Unrecognised field: no_such"
	lacks "$stderr" no/such
}

@test "a VG by name: its findings only" {
	make_vgs
	lose_mda g/a
	rm b/d
	codes --devices g,b
	equal "$output" "VS-MDA-CRC VS-PV-MISSING VS-LV-PARTIAL"
	codes --devices g,b good
	equal "$status" 1
	equal "$output" VS-MDA-CRC
	codes --devices g,b bad
	equal "$status" 2
	equal "$output" "VS-PV-MISSING VS-LV-PARTIAL"
	codes --devices g,b bad good
	equal "$output" "VS-MDA-CRC VS-PV-MISSING VS-LV-PARTIAL"
}

@test "a VG beside paths: of what is on these" {
	make_vgs
	lose_mda g/a
	rm b/d
	codes ./g ./b good
	equal "$status" 1
	equal "$output" VS-MDA-CRC
	volscan check ./g ./b bad
	equal "$status" 2
	lacks "$output" VS-MDA-CRC
}

@test "a VG whose text is lost, and that is named in what is wrong" {
	make_vgs
	rm g/b
	sed -i 's/segment_count = 1/segment_count = 2/' good.txt
	"$COMPOSE" g/a a <good.txt
	codes --devices g good
	equal "$status" 2
	equal "$output" VS-TEXT-COUNT
}

@test "of a device that cannot be read everybody is told" {
	make_vgs
	if [ "$(id -u)" = 0 ]; then
		skip "root may read everything"
	fi
	chmod 0 b/c
	codes --devices g,b good
	equal "$status" 2
	equal "$output" VS-DEVICE-UNREAD
}

@test "JSON" {
	need_program jq
	make_vgs
	lose_mda g/b
	volscan check --reportformat json g
	equal "$status" 1
	equal "$(jq -r '.report[0].finding[] | "\(.severity) \(.code) \(.device)"' <<<"$output")" \
		"warning VS-MDA-CRC g/b"
	volscan check --reportformat json_std -o all g
	equal "$(jq -c '.report[0].finding[0] | [.offset, .length, .field, .found, .vg_name]' <<<"$output")" \
		"[4096,4,\"mda_header.crc\",\"$(jq -r '.report[0].finding[0].found' <<<"$output")\",\"\"]"
	volscan check --reportformat json b
	equal "$status" 0
	equal "$(jq -c .report[0].finding <<<"$output")" "[]"
}

@test "columns, selection and sorting are those of the other reports" {
	make_vgs
	lose_mda g/b
	rm b/d
	volscan check --noheadings --separator '|' -o code,vg_name,lv_name -O code g b
	equal "$output" "  VS-LV-PARTIAL|bad|lv
  VS-MDA-CRC||
  VS-PV-MISSING|bad|"
	volscan check --noheadings -o code -S severity=warning g b
	equal "$(xargs <<<"$output")" VS-MDA-CRC
	# What is left out of the report is still there.
	equal "$status" 2
	volscan check --nameprefixes --noheadings -o code,offset -S code=VS-MDA-CRC g
	equal "$(xargs <<<"$output")" "LVM2_CODE=VS-MDA-CRC LVM2_OFFSET=4096"
}

@test "-q and -vv change what is on stderr, and nothing else" {
	make_vgs
	lose_mda g/b
	volscan check g
	expected=$output
	volscan check -q g
	equal "$output" "$expected"
	equal "$stderr" ""
	volscan check -vv g
	equal "$output" "$expected"
	contains "$stderr" "g/a: label in sector 1"
	lacks "$stderr" "is damaged"
	equal "$status" 1
}

@test "names and texts from the disk are escaped" {
	make_vgs
	sed -i 's|"/dev/b"|"/dev/\x1b[31m\xff"|' good.txt
	rm g/b
	"$COMPOSE" g/a a <good.txt
	mv g/a "g/$(printf 'a\033[0m')"
	truncate -s 9M g/a*
	volscan check g
	equal "$status" 2
	equal "$(tr -d '\n -~' <<<"$output$stderr")" ""
	contains "$output" 'g/a\x1b[0m'
	contains "$output" '/dev/?[31m\xff'
	volscan check --reportformat json g
	equal "$(tr -d '\n -~' <<<"$output")" ""
	equal "$(jq -r '.report[0].finding[] | select(.code == "VS-PVH-SIZE").device' <<<"$output")" "$(printf 'g/a\033[0m')"
}

@test "every engine, in the command's process and in one of its own, finds the same" {
	make_vgs
	lose_mda g/b
	rm b/d
	volscan check g b --config devices/use_aio=0
	expected=$output
	for engine in $ENGINES; do
		for isolation in 0 1; do
			volscan check g b \
				--config "devices/io_engine=\"$engine\" devices/io_isolation=$isolation"
			equal "$output" "$expected"
			equal "$status" 2
		done
	done
}

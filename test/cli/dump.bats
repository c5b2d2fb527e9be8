# SPDX-License-Identifier: LGPL-2.1-or-later
# dump: what is on PVs. That vgcfgrestore takes the metadata is tested in lvm2.bats.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
	export TZ=UTC
}

# Unpack a golden case, if it is not there, and dump a part of it.
dump() # CASE PART [OPTION...]
{
	[ -d "$1" ] || golden_images "$1"
	local case=$1
	shift
	volscan dump "$@" --devices "$case"
}

# Write a number of `x` over an image.
spoil() # IMAGE OFFSET COUNT
{
	head -c "$3" /dev/zero | tr '\0' x | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "a part that is not there, or none, is exit status 3" {
	dump linear nosuch
	equal "$status:$output" "3:"
	contains "$stderr" 'There is no part "nosuch" to dump.'
	contains "$stderr" "volscan dump metadata"
	volscan dump
	equal "$status:$output" "3:"
	volscan dump metadata nosuch.img
	equal "$status:$output" "5:"
	contains "$stderr" "nosuch.img"
}

# ------------------------------------------------------------------------
# metadata

vg_of_output()
{
	sed -n '/^[^ ]* {/,$p' <<<"$output"
}

@test "metadata: what is in use, in the form of vgcfgbackup" {
	dump linear metadata
	equal "$status:$stderr" "0:"
	dumped=$(vg_of_output)
	contains "$output" 'contents = "Text Format Volume Group"'
	volscan vgcfgbackup -f file --devices linear
	equal "$(sed 's/device = .*//' <<<"$dumped")" "$(sed -n '/^[^ ]* {/,$p' file | sed 's/device = .*//')"
	contains "$dumped" '			device = "/dev/sd'
}

@test "metadata --seqno: as it was, with the PVs as they were" {
	dump renamed metadata --seqno 2
	equal "$status:$stderr" "0:"
	contains "$output" '
# VG vg_before, seqno 2, written on (none): Write from lvcreate --devices /dev/sdk,/dev/sdm -y -n old -l 3 vg_before.
vg_before {
	id = "k6plMz-pe1I-NBvS-IGfZ-4rCO-Jzwo-RR70jq"
	seqno = 2
'
	contains "$output" '			device = "/dev/sdk"

			status = ["ALLOCATABLE"]
			flags = []'
	both=$(vg_of_output)
	volscan dump metadata --seqno 2 renamed/d1.img
	equal "$status:$(vg_of_output)" "0:$both"
}

@test "metadata --seqno: one that is not there, or no number" {
	dump renamed metadata --seqno 7
	equal "$status:$output" "5:"
	contains "$stderr" "No metadata with seqno 7 was found."
	for seqno in x -1 1x "" 4294967296 99999999999999999999; do
		dump renamed metadata "--seqno=$seqno"
		equal "$status:$output" "3:"
		contains "$stderr" "is no seqno"
	done
}

@test "metadata: one VG of several, by name or UUID" {
	dump multivg metadata
	equal "$status:$output" "5:"
	contains "$stderr" "choose one with --vg"
	dump multivg metadata --vg vg_d
	equal "$status:$(vg_of_output | head -n 1)" "0:vg_d {"
	dump multivg metadata --vg GSAdi2-nUkv-CtsZ-owPa-6klt-9MUk-NeSa2j
	equal "$status:$(vg_of_output | head -n 1)" "0:vg_d {"
	dump multivg metadata --vg nosuch
	equal "$status:$output" "5:"
	contains "$stderr" '"nosuch"'
	dump removed metadata --seqno 3
	equal "$status:$output" "5:"
	contains "$stderr" "There is a seqno 3 of VG vg_gone"
	dump removed metadata --seqno 3 --vg vg_x
	equal "$status:$(vg_of_output | head -n 1)" "0:vg_x {"
}

@test "metadata: of two texts of one seqno the sound one; --copy takes the one that is meant" {
	golden_images mda2
	volscan history -q --noheadings -o places mda2/d0.img -S state=committed
	[[ $output =~ d0.img:1@([0-9]+) ]]
	spoil mda2/d0.img $((4096 + BASH_REMATCH[1] + 200)) 1
	volscan dump metadata -q mda2/d0.img
	sound=$(vg_of_output)
	contains "$sound" "vg_"
	for option in "" "--copy 2"; do
		volscan dump metadata -q $option mda2/d0.img
		equal "$status:$stderr" "0:"
		equal "$(vg_of_output)" "$sound"
	done
	volscan dump metadata -q --copy 1 mda2/d0.img
	equal "$status" 5
	[ "$(vg_of_output)" != "$sound" ]
	contains "$output" "vg_"
	volscan dump metadata -q --copy 3 mda2/d0.img
	equal "$status:$output" "5:"
	contains "$stderr" "No metadata that is in use was found."
	for options in "--copy 0" "--copy x" "--copy 1x" "--copy 33" "--copy 1 --seqno 1"; do
		volscan dump metadata -q $options mda2/d0.img
		equal "$status:$output" "3:"
		contains "$stderr" "--copy"
	done
}

@test "metadata: a wrong checksum is told, and what is left of a text is there" {
	golden_images renamed
	spoil renamed/d0.img $((11776 + 150)) 1		# seqno 6
	spoil renamed/d0.img $((5632 + 300)) 1		# seqno 2, the value of a string
	spoil renamed/d0.img $((5632 + 700)) 3
	volscan dump metadata -q --seqno 2 renamed/d0.img
	equal "$status" 5
	contains "$stderr" "seqno 2, is not whole: line "
	contains "$output" 'vg_before {
id = '
	contains "$output" "description = "
	volscan dump metadata --seqno 2 renamed
	equal "$status" 0
	lacks "$stderr" "several texts"
	volscan dump metadata -q renamed/d0.img
	equal "$status" 5
	[ -n "$stderr" ]
	contains "$output" "vg_after {"
}

@test "metadata: a terminal gets no control characters" {
	need_program script
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	dump linear metadata
	{ vg_of_output | sed $'s/"host"/x/; s/creation_host = .*/creation_host = "\e[31m\a"/' | sed 's/	# .*//'
		printf '%s\n' 'contents = "Text Format Volume Group"' 'version = 1'
		printf 'description = "a\nb\e"\n'; } >text
	"$COMPOSE" bad.img r <text
	volscan dump metadata bad.img
	contains "$output" $'creation_host = "\e[31m\a"'
	contains "$output" '# VG vg_lin, seqno 9: a\x0ab\x1b'
	TERM=dumb script -qec "'$VOLSCAN' dump metadata bad.img" /dev/null </dev/null >seen
	contains "$(<seen)" 'creation_host = "\x1b[31m\x07"'
	contains "$(<seen)" "	seqno = 9"
	lacks "$(<seen)" $'\e'
}

# ------------------------------------------------------------------------
# label, mda, hexdump

# A field of $output, by its name.
field()
{
	grep -F " $1 " <<<"$output" | sed 's/^ *//; s/   */|/g; s/ *$//'
}

@test "label: each field, in whatever sector it is" {
	dump labelsector label
	equal "$status:$stderr" "0:"
	for sector in 0 1 2; do
		contains "$output" ": label in sector $sector
"
		contains "$(field label_header.sector)" "|label_header.sector|$sector|where it is"
	done
	golden_images renamed
	volscan dump label -q renamed/d0.img
	equal "$status:$stderr" "0:"
	equal "$(field pv_header.pv_uuid)" '544|32|pv_header.pv_uuid|"Fs5rTNcpu1Y3TKHVWZ5cahb6KPQjmQn2"|Fs5rTN-cpu1-Y3TK-HVWZ-5cah-b6KP-QjmQn2'
	equal "$(field 'pv_header.metadata_areas[0].size')" "624|8|pv_header.metadata_areas[0].size|1044480|bytes"
	equal "$(field label_header.crc | cut -d '|' -f 3-)" "label_header.crc|0x682e037f|right"
}

@test "label: what is wrong is marked, the rest is there, and the status is 5" {
	golden_images renamed
	spoil renamed/d0.img 580 1
	volscan dump label -q renamed
	equal "$status" 5
	contains "$output" "0x682e037f  WRONG: should be 0x"
	equal "$(grep -c WRONG <<<"$output")" 1
	contains "$output" "renamed/d1.img: label in sector 1"
	head -c 1M /dev/zero >renamed/d2.img
	volscan dump label -q renamed/d2.img
	equal "$status:$output" "5:renamed/d2.img: no label in sectors 0 to 3"
	head -c 100 renamed/d0.img >renamed/d3.img
	volscan dump label -q renamed/d3.img
	equal "$status:$output" "5:renamed/d3.img: no label in sectors 0 to 3"
}

@test "mda: each of them, or one; whether its text is right" {
	dump mda2 mda
	equal "$status:$stderr" "0:"
	equal "$(grep -c 'The checksum of the text is right;' <<<"$output")" 4
	volscan dump mda --copy 2 mda2/d0.img
	equal "$(grep -c ': metadata area' <<<"$output")" 1
	contains "$output" "mda2/d0.img: metadata area 2 at byte "
	dump wrap mda
	contains "$output" "14587  bytes; 512 up to the end of the area, the rest from byte 512 on"
	dump orphans mda
	equal "$status" 0
	contains "$output" "  There is no text; "
	dump mdaignore mda
	equal "$status" 0
	contains "$output" "0x00000001  the area is ignored"
	contains "$output" "The checksum of the text is not looked at"
}

@test "mda: a damaged header or text is shown, and the status is 5" {
	golden_images renamed
	spoil renamed/d0.img 12000 1
	volscan dump mda -q renamed/d0.img
	equal "$status" 5
	contains "$output" "The checksum of the text is WRONG;"
	spoil renamed/d0.img 4116 1
	volscan dump mda -q renamed/d0.img
	equal "$status" 5
	contains "$(field mda_header.version)" "|120|WRONG: should be 1"
	contains "$(field mda_header.crc)" "|WRONG: should be 0x"
}

@test "mda: without a label, where LVM2 puts it" {
	dump removed mda
	equal "$status" 5
	contains "$output" "removed/d1.img: no label in sectors 0 to 3
removed/d1.img: metadata area 1 at byte 4096"
}

@test "hexdump: the bytes that are there, with names beside" {
	dump wrap hexdump
	equal "$status:$stderr" "0:"
	contains "$output" "  00000200  4c 41 42 45 4c 4f 4e 45                          |LABELONE|          label_header.id"
	volscan dump hexdump -q wrap/d1.img
	sed -n '/: text of/,$s/^  ........  \(.\{47\}\)  |.*/\1/p' <<<"$output" | tr -d ' \n' >hex
	{ tail -c +$((4096 + 1043968 + 1)) wrap/d1.img | head -c 512
		tail -c +$((4096 + 512 + 1)) wrap/d1.img | head -c $((14587 - 512)); } >bytes
	equal "$(<hex)" "$(od -An -v -tx1 bytes | tr -d ' \n')"
}

@test "what a filter has left out unread is not read, and what is left out otherwise is" {
	golden_images renamed
	volscan dump label -q --config 'devices/filter="r|d0|"' renamed
	equal "$status" 5
	contains "$stderr" "renamed/d0.img is left out:"
	lacks "$output" "renamed/d0.img"
	contains "$output" "renamed/d1.img: label in sector 1"
	printf '\374\116\053\251' | dd of=renamed/d0.img conv=notrunc status=none
	volscan dump label -q renamed/d0.img
	equal "$status" 0
	contains "$stderr" "renamed/d0.img is left out: it is a component of an md array"
	contains "$output" "renamed/d0.img: label in sector 1"
}

@test "label, mda and hexdump are the same on every engine, isolated and not" {
	golden_images mda2
	for part in label mda hexdump; do
		volscan dump $part mda2
		expected=$output
		for engine in $ENGINES; do
			for isolation in 0 1; do
				volscan dump $part mda2 --config "devices { io_engine=\"$engine\" io_isolation=$isolation }"
				equal "$status:$output" "0:$expected"
			done
		done
	done
}

# ------------------------------------------------------------------------
# areas

@test "areas: all of a device in order, texts and extents among it" {
	golden_images renamed
	volscan dump areas -q renamed/d0.img
	equal "$status:$stderr" "0:"
	equal "$output" "renamed/d0.img: 67108864 bytes
      First byte      Last byte      Size  What
               0            511      512b  not used
             512           1023      512b  label
            1024           4095     3.00k  not used
            4096           4607      512b  metadata area 1: header
            4608          11775     7.00k  metadata area 1: old texts of VG vg_after, seqno 1 to 5
           11776          13311     1.50k  metadata area 1: text of VG vg_after, seqno 6, in use
           13312        1048575  1011.00k  metadata area 1: free
         1048576       13631487    12.00m  extents 0 to 2: LV new, linear
        13631488       17825791     4.00m  extents 3 to 3: LV more, linear
        17825792       63963135    44.00m  extents 4 to 14: free
        63963136       67108863     3.00m  not used"
}

@test "areas: a text that wraps, other VGs' texts, and what is no PV" {
	dump wrap areas
	equal "$(grep 'metadata area' <<<"$output" | head -n 5 | cut -c 34-)" "    512b  metadata area 1: header
  14.00k  metadata area 1: text of VG vg_wrap, seqno 74, in use
   1.00k  metadata area 1: free
1004.00k  metadata area 1: old texts of VG vg_wrap, seqno 3 to 73
    512b  metadata area 1: text of VG vg_wrap, seqno 74, in use"
	dump removed areas
	equal "$status" 5
	contains "$output" "metadata area 1: old texts of VG vg_gone, seqno 1 to 3"
	contains "$output" "  data area, of no VG that is known"
	contains "$output" "removed/d1.img: 67108864 bytes
  no PV: its areas are not known"
	contains "$output" "metadata area 1: text of VG vg_new, seqno 1, old
            5632           7167     1.50k  metadata area 1: text of VG vg_new, seqno 2, in use
            7168           8191     1.00k  metadata area 1: text of VG vg_x, seqno 3, old"
}

@test "areas: old texts are one line where they follow each other, and are of one VG" {
	golden_images removed
	spoil removed/d2.img 4130 1	# without its header all are old
	volscan dump areas -q removed/d2.img
	contains "$output" "old texts of VG vg_new, seqno 1 to 2
            7168           8191     1.00k  metadata area 1: text of VG vg_x, seqno 3, old"
	golden_images renamed
	dd if=/dev/zero of=renamed/d0.img bs=512 seek=14 count=3 conv=notrunc status=none
	volscan dump areas -q renamed/d0.img
	contains "$output" "old texts of VG vg_before, seqno 1 to 2
            7168           8703     1.50k  metadata area 1: free
            8704          11775     3.00k  metadata area 1: old texts of VG vg_after, seqno 4 to 5"
}

# The lines between two spans, and their sum, leave nothing out.
@test "areas: every byte is in a line, and in one only" {
	for case in mda2 wrap cache extents; do
		golden_images $case
		for image in $case/*.img; do
			volscan dump areas -q "$image"
			equal "$status" 0
			at=0
			while read -r first last rest; do
				equal "$image $first" "$image $at"
				at=$((last + 1))
			done < <(tail -n +3 <<<"$output")
			equal "$at" "$(stat -c %s "$image")"
		done
	done
}

@test "areas: what overlaps, and what lies past the end" {
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	dump linear metadata --seqno 9
	{ vg_of_output | sed 's/pe_start = .*/pe_start = 4/'
		printf '%s\n' 'contents = "Text Format Volume Group"' 'version = 1'; } | sed 's/	# .*//' >text
	id=$(sed -n '/pv0 {/,/id/s/.*id = "\(.\).*/\1/p' text)
	sed -i "/pv0 {/,/id/s/id = .*/id = \"$(printf "${id}%.0s" {1..6})-$(printf "${id}%.0s" {1..4})-$(printf "${id}%.0s" {1..4})-$(printf "${id}%.0s" {1..4})-$(printf "${id}%.0s" {1..4})-$(printf "${id}%.0s" {1..4})-$(printf "${id}%.0s" {1..6})\"/" text
	"$COMPOSE" bad.img "$id" <text
	volscan dump areas -q bad.img
	equal "$status" 5
	contains "$output" "metadata area 1: header; OVERLAPS what is before it"
	contains "$output" "; PAST THE END of the device"
	equal "$(grep -c 'not used' <<<"$output")" 2
}

@test "metadata areas that two labels have are shown once" {
	golden_images renamed
	dd if=renamed/d0.img of=renamed/d0.img bs=512 skip=1 seek=2 count=1 conv=notrunc status=none
	volscan dump mda -q renamed/d0.img
	equal "$(grep -c ': metadata area' <<<"$output")" 1
}

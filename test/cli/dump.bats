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

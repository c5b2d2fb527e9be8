# SPDX-License-Identifier: LGPL-2.1-or-later
# history: the metadata that VGs had at earlier times, as far as it is still there.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
	export TZ=UTC
}

on() # CASE COMMAND [OPTION...]
{
	[ -d "$1" ] || golden_images "$1"
	local case=$1
	shift
	volscan "$@" --devices "$case"
}

# Rows without headings and alignment.
rows() # CASE [OPTION...]
{
	local case=$1
	shift
	on "$case" history --noheadings --separator '|' "$@"
	equal "$stderr" ""
	equal "$status" 0
}

# Write a number of `x` over an image.
spoil() # IMAGE OFFSET COUNT
{
	head -c "$3" /dev/zero | tr '\0' x | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "newest first, whatever the VG was called" {
	rows renamed -o seqno,vg_name,state,size,copies
	equal "$output" "  6|vg_after|committed|1506|2
  5|vg_after|whole|1516|2
  4|vg_after|whole|1238|2
  3|vg_after|whole|1231|2
  2|vg_before|whole|1235|2
  1|vg_before|whole|940|2"
	rows renamed -o time,host,description -S seqno=2
	equal "$output" "  2026-11-22 20:14:33 +0000|(none)|Write from lvcreate --devices /dev/sdk,/dev/sdm -y -n old -l 3 vg_before."
}

@test "the columns that it has by itself, and with -v" {
	on renamed history
	equal "$(sed -n 1p <<<"$output" | xargs)" "VG Seq Time State Size Copies Host Description"
	on renamed history -v
	equal "$(sed -n 1p <<<"$output" | xargs)" "VG VG UUID Seq Time State Size Copies Places Host Description"
	on renamed history --config 'report/history_cols="seqno" report/history_sort="seqno"' --noheadings
	equal "$(xargs <<<"$output")" "1 2 3 4 5 6"
}

@test "sorting, selection and JSON are those of the other reports" {
	need_program jq
	rows renamed -o seqno -O seqno -S 'seqno>2 && vg_name=vg_after'
	equal "$(xargs <<<"$output")" "3 4 5 6"
	on renamed history --reportformat json -o seqno,pvs -S seqno=1
	equal "$(jq -c . <<<"$output")" \
		'{"report":[{"generation":[{"seqno":"1","pvs":"renamed/d0.img,renamed/d1.img"}]}]}'
	on renamed history --reportformat json_std -o seqno,pvs -S seqno=1
	equal "$(jq -c . <<<"$output")" \
		'{"report":[{"generation":[{"seqno":1,"pvs":["renamed/d0.img","renamed/d1.img"]}]}]}'
}

@test "a VG by any of its names, or by its UUID" {
	rows renamed -o seqno vg_before
	equal "$(xargs <<<"$output")" "5 4 3 2 1"
	rows renamed -o seqno vg_after
	equal "$(xargs <<<"$output")" "6 5 4 3 2 1"
	rows renamed -o vg_uuid -S seqno=1
	rows renamed -o seqno ${output// /}
	equal "$(xargs <<<"$output")" "5 4 3 2 1"
	rows removed -o vg_name,seqno vg_x vg_new
	equal "$(xargs <<<"$output")" "vg_new|2 vg_new|1 vg_x|3"
}

@test "a VG that is nowhere is an error" {
	on renamed history vg_before nosuch
	equal "$status" 5
	contains "$stderr" 'No metadata of a VG "nosuch" was found.'
	equal "$(grep -c vg_ <<<"$output")" 0
}

@test "a PATH is what is read, also beside the name of a VG" {
	golden_images removed
	rows_of() { volscan history --noheadings -o vg_name,seqno "$@"; xargs <<<"$output"; }
	equal "$(rows_of removed/d0.img)" "vg_gone 3 vg_gone 2 vg_gone 1"
	equal "$(rows_of removed)" "vg_gone 3 vg_gone 2 vg_gone 1 vg_new 2 vg_new 1 vg_x 3"
	equal "$(rows_of removed vg_x)" "vg_x 3"
	cp removed/d0.img vg_gone
	equal "$(rows_of vg_gone)" "vg_gone 3 vg_gone 2 vg_gone 1"
	volscan history removed/nosuch
	equal "$status" 5
	contains "$stderr" "cannot look at removed/nosuch"
}

@test "VGs that were there before, on PVs that have been taken for others" {
	rows removed -o vg_name,seqno,state,pvs
	equal "$output" "  vg_gone|3|whole|removed/d0.img
  vg_gone|2|whole|removed/d0.img
  vg_gone|1|whole|removed/d0.img
  vg_new|2|committed|removed/d2.img
  vg_new|1|whole|removed/d2.img
  vg_x|3|whole|removed/d2.img"
}

@test "a full ring: all that has not been written over, and the one that wraps" {
	rows wrap -o seqno,state,places -S seqno=74
	equal "$output" "  74|committed|wrap/d0.img:1@1043968 committed,wrap/d1.img:1@1043968 committed"
	rows wrap -o seqno
	equal "$(xargs <<<"$output")" "$(seq 74 -1 3 | xargs)"
}

@test "what is written over in part, and a wrong checksum" {
	golden_images renamed
	# The text of seqno 1 is at 4608, that of 2 at 5632, that of 6 at 11776.
	spoil renamed/d0.img 5132 8
	spoil renamed/d0.img 12700 4
	on renamed history --noheadings --separator '|' -o seqno,state,copies,description
	equal "$status" 0
	contains "$stderr" "checksum is wrong"
	equal "$(grep -E '^  (6|1)' <<<"$output")" "  6|committed|1|$(grep -o 'Write from vgchange.*' <<<"$output" | head -1)
  6|crc wrong|1|
  1|whole|1|$(grep -o 'Write from vgcreate.*' <<<"$output" | head -1)
  1|incomplete|1|"
}

@test "names and texts cannot do anything to the terminal" {
	need_program jq
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	golden_images linear
	printf '%s\n' 'vg {' 'id = "vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvvv"' 'seqno = 7' >text
	tail -c +4609 linear/d0.img | head -c 8192 | tr '\0' '\n' |
		sed -n '/^format/,/^creation_time/p; /^creation_time/q' >>text
	sed -i $'s/^description = .*/description = "\e[31mred\a"/' text
	"$COMPOSE" bad.img r <text
	volscan history bad.img --noheadings -o seqno,description
	contains "$output" '7 \x1b[31mred\x07'
	volscan history bad.img --reportformat json -o description
	equal "$(jq -r '.report[0].generation[0].description' <<<"$output")" $'\e[31mred\a'
}

@test "the same on every engine, isolated and not" {
	rows mda2 -o+places
	expected=$output
	contains "$expected" "d1.img:1@"
	contains "$expected" "d1.img:2@"
	rows mda2 -o pvs -S state=committed
	equal "$output" "  mda2/d0.img,mda2/d1.img"
	for engine in $ENGINES; do
		for isolation in 0 1; do
			rows mda2 -o+places --config "devices { io_engine=\"$engine\" io_isolation=$isolation }"
			equal "$output" "$expected"
		done
	done
	rows mda2 -o+places --config devices/aio_memory=8
	equal "$output" "$expected"
}

@test "each area is read once" {
	on linear history --stats
	equal "$status" 0
	size=$((2 * 1044480))
	at_most "$(stat_of 'bytes read' | tr -dc 0-9)" $((size + 8 * 8192))
}

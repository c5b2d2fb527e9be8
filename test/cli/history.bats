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

@test "selections take times in words" {
	rows renamed -o seqno -O seqno -S 'time="22 Nov 2026 20:14" && seqno<3'
	equal "$(xargs <<<"$output")" "1 2"
	rows renamed -o seqno -S 'time before "22 nov 2026"'
	equal "$output" ""
	rows renamed -o seqno -S 'time until "100 years ago"'
	equal "$output" ""
	on renamed lvs --noheadings -o lv_name -S 'lv_time since "Nov 2026" && lv_time_removed before Nov'
	equal "$status $stderr $(xargs <<<"$output")" "0  more new"
	on renamed lvs -S 'lv_time since "2 fortnights ago"'
	equal "$status$output" 5
	contains "$stderr" '"2 fortnights ago" is no time'
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

# ------------------------------------------------------------------------
# --diff

@test "--diff: LVs made, removed and renamed; either way round; by VG" {
	rows renamed --diff 1 2
	equal "$output" "  LV|old|made||12.00m"
	rows renamed --diff 2 1
	equal "$output" "  LV|old|removed|12.00m|"
	rows renamed vg_after --diff 2 4
	equal "$output" "  VG|vg_after|renamed|vg_before|vg_after
  LV|new|renamed|old|new"
	rows renamed --diff 4 4
	equal "$output" ""
	rows renamed --diff 5 6 -o type,change,from
	equal "$output" "  VG|uuid|k6plMz-pe1I-NBvS-IGfZ-4rCO-Jzwo-RR70jq"
	rows removed --diff 1 2 vg_gone
	equal "$output" "  LV|a|made||4.00m"
}

@test "--diff: the columns that it has by itself, JSON, selection, units" {
	need_program jq
	on renamed history --diff 1 2
	equal "$(sed -n 1p <<<"$output" | xargs)" "Type Name Change From To"
	on renamed history --diff 1 2 -v
	equal "$(sed -n 1p <<<"$output" | xargs)" "Type Name UUID Change From To"
	on renamed history --diff 1 2 --reportformat json --units s --nosuffix
	equal "$(jq -c . <<<"$output")" '{"report":[{"change":[{"type":"LV","name":"old","change":"made","from":"","to":"24576"}]}]}'
	rows renamed --diff 2 4 -S type=VG -o name
	equal "$output" "  vg_after"
}

@test "--diff: what cannot be compared" {
	on renamed history --diff 1
	equal "$status:$output" "3:"
	contains "$stderr" "--diff takes two arguments: A B"
	volscan history --diff 1
	equal "$status:$output" "3:"
	for seqnos in "1 x" "-1 2" "1 4294967296"; do
		on renamed history --diff $seqnos
		equal "$status:$output" "3:"
		contains "$stderr" "is no seqno"
	done
	on renamed history --noheadings --diff 1 7
	equal "$status:$output" "5:"
	contains "$stderr" "No metadata with seqno 7"
	on removed history --noheadings --diff 1 2
	equal "$status:$output" "5:"
	contains "$stderr" "choose one"
	cp -r renamed cut
	spoil cut/d0.img 5132 8
	spoil cut/d1.img 5132 8
	volscan history --noheadings --diff 1 2 cut
	equal "$status:$output" "5:"
	contains "$stderr" "seqno 1, is not whole: line "
}

@test "--diff: pools, origins and hidden LVs" {
	rows history --diff 12 13
	contains "$output" "  LV|s2|origin|s1|"
	rows cache --diff 5 6
	contains "$output" "  LV|slow|type|linear|cache
  LV|slow|pool||cpool_cpool
  LV|slow|origin||slow_corig
  LV|[cpool_cpool]|renamed|cpool|cpool_cpool
  LV|[cpool_cpool]|status|visible|"
}

# Two texts on one disk: that of `linear`, seqno 9, and as seqno 10 what sed makes of it.
diff_of() # SCRIPT...
{
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	[ -d linear ] || golden_images linear
	[ -e text ] || { "$VOLSCAN" dump metadata linear --seqno 9 | sed 's/^\t*//; s/\t*\t# .*//' >all
		sed -n '/^vg_lin/,$p; /^contents/p; /^version/p' all | sed 's/^device = .*sd\(.*\)"/device = "\/dev\/sd\1"/' >body
		grep -v '^contents\|^version' body >text
		printf '%s\n' 'contents = "Text Format Volume Group"' 'version = 1' >>text; }
	"$COMPOSE" two.img r <text
	sed -e 's/^seqno = 9/seqno = 10/' "$@" text |
		dd of=two.img bs=512 seek=40 conv=notrunc status=none
	volscan history -q --noheadings --separator '|' --diff 9 10 two.img
	equal "$status:$stderr" "0:"
}

turned_round()
{
	volscan history -q --noheadings --separator '|' --diff 10 9 two.img
}

@test "--diff: each property of a VG" {
	diff_of
	equal "$output" ""
	diff_of -e 's/^vg_lin/vg_new/'
	equal "$output" "  VG|vg_new|renamed|vg_lin|vg_new"
	diff_of -e 's/^max_lv = 0/max_lv = 7/; s/^max_pv = 0/max_pv = 5/; s/^metadata_copies = 0/metadata_copies = 1/'
	equal "$output" "  VG|vg_lin|max LVs|0|7
  VG|vg_lin|max PVs|0|5
  VG|vg_lin|metadata copies|0|1"
	diff_of -e '0,/^status/s/^status = .*/status = ["RESIZEABLE", "READ", "EXPORTED"]/' \
		-e '0,/^flags/s/^flags = .*/flags = ["STRANGE"]/'
	equal "$output" "  VG|vg_lin|status||exported
  VG|vg_lin|status|writeable|
  VG|vg_lin|flags||STRANGE"
	diff_of -e '0,/^format/s/^format.*/&\nsystem_id = "me"\nlock_type = "dlm"\nlock_args = "x"\nprofile = "p"\nallocation_policy = "cling"\ntags = ["b","c"]/'
	equal "$output" "  VG|vg_lin|allocation|normal|cling
  VG|vg_lin|system ID||me
  VG|vg_lin|lock type||dlm
  VG|vg_lin|lock args||x
  VG|vg_lin|profile||p
  VG|vg_lin|tags||b
  VG|vg_lin|tags||c"
	turned_round
	contains "$output" "  VG|vg_lin|profile|p|
  VG|vg_lin|tags|b|
  VG|vg_lin|tags|c|"
}

@test "--diff: each property of a PV" {
	pv='/^pv1 {/,/^}/'
	diff_of -e "$pv s/^device = .*/device = \"\/dev\/new\"/; $pv s/^dev_size = .*/dev_size = 200000/; $pv s/^pe_start.*/pe_start = 4096/"
	equal "$(cut -d '|' -f 2,3,5 <<<"$output")" "/dev/new|device|/dev/new
/dev/new|device size|<97.66m
/dev/new|first extent|2.00m"
	diff_of -e "$pv s/^pe_count.*/pe_count = 40/; $pv s/^status.*/status = []/; $pv s/^flags.*/flags = [\"MISSING\"]\ntags = \"t\"/"
	equal "$(cut -d '|' -f 3- <<<"$output")" "resized|60.00m|160.00m
status|allocatable|
status||missing
tags||t"
	diff_of -e "$pv s/^pe_start/device_id = \"wwid\"\n&/"
	equal "$(cut -d '|' -f 3- <<<"$output")" "device ID||wwid"
	diff_of -e "$pv s/^id = .*/id = \"abcdef-aaaa-bbbb-cccc-dddd-eeee-ffffff\"/"
	contains "$output" "|removed|60.00m|
  PV|/dev/sd"
	contains "$output" "|added||60.00m"
}

@test "--diff: each property of an LV" {
	lv='/^alpha {/,/^segment1/'
	diff_of -e 's/^alpha {/omega {/'
	equal "$output" "  LV|omega|renamed|alpha|omega"
	diff_of -e "$lv s/^status.*/status = [\"READ\", \"LOCKED\"]/; $lv s/^flags.*/flags = [\"ODD\"]\ntags = [\"x\"]\nallocation_policy = \"contiguous\"\nread_ahead = 128\nprofile = \"p\"/"
	equal "$output" "  LV|[alpha]|allocation|inherit|contiguous
  LV|[alpha]|read ahead|auto|64.00k
  LV|[alpha]|profile||p
  LV|[alpha]|status|writeable|
  LV|[alpha]|status|visible|
  LV|[alpha]|status||locked
  LV|[alpha]|flags||ODD
  LV|[alpha]|tags||x"
	diff_of -e '/^alpha {/,/^type/s/^type = .*/type = "error"/'
	equal "$output" "  LV|alpha|type|linear|error"
}

@test "--diff: LVs that were moved, and those that only grew or were joined" {
	# beta, /dev/sda:4-6, goes to free extents of the other PV, and gets smaller.
	diff_of -e '/^beta {/,/^}$/s/^"pv0", 4/"pv1", 3/'
	equal "$output" "  LV|beta|moved|/dev/sda:4-6|/dev/sdb:3-5"
	diff_of -e '/^beta {/,/^type/s/^extent_count = .*/extent_count = 1/'
	equal "$output" "  LV|beta|resized|12.00m|4.00m"
	diff_of -e '/^beta {/,/^}$/ { s/^"pv0", 4/"pv1", 3/; s/^extent_count = .*/extent_count = 2/; }'
	equal "$output" "  LV|beta|resized|12.00m|8.00m
  LV|beta|moved|/dev/sda:4-6|/dev/sdb:3-4"
	# alpha has three segments, the last one at /dev/sdb:0-2.
	diff_of -e '/^alpha {/,/^beta/ { s/^segment_count.*/segment_count = 2/; /^segment3/,/^}/d; }'
	equal "$output" "  LV|alpha|resized|36.00m|24.00m"
	diff_of -e '/^segment3/,/^]/s/^"pv1", 0/"pv1", 3/'
	equal "$output" "  LV|alpha|moved|/dev/sda:0-3 /dev/sda:7-8 /dev/sdb:0-2|/dev/sda:0-3 /dev/sda:7-8 /dev/sdb:3-5"
	# To the same extents of the other PV, from where gamma has moved away.
	diff_of -e '/^segment2/,/^]/s/^"pv0", 7/"pv1", 7/; s/^"pv1", 8/"pv1", 9/'
	equal "$(cut -d '|' -f 1-3 <<<"$output")" "  LV|alpha|moved
  LV|gamma|moved"
	# The end of what was one segment.
	diff_of -e '/^beta {/,/^}$/ { s/^segment_count.*/segment_count = 2/; s/^extent_count.*/extent_count = 1/
		s/^]/]\n}\nsegment2 {\nstart_extent = 1\nextent_count = 2\ntype = "striped"\nstripe_count = 1\nstripes = ["pv1", 3]/; }'
	equal "$output" "  LV|beta|moved|/dev/sda:4-6|/dev/sda:4-4 /dev/sdb:3-4"
	turned_round
	equal "$output" "  LV|beta|moved|/dev/sda:4-4 /dev/sdb:3-4|/dev/sda:4-6"
}

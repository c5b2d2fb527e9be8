# SPDX-License-Identifier: LGPL-2.1-or-later
# JSON is JSON, whatever the options are, and whatever disks say.

load common

setup()
{
	need_program jq
	golden_images tags
}

json() # REPORT [OPTION...]; in $format
{
	volscan "$1" --reportformat "${format:-json}" "${@:2}" --devices "$BATS_TEST_TMPDIR/tags"
	equal "$status $stderr" "0 "
	jq -e . >"$BATS_TEST_TMPDIR/parsed" <<<"$output" || { echo "no JSON:"; echo "$output"; return 1; } >&2
}

@test "options for text change nothing" {
	json lvs -o lv_name,lv_size,lv_tags
	plain=$output
	for option in --nameprefixes "--nameprefixes --unquoted" --unbuffered --rows --noheadings \
		--aligned "--separator ," "--headings full" "--headings none" "--config report/prefixes=1" "--config report/buffered=0" \
		"--config report/columns_as_rows=1" "--config report/quoted=0"; do
		json lvs -o lv_name,lv_size,lv_tags $option
		equal "$option $output" "$option $plain"
	done
}

std() # REPORT [OPTION...]
{
	local format=json_std
	json "$@"
}

@test "json_std: numbers, null and lists, as LVM2 2.03.39 has them" {
	std lvs -a -o lv_name,lv_kernel_major,data_percent,lv_tags,lv_size -S lv_name=one
	equal "$output" '  {
      "report": [
          {
              "lv": [
                  {"lv_name":"one", "lv_kernel_major":-1, "data_percent":null, "lv_tags":["db","web"], "lv_size":"8.00m"}
              ]
          }
      ]
  }'
}

@test "json_std: 0, 1 and -1 for yes, no and not known" {
	std vgs -o vg_extendable,vg_exported,vg_mda_copies,vg_sysid,vg_extent_count,vg_size --units b --nosuffix
	equal "$(jq -c '.report[0].vg[0] | map_values(type)' <<<"$output")" \
		'{"vg_extendable":"number","vg_exported":"number","vg_mda_copies":"number","vg_sysid":"string","vg_extent_count":"number","vg_size":"string"}'
	equal "$(jq -c '.report[0].vg[0] | [.vg_extendable, .vg_exported, .vg_mda_copies, .vg_sysid]' <<<"$output")" '[1,0,-1,""]'
	std lvs -o lv_active_locally,selected
	equal "$(jq -c '.report[0].lv | unique' <<<"$output")" '[{"lv_active_locally":-1,"selected":1}]'
}

# Of every cell of every case: the values of json, of another type.
@test "json_std: says what json says" {
	for case in cache history raid1 snapshot tags thin; do
		golden_images "$case"
		for report in "lvs -aH -o all" "lvs -a --segments -o all" "pvs -a -o pv_all,vg_all" "devices -o name,state,reads,error" "fullreport"; do
			volscan $report --binary --reportformat json --devices "$BATS_TEST_TMPDIR/$case"
			jq -c '.report' <<<"$output" >"$BATS_TEST_TMPDIR/strings"
			volscan $report --reportformat json_std --devices "$BATS_TEST_TMPDIR/$case"
			jq -c '.report | map(map_values(map(with_entries(
				(if .key == "seg_pe_ranges" then " " else "," end) as $separator |
				if .key == "vg_mda_copies" then .value = "unmanaged"
				elif .value == null then .value = ""
				elif (.value | type) == "array" then .value |= join($separator)
				elif (.value | type) == "number" then .value |= tostring
				else . end))))' <<<"$output" >"$BATS_TEST_TMPDIR/rewritten"
			cmp "$BATS_TEST_TMPDIR/strings" "$BATS_TEST_TMPDIR/rewritten"
		done
	done
}

@test "json_std: lists are selected and sorted as ever" {
	std lvs -a -o lv_name -S 'lv_tags={"web"}' -O lv_tags
	selected=$(jq -c .report <<<"$output")
	json lvs -a -o lv_name -S 'lv_tags={"web"}' -O lv_tags
	equal "$selected" "$(jq -c .report <<<"$output")"
	contains "$selected" lv_name
}

@test "json_std: by the setting, in the log, and of devices" {
	ln -s /no/such/disk "$BATS_TEST_TMPDIR/tags/gone"
	volscan devices -o name,reads,error,size --config 'report/output_format="json_std"' \
		--devices "$BATS_TEST_TMPDIR/tags"
	equal "$(jq -c '.report[0].device | map(map_values(type)) | unique' <<<"$output")" \
		'[{"name":"string","reads":"number","error":"null","size":"string"},{"name":"string","reads":"number","error":"number","size":"string"}]'
	equal "$(jq -c '.log[0] | map_values(type) | {log_seq_num, log_object_id, log_errno}' <<<"$output")" \
		'{"log_seq_num":"number","log_object_id":"string","log_errno":"number"}'
}

# A disk whose metadata have $1 in every text that may hold any byte; as LVM2 writes
# them, quotes and backslashes with a backslash before.
odd_disk() # TEXT
{
	mkdir -p "$BATS_TEST_TMPDIR/odd"
	"${COMPOSE:?set COMPOSE to the program}" "$BATS_TEST_TMPDIR/odd/d0.img" a <<-END
		vg { id = "vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvvv" seqno = 1 format = "lvm2"
		status = ["READ", "WRITE"] flags = [] extent_size = 2048 max_lv = 0 max_pv = 0
		tags = ["$1", "other"] profile = "$1" lock_args = "$1"
		physical_volumes { pv0 { id = "aaaaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaaaa" device = "$1"
		status = ["ALLOCATABLE"] flags = [] dev_size = 16384 pe_start = 2048 pe_count = 7
		tags = ["$1"] } }
		logical_volumes { lv0 { id = "llllll-llll-llll-llll-llll-llll-llllll" lock_args = "$1"
		status = ["READ", "WRITE", "VISIBLE"] flags = [] tags = ["$1"] profile = "$1"
		creation_host = "$1" creation_time = 1500000000 segment_count = 1
		segment1 { start_extent = 0 extent_count = 1 type = "striped" tags = ["$1"]
		stripe_count = 1 stripes = ["pv0", 0] } } } }
		contents = "Text Format Volume Group"
		version = 1
	END
}

# lv_host of that disk as a program gets it.
odd_host() # FORMAT
{
	local report
	for report in "pvs -a -o pv_all,vg_all" "vgs -o all" "lvs --segments -o seg_all,lv_all,vg_all" "fullreport"; do
		volscan $report --reportformat "$1" --devices "$BATS_TEST_TMPDIR/odd"
		equal "$report $status $stderr" "$report 0 "
		# jq takes what is no UTF-8; others do not.
		iconv -f UTF-8 -t UTF-32 >/dev/null <<<"$output" && jq -e .report >/dev/null <<<"$output" || { echo "no JSON:"; echo "$output"; return 1; } >&2
	done
	jq -j '.report[0].lv[0].lv_host' <<<"$output"
}

@test "every byte but NUL: valid JSON, and ASCII is the same afterwards" {
	for ((first = 0; first < 256; first += 32)); do
		text= plain=
		for ((byte = first ? first : 1; byte < first + 32; byte++)); do
			printf -v one "\\x$(printf %02x "$byte")"
			plain+=$one
			case $one in [\"\\]) text+=\\ ;; esac
			text+=$one
		done
		odd_disk "$text"
		for format in json json_std; do
			host=$(odd_host $format; echo .)
			[ "$first" -ge 128 ] || equal "$host" "$plain."
			[ "$first" -lt 128 ] || contains "$host" $'\xef\xbf\xbd'
		done
	done
}

@test "UTF-8 is the same afterwards; what is none is U+FFFD" {
	odd_disk $'\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80'
	equal "$(odd_host json)" $'\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80'
	for broken in $'\xc0\xaf' $'\xe0\x80\xaf' $'\xed\xa0\x80' $'\xf4\x90\x80\x80' $'\xf0\x9f\x98' $'\xe2'; do
		odd_disk "x${broken}y"
		for format in json json_std; do
			equal "$(odd_host $format | tr -d $'\xef\xbf\xbd')" xy
		done
	done
}

@test "quotes and backslashes at the ends of a text and side by side" {
	for text in '\"' '\\' '\\\"' '\"\\' '\\\\' 'a\\\"' '\",\"b\":\"c'; do
		odd_disk "$text"
		printf -v plain '%b' "${text//\\\"/\\x22}"
		for format in json json_std; do
			equal "$(odd_host $format)" "$plain"
		done
	done
}

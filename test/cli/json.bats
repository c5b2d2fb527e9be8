# SPDX-License-Identifier: LGPL-2.1-or-later
# JSON is JSON, whatever the options are, and whatever disks say.

load common

setup()
{
	need_program jq
	golden_images tags
}

json() # REPORT [OPTION...]
{
	volscan "$@" --reportformat json --devices "$BATS_TEST_TMPDIR/tags"
	equal "$status $stderr" "0 "
	jq -e . >"$BATS_TEST_TMPDIR/parsed" <<<"$output" || { echo "no JSON:"; echo "$output"; return 1; } >&2
}

@test "options for text change nothing" {
	json lvs -o lv_name,lv_size,lv_tags
	plain=$output
	for option in --nameprefixes "--nameprefixes --unquoted" --unbuffered --rows --noheadings \
		--aligned "--separator ," "--config report/prefixes=1" "--config report/buffered=0" \
		"--config report/columns_as_rows=1" "--config report/quoted=0"; do
		json lvs -o lv_name,lv_size,lv_tags $option
		equal "$option $output" "$option $plain"
	done
}

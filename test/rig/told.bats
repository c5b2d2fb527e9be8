# SPDX-License-Identifier: LGPL-2.1-or-later
# What people and programs are told of disks that do not answer.

load scan

on_terminal() # COMMAND...
{
	limited 10000 script -qec "stty cols 60; $(printf '%q ' "$@")" /dev/null
	all_left+=($left)
}

progress_is_shown()
{
	local shown first=${disks[3]} second=${disks[7]}
	knob d003 hang
	knob d007 hang
	on_terminal "$VOLSCAN" vgs $(scan_options)
	shown=${output//$'\r'/$'\n'}
	contains "$shown" "
  18 of 20 devices
"
	contains "$shown" "
  18 of 20 devices; awaited: "
	[[ $shown =~ awaited:\ ($first,\ $second|$second,\ $first)$'\n' ]]
	# The last of it is the line's erasure, and then the message on its own.
	equal "$(tail -n 1 <<<"${shown%$'\n'}" | grep -c '^  WARNING: cannot read ')" 1
	lacks "${shown##*WARNING}" "of 20"
}

@test "on a terminal a line tells what is awaited, and gives way to the messages" {
	need_program script
	start_rig 20
	settings=devices/device_timeout=2000
	with worker progress_is_shown
}

no_progress_is_shown()
{
	knob d003 hang
	on_terminal "$VOLSCAN" vgs -q $(scan_options)
	equal "$status" 0
	equal "$output" ""
	scan 10000 vgs
	lacks "$stderr" "of 20"
}

@test "no such line with -q, and none when stderr is no terminal" {
	need_program script
	start_rig 20
	settings=devices/device_timeout=1000
	with worker no_progress_is_shown
}

log_report_names_it()
{
	knob d003 hang
	scan 10000 pvs --reportformat json
	equal "$status" 0
	equal "$(jq '.report[0].pv | length' <<<"$output")" 3
	equal "$(jq -r '.log[] | .log_type, .log_object_name, .log_message, .log_errno' <<<"$output")" \
		"error
${disks[3]}
no answer within 1000 ms
110"
}

@test "JSON: the log report names a disk that timed out" {
	need_program jq
	start_rig 4
	settings=devices/device_timeout=1000
	with worker log_report_names_it
}

devices_says_it_all()
{
	knob d001 delay 300
	knob d002 error EIO
	knob d003 hang
	scan 10000 devices --noheadings --separator '|' -O name \
		-o name,state,error,reason -S "name=${disks[2]} || name=${disks[3]}"
	contains "$output" "${disks[2]}|unreadable|5|Input/output error"
	contains "$output" "${disks[3]}|timed out|110|no answer within 1000 ms"
	scan 10000 devices --retry-hung --noheadings -o name -S 'time>=300'
	equal "$(sort <<<"$output" | xargs)" "$(printf '%s\n' "${disks[1]}" "${disks[3]}" | sort | xargs)"
	scan 10000 devices --retry-hung --noheadings -o name -S 'hanging_since>"2020-01-01"'
	equal "$(xargs <<<"$output")" "${disks[3]}"
	scan 10000 devices --retry-hung --noheadings -O -time -o name
	equal "$(sed -n '1,2p' <<<"$output" | xargs)" "${disks[3]} ${disks[1]}"
}

@test "devices: state, errno, time and since when it hangs" {
	start_rig 4
	settings=devices/device_timeout=1000
	with worker devices_says_it_all
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# What the process that parses may still do.

load common

setup()
{
	grep -q 'define HAVE_SANDBOX' "$BUILDDIR/config.h" || skip "built without a sandbox"
	golden_images orphans
	image=$BATS_TEST_TMPDIR/orphans/d0.img
	"$REFUSE" io_uring=ENOSYS -- /bin/true || skip "the kernel has no seccomp filters"
}

@test "a parser that opens a file dies" {
	equal "$("$CONFINED" open "$image")" SIGSYS
}

@test "so does one that starts a program or a process, or makes a socket" {
	for deed in exec fork socket; do
		equal "$deed: $("$CONFINED" "$deed" "$image")" "$deed: SIGSYS"
	done
}

@test "a parser gets no memory that it could run, and the others end well" {
	equal "$("$CONFINED" execmem "$image")" "exit 7"
	equal "$("$CONFINED" nothing "$image")" "exit 0"
}

@test "a parser has no capabilities and gets no new privileges" {
	run "$CONFINED" status "$image"
	contains "$output" $'CapPrm:\t0000000000000000'
	contains "$output" $'CapEff:\t0000000000000000'
	contains "$output" $'NoNewPrivs:\t1'
	contains "$output" $'Seccomp:\t2'
	contains "$output" "exit 0"
}

# The command's own system calls, into $trace.
trace()
{
	need_program strace
	need_plain_build
	trace=$BATS_TEST_TMPDIR/trace
	strace -o "$trace" "$VOLSCAN" "$@" >/dev/null 2>&1 </dev/null
}

# Fails where strace shows a call after the filter that it does not allow.
confined_well()
{
	grep -q 'seccomp(SECCOMP_SET_MODE_FILTER, .*) *= 0' "$trace"
	grep -q '+++ exited with 0 +++' "$trace"
	! sed '1,/seccomp(SECCOMP_SET_MODE_FILTER/d' "$trace" | grep -E 'ENOSYS|EPERM|killed by'
}

@test "each command does without, whatever it prints" {
	golden_images thin
	for command in scan pvs vgs lvs fullreport devices pvscan vgscan lvscan pvdisplay vgdisplay \
		lvdisplay vgck; do
		echo "$command"
		trace "$command" --devices "$BATS_TEST_TMPDIR/thin"
		confined_well
	done
	for options in "lvs -a -o all" "pvs -a -o all" "vgs -o all --reportformat json_std" \
		"lvdisplay -m" "devices --signatures" "pvs --stats -vvvv" history check; do
		echo "$options"
		trace $options --devices "$BATS_TEST_TMPDIR/thin"
		confined_well
	done
}

@test "what is rare does without too" {
	for case in duplicates gptpart systemid bigmeta missing badcsum; do
		echo "$case"
		golden_images "$case"
		trace scan --devices "$BATS_TEST_TMPDIR/$case" --config global/system_id_source="machineid"
		confined_well
	done
}

@test "nothing is given up where the devices are opened, files are written, or on request" {
	for options in "pvs --no-sandbox" "pvs --config devices/io_isolation=0" \
		"pvs --config devices/use_aio=0" "lvs --kernel" "vgcfgbackup -f $BATS_TEST_TMPDIR/backup"; do
		echo "$options"
		trace $options --devices "$image"
		lacks "$(<"$trace")" seccomp
		lacks "$(<"$trace")" capset
	done
}

@test "a kernel without filters is done without, and -v tells" {
	need_plain_build
	volscan pvs -v --devices "$image"
	expected=$output
	for error in ENOSYS EINVAL EPERM; do
		status=0
		"$REFUSE" seccomp=$error -- "$VOLSCAN" pvs -v --devices "$image" \
			>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
		equal "$status" 0
		equal "$(<"$BATS_TEST_TMPDIR/out")" "$expected"
		contains "$(<"$BATS_TEST_TMPDIR/err")" "parsing with all rights that this process has: "
		"$REFUSE" seccomp=$error -- "$VOLSCAN" pvs --devices "$image" 2>"$BATS_TEST_TMPDIR/err" >&2
		lacks "$(<"$BATS_TEST_TMPDIR/err")" "rights"
	done
}

@test "where no process can be started, the rights are kept" {
	not_with_valgrind "it leaves all signals blocked once a fork has been refused"
	volscan pvs -v --devices "$image"
	expected=$output
	"$REFUSE" processes=EAGAIN -- "$VOLSCAN" pvs -v --devices "$image" \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
	equal "$(<"$BATS_TEST_TMPDIR/out")" "$expected"
	contains "$(<"$BATS_TEST_TMPDIR/err")" "it has more to open."
}

@test "times are shown in the time zone of the machine, and asked for only before" {
	unset TZ
	for format in %s "%Y-%m-%d %H:%M:%S %Z"; do
		volscan vgs -o vg_name,lv_time --noheadings --config "report/time_format=\"$format\"" \
			--devices "$image" --no-sandbox
		expected=$output
		volscan vgs -o vg_name,lv_time --noheadings --config "report/time_format=\"$format\"" \
			--devices "$image"
		equal "$status $output" "0 $expected"
	done
}

@test "a PV is found by any name of its file, though names are asked for no more" {
	golden_images orphans
	cd "$BATS_TEST_TMPDIR/orphans"
	ln -s d0.img link
	for name in d0.img ./d0.img "$PWD//d0.img" link; do
		for devices in d0.img ./d0.img "$PWD/d0.img"; do
			volscan pvs "$name" --devices "$devices" --noheadings -o vg_name,pv_size
			equal "$name $devices $status $stderr" "$name $devices 0 "
			contains "$output" "m"
		done
	done
}

@test "and by any name of its device" {
	need_root
	need_program losetup
	[ -e /dev/loop-control ] || skip "needs loop devices"
	loop=$(losetup -f -r --show "$image") || skip "losetup failed"
	ln -s "$loop" "$BATS_TEST_TMPDIR/link"
	volscan pvs "$BATS_TEST_TMPDIR/link" --devices "$loop" --noheadings -o pv_name
	losetup -d "$loop"
	equal "$status $stderr $output" "0    $loop"
}

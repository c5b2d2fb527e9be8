# SPDX-License-Identifier: LGPL-2.1-or-later
# What a scan costs, in reads, bytes and system calls: exact, or bounded.

load common

@test "one PV with short metadata costs one read of 8192 bytes" {
	golden_images orphans
	for config in use_aio=1 use_aio=0 io_isolation=0; do
		volscan pvs --stats --config "devices/$config" --devices "$BATS_TEST_TMPDIR/orphans/d0.img"
		equal "$(stat_of reads)" 1
		equal "$(stat_of 'bytes read')" 8192
	done
}

# The system calls of one run that touch an image, or hand in or reap its reads.
traced_reads() # PROGRAM ARGUMENTS...
{
	strace -f -y -o "$BATS_TEST_TMPDIR/trace" -e trace=pread64,io_submit "$@" >/dev/null 2>&1
}

@test "strace sees the same one read" {
	need_program strace
	need_plain_build
	golden_images orphans
	# In the process itself: the calls of two would be mixed up in the trace.
	traced_reads "$VOLSCAN" pvs --config 'devices/io_isolation=0 devices/use_aio=0' --devices "$BATS_TEST_TMPDIR/orphans/d0.img"
	equal "$(grep -c 'pread64(.*/d0.img>.*, 8192, 0) *= 8192$' "$BATS_TEST_TMPDIR/trace")" 1
	equal "$(grep -c '/d0.img>' "$BATS_TEST_TMPDIR/trace")" 1
	traced_reads "$VOLSCAN" pvs --config 'devices/io_isolation=0 devices/io_engine="libaio"' --devices "$BATS_TEST_TMPDIR/orphans/d0.img"
	equal "$(grep -c 'io_submit(.*aio_nbytes=8192, aio_offset=0.*= 1$' "$BATS_TEST_TMPDIR/trace")" 1
	equal "$(grep -c 'io_submit(' "$BATS_TEST_TMPDIR/trace")" 1
}

calls() # ISOLATION DEVICES...
{
	strace -f -c -o "$BATS_TEST_TMPDIR/count" "$VOLSCAN" pvs --config "devices/io_isolation=$1" \
		--devices "$(IFS=,; echo "${*:2}")" >/dev/null
	awk '$NF == "total" { print $(NF > 4 ? 4 : 3) }' "$BATS_TEST_TMPDIR/count"
}

# Those for 19 PVs more than one, for which the process that reads is started.
calls_for_19() # ISOLATION
{
	echo $(($(calls "$1" "$dir"/pv*.img) - $(calls "$1" "$dir/pv01.img")))
}

@test "20 PVs in 10 VGs: at most 16 KiB and 4 system calls per PV over the fixed start" {
	need_program strace
	need_plain_build
	dir=$BATS_TEST_TMPDIR/twenty
	unpack "$dir" "$here/data/twenty.tar.zst"
	volscan pvs --stats --noheadings -o vg_name --devices "$dir"
	equal "$(wc -l <<<"$output")" 20
	at_most "$(stat_of 'bytes read')" $((20 * 16384))

	at_most "$(calls_for_19 0)" $((19 * 4))
	# How often two processes wake each other is for the scheduler to say.
	for i in 1 2 3 4 5; do
		calls=$(calls_for_19 1)
		echo "isolated: $calls"
		[ "$calls" -gt $((19 * 4)) ] || return 0
	done
	return 1
}

@test "a hard limit of 16 descriptors: everything is listed" {
	not_with_valgrind "it leaves too few descriptors to load libraries"
	dir=$BATS_TEST_TMPDIR/twenty
	unpack "$dir" "$here/data/twenty.tar.zst"
	volscan pvs --devices "$dir"
	all=$output
	for config in 'devices/io_engine="auto"' devices/use_aio=0; do
		run bash -c 'ulimit -n 16; exec "$0" pvs --devices "$1" --config "$2" 2>/dev/null 3>&- 4>&-' \
			"$VOLSCAN" "$dir" "$config"
		equal "$status" 0
		equal "$output" "$all"
	done
}

@test "limits hold: --stats shows the peaks" {
	dir=$BATS_TEST_TMPDIR/twenty
	unpack "$dir" "$here/data/twenty.tar.zst"
	volscan pvs --stats --config 'devices/aio_max=4' --devices "$dir"
	equal "$(stat_of 'peak in flight')" 4
	[ "$(stat_of queued)" -gt 0 ]
	volscan pvs --stats --config 'devices/aio_memory=16' --devices "$dir"
	equal "$(stat_of 'peak buffer bytes')" 16384
}

@test "a message is one write" {
	need_program strace
	need_plain_build
	golden_images missing
	strace -f -s 1000 -o "$BATS_TEST_TMPDIR/trace" -e trace=write \
		"$VOLSCAN" pvs --devices "$BATS_TEST_TMPDIR/missing" 2>"$BATS_TEST_TMPDIR/stderr"
	equal "$(grep -c 'write(2, "  WARNING: .*\\n"' "$BATS_TEST_TMPDIR/trace")" 1
	equal "$(grep -c 'write(2,' "$BATS_TEST_TMPDIR/trace")" \
		"$(wc -l <"$BATS_TEST_TMPDIR/stderr")"
}

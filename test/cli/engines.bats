# SPDX-License-Identifier: LGPL-2.1-or-later
# An engine that the system refuses is passed over, with a sentence that says which
# and why, and the report is the same. REFUSE names the program that has things
# refused; see refuse.c.

load common

setup()
{
	[ -x "${REFUSE-}" ] || skip "needs the program refuse (make -C test build)"
	"$REFUSE" aio=EPERM -- /bin/true || skip "filters of system calls cannot be set here"
	golden_images raid1
	case " $ENGINES " in
	*" uring "*) best=uring best_inside=uring ;;
	*" libaio "*) best=libaio best_inside=threads ;;
	*) best=readahead best_inside=threads ;;
	esac
}

# valgrind 3.19: the next time that the stack has to grow is the end.
no_fork="it leaves all signals blocked once a fork has been refused"

need_engine() # NAME
{
	[[ " $ENGINES " == *" $1 "* ]] || skip "built without $1"
}

# volscan lvs -a of the images where that is refused, with these settings. (A look for
# leaks would need a process.)
lvs_without() # REFUSALS [SETTINGS]
{
	status=0
	# shellcheck disable=SC2086 # a list of words
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 "$REFUSE" $1 -- "$VOLSCAN" lvs -a --stats --devices "$BATS_TEST_TMPDIR/raid1" \
		--config "devices { ${2-} }" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" </dev/null ||
		status=$?
	output=$(cat "$BATS_TEST_TMPDIR/stdout")
	stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
}

# What is said about engines and the I/O process: "uring: REASON; libaio".
passed_over()
{
	sed -n 's/^  WARNING: I\/O engine \([a-z]*\) cannot be set up: \(.*\); trying \([a-z]*\) instead\.$/\1: \2; \3/p
		s/^  WARNING: The I\/O process cannot be started: \(.*\); going on without it.*/process: \1/p' <<<"$stderr"
}

# Whether that engine was used, isolated (1) or not, after these sentences and no other.
used() # ENGINE ISOLATED [SENTENCE...]
{
	local engine=$1 isolated=$2 expected
	shift 2
	expected=$(printf '%s\n' "$@")
	equal "$status" 0
	equal "$(passed_over)" "$expected"
	equal "$(grep -c WARNING <<<"$stderr")" "$#"
	equal "$(stat_of engine) $(stat_of isolated)" "$engine $isolated"
	equal "$output" "$(
		cd "$BATS_TEST_TMPDIR"
		"$VOLSCAN" lvs -a --devices "$BATS_TEST_TMPDIR/raid1" --config devices/use_aio=0
	)"
	contains "$output" r1
}

no_ring="Operation not permitted (forbidden here, by a sysctl or a container's rules)"
no_contexts="Resource temporarily unavailable (fs.aio-max-nr is used up: raise it with sysctl)"
no_tasks="Resource temporarily unavailable (no more tasks: raise ulimit -u, or the cgroup's pids.max)"

@test "nothing refused: the best engine, and nothing said" {
	lvs_without ""
	used $best_inside 1
	lvs_without "" io_isolation=0
	used "$best" 0
}

@test "io_uring forbidden: the next engine, in this process and in the I/O process" {
	need_engine uring
	need_engine libaio
	lvs_without io_uring=EPERM
	used threads 1 "uring: $no_ring; threads"
	lvs_without io_uring=EPERM io_isolation=0
	used libaio 0 "uring: $no_ring; libaio"
}

@test "io_uring missing, or short of something: the reason is said" {
	need_engine uring
	for reason in "ENOSYS Function not implemented (this kernel has it not built in)" \
		"ENOMEM Cannot allocate memory (the limit of locked memory may be too low: raise it with ulimit -l)" \
		"EMFILE Too many open files" "EINVAL Invalid argument"; do
		lvs_without "io_uring=${reason%% *}"
		used threads 1 "uring: ${reason#* }; threads"
	done
}

@test "fs.aio-max-nr used up" {
	need_engine libaio
	need_engine uring
	lvs_without "io_uring=EPERM aio=EAGAIN" io_isolation=0
	used readahead 0 "uring: $no_ring; libaio" "libaio: $no_contexts; readahead"
	lvs_without "io_uring=EPERM aio=EAGAIN"
	used threads 1 "uring: $no_ring; threads"
}

@test "no threads in the I/O process" {
	need_engine uring
	lvs_without "io_uring=EPERM threads=EAGAIN"
	used sync 1 "uring: $no_ring; threads" "threads: $no_tasks; sync"
}

@test "no I/O process: the scan goes on without, and says so" {
	not_with_valgrind "$no_fork"
	lvs_without processes=EAGAIN
	used "$best" 0 "process: Resource temporarily unavailable"
}

@test "no I/O process and no ring" {
	not_with_valgrind "$no_fork"
	need_engine uring
	need_engine libaio
	lvs_without "processes=EAGAIN io_uring=EPERM aio=EAGAIN"
	used readahead 0 "process: Resource temporarily unavailable" "uring: $no_ring; libaio" \
		"libaio: $no_contexts; readahead"
}

@test "an engine that is asked for by name is used, or it is an error" {
	need_engine uring
	for isolation in 0 1; do
		lvs_without io_uring=EPERM "io_isolation=$isolation io_engine=\"uring\""
		equal "$status" 5
		equal "$output" ""
		contains "$stderr" uring
		contains "$stderr" "Operation not permitted"
		lvs_without io_uring=EPERM "io_isolation=$isolation io_engine=\"threads\""
		used threads "$isolation"
	done
}

@test "the worst case is the same as the best: everything refused" {
	not_with_valgrind "$no_fork"
	lvs_without "io_uring=ENOSYS aio=ENOSYS threads=EAGAIN processes=EAGAIN"
	equal "$status" 0
	equal "$(stat_of engine) $(stat_of isolated)" "readahead 0"
	equal "$output" "$("$VOLSCAN" lvs -a --devices "$BATS_TEST_TMPDIR/raid1" --config devices/use_aio=0)"
}

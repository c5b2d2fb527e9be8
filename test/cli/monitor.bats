# SPDX-License-Identifier: LGPL-2.1-or-later
# volscan monitor, and volscan --from-monitor. On image files, and with root on loop
# devices; dead disks are in test/rig/monitor.bats.

load common

: "${STORM:?set STORM to the program of test/storm}"

setup()
{
	need_program zstd
	run=$BATS_TEST_TMPDIR/run
	socket=$run/monitor
	mkdir -m 755 "$run"
	golden_images linear
	images=$BATS_TEST_TMPDIR/linear
}

teardown()
{
	[ ! -e "$run/pid" ] || stop
	[ -z "${loop-}" ] || losetup -d "$loop"
	[ -z "${open-}" ] || rm -rf "$open"
}

# A monitor of $images, or of what the options name.
start() # OPTION...
{
	volscan monitor --config "global/run_dir=\"$run\"" --pidfile "$run/pid" --logfile "$run/log" \
		--interval "${interval-0}" "${@:-$images}"
	equal "$output" ""
	equal "$status" 0
}

pid()
{
	cat "$run/pid"
}

gone() # PID
{
	[ ! -e "/proc/$1" ] || [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status")" = Z ]
}

stop() # [SIGNAL]
{
	local pid=$(pid)
	kill "-${1:-TERM}" "$pid"
	within 5 gone "$pid"
	rm -f "$run/pid"
}

within() # SECONDS COMMAND...
{
	local end=$((SECONDS + $1))
	until "${@:2}"; do
		[ $SECONDS -le $end ] || { echo "not within $1 s: ${*:2}" >&2; return 1; }
		sleep 0.05
	done
}

ask()
{
	volscan "--from-monitor=$socket" "$@"
}

# The process that has the picture.
keeper()
{
	pgrep -P "$(pid)" | head -n 1
}

same_as_direct() # WORD...
{
	local answer
	ask "$@"
	answer="$status
$output
$stderr"
	volscan "$@" --devices "$images"
	equal "$answer" "$status
$output
$stderr"
}

finds() # PV|VG|LV-COMMAND TEXT
{
	ask "$1" --noheadings
	[[ $output == *"$2"* ]]
}

@test "answers are what the command itself prints" {
	for case in missing thin multivg; do
		golden_images $case
		images=$BATS_TEST_TMPDIR/$case
		start
		for command in pvs vgs lvs pvscan vgscan lvscan pvdisplay vgdisplay lvdisplay vgck fullreport; do
			same_as_direct $command
		done
		same_as_direct pvs -o pv_all,vg_all --units b
		same_as_direct lvs -a -o lv_all,seg_all --reportformat json
		same_as_direct vgs --config 'report { aligned=0 } global/suffix=0' --units k
		same_as_direct devices -o name,state,size,reads,bytes,reason
		same_as_direct lvs -S 'lv_size>8m' -O -lv_size -v
		stop
	done
}

@test "a PV may be named by a link to it, and from where it is" {
	start
	ln -s "$images/d0.img" "$BATS_TEST_TMPDIR/link"
	cd "$images"
	for name in "$BATS_TEST_TMPDIR/link" ./d0.img "$images/d0.img"; do
		ask pvs "$name" --noheadings -o pv_name
		equal "$name $status $stderr $output" "$name 0    $images/d0.img"
	done
}

@test "failures are too: names that are not there, wrong options, unknown fields" {
	start
	same_as_direct lvs vg_lin/nothing
	same_as_direct vgs nothing
	same_as_direct pvs -o nothing
	same_as_direct pvs --nothing
	same_as_direct vgs --config report/nothing=1
	same_as_direct lvs --help
	ask nothing
	equal "$status" 3
	contains "$stderr" 'There is no command "nothing".'
}

@test "what a monitor cannot know is refused" {
	start
	for words in "scan" "check" "dump label" "history" "monitor" "vgcfgbackup"; do
		ask $words
		equal "$status" 3
		contains "$stderr" "run it without --from-monitor"
		equal "$output" ""
	done
	for option in "--devices /dev/null" "--devicesfile x" "--configfile /etc/passwd" "--lvmconf /etc/passwd" \
		"--profile x" "--retry-hung" "--config devices/use_aio=0" "--config global/run_dir=/x" \
		"--config global{kernel=1}" "--config metadata{check_all=1}"; do
		ask pvs $option
		equal "$status" 3
		contains "$stderr" "is not for --from-monitor"
		lacks "$stderr" root
		equal "$output" ""
	done
	ask pvs --config 'nonsense'
	equal "$status" 3
	ask devices "$images/d0.img"
	equal "$status" 3
	ask pvs --kernel
	equal "$status" 3
	contains "$stderr" "start it with --kernel"
}

@test "a file that is written, comes or goes changes the answers" {
	start
	finds vgs vg_lin
	golden_images orphans
	cp "$BATS_TEST_TMPDIR/orphans/d0.img" "$images/new.img"
	within 5 finds pvs new.img
	cp "$BATS_TEST_TMPDIR/orphans/d1.img" "$images/d0.img"
	within 5 fails finds pvs "d0.img vg_lin"
	rm "$images/new.img"
	within 5 fails finds pvs new.img
	mv "$images/d1.img" "$images/moved.img"
	within 5 finds pvs moved.img
	same_as_direct pvs
}

fails()
{
	! "$@"
}

# How often a device was read since it was found: only that shows what a scan has read.
@test "only what has changed is read" {
	start
	ask metrics
	before=$(grep 'device_time.*d1.img' <<<"$output")
	for i in 1 2 3; do
		ended=$(grep ^volscan_scan_timestamp <<<"$output")
		touch "$images/another"
		within 5 scanned_since "$ended"
	done
	equal "$(grep 'device_time.*d1.img' <<<"$output")" "$before"
	touch "$images/d1.img"
	within 5 differs_from "$before"
}

scanned_since() # LINE
{
	ask metrics
	[ "$(grep ^volscan_scan_timestamp <<<"$output")" != "$1" ]
}

differs_from() # LINE
{
	ask metrics
	[ "$(grep 'device_time.*d1.img' <<<"$output")" != "$1" ]
}

@test "--interval finds what nobody tells of" {
	interval=1 start
	finds vgs vg_lin
	golden_images orphans
	# A mapping that stays open is not told by anybody.
	exec 7<>"$images/d0.img"
	dd if="$BATS_TEST_TMPDIR/orphans/d1.img" bs=64k count=1 conv=notrunc status=none >&7
	within 8 fails finds pvs "d0.img vg_lin"
	exec 7>&-
}

@test "block devices: attached, written by others, detached" {
	need_root
	loop=$(losetup -f --show "$images/d0.img") || skip "needs loop devices"
	mkdir "$BATS_TEST_TMPDIR/none"
	start --devices "$loop,$BATS_TEST_TMPDIR/none"
	finds pvs "$loop"
	dd if=/dev/zero of="$loop" bs=64k count=1 status=none
	within 5 fails finds pvs "$loop"
	losetup -d "$loop"
	losetup "$loop" "$images/d1.img"
	within 5 finds pvs "$loop"
	losetup -d "$loop"
	within 5 fails finds pvs "$loop"
	loop=
}

@test "requests that are none are answered with why, or with nothing" {
	start
	for bytes in '' 'x' 'GET / HTTP/1.0\r\n\r\n' 'volscan-monitor 1\n' 'volscan-monitor 1\npvs' \
		'volscan-monitor 2\npvs\0' 'volscan-monitor 1\n\0'; do
		reply=$(printf "$bytes" | "$STORM" raw "$socket" | tr '\0' .)
		[[ $reply == *$'s...\1\3' ]]
	done
	reply=$(head -c 100000 /dev/zero | "$STORM" raw "$socket" | tr '\0' .) || :
	lacks "$reply" PV
	reply=$({ printf 'volscan-monitor 1\n'; yes x | head -n 2000 | tr '\n' '\0'; } | "$STORM" raw "$socket" | tr '\0' .)
	contains "$reply" "does not understand"
	finds vgs vg_lin
}

@test "who asks and says nothing more is not waited for, and holds nobody up" {
	start
	for i in {1..20}; do
		printf 'volscan-monitor 1\npvs\0' | "$STORM" raw "$socket" hold >"$BATS_TEST_TMPDIR/held.$i" &
	done
	sleep 0.2
	began=$(date +%s%N)
	finds vgs vg_lin
	at_most $((($(date +%s%N) - began) / 1000000)) 1000
	wait
	contains "$(tr '\0' . <"$BATS_TEST_TMPDIR/held.20")" "it has no end"
}

@test "the socket is for its owner and a group; others are not answered" {
	need_root
	need_program setpriv
	open=$(mktemp -d)
	chmod 755 "$open"
	socket=$open/monitor
	start --socket "$socket" "$images"
	equal "$(stat -c '%a %u' "$socket")" "660 0"
	chmod 666 "$socket"
	status=0
	output=$(setpriv --reuid 65534 --regid 65534 --clear-groups "$STORM" raw "$socket" </dev/null | tr '\0' .) || status=$?
	contains "$output" "does not answer you"
	lacks "$output" vg_lin
	stop
	start --socket "$socket" --group daemon "$images"
	equal "$(stat -c '%a %G' "$socket")" "660 daemon"
	for groups in "--regid daemon --clear-groups" "--regid 65534 --groups daemon"; do
		output=$(printf 'volscan-monitor 1\nvgs\0' |
			setpriv --reuid 65534 $groups "$STORM" raw "$socket" | tr '\0' .)
		contains "$output" vg_lin
	done
	stop
	volscan monitor --socket "$socket" --group no_such_group "$images"
	equal "$status" 3
	contains "$stderr" "there is no such group"
}

@test "one monitor at a place; what a killed one has left is replaced" {
	start
	volscan monitor --socket "$socket" "$images"
	equal "$status" 5
	contains "$stderr" "There is a monitor at $socket already."
	children=$(pgrep -P "$(pid)")
	stop KILL
	[ -S "$socket" ]
	for child in $children; do
		within 5 gone "$child"
	done
	ask pvs
	equal "$status" 5
	contains "$stderr" "Is there a monitor?"
	start
	finds vgs vg_lin
	stop
	[ ! -e "$socket" ]
	[ ! -e "$run/pid" ]
	printf x >"$socket"
	volscan monitor --socket "$socket" "$images"
	equal "$status" 5
	contains "$stderr" "Cannot listen at $socket"
}

@test "SIGTERM ends it at once, with all that it has started" {
	start --textfile "$run/volscan.prom" "$images"
	pids="$(pid) $(pgrep -P "$(pid)")"
	[ -e "$run/volscan.prom" ]
	began=$(date +%s%N)
	stop
	at_most $((($(date +%s%N) - began) / 1000000)) 1000
	for pid in $pids; do
		within 2 gone "$pid"
	done
	equal "$(ls "$run")" log
}

@test "SIGHUP reads the settings anew, and wrong ones are no end" {
	printf 'devices/filter = [ "r|d1.img|" ]\n' >"$BATS_TEST_TMPDIR/conf"
	start --configfile "$BATS_TEST_TMPDIR/conf" "$images"
	fails finds pvs d1.img
	printf '' >"$BATS_TEST_TMPDIR/conf"
	kill -HUP "$(pid)"
	within 5 finds pvs d1.img
	printf 'nonsense\n' >"$BATS_TEST_TMPDIR/conf"
	kill -HUP "$(pid)"
	within 5 grep -q "the old ones are kept" "$run/log"
	contains "$(cat "$run/log")" "$BATS_TEST_TMPDIR/conf"
	finds pvs d1.img
	equal "$(pgrep -P "$(pid)" | wc -l)" 1
	golden_images orphans
	cp "$BATS_TEST_TMPDIR/orphans/d0.img" "$images/new.img"
	within 5 finds pvs new.img
}

@test "a keeper that dies is replaced" {
	start
	before=$(pid)
	kill -KILL "$(keeper)"
	within 10 finds vgs vg_lin
	equal "$(pid)" "$before"
	contains "$(cat "$run/log")" "was ended by signal 9"
}

@test "--textfile has the metrics, and what changes" {
	start --textfile "$run/volscan.prom" "$images"
	ask metrics
	equal "$output" "$(cat "$run/volscan.prom")"
	equal "$(stat -c %a "$run/volscan.prom")" 644
	golden_images orphans
	cp "$BATS_TEST_TMPDIR/orphans/d0.img" "$images/new.img"
	within 5 grep -q 'device="[^"]*new.img",state="pv"' "$run/volscan.prom"
	equal "$(tail -n 1 "$run/volscan.prom")" "# EOF"
	[ ! -e "$run/volscan.prom.new" ]
}

@test "--textfile is never written to, but replaced" {
	need_program strace
	start --textfile "$run/volscan.prom" "$images"
	strace -f -qq -e trace=file -o "$run/trace" -p "$(keeper)" &
	tracer=$!
	within 5 grep -q "TracerPid:.*[1-9]" "/proc/$(keeper)/status"
	rm "$images/d1.img"
	within 5 grep -q 'vg_missing_pvs.* 1' "$run/volscan.prom"
	kill $tracer
	wait $tracer || :
	grep -q "rename.*\"$run/volscan.prom.new\", .*\"$run/volscan.prom\"" "$run/trace"
	lacks "$(grep 'open\|creat\|unlink' "$run/trace")" "\"$run/volscan.prom\""
}

@test "a warning is told once to the log, and to each who asks" {
	golden_images missing
	images=$BATS_TEST_TMPDIR/missing
	start
	contains "$stderr" "is missing"
	ask metrics
	for i in 1 2; do
		ended=$(grep ^volscan_scan_timestamp <<<"$output")
		touch "$images/another"
		within 5 scanned_since "$ended"
	done
	equal "$(cat "$run/log")" ""
	ask vgs -q
	equal "$stderr" ""
	same_as_direct vgs
}

# A stand-in for systemd: a datagram socket whose messages are printed.
@test "systemd is told: ready, status, watchdog, the end" {
	"$STORM" hear "$run/notify" >"$run/told" &
	listener=$!
	within 5 test -S "$run/notify"
	NOTIFY_SOCKET=$run/notify WATCHDOG_USEC=400000 "$VOLSCAN" monitor --foreground --socket "$socket" \
		--pidfile "$run/pid" "$images" 2>"$run/stderr" &
	within 5 grep -q "READY=1" "$run/told"
	contains "$(cat "$run/told")" "STATUS=2 devices, 0 of them not read; 2 PVs, 1 VGs"
	within 5 grep -q WATCHDOG=1 "$run/told"
	kill -HUP "$(pid)"
	within 5 grep -q RELOADING=1 "$run/told"
	stop
	within 5 grep -q STOPPING=1 "$run/told"
	kill $listener
	equal "$(cat "$run/stderr")" ""
}

@test "the answering process has no rights: it can open nothing" {
	need_program strace
	[ -z "${SANITIZED-}" ] || skip "sanitizers open files"
	grep -q 'define HAVE_SANDBOX' "$BUILDDIR/config.h" || skip "built without a sandbox"
	"$REFUSE" io_uring=ENOSYS -- /bin/true || skip "the kernel has no seccomp filters"
	start
	strace -f -qq -o "$run/trace" -p "$(keeper)" &
	tracer=$!
	within 5 grep -q "TracerPid:.*[1-9]" "/proc/$(keeper)/status"
	finds vgs vg_lin
	kill $tracer
	wait $tracer || :
	grep -q 'seccomp(SECCOMP_SET_MODE_FILTER' "$run/trace"
	answer=$(sed -n 's/^\([0-9]*\) .*seccomp(SECCOMP_SET_MODE_FILTER.*/\1/p' "$run/trace" | head -n 1)
	lacks "$(sed -n "/^$answer .*seccomp/,\$p" "$run/trace" | grep "^$answer ")" "open"
}

# The keeper stands still, as if it waited for something.
@test "who asks waits for a monitor that does not answer, and not for ever" {
	need_program strace
	start
	kill -STOP "$(keeper)"
	"$VOLSCAN" "--from-monitor=$socket" pvs >"$BATS_TEST_TMPDIR/late" &
	asking=$!
	strace -qq -e trace=setsockopt -o "$run/trace" "$VOLSCAN" "--from-monitor=$socket" pvs &
	sleep 0.5
	contains "$(cat "$run/trace")" SO_RCVTIMEO
	[ -e "/proc/$asking" ]
	kill -CONT "$(keeper)"
	wait
	contains "$(cat "$BATS_TEST_TMPDIR/late")" vg_lin
}

@test "a wrong command line is told, and nothing is left" {
	for words in "--interval x" "--interval -1" "--interval 99999999"; do
		volscan monitor --socket "$socket" $words "$images"
		equal "$status" 3
		contains "$stderr" "give a number of seconds"
	done
	volscan monitor --socket "$socket" /nowhere
	equal "$status" 5
	contains "$stderr" "/nowhere"
	[ ! -e "$socket" ]
	volscan --from-monitor
	equal "$status" 3
	contains "$stderr" "name a command too"
	volscan --from-monitors pvs
	equal "$status" 3
	volscan monitor --socket "$run/nowhere/monitor" "$images"
	equal "$status" 5
	contains "$stderr" "Cannot listen at $run/nowhere/monitor"
}

# With a device-mapper that was recorded: see kernel.bats.
@test "--kernel: answers have what the kernel said, and none of them can leave it out" {
	export RECORDED=$BATS_TEST_TMPDIR/active
	VOLSCAN=${RECORDED_VOLSCAN:?set RECORDED_VOLSCAN to the program}
	. "$golden/recorded.bash"
	golden_images thin
	unpack "$BATS_TEST_TMPDIR" "$golden/thin/active.tar.zst"
	recorded_sysfs
	start --kernel "$BATS_TEST_TMPDIR/thin"
	ask lvs -o lv_name,lv_attr,data_percent
	answer=$output
	volscan lvs --kernel -o lv_name,lv_attr,data_percent --devices "$BATS_TEST_TMPDIR/thin" \
		--config "global/run_dir=\"$run\""
	equal "$answer" "$output"
	contains "$output" twi-aot
	ask lvs --kernel -o lv_name,lv_attr,data_percent
	equal "$answer" "$output"
	ask lvs --driverloaded n
	equal "$status" 3
	contains "$stderr" "has asked the kernel"
	stop
	rm -rf "$RECORDED"
}

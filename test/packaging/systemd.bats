# SPDX-License-Identifier: LGPL-2.1-or-later
# The unit of the monitor, and what is made for it, as systemd's own commands read it.

load common

setup()
{
	unit=$BUILDDIR/packaging/volscan-monitor.service
}

# The unit's own lines only: that this machine has the program and its manual is not asked.
verified() # UNIT
{
	systemd-analyze verify --recursive-errors=no --man=no "$1" 2>&1 |
		grep -vE 'is not executable: No such file' || :
}

exposure() # UNIT THRESHOLD, in tenths
{
	systemd-analyze security --offline=yes --threshold="$2" "$1" >"$BATS_TEST_TMPDIR/exposure" 2>&1
}

@test "systemd finds nothing wrong with the unit" {
	needs systemd-analyze
	equal "$(verified "$unit")" ""
}

@test "a mistake in the unit would be found" {
	needs systemd-analyze
	sed 's/^UMask=/UMusk=/' "$unit" >"$BATS_TEST_TMPDIR/volscan-monitor.service"
	contains "$(verified "$BATS_TEST_TMPDIR/volscan-monitor.service")" UMusk
}

@test "its sandbox is at most 2.0 open" {
	needs systemd-analyze
	exposure "$unit" 20 || { cat "$BATS_TEST_TMPDIR/exposure" >&2; false; }
}

@test "a wider sandbox would be found" {
	needs systemd-analyze
	sed '/^CapabilityBoundingSet=/d' "$unit" >"$BATS_TEST_TMPDIR/volscan-monitor.service"
	! exposure "$BATS_TEST_TMPDIR/volscan-monitor.service" 20
	contains "$(cat "$BATS_TEST_TMPDIR/exposure")" "Overall exposure"
}

@test "the unit starts the program where it is installed" {
	sbindir=$(make -C "$BUILDDIR" -f make.tmpl -f - show <<<'show: ; @echo $(sbindir)' | grep ^/)
	contains "$(cat "$unit")" "ExecStart=$sbindir/volscan monitor --foreground"
}

@test "the program knows the options that the unit gives it" {
	for option in $(grep '^ExecStart=' "$unit" | grep -o -- '--[a-z]*'); do
		contains "$("$VOLSCAN" monitor --help)" " $option "
	done
}

@test "the directory that disks that hang are noted in is root's" {
	needs systemd-tmpfiles
	[ "$(id -u)" = 0 ] || skip "needs root"
	systemd-tmpfiles --create --root="$BATS_TEST_TMPDIR" "$SRCDIR/packaging/systemd/tmpfiles.conf"
	equal "$(stat -c '%U:%G %a' "$BATS_TEST_TMPDIR/run/volscan")" "root:root 755"
}

@test "the group of those who may ask is made" {
	needs systemd-sysusers
	[ "$(id -u)" = 0 ] || skip "needs root"
	mkdir "$BATS_TEST_TMPDIR/etc"
	systemd-sysusers --root="$BATS_TEST_TMPDIR" "$(realpath "$SRCDIR")/packaging/systemd/sysusers.conf"
	contains "$(cat "$BATS_TEST_TMPDIR/etc/group")" volscan:
	contains "$(grep '^ExecStart=' "$unit")" "--group volscan"
}

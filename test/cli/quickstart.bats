# SPDX-License-Identifier: LGPL-2.1-or-later
# quickstart, in a tree of its own. Package managers, id, make and autoconf are
# stand-ins that note how they were called; the program and the samples are real.

load common

setup()
{
	[ -z "${SANITIZED-}" ] || skip "tests the script, with any program"
	tree=$BATS_TEST_TMPDIR/tree
	bin=$BATS_TEST_TMPDIR/bin
	calls=$BATS_TEST_TMPDIR/calls
	mkdir -p "$tree/build/tools" "$tree/test/golden" "$bin"
	cp "$here/../../quickstart" "$tree/"
	: >"$tree/build/config.status"
	: >"$calls"
	for case in linear orphans; do
		ln -s "$(realpath "$golden/$case")" "$tree/test/golden/$case"
	done
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$VOLSCAN" >"$tree/build/tools/volscan"
	chmod +x "$tree/build/tools/volscan"
	for tool in sh cat dirname basename printf mkdir rm mv tar zstd touch grep tail sed sort env; do
		ln -s "$(command -v $tool)" "$bin/$tool"
	done
	stand_in make 'exit 0'
	stand_in id 'echo "${FAKE_UID-0}"'
	stand_in nproc 'echo 2'
}

stand_in() # NAME BODY
{
	printf '#!/bin/sh\necho "%s $*" >>"%s"\n%s\n' "$1" "$calls" "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

# Packages named in $LACKING are missing until they have been installed.
debian()
{
	stand_in dpkg-query 'for p; do :; done
		case " $LACKING " in *" $p "*) [ -e "'"$bin"'/done" ] || exit 1;; esac
		printf installed'
	stand_in apt-get '! read -r answer || exit 1
		[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 1
		[ "$1" = update ] || : >"'"$bin"'/done"
		exit "${APT_STATUS-0}"'
}

fedora()
{
	stand_in rpm 'for p; do :; done
		case " $LACKING " in *" $p "*) [ -e "'"$bin"'/done" ] || exit 1;; esac'
	stand_in dnf ': >"'"$bin"'/done"'
}

quickstart()
{
	status=0
	PATH=$bin "$tree/quickstart" "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" \
		<<<"never read" || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/stdout")
	stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
}

called() # COMMAND: how it was called
{
	sed -n "s/^$1 //p" "$calls"
}

@test "the main job shows the sample disks" {
	debian
	quickstart
	equal "$status" 0
	contains "$output" "build/tools/volscan scan build/samples/linear"
	contains "$output" vg_lin
	contains "$output" "build/tools/volscan scan build/samples/orphans"
	equal "$(called apt-get)" ""
}

@test "the samples are unpacked once" {
	debian
	quickstart
	before=$(stat -c %Y.%i "$tree/build/samples/linear/d0.img")
	quickstart
	equal "$status" 0
	equal "$(stat -c %Y.%i "$tree/build/samples/linear/d0.img")" "$before"
}

@test "what is missing is installed, and only that" {
	debian
	LACKING="libaio-dev zstd" quickstart
	equal "$status" 0
	equal "$(called apt-get)" "update -q
install -y --no-install-recommends libaio-dev zstd"
}

@test "build needs neither the samples' nor the tests' packages" {
	debian
	LACKING="zstd check bats" quickstart build
	equal "$status" 0
	equal "$(called apt-get)" ""
}

@test "without root the one command is printed, and nothing is done" {
	debian
	FAKE_UID=1000 LACKING="libaio-dev autoconf" quickstart build
	equal "$status" 1
	contains "$stderr" "sudo apt-get update && sudo apt-get install -y --no-install-recommends autoconf libaio-dev"
	equal "$(called apt-get)$(called make)" ""
}

@test "without root nothing is asked for when nothing is missing" {
	debian
	FAKE_UID=1000 quickstart build
	equal "$status" 0
	equal "$(called make)" "-C build --no-print-directory -j 2 all"
}

@test "a package that cannot be installed stops it" {
	debian
	APT_STATUS=100 LACKING=libaio-dev quickstart build
	equal "$status" 1
	contains "$stderr" "could not install: libaio-dev"
	equal "$(called make)" ""
}

@test "LVM2 that cannot be installed does not stop the tests, and is tried once" {
	debian
	: >"$tree/build/make.tmpl"
	APT_STATUS=100 LACKING=lvm2 quickstart check
	contains "$output" "the tests that need it are skipped"
	contains "$(called make)" check-asan
	rm -f "$bin/done"
	APT_STATUS=100 LACKING=lvm2 quickstart check
	equal "$(called apt-get)" "install -y --no-install-recommends lvm2"
}

@test "on Fedora dnf installs packages by Fedora's names" {
	fedora
	LACKING="libaio-devel" quickstart build
	equal "$status" 0
	equal "$(called dnf)" "install -y --setopt=install_weak_deps=False libaio-devel"
}

@test "a build that fails stops it" {
	debian
	stand_in make 'exit 2'
	quickstart
	equal "$status" 1
	contains "$stderr" "the build failed"
	equal "$output" ""
}

# Stand-in for the tests: make leaves the logs that $1 writes.
logs()
{
	stand_in make 'case "$*" in *" check-unit "*) mkdir -p build/test/log build/asan/test/log build/tsan/test/log; cd build/test/log
		for t in layers static api unit fuzz damage golden cells active cli live-fixed live-random packaging rig storm bench \
			../../asan/test/log/unit ../../asan/test/log/fuzz ../../asan/test/log/golden ../../asan/test/log/cells \
			../../asan/test/log/active ../../asan/test/log/cli ../../asan/test/log/rig ../../tsan/test/log/threads; do
			echo "10 passed, 0 failed" >$t.log; done
		'"$1"';; esac'
	: >"$tree/build/make.tmpl"
}

@test "check adds up what the tests counted" {
	debian
	logs :
	quickstart check
	equal "$status" 0
	equal "${output##*$'\n'}" "240 passed, 0 failed"
}

@test "check fails when a test failed" {
	debian
	logs 'echo "8 passed, 2 failed" >unit.log'
	quickstart check
	equal "$status" 1
	equal "${output##*$'\n'}" "238 passed, 2 failed"
}

@test "check counts a test program that did not run as a failure" {
	debian
	logs 'rm cli.log; echo "died" >golden.log'
	quickstart check
	equal "$status" 1
	equal "${output##*$'\n'}" "220 passed, 2 failed"
}

@test "an unknown word is answered with what there is" {
	quickstart nonsense
	equal "$status" 2
	contains "$output" "./quickstart check"
}

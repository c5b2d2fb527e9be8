# SPDX-License-Identifier: LGPL-2.1-or-later
# Shared by the command tests. VOLSCAN names the program.

: "${VOLSCAN:?set VOLSCAN to the program}"
: "${ENGINES:=threads readahead sync}"	# those that are built in
here=$BATS_TEST_DIRNAME
golden=$here/../golden

# Unpack a golden case or an archive of data/ into the directory $1.
unpack() # DIRECTORY ARCHIVE
{
	mkdir -p "$1"
	zstd -dcq --long=27 "$2" | tar -C "$1" -xSf -
}

golden_images() # CASE: to $BATS_TEST_TMPDIR/CASE
{
	unpack "$BATS_TEST_TMPDIR/$1" "$golden/$1/images.tar.zst"
}

# Run volscan with stdout and stderr apart: $status, $output, $stderr.
volscan()
{
	status=0
	"$VOLSCAN" "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" </dev/null || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/stdout")
	stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
}

# A counter that --stats printed, from $stderr.
stat_of() # NAME
{
	sed -n "s/^ *$1: *//p" <<<"$stderr"
}

# Comparisons that say what was there.
equal() # ACTUAL EXPECTED
{
	[ "$1" = "$2" ] || { printf 'got:\n%s\nexpected:\n%s\n' "$1" "$2" >&2; return 1; }
}

contains() # TEXT PART
{
	[[ $1 == *"$2"* ]] || { printf 'got:\n%s\nexpected in it:\n%s\n' "$1" "$2" >&2; return 1; }
}

lacks() # TEXT PART
{
	[[ $1 != *"$2"* ]] || { printf 'got:\n%s\nnot expected in it:\n%s\n' "$1" "$2" >&2; return 1; }
}

at_most() # ACTUAL LIMIT
{
	[ "$1" -le "$2" ] || { echo "got $1, expected at most $2" >&2; return 1; }
}

need_root()
{
	[ "$(id -u)" = 0 ] || skip "needs root"
}

need_program() # NAME
{
	command -v "$1" >/dev/null || skip "needs $1"
}

# Sanitizers make system calls of their own, and read files of theirs.
need_plain_build()
{
	[ -z "${SANITIZED-}" ] || skip "counts system calls, and a sanitizer makes some"
}

not_with_valgrind() # WHY
{
	[ -z "${VALGRIND_LOGS-}" ] || skip "not with valgrind: $1"
}

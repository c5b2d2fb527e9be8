# SPDX-License-Identifier: LGPL-2.1-or-later
# Manual pages: each command has one, made of what the program says about itself, and each
# function of the library, made of its header, so that nothing is missing there; and they are
# as readers of such pages want them.

load common

setup()
{
	pages=$BUILDDIR/doc
	cd "$BATS_TEST_TMPDIR"
	"$VOLSCAN" help --tables >tables
}

# "command NAME ..." and so on, as tools/tables.c has them.
rows() # KIND
{
	grep "^$1	" tables
}

commands()
{
	rows command | cut -f2
}

# A page as text, without what roff has for minus signs.
text_of() # PAGE
{
	sed 's/\\-/-/g; s/\\f[BRI]//g; s/\\(aq/'"'"'/g; s/\\(ha/^/g; s/\\e/\\/g' "$pages/$1"
}

@test "the tables have what --help and -o help have" {
	[ "$(commands | wc -l)" -ge 17 ]
	for command in $(commands); do
		volscan "$command" --help
		equal "$command $(grep -oE '^(  -.,|     ) --[a-z-]+' <<<"$output" | grep -oE -- '--.*' | sort)" \
			"$command $(rows option | awk -F'\t' -v c="$command" '$2 == c { print "--" $3 }' | sort)"
	done
	volscan devices -o help
	for field in $(rows field | awk -F'\t' '$2 == "device" { print $4 }'); do
		contains "$output" "$field "
	done
	equal "$(awk -F'\t' '{ print $1, NF }' tables | sort -u)" "command 4
field 6
fields 3
option 7"
}

@test "each command has a page, with all of its options" {
	for command in $(commands); do
		[ -e "$pages/volscan-$command.8" ] || { echo "add $command to COMMANDS in doc/Makefile.in, and doc/man/volscan-$command.8.in" >&2; false; }
		text=$(text_of "volscan-$command.8")
		for option in $(rows option | awk -F'\t' -v c="$command" '$2 == c { print $3 }'); do
			contains "$text" "--$option"
		done
		contains "$(text_of volscan.8)" "volscan-$command (8)"
	done
}

@test "each field is in one page, with its text" {
	for subject in lvm:'pvs vgs lvs' device:devices finding:check generation:history change:history; do
		text=$(for page in ${subject#*:}; do text_of "volscan-$page.8"; done)
		while IFS=$'\t' read -r _ _ _ name heading _; do
			equal "$name $(grep -cxF "$name ($heading)" <<<"$text")" "$name 1"
		done < <(rows field | awk -F'\t' -v s="${subject%%:*}" '$2 == s && $4 != "time"')
	done
}

functions()
{
	sed -n 's/^\t\(volscan_[a-z_]*\);$/\1/p' "$SRCDIR/lib/volscan.map"
}

# The parts that a reader looks for, and all of the header: no word of a contract is lost.
@test "each function has a page, with its contract" {
	for function in $(functions); do
		text=$(text_of "$function.3")
		for part in NAME SYNOPSIS DESCRIPTION THREADS "SEE ALSO"; do
			contains "$function $text" ".SH $part"
		done
		contains "$text" "$function("
		contains "$(text_of libvolscan.3)" "$function"
	done
	[ "$(functions | wc -l)" -ge 30 ]
	words() { tr 'A-Z' 'a-z' | tr -cs 'a-z_0-9' '\n' | sort -u; }
	header=$(sed '1,/^#ifdef __cplusplus/d; /^#/d; /^extern "C"/d' "$SRCDIR/lib/volscan.h" | words)
	made=$(for page in libvolscan volscan_types $(functions); do text_of "$page.3"; done | words)
	equal "$(comm -23 <(echo "$header") <(echo "$made") | tr '\n' ' ')" ""
	contains "$(text_of volscan_scan.3)" "struct volscan_callbacks"
	contains "$(text_of volscan_scan.3)" "-ECANCELED"
	contains "$(text_of volscan_types.3)" "const char *system_id;"
}

@test "mandoc finds nothing to say about them" {
	need_program mandoc
	equal "$(mandoc -Tlint "$pages"/*.[358] 2>&1)" ""
}

@test "neither does man" {
	need_program man
	for page in "$pages"/*.[358]; do
		equal "$(man --warnings -l "$page" 2>&1 >/dev/null)" ""
	done
	contains "$(MANWIDTH=80 man -l "$pages/volscan-scan.8" 2>/dev/null | col -b)" "volscan-scan - an overview of everything found"
}

@test "pages that are referred to are there" {
	for page in $(grep -ohE '(lib)?volscan[a-z_\\.-]* \([358]\)' "$pages"/*.[38] | tr -d '\\ ' | sed 's/(\(.\))/.\1/' | sort -u); do
		[ -e "$pages/$page" ] || { echo "$page" >&2; false; }
	done
}

# With files of a test instead of those that are named, where there are no pipes.
@test "the examples work" {
	golden_images missing
	ran=0
	for page in "$pages"/*.8; do
		while read -r line; do
			status=0
			(eval "${line/volscan/\"\$VOLSCAN\"} --devices missing --config 'global/run_dir=\"\"'" >stdout 2>stderr) || status=$?
			[ "$status" != 3 ] || { echo "$page: $line" >&2; cat stderr >&2; false; }
			lacks "$line: $(<stderr)" "nrecogni"
			ran=$((ran + 1))
		done < <(text_of "$(basename "$page")" | awk '/^\.SH/ { on = /EXAMPLES/ } on && /^volscan/' | grep -vE '[>|%]|img|images/|/dev|\.html|monitor')
	done
	[ "$ran" -ge 25 ]
}

@test "make installs all of them, and takes them away" {
	need_program make
	make -s -C "$BUILDDIR" install DESTDIR="$BATS_TEST_TMPDIR/root"
	for page in volscan.8 volscan.conf.5 libvolscan.3 volscan_types.3 volscan_vgs.3 $(commands | sed 's/.*/volscan-&.8/'); do
		[ "$(find root -path "*/man${page##*.}/$page" | wc -l)" = 1 ] || { echo "$page" >&2; false; }
	done
	make -s -C "$BUILDDIR" uninstall DESTDIR="$BATS_TEST_TMPDIR/root"
	equal "$(find root -name 'volscan*' ! -type d)" ""
}

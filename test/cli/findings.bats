# SPDX-License-Identifier: LGPL-2.1-or-later
# doc/findings.md has a section for each code of lib/base/findings.def; and what LVM2
# wrote gives none of them but for what was done to it.

load common

table=$here/../../lib/base/findings.def
document=$here/../../doc/findings.md

# "VS-LABEL-CRC ERROR", one a line.
codes()
{
	sed -En 's/^FINDING\([A-Z_]+, "([^"]*)", ([A-Z]+),.*/\1 \2/p' "$table"
}

# Likewise; the severity is the first word of the section.
sections()
{
	awk '/^## / { code = $2 } code && /^\*/ { gsub(/[*.]/, "", $1); print code, toupper($1); code = "" }' \
		"$document"
}

# What is in backquotes, one a line.
quoted()
{
	tr '\n' ' ' <"$document" | grep -o '`[^`]*`' | tr -d '`'
}

@test "each code has one section, in the order of the table, with its severity" {
	[ "$(codes | wc -l)" -gt 100 ]
	equal "$(codes | wc -l)" "$(grep -c '^FINDING(' "$table")"
	equal "$(sections)" "$(codes)"
	equal "$(grep '^## ' "$document" | cut -c4-)" "$(codes | cut -d' ' -f1)"
}

@test "each section says what it means and what to do, in 3 to 10 lines" {
	equal "$(awk '/^## / { if (code && (lines < 3 || lines > 10)) print code, lines; code = $2; lines = 0; next }
		/./ { lines++ }' "$document")" ""
}

@test "make installs it, and takes it away" {
	need_program make
	make -s -C "$BUILDDIR" install DESTDIR="$BATS_TEST_TMPDIR/root"
	installed=$(find "$BATS_TEST_TMPDIR/root" -name findings.md)
	contains "$installed" /doc/volscan/findings.md
	cmp "$installed" "$document"
	make -s -C "$BUILDDIR" uninstall DESTDIR="$BATS_TEST_TMPDIR/root"
	equal "$(find "$BATS_TEST_TMPDIR/root" -name findings.md)" ""
}

@test "LVM2 has the commands and options that are to be used" {
	need_program lvm
	quoted | grep -E '^(pv|vg|lv)[a-z]+ .*--' >"$BATS_TEST_TMPDIR/commands"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -gt 20 ]
	while read -r command rest; do
		help=$(LVM_SUPPRESS_FD_WARNINGS=1 lvm "$command" --longhelp 2>&1 || true)
		contains "$help" "$command - "
		for option in $(grep -oE -- '--[a-z]+' <<<"$rest"); do
			contains "$(sed -E 's/--\[[a-z]+\]/--/g' <<<"$help")" "$option"
		done
	done <"$BATS_TEST_TMPDIR/commands"
}

# The codes that `check` tells about a golden case, in one line.
found_in() # CASE
{
	golden_images "$1"
	volscan check "$BATS_TEST_TMPDIR/$1" --noheadings
	grep -oE 'VS-[A-Z-]+' <<<"$output" | sort -u | paste -sd' '
}

@test "real disks: no finding but for what is wrong with them" {
	found=
	for case in $(ls "$golden"/*/images.tar.zst | xargs -n1 dirname | xargs -n1 basename); do
		codes=$(found_in "$case")
		rm -r "$BATS_TEST_TMPDIR/$case"
		[ -z "$codes" ] || found+="$case: $codes"$'\n'
	done
	equal "$found" "badcsum: VS-COPY-CRC
duplicates: VS-PV-DUPLICATE
missing: VS-LV-DEGRADED VS-LV-PARTIAL VS-PV-MISSING
multivg: VS-PVH-SIZE
samename: VS-VG-NAME
"
}

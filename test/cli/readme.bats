# SPDX-License-Identifier: LGPL-2.1-or-later
# The README says what is so: its examples print what they print, and what it refers to is
# there.

load common

readme=$here/../../README.md

setup()
{
	cd "$BATS_TEST_TMPDIR"
	mkdir -p build/tools build/samples
	ln -s "$VOLSCAN" build/tools/volscan
}

# Each "    $ COMMAND" to N.command, and what stands below it to N.expected.
write_examples()
{
	awk '
		/^    \$ / { n++; print substr($0, 7) >(n ".command"); on = 1; empty = ""; next }
		on && /^$/ { empty = empty "\n"; next }
		on && /^    / { printf "%s%s\n", empty, substr($0, 5) >(n ".expected"); empty = ""; next }
		{ on = 0 }' "$readme"
}

@test "the examples print what the README says" {
	write_examples
	[ -e 5.command ]
	for command in *.command; do
		sample=$(grep -o 'build/samples/[a-z0-9]*' "$command")
		[ -e "$sample" ] || unpack "$sample" "$golden/${sample##*/}/images.tar.zst"
		(eval "$(<"$command")") >printed 2>&1 </dev/null || true
		expected=${command%.command}.expected
		if [ "$(tail -n 1 "$expected")" = "  ..." ]; then
			lines=$(($(wc -l <"$expected") - 1))
			diff <(head -n $lines printed) <(head -n $lines "$expected")
		else
			diff printed "$expected"
		fi
	done
}

@test "files that it refers to are there" {
	count=0
	for file in $(grep -oE '\]\([^)]*\)' "$readme" | tr -d '])('); do
		[ -e "$here/../../$file" ] || { echo "$file" >&2; false; }
		count=$((count + 1))
	done
	[ "$count" -ge 12 ]
}

@test "commands and options that it names are there" {
	"$VOLSCAN" help --tables >tables
	for command in $(grep -oE '`volscan [a-z]+' "$readme" | cut -d' ' -f2 | sort -u); do
		grep -q "^command	$command	" tables || { echo "$command" >&2; false; }
	done
	for option in $(grep -oE '`--[a-z-]+' "$readme" | tr -d '\`' | sort -u); do
		grep -q "^option	[a-z]*	${option#--}	" tables || { echo "$option" >&2; false; }
	done
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# scan --svg and --html: pictures and pages that are true, whole, bounded and harmless,
# and never written over a disk.

load common

setup()
{
	cd "$BATS_TEST_TMPDIR"
}

# What xmllint says of the elements of FILE, without their namespaces. Tests that use it
# need xmllint.
xpath() # FILE XPATH
{
	sed 's/ xmlns="[^"]*"//' "$1" | xmllint --xpath "$2" -
}

# Text that cannot be in a page but by mistake: it would be markup.
hostile='</title><script>alert(1)</script><img src=x onerror="a()"> & '"'"' ]]>'

@test "the picture in the README is the one that the program makes" {
	golden_images missing
	volscan scan --svg picture.svg missing
	equal "$status" 0
	diff picture.svg "$SRCDIR/doc/pictures/missing.svg"
}

@test "the overview is printed as well" {
	golden_images missing
	volscan scan missing
	expected=$output
	contains "$expected" "VG vg_mis"
	volscan scan --svg picture.svg --html page.html missing
	equal "$status" 0
	equal "$output" "$expected"
	[ -s picture.svg ]
	[ -s page.html ]
}

@test "- is standard output, for one of them, with nothing else on it" {
	golden_images missing
	volscan scan --svg picture.svg missing
	volscan scan --svg - missing
	equal "$status" 0
	equal "$output" "$(<picture.svg)"
	volscan scan --html - missing
	equal "$status" 0
	contains "${output:0:20}" '<!DOCTYPE html>'
	equal "${output: -7}" '</html>'
	volscan scan --html - --svg - missing
	equal "$status" 3
	equal "$output" ""
}

@test "all that LVM2 wrote becomes well-formed pictures and pages" {
	need_program xmllint
	count=0
	for archive in "$golden"/*/images.tar.zst; do
		case=$(basename "$(dirname "$archive")")
		[ $((++count % ${GOLDEN_EVERY:-3})) = 0 ] || continue
		golden_images "$case"
		volscan scan --svg "$case.svg" --html "$case.html" "$case"
		equal "$case $status" "$case 0"
	done
	xmllint --noout ./*.svg ./*.html
}

@test "a picture is true: parts of a PV are where and as long as the metadata say" {
	need_program xmllint
	golden_images missing
	volscan scan --svg p.svg missing
	# 15 extents, of which "safe" has the first three.
	bar='//g[title[starts-with(., "missing/d0.img")]]'
	bar_x=$(xpath p.svg "number($bar/rect[@class='free']/@x)")
	bar_width=$(xpath p.svg "number($bar/rect[@class='free']/@width)")
	safe="$bar/g[title[starts-with(., 'safe: extents 0 to 2,')]]/rect"
	equal "$(xpath p.svg "number($safe/@x)")" "$bar_x"
	equal "$(xpath p.svg "$safe/@width < $bar_width * 3 div 15 + 0.1 and $safe/@width > $bar_width * 3 div 15 - 0.1")" true
	# What is missing is one PV, and it is named.
	equal "$(xpath p.svg 'count(//g/rect[@class="lost"])')" 1
	contains "$(xpath p.svg '//g[rect[@class="lost"]]/title/text()')" "/dev/sdak"
	equal "$(xpath p.svg 'count(//tspan[@class="bad" and .=" partial"])')" 5
}

@test "parts of an LV have its colour, and say what they are" {
	need_program xmllint
	golden_images thin
	volscan scan --svg p.svg thin
	colours=$(xpath p.svg '//g[title[contains(., " of pool:")]]/rect/@class' | grep -o 'c[0-9]*"' | sort -u)
	equal "$(wc -l <<<"$colours")" 1
	equal "$(xpath p.svg 'count(//g[title[starts-with(., "pool_tdata of pool: extents ")]])')" 1
	contains "$(xpath p.svg '//text[contains(., "tvol")]')" "in pool"
	golden_images pvmove
	volscan scan --svg p.svg pvmove
	contains "$(xpath p.svg '//text[starts-with(., "a ")]')" "in pvmove0"
}

@test "a page has everything, and each VG can be folded" {
	need_program xmllint
	golden_images multivg
	volscan scan --html page.html multivg
	equal "$(xpath page.html 'count(//details/summary/b)')" 4
	equal "$(xpath page.html 'count(//details/summary/b[.="vg_b"]/../..//svg)')" 1
	equal "$(xpath page.html 'count(//td[.="y"])')" 1
	equal "$(xpath page.html 'count(//td[@class=""])')" 0
	golden_images badcsum
	volscan scan --html page.html badcsum
	contains "$(xpath page.html '//td[.="VS-COPY-CRC"]/..')" "byte 7680 to 9369"
}

@test "a page loads nothing, runs nothing, and says so to the browser" {
	need_program xmllint
	golden_images thin
	volscan scan --html page.html thin
	equal "$(xpath page.html 'count(//script|//link|//img|//iframe|//@src|//@href|//@*[starts-with(name(), "on")])')" 0
	equal "$(xpath page.html "string(//meta[@http-equiv='Content-Security-Policy']/@content)")" \
		"default-src 'none'; style-src 'unsafe-inline'"
	lacks "$(<page.html)" "@import"
	equal "$(grep -o 'url([^)]*)' page.html | sort -u)" "url(#lost)"
}

# A VG vg_LETTER with so many PVs, the first of which is $COMPOSE's LETTER, and LVs of one
# extent on that one; what it may say of hosts and devices is TEXT, in the form of the
# metadata.
vg_text() # PVS LVS [TEXT [LETTER]]
{
	awk -v pvs="$1" -v lvs="$2" -v text="${3-}" -v letter="${4-a}" '
		function uuid(kind, n,  id) {
			id = kind letter sprintf("%030d", n)
			return substr(id, 1, 6) "-" substr(id, 7, 4) "-" substr(id, 11, 4) "-" substr(id, 15, 4) \
				"-" substr(id, 19, 4) "-" substr(id, 23, 4) "-" substr(id, 27, 6)
		}
		BEGIN {
			first = "xxxxxx-xxxx-xxxx-xxxx-xxxx-xxxx-xxxxxx"
			gsub(/x/, letter, first)
			print "vg_" letter " {\nid = \"" uuid("v", 1) "\"\nseqno = 1\nstatus = [\"READ\", \"WRITE\", \"RESIZEABLE\"]"
			print "flags = []\ntags = [ \"a<b>&c\" ]\nextent_size = 2\nmax_lv = 0\nmax_pv = 0"
			print "physical_volumes {"
			for (i = 0; i < pvs; i++)
				print "p" i " {\nid = \"" (i ? uuid("p", i) : first) \
					"\"\ndevice = \"" text "/dev/" i "\"\nstatus = [\"ALLOCATABLE\"]\nflags = []\n" \
					"dev_size = 16384\npe_start = 2048\npe_count = 4096\n}"
			print "}"
			if (lvs)
				print "logical_volumes {"
			for (i = 0; i < lvs; i++)
				print "l" i " {\nid = \"" uuid("l", i) "\"\nstatus = [\"READ\", \"WRITE\", \"VISIBLE\"]\n" \
					"flags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\nextent_count = 1\n" \
					"type = \"striped\"\nstripe_count = 1\nstripes = [\"p0\", " 2 * i "]\n}\n}"
			if (lvs)
				print "}"
			print "}\ncontents = \"Text Format Volume Group\"\nversion = 1"
			print "description = \"" text "\"\ncreation_host = \"" text "\"\ncreation_time = 1500000000"
		}'
}

make_pv() # FILE PVS LVS [TEXT]
{
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	mkdir -p "$(dirname "$1")"
	vg_text "${@:2}" >text
	"$COMPOSE" "$1" a <text
}

@test "what is in no VG, is not used or cannot be read is there too, and why" {
	need_program xmllint
	golden_images orphans
	golden_images duplicates
	ln -s /no/such/disk gone.img
	volscan scan --svg p.svg --html p.html --devices orphans,duplicates,. --config 'metadata/search_lost=0'
	equal "$status" 0
	for heading in "PVs in no VG" "PVs not used" "Could not be read"; do
		contains "$output" "$heading"
		equal "$(xpath p.svg "count(//text[.='$heading'])")" 1
		equal "$(xpath p.html "count(//h2[.='$heading'])")" 1
	done
	equal "$(xpath p.svg 'count(//rect[@class="unread"])')" 1
	equal "$(xpath p.svg '//text[@class="large bad"]/text()')" "No such file or directory"
	contains "$(xpath p.html '//tr[td="./gone.img"]')" 'class="bad">No such file or directory'
	equal "$(xpath p.html 'string(//li[@class="bad"]/b)')" 1
	volscan devices --devices orphans,duplicates,. -o name --noheadings -S 'state=pv && name=~orphans'
	equal "$(xpath p.svg 'count(//rect[@class="apart"])')" $(($(wc -l <<<"$output") + 1))
}

@test "of many VGs those are open of which something is missing" {
	need_program xmllint
	[ -n "${COMPOSE-}" ] || skip "needs test/cli/compose"
	mkdir many
	for letter in b c d e f g h i j k l; do
		vg_text 1 1 "" $letter >text
		"$COMPOSE" many/$letter $letter <text
	done
	volscan scan --html page.html many
	equal "$(xpath page.html 'count(//summary/b)')" 11
	equal "$(xpath page.html 'count(//details[summary/b and @open])')" 0
	vg_text 2 1 >text
	"$COMPOSE" many/a a <text
	volscan scan --html page.html many
	equal "$(xpath page.html '//details[summary/b and @open]/summary/b/text()')" vg_a
}

@test "what disks and names of files say is text, and nothing else" {
	need_program xmllint
	text=${hostile//\"/\\\\\"}
	make_pv "hostile/${hostile//\//_}" 2 1 "$text"$'\e[31m\xff\u202e'
	volscan scan --svg p.svg --html p.html hostile
	equal "$status" 0
	contains "$output" "VG vg_a"
	for file in p.svg p.html; do
		equal "$(xpath "$file" 'count(//script|//img|//@src|//@onerror)')" 0
		contains "$(<"$file")" '&lt;_title&gt;&lt;script&gt;alert(1)&lt;_script&gt;&lt;img'
		contains "$(<"$file")" '&lt;/script&gt;&lt;img src=x onerror=&quot;a()&quot;&gt;'
	done
	equal "$(xpath p.html 'count(//head/title)')" 1
	contains "$(xpath p.html 'string(//dt[.="Written by"]/following-sibling::dd[1])')" "$hostile"
	contains "$(<p.html)" '\xff\u202e</dd>'
	lacks "$(<p.html)$(<p.svg)" $'\e'
	lacks "$(<p.html)$(<p.svg)" $'\u202e'
}

@test "a picture of many PVs is bounded, and tells what it leaves out" {
	need_program xmllint
	make_pv large/a 2500 0
	volscan scan --svg p.svg large
	equal "$status" 0
	equal "$(xpath p.svg 'count(//rect[@class="lost"])')" 2000	# 1999, and one that explains
	contains "$(xpath p.svg '//text[starts-with(., "and ")]')" "and 500 more PVs, 500 of them missing"
	at_most "$(stat -c %s p.svg)" 1500000
	at_most "$(xpath p.svg 'string(/svg/@height)')" 8000
}

@test "so is one of many LVs" {
	need_program xmllint
	make_pv large/a 1 1200
	volscan scan --svg p.svg large
	equal "$status" 0
	contains "$(xpath p.svg '//text[starts-with(., "and ")]')" "and 1140 more LVs"
	at_most "$(xpath p.svg 'count(//rect)')" 400
}

@test "a disk is never written over, nor anything that may be one" {
	golden_images linear
	cp linear/d0.img before.img
	mkfifo pipe
	for file in linear/d0.img "$VOLSCAN" pipe linear /dev/null; do
		volscan scan --svg "$file" linear
		equal "$file $status" "$file 5"
		contains "$stderr" "--svg $file: "
		equal "$output" ""
		volscan scan --html "$file" linear
		equal "$file $status" "$file 5"
		contains "$stderr" "--html $file: "
	done
	cmp linear/d0.img before.img
}

@test "an older picture or page is replaced, also by the other, and by a shorter one" {
	golden_images missing
	golden_images orphans
	volscan scan --html file missing
	volscan scan --svg file orphans
	equal "$status" 0
	volscan scan --svg new orphans
	cmp file new
	: >empty
	volscan scan --svg empty orphans
	cmp empty new
}

@test "what cannot be written is an error, and a half file is not left for a whole one" {
	golden_images missing
	volscan scan --svg no/such/file missing
	equal "$status" 5
	contains "$stderr" "no/such/file: No such file"
	volscan scan --svg file --config x/y=1 missing
	equal "$status" 3
	volscan scan --svg file not-there
	equal "$status" 5
	[ ! -e file ]
	full() { (trap '' XFSZ; ulimit -f 1; "$VOLSCAN" scan --svg file missing); }
	run full
	equal "$status" 5
	contains "$output" "Cannot write file: File too large"
}

@test "the process that parses writes them without rights" {
	grep -q 'define HAVE_SANDBOX' "$BUILDDIR/config.h" || skip "built without a sandbox"
	need_program strace
	need_plain_build
	golden_images missing
	strace -o trace "$VOLSCAN" scan --svg p.svg --html p.html missing >/dev/null 2>&1
	grep -q 'seccomp(SECCOMP_SET_MODE_FILTER, .*) *= 0' trace
	! sed '1,/seccomp(SECCOMP_SET_MODE_FILTER/d' trace | grep -E 'ENOSYS|EPERM|killed by'
	[ -s p.html ]
}

@test "nothing found is a picture and a page too" {
	need_program xmllint
	mkdir nothing
	truncate -s 4M nothing/disk
	volscan scan --svg p.svg --html p.html nothing
	equal "$status" 0
	contains "$(xpath p.svg '//text')" "Nothing found: no PV on 1 device"
	contains "$(xpath p.html '//p')" "None was found"
}

# SPDX-License-Identifier: LGPL-2.1-or-later
# Pictures and pages in a browser. Not part of `make check', as a browser is much to
# install; cli/draw.bats has what can be seen without.

load ../cli/common

setup()
{
	browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
		skip "needs chromium"
	golden=$SRCDIR/test/golden
	cd "$BATS_TEST_TMPDIR"
	golden_images missing
	cp missing/d0.img "missing/<script>document.title='taken'<_script>.img"
	rm missing/d0.img
	volscan scan --svg p.svg --html p.html missing
}

browse() # FILE OPTION...: stdout is the browser's
{
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
		--user-data-dir="$PWD/browser" --window-size=1000,800 --enable-logging=stderr \
		"${@:2}" "file://$PWD/$1" 2>log </dev/null
}

picture_of() # FILE PNG OPTION...
{
	browse "$1" --screenshot="$PWD/$2" "${@:3}"
	[ "$(stat -c %s "$2")" -gt 20000 ]	# one colour has some 4000
}

@test "a page is read as it was meant, and nothing in it is refused or runs" {
	browse p.html --dump-dom >dom
	grep -q '<title>LVM2 on disks</title>' dom
	grep -q "&lt;script&gt;document.title='taken'&lt;_script&gt;.img</td>" dom
	equal "$(grep -c '<script' dom || true)" 0
	equal "$(grep -o '<details' dom | wc -l)" 2
	equal "$(grep -E 'CONSOLE|Refused' log || true)" ""
}

@test "pages and pictures are shown, in light and in dark" {
	for file in p.html p.svg; do
		picture_of $file light.png --blink-settings=preferredColorScheme=1
		picture_of $file dark.png --blink-settings=preferredColorScheme=0
		! cmp -s light.png dark.png
	done
}

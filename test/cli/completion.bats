# SPDX-License-Identifier: LGPL-2.1-or-later
# What shells offer for a command line that has been begun.

load common

setup()
{
	completions=$BUILDDIR/tools/completion
	cd "$BATS_TEST_TMPDIR"
	golden_images thin
	cat >lines <<-'END'
		lvsc                                    lvscan
		lvs --reportf                           --reportformat
		lvs --reportformat bas                  basic
		lvs -o lv_full_n                        lv_full_name
		lvs -o +vg_name,lv_full_n               +vg_name,lv_full_name
		lvs -a -O -lv_full_n                    -lv_full_name
		lvs -S lv_full_n                        lv_full_name
		check -o sever                          severity
		devices -o signat                       signatures
		history -o descr                        description
		dump hexd                               hexdump
		fullreport --configreport pvs           pvseg
		pvs --units t                           t
		help lvsc                               lvscan
		scan --svg lin                          lines
		scan thin/d1                            thin/d1.img
		lvs --devices thin vg_thin/tsnap2       vg_thin/tsnap2
		vgs --devices thin vg_                  vg_thin
		pvs --devices thin thin/d0              thin/d0.img
		check --devices thin vg_                vg_thin
		--from-monitor lvsc                     lvscan
		--from-monitor=/x lvs --reportformat bas basic
	END
}

# Each of the lines: what `offered` prints for it.
all_lines_give()
{
	local line expected
	while read -r line; do
		expected=${line##* }
		line=${line%"$expected"}
		line=${line%"${line##*[^ ]}"}
		equal "$line: $(offered "$line")" "$line: $expected"
	done <lines
}

@test "bash: commands, options, values, fields, files and names" {
	. "$completions/volscan.bash"
	offered()
	{
		read -ra COMP_WORDS <<<"$VOLSCAN $1"
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_volscan
		echo "${COMPREPLY[*]}"
	}
	all_lines_give
	equal "$(offered "lvs --reportformat = js")" "json json_std"
	equal "$(offered "lvs --devices = thin vg_thin/tsnap2")" vg_thin/tsnap2
	equal "$(offered "lvs --devices thin,thi")" thin,thin
	equal "$(offered "lvs -avo lv_full_n")" lv_full_name
	equal "$(offered "nosuch -")" ""
	equal "$(offered "dump --separ")" ""
}

# With what each command of the program has.
@test "bash: all commands and all of their options are offered" {
	. "$completions/volscan.bash"
	"$VOLSCAN" help --tables >tables
	for command in $(awk -F'\t' '$1 == "command" { print $2 }' tables); do
		contains " $_volscan_commands " " $command "
		equal "$(_volscan_options "$command" | tr ' ' '\n' | grep -- -- | sort)" \
			"$(awk -F'\t' -v c="$command" '$1 == "option" && $2 == c { print "--" $3 }' tables | sort)"
	done
	equal "$(_volscan_fields lvm | wc -w)" "$(grep -c '^field	lvm' tables)"
}

@test "bash: a program that hangs, fails or is not there is not heard, and soon left" {
	. "$completions/volscan.bash"
	printf '#!/bin/sh\necho trouble >&2; exec sleep 60\n' >hangs
	printf '#!/bin/sh\necho trouble >&2; exit 5\n' >fails
	chmod +x hangs fails
	begin=$SECONDS
	for program in ./hangs ./fails ./nothing; do
		COMP_WORDS=("$program" vgs '') COMP_CWORD=2
		_volscan 2>stderr
		equal "$program: ${COMPREPLY[*]}$(<stderr)" "$program: "
	done
	at_most $((SECONDS - begin)) 20
}

@test "bash: what asks the monitor has names from it, and says nothing of disks" {
	. "$completions/volscan.bash"
	printf '#!/bin/sh\necho "$*" >>asked; echo "  vg_there"\n' >program
	chmod +x program
	COMP_WORDS=(./program --from-monitor = /x/y vgs '') COMP_CWORD=5
	_volscan
	equal "${COMPREPLY[*]}" vg_there
	equal "$(<asked)" "--from-monitor=/x/y vgs --noheadings --separator / -o vg_name -q"
}

@test "bash: a name that would be more than a name to the shell is not offered" {
	. "$completions/volscan.bash"
	mkdir evil
	cp thin/d0.img "evil/\$(touch owned);.img"
	cp thin/d1.img evil/d1.img
	COMP_WORDS=("$VOLSCAN" pvs --devices evil evil/) COMP_CWORD=4
	_volscan
	equal "${COMPREPLY[*]}" evil/d1.img
}

@test "zsh: the same" {
	need_program zsh
	mkdir functions bin
	ln -s "$completions/volscan.zsh" functions/_volscan
	ln -s "$VOLSCAN" bin/volscan
	# As zsh inserts it: with the = of an option.
	sed -i 's/--reportformat$/--reportformat=/' lines
	sed 's/ *[^ ]*$//; s/^/volscan /' lines >begun
	PATH=$PWD/bin:$PATH zsh -f "$here/zsh-complete" <begun >completed
	offered()
	{
		awk -F'\t' -v line="volscan $1" '$1 == line { print $2 }' completed | awk '{ print $NF }'
	}
	all_lines_give
}

@test "fish: the same" {
	need_program fish
	mkdir bin
	ln -s "$VOLSCAN" bin/volscan
	offered()
	{
		HOME=$PWD PATH=$PWD/bin:$PATH fish --no-config -c \
			"source '$completions/volscan.fish'; complete -C 'volscan $1'" | cut -f1
	}
	sed -i '/ -O -/d' lines	# to fish that is another option
	all_lines_give
}

@test "make installs them where shells look, and takes them away" {
	need_program make
	make -s -C "$BUILDDIR" install DESTDIR="$PWD/root"
	for file in bash-completion/completions/volscan zsh/site-functions/_volscan \
		fish/vendor_completions.d/volscan.fish; do
		[ "$(find root -path "*/share/$file" | wc -l)" = 1 ] || { echo "$file" >&2; false; }
	done
	make -s -C "$BUILDDIR" uninstall DESTDIR="$PWD/root"
	equal "$(find root ! -type d)" ""
	# Debian's zsh looks elsewhere for what packages bring.
	make -s -C "$BUILDDIR" install DESTDIR="$PWD/root" ZSH_COMPLETION=/usr/share/zsh/vendor-completions/_volscan
	[ -e root/usr/share/zsh/vendor-completions/_volscan ]
	[ "$(find root -name _volscan | wc -l)" = 1 ]
}

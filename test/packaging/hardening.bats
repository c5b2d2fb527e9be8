# SPDX-License-Identifier: LGPL-2.1-or-later
# What the compiler and the linker were told to make harder, read from the files
# themselves. The last test shows that each of these could fail.

load common

setup()
{
	needs readelf
	program=$BUILDDIR/tools/volscan
	library=$BUILDDIR/lib/libvolscan.so.0
}

# Each check is one list of conditions, since the last test asks whether it is false.
is_pie()
{
	contains "$(readelf -hW "$1")" "DYN (Position-Independent Executable file)"
}

# Addresses that the loader filled in are read-only before main() begins.
is_bound_at_once()
{
	contains "$(readelf -lW "$1")" GNU_RELRO &&
		contains "$(readelf -dW "$1")" NOW
}

has_no_stack_to_run()
{
	contains "$(readelf -lW "$1" | grep GNU_STACK)" " RW "
}

has_guarded_stack()
{
	contains "$(readelf -sW --dyn-syms "$1")" __stack_chk_fail@GLIBC
}

has_checked_functions()
{
	contains "$(readelf -sW --dyn-syms "$1")" _chk@GLIBC
}

# Of each object: in what is linked it is only if the C library has it, which Debian's
# has not.
has_guarded_jumps() # OBJECTS
{
	equal "$(readelf -nW "$1" | grep -c 'x86 feature: IBT, SHSTK')" \
		"$(readelf -hW "$1" | grep -c '^ELF Header:')"
}

looks_nowhere_else_for_libraries()
{
	lacks "$(readelf -dW "$1")" "(RPATH)" && lacks "$(readelf -dW "$1")" "(RUNPATH)"
}

on_x86()
{
	case $(uname -m) in x86_64 | i?86) ;; *) skip "these are x86's" ;; esac
}

both() # CHECK
{
	"$1" "$program"
	"$1" "$library"
}

@test "the program can be loaded anywhere" {
	is_pie "$program"
}

@test "addresses of functions are found before main(), and read-only then" {
	both is_bound_at_once
}

@test "the stack cannot be run" {
	both has_no_stack_to_run
}

@test "a stack that was written over is noticed" {
	both has_guarded_stack
}

@test "functions that fill buffers know how large these are" {
	both has_checked_functions
}

@test "jumps and returns go only where they should" {
	on_x86
	has_guarded_jumps "$BUILDDIR/lib/libvolscan.a"
	has_guarded_jumps "$BUILDDIR/tools/volscan.o"
}

@test "libraries are not looked for where it was built" {
	both looks_nowhere_else_for_libraries
}

# A program that has all of it but for one flag, compiling or linking.
lacking() # FLAG CHECK
{
	gcc -O2 -fPIE -fstack-protector-strong -fcf-protection -D_FORTIFY_SOURCE=2 \
		-pie -Wl,-z,relro -Wl,-z,now "$1" -o soft soft.c
	! "$2" soft 2>/dev/null || { echo "$2 does not notice $1" >&2; false; }
}

@test "a program that was built without one of these is noticed" {
	needs gcc
	cd "$BATS_TEST_TMPDIR"
	cat >soft.c <<-'END'
		#include <stdio.h>

		int main(int argc, char **argv)
		{
			char room[20];

			return snprintf(room, sizeof(room), "%s", argv[argc - 1]) == puts(room);
		}
	END
	lacking -no-pie is_pie
	lacking -Wl,-z,norelro is_bound_at_once
	lacking -Wl,-z,lazy is_bound_at_once
	lacking -Wl,-z,execstack has_no_stack_to_run
	lacking -fno-stack-protector has_guarded_stack
	lacking -U_FORTIFY_SOURCE has_checked_functions
	lacking -Wl,-rpath,/tmp looks_nowhere_else_for_libraries
	lacking -Wl,-rpath,/tmp,--disable-new-dtags looks_nowhere_else_for_libraries
	gcc -fcf-protection=none -c soft.c
	! has_guarded_jumps soft.o 2>/dev/null
}

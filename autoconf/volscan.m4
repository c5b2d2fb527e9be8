dnl SPDX-License-Identifier: LGPL-2.1-or-later
dnl
dnl Where a library has a pkg-config file that is used; where it has none
dnl (libaio on Debian 12), or pkg-config itself is not installed, a plain
dnl -lNAME is tried. Either way a link test has the last word.

dnl VOLSCAN_LIB_FIND(VARIABLE, MODULE, HEADER, LIBRARY, FUNCTION)
dnl Sets VARIABLE_CFLAGS and VARIABLE_LIBS (both can be given to configure), and
dnl have_VARIABLE to "yes" or "no".
AC_DEFUN([VOLSCAN_LIB_FIND], [
AC_ARG_VAR([$1_CFLAGS], [compiler flags for $4, instead of those found])
AC_ARG_VAR([$1_LIBS], [linker flags for $4, instead of those found])
AC_MSG_CHECKING([for $4])
AS_IF([test -n "$PKG_CONFIG" && "$PKG_CONFIG" --exists $2 2>/dev/null], [
	: ${$1_CFLAGS=`"$PKG_CONFIG" --cflags $2`}
	: ${$1_LIBS=`"$PKG_CONFIG" --libs $2`}
])
: ${$1_LIBS=-l$4}
volscan_CPPFLAGS=$CPPFLAGS
volscan_LIBS=$LIBS
CPPFLAGS="$CPPFLAGS $$1_CFLAGS"
LIBS="$$1_LIBS $LIBS"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stddef.h>
#include <sys/types.h>
#include <$3>]], [[return !&$5;]])],
	[have_$1=yes], [have_$1=no])
CPPFLAGS=$volscan_CPPFLAGS
LIBS=$volscan_LIBS
AC_MSG_RESULT([$have_$1])
])

dnl VOLSCAN_LIB_PRIVATE(VARIABLE, MODULE)
dnl Adds to PC_LIBS_PRIVATE what a static program needs for it, and for what it needs.
AC_DEFUN([VOLSCAN_LIB_PRIVATE], [
volscan_private=`test -n "$PKG_CONFIG" && "$PKG_CONFIG" --static --libs $2 2>/dev/null`
PC_LIBS_PRIVATE="$PC_LIBS_PRIVATE ${volscan_private:-$$1_LIBS}"
])

dnl VOLSCAN_LIB(VARIABLE, MODULE, HEADER, LIBRARY, FUNCTION, DEBIAN, FEDORA, [ALTERNATIVE])
dnl A library that has to be there. What is missing is reported by
dnl VOLSCAN_REPORT_MISSING, all at once.
AC_DEFUN([VOLSCAN_LIB], [
VOLSCAN_LIB_FIND([$1], [$2], [$3], [$4], [$5])
VOLSCAN_LIB_PRIVATE([$1], [$2])
AS_IF([test "$have_$1" = no], [
	volscan_missing="$volscan_missing
  lib$4 ($3): Debian package $6, Fedora package $7[]m4_ifval([$8], [[; $8]])"
	volscan_debian="$volscan_debian $6"
	volscan_fedora="$volscan_fedora $7"
])
])

dnl VOLSCAN_OPTIONAL_LIB(VARIABLE, MODULE, HEADER, LIBRARY, FUNCTION, DEBIAN, FEDORA, WITHOUT)
dnl One that only the tests need; WITHOUT says what becomes of them if it is missing.
AC_DEFUN([VOLSCAN_OPTIONAL_LIB], [
VOLSCAN_LIB_FIND([$1], [$2], [$3], [$4], [$5])
AS_IF([test "$have_$1" = no],
	[have_$1="no, $8 (Debian package $6, Fedora package $7)"])
])

AC_DEFUN([VOLSCAN_REPORT_MISSING], [
AS_IF([test -z "$PKG_CONFIG"],
	[AC_MSG_WARN([pkg-config is not installed (Debian package pkg-config, Fedora package pkgconf-pkg-config): libraries are looked for in the usual places only])])
AS_IF([test -n "$volscan_missing"], [AC_MSG_ERROR([these libraries, or their headers, are missing:
$volscan_missing

Install them with one of
  apt-get install$volscan_debian
  dnf install$volscan_fedora
and run configure again. config.log has the details.])])
])

dnl VOLSCAN_FLAG(VARIABLE, FLAG)
dnl Adds the flag to VARIABLE if compiler and linker take it without a word.
AC_DEFUN([VOLSCAN_FLAG], [
AC_MSG_CHECKING([whether $CC takes $2])
volscan_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $2"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [])],
	[AC_MSG_RESULT([yes])
	$1="$$1 $2"],
	[AC_MSG_RESULT([no])])
CFLAGS=$volscan_CFLAGS
])

dnl VOLSCAN_HARDENING
dnl Sets HARDENING_CFLAGS and HARDENING_LDFLAGS to what the compiler knows of it: x86
dnl and ARM each have a flag of their own for control flow. _FORTIFY_SOURCE is left to
dnl who gives it to configure, as distributions do, and means nothing without -O.
AC_DEFUN([VOLSCAN_HARDENING], [
VOLSCAN_FLAG([HARDENING_CFLAGS], [-fPIE])
VOLSCAN_FLAG([HARDENING_CFLAGS], [-fstack-protector-strong])
VOLSCAN_FLAG([HARDENING_CFLAGS], [-fstack-clash-protection])
VOLSCAN_FLAG([HARDENING_CFLAGS], [-fcf-protection])
VOLSCAN_FLAG([HARDENING_CFLAGS], [-mbranch-protection=standard])
AS_CASE([" $CPPFLAGS $CFLAGS "],
	[*_FORTIFY_SOURCE* | *" -O0 "*], [],
	[*" -O"*], [
		VOLSCAN_FLAG([HARDENING_CFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3])
		dnl A C library older than glibc 2.34 warns that it knows no 3.
		AS_CASE([$HARDENING_CFLAGS], [*_FORTIFY_SOURCE=3*], [],
			[VOLSCAN_FLAG([HARDENING_CFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2])])])
VOLSCAN_FLAG([HARDENING_LDFLAGS], [-pie])
VOLSCAN_FLAG([HARDENING_LDFLAGS], [-Wl,-z,relro])
VOLSCAN_FLAG([HARDENING_LDFLAGS], [-Wl,-z,now])
VOLSCAN_FLAG([HARDENING_LDFLAGS], [-Wl,-z,noexecstack])
])

dnl VOLSCAN_ARFLAGS
dnl Sets ARFLAGS: D leaves times and owners out of an archive, where ar knows it.
AC_DEFUN([VOLSCAN_ARFLAGS], [
ARFLAGS=crs
: >conftest.o
AS_IF(["$AR" crsD conftest.a conftest.o 2>/dev/null], [ARFLAGS=crsD])
rm -f conftest.o conftest.a
AC_SUBST([ARFLAGS])
])

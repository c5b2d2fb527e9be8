/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the programs of test/api share: a scan in one way or another, its result as a
 * text to be compared, and counting. They see volscan.h and nothing else.
 */
#ifndef SCANS_H
#define SCANS_H

#include <stdbool.h>

#include "volscan.h"

/* How to scan. Engines are named by the arguments of a program. */
struct way {
	const char *directory;
	const char *engine;
	bool isolated;
	bool signatures;	/* slow; the result has them too then */
};

/* A new handle for it, or NULL. */
struct volscan *scan_new(const struct way *way);
/* Scan with `vs`, and tell what was found, or why nothing was; to be freed. */
char *scan_again(struct volscan *vs, const struct way *way);
/* The same in steps, each when the handle's descriptor is readable. */
char *scan_by_steps(struct volscan *vs, const struct way *way);
/* What the last scan has found. */
char *scan_result(const struct volscan *vs, const struct way *way);
/* Both, with a handle of its own. */
char *scan_once(const struct way *way);

/* What every way has to find. */
char *scan_reference(const char *directory, bool signatures);

/* Whether that scan found what it should; if not, the first line that differs is
 * printed. Frees it. */
bool scan_is(char *text, const char *expected);

/* Call `test` for each of the engines, without isolation and, unless `plain`, with. */
void each_way(const char *directory, char *const *engines, bool plain,
	      void (*test)(const struct way *way));

/* Count a test, named like for printf; one that failed is printed. */
void count(bool passed, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Print the counts; gives the program's exit status. */
int counted(void);

#endif

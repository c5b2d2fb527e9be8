/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file for a picture or a page. It is opened before the scan, as nothing can be opened
 * once rights are given up, and written when all of it is there. What could be a disk is
 * not written over: only a regular file that is empty, or is a picture or a page.
 */
#ifndef DRAWN_H
#define DRAWN_H

#include <stdio.h>

#include "overview.h"

struct drawn {
	const char *name;	/* NULL: none is asked for */
	int fd;			/* not of standard output */
	bool is_stdout;		/* "-" */
	bool is_new;		/* it was not there */
};

/* `option` is what messages begin with. True also when `name` is NULL. False after a
 * message. To be closed in either case. */
bool drawn_open(struct drawn *drawn, const char *option, const char *name);

/* Fill it with what `print` prints. False after a message. */
bool drawn_write(struct drawn *drawn, struct overview *o,
		 bool (*print)(FILE *out, struct overview *o));

/* Without `keep` a file that was not there goes again, if that can be done. */
void drawn_close(struct drawn *drawn, bool keep);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The process that parses what disks say gives up what parsing does not need:
 * capabilities, new privileges, and all system calls but those that read, write and
 * close what is open, take memory, sleep and end. To open a file, start a program or
 * another process, or make a socket is then the end of it (SIGSYS).
 *
 * What the kernel does not have is done without; -v tells. --no-sandbox and
 * `configure --disable-sandbox` turn all of it off.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "tool.h"

/* Before volscan_scan(), for it to happen within. */
void sandbox_prepare(struct tool *tool);

/* Now. 0, or -errno when there is no filter to be had. */
int sandbox_enter(void);

#endif

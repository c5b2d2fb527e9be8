/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_COPIES_H
#define SCAN_COPIES_H

#include "scan/found.h"

/*
 * After the walks, of which long texts have only been begun: begin to read all of every
 * copy, and what mdas have as precommitted, and check it. What is wrong becomes notes; a
 * damaged copy is none any more. -ENOMEM. Needs little memory, however long they are:
 * nothing is kept.
 */
int copies_check(struct scan *scan);

#endif

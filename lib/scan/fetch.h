/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_FETCH_H
#define SCAN_FETCH_H

#include "scan/found.h"

/*
 * When all walks are over and scan->found is sorted: begin to fetch each long text
 * that they met whole, from the first mda that has it, or the next one where that
 * turns out to be damaged or unreadable. 0 or -ENOMEM.
 */
int fetch_long_texts(struct scan *scan);

#endif

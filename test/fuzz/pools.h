/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program that is linked with pools.c uses its pools instead of libdevmapper's.
 * ASan sees a byte that is read or written behind one of their objects, where those
 * of libdevmapper lie side by side; and what is in a new object is different each
 * time, so that what nobody has set shows in results that differ.
 */
#ifndef POOLS_H
#define POOLS_H

#include <stddef.h>

/* The most bytes that all pools together had in objects since the last call. */
size_t pools_take_peak(void);

/* How many pools there are. */
size_t pools_count(void);

#endif

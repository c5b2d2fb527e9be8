/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BASE_COUNT_OF_H
#define BASE_COUNT_OF_H

/* Of an array, not of what it has become a pointer to. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

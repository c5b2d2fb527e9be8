/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The least that it takes: open, one aligned read with O_DIRECT and close, of each. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#define FLOOR_READ 8192u
#define FLOOR_DEPTH 128u	/* reads in flight */

/* Each returns how many were read, or -1 if it cannot work here. */
int floor_serial(char **devices, int count);
int floor_libaio(char **devices, int count);
int floor_uring(char **devices, int count);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the benchmark needs that a shell cannot do well. README.md is for those who
 * run it.
 *
 * One program, these commands; each takes main's arguments from its own name on
 * and returns an exit status, after a message on stderr when it failed.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

int bench_pvs(int argc, char **argv);	/* pvs.c: make images of PVs in VGs with LVs */
int bench_blank(int argc, char **argv);	/* pvs.c: make images that hold no PV */
int bench_time(int argc, char **argv);	/* time.c: run commands in turn, and take times */
int bench_memory(int argc, char **argv);	/* memory.c: the peak of a command's memory */
int bench_floor(int argc, char **argv);	/* floor.c: the least that reading disks takes */
int bench_reads(int argc, char **argv);	/* reads.c: what disks were asked for so far */

#endif

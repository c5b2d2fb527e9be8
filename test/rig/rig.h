/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rig: slow, failing and dead disks for tests, made of a FUSE file system
 * with knobs and of loop devices on its files. README.md is for its users.
 *
 * One program, these commands; each takes main's arguments from its own name on
 * and returns an exit status, after a message on stderr when it failed.
 */
#ifndef RIG_RIG_H
#define RIG_RIG_H

int rig_pvs(int argc, char **argv);	/* pvs.c: make images of PVs */
int rig_start(int argc, char **argv);	/* keep.c: mount them; unmount them when ... */
int rig_stop(int argc, char **argv);	/* keep.c: ... told to, or a process has ended */
int rig_knob(int argc, char **argv);	/* control.c: turn a knob of a file */
int rig_attach(int argc, char **argv);	/* loops.c: files -> loop devices */
int rig_detach(int argc, char **argv);	/* detach.c */
int rig_holdopen(int argc, char **argv);	/* hold.c: make open() of a device hang */
int rig_holdclose(int argc, char **argv);	/* hold.c: make the last close() hang */
int rig_run(int argc, char **argv);	/* run.c: a command, with a limit of time */

#endif

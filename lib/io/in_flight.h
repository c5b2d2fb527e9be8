/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef IO_IN_FLIGHT_H
#define IO_IN_FLIGHT_H

/*
 * How many reads, whosever they are, the disk below the open file `fd` has not
 * answered yet: of a block device itself, or of the one that the file's file
 * system lies on. -errno when that cannot be told: no sysfs, or no one disk.
 * Nothing is asked of the disk, so a dead one does not hold this up.
 */
int io_reads_in_flight(int fd);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the engines and the system, as aio_wrap.h is for libaio. Without hooks
 * the calls go through. */
#ifndef SYS_WRAP_H
#define SYS_WRAP_H

#include <sys/types.h>

struct dm_ioctl;

struct sys_wrap {
	unsigned preads, threads;	/* calls of pread, and of pthread_create */

	/* May return -errno, for the call to fail with it, a length to make the
	 * call no longer than that, or 0. */
	ssize_t (*nowait_read)(off_t offset, size_t length);
	/* May return an errno, or 0. */
	int (*thread)(void);
	/* Instead of sysfs; see io/in_flight.h. */
	int (*in_flight)(int fd);
	/* Instead of device-mapper, whose node is /dev/null then; see io/dm.h. */
	int (*dm)(struct dm_ioctl *ask);
};

extern struct sys_wrap sys_wrap;

#endif

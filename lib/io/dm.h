/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IO_DM: device-mapper is asked about one of its devices.
 *
 * The kernel answers an ioctl of its control node, and for some devices only after the
 * disks below them have: a thin pool waits for its metadata. So it is asked where reads
 * are done, by a request that ends like a read, with their deadline.
 *
 * libdevmapper is not used for it: it has one control node for all threads of a process,
 * makes nodes and loads modules, and prints. The answer is the kernel's own, a struct
 * dm_ioctl and behind it a struct dm_target_spec for each target with its status, as of
 * DM_TABLE_STATUS in linux/dm-ioctl.h.
 */
#ifndef IO_DM_H
#define IO_DM_H

#include <linux/dm-ioctl.h>

#include "io/io.h"

/* The control node, which is what is opened. */
const char *io_dm_node(void);

/*
 * What an engine does for an IO_DM of an open control node: put what the kernel has of
 * the device request->extent (makedev()) into the buffer. Returns its length. Targets
 * that there is no room for are left out as a whole, and so are all behind them;
 * target_count counts them still. -ENXIO when there is no such device, or -errno.
 * Nothing is written out for it: what is in a pool's memory may not be on its disk yet.
 */
ssize_t io_dm(const struct io_request *request);

/* The system call, with what to ask in `ask`, which has room for ask->data_size bytes.
 * 0 or -errno. In a file of its own, for tests. */
int io_dm_ioctl(int fd, struct dm_ioctl *ask);

#endif

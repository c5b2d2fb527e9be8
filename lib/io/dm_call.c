/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/ioctl.h>

#include "io/dm.h"

const char *io_dm_node(void)
{
	return "/dev/" DM_DIR "/" DM_CONTROL_NODE;
}

int io_dm_ioctl(int fd, struct dm_ioctl *ask)
{
	return ioctl(fd, DM_TABLE_STATUS, ask) ? -errno : 0;
}

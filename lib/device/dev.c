/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/dev.h"

void dev_init(struct dev *dev, const char *name, const char *path)
{
	*dev = (struct dev) {
		.info = { .name = name },
		.block_size = VOLSCAN_SECTOR_SIZE,
		.io.path = path,
	};
	dm_list_init(&dev->io.list);
	dm_list_init(&dev->io.waiting);
}

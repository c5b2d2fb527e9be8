/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What device-mapper has of the LVs that were found.
 *
 *	sysfs -> the devices with an LV's UUID -> each is asked, all side by side
 *	  -> answer.c, status.c: bytes into what volscan.h has -> the LVs
 *
 * Which devices there are sysfs says, and so much no device can hold up. The rest goes
 * through the path, with its deadline; a device that has not answered is not asked again
 * by later calls, as long as it hangs. An LV is active if it has a device, so LVs
 * without one are known even where nobody may ask.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <libdevmapper.h>

#include "base/log.h"
#include "device/dev_io.h"

struct kernel;

/*
 * Begin to ask about all LVs of `vgs`, which lives as long as the answer. `io` is a path
 * for dev_ask_dm(), all of whose requests are then to be answered, or which is to be freed,
 * before kernel_free(). `root` is what stands before /sys: "" but for tests. -ENOMEM.
 */
int kernel_ask(const char *root, struct dev_io *io, const struct log *log,
	       struct dm_pool *pool, struct volscan_vg *const *vgs, size_t count,
	       struct kernel **kernel);

/*
 * When all is answered: fill in lv->kernel of all LVs, from `pool`; it stays NULL where a
 * device of the LV has not answered, and everywhere when there is no device-mapper. One
 * warning says so. -ENOMEM.
 */
int kernel_settle(struct kernel *kernel);

void kernel_free(struct kernel *kernel);

#endif

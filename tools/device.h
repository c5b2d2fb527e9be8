/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What became of a device, in words. */
#ifndef DEVICE_H
#define DEVICE_H

#include "volscan.h"

/* "pv", "not a pv", "left out", "unreadable", "timed out", "not tried" */
const char *device_state_name(enum volscan_device_state state);

/* It was to be read, and it is not known whether it is a PV. */
bool device_is_unread(const struct volscan_device *device);

/* How many devices of the last scan are. */
size_t devices_unread(const struct volscan *vs);

/* Why it is what it is, for a person; "" if there is nothing to say. Of a device
 * that is unread there always is. */
const char *device_reason(const struct volscan_device *device);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device.h"

#include <string.h>

const char *device_state_name(enum volscan_device_state state)
{
	static const char *const names[] = {
		[VOLSCAN_DEVICE_NOT_TRIED] = "not tried",
		[VOLSCAN_DEVICE_PV] = "pv",
		[VOLSCAN_DEVICE_NOT_PV] = "not a pv",
		[VOLSCAN_DEVICE_LEFT_OUT] = "left out",
		[VOLSCAN_DEVICE_UNREADABLE] = "unreadable",
		[VOLSCAN_DEVICE_TIMED_OUT] = "timed out",
	};

	return names[state];
}

bool device_is_unread(const struct volscan_device *device)
{
	return device->state == VOLSCAN_DEVICE_UNREADABLE ||
	       device->state == VOLSCAN_DEVICE_TIMED_OUT ||
	       device->state == VOLSCAN_DEVICE_NOT_TRIED;
}

size_t devices_unread(const struct volscan *vs)
{
	const struct volscan_device *const *devices;
	size_t i, count, unread = 0;

	devices = volscan_devices(vs, &count);
	for (i = 0; i < count; i++)
		unread += device_is_unread(devices[i]);
	return unread;
}

const char *device_reason(const struct volscan_device *device)
{
	if (device->reason)
		return device->reason;
	if (!device_is_unread(device))
		return "";
	return device->error ? strerror(device->error) : device_state_name(device->state);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/not_read.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

/* What there was nothing left of to ask the device with; NULL if that was not it. */
static const char *want(int error)
{
	switch (error) {
	case -EAGAIN:
	case -ECHILD:
		return "no more tasks to be had";
	case -EMFILE:
	case -ENFILE:
		return "no more open files to be had";
	case -ENOMEM:
		return "no more memory to be had";
	default:
		return NULL;
	}
}

/* One that an earlier scan has asked was not asked by this one. */
static const char *no_answer(struct scan *scan, const struct dev *dev)
{
	time_t since = (time_t)dev->info.hanging_since;
	char text[64] = "?";
	struct tm tm;

	if (dev->io.began)
		return scan_format(scan, "no answer within %" PRId64 " ms",
				   config_number(scan->config, SETTING_devices_device_timeout));
	if (localtime_r(&since, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	return scan_format(scan, "no answer; hanging since %s", text);
}

void scan_not_read(struct scan *scan, struct found *found, int error)
{
	struct volscan_device *info = &found->dev->info;

	info->error = -error;
	if (error == -ETIMEDOUT) {
		info->state = VOLSCAN_DEVICE_TIMED_OUT;
		info->reason = found->dev->io.timed_out ? no_answer(scan, found->dev) :
			       "the kernel gave it up after a time-out of its own";
	} else if (want(error)) {
		info->state = VOLSCAN_DEVICE_NOT_TRIED;
		info->reason = want(error);
	} else {
		info->state = VOLSCAN_DEVICE_UNREADABLE;
		info->reason = scan_format(scan, "%s", strerror(-error));
	}
}

void scan_settle(struct scan *scan)
{
	struct found *found;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		if (found->dev->io.timed_out &&
		    found->dev->info.state != VOLSCAN_DEVICE_TIMED_OUT)
			scan_not_read(scan, found, -ETIMEDOUT);
	}
}

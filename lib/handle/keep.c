/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a scan leaves for the next one: bytes, and nothing that holds a device. */
#include <errno.h>
#include <string.h>

#include "device/kept.h"
#include "handle/handle.h"

int volscan_set_keep(struct volscan *vs, bool keep)
{
	int r = 0;

	volscan_stop(vs);
	if (!keep) {
		kept_free(vs->kept);
		vs->kept = NULL;
	} else if (!vs->kept) {
		r = kept_new(&vs->kept);
	}
	return r ? handle_failf(vs, r, "cannot keep what is read: %s", strerror(-r)) : 0;
}

void volscan_changed(struct volscan *vs, const char *device)
{
	volscan_stop(vs);
	if (vs->kept)
		kept_forget(vs->kept, device);
}

void volscan_idle(struct volscan *vs)
{
	volscan_stop(vs);
	handle_drop_io(vs);
}

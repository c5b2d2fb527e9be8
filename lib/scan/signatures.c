/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/signatures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/probe.h"
#include "scan/tell.h"

static size_t count_records(const char *text, size_t length)
{
	struct volscan_signature one;
	size_t count = 0;

	while (io_signature_next(&text, &length, &one))
		count++;
	return count;
}

static const char *copy(struct scan *scan, const char *string)
{
	return scan_format(scan, "%s", string);
}

static void keep(struct scan *scan, struct volscan_device *info, const char *text, size_t length)
{
	size_t count = count_records(text, length), i;
	struct volscan_signature *all, one;

	all = count ? scan_zalloc(scan, count * sizeof(*all)) : NULL;
	if (!all)
		return;
	for (i = 0; i < count && io_signature_next(&text, &length, &one); i++)
		all[i] = (struct volscan_signature) {
			.type = copy(scan, one.type), .usage = copy(scan, one.usage),
			.version = copy(scan, one.version), .label = copy(scan, one.label),
			.uuid = copy(scan, one.uuid),
		};
	info->signatures = all;
	info->signature_count = count;
}

struct probing {
	struct scan *scan;
	struct found *found;
};

static void on_text(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	const struct probing *p = context;

	if (!error)
		keep(p->scan, &dev->info, data, length);
	else if (error != -ETIMEDOUT)
		found_note(p->scan, p->found, FINDING_OF(DEVICE_SIGNATURES),
			   "libblkid cannot tell what is on it: %s.", strerror(-error));
}

/* Only what has answered so far. */
static bool is_to_be_probed(const struct volscan_device *info)
{
	return info->size && (info->state == VOLSCAN_DEVICE_PV ||
			      info->state == VOLSCAN_DEVICE_NOT_PV ||
			      info->state == VOLSCAN_DEVICE_LEFT_OUT);
}

int signatures_probe(struct scan *scan)
{
	struct probing *all = calloc(scan->count ? scan->count : 1, sizeof(*all));
	size_t i;

	if (!all)
		return -ENOMEM;
	scan->probing = all;
	for (i = 0; i < scan->count; i++) {
		all[i] = (struct probing) { scan, scan->found[i] };
		if (is_to_be_probed(&scan->found[i]->dev->info))
			dev_probe(scan->probe, scan->found[i]->dev, on_text, &all[i]);
	}
	return 0;
}

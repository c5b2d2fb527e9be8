/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/vg_order.h"

#include <byteswap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

struct found_vg {
	const struct volscan_vg *vg;
	const struct volscan_device *first;	/* the VG was found there; NULL = nowhere */
};

/* LVM2 keeps devices in a tree, the key of which is the device number, in 32 bits
 * and with its bytes turned round: 259:2 comes before 7:1026, and that before 7:3.
 * Seen in what `pvs -O ''` prints for partitions and loops. */
static uint32_t place(const struct volscan_device *device)
{
	return bswap_32((uint32_t)makedev(device->major, device->minor));
}

/* Image files, which have no number, go by name. */
static int compare_devices(const struct volscan_device *a, const struct volscan_device *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	if (place(a) != place(b))
		return place(a) < place(b) ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int by_place(const void *x, const void *y)
{
	return compare_devices(*(const struct volscan_device *const *)x,
			       *(const struct volscan_device *const *)y);
}

struct volscan_device **device_order(const struct volscan *vs, size_t *count)
{
	const struct volscan_device *const *devices = volscan_devices(vs, count);
	struct volscan_device **ordered = calloc(*count + 1, sizeof(*ordered));

	if (!ordered) {
		*count = 0;
		return NULL;
	}
	memcpy(ordered, devices, *count * sizeof(*ordered));
	qsort(ordered, *count, sizeof(*ordered), by_place);
	return ordered;
}

static const struct volscan_device *first_device(const struct volscan_vg *vg)
{
	const struct volscan_device *first = NULL;
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		if (vg->pvs[i]->device && (!first || compare_devices(vg->pvs[i]->device, first) < 0))
			first = vg->pvs[i]->device;
	return first;
}

static int last_found_first(const void *x, const void *y)
{
	const struct found_vg *a = x, *b = y;

	return compare_devices(b->first, a->first);
}

const struct volscan_vg **vg_order(const struct volscan *vs, size_t *count)
{
	const struct volscan_vg *const *vgs = volscan_vgs(vs, count);
	const struct volscan_vg **ordered = calloc(*count + 1, sizeof(*ordered));
	struct found_vg *found = calloc(*count + 1, sizeof(*found));
	size_t i;

	if (ordered && found) {
		for (i = 0; i < *count; i++)
			found[i] = (struct found_vg){ vgs[i], first_device(vgs[i]) };
		qsort(found, *count, sizeof(*found), last_found_first);
		for (i = 0; i < *count; i++)
			ordered[i] = found[i].vg;
	} else {
		free(ordered);
		ordered = NULL;
		*count = 0;
	}
	free(found);
	return ordered;
}

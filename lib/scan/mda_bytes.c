/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/mda_bytes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "scan/mda_walk.h"

/* What an mda and all mdas of a device can make us read: LVM2 makes them of 1 MiB, and
 * old texts of more than metadata/max_size were never read. */
#define AREA_MAX (UINT64_C(32) << 20)
#define DEVICE_MAX (UINT64_C(64) << 20)

/* Of areas that are read side by side; one may be larger. */
#define WINDOW_MAX (UINT64_C(16) << 20)

/* ------------------------------------------------------------------------
 * What there is
 */

static void warn_cut(const struct log *log, const struct dev *dev, const struct volscan_mda *mda,
		     uint64_t length, uint64_t size)
{
	log_print(log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_METADATA,
		  "%s: only the first %" PRIu64 " of the %" PRIu64 " bytes of the metadata area "
		  "at byte %" PRIu64 " are looked through for texts.", dev->info.name, length,
		  size, mda->offset);
}

/* Returns how many bytes of the mda are to be read, of at most `left`. */
static uint64_t set_up(struct mda_bytes *area, struct dev *dev, unsigned index, uint64_t left,
		       const struct log *log)
{
	const struct volscan_mda *mda = &dev->info.pv->mdas[index];
	uint64_t there = mda->offset < dev->info.size ? dev->info.size - mda->offset : 0;
	uint64_t size = mda->size ? least(mda->size, there) : there;
	uint64_t length = least(size, least(AREA_MAX, left));

	*area = (struct mda_bytes) { .dev = dev, .index = index };
	area->ring.length = length;
	area->ring.wraps = length == size && (!mda->size || size == mda->size);
	if (length < size)
		warn_cut(log, dev, mda, length, size);
	return length;
}

static size_t add_device(struct mda_bytes *areas, struct dev *dev, const struct log *log)
{
	uint64_t length, left = DEVICE_MAX;
	size_t count = 0;
	unsigned i;

	for (i = 0; i < dev->info.pv->mda_count; i++) {
		length = set_up(&areas[count], dev, i, left, log);
		left -= length;
		count += length > MDA_HEADER_SIZE;
	}
	return count;
}

int mda_bytes_list(const struct dev_list *list, const struct log *log, struct mda_bytes **areas,
		   size_t *count)
{
	struct mda_bytes *all;
	size_t i, n = 0;

	for (i = 0; i < list->count; i++)
		n += list->devs[i]->info.pv ? list->devs[i]->info.pv->mda_count : 0;
	all = calloc(n + 1, sizeof(*all));
	if (!all)
		return -ENOMEM;
	for (i = 0, n = 0; i < list->count; i++)
		if (list->devs[i]->info.pv)
			n += add_device(all + n, list->devs[i], log);
	*areas = all;
	*count = n;
	return 0;
}

/* ------------------------------------------------------------------------
 * Reading
 */

static void read_piece(struct mda_bytes *area);

static const struct volscan_mda *public_mda(const struct mda_bytes *area)
{
	return &area->dev->info.pv->mdas[area->index];
}

static void finish(struct mda_bytes *area)
{
	const struct volscan_mda *mda = public_mda(area);
	struct wrong wrong;

	area->ring.data = area->data;
	if (mda_header_decode(area->data, mda->offset, mda->size, area->dev->info.size,
			      &area->header, &wrong))
		memset(&area->header, 0, sizeof(area->header));
}

static void on_piece(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct mda_bytes *area = context;

	area->error = error;
	if (!error) {
		memcpy(area->data + area->got, data, length);
		area->got += length;
		if (area->got < area->ring.length) {
			read_piece(area);
			return;
		}
		finish(area);
	}
	dev_forget(area->io, dev);
}

static void read_piece(struct mda_bytes *area)
{
	dev_read(area->io, area->dev, public_mda(area)->offset + area->got,
		 least(area->ring.length - area->got, MDA_PIECE_SIZE),
		 area->index ? DEV_READ_EXTRA_MDA_CONTENT : DEV_READ_MDA_CONTENT, on_piece, area);
}

static void start(struct dev_io *io, struct mda_bytes *area)
{
	area->io = io;
	area->got = 0;
	area->ring.data = NULL;
	if (!area->data)
		area->data = malloc(area->ring.length);
	if (area->data)
		read_piece(area);
	else
		area->error = -ENOMEM;
}

size_t mda_bytes_read(struct dev_io *io, struct mda_bytes *areas, size_t count, int *error)
{
	uint64_t bytes = 0;
	size_t n;

	for (n = 0; n < count; n++) {
		bytes += areas[n].ring.length;
		if (n && bytes > WINDOW_MAX)
			break;
		start(io, &areas[n]);
	}
	*error = n ? dev_io_run(io) : 0;
	return *error ? 0 : n;
}

int mda_bytes_read_again(struct dev_io *io, struct mda_bytes *area)
{
	start(io, area);
	return dev_io_run(io);
}

void mda_bytes_free(struct mda_bytes *area)
{
	free(area->data);
	area->data = NULL;
	area->ring.data = NULL;
}

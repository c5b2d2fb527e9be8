/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices that the program opens, each in a list of its own, so that it can go alone.
 *
 * A device that is closed answers its reads with -ECANCELED, at once. The path has them
 * still, and the device goes when the last of them has come to nothing: not within a
 * callback, behind which the path looks at it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "handle/handle.h"

static void free_opened(struct volscan *vs, struct opened *opened)
{
	dm_list_del(&opened->list);
	if (vs->io)
		dev_forget(vs->io, opened->devices->devs[0]);
	dev_list_free(opened->devices);
	free(opened);
}

void handle_free_closed(struct volscan *vs)
{
	struct opened *opened, *next;

	if (vs->stepping || vs->reading)
		return;
	dm_list_iterate_items_safe(opened, next, &vs->opened)
		if (opened->closed && dm_list_empty(&opened->reads))
			free_opened(vs, opened);
}

void handle_close_all(struct volscan *vs)
{
	struct opened *opened;

	dm_list_iterate_items(opened, &vs->opened)
		opened->closed = true;
	handle_free_closed(vs);
}

/* ------------------------------------------------------------------------
 * Opening
 */

/* Only what a scan would take as one device. */
static int look_at(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	return S_ISDIR(st.st_mode) ? -EISDIR : 0;
}

static int make_list(struct volscan *vs, const char *path, struct dev_list **list)
{
	struct dev_list *made;
	int r = dev_list_new(&vs->log, &made);

	if (r)
		return r;
	r = dev_list_add_path(made, path);
	if (!r && made->devs[0]->info.error)
		r = -made->devs[0]->info.error;
	if (r)
		dev_list_free(made);
	else
		*list = made;
	return r;
}

static int open_path(struct volscan *vs, const char *path, struct opened **opened)
{
	struct opened *made;
	int r = look_at(path);

	if (r)
		return r;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	r = make_list(vs, path, &made->devices);
	if (r) {
		free(made);
		return r;
	}
	made->devices->devs[0]->opened = made;
	dm_list_init(&made->reads);
	dm_list_add(&vs->opened, &made->list);
	*opened = made;
	return 0;
}

/* What others read goes on by the path that there is. */
static int prepare(struct volscan *vs)
{
	return vs->io && (vs->reads || handle_is_scanning(vs)) ? 0 : handle_prepare_io(vs);
}

int volscan_device_open(struct volscan *vs, const char *path,
			const struct volscan_device **device)
{
	struct opened *opened;
	int r = prepare(vs);

	if (r)
		return r;
	r = open_path(vs, path, &opened);
	if (r == -EISDIR || r == -ENOTBLK)
		return handle_failf(vs, r, "%s is not a block device or a file", path);
	if (r)
		return handle_failf(vs, r, "cannot look at %s: %s", path, strerror(-r));
	*device = &opened->devices->devs[0]->info;
	return 0;
}

/* ------------------------------------------------------------------------
 * Closing
 */

/* In the order in which they were asked for; callbacks may ask for more. */
static void cancel_reads(struct opened *opened)
{
	volscan_read_fn callback;
	struct handle_read *read;

	dm_list_iterate_items(read, &opened->reads) {
		callback = read->callback;
		read->callback = NULL;
		if (callback)
			callback(read->context, read->device, -ECANCELED, NULL, 0);
	}
}

void volscan_device_close(struct volscan *vs, const struct volscan_device *device)
{
	struct opened *opened = device ? handle_dev_of(device)->opened : NULL;

	if (!opened || opened->closed)
		return;
	opened->closed = true;
	cancel_reads(opened);
	handle_free_closed(vs);
}

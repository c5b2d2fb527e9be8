/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices are listed anew at each scan, since they come and go; only the first
 * scan after an added path takes the list that adding it has made, so that a
 * command looks at each path once.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle/handle.h"

static int path_failed(struct volscan *vs, int r, const char *path)
{
	if (r == -ENOTBLK)
		return handle_failf(vs, r, "%s is not a block device, a file or a directory", path);
	return handle_failf(vs, r, "cannot look at %s: %s", path, strerror(-r));
}

static int new_list(struct volscan *vs, struct dev_list **list)
{
	int r = dev_list_new(&vs->log, list);

	return r ? handle_failf(vs, r, "cannot list devices: %s", strerror(-r)) : 0;
}

/* Lists `paths`, all of them. They were there when they were added; what has
 * gone since then is a device that cannot be read. */
static int list_paths(struct volscan *vs, struct dev_list **list)
{
	struct dev_list *made;
	size_t i;
	int r = new_list(vs, &made);

	for (i = 0; !r && i < vs->path_count; i++) {
		r = dev_list_add_path(made, vs->paths[i]);
		if (r && r != -ENOMEM)
			r = dev_list_add_unreadable(made, vs->paths[i], r);
		if (r) {
			dev_list_free(made);
			return handle_failf(vs, r, "out of memory");
		}
	}
	if (!r)
		*list = made;
	return r;
}

static int remember_path(struct volscan *vs, const char *path)
{
	char **paths = realloc(vs->paths, (vs->path_count + 1) * sizeof(*paths));

	if (!paths)
		return -ENOMEM;
	vs->paths = paths;
	paths[vs->path_count] = strdup(path);
	if (!paths[vs->path_count])
		return -ENOMEM;
	vs->path_count++;
	return 0;
}

int volscan_add(struct volscan *vs, const char *path)
{
	int r = vs->added ? 0 : list_paths(vs, &vs->added);

	if (r)
		return r;
	r = dev_list_add_path(vs->added, path);
	if (r)
		return path_failed(vs, r, path);
	r = remember_path(vs, path);
	return r ? handle_failf(vs, r, "out of memory") : 0;
}

static int list_machine(struct volscan *vs)
{
	const char *dir = config_string(vs->config, SETTING_devices_dir);
	int r = dev_list_add_machine(vs->list, dir);

	return r ? handle_failf(vs, r, "cannot list the block devices of this machine: %s",
			 strerror(-r)) : 0;
}

int handle_list_devices(struct volscan *vs)
{
	int r;

	if (vs->added) {
		vs->list = vs->added;
		vs->added = NULL;
		return 0;
	}
	if (vs->path_count)
		return list_paths(vs, &vs->list);
	r = new_list(vs, &vs->list);
	return r ? r : list_machine(vs);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All names of the machine's block devices in some directories: nodes, and links
 * such as those of /dev/disk. Names are looked at, and no device is opened.
 */
#ifndef DEVICE_ALIASES_H
#define DEVICE_ALIASES_H

struct aliases;

struct alias {
	const char *name;		/* the path */
	const struct alias *next;	/* of the same device, or NULL */
};

/*
 * Find them in `dirs` (NULL-terminated) and all directories below, but for hidden
 * ones, those that are links and other file systems. What cannot be looked at is
 * passed over. `root`, which stands before them and is no part of the names, is ""
 * but for tests. -ENOMEM.
 */
int aliases_new(const char *root, const char *const *dirs, struct aliases **aliases);
void aliases_free(struct aliases *aliases);

/* Those of the device in no order, which live as long as `aliases`; or NULL. */
const struct alias *aliases_of(const struct aliases *aliases, unsigned major, unsigned minor);

#endif

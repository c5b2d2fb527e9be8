/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel says of a block device without it being opened:
 * /sys/dev/block/MAJOR:MINOR/... Reading these files touches no device.
 *
 * `root` is "" but for tests, which put their own tree there.
 */
#ifndef DEVICE_SYSFS_H
#define DEVICE_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Longest value read; a name of device-mapper may have 127 characters, each
 * written as 4. */
#define SYSFS_VALUE_MAX 512

/* The file `attribute` ("size", "dm/name") without its newline. -ENOENT if the
 * device or the file is not there, -errno. `value` is untouched on failure. */
int sysfs_read(const char *root, unsigned major, unsigned minor, const char *attribute,
	       char value[SYSFS_VALUE_MAX]);

/* The same for any file below /sys: "block/dm-3/dm/uuid". */
int sysfs_read_file(const char *root, const char *file, char value[SYSFS_VALUE_MAX]);

/* Up to `size` bytes of a file of the device that is no text; their number, or
 * -errno. */
ssize_t sysfs_read_bytes(const char *root, unsigned major, unsigned minor,
			 const char *attribute, void *bytes, size_t size);

/* sysfs_read(), for a number. -EINVAL if it is none. */
int sysfs_read_number(const char *root, unsigned major, unsigned minor,
		      const char *attribute, uint64_t *value);

/* Size in bytes; exact, where /proc/partitions rounds down to whole KiB. */
int sysfs_size(const char *root, unsigned major, unsigned minor, uint64_t *size);

/* The kernel's name: "sda1"; a '/' in it is a '!' here: "cciss!c0d0". */
int sysfs_name(const char *root, unsigned major, unsigned minor,
	       char name[SYSFS_VALUE_MAX]);

/* Does the device have that file or directory? */
bool sysfs_has(const char *root, unsigned major, unsigned minor, const char *attribute);

/* Does the directory `attribute` of the device ("": its own) have an entry that,
 * unless `file` is NULL, has a file of that name in it? */
bool sysfs_has_entry(const char *root, unsigned major, unsigned minor,
		     const char *attribute, const char *file);

/*
 * `fn` is called with each entry of the directory `dir` below /sys but the hidden
 * ones, in no order, until it returns something else than 0, which is then returned.
 * 0, also when there is no such directory.
 */
typedef int (*sysfs_entry_fn)(void *context, const char *entry);
int sysfs_each(const char *root, const char *dir, sysfs_entry_fn fn, void *context);

#endif

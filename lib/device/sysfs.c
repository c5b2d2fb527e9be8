/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "volscan.h"

static int make_path(char path[PATH_MAX], const char *root, unsigned major, unsigned minor,
		     const char *attribute)
{
	int n = snprintf(path, PATH_MAX, "%s/sys/dev/block/%u:%u/%s", root, major, minor, attribute);

	return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Returns the number of bytes read. */
static ssize_t read_file(const char *path, void *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, buffer, size);
	if (n < 0)
		n = -errno;
	close(fd);
	return n;
}

static int read_value(const char *path, char value[SYSFS_VALUE_MAX])
{
	char text[SYSFS_VALUE_MAX];
	ssize_t n = read_file(path, text, sizeof(text));

	if (n < 0)
		return (int)n;
	if (n && text[n - 1] == '\n')
		n--;
	if (n == sizeof(text))
		return -EOVERFLOW;
	memcpy(value, text, (size_t)n);
	value[n] = '\0';
	return 0;
}

int sysfs_read(const char *root, unsigned major, unsigned minor, const char *attribute,
	       char value[SYSFS_VALUE_MAX])
{
	char path[PATH_MAX];
	int r = make_path(path, root, major, minor, attribute);

	return r ? r : read_value(path, value);
}

int sysfs_read_file(const char *root, const char *file, char value[SYSFS_VALUE_MAX])
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/sys/%s", root, file) >= PATH_MAX)
		return -ENAMETOOLONG;
	return read_value(path, value);
}

ssize_t sysfs_read_bytes(const char *root, unsigned major, unsigned minor,
			 const char *attribute, void *bytes, size_t size)
{
	char path[PATH_MAX];
	int r = make_path(path, root, major, minor, attribute);

	return r ? r : read_file(path, bytes, size);
}

int sysfs_read_number(const char *root, unsigned major, unsigned minor,
		      const char *attribute, uint64_t *value)
{
	char text[SYSFS_VALUE_MAX], *end;
	unsigned long long number;
	int r = sysfs_read(root, major, minor, attribute, text);

	if (r)
		return r;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-')
		return -EINVAL;
	*value = number;
	return 0;
}

int sysfs_size(const char *root, unsigned major, unsigned minor, uint64_t *size)
{
	uint64_t sectors;
	int r = sysfs_read_number(root, major, minor, "size", &sectors);

	if (r)
		return r;
	if (sectors > INT64_MAX / VOLSCAN_SECTOR_SIZE)
		return -EOVERFLOW;
	*size = sectors * VOLSCAN_SECTOR_SIZE;
	return 0;
}

/* The entry is a link to .../block/NAME or .../block/DISK/NAME. */
int sysfs_name(const char *root, unsigned major, unsigned minor,
	       char name[SYSFS_VALUE_MAX])
{
	char path[PATH_MAX], target[PATH_MAX], *last;
	ssize_t n = make_path(path, root, major, minor, "");

	if (n)
		return (int)n;
	path[strlen(path) - 1] = '\0';
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (strlen(last) >= SYSFS_VALUE_MAX)
		return -ENAMETOOLONG;
	strcpy(name, last);
	return 0;
}

bool sysfs_has(const char *root, unsigned major, unsigned minor, const char *attribute)
{
	char path[PATH_MAX];

	return !make_path(path, root, major, minor, attribute) && !access(path, F_OK);
}

static bool entry_has(DIR *dir, const char *entry, const char *file)
{
	char path[NAME_MAX + 1 + SYSFS_VALUE_MAX];

	snprintf(path, sizeof(path), "%s/%s", entry, file);
	return !faccessat(dirfd(dir), path, F_OK, 0);
}

bool sysfs_has_entry(const char *root, unsigned major, unsigned minor,
		     const char *attribute, const char *file)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (make_path(path, root, major, minor, attribute))
		return false;
	dir = opendir(path);
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.' &&
			(!file || entry_has(dir, entry->d_name, file));
	closedir(dir);
	return found;
}

int sysfs_each(const char *root, const char *dir, sysfs_entry_fn fn, void *context)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *directory;
	int r = 0;

	if (snprintf(path, sizeof(path), "%s/sys/%s", root, dir) >= PATH_MAX)
		return 0;
	directory = opendir(path);
	if (!directory)
		return 0;
	while (!r && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			r = fn(context, entry->d_name);
	closedir(directory);
	return r;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "images.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct image *)a)->name, ((const struct image *)b)->name);
}

static int add(struct images *images, const char *name)
{
	struct image image = { .name = NULL };

	if (fstatat(images->dir, name, &image.st, AT_SYMLINK_NOFOLLOW))
		return -errno;
	if (!S_ISREG(image.st.st_mode))
		return 0;
	if (images->count == IMAGES_MAX)
		return -E2BIG;
	image.name = strdup(name);
	if (!image.name)
		return -ENOMEM;
	images->list[images->count++] = image;
	return 0;
}

static int add_all(struct images *images, DIR *d)
{
	struct dirent *entry;
	int r = 0;

	while (!r && (entry = readdir(d)))
		r = add(images, entry->d_name);
	return !r && !images->count ? -ENOENT : r;
}

int images_load(struct images *images, const char *dir)
{
	DIR *d = opendir(dir);
	int r;

	if (!d)
		return -errno;
	*images = (struct images) {
		.dir = fcntl(dirfd(d), F_DUPFD_CLOEXEC, 0),
		.list = calloc(IMAGES_MAX, sizeof(struct image)),
	};
	r = images->dir < 0 || !images->list ? -ENOMEM : add_all(images, d);
	closedir(d);
	if (!r)
		qsort(images->list, images->count, sizeof(struct image), compare);
	return r;
}

struct image *images_find(const struct images *images, const char *name)
{
	struct image key = { .name = (char *)name };

	return bsearch(&key, images->list, images->count, sizeof(key), compare);
}

static bool touches(const struct span *span, uint64_t offset, size_t size)
{
	return offset < span->offset + span->length && span->offset < offset + size;
}

int image_error(const struct image *image, uint64_t offset, size_t size)
{
	const struct knobs *knobs = &image->knobs;

	if (knobs->error)
		return knobs->error;
	return touches(&knobs->error_span, offset, size) ? knobs->span_error : 0;
}

bool image_hangs(const struct image *image, uint64_t offset, size_t size)
{
	return image->knobs.hang && touches(&image->knobs.hang_span, offset, size);
}

/* Opened for each read: a thousand images would be too many descriptors for
 * most limits. */
ssize_t image_read(const struct images *images, const struct image *image, void *data,
		   size_t size, uint64_t offset)
{
	int fd = openat(images->dir, image->name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = pread(fd, data, size, (off_t)offset);
	if (n < 0)
		n = -errno;
	else
		n -= (size_t)n < image->knobs.shorten ? n : (ssize_t)image->knobs.shorten;
	close(fd);
	return n;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The images that the file system shows, and what is wrong with each. */
#ifndef RIG_IMAGES_H
#define RIG_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#define IMAGES_MAX 4096

struct span {
	uint64_t offset, length;	/* bytes */
};

struct knobs {
	unsigned delay_ms;
	int error;		/* of every read; 0 = none */
	int span_error;		/* of reads that touch error_span; 0 = none */
	struct span error_span;
	size_t shorten;		/* bytes that each read lacks */
	bool hang;		/* reads that touch hang_span */
	struct span hang_span;
};

struct image {
	char *name;
	struct stat st;
	struct knobs knobs;
	int64_t reads;		/* since the last reset */
	int64_t answered;	/* the last of them: CLOCK_MONOTONIC in ms; or 0 */
};

struct images {
	int dir;		/* they are in there, opened when they are read */
	struct image *list;	/* by name */
	size_t count;
};

/* Regular files of the directory; -errno, -ENOENT if there are none, -E2BIG if
 * there are more than IMAGES_MAX. What was loaded lives as long as the process. */
int images_load(struct images *images, const char *dir);

/* NULL: there is no such file. */
struct image *images_find(const struct images *images, const char *name);

/* What a read ends with before it is tried: 0 or an errno. */
int image_error(const struct image *image, uint64_t offset, size_t size);
bool image_hangs(const struct image *image, uint64_t offset, size_t size);

/* Bytes read, less the knob `shorten`, or -errno. */
ssize_t image_read(const struct images *images, const struct image *image, void *data,
		   size_t size, uint64_t offset);

#endif

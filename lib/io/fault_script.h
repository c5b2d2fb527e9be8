/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the two halves of the fault engine: the script, which outlives
 * engines, and the engine that plays it. */
#ifndef IO_FAULT_SCRIPT_H
#define IO_FAULT_SCRIPT_H

#include "io/fault.h"

struct rule {
	struct rule *next;
	struct fault_rule is;
	unsigned met;		/* requests that it fitted so far */
};

struct device {
	struct device *next;
	struct fault_device is;
};

/* An open file, as a kernel knows it. */
struct opened {
	struct opened *next;
	const struct fault_device *device;
	int fd, flags;
};

struct fault_script {
	struct rule *rules;
	struct device *devices;
	struct opened *opened;
	int last_fd;
	unsigned opening;	/* IO_OPEN in flight */
	unsigned trace_room;
	uint32_t random;	/* state of FAULT_SHUFFLE; 0 = not begun */
	struct io_engine *engine;	/* that plays it now, or NULL */
};

/* Says what the client did wrong, and ends the process. */
void fault_bug(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* calloc and realloc of arrays, which end the process instead of failing. */
void *fault_alloc(size_t size);
void *fault_grow(void *array, size_t count, size_t size);

struct fault_device *fault_find_device(const struct fault *fault, const char *path);

/* The -errno with which submit is to refuse `request`, or 0. With `use`, it is
 * refused now, and that counts. */
int fault_refusal(struct fault *fault, const struct io_request *request, bool use);

/* What is to happen to `request`, which is taken: it counts as met. */
struct fault_rule fault_meet(struct fault *fault, const struct io_request *request);

/* Do its work as a kernel does, but `short_by` bytes fewer. */
ssize_t fault_do(struct fault *fault, struct io_request *request, size_t short_by);

#endif

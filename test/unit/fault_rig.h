/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of the fault engine share: two open pattern devices, and a read
 * of each block, not submitted yet. */
#ifndef FAULT_RIG_H
#define FAULT_RIG_H

#include <check.h>

#include "io/fault.h"

#define FR_BLOCK 4096u
#define FR_BLOCKS 8u
#define FR_A "/dev/a"
#define FR_B "/dev/b"

struct fault_rig {
	struct fault *fault;
	struct io_engine *engine;
	unsigned depth;		/* what setup said */
	struct io_file a, b;
	uint8_t (*buffers)[FR_BLOCK];	/* aligned to that */
	/* Of A for even blocks, of B for odd ones; batch[i] = &reads[i]. */
	struct io_request reads[FR_BLOCKS], *batch[FR_BLOCKS], *done[FR_BLOCKS];
};

extern struct fault_rig fr;

/* A test case with fixture. */
TCase *fr_cases(const char *name, const TTest *const *tests, size_t count);
#define FR_CASES(name, tests) fr_cases(name, tests, sizeof(tests) / sizeof(tests[0]))

int fr_set_up(unsigned depth);
int fr_submit(unsigned from, unsigned count);
int fr_wait_for(int timeout_ms);

/* Submit, and give the result. */
ssize_t fr_run(struct io_request *request);
ssize_t fr_open_file(struct io_file *file, const char *path, int flags);
ssize_t fr_close_file(struct io_file *file);

/* The blocks that come back, as digits in their order, until none does. */
const char *fr_order(void);

#endif

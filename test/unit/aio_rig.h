/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of the libaio engine share: a rig with an open file, and reads
 * of its blocks from 0 on, not submitted yet. */
#ifndef AIO_RIG_H
#define AIO_RIG_H

#include "aio_wrap.h"
#include "engine_rig.h"

#define AIO_DEPTH 32

extern struct rig aio_rig;
extern struct io_request aio_requests[AIO_DEPTH], *aio_batch[AIO_DEPTH], *aio_done[AIO_DEPTH];

/* With `reads` of them, and aio_wrap counting from here on. */
void aio_up(unsigned reads);
/* Takes the hooks away first. */
void aio_down(void);

int aio_submit(unsigned count);
/* The first `count` have read what is there. */
void aio_check_reads(unsigned count);

/*
 * For aio_wrap.submit, like the kernel: the batch ends before the first that is
 * `bad`, and `error` comes when that one is the first.
 */
int aio_refuse(struct iocb **iocbs, long *count, bool (*bad)(const struct iocb *), int error);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "aio_rig.h"

struct rig aio_rig;
struct io_request aio_requests[AIO_DEPTH], *aio_batch[AIO_DEPTH], *aio_done[AIO_DEPTH];

static const struct rig_place here = { .ops = &io_engine_libaio, .dir = "." };

void aio_up(unsigned reads)
{
	rig_up(&aio_rig, &here, AIO_DEPTH);
	rig_open(&aio_rig);
	rig_make_reads(&aio_rig, aio_requests, aio_batch, reads);
	memset(rig_buffers, 0, sizeof(rig_buffers));
	aio_wrap.submits = aio_wrap.waits = 0;
}

void aio_down(void)
{
	memset(&aio_wrap, 0, sizeof(aio_wrap));
	rig_close(&aio_rig);
	rig_down(&aio_rig);
}

int aio_submit(unsigned count)
{
	return aio_rig.ops->submit(aio_rig.engine, aio_batch, count);
}

void aio_check_reads(unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		ck_assert_int_eq(aio_requests[i].result, RIG_BLOCK);
	rig_check_content(rig_buffers, 0, (size_t) count * RIG_BLOCK);
}

int aio_refuse(struct iocb **iocbs, long *count, bool (*bad)(const struct iocb *), int error)
{
	long n = 0;

	while (n < *count && !bad(iocbs[n]))
		n++;
	*count = n;
	return n ? 0 : error;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FLOOR_DEPTH reads with one io_submit, then those that have come are reaped. */
#include "floor.h"

#ifdef HAVE_LIBAIO

#include <fcntl.h>
#include <libaio.h>
#include <unistd.h>

static char buffers[FLOOR_DEPTH][FLOOR_READ] __attribute__((aligned(4096)));

static int open_some(char **devices, int count, struct iocb *iocbs, struct iocb **batch)
{
	int i, fd, n = 0;

	for (i = 0; i < count; i++) {
		fd = open(devices[i], O_RDONLY | O_CLOEXEC | O_DIRECT);
		if (fd < 0)
			continue;
		io_prep_pread(&iocbs[n], fd, buffers[n], FLOOR_READ, 0);
		batch[n] = &iocbs[n];
		n++;
	}
	return n;
}

static int reap(io_context_t context, int count)
{
	struct io_event events[FLOOR_DEPTH];
	int i, n, good = 0;

	for (; count > 0; count -= n) {
		n = io_getevents(context, 1, count, events, NULL);
		if (n <= 0)
			break;
		for (i = 0; i < n; i++) {
			good += events[i].res == FLOOR_READ;
			close(events[i].obj->aio_fildes);
		}
	}
	return good;
}

int floor_libaio(char **devices, int count)
{
	struct iocb iocbs[FLOOR_DEPTH], *batch[FLOOR_DEPTH];
	io_context_t context = NULL;
	int n, some, good = 0;

	if (io_setup(FLOOR_DEPTH, &context))
		return -1;
	for (; count > 0; devices += some, count -= some) {
		some = count < (int)FLOOR_DEPTH ? count : (int)FLOOR_DEPTH;
		n = io_submit(context, open_some(devices, some, iocbs, batch), batch);
		good += reap(context, n);
	}
	return good;
}

#else

int floor_libaio(char **devices, int count)
{
	(void)devices;
	(void)count;
	return -1;
}

#endif

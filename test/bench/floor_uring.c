/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A chain OPENAT -> READ -> CLOSE for each device, FLOOR_DEPTH of them at a time. */
#include "floor.h"

#ifdef HAVE_LIBURING

#include <fcntl.h>
#include <liburing.h>

static char buffers[FLOOR_DEPTH][FLOOR_READ] __attribute__((aligned(4096)));

#define CHAIN 3u
#define READ_MARK 0x100u	/* in the user data of a read; the rest is the slot */

static void prepare(struct io_uring *ring, const char *device, unsigned slot)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	io_uring_prep_openat_direct(sqe, AT_FDCWD, device, O_RDONLY | O_DIRECT, 0, slot);
	sqe->flags |= IOSQE_IO_LINK;
	sqe->user_data = slot;
	sqe = io_uring_get_sqe(ring);
	io_uring_prep_read(sqe, (int)slot, buffers[slot], FLOOR_READ, 0);
	sqe->flags |= IOSQE_FIXED_FILE | IOSQE_IO_HARDLINK;
	sqe->user_data = READ_MARK | slot;
	sqe = io_uring_get_sqe(ring);
	io_uring_prep_close_direct(sqe, slot);
	sqe->user_data = slot;
}

/* All ends of so many chains. */
static int reap(struct io_uring *ring, unsigned chains)
{
	unsigned left = CHAIN * chains, head, n;
	struct io_uring_cqe *cqe;
	int good = 0;

	while (left && io_uring_submit_and_wait(ring, left) >= 0) {
		n = 0;
		io_uring_for_each_cqe(ring, head, cqe) {
			good += (cqe->user_data & READ_MARK) && cqe->res == FLOOR_READ;
			n++;
		}
		io_uring_cq_advance(ring, n);
		left -= n;
	}
	return good;
}

int floor_uring(char **devices, int count)
{
	struct io_uring ring;
	unsigned some, i;
	int good = 0;

	if (io_uring_queue_init(CHAIN * FLOOR_DEPTH, &ring, 0) ||
	    io_uring_register_files_sparse(&ring, FLOOR_DEPTH))
		return -1;
	for (; count > 0; devices += some, count -= (int)some) {
		some = count < (int)FLOOR_DEPTH ? (unsigned)count : FLOOR_DEPTH;
		for (i = 0; i < some; i++)
			prepare(&ring, devices[i], i);
		good += reap(&ring, some);
	}
	return good;
}

#else

int floor_uring(char **devices, int count)
{
	(void)devices;
	(void)count;
	return -1;
}

#endif

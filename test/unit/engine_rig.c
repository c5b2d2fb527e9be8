/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/loop.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "engine_rig.h"

_Alignas(RIG_BLOCK) uint8_t rig_buffers[RIG_BLOCKS][RIG_BLOCK];

static uint8_t content[RIG_SIZE];

const struct rig_place rig_places[] = {
	{ .name = "sync, buffered", .ops = &io_engine_sync, .dir = "." },
	{ .name = "sync, O_DIRECT", .ops = &io_engine_sync, .dir = ".", .flags = O_DIRECT },
	{ .name = "sync, tmpfs", .ops = &io_engine_sync, .dir = "/dev/shm" },
	{ .name = "sync, loop device", .ops = &io_engine_sync, .dir = ".", .flags = O_DIRECT,
	  .loop = true },
	{ .name = "threads, buffered", .ops = &io_engine_threads, .dir = "." },
	{ .name = "threads, loop device", .ops = &io_engine_threads, .dir = ".", .flags = O_DIRECT,
	  .loop = true },
	{ .name = "readahead, buffered", .ops = &io_engine_readahead, .dir = "." },
	{ .name = "readahead, O_DIRECT", .ops = &io_engine_readahead, .dir = ".",
	  .flags = O_DIRECT },
	{ .name = "readahead, tmpfs", .ops = &io_engine_readahead, .dir = "/dev/shm" },
	{ .name = "readahead, loop device", .ops = &io_engine_readahead, .dir = ".",
	  .flags = O_DIRECT, .loop = true },
#ifdef HAVE_LIBURING
	{ .name = "uring, buffered", .ops = &io_engine_uring, .dir = "." },
	{ .name = "uring, O_DIRECT", .ops = &io_engine_uring, .dir = ".", .flags = O_DIRECT },
	{ .name = "uring, tmpfs", .ops = &io_engine_uring, .dir = "/dev/shm" },
	{ .name = "uring, tmpfs, O_DIRECT", .ops = &io_engine_uring, .dir = "/dev/shm",
	  .flags = O_DIRECT },
	{ .name = "uring, loop device", .ops = &io_engine_uring, .dir = ".", .flags = O_DIRECT,
	  .loop = true },
	{ .name = "uring for one thread, loop device", .ops = &io_engine_uring, .dir = ".",
	  .flags = O_DIRECT, .loop = true, .one_thread = true },
#endif
#ifdef HAVE_LIBAIO
	{ .name = "libaio, buffered", .ops = &io_engine_libaio, .dir = "." },
	{ .name = "libaio, O_DIRECT", .ops = &io_engine_libaio, .dir = ".", .flags = O_DIRECT },
	{ .name = "libaio, tmpfs", .ops = &io_engine_libaio, .dir = "/dev/shm" },
	{ .name = "libaio, tmpfs, O_DIRECT", .ops = &io_engine_libaio, .dir = "/dev/shm",
	  .flags = O_DIRECT },
	{ .name = "libaio, loop device", .ops = &io_engine_libaio, .dir = ".", .flags = O_DIRECT,
	  .loop = true },
#endif
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
	{ .name = "worker, sync", .ops = &io_engine_worker, .dir = ".", .inner = "sync" },
	{ .name = "worker, readahead, loop device", .ops = &io_engine_worker, .dir = ".",
	  .inner = "readahead", .loop = true },
#ifdef HAVE_LIBURING
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
	{ .name = "worker, uring, loop device", .ops = &io_engine_worker, .dir = ".",
	  .flags = O_DIRECT, .loop = true, .inner = "uring" },
#endif
	{ .name = "fault", .ops = &io_engine_fault, .flags = O_DIRECT },
	{ .name = "fault, synchronous", .ops = &io_engine_fault_sync },
};

const struct rig_place rig_hang_places[] = {
	{ .name = "threads", .ops = &io_engine_threads, .dir = "." },
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
#ifdef HAVE_LIBURING
	{ .name = "uring", .ops = &io_engine_uring, .dir = "." },
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
#endif
};

const int rig_hang_place_count = (int) (sizeof(rig_hang_places) / sizeof(rig_hang_places[0]));

const int rig_place_count = (int) (sizeof(rig_places) / sizeof(rig_places[0]));

static int nameless_file(const char *dir)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/volscan-unit-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* Files without a name can still be opened by this one, by children too. */
static void name_of(int fd, char path[64])
{
	snprintf(path, 64, "/proc/%d/fd/%d", (int) getpid(), fd);
}

static bool can_open(const char *dir, int flags)
{
	int anchor = nameless_file(dir), fd;
	char path[64];

	if (anchor < 0)
		return false;
	name_of(anchor, path);
	fd = open(path, O_RDWR | O_CLOEXEC | flags);
	close(anchor);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool is_tmpfs(const char *dir)
{
	struct statfs fs;

	return !statfs(dir, &fs) && fs.f_type == TMPFS_MAGIC;
}

const char *rig_missing(const struct rig_place *place)
{
	if (!place->dir)
		return NULL;
	if (!strcmp(place->dir, "/dev/shm") && !is_tmpfs(place->dir))
		return "/dev/shm is no tmpfs";
	if (place->loop)
		return access("/dev/loop-control", R_OK | W_OK) ?
		       "loop devices need root and /dev/loop-control" : NULL;
	return can_open(place->dir, place->flags) ? NULL :
	       "files there cannot be opened that way (O_DIRECT?)";
}

/* -1 and EBUSY when somebody else was faster. */
static int try_loop(int control, int file, char path[64])
{
	struct loop_config config = {
		.fd = (uint32_t) file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO,
	};
	int fd, number = ioctl(control, LOOP_CTL_GET_FREE);

	ck_assert_int_ge(number, 0);
	snprintf(path, 64, "/dev/loop%d", number);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && ioctl(fd, LOOP_CONFIGURE, &config) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int loop_on(int file, char path[64])
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), fd = -1, tries;

	for (tries = 0; fd < 0 && tries < 100; tries++)
		fd = try_loop(control, file, path);
	ck_assert_msg(fd >= 0, "no loop device: %s", strerror(errno));
	close(control);
	return fd;
}

static void fill_content(void)
{
	unsigned i;

	srandom(1);
	for (i = 0; i < RIG_SIZE; i++)
		content[i] = (uint8_t) (random() >> 8);
}

static void make_file(struct rig *rig)
{
	rig->anchor = nameless_file(rig->place->dir);
	ck_assert_int_eq(pwrite(rig->anchor, content, RIG_SIZE, 0), RIG_SIZE);
	fsync(rig->anchor);
	name_of(rig->anchor, rig->path);
	if (rig->place->loop)
		rig->loop = loop_on(rig->anchor, rig->path);
}

static void make_fault(struct rig *rig)
{
	rig->fault = fault_new();
	strcpy(rig->path, "/dev/fault");
	fault_add_device(rig->fault, rig->path, content, RIG_SIZE);
}

bool rig_up(struct rig *rig, const struct rig_place *place, unsigned depth)
{
	struct io_settings settings = { .depth = depth, .one_thread = place->one_thread,
					.inner = place->inner };

	if (rig_missing(place))
		return false;
	*rig = (struct rig) { .place = place, .ops = place->ops, .anchor = -1, .loop = -1 };
	fill_content();
	if (place->dir)
		make_file(rig);
	else
		make_fault(rig);
	settings.context = rig->fault;
	settings.event = rig->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ck_assert_int_gt(rig->event, 0);
	rig->file = (struct io_file) { .path = rig->path, .fd = -1,
				       .open_flags = O_RDWR | O_CLOEXEC | place->flags };
	ck_assert_int_eq(place->ops->setup(&rig->engine, &settings, &rig->depth), 0);
	ck_assert_uint_eq(rig->depth, depth);
	return true;
}

void rig_down(struct rig *rig)
{
	struct io_request *done;

	ck_assert_int_eq(rig->ops->wait(rig->engine, &done, 1, 0), 0);
	ck_assert_int_eq(rig->file.fd, -1);
	rig->ops->teardown(rig->engine, false);
	close(rig->event);
	if (rig->loop >= 0)
		close(rig->loop);
	if (rig->anchor >= 0)
		close(rig->anchor);
	if (rig->fault)
		ck_assert_uint_eq(rig->fault->seen.open, 0);
	fault_free(rig->fault);
}

void rig_check_content(const void *data, uint64_t offset, size_t length)
{
	ck_assert_mem_eq(data, content + offset, length);
}

struct io_request rig_open_request(struct rig *rig)
{
	return (struct io_request) { .op = IO_OPEN, .file = &rig->file, .may_block = true };
}

struct io_request rig_close_request(struct rig *rig)
{
	return (struct io_request) { .op = IO_CLOSE, .file = &rig->file, .may_block = true };
}

struct io_request rig_read_request(struct rig *rig, unsigned block)
{
	return (struct io_request) {
		.op = IO_READ, .file = &rig->file, .may_block = true,
		.offset = (uint64_t) block * RIG_BLOCK,
		.buffer = rig_buffers[block], .length = RIG_BLOCK,
	};
}

void rig_make_reads(struct rig *rig, struct io_request *requests, struct io_request **batch,
		    unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		requests[i] = rig_read_request(rig, i);
		batch[i] = &requests[i];
	}
}

/* Files have no negative offsets; the fault engine is told. */
void rig_spoil(struct rig *rig, struct io_request *request)
{
	request->offset = UINT64_C(1) << 63;
	if (rig->fault)
		FAULT(rig->fault, .offset = request->offset, .length = 1, .result = -EINVAL);
}

struct io_request *rig_chain(struct io_request *requests, unsigned count)
{
	unsigned i;

	for (i = 0; i + 1 < count; i++)
		requests[i].link = &requests[i + 1];
	return requests;
}

ssize_t rig_run(struct rig *rig, struct io_request *chain)
{
	struct io_request *done = NULL;

	ck_assert_int_eq(rig->ops->submit(rig->engine, &chain, 1), 1);
	for (; chain; chain = chain->link) {
		ck_assert_int_eq(rig->ops->wait(rig->engine, &done, 1, -1), 1);
		ck_assert_ptr_eq(done, chain);
	}
	return done->result;
}

void rig_open(struct rig *rig)
{
	struct io_request request = rig_open_request(rig);

	ck_assert_int_eq(rig_run(rig, &request), 0);
}

void rig_close(struct rig *rig)
{
	struct io_request request = rig_close_request(rig);

	ck_assert_int_eq(rig_run(rig, &request), 0);
}

/* `owner` counts how often each was handed back. */
static unsigned take_back(struct rig *rig)
{
	struct io_request *done[7];
	int i, n = rig->ops->wait(rig->engine, done, 7, -1);

	ck_assert_int_gt(n, 0);
	ck_assert_int_le(n, 7);
	for (i = 0; i < n; i++)
		done[i]->owner = (char *) done[i]->owner + 1;
	return (unsigned) n;
}

static unsigned chain_length(const struct io_request *request)
{
	unsigned n = 0;

	for (; request; request = request->link)
		n++;
	return n;
}

void rig_run_all(struct rig *rig, struct io_request **requests, unsigned count)
{
	unsigned i, taken = 0, in_flight = 0;
	int n;

	while (taken < count || in_flight) {
		n = taken < count ? rig->ops->submit(rig->engine, requests + taken,
							    count - taken) : -EAGAIN;
		ck_assert(n > 0 || n == -EAGAIN);
		for (; n > 0; n--)
			in_flight += chain_length(requests[taken++]);
		in_flight -= take_back(rig);
	}
	for (i = 0; i < count; i++)
		for (struct io_request *r = requests[i]; r; r = r->link)
			ck_assert_ptr_eq(r->owner, (void *) 1);
}

/* Opened without being opened, so that its name can be taken away and still be
 * opened by others. */
void rig_fifo_up(struct rig_fifo *fifo)
{
	char dir[] = "volscan-unit-XXXXXX", path[64];

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/fifo", dir);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	fifo->anchor = open(path, O_PATH | O_CLOEXEC);
	unlink(path);
	rmdir(dir);
	ck_assert_int_ge(fifo->anchor, 0);
	fifo->writer = -1;
	name_of(fifo->anchor, fifo->path);
}

void rig_fifo_release(struct rig_fifo *fifo)
{
	char path[64];

	name_of(fifo->anchor, path);
	fifo->writer = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	ck_assert_int_ge(fifo->writer, 0);
}

void rig_fifo_feed(struct rig_fifo *fifo, size_t length)
{
	char food[PIPE_BUF] = "";

	if (fifo->writer < 0)
		rig_fifo_release(fifo);
	ck_assert_int_eq(write(fifo->writer, food, length), (ssize_t)length);
}

void rig_fifo_down(struct rig_fifo *fifo)
{
	if (fifo->writer >= 0)
		close(fifo->writer);
	close(fifo->anchor);
}

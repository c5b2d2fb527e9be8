/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The uring engine: one ring, and files that are open in the ring only.
 *
 * OPEN -> READ -> CLOSE goes to the kernel as one linked chain: OPENAT into the
 * ring's own table of files, at an index chosen here, so that the READ behind it
 * can name it before it is open. A kernel chain is cut by a short read as by an
 * error, which would lose the CLOSE; so what leads to a CLOSE is linked hard.
 * Other chains (a read behind a read) go on when the first part has ended.
 *
 * Opens and closes are always done by the ring's own threads (IOSQE_ASYNC). Done
 * inline, an open that hangs would hang the submit, and nobody could see at which
 * request; a close done inline runs as task work in the wait, and stalls it.
 * Each one that hangs costs a thread, so their number is raised to the depth.
 *
 * An index is free again when its CLOSE has run, or its OPEN has failed. When there
 * is none an open ends with -EMFILE, as with any other engine.
 *
 * In a child after a fork a ring would work, and spoil the parent's bookkeeping:
 * the engine looks at the process' number, and a number of a file says which
 * process it is good for.
 *
 * libblkid cannot read from a file that is open in the ring only, nor is an ioctl the
 * ring's: an IO_PROBE or IO_DM fails here, before the kernel sees it.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "io/uring_private.h"

/* The kernel's own way to say that a signal came, which a ring lets through. */
#define ERESTARTSYS 512
/* More bytes than that are a short read, by the kernel's own rule. */
#define LENGTH_MAX (1u << 30)
/* How long to leave a kernel alone that has no memory for one more request. */
#define RESPITE_NS 1000000

/* The number of a file: that it is the ring's, low bits of the process, index. */
#define FD_RING (1 << 30)
#define FD_PROCESS_BITS 16

/* In a request's slot, beside the index of its file: its chain has failed. */
#define CHAIN_FAILED (1u << 31)

/* ---- files ---- */

static int number_of(const struct io_engine *e, unsigned index)
{
	unsigned process = (unsigned) e->process.pid & ((1u << FD_PROCESS_BITS) - 1);

	return (int) (FD_RING | process << FD_INDEX_BITS | index);
}

/* A descriptor that another engine opened can be read from as well. */
static bool is_in_ring(const struct io_file *file)
{
	return file->fd >= FD_RING;
}

static int take_index(struct io_engine *e)
{
	if (e->free_count)
		return (int) e->free[--e->free_count];
	return e->fresh < e->files ? (int) e->fresh++ : -EMFILE;
}

/* What the request names its file by in the kernel, or -errno. */
static int file_for(struct io_engine *e, const struct io_request *request)
{
	const struct io_file *file = request->file;
	unsigned index;

	if (io_op_asks(request->op))
		return -EOPNOTSUPP;
	if (request->op == IO_OPEN)
		return take_index(e);
	if (file->fd < 0)
		return -EBADF;
	if (!is_in_ring(file))
		return file->fd;
	index = (unsigned) file->fd & ((1u << FD_INDEX_BITS) - 1);
	return file->fd == number_of(e, index) ? (int) index : -EBADF;
}

/* The request has ended: what that means for its file. */
static void settle_file(struct io_engine *e, const struct io_request *request)
{
	bool frees = request->op == IO_OPEN && request->result < 0;
	unsigned index = request->slot & ~CHAIN_FAILED;
	struct io_file *file = request->file;

	if (request->op == IO_OPEN && request->result >= 0)
		file->fd = number_of(e, index);
	if (request->op == IO_CLOSE && request->result != -ECANCELED) {
		frees = is_in_ring(file);
		file->fd = -1;
	}
	if (frees)
		e->free[e->free_count++] = index;
}

/* ---- requests ---- */

/* How `request` is tied to the one behind it in the kernel; 0 = not at all. */
static unsigned link_flag(const struct io_request *request)
{
	const struct io_request *next = request->link;

	if (!next || next->file != request->file || io_op_asks(next->op))
		return 0;
	if (request->op == IO_OPEN)
		return IOSQE_IO_LINK;
	return request->op != IO_CLOSE && next->op == IO_CLOSE ? IOSQE_IO_HARDLINK : 0;
}

static unsigned length_of(const struct io_request *request)
{
	return request->length < LENGTH_MAX ? (unsigned) request->length : LENGTH_MAX;
}

static void prepare(struct io_uring_sqe *sqe, struct io_request *request, bool in_ring)
{
	const struct io_file *file = request->file;
	unsigned flags = link_flag(request) | (in_ring ? IOSQE_FIXED_FILE : 0);
	int fd = (int) request->slot;

	switch (request->op) {
	case IO_OPEN:
		io_uring_prep_openat_direct(sqe, AT_FDCWD, file->path,
					    file->open_flags & ~O_CLOEXEC, 0, request->slot);
		flags = (flags & ~IOSQE_FIXED_FILE) | IOSQE_ASYNC;
		break;
	case IO_CLOSE:
		if (in_ring)
			io_uring_prep_close_direct(sqe, request->slot);
		else
			io_uring_prep_close(sqe, fd);
		flags = (flags & ~IOSQE_FIXED_FILE) | IOSQE_ASYNC;
		break;
	case IO_READ:
		io_uring_prep_read(sqe, fd, request->buffer, length_of(request),
				   request->offset);
		break;
	case IO_WRITE:
		io_uring_prep_write(sqe, fd, request->buffer, length_of(request),
				    request->offset);
		break;
	case IO_PROBE:	/* see file_for() */
	case IO_DM:
		break;
	}
	io_uring_sqe_set_flags(sqe, flags);
	io_uring_sqe_set_data(sqe, request);
}

static void start(struct io_engine *e, struct io_request *request, bool chain_failed);

/* What is left of a chain that failed: only the CLOSE of an open file is done. */
static void cancel(struct io_engine *e, struct io_request *request)
{
	for (; request; request = request->link) {
		if (request->op == IO_CLOSE && request->file->fd >= 0) {
			start(e, request, true);
			return;
		}
		io_ended_add(&e->ended, request, -ECANCELED);
	}
}

static void failed(struct io_engine *e, struct io_request *request, int error)
{
	if (request->op == IO_CLOSE)
		request->file->fd = -1;
	io_ended_add(&e->ended, request, error);
	cancel(e, request->link);
}

/* For the kernel `request` and what is linked to it there. There is room. */
static void hand_over(struct io_engine *e, struct io_request *request)
{
	bool in_ring = request->op == IO_OPEN || is_in_ring(request->file);
	uint32_t chain_failed = request->slot & CHAIN_FAILED;
	int file = file_for(e, request);
	struct io_uring_sqe *sqe;

	if (file < 0) {
		failed(e, request, file);
		return;
	}
	for (;; request = request->link) {
		sqe = io_uring_get_sqe(&e->ring);
		assert(sqe);
		request->slot = (uint32_t) file;
		prepare(sqe, request, in_ring);
		request->slot |= chain_failed;
		e->in_kernel++;
		if (!link_flag(request))
			return;
	}
}

static int flush(struct io_engine *e)
{
	int r = io_uring_sq_ready(&e->ring) ? io_uring_submit(&e->ring) : 0;

	return r < 0 ? r : 0;
}

/* For a chain. There is, unless the kernel takes nothing now. */
static bool has_room(struct io_engine *e)
{
	if (io_uring_sq_space_left(&e->ring) < LINKED_MAX)
		flush(e);
	return io_uring_sq_space_left(&e->ring) >= LINKED_MAX;
}

static void put_off(struct io_engine *e, struct io_request *request)
{
	request->next = NULL;
	*e->later_end = request;
	e->later_end = &request->next;
}

static void start(struct io_engine *e, struct io_request *request, bool chain_failed)
{
	request->slot = chain_failed ? CHAIN_FAILED : 0;
	if (e->later || !has_room(e))
		put_off(e, request);
	else
		hand_over(e, request);
}

static void start_put_off(struct io_engine *e)
{
	struct io_request *request;

	while (e->later && has_room(e)) {
		request = e->later;
		e->later = request->next;
		if (!e->later)
			e->later_end = &e->later;
		hand_over(e, request);
	}
}

static void completed(struct io_engine *e, struct io_request *request, ssize_t result)
{
	bool chain_failed = result < 0 || (request->slot & CHAIN_FAILED);
	struct io_request *next = request->link;

	e->in_kernel--;
	io_ended_add(&e->ended, request, result);
	settle_file(e, request);
	if (link_flag(request))
		next->slot |= chain_failed ? CHAIN_FAILED : 0;	/* the kernel has it */
	else if (chain_failed)
		cancel(e, next);
	else if (next)
		start(e, next, false);
}

/* ---- the verbs ---- */

/* A failure of the flush is not for batch[0] alone: wait, which flushes again, has
 * it, if it lasts. */
static int uring_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n;

	if (!process_is_ours(&engine->process))
		return -EINVAL;
	for (n = 0; n < count && engine->ended.held < engine->depth; n++) {
		engine->ended.held++;
		start(engine, batch[n], false);
	}
	flush(engine);
	return n ? (int) n : -EAGAIN;
}

/* What is queued for the ring's threads and not begun comes back; what hangs in the
 * kernel does not notice. Nobody waits for what the cancelling itself comes to. */
static void cancel_in_kernel(struct io_engine *e, struct io_request *request)
{
	struct io_uring_sqe *sqe;

	if (!has_room(e))
		return;
	sqe = io_uring_get_sqe(&e->ring);
	io_uring_prep_cancel(sqe, request, 0);
	io_uring_sqe_set_data(sqe, NULL);
}

static void uring_recall(struct io_engine *engine, struct io_request *chain)
{
	if (!process_is_ours(&engine->process))
		return;
	for (; chain && chain->op != IO_CLOSE; chain = chain->link)
		cancel_in_kernel(engine, chain);
	flush(engine);
}

static int result_of(const struct io_uring_cqe *cqe)
{
	return cqe->res == -ERESTARTSYS ? -EINTR : cqe->res;
}

static void reap(struct io_engine *e)
{
	struct io_uring_cqe *cqe;
	unsigned head, n = 0;

	io_uring_for_each_cqe(&e->ring, head, cqe) {
		if (io_uring_cqe_get_data(cqe))
			completed(e, io_uring_cqe_get_data(cqe), result_of(cqe));
		n++;
	}
	io_uring_cq_advance(&e->ring, n);
	start_put_off(e);
}

/* Submit what is prepared and wait for one completion: one system call. The
 * kernel says -EAGAIN when it has no memory for a request, and -EBUSY when it has
 * none for a completion. */
static int submit_and_wait(struct io_engine *e, int64_t left_ns)
{
	struct __kernel_timespec timeout = { .tv_sec = left_ns / 1000000000,
					     .tv_nsec = left_ns % 1000000000 };
	struct io_uring_cqe *cqe;
	int r = io_uring_submit_and_wait_timeout(&e->ring, &cqe, 1,
						 left_ns < 0 ? NULL : &timeout, NULL);

	if (r == -EAGAIN || r == -EBUSY)
		io_nap(RESPITE_NS);
	return r >= 0 || r == -ETIME || r == -EINTR || r == -EAGAIN || r == -EBUSY ? 0 : r;
}

static int reap_until(struct io_engine *e, int timeout_ms)
{
	int64_t left = timeout_ms < 0 ? -1 : timeout_ms * INT64_C(1000000);
	int64_t end = left > 0 ? io_now_ns() + left : 0;
	int r = 0;

	reap(e);
	while (!r && !e->ended.first && (e->in_kernel || e->later)) {
		r = submit_and_wait(e, left);
		reap(e);
		if (left >= 0 && (left = end - io_now_ns()) <= 0)
			break;
	}
	return r;
}

static int uring_wait(struct io_engine *engine, struct io_request **done, unsigned max,
		      int timeout_ms)
{
	int n, r;

	if (!process_is_ours(&engine->process))
		return -EINVAL;
	r = reap_until(engine, timeout_ms);
	flush(engine);	/* what goes on behind something that has ended */
	n = io_ended_take(&engine->ended, done, max);
	return n ? n : r;
}

/* What could not be flushed is tried again. */
static int uring_look(struct io_engine *engine)
{
	if (!engine->ended.first && io_uring_sq_ready(&engine->ring))
		return io_to_ms(RESPITE_NS);
	return io_ended_look(&engine->ended);
}

const struct io_engine_ops io_engine_uring = {
	.name = "uring",
	.own_files = true,
	.setup = uring_setup,
	.submit = uring_submit,
	.wait = uring_wait,
	.look = uring_look,
	.recall = uring_recall,
	.teardown = uring_teardown,
};

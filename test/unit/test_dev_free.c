/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a path: what is queued and in flight, what stays open, and what
 * becomes of buffers that a device may still write into. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dev_rig.h"
#include "engine_rig.h"
#include "unit.h"

#define SIZE (1u << 20)

static struct dev_rig rig;
static struct dev *a, *b, *c;

static void set_up(unsigned aio_max)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = aio_max;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	b = dev_rig_dev(&rig, "b", SIZE);
	c = dev_rig_dev(&rig, "c", SIZE);
}

/* Only the path goes, so that the script can be looked at. */
static void free_path(void)
{
	dev_io_free(rig.io);
	rig.io = NULL;
}

static void on_error(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	(void)dev;
	(void)data;
	(void)length;
	*(int *)context = error;
}

START_TEST(queued_requests_are_cancelled)
{
	unsigned i;

	set_up(64);
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_ask(&rig, a, 8192, 512, DEV_READ_LABEL);
	dev_rig_ask(&rig, b, 0, 512, DEV_READ_LABEL);
	free_path();
	for (i = 0; i < 3; i++)
		dev_rig_check_error(rig.asks[i], -ECANCELED);
	ck_assert_uint_eq(rig.fault->seen.requests, 0);
	dev_rig_down(&rig);
}
END_TEST

/* Ask until a batch is submitted, so that there is something in flight although
 * nobody runs. Of aio_max 2, the others are queued. */
static void fill_up(unsigned aio_max)
{
	unsigned i;

	set_up(aio_max);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	for (i = 0; i < 128; i++)
		dev_rig_ask(&rig, i % 3 ? b : a, i / 2 * 8192, 512, DEV_READ_LABEL);
	ck_assert_uint_gt(rig.fault->seen.in_flight, 0);
}

START_TEST(requests_in_flight_are_cancelled)
{
	unsigned i;

	fill_up(2);
	free_path();
	for (i = 0; i < 128; i++)
		dev_rig_check_error(rig.asks[i], -ECANCELED);
	ck_assert_uint_eq(rig.fault->seen.lost, 4);	/* two chains */
	ck_assert_uint_eq(rig.fault->seen.teardowns, 1);
	dev_rig_down(&rig);
}
END_TEST

static void ask_again(struct dev_ask *done, const void *data)
{
	ck_assert_ptr_null(data);
	ck_assert_int_eq(done->error, -ECANCELED);
	if (done->offset < 65536)
		dev_rig_ask_then(&rig, done->dev == a ? c : a, done->offset + 8192, 512,
				 DEV_READ_LABEL, ask_again);
}

START_TEST(callbacks_of_the_end_get_no_more_io)
{
	set_up(64);
	dev_rig_ask_then(&rig, a, 0, 512, DEV_READ_LABEL, ask_again);
	free_path();
	ck_assert_uint_eq(rig.answered, 9);
	ck_assert_uint_eq(rig.fault->seen.requests, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(free_with_nothing_to_do)
{
	unsigned i;

	set_up(64);
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_ask(&rig, b, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	ck_assert_ptr_nonnull(a->io.last[DEV_STREAM_PRIMARY]);
	free_path();
	for (i = 0; i < DEV_STREAM_COUNT; i++) {
		ck_assert_ptr_null(a->io.last[i]);
		ck_assert_ptr_null(b->io.last[i]);
	}
	ck_assert_uint_eq(rig.fault->seen.teardowns, 1);
	ck_assert_uint_eq(rig.fault->seen.abandoned, 0);
	ck_assert_uint_eq(rig.fault->seen.open, 0);
	ck_assert_uint_eq(rig.fault->seen.lost, 0);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Open devices
 */

static unsigned open_in_this_process(void)
{
	unsigned n = 0;
	int fd;

	for (fd = 0; fd < 64; fd++) {
		int copy = dup(fd);

		if (copy < 0)
			continue;
		close(copy);
		n++;
	}
	return n;
}

START_TEST(no_descriptor_is_left)
{
	unsigned before = open_in_this_process(), i;

	if (!dev_rig_prepare(&rig, (enum dev_rig_way) _i))
		return;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	b = dev_rig_dev(&rig, "b", SIZE);
	for (i = 0; i < 150; i++)
		dev_rig_ask(&rig, i % 2 ? a : b, i / 2 * 8192, 8192, DEV_READ_LABEL);
	free_path();
	ck_assert_uint_eq(open_in_this_process(), before);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Buffers
 */

#define SEEN_MAX 256

static void *seen[SEEN_MAX];
static size_t seen_length[SEEN_MAX];
static unsigned seen_count;

/* The fault engine, and a note of each buffer that it got. */
static int noting_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	int i, n = io_engine_fault.submit(engine, batch, count);

	for (i = 0; i < n; i++) {
		struct io_request *read = batch[i]->link ? batch[i]->link : batch[i];

		if (read->op != IO_READ)
			continue;
		seen[seen_count] = read->buffer;
		seen_length[seen_count++] = read->length;
	}
	return n;
}

static bool is_mapped(const void *p)
{
	unsigned char there;

	return !mincore((void *) ((uintptr_t) p & ~(uintptr_t) 4095), 1, &there);
}

static void set_up_noting(struct io_engine_ops *ops)
{
	*ops = io_engine_fault;
	ops->submit = noting_submit;
	seen_count = 0;
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.ops = ops;
	rig.options.aio_max = 128;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
}

START_TEST(buffers_in_flight_stay_mapped)
{
	struct io_engine_ops ops;
	unsigned i;

	set_up_noting(&ops);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	dev_rig_ask(&rig, a, 0, 300000, DEV_READ_LABEL);
	b = dev_rig_dev(&rig, "b", SIZE);
	for (i = 0; i < 127; i++)
		dev_rig_ask(&rig, b, i * 8192, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(seen_count, 2);	/* the others wait for the open */
	free_path();
	for (i = 0; i < seen_count; i++) {
		ck_assert(is_mapped(seen[i]));
		memset(seen[i], 1, seen_length[i]);	/* as a late device does */
	}
	dev_rig_down(&rig);
}
END_TEST

START_TEST(all_others_are_unmapped)
{
	struct io_engine_ops ops;
	unsigned i;

	set_up_noting(&ops);
	dev_rig_ask(&rig, a, 0, 300000, DEV_READ_LABEL);
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_rig_run(&rig);
	ck_assert_uint_eq(seen_count, 2);
	/* The large one at once, the other one with the path. */
	ck_assert(!is_mapped(seen[0]));
	ck_assert(is_mapped(seen[1]));
	free_path();
	for (i = 0; i < seen_count; i++)
		ck_assert(!is_mapped(seen[i]));
	dev_rig_down(&rig);
}
END_TEST

/* Warm, nothing new is taken: the same buffer again and again. */
START_TEST(buffers_are_used_again)
{
	struct io_engine_ops ops;
	unsigned i;

	set_up_noting(&ops);
	for (i = 0; i < 100; i++) {
		dev_rig_ask(&rig, a, i * 8192, 512, DEV_READ_LABEL);
		dev_rig_run(&rig);
	}
	/* One is kept while the other is read into. */
	for (i = 2; i < 100; i++)
		ck_assert_ptr_eq(seen[i], seen[i - 2]);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(buffers_are_page_aligned)
{
	struct io_engine_ops ops;
	unsigned i;

	set_up_noting(&ops);
	for (i = 0; i < 20; i++)
		dev_rig_ask(&rig, a, i * 8192, i % 2 ? 512 : 30000, DEV_READ_LABEL);
	dev_rig_run(&rig);
	for (i = 0; i < seen_count; i++)
		ck_assert_uint_eq((uintptr_t) seen[i] % 4096, 0);
	dev_rig_down(&rig);
}
END_TEST

/* The last block is the very buffer of the read, uncopied. */
START_TEST(last_block_is_not_copied)
{
	struct io_engine_ops ops;
	struct dev_ask *hit;

	set_up_noting(&ops);
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	hit = dev_rig_ask(&rig, a, 0, 512, DEV_READ_MDA_HEADER);
	ck_assert_ptr_eq(hit->data, seen[0]);
	dev_rig_down(&rig);
}
END_TEST

/* Bytes of address space. */
static size_t mapped(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	size_t pages = 0;

	ck_assert_int_eq(fscanf(statm, "%zu", &pages), 1);
	fclose(statm);
	return pages * (size_t) sysconf(_SC_PAGESIZE);
}

/* A FIFO stands for a dead disk. */
static void time_out_in_a_process(const struct rig_fifo *fifo)
{
	const struct dev_io_options options = {
		.use_aio = true, .engine = "threads", .aio_max = 8, .aio_memory = 1 << 20,
		.timeout_ms = 20, .isolate = true,
	};
	struct dev_io *io;
	struct dev dev;
	int error = 0;

	ck_assert_int_eq(dev_io_new(&options, NULL, &io), 0);
	dev_init(&dev, "fifo", fifo->path);
	dev.info.size = 8192;
	dev_read(io, &dev, 0, 512, DEV_READ_LABEL, on_error, &error);
	ck_assert_int_eq(dev_io_run(io), 0);
	ck_assert_int_eq(error, -ETIMEDOUT);
	dev_io_free(io);
}

/* A device that is asked by another process writes into nothing of ours. */
START_TEST(nothing_stays_for_what_hangs_elsewhere)
{
	struct rig_fifo fifo;
	size_t before;
	int i;

	rig_fifo_up(&fifo);
	time_out_in_a_process(&fifo);
	before = mapped();
	for (i = 0; i < 8; i++)
		time_out_in_a_process(&fifo);
	ck_assert_uint_le(mapped(), before + 300000);
	rig_fifo_release(&fifo);
	rig_fifo_down(&fifo);
}
END_TEST

Suite *dev_free_suite(void)
{
	Suite *suite = suite_create("dev_free");
	TCase *tcase = tcase_create("dev_free");

	tcase_add_test(tcase, queued_requests_are_cancelled);
	tcase_add_test(tcase, requests_in_flight_are_cancelled);
	tcase_add_test(tcase, callbacks_of_the_end_get_no_more_io);
	tcase_add_test(tcase, free_with_nothing_to_do);
	dev_rig_add_test(tcase, no_descriptor_is_left);
	tcase_add_test(tcase, buffers_in_flight_stay_mapped);
	tcase_add_test(tcase, all_others_are_unmapped);
	tcase_add_test(tcase, buffers_are_used_again);
	tcase_add_test(tcase, buffers_are_page_aligned);
	tcase_add_test(tcase, last_block_is_not_copied);
	tcase_add_test(tcase, nothing_stays_for_what_hangs_elsewhere);
	suite_add_tcase(suite, tcase);
	return suite;
}

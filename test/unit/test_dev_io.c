/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The path: callbacks, when a device is open, and what is told about it all. Most
 * tests run on every engine, and give the same everywhere. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)

static struct dev_rig rig;
static struct dev *a, *b;

/* Two devices. False when the way is not to be had here. */
static bool set_up(int way)
{
	if (!dev_rig_prepare(&rig, (enum dev_rig_way) way))
		return false;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	b = dev_rig_dev(&rig, "b", SIZE);
	return true;
}

/* ------------------------------------------------------------------------
 * Callbacks
 */

START_TEST(miss_is_never_answered_from_inside_dev_read)
{
	struct dev_ask *ask;
	unsigned i;

	if (!set_up(_i))
		return;
	rig.options.aio_max = 8;
	for (i = 0; i < 300; i++) {
		ask = dev_rig_ask(&rig, i % 2 ? a : b, i % 64 * 8192, 512, DEV_READ_LABEL);
		ck_assert_int_eq(ask->at_once, dev_rig_is_sync(&rig));
	}
	dev_rig_run(&rig);
	for (i = 0; i < 300; i++)
		dev_rig_check_right(rig.asks[i]);
	dev_rig_down(&rig);
}
END_TEST

/* Walk on to the next block, each time from the callback before. */
static void walk_on(struct dev_ask *ask, const void *data)
{
	struct dev_ask *next;

	ck_assert_ptr_nonnull(data);
	if (ask->offset + 8192 >= ask->dev->info.size)
		return;
	next = dev_rig_ask_then(ask->rig, ask->dev, ask->offset + 8192, 8192, DEV_READ_LABEL,
				walk_on);
	ck_assert_int_eq(next->at_once, dev_rig_is_sync(ask->rig));
	/* However deep the reads below went, this one's data is still there. */
	ck_assert(fault_is_pattern(ask->dev->info.name, ask->offset, data, ask->length));
}

START_TEST(callback_reads_its_own_device)
{
	if (!set_up(_i))
		return;
	dev_rig_ask_then(&rig, a, 0, 8192, DEV_READ_LABEL, walk_on);
	dev_rig_ask_then(&rig, b, 0, 8192, DEV_READ_LABEL, walk_on);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.answered, 2 * SIZE / 8192);
	dev_rig_check_right(rig.asks[rig.ask_count - 1]);
	dev_rig_check_reads(&rig, 2 * SIZE / 8192, 2 * SIZE);
	/* All that on one open of each. */
	ck_assert_uint_eq(dev_rig_stats(&rig).opens, 2);
	dev_rig_down(&rig);
}
END_TEST

static void read_other(struct dev_ask *ask, const void *data)
{
	(void) data;
	dev_rig_ask(ask->rig, ask->dev == a ? b : a, 0, 512, DEV_READ_MDA_HEADER);
}

START_TEST(callback_reads_another_device)
{
	if (!set_up(_i))
		return;
	dev_rig_ask_then(&rig, a, 0, 512, DEV_READ_LABEL, read_other);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.answered, 2);
	dev_rig_check_right(rig.asks[1]);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(run_with_nothing_to_do)
{
	if (!set_up(_i))
		return;
	dev_rig_run(&rig);
	dev_rig_run(&rig);
	if (rig.fault)
		ck_assert_uint_eq(rig.fault->seen.submits + rig.fault->seen.waits, 0);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Open devices
 */

static void check_open(struct dev_ask *ask, const void *data)
{
	(void) data;
	ck_assert_ptr_nonnull(ask->dev->io.file);
	if (ask->rig->fault)
		ck_assert_uint_eq(ask->rig->fault->seen.open, 1);
}

START_TEST(device_is_open_only_while_it_has_requests)
{
	if (!set_up(_i))
		return;
	ck_assert_ptr_null(a->io.file);
	dev_rig_ask_then(&rig, a, 0, 512, DEV_READ_LABEL, check_open);
	dev_rig_run(&rig);
	ck_assert_ptr_null(a->io.file);
	dev_rig_ask_then(&rig, a, 8192, 512, DEV_READ_LABEL, check_open);
	dev_rig_run(&rig);
	ck_assert_ptr_null(a->io.file);
	ck_assert_uint_eq(dev_rig_stats(&rig).opens, 2);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(hit_opens_nothing)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_get(&rig, a, 512, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).opens, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(many_asks_for_a_closed_device_open_it_once)
{
	unsigned i;

	if (!set_up(DEV_RIG_FAULT))
		return;
	for (i = 0; i < 5; i++)
		dev_rig_ask(&rig, a, i * 8192, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).opens, 1);
	for (i = 0; i < 5; i++) {
		dev_rig_check_right(rig.asks[i]);
		ck_assert_uint_eq(dev_rig_read(&rig, i)->offset, i * 8192);
	}
	dev_rig_down(&rig);
}
END_TEST

START_TEST(one_device_read_only_once_costs_one_chain_and_one_close)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(rig.fault->seen.chains, 2);
	ck_assert_uint_eq(rig.fault->seen.submits, 2);
	ck_assert_uint_eq(rig.fault->seen.requests, 3);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(one_submit_carries_many)
{
	char name[16];
	unsigned i;

	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = 1024;
	rig.options.max_open = 1024;
	dev_rig_up(&rig);
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "%u", i);
		dev_rig_ask(&rig, dev_rig_dev(&rig, name, SIZE), 0, 512, DEV_READ_LABEL);
	}
	ck_assert_uint_eq(rig.fault->seen.submits, 0);
	dev_rig_run(&rig);
	/* The reads in one; the closes follow as answers come, in batches. */
	ck_assert_uint_le(rig.fault->seen.submits, 4);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(batch_worth_of_asks_is_submitted_at_once)
{
	unsigned i;

	if (!set_up(DEV_RIG_FAULT))
		return;
	for (i = 0; i < 128; i++)
		dev_rig_ask(&rig, a, i * 8192, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(rig.fault->seen.submits, 1);
	ck_assert_uint_eq(rig.answered, 0);
	dev_rig_run(&rig);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * What is told
 */

START_TEST(counters)
{
	struct volscan_stats stats;

	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_get(&rig, a, 512, 512, DEV_READ_MDA_HEADER);
	dev_rig_get(&rig, a, 8192, 9000, DEV_READ_MDA_CONTENT);
	dev_rig_get(&rig, a, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_rig_get(&rig, b, 0, 512, DEV_READ_LABEL);
	stats = dev_rig_stats(&rig);
	ck_assert_uint_eq(stats.requests, 5);
	ck_assert_uint_eq(stats.cached, 1);
	ck_assert_uint_eq(stats.queued, 0);
	ck_assert_uint_eq(stats.reads, 4);
	ck_assert_uint_eq(stats.bytes_read, 5 * 8192);
	ck_assert_uint_eq(stats.opens, 4);
	ck_assert_uint_eq(stats.errors, 0);
	ck_assert_uint_eq(stats.peak_in_flight, 1);
	ck_assert_uint_eq(stats.peak_buffer_bytes, 16384);
	ck_assert_uint_eq(stats.late, 0);
	ck_assert_str_eq(stats.engine, rig.fault ? "fault" : rig.options.engine);
	ck_assert_uint_eq(a->info.reads, 3);
	ck_assert_uint_eq(a->info.bytes_read, 4 * 8192);
	ck_assert_uint_eq(a->io.reads[DEV_READ_LABEL], 1);
	ck_assert_uint_eq(a->io.reads[DEV_READ_MDA_HEADER], 0);
	ck_assert_uint_eq(a->io.cached[DEV_READ_MDA_HEADER], 1);
	ck_assert_uint_eq(a->io.reads[DEV_READ_MDA_CONTENT], 1);
	ck_assert_uint_eq(a->io.reads[DEV_READ_EXTRA_MDA_HEADER], 1);
	ck_assert_uint_eq(b->info.reads, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(each_read_is_logged)
{
	char line[128];

	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 10000, 9000, DEV_READ_EXTRA_MDA_CONTENT);
	snprintf(line, sizeof(line), "device %s: read 16384 at 8192 for extra mda content by %s",
		 a->info.name, rig.fault ? "fault" : rig.options.engine);
	ck_assert_uint_eq(dev_rig_said(&rig, line), 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(no_log_is_no_trouble)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	ck_assert_int_eq(dev_io_new(&rig.options, NULL, &rig.io), 0);
	a = dev_rig_dev(&rig, "a", SIZE);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 1, .result = -EIO);
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_ask(&rig, a, SIZE, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(engine_that_cannot_be_set_up)
{
	struct dev_io *io = (struct dev_io *) &rig;
	struct dev_io_options options = { .use_aio = true, .engine = "steam", .aio_max = 1,
					  .aio_memory = 1 };

	ck_assert_int_eq(dev_io_new(&options, NULL, &io), -ENOENT);
	ck_assert_ptr_eq(io, &rig);
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.fault->setup_result = -EPERM;
	ck_assert_int_eq(dev_io_new(&rig.options, &rig.log, &io), -EPERM);
	ck_assert_ptr_eq(io, &rig);
	fault_free(rig.fault);
	fclose(rig.said_out);
	free(rig.said);
	dev_io_free(NULL);
}
END_TEST

static void check_engine(bool use_aio, unsigned aio_max, uint64_t aio_memory, const char *name)
{
	struct dev_io_options options = { .use_aio = use_aio, .engine = "libaio",
					  .aio_max = aio_max, .aio_memory = aio_memory };
	struct volscan_stats stats;
	struct dev_io *io;

	ck_assert_int_eq(dev_io_new(&options, NULL, &io), 0);
	dev_io_stats(io, &stats);
	ck_assert_str_eq(stats.engine, name);
	dev_io_free(io);
}

START_TEST(synchronous_when_told_so_or_without_a_limit)
{
	if (io_engine_find("libaio"))
		check_engine(true, 16, 10 << 20, "libaio");
	check_engine(false, 16, 10 << 20, "sync");
	check_engine(true, 0, 10 << 20, "sync");
	check_engine(true, 16, 0, "sync");
}
END_TEST

Suite *dev_io_suite(void)
{
	Suite *suite = suite_create("dev_io");
	TCase *tcase = tcase_create("dev_io");

	dev_rig_add_test(tcase, miss_is_never_answered_from_inside_dev_read);
	dev_rig_add_test(tcase, callback_reads_its_own_device);
	dev_rig_add_test(tcase, callback_reads_another_device);
	dev_rig_add_test(tcase, run_with_nothing_to_do);
	dev_rig_add_test(tcase, device_is_open_only_while_it_has_requests);
	dev_rig_add_test(tcase, hit_opens_nothing);
	tcase_add_test(tcase, many_asks_for_a_closed_device_open_it_once);
	tcase_add_test(tcase, one_device_read_only_once_costs_one_chain_and_one_close);
	tcase_add_test(tcase, one_submit_carries_many);
	tcase_add_test(tcase, batch_worth_of_asks_is_submitted_at_once);
	dev_rig_add_test(tcase, counters);
	dev_rig_add_test(tcase, each_read_is_logged);
	tcase_add_test(tcase, no_log_is_no_trouble);
	tcase_add_test(tcase, engine_that_cannot_be_set_up);
	tcase_add_test(tcase, synchronous_when_told_so_or_without_a_limit);
	suite_add_tcase(suite, tcase);
	return suite;
}

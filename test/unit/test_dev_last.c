/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last block of each stream: what it answers, and how long it is kept. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

static void check_cached(struct dev *dev, uint64_t offset, size_t length,
			 enum dev_reason reason)
{
	uint64_t reads = dev_rig_stats(&rig).reads, cached = dev_rig_stats(&rig).cached;
	struct dev_ask *ask = dev_rig_ask(&rig, dev, offset, length, reason);

	dev_rig_check_right(ask);
	ck_assert(ask->at_once);
	ck_assert_uint_eq(dev_rig_stats(&rig).cached, cached + 1);
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, reads);
}

static void check_not_cached(struct dev *dev, uint64_t offset, size_t length,
			     enum dev_reason reason)
{
	uint64_t reads = dev_rig_stats(&rig).reads;
	struct dev_ask *ask = dev_rig_get(&rig, dev, offset, length, reason);

	ck_assert_int_eq(ask->at_once, dev_rig_is_sync(&rig));
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, reads + 1);
}

START_TEST(last_block_answers_at_once)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	check_cached(a, 0, 8192, DEV_READ_MDA_HEADER);
	check_cached(a, 8191, 1, DEV_READ_MDA_CONTENT);
	check_cached(a, 0, 1, DEV_READ_SIGNATURE);
	check_not_cached(b, 0, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(a->io.cached[DEV_READ_MDA_HEADER], 1);
	ck_assert_uint_eq(dev_rig_said(&rig, "a: read 8192 at 0 for mda header cached"), 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(only_the_last_block_is_kept)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_get(&rig, a, 8192, 512, DEV_READ_LABEL);
	check_cached(a, 8192, 8192, DEV_READ_LABEL);
	check_not_cached(a, 0, 512, DEV_READ_LABEL);
	check_not_cached(a, 8191, 2, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(last_block_of_a_long_read)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 100, 40000, DEV_READ_MDA_CONTENT);
	check_cached(a, 32768, 8192, DEV_READ_MDA_CONTENT);
	check_not_cached(a, 32767, 1, DEV_READ_MDA_CONTENT);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(last_block_at_the_end_is_as_long_as_it_is)
{
	if (!set_up(_i))
		return;
	a->info.size = 20000;
	dev_rig_get(&rig, a, 0, 20000, DEV_READ_LABEL);
	check_cached(a, 16384, 20000 - 16384, DEV_READ_LABEL);
	dev_forget(rig.io, a);
	dev_rig_get(&rig, a, 19999, 1, DEV_READ_LABEL);
	check_cached(a, 16384, 20000 - 16384, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(each_stream_keeps_its_own)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	check_not_cached(a, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_rig_get(&rig, a, 16384, 512, DEV_READ_EXTRA_MDA_CONTENT);
	check_cached(a, 16384, 512, DEV_READ_LV_CONTENT);
	check_cached(a, 0, 512, DEV_READ_MDA_HEADER);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(reasons_name_their_stream)
{
	ck_assert_int_eq(dev_reason_stream(DEV_READ_LABEL), DEV_STREAM_PRIMARY);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_MDA_HEADER), DEV_STREAM_PRIMARY);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_MDA_CONTENT), DEV_STREAM_PRIMARY);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_EXTRA_MDA_HEADER), DEV_STREAM_EXTRA);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_EXTRA_MDA_CONTENT), DEV_STREAM_EXTRA);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_SIGNATURE), DEV_STREAM_PRIMARY);
	ck_assert_int_eq(dev_reason_stream(DEV_READ_LV_CONTENT), DEV_STREAM_EXTRA);
	ck_assert_str_eq(dev_reason_name(DEV_READ_EXTRA_MDA_HEADER), "extra mda header");
}
END_TEST

START_TEST(failed_read_keeps_the_last_block)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	FAULT(rig.fault, .ops = FAULT_READ, .result = -EIO);
	dev_rig_ask(&rig, a, 8192, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	check_cached(a, 0, 512, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(forget_gives_up_the_last_blocks)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_get(&rig, a, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_forget(rig.io, a);
	ck_assert_int_eq(a->io.state, DEV_UNKNOWN);
	check_not_cached(a, 0, 512, DEV_READ_LABEL);
	check_not_cached(a, 0, 512, DEV_READ_EXTRA_MDA_HEADER);
	dev_forget(rig.io, b);
	dev_rig_down(&rig);
}
END_TEST

static void forget_then_look(struct dev_ask *ask, const void *data)
{
	dev_forget(ask->rig->io, ask->dev);
	ck_assert(fault_is_pattern(ask->dev->info.name, ask->offset, data, ask->length));
	dev_forget(ask->rig->io, ask->dev);
	/* New buffers must not be this one. */
	dev_rig_ask(ask->rig, b, ask->offset, 8192, DEV_READ_LABEL);
	ck_assert(fault_is_pattern(ask->dev->info.name, ask->offset, data, ask->length));
}

START_TEST(forget_inside_a_callback_leaves_it_its_data)
{
	if (!set_up(_i))
		return;
	dev_rig_ask_then(&rig, a, 0, 8192, DEV_READ_LABEL, forget_then_look);
	dev_rig_run(&rig);
	dev_rig_get(&rig, a, 8192, 8192, DEV_READ_LABEL);
	dev_rig_ask_then(&rig, a, 8192, 8192, DEV_READ_MDA_HEADER, forget_then_look);
	dev_rig_run(&rig);
	dev_rig_ask_then(&rig, a, 16384, 8192 * 5, DEV_READ_MDA_HEADER, forget_then_look);
	dev_rig_run(&rig);
	ck_assert_ptr_null(a->io.last[DEV_STREAM_PRIMARY]);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(device_may_be_freed_after_forget)
{
	struct dev *gone = malloc(sizeof(*gone));

	if (!set_up(_i)) {
		free(gone);
		return;
	}
	dev_init(gone, a->info.name, a->info.name);
	gone->info.size = SIZE;
	dev_rig_get(&rig, gone, 0, 512, DEV_READ_LABEL);
	dev_forget(rig.io, gone);
	memset(gone, 0xdb, sizeof(*gone));
	free(gone);
	dev_rig_get(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_last_suite(void)
{
	Suite *suite = suite_create("dev_last");
	TCase *tcase = tcase_create("dev_last");

	dev_rig_add_test(tcase, last_block_answers_at_once);
	dev_rig_add_test(tcase, only_the_last_block_is_kept);
	dev_rig_add_test(tcase, last_block_of_a_long_read);
	dev_rig_add_test(tcase, last_block_at_the_end_is_as_long_as_it_is);
	dev_rig_add_test(tcase, each_stream_keeps_its_own);
	tcase_add_test(tcase, reasons_name_their_stream);
	tcase_add_test(tcase, failed_read_keeps_the_last_block);
	dev_rig_add_test(tcase, forget_gives_up_the_last_blocks);
	dev_rig_add_test(tcase, forget_inside_a_callback_leaves_it_its_data);
	dev_rig_add_test(tcase, device_may_be_freed_after_forget);
	suite_add_tcase(suite, tcase);
	return suite;
}

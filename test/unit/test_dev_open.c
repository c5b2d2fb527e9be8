/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Open devices: how many there may be, by the path's limit or the system's. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 18)
#define DEVS 30

static struct dev_rig rig;

static void set_up(unsigned aio_max, uint64_t aio_memory, unsigned max_open)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = aio_max;
	rig.options.aio_memory = aio_memory;
	rig.options.max_open = max_open;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
}

/* ------------------------------------------------------------------------
 * Open devices
 */

START_TEST(no_more_than_max_open_are_open)
{
	set_up(64, 10 << 20, 7);
	dev_rig_walk(&rig);
	ck_assert_uint_eq(rig.fault->seen.max_open, 7);
	ck_assert_uint_gt(dev_rig_stats(&rig).queued, 0);
	dev_rig_down(&rig);
}
END_TEST

static void ask_more(struct dev_ask *done, const void *data)
{
	(void) data;
	dev_rig_ask(&rig, done->dev, 8192, 512, DEV_READ_LABEL);
}

/* Requests of open devices go on although older ones wait for a descriptor. */
START_TEST(those_at_the_door_hold_up_nobody)
{
	static const unsigned order[] = { 0, 1, 0, 1, 2, 3 };

	set_up(2, 10 << 20, 2);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	rig.fault->idle = dev_rig_release;
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, ask_more);
	dev_rig_ask_then(&rig, rig.devs[1], 0, 512, DEV_READ_LABEL, ask_more);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_label(&rig, 3, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_order(&rig, 0, 6, order);
	dev_rig_down(&rig);
}
END_TEST

/* A dead device keeps its descriptor, and the others share the rest. */
static unsigned seen_idle;

static void dead_until_idle_twice(struct fault *fault, void *context)
{
	(void) context;
	seen_idle++;
	ck_assert_uint_eq(rig.answered, rig.ask_count - 1);
	fault_release(fault, NULL);
}

START_TEST(dead_device_holds_its_own_slot_only)
{
	seen_idle = 0;
	set_up(2, 10 << 20, 2);
	FAULT(rig.fault, .path = "d03", .ops = FAULT_READ, .hold = true);
	rig.fault->idle = dead_until_idle_twice;
	dev_rig_walk(&rig);
	ck_assert_uint_gt(seen_idle, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(fewer_descriptors_than_max_open)
{
	set_up(64, 10 << 20, 64);
	rig.fault->max_open = 5;
	dev_rig_walk(&rig);
	ck_assert_uint_gt(rig.fault->seen.max_open, 5);		/* it was tried */
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	ck_assert_uint_ge(dev_rig_said(&rig, "No more descriptors: going on with 5"), 1);
	/* The limit is known from then on. */
	rig.fault->seen.max_open = 0;
	for (unsigned i = 0; i < DEVS; i++)
		dev_rig_label(&rig, i, 65536, 512);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.fault->seen.max_open, 5);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(no_descriptor_at_all)
{
	struct dev_ask *first, *second;

	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .ops = FAULT_OPEN, .times = 2, .result = -EMFILE);
	first = dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	second = dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_error(first, -EMFILE);
	dev_rig_check_error(second, -EMFILE);
	ck_assert_uint_eq(dev_rig_said(&rig, "ulimit -n"), 2);
	dev_rig_check_right((dev_rig_label(&rig, 2, 0, 512), dev_rig_run(&rig), rig.asks[2]));
	dev_rig_down(&rig);
}
END_TEST

START_TEST(all_opens_refused_for_want_of_descriptors)
{
	unsigned i;

	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .ops = FAULT_OPEN, .result = -ENFILE);
	for (i = 0; i < DEVS; i++)
		dev_rig_label(&rig, i, 0, 512);
	dev_rig_run(&rig);
	for (i = 0; i < DEVS; i++)
		dev_rig_check_error(rig.asks[i], -ENFILE);
	dev_rig_down(&rig);
}
END_TEST

static void chain_of_devices(struct dev_ask *done, const void *data)
{
	unsigned next = done->n + 1;
	struct dev_ask *nested;

	ck_assert_ptr_nonnull(data);
	if (next == 10)
		return;
	nested = dev_rig_ask(&rig, rig.devs[next], 0, 512, DEV_READ_LABEL);
	(void) nested;
	dev_rig_ask(&rig, done->dev, 8192, 512, DEV_READ_LABEL);
	ck_assert(fault_is_pattern(done->dev->info.name, done->offset, data, done->length));
}

/* A callback's read of another device cannot wait for that of the first one. */
START_TEST(nested_reads_with_one_descriptor)
{
	static const enum dev_rig_way ways[] = { DEV_RIG_FAULT_SYNC, DEV_RIG_FAULT_NO_AIO };

	dev_rig_prepare(&rig, ways[_i]);
	rig.options.max_open = 1;
	rig.options.aio_memory = 8192;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, chain_of_devices);
	ck_assert_uint_eq(rig.ask_count, 3);
	for (unsigned i = 0; i < 3; i++) {
		dev_rig_check_right(rig.asks[i]);
		ck_assert(rig.asks[i]->at_once);
	}
	ck_assert_uint_eq(rig.fault->seen.max_open, 1);
	dev_rig_down(&rig);
}
END_TEST

/* The same when it is the system that has one descriptor only. */
START_TEST(nested_reads_when_the_system_has_one_descriptor)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT_SYNC);
	rig.fault->max_open = 1;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, chain_of_devices);
	for (unsigned i = 0; i < 3; i++)
		dev_rig_check_right(rig.asks[i]);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * The process' descriptors
 */

/* False when the hard one cannot be set so, as under valgrind. */
static bool set_nofile(rlim_t soft, rlim_t hard)
{
	struct rlimit limit = { soft, hard };

	if (!setrlimit(RLIMIT_NOFILE, &limit))
		return true;
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (soft <= limit.rlim_max) {
		limit.rlim_cur = soft;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	}
	return false;
}

static rlim_t soft_nofile(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	return limit.rlim_cur;
}

/* In 2018 this listed 12 of 20 PVs. */
START_TEST(sixteen_descriptors_are_enough)
{
	if (!dev_rig_prepare(&rig, (enum dev_rig_way) _i))
		return;
	rig.options.max_open = 0;
	dev_rig_devs(&rig, DEVS, 65536);
	set_nofile(16, 16);
	dev_rig_up(&rig);
	dev_rig_walk(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(others_may_have_most_of_them)
{
	int first, last;

	if (!dev_rig_prepare(&rig, (enum dev_rig_way) _i))
		return;
	rig.options.max_open = 0;
	dev_rig_devs(&rig, DEVS, 65536);
	set_nofile(64, 64);
	dev_rig_up(&rig);
	first = last = dup(0);
	while ((_i = dup(0)) >= 0)
		last = _i;
	close(last);
	close(last - 1);
	dev_rig_walk(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	while (first < last - 1)
		close(first++);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(limit_is_raised_on_request_only)
{
	if (!set_nofile(32, 1000))
		return;
	set_up(4, 10 << 20, 0);
	ck_assert_uint_eq(soft_nofile(), 32);
	ck_assert_int_eq(dev_io_raise_nofile(), 0);
	ck_assert_uint_eq(soft_nofile(), 1000);
	ck_assert_int_eq(dev_io_raise_nofile(), 0);
	ck_assert_uint_eq(soft_nofile(), 1000);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(limit_is_raised_to_65536_at_most)
{
	if (!set_nofile(64, 1 << 20))
		return;		/* not root, and the hard limit is lower */
	ck_assert_int_eq(dev_io_raise_nofile(), 0);
	ck_assert_uint_eq(soft_nofile(), 65536);
	/* and never lowered */
	set_nofile(100000, 1 << 20);
	ck_assert_int_eq(dev_io_raise_nofile(), 0);
	ck_assert_uint_eq(soft_nofile(), 100000);
}
END_TEST

/* A huge limit costs nothing: no loop over all descriptors. */
START_TEST(huge_limit)
{
	if (!set_nofile(1 << 20, 1 << 20))
		return;
	set_up(64, 10 << 20, 0);
	dev_rig_walk(&rig);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_open_suite(void)
{
	Suite *suite = suite_create("dev_open");
	TCase *tcase = tcase_create("dev_open");

	tcase_add_test(tcase, no_more_than_max_open_are_open);
	tcase_add_test(tcase, those_at_the_door_hold_up_nobody);
	tcase_add_test(tcase, dead_device_holds_its_own_slot_only);
	tcase_add_test(tcase, fewer_descriptors_than_max_open);
	tcase_add_test(tcase, no_descriptor_at_all);
	tcase_add_test(tcase, all_opens_refused_for_want_of_descriptors);
	tcase_add_loop_test(tcase, nested_reads_with_one_descriptor, 0, 2);
	tcase_add_test(tcase, nested_reads_when_the_system_has_one_descriptor);
	dev_rig_add_test(tcase, sixteen_descriptors_are_enough);
	dev_rig_add_test(tcase, others_may_have_most_of_them);
	tcase_add_test(tcase, limit_is_raised_on_request_only);
	tcase_add_test(tcase, limit_is_raised_to_65536_at_most);
	tcase_add_test(tcase, huge_limit);
	suite_add_tcase(suite, tcase);
	return suite;
}

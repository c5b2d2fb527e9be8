/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several ranges as one request. */
#include <errno.h>
#include <string.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 18)

static struct dev_rig rig;
static struct dev *a;

static const struct dev_part parts[] = { { 41000, 300 }, { 512, 100 }, { 8100, 9000 } };
#define PARTS 3
#define TOTAL (300 + 100 + 9000)

static struct {
	unsigned calls;
	int error;
	bool right, has_data;
	size_t length;
} got;

static bool up(int way)
{
	memset(&got, 0, sizeof(got));
	if (!dev_rig_prepare(&rig, (enum dev_rig_way)way))
		return false;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	return true;
}

static void answered(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	const char *at = data;
	unsigned i;

	ck_assert_ptr_eq(context, &got);
	ck_assert_ptr_eq(dev, a);
	got.calls++;
	got.error = error;
	got.length = length;
	got.has_data = data;
	got.right = data;
	for (i = 0; data && i < PARTS; at += parts[i++].length)
		got.right &= fault_is_pattern(dev->info.name, parts[i].offset, at, parts[i].length);
}

static void ask(void)
{
	dev_read_parts(rig.io, a, parts, PARTS, DEV_READ_MDA_CONTENT, answered, &got);
}

static void check_error(int error)
{
	ck_assert_uint_eq(got.calls, 1);
	ck_assert_int_eq(got.error, error);
	ck_assert(!got.has_data);
	ck_assert_uint_eq(got.length, 0);
}

START_TEST(parts_come_one_behind_the_other)
{
	if (!up(_i))
		return;
	ask();
	ck_assert_uint_eq(got.calls, dev_rig_is_sync(&rig));
	dev_rig_run(&rig);
	ck_assert_uint_eq(got.calls, 1);
	ck_assert_int_eq(got.error, 0);
	ck_assert(got.right);
	ck_assert_uint_eq(got.length, TOTAL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(part_at_hand_is_not_read_again)
{
	if (!up(_i))
		return;
	dev_rig_get(&rig, a, 40960, 512, DEV_READ_LABEL);
	ask();
	dev_rig_run(&rig);
	ck_assert(got.right);
	ck_assert_uint_eq(dev_rig_stats(&rig).cached, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(first_error_is_kept)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = FAULT_READ, .offset = 8192, .length = 1, .result = -EIO, .after = 1);
	FAULT(rig.fault, .ops = FAULT_READ, .offset = 41000, .length = 1, .result = -EREMOTEIO);
	ask();
	dev_rig_run(&rig);
	check_error(-EREMOTEIO);
	ck_assert_uint_eq(fault_count(rig.fault, "a", FAULT_READ), PARTS);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(callback_waits_for_the_last_part)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = FAULT_READ, .offset = 41000, .length = 1, .result = -EIO);
	FAULT(rig.fault, .ops = FAULT_READ, .offset = 512, .length = 1, .delay_ms = 20);
	ask();
	dev_rig_run(&rig);
	check_error(-EIO);
	for (unsigned i = 0; i < rig.fault->seen.requests; i++)
		ck_assert(rig.fault->trace[i].ended);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(short_part_is_asked_for_its_rest)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = FAULT_READ, .offset = 8192, .length = 1, .short_by = 4096, .times = 1);
	ask();
	dev_rig_run(&rig);
	ck_assert(got.right);
	ck_assert_uint_eq(fault_count(rig.fault, "a", FAULT_READ), PARTS + 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(part_past_the_end_of_what_there_is)
{
	up(DEV_RIG_FAULT);
	a->info.size = 2 * SIZE;
	dev_read_parts(rig.io, a, (const struct dev_part[]) { { 0, 512 }, { SIZE + 8192, 512 } }, 2,
		       DEV_READ_MDA_CONTENT, answered, &got);
	dev_rig_run(&rig);
	check_error(-EIO);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(nonsense_is_refused)
{
	up(DEV_RIG_FAULT);
	dev_read_parts(rig.io, a, parts, 0, DEV_READ_MDA_CONTENT, answered, &got);
	check_error(-EINVAL);
	got.calls = 0;
	dev_read_parts(rig.io, a, (const struct dev_part[]) { { 0, SIZE_MAX }, { 0, 2 } }, 2,
		       DEV_READ_MDA_CONTENT, answered, &got);
	check_error(-EINVAL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(teardown_answers_once)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	ask();
	dev_rig_down(&rig);
	check_error(-ECANCELED);
}
END_TEST

Suite *dev_parts_suite(void)
{
	Suite *suite = suite_create("dev_parts");
	TCase *tcase = tcase_create("dev_parts");

	dev_rig_add_test(tcase, parts_come_one_behind_the_other);
	dev_rig_add_test(tcase, part_at_hand_is_not_read_again);
	tcase_add_test(tcase, first_error_is_kept);
	tcase_add_test(tcase, callback_waits_for_the_last_part);
	tcase_add_test(tcase, short_part_is_asked_for_its_rest);
	tcase_add_test(tcase, part_past_the_end_of_what_there_is);
	tcase_add_test(tcase, nonsense_is_refused);
	tcase_add_test(tcase, teardown_answers_once);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* O_DIRECT, and files that do not take it. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)

static struct dev_rig rig;
static struct dev *a;

static void set_up(bool direct)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.direct = direct;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
}

START_TEST(file_that_refuses_direct_at_open)
{
	struct dev *b;

	set_up(true);
	fault_add_pattern(rig.fault, "buffered", SIZE)->no_direct = true;
	b = dev_rig_part(&rig, &(struct dev) { .info.name = "buffered" }, 0, SIZE);
	dev_rig_ask(&rig, b, 8192, 512, DEV_READ_LABEL);
	dev_rig_get(&rig, b, 0, 512, DEV_READ_LABEL);
	dev_rig_check_right(rig.asks[0]);
	ck_assert(b->io.buffered);
	/* It is not asked again. */
	ck_assert_uint_eq(fault_count(rig.fault, "buffered", FAULT_OPEN), 2);
	dev_rig_get(&rig, b, 16384, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(fault_count(rig.fault, "buffered", FAULT_OPEN), 3);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	dev_rig_down(&rig);
}
END_TEST

/* A file on a file system of larger blocks than anybody said. */
START_TEST(file_that_refuses_a_direct_read)
{
	unsigned i;

	set_up(true);
	fault_add_pattern(rig.fault, "4k", 18000)->block_size = 4096;
	a = dev_rig_part(&rig, &(struct dev) { .info.name = "4k" }, 0, 18000);
	for (i = 0; i < 5; i++)
		dev_rig_ask(&rig, a, i * 4096, 1600, DEV_READ_LABEL);
	dev_rig_run(&rig);
	for (i = 0; i < 5; i++)
		dev_rig_check_right(rig.asks[i]);
	ck_assert(a->io.buffered);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	ck_assert_uint_eq(fault_count(rig.fault, "4k", FAULT_OPEN), 2);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(einval_without_direct_is_an_error)
{
	struct dev_ask *ask;

	set_up(false);
	FAULT(rig.fault, .ops = FAULT_READ, .result = -EINVAL);
	ask = dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	dev_rig_check_error(ask, -EINVAL);
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(einval_for_ever_is_an_error)
{
	struct dev_ask *ask;

	set_up(true);
	FAULT(rig.fault, .ops = FAULT_READ, .result = -EINVAL);
	ask = dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	dev_rig_check_error(ask, -EINVAL);
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 2);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_direct_suite(void)
{
	Suite *suite = suite_create("dev_direct");
	TCase *tcase = tcase_create("dev_direct");

	tcase_add_test(tcase, file_that_refuses_direct_at_open);
	tcase_add_test(tcase, file_that_refuses_a_direct_read);
	tcase_add_test(tcase, einval_without_direct_is_an_error);
	tcase_add_test(tcase, einval_for_ever_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Engines that break: each request is answered all the same, and the next use tries
 * another one. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)
#define DEVS 20

static struct dev_rig rig;

static void prepare(void)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_devs(&rig, DEVS, SIZE);
}

static void set_up(void)
{
	prepare();
	dev_rig_up(&rig);
}

static void ask_all(void)
{
	unsigned i;

	for (i = 0; i < DEVS; i++)
		dev_rig_label(&rig, i, 0, 512);
}

START_TEST(engine_that_breaks)
{
	unsigned i;

	prepare();
	rig.options.aio_max = 8;
	dev_rig_up(&rig);
	rig.fault->wait_max = 3;
	rig.fault->wait_result = -EUCLEAN;
	rig.fault->wait_after = 5;
	ask_all();
	ck_assert_int_eq(dev_io_run(rig.io), -EUCLEAN);
	ck_assert_uint_eq(rig.answered, DEVS);
	for (i = 0; i < DEVS; i++)
		if (rig.asks[i]->error)
			dev_rig_check_error(rig.asks[i], -EUCLEAN);
		else
			dev_rig_check_right(rig.asks[i]);
	dev_rig_check_error(rig.asks[DEVS - 1], -EUCLEAN);
	ck_assert_uint_eq(dev_rig_said(&rig, "I/O engine fault failed"), 1);
	ck_assert_uint_eq(rig.fault->seen.abandoned, 1);
	/* The next use sets up another one. */
	rig.fault->wait_result = 0;
	dev_rig_check_limits(&rig);
	ck_assert_uint_eq(rig.fault->seen.setups, 2);
	dev_rig_down(&rig);
}
END_TEST

static void ask_once_more(struct dev_ask *done, const void *data)
{
	ck_assert_ptr_null(data);
	dev_rig_ask(&rig, done->dev, 8192, 512, DEV_READ_LABEL);
}

/* Also what callbacks ask for meanwhile. */
START_TEST(broken_engine_is_not_tried_by_callbacks)
{
	set_up();
	rig.fault->wait_result = -EUCLEAN;
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, ask_once_more);
	ck_assert_int_eq(dev_io_run(rig.io), -EUCLEAN);
	ck_assert_uint_eq(rig.answered, 2);
	dev_rig_check_error(rig.asks[1], -EUCLEAN);
	ck_assert_uint_eq(rig.fault->seen.setups, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(engine_that_cannot_be_set_up_again)
{
	set_up();
	rig.fault->wait_result = -EUCLEAN;
	ask_all();
	ck_assert_int_eq(dev_io_run(rig.io), -EUCLEAN);
	rig.fault->setup_result = -ENOMEM;
	dev_rig_label(&rig, 0, 0, 512);
	ck_assert_int_eq(dev_io_run(rig.io), -ENOMEM);
	dev_rig_check_error(rig.asks[DEVS], -ENOMEM);
	rig.fault->setup_result = rig.fault->wait_result = 0;
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[DEVS + 1]);
	dev_rig_down(&rig);
}
END_TEST

/* An engine that hands back less than it took, and says there is no more. */
static int forgetful_wait(struct io_engine *engine, struct io_request **done, unsigned max,
			  int timeout_ms)
{
	(void) engine;
	(void) done;
	(void) max;
	(void) timeout_ms;
	return 0;
}

START_TEST(engine_that_loses_requests)
{
	struct io_engine_ops forgetful = io_engine_fault;
	unsigned i;

	prepare();
	forgetful.wait = forgetful_wait;
	rig.options.ops = &forgetful;
	dev_rig_up(&rig);
	ask_all();
	ck_assert_int_eq(dev_io_run(rig.io), -EIO);
	for (i = 0; i < DEVS; i++)
		dev_rig_check_error(rig.asks[i], -EIO);
	dev_rig_down(&rig);
}
END_TEST

/* Synchronous, the callback tells, and the next read is another try. */
START_TEST(synchronous_engine_that_breaks)
{
	prepare();
	rig.options.ops = &io_engine_fault_sync;
	dev_rig_up(&rig);
	rig.fault->wait_result = -EUCLEAN;
	dev_rig_check_error(dev_rig_label(&rig, 0, 0, 512), -EUCLEAN);
	rig.fault->wait_result = 0;
	dev_rig_check_right(dev_rig_label(&rig, 0, 0, 512));
	dev_rig_run(&rig);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_broken_suite(void)
{
	Suite *suite = suite_create("dev_broken");
	TCase *tcase = tcase_create("dev_broken");

	tcase_add_test(tcase, engine_that_breaks);
	tcase_add_test(tcase, broken_engine_is_not_tried_by_callbacks);
	tcase_add_test(tcase, engine_that_cannot_be_set_up_again);
	tcase_add_test(tcase, engine_that_loses_requests);
	tcase_add_test(tcase, synchronous_engine_that_breaks);
	suite_add_tcase(suite, tcase);
	return suite;
}

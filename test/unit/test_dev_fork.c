/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fork while the path is in use: parent and child both get every answer,
 * whether or not the child says dev_io_reset(). The fault engine and libaio
 * each notice when they are used by the wrong process.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)
#define ASKS 200

static struct dev_rig rig;
static struct dev *a, *b;

static bool set_up(int way)
{
	if (!dev_rig_prepare(&rig, (enum dev_rig_way) way))
		return false;
	rig.options.aio_max = 16;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	b = dev_rig_dev(&rig, "b", SIZE);
	return true;
}

/* More than a batch, so that some are in flight and the others queued. */
static void ask_many(void)
{
	unsigned i;

	for (i = 0; i < ASKS; i++)
		dev_rig_ask(&rig, i % 2 ? a : b, i / 2 * 8192, 8192, DEV_READ_LABEL);
}

static void check_many(void)
{
	unsigned i;

	ck_assert_uint_eq(rig.answered, ASKS);
	for (i = 0; i < ASKS; i++)
		dev_rig_check_right(rig.asks[i]);
}

/* `work` in a child, which is waited for. */
static void in_child(void (*work)(void))
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (!child) {
		work();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

static void run_and_check(void)
{
	dev_rig_run(&rig);
	check_many();
	ck_assert_ptr_null(a->io.file);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	ck_assert_uint_le(dev_rig_stats(&rig).peak_in_flight, 16);
}

static void reset_and_run(void)
{
	ck_assert_int_eq(dev_io_reset(rig.io), 0);
	run_and_check();
}

START_TEST(child_that_resets)
{
	if (!set_up(_i))
		return;
	ask_many();
	in_child(reset_and_run);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

START_TEST(child_that_forgets_to_reset)
{
	if (!set_up(_i))
		return;
	ask_many();
	in_child(run_and_check);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

static void ask_then_run(void)
{
	unsigned i;

	for (i = 0; i < ASKS; i++)
		dev_rig_ask(&rig, i % 2 ? a : b, i / 2 * 4096, 4096, DEV_READ_LV_CONTENT);
	dev_rig_run(&rig);
	for (i = 0; i < 2 * ASKS; i++)
		dev_rig_check_right(rig.asks[i]);
}

/* Its first use is dev_read(), more than a batch of it. */
START_TEST(child_that_reads_more)
{
	if (!set_up(_i))
		return;
	ask_many();
	in_child(ask_then_run);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

static void free_all(void)
{
	unsigned i;

	dev_io_free(rig.io);
	ck_assert_uint_eq(rig.answered, ASKS);
	for (i = 0; i < ASKS; i++)
		if (rig.asks[i]->error)
			dev_rig_check_error(rig.asks[i], -ECANCELED);
	ck_assert_ptr_null(a->io.file);
}

START_TEST(child_that_frees_leaves_the_parent_alone)
{
	if (!set_up(_i))
		return;
	ask_many();
	in_child(free_all);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

static void down(void)
{
	rig.dir[0] = 0;		/* the files are the parent's */
	dev_rig_down(&rig);
}

START_TEST(idle_path)
{
	if (!set_up(_i))
		return;
	ask_many();
	run_and_check();
	in_child(reset_and_run);
	in_child(down);
	dev_rig_down(&rig);
}
END_TEST

static void hits(void)
{
	struct dev_ask *ask = dev_rig_ask(&rig, a, 100, 100, DEV_READ_LABEL);

	dev_rig_check_right(ask);
	ck_assert(ask->at_once);
}

START_TEST(child_has_the_last_blocks)
{
	if (!set_up(_i))
		return;
	dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	in_child(hits);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Inside a callback
 */

static int child_status;

static void fork_here(struct dev_ask *ask, const void *data)
{
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child)
		ck_assert_int_eq(waitpid(child, &child_status, 0), child);
	/* Both go on, and see the data. */
	ck_assert(fault_is_pattern(ask->dev->info.name, ask->offset, data, ask->length));
	dev_rig_ask(&rig, b, 4096, 8192, DEV_READ_LABEL);
}

START_TEST(callback_that_forks)
{
	pid_t me = getpid();
	unsigned i;

	if (!set_up(_i))
		return;
	child_status = -1;
	for (i = 0; i < 50; i++)
		dev_rig_ask_then(&rig, a, i * 8192, 8192, DEV_READ_LABEL,
				 i == 20 ? fork_here : NULL);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.answered, 51);
	for (i = 0; i < 51; i++)
		dev_rig_check_right(rig.asks[i]);
	if (getpid() != me)
		_exit(0);
	ck_assert_int_eq(child_status, 0);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * The engine
 */

START_TEST(reset_in_the_same_process_does_nothing)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	ask_many();
	ck_assert_int_eq(dev_io_reset(rig.io), 0);
	ck_assert_uint_eq(rig.fault->seen.setups, 1);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

static void anew(void)
{
	ck_assert_int_eq(dev_io_reset(rig.io), 0);
	ck_assert_uint_eq(rig.fault->seen.setups, 2);
	ck_assert_uint_eq(rig.fault->seen.abandoned, 1);
	ck_assert_int_eq(dev_io_reset(rig.io), 0);
	ck_assert_uint_eq(rig.fault->seen.setups, 2);
}

START_TEST(parents_engine_is_abandoned_and_set_up_anew)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	ask_many();
	in_child(anew);
	ck_assert_uint_eq(rig.fault->seen.abandoned, 0);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

static void no_engine(void)
{
	unsigned i;

	rig.fault->setup_result = -EAGAIN;
	ck_assert_int_eq(dev_io_reset(rig.io), -EAGAIN);
	ck_assert_int_eq(dev_io_run(rig.io), -EAGAIN);
	ck_assert_uint_eq(rig.answered, ASKS);
	for (i = 0; i < ASKS; i++)
		dev_rig_check_error(rig.asks[i], -EAGAIN);
}

START_TEST(child_that_gets_no_engine)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	ask_many();
	in_child(no_engine);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

/* What the parent had in flight is read by the child itself, in the old order. */
static void in_order(void)
{
	unsigned i, before = rig.fault->seen.requests, n = 0;

	fault_clear(rig.fault);
	run_and_check();
	for (i = before; i < rig.fault->seen.requests; i++)
		if (rig.fault->trace[i].op == IO_READ && rig.fault->trace[i].path[0] == 'a')
			ck_assert_uint_eq(rig.fault->trace[i].offset, 8192 * n++);
	ck_assert_uint_eq(n, ASKS / 2);
}

START_TEST(child_reads_again_what_was_in_flight)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	ask_many();
	ck_assert_uint_eq(rig.fault->seen.io, 2);
	in_child(in_order);
	fault_clear(rig.fault);
	fault_release(rig.fault, NULL);
	run_and_check();
	dev_rig_down(&rig);
}
END_TEST

/* Those whose open was in flight stand at the door first, as they did before. */
static void devices_in_order(void)
{
	unsigned i, n = 0, before = rig.fault->seen.requests;

	dev_rig_run(&rig);
	for (i = before; i < rig.fault->seen.requests; i++)
		if (rig.fault->trace[i].op == IO_READ)
			ck_assert_str_eq(rig.fault->trace[i].path, rig.devs[n++]->info.name);
	ck_assert_uint_eq(n, rig.dev_count);
}

START_TEST(child_opens_devices_in_the_old_order)
{
	unsigned i;

	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = 16;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, 128, 8192);
	for (i = 0; i < 128; i++)
		dev_rig_label(&rig, i, 0, 512);
	ck_assert_uint_eq(rig.fault->seen.chains, 16);
	in_child(devices_in_order);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_fork_suite(void)
{
	Suite *suite = suite_create("dev_fork");
	TCase *tcase = tcase_create("dev_fork");

	dev_rig_add_test(tcase, child_that_resets);
	dev_rig_add_test(tcase, child_that_forgets_to_reset);
	dev_rig_add_test(tcase, child_that_reads_more);
	dev_rig_add_test(tcase, child_that_frees_leaves_the_parent_alone);
	dev_rig_add_test(tcase, idle_path);
	dev_rig_add_test(tcase, child_has_the_last_blocks);
	dev_rig_add_test(tcase, callback_that_forks);
	tcase_add_test(tcase, reset_in_the_same_process_does_nothing);
	tcase_add_test(tcase, parents_engine_is_abandoned_and_set_up_anew);
	tcase_add_test(tcase, child_that_gets_no_engine);
	tcase_add_test(tcase, child_reads_again_what_was_in_flight);
	tcase_add_test(tcase, child_opens_devices_in_the_old_order);
	suite_add_tcase(suite, tcase);
	return suite;
}

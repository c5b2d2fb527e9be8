/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contract of io/io.h about `link`, on every engine and every kind of place. */
#include <errno.h>
#include <string.h>

#include "engine_rig.h"
#include "unit.h"

#define DEPTH 8

static struct rig rig;

START_TEST(chain_runs_in_order)
{
	struct io_request r[4];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 2);
	r[2] = rig_read_request(&rig, 3);
	r[3] = rig_close_request(&rig);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 4)), 0);
	ck_assert_int_eq(r[0].result, 0);
	ck_assert_int_eq(r[1].result, RIG_BLOCK);
	ck_assert_int_eq(r[2].result, RIG_BLOCK);
	rig_check_content(rig_buffers[2], 2 * RIG_BLOCK, 2 * RIG_BLOCK);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_after_failed_open_is_cancelled)
{
	struct io_request r[3];
	int error;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	error = rig.fault ? -ENOENT : -ENOTDIR;
	rig.file.path = "/dev/null/not there";
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 2);
	r[2] = rig_close_request(&rig);
	rig_run(&rig, rig_chain(r, 3));
	ck_assert_int_eq(r[0].result, rig.ops->opens_itself ? 0 : error);
	ck_assert_int_eq(r[1].result, rig.ops->opens_itself ? error : -ECANCELED);
	ck_assert_int_eq(r[2].result, rig.ops->opens_itself ? 0 : -ECANCELED);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_with_failed_read_still_closes)
{
	struct io_request r[5];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 1);
	r[2] = rig_read_request(&rig, 2);
	r[3] = rig_close_request(&rig);
	r[4] = rig_open_request(&rig);
	rig_spoil(&rig, &r[1]);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 5)), -ECANCELED);
	ck_assert_int_eq(r[0].result, 0);
	ck_assert_int_eq(r[1].result, -EINVAL);
	ck_assert_int_eq(r[2].result, -ECANCELED);
	ck_assert_int_eq(r[3].result, 0);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_goes_on_after_a_short_read)
{
	struct io_request r[4];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, RIG_BLOCKS - 1);
	r[1].buffer = rig_buffers[10];
	r[1].length = 2 * RIG_BLOCK;
	r[2] = rig_read_request(&rig, 4);
	r[3] = rig_close_request(&rig);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 4)), 0);
	ck_assert_int_eq(r[1].result, RIG_BLOCK);
	ck_assert_int_eq(r[2].result, RIG_BLOCK);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_closes_after_a_short_read)
{
	struct io_request r[3];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, RIG_BLOCKS - 1);
	r[1].buffer = rig_buffers[10];
	r[1].length = 2 * RIG_BLOCK;
	r[2] = rig_close_request(&rig);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 3)), 0);
	ck_assert_int_eq(r[1].result, RIG_BLOCK);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_goes_no_further_than_the_close_after_a_failed_read)
{
	struct io_request r[4];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 1);
	r[2] = rig_close_request(&rig);
	r[3] = rig_open_request(&rig);
	rig_spoil(&rig, &r[1]);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 4)), -ECANCELED);
	ck_assert_int_eq(r[1].result, -EINVAL);
	ck_assert_int_eq(r[2].result, 0);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_counts_once)
{
	struct io_request r[2][3], *batch[2] = { r[0], r[1] }, *done[6];
	struct io_file second;
	int n, i;

	if (!rig_up(&rig, &rig_places[_i], 2))
		return;
	second = rig.file;
	for (i = 0; i < 2; i++) {
		r[i][0] = rig_open_request(&rig);
		r[i][1] = rig_read_request(&rig, (unsigned) i);
		r[i][2] = rig_close_request(&rig);
		rig_chain(r[i], 3);
	}
	for (i = 0; i < 3; i++)
		r[1][i].file = &second;
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 2), 2);
	for (n = 0; n < 6; n += i) {
		i = rig.ops->wait(rig.engine, done + n, 6, -1);
		ck_assert_int_gt(i, 0);
	}
	ck_assert_int_eq(r[0][1].result, RIG_BLOCK);
	ck_assert_int_eq(r[1][1].result, RIG_BLOCK);
	rig_down(&rig);
}
END_TEST

START_TEST(chain_counts_until_its_last_is_handed_back)
{
	struct io_request r[2], lone, *batch[2] = { r, &lone }, *done;

	if (!rig_up(&rig, &rig_places[_i], 1))
		return;
	rig_open(&rig);
	r[0] = rig_read_request(&rig, 0);
	r[1] = rig_read_request(&rig, 1);
	lone = rig_read_request(&rig, 2);
	rig_chain(r, 2);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 2), 1);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, -1), 1);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch + 1, 1), -EAGAIN);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, -1), 1);
	ck_assert_int_eq(rig_run(&rig, &lone), RIG_BLOCK);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

/* Chains and lone reads, more than the engine holds, again and again. */
START_TEST(all_are_handed_back_once)
{
	struct io_request lone[RIG_BLOCKS], linked[RIG_BLOCKS / 2][3], *batch[RIG_BLOCKS];
	struct io_file files[RIG_BLOCKS / 2];
	unsigned i, j, round;

	if (!rig_up(&rig, &rig_places[_i], 5))
		return;
	if (rig.fault)
		rig.fault->order = FAULT_SHUFFLE;
	rig_open(&rig);
	for (round = 0; round < 5; round++) {
		memset(rig_buffers, 0, sizeof(rig_buffers));
		rig_make_reads(&rig, lone, batch, RIG_BLOCKS);
		for (i = 0; i < RIG_BLOCKS / 2; i++) {
			files[i] = rig.file;
			files[i].fd = -1;
			linked[i][0] = rig_open_request(&rig);
			linked[i][1] = lone[2 * i];
			linked[i][2] = rig_close_request(&rig);
			for (j = 0; j < 3; j++)
				linked[i][j].file = &files[i];
			batch[2 * i] = rig_chain(linked[i], 3);
		}
		rig_run_all(&rig, batch, RIG_BLOCKS);
		rig_check_content(rig_buffers, 0, RIG_SIZE);
	}
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

Suite *engine_chain_suite(void)
{
	Suite *suite = suite_create("engine_chain");
	TCase *tcase = tcase_create("contract");

	rig_add_test(tcase, chain_runs_in_order);
	rig_add_test(tcase, chain_after_failed_open_is_cancelled);
	rig_add_test(tcase, chain_with_failed_read_still_closes);
	rig_add_test(tcase, chain_goes_on_after_a_short_read);
	rig_add_test(tcase, chain_closes_after_a_short_read);
	rig_add_test(tcase, chain_goes_no_further_than_the_close_after_a_failed_read);
	rig_add_test(tcase, chain_counts_once);
	rig_add_test(tcase, chain_counts_until_its_last_is_handed_back);
	rig_add_test(tcase, all_are_handed_back_once);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The protocol between a parent and its workers, in every order: see slot_model.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "slot_model.h"
#include "unit.h"

static const struct model right[] = {
	{ .parts = 4, .slots = 2, .workers = 1 },
	{ .parts = 3, .slots = 2, .workers = 1, .deaths = 1 },
	{ .parts = 3, .slots = 2, .workers = 1, .stalls = 1, .alarms = 1 },
	{ .parts = 3, .slots = 2, .workers = 2, .deaths = 1 },
	{ .parts = 2, .slots = 1, .workers = 2, .stalls = 1 },
	{ .parts = 3, .slots = 1, .workers = 2, .alarms = 1 },
	{ .parts = 2, .slots = 1, .workers = 2, .deaths = 1, .stalls = 1 },
	{ .parts = 2, .slots = 1, .workers = 3, .deaths = 2 },
	{ .parts = 3, .slots = 1, .workers = 1, .recalls = 2 },
	{ .parts = 3, .slots = 2, .workers = 1, .recalls = 3, .chains = 1, .dead_disk = true },
	{ .parts = 2, .slots = 1, .workers = 2, .recalls = 1, .deaths = 1 },
};

/* Half a minute each: SLOT_MODEL=all. */
static const struct model more[] = {
	{ .parts = 2, .slots = 2, .workers = 2, .stalls = 1 },
	{ .parts = 2, .slots = 2, .workers = 2, .alarms = 1 },
	{ .parts = 2, .slots = 1, .workers = 2, .deaths = 1, .stalls = 1, .alarms = 1 },
	{ .parts = 1, .slots = 1, .workers = 3, .deaths = 1, .stalls = 1 },
	{ .parts = 1, .slots = 1, .workers = 3, .stalls = 2 },
	{ .parts = 3, .slots = 2, .workers = 1, .recalls = 2 },
	{ .parts = 2, .slots = 1, .workers = 2, .recalls = 1, .alarms = 1 },
	{ .parts = 2, .slots = 2, .workers = 1, .recalls = 2, .stalls = 1, .alarms = 1 },
};

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

static void explore(struct model model)
{
	model_run(&model);
	printf("slot_model: %u parts, %u slots, %u workers, %u deaths, %u stalls, %u alarms, "
	       "%u recalls: %" PRIu64 " states, %" PRIu64 " steps\n", model.parts, model.slots,
	       model.workers, model.deaths, model.stalls, model.alarms, model.recalls,
	       model.states, model.steps);
	ck_assert_msg(!model.wrong, "%s", model.wrong);
	ck_assert_uint_gt(model.states, 10000);
}

START_TEST(nothing_goes_wrong_in_any_order)
{
	explore(right[_i]);
}
END_TEST

START_TEST(nothing_goes_wrong_in_more_orders)
{
	explore(more[_i]);
}
END_TEST

/* What the model is worth: it has to find each of these. */
static const struct model mistaken[MODEL_MISTAKES] = {
	[PARENT_SLEEPS_WITHOUT_ANOTHER_LOOK] = { .parts = 2, .slots = 1, .workers = 1,
		.awaited = "nobody can go on" },
	[WORKER_SLEEPS_WITHOUT_ANOTHER_LOOK] = { .parts = 2, .slots = 1, .workers = 1,
		.awaited = "nobody can go on" },
	[PARENT_RINGS_BEFORE_IT_ASKS] = { .parts = 2, .slots = 1, .workers = 1,
		.awaited = "nobody can go on" },
	[WORKER_WAKES_BEFORE_IT_ANSWERS] = { .parts = 2, .slots = 1, .workers = 1,
		.awaited = "nobody can go on" },
	[WORKER_ANSWERS_BEFORE_IT_HAS_READ] = { .parts = 2, .slots = 1, .workers = 1,
		.awaited = "a part is called back with other data than its own" },
	[WORKERS_SHARE_MEMORY] = { .parts = 2, .slots = 1, .workers = 2, .deaths = 1,
		.awaited = "a buffer is used while a device may write into it" },
	[SECOND_ANSWER_COUNTS] = { .parts = 2, .slots = 1, .workers = 2, .stalls = 1,
		.awaited = "a part is called back twice" },
	[BEGUN_IS_NOT_ASKED_AGAIN] = { .parts = 2, .slots = 1, .workers = 2, .deaths = 1,
		.awaited = "nobody can go on" },
	[SLOT_IS_FREE_ONCE_ANOTHER_ANSWERS] = { .parts = 2, .slots = 1, .workers = 2, .alarms = 1,
		.awaited = "a buffer is used while a device may write into it" },
	[ANY_ASK_IS_RECALLED] = { .parts = 2, .slots = 1, .workers = 1, .recalls = 1,
		.awaited = "a part is cancelled that was not recalled" },
	[RECALL_IS_LOOKED_AT_BEFORE_ITS_SLOT_IS_TAKEN] = { .parts = 2, .slots = 1, .workers = 1,
		.recalls = 1, .awaited = "a part is cancelled that was not recalled" },
	[BEGUN_IS_CANCELLED] = { .parts = 1, .slots = 1, .workers = 1, .recalls = 1,
		.awaited = "a part is cancelled that was begun" },
	[RECALL_RINGS_NOBODY] = { .parts = 2, .slots = 2, .workers = 1, .recalls = 1,
		.chains = 1, .dead_disk = true, .awaited = "what is recalled does not come back" },
	[WORKER_SLEEPS_ON_RECALLS] = { .parts = 2, .slots = 2, .workers = 1, .recalls = 1,
		.chains = 1, .dead_disk = true, .awaited = "what is recalled does not come back" },
	[CANCELLED_WAKES_NOBODY] = { .parts = 2, .slots = 2, .workers = 1, .recalls = 1,
		.chains = 1, .dead_disk = true, .awaited = "what is recalled does not come back" },
};

START_TEST(mistake_is_found)
{
	struct model model = mistaken[_i];

	model.mistake = (enum model_mistake) _i;
	model_run(&model);
	ck_assert_ptr_nonnull(model.wrong);
}
END_TEST

Suite *slot_model_suite(void)
{
	Suite *suite = suite_create("slot_model");
	TCase *tcase = tcase_create("model");

	tcase_set_timeout(tcase, 240);
	tcase_add_loop_test(tcase, nothing_goes_wrong_in_any_order, 0, COUNT(right));
	if (getenv("SLOT_MODEL"))
		tcase_add_loop_test(tcase, nothing_goes_wrong_in_more_orders, 0, COUNT(more));
	tcase_add_loop_test(tcase, mistake_is_found, 1, MODEL_MISTAKES);
	suite_add_tcase(suite, tcase);
	return suite;
}

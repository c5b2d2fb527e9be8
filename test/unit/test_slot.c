/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory between a parent and its worker, and the desk, one call at a time.
 * What becomes of it in every order is the model's: see slot_model.h. */
#include <stdlib.h>
#include <string.h>

#include "io/desk.h"
#include "unit.h"

#define COUNT 130u	/* three words of bits */

static struct slots slots;
static void *memory;

static void set_up(void)
{
	memory = calloc(1, slots_size(COUNT));
	ck_assert_ptr_nonnull(memory);
	slots_view(&slots, memory, COUNT);
}

static void tear_down(void)
{
	free(memory);
}

static void ask(unsigned i)
{
	slots.slot[i].asks++;
	slots_ask(&slots, i);
}

START_TEST(recall_is_of_the_ask_that_is_out)
{
	ask(7);
	slots_recall(&slots, 7);
	ck_assert(slots_any_recalled(&slots));
	ck_assert_int_eq(slots_take_recall(&slots, 0), 7);
	ck_assert(!slots_any_recalled(&slots));
	ck_assert_int_eq(slots_take_recall(&slots, 0), -1);
	ck_assert(slots_take_one(&slots, 7));
	ck_assert(slots_is_recalled(&slots, 7));
}
END_TEST

START_TEST(recall_that_comes_late_is_not_of_the_next_ask)
{
	ask(7);
	ck_assert_int_eq(slots_take(&slots, 0), 7);
	slots_answer(&slots, 7, 1);
	slots_recall(&slots, 7);
	ck_assert_int_eq(slots_collect(&slots, 0), 7);
	ask(7);
	ck_assert_int_eq(slots_take_recall(&slots, 0), 7);
	ck_assert(slots_take_one(&slots, 7));
	ck_assert(!slots_is_recalled(&slots, 7));
	slots_ask(&slots, 7);
	slots_recall(&slots, 7);
	ck_assert(slots_is_recalled(&slots, 7));
}
END_TEST

START_TEST(first_ask_of_a_slot_is_not_recalled)
{
	ask(7);
	ck_assert(!slots_is_recalled(&slots, 7));
}
END_TEST

START_TEST(one_is_taken_and_no_other)
{
	ask(6);
	ask(8);
	ck_assert(!slots_take_one(&slots, 7));
	ck_assert(slots_take_one(&slots, 8));
	ck_assert(!slots_take_one(&slots, 8));
	ck_assert(!slots_is_begun(&slots, 6));
	ck_assert_int_eq(slots_take(&slots, 0), 6);
	ck_assert(!slots_any_asked(&slots));
}
END_TEST

START_TEST(sets_are_apart_and_complete)
{
	for (unsigned i = 0; i < COUNT; i++)
		slots_recall(&slots, i);
	ck_assert(!slots_any_asked(&slots));
	ck_assert(!slots_any_answered(&slots));
	for (int i = 0; i < (int) COUNT; i++)
		ck_assert_int_eq(slots_take_recall(&slots, (unsigned) i), i);
	ck_assert(!slots_any_recalled(&slots));
}
END_TEST

/* For every slot, and no other slot than that. */
START_TEST(answered_is_where_it_is_said_to_be)
{
	uint64_t word;
	size_t at;

	for (unsigned i = 0; i < COUNT; i++) {
		slots_answer(&slots, i, 0);
		for (unsigned j = 0; j < COUNT; j++) {
			at = slots_answered_offset(COUNT, j);
			ck_assert_uint_le(at + sizeof(word), slots_size(COUNT));
			memcpy(&word, (char *) memory + at, sizeof(word));
			ck_assert_int_eq(slots_word_has(word, j), i == j);
		}
		ck_assert_int_eq(slots_collect(&slots, 0), i);
	}
}
END_TEST

/* ---- the desk ---- */

START_TEST(desk_knows_whose_slots_there_are)
{
	struct desk desk;
	int ada, bob;
	struct part *part;

	ck_assert_int_eq(desk_init(&desk, COUNT), 0);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 0), -1);
	ck_assert_uint_eq(desk_ask(&desk, desk_new(&desk, &ada, 0, 1)), 0);
	ck_assert_uint_eq(desk_ask(&desk, desk_new(&desk, &bob, 0, 1)), 1);
	ck_assert_uint_eq(desk_ask(&desk, desk_new(&desk, &ada, 1, 1)), 2);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 0), 0);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 1), 2);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 3), -1);
	ck_assert_int_eq(desk_next_of(&desk, &bob, 0), 1);
	part = desk_answered(&desk, 0, 0);
	desk_drop(&desk, part);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 0), 2);
	desk_free(&desk);
}
END_TEST

/* What an earlier worker has cannot be recalled there. */
START_TEST(desk_knows_slots_of_the_current_worker_only)
{
	struct desk desk;
	int ada;

	ck_assert_int_eq(desk_init(&desk, COUNT), 0);
	desk_ask(&desk, desk_new(&desk, &ada, 0, 1));
	desk_replace(&desk, &slots, false);
	ck_assert_int_eq(desk_next_of(&desk, &ada, 0), -1);
	desk_ask(&desk, desk_suspect(&desk));
	ck_assert_int_eq(desk_next_of(&desk, &ada, 0), 0);
	desk_free(&desk);
}
END_TEST

START_TEST(desk_has_no_use_for_an_answer_to_nothing)
{
	struct desk desk;
	int ada;

	ck_assert_int_eq(desk_init(&desk, COUNT), 0);
	desk_ask(&desk, desk_new(&desk, &ada, 0, 1));
	ck_assert_ptr_null(desk_answered(&desk, 0, 1));
	ck_assert_uint_eq(desk.in_use, 1);
	ck_assert_uint_eq(desk_ask(&desk, desk_new(&desk, &ada, 1, 1)), 1);
	desk_free(&desk);
}
END_TEST

Suite *slot_suite(void)
{
	Suite *suite = suite_create("slot");
	TCase *tcase = tcase_create("slot");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, recall_is_of_the_ask_that_is_out);
	tcase_add_test(tcase, recall_that_comes_late_is_not_of_the_next_ask);
	tcase_add_test(tcase, first_ask_of_a_slot_is_not_recalled);
	tcase_add_test(tcase, one_is_taken_and_no_other);
	tcase_add_test(tcase, sets_are_apart_and_complete);
	tcase_add_test(tcase, answered_is_where_it_is_said_to_be);
	tcase_add_test(tcase, desk_knows_whose_slots_there_are);
	tcase_add_test(tcase, desk_knows_slots_of_the_current_worker_only);
	tcase_add_test(tcase, desk_has_no_use_for_an_answer_to_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

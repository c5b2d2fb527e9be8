/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel answers about a device, whole and damaged. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dm_rig.h"
#include "kernel/answer.h"
#include "unit.h"

#define SIZE 4096

static struct dm_pool *pool;
static struct volscan_dm dm;
static union {
	struct dm_ioctl head;
	char bytes[SIZE];
} answer;

static void setup(void)
{
	pool = dm_pool_create("test", 1024);
	memset(&dm, 0, sizeof(dm));
	dm_rig_answer(&answer, SIZE, "vg0-pool-tpool", "LVM-" DM_ID "-tpool");
}

static void teardown(void)
{
	dm_pool_destroy(pool);
}

/* From memory that ends where the answer does, for the sanitizers. */
static int take(size_t length)
{
	char *exact = malloc(length ? length : 1);
	int r;

	memcpy(exact, &answer, length);
	r = kernel_answer(pool, exact, length, DM_ID, &dm);
	free(exact);
	return r;
}

static void add(const char *type, const char *status)
{
	dm_rig_add(&answer.head, SIZE, type, status);
}

START_TEST(whole_answer)
{
	answer.head.open_count = 3;
	add("linear", "");
	add("raid", "raid1 2 AA 8/8 idle 0 0 -");
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert_str_eq(dm.name, "vg0-pool-tpool");
	ck_assert_str_eq(dm.layer, "tpool");
	ck_assert_uint_eq(dm.open_count, 3);
	ck_assert(dm.live_table && !dm.inactive_table && !dm.suspended && !dm.read_only);
	ck_assert_uint_eq(dm.target_count, 2);
	ck_assert(!dm.more_targets);
	ck_assert_str_eq(dm.targets[0].type, "linear");
	ck_assert_str_eq(dm.targets[0].status, "");
	ck_assert_uint_eq(dm.targets[1].start, 10);
	ck_assert_uint_eq(dm.targets[1].length, 10);
	ck_assert_str_eq(dm.targets[1].status, "raid1 2 AA 8/8 idle 0 0 -");
	ck_assert_ptr_nonnull(dm.targets[1].raid);
}
END_TEST

START_TEST(each_flag)
{
	answer.head.flags = DM_READONLY_FLAG;
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert(dm.read_only && !dm.live_table && !dm.inactive_table && !dm.suspended);
	answer.head.flags = DM_SUSPEND_FLAG;
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert(dm.suspended && !dm.read_only);
	answer.head.flags = DM_INACTIVE_PRESENT_FLAG;
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert(dm.inactive_table && !dm.suspended);
}
END_TEST

START_TEST(device_of_the_lv_itself)
{
	dm_rig_answer(&answer, SIZE, "vg0-lv0", "LVM-" DM_ID);
	answer.head.open_count = -1;
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert_str_eq(dm.layer, "");
	ck_assert_uint_eq(dm.open_count, 0);
	ck_assert_uint_eq(dm.target_count, 0);
	ck_assert(!dm.more_targets);
}
END_TEST

START_TEST(number_of_another_device)
{
	dm_rig_answer(&answer, SIZE, "vg0-other", "LVM-" DM_OTHER_ID);
	ck_assert_int_eq(take(answer.head.data_size), -ENXIO);
	dm_rig_answer(&answer, SIZE, "crypt", "CRYPT-LUKS2-1");
	ck_assert_int_eq(take(answer.head.data_size), -ENXIO);
	ck_assert_ptr_null(dm.name);
}
END_TEST

START_TEST(more_targets_than_room)
{
	for (unsigned i = 0; i < 200; i++)
		add("linear", "");
	ck_assert_int_eq(take(answer.head.data_size), 0);
	ck_assert_uint_gt(dm.target_count, 50);
	ck_assert_uint_lt(dm.target_count, 200);
	ck_assert(dm.more_targets);
}
END_TEST

START_TEST(cut_off_anywhere)
{
	size_t whole;

	add("thin-pool", "1 112/1024 0/320 - rw discard_passdown queue_if_no_space - 256 ");
	add("linear", "");
	whole = answer.head.data_size;
	for (size_t length = 0; length < whole; length++) {
		int r = take(length);

		if (length < offsetof(struct dm_ioctl, data)) {
			ck_assert_int_eq(r, -EBADMSG);
			continue;
		}
		ck_assert_int_eq(r, 0);
		ck_assert(dm.more_targets);
		ck_assert_uint_lt(dm.target_count, 2);
	}
}
END_TEST

START_TEST(no_answer_of_this_kind)
{
	answer.head.version[0]++;
	ck_assert_int_eq(take(SIZE), -EBADMSG);
	answer.head.version[0]--;
	memset(answer.head.name, 'x', sizeof(answer.head.name));
	ck_assert_int_eq(take(SIZE), -EBADMSG);
	answer.head.name[3] = '\0';
	memset(answer.head.uuid + 70, 'x', sizeof(answer.head.uuid) - 70);
	ck_assert_int_eq(take(SIZE), -EBADMSG);
}
END_TEST

/* What would go round for ever, or points elsewhere, comes to an end. */
START_TEST(targets_that_lead_nowhere)
{
	static const unsigned nexts[] = { 0, 1, 0xffffffff, SIZE };
	struct dm_target_spec *first = (void *) (answer.bytes + sizeof(struct dm_ioctl));

	add("linear", "");
	add("linear", "");
	for (unsigned i = 0; i < 4; i++) {
		first->next = nexts[i];
		ck_assert_int_eq(take(SIZE), 0);
		ck_assert_uint_le(dm.target_count, 2);
	}
	answer.head.data_start = 0xfffffff0;
	ck_assert_int_eq(take(SIZE), 0);
	ck_assert_uint_eq(dm.target_count, 0);
	ck_assert(dm.more_targets);
	answer.head.target_count = 0xffffffff;
	ck_assert_int_eq(take(SIZE), 0);
}
END_TEST

START_TEST(type_without_end)
{
	struct dm_target_spec *first = (void *) (answer.bytes + sizeof(struct dm_ioctl));

	add("linear", "status");
	memset(first->target_type, 'x', sizeof(first->target_type));
	ck_assert_int_eq(take(SIZE), 0);
	ck_assert_str_eq(dm.targets[0].type, "xxxxxxxxxxxxxxxx");
	ck_assert_str_eq(dm.targets[0].status, "status");
}
END_TEST

Suite *kernel_answer_suite(void)
{
	Suite *suite = suite_create("kernel_answer");
	TCase *tcase = tcase_create("answer");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, whole_answer);
	tcase_add_test(tcase, each_flag);
	tcase_add_test(tcase, device_of_the_lv_itself);
	tcase_add_test(tcase, number_of_another_device);
	tcase_add_test(tcase, more_targets_than_room);
	tcase_add_test(tcase, cut_off_anywhere);
	tcase_add_test(tcase, no_answer_of_this_kind);
	tcase_add_test(tcase, targets_that_lead_nowhere);
	tcase_add_test(tcase, type_without_end);
	suite_add_tcase(suite, tcase);
	return suite;
}

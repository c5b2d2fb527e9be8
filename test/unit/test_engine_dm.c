/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IO_DM on every engine: it is done, or it is said that it is not. device-mapper is
 * sys_wrap's. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "dm_rig.h"
#include "engine_rig.h"
#include "io/dm.h"
#include "io/slot.h"
#include "sys_wrap.h"
#include "unit.h"

#define DEPTH 8
#define DEVICE makedev(253, 70000)

static struct rig rig;
/* A worker uses what a slot has of it. */
static union {
	struct dm_ioctl head;
	char bytes[65536];
} answer;

static bool is_able(void)
{
	return rig.ops == &io_engine_sync || rig.ops == &io_engine_threads ||
	       rig.ops == &io_engine_readahead ||
	       (rig.ops == &io_engine_worker && strcmp(rig.place->inner, "uring"));
}

/* It may run in another process: what it was asked is in its answer. */
static int tell_what_is_asked(struct dm_ioctl *ask)
{
	unsigned size = ask->data_size, flags = ask->flags, minor_version = ask->version[1];
	unsigned long long device = ask->dev;
	struct dm_ioctl *told = dm_rig_answer(ask, ask->data_size, "vg0-lv0", "LVM-" DM_ID);

	told->dev = device;
	told->event_nr = flags;
	told->open_count = (int) size;
	told->version[1] = minor_version;
	dm_rig_add(told, size, "linear", "");
	return 0;
}

static int refuse(struct dm_ioctl *ask)
{
	(void) ask;
	return -EPERM;
}

static int claim_too_much(struct dm_ioctl *ask)
{
	ask->data_size *= 2;
	return 0;
}

static bool up(int place, int (*dm)(struct dm_ioctl *))
{
	sys_wrap.dm = dm;
	if (!rig_up(&rig, &rig_places[place], DEPTH))
		return false;
	if (!rig.fault)
		return true;
	rig_down(&rig);
	return false;
}

static ssize_t ask(size_t length)
{
	struct io_request r[3];

	rig.file.path = io_dm_node();
	rig.file.open_flags = O_RDONLY | O_CLOEXEC;
	r[0] = rig_open_request(&rig);
	r[1] = (struct io_request) { .op = IO_DM, .file = &rig.file, .buffer = &answer,
				     .length = length, .extent = DEVICE, .may_block = true };
	r[2] = rig_close_request(&rig);
	memset(&answer, 0, sizeof(answer));
	rig_run(&rig, rig_chain(r, 3));
	ck_assert_int_eq(rig.file.fd, -1);
	rig_down(&rig);
	return r[1].result;
}

START_TEST(it_is_asked_about_one_device)
{
	ssize_t r;

	if (!up(_i, tell_what_is_asked))
		return;
	r = ask(sizeof(answer));
	if (!is_able()) {
		ck_assert_int_eq(r, -EOPNOTSUPP);
		return;
	}
	ck_assert_int_eq(r, answer.head.data_size);
	ck_assert_uint_eq(answer.head.dev, DEVICE);
	ck_assert_uint_eq(answer.head.version[1], 0);
	ck_assert_uint_eq(answer.head.target_count, 1);
	ck_assert(answer.head.event_nr & DM_NOFLUSH_FLAG);
	ck_assert_int_eq(answer.bytes[SLOT_SIZE], 0);	/* asked in one piece */
	ck_assert_int_eq(answer.head.open_count,
			 rig.ops == &io_engine_worker ? SLOT_SIZE : sizeof(answer));
}
END_TEST

START_TEST(what_it_says_is_the_result)
{
	if (up(_i, refuse))
		ck_assert_int_eq(ask(sizeof(answer)), is_able() ? -EPERM : -EOPNOTSUPP);
}
END_TEST

START_TEST(its_head_has_to_have_room)
{
	if (up(_i, tell_what_is_asked))
		ck_assert_int_eq(ask(sizeof(struct dm_ioctl) - 1),
				 is_able() ? -EINVAL : -EOPNOTSUPP);
}
END_TEST

START_TEST(no_more_is_taken_than_there_is_room_for)
{
	if (up(_i, claim_too_much))
		ck_assert_int_eq(ask(4096), is_able() ? 4096 : -EOPNOTSUPP);
}
END_TEST

Suite *engine_dm_suite(void)
{
	Suite *suite = suite_create("engine_dm");
	TCase *tcase = tcase_create("contract");

	rig_add_test(tcase, it_is_asked_about_one_device);
	rig_add_test(tcase, what_it_says_is_the_result);
	rig_add_test(tcase, its_head_has_to_have_room);
	rig_add_test(tcase, no_more_is_taken_than_there_is_room_for);
	suite_add_tcase(suite, tcase);
	return suite;
}

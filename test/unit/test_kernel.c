/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What device-mapper has of LVs: sysfs is a tree of the test, and the answers are
 * sys_wrap's, from a process of their own. */
#include "kernel/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "dm_rig.h"
#include "sys_wrap.h"
#include "tree.h"
#include "unit.h"

#define TIMEOUT_MS 150

static struct volscan_lv pool_lv, other_lv, removed_lv;
static struct volscan_lv *lvs[] = { &pool_lv, &other_lv }, *removed[] = { &removed_lv };
static struct volscan_vg vg = {
	.uuid = DM_VG_UUID, .lvs = lvs, .lv_count = 2,
	.historical_lvs = removed, .historical_lv_count = 1,
};
static struct volscan_vg *const vgs[] = { &vg };
static struct dm_pool *pool;
static struct dev_io *io;
static char heard[1024];
static unsigned warnings;

static void hear(void *context, enum volscan_log_level level,
		 enum volscan_log_class log_class, const char *message)
{
	(void) context;
	(void) log_class;
	if (level > VOLSCAN_LOG_WARNING)
		return;
	warnings++;
	snprintf(heard, sizeof(heard), "%s", message);
}

static const struct log listener = { hear, NULL, VOLSCAN_LOG_WARNING };

/* A device with its files in sysfs, where `minor` is. */
static void add_device(unsigned minor, const char *name, const char *uuid)
{
	char path[128], text[256];

	snprintf(path, sizeof(path), "sys/block/dm-%u/dm/name", minor);
	snprintf(text, sizeof(text), "%s\n", name);
	tree_write(path, text);
	snprintf(path, sizeof(path), "sys/block/dm-%u/dm/uuid", minor);
	snprintf(text, sizeof(text), "%s\n", uuid);
	tree_write(path, text);
	snprintf(path, sizeof(path), "sys/block/dm-%u/dev", minor);
	snprintf(text, sizeof(text), "253:%u\n", minor);
	tree_write(path, text);
}

static void setup(void)
{
	tree_make();
	tree_write("sys/class/misc/device-mapper/dev", "10:236\n");
	add_device(3, "vg0-pool", "LVM-" DM_ID "-pool");
	add_device(2, "vg0-pool-tpool", "LVM-" DM_ID "-tpool");
	add_device(7, "crypt", "CRYPT-LUKS2-1");
	add_device(8, "vg1-lv", "LVM-" DM_VG_UUID);
	tree_write("sys/dev/block/253:2/bdi/read_ahead_kb", "128\n");
	pool_lv = (struct volscan_lv) { .uuid = DM_LV_UUID, .vg = &vg };
	other_lv = (struct volscan_lv) { .uuid = DM_OTHER_UUID, .vg = &vg };
	removed_lv = (struct volscan_lv) { .uuid = DM_LV_UUID, .vg = &vg, .historical = true };
	pool = dm_pool_create("test", 1024);
	warnings = 0;
	*heard = '\0';
}

static void teardown(void)
{
	dev_io_free(io);
	io = NULL;
	dm_pool_destroy(pool);
	tree_remove();
}

static void ask_by(const char *engine)
{
	const struct dev_io_options options = {
		.use_aio = true, .engine = engine, .aio_max = 8, .aio_memory = 1 << 20,
		.timeout_ms = TIMEOUT_MS, .isolate = true,
	};

	struct kernel *kernel;

	ck_assert_int_eq(dev_io_new(&options, &listener, &io), 0);
	ck_assert_int_eq(kernel_ask(tree_root, io, &listener, pool, vgs, 1, &kernel), 0);
	ck_assert_int_eq(dev_io_run(io), 0);
	ck_assert_int_eq(kernel_settle(kernel), 0);
	kernel_free(kernel);
}

static void ask(void)
{
	ask_by("threads");
}

/* ------------------------------------------------------------------------
 * device-mapper
 */

static int answer_well(struct dm_ioctl *ask)
{
	unsigned size = ask->data_size, number = minor(ask->dev);

	dm_rig_answer(ask, size, number == 2 ? "vg0-pool-tpool" : "vg0-pool",
		      number == 2 ? "LVM-" DM_ID "-tpool" : "LVM-" DM_ID "-pool");
	if (number == 2)
		dm_rig_add(ask, size, "thin-pool",
			   "1 2/3 4/5 - rw discard_passdown queue_if_no_space - 256 ");
	else
		dm_rig_add(ask, size, "linear", "");
	return 0;
}

/* That of the pool's metadata is dead, for as long as the test runs. */
static int hang_at_one(struct dm_ioctl *ask)
{
	while (minor(ask->dev) == 2 && !access(tree_root, F_OK))
		usleep(10000);
	return answer_well(ask);
}

static int refuse(struct dm_ioctl *ask)
{
	(void) ask;
	return -EPERM;
}

static int talk_nonsense(struct dm_ioctl *ask)
{
	memset(ask, 0x5a, ask->data_size);
	ask->data_size = 1000;
	return 0;
}

static int have_gone(struct dm_ioctl *ask)
{
	return minor(ask->dev) == 2 ? -ENXIO : answer_well(ask);
}

/* ------------------------------------------------------------------------
 * Tests
 */

static const struct volscan_dm *device(unsigned i)
{
	ck_assert_ptr_nonnull(pool_lv.kernel);
	ck_assert_uint_lt(i, pool_lv.kernel->device_count);
	return pool_lv.kernel->devices[i];
}

START_TEST(devices_of_each_lv)
{
	sys_wrap.dm = answer_well;
	ask();
	ck_assert_uint_eq(warnings, 0);
	ck_assert_uint_eq(device(1)->minor, 3);
	ck_assert_uint_eq(pool_lv.kernel->device_count, 2);
	ck_assert_str_eq(device(0)->layer, "tpool");
	ck_assert_str_eq(device(0)->name, "vg0-pool-tpool");
	ck_assert_uint_eq(device(0)->major, 253);
	ck_assert_uint_eq(device(0)->minor, 2);
	ck_assert_uint_eq(device(0)->read_ahead, 256);
	ck_assert_uint_eq(device(0)->targets[0].thin_pool->used_data, 4);
	ck_assert_str_eq(device(1)->layer, "pool");
	ck_assert_uint_eq(device(1)->read_ahead, 0);
}
END_TEST

START_TEST(lv_without_a_device_is_not_active)
{
	sys_wrap.dm = answer_well;
	ask();
	ck_assert_ptr_nonnull(other_lv.kernel);
	ck_assert_uint_eq(other_lv.kernel->device_count, 0);
	ck_assert_ptr_nonnull(removed_lv.kernel);
	ck_assert_uint_eq(removed_lv.kernel->device_count, 0);
}
END_TEST

START_TEST(kernel_without_device_mapper)
{
	tree_remove();
	tree_make();
	sys_wrap.dm = answer_well;
	ask();
	ck_assert_ptr_null(pool_lv.kernel);
	ck_assert_ptr_null(removed_lv.kernel);
	ck_assert_uint_eq(warnings, 1);
	ck_assert_ptr_nonnull(strstr(heard, "has no device-mapper"));
}
END_TEST

START_TEST(what_hangs_is_told_at_its_deadline)
{
	sys_wrap.dm = hang_at_one;
	ask();
	ck_assert_ptr_null(pool_lv.kernel);
	ck_assert_ptr_nonnull(other_lv.kernel);
	ck_assert_uint_eq(warnings, 1);
	ck_assert_ptr_nonnull(strstr(heard, "vg0-pool-tpool: it does not answer."));
}
END_TEST

START_TEST(nobody_may_ask)
{
	sys_wrap.dm = refuse;
	ask();
	ck_assert_ptr_null(pool_lv.kernel);
	ck_assert_ptr_nonnull(other_lv.kernel);
	ck_assert_uint_eq(warnings, 1);
	ck_assert_ptr_nonnull(strstr(heard, " and 1 more: Operation not permitted."));
}
END_TEST

START_TEST(engine_that_cannot_ask)
{
	sys_wrap.dm = answer_well;
	ask_by("sync");
	ck_assert_uint_eq(pool_lv.kernel->device_count, 2);
#ifdef HAVE_LIBURING
	dev_io_free(io);
	pool_lv.kernel = NULL;
	ask_by("uring");
	ck_assert_ptr_null(pool_lv.kernel);
	ck_assert_uint_eq(warnings, 1);
#endif
}
END_TEST

START_TEST(answers_that_are_none)
{
	sys_wrap.dm = talk_nonsense;
	ask();
	ck_assert_ptr_null(pool_lv.kernel);
	ck_assert_ptr_nonnull(strstr(heard, "its answer is not understood"));
}
END_TEST

START_TEST(device_that_has_gone_meanwhile)
{
	sys_wrap.dm = have_gone;
	ask();
	ck_assert_uint_eq(warnings, 0);
	ck_assert_uint_eq(device(0)->minor, 3);
	ck_assert_uint_eq(pool_lv.kernel->device_count, 1);
}
END_TEST

/* Its number may have become another one's. */
START_TEST(device_that_is_another_one_meanwhile)
{
	add_device(3, "vg0-other", "LVM-" DM_OTHER_ID);
	sys_wrap.dm = answer_well;
	ask();
	ck_assert_uint_eq(warnings, 0);
	ck_assert_uint_eq(other_lv.kernel->device_count, 0);
	ck_assert_uint_eq(pool_lv.kernel->device_count, 1);
}
END_TEST

START_TEST(device_without_its_files)
{
	tree_write("sys/block/dm-3/dev", "nonsense\n");
	tree_write("sys/block/dm-2/dm/uuid", "\n");
	sys_wrap.dm = answer_well;
	ask();
	ck_assert_uint_eq(warnings, 0);
	ck_assert_uint_eq(pool_lv.kernel->device_count, 0);
}
END_TEST

Suite *kernel_suite(void)
{
	Suite *suite = suite_create("kernel");
	TCase *tcase = tcase_create("ask");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, devices_of_each_lv);
	tcase_add_test(tcase, lv_without_a_device_is_not_active);
	tcase_add_test(tcase, kernel_without_device_mapper);
	tcase_add_test(tcase, what_hangs_is_told_at_its_deadline);
	tcase_add_test(tcase, nobody_may_ask);
	tcase_add_test(tcase, engine_that_cannot_ask);
	tcase_add_test(tcase, answers_that_are_none);
	tcase_add_test(tcase, device_that_has_gone_meanwhile);
	tcase_add_test(tcase, device_that_is_another_one_meanwhile);
	tcase_add_test(tcase, device_without_its_files);
	suite_add_tcase(suite, tcase);
	return suite;
}

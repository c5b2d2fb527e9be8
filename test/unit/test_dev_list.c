/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dev_list_rig.h"
#include "tree.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * Sizes
 */

START_TEST(test_settle_size)
{
	struct dev *dev;

	tree_device(8, 0, "sda", 2049);
	list_rig_add_machine();
	dev = list_rig_get("dev/sda");
	ck_assert_uint_eq(dev->info.size, 2048 * 512);
	dev_list_settle_size(list_rig, dev, 2048 * 512);
	ck_assert_uint_eq(dev->info.size, 2048 * 512);
	dev_list_settle_size(list_rig, dev, 2049 * 512);
	ck_assert_uint_eq(dev->info.size, 2049 * 512);
	dev_list_settle_size(list_rig, dev, 4096 * 512);
	ck_assert_uint_eq(dev->info.size, 2049 * 512);
}
END_TEST

START_TEST(test_settle_size_without_sysfs)
{
	tree_append("proc/partitions", "8 0 1024 sda\n");
	list_rig_add_machine();
	dev_list_settle_size(list_rig, list_rig_get("dev/sda"), 1);
	ck_assert_uint_eq(list_rig_get("dev/sda")->info.size, 1024 * 1024);
}
END_TEST

START_TEST(test_settle_size_of_file)
{
	tree_device(0, 0, "none", 8);
	tree_sparse("a.img", 1537);
	list_rig_add_path("a.img");
	dev_list_settle_size(list_rig, list_rig_get("a.img"), 4096);
	ck_assert_uint_eq(list_rig_get("a.img")->info.size, 1537);
}
END_TEST

START_TEST(test_settle_size_of_partition)
{
	struct dev *part;

	tree_device(8, 0, "sda", 2048);
	list_rig_add_machine();
	ck_assert_int_eq(dev_list_add_partition(list_rig, list_rig_get("dev/sda"), 1, 512, 1024,
						&part), 0);
	dev_list_settle_size(list_rig, part, 4096);
	ck_assert_uint_eq(part->info.size, 1024);
}
END_TEST

/* ------------------------------------------------------------------------
 * Paths
 */

START_TEST(test_file)
{
	struct dev *dev;

	tree_sparse("a.img", (1 << 20) + 1);
	list_rig_add_path("a.img");
	dev = list_rig_get("a.img");
	ck_assert_uint_eq(dev->info.size, (1 << 20) + 1);
	ck_assert_int_eq(dev->info.state, VOLSCAN_DEVICE_NOT_TRIED);
	ck_assert(!dev->info.is_block);
	ck_assert(!dev->from_machine);
	ck_assert(dev->named);
	ck_assert_uint_eq(dev->info.major, 0);
	ck_assert_uint_eq(dev->info.minor, 0);
	ck_assert_str_eq(dev->io.path, dev->info.name);
}
END_TEST

START_TEST(test_block_path)
{
	struct dev *dev;

	tree_device(7, 3, "loop3", 2048);
	if (!tree_node("other", 7, 3))
		return;
	list_rig_add_path("other");
	dev = list_rig_get("other");
	ck_assert(dev->info.is_block);
	ck_assert(!dev->from_machine);
	ck_assert_uint_eq(dev->info.size, 2048 * 512);
	ck_assert_uint_eq(dev->info.major, 7);
	ck_assert_uint_eq(dev->info.minor, 3);
	ck_assert_int_eq(dev->info.state, VOLSCAN_DEVICE_NOT_TRIED);
}
END_TEST

/* /proc/partitions, which has whole KiB only, is read for many devices, not for few. */
START_TEST(test_block_paths)
{
	char name[16];
	unsigned i;

	if (!list_rig_can_mknod)
		return;
	for (i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "loop%u", i);
		tree_node(name, 7, i);
		tree_device(7, i, name, 2049);
		list_rig_add_path(name);
		ck_assert_uint_eq(list_rig_get(name)->info.size, i < 16 ? 2049 * 512 : 1024 * 1024);
	}
	ck_assert_ptr_nonnull(list_rig->partitions);
}
END_TEST

/* Without sysfs, it is. */
START_TEST(test_block_path_without_sysfs)
{
	if (!tree_node("loop3", 7, 3))
		return;
	tree_append("proc/partitions", "7 3 1024 loop3\n");
	list_rig_add_path("loop3");
	ck_assert_uint_eq(list_rig_get("loop3")->info.size, 1024 * 1024);
}
END_TEST

START_TEST(test_block_path_of_size_zero)
{
	tree_device(7, 3, "loop3", 0);
	if (!tree_node("loop3", 7, 3))
		return;
	list_rig_add_path("loop3");
	ck_assert_uint_eq(list_rig_get("loop3")->info.size, 0);
	ck_assert_int_eq(list_rig_get("loop3")->info.state, VOLSCAN_DEVICE_NOT_TRIED);
}
END_TEST

START_TEST(test_block_path_of_unknown_size)
{
	if (!tree_node("gone", 7, 77))
		return;
	list_rig_add_path("gone");
	list_rig_assert_unreadable(list_rig_get("gone"), ENOENT);
	ck_assert_ptr_nonnull(strstr(list_rig_get("gone")->info.reason, "size"));
}
END_TEST

static const char *const entries[] = {
	"dir/B", "dir/a", "dir/d1", "dir/d2", "dir/d10", "dir/link"
};

START_TEST(test_directory)
{
	tree_write("dir/d10", "");
	tree_write("dir/d2", "");
	tree_write("dir/d1", "");
	tree_write("dir/a", "");
	tree_write("dir/B", "");
	tree_write("dir/.hidden", "");
	tree_write("dir/sub/file", "");
	tree_write("elsewhere", "");
	tree_symlink("dir/link", tree_path("elsewhere"));
	tree_symlink("dir/subdir", tree_path("dir/sub"));
	ck_assert_int_eq(mkfifo(tree_path("dir/fifo"), 0600), 0);
	list_rig_add_path("dir");
	ck_assert_uint_eq(list_rig->count, sizeof(entries) / sizeof(*entries));
	for (size_t i = 0; i < list_rig->count; i++)
		ck_assert_str_eq(list_rig->devs[i]->info.name, tree_path(entries[i]));
	ck_assert(!list_rig->devs[0]->named);
	list_rig_add_path("dir/a");
	ck_assert(list_rig_get("dir/a")->named);
	ck_assert(!list_rig_get("dir/d1")->named);
}
END_TEST

START_TEST(test_directory_with_slash)
{
	tree_write("dir/a", "");
	list_rig_add_path("dir/");
	list_rig_get("dir/a");
}
END_TEST

START_TEST(test_directory_of_nodes)
{
	tree_device(8, 0, "sda", 2048);
	if (!tree_node("dir/sda", 8, 0))
		return;
	list_rig_add_path("dir");
	ck_assert(list_rig_get("dir/sda")->info.is_block);
	ck_assert(!list_rig_get("dir/sda")->from_machine);
}
END_TEST

START_TEST(test_empty_directory)
{
	tree_mkdir("dir");
	list_rig_add_path("dir");
	ck_assert_uint_eq(list_rig->count, 0);
}
END_TEST

START_TEST(test_dangling_entry)
{
	tree_symlink("dir/link", "nowhere");
	tree_write("dir/file", "");
	list_rig_add_path("dir");
	ck_assert_uint_eq(list_rig->count, 2);
	list_rig_assert_unreadable(list_rig_get("dir/link"), ENOENT);
}
END_TEST

START_TEST(test_not_there)
{
	ck_assert_int_eq(dev_list_add_path(list_rig, tree_path("nowhere")), -ENOENT);
	ck_assert_int_eq(dev_list_add_path(list_rig, ""), -ENOENT);
	ck_assert_uint_eq(list_rig->count, 0);
}
END_TEST

START_TEST(test_something_else)
{
	ck_assert_int_eq(mkfifo(tree_path("fifo"), 0600), 0);
	ck_assert_int_eq(dev_list_add_path(list_rig, tree_path("fifo")), -ENOTBLK);
	ck_assert_int_eq(dev_list_add_path(list_rig, "/dev/null"), -ENOTBLK);
	ck_assert_uint_eq(list_rig->count, 0);
}
END_TEST

START_TEST(test_forbidden_directory)
{
	int result;

	tree_mkdir("dir");
	chmod(tree_path("dir"), 0);
	result = dev_list_add_path(list_rig, tree_path("dir"));
	ck_assert_int_eq(result, geteuid() ? -EACCES : 0);
}
END_TEST

START_TEST(test_once_only)
{
	tree_write("dir/a", "");
	tree_symlink("dir/b", "a");
	ck_assert_int_eq(link(tree_path("dir/a"), tree_path("dir/c")), 0);
	list_rig_add_path("dir/a");
	list_rig_add_path("dir/a");
	list_rig_add_path("dir");
	ck_assert_uint_eq(list_rig->count, 1);
	list_rig_get("dir/a");
}
END_TEST

START_TEST(test_block_once_only)
{
	tree_device(8, 0, "sda", 2048);
	if (!tree_node("dev/sda", 8, 0) || !tree_node("sda", 8, 0))
		return;
	list_rig_add_path("sda");
	list_rig_add_machine();
	list_rig_add_path("dev");
	ck_assert_uint_eq(list_rig->count, 1);
	list_rig_get("sda");
}
END_TEST

/* ------------------------------------------------------------------------
 * Partitions
 */

START_TEST(test_partition)
{
	struct dev *whole, *part;

	tree_sparse("disk.img", 10 << 20);
	list_rig_add_path("disk.img");
	whole = list_rig_get("disk.img");
	whole->block_size = 4096;
	whole->start = 512;
	ck_assert_int_eq(dev_list_add_partition(list_rig, whole, 15, 1 << 20, 2 << 20, &part), 0);
	ck_assert_uint_eq(list_rig->count, 2);
	ck_assert_ptr_eq(list_rig->devs[1], part);
	ck_assert_str_eq(part->info.name, tree_path("disk.img#15"));
	ck_assert_str_eq(part->io.path, whole->io.path);
	ck_assert_uint_eq(part->info.partition, 15);
	ck_assert(!part->named);
	ck_assert_uint_eq(part->start, 512 + (1 << 20));
	ck_assert_uint_eq(part->info.size, 2 << 20);
	ck_assert_uint_eq(part->block_size, 4096);
	ck_assert(!part->info.is_block);
	ck_assert_int_eq(part->info.state, VOLSCAN_DEVICE_NOT_TRIED);
}
END_TEST

START_TEST(test_block_size)
{
	static const struct { const char *text; uint32_t size; } cases[] = {
		{ "512\n", 512 }, { "4096\n", 4096 }, { "65536\n", 65536 },
		{ "131072\n", 512 }, { "0\n", 512 }, { "1000\n", 512 }, { "x\n", 512 },
		{ "-4096\n", 512 },
		{ "-18446744073709547520\n", 512 }, { "", 512 },
	};

	tree_device(8, 0, "sda", 2048);
	list_rig_add_machine();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		list_rig_get("dev/sda")->block_size = 512;
		tree_attribute(8, 0, "queue/logical_block_size", cases[i].text);
		dev_list_settle_block_size(list_rig, list_rig_get("dev/sda"));
		ck_assert_uint_eq(list_rig_get("dev/sda")->block_size, cases[i].size);
	}
}
END_TEST

START_TEST(test_block_size_of_file)
{
	tree_attribute(0, 0, "queue/logical_block_size", "4096\n");
	tree_sparse("a.img", 4096);
	list_rig_add_path("a.img");
	dev_list_settle_block_size(list_rig, list_rig_get("a.img"));
	ck_assert_uint_eq(list_rig_get("a.img")->block_size, 512);
}
END_TEST

START_TEST(test_whole)
{
	struct dev *part;

	tree_device(8, 0, "sda", 2048);
	tree_device(8, 1, "sda1", 1024);
	tree_attribute(8, 1, "partition", "1\n");
	tree_sparse("a.img", 1 << 20);
	list_rig_add_machine();
	list_rig_add_path("a.img");
	ck_assert_int_eq(dev_list_add_partition(list_rig, list_rig_get("a.img"), 1, 512, 512, &part), 0);
	ck_assert(dev_list_is_whole(list_rig, list_rig_get("dev/sda")));
	ck_assert(!dev_list_is_whole(list_rig, list_rig_get("dev/sda1")));
	ck_assert(dev_list_is_whole(list_rig, list_rig_get("a.img")));
	ck_assert(!dev_list_is_whole(list_rig, part));
	ck_assert(dev_list_is_unread(list_rig, list_rig_get("a.img")));
	ck_assert(!dev_list_is_unread(list_rig, part));
	ck_assert(!dev_list_is_unread(list_rig, list_rig_get("dev/sda")));	/* LVM2 would not */
}
END_TEST

static bool is_unread(const char *name)
{
	return dev_list_is_unread(list_rig, list_rig_get(name));
}

START_TEST(test_unread)
{
	if (!list_rig_can_mknod)
		return;
	tree_device(8, 0, "sda", 2048);		/* the kernel has not read it */
	tree_mkdir("sys/dev/block/8:0/queue");
	tree_device(8, 16, "sdb", 2048);	/* it has */
	tree_attribute(8, 16, "sdb1/partition", "1\n");
	tree_device(8, 32, "sdc", 2048);	/* something is on top of it */
	tree_attribute(8, 32, "holders/dm-0", "");
	tree_device(8, 48, "sdd", 2048);
	tree_mkdir("sys/dev/block/8:48/holders");
	tree_device(8, 49, "sdd1", 1024);
	tree_attribute(8, 49, "partition", "1\n");
	tree_node("n/sda", 8, 0);
	tree_node("n/sdb", 8, 16);
	tree_node("n/sdc", 8, 32);
	tree_node("n/sdd", 8, 48);
	tree_node("n/sdd1", 8, 49);
	list_rig_add_path("n");
	ck_assert(is_unread("n/sda"));
	ck_assert(!is_unread("n/sdb"));
	ck_assert(!is_unread("n/sdc"));
	ck_assert(is_unread("n/sdd"));
	ck_assert(!is_unread("n/sdd1"));
}
END_TEST

START_TEST(test_free_nothing)
{
	dev_list_free(NULL);
}
END_TEST

Suite *dev_list_suite(void)
{
	Suite *suite = suite_create("dev_list");
	TCase *tcase = tcase_create("dev_list");

	tcase_add_checked_fixture(tcase, list_rig_setup, list_rig_teardown);
	tcase_add_test(tcase, test_settle_size);
	tcase_add_test(tcase, test_settle_size_without_sysfs);
	tcase_add_test(tcase, test_settle_size_of_file);
	tcase_add_test(tcase, test_settle_size_of_partition);
	tcase_add_test(tcase, test_file);
	tcase_add_test(tcase, test_block_path);
	tcase_add_test(tcase, test_block_paths);
	tcase_add_test(tcase, test_block_path_without_sysfs);
	tcase_add_test(tcase, test_block_path_of_size_zero);
	tcase_add_test(tcase, test_block_path_of_unknown_size);
	tcase_add_test(tcase, test_directory);
	tcase_add_test(tcase, test_directory_with_slash);
	tcase_add_test(tcase, test_directory_of_nodes);
	tcase_add_test(tcase, test_empty_directory);
	tcase_add_test(tcase, test_dangling_entry);
	tcase_add_test(tcase, test_not_there);
	tcase_add_test(tcase, test_something_else);
	tcase_add_test(tcase, test_forbidden_directory);
	tcase_add_test(tcase, test_once_only);
	tcase_add_test(tcase, test_block_once_only);
	tcase_add_test(tcase, test_partition);
	tcase_add_test(tcase, test_block_size);
	tcase_add_test(tcase, test_block_size_of_file);
	tcase_add_test(tcase, test_whole);
	tcase_add_test(tcase, test_unread);
	tcase_add_test(tcase, test_free_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

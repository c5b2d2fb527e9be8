/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "dev_list_rig.h"
#include "tree.h"
#include "unit.h"

START_TEST(test_machine)
{
	struct dev *dev;

	tree_device(8, 0, "sda", 1048576);
	tree_device(8, 1, "sda1", 4096);
	if (!tree_node("dev/sda", 8, 0) || !tree_node("dev/sda1", 8, 1))
		return;
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 2);
	dev = list_rig_get("dev/sda");
	ck_assert_int_eq(dev->info.state, VOLSCAN_DEVICE_NOT_TRIED);
	ck_assert(dev->info.is_block);
	ck_assert(dev->from_machine);
	ck_assert_uint_eq(dev->info.major, 8);
	ck_assert_uint_eq(dev->info.minor, 0);
	ck_assert_uint_eq(dev->info.size, 1048576 * 512);
	ck_assert_uint_eq(dev->info.partition, 0);
	ck_assert_uint_eq(dev->start, 0);
	ck_assert_uint_eq(dev->block_size, 512);
	ck_assert_str_eq(dev->io.path, dev->info.name);
	ck_assert_ptr_null(dev->io.file);
	ck_assert_uint_eq(list_rig_get("dev/sda1")->info.minor, 1);
}
END_TEST

START_TEST(test_machine_slash_behind_dir)
{
	tree_device(8, 0, "sda", 2048);
	tree_node("dev/sda", 8, 0);
	ck_assert_int_eq(dev_list_add_machine(list_rig, tree_path("dev//")), 0);
	list_rig_get("dev/sda");
}
END_TEST

START_TEST(test_machine_twice)
{
	tree_device(8, 0, "sda", 2048);
	list_rig_add_machine();
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 1);
}
END_TEST

START_TEST(test_missing_node)
{
	tree_device(8, 0, "sda", 2048);
	list_rig_add_machine();
	list_rig_assert_unreadable(list_rig_get("dev/sda"), ENOENT);
	ck_assert_uint_eq(list_rig_get("dev/sda")->info.size, 2048 * 512);
}
END_TEST

START_TEST(test_node_of_another_device)
{
	tree_device(8, 0, "sda", 2048);
	tree_device(8, 16, "sdb", 2048);
	tree_write("dev/sda", "not a node at all");
	tree_node("dev/sdb", 8, 32);
	list_rig_add_machine();
	list_rig_assert_unreadable(list_rig_get("dev/sda"), ENXIO);
	if (list_rig_can_mknod)
		list_rig_assert_unreadable(list_rig_get("dev/sdb"), ENXIO);
}
END_TEST

START_TEST(test_node_of_character_device)
{
	tree_device(8, 0, "sda", 2048);
	if (mknod(tree_path("dev/sda"), S_IFCHR | 0600, makedev(8, 0)))
		return;
	list_rig_add_machine();
	list_rig_assert_unreadable(list_rig_get("dev/sda"), ENXIO);
}
END_TEST

START_TEST(test_slash_in_name)
{
	tree_device(104, 0, "cciss!c0d0", 2048);
	tree_append("proc/partitions", " 104 16 1024 cciss/c0d1\n");
	tree_device(105, 0, "ida!c0d0", 0);	/* this name comes from sysfs */
	tree_node("dev/cciss/c0d0", 104, 0);
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 3);
	if (list_rig_can_mknod)
		ck_assert_int_eq(list_rig_get("dev/cciss/c0d0")->info.state, VOLSCAN_DEVICE_NOT_TRIED);
	list_rig_assert_unreadable(list_rig_get("dev/cciss/c0d1"), ENOENT);
	list_rig_assert_unreadable(list_rig_get("dev/ida/c0d0"), ENOENT);
}
END_TEST

START_TEST(test_mapper_name)
{
	tree_device(253, 0, "dm-0", 2048);
	tree_attribute(253, 0, "dm/name", "vg0-root\n");
	tree_device(253, 1, "dm-1", 2048);	/* no node of its own name */
	tree_attribute(253, 1, "dm/name", "mpatha\n");
	tree_device(253, 2, "dm-2", 2048);	/* no name */
	tree_device(253, 3, "dm-3", 2048);	/* another's node has the name */
	tree_attribute(253, 3, "dm/name", "stale\n");
	if (!tree_node("dev/mapper/vg0-root", 253, 0) || !tree_node("dev/dm-1", 253, 1) ||
	    !tree_node("dev/dm-2", 253, 2) || !tree_node("dev/mapper/stale", 253, 9) ||
	    !tree_node("dev/dm-3", 253, 3))
		return;
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 4);
	ck_assert_uint_eq(list_rig_get("dev/mapper/vg0-root")->info.minor, 0);
	ck_assert_uint_eq(list_rig_get("dev/dm-1")->info.minor, 1);
	ck_assert_uint_eq(list_rig_get("dev/dm-2")->info.minor, 2);
	ck_assert_int_eq(list_rig_get("dev/dm-3")->info.state, VOLSCAN_DEVICE_NOT_TRIED);
}
END_TEST

/* /proc/partitions leaves them out; no disk may be silently missing. */
START_TEST(test_size_zero)
{
	tree_device(11, 0, "sr0", 0);
	tree_device(8, 0, "sda", 2048);
	tree_node("dev/sr0", 11, 0);
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 2);
	ck_assert_uint_eq(list_rig_get("dev/sr0")->info.size, 0);
	ck_assert(list_rig_get("dev/sr0")->from_machine);
	if (list_rig_can_mknod)
		ck_assert_int_eq(list_rig_get("dev/sr0")->info.state, VOLSCAN_DEVICE_NOT_TRIED);
}
END_TEST

START_TEST(test_without_sysfs)
{
	tree_append("proc/partitions", "   8        0       1024 sda\n");
	ck_assert_int_eq(rmdir(tree_path("sys/dev/block")), 0);
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig_get("dev/sda")->info.size, 1024 * 1024);
}
END_TEST

START_TEST(test_without_proc)
{
	tree_device(8, 0, "sda", 2049);
	unlink(tree_path("proc/partitions"));
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig_get("dev/sda")->info.size, 2049 * 512);
}
END_TEST

START_TEST(test_no_list_to_be_had)
{
	unlink(tree_path("proc/partitions"));
	rmdir(tree_path("sys/dev/block"));
	ck_assert_int_eq(dev_list_add_machine(list_rig, tree_path("dev")), -ENOENT);
	ck_assert_uint_eq(list_rig->count, 0);
}
END_TEST

START_TEST(test_strange_lines)
{
	tree_append("proc/partitions",
		    "nonsense\n8 0\n8 0 x sda\n-\n\n"
		    "   8        0 99999999999999999999999 sda\n"
		    "   8       16 18446744073709551615 sdb\n"
		    "   8       32       1024 sdc trailing\n"
		    "   8       48       1024 sdd");
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig_get("dev/sda")->info.size, 0);	/* not a believable size */
	ck_assert_uint_eq(list_rig_get("dev/sdb")->info.size, 0);
	ck_assert_uint_eq(list_rig_get("dev/sdc")->info.size, 1024 * 1024);
	ck_assert_uint_eq(list_rig_get("dev/sdd")->info.size, 1024 * 1024);
	ck_assert_uint_eq(list_rig->count, 4);
}
END_TEST

START_TEST(test_many)
{
	static char text[5000 * 64];
	size_t length = 0;

	for (unsigned i = 0; i < 5000; i++)
		length += (size_t)sprintf(text + length, "%u %u 1024 disk%u\n",
					  8 + i / 256, i % 256, i);
	tree_append("proc/partitions", text);
	list_rig_add_machine();
	ck_assert_uint_eq(list_rig->count, 5000);
	ck_assert_str_eq(list_rig->devs[4999]->info.name, tree_path("dev/disk4999"));
}
END_TEST

/* This machine's own kernel can be asked, and says something sensible. */
START_TEST(test_real_machine)
{
	list_rig->root = "";
	if (dev_list_add_machine(list_rig, "/dev"))
		return;
	for (size_t i = 0; i < list_rig->count; i++) {
		ck_assert(list_rig->devs[i]->info.is_block);
		ck_assert_int_eq(strncmp(list_rig->devs[i]->info.name, "/dev/", 5), 0);
	}
}
END_TEST

Suite *dev_machine_suite(void)
{
	Suite *suite = suite_create("dev_machine");
	TCase *tcase = tcase_create("dev_machine");

	tcase_add_checked_fixture(tcase, list_rig_setup, list_rig_teardown);
	tcase_add_test(tcase, test_machine);
	tcase_add_test(tcase, test_machine_slash_behind_dir);
	tcase_add_test(tcase, test_machine_twice);
	tcase_add_test(tcase, test_missing_node);
	tcase_add_test(tcase, test_node_of_another_device);
	tcase_add_test(tcase, test_node_of_character_device);
	tcase_add_test(tcase, test_slash_in_name);
	tcase_add_test(tcase, test_mapper_name);
	tcase_add_test(tcase, test_size_zero);
	tcase_add_test(tcase, test_without_sysfs);
	tcase_add_test(tcase, test_without_proc);
	tcase_add_test(tcase, test_no_list_to_be_had);
	tcase_add_test(tcase, test_strange_lines);
	tcase_add_test(tcase, test_many);
	tcase_add_test(tcase, test_real_machine);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The nodes are real ones, and so this needs root: without it every test passes. */
#include <errno.h>
#include <stdio.h>

#include "device/nodes.h"
#include "dev_list_rig.h"
#include "tree.h"
#include "unit.h"

#define DEVTMPFS "24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw\n"
#define OTHERS "27 1 254:0 / / rw - ext4 /dev/vda rw\n25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw\n"

static struct nodes *nodes;

static void read_nodes(const char *mounts)
{
	if (mounts)
		tree_write("proc/self/mountinfo", mounts);
	nodes_free(nodes);
	ck_assert_int_eq(nodes_new(tree_root, &nodes), 0);
}

static void setup(void)
{
	list_rig_setup();
	tree_node("dev/sda", 8, 0);
	nodes = NULL;
}

static void teardown(void)
{
	nodes_free(nodes);
	list_rig_teardown();
}

static bool has(const char *name)
{
	return nodes_name(nodes, tree_path(name));
}

START_TEST(test_devtmpfs)
{
	if (!list_rig_can_mknod)
		return;
	read_nodes(OTHERS DEVTMPFS);
	ck_assert_str_eq(nodes_name(nodes, tree_path("dev/sda")), "sda");
	ck_assert(nodes_have(nodes, "sda"));
	ck_assert(!nodes_have(nodes, "sdb"));
	ck_assert(!has("dev"));
	ck_assert(!has("dev/disk/sda"));
	ck_assert(!has("sda"));
	ck_assert(!has("dev/../dev/sda"));
	ck_assert(!nodes_name(nodes, "/dev/sda"));
}
END_TEST

START_TEST(test_something_else)
{
	read_nodes(NULL);
	ck_assert(!has("dev/sda"));
	read_nodes("24 27 0:6 / /dev rw - tmpfs devtmpfs rw\n" OTHERS);
	ck_assert(!has("dev/sda"));
	read_nodes("24 27 0:6 / /dev/x rw - devtmpfs devtmpfs rw\n");
	ck_assert(!has("dev/sda"));
	read_nodes("nonsense\n- devtmpfs\n\n");
	ck_assert(!has("dev/sda"));
}
END_TEST

START_TEST(test_hidden_by_another)
{
	read_nodes(DEVTMPFS "30 24 0:40 / /dev rw - tmpfs tmpfs rw\n");
	ck_assert(!has("dev/sda"));
	if (!list_rig_can_mknod)
		return;
	read_nodes("30 24 0:40 / /dev rw - tmpfs tmpfs rw\n" DEVTMPFS);
	ck_assert(has("dev/sda"));
}
END_TEST

START_TEST(test_mounted_on)
{
	if (!list_rig_can_mknod)
		return;
	tree_node("dev/sdb", 8, 16);
	read_nodes(DEVTMPFS "31 24 0:6 /sdb /dev/sda rw - devtmpfs devtmpfs rw\n");
	ck_assert(!has("dev/sda"));
	ck_assert(has("dev/sdb"));
}
END_TEST

START_TEST(test_no_block_device)
{
	if (!list_rig_can_mknod)
		return;
	tree_symlink("dev/link", "sda");
	tree_write("dev/file", "");
	tree_mkdir("dev/disk");
	read_nodes(DEVTMPFS);
	ck_assert(!nodes_have(nodes, "link"));
	ck_assert(!nodes_have(nodes, "file"));
	ck_assert(!nodes_have(nodes, "disk"));
}
END_TEST

/* So that it can be told whether there was a stat(): each node is another device's. */
static void make_devices(unsigned count)
{
	char name[16];
	unsigned i;

	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "loop%u", i);
		tree_device(7, i, name, 2048);
		snprintf(name, sizeof(name), "dev/loop%u", i);
		tree_node(name, 7, 100 + i);
	}
	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "other%u", i);
		tree_device(7, 100 + i, name, 2048);
	}
}

START_TEST(test_list_of_paths)
{
	char name[16];
	unsigned i;

	if (!list_rig_can_mknod)
		return;
	make_devices(18);
	tree_write("proc/self/mountinfo", DEVTMPFS);
	for (i = 0; i < 18; i++) {
		snprintf(name, sizeof(name), "dev/loop%u", i);
		list_rig_add_path(name);
		ck_assert_uint_eq(list_rig_get(name)->info.minor, i < 16 ? 100 + i : i);
		ck_assert_uint_eq(list_rig_get(name)->info.size, 1024 * 1024);
	}
	list_rig_add_path(name);
	ck_assert_uint_eq(list_rig->count, i);
}
END_TEST

/* As many as are in /proc/partitions; those that are not the kernel's are looked at. */
START_TEST(test_list_of_machine)
{
	if (!list_rig_can_mknod)
		return;
	make_devices(18);
	tree_write("proc/self/mountinfo", DEVTMPFS);
	list_rig_add_machine();
	ck_assert_int_eq(list_rig_get("dev/loop17")->info.state, VOLSCAN_DEVICE_NOT_TRIED);
	list_rig_assert_unreadable(list_rig_get("dev/other17"), ENOENT);
}
END_TEST

START_TEST(test_free_nothing)
{
	nodes_free(NULL);
}
END_TEST

Suite *nodes_suite(void)
{
	Suite *suite = suite_create("nodes");
	TCase *tcase = tcase_create("nodes");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_devtmpfs);
	tcase_add_test(tcase, test_something_else);
	tcase_add_test(tcase, test_hidden_by_another);
	tcase_add_test(tcase, test_mounted_on);
	tcase_add_test(tcase, test_no_block_device);
	tcase_add_test(tcase, test_list_of_paths);
	tcase_add_test(tcase, test_list_of_machine);
	tcase_add_test(tcase, test_free_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filters that ask sysfs what a device belongs to, on made-up trees. */
#include <stdio.h>
#include <string.h>

#include "device/filter.h"
#include "tree.h"
#include "unit.h"

static struct config *config;
static struct filter *filter;
static struct dev dev;

/*
 * sda and sdb are the paths of the multipath device mpatha, with a partition each;
 * sdc and sdd1 make md0; sde is below a dm-crypt device. sdf is a plain disk.
 */
static void make_tree(void)
{
	tree_device(8, 0, "sda", 1 << 21);
	tree_device(8, 1, "sda/sda1", 1 << 20);
	tree_attribute(8, 0, "dev", "8:0\n");
	tree_attribute(8, 1, "partition", "1\n");
	tree_write("sys/block/dm-0/dm/uuid", "mpath-3600a\n");
	tree_write("sys/block/dm-0/dm/name", "mpatha\n");
	tree_write("sys/block/dm-0/slaves/sda/dev", "8:0\n");
	tree_write("sys/block/dm-0/slaves/sdb/dev", "8:16\n");
	tree_write("sys/block/dm-1/dm/uuid", "CRYPT-LUKS2-1\n");
	tree_write("sys/block/dm-1/slaves/sde/dev", "8:64\n");
	tree_write("sys/block/dm-2/dm/uuid", "part1-mpath-3600a\n");
	tree_write("sys/block/dm-2/slaves/dm-0/dev", "252:0\n");
	tree_write("sys/block/md0/md/array_state", "clean\n");
	tree_write("sys/block/md0/slaves/sdc/dev", "8:32\n");
	tree_write("sys/block/md0/slaves/sdd1/dev", "8:49\n");
	tree_write("sys/block/mdash/slaves/sdf/dev", "8:80\n");	/* of another driver */
	tree_mkdir("sys/block/sdf/slaves");
	tree_device(8, 16, "sdb", 1 << 21);
	tree_device(8, 32, "sdc", 1 << 21);
	tree_device(8, 48, "sdd", 1 << 21);
	tree_device(8, 49, "sdd/sdd1", 1 << 20);
	tree_device(8, 64, "sde", 1 << 21);
	tree_attribute(8, 0, "holders/dm-0", "");
	tree_attribute(8, 16, "holders/dm-0", "");
	tree_attribute(8, 32, "holders/md0", "");
	tree_attribute(8, 49, "holders/md0", "");
	tree_attribute(8, 64, "holders/dm-1", "");
}

static void setup(void)
{
	tree_make();
	make_tree();
	ck_assert_int_eq(config_new(&config), 0);
}

static void teardown(void)
{
	filter_free(filter);
	filter = NULL;
	config_free(config);
	tree_remove();
}

static void make(const char *settings)
{
	char *error = NULL;

	ck_assert_msg(!config_read_string(config, settings, &error), "%s", error);
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), 0);
}

static const char *rejects(const char *name, unsigned major, unsigned minor)
{
	dev_init(&dev, name, name);
	dev.info.is_block = true;
	dev.info.major = major;
	dev.info.minor = minor;
	dev.info.size = 1 << 30;
	dev.from_machine = true;
	return filter_rejects(filter, &dev);
}

/* Of a few devices each is asked, of so many they are not. */
static void ask_about_many(void)
{
	int i;

	for (i = 0; i < 20; i++)
		ck_assert_pstr_eq(rejects("/dev/sdf", 8, 80), NULL);
}

static const char multipath[] = "it is a path of the multipath device mpatha "
				"(devices/multipath_component_detection)";
static const char md[] = "it is a component of the md array md0 (devices/md_component_detection)";

START_TEST(paths_of_a_multipath_device)
{
	make("");
	if (_i)
		ask_about_many();
	ck_assert_pstr_eq(rejects("/dev/sda", 8, 0), multipath);
	ck_assert_pstr_eq(rejects("/dev/sdb", 8, 16), multipath);
	ck_assert_pstr_eq(rejects("/dev/sda1", 8, 1), multipath);
	ck_assert_pstr_eq(rejects("/dev/mapper/mpatha", 252, 0), NULL);
	ck_assert_pstr_eq(rejects("/dev/mapper/mpatha1", 252, 2), NULL);
}
END_TEST

START_TEST(components_of_an_array)
{
	make("");
	if (_i)
		ask_about_many();
	ck_assert_pstr_eq(rejects("/dev/sdc", 8, 32), md);
	ck_assert_pstr_eq(rejects("/dev/sdd1", 8, 49), md);
	ck_assert_pstr_eq(rejects("/dev/sdd", 8, 48), NULL);
	ck_assert_pstr_eq(rejects("/dev/md0", 9, 0), NULL);
}
END_TEST

START_TEST(what_else_is_below_another_device)
{
	make("");
	if (_i)
		ask_about_many();
	ck_assert_pstr_eq(rejects("/dev/sde", 8, 64), NULL);
	ck_assert_pstr_eq(rejects("/dev/sdf", 8, 80), NULL);
}
END_TEST

/* Nothing is listed for it, then: it costs the kernel long to list thousands. */
START_TEST(what_nothing_holds_is_no_component)
{
	tree_attribute(8, 96, "size", "8\n");
	tree_write("sys/block/md0/slaves/sdg/dev", "8:96\n");
	make("");
	ck_assert_pstr_eq(rejects("/dev/sdg", 8, 96), NULL);
	ask_about_many();
	ck_assert_pstr_eq(rejects("/dev/sdg", 8, 96), md);
}
END_TEST

/* What the kernel has no kind of cannot have components, and nothing is listed for it. */
START_TEST(a_kernel_without_such_devices)
{
	static const char *const kinds[] = { "", "253 device-mapper\n", "  9 md\n" };
	char text[64];

	snprintf(text, sizeof(text), "Block devices:\n  8 sd\n%s", kinds[_i]);
	tree_write("proc/devices", text);
	make("");
	ck_assert_pstr_eq(rejects("/dev/sda", 8, 0), _i == 1 ? multipath : NULL);
	ck_assert_pstr_eq(rejects("/dev/sdc", 8, 32), _i == 2 ? md : NULL);
}
END_TEST

START_TEST(each_kind_can_be_read)
{
	make("devices/multipath_component_detection=0");
	ck_assert_pstr_eq(rejects("/dev/sda", 8, 0), NULL);
	ck_assert_pstr_eq(rejects("/dev/sda1", 8, 1), NULL);
	ck_assert_pstr_eq(rejects("/dev/sdc", 8, 32), md);
	filter_free(filter);
	make("devices/multipath_component_detection=1 devices/md_component_detection=0");
	ck_assert_pstr_eq(rejects("/dev/sdb", 8, 16), multipath);
	ck_assert_pstr_eq(rejects("/dev/sdc", 8, 32), NULL);
}
END_TEST

START_TEST(a_multipath_device_without_a_name)
{
	remove(tree_path("sys/block/dm-0/dm/name"));
	make("");
	ck_assert_ptr_nonnull(strstr(rejects("/dev/sda", 8, 0), "multipath device dm-0 "));
}
END_TEST

static const struct {
	const char *wwid;	/* of sdf, in sysfs */
	bool is_left_out;
} wwids[] = {
	{ "naa.5000c500\n", true }, { "naa.5000c501\n", false }, { "eui.5000c500\n", false },
	{ "eui.0025\n", true }, { "t10.ATA     DISK\n", true }, { "eui.nvme\n", true },
	{ "naa.comment\n", false }, { "naa.open\n", false }, { "5000c500\n", false },
};

static void use_wwids(const char *more)
{
	char settings[4096];

	tree_write("wwids", "# Multipath wwids\n#3comment/\n/35000c500/\n/20025/\n"
		   "/1ATA  DISK/\n/eui.nvme/\n/3open\n\n");
	snprintf(settings, sizeof(settings), "devices/multipath_wwids_file=\"%s\" %s",
		 tree_path("wwids"), more);
	make(settings);
}

START_TEST(wwids_of_multipath_devices)
{
	const char *why;

	tree_write("sys/dev/block/8:80/device/wwid", wwids[_i].wwid);
	use_wwids("");
	why = rejects("/dev/sdf", 8, 80);
	ck_assert_int_eq(why != NULL, wwids[_i].is_left_out);
	ck_assert(!why || strstr(why, "devices/multipath_wwids_file"));
	filter_free(filter);
	use_wwids("devices/multipath_component_detection=0");
	ck_assert_pstr_eq(rejects("/dev/sdf", 8, 80), NULL);
}
END_TEST

START_TEST(a_partition_of_such_a_disk)
{
	tree_attribute(8, 0, "device/wwid", "naa.5000c500\n");
	remove(tree_path("sys/block/dm-0/dm/uuid"));
	use_wwids("");
	ck_assert_ptr_nonnull(strstr(rejects("/dev/sda1", 8, 1), "multipath_wwids_file"));
	ck_assert_pstr_eq(rejects("/dev/sdf", 8, 80), NULL);
}
END_TEST

/* What a person names is read. */
START_TEST(paths_that_are_given)
{
	make("");
	rejects("/dev/sda", 8, 0);
	dev.from_machine = false;
	ck_assert_pstr_eq(filter_rejects(filter, &dev), NULL);
}
END_TEST

START_TEST(a_machine_without_sysfs)
{
	tree_remove();
	tree_make();
	make("");
	ck_assert_pstr_eq(rejects("/dev/sda", 8, 0), NULL);
}
END_TEST

START_TEST(suspended_devices)
{
	tree_write("sys/dev/block/252:0/dm/suspended", "1\n");
	tree_write("sys/dev/block/252:1/dm/suspended", "0\n");
	make("");
	ck_assert_pstr_eq(rejects("/dev/mapper/mpatha", 252, 0), NULL);
	filter_free(filter);
	make("devices/ignore_suspended_devices=1");
	ck_assert_pstr_eq(rejects("/dev/mapper/mpatha", 252, 0),
			  "it is suspended (devices/ignore_suspended_devices)");
	ck_assert_pstr_eq(rejects("/dev/mapper/crypt", 252, 1), NULL);
	ck_assert_pstr_eq(rejects("/dev/sdf", 8, 80), NULL);
}
END_TEST

Suite *filter_sysfs_suite(void)
{
	Suite *suite = suite_create("filter_sysfs");
	TCase *tcase = tcase_create("filter_sysfs");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, paths_of_a_multipath_device, 0, 2);
	tcase_add_loop_test(tcase, components_of_an_array, 0, 2);
	tcase_add_loop_test(tcase, what_else_is_below_another_device, 0, 2);
	tcase_add_test(tcase, what_nothing_holds_is_no_component);
	tcase_add_loop_test(tcase, a_kernel_without_such_devices, 0, 3);
	tcase_add_test(tcase, each_kind_can_be_read);
	tcase_add_test(tcase, a_multipath_device_without_a_name);
	tcase_add_loop_test(tcase, wwids_of_multipath_devices, 0,
			    sizeof(wwids) / sizeof(*wwids));
	tcase_add_test(tcase, a_partition_of_such_a_disk);
	tcase_add_test(tcase, paths_that_are_given);
	tcase_add_test(tcase, a_machine_without_sysfs);
	tcase_add_test(tcase, suspended_devices);
	suite_add_tcase(suite, tcase);
	return suite;
}

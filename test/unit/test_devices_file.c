/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices file: how it is read, and which devices it leaves. */
#include "device/devices_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/filter.h"
#include "tree.h"
#include "unit.h"

#define PVID "aaaaaabbbbccccddddeeeeffffgggggg"
#define UUID "aaaaaa-bbbb-cccc-dddd-eeee-ffff-gggggg"
#define OTHER "zzzzzz-bbbb-cccc-dddd-eeee-ffff-gggggg"

static struct config *config;
static struct filter *filter;
static struct dev dev;
static struct dm_pool *pool;
static struct dm_list entries;
static char heard[2048];

static void take_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *text)
{
	size_t length = strlen(heard);

	(void)context;
	(void)level;
	ck_assert_int_eq(log_class, VOLSCAN_LOG_DEVS);
	snprintf(heard + length, sizeof(heard) - length, "%s\n", text);
}

static const struct log warnings = { .fn = take_message, .level = VOLSCAN_LOG_WARNING };

static void setup(void)
{
	tree_make();
	tree_device(8, 0, "sda", 1 << 21);
	tree_device(8, 1, "sda/sda1", 1 << 20);
	tree_attribute(8, 1, "partition", "1\n");
	tree_attribute(8, 0, "device/wwid", "naa.5000c500\n");
	tree_device(8, 16, "sdb", 1 << 21);
	tree_attribute(8, 16, "device/serial", "S1\n");
	ck_assert_int_eq(config_new(&config), 0);
	pool = dm_pool_create("test", 1024);
	dm_list_init(&entries);
	heard[0] = '\0';
}

static void teardown(void)
{
	filter_free(filter);
	filter = NULL;
	config_free(config);
	dm_pool_destroy(pool);
	tree_remove();
}

/* ------------------------------------------------------------------------
 * The file
 */

static const struct devices_file_entry *only_entry(const char *text)
{
	tree_write("some.devices", text);
	ck_assert_int_eq(devices_file_read(tree_path("some.devices"), pool, &entries), 0);
	ck_assert_uint_eq(dm_list_size(&entries), 1);
	return dm_list_item(dm_list_first(&entries), struct devices_file_entry);
}

START_TEST(an_entry)
{
	const struct devices_file_entry *entry =
		only_entry("# LVM uses devices listed in this file.\n# IDTYPE=sys_wwid\n"
			   "VERSION=1.1.1\nHASH=1\nSYSTEMID=host\n\n"
			   "IDTYPE=sys_wwid IDNAME=naa.5 DEVNAME=/dev/sda1 PVID=" PVID " PART=12\n");

	ck_assert_uint_eq(entry->line, 7);
	ck_assert_int_eq(entry->type, DEVICE_ID_SYS_WWID);
	ck_assert_str_eq(entry->type_name, "sys_wwid");
	ck_assert_str_eq(entry->id, "naa.5");
	ck_assert_str_eq(entry->device, "/dev/sda1");
	ck_assert_str_eq(entry->pvid, PVID);
	ck_assert_uint_eq(entry->partition, 12);
}
END_TEST

START_TEST(what_is_not_known)
{
	const struct devices_file_entry *entry =
		only_entry("IDTYPE=devname IDNAME=. DEVNAME=. PVID=.\n");

	ck_assert_int_eq(entry->type, DEVICE_ID_DEVNAME);
	ck_assert_ptr_null(entry->id);
	ck_assert_ptr_null(entry->device);
	ck_assert_ptr_null(entry->pvid);
	ck_assert_uint_eq(entry->partition, 0);
}
END_TEST

/* No disk has such an ID either. */
START_TEST(an_id_of_blanks)
{
	const struct devices_file_entry *entry =
		only_entry("IDTYPE=sys_serial IDNAME=\r\t\r DEVNAME=/dev/a\n");

	ck_assert_ptr_null(entry->id);
}
END_TEST

START_TEST(any_order_and_no_end_of_line)
{
	const struct devices_file_entry *entry =
		only_entry("  PVID=" PVID " DEVNAME=/dev/a IDNAME=t10.A__B_ IDTYPE=wwid_t10");

	ck_assert_int_eq(entry->type, DEVICE_ID_WWID_T10);
	ck_assert_str_eq(entry->id, "t10.A_B");
	ck_assert_str_eq(entry->device, "/dev/a");
}
END_TEST

START_TEST(a_value_that_looks_like_a_field)
{
	const struct devices_file_entry *entry =
		only_entry("IDTYPE=loop_file IDNAME=/srv/PART=3 DEVNAME=/dev/loop0\n");

	ck_assert_str_eq(entry->id, "/srv/PART=3");
	ck_assert_uint_eq(entry->partition, 0);
}
END_TEST

START_TEST(a_type_of_a_later_release)
{
	const struct devices_file_entry *entry = only_entry("IDTYPE=new IDNAME=a__b\n");

	ck_assert_int_eq(entry->type, DEVICE_ID_TYPE_COUNT);
	ck_assert_str_eq(entry->type_name, "new");
}
END_TEST

START_TEST(a_file_that_cannot_be_read)
{
	ck_assert_int_eq(devices_file_read(tree_path("none"), pool, &entries), -ENOENT);
	ck_assert_int_eq(devices_file_read(tree_root, pool, &entries), -EISDIR);
	ck_assert(dm_list_empty(&entries));
}
END_TEST

/* ------------------------------------------------------------------------
 * Devices
 */

static void use(const char *text, const char *more)
{
	char setting[4096], *error = NULL;

	tree_write("some.devices", text);
	snprintf(setting, sizeof(setting), "devices { use_devicesfile=1 devicesfile=\"%s\" } %s",
		 tree_path("some.devices"), more);
	ck_assert_msg(!config_read_string(config, setting, &error), "%s", error);
	ck_assert_msg(!filter_new_at(tree_root, config, &warnings, &filter, &error), "%s", error);
}

static const char *rejects(const char *name, unsigned minor)
{
	dev_init(&dev, name, name);
	dev.info.is_block = true;
	dev.info.major = 8;
	dev.info.minor = minor;
	dev.info.size = 1 << 30;
	dev.from_machine = true;
	return filter_rejects(filter, &dev);
}

static void assert_not_named(const char *name, unsigned minor)
{
	const char *why = rejects(name, minor);

	ck_assert_msg(why && strstr(why, "it is not in the devices file /"), "%s: %s", name, why);
}

START_TEST(what_is_named_is_used)
{
	use("IDTYPE=sys_wwid IDNAME=naa.5000c500 DEVNAME=/dev/sdq PVID=" PVID "\n"
	    "IDTYPE=sys_serial IDNAME=S1\n"
	    "IDTYPE=devname IDNAME=/dev/none/c\n", "");
	ck_assert_pstr_eq(rejects("/dev/sda", 0), NULL);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), NULL);
	ck_assert_pstr_eq(rejects("/dev/sdb", 16), NULL);
	ck_assert_pstr_eq(rejects("/dev/none/c", 32), NULL);
	assert_not_named("/dev/sdd", 48);
	assert_not_named("/dev/sda1", 1);
	filter_tell(filter);
	ck_assert_str_eq(heard, "");
}
END_TEST

START_TEST(an_empty_file_names_nothing)
{
	use("", "");
	assert_not_named("/dev/sda", 0);
}
END_TEST

START_TEST(partitions)
{
	use("IDTYPE=sys_wwid IDNAME=naa.5000c500 PART=1\n", "");
	ck_assert_pstr_eq(rejects("/dev/sda1", 1), NULL);
	assert_not_named("/dev/sda", 0);
	filter_free(filter);
	use("IDTYPE=sys_wwid IDNAME=naa.5000c500 PART=2\nIDTYPE=devname IDNAME=/dev/none/a PART=1\n",
	    "");
	assert_not_named("/dev/sda1", 1);
	ck_assert_pstr_eq(rejects("/dev/none/a", 1), NULL);
	assert_not_named("/dev/none/a", 0);
}
END_TEST

/* A link to a node is the node. */
START_TEST(other_names)
{
	char text[4096];

	if (!tree_node("dev/sda", 8, 0))
		return;
	tree_symlink("dev/disk/by-id/x", "../../sda");
	snprintf(text, sizeof(text), "IDTYPE=devname IDNAME=%s PVID=" PVID "\n",
		 tree_path("dev/disk/by-id/x"));
	use(text, "");
	ck_assert_pstr_eq(rejects("/dev/sda", 0), NULL);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, UUID), NULL);
	ck_assert_ptr_nonnull(filter_rejects_pv(filter, &dev, OTHER));
	assert_not_named("/dev/sdb", 16);
}
END_TEST

static const char moved[] = "the devices file has its name for another PV, which was on it once";

START_TEST(a_name_that_has_another_pv_now)
{
	use("IDTYPE=devname IDNAME=/dev/none/a PVID=" PVID "\n", "");
	ck_assert_pstr_eq(rejects("/dev/none/a", 0), NULL);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, UUID), NULL);
	filter_tell(filter);
	ck_assert_str_eq(heard, "");
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), moved);
	filter_tell(filter);
	ck_assert_ptr_nonnull(strstr(heard, "some.devices, line 1: PV " PVID
				     " is not on /dev/none/a any more"));
}
END_TEST

START_TEST(a_name_that_has_no_pv_now)
{
	use("IDTYPE=devname IDNAME=/dev/none/a PVID=" PVID "\n", "");
	rejects("/dev/none/a", 0);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, NULL), NULL);
	filter_tell(filter);
	ck_assert_ptr_nonnull(strstr(heard, " is not on /dev/none/a any more"));
}
END_TEST

START_TEST(a_name_for_any_pv)
{
	use("IDTYPE=devname IDNAME=/dev/none/a PVID=.\n", "");
	rejects("/dev/none/a", 0);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), NULL);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, NULL), NULL);
}
END_TEST

/* It is known by more than its name, or has two lines. */
START_TEST(one_line_is_enough)
{
	use("IDTYPE=devname IDNAME=/dev/none/a PVID=" PVID "\nIDTYPE=sys_wwid IDNAME=naa.5000c500\n"
	    "IDTYPE=devname IDNAME=/dev/none/c PVID=" PVID "\nIDTYPE=devname IDNAME=/dev/none/c\n",
	    "");
	rejects("/dev/none/a", 0);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), NULL);
	rejects("/dev/none/c", 32);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), NULL);
}
END_TEST

START_TEST(the_line_of_a_partition_is_not_of_the_disk)
{
	use("IDTYPE=devname IDNAME=/dev/none/a PVID=" PVID "\n"
	    "IDTYPE=devname IDNAME=/dev/none/a PART=1\n", "");
	rejects("/dev/none/a", 0);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), moved);
}
END_TEST

START_TEST(what_is_not_there_is_told)
{
	use("IDTYPE=sys_serial IDNAME=S2 DEVNAME=/dev/sdx\nIDTYPE=new IDNAME=x\nIDTYPE=devname\n",
	    "");
	filter_tell(filter);
	ck_assert_str_eq(heard, "");	/* nobody has asked */
	assert_not_named("/dev/sdb", 16);
	filter_tell(filter);
	ck_assert_ptr_nonnull(strstr(heard, "line 1: there is no device with sys_serial S2, "
				     "last seen as /dev/sdx\n"));
	ck_assert_ptr_nonnull(strstr(heard, "line 2: there is no IDTYPE \"new\""));
	ck_assert_ptr_nonnull(strstr(heard, "line 3: there is no device with devname none, "
				     "last seen as ?\n"));
}
END_TEST

START_TEST(patterns_are_not_asked)
{
	use("IDTYPE=sys_serial IDNAME=S1\n",
	    "devices { filter=\"r|sdb|\" global_filter=\"r|sdb|\" }");
	ck_assert_str_eq(heard, "devices/global_filter is not asked, since there is a devices file.\n"
			 "devices/filter is not asked, since there is a devices file.\n");
	ck_assert_pstr_eq(rejects("/dev/sdb", 16), NULL);
	dev.from_machine = false;
	ck_assert_ptr_nonnull(filter_rejects(filter, &dev));
}
END_TEST

START_TEST(other_filters_are_asked)
{
	use("IDTYPE=sys_serial IDNAME=S1\n", "devices/scan=\"/elsewhere\"");
	ck_assert_ptr_nonnull(strstr(rejects("/dev/sdb", 16), "devices/scan"));
}
END_TEST

START_TEST(paths_that_are_given)
{
	use("", "");
	rejects("/dev/sda", 0);
	dev.from_machine = false;
	ck_assert_pstr_eq(filter_rejects(filter, &dev), NULL);
	ck_assert_pstr_eq(filter_rejects_pv(filter, &dev, OTHER), NULL);
}
END_TEST

static void set(const char *format)
{
	char setting[4096], *error = NULL;

	snprintf(setting, sizeof(setting), format, tree_root);
	ck_assert_msg(!config_read_string(config, setting, &error), "%s", error);
}

START_TEST(the_file_of_the_machine)
{
	char *error = NULL;

	set("devices { use_devicesfile=1 devicesfile_dir=\"%s/devices\" }");
	ck_assert_int_eq(filter_new_at(tree_root, config, &warnings, &filter, &error), 0);
	ck_assert_ptr_null(error);
	ck_assert_pstr_eq(rejects("/dev/sda", 0), NULL);	/* there is none */
	filter_free(filter);
	tree_write("devices/system.devices", "IDTYPE=sys_serial IDNAME=S1\n");
	ck_assert_int_eq(filter_new_at(tree_root, config, &warnings, &filter, &error), 0);
	assert_not_named("/dev/sda", 0);
	ck_assert_pstr_eq(rejects("/dev/sdb", 16), NULL);
	filter_free(filter);
	set("devices { use_devicesfile=0 }");
	ck_assert_int_eq(filter_new_at(tree_root, config, &warnings, &filter, &error), 0);
	ck_assert_pstr_eq(rejects("/dev/sda", 0), NULL);
	ck_assert_str_eq(heard, "");
}
END_TEST

START_TEST(a_path_must_be_there)
{
	char *error = NULL;

	set("devices { use_devicesfile=1 devicesfile=\"%s/none\" }");
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), -ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "cannot read the devices file /"));
	ck_assert_ptr_nonnull(strstr(error, "/none: No such file or directory"));
	free(error);
}
END_TEST

Suite *devices_file_suite(void)
{
	Suite *suite = suite_create("devices_file");
	TCase *file = tcase_create("file"), *devices = tcase_create("devices");

	tcase_add_checked_fixture(file, setup, teardown);
	tcase_add_test(file, an_entry);
	tcase_add_test(file, what_is_not_known);
	tcase_add_test(file, an_id_of_blanks);
	tcase_add_test(file, any_order_and_no_end_of_line);
	tcase_add_test(file, a_value_that_looks_like_a_field);
	tcase_add_test(file, a_type_of_a_later_release);
	tcase_add_test(file, a_file_that_cannot_be_read);
	suite_add_tcase(suite, file);

	tcase_add_checked_fixture(devices, setup, teardown);
	tcase_add_test(devices, what_is_named_is_used);
	tcase_add_test(devices, an_empty_file_names_nothing);
	tcase_add_test(devices, partitions);
	tcase_add_test(devices, other_names);
	tcase_add_test(devices, a_name_that_has_another_pv_now);
	tcase_add_test(devices, a_name_that_has_no_pv_now);
	tcase_add_test(devices, a_name_for_any_pv);
	tcase_add_test(devices, one_line_is_enough);
	tcase_add_test(devices, the_line_of_a_partition_is_not_of_the_disk);
	tcase_add_test(devices, what_is_not_there_is_told);
	tcase_add_test(devices, patterns_are_not_asked);
	tcase_add_test(devices, other_filters_are_asked);
	tcase_add_test(devices, paths_that_are_given);
	tcase_add_test(devices, the_file_of_the_machine);
	tcase_add_test(devices, a_path_must_be_there);
	suite_add_tcase(suite, devices);
	return suite;
}

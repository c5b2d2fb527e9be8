/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IDs of devices, from made-up sysfs trees. */
#include "device/device_id.h"

#include <stdio.h>
#include <string.h>

#include "tree.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct dev dev;
static struct device_ids ids;

static void setup(void)
{
	tree_make();
	tree_device(8, 0, "sda", 1 << 21);
	dev_init(&dev, "/dev/sda", "/dev/sda");
	dev.info.is_block = true;
	dev.info.major = 8;
}

static const char *first_id(enum device_id_type type)
{
	device_ids_read(tree_root, &dev, type, &ids);
	return ids.count ? ids.ids[0] : NULL;
}

static void write_page(const char *name, const void *bytes, size_t size)
{
	char path[64];
	FILE *file;

	tree_attribute(8, 0, name, "");
	snprintf(path, sizeof(path), "sys/dev/block/8:0/%s", name);
	file = fopen(tree_path(path), "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static const struct {
	enum device_id_type type;
	const char *attribute, *value, *id;
} attributes[] = {
	{ DEVICE_ID_SYS_WWID, "device/wwid", "naa.5000c500\n", "naa.5000c500" },
	{ DEVICE_ID_SYS_WWID, "wwid", "eui.0025385\n", "eui.0025385" },
	{ DEVICE_ID_SYS_WWID, "device/wwid", "t10.ATA     DISK  12\n", "t10.ATA_DISK_12" },
	{ DEVICE_ID_SYS_WWID, "device/wwid", "", NULL },
	{ DEVICE_ID_SYS_WWID, "device/serial", "S1", NULL },
	{ DEVICE_ID_SYS_SERIAL, "device/serial", "  S 1  \n", "S_1" },
	{ DEVICE_ID_SYS_SERIAL, "serial", "virtio-1\n", "virtio-1" },
	{ DEVICE_ID_SYS_SERIAL, "serial", "   \n", NULL },
	{ DEVICE_ID_WWID_NAA, "device/wwid", "naa.5000c500\n", "naa.5000c500" },
	{ DEVICE_ID_WWID_NAA, "device/wwid", "t10.ATA\n", NULL },
	{ DEVICE_ID_WWID_EUI, "wwid", "eui.0025385\n", "eui.0025385" },
	{ DEVICE_ID_WWID_T10, "device/wwid", "t10.ATA\n", "t10.ATA" },
	{ DEVICE_ID_MPATH_UUID, "dm/uuid", "mpath-3600a\n", "mpath-3600a" },
	{ DEVICE_ID_MPATH_UUID, "dm/uuid", "CRYPT-LUKS2-1\n", NULL },
	{ DEVICE_ID_CRYPT_UUID, "dm/uuid", "CRYPT-LUKS2-1\n", "CRYPT-LUKS2-1" },
	{ DEVICE_ID_LVMLV_UUID, "dm/uuid", "LVM-aaaa\n", "LVM-aaaa" },
	{ DEVICE_ID_LVMLV_UUID, "dm/uuid", "mpath-3600a\n", NULL },
	{ DEVICE_ID_MD_UUID, "md/uuid", "11-22\n", "11-22" },
	{ DEVICE_ID_LOOP_FILE, "loop/backing_file", "/srv/a  b.img\n", "/srv/a__b.img" },
	{ DEVICE_ID_LOOP_FILE, "loop/backing_file", "/srv/a.img (deleted)\n", NULL },
};

START_TEST(ids_of_attributes)
{
	tree_attribute(8, 0, attributes[_i].attribute, attributes[_i].value);
	ck_assert_pstr_eq(first_id(attributes[_i].type), attributes[_i].id);
}
END_TEST

START_TEST(names)
{
	ck_assert_pstr_eq(first_id(DEVICE_ID_DEVNAME), "/dev/sda");
	for (int type = 0; type < DEVICE_ID_TYPE_COUNT; type++)
		ck_assert_int_eq(device_id_type(device_id_type_name((enum device_id_type)type)),
				 type);
	ck_assert_int_eq(device_id_type("sys_ww"), DEVICE_ID_TYPE_COUNT);
	ck_assert_int_eq(device_id_type(""), DEVICE_ID_TYPE_COUNT);
}
END_TEST

START_TEST(a_device_without_any)
{
	for (int type = 0; type < DEVICE_ID_DEVNAME; type++)
		ck_assert_pstr_eq(first_id((enum device_id_type)type), NULL);
}
END_TEST

/* Those of the disk, but for the name. */
START_TEST(a_partition)
{
	tree_device(8, 1, "sda/sda1", 1 << 20);
	tree_attribute(8, 1, "partition", "1\n");
	tree_attribute(8, 0, "device/wwid", "naa.5000c500\n");
	dev_init(&dev, "/dev/sda1", "/dev/sda1");
	dev.info.is_block = true;
	dev.info.major = 8;
	dev.info.minor = 1;
	ck_assert_pstr_eq(first_id(DEVICE_ID_SYS_WWID), "naa.5000c500");
	ck_assert_pstr_eq(first_id(DEVICE_ID_DEVNAME), "/dev/sda1");
}
END_TEST

/* A page with a designator of each kind; one of a port (association 1) is not
 * of the disk. */
static const unsigned char page_83[] = {
	0, 0x83, 0, 57,
	1, 0x13, 0, 2, 0xde, 0xad,
	1, 0x03, 0, 4, 0x50, 0x00, 0xc5, 0x00,
	1, 0x02, 0, 3, 0x00, 0x25, 0x38,
	2, 0x01, 0, 7, 'A', 'T', 'A', ' ', ' ', 'X', ' ',
	3, 0x08, 0, 8, 'n', 'a', 'a', '.', '6', '0', '0', 0,
	1, 0x03, 0, 1, 0x61,
};

START_TEST(ids_of_a_page)
{
	write_page("device/vpd_pg83", page_83, sizeof(page_83));
	ck_assert_pstr_eq(first_id(DEVICE_ID_WWID_NAA), "naa.5000c500");
	ck_assert_uint_eq(ids.count, 3);
	ck_assert_str_eq(ids.ids[1], "naa.600");
	ck_assert_str_eq(ids.ids[2], "naa.61");
	ck_assert_pstr_eq(first_id(DEVICE_ID_WWID_EUI), "eui.002538");
	ck_assert_uint_eq(ids.count, 1);
	ck_assert_pstr_eq(first_id(DEVICE_ID_WWID_T10), "t10.ATA_X");
	ck_assert_uint_eq(ids.count, 1);
	ck_assert_pstr_eq(first_id(DEVICE_ID_SYS_WWID), NULL);
}
END_TEST

/* Cut anywhere, it tells what is whole. */
START_TEST(a_page_that_is_cut)
{
	write_page("device/vpd_pg83", page_83, (size_t)_i);
	first_id(DEVICE_ID_WWID_NAA);
	ck_assert_uint_eq(ids.count, (size_t)(_i >= 18) + (_i >= 48) + (_i >= 53));
}
END_TEST

START_TEST(more_ids_than_there_is_room_for)
{
	unsigned char page[4 + 5 * (DEVICE_IDS_MAX + 1)] = { 0, 0x83 };

	for (size_t i = 0; i <= DEVICE_IDS_MAX; i++)
		memcpy(page + 4 + 5 * i, "\1\3\0\1\7", 5);
	write_page("device/vpd_pg83", page, sizeof(page));
	first_id(DEVICE_ID_WWID_NAA);
	ck_assert_uint_eq(ids.count, DEVICE_IDS_MAX);
}
END_TEST

START_TEST(a_serial_number_of_a_page)
{
	write_page("device/vpd_pg80", "\0\x80\0\3 S1", 7);
	ck_assert_pstr_eq(first_id(DEVICE_ID_SYS_SERIAL), "S1");
	write_page("device/vpd_pg80", "\0\x80\0\4 S1", 7);
	ck_assert_pstr_eq(first_id(DEVICE_ID_SYS_SERIAL), NULL);
}
END_TEST

static const struct {
	enum device_id_type type;
	const char *id, *normalized;
} forms[] = {
	{ DEVICE_ID_SYS_WWID, "t10.ATA  \t\"x\"__y_ ", "t10.ATA_x_y" },
	{ DEVICE_ID_SYS_SERIAL, "___", "" },
	{ DEVICE_ID_LOOP_FILE, "/a b/__c ", "/a_b/__c_" },
	{ DEVICE_ID_DEVNAME, "/dev/a b", "/dev/a b" },
};

START_TEST(normal_forms)
{
	char id[64];

	snprintf(id, sizeof(id), "%s", forms[_i].id);
	device_id_normalize(forms[_i].type, id);
	ck_assert_str_eq(id, forms[_i].normalized);
}
END_TEST

Suite *device_id_suite(void)
{
	Suite *suite = suite_create("device_id");
	TCase *tcase = tcase_create("device_id");

	tcase_add_checked_fixture(tcase, setup, tree_remove);
	tcase_add_loop_test(tcase, ids_of_attributes, 0, COUNT(attributes));
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, a_device_without_any);
	tcase_add_test(tcase, a_partition);
	tcase_add_test(tcase, ids_of_a_page);
	tcase_add_loop_test(tcase, a_page_that_is_cut, 0, sizeof(page_83) + 1);
	tcase_add_test(tcase, more_ids_than_there_is_room_for);
	tcase_add_test(tcase, a_serial_number_of_a_page);
	tcase_add_loop_test(tcase, normal_forms, 0, COUNT(forms));
	suite_add_tcase(suite, tcase);
	return suite;
}

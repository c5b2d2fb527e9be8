/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Partitions inside images, and devices that others use. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

#define MIB (UINT64_C(1) << 20)

static struct disk *pv_disk(char id, const char *text)
{
	struct disk *disk = disk_new(8 * MIB);

	disk_pv(disk, id, text);
	return disk;
}

/* A disk of 32 MiB whose partition 1 is a PV with `text`, and partition 2 empty. */
static struct disk *add_partitioned(char id, const char *text)
{
	struct disk *disk = rig_add(disk_new(32 * MIB));

	disk_mbr(disk, 1, 0x8e, MIB, 8 * MIB);
	disk_mbr(disk, 2, 0x83, 10 * MIB, 4 * MIB);
	disk_insert(disk, MIB, pv_disk(id, text));
	return disk;
}

/* The partition called "DIR/dNN#number" of disk NN. */
static struct volscan_device *partition(unsigned disk, unsigned number)
{
	struct volscan_device *device = NULL;
	char name[128];
	size_t i;

	snprintf(name, sizeof(name), "%s#%u", rig->paths[disk], number);
	for (i = 0; i < run.list->count; i++)
		if (!strcmp(run.list->devs[i]->info.name, name))
			device = &run.list->devs[i]->info;
	ck_assert_msg(device, "there is no %s", name);
	return device;
}

START_TEST(partitions_inside)
{
	char *text = rig_text("ab", 1);
	struct volscan_device *device;

	add_partitioned('a', text);
	rig_add_pv('b', text);
	rig_scan();
	ck_assert_uint_eq(run.list->count, 4);
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_ptr_nonnull(strstr(run_device(0)->reason, "partition table"));
	device = partition(0, 1);
	ck_assert_int_eq(device->state, VOLSCAN_DEVICE_PV);
	ck_assert_uint_eq(device->partition, 1);
	ck_assert_uint_eq(device->size, 8 * MIB);
	ck_assert_ptr_eq(device->pv, run_vg("vg")->pvs[0]);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_int_eq(partition(0, 2)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(logical_partition)
{
	struct disk *disk = rig_add(disk_new(32 * MIB));
	struct disk *ebr = disk_new(512);

	disk_mbr(disk, 1, 0x05, MIB, 20 * MIB);
	disk_mbr(ebr, 1, 0x8e, MIB, 8 * MIB);
	disk_insert(disk, MIB, ebr);
	disk_insert(disk, 2 * MIB, pv_disk('a', NULL));
	rig_scan();
	ck_assert_int_eq(partition(0, 5)->state, VOLSCAN_DEVICE_PV);
	ck_assert_uint_eq(run.results.pv_count, 1);
	run_free();
}
END_TEST

START_TEST(table_that_cannot_be_read)
{
	struct disk *disk = rig_add(disk_new(32 * MIB));

	disk_mbr(disk, 1, 0x8e, 10 * MIB, 8 * MIB);
	disk_mbr(disk, 2, 0x05, MIB, 8 * MIB);
	disk_insert(disk, 10 * MIB, pv_disk('a', NULL));
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = FAULT_READ, .offset = MIB, .length = 1, .result = -EIO);
	run_scan();
	ck_assert_int_eq(partition(0, 1)->state, VOLSCAN_DEVICE_PV);
	ck_assert_uint_eq(run_warnings("partition table cannot be read"), 1);
	run_free();
}
END_TEST

START_TEST(no_partitions_in_partitions)
{
	struct disk *disk = rig_add(disk_new(32 * MIB));
	struct disk *inner = disk_new(16 * MIB);

	disk_mbr(inner, 1, 0x8e, MIB, 8 * MIB);
	disk_insert(inner, MIB, pv_disk('a', NULL));
	disk_mbr(disk, 1, 0x83, MIB, 16 * MIB);
	disk_insert(disk, MIB, inner);
	rig_scan();
	ck_assert_uint_eq(run.list->count, 2);
	ck_assert_uint_eq(run.results.pv_count, 0);
	run_free();
}
END_TEST

START_TEST(table_without_partitions)
{
	struct disk *disk = rig_add(disk_new(32 * MIB));

	disk_mbr(disk, 1, 0x8e, 64 * MIB, MIB);
	rig_scan();
	ck_assert_uint_eq(run.list->count, 1);
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_LEFT_OUT);
	ck_assert_ptr_nonnull(strstr(run_device(0)->reason, "partition table"));
	run_free();
}
END_TEST

START_TEST(old_label_beside_a_table)
{
	char *text = rig_text("a", 1);

	disk_pv(add_partitioned('b', NULL), 'a', text);
	rig_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_uint_eq(run.results.vg_count, 0);
	run_free();
	free(text);
}
END_TEST

START_TEST(old_label_beside_md)
{
	static const uint8_t magic[] = { 0xfc, 0x4e, 0x2b, 0xa9 };

	memcpy(rig_add_pv('a', NULL)->data, magic, sizeof(magic));
	rig_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_LEFT_OUT);
	ck_assert_ptr_nonnull(strstr(run_device(0)->reason, "md"));
	ck_assert_uint_eq(run.results.pv_count, 0);
	run_free();
}
END_TEST

START_TEST(partition_left_out_by_name)
{
	add_partitioned('a', NULL);
	rig->settings = "devices/filter=[\"r|#1$|\"]";
	rig_scan();
	ck_assert_int_eq(partition(0, 1)->state, VOLSCAN_DEVICE_LEFT_OUT);
	ck_assert_uint_eq(partition(0, 1)->reads, 0);
	ck_assert_uint_eq(run.results.pv_count, 0);
	run_free();
}
END_TEST

/* A partition is found late, but counts as coming where its disk does. */
START_TEST(partitions_keep_the_order)
{
	add_partitioned('a', NULL);
	rig_add_pv('a', NULL);
	rig_scan();
	ck_assert(!partition(0, 1)->pv->duplicate);
	ck_assert(run_pv(1)->duplicate);
	run_free();
}
END_TEST

START_TEST(damage_in_a_partition)
{
	char *text = rig_text("ab", 1);

	add_partitioned('a', text)->data[MIB + DISK_MDA_START + DISK_TEXT_AT + 300] ^= 1;
	rig_add_pv('b', text);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_uint_eq(run_warnings("d00#1: metadata text at byte 4608"), 1);
	run_free();
	free(text);
}
END_TEST

Suite *scan_partitions_suite(void)
{
	Suite *suite = suite_create("scan_partitions");
	TCase *tcase = rig_case(suite, "partitions");

	tcase_add_test(tcase, partitions_inside);
	tcase_add_test(tcase, logical_partition);
	tcase_add_test(tcase, table_that_cannot_be_read);
	tcase_add_test(tcase, no_partitions_in_partitions);
	tcase_add_test(tcase, table_without_partitions);
	tcase_add_test(tcase, old_label_beside_a_table);
	tcase_add_test(tcase, old_label_beside_md);
	tcase_add_test(tcase, partition_left_out_by_name);
	tcase_add_test(tcase, partitions_keep_the_order);
	tcase_add_test(tcase, damage_in_a_partition);
	return suite;
}

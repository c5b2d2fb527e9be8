/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scan after scan with volscan_set_keep(): what is read, and that the results are right. */
#include "volscan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "make_disk.h"
#include "unit.h"

static char dir[64];
static char path_a[96], path_b[96], path_c[96];
static struct volscan *vs;

static void save_vg(const char *path, char pv, char vg, const char *name, unsigned seqno)
{
	char pvs[] = { pv, '\0' };
	char *text = vg_text(&(struct vg_spec) { .name = name, .id = vg, .seqno = seqno, .pvs = pvs });
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, pv, text);
	disk_save(disk, path);
	disk_free(disk);
	free(text);
}

/* A disk with one partition, which is a PV. */
static void save_partitioned(unsigned seqno)
{
	char *text = vg_text(&(struct vg_spec) { .name = "part", .id = 'p', .seqno = seqno, .pvs = "c" });
	struct disk *disk = disk_new(16 << 20), *part = disk_new(8 << 20);

	disk_pv(part, 'c', text);
	disk_mbr(disk, 1, 0x8e, 1 << 20, 8 << 20);
	disk_insert(disk, 1 << 20, part);
	disk_save(disk, path_c);
	disk_free(disk);
	free(text);
}

static void set_up(void)
{
	strcpy(dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path_a, sizeof(path_a), "%s/a", dir);
	snprintf(path_b, sizeof(path_b), "%s/b", dir);
	snprintf(path_c, sizeof(path_c), "%s/c", dir);
	save_vg(path_a, 'a', 'A', "one", 1);
	save_vg(path_b, 'b', 'B', "two", 1);
	save_partitioned(1);
	ck_assert_int_eq(volscan_new(&vs), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_set_keep(vs, true), 0);
}

static void tear_down(void)
{
	volscan_free(vs);
	unlink(path_a);
	unlink(path_b);
	unlink(path_c);
	ck_assert_int_eq(rmdir(dir), 0);
}

static uint64_t reads(void)
{
	struct volscan_stats stats;

	volscan_stats(vs, &stats);
	return stats.reads;
}

/* Scan, and expect so many reads. */
static void scan(uint64_t expected)
{
	uint64_t before = reads();

	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_eq(reads() - before, expected);
}

/* VGs "one", "part" and "two", with these seqnos; 0 = it is not there. */
static void check(unsigned one, unsigned part, unsigned two)
{
	const char *const names[] = { "one", "part", "two" };
	unsigned wanted[] = { one, part, two };
	const struct volscan_vg *const *vgs;
	size_t i, n = 0, count;

	vgs = volscan_vgs(vs, &count);
	for (i = 0; i < 3; i++) {
		if (!wanted[i])
			continue;
		ck_assert_uint_lt(n, count);
		ck_assert_str_eq(vgs[n]->name, names[i]);
		ck_assert_uint_eq(vgs[n]->seqno, wanted[i]);
		ck_assert_uint_eq(vgs[n]->missing_pv_count, 0);
		n++;
	}
	ck_assert_uint_eq(n, count);
}

/* One block of each of a, b, c and c#1. */
#define READS_OF_ALL 4

START_TEST(nothing_has_changed)
{
	const struct volscan_device *const *devices;
	size_t i, count;

	scan(READS_OF_ALL);
	scan(0);
	check(1, 1, 1);
	devices = volscan_devices(vs, &count);
	ck_assert_uint_eq(count, READS_OF_ALL);
	for (i = 0; i < count; i++) {
		ck_assert_uint_eq(devices[i]->reads, 1);
		ck_assert_uint_eq(devices[i]->bytes_read, 8192);
		ck_assert_uint_gt(devices[i]->time_us, 0);
	}
}
END_TEST

START_TEST(only_what_has_changed_is_read)
{
	scan(READS_OF_ALL);
	save_vg(path_a, 'a', 'A', "one", 7);
	save_vg(path_b, 'b', 'B', "two", 8);
	scan(0);
	check(1, 1, 1);
	volscan_changed(vs, path_a);
	scan(1);
	check(7, 1, 1);
	volscan_changed(vs, NULL);
	scan(READS_OF_ALL);
	check(7, 1, 8);
}
END_TEST

START_TEST(partitions_change_with_their_disk)
{
	scan(READS_OF_ALL);
	save_partitioned(5);
	volscan_changed(vs, path_c);
	scan(2);
	check(1, 5, 1);
}
END_TEST

START_TEST(devices_come_and_go)
{
	scan(READS_OF_ALL);
	unlink(path_a);
	scan(0);
	check(0, 1, 1);
	save_vg(path_a, 'a', 'A', "one", 3);
	scan(1);
	check(3, 1, 1);
}
END_TEST

START_TEST(device_of_another_size_is_read)
{
	scan(READS_OF_ALL);
	save_vg(path_a, 'a', 'A', "one", 2);
	ck_assert_int_eq(truncate(path_a, 9 << 20), 0);
	scan(1);
	check(2, 1, 1);
}
END_TEST

/* The scan reads it a second time before it believes that. */
START_TEST(damaged_text_is_read_again)
{
	char *text = vg_text(&(struct vg_spec) { .name = "one", .id = 'A', .pvs = "a" });
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, 'a', text);
	disk->data[DISK_MDA_START + DISK_TEXT_AT + 20] ^= 1;
	disk_save(disk, path_a);
	disk_free(disk);
	free(text);
	scan(READS_OF_ALL + 1);
	check(0, 1, 1);
	scan(1);
	save_vg(path_a, 'a', 'A', "one", 4);
	scan(1);
	check(4, 1, 1);
	scan(0);
}
END_TEST

START_TEST(idle_keeps_what_was_read)
{
	struct volscan_stats stats;

	scan(READS_OF_ALL);
	volscan_idle(vs);
	check(1, 1, 1);
	volscan_stats(vs, &stats);
	ck_assert_str_eq(stats.engine, "none");
	scan(0);
	check(1, 1, 1);
	volscan_idle(vs);
	volscan_idle(vs);
}
END_TEST

START_TEST(child_goes_on_with_what_was_read)
{
	int status;
	pid_t pid;

	scan(READS_OF_ALL);
	save_vg(path_a, 'a', 'A', "one", 9);
	pid = fork();
	if (!pid) {
		if (volscan_reset(vs))
			_exit(1);
		volscan_changed(vs, path_a);
		scan(1);
		check(9, 1, 1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	check(1, 1, 1);
}
END_TEST

START_TEST(no_more)
{
	scan(READS_OF_ALL);
	ck_assert_int_eq(volscan_set_keep(vs, true), 0);
	scan(0);
	ck_assert_int_eq(volscan_set_keep(vs, false), 0);
	scan(READS_OF_ALL);
	volscan_changed(vs, path_a);
	volscan_changed(vs, NULL);
	scan(READS_OF_ALL);
}
END_TEST

static void on_read(void *context, const struct volscan_device *device, int error, const void *data,
		    size_t length)
{
	(void)device;
	(void)data;
	ck_assert_int_eq(error, 0);
	ck_assert_uint_eq(length, 512);
	++*(unsigned *)context;
}

START_TEST(programs_read_the_device)
{
	unsigned answers = 0;
	uint64_t before;
	size_t count;

	scan(READS_OF_ALL);
	scan(0);
	before = reads();
	volscan_read(vs, volscan_devices(vs, &count)[0], 0, 512, on_read, &answers);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(answers, 1);
	ck_assert_uint_eq(reads() - before, 1);
}
END_TEST

START_TEST(nothing_is_kept_of_what_programs_read)
{
	unsigned answers = 0;
	uint64_t before;
	size_t count, i;

	ck_assert_int_eq(volscan_config_string(vs, "devices/filter=[\"r|/a$|\"]"), 0);
	scan(READS_OF_ALL - 1);
	before = reads();
	for (i = 0; i < 2; i++) {
		volscan_read(vs, volscan_devices(vs, &count)[0], 0, 512, on_read, &answers);
		ck_assert_int_eq(volscan_run(vs), 0);
	}
	ck_assert_uint_eq(answers, 2);
	ck_assert_uint_eq(reads() - before, 2);
}
END_TEST

/* One that only a check reads: the other one is believed for both. */
START_TEST(damaged_copy_is_read_again)
{
	size_t count;
	char *text = vg_text(&(struct vg_spec) { .name = "one", .id = 'A', .pvs = "ab",
						 .padding = 30000 });
	struct disk *a = disk_new(8 << 20), *b = disk_new(8 << 20);

	disk_pv(a, 'a', text);
	disk_pv(b, 'b', text);
	disk_save(a, path_a);
	b->data[DISK_MDA_START + DISK_TEXT_AT + 20000] ^= 1;
	disk_save(b, path_b);
	ck_assert_int_eq(volscan_config_string(vs, "metadata/check_all=1"), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_findings(vs, &count);
	ck_assert_uint_eq(count, 1);
	b->data[DISK_MDA_START + DISK_TEXT_AT + 20000] ^= 1;
	disk_save(b, path_b);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_findings(vs, &count);
	ck_assert_uint_eq(count, 0);
	scan(0);
	disk_free(a);
	disk_free(b);
	free(text);
}
END_TEST

Suite *keep_suite(void)
{
	Suite *suite = suite_create("keep");
	TCase *tcase = tcase_create("keep");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, nothing_has_changed);
	tcase_add_test(tcase, only_what_has_changed_is_read);
	tcase_add_test(tcase, partitions_change_with_their_disk);
	tcase_add_test(tcase, devices_come_and_go);
	tcase_add_test(tcase, device_of_another_size_is_read);
	tcase_add_test(tcase, damaged_text_is_read_again);
	tcase_add_test(tcase, idle_keeps_what_was_read);
	tcase_add_test(tcase, child_goes_on_with_what_was_read);
	tcase_add_test(tcase, no_more);
	tcase_add_test(tcase, programs_read_the_device);
	tcase_add_test(tcase, nothing_is_kept_of_what_programs_read);
	tcase_add_test(tcase, damaged_copy_is_read_again);
	suite_add_tcase(suite, tcase);
	return suite;
}

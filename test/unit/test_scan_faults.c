/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each read of a scan goes wrong once, in each way that there is: no answer is lost,
 * and all that the others say is found.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

#define DEADLINE_MS 20
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct rig_way way = { .name = "fault", .timeout_ms = DEADLINE_MS };

/* ------------------------------------------------------------------------
 * What is scanned: each with VG "vg" on more than one disk
 */

static void short_texts(void)
{
	free(rig_add_vg("abc", rig_text("abc", 1)));
}

static void long_texts(void)
{
	free(rig_add_vg("ab", rig_long_text("ab", 1)));
}

static void second_areas(void)
{
	char *text = rig_text("ab", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	disk_two_mdas(rig_add(disk_new(8 << 20)), 'b', text, text, 0);
	free(text);
}

static void partitions(void)
{
	char *text = rig_text("ab", 1);
	struct disk *whole = rig_add(disk_new(10 << 20)), *part = disk_new(8 << 20);

	disk_mbr(whole, 1, 0x8e, 1 << 20, part->size);
	disk_pv(part, 'a', text);
	disk_insert(whole, 1 << 20, part);
	rig_add_pv('b', text);
	free(text);
}

static void (*const scenarios[])(void) = { short_texts, long_texts, second_areas, partitions };

/* ------------------------------------------------------------------------
 * What goes wrong
 */

static const struct fault_rule faults[] = {
	{ .result = -EIO },
	{ .short_by = 512 },
	{ .hold = true },
	{ .garbage = true },
	{ .torn = true },
};
#define SHORT 1

#define READS_MAX 64

/* Of the scan without a fault: the path of each read, and all that it says. */
static char paths[READS_MAX][96];
static unsigned read_count;
static char *expected;

static void scan_without_fault(void)
{
	const struct fault_entry *entry;

	run_prepare(&way);
	run_scan();
	expected = run_dump();
	read_count = 0;
	for (unsigned i = 0; i < run.fault->seen.requests; i++) {
		entry = &run.fault->trace[i];
		if (entry->op != IO_READ)
			continue;
		ck_assert_uint_lt(read_count, READS_MAX);
		strcpy(paths[read_count++], entry->path);
	}
	run_free();
}

/* Of other disks than that of `path` the same is said as always. */
static void check_others(const char *path)
{
	const struct volscan_device *device;
	char line[256];

	for (size_t i = 0; i < run.list->count; i++) {
		device = &run.list->devs[i]->info;
		if (!strncmp(device->name, path, strlen(path)))
			continue;
		snprintf(line, sizeof(line), "device %s state %d error %d reason %s pv %s\n",
			 device->name, device->state, device->error,
			 device->reason ? device->reason : "-",
			 device->pv ? device->pv->uuid : "-");
		ck_assert_msg(strstr(expected, line) != NULL, "%s", line);
	}
}

static void scan_with_fault(const struct fault_rule *fault, unsigned read)
{
	struct fault_rule rule = *fault;

	rule.ops = FAULT_READ;
	rule.skip = read;
	rule.times = 1;
	run_prepare(&way);
	fault_add_rule(run.fault, &rule);
	run_scan();
	ck_assert_uint_le(run.fault->seen.in_flight, rule.hold ? 2 : 0);
	ck_assert(rule.hold || !run.fault->seen.open);
	ck_assert_ptr_nonnull(run_vg("vg"));
	check_others(paths[read]);
}

START_TEST(each_read_goes_wrong_once)
{
	const unsigned fault = (unsigned)_i % COUNT_OF(faults);
	char *dump;

	scenarios[_i / (int)COUNT_OF(faults)]();
	scan_without_fault();
	ck_assert_uint_ge(read_count, 3);
	for (unsigned i = 0; i < read_count; i++) {
		scan_with_fault(&faults[fault], i);
		dump = run_dump();
		if (fault == SHORT)	/* the rest was asked for */
			ck_assert_str_eq(dump, expected);
		free(dump);
		run_free();
	}
	free(expected);
}
END_TEST

Suite *scan_faults_suite(void)
{
	Suite *suite = suite_create("scan_faults");

	tcase_add_loop_test(rig_case(suite, "faults"), each_read_goes_wrong_once, 0,
			    COUNT_OF(scenarios) * COUNT_OF(faults));
	return suite;
}

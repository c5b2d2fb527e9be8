/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* volscan.h alone, as a program sees it that has nothing but the library. */
#include "volscan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "make_disk.h"
#include "unit.h"

static char dir[64];
static char path_a[96], path_b[96];
static struct volscan *vs;

static void save_pv(const char *path, char id, const char *text)
{
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, id, text);
	disk_save(disk, path);
	disk_free(disk);
}

static void save_vg(unsigned seqno, unsigned lvs)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = seqno,
						 .pvs = "ab", .lvs = lvs });

	save_pv(path_a, 'a', text);
	save_pv(path_b, 'b', text);
	free(text);
}

static void set_up(void)
{
	strcpy(dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path_a, sizeof(path_a), "%s/a", dir);
	snprintf(path_b, sizeof(path_b), "%s/b", dir);
	save_vg(1, 2);
	ck_assert_int_eq(volscan_new(&vs), 0);
}

static void tear_down(void)
{
	volscan_free(vs);
	unlink(path_a);
	unlink(path_b);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void check_vg(unsigned seqno, size_t lvs)
{
	size_t count;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &count);

	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(vgs[0]->name, "vg");
	ck_assert_uint_eq(vgs[0]->seqno, seqno);
	ck_assert_uint_eq(vgs[0]->lv_count, lvs);
	ck_assert_uint_eq(vgs[0]->missing_pv_count, 0);
}

START_TEST(free_of_nothing)
{
	volscan_free(NULL);
}
END_TEST

START_TEST(nothing_before_a_scan)
{
	struct volscan_stats stats;
	size_t count = 1;

	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 0);
	volscan_pvs(vs, &count);
	ck_assert_uint_eq(count, 0);
	volscan_vgs(vs, &count);
	ck_assert_uint_eq(count, 0);
	volscan_stats(vs, &stats);
	ck_assert_uint_eq(stats.requests, 0);
	ck_assert_str_eq(volscan_error(vs), "");
	ck_assert_int_eq(volscan_reset(vs), 0);
	ck_assert_ptr_nonnull(volscan_version());
}
END_TEST

START_TEST(scan_of_two_images)
{
	const struct volscan_device *const *devices;
	const struct volscan_pv *const *pvs;
	size_t count;

	ck_assert_int_eq(volscan_add(vs, path_b), 0);
	ck_assert_int_eq(volscan_add(vs, path_a), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
	devices = volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(devices[0]->name, path_a);
	ck_assert_str_eq(devices[1]->name, path_b);
	ck_assert_int_eq(devices[0]->state, VOLSCAN_DEVICE_PV);
	ck_assert(!devices[0]->is_block);
	ck_assert_uint_eq(devices[0]->size, 8 << 20);
	ck_assert_uint_eq(devices[0]->reads, 1);
	ck_assert_uint_eq(devices[0]->bytes_read, 8192);
	pvs = volscan_pvs(vs, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_ptr_eq(devices[0]->pv, pvs[0]);
	ck_assert_ptr_eq(pvs[0]->device, devices[0]);
}
END_TEST

START_TEST(scan_of_a_directory)
{
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
}
END_TEST

START_TEST(second_scan_replaces_the_first)
{
	size_t count;

	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	save_vg(2, 3);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(2, 3);
	unlink(path_b);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(volscan_vgs(vs, &count)[0]->missing_pv_count, 1);
}
END_TEST

START_TEST(path_that_is_gone_at_the_scan)
{
	const struct volscan_device *const *devices;
	size_t count;

	ck_assert_int_eq(volscan_add(vs, path_a), 0);
	ck_assert_int_eq(volscan_add(vs, path_b), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	unlink(path_b);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	devices = volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(devices[1]->name, path_b);
	ck_assert_int_eq(devices[1]->state, VOLSCAN_DEVICE_UNREADABLE);
	ck_assert_int_eq(devices[1]->error, ENOENT);
	ck_assert_uint_eq(volscan_vgs(vs, &count)[0]->missing_pv_count, 1);
	save_vg(1, 2);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
}
END_TEST

START_TEST(paths_that_cannot_be_added)
{
	char fifo[96];

	snprintf(fifo, sizeof(fifo), "%s/nothing", dir);
	ck_assert_int_eq(volscan_add(vs, fifo), -ENOENT);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), fifo));
	ck_assert_int_eq(mkfifo(fifo, 0666), 0);
	ck_assert_int_eq(volscan_add(vs, fifo), -ENOTBLK);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), fifo));
	unlink(fifo);
}
END_TEST

START_TEST(images_are_not_written)
{
	struct stat before, after;

	ck_assert_int_eq(stat(path_a, &before), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(stat(path_a, &after), 0);
	ck_assert_int_eq(memcmp(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim)), 0);
	ck_assert_int_eq(memcmp(&before.st_ctim, &after.st_ctim, sizeof(before.st_ctim)), 0);
}
END_TEST

/* ------------------------------------------------------------------------
 * Settings
 */

START_TEST(settings)
{
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 1024);
	ck_assert_int_eq(volscan_config_string(vs, "devices/aio_max=7 devices { use_aio=0 }"), 0);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 7);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/use_aio"), 0);
	ck_assert_int_eq(volscan_config_string(vs, "devices/aio_max=8"), 0);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 8);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/use_aio"), 0);
	ck_assert_str_eq(volscan_setting_string(vs, "devices/io_engine"), "auto");
	ck_assert_ptr_null(volscan_setting_string(vs, "devices/aio_max"));
	ck_assert_ptr_null(volscan_setting_string(vs, "devices/filter"));
	ck_assert_ptr_null(volscan_setting_string(vs, "no/such"));
	ck_assert_int_eq(volscan_setting_number(vs, "devices/io_engine"), -1);
	ck_assert_int_eq(volscan_setting_number(vs, "no/such"), -1);
}
END_TEST

START_TEST(wrong_settings)
{
	ck_assert_int_eq(volscan_config_string(vs, "devices/aio_max=\"many\""), -EINVAL);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "aio_max"));
	ck_assert_int_eq(volscan_config_string(vs, "devices/no_such=1"), -EINVAL);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "no_such"));
	ck_assert_int_eq(volscan_config_file(vs, "/no/such/file"), -ENOENT);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "/no/such/file"));
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 1024);
}
END_TEST

START_TEST(settings_of_a_file)
{
	FILE *file = fopen(path_a, "w");

	fprintf(file, "devices {\n\taio_max = 9\n}\n");
	fclose(file);
	ck_assert_int_eq(volscan_config_file(vs, path_a), 0);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 9);
	file = fopen(path_a, "w");
	fprintf(file, "devices {\n\taio_max = -9\n}\n");
	fclose(file);
	ck_assert_int_eq(volscan_config_file(vs, path_a), -EINVAL);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), path_a));
}
END_TEST

START_TEST(settings_of_a_file_of_lvm2)
{
	FILE *file = fopen(path_a, "w");

	fprintf(file, "devices { issue_discards = 1 aio_max = 9 } dmeventd { }\n");
	fclose(file);
	ck_assert_int_eq(volscan_config_lvm_file(vs, path_a), 0);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 9);
	ck_assert_int_eq(volscan_config_file(vs, path_a), -EINVAL);
	ck_assert_int_eq(volscan_config_lvm_file(vs, "/no/such/file"), -ENOENT);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "/no/such/file"));
}
END_TEST

START_TEST(bad_filter)
{
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_config_string(vs, "devices/filter=[\"x|bad|\"]"), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), -EINVAL);
	ck_assert_str_ne(volscan_error(vs), "");
}
END_TEST

START_TEST(filter_leaves_out)
{
	const struct volscan_device *const *devices;
	char setting[256];
	size_t count;

	snprintf(setting, sizeof(setting), "devices/filter=[\"r|%s|\"]", path_b);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_config_string(vs, setting), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	devices = volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(devices[1]->state, VOLSCAN_DEVICE_LEFT_OUT);
	ck_assert_ptr_nonnull(strstr(devices[1]->reason, "filter"));
	ck_assert_uint_eq(devices[1]->reads, 0);
	ck_assert_ptr_null(devices[1]->pv);
}
END_TEST

static const char *const engine_settings[][2] = {
	{ "devices/io_engine=sync", "sync" },
	{ "devices/use_aio=0", "sync" },
	{ "devices/aio_max=0", "sync" },
	{ "devices/aio_memory=0", "sync" },
#ifdef HAVE_LIBAIO
	{ "devices/io_engine=libaio", "libaio" },
	{ "devices/io_engine=libaio devices/aio_max=1", "libaio" },
	{ "devices/io_engine=libaio devices/use_o_direct=0", "libaio" },
#endif
};

START_TEST(engines)
{
	struct volscan_stats stats;

	ck_assert_int_eq(volscan_config_string(vs, engine_settings[_i][0]), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
	volscan_stats(vs, &stats);
	ck_assert_str_eq(stats.engine, engine_settings[_i][1]);
	ck_assert_uint_eq(stats.reads, 2);
	ck_assert_uint_eq(stats.bytes_read, 2 * 8192);
	ck_assert_uint_eq(stats.opens, 2);
}
END_TEST

START_TEST(settings_changed_between_scans)
{
	struct volscan_stats stats;

	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_config_string(vs, "devices/io_engine=sync"), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_stats(vs, &stats);
	ck_assert_str_eq(stats.engine, "sync");
	check_vg(1, 2);
}
END_TEST

/* ------------------------------------------------------------------------
 * Log
 */

struct count {
	unsigned total;
	enum volscan_log_level most;
};

static void count_message(void *context, enum volscan_log_level level,
			  enum volscan_log_class log_class, const char *message)
{
	struct count *count = context;

	(void)log_class;
	ck_assert_ptr_null(strchr(message, '\n'));
	count->total++;
	if (level > count->most)
		count->most = level;
}

START_TEST(log_levels)
{
	struct count count = { 0, VOLSCAN_LOG_ERROR };

	volscan_set_log(vs, count_message, &count, VOLSCAN_LOG_TRACE);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_gt(count.total, 0);
	ck_assert_int_eq(count.most, VOLSCAN_LOG_TRACE);
	count = (struct count) { 0, VOLSCAN_LOG_ERROR };
	volscan_set_log(vs, count_message, &count, VOLSCAN_LOG_WARNING);
	unlink(path_b);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_eq(count.total, 1);
	ck_assert_int_eq(count.most, VOLSCAN_LOG_WARNING);
	volscan_set_log(vs, NULL, NULL, VOLSCAN_LOG_TRACE);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_eq(count.total, 1);
}
END_TEST

/* ------------------------------------------------------------------------
 * Findings
 */

struct told {
	const struct volscan_finding *findings[8];
	size_t count;
	struct count log;
};

static int keep_finding(void *context, const struct volscan_finding *finding)
{
	struct told *told = context;

	ck_assert_uint_lt(told->count, 8);
	told->findings[told->count++] = finding;
	return 0;
}

#define EXTENSION_FLAGS (512 + 140)	/* of a label that disk_pv() made */

/* One of two PVs is gone; the other has two labels, and is not marked as in use. */
static void save_damage(void)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "ab" });
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, 'a', text);
	disk_label(disk, &(struct label_spec) { .id = 'c', .sector = 3 });
	disk->data[EXTENSION_FLAGS] = 0;
	disk_fix_label(disk, 1);
	disk_save(disk, path_a);
	disk_free(disk);
	unlink(path_b);
	free(text);
}

static void check_findings(size_t expected)
{
	size_t count;
	const struct volscan_finding *const *findings = volscan_findings(vs, &count);

	ck_assert_uint_eq(count, expected);
	ck_assert_str_eq(findings[0]->code, "VS-LABEL-TWICE");
	ck_assert_int_eq(findings[0]->severity, VOLSCAN_WARNING);
	ck_assert_str_eq(findings[0]->device->name, path_a);
	ck_assert_str_eq(findings[0]->vg, "");
	ck_assert_str_eq(findings[1]->code, "VS-PV-MISSING");
	ck_assert_int_eq(findings[1]->severity, VOLSCAN_ERROR);
	ck_assert_ptr_null(findings[1]->device);
	ck_assert_str_eq(findings[1]->vg, "vg");
}

START_TEST(findings_of_a_scan)
{
	size_t count = 1;

	volscan_findings(vs, &count);
	ck_assert_uint_eq(count, 0);
	save_damage();
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_findings(2);
	ck_assert_int_eq(volscan_config_string(vs, "metadata/check_all=1"), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_findings(3);
	save_vg(1, 2);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_findings(vs, &count);
	ck_assert_uint_eq(count, 0);
}
END_TEST

/* Each is told to one, the callback or the log; the results have all of them. */
START_TEST(findings_one_by_one)
{
	const struct volscan_callbacks callbacks = { .on_finding = keep_finding };
	struct told told = { .log.most = VOLSCAN_LOG_ERROR };
	const struct volscan_finding *const *findings;
	size_t i, count;

	save_damage();
	volscan_set_log(vs, count_message, &told.log, VOLSCAN_LOG_WARNING);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, &callbacks, &told), 0);
	check_findings(2);
	ck_assert_uint_eq(told.log.total, 0);
	findings = volscan_findings(vs, &count);
	ck_assert_uint_eq(told.count, count);
	for (i = 0; i < count; i++)
		ck_assert_ptr_eq(told.findings[i], findings[i]);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_findings(2);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_uint_eq(told.log.total, 2);
}
END_TEST

/* ------------------------------------------------------------------------
 * Fork
 */

static void scan_in_child(bool reset)
{
	size_t count;

	volscan_vgs(vs, &count);
	if (count != 1 || (reset && volscan_reset(vs)))
		_exit(1);
	volscan_vgs(vs, &count);
	if (count != 1 || volscan_scan(vs, NULL, NULL))
		_exit(2);
	check_vg(1, 2);
	volscan_free(vs);
	_exit(0);
}

START_TEST(scan_in_parent_and_child)
{
	int status;
	pid_t pid;

	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid)
		scan_in_child(_i);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	check_vg(1, 2);
}
END_TEST

static const struct {
	const char *settings;
	bool opens_nothing;
} confinements[] = {
	{ "devices/io_isolation=1", true },
	{ "devices/io_isolation=1 devices/signatures=1", true },
	{ "devices/io_isolation=0", false },
	{ "devices/io_isolation=1 devices/use_aio=0", false },
	{ "devices/io_isolation=1 global/kernel=1", false },
};

struct confined {
	unsigned calls, messages;
	bool opens_nothing;
};

static void note_confined(void *context, bool opens_nothing)
{
	struct confined *confined = context;

	confined->calls++;
	confined->opens_nothing = opens_nothing;
}

/* Of what was parsed: not before that call. */
static void note_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *message)
{
	struct confined *confined = context;

	(void)level;
	(void)message;
	if (log_class != VOLSCAN_LOG_LABEL && log_class != VOLSCAN_LOG_METADATA)
		return;
	ck_assert_uint_eq(confined->calls, 1);
	confined->messages++;
}

START_TEST(confined_before_anything_is_parsed)
{
	struct confined confined = { .calls = 0 };

	ck_assert_int_eq(volscan_config_string(vs, confinements[_i].settings), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	volscan_set_log(vs, note_message, &confined, VOLSCAN_LOG_INFO);
	volscan_set_confine(vs, note_confined, &confined);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_eq(confined.calls, 1);
	ck_assert_uint_gt(confined.messages, 0);
	ck_assert_int_eq(confined.opens_nothing, confinements[_i].opens_nothing);
	check_vg(1, 2);
}
END_TEST

START_TEST(two_handles)
{
	struct volscan *other;
	size_t count;

	ck_assert_int_eq(volscan_new(&other), 0);
	ck_assert_int_eq(volscan_config_string(other, "devices/aio_max=3"), 0);
	ck_assert_int_eq(volscan_setting_number(vs, "devices/aio_max"), 1024);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_add(other, path_a), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_scan(other, NULL, NULL), 0);
	volscan_devices(other, &count);
	ck_assert_uint_eq(count, 1);
	volscan_free(other);
	check_vg(1, 2);
}
END_TEST

Suite *api_suite(void)
{
	Suite *suite = suite_create("api");
	TCase *tcase = tcase_create("handle");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, free_of_nothing);
	tcase_add_test(tcase, nothing_before_a_scan);
	tcase_add_test(tcase, scan_of_two_images);
	tcase_add_test(tcase, scan_of_a_directory);
	tcase_add_test(tcase, second_scan_replaces_the_first);
	tcase_add_test(tcase, path_that_is_gone_at_the_scan);
	tcase_add_test(tcase, paths_that_cannot_be_added);
	tcase_add_test(tcase, images_are_not_written);
	tcase_add_test(tcase, settings);
	tcase_add_test(tcase, wrong_settings);
	tcase_add_test(tcase, settings_of_a_file);
	tcase_add_test(tcase, settings_of_a_file_of_lvm2);
	tcase_add_test(tcase, bad_filter);
	tcase_add_test(tcase, filter_leaves_out);
	tcase_add_loop_test(tcase, engines, 0,
			    (int)(sizeof(engine_settings) / sizeof(engine_settings[0])));
	tcase_add_test(tcase, settings_changed_between_scans);
	tcase_add_test(tcase, log_levels);
	tcase_add_test(tcase, findings_of_a_scan);
	tcase_add_test(tcase, findings_one_by_one);
	tcase_add_loop_test(tcase, scan_in_parent_and_child, 0, 2);
	tcase_add_loop_test(tcase, confined_before_anything_is_parsed, 0,
			    (int)(sizeof(confinements) / sizeof(confinements[0])));
	tcase_add_test(tcase, two_handles);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program reads by itself: volscan_read() and volscan_run(). */
#include "volscan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "make_disk.h"
#include "unit.h"

#define SIZE (8 << 20)

static char dir[64];
static char path[96];
static struct disk *disk;
static struct volscan *vs;

static void set_up(void)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a" });

	strcpy(dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a", dir);
	disk = disk_new(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		disk->data[i] = (uint8_t)(i * 7 + i / 256);
	disk_pv(disk, 'a', text);
	disk_save(disk, path);
	free(text);
	ck_assert_int_eq(volscan_new(&vs), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
}

static void tear_down(void)
{
	volscan_free(vs);
	disk_free(disk);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static const struct volscan_device *scan(const char *settings)
{
	size_t count;

	ck_assert_int_eq(volscan_config_string(vs, settings), 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 1);
	return volscan_devices(vs, &count)[0];
}

/* A read, and what it was answered. */
struct asked {
	uint64_t offset;
	size_t length;
	unsigned answers;
	int error;
	unsigned more;		/* reads that the callback asks for */
};

static void on_answer(void *context, const struct volscan_device *device, int error,
		      const void *data, size_t length)
{
	struct asked *asked = context;

	ck_assert_str_eq(device->name, path);
	asked->answers++;
	asked->error = error;
	if (error) {
		ck_assert_ptr_null(data);
		ck_assert_uint_eq(length, 0);
	} else {
		ck_assert_uint_eq(length, asked->length);
		ck_assert(!memcmp(data, disk->data + asked->offset, length));
	}
	if (!asked->more)
		return;
	asked->more--;
	asked->offset += 100;
	volscan_read(vs, device, asked->offset, asked->length, on_answer, asked);
}

static void ask(const struct volscan_device *device, struct asked *asked)
{
	volscan_read(vs, device, asked->offset, asked->length, on_answer, asked);
}

static const char *const ways[] = {
	"devices/use_aio=0",
	"devices/io_engine=threads",
	"devices/io_engine=readahead",
	"devices/io_isolation=1",
	"devices { io_isolation=1 use_aio=0 }",
	"devices { aio_max=1 aio_memory=8 }",
	"devices/io_engine=auto",
};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

START_TEST(ranges_of_a_device)
{
	const struct volscan_device *device = scan(ways[_i]);
	struct asked asked[] = {
		{ .offset = 0, .length = 512 },
		{ .offset = 4097, .length = 3 },
		{ .offset = 8190, .length = 3 },
		{ .offset = 1 << 20, .length = 3 << 20 },
		{ .offset = SIZE - 1, .length = 1 },
		{ .offset = 0, .length = SIZE },
	};
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		ask(device, &asked[i]);
	ck_assert_int_eq(volscan_run(vs), 0);
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		ck_assert_uint_eq(asked[i].answers, 1);
		ck_assert_int_eq(asked[i].error, 0);
	}
}
END_TEST

START_TEST(callbacks_that_read_on)
{
	struct asked asked = { .offset = 10, .length = 5000, .more = 30 };

	ask(scan(ways[_i]), &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 31);
	ck_assert_int_eq(asked.error, 0);
}
END_TEST

START_TEST(ranges_that_are_not_there)
{
	const struct volscan_device *device = scan("");
	struct asked asked[] = {
		{ .offset = 0, .length = 0 },
		{ .offset = SIZE, .length = 1 },
		{ .offset = SIZE - 1, .length = 2 },
		{ .offset = UINT64_MAX, .length = 2 },
	};
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		ask(device, &asked[i]);
		ck_assert_uint_eq(asked[i].answers, 1);
		ck_assert_int_eq(asked[i].error, -EINVAL);
	}
	ck_assert_int_eq(volscan_run(vs), 0);
}
END_TEST

START_TEST(device_that_is_gone)
{
	const struct volscan_device *device = scan(ways[_i]);
	struct asked asked = { .offset = 65536, .length = 512 };

	unlink(path);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 1);
	ck_assert_int_eq(asked.error, -ENOENT);
	disk_save(disk, path);
}
END_TEST

START_TEST(device_that_is_left_out)
{
	const struct volscan_device *device = scan("devices/filter=\"r|.*|\"");
	struct asked asked = { .offset = 0, .length = 512 };

	ck_assert_int_eq(device->state, VOLSCAN_DEVICE_LEFT_OUT);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 1);
	ck_assert_int_eq(asked.error, 0);
}
END_TEST

/* The callback asks for more, which is refused as well. */
START_TEST(cancelled_by_a_scan)
{
	struct asked asked = { .offset = 1 << 20, .length = 512, .more = 1 };

	ask(scan("devices/io_engine=threads"), &asked);
	ck_assert_uint_eq(asked.answers, 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_uint_eq(asked.answers, 2);
	ck_assert_int_eq(asked.error, -ECANCELED);
	ck_assert_int_eq(volscan_run(vs), 0);
}
END_TEST

START_TEST(cancelled_by_the_end)
{
	struct asked asked = { .offset = 1 << 20, .length = 512, .more = 1 };

	ask(scan("devices/io_engine=threads"), &asked);
	volscan_free(vs);
	vs = NULL;
	ck_assert_uint_eq(asked.answers, 2);
	ck_assert_int_eq(asked.error, -ECANCELED);
}
END_TEST

START_TEST(nothing_is_kept_between_scans)
{
	struct asked asked = { .offset = 1 << 20, .length = 512 };
	unsigned i;

	for (i = 0; i < 3; i++) {
		ask(scan(""), &asked);
		ck_assert_int_eq(volscan_run(vs), 0);
	}
	ck_assert_uint_eq(asked.answers, 3);
	disk->data[1 << 20] ^= 0xff;
	disk_save(disk, path);
	ask(scan(""), &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 4);
}
END_TEST

START_TEST(running_without_anything_to_read)
{
	ck_assert_int_eq(volscan_run(vs), 0);
	scan("");
	ck_assert_int_eq(volscan_run(vs), 0);
}
END_TEST

START_TEST(reads_are_counted)
{
	struct volscan_stats before, after;
	const struct volscan_device *device = scan("devices/io_engine=threads");
	struct asked asked = { .offset = 1 << 20, .length = 512 };

	volscan_stats(vs, &before);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	volscan_stats(vs, &after);
	ck_assert_uint_eq(after.reads, before.reads + 1);
	ck_assert_uint_eq(after.bytes_read, before.bytes_read + 8192);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	volscan_stats(vs, &after);
	ck_assert_uint_eq(after.reads, before.reads + 2);
}
END_TEST

START_TEST(scan_after_reads_goes_on_with_the_same_path)
{
	struct volscan_stats before, after;
	struct asked asked = { .offset = 1 << 20, .length = 512 };

	ask(scan(""), &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	volscan_stats(vs, &before);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	volscan_stats(vs, &after);
	ck_assert_uint_eq(after.reads, before.reads + 1);
}
END_TEST

/* ------------------------------------------------------------------------
 * Without a scan
 */

static const struct volscan_device *open_device(const char *settings)
{
	const struct volscan_device *device = NULL;

	ck_assert_int_eq(volscan_config_string(vs, settings), 0);
	ck_assert_int_eq(volscan_device_open(vs, path, &device), 0);
	ck_assert_str_eq(device->name, path);
	ck_assert_uint_eq(device->size, SIZE);
	ck_assert(!device->is_block);
	return device;
}

START_TEST(device_that_is_opened)
{
	const struct volscan_device *device = open_device(ways[_i]);
	struct asked asked = { .offset = 4097, .length = 3000, .more = 5 };
	size_t count = 1;

	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 6);
	ck_assert_int_eq(asked.error, 0);
	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 0);
	volscan_device_close(vs, device);
	volscan_device_close(vs, NULL);
}
END_TEST

/* A scan cancels what is under way, and the device stays. */
START_TEST(device_that_outlives_a_scan)
{
	const struct volscan_device *device = open_device("devices/io_engine=threads");
	struct asked asked = { .offset = 1 << 20, .length = 512 };

	ask(device, &asked);
	scan("");
	ck_assert_uint_eq(asked.answers, 1);
	ck_assert_int_eq(asked.error, -ECANCELED);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 2);
	ck_assert_int_eq(asked.error, 0);
}
END_TEST

/* What a scan keeps for the next one is of its own devices. */
START_TEST(device_that_is_read_while_a_scan_keeps)
{
	const struct volscan_device *device = open_device("devices/io_engine=threads");
	struct asked asked = { .offset = 1 << 20, .length = 512 };

	ck_assert_int_eq(volscan_set_keep(vs, true), 0);
	ck_assert_int_eq(volscan_start(vs, NULL, NULL), 0);
	ask(device, &asked);
	while (volscan_step(vs) == 1)
		;
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 1);
	disk->data[1 << 20] ^= 0xff;
	disk_save(disk, path);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers, 2);
	ck_assert_int_eq(asked.error, 0);
}
END_TEST

START_TEST(device_closed_with_reads_under_way)
{
	const struct volscan_device *device = open_device("devices/io_engine=threads");
	const struct volscan_device *other = open_device("");
	struct asked asked = { .offset = 1 << 20, .length = 512, .more = 1 };
	struct asked again = { .offset = 2 << 20, .length = 512 };
	struct asked kept = { .offset = 3 << 20, .length = 512 };

	ask(device, &asked);
	ask(device, &again);
	ask(other, &kept);
	volscan_device_close(vs, device);
	ck_assert_uint_eq(asked.answers, 2);
	ck_assert_int_eq(asked.error, -ECANCELED);
	ck_assert_uint_eq(again.answers, 1);
	ck_assert_int_eq(again.error, -ECANCELED);
	ck_assert_uint_eq(kept.answers, 0);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(asked.answers + again.answers, 3);
	ck_assert_uint_eq(kept.answers, 1);
	ck_assert_int_eq(kept.error, 0);
}
END_TEST

static void close_it(void *context, const struct volscan_device *device, int error,
		     const void *data, size_t length)
{
	on_answer(context, device, error, data, length);
	volscan_device_close(vs, device);
}

START_TEST(device_closed_by_its_callback)
{
	const struct volscan_device *device = open_device(ways[_i]);
	struct asked first = { .offset = 1 << 20, .length = 512 }, second = first;

	volscan_read(vs, device, first.offset, first.length, close_it, &first);
	if (!first.answers)
		ask(device, &second);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_uint_eq(first.answers, 1);
	device = open_device("");
	ask(device, &second);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_int_eq(second.error, 0);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	const struct volscan_device *device = (void *)path;
	char other[128];

	snprintf(other, sizeof(other), "%s/none", dir);
	ck_assert_int_eq(volscan_device_open(vs, other, &device), -ENOENT);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), other));
	ck_assert_int_eq(volscan_device_open(vs, dir, &device), -EISDIR);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "not a block device or a file"));
	ck_assert_int_eq(volscan_device_open(vs, "/dev/null", &device), -ENOTBLK);
	ck_assert_ptr_eq(device, path);
}
END_TEST

START_TEST(devices_of_a_scan_are_not_closed)
{
	const struct volscan_device *device = scan("");
	struct asked asked = { .offset = 1 << 20, .length = 512 };

	volscan_device_close(vs, device);
	ask(device, &asked);
	ck_assert_int_eq(volscan_run(vs), 0);
	ck_assert_int_eq(asked.error, 0);
}
END_TEST

Suite *read_suite(void)
{
	Suite *suite = suite_create("read");
	TCase *tcase = tcase_create("reads");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, ranges_of_a_device, 0, WAYS);
	tcase_add_loop_test(tcase, callbacks_that_read_on, 0, WAYS);
	tcase_add_test(tcase, ranges_that_are_not_there);
	tcase_add_loop_test(tcase, device_that_is_gone, 0, WAYS);
	tcase_add_test(tcase, device_that_is_left_out);
	tcase_add_test(tcase, cancelled_by_a_scan);
	tcase_add_test(tcase, cancelled_by_the_end);
	tcase_add_test(tcase, nothing_is_kept_between_scans);
	tcase_add_test(tcase, running_without_anything_to_read);
	tcase_add_test(tcase, reads_are_counted);
	tcase_add_test(tcase, scan_after_reads_goes_on_with_the_same_path);
	tcase_add_loop_test(tcase, device_that_is_opened, 0, WAYS);
	tcase_add_test(tcase, device_that_outlives_a_scan);
	tcase_add_test(tcase, device_that_is_read_while_a_scan_keeps);
	tcase_add_test(tcase, device_closed_with_reads_under_way);
	tcase_add_loop_test(tcase, device_closed_by_its_callback, 0, WAYS);
	tcase_add_test(tcase, what_cannot_be_opened);
	tcase_add_test(tcase, devices_of_a_scan_are_not_closed);
	suite_add_tcase(suite, tcase);
	return suite;
}

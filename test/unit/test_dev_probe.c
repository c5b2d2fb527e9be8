/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking libblkid through the path. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dev_rig.h"
#include "io/fault_script.h"
#include "io/probe.h"
#include "unit.h"

#define SIZE (1u << 18)

static struct dev_rig rig;
static struct dev *a;

static struct {
	unsigned calls;
	int error;
	size_t length;
	bool has_data;
	char text[DEV_BLOCK_SIZE];
} got;

static const char said[] = "swap\0other\0001\0\0";

static bool up(int way)
{
	memset(&got, 0, sizeof(got));
	if (!dev_rig_prepare(&rig, (enum dev_rig_way)way))
		return false;
	rig.options.direct = false;
	rig.options.timeout_ms = 30;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	return true;
}

static void answered(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	ck_assert_ptr_eq(context, &got);
	ck_assert_ptr_eq(dev, a);
	ck_assert_uint_le(length, sizeof(got.text));
	got.calls++;
	got.error = error;
	got.length = length;
	got.has_data = data;
	if (data)
		memcpy(got.text, data, length);
}

static void probe(void)
{
	dev_probe(rig.io, a, answered, &got);
	dev_rig_run(&rig);
	ck_assert_uint_eq(got.calls, 1);
}

static void let_it_say(const char *text, size_t size)
{
	struct fault_device *device = fault_find_device(rig.fault, "a");

	device->signatures = text;
	device->signatures_size = size;
}

START_TEST(text_is_the_answer)
{
	up(DEV_RIG_FAULT);
	let_it_say(said, sizeof(said));
	probe();
	ck_assert_int_eq(got.error, 0);
	ck_assert_uint_eq(got.length, sizeof(said));
	ck_assert_mem_eq(got.text, said, sizeof(said));
	dev_rig_check_reads(&rig, 0, 0);
	ck_assert_ptr_null(a->io.last[DEV_STREAM_PRIMARY]);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(nothing_to_say_is_an_answer)
{
	up(DEV_RIG_FAULT);
	let_it_say("", 0);
	probe();
	ck_assert_int_eq(got.error, 0);
	ck_assert_uint_eq(got.length, 0);
	ck_assert(got.has_data);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(errors_are_answers)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = 1u << IO_PROBE, .result = -EIO);
	probe();
	ck_assert_int_eq(got.error, -EIO);
	ck_assert(!got.has_data);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(deadline_holds)
{
	up(DEV_RIG_FAULT);
	FAULT(rig.fault, .ops = 1u << IO_PROBE, .hold = true);
	probe();
	ck_assert_int_eq(got.error, -ETIMEDOUT);
	ck_assert(a->io.timed_out);
	dev_rig_down(&rig);
}
END_TEST

static void put_swap(const char *path, off_t at)
{
	static const uint32_t version_and_pages[] = { 1, SIZE / 2 / 4096 - 1 };
	int fd = open(path, O_WRONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, version_and_pages, sizeof(version_and_pages), at + 1024),
			 sizeof(version_and_pages));
	ck_assert_int_eq(pwrite(fd, "SWAPSPACE2", 10, at + 4096 - 10), 10);
	close(fd);
}

/* Of a partition it is what begins there, and not what the whole device has. */
START_TEST(real_one_of_a_partition)
{
	struct volscan_signature signature;
	const char *text = got.text;

	if (!up(DEV_RIG_SYNC))
		return;
	put_swap(a->io.path, SIZE / 2);
	probe();
	ck_assert_uint_eq(got.length, 0);
	memset(&got, 0, sizeof(got));
	a = dev_rig_part(&rig, a, SIZE / 2, SIZE / 2);
	probe();
	ck_assert_int_eq(got.error, 0);
	ck_assert(io_signature_next(&text, &got.length, &signature));
	ck_assert_str_eq(signature.type, "swap");
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_probe_suite(void)
{
	Suite *suite = suite_create("dev_probe");
	TCase *tcase = tcase_create("dev_probe");

	tcase_add_test(tcase, text_is_the_answer);
	tcase_add_test(tcase, nothing_to_say_is_an_answer);
	tcase_add_test(tcase, errors_are_answers);
	tcase_add_test(tcase, deadline_holds);
	tcase_add_test(tcase, real_one_of_a_partition);
	suite_add_tcase(suite, tcase);
	return suite;
}

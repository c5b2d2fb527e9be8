/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IO_PROBE on every engine: it is done, or it is said that it is not, and what is
 * linked to it ends as it should. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/probe.h"
#include "unit.h"

#define DEPTH 8
/* More than may be used of it. */
#define TEXT_SIZE 65536u
#define USED_SIZE 8192u

static struct rig rig;
static char text[TEXT_SIZE];

/* What mkswap writes, in so far as libblkid looks at it. */
static void put_swap(int fd, off_t at)
{
	static const unsigned char numbers[] = { 1, 0, 0, 0, 63, 0, 0, 0 };

	ck_assert_int_eq(pwrite(fd, numbers, sizeof(numbers), at + 1024), sizeof(numbers));
	ck_assert_int_eq(pwrite(fd, "SWAPSPACE2", 10, at + 4086), 10);
	fsync(fd);
}

static void put_fault(void)
{
	static const char record[] = "swap\0other\0" "1\0\0";
	struct fault_device *device = fault_add_pattern(rig.fault, "/dev/swap", RIG_SIZE);

	device->signatures = record;
	device->signatures_size = sizeof(record);
	rig.file.path = "/dev/swap";
}

static bool is_inner_able(void)
{
	return rig.ops == &io_engine_worker && strcmp(rig.place->inner, "uring");
}

/* Of the contract: who works by plain system calls. */
static bool is_able(void)
{
	return rig.ops == &io_engine_sync || rig.ops == &io_engine_threads ||
	       rig.ops == &io_engine_readahead || is_inner_able() || rig.fault;
}

static bool up(int place)
{
	if (!rig_up(&rig, &rig_places[place], DEPTH))
		return false;
	rig.file.open_flags = O_RDONLY | O_CLOEXEC;
	if (rig.fault) {
		put_fault();
	} else {
		put_swap(rig.anchor, 0);
		put_swap(rig.anchor, USED_SIZE);	/* not the device's own */
	}
	return true;
}

static struct io_request probe_request(void)
{
	return (struct io_request) { .op = IO_PROBE, .file = &rig.file, .buffer = text,
				     .length = TEXT_SIZE, .may_block = true };
}

static void assert_swap(const struct io_request *request)
{
	const char *at = request->buffer;
	size_t left = (size_t) request->result;
	struct volscan_signature found;

	ck_assert_int_gt(request->result, 0);
	ck_assert(io_signature_next(&at, &left, &found));
	ck_assert_uint_eq(left, 0);
	ck_assert_str_eq(found.type, "swap");
	ck_assert_str_eq(found.usage, "other");
	ck_assert_str_eq(found.version, "1");
}

START_TEST(probe_in_a_chain)
{
	struct io_request r[3];

	if (!up(_i))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = probe_request();
	r[2] = rig_close_request(&rig);
	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 3)), 0);
	ck_assert_int_eq(r[0].result, 0);
	if (is_able())
		assert_swap(&r[1]);
	else
		ck_assert_int_eq(r[1].result, -EOPNOTSUPP);
	ck_assert(rig.fault || text[USED_SIZE] == 'x');	/* asked in one piece */
	rig_down(&rig);
}
END_TEST

START_TEST(probe_of_an_open_file)
{
	struct io_request request;

	if (!up(_i))
		return;
	rig_open(&rig);
	for (unsigned i = 0; i < 3; i++) {
		request = probe_request();
		if (is_able()) {
			ck_assert_int_gt(rig_run(&rig, &request), 0);
			assert_swap(&request);
		} else {
			ck_assert_int_eq(rig_run(&rig, &request), -EOPNOTSUPP);
		}
	}
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(probe_amidst_reads)
{
	struct io_request r[5];

	if (!up(_i))
		return;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 5);
	r[2] = probe_request();
	r[3] = rig_read_request(&rig, 6);
	r[4] = rig_close_request(&rig);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 5)), 0);
	ck_assert_int_eq(r[1].result, RIG_BLOCK);
	if (!rig.fault)
		rig_check_content(rig_buffers[5], 5 * RIG_BLOCK, RIG_BLOCK);
	ck_assert_int_eq(r[3].result, is_able() ? (int) RIG_BLOCK : -ECANCELED);
	rig_down(&rig);
}
END_TEST

START_TEST(probe_of_a_part)
{
	struct io_request r[3];

	if (!up(_i) || rig.fault)
		return;
	r[0] = rig_open_request(&rig);
	r[1] = probe_request();
	r[1].offset = RIG_BLOCK;
	r[2] = rig_close_request(&rig);
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 3)), 0);
	ck_assert_int_eq(r[1].result, is_able() ? 0 : -EOPNOTSUPP);
	r[1] = probe_request();
	r[1].extent = RIG_BLOCK - 512;
	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 3)), 0);
	ck_assert_int_eq(r[1].result, is_able() ? 0 : -EOPNOTSUPP);
	rig_down(&rig);
}
END_TEST

START_TEST(probe_of_what_cannot_be_opened)
{
	struct io_request r[3];

	if (!up(_i))
		return;
	rig.file.path = "/dev/null/not there";
	r[0] = rig_open_request(&rig);
	r[1] = probe_request();
	r[2] = rig_close_request(&rig);
	rig_run(&rig, rig_chain(r, 3));
	ck_assert_int_lt(r[1].result, 0);
	ck_assert_int_eq(rig.file.fd, -1);
	rig_down(&rig);
}
END_TEST

#define MANY 48u

/* libblkid in many threads at once: see check-asan, and run it under others. */
START_TEST(many_probes_at_once)
{
	static char texts[MANY][256];
	struct io_request r[MANY][3], *batch[MANY];
	struct io_file files[MANY];
	unsigned i, j;

	if (!up(_i))
		return;
	for (i = 0; i < MANY; i++) {
		files[i] = rig.file;
		r[i][0] = rig_open_request(&rig);
		r[i][1] = probe_request();
		r[i][1].buffer = texts[i];
		r[i][1].length = sizeof(texts[i]);
		r[i][2] = rig_close_request(&rig);
		for (j = 0; j < 3; j++)
			r[i][j].file = &files[i];
		batch[i] = rig_chain(r[i], 3);
	}
	rig_run_all(&rig, batch, MANY);
	for (i = 0; i < MANY; i++) {
		ck_assert_int_eq(files[i].fd, -1);
		if (is_able())
			assert_swap(&r[i][1]);
	}
	rig_down(&rig);
}
END_TEST

Suite *engine_probe_suite(void)
{
	Suite *suite = suite_create("engine_probe");
	TCase *tcase = tcase_create("contract");

	rig_add_test(tcase, probe_in_a_chain);
	rig_add_test(tcase, probe_of_an_open_file);
	rig_add_test(tcase, probe_amidst_reads);
	rig_add_test(tcase, probe_of_a_part);
	rig_add_test(tcase, probe_of_what_cannot_be_opened);
	rig_add_test(tcase, many_probes_at_once);
	suite_add_tcase(suite, tcase);
	return suite;
}

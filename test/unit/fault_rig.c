/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>

#include "fault_rig.h"

struct fault_rig fr;

static _Alignas(FR_BLOCK) uint8_t buffers[FR_BLOCKS][FR_BLOCK];

int fr_set_up(unsigned depth)
{
	const struct io_settings settings = { .depth = depth, .context = fr.fault };

	return io_engine_fault.setup(&fr.engine, &settings, &fr.depth);
}

int fr_submit(unsigned from, unsigned count)
{
	return io_engine_fault.submit(fr.engine, fr.batch + from, count);
}

int fr_wait_for(int timeout_ms)
{
	return io_engine_fault.wait(fr.engine, fr.done, FR_BLOCKS, timeout_ms);
}

ssize_t fr_run(struct io_request *request)
{
	ck_assert_int_eq(io_engine_fault.submit(fr.engine, &request, 1), 1);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	return request->result;
}

ssize_t fr_open_file(struct io_file *file, const char *path, int flags)
{
	struct io_request request = { .op = IO_OPEN, .file = file };

	*file = (struct io_file) { .path = path, .open_flags = flags, .fd = -1 };
	return fr_run(&request);
}

ssize_t fr_close_file(struct io_file *file)
{
	struct io_request request = { .op = IO_CLOSE, .file = file };

	return fr_run(&request);
}

static void make_reads(void)
{
	for (unsigned i = 0; i < FR_BLOCKS; i++) {
		fr.reads[i] = (struct io_request) {
			.op = IO_READ, .file = i % 2 ? &fr.b : &fr.a, .offset = i * FR_BLOCK,
			.buffer = fr.buffers[i], .length = FR_BLOCK,
		};
		fr.batch[i] = &fr.reads[i];
	}
}

static void up(void)
{
	fr.buffers = buffers;
	fr.fault = fault_new();
	fault_add_pattern(fr.fault, FR_A, FR_BLOCKS * FR_BLOCK);
	fault_add_pattern(fr.fault, FR_B, FR_BLOCKS * FR_BLOCK);
	ck_assert_int_eq(fr_set_up(FR_BLOCKS), 0);
	ck_assert_int_eq(fr_open_file(&fr.a, FR_A, O_RDONLY), 0);
	ck_assert_int_eq(fr_open_file(&fr.b, FR_B, O_RDONLY), 0);
	make_reads();
}

static void down(void)
{
	io_engine_fault.teardown(fr.engine, true);
	fault_free(fr.fault);
}

const char *fr_order(void)
{
	static char digits[FR_BLOCKS + 1];
	unsigned n = 0;
	int i, got;

	while ((got = fr_wait_for(0)) > 0)
		for (i = 0; i < got; i++)
			digits[n++] = (char) ('0' + fr.done[i]->offset / FR_BLOCK);
	digits[n] = 0;
	return digits;
}

TCase *fr_cases(const char *name, const TTest *const *tests, size_t count)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, up, down);
	while (count--)
		tcase_add_test(tcase, *tests++);
	return tcase;
}

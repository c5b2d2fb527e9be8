/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The script of the fault engine: its devices, and what can be done to requests.
 * That it keeps the contract of engines is tested by test_engine.c. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "fault_rig.h"
#include "unit.h"

START_TEST(pattern_tells_devices_and_places_apart)
{
	ck_assert_int_eq(fr_run(&fr.reads[2]), FR_BLOCK);
	ck_assert(fault_is_pattern(FR_A, 2 * FR_BLOCK, fr.buffers[2], FR_BLOCK));
	ck_assert(!fault_is_pattern(FR_A, 3 * FR_BLOCK, fr.buffers[2], FR_BLOCK));
	ck_assert(!fault_is_pattern(FR_A, 2 * FR_BLOCK + 1, fr.buffers[2], FR_BLOCK - 1));
	ck_assert(!fault_is_pattern(FR_B, 2 * FR_BLOCK, fr.buffers[2], FR_BLOCK));
	ck_assert_uint_eq(fr.buffers[2][7], fault_byte(FR_A, 2 * FR_BLOCK + 7));
	fr.buffers[2][FR_BLOCK - 1] ^= 1;
	ck_assert(!fault_is_pattern(FR_A, 2 * FR_BLOCK, fr.buffers[2], FR_BLOCK));
}
END_TEST

START_TEST(device_in_memory_is_written)
{
	static uint8_t memory[2 * FR_BLOCK];
	struct io_file file;
	struct io_request write;

	fault_add_device(fr.fault, "/dev/m", memory, sizeof(memory));
	ck_assert_int_eq(fr_open_file(&file, "/dev/m", O_RDWR), 0);
	memset(fr.buffers[0], 'x', FR_BLOCK);
	write = (struct io_request) { .op = IO_WRITE, .file = &file, .offset = FR_BLOCK + 96,
				      .buffer = fr.buffers[0], .length = 1000 };
	ck_assert_int_eq(fr_run(&write), 1000);
	ck_assert_int_eq(memory[FR_BLOCK + 95], 0);
	ck_assert_mem_eq(memory + FR_BLOCK + 96, fr.buffers[0], 1000);
	ck_assert_uint_eq(fr.fault->seen.bytes_written, 1000);
	write.offset = 2 * FR_BLOCK;
	ck_assert_int_eq(fr_run(&write), -ENOSPC);
}
END_TEST

START_TEST(pattern_cannot_be_written)
{
	struct io_file file;
	struct io_request write = fr.reads[0];

	ck_assert_int_eq(fr_open_file(&file, FR_A, O_RDWR), -EROFS);
	write.op = IO_WRITE;
	ck_assert_int_eq(fr_run(&write), -EBADF);
}
END_TEST

START_TEST(direct_reads_are_aligned)
{
	struct fault_device *device = fault_add_pattern(fr.fault, "/dev/4kn", FR_BLOCKS * FR_BLOCK);
	struct io_file file;

	device->block_size = 4096;
	ck_assert_int_eq(fr_open_file(&file, "/dev/4kn", O_RDONLY | O_DIRECT), 0);
	fr.reads[0].file = &file;
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK);
	fr.reads[0].offset = 512;
	ck_assert_int_eq(fr_run(&fr.reads[0]), -EINVAL);
	fr.reads[0].offset = 0;
	fr.reads[0].length = 512;
	ck_assert_int_eq(fr_run(&fr.reads[0]), -EINVAL);
	fr.reads[0].length = FR_BLOCK;
	fr.reads[0].buffer = fr.buffers[0] + 8;
	ck_assert_int_eq(fr_run(&fr.reads[0]), -EINVAL);
}
END_TEST

START_TEST(device_may_not_do_direct)
{
	struct fault_device *device = fault_add_pattern(fr.fault, "/dev/fat", FR_BLOCK);
	struct io_file file;

	device->no_direct = true;
	ck_assert_int_eq(fr_open_file(&file, "/dev/fat", O_RDONLY | O_DIRECT), -EINVAL);
	ck_assert_int_eq(fr_open_file(&file, "/dev/fat", O_RDONLY), 0);
}
END_TEST

START_TEST(device_says_what_is_on_it)
{
	struct fault_device *device = fault_add_pattern(fr.fault, "/dev/p", FR_BLOCK);
	struct io_file file;
	struct io_request probe = fr.reads[0];

	ck_assert_int_eq(fr_open_file(&file, "/dev/p", O_RDONLY), 0);
	probe.op = IO_PROBE;
	probe.file = &file;
	ck_assert_int_eq(fr_run(&probe), -EOPNOTSUPP);
	device->signatures = "swap";
	device->signatures_size = 5;
	ck_assert_int_eq(fr_run(&probe), 5);
	ck_assert_str_eq(probe.buffer, "swap");
	FAULT(fr.fault, .ops = FAULT_PROBE, .result = -EIO);
	ck_assert_int_eq(fr_run(&probe), -EIO);
	ck_assert_uint_eq(fault_count(fr.fault, "/dev/p", FAULT_PROBE), 3);
}
END_TEST

START_TEST(too_many_open_files)
{
	struct io_file file;

	fr.fault->max_open = 2;
	ck_assert_int_eq(fr_open_file(&file, FR_A, O_RDONLY), -EMFILE);
	ck_assert_int_eq(fr_close_file(&fr.b), 0);
	ck_assert_int_eq(fr_open_file(&file, FR_A, O_RDONLY), 0);
}
END_TEST

/* Rules ------------------------------------------------------------------- */

START_TEST(result_is_for_those_that_fit)
{
	FAULT(fr.fault, .path = FR_A, .ops = FAULT_READ, .offset = 4 * FR_BLOCK + 100, .length = 8,
	      .result = -EIO);
	ck_assert_int_eq(fr_submit(0, FR_BLOCKS), FR_BLOCKS);
	ck_assert_int_eq(fr_wait_for(-1), FR_BLOCKS);
	for (unsigned i = 0; i < FR_BLOCKS; i++)
		ck_assert_int_eq(fr.reads[i].result, i == 4 ? -EIO : (int) FR_BLOCK);
	ck_assert_uint_eq(fr.buffers[4][0], FAULT_POISON);
	ck_assert_int_eq(fr_close_file(&fr.a), 0);
}
END_TEST

START_TEST(rule_skips_and_hits_so_many_times)
{
	FAULT(fr.fault, .path = FR_A, .skip = 1, .times = 2, .result = -EIO);
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK);
	ck_assert_int_eq(fr_run(&fr.reads[1]), FR_BLOCK);
	ck_assert_int_eq(fr_run(&fr.reads[2]), -EIO);
	ck_assert_int_eq(fr_run(&fr.reads[4]), -EIO);
	ck_assert_int_eq(fr_run(&fr.reads[6]), FR_BLOCK);
}
END_TEST

START_TEST(first_rule_that_fits_is_applied)
{
	FAULT(fr.fault, .path = FR_A, .times = 1, .result = -EIO);
	FAULT(fr.fault, .result = -ENXIO);
	ck_assert_int_eq(fr_run(&fr.reads[0]), -EIO);
	ck_assert_int_eq(fr_run(&fr.reads[0]), -ENXIO);
	ck_assert_int_eq(fr_run(&fr.reads[1]), -ENXIO);
	fault_clear(fr.fault);
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK);
}
END_TEST

START_TEST(rule_for_those_that_must_not_block)
{
	FAULT(fr.fault, .nowait_only = true, .result = -EAGAIN);
	ck_assert_int_eq(fr_run(&fr.reads[0]), -EAGAIN);
	fr.reads[0].may_block = true;
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK);
}
END_TEST

START_TEST(short_reads)
{
	FAULT(fr.fault, .path = FR_A, .short_by = 512);
	FAULT(fr.fault, .path = FR_B, .short_by = 2 * FR_BLOCK);
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK - 512);
	ck_assert(fault_is_pattern(FR_A, 0, fr.buffers[0], FR_BLOCK - 512));
	ck_assert_uint_eq(fr.buffers[0][FR_BLOCK - 512], FAULT_POISON);
	ck_assert_int_eq(fr_run(&fr.reads[1]), 0);
	ck_assert_uint_eq(fr.fault->seen.bytes_read, FR_BLOCK - 512);
}
END_TEST

START_TEST(garbage_and_torn_reads)
{
	const size_t middle = FR_BLOCK / 2;

	FAULT(fr.fault, .path = FR_A, .garbage = true);
	FAULT(fr.fault, .path = FR_B, .torn = true);
	ck_assert_int_eq(fr_run(&fr.reads[0]), FR_BLOCK);
	for (size_t i = 0; i < FR_BLOCK; i++)
		ck_assert_uint_ne(fr.buffers[0][i], fault_byte(FR_A, i));
	ck_assert_int_eq(fr_run(&fr.reads[1]), FR_BLOCK);
	ck_assert(fault_is_pattern(FR_B, FR_BLOCK, fr.buffers[1], middle));
	for (size_t i = middle; i < FR_BLOCK; i++)
		ck_assert_uint_ne(fr.buffers[1][i], fault_byte(FR_B, FR_BLOCK + i));
}
END_TEST

START_TEST(failed_close_has_closed)
{
	FAULT(fr.fault, .ops = FAULT_CLOSE, .result = -EIO);
	ck_assert_int_eq(fr_close_file(&fr.a), -EIO);
	ck_assert_int_eq(fr.a.fd, -1);
	ck_assert_uint_eq(fr.fault->seen.open, 1);
}
END_TEST

/* Submit and setup -------------------------------------------------------- */

START_TEST(refused_request_ends_the_batch)
{
	FAULT(fr.fault, .offset = 2 * FR_BLOCK, .length = 1, .times = 1, .refuse = -ENOMEM);
	ck_assert_int_eq(fr_submit(0, 5), 2);
	ck_assert_int_eq(fr_submit(2, 3), -ENOMEM);
	ck_assert_int_eq(fr_submit(2, 3), 3);
	ck_assert_uint_eq(fr.fault->seen.refused, 1);
	ck_assert_str_eq(fr_order(), "01234");
}
END_TEST

START_TEST(chain_is_refused_as_a_whole)
{
	fr.reads[0].link = &fr.reads[1];
	FAULT(fr.fault, .path = FR_B, .refuse = -EINVAL);
	ck_assert_int_eq(fr_submit(0, 1), -EINVAL);
	ck_assert_uint_eq(fr.fault->seen.in_flight, 0);
}
END_TEST

START_TEST(submit_takes_a_part)
{
	fr.fault->accept = 2;
	fr.fault->accept_times = 2;
	ck_assert_int_eq(fr_submit(0, 8), 2);
	ck_assert_int_eq(fr_submit(2, 6), 2);
	fr.fault->accept = 0;
	fr.fault->accept_times = 1;
	ck_assert_int_eq(fr_submit(4, 4), -EAGAIN);
	ck_assert_int_eq(fr_submit(4, 4), 4);
	ck_assert_uint_eq(fr.fault->seen.refused, 1);
}
END_TEST

START_TEST(setup_fails)
{
	io_engine_fault.teardown(fr.engine, false);
	fr.fault->setup_result = -EPERM;
	ck_assert_int_eq(fr_set_up(4), -EPERM);
	fr.fault->setup_result = 0;
	ck_assert_int_eq(fr_set_up(4), 0);
	ck_assert_uint_eq(fr.fault->seen.setups, 2);
	ck_assert_uint_eq(fr.fault->seen.teardowns, 1);
	ck_assert_uint_eq(fr.fault->seen.abandoned, 0);
}
END_TEST

START_TEST(setup_gives_less_than_asked)
{
	io_engine_fault.teardown(fr.engine, false);
	fr.fault->depth = 3;
	ck_assert_int_eq(fr_set_up(4), 0);
	ck_assert_uint_eq(fr.depth, 3);
	ck_assert_int_eq(fr_submit(0, 8), 3);
}
END_TEST

Suite *fault_suite(void)
{
	const TTest *const devices[] = {
		pattern_tells_devices_and_places_apart, device_in_memory_is_written,
		pattern_cannot_be_written, direct_reads_are_aligned, device_may_not_do_direct,
		device_says_what_is_on_it, too_many_open_files,
	};
	const TTest *const rules[] = {
		result_is_for_those_that_fit, rule_skips_and_hits_so_many_times,
		first_rule_that_fits_is_applied, rule_for_those_that_must_not_block,
		short_reads, garbage_and_torn_reads, failed_close_has_closed,
	};
	const TTest *const submits[] = {
		refused_request_ends_the_batch, chain_is_refused_as_a_whole,
		submit_takes_a_part, setup_fails, setup_gives_less_than_asked,
	};
	Suite *suite = suite_create("fault");

	suite_add_tcase(suite, FR_CASES("devices", devices));
	suite_add_tcase(suite, FR_CASES("rules", rules));
	suite_add_tcase(suite, FR_CASES("submit and setup", submits));
	return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of an IO_PROBE, and what libblkid says about real disks. How the
 * engines do it is in test_engine_probe.c. */
#include "io/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "partitions_rig.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * The text
 */

static const struct volscan_signature some[] = {
	{ "ext4", "filesystem", "1.0", "my \"disk\"\n\xff", "9e29e070-7596" },
	{ "", "", "", "", "" },
	{ "gpt", "partitions", "", "", "1614e3d4" },
};

#define SOME (sizeof(some) / sizeof(some[0]))

static void assert_same(const struct volscan_signature *a, const struct volscan_signature *b)
{
	ck_assert_str_eq(a->type, b->type);
	ck_assert_str_eq(a->usage, b->usage);
	ck_assert_str_eq(a->version, b->version);
	ck_assert_str_eq(a->label, b->label);
	ck_assert_str_eq(a->uuid, b->uuid);
}

static size_t put_some(char *text, size_t room)
{
	size_t length = 0;

	for (size_t i = 0; i < SOME; i++)
		length += io_signature_put(text + length, room - length, &some[i]);
	return length;
}

START_TEST(what_is_put_is_read_again)
{
	struct volscan_signature found;
	char buffer[256];
	const char *text = buffer;
	size_t left = put_some(buffer, sizeof(buffer));

	for (size_t i = 0; i < SOME; i++) {
		ck_assert(io_signature_next(&text, &left, &found));
		assert_same(&found, &some[i]);
	}
	ck_assert_uint_eq(left, 0);
	ck_assert(!io_signature_next(&text, &left, &found));
}
END_TEST

/* Memory of its own for each length, so that a sanitizer sees every byte. */
START_TEST(record_is_put_as_a_whole_or_not)
{
	char buffer[256];
	size_t length = io_signature_put(buffer, sizeof(buffer), &some[0]);

	ck_assert_uint_gt(length, 0);
	for (size_t room = 0; room <= length; room++) {
		char *text = malloc(room + 1);

		memset(text, 'x', room + 1);
		ck_assert_uint_eq(io_signature_put(text, room, &some[0]),
				  room == length ? length : 0);
		ck_assert_int_eq(text[room], 'x');
		ck_assert(room == length || text[0] == 'x');
		free(text);
	}
}
END_TEST

START_TEST(text_that_is_cut_off)
{
	struct volscan_signature found = { .type = "untouched" };
	char buffer[256];
	size_t first = io_signature_put(buffer, sizeof(buffer), &some[0]);

	for (size_t length = 0; length < first; length++) {
		char *copy = malloc(length + 1);
		const char *text = copy;
		size_t left = length;

		memcpy(copy, buffer, length);
		ck_assert(!io_signature_next(&text, &left, &found));
		ck_assert_ptr_eq(text, copy);
		ck_assert_uint_eq(left, length);
		ck_assert_str_eq(found.type, "untouched");
		free(copy);
	}
}
END_TEST

static void assert_inside(const char *field, const char *text, size_t length)
{
	ck_assert(field >= text && field < text + length);
	ck_assert_ptr_nonnull(memchr(field, '\0', (size_t) (text + length - field)));
}

/* Mostly NULs, so that there are records. */
static void fill_with_anything(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text[i] = (char) (random() % 3 ? 0 : random());
}

START_TEST(text_of_any_bytes)
{
	struct volscan_signature found;

	srandom(1);
	for (unsigned round = 0; round < 2000; round++) {
		size_t length = (size_t) random() % 64, left = length;
		char *bytes = malloc(length + 1);
		const char *text = bytes;

		fill_with_anything(bytes, length);
		while (io_signature_next(&text, &left, &found)) {
			assert_inside(found.type, bytes, length);
			assert_inside(found.usage, bytes, length);
			assert_inside(found.version, bytes, length);
			assert_inside(found.label, bytes, length);
			assert_inside(found.uuid, bytes, length);
			ck_assert_ptr_eq(text + left, bytes + length);
		}
		ck_assert_uint_lt(left, 64);
		free(bytes);
	}
}
END_TEST

/* ------------------------------------------------------------------------
 * libblkid
 */

static char text[4096];
static struct io_file file;
static struct io_request request;

/* A file that has no name left. */
static int new_file(void)
{
	char path[] = "/tmp/volscan-unit-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	unlink(path);
	return fd;
}

static ssize_t probe(int fd)
{
	file.fd = fd;
	request.file = &file;
	return io_probe(&request);
}

static void set_up(void)
{
	pt_setup();
	file = (struct io_file) { .fd = -1 };
	request = (struct io_request) { .op = IO_PROBE, .buffer = text, .length = sizeof(text) };
}

static struct volscan_signature take(const char **at, size_t *left)
{
	struct volscan_signature found;

	ck_assert(io_signature_next(at, left, &found));
	return found;
}

static void assert_found(int fd, const struct volscan_signature *expected, unsigned count)
{
	ssize_t length = probe(fd);
	size_t left = (size_t) length;
	const char *at = text;

	ck_assert_int_ge(length, 0);
	for (unsigned i = 0; i < count; i++) {
		struct volscan_signature found = take(&at, &left);

		assert_same(&found, &expected[i]);
	}
	ck_assert_uint_eq(left, 0);
}

static const char swap_uuid[] = "01020304-0506-0708-090a-0b0c0d0e0f10";
static const struct volscan_signature swap_signature = {
	"swap", "other", "1", "my swap", swap_uuid
};
static const struct volscan_signature dos_signature = {
	"dos", "partitions", "", "", "12345678"
};

/* What mkswap writes, at that byte of pt_disk. */
static void put_swap(uint64_t at)
{
	pt_put32(at + 1024, 1);		/* version */
	pt_put32(at + 1028, 100);	/* last page */
	for (unsigned i = 0; i < 16; i++)
		pt_disk[at + 1036 + i] = (unsigned char) (i + 1);
	memcpy(pt_disk + at + 1052, "my swap", 8);
	memcpy(pt_disk + at + 4086, "SWAPSPACE2", 10);
}

static int disk_as_file(void)
{
	int fd = new_file();

	ck_assert_int_eq(pwrite(fd, pt_disk, PT_DISK_SIZE, 0), PT_DISK_SIZE);
	return fd;
}

START_TEST(nothing_is_found_on_an_empty_disk)
{
	int fd = disk_as_file();

	assert_found(fd, NULL, 0);
	close(fd);
	fd = new_file();
	assert_found(fd, NULL, 0);
	close(fd);
}
END_TEST

START_TEST(every_signature_is_told)
{
	const struct volscan_signature both[] = { swap_signature, dos_signature };
	int fd;

	put_swap(0);
	pt_put_entry(0, 0, PT_TYPE_LINUX, 64, 64);
	pt_put32(440, 0x12345678);
	fd = disk_as_file();
	assert_found(fd, both, 2);
	close(fd);
}
END_TEST

START_TEST(what_there_is_no_room_for_is_left_out)
{
	size_t first;
	int fd;

	put_swap(0);
	pt_put_entry(0, 0, PT_TYPE_LINUX, 64, 64);
	pt_put32(440, 0x12345678);
	fd = disk_as_file();
	first = io_signature_put(text, sizeof(text), &swap_signature);
	request.length = (size_t) probe(fd) - 1;
	ck_assert_uint_gt(request.length, first);
	ck_assert_int_eq(probe(fd), (ssize_t) first);
	assert_found(fd, &swap_signature, 1);
	request.length = first - 1;
	ck_assert_int_eq(probe(fd), 0);
	close(fd);
}
END_TEST

START_TEST(device_that_is_a_part_of_the_file)
{
	int fd;

	put_swap(1 << 20);
	fd = disk_as_file();
	assert_found(fd, NULL, 0);
	request.offset = 1 << 20;
	assert_found(fd, &swap_signature, 1);
	request.extent = 1 << 20;
	assert_found(fd, &swap_signature, 1);
	request.extent = 4096 - 512;
	assert_found(fd, NULL, 0);
	close(fd);
}
END_TEST

START_TEST(gpt_lies_in_the_device_and_not_in_the_file)
{
	static const struct volscan_signature gpt = {
		"gpt", "partitions", "", "", "11111111-1111-1111-1111-111111111111"
	};
	int fd = new_file();

	pt_make_gpt();
	ck_assert_int_eq(pwrite(fd, pt_disk, PT_DISK_SIZE, 1 << 20), PT_DISK_SIZE);
	request.offset = 1 << 20;
	assert_found(fd, &gpt, 1);
	close(fd);
}
END_TEST

/* A header in block `at` (0 = the last) for that many; libblkid alone takes up to 4 GiB of them. */
static void assert_gpt(uint64_t at, uint32_t entries, bool is_found)
{
	uint64_t last = pt_size / pt_block_size - 1;
	ssize_t length;
	int fd = new_file();

	memset(pt_disk, 0, sizeof(pt_disk));
	pt_put_entry(0, 0, 0xee, 1, (uint32_t) last);
	pt_put_header(at ? at : last, at ? last : 1, 34, entries);
	request.offset = 1 << 20;
	ck_assert_int_eq(pwrite(fd, pt_disk, PT_DISK_SIZE, 1 << 20), PT_DISK_SIZE);
	length = probe(fd);
	if (is_found)
		ck_assert_str_eq(text, "gpt");
	else
		ck_assert_int_eq(length, 0);
	close(fd);
}

START_TEST(gpt_with_a_long_list_is_not_looked_at)
{
	assert_gpt(1, 1024, true);
	assert_gpt(1, 1025, false);
	assert_gpt(0, 1024, true);
	assert_gpt(0, 1025, false);
}
END_TEST

START_TEST(read_error_is_the_result)
{
	int fd, write_only;
	char path[64];

	put_swap(0);
	fd = disk_as_file();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	write_only = open(path, O_WRONLY | O_CLOEXEC);
	ck_assert_int_eq(probe(write_only), -EBADF);
	close(write_only);
	close(fd);
}
END_TEST

START_TEST(what_is_no_device_is_an_error)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_lt(probe(ends[0]), 0);
	ck_assert_int_lt(probe(-1), 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* ------------------------------------------------------------------------
 * Real disks: those of a golden case, which have one signature each
 */

static const struct volscan_signature neighbours[] = {
	{ "ext4", "filesystem", "1.0", "fs_ext4", "9e29e070-7596-4cd4-bb65-1325aac5aa9b" },
	{ "xfs", "filesystem", "", "fs_xfs", "c7289a74-3306-497a-a1ec-7f3a78ecf5a5" },
	{ "swap", "other", "1", "swp", "91c62ca4-318f-4825-a9bc-ce4e9aac3074" },
	{ "gpt", "partitions", "", "", "1614e3d4-99b8-4779-869e-8ce5bed2bc1d" },
	{ "linux_raid_member", "raid", "1.2", "(none):127",
	  "fc5d0e88-c5b1-833d-922d-c6e6536bd2ff" },
	{ "linux_raid_member", "raid", "1.2", "(none):127",
	  "fc5d0e88-c5b1-833d-922d-c6e6536bd2ff" },
	{ "crypto_LUKS", "crypto", "2", "", "184ea148-79f2-4f13-8533-201b0cc8660e" },
	{ "vfat", "filesystem", "FAT16", "FATFS", "E242-9CAE" },
	{ NULL, NULL, NULL, NULL, NULL },
	{ "LVM2_member", "raid", "LVM2 001", "", "vubz5c-GWTY-mIOe-DLrG-CQ0a-JqZe-oLmlNA" },
};

static void run(const char *format, const char *dir)
{
	char command[512];
	int status;

	snprintf(command, sizeof(command), format, dir);
	status = system(command);
	ck_assert_msg(WIFEXITED(status) && !WEXITSTATUS(status), "failed: %s", command);
}

START_TEST(disks_of_neighbours)
{
	char dir[] = "/tmp/volscan-unit-XXXXXX", path[64];
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	run("zstd -dcq --long=27 " SRCDIR "/test/golden/neighbours/images.tar.zst |"
	    " tar -C %s -xSf -", dir);
	for (unsigned i = 0; i < sizeof(neighbours) / sizeof(neighbours[0]); i++) {
		snprintf(path, sizeof(path), "%s/d%u.img", dir, i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		ck_assert_int_ge(fd, 0);
		assert_found(fd, &neighbours[i], neighbours[i].type ? 1 : 0);
		close(fd);
	}
	run("rm -r %s", dir);
}
END_TEST

Suite *probe_suite(void)
{
	Suite *suite = suite_create("probe");
	TCase *tcase = tcase_create("text");

	tcase_add_test(tcase, what_is_put_is_read_again);
	tcase_add_test(tcase, record_is_put_as_a_whole_or_not);
	tcase_add_test(tcase, text_that_is_cut_off);
	tcase_add_test(tcase, text_of_any_bytes);
	suite_add_tcase(suite, tcase);

	tcase = tcase_create("libblkid");
	tcase_add_checked_fixture(tcase, set_up, pt_teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing_is_found_on_an_empty_disk);
	tcase_add_test(tcase, every_signature_is_told);
	tcase_add_test(tcase, what_there_is_no_room_for_is_left_out);
	tcase_add_test(tcase, device_that_is_a_part_of_the_file);
	tcase_add_test(tcase, gpt_lies_in_the_device_and_not_in_the_file);
	tcase_add_test(tcase, gpt_with_a_long_list_is_not_looked_at);
	tcase_add_test(tcase, read_error_is_the_result);
	tcase_add_test(tcase, what_is_no_device_is_an_error);
	tcase_add_test(tcase, disks_of_neighbours);
	suite_add_tcase(suite, tcase);
	return suite;
}

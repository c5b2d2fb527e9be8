/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Buffered reads that do not block: through the page cache, many at once, and each tells
 * when it is done. Next to them the same reads one after another, as read(2) does them.
 *
 *	buffered FILE [READS [ENGINE]]
 *
 * Reads READS (1000) pieces of 4 KiB of FILE, here and there, and prints how long it took,
 * in milliseconds: first with nothing of the file in the page cache, as far as the kernel
 * lets it go, then with what the first has left there. ENGINE is a value of
 * devices/io_engine: see volscan.conf(5).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <volscan.h>

#define PIECE 4096u

struct test {
	struct volscan *vs;
	const struct volscan_device *device;
	int fd;
	unsigned reads;
	uint64_t pieces;	/* that there are in the file */

	unsigned answers;
	uint64_t sum;		/* of all bytes: both ways have to find the same */
	int error;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The same for every run, and in no order that readahead could guess. */
static uint64_t offset_of(const struct test *test, unsigned i)
{
	return (i * UINT64_C(2654435761) >> 8) % test->pieces * PIECE;
}

static void answer(struct test *test, int error, const unsigned char *bytes, size_t length)
{
	test->answers++;
	if (error)
		test->error = error;
	for (size_t i = 0; i < length; i++)
		test->sum += bytes[i];
}

/* ---- the two ways ---- */

static void read_blocking(struct test *test)
{
	unsigned char bytes[PIECE];
	ssize_t n;

	for (unsigned i = 0; i < test->reads; i++) {
		n = pread(test->fd, bytes, PIECE, (off_t)offset_of(test, i));
		answer(test, n < 0 ? -errno : 0, bytes, n < 0 ? 0 : (size_t)n);
	}
}

static void on_read(void *context, const struct volscan_device *device, int error, const void *data,
		    size_t length)
{
	(void)device;
	answer(context, error, data, length);
}

/* A program would go on with something else, and call volscan_step() when the descriptor of
 * volscan_fd() is readable. This one has nothing else to do. */
static void read_asynchronously(struct test *test)
{
	int r;

	for (unsigned i = 0; i < test->reads; i++)
		volscan_read(test->vs, test->device, offset_of(test, i), PIECE, on_read, test);
	r = volscan_run(test->vs);
	if (r)
		test->error = r;
}

/* ---- measuring ---- */

static void empty_cache(const struct test *test)
{
	fdatasync(test->fd);
	posix_fadvise(test->fd, 0, 0, POSIX_FADV_DONTNEED);
}

static double measure(struct test *test, void (*way)(struct test *test))
{
	double began = now_ms();

	test->answers = 0;
	test->sum = 0;
	way(test);
	if (test->answers != test->reads && !test->error)
		test->error = -EIO;
	return now_ms() - began;
}

static int compare(struct test *test)
{
	uint64_t sum;

	for (int cached = 0; cached <= 1; cached++) {
		if (!cached)
			empty_cache(test);
		printf("%s  blocking %8.2f ms", cached ? "cached:    " : "not cached:",
		       measure(test, read_blocking));
		sum = test->sum;
		if (!cached)
			empty_cache(test);
		printf("  asynchronous %8.2f ms\n", measure(test, read_asynchronously));
		if (sum != test->sum)
			return -EBADMSG;
	}
	printf("%u reads of %u bytes, sum %" PRIu64 "\n", test->reads, PIECE, test->sum);
	return test->error;
}

static int set_up(struct test *test, const char *path, const char *engine)
{
	char settings[128];
	int r;

	snprintf(settings, sizeof(settings),
		 "devices { use_o_direct=0 io_isolation=0 io_engine=\"%s\" }", engine);
	r = volscan_config_string(test->vs, settings);
	if (!r)
		r = volscan_device_open(test->vs, path, &test->device);
	if (r)
		return r;
	test->pieces = test->device->size / PIECE;
	test->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (test->fd < 0)
		return -errno;
	return test->pieces ? 0 : -ENODATA;
}

int main(int argc, char **argv)
{
	struct test test = { .fd = -1, .reads = argc > 2 ? (unsigned)atoi(argv[2]) : 1000 };
	int r;

	if (argc < 2 || volscan_new(&test.vs)) {
		fprintf(stderr, "usage: buffered FILE [READS [ENGINE]]\n");
		return 2;
	}
	r = set_up(&test, argv[1], argc > 3 ? argv[3] : "auto");
	if (!r)
		r = compare(&test);
	if (r)
		fprintf(stderr, "%s: %s %s\n", argv[1], strerror(-r), volscan_error(test.vs));
	close(test.fd);
	volscan_free(test.vs);
	return r ? 1 : 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does it still hang? For calls that come after the one that has asked.
 *
 * A process that stays behind keeps the memory that it shared with its parent as a
 * file, and goes on answering into it. /proc shows both, of processes of the same
 * user. One that was killed and cannot end has closed that file already: then all
 * that can be seen is that it is still there.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/worker_private.h"

/* What /proc/PID/stat has of a process. */
struct stat_line {
	char state;
	long threads;
	uint64_t start;
};

/* The name, in parentheses, may have any character in it, these too. */
static bool parse_stat(const char *text, struct stat_line *line)
{
	const char *end = strrchr(text, ')');

	return end && sscanf(end + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
			     "%*d %*d %*d %ld %*d %" SCNu64, &line->state, &line->threads,
			     &line->start) == 3;
}

static bool read_stat(pid_t pid, struct stat_line *line)
{
	char path[64], text[1024];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	return parse_stat(text, line);
}

uint64_t worker_start_time(pid_t pid)
{
	struct stat_line line;

	return read_stat(pid, &line) ? line.start : 0;
}

/* The first thread may have ended and another one be stuck. */
static bool is_there(const struct io_worker_place *place)
{
	struct stat_line line;

	if (!read_stat(place->pid, &line) || line.start != place->start)
		return false;
	return (line.state != 'Z' && line.state != 'X') || line.threads > 1;
}

static bool read_at(int fd, void *to, size_t size, size_t offset)
{
	return pread(fd, to, size, (off_t) offset) == (ssize_t) size;
}

static bool answered_in(int fd, unsigned slot)
{
	struct slot_head head;
	uint64_t word;

	return read_at(fd, &head, sizeof(head), 0) && head.version == SLOT_VERSION &&
	       slot < head.count &&
	       read_at(fd, &word, sizeof(word), slots_answered_offset(head.count, slot)) &&
	       slots_word_has(word, slot);
}

/* Anything else there might be a dead disk, or have its own idea of being opened. */
static bool is_memory(const char *path)
{
	static const char wanted[] = "/memfd:" WORKER_NAME;
	char target[sizeof(wanted)];

	return readlink(path, target, sizeof(target)) >= (ssize_t) sizeof(wanted) - 1 &&
	       !strncmp(target, wanted, sizeof(wanted) - 1);
}

static bool has_answered(const struct io_worker_place *place)
{
	char path[64];
	bool answered;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int) place->pid, WORKER_MEMORY_FD);
	if (!is_memory(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	answered = answered_in(fd, place->slot);
	close(fd);
	return answered;
}

bool io_worker_hangs(const struct io_worker_place *place)
{
	return is_there(place) && !has_answered(place);
}

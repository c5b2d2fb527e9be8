/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device/hung_private.h"
#include "io/request.h"

#define FILE_NAME "hung"
#define NEW_NAME "hung.new"
#define MODE_OF_OTHERS 077
/* Whoever holds the lock holds it for a few system calls, unless it is stopped. */
#define LOCK_TRIES 50
#define LOCK_PAUSE_NS 4000000L
/* Lines of one device hold a path at most; nobody has more than this hanging. */
#define LINES_MAX 65536u

/* ------------------------------------------------------------------------
 * Directory and lock
 */

static int check(int fd, mode_t type, mode_t of_others)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if ((st.st_mode & S_IFMT) != type || st.st_uid != geteuid() ||
	    (st.st_mode & of_others))
		return -EPERM;
	return 0;
}

static int checked(int fd, mode_t type, mode_t of_others)
{
	int r = fd < 0 ? -errno : check(fd, type, of_others);

	if (r && fd >= 0)
		close(fd);
	return r ? r : fd;
}

static int open_dir(const char *dir)
{
	return checked(open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), S_IFDIR,
		       S_IWGRP | S_IWOTH);
}

static int lock_dir(int fd)
{
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB); i++) {
		if (errno != EWOULDBLOCK || i == LOCK_TRIES)
			return -errno;
		io_nap(LOCK_PAUSE_NS);
	}
	return 0;
}

/* The last part of its path may be missing. */
static int open_and_lock(const char *dir)
{
	int fd, r;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return -errno;
	fd = open_dir(dir);
	if (fd < 0)
		return fd;
	r = lock_dir(fd);
	if (r)
		close(fd);
	return r ? r : fd;
}

/* ------------------------------------------------------------------------
 * Lines
 */

int hung_line_parse(char *line, struct hung_entry **entry)
{
	struct hung_entry *e, read = { .is_block = true };
	int at = 0, pid;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "block %u:%u %" SCNu64 " %" SCNd64 " %d %" SCNu64 " %u %n",
		   &read.major, &read.minor, &read.diskseq, &read.since, &pid,
		   &read.place.start, &read.place.slot, &at) != 7 || !at) {
		read.is_block = false;
		if (sscanf(line, "file -:- 0 %" SCNd64 " %d %" SCNu64 " %u %n", &read.since,
			   &pid, &read.place.start, &read.place.slot, &at) != 4 || !at)
			return -EINVAL;
	}
	if (pid <= 0 || read.since <= 0 || hung_entry_new(line + at, &e))
		return -EINVAL;
	read.place.pid = pid;
	read.list = e->list;
	memcpy(e, &read, offsetof(struct hung_entry, name));
	dm_list_init(&e->list);
	*entry = e;
	return 0;
}

void hung_line_print(FILE *out, const struct hung_entry *e)
{
	if (e->is_block)
		fprintf(out, "block %u:%u %" PRIu64, e->major, e->minor, e->diskseq);
	else
		fprintf(out, "file -:- 0");
	fprintf(out, " %" PRId64 " %d %" PRIu64 " %u %s\n", e->since, (int) e->place.pid,
		e->place.start, e->place.slot, e->name);
}

static void take_line(char *line, struct dm_list *entries)
{
	struct hung_entry *entry;

	if (hung_line_parse(line, &entry))
		return;
	if (io_worker_hangs(&entry->place))
		dm_list_add(entries, &entry->list);
	else
		free(entry);
}

static int read_lines(int fd, struct dm_list *entries,
		      void (*take)(char *line, struct dm_list *entries))
{
	FILE *in = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;

	if (!in) {
		close(fd);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < LINES_MAX && getline(&line, &size, in) >= 0; i++)
		take(line, entries);
	free(line);
	fclose(in);
	return 0;
}

static int read_in(int dir, struct dm_list *entries)
{
	int fd = checked(openat(dir, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC),
			 S_IFREG, MODE_OF_OTHERS);

	return fd < 0 ? fd : read_lines(fd, entries, take_line);
}

int hung_file_read(const char *dir, struct dm_list *entries)
{
	int fd = open_dir(dir), r;

	if (fd < 0)
		return fd;
	r = read_in(fd, entries);
	close(fd);
	return r;
}

/* ------------------------------------------------------------------------
 * Writing
 */

static bool is_same(const struct io_worker_place *a, const struct io_worker_place *b)
{
	return a->pid == b->pid && a->start == b->start && a->slot == b->slot;
}

static bool is_among(const struct dm_list *entries, const struct hung_entry *wanted)
{
	const struct hung_entry *entry;

	dm_list_iterate_items(entry, entries)
		if (is_same(&entry->place, &wanted->place))
			return true;
	return false;
}

/* What is only of this process, or has no line, is nothing for the file. */
static bool has_line(const struct hung_entry *entry)
{
	return !entry->gone && entry->place.pid && !strchr(entry->name, '\n');
}

void hung_entries_free(struct dm_list *entries)
{
	struct hung_entry *entry, *next;

	dm_list_iterate_items_safe(entry, next, entries)
		free(entry);
}

/* Returns how many lines, or -errno. */
static int print_all(FILE *out, const struct dm_list *others, const struct dm_list *own)
{
	const struct hung_entry *entry;
	int lines = 0;

	dm_list_iterate_items(entry, others)
		if (!is_among(own, entry) && ++lines)
			hung_line_print(out, entry);
	dm_list_iterate_items(entry, own)
		if (has_line(entry) && ++lines)
			hung_line_print(out, entry);
	return fflush(out) || ferror(out) ? -EIO : lines;
}

/* Whatever a writer that crashed may have left there. */
static int open_new(int dir)
{
	unlinkat(dir, NEW_NAME, 0);
	return openat(dir, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static int write_new(int dir, const struct dm_list *others, const struct dm_list *own)
{
	int r, fd = open_new(dir);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out) {
		r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	r = print_all(out, others, own);
	fclose(out);
	return r;
}

static int rewrite(int dir, const struct dm_list *own)
{
	struct dm_list others;
	int r;

	dm_list_init(&others);
	read_in(dir, &others);
	r = write_new(dir, &others, own);
	hung_entries_free(&others);
	if (r > 0)
		return renameat(dir, NEW_NAME, dir, FILE_NAME) ? -errno : 0;
	unlinkat(dir, NEW_NAME, 0);
	if (!r && unlinkat(dir, FILE_NAME, 0) && errno != ENOENT)
		return -errno;
	return r;
}

int hung_file_write(const char *dir, const struct dm_list *own)
{
	int fd = open_and_lock(dir), r;

	if (fd < 0)
		return fd;
	r = rewrite(fd, own);
	close(fd);	/* and with it the lock */
	return r;
}

/* ------------------------------------------------------------------------
 * For the helper: the same lines, after a sign that tells whether they are gone
 */

static int print_signed(FILE *out, const struct dm_list *own)
{
	const struct hung_entry *entry;

	dm_list_iterate_items(entry, own) {
		if (!entry->place.pid || strchr(entry->name, '\n'))
			continue;
		fputc(entry->gone ? '-' : '+', out);
		hung_line_print(out, entry);
	}
	return fclose(out) ? -errno : 0;
}

/* Of a descriptor that is shared, and so is its place. */
static int copy_of(int fd)
{
	return lseek(fd, 0, SEEK_SET) ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

int hung_file_print_lines(int fd, const struct dm_list *own)
{
	int copy = copy_of(fd);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");

	if (out)
		return print_signed(out, own);
	if (copy >= 0)
		close(copy);
	return -ENOMEM;
}

static void take_signed(char *line, struct dm_list *own)
{
	struct hung_entry *entry;

	if (hung_line_parse(line + 1, &entry))
		return;
	entry->gone = line[0] == '-';
	dm_list_add(own, &entry->list);
}

int hung_file_read_lines(int fd, struct dm_list *own)
{
	int copy = copy_of(fd);

	return copy < 0 ? -errno : read_lines(copy, own, take_signed);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static const char no_file[] = "it is no regular file; - is standard output";
static const char something_else[] =
	"it is there, and is neither a picture nor a page. Name another file, or remove it";

static bool begins_as(const char *start, ssize_t length, const char *with)
{
	return length >= (ssize_t)strlen(with) && !memcmp(start, with, strlen(with));
}

/* NULL, or why what is open must stay as it is. */
static const char *why_not(int fd)
{
	struct stat st;
	char start[16];
	ssize_t length;

	if (fstat(fd, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return no_file;
	length = pread(fd, start, sizeof(start), 0);
	if (length < 0)
		return strerror(errno);
	if (!length || begins_as(start, length, "<svg ") ||
	    begins_as(start, length, "<!DOCTYPE html>"))
		return NULL;
	return something_else;
}

/* A device is not even opened: that could take for ever. */
static const char *open_file(struct drawn *drawn)
{
	struct stat st;

	drawn->is_new = stat(drawn->name, &st) != 0;
	if (!drawn->is_new && !S_ISREG(st.st_mode))
		return no_file;
	drawn->fd = open(drawn->name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	return drawn->fd < 0 ? strerror(errno) : why_not(drawn->fd);
}

bool drawn_open(struct drawn *drawn, const char *option, const char *name)
{
	const char *why = NULL;

	*drawn = (struct drawn){ .name = name, .fd = -1 };
	if (!name)
		return true;
	drawn->is_stdout = !strcmp(name, "-");
	if (!drawn->is_stdout)
		why = open_file(drawn);
	if (why)
		log_error("%s %s: %s.", option, name, why);
	return !why;
}

static int write_all(int fd, const char *text, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pwrite(fd, text + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			done += (size_t)n;
	}
	return ftruncate(fd, (off_t)size) ? -errno : 0;
}

/* All of it first: a file that is there is not touched for half of one. */
static int write_file(struct drawn *drawn, struct overview *o,
		      bool (*print)(FILE *out, struct overview *o))
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r = out && print(out, o) ? 0 : -ENOMEM;

	if (out && fclose(out))
		r = -ENOMEM;
	if (!r)
		r = write_all(drawn->fd, text, size);
	free(text);
	return r;
}

bool drawn_write(struct drawn *drawn, struct overview *o,
		 bool (*print)(FILE *out, struct overview *o))
{
	int r = 0;

	if (!drawn->name)
		return true;
	if (drawn->is_stdout)
		r = print(stdout, o) ? 0 : -ENOMEM;	/* what else goes wrong, main() tells */
	else
		r = write_file(drawn, o, print);
	if (r)
		log_error("Cannot write %s: %s", drawn->name, strerror(-r));
	return !r;
}

void drawn_close(struct drawn *drawn, bool keep)
{
	if (drawn->fd < 0)
		return;
	if (!keep && drawn->is_new)
		unlink(drawn->name);
	close(drawn->fd);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vgcfgbackup: each VG into a file of its own. A file is complete or is not there:
 * it gets its name when all of it has been written. What has that name already and
 * is no text, as a device or a disk image, stays.
 */
#include "listing/backup_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static size_t count_places(const char *pattern)
{
	size_t count = 0;

	while ((pattern = strstr(pattern, "%s"))) {
		pattern += 2;
		count++;
	}
	return count;
}

/* The pattern with the name of the VG for each %s; from the listing's pool. */
static char *file_name(struct listing *l, const char *pattern, const char *vg)
{
	size_t size = strlen(pattern) + count_places(pattern) * strlen(vg) + 1;
	char *name = dm_pool_zalloc(l->pool, size);
	const char *place;

	if (!name)
		return NULL;
	for (; (place = strstr(pattern, "%s")); pattern = place + 2) {
		strncat(name, pattern, (size_t)(place - pattern));
		strcat(name, vg);
	}
	return strcat(name, pattern);
}

static int write_text(struct listing *l, FILE *out, const struct volscan_vg *vg)
{
	backup_header(l, out);
	backup_vg(l, out, vg);
	if (fflush(out) || ferror(out))
		return errno ? -errno : -EIO;
	return fsync(fileno(out)) ? -errno : 0;
}

/* Under a name of its own first, which then becomes `name`. */
static int write_by_way_of(struct listing *l, char *temporary, const char *name,
			   const struct volscan_vg *vg)
{
	int fd = mkstemp(temporary), r;
	FILE *out;

	if (fd < 0)
		return -errno;
	out = fdopen(fd, "w");
	if (!out) {
		r = -errno;
		close(fd);
	} else {
		r = write_text(l, out, vg);
		if (fclose(out) && !r)
			r = -errno;
	}
	if (!r && rename(temporary, name))
		r = -errno;
	if (r)
		unlink(temporary);
	return r;
}

/* Disks have zeros at their beginning, and texts have none anywhere. What cannot be read
 * may be anything. */
static bool is_text(const char *name)
{
	char start[4096];
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t length = fd < 0 ? -1 : pread(fd, start, sizeof(start), 0);

	if (fd >= 0)
		close(fd);
	return length >= 0 && !memchr(start, '\0', (size_t)length);
}

/* NULL, or why what has that name must stay. */
static const char *why_not(const char *name)
{
	struct stat there;

	if (lstat(name, &there))
		return NULL;
	if (!S_ISREG(there.st_mode))
		return "it is there, and no regular file";
	return is_text(name) ? NULL : "it is there, and no text: it may be a disk image";
}

static int write_file(struct listing *l, const char *name, const struct volscan_vg *vg)
{
	char *temporary;

	temporary = dm_pool_alloc(l->pool, strlen(name) + sizeof(".XXXXXX"));
	if (!temporary)
		return -ENOMEM;
	strcat(strcpy(temporary, name), ".XXXXXX");
	return write_by_way_of(l, temporary, name, vg);
}

/* The context is the name of the last file. */
static void backup(struct listing *l, const struct volscan_vg *vg)
{
	const char *last = l->context, *why;
	char *name;
	int r;

	if (!args_want_vg(l->args, vg))
		return;
	name = file_name(l, l->options->file, vg->name);
	if (!name) {
		l->no_memory = true;
	} else if (last && !strcmp(name, last)) {
		log_error("VGs must be backed up into different files. "
			  "Use %%s in filename for VG name.");
		l->failed = true;
	} else if ((why = why_not(name))) {
		log_error("Cannot write %s: %s", name, why);
		l->failed = true;
	} else if ((r = write_file(l, name, vg))) {
		log_error("Cannot write %s: %s", name, strerror(-r));
		l->failed = true;
	} else {
		say("Volume group \"%s\" successfully backed up.", vg->name);
		l->context = name;
	}
}

static void vgcfgbackup(struct listing *l)
{
	listing_each_vg(l, backup);
}

/* LVM2's own directory of backups is LVM2's: without a name nothing is written. */
int vgcfgbackup_command(struct tool *tool)
{
	if (tool->options.file && *tool->options.file)
		return listing_command(tool, REPORT_VG, vgcfgbackup);
	log_error("Name a file with -f, as in -f /tmp/%%s.vg.");
	return STATUS_USAGE;
}

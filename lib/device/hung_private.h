/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between hung.c, which knows what hangs, and hung_file.c, which knows the file. */
#ifndef DEVICE_HUNG_PRIVATE_H
#define DEVICE_HUNG_PRIVATE_H

#include <stdio.h>

#include "device/hung.h"

struct hung_entry {
	struct dm_list list;
	bool is_block;
	unsigned major, minor;
	uint64_t diskseq;	/* 0 = the kernel has none */
	int64_t since;		/* seconds since 1970 */
	struct io_worker_place place;
	const void *request;	/* ours; NULL = it is from the file */
	bool gone;		/* ours, and answered; the file may still have it */
	char name[];		/* which of files is the identity */
};

/* -ENOMEM, or 0 and the entry, in no list. */
int hung_entry_new(const char *name, struct hung_entry **entry);

/* One line of the file, with or without its newline, which is cut off. -EINVAL if it is
 * none; -ENOMEM counts as that. And the other way round. */
int hung_line_parse(char *line, struct hung_entry **entry);
void hung_line_print(FILE *out, const struct hung_entry *entry);

/* Append what the file in `dir` has, and still hangs, to `entries`. -errno; -ENOENT
 * when there is none. */
int hung_file_read(const char *dir, struct dm_list *entries);

/* Replace the lines of `own` that the file has, or had: by those that are not gone. */
int hung_file_write(const char *dir, const struct dm_list *own);

/* For who may write to no directory: `own`, with what is gone, into `fd`, and out of it.
 * 0 or -errno. */
int hung_file_print_lines(int fd, const struct dm_list *own);
int hung_file_read_lines(int fd, struct dm_list *own);

void hung_entries_free(struct dm_list *entries);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of damage: disks are made, damaged as a row of the table says, and given to
 * volscan. What is in a row is in the head of the file `table`.
 *
 * On wrong use, and when the machine gives no memory or files, these end the process.
 */
#ifndef DAMAGE_H
#define DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "make_disk.h"

void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* ------------------------------------------------------------------------
 * Disks
 */

#define DISKS_MAX 26

/* By their letter. */
struct disks {
	struct disk *at[DISKS_MAX];
};

struct disk *disks_get(const struct disks *disks, char letter);

/* The sound disks of the column `base`; `golden` is the directory of golden cases. */
void disks_make(struct disks *disks, const char *base, const char *golden);
void disks_free(struct disks *disks);

/* As files a, b, ... of the current directory. */
void disks_save(const struct disks *disks);

/* "a,b,z" */
void disks_names(const struct disks *disks, char names[2 * DISKS_MAX]);

/* The files of these names. */
void disks_remove(const char *names);

/* ------------------------------------------------------------------------
 * Recipes: the column "what to do"
 */

void recipe_apply(struct disks *disks, const char *recipe);

/* Where a text is on a disk, and to put another there. */
struct bytes {
	char *data;
	size_t length;
};

struct bytes text_take(const struct disk *disk);	/* a copy */
void text_put(struct disk *disk, const struct bytes *text);

/* `text` becomes what an edit makes of it: "s/OLD/NEW/", "cut 100", ... */
void text_edit(struct bytes *text, const char *edit);

/* ------------------------------------------------------------------------
 * Processes
 */

struct ran {
	int signal;		/* 0, or what ended it */
	int status;
	double cpu;		/* seconds, of all its processes */
	long memory;		/* KiB, of the largest of them */
	struct bytes out, err;	/* with a NUL behind them */
};

/* Run a program up to its end, or for as long as nothing should take. */
void process_run(const char *const *arguments, struct ran *ran);
void process_free(struct ran *ran);

/* ------------------------------------------------------------------------
 * JSON
 */

/* For each string that is a value in an object, with its key, both as they are in the
 * text, without quotes. */
typedef void (*json_fn)(void *context, const char *key, size_t key_length, const char *value,
			size_t length);

/* False unless all of it is one JSON value. */
bool json_read(const char *text, size_t length, json_fn each, void *context);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/errands.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device/sysfs.h"

/* ------------------------------------------------------------------------
 * Facts
 */

static int number_of(const char *root, unsigned major, unsigned minor, enum block_fact fact,
		     uint64_t *value)
{
	switch (fact) {
	case BLOCK_SIZE_IN_BYTES:
		return sysfs_size(root, major, minor, value);
	case BLOCK_OF_BYTES:
		return sysfs_read_number(root, major, minor, "queue/logical_block_size", value);
	case BLOCK_DISKSEQ:
		return sysfs_read_number(root, major, minor, "diskseq", value) ?
		       sysfs_read_number(root, major, minor, "../diskseq", value) : 0;
	default:
		return -EINVAL;
	}
}

/* The directory of a disk has one for each of its partitions, and one with links to
 * those that use it. */
static bool is(const char *root, unsigned major, unsigned minor, enum block_fact fact)
{
	switch (fact) {
	case BLOCK_IS_PARTITION:
		return sysfs_has(root, major, minor, "partition");
	case BLOCK_HAS_PARTITIONS:
		return sysfs_has_entry(root, major, minor, "", "partition");
	case BLOCK_HAS_HOLDERS:
		return sysfs_has_entry(root, major, minor, "holders", NULL);
	case BLOCK_IS_DM:
		return sysfs_has(root, major, minor, "dm");
	case BLOCK_IS_MD:
		return sysfs_has(root, major, minor, "md");
	default:
		return false;
	}
}

static int look(const char *root, unsigned major, unsigned minor, enum block_fact fact,
		uint64_t *value)
{
	if (fact >= BLOCK_SIZE_IN_BYTES)
		return number_of(root, major, minor, fact, value);
	*value = is(root, major, minor, fact);
	return 0;
}

static int look_for_program(void *context, uint64_t numbers[HELPER_NUMBERS],
			    const int descriptors[HELPER_DESCRIPTORS])
{
	(void)context;
	(void)descriptors;
	if (numbers[2] >= BLOCK_FACTS)
		return -EINVAL;
	return look("", (unsigned)numbers[0], (unsigned)numbers[1], (enum block_fact)numbers[2],
		    &numbers[0]);
}

int block_fact(struct helper *helper, const char *root, unsigned major, unsigned minor,
	       enum block_fact fact, uint64_t *value)
{
	uint64_t numbers[HELPER_NUMBERS] = { major, minor, fact };
	int r;

	if (!helper)
		return look(root, major, minor, fact, value);
	r = helper_send(helper, HELPER_BLOCK_FACT, numbers, NULL);
	if (!r)
		*value = numbers[0];
	return r;
}

bool block_is(struct helper *helper, const char *root, unsigned major, unsigned minor,
	      enum block_fact fact)
{
	uint64_t value = 0;

	return !block_fact(helper, root, major, minor, fact, &value) && value;
}

/* ------------------------------------------------------------------------
 * What hangs
 */

/* The lines as they are to be in the file, in memory that is one. */
static int note_for_program(void *context, uint64_t numbers[HELPER_NUMBERS],
			    const int descriptors[HELPER_DESCRIPTORS])
{
	struct dm_list own;
	int r;

	(void)numbers;
	dm_list_init(&own);
	r = hung_file_read_lines(descriptors[0], &own);
	if (!r)
		r = hung_file_write(context, &own);
	hung_entries_free(&own);
	return r;
}

int note_hung(struct helper *helper, const struct dm_list *own)
{
	int lines[HELPER_DESCRIPTORS] = { memfd_create("volscan-hung", MFD_CLOEXEC), -1 };
	uint64_t numbers[HELPER_NUMBERS] = { 0 };
	int r;

	if (lines[0] < 0)
		return -errno;
	r = hung_file_print_lines(lines[0], own);
	if (!r)
		r = helper_send(helper, HELPER_NOTE_HUNG, numbers, lines);
	close(lines[0]);
	return r;
}

void errands_teach(struct helper *helper, char *dir)
{
	helper_teach(helper, HELPER_BLOCK_FACT, look_for_program, NULL);
	helper_teach(helper, HELPER_NOTE_HUNG, note_for_program, dir);
}

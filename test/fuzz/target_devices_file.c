/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LVM2's devices file. */
#include <stdio.h>
#include <string.h>

#include "device/devices_file.h"
#include "fuzz.h"
#include "pools.h"

static bool is_value(const char *value)
{
	return *value && !strpbrk(value, " \n");
}

static void check_entry(const struct devices_file_entry *entry, unsigned line)
{
	CHECK(entry->line > line);
	CHECK(entry->type <= DEVICE_ID_TYPE_COUNT && entry->type_name);
	CHECK(!entry->id || *entry->id);
	CHECK(!entry->device || is_value(entry->device));
	CHECK(!entry->pvid || is_value(entry->pvid));
	CHECK(!entry->number && !entry->is_there && !entry->has_moved && !entry->next);
}

static void run(const uint8_t *data, size_t size)
{
	struct dm_pool *pool = dm_pool_create("fuzz", 1024);
	const struct devices_file_entry *entry;
	struct dm_list entries;
	FILE *file = fmemopen((void *)data, size, "r");
	unsigned line = 0;

	CHECK(file);
	dm_list_init(&entries);
	CHECK(!devices_file_parse(file, pool, &entries));
	fclose(file);
	dm_list_iterate_items(entry, &entries) {
		check_entry(entry, line);
		line = entry->line;
	}
	dm_pool_destroy(pool);
}

const struct fuzz_target fuzz_devices_file = { "devices_file", run, NULL };

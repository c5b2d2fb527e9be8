/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/devices_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct dm_pool *pool;
	const char *line;
	bool no_memory;
};

/* Where the value of the field `name` ("PVID=") begins in the line, which has its
 * fields in any order. The name must not be the end of a longer one. */
static const char *find_field(const char *line, const char *name)
{
	const char *at = line;

	while ((at = strstr(at, name)) && at > line && at[-1] != ' ')
		at++;
	return at ? at + strlen(name) : NULL;
}

/* A copy of the value; NULL if it is not given. */
static char *take_field(struct reader *reader, const char *name)
{
	const char *value = find_field(reader->line, name);
	size_t length = value ? strcspn(value, " \n") : 0;
	char *copy;

	if (!length || (length == 1 && *value == '.'))
		return NULL;
	copy = dm_pool_strndup(reader->pool, value, length);
	if (!copy)
		reader->no_memory = true;
	return copy;
}

static void take_fields(struct reader *reader, struct devices_file_entry *entry)
{
	const char *type = take_field(reader, "IDTYPE="), *part = take_field(reader, "PART=");
	char *id = take_field(reader, "IDNAME=");

	entry->type_name = type ? type : "";
	entry->type = device_id_type(entry->type_name);
	if (id && entry->type != DEVICE_ID_TYPE_COUNT)
		device_id_normalize(entry->type, id);
	entry->id = id && *id ? id : NULL;
	entry->device = take_field(reader, "DEVNAME=");
	entry->pvid = take_field(reader, "PVID=");
	entry->partition = part ? (unsigned)strtoul(part, NULL, 10) : 0;
}

static bool is_entry(const char *line)
{
	return line[strspn(line, " ")] != '#' && find_field(line, "IDTYPE=");
}

static int read_line(struct reader *reader, unsigned number, struct dm_list *entries)
{
	struct devices_file_entry *entry;

	if (!is_entry(reader->line))
		return 0;
	entry = dm_pool_zalloc(reader->pool, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	entry->line = number;
	take_fields(reader, entry);
	dm_list_add(entries, &entry->list);
	return reader->no_memory ? -ENOMEM : 0;
}

int devices_file_parse(FILE *file, struct dm_pool *pool, struct dm_list *entries)
{
	struct reader reader = { .pool = pool };
	unsigned number = 0;
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (!r && getline(&line, &size, file) >= 0) {
		reader.line = line;
		r = read_line(&reader, ++number, entries);
	}
	if (!r && ferror(file))
		r = -errno;
	free(line);
	return r;
}

int devices_file_read(const char *path, struct dm_pool *pool, struct dm_list *entries)
{
	FILE *file = fopen(path, "re");
	int r;

	if (!file)
		return -errno;
	r = devices_file_parse(file, pool, entries);
	fclose(file);
	return r;
}

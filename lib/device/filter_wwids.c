/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file has a line /WWID/ for each, with a digit in front that says of which kind
 * the WWID is, where sysfs has a word: /35000c500/ is "naa.5000c500". Of NVMe it is
 * as in sysfs.
 */
#include "device/filter_wwids.h"

#include <errno.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device_id.h"

#define HASH_SIZE 64

struct filter_wwids {
	struct dm_hash_table *known;	/* by WWID */
};

/* `line` is changed. */
static int take_line(struct filter_wwids *wwids, char *line)
{
	char *end = *line == '/' ? strchr(line + 1, '/') : NULL;

	if (!end)
		return 0;
	*end = '\0';
	device_id_normalize(DEVICE_ID_SYS_WWID, line + 1);
	return dm_hash_insert(wwids->known, line + 1, wwids) ? 0 : -ENOMEM;
}

static int read_lines(struct filter_wwids *wwids, FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (!r && getline(&line, &size, file) >= 0)
		r = take_line(wwids, line);
	free(line);
	return r;
}

static int read_file(struct filter_wwids *wwids, const char *path)
{
	FILE *file = fopen(path, "re");
	int r;

	if (!file)
		return errno == ENOMEM ? -ENOMEM : 0;
	r = read_lines(wwids, file);
	fclose(file);
	return r;
}

int filter_wwids_new(const char *path, struct filter_wwids **wwids)
{
	struct filter_wwids *w = calloc(1, sizeof(*w));
	int r = -ENOMEM;

	if (!w)
		return -ENOMEM;
	w->known = dm_hash_create(HASH_SIZE);
	if (w->known)
		r = read_file(w, path);
	if (r || !dm_hash_get_num_entries(w->known)) {
		filter_wwids_free(w);
		w = NULL;
	}
	if (!r)
		*wwids = w;
	return r;
}

void filter_wwids_free(struct filter_wwids *wwids)
{
	if (!wwids)
		return;
	if (wwids->known)
		dm_hash_destroy(wwids->known);
	free(wwids);
}

static bool is_known(const struct filter_wwids *wwids, const char *id)
{
	static const struct {
		const char *word;
		char digit;
	} kinds[] = { { "t10.", '1' }, { "eui.", '2' }, { "naa.", '3' } };
	char wwid[SYSFS_VALUE_MAX];

	if (dm_hash_lookup(wwids->known, id))
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strncmp(id, kinds[i].word, strlen(kinds[i].word)))
			continue;
		snprintf(wwid, sizeof(wwid), "%c%s", kinds[i].digit, id + strlen(kinds[i].word));
		return dm_hash_lookup(wwids->known, wwid);
	}
	return false;
}

const char *filter_wwids_rejects(const struct filter_wwids *wwids, const char *root,
				 const struct dev *dev)
{
	struct device_ids ids;

	if (!wwids)
		return NULL;
	device_ids_read(root, dev, DEVICE_ID_SYS_WWID, &ids);
	for (size_t i = 0; i < ids.count; i++)
		if (is_known(wwids, ids.ids[i]))
			return "it is a path of a multipath device: its WWID is in "
			       "devices/multipath_wwids_file";
	return NULL;
}

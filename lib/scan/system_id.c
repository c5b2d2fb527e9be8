/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/system_id.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static bool is_ascii_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/*
 * LVM2's rule for a system ID from anywhere: what comes before the first
 * letter or digit and all characters that a VG name cannot have are dropped,
 * and a host that is called localhost has none.
 */
static void clean_id(const char *source, char id[SYSTEM_ID_MAX + 1])
{
	size_t length = 0;

	for (; *source && length < SYSTEM_ID_MAX; source++)
		if (is_ascii_alnum(*source) || (length && strchr("._-+", *source)))
			id[length++] = *source;
	id[length] = '\0';
	if (!strncmp(id, "localhost", strlen("localhost")))
		id[0] = '\0';
}

/* The first line of `path` that is not empty and no comment. */
static void id_of_file(const char *path, const struct log *log, char id[SYSTEM_ID_MAX + 1])
{
	char *line = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	if (!file) {
		log_print(log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_CONFIG,
			  "cannot read the system ID from %s: %s", path, strerror(errno));
		return;
	}
	while (!id[0] && getline(&line, &size, file) > 0) {
		line[strcspn(line, "#\n")] = '\0';
		clean_id(line, id);
	}
	free(line);
	fclose(file);
}

static void id_of_machine(const struct config *config, const struct log *log,
			  char id[SYSTEM_ID_MAX + 1])
{
	char *path;

	if (asprintf(&path, "%s/machine-id", config_string(config, SETTING_global_etc)) < 0)
		return;
	id_of_file(path, log, id);
	free(path);
}

static void id_of_uname(char id[SYSTEM_ID_MAX + 1])
{
	struct utsname name;

	if (!uname(&name))
		clean_id(name.nodename, id);
}

void system_id_local(const struct config *config, const struct log *log,
		     char id[SYSTEM_ID_MAX + 1])
{
	const char *source = config_string(config, SETTING_global_system_id_source);

	id[0] = '\0';
	if (!strcmp(source, "none"))
		return;
	if (!strcmp(source, "lvmlocal"))
		clean_id(config_string(config, SETTING_local_system_id), id);
	else if (!strcmp(source, "uname"))
		id_of_uname(id);
	else
		id_of_machine(config, log, id);
	if (!id[0])
		log_print(log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_CONFIG,
			  "global/system_id_source is \"%s\" but gives no system ID: VGs with "
			  "one are taken for foreign", source);
}

bool system_id_is_foreign(const struct config *config, const char *local_id, const char *vg_id)
{
	const char *const *extra = config_list(config, SETTING_local_extra_system_ids);

	if (!vg_id[0])
		return false;
	/* As in LVM2, a host without a system ID of its own has no others. */
	if (!local_id[0])
		return true;
	if (!strcmp(local_id, vg_id))
		return false;
	for (; *extra; extra++)
		if (!strcmp(*extra, vg_id))
			return false;
	return true;
}

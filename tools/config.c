/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was written for volscan alone wins over what was written for LVM2, and
 * the command line over both.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "profile.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif
#define INSTALLED_CONFIG SYSCONFDIR "/volscan/volscan.conf"

/* The library reads in the process of its caller unless it is told otherwise; a
 * command is to end whatever its disks do. The user has the last word. */
static int set_defaults(struct tool *tool)
{
	return volscan_config_string(tool->vs, "devices/io_isolation=1");
}

/* A string in quotes, as the syntax has it; to be freed, NULL = no memory. */
static char *quoted(const char *text)
{
	char *copy = malloc(2 * strlen(text) + 3), *to = copy;

	if (!copy)
		return NULL;
	*to++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*to++ = '\\';
		*to++ = *text;
	}
	strcpy(to, "\"");
	return copy;
}

/* Set `setting` to DIR/NAME, or to `name` alone if `dir` is "". */
static int set_path(struct tool *tool, const char *setting, const char *dir, const char *name)
{
	char *path = NULL, *value = NULL, *text = NULL;
	int r = -ENOMEM;

	if (asprintf(&path, "%s%s%s", dir, *dir ? "/" : "", name) < 0)
		return r;
	value = quoted(path);
	if (value && asprintf(&text, "%s = %s", setting, value) >= 0) {
		r = volscan_config_string(tool->vs, text);
		free(text);
	}
	free(value);
	free(path);
	return r;
}

/* ------------------------------------------------------------------------
 * LVM2's files
 */

/* LVM2 goes without the one that is not there, and so does what stands in for it. */
static int read_lvm_file_of(struct tool *tool, const char *dir, const char *name)
{
	char *path;
	int r;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return -ENOMEM;
	r = volscan_config_lvm_file(tool->vs, path);
	free(path);
	return r == -ENOENT ? 0 : r;
}

/* Devices files are in the system's directory too. */
static int set_system_directory(struct tool *tool, const char *dir)
{
	return set_path(tool, "devices/devicesfile_dir", dir, "devices");
}

static int read_lvm_directory(struct tool *tool, const char *dir)
{
	int r = set_system_directory(tool, dir);

	if (!r)
		r = read_lvm_file_of(tool, dir, "lvm.conf");
	return r ? r : read_lvm_file_of(tool, dir, "lvmlocal.conf");
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int read_lvm_config(struct tool *tool)
{
	const char *named = tool->options.lvm_config, *dir = getenv("LVM_SYSTEM_DIR");
	int r = 0;

	if (named && is_directory(named))
		return read_lvm_directory(tool, named);
	if (dir && *dir)
		r = named ? set_system_directory(tool, dir) : read_lvm_directory(tool, dir);
	return r || !named ? r : volscan_config_lvm_file(tool->vs, named);
}

/* ------------------------------------------------------------------------
 * volscan's own
 */

/* The file that an option or the environment names must be there; the
 * installed one need not. */
static int read_config_file(struct tool *tool)
{
	const char *named = tool->options.config_file;
	int r;

	if (!named)
		named = getenv("VOLSCAN_CONFIG_FILE");
	if (named)
		return *named ? volscan_config_file(tool->vs, named) : 0;
	r = volscan_config_file(tool->vs, INSTALLED_CONFIG);
	return r == -ENOENT ? 0 : r;
}

static int read_config_options(struct tool *tool)
{
	size_t i;
	int r = 0;

	for (i = 0; !r && i < tool->options.config.count; i++)
		r = volscan_config_string(tool->vs, tool->options.config.items[i]);
	return r;
}

/* As a path, since a file that was asked for must be there. */
static int set_devices_file(struct tool *tool, const char *file)
{
	const char *dir = strchr(file, '/') ? "" :
			  volscan_setting_string(tool->vs, "devices/devicesfile_dir");
	int r = volscan_config_string(tool->vs, *file ? "devices/use_devicesfile=1" :
				      "devices/use_devicesfile=0");

	return r || !*file ? r : set_path(tool, "devices/devicesfile", dir, file);
}

/* -1 = as the settings say. */
static int asks_kernel(const struct tool *tool)
{
	const char *loaded = tool->options.driver_loaded;

	if (loaded)
		return !strcmp(loaded, "y");
	return tool->options.kernel ? 1 : -1;
}

/* Those that are options of their own. */
static int read_option_settings(struct tool *tool)
{
	int r = 0;

	if (tool->options.devices_file)
		r = set_devices_file(tool, tool->options.devices_file);
	if (!r && tool->options.all_pvs)
		r = volscan_config_string(tool->vs, "devices/use_devicesfile=0");
	if (!r && tool->options.retry_hung)
		r = volscan_config_string(tool->vs, "devices/retry_hung=1");
	if (!r && asks_kernel(tool) >= 0)
		r = volscan_config_string(tool->vs, asks_kernel(tool) ? "global/kernel=1" :
					  "global/kernel=0");
	return r;
}

int tool_config_read(struct tool *tool)
{
	static int (*const sources[])(struct tool *tool) = {
		set_defaults, read_lvm_config, read_config_file, profile_read, read_config_options,
		read_option_settings,
	};
	size_t i;
	int r = 0;

	for (i = 0; !r && i < sizeof(sources) / sizeof(sources[0]); i++)
		r = sources[i](tool);
	return r;
}

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

static int read_lvm_directory(struct tool *tool, const char *dir)
{
	int r = read_lvm_file_of(tool, dir, "lvm.conf");

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

	if (!named)
		return dir && *dir ? read_lvm_directory(tool, dir) : 0;
	return is_directory(named) ? read_lvm_directory(tool, named) :
				     volscan_config_lvm_file(tool->vs, named);
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

/* Those that are options of their own. */
static int read_option_settings(struct tool *tool)
{
	if (!tool->options.retry_hung)
		return 0;
	return volscan_config_string(tool->vs, "devices/retry_hung=1");
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

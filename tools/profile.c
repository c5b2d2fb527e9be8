/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static char *profile_path(struct tool *tool, const char *name)
{
	const char *dir = getenv("LVM_SYSTEM_DIR");
	char *path;
	int length;

	if (dir && *dir)
		length = asprintf(&path, "%s/profile/%s.profile", dir, name);
	else
		length = asprintf(&path, "%s/lvm/profile/%s.profile",
				  volscan_setting_string(tool->vs, "global/etc"), name);
	return length < 0 ? NULL : path;
}

int profile_read(struct tool *tool)
{
	const char *name = tool->options.profile;
	char *path;
	int r;

	if (!name)
		return 0;
	path = profile_path(tool, name);
	if (!path)
		return -ENOMEM;
	r = volscan_config_lvm_file(tool->vs, path);
	free(path);
	return r;
}

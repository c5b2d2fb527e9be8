/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a command's settings come from. */
#ifndef CONFIG_H
#define CONFIG_H

#include "tool.h"

/*
 * Give the handle all settings, the weakest first: what a command has of its own,
 * LVM2's files where --lvmconf or LVM_SYSTEM_DIR names them, volscan.conf, --config,
 * other options. 0, or -errno and volscan_error() says why.
 */
int tool_config_read(struct tool *tool);

#endif

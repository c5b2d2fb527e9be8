/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LVM2's command profiles: a file NAME.profile with settings for some uses of a command,
 * in $LVM_SYSTEM_DIR/profile or in lvm/profile below global/etc. */
#ifndef PROFILE_H
#define PROFILE_H

#include "tool.h"

/* Read that of --commandprofile, if it was given, for what volscan has a setting of that
 * name for. 0, or -errno and the handle's message. */
int profile_read(struct tool *tool);

#endif

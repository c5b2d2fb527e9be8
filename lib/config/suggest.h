/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CONFIG_SUGGEST_H
#define CONFIG_SUGGEST_H

#include "config/config.h"

/*
 * What may have been meant by `path`, which is no setting: one of the same
 * name in another section (LVM2 has use_aio in global), else the one that is
 * a few letters away. NULL when nothing is near.
 */
const struct setting *suggest_setting(const char *path);

/* Likewise for the name of a section. */
const char *suggest_section(const char *name);

#endif

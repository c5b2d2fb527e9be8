/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of the devices of a made-up machine, see tree.h. All of it asserts. */
#ifndef DEV_LIST_RIG_H
#define DEV_LIST_RIG_H

#include "device/dev_list.h"

extern struct dev_list *list_rig;

/* Nodes of block devices can be made by root only; what needs them is not
 * tested for others. */
extern bool list_rig_can_mknod;

/* Fixture: a machine without devices, and an empty list. */
void list_rig_setup(void);
void list_rig_teardown(void);

/* The device of that name in the tree. */
struct dev *list_rig_get(const char *name);

void list_rig_add_machine(void);
void list_rig_add_path(const char *name);

void list_rig_assert_unreadable(const struct dev *dev, int error);

#endif

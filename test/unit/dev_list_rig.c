/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dev_list_rig.h"

#include <string.h>

#include "tree.h"
#include "unit.h"

struct dev_list *list_rig;
bool list_rig_can_mknod;

void list_rig_setup(void)
{
	tree_make();
	list_rig_can_mknod = tree_node("probe", 8, 0);
	ck_assert_int_eq(dev_list_new(NULL, &list_rig), 0);
	list_rig->root = tree_root;
	tree_write("proc/partitions", "major minor  #blocks  name\n\n");
	tree_mkdir("sys/dev/block");
	tree_mkdir("dev");
}

void list_rig_teardown(void)
{
	dev_list_free(list_rig);
	tree_remove();
}

struct dev *list_rig_get(const char *name)
{
	for (size_t i = 0; i < list_rig->count; i++)
		if (!strcmp(list_rig->devs[i]->info.name, tree_path(name)))
			return list_rig->devs[i];
	ck_abort_msg("%s is not in the list", name);
}

void list_rig_add_machine(void)
{
	ck_assert_int_eq(dev_list_add_machine(list_rig, tree_path("dev")), 0);
}

void list_rig_add_path(const char *name)
{
	ck_assert_int_eq(dev_list_add_path(list_rig, tree_path(name)), 0);
}

void list_rig_assert_unreadable(const struct dev *dev, int error)
{
	ck_assert_int_eq(dev->info.state, VOLSCAN_DEVICE_UNREADABLE);
	ck_assert_int_eq(dev->info.error, error);
	ck_assert_ptr_nonnull(dev->info.reason);
}

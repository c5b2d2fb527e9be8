/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers of device-mapper, as the kernel lays them out. */
#ifndef DM_RIG_H
#define DM_RIG_H

#include <linux/dm-ioctl.h>
#include <stddef.h>

/* UUIDs of a VG and of LVs, as volscan prints them and as they are in a device's. */
#define DM_VG_UUID "cjr5Lu-XEQy-YsZn-uF21-gCqj-n2Fs-2LhNqR"
#define DM_LV_UUID "9qok8z-WtUM-TnII-MgcG-lX8L-52Mq-SWYvmd"
#define DM_OTHER_UUID "7Sc0zg-iGsv-NzM1-Qm96-p01f-drmR-qNqBWU"
#define DM_ID "cjr5LuXEQyYsZnuF21gCqjn2Fs2LhNqR9qok8zWtUMTnIIMgcGlX8L52MqSWYvmd"
#define DM_OTHER_ID "cjr5LuXEQyYsZnuF21gCqjn2Fs2LhNqR7Sc0zgiGsvNzM1Qm96p01fdrmRqNqBWU"

/* Make the head of an answer of a device with a live table, without targets, in `size`
 * bytes; everything else in it may be changed until dm_rig_add(). */
struct dm_ioctl *dm_rig_answer(void *buffer, size_t size, const char *name, const char *uuid);

/* Add a target; 10 sectors each. Without room for it the flag says so, and it is only
 * counted. */
void dm_rig_add(struct dm_ioctl *answer, size_t size, const char *type, const char *status);

#endif
